"""The figures that a result gives, over its replications."""

from __future__ import annotations

from dataclasses import replace
from weakref import WeakKeyDictionary

import numpy as np

from gtmsim.errors import GtmsimError
from gtmsim.experiment import Comparison, Result
from gtmsim.experiment.briefing import first_landing, main_point
from gtmsim.experiment.over_time import WATCHED, OverTime, over_time
from gtmsim.experiment.ranking import default_kpi
from gtmsim.kpi import find, normal
from gtmsim.kpi.targets import LEVELS
from gtmsim.report import figures
from gtmsim.report.figures import Drawable, FigureError
from gtmsim.report.kinds_of_log import Asked, Makers, journey, speed, week
from gtmsim.report.pictures import COSTS, of_all, person_of

_watched: WeakKeyDictionary[Result, dict[tuple[int, str], OverTime]] = WeakKeyDictionary()


def _months(result: Result, asked: Asked, besides: str = "") -> OverTime:
    """The months of a point, looked at once for all figures."""
    point = result.point(asked.point) if asked.point is not None else main_point(result)
    known = _watched.setdefault(result, {})
    if (point.index, besides) not in known:
        there = result.gathered.numbers(point.index)
        there = there[there < result.replications]
        if not there.size:
            raise FigureError(f"no replication of {point.label} succeeded: nothing to show.")
        known[point.index, besides] = over_time(
            result.experiment, point, replications=there[:WATCHED].tolist(),
            kpis=[besides] if besides else [],
        )  # fmt: skip
    return known[point.index, besides]


def _funnel(result: Result, asked: Asked) -> Drawable:
    months = _months(result, asked)
    return figures.funnel_figure(months.flow, months.replications)


def _utilization(result: Result, asked: Asked) -> Drawable:
    return figures.utilization_figure(_months(result, asked))


def _backlog(result: Result, asked: Asked) -> Drawable:
    return figures.backlog_figure(_months(result, asked))


def _fan(result: Result, asked: Asked) -> Drawable:
    """The way to the first target that counts as the KPI does, or of the KPI without one."""
    point = result.point(asked.point) if asked.point is not None else main_point(result)
    landing = first_landing(result.targets(), point)
    if not _months(result, asked).months:
        raise FigureError("the run holds no whole month: there is no way to show.")
    measure = normal(asked.kpi) or (landing.measure if landing is not None else "")
    if not measure:
        measure = next((each for each in ("arr", "wins") if each in _months(result, asked).values),
                       "")  # fmt: skip
    if not measure or find(measure)[1]:
        raise FigureError("name the KPI of the way: kpi='wins' or another without a member.")
    months = _months(result, asked, "" if measure in LEVELS else measure)
    if measure not in months.values or len(months.months) < 2:
        raise FigureError(f"{measure} is not told month by month here.")
    if landing is not None and (
        landing.measure != measure or not of_all(months.log, landing.target)
    ):
        landing = None
    kpi = find(measure)[0]
    return figures.fan_figure(
        months, measure, (kpi.name, kpi.label), landing, level=measure in LEVELS
    )


def _speed_of_result(result: Result, asked: Asked) -> Drawable:
    months = _months(result, asked)
    return speed(months.log, months.responses, asked, months.replications)


def _retention(result: Result, asked: Asked) -> Drawable:
    months = _months(result, asked)
    return figures.retention_figure(months.cohorts, months.replications)


def _journey_of_result(result: Result, asked: Asked) -> Drawable:
    return journey(_months(result, asked).log, asked)


def _week_of_result(result: Result, asked: Asked) -> Drawable:
    point = result.point(asked.point) if asked.point is not None else main_point(result)
    narrow, log = result.bottleneck(point), _months(result, asked).log
    busy = person_of(log, narrow.team) if narrow is not None and narrow.team else ""
    return week(log, asked if asked.person else replace(asked, person=busy))


def _differences(result: Result, asked: Asked) -> Drawable:
    return compared(result.compare([asked.kpi] if asked.kpi else None), asked)


def _heat(result: Result, asked: Asked) -> Drawable:
    return figures.heat_figure(result, asked.kpi or None)


def _frontier(result: Result, asked: Asked) -> Drawable:
    """Cost against the KPI that decides."""
    cost = asked.cost or next((each for each in COSTS if _differs(result, each)), "")
    if not cost:
        raise FigureError(f"no cost was measured that differs: name one, kpis=[..., {COSTS[0]!r}].")
    return figures.frontier_figure(result, cost, asked.kpi or _decides(result))


def _differs(result: Result, kpi_id: str) -> bool:
    if kpi_id not in result.meanings:
        return False
    spent = {result.estimate(kpi_id, point).mean for point in result.points}
    return len(spent) > 1 and bool(np.isfinite(list(spent)).all())


def _decides(result: Result) -> str:
    if result.experiment.kind == "compare" and result.experiment.judged_by in result.meanings:
        return result.experiment.judged_by
    try:
        return default_kpi(result)
    except GtmsimError as error:
        raise FigureError(f"name the KPI of the figure: {error}") from None


def compared(found: Comparison, asked: Asked) -> Drawable:
    """The paired differences of a comparison."""
    if len(found.result.points) < 2:
        raise FigureError("there is one design only: compare it with another.")
    kpis = [normal(asked.kpi)] if asked.kpi else None
    return figures.differences_figure(found, kpis)


OF_RESULT: Makers = {
    "funnel": _funnel,
    "utilization": _utilization,
    "backlog": _backlog,
    "fan": _fan,
    "speed": _speed_of_result,
    "retention": _retention,
    "journey": _journey_of_result,
    "week": _week_of_result,
    "differences": _differences,
    "heat": _heat,
    "frontier": _frontier,
}
