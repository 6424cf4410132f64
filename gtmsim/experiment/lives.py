"""Single lives of a plan, reduced to the counts that planning backwards needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from gtmsim import engine, plan
from gtmsim.experiment.inputs import drawn
from gtmsim.experiment.one_by_one import one_by_one
from gtmsim.experiment.run import Where
from gtmsim.kpi.funnel import ARRIVAL, reached
from gtmsim.kpi.periods import Period, opens, tick_of
from gtmsim.kpi.revenue import BOOKED, deals
from gtmsim.kpi.spells import NEVER, within
from gtmsim.kpi.view import View
from gtmsim.log import EventLog
from gtmsim.plan.plan import Plan
from gtmsim.scenario import Scenario

Counts = NDArray[np.float64]
STEPS = (ARRIVAL, "mql", "sal", "sql", "won")


@dataclass(frozen=True)
class Life:
    """What one replication brought until a date, and what became of its leads later.

    Attributes:
        steps: which of STEPS the scenario has.
        then: by step, how many leads got there until the date, whenever they came.
        later: by channel and step, how many of the leads that came until the date get there by
            the end of the log.
        booked: money of the deals won until the date, at signature.
        sold: money and number of all deals won by leads that came until the date.
        busy: by team, utilization until the date.
    """

    steps: tuple[str, ...]
    then: Counts
    later: Counts
    booked: float
    sold: tuple[float, float]
    busy: Counts


@dataclass(frozen=True)
class Asked:
    """One replication to run.

    Attributes:
        scenario: with the horizon wanted.
        odds: what multiplies the odds to go on in some stages.
        stages: their names.
        by: the last day that counts.
    """

    scenario: Scenario
    by: date
    odds: float = 1.0
    stages: tuple[str, ...] = ()
    seed: int = 0
    replication: int = 0


def live(asked: Asked) -> Life:
    """Run one replication and count."""
    scenario = drawn(asked.scenario, asked.seed, asked.replication)
    compiled = easier(plan.compile(scenario), asked.stages, asked.odds)
    log = engine.run(compiled, seed=asked.seed, replication=asked.replication)
    return counted(log, asked.by)


def easier(compiled: Plan, names: Sequence[str], odds: float) -> Plan:
    """A plan in which the odds to go on are multiplied in some stages."""
    if odds == 1.0 or not names:
        return compiled
    stages = tuple(
        replace(stage, outcomes=replace(stage.outcomes, odds=stage.outcomes.odds * odds))
        if stage.name in names and stage.outcomes is not None
        else stage
        for stage in compiled.stages
    )
    return replace(compiled, stages=stages)


def counted(log: EventLog, by: date) -> Life:
    """What a log holds until the end of a day, and what became of its leads by its end."""
    from gtmsim.kpi.workload import load

    view = View(log)
    window = until(log, by)
    steps = steps_of(log)
    when = [reached(view, step) for step in steps]
    came = within(view.arrived, window)
    channel = log.leads["channel"]
    later = np.zeros((len(log.channels["id"]), len(steps)))
    for at, ticks in enumerate(when):
        np.add.at(later[:, at], channel[came & (ticks < NEVER)], 1.0)
    rows = deals(view, Period(0, log.horizon), BOOKED)
    own = came[view.column("lead", rows)]
    booked = view.amounts(deals(view, window, BOOKED))
    return Life(
        steps,
        np.array([float(within(ticks, window).sum()) for ticks in when]),
        later,
        view.money(float(booked.sum())),
        (view.money(float(view.amounts(rows[own]).sum())), later[:, -1].sum()),
        load(view, window).shares,
    )


def until(log: EventLog, last: date) -> Period:
    """From the first day that counts to the end of a day, or of the log."""
    return Period(opens(log), min(tick_of(log, last + timedelta(days=1)), log.horizon))


def steps_of(log: EventLog) -> tuple[str, ...]:
    """Which steps of the funnel a log knows."""
    return tuple(step for step in STEPS if step == ARRIVAL or step in log.milestones)


def lives(
    asked: Asked,
    replications: int,
    executor: Where = None,
    told: Callable[[], None] | None = None,
) -> list[Life]:
    """Run several replications, each with its own luck, on an executor or here."""
    tasks = [replace(asked, replication=number) for number in range(replications)]
    return one_by_one(live, tasks, executor, told)
