"""The organization over time, as the rules about teams see it: who is where after each change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.organization import History, Move, Person, Reorganization, Team
from gtmsim.scenario.tree import Path
from gtmsim.scenario.working_time import MANAGERS, Managers

LARGEST_TEAM = 10_000
"""People in one team."""


HISTORY: Path = ("history",)
"""Where the organization is written that runs before the start."""


@dataclass
class State:
    """Teams and people from one date on.

    Attributes:
        path: of the reorganization; () for the start, `HISTORY` for the time before it.
        since: the first day; None for the first state of all.
        teams: where each team is written, and what it is. Later ones replace earlier ones.
        members: the team of each person of the roster; None for who has left.
        wanted: the team of each person to be hired, whenever that will be; None: no longer.
        change: the reorganization that made it, or None.
    """

    path: Path = ()
    since: date | None = None
    teams: dict[str, tuple[Path, Team]] = field(default_factory=dict)
    members: dict[str, str | None] = field(default_factory=dict)
    wanted: dict[str, str | None] = field(default_factory=dict)
    change: Reorganization | None = None

    @property
    def when(self) -> str:
        """Words that say from when this holds, for messages; nothing for the start."""
        if self.path == HISTORY:
            return "before the start "
        return "from then on " if self.path else ""

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
    """The organization before the start (if it is another one), at it, and after each change."""
    for state in _states(model):
        yield state if model.managers is None else with_managers(state, model.managers)


def with_managers(state: State, given: Managers) -> State:
    """The same people, and their managers: one for so many of them (R022)."""
    people = sum(team is not None for team in state.members.values())
    count = -(-people // max(given.span, 1))
    team = Team(
        label=given.label,
        covers=(given.function,),
        headcount=count,
        salary=given.salary,
        source=given.source,
    )
    names = dict.fromkeys(people_of(MANAGERS, team), MANAGERS)
    return replace(
        state,
        teams={**state.teams, MANAGERS: (("managers",), team)},
        members={**state.members, **names},
    )


def _states(model: ScenarioModel) -> Iterator[State]:
    state = State()
    if isinstance(model.history, History) and model.history.teams:
        state = _of_teams(model.history.teams, HISTORY, {})
        yield state
        state = _of_teams(model.teams, (), dict.fromkeys(state.members), since=model.start)
    else:
        state = _of_teams(model.teams, (), {})
    state.wanted = wanted(model)
    yield state
    for place, change in enumerate(model.reorganizations):
        path: Path = ("reorganizations", place)
        later = State(path, change.on, dict(state.teams), dict(state.members), dict(state.wanted))
        later.change = change
        for name, team in change.teams.items():
            later.teams[name] = ((*path, "teams", name), team)
        for _, move in moves(change):
            _move(later, move)
        yield later
        state = later


def moves(change: Reorganization) -> list[tuple[Path, Move]]:
    """Everybody who moves, in order, with where it is written in the reorganization."""
    return [
        *((("moves", place), move) for place, move in enumerate(change.moves)),
        *((("reassign", place), move) for place, move in enumerate(change.reassign)),
    ]


def wanted(model: ScenarioModel) -> dict[str, str | None]:
    """The people that requisitions ask for, NAME-1 to NAME-n, each with the team."""
    return {
        f"{name}-{number + 1}": one.team
        for name, one in model.requisitions.items()
        for number in range(min(one.people, LARGEST_TEAM))
    }


def _of_teams(
    teams: Mapping[str, Team],
    path: Path,
    members: dict[str, str | None],
    since: date | None = None,
) -> State:
    """A new organization; of those who were here, people of the same name stay."""
    state = State(path, since, {}, dict(members))
    for name, team in teams.items():
        state.teams[name] = ((*path, "teams", name), team)
        state.members.update(dict.fromkeys(people_of(name, team), name))
    return state


def people_of(name: str, team: Team) -> list[str]:
    """The names of a team's people: as written, or NAME-1 to NAME-n for a headcount."""
    if team.people:
        return [one.name if isinstance(one, Person) else one for one in team.people]
    return [f"{name}-{number + 1}" for number in range(min(team.headcount or 0, LARGEST_TEAM))]


def _move(state: State, move: Move) -> None:
    """Move named people, or the last so many of a team; from nowhere they are hired.

    A move that cannot be (which is told where it is written) moves nobody.
    """
    if isinstance(move.people, tuple):
        names = [name for name in move.people if _may_move(state, name, move.from_)]
        hired = [name for name in move.people if is_wanted(state, name, move.from_)]
        state.wanted.update(dict.fromkeys(hired, move.to))
    elif move.from_ is not None:
        here = state.people(move.from_)
        names = here[-move.people :] if 0 < move.people <= len(here) else []
    else:
        wanted = min(move.people, LARGEST_TEAM)
        serial = (f"{move.to}-{number + 1}" for number in range(len(state.members) + wanted))
        names = [name for name in serial if name not in state.members][:wanted]
    state.members.update(dict.fromkeys(names, move.to))


def is_wanted(state: State, name: str, from_: str | None) -> bool:
    """Whether somebody is to be hired for a team, and may be meant for another one."""
    return from_ is not None and state.wanted.get(name) == from_


def _may_move(state: State, name: str, from_: str | None) -> bool:
    return state.members.get(name) == from_ and (from_ is not None or name not in state.members)
