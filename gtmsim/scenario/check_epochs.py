"""Rules about reorganizations: dates in order, and nobody appears or vanishes unsaid."""

from __future__ import annotations

from datetime import timedelta

from gtmsim.scenario.check_times import end
from gtmsim.scenario.epochs import HISTORY, State, is_wanted, moves, people_of, states
from gtmsim.scenario.finding import Finding, Findings
from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.organization import Move, Reorganization
from gtmsim.scenario.suggest import enumeration, listed
from gtmsim.scenario.tree import Path

_DEPENDS = ("teams", "reorganizations")


def check_epochs(model: ScenarioModel) -> Findings:
    """Find reorganizations out of time, moves of nobody, and headcounts that do not add up."""
    yield from _dates(model)
    every = [state for state in states(model) if state.path != HISTORY]
    for change, before, after in zip(model.reorganizations, every, every[1:], strict=False):
        for path, move in moves(change):
            yield from _move((*after.path, *path), move, before, after)
        yield from _reassigned(after.path, change)
        yield from _sums(change, after)


def _dates(model: ScenarioModel) -> Findings:
    before = model.start
    for place, change in enumerate(model.reorganizations):
        path: Path = ("reorganizations", place, "from")
        if change.on >= end(model) or change.on <= model.start:
            day = timedelta(days=1)
            message = (
                f"{change.on} is outside the period. Write a day from {model.start + day} to "
                f"{end(model) - day}; what holds from the start stands in teams."
            )
            yield Finding(path, message, ("start", "horizon"))
        elif change.on <= before:
            message = f"{change.on} is not after {before}. Write reorganizations in order of dates."
            yield Finding(path, message)
        before = max(before, change.on)


def _move(at: Path, move: Move, before: State, after: State) -> Findings:
    for field, team in (("from", move.from_), ("to", move.to)):
        if team is not None and team not in after.teams:
            hint = listed("Teams", team, after.teams)
            yield Finding((*at, field), f'no team "{team}".{hint}', _DEPENDS)
    if move.from_ is None and move.to is None:
        yield Finding(at, "moves nobody anywhere. Say from (else: hired) or to (else: they leave).")
    if move.from_ is not None and move.from_ not in after.teams:
        return  # nobody can be in it, which is no further problem
    if isinstance(move.people, tuple):
        for name in move.people:
            yield from _named(at, move, name, before)
    elif move.from_ is not None and move.people > len(before.people(move.from_)):
        count = len(before.people(move.from_))
        message = f"moves {move.people} people from {move.from_}, which has {count}."
        yield Finding((*at, "people"), message, _DEPENDS)


def _named(at: Path, move: Move, name: str, before: State) -> Findings:
    if move.from_ is None:
        if name in before.members:
            message = f"{name} is already here. To move somebody, say from which team."
            yield Finding((*at, "people"), message, _DEPENDS)
    elif before.members.get(name) != move.from_ and not is_wanted(before, name, move.from_):
        here = before.people(move.from_)
        hint = listed(f"People of {move.from_}", name, here)
        yield Finding((*at, "people"), f"{name} is not in {move.from_}.{hint}", _DEPENDS)


def _reassigned(at: Path, change: Reorganization) -> Findings:
    """`reassign` is for those who stay, and says nothing that `moves` has said already."""
    for place, move in enumerate(change.reassign):
        path = (*at, "reassign", place)
        if move.from_ is None or move.to is None:
            message = "reassigns people, from one team to another. Say from and to; who is "
            yield Finding(path, f"{message}hired or leaves stands in moves.")
            continue
        for number, other in enumerate(change.moves):
            if _means_the_same(move, other):
                message = "these people stand in moves too. Keep one."
                yield Finding(path, message, first=(*at, "moves", number))
                break


def _means_the_same(move: Move, other: Move) -> bool:
    if isinstance(move.people, tuple) and isinstance(other.people, tuple):
        return bool(set(move.people) & set(other.people))
    return (move.from_, move.to) == (other.from_, other.to)


def _names_apart(team: str, named: set[str], here: set[str]) -> str:
    """Whom the moves do not bring, and whom they leave, against the names that are written."""
    missing, left = (enumeration(sorted(names)) for names in (named - here, here - named))
    said = []
    if named - here:
        move = f"{{people: [{missing}], from: ..., to: {team}}}"
        said.append(f"the moves do not bring {missing} here. Add to reassign {move}.")
    if here - named:
        move = f"{{people: [{left}], from: {team}, to: ...}}"
        said.append(f"the moves leave {left} here. Name them, or add to reassign {move}.")
    return " ".join(said)


def _sums(change: Reorganization, after: State) -> Findings:
    for name, team in change.teams.items():
        here = after.people(name)
        wanted = people_of(name, team)
        path = (*after.path, "teams", name)
        if team.people and set(wanted) != set(here):
            message = _names_apart(name, set(wanted), set(here))
            yield Finding((*path, "people"), message, _DEPENDS)
        elif team.headcount is not None and team.headcount != len(here):
            gap = team.headcount - len(here)
            move = f"{{people: {abs(gap)}, {'to' if gap > 0 else 'from'}: {name}, ...}}"
            yield Finding(
                (*path, "headcount"),
                f"says {team.headcount}, but {len(here)} are there after the moves. A "
                f"reorganization moves people and makes none: add to moves {move}.",
                _DEPENDS,
            )
