"""The figures that a single log gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gtmsim.experiment.experiment import Point
from gtmsim.kpi.flow import funnel_flow
from gtmsim.kpi.lives import telling_lead
from gtmsim.kpi.response import Responses, responses
from gtmsim.kpi.staying import cohorts_of
from gtmsim.log import EventLog
from gtmsim.report import figures
from gtmsim.report.figures import Drawable, FigureError


@dataclass(frozen=True)
class Asked:
    """What a figure is to show; empty where the usual is meant."""

    kpi: str = ""
    cost: str = ""
    point: Point | int | str | None = None
    lead: int | None = None
    person: str = ""
    stage: str = ""


Makers = dict[str, Callable[[Any, Asked], Drawable]]


def _funnel_of_log(log: EventLog, _: Asked) -> Drawable:
    return figures.funnel_figure(funnel_flow(log))


def _speed_of_log(log: EventLog, asked: Asked) -> Drawable:
    return speed(log, responses(log), asked)


def speed(
    log: EventLog, found: tuple[Responses, ...], asked: Asked, replications: int = 1
) -> Drawable:
    """First touches of the stage that was asked for, else of the first with a promise."""
    names = {str(log.stages["id"][each.stage]): each for each in found}
    if asked.stage:
        if asked.stage not in names:
            raise FigureError(
                f"no first touches at {asked.stage!r}. There are: {', '.join(names)}."
            )
        return figures.promise_figure(log, names[asked.stage], replications)
    if not found:
        raise FigureError("no lead waits for a first touch here.")
    first = next((each for each in found if each.promise), found[0])
    return figures.promise_figure(log, first, replications)


def _retention_of_log(log: EventLog, _: Asked) -> Drawable:
    return figures.retention_figure(cohorts_of(log))


def journey(log: EventLog, asked: Asked) -> Drawable:
    """The life of the lead that was asked for, else of one worth showing."""
    lead = asked.lead if asked.lead is not None else telling_lead(log)
    if lead is None or not 0 <= lead < len(log.leads["key"]):
        raise FigureError("no such lead in the log." if lead is not None else "no lead came.")
    return figures.strip_figure(log, lead)


def week(log: EventLog, asked: Asked) -> Drawable:
    """A week of the person who was asked for, else of the first."""
    people = [str(each) for each in log.reps["id"]]
    chosen = asked.person or (people[0] if people else "")
    if chosen not in people:
        raise FigureError(f"nobody is called {chosen!r}. There are: {', '.join(people[:20])}.")
    return figures.week_figure(log, chosen)


OF_LOG: Makers = {
    "funnel": _funnel_of_log,
    "speed": _speed_of_log,
    "retention": _retention_of_log,
    "journey": journey,
    "week": week,
}
