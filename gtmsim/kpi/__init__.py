"""What it means: KPIs of an event log, each with its definition, unit and direction."""

from gtmsim.kpi.alerts import RULES, Alert, Rule, alerts, read_rules
from gtmsim.kpi.cadence import Report, report
from gtmsim.kpi.cohort import cohorts
from gtmsim.kpi.forecast import forecasts
from gtmsim.kpi.kpi import Figure, Kpi, UnknownKpiError, find, normal, parted, register, registry
from gtmsim.kpi.ledger import ledger
from gtmsim.kpi.loyalty import retention
from gtmsim.kpi.measure import definitions, measure, resolve, series
from gtmsim.kpi.service import backlog, littles_law, sojourns, waits
from gtmsim.kpi.table import KpiTable, Value, warnings
from gtmsim.kpi.wording import Language, cell, heading, note_in, unit_word, written

__all__ = [
    "RULES",
    "Alert",
    "Figure",
    "Kpi",
    "KpiTable",
    "Language",
    "Report",
    "Rule",
    "UnknownKpiError",
    "Value",
    "alerts",
    "backlog",
    "cell",
    "cohorts",
    "definitions",
    "find",
    "forecasts",
    "heading",
    "ledger",
    "littles_law",
    "measure",
    "normal",
    "note_in",
    "parted",
    "register",
    "read_rules",
    "registry",
    "report",
    "resolve",
    "retention",
    "series",
    "sojourns",
    "unit_word",
    "waits",
    "warnings",
    "written",
]
