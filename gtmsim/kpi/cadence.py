"""Reports of a day, a week, a month or a quarter, from any run (R170-R172).

A report shows its KPIs in one period beside the period before and the mean of some before that,
and the alerts of the period. What stands in it is data, as packs are.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from gtmsim.errors import GtmsimError
from gtmsim.kpi.alerts import RULES, Alert, Rule, alerts
from gtmsim.kpi.kpi import find
from gtmsim.kpi.measure import measure
from gtmsim.kpi.packs import Pack, Section, pack
from gtmsim.kpi.periods import Every, Stretch, as_day, cut
from gtmsim.kpi.table import Value
from gtmsim.log import EventLog

if TYPE_CHECKING:
    import pandas as pd

CADENCES: dict[str, tuple[Every, int]] = {
    "daily": ("day", 20),
    "weekly": ("week", 8),
    "monthly": ("month", 3),
    "quarterly": ("fiscal quarter", 4),
}
"""Period of each report, and over how many periods before it averages."""


def _section(name: str, label: str, kpis: str) -> Section:
    return Section(name, label, tuple(kpis.split()))


_MONTH = (
    _section("Unit economics", "ユニットエコノミクス", "cac ltv ltv_cac payback"),
    _section("Conversions", "転換率", "mql_rate sal_rate sql_rate win_rate onboarding_rate"),
    _section("Promises and handoffs", "SLA・引き継ぎ", "service_level_kept acceptance_rate "
             "accepted_per_return handoff_defect_rate"),
    _section("Channels: return and where money goes", "チャネル別ROI・投資配分",
             "roi.CHANNEL spend.CHANNEL"),
    _section("People: how many, how busy", "採用計画の材料 (人員・稼働)",
             "headcount.TEAM utilization.TEAM"),
)  # fmt: skip

REPORTS = {
    "daily": Pack("daily", "Daily report", "日次レポート", "R170", (
        _section("Results", "実績速報", "leads meetings_booked sql wins bookings"),
        _section("Promises", "SLA逸脱", "service_level_kept neglected went_cold"),
    )),
    "weekly": Pack("weekly", "Weekly report", "週次レポート", "R171", (
        _section("Landing", "着地予測", "quarter_landing bookings new_arr"),
        _section("Pipeline review", "パイプラインレビュー", "open_deals pipeline "
                 "weighted_pipeline sql win_rate backlog_end.STAGE"),
        _section("Cases: why deals are lost", "ケースレビュー (失注理由)", "losses.REASON"),
        _section("Funnel", "ファネル", "leads mql sal sql wins"),
    )),
    "monthly": Pack("monthly", "Monthly report", "月次レポート", "R172", _MONTH),
    "quarterly": Pack("quarterly", "Quarterly report", "四半期レポート", "R172", _MONTH),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One KPI of a report.

    Attributes:
        section: of the report.
        value: in the period.
        before: in the period before; NaN at the start.
        usual: mean of some periods before; NaN where there is none.
        alert: whether a rule speaks up about it in the period.
    """

    section: Section
    value: Value
    before: float
    usual: float
    alert: bool


@dataclass(frozen=True)
class Report:
    """One period of a run.

    Attributes:
        name, label: title in English and in Japanese.
        scenario: of what.
        period: which.
        over: how many periods `usual` averages.
        lines: the KPIs.
        alerts: of the period.
        earlier: alerts of the run until then.
    """

    name: str
    label: str
    scenario: str
    period: Stretch
    over: int
    lines: tuple[Line, ...]
    alerts: tuple[Alert, ...]
    earlier: tuple[Alert, ...]

    def frame(self) -> pd.DataFrame:
        """One row a KPI."""
        import pandas as pd

        return pd.DataFrame(
            [
                (line.section.name, line.value.kpi, line.value.value, line.value.denominator,
                 line.value.unit, line.before, line.usual, line.alert)
                for line in self.lines
            ],
            columns=["section", "kpi", "value", "denominator", "unit", "before", "usual", "alert"],
        )  # fmt: skip


def report(
    log: EventLog,
    cadence: str,
    *,
    on: date | str | None = None,
    packs: Sequence[str] = (),
    rules: Sequence[Rule] = RULES,
) -> Report:
    """A daily, weekly, monthly or quarterly report of a run.

    Args:
        log: one replication.
        cadence: `daily`, `weekly`, `monthly` or `quarterly` (of the fiscal year).
        on: a day of the period; default: the last whole period.
        packs: show these packs instead: `["handoff.marketing_to_inside_sales"]`.
        rules: alerts to look for.

    Raises:
        GtmsimError: there is no such report, or the run holds no such period.

    Example:
        >>> import gtmsim
        >>> log = gtmsim.run(gtmsim.compile(gtmsim.load("scenarios/one_desk.yaml")), seed=1)
        >>> gtmsim.kpi.report(log, "daily").lines[0].value.kpi
        'leads'
    """
    if cadence not in CADENCES:
        raise GtmsimError(f"no report {cadence!r}. Reports are: {', '.join(CADENCES)}.")
    every, over = CADENCES[cadence]
    whole = [stretch for stretch in cut(log, every) if stretch.whole]
    at = _place(whole, on, every)
    own = REPORTS[cadence]
    shown = [pack(name) for name in packs] or [own]
    sections = [section for each in shown for section in each.sections]
    here = whole[at]
    found = alerts(log, rules)
    loud = [alert for alert in found if here.begins < alert.until <= here.until]
    about = {alert.rule.kpi for alert in loud}
    lines = []
    for section in sections:
        stretches = _looked(whole, at, over)
        tables = [measure(log, list(section.kpis), period=each.period) for each in stretches]
        for number, value in enumerate(tables[0]):
            series = [table.rows[number].value for table in tables[1:]]
            known = [each for each in series if not math.isnan(each)]
            if find(value.kpi)[0].parameter and not any([value.value, *known]):
                continue  # of many reasons and stages, those with nothing to tell
            lines.append(
                Line(
                    section,
                    value,
                    series[0] if series else math.nan,
                    float(np.mean(known)) if known else math.nan,
                    value.kpi in about,
                )
            )
    return Report(
        " + ".join(each.name for each in shown),
        "・".join(each.label for each in shown),
        str(log.meta.get("label") or log.meta.get("scenario") or ""),
        here,
        over,
        tuple(lines),
        tuple(loud),
        tuple(alert for alert in found if alert.until <= here.begins),
    )


def _looked(whole: list[Stretch], at: int, over: int) -> list[Stretch]:
    """A period and those before it, the latest first."""
    return whole[max(at - over, 0) : at + 1][::-1]


def _place(whole: list[Stretch], on: date | str | None, every: Every) -> int:
    if not whole:
        raise GtmsimError(f"the run holds no whole {every}.")
    if on is None:
        return len(whole) - 1
    day = as_day(on)
    for place, stretch in enumerate(whole):
        if stretch.begins <= day < stretch.until:
            return place
    raise GtmsimError(
        f"no whole {every} of the run holds {day}: it has those from {whole[0].begins} to "
        f"{whole[-1].until} (exclusive)."
    )
