"""Every way out of every stage, and the handoffs between functions among them (R211)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from gtmsim.scenario import Scenario
from gtmsim.scenario.targets import Target, life_events, stage_outcomes


@dataclass(frozen=True)
class Way:
    """One way out of a stage.

    Attributes:
        stage: the stage it leaves.
        name: the criterion: the key of the outcome, or of what a resting stage waited for.
        share: in percent; 0 for what a resting stage waits for.
        target: where it leads.
    """

    stage: str
    name: str
    share: float
    target: Target


@lru_cache(maxsize=8)
def ways(scenario: Scenario) -> tuple[Way, ...]:
    """Every way out of a stage, in file order."""
    found = []
    for stage in scenario.stages:
        for outcome in stage_outcomes(scenario, stage):
            found.append(Way(stage, outcome.name, 100 * outcome.share, outcome.target))
        for name, _, target in life_events(scenario, stage):
            found.append(Way(stage, name, 0.0, target))
    return tuple(found)


@dataclass(frozen=True)
class Handoff:
    """A way from the work of one function to that of another."""

    giver: str
    receiver: str
    way: Way


def handoffs(scenario: Scenario) -> Iterator[Handoff]:
    """Ways on which a lead changes hands; an empty giver is a stage that takes nobody's time."""
    for way in ways(scenario):
        if way.target.stage is None or scenario.stages[way.stage].waits_for:
            continue  # what a resting stage waits for is a date, handed over by nobody
        giver = scenario.stages[way.stage].function or ""
        receiver = scenario.stages[way.target.stage].function or ""
        if receiver and receiver != giver:
            yield Handoff(giver, receiver, way)
