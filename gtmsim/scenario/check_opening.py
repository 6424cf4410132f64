"""Rules about the opening as a whole: ids, names, accounts and people that it speaks of."""

from __future__ import annotations

from collections import Counter
from typing import TypeAlias

from gtmsim.scenario.check_opening_rows import (
    check_customer,
    check_house,
    check_open,
    check_product,
    check_value,
)
from gtmsim.scenario.epochs import people_of
from gtmsim.scenario.finding import Finding, Findings
from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.opened import opening_rows, resting_stage
from gtmsim.scenario.opening import OpeningCustomer, OpeningLead, OpeningRep, OpeningRow
from gtmsim.scenario.suggest import listed
from gtmsim.scenario.tree import Path, shown

Row: TypeAlias = OpeningLead | OpeningCustomer

MOST_OPEN = 1_000_000
"""Leads and customers of an opening, `count` included."""


def check_opening(model: ScenarioModel) -> Findings:
    """Find openings that contradict themselves, the roster, or the rest of the scenario."""
    opening = model.opening
    if opening is None:
        return
    if model.history is not None:
        message = "both opening and history say how things stand on the first day. Keep one."
        yield Finding(("opening",), message, ("history",))
    yield from _ids(model)
    people = _roster(model)
    for path, row in opening_rows(model):
        yield from _names(model, path, row, people)
        yield from check_product(model, path, row)
    for place, lead in enumerate(opening.house_list):
        yield from check_house(model, ("opening", "house_list", place), lead)
    for block, leads in (("leads", opening.leads), ("deals", opening.deals)):
        for place, lead in enumerate(leads):
            yield from check_open(model, ("opening", block, place), lead)
    rest = resting_stage(model) if opening.customers else None
    for place, customer in enumerate(opening.customers):
        yield from check_customer(model, ("opening", "customers", place), customer, rest)
    yield from _accounts(model)
    yield from _reps(model, opening.reps, people)


def _roster(model: ScenarioModel) -> list[str]:
    """The people at the start."""
    return [person for name, team in model.teams.items() for person in people_of(name, team)]


def _ids(model: ScenarioModel) -> Findings:
    """Each row has a name of its own, and so has each of several alike: ID/1, ID/2 ..."""
    rows = list(opening_rows(model))
    if sum(row.count for _, row in rows) > MOST_OPEN:
        message = f"more than {MOST_OPEN:,} leads and customers. Is `count` right?"
        yield Finding(("opening",), message)
    first: dict[str, tuple[Path, OpeningRow]] = {}
    for path, row in rows:
        name = row.id.strip()
        if not name:
            yield Finding((*path, "id"), "the id is empty. Give the row a name of its own.")
        elif name in first:
            message = f'id "{shown(name)}" is used twice. Give each row an id of its own.'
            yield Finding((*path, "id"), message, first=(*first[name][0], "id"))
        else:
            first[name] = path, row
        if row.count == 0:
            yield Finding((*path, "count"), "0 alike, so there is none. Remove the row.")
    for path, row in rows:
        base, _, number = row.id.strip().rpartition("/")
        if base in first and number.isdecimal() and 1 <= int(number[:9]) <= first[base][1].count:
            count = first[base][1].count
            if count > 1:
                message = f'"{shown(base)}" with count {count} makes an id {shown(row.id)} too.'
                yield Finding((*path, "id"), f"{message} Rename one.", first=first[base][0])


def _names(model: ScenarioModel, path: Path, row: Row, people: list[str]) -> Findings:
    """Everything that a row names is there."""
    known = (
        ("stage", row.stage, model.stages),
        ("segment", row.segment, model.segments),
        ("channel", row.channel, model.channels),
        ("product", row.product, model.products),
    )
    for field, name, names in known:
        if name is None or name in names:
            continue
        plural = f"{field}s"
        if field == "stage" and name in model.milestones:
            begins = model.milestones[name]
            message = f'"{name}" is a milestone, and a stage is needed here. Write {begins}.'
        else:
            hint = listed(plural.capitalize(), name, names)
            message = f'no {field} "{shown(name)}".{hint}'
        yield Finding((*path, field), message, (plural,))
    if row.owner is not None and row.owner not in people:
        hint = listed("People at the start", row.owner, people)
        message = f'nobody called "{shown(row.owner)}" is in the teams.{hint}'
        yield Finding((*path, "owner"), message, ("teams",))
    for name, value in row.attributes.items():
        yield from check_value(model, (*path, "attributes", name), name, value)


def _accounts(model: ScenarioModel) -> Findings:
    """An account is in one segment, and a segment has no more accounts than it says."""
    home: dict[str, tuple[str, Path]] = {}
    for path, row in opening_rows(model):
        if row.account is None or row.segment is None:
            continue
        segment, first = home.setdefault(row.account, (row.segment, path))
        if segment != row.segment:
            message = (
                f"{shown(row.account)} is in segment {row.segment} here and in {segment} in "
                "another row. An account has one segment."
            )
            yield Finding((*path, "segment"), message, first=first)
    named = Counter(segment for segment, _ in home.values())
    for name, one in model.segments.items():
        if one.accounts and named[name] > one.accounts:
            message = (
                f"{one.accounts} accounts, but the opening names {named[name]} of this "
                "segment. Raise accounts: it counts them all."
            )
            yield Finding(("segments", name, "accounts"), message, ("opening",))


def _reps(model: ScenarioModel, reps: tuple[OpeningRep, ...], people: list[str]) -> Findings:
    first: dict[str, Path] = {}
    for place, rep in enumerate(reps):
        path: Path = ("opening", "reps", place)
        if rep.name in first:
            message = f"{shown(rep.name)} is listed twice. Keep one."
            yield Finding((*path, "name"), message, first=first[rep.name])
        first.setdefault(rep.name, path)
        if rep.name not in people:
            hint = listed("People at the start", rep.name, people)
            message = f'nobody called "{shown(rep.name)}" is in the teams.{hint}'
            yield Finding((*path, "name"), message, ("teams",))
        if (rep.tenure is None) == (rep.since is None):
            said = "both are given." if rep.since else "for how long has this person been here?"
            yield Finding(path, f"{said} Give one: tenure: 2 years, or since: 2024-04-01.")
        elif rep.since is not None and rep.since > model.start:
            message = f"{rep.since} is after the start, {model.start}. The opening is that day."
            yield Finding((*path, "since"), message, ("start",))
