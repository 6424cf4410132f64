"""Every kind of figure by one call, made from what a run, a comparison, a sweep ... has given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from gtmsim.errors import GtmsimError
from gtmsim.experiment import Comparison, Crossover, Explanation, Result
from gtmsim.experiment.briefing import first_landing, main_point
from gtmsim.experiment.crossover import DESIGN, crossover_of
from gtmsim.experiment.experiment import Point
from gtmsim.experiment.over_time import WATCHED, OverTime, over_time
from gtmsim.experiment.ranking import default_kpi
from gtmsim.kpi import find, normal
from gtmsim.kpi.flow import funnel_flow
from gtmsim.kpi.lives import telling_lead
from gtmsim.kpi.response import Responses, responses
from gtmsim.kpi.staying import cohorts_of
from gtmsim.kpi.targets import LEVELS
from gtmsim.log import EventLog
from gtmsim.report import figures
from gtmsim.report.explained import explained_figure, explained_of
from gtmsim.report.figures import Drawable, FigureError
from gtmsim.report.pictures import COSTS, of_all, person_of

Found = Result | Comparison | Explanation | Crossover | EventLog


@dataclass(frozen=True)
class Asked:
    """What a figure is to show; empty where the usual is meant."""

    kpi: str = ""
    cost: str = ""
    point: Point | int | str | None = None
    lead: int | None = None
    person: str = ""
    stage: str = ""


def figure(
    found: Found,
    kind: str | None = None,
    *,
    kpi: str | None = None,
    cost: str | None = None,
    point: Point | int | str | None = None,
    lead: int | None = None,
    person: str | None = None,
    stage: str | None = None,
) -> Drawable:
    """A figure of what was found, ready for a notebook, a slide or a file.

    | kind | shows | made from |
    | --- | --- | --- |
    | `funnel` | how far the leads come, and what is lost | a result, a log |
    | `utilization`, `backlog` | months with their bands | a result |
    | `fan` | the way to the target (or `kpi`), with the chance to reach it | a result |
    | `speed` | how soon leads are answered, against the promise (of a `stage`) | a result, a log |
    | `retention` | which customers stay, by cohort | a result, a log |
    | `journey` | one lead's life (`lead`: its number in the log) | a result, a log |
    | `week` | a week of a `person`, hour by hour | a result, a log |
    | `differences` | paired differences with intervals | a comparison, its result |
    | `heat` | a KPI by one or two settings | a sweep of one scenario |
    | `frontier` | `cost` against what it brings (`kpi`) | a result of several designs |
    | `crossover` | who is better where | `gtmsim.crossover` |
    | `waterfall` | what makes the difference | `gtmsim.explain` |

    Figures over time run a result's first replications once more, exactly as they were.

    Args:
        found: what a run, `simulate`, `compare`, `sweep`, `explain` or `crossover` gave.
        kind: which figure; default: the one that says most.
        kpi: id of the KPI shown; default: that which decides.
        cost: id of the KPI of a frontier's cost; default: the first cost that was measured.
        point: which design or setting, by index or label; default: today's.
        lead: whose life.
        person: whose week, such as `inside_sales-1`.
        stage: whose promise.

    Raises:
        FigureError: there is no such figure, or it cannot be made from this; says which can.

    Example:
        >>> import gtmsim
        >>> desk = gtmsim.load("scenarios/one_desk.yaml")
        >>> result = gtmsim.simulate(desk, replications=2)
        >>> gtmsim.figure(result, "week", person="desk-1").person
        'desk-1'
    """
    able = kinds_of(found)
    wanted = kind or next(iter(able))
    if wanted not in able:
        known = "no figure" if wanted not in KINDS else f"not made from a {type(found).__name__}"
        raise FigureError(f"{wanted!r} is {known}. It gives: {', '.join(able)}.")
    asked = {"kpi": kpi, "cost": cost, "point": point, "lead": lead, "person": person,
             "stage": stage}  # fmt: skip
    odd = [name for name, each in asked.items() if each is not None and name not in KINDS[wanted]]
    if odd:
        choices = ", ".join(KINDS[wanted]) or "nothing"
        raise FigureError(f"a figure {wanted!r} has no {odd[0]}: it lets choose {choices}.")
    return able[wanted](found, Asked(kpi or "", cost or "", point, lead, person or "", stage or ""))


def kinds_of(found: Found) -> Mapping[str, Callable[[Any, Asked], Drawable]]:
    """The kinds of figure that can be made from something, the one that says most first."""
    if isinstance(found, Comparison):
        return OF_COMPARISON
    if isinstance(found, Explanation):
        return {"waterfall": _waterfall, **_through(OF_RESULT, lambda each: each.result)}
    if isinstance(found, Crossover):
        return {"crossover": _crossover}
    if isinstance(found, EventLog):
        return OF_LOG
    if not isinstance(found, Result):
        raise FigureError(
            f"a {type(found).__name__} gives no figure: it takes a result, comparison, "
            "explanation, crossover map or event log."
        )
    if found.experiment.design == DESIGN:
        return {"crossover": lambda each, asked: _crossover(crossover_of(each), asked)}
    first = {"compare": "differences", "sweep": "heat"}.get(found.experiment.kind, "funnel")
    return {first: OF_RESULT[first], **OF_RESULT}


# --- Of a log ----------------------------------------------------------------------------


def _funnel_of_log(log: EventLog, _: Asked) -> Drawable:
    return figures.funnel_figure(funnel_flow(log))


def _speed_of_log(log: EventLog, asked: Asked) -> Drawable:
    return _speed(log, responses(log), asked)


def _speed(log: EventLog, found: tuple[Responses, ...], asked: Asked) -> Drawable:
    names = {str(log.stages["id"][each.stage]): each for each in found}
    if asked.stage:
        if asked.stage not in names:
            raise FigureError(
                f"no first touches at {asked.stage!r}. There are: {', '.join(names)}."
            )
        return figures.promise_figure(log, names[asked.stage])
    if not found:
        raise FigureError("no lead waits for a first touch here.")
    return figures.promise_figure(log, next((each for each in found if each.promise), found[0]))


def _retention_of_log(log: EventLog, _: Asked) -> Drawable:
    return figures.retention_figure(cohorts_of(log))


def _journey(log: EventLog, asked: Asked) -> Drawable:
    lead = asked.lead if asked.lead is not None else telling_lead(log)
    if lead is None or not 0 <= lead < len(log.leads["key"]):
        raise FigureError("no such lead in the log." if lead is not None else "no lead came.")
    return figures.strip_figure(log, lead)


def _week(log: EventLog, asked: Asked) -> Drawable:
    people = [str(each) for each in log.reps["id"]]
    chosen = asked.person or (people[0] if people else "")
    if chosen not in people:
        raise FigureError(f"nobody is called {chosen!r}. There are: {', '.join(people[:20])}.")
    return figures.week_figure(log, chosen)


# --- Of a result -------------------------------------------------------------------------

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
    return _speed(months.log, months.responses, asked)


def _retention(result: Result, asked: Asked) -> Drawable:
    months = _months(result, asked)
    return figures.retention_figure(months.cohorts, months.replications)


def _journey_of_result(result: Result, asked: Asked) -> Drawable:
    return _journey(_months(result, asked).log, asked)


def _week_of_result(result: Result, asked: Asked) -> Drawable:
    point = result.point(asked.point) if asked.point is not None else main_point(result)
    narrow, log = result.bottleneck(point), _months(result, asked).log
    busy = person_of(log, narrow.team) if narrow is not None and narrow.team else ""
    return _week(log, asked if asked.person else replace(asked, person=busy))


def _differences(result: Result, asked: Asked) -> Drawable:
    return _compared(result.compare([asked.kpi] if asked.kpi else None), asked)


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


# --- Of what compares designs ------------------------------------------------------------


def _compared(found: Comparison, asked: Asked) -> Drawable:
    if len(found.result.points) < 2:
        raise FigureError("there is one design only: compare it with another.")
    kpis = [normal(asked.kpi)] if asked.kpi else None
    return figures.differences_figure(found, kpis)


def _waterfall(found: Explanation, _: Asked) -> Drawable:
    return explained_figure(explained_of(found))


def _crossover(found: Crossover, _: Asked) -> Drawable:
    return figures.crossed_figure(found)


Makers = dict[str, Callable[[Any, Asked], Drawable]]


def _through(makers: Makers, way: Callable[[Any], Result]) -> Makers:
    """The makers of a result, for something that holds one."""

    def through(make: Callable[[Any, Asked], Drawable]) -> Callable[[Any, Asked], Drawable]:
        return lambda found, asked: make(way(found), asked)

    return {name: through(make) for name, make in makers.items()}


KINDS: dict[str, tuple[str, ...]] = {
    "funnel": ("point",),
    "utilization": ("point",),
    "backlog": ("point",),
    "fan": ("point", "kpi"),
    "speed": ("point", "stage"),
    "retention": ("point",),
    "journey": ("point", "lead"),
    "week": ("point", "person"),
    "differences": ("kpi",),
    "heat": ("kpi",),
    "frontier": ("kpi", "cost"),
    "crossover": (),
    "waterfall": (),
}
"""The kinds of figure, and what can be chosen of each."""

OF_LOG: Makers = {
    "funnel": _funnel_of_log,
    "speed": _speed_of_log,
    "retention": _retention_of_log,
    "journey": _journey,
    "week": _week,
}
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
OF_COMPARISON: Makers = {
    "differences": _compared,
    **_through(
        {name: make for name, make in OF_RESULT.items() if name != "differences"},
        lambda found: found.result,
    ),
}
