"""The organization over time, as the rules about teams see it: who is where after each change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from gtmsim.scenario.model import Move, Person, ScenarioModel, Team
from gtmsim.scenario.tree import Path

LARGEST_TEAM = 10_000
"""People in one team."""


@dataclass
class State:
    """Teams and people from one date on.

    Attributes:
        path: of the reorganization; () for the start.
        teams: where each team is written, and what it is. Later ones replace earlier ones.
        members: the team of each person of the roster; None for who has left.
    """

    path: Path = ()
    teams: dict[str, tuple[Path, Team]] = field(default_factory=dict)
    members: dict[str, str | None] = field(default_factory=dict)

    def people(self, team: str) -> list[str]:
        """The people of a team, in order of the roster."""
        return [name for name, own in self.members.items() if own == team]

    def covering(self, function: str) -> list[tuple[str, Path, Team]]:
        """Teams that cover a function, in order of rules: the first that serves a lead decides."""
        return [
            (name, path, team)
            for name, (path, team) in self.teams.items()
            if function in team.covers
        ]


def states(model: ScenarioModel) -> Iterator[State]:
    """The organization at the start and after each reorganization."""
    state = State()
    for name, team in model.teams.items():
        state.teams[name] = (("teams", name), team)
        state.members.update(dict.fromkeys(people_of(name, team), name))
    yield state
    for place, change in enumerate(model.reorganizations):
        path: Path = ("reorganizations", place)
        later = State(path, dict(state.teams), dict(state.members))
        for name, team in change.teams.items():
            later.teams[name] = ((*path, "teams", name), team)
        for move in change.moves:
            _move(later, move)
        yield later
        state = later


def people_of(name: str, team: Team) -> list[str]:
    """The names of a team's people: as written, or NAME-1 to NAME-n for a headcount."""
    if team.people:
        return [one.name if isinstance(one, Person) else one for one in team.people]
    return [f"{name}-{number + 1}" for number in range(min(team.headcount or 0, LARGEST_TEAM))]


def _move(state: State, move: Move) -> None:
    """Move named people, or the last so many of a team; from nowhere they are hired."""
    if isinstance(move.people, tuple):
        names = list(move.people)
    elif move.from_ is not None:
        here = state.people(move.from_)
        names = here[-move.people :] if 0 < move.people <= len(here) else []
    else:
        wanted = min(move.people, LARGEST_TEAM)
        serial = (f"{move.to}-{number + 1}" for number in range(len(state.members) + wanted))
        names = [name for name in serial if name not in state.members][:wanted]
    state.members.update(dict.fromkeys(names, move.to))
