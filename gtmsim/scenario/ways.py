"""Every way out of every stage, as the rules about the journey see it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from gtmsim.scenario.journey import ReturnRule, Stage, Wait
from gtmsim.scenario.laws import Law
from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.targets import Target, TargetError, resolve_shares, resolve_target
from gtmsim.scenario.tree import Path
from gtmsim.units import Duration


@dataclass(frozen=True)
class Way:
    """One way out of a stage.

    Attributes:
        stage: the stage it leaves.
        path: where it is written.
        written: the target as written.
        possible: whether its base probability is above 0.
        target: where it leads; None if it leads nowhere.
        problem: why it leads nowhere.
        elsewhere: whether the fault is in what the target relies on.
    """

    stage: str
    path: Path
    written: str
    possible: bool = True
    target: Target | None = None
    problem: str = ""
    elsewhere: bool = False


def ways(model: ScenarioModel) -> list[Way]:
    """List every way out of every stage, in file order."""
    found = [way for name, stage in model.stages.items() for way in _of_stage(model, name, stage)]
    return [*found, *_incomplete(model, found)]


def _incomplete(model: ScenarioModel, found: list[Way]) -> Iterator[Way]:
    """Ways back of leads that are not accepted when they go on to another function (R041)."""
    rules = model.mechanisms.handoffs if model.mechanisms is not None else ()
    for place, rule in enumerate(rules):
        path: Path = ("mechanisms", "handoffs", place, "incomplete")
        written = rule.incomplete
        for name in model.stages if written is not None else ():
            giver = model.stages[name].function
            takers = {model.stages[one].function for one in _onto(found, name)} - {None, giver}
            if giver is None or rule.from_ not in (None, giver):
                continue
            if takers if rule.to is None else rule.to in takers:
                way = _way(model, name, path, written or "")
                if way.target is not None:  # else `check_handoffs` says so
                    yield way


def _onto(found: list[Way], name: str) -> Iterator[str]:
    """Stages to which leads advance from a stage."""
    for way in found:
        target = way.target
        if way.stage == name and target is not None and target.kind == "stage":
            assert target.stage is not None
            yield target.stage


def _of_stage(model: ScenarioModel, name: str, stage: Stage) -> Iterator[Way]:
    at: Path = ("stages", name)
    if stage.attempts is not None:
        path = (*at, "attempts", "exhausted")
        yield _way(model, name, path, stage.attempts.exhausted)
    if stage.cold is not None:
        yield _way(model, name, (*at, "cold"), stage.cold)
    if stage.meeting is not None and stage.meeting.missed is not None:
        yield _way(model, name, (*at, "meeting", "missed"), stage.meeting.missed)
    for key in stage.waits_for or {}:
        yield _way(model, name, (*at, "waits_for", key), key)
    outcomes = stage.then or {}
    shares = resolve_shares(
        {key: one if isinstance(one, float | str) else one.share for key, one in outcomes.items()}
    )
    for key, one in outcomes.items():
        possible = shares[key] > 0
        path = (*at, "then", key)
        if isinstance(one, float | str):
            yield _way(model, name, path, key, possible=possible)
        else:
            yield _way(model, name, path, key, one.to, one.milestone, possible=possible)


def _way(
    model: ScenarioModel,
    stage: str,
    path: Path,
    key: str,
    to: str | None = None,
    milestone: str | None = None,
    *,
    possible: bool = True,
) -> Way:
    written = key if to is None else to
    try:
        target = resolve_target(model, key, stage, to, milestone)
    except TargetError as error:
        return Way(stage, path, written, possible, problem=str(error), elsewhere=error.elsewhere)
    return Way(stage, path, written, possible, target)


Graph: TypeAlias = dict[str, list[str]]
"""For each stage, the stages that follow."""


def follow(entries: Iterable[str], onward: Graph) -> set[str]:
    """All stages that can be reached from some, these included."""
    reached = set(entries)
    ahead = deque(reached)
    while ahead:
        for stage in onward.get(ahead.popleft(), ()):
            if stage not in reached:
                reached.add(stage)
                ahead.append(stage)
    return reached


def takes_time(given: Law | Duration | None) -> bool:
    """Whether a length of time can be more than nothing."""
    if isinstance(given, Law):
        return given.mean() > 0
    return given is not None and given.amount > 0


def waits(given: Wait | ReturnRule | None) -> bool:
    """Whether a wait takes time; waiting for a date does."""
    if given is None:
        return False
    length = given.after if isinstance(given, Wait) else given.nurture
    return given.at is not None or takes_time(length)
