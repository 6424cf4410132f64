"""One life of an organization, reduced to what is held against a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from gtmsim import engine, plan
from gtmsim.experiment.inputs import drawn
from gtmsim.experiment.lives import steps_of, until
from gtmsim.kpi.funnel import reached
from gtmsim.kpi.periods import Period
from gtmsim.kpi.revenue import BOOKED, deals
from gtmsim.kpi.spells import within
from gtmsim.kpi.targets import ALL, actual, goal
from gtmsim.kpi.view import View
from gtmsim.kpi.workload import load
from gtmsim.log import EventLog
from gtmsim.log.kinds import HOUSE_LIST, OPEN_DEAL, OPEN_LEAD
from gtmsim.scenario import Scenario

Pair = tuple[float, float]
"""Money signed, and how many wins."""

FOLLOWED = 365
"""Days for which leads are followed after the period, so that slow deals count."""


@dataclass(frozen=True)
class Task:
    """One replication to run, and the last day that counts."""

    scenario: Scenario
    last: date
    seed: int
    replication: int


@dataclass(frozen=True)
class Met:
    """What one replication brought.

    Attributes:
        then: by the last day, whenever the leads came.
        later: of the leads that came by the last day, by the end of the log.
        known: the same without those of before the first day that are no open leads or deals.
        steps: how many got to each step by the last day.
        busy: by team, utilization until then.
        aim: label, measure, amount and what was reached of the period's target.
    """

    then: Pair
    later: Pair
    known: Pair
    steps: tuple[float, ...]
    busy: NDArray[np.float64]
    aim: tuple[str, str, float, float] | None


def met_of(task: Task) -> Met:
    """Run one replication and count."""
    scenario = drawn(task.scenario, task.seed, task.replication)
    log = engine.run(plan.compile(scenario), seed=task.seed, replication=task.replication)
    return _counted(log, task.last)


def _counted(log: EventLog, last: date) -> Met:
    view = View(log)
    window = until(log, last)
    won = reached(view, "won")
    there = log.leads["opening"]
    came = (view.arrived < window.end) | np.isin(there, (HOUSE_LIST, OPEN_LEAD, OPEN_DEAL))
    known = within(view.arrived, window) | np.isin(there, (OPEN_LEAD, OPEN_DEAL))
    return Met(
        (_signed(view, window, None), float(within(won, window).sum())),
        _of_leads(view, window, came),
        _of_leads(view, window, known),
        tuple(float(within(reached(view, step), window).sum()) for step in steps_of(log)),
        load(view, window).shares,
        _aim(view, window),
    )


def _of_leads(view: View, window: Period, leads: NDArray[np.bool_]) -> Pair:
    """Money and wins of some leads, whenever they win since the first day."""
    whole = Period(window.begin, view.log.horizon)
    return _signed(view, whole, leads), float((leads & within(reached(view, "won"), whole)).sum())


def _signed(view: View, period: Period, leads: NDArray[np.bool_] | None) -> float:
    rows = deals(view, period, BOOKED)
    if leads is not None:
        rows = rows[leads[view.column("lead", rows)]]
    return view.money(float(view.amounts(rows).sum())) if view.currency else 0.0


def _aim(view: View, window: Period) -> tuple[str, str, float, float] | None:
    """The first target for all that is set for exactly this period."""
    for row in view.target_rows:
        aim = goal(view, row)
        if (aim.begin, aim.end) == (window.begin, window.end) and aim.scope == ALL:
            value = actual(view, aim.measure, window).value
            return str(view.log.targets["label"][row]), aim.measure, aim.amount, value
    return None
