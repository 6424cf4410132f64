"""Targets out of reach, compiled: what each person owes, month by month (R167)."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from gtmsim.log.kinds import UNPRESSED
from gtmsim.plan.organization import Organization
from gtmsim.plan.staff import MechanismsPlan, PressurePlan
from gtmsim.plan.workshop import Workshop
from gtmsim.scenario.pressure import Pressure
from gtmsim.scenario.targets import stage_outcomes
from gtmsim.units import Duration


def with_pressure(
    bench: Workshop, organization: Organization, plan: MechanismsPlan | None
) -> MechanismsPlan | None:
    """The mechanisms of a scenario with its targets; None where nothing helps or harms."""
    given = bench.scenario.mechanisms
    pressure = given.pressure if given is not None else None
    if pressure is None:
        return plan
    months, owed = _owed(bench, pressure)
    return replace(
        plan or MechanismsPlan(),
        pressure=PressurePlan(
            team=organization.names.index(pressure.team),
            milestone=bench.milestones.number(pressure.counts),
            stages=_brought_in(bench, pressure),
            months=months,
            owed=owed,
        ),
    )


def _brought_in(bench: Workshop, given: Pressure) -> frozenset[int]:
    """The stages in which the milestone is brought."""
    scenario = bench.scenario
    return frozenset(
        bench.stages.number(name)
        for name in scenario.stages
        if any(way.target.milestone == given.counts for way in stage_outcomes(scenario, name))
    )


def _owed(bench: Workshop, given: Pressure) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """When months begin, and what a person owes in each: a part of a month, its part of it."""
    time = bench.time
    starts = [time.at(day) for day in time.month_starts()]
    quota = given.quota.per_minute * Duration(1, "month").minutes * UNPRESSED
    months = tuple(max(tick, 0) for tick in starts if tick < time.horizon)
    owed = (
        round(quota * (ends - max(begins, 0)) / (ends - begins))
        for begins, ends in pairwise(starts)
    )
    return months, tuple(owed)
