"""Every combination of channel, stage and history that a lead can have in a journey."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.opened import standings
from gtmsim.scenario.targets import TargetError, first_stage
from gtmsim.scenario.ways import Way, ways

MOST_VISITS = 50_000
"""Combinations of channel, stage and history that are judged."""


@dataclass(frozen=True)
class Visit:
    """A lead of a channel at a stage, as far as that can be known from the graph."""

    channel: str
    stage: str
    recycled: bool = False
    customer: bool = False


def visits(model: ScenarioModel) -> list[Visit]:
    """Every combination of channel, stage and history that a lead can have."""
    by_stage: dict[str, list[Way]] = {}
    for way in ways(model):
        by_stage.setdefault(way.stage, []).append(way)
    known = any(segment.accounts is not None for segment in model.segments.values())
    seen: dict[Visit, None] = {}
    opened = [
        Visit(channel, one.stage, one.recycled, one.customer)
        for one in standings(model)
        for channel in ([one.channel] if one.channel is not None else model.channels)
    ]
    _follow(opened, by_stage, seen)
    for channel in model.channels:
        try:
            entry = Visit(channel, first_stage(model, channel))
        except (TargetError, StopIteration):
            continue
        _follow([entry, *([replace(entry, customer=True)] if known else [])], by_stage, seen)
    return list(seen)


def _follow(
    entries: Iterable[Visit], by_stage: Mapping[str, list[Way]], seen: dict[Visit, None]
) -> None:
    """Add all visits that can come of some."""
    ahead = deque(entries)
    while ahead and len(seen) <= MOST_VISITS:
        visit = ahead.popleft()
        if visit in seen:
            continue
        seen[visit] = None
        ahead.extend(_next(visit, way) for way in by_stage.get(visit.stage, []) if _goes_on(way))


def _goes_on(way: Way) -> bool:
    return way.possible and way.target is not None and way.target.stage is not None


def _next(visit: Visit, way: Way) -> Visit:
    assert way.target is not None
    return Visit(
        visit.channel,
        str(way.target.stage),
        visit.recycled or way.target.kind == "recycle",
        visit.customer or way.target.milestone == "won",
    )
