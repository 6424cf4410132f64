"""Service: how fast the first touch comes, which promises are kept, how long leads wait.

`waits`, `sojourns`, `littles_law` and `backlog` look at one log beyond single numbers;
the rest of the file defines KPIs.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gtmsim.kpi.kpi import (
    Figure,
    Formula,
    Kpi,
    Statistic,
    average,
    count_of,
    median,
    p90,
    ratio,
    summary,
)
from gtmsim.kpi.periods import Every, Moment, Period, as_period, cut, whole_log
from gtmsim.kpi.spells import NEVER, Steps, within
from gtmsim.kpi.touches import first_of_visit, served, touches, verdicts
from gtmsim.kpi.view import View
from gtmsim.log import EventLog, Kind

# --- For analysts and theory -------------------------------------------------------------


def waits(
    log: EventLog,
    stage: str,
    *,
    sessions: Literal["first", "all"] = "first",
    period: tuple[Moment, Moment] | None = None,
) -> NDArray[np.int64]:
    """Ticks waited for a rep, from joining a queue to the beginning of the work or its booking.

    Waits that end otherwise (gone cold, still waiting at the horizon) are left out.

    Args:
        log: one replication.
        stage: the stage.
        sessions: the first piece of work of each visit, or all of them.
        period: only waits that begin in it, to leave out a warm-up; default: all.

    Returns:
        One number for each piece of work, in order of joining.

    Raises:
        UnknownKpiError: the log has no such stage.

    Example:
        >>> import gtmsim
        >>> log = gtmsim.run(gtmsim.compile(gtmsim.load("scenarios/one_desk.yaml")), seed=1)
        >>> bool((gtmsim.kpi.waits(log, "answer") >= 0).all())
        True
    """
    view = View(log)
    found = view.waits_of(view.member("STAGE", stage))
    found = found.where(found.begun(as_period(log, period)) & served(found))
    if sessions == "first":
        found = found.where(first_of_visit(view, found))
    return (found.end - found.begin)[np.argsort(found.row)]


def sojourns(
    log: EventLog, stage: str, *, period: tuple[Moment, Moment] | None = None
) -> NDArray[np.int64]:
    """Ticks from entering a stage to leaving it, for each visit that ended.

    Args:
        log: one replication.
        stage: the stage.
        period: only visits that begin in it; default: all.

    Returns:
        One number for each visit, in order of entering.

    Raises:
        UnknownKpiError: the log has no such stage.

    Example:
        >>> import gtmsim
        >>> log = gtmsim.run(gtmsim.compile(gtmsim.load("scenarios/one_desk.yaml")), seed=1)
        >>> waited, stayed = (of(log, "answer") for of in (gtmsim.kpi.waits, gtmsim.kpi.sojourns))
        >>> bool(stayed.mean() > waited.mean())
        True
    """
    view = View(log)
    found = view.visits_of(view.member("STAGE", stage))
    found = found.where(found.begun(as_period(log, period)) & (found.end < NEVER))
    return (found.end - found.begin)[np.argsort(found.row)]


def littles_law(log: EventLog, *, of: Literal["stage", "waiting"] = "stage") -> pd.DataFrame:
    """Little's law, L = arrival rate x W, for each stage and the log as a whole.

    L is the integral over time of how many leads are there; W sums each lead's own time,
    cut at the horizon, and at the start for those whom the history left there. The two are
    found in different ways and agree to the last tick.

    Args:
        log: one replication.
        of: leads in the stage, or leads waiting for a rep in it.

    Returns:
        By stage: `entries` (those there at the start included), `number` (L, time average),
        `rate` (entries a day), `days` (W).

    Example:
        >>> import gtmsim
        >>> log = gtmsim.run(gtmsim.compile(gtmsim.load("scenarios/one_desk.yaml")), seed=1)
        >>> desk = gtmsim.kpi.littles_law(log).loc["answer"]
        >>> bool(abs(desk["number"] - desk["rate"] * desk["days"]) < 1e-9)
        True
    """
    view, period = View(log), whole_log(log)
    ids, _ = view.members("STAGE")
    lines = []
    for stage in range(len(ids)):
        spells = view.visits_of(stage) if of == "stage" else view.waits_of(stage)
        spells = spells.where((spells.begin >= period.begin) | (spells.end > period.begin))
        spent = np.minimum(spells.end, period.end) - np.maximum(spells.begin, period.begin)
        lines.append(
            {
                "entries": len(spells),
                "number": Steps.of(spells).mean(period),
                "rate": len(spells) / view.days(period.length),
                "days": view.days(float(spent.mean())) if len(spells) else np.nan,
            }
        )
    return pd.DataFrame(lines, index=pd.Index(ids, name="stage"))


def backlog(log: EventLog, stage: str | None = None, *, every: Every = "day") -> pd.DataFrame:
    """Leads waiting for a rep over time.

    Args:
        log: one replication.
        stage: in this stage; default: in all.
        every: day, week (from Monday), month, quarter or fiscal quarter.

    Returns:
        One row for each period, by its local date `begins`: `mean` (time average), `largest`,
        `at_end` (at its last moment).

    Raises:
        UnknownKpiError: the log has no such stage.

    Example:
        >>> import gtmsim
        >>> log = gtmsim.run(gtmsim.compile(gtmsim.load("scenarios/one_desk.yaml")), seed=1)
        >>> gtmsim.kpi.backlog(log, "answer", every="week").columns.tolist()
        ['mean', 'largest', 'at_end']
    """
    view = View(log)
    steps = view.backlog(-1 if stage is None else view.member("STAGE", stage))
    stretches = cut(log, every)
    ends = np.array([stretch.period.end for stretch in stretches], dtype=np.int64)
    begins = np.array([stretch.period.begin for stretch in stretches], dtype=np.int64)
    area = steps.integral(ends) - steps.integral(begins)
    return pd.DataFrame(
        {
            "mean": area / (ends - begins),
            "largest": [steps.largest(stretch.period) for stretch in stretches],
            "at_end": steps.before(ends),
        },
        index=pd.DatetimeIndex([stretch.begins for stretch in stretches], name="begins"),
    )


# --- Formulas ----------------------------------------------------------------------------


def _service_level_kept(view: View, period: Period, stage: int) -> Figure:
    found = verdicts(view)
    judged = within(found.time, period)
    if stage >= 0:
        judged &= found.stage == stage
    kept = count_of(judged & found.kept)
    return ratio(kept, count_of(judged), "no promise fell due")


def _speed(statistic: Statistic, clock: Literal["business", "wall"]) -> Formula:
    def speed(view: View, period: Period, stage: int) -> Figure:
        found = touches(view)
        counted = within(found.time, period)
        counted &= found.first if stage < 0 else found.stage == stage
        ticks = found.business if clock == "business" else found.wall
        return summary(statistic, view.minutes(ticks[counted]), "nobody was touched")

    return speed


def _waiting(statistic: Statistic) -> Formula:
    def waiting(view: View, period: Period, stage: int) -> Figure:
        found = view.waits_of(stage)
        begun = found.ended(period) & served(found)
        waited = (found.end - found.begin)[begun]
        return summary(statistic, view.hours(waited), "no work began")

    return waiting


def _dwell(statistic: Statistic) -> Formula:
    def dwell(view: View, period: Period, stage: int) -> Figure:
        found = view.visits_of(stage)
        ended = found.decided(period)
        return summary(statistic, view.days((found.end - found.begin)[ended]), "no visit ended")

    return dwell


def _number_in_stage(view: View, period: Period, stage: int) -> Figure:
    return Figure(view.in_stage(stage).mean(period))


def _backlog(view: View, period: Period, stage: int) -> Figure:
    return Figure(view.backlog(stage).mean(period))


def _backlog_max(view: View, period: Period, stage: int) -> Figure:
    return Figure(float(view.backlog(stage).largest(period)))


def _backlog_end(view: View, period: Period, stage: int) -> Figure:
    return Figure(float(view.backlog(stage).at_end(period)))


def _cold_rate(view: View, period: Period, stage: int) -> Figure:
    found = view.waits_of(stage)
    over = found.ended(period) & (served(found) | (found.how == Kind.WENT_COLD))
    cold = count_of(over & (found.how == Kind.WENT_COLD))
    return ratio(cold, count_of(over), "no wait ended")


# --- Definitions -------------------------------------------------------------------------

_TOUCH = "touches in the period"
_ANY = "the first touch of each lead (of a promise, if the scenario has any)"
_EACH = "the first touch of each visit of the stage"
_CLOCK = "business minutes on the promise's clock (without a promise, the team's) before"
_TIMES = ("touched leads", "touched visits")


def _speeds() -> tuple[Kpi, ...]:
    kpis = []
    for suffix, name, label, statistic in (
        ("", "median", "中央値", median),
        ("_p90", "90th percentile", "90パーセンタイル", p90),
    ):
        for wall in (False, True):
            word = "minutes of any time before" if wall else _CLOCK
            unit = "min" if wall else "business min"
            formula = _speed(statistic, "wall" if wall else "business")
            kpi_id = f"speed_to_lead{'_wall' if wall else ''}{suffix}"
            title = f"Speed to lead, {name}{', wall clock' if wall else ''}"
            words = f"初回応答時間 ({label}{'、暦時間' if wall else ''})"
            kpis.append(
                Kpi(kpi_id, title, words, unit, "lower", f"{name} of {word} {_ANY}",
                    f"none: a quantile of {_TIMES[0]}", _TOUCH, "R030, R143", formula,
                    headline=not wall)
            )  # fmt: skip
            kpis.append(
                Kpi(f"{kpi_id}.STAGE", f"{title}, of a stage", words, unit, "lower",
                    f"{name} of {word} {_EACH}", f"none: a quantile of {_TIMES[1]}", _TOUCH,
                    "R030, R143", formula, ("promise",))
            )  # fmt: skip
    return tuple(kpis)


_PICKED = "work begun or booked in the period"
_AVERAGED = "none: a time average"
_LEFT = "visits that ended in the period, but for leads merged into another"


def _both(kpi: Kpi) -> tuple[Kpi, Kpi]:
    """A KPI of all stages, and the same for each; only the latter in the headlines."""
    of_all = replace(kpi, name=f"{kpi.name}, all stages", headline=False)
    return of_all, replace(kpi, id=f"{kpi.id}.STAGE", name=f"{kpi.name}, by stage")


KPIS = (
    *_speeds(),
    Kpi("service_level_kept", "Service level kept", "SLA遵守率", "share", "higher",
        "promises whose first touch came in time",
        "promises touched, or run out while the lead was there",
        "touches, or due times of the untouched, in the period", "R030, R149",
        _service_level_kept, ("promise",), headline=True),
    Kpi("service_level_kept.STAGE", "Service level kept in a stage", "SLA遵守率", "share",
        "higher", "promises of the stage whose first touch came in time",
        "promises of the stage touched, or run out while the lead was there",
        "touches, or due times of the untouched, in the period", "R030, R149",
        _service_level_kept, ("promise",)),
    *_both(Kpi("waiting_time", "Waiting time", "対応待ち時間 (平均)", "hours", "lower",
        "hours of any time from joining a queue to the work, or the booking of a meeting",
        "pieces of work begun or booked", _PICKED, "R014, R143", _waiting(average), ("work",),
        headline=True)),
    *_both(Kpi("waiting_time_p90", "Waiting time, 90th percentile",
        "対応待ち時間 (90パーセンタイル)", "hours", "lower",
        "90th percentile of hours from joining a queue to the work, or its booking",
        "none: a quantile of pieces of work begun or booked", _PICKED, "R014, R143",
        _waiting(p90), ("work",))),
    *_both(Kpi("backlog", "Backlog, mean", "未対応件数 (平均)", "leads", "lower",
        "leads waiting for a rep, averaged over time", _AVERAGED, "the whole period",
        "R014, R174", _backlog, ("work",))),
    *_both(Kpi("backlog_max", "Backlog, largest", "未対応件数 (最大)", "leads", "lower",
        "largest number of leads waiting for a rep", "none: a maximum", "the whole period",
        "R014, R174", _backlog_max, ("work",))),
    *_both(Kpi("backlog_end", "Backlog at the end", "未対応件数 (期末)", "leads", "lower",
        "leads waiting for a rep", "none: a count", "the last moment of the period",
        "R014, R174", _backlog_end, ("work",), headline=True)),
    *_both(Kpi("cold_rate", "Share gone cold", "応答前離脱率", "share", "lower",
        "waits that ended because the buyer stopped waiting",
        "waits that ended in work, a booking, or cold", "waits that ended in the period",
        "R069", _cold_rate, ("work",))),
    Kpi("dwell_time.STAGE", "Dwell time", "滞留日数 (平均)", "days", "lower",
        "days from entering the stage to leaving it", "visits of the stage that ended",
        _LEFT, "R014, R155", _dwell(average), headline=True),
    Kpi("dwell_time_p90.STAGE", "Dwell time, 90th percentile", "滞留日数 (90パーセンタイル)",
        "days", "lower", "90th percentile of days from entering the stage to leaving it",
        "none: a quantile of visits that ended", _LEFT, "R014",
        _dwell(p90)),
    Kpi("number_in_stage.STAGE", "Leads in a stage", "ステージ滞在件数 (平均)", "leads",
        "neutral", "leads in the stage, waiting and worked on, averaged over time", _AVERAGED,
        "the whole period", "R014", _number_in_stage),
)  # fmt: skip
