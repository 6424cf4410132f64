"""Logs told by names, so that two companies of different size can be compared.

Rows, indices and numbers of teams differ as soon as somebody joins; keys of leads and names
of stages, teams and people do not.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from gtmsim.log import MONEY_KINDS, EventLog, Kind
from gtmsim.scenario import Scenario

Event = tuple[Any, ...]
"""(time, kind, lead, stage, visit, step, team, rep, reason, value, due), all by name."""

STAGES_IN_VALUE = (Kind.ADVANCED, Kind.RETURNED)


def told(log: EventLog, *, without: Collection[str] = ()) -> list[Event]:
    """The events in their order, but for those of the leads, and the people, of some channels.

    A channel's own team has the channel's name.
    """
    names = [*log.channels["id"]]
    channel = log.leads["channel"].tolist()
    key = log.leads["key"].tolist()
    shown = [names[one] not in without for one in channel]
    rows = zip(*(column.tolist() for column in log.events.values()), strict=True)
    own = {place for place, name in enumerate(log.teams["id"]) if name in without}
    return [
        _named(log, key, row)
        for row in rows
        if (shown[row[0]] if row[0] >= 0 else row[6] not in own)
    ]


def lives(log: EventLog, *, without: Collection[str] = ()) -> dict[int, list[Event]]:
    """The events of each lead, by its key, and of nobody, by -1."""
    found: dict[int, list[Event]] = {}
    for event in told(log, without=without):
        found.setdefault(event[2], []).append(event)
    return found


def rewritten(tree: dict[str, Any], name: str = "rewritten.yaml") -> Scenario:
    """A scenario from a tree; JSON is YAML without aliases."""
    return Scenario.from_text(json.dumps(tree, ensure_ascii=False), name)


def _named(log: EventLog, key: list[int], row: tuple[int, ...]) -> Event:
    lead, time, kind, stage, visit, step, team, rep, reason, value, due = row
    return (
        time,
        Kind(kind).name,
        key[lead] if lead >= 0 else -1,
        _name(log.stages["id"], stage),
        visit,
        step,
        _name(log.teams["id"], team),
        _name(log.reps["id"], rep),
        _reason(log, kind, reason),
        _value(log, key, kind, value),
        due,
    )


def _name(names: Any, place: int) -> str:
    return str(names[place]) if place >= 0 else ""


def _reason(log: EventLog, kind: int, reason: int) -> object:
    if kind in (Kind.MILESTONE, Kind.PRESSED):
        return _name(log.milestones, reason)
    if kind == Kind.MONEY:
        return MONEY_KINDS[reason]
    if kind == Kind.TOUCHED:
        return reason
    return _name(log.reasons, reason)


def _value(log: EventLog, key: list[int], kind: int, value: int) -> object:
    if kind in STAGES_IN_VALUE:
        return _name(log.stages["id"], value)
    if kind == Kind.ASSIGNED:
        return _name(log.reps["id"], value)
    if kind in (Kind.MERGED, Kind.DUPLICATED):
        return key[value]
    return value
