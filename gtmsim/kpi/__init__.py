"""What it means: KPIs of an event log, each with its definition, unit and direction."""

from gtmsim.kpi.kpi import Figure, Kpi, UnknownKpiError, find, register, registry
from gtmsim.kpi.measure import cohorts, measure, series
from gtmsim.kpi.service import backlog, littles_law, sojourns, waits
from gtmsim.kpi.table import KpiTable, Value, written

__all__ = [
    "Figure",
    "Kpi",
    "KpiTable",
    "UnknownKpiError",
    "Value",
    "backlog",
    "cohorts",
    "find",
    "littles_law",
    "measure",
    "register",
    "registry",
    "series",
    "sojourns",
    "waits",
    "written",
]
