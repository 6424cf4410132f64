"""What becomes of each lead, whenever and by whom: what honest comparisons hold fixed."""

from __future__ import annotations

from gtmsim.log import ENDS, EventLog, Kind
from tests.one_more.telling import Event, lives

OUTCOMES = frozenset(
    kind.name
    for kind in (
        *(Kind.ENTERED, Kind.FINISHED, Kind.CONNECTED, Kind.NO_ANSWER, Kind.HELD, Kind.NO_SHOW),
        *(Kind.ADVANCED, Kind.RETURNED, Kind.RECYCLED, *ENDS, Kind.MILESTONE, Kind.MONEY),
    )
)
TICKS_OF_WORK = frozenset({Kind.FINISHED.name, Kind.NO_SHOW.name, Kind.MONEY.name})
"""Kinds whose value is no time and no index: work, time lost, money."""

Step = tuple[object, ...]
"""(kind, stage, visit, step, reason, value) of one thing that happened to a lead."""


def sequences(log: EventLog) -> dict[int, list[Step]]:
    """For each lead that has ended, by its key, what happened to it, without times and people."""
    return {
        lead: [_step(event) for event in life if event[1] in OUTCOMES and not _managed(event)]
        for lead, life in lives(log).items()
        if any(event[1] in END_NAMES for event in life)
    }


def _managed(event: Event) -> bool:
    """Whether a manager works on a broken promise: that depends on when a lead is served."""
    return bool(event[1] == Kind.FINISHED.name and event[5] == 0)


END_NAMES = frozenset(kind.name for kind in ENDS)


def _step(event: Event) -> Step:
    _, kind, _, stage, visit, step, _, _, reason, value, _ = event
    return (kind, stage, visit, step, reason, value if kind in TICKS_OF_WORK else None)


def compare(one: EventLog, other: EventLog) -> int:
    """Assert that every lead that ended in both logs lived through the same; count them.

    Raises:
        AssertionError: naming the first lead that did not.
    """
    mine, theirs = sequences(one), sequences(other)
    both = [lead for lead in mine if lead in theirs]
    for lead in both:
        assert mine[lead] == theirs[lead], f"lead {lead:x} lived otherwise"
    return len(both)
