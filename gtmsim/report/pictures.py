"""Which figures a report shows, made once and drawn in both languages."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gtmsim.experiment.briefing import Briefing
from gtmsim.experiment.crossover import DESIGN, crossover_of
from gtmsim.kpi import find, parted
from gtmsim.kpi.lives import telling_lead
from gtmsim.kpi.targets import LEVELS
from gtmsim.log import EventLog
from gtmsim.report import figures
from gtmsim.report.explained import Explained, explained_figure
from gtmsim.report.figures.drawing import FigureError

COSTS = ("total_cost", "cash_paid", "payroll", "spend")
"""By which KPI a frontier counts cost: the first that was measured and differs."""


@dataclass(frozen=True)
class Pictures:
    """The figures of a report, by chapter.

    Attributes:
        why: funnel, utilization, backlog, promise, and what compares designs.
        sure: the way to the target.
        lives: single lives, and customers that stay.
    """

    why: tuple[object, ...]
    sure: tuple[object, ...]
    lives: tuple[object, ...]


def pictures(found: Briefing, explained: Explained | None = None) -> Pictures:
    """Every figure for which there is something to show."""
    months = found.over_time
    why: list[object] = [*_designs(found)]
    if explained is not None:
        why.append(explained_figure(explained))
    if len(months.flow) > 1 and months.flow[0].reached:
        why.append(figures.funnel_figure(months.flow, months.replications))
    if months.months:
        if months.members("utilization"):
            why.append(figures.utilization_figure(months))
        if months.members("backlog"):
            why.append(figures.backlog_figure(months))
    if months.responses:
        first = next((each for each in months.responses if each.promise), months.responses[0])
        why.append(figures.promise_figure(months.log, first, months.replications))
    return Pictures(tuple(why), tuple(_way(found)), tuple(_lives(found)))


def _way(found: Briefing) -> list[object]:
    landing, months = found.landing, found.over_time
    measure = landing.measure if landing is not None else parted(found.judged)[0]
    if measure not in months.values or len(months.months) < 2:
        return []
    kpi = find(measure)[0]
    # A target of a team, segment or product counts less than the months show.
    if landing is not None and not of_all(months.log, landing.target):
        return []
    name = (kpi.name, kpi.label)
    level = measure in LEVELS
    lands = _lands(found, measure, level) if landing is None else None
    made = figures.fan_figure(months, measure, name, landing, level=level, lands=lands)
    return [made] if len(made.ends) > 1 else []


def _lands(found: Briefing, measure: str, level: bool) -> tuple[float, float, float] | None:
    """What the first screen says that it comes to, if the months come to just that."""
    months = found.over_time.values[measure]
    ends = months[:, -1] if level else months.sum(axis=1)
    whole = found.result.values(found.judged, found.point)
    if found.judged != measure or not np.allclose(whole[: len(ends)], ends, equal_nan=True):
        return None
    low, high = found.result.forecast(measure, found.point)
    return float(low), float(np.nanmedian(whole)), float(high)


def of_all(log: EventLog, target: str) -> bool:
    """Whether a target counts everything, not that of one team, segment, product or person."""
    table = log.targets
    row = list(table["id"]).index(target)
    return all(int(table[name][row]) < 0 for name in ("team", "segment", "product", "rep"))


def _designs(found: Briefing) -> list[object]:
    result = found.result
    if len(result.points) < 2:
        return []
    if result.experiment.design == DESIGN:
        return [figures.crossed_figure(crossover_of(result))] if result.complete else []
    made: list[object] = []
    attempts: list[Callable[[], object]] = []
    if result.experiment.kind == "compare":
        attempts.append(lambda: figures.differences_figure(result.compare(baseline=found.point)))
    else:
        attempts.append(lambda: figures.heat_figure(result, found.judged or None))
    attempts += [lambda: _frontier(found)]
    for attempt in attempts:
        try:
            made.append(attempt())
        except FigureError:
            continue  # this experiment has no such picture
    return made


def _frontier(found: Briefing) -> figures.FrontierFigure:
    result = found.result
    for cost in COSTS:
        if cost not in result.meanings or not found.judged:
            continue
        spent = {result.estimate(cost, point).mean for point in result.points}
        if len(spent) > 1 and all(math.isfinite(each) for each in spent):
            return figures.frontier_figure(result, cost, found.judged)
    raise FigureError("no cost was measured that differs between designs.")


def _lives(found: Briefing) -> list[object]:
    months = found.over_time
    made: list[object] = []
    lead = telling_lead(months.log)
    if lead is not None:
        strip = figures.strip_figure(months.log, lead)
        if strip.days > 0:
            made.append(strip)
    person = _person(found)
    if person:
        made.append(figures.week_figure(months.log, person))
    if any(each.won > 0 for each in months.cohorts):
        retention = figures.retention_figure(months.cohorts, months.replications)
        if max(len(row) for row in retention.kept) > 1:
            made.append(retention)
    return made


def _person(found: Briefing) -> str:
    """Somebody of the team that is busiest."""
    narrow = found.bottleneck
    return person_of(found.over_time.log, narrow.team) if narrow and narrow.team else ""


def person_of(log: EventLog, name: str) -> str:
    """The first person of a team; empty where nobody is in it."""
    team = list(log.teams["id"]).index(name)
    member = log.memberships
    reps = member["rep"][member["team"] == team]
    return str(log.reps["id"][int(reps[0])]) if len(reps) else ""
