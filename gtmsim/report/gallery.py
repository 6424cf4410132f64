"""Every kind of figure by one call, made from what a run, a comparison, a sweep ... has given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gtmsim.experiment import Comparison, Crossover, Explanation, Result
from gtmsim.experiment.crossover import DESIGN, crossover_of
from gtmsim.experiment.experiment import Point
from gtmsim.log import EventLog
from gtmsim.report import figures
from gtmsim.report.explained import explained_figure, explained_of
from gtmsim.report.figures import Drawable, FigureError
from gtmsim.report.kinds_of_log import OF_LOG, Asked, Makers
from gtmsim.report.kinds_of_result import OF_RESULT, compared

Found = Result | Comparison | Explanation | Crossover | EventLog


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


def _waterfall(found: Explanation, _: Asked) -> Drawable:
    return explained_figure(explained_of(found))


def _crossover(found: Crossover, _: Asked) -> Drawable:
    return figures.crossed_figure(found)


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

OF_COMPARISON: Makers = {
    "differences": compared,
    **_through(
        {name: make for name, make in OF_RESULT.items() if name != "differences"},
        lambda found: found.result,
    ),
}
