"""The organization, compiled: teams and the people in them, for every epoch.

An epoch begins at the start, at each reorganization, and whenever somebody joins or leaves.
People keep their place in the roster, hence their luck, whatever team they are in.
"""

from __future__ import annotations

from gtmsim.plan.clock import NEVER
from gtmsim.plan.curves import ramp
from gtmsim.plan.market import Market
from gtmsim.plan.overtime import overtime
from gtmsim.plan.policies import policies, rules
from gtmsim.plan.staff import Assignment, Epoch, TeamPlan
from gtmsim.plan.steps import Condition, Source
from gtmsim.plan.workshop import Workshop
from gtmsim.scenario.basics import Match
from gtmsim.scenario.epochs import State, states
from gtmsim.scenario.match import parse_condition, parse_yes_no
from gtmsim.scenario.organization import Person, Team
from gtmsim.scenario.staffing import PhaseOver
from gtmsim.scenario.working_time import MANAGERS

ASSIGNMENTS = {
    "pooled": Assignment.POOLED,
    "when_free": Assignment.WHEN_FREE,
    "on_arrival": Assignment.ON_ARRIVAL,
}


class Organization:
    """Compiles teams and epochs.

    Attributes:
        names: all teams that ever exist, today's first.
        people: everybody who is ever here, in order of first appearance.
        epochs: see `Epoch`.
    """

    def __init__(self, bench: Workshop, market: Market) -> None:
        self.bench = bench
        self.market = market
        self.scenario = bench.scenario
        self.states = list(states(self.scenario))
        self.names = list(self.scenario.teams)
        for state in self.states:
            self.names += [name for name in state.teams if name not in self.names]
        self.people = tuple(dict.fromkeys(name for one in self.states for name in one.members))
        self._stays = self._dates()
        self.epochs = self._epochs()

    # --- epochs ----------------------------------------------------------------------------

    def _dates(self) -> dict[str, tuple[int, int]]:
        """First and last tick of people who join or leave on a date of their own."""
        time = self.bench.time
        dates = {}
        for state in self.states:
            for _, team in state.teams.values():
                for person in team.people:
                    if isinstance(person, Person):
                        starts = time.at(person.starts) if person.starts is not None else 0
                        leaves = time.at(person.leaves) if person.leaves is not None else NEVER
                        dates[person.name] = (max(starts, 0), max(leaves, 0))
        return dates

    def _since(self, state: State) -> int:
        return self.bench.time.at(state.since) if state.since is not None else 0

    def _epochs(self) -> tuple[Epoch, ...]:
        changes = {self._since(state) for state in self.states}
        changes |= {tick for dates in self._stays.values() for tick in dates}
        ticks = sorted(tick for tick in changes if 0 < tick < self.bench.time.horizon)
        return tuple(self._epoch(tick) for tick in (0, *ticks))

    def _epoch(self, tick: int) -> Epoch:
        state = self.state_at(tick)
        membership = []
        for name in self.people:
            starts, leaves = self._stays.get(name, (0, NEVER))
            team = state.members.get(name) if starts <= tick < leaves else None
            membership.append(self.names.index(team) if team is not None else -1)
        teams = {name: team for name, (_, team) in state.teams.items()}
        plans = tuple(self._team(i, name, teams) for i, name in enumerate(self.names))
        clocks = tuple(plans[team].clock if team >= 0 else -1 for team in membership)
        keeps = self._keeps(state, tick)
        return Epoch(tick, plans, tuple(membership), clocks, rules(self), keeps)

    def state_at(self, tick: int) -> State:
        """The organization that is valid at a tick."""
        return [state for state in self.states if self._since(state) <= tick][-1]

    def _keeps(self, state: State, tick: int) -> int:
        """How long owners keep what they no longer cover, if teams change at a tick."""
        if state.change is None or self._since(state) != tick:
            return 0
        rule = state.change.open_deals
        if rule != "hand over":
            self.bench.stream("open_deals")
        if isinstance(rule, PhaseOver):
            return self.bench.time.ticks(rule.within.minutes)
        return NEVER if rule == "keep to close" else 0

    # --- teams -----------------------------------------------------------------------------

    def _team(self, index: int, name: str, teams: dict[str, Team]) -> TeamPlan:
        bench = self.bench
        team = teams.get(name)
        if team is None:
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
            ramp=ramp(team.ramp),
            **policies(self, team),
            overtime=overtime(bench, team),
            manages=self.manages(name),
        )

    def manages(self, name: str) -> bool:
        """Whether a team is that of the managers; without any, everybody may be called so."""
        return name == MANAGERS and self.scenario.managers is not None

    def conditions(self, match: Match) -> tuple[Condition, ...]:
        """The conditions of a `Match`."""
        return tuple(self._condition(key, values) for key, values in match.items())

    def _condition(self, key: str, values: tuple[str, ...]) -> Condition:
        scenario = self.scenario
        named = {
            "channel": (Source.CHANNEL, list(scenario.channels)),
            "segment": (Source.SEGMENT, list(scenario.segments)),
            "stage": (Source.STAGE, list(self.bench.stages.known)),
            "product": (Source.PRODUCT, list(scenario.products)),
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
