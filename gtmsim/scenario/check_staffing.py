"""Rules about people who leave and who are hired: how often, for which team, when."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gtmsim.scenario.check_times import begin, end
from gtmsim.scenario.epochs import HISTORY, LARGEST_TEAM, State, states, wanted
from gtmsim.scenario.finding import Finding, Findings
from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.readers import parse_month
from gtmsim.scenario.staffing import Leaving, Requisition
from gtmsim.scenario.suggest import listed
from gtmsim.scenario.tree import Path, shown

LEAST_STAY = 60.0
"""Minutes that people stay on average, at least."""

_PEOPLE = ("teams", "history", "reorganizations", "requisitions")
_SUCCESSOR = re.compile(r"(.+)/([0-9]+)")


def check_staffing(model: ScenarioModel) -> Findings:
    """Find rates nobody could live with, requisitions for no team, and names given twice."""
    leaving = model.mechanisms.leaving if model.mechanisms is not None else None
    if leaving is not None:
        yield from _leaving(leaving)
    if model.hiring is not None:
        yield from _intake(("hiring",), model.hiring.intake)
    every = list(states(model))
    for name, one in model.requisitions.items():
        at: Path = ("requisitions", name)
        yield from _requisition(model, at, one, every)
        yield from _intake(at, one.intake)
    yield from _names(model, every)


def _leaving(leaving: Leaving) -> Findings:
    path: Path = ("mechanisms", "leaving")
    if leaving.rate.business:
        message = f"{leaving.rate}: people leave by the calendar. Write 15% per year."
        yield Finding((*path, "rate"), message)
    elif leaving.rate.per_minute > 1 / LEAST_STAY:
        message = f"{leaving.rate}: nobody would stay for an hour. Write 15% per year."
        yield Finding((*path, "rate"), message)
    yield from _months((*path, "by_month"), leaving.by_month)
    overload = leaving.overload
    if overload is not None and overload.times <= 0:
        message = f"{overload.times:g} times as often is never. Write 2, or remove overload."
        yield Finding((*path, "overload", "times"), message)


def _months(path: Path, words: Iterable[str]) -> Findings:
    seen: dict[int, str] = {}
    for word in words:
        try:
            month = parse_month(word)
        except ValueError as error:
            yield Finding((*path, word), str(error))
            continue
        if month in seen:
            message = f"{word} and {seen[month]} mean the same. Keep one."
            yield Finding((*path, word), message)
        seen.setdefault(month, word)


def _intake(at: Path, months: tuple[int, ...]) -> Findings:
    for place, month in enumerate(months):
        if month in months[:place]:
            yield Finding((*at, "intake", place), "this month is listed twice. Keep one.")


def _requisition(model: ScenarioModel, at: Path, one: Requisition, every: list[State]) -> Findings:
    teams = {name for state in every if state.path != HISTORY for name in state.teams}
    if one.team not in teams:
        hint = listed("Teams", one.team, sorted(teams))
        message = f'no team "{shown(one.team)}".{hint}'
        yield Finding((*at, "team"), message, ("teams", "reorganizations"))
    if one.people > LARGEST_TEAM:
        message = f"{one.people:,} people in one team; at most {LARGEST_TEAM:,} work."
        yield Finding((*at, "people"), message)
    if one.opened < begin(model):
        message = (
            f"{one.opened} is before the first day, {begin(model)}. Write that day or a later one; "
            "for who is hired already, add people: [{name: ..., starts: ...}] to the team."
        )
        yield Finding((*at, "opened"), message, ("start", "history"))
    elif one.opened >= end(model):
        message = f"{one.opened} is not before the end, {end(model)}. Open it earlier."
        yield Finding((*at, "opened"), message, ("start", "horizon"))


def _names(model: ScenarioModel, every: list[State]) -> Findings:
    """Whoever comes has a name of his or her own: NAME-1, and NAME-1/2 for the successor."""
    here = {name for state in every for name in state.members}
    taken = {name.rpartition("-")[0]: name for name in wanted(model) if name in here}
    for requisition, name in taken.items():
        message = f"would hire {name}, who is here already. Give the requisition another name."
        yield Finding(("requisitions", requisition), message, _PEOPLE)
    for name in here:
        found = _SUCCESSOR.fullmatch(name)
        if found is not None and found[1] in here and _replaces(model):
            message = f"{name} is the name of a successor of {found[1]}. Rename one."
            yield Finding(("teams",), message, _PEOPLE)


def _replaces(model: ScenarioModel) -> bool:
    return model.hiring is not None and model.hiring.replaces_leavers
