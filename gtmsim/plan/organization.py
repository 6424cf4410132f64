"""The organization, compiled: teams and the people in them, for every epoch.

An epoch begins at the start, at each reorganization, and whenever somebody joins or leaves.
People keep their place in the roster, hence their luck, whatever team they are in.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from gtmsim.plan.market import Market
from gtmsim.plan.plan import Assignment, Condition, Epoch, Source, TeamPlan
from gtmsim.plan.workshop import Workshop
from gtmsim.scenario.match import parse_condition, parse_yes_no
from gtmsim.scenario.model import Match, Person, Team

ASSIGNMENTS = {
    "pooled": Assignment.POOLED,
    "when_free": Assignment.WHEN_FREE,
    "on_arrival": Assignment.ON_ARRIVAL,
}


@dataclass
class Roster:
    """Everybody who is ever here, in order of first appearance.

    Attributes:
        teams: today's team of each person.
        starts, leaves: ticks; absent for always.
    """

    teams: dict[str, str | None] = field(default_factory=dict)
    starts: dict[str, int] = field(default_factory=dict)
    leaves: dict[str, int] = field(default_factory=dict)

    def members(self, team: str) -> list[str]:
        """People of a team, in order of the roster."""
        return [name for name, own in self.teams.items() if own == team]


class Organization:
    """Compiles teams and epochs."""

    def __init__(self, bench: Workshop, market: Market) -> None:
        self.bench = bench
        self.market = market
        self.scenario = bench.scenario
        self.roster = Roster()
        self.names: list[str] = list(self.scenario.teams)
        for change in self.scenario.reorganizations:
            self.names += [name for name in change.teams if name not in self.names]
        self.epochs = self._epochs()
        self.people = tuple(self.roster.teams)

    # --- epochs ----------------------------------------------------------------------------

    def _epochs(self) -> tuple[Epoch, ...]:
        time = self.bench.time
        teams = dict(self.scenario.teams)
        for name, team in teams.items():
            self._hire(name, team)
        states = [(0, dict(teams), dict(self.roster.teams))]
        for change in sorted(self.scenario.reorganizations, key=lambda one: one.on):
            teams.update(change.teams)
            for move in change.moves:
                self._move(move.people, move.from_, move.to)
            states.append((time.at(change.on), dict(teams), dict(self.roster.teams)))
        changes = {tick for tick, _, _ in states}
        changes |= {*self.roster.starts.values(), *self.roster.leaves.values()}
        ticks = sorted(tick for tick in changes if 0 < tick < time.horizon)
        return tuple(self._epoch(tick, states) for tick in (0, *ticks))

    def _epoch(
        self, tick: int, states: list[tuple[int, dict[str, Team], dict[str, str | None]]]
    ) -> Epoch:
        _, teams, members = [state for state in states if state[0] <= tick][-1]
        roster = self.roster
        membership = []
        for name in roster.teams:
            here = roster.starts.get(name, 0) <= tick < roster.leaves.get(name, tick + 1)
            team = members.get(name)
            membership.append(self.names.index(team) if here and team is not None else -1)
        plans = tuple(self._team(i, name, teams, membership) for i, name in enumerate(self.names))
        clocks = tuple(plans[team].clock if team >= 0 else -1 for team in membership)
        return Epoch(tick, plans, tuple(membership), clocks)

    def _hire(self, name: str, team: Team) -> None:
        time = self.bench.time
        people = team.people or tuple(f"{name}-{i + 1}" for i in range(team.headcount or 0))
        for person in people:
            if not isinstance(person, Person):
                person = Person(name=person)
            self.roster.teams[person.name] = name
            if person.starts is not None:
                self.roster.starts[person.name] = max(time.at(person.starts), 0)
            if person.leaves is not None:
                self.roster.leaves[person.name] = max(time.at(person.leaves), 0)

    def _move(self, people: int | tuple[str, ...], from_: str | None, to: str | None) -> None:
        """Move named people, or the last so many of a team; from nowhere they are hired."""
        roster = self.roster
        if isinstance(people, tuple):
            names = list(people)
        elif from_ is not None:
            names = roster.members(from_)[-people:] if people else []
        else:
            serial = (f"{to}-{i + 1}" for i in range(len(roster.teams) + people))
            names = [name for name in serial if name not in roster.teams][:people]
        for name in names:
            roster.teams[name] = to

    # --- teams -----------------------------------------------------------------------------

    def _team(
        self, index: int, name: str, teams: dict[str, Team], membership: list[int]
    ) -> TeamPlan:
        bench = self.bench
        team = teams.get(name)
        if team is None or index not in membership:
            return TeamPlan(index, name, frozenset(), (), Assignment.POOLED, -1, (), 0)
        return TeamPlan(
            index=index,
            name=name,
            functions=frozenset(bench.functions.number(one) for one in team.covers),
            serves=self.conditions(team.serves),
            assignment=ASSIGNMENTS[team.assignment],
            max_open_leads=team.max_open_leads if team.max_open_leads is not None else -1,
            priorities=tuple(self.conditions(match) for match in team.priorities),
            clock=bench.clock(bench.calendar(team.calendar)),
        )

    def conditions(self, match: Match) -> tuple[Condition, ...]:
        """The conditions of a `Match`."""
        return tuple(self._condition(key, values) for key, values in match.items())

    def _condition(self, key: str, values: tuple[str, ...]) -> Condition:
        scenario = self.scenario
        named = {
            "channel": (Source.CHANNEL, list(scenario.channels)),
            "segment": (Source.SEGMENT, list(scenario.segments)),
            "stage": (Source.STAGE, list(scenario.stages)),
            "function": (Source.FUNCTION, list(self.bench.functions.known)),
        }
        if key in named:
            known, names = named[key]
            return Condition(known, frozenset(names.index(value) for value in values))
        if key == "recycled":
            wanted = {parse_yes_no(value) for value in values}
            return Condition(
                Source.RECYCLES,
                frozenset({0} if False in wanted else ()),
                ((1.0, float("inf")),) if True in wanted else (),
            )
        if key == "customer":
            return Condition(
                Source.CUSTOMER, frozenset(int(parse_yes_no(value)) for value in values)
            )
        source = Source.ATTRIBUTE + self.market.places[key]
        categories = self.market.columns[key].categories
        if categories:
            return Condition(source, frozenset(categories.index(value) for value in values))
        return Condition(source, ranges=tuple(parse_condition(value) for value in values))
