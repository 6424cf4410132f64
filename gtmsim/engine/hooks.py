"""Policies given as functions of Python instead of rules in the file.

A hook sees frozen views and returns a choice; it never touches the run. The log's meta names
the hooks that were used, as their numbers do not follow from the scenario alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import index
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from gtmsim.engine import order
from gtmsim.engine.decisions import URGENCY
from gtmsim.engine.people import WAITING
from gtmsim.errors import GtmsimError
from gtmsim.log.kinds import Kind
from gtmsim.plan.plan import Plan
from gtmsim.plan.staff import Epoch
from gtmsim.plan.steps import Source, StagePlan

if TYPE_CHECKING:
    from gtmsim.engine.process import Company
    from gtmsim.engine.served import Served
    from gtmsim.engine.team import Team

AFTER_EPOCHS = 1 << 20
"""Months begin after the organization of the day."""


class HookError(GtmsimError):
    """A hook that failed, or returned what cannot be; names the hook and what it was asked."""


@dataclass(frozen=True)
class LeadView:
    """A lead as an organization sees it when it asks a hook.

    Attributes:
        lead: its row in the log's table of leads; where there are campaigns or lists, a number of
            its own, as the log numbers those who came in the end.
        date: today, in the scenario's time zone.
        channel, segment, product: names.
        stage, function: where it needs somebody.
        visit: which passage through the stage this is, from 1.
        attributes: declared ones by name, a category or a number; latent ones are left out.
        recycles: how often it has come back.
        customer: whether its account is one.
        owner: name of the person responsible, or None.
    """

    lead: int
    date: date
    channel: str
    segment: str
    product: str
    stage: str
    function: str
    visit: int
    attributes: Mapping[str, str | float]
    recycles: int
    customer: bool
    owner: str | None


@dataclass(frozen=True)
class CompanyView:
    """The company on the first day of a month.

    Attributes:
        date: that day.
        backlog: pieces of work that wait, by team.
        headcount: people, by team; teams that do not exist today are left out.
        wins: leads won so far.
    """

    date: date
    backlog: Mapping[str, int]
    headcount: Mapping[str, int]
    wins: int


Move = tuple[str, str, int]
"""From which team, to which team, how many people: the last of the roster."""


@dataclass(frozen=True)
class Hooks:
    """Functions that decide what a scenario's rules would decide otherwise.

    Attributes:
        assign: gets a lead and the names of the teams that could take it (two or more), and
            returns one of them; instead of `assignment_rules` and `serves`. Owners keep their
            leads, and without `assignment_rules` so do owners of customers.
        priority: gets a lead and the name of its stage, and returns its class, 0 to 999, lowest
            first; instead of a team's `priorities`. The stage's urgency comes first. It is not
            asked about entries of a list before they are called up.
        monthly: gets the company on the first of each month, and returns moves of people:
            `[("field", "inside", 1)]`.

    Example:
        >>> from gtmsim import Hooks
        >>> hooks = Hooks(priority=lambda lead, stage: 0 if lead.customer else 1)
        >>> list(hooks.names)
        ['priority']
    """

    assign: Callable[[LeadView, tuple[str, ...]], str] | None = None
    priority: Callable[[LeadView, str], int] | None = None
    monthly: Callable[[CompanyView], Iterable[Move]] | None = None

    @property
    def names(self) -> dict[str, str]:
        """The hooks that are used, and the names of their functions."""
        used = {"assign": self.assign, "priority": self.priority, "monthly": self.monthly}
        return {place: _name(hook) for place, hook in used.items() if hook is not None}


def _name(hook: Callable[..., Any]) -> str:
    name = getattr(hook, "__qualname__", type(hook).__qualname__)
    return f"{getattr(hook, '__module__', '?')}.{name}"


class Asking:
    """The hooks of one run, and how they are asked.

    Attributes:
        hooks: the functions.
        moved: today's team of people whom the monthly hook has moved, by place in the roster.
    """

    def __init__(self, company: Company, hooks: Hooks) -> None:
        self.company = company
        self.hooks = hooks
        self.moved: dict[int, int] = {}
        plan = company.plan
        self._functions = {number: name for name, number in plan.functions.items()}
        self._start = date.fromisoformat(str(plan.dimensions["meta"]["start"])[:10])
        if hooks.monthly is not None:
            for number, tick in enumerate(self._months()):
                company.call(tick, order.DATES, AFTER_EPOCHS + number, self._month)

    # --- Leads -------------------------------------------------------------------------------

    @property
    def assigns(self) -> bool:
        """Whether a hook says who takes what."""
        return self.hooks.assign is not None

    def team_for(self, lead: Served, stage: StagePlan, teams: list[Team]) -> Team:
        """The team that the hook `assign` names."""
        hook = self.hooks.assign
        assert hook is not None
        names = tuple(team.plan.name for team in teams)
        answer = self._asked("assign", hook, lead, stage, names)
        if answer not in names:
            raise self._error("assign", lead, stage, f"returned {answer!r}. Teams: {names}")
        return teams[names.index(answer)]

    def class_of(self, lead: Served, stage: StagePlan) -> int | None:
        """The class that the hook `priority` names, with the stage's urgency."""
        hook = self.hooks.priority
        if hook is None or lead.is_own_work:
            return None
        answer = self._asked("priority", hook, lead, stage, stage.name)
        try:
            place = index(answer)
        except TypeError:
            place = -1
        if not 0 <= place < URGENCY:
            rule = f"a class is a whole number from 0 to {URGENCY - 1}"
            raise self._error("priority", lead, stage, f"returned {answer!r}; {rule}")
        return stage.urgency * URGENCY + place

    def _asked(
        self, place: str, hook: Callable[..., Any], lead: Served, stage: StagePlan, more: object
    ) -> Any:
        view = self.view_of(lead, stage)
        try:
            return hook(view, more)
        except Exception as error:
            said = f"failed with {type(error).__name__}: {error}"
            raise self._error(place, lead, stage, said) from error

    def _error(self, place: str, lead: Served, stage: StagePlan, said: str) -> HookError:
        name = self.hooks.names[place]
        return HookError(f"hook `{place}` ({name}), lead {lead.row} in stage {stage.name}: {said}.")

    def view_of(self, lead: Served, stage: StagePlan) -> LeadView:
        """What a hook may see of a lead."""
        plan = self.company.plan
        values = lead.values
        columns = plan.channels[0].columns
        attributes = {
            column.name: column.categories[int(value)] if column.categories else float(value)
            for column, value in zip(columns, values[Source.ATTRIBUTE :], strict=True)
            if column.name not in plan.latent
        }
        return LeadView(
            lead=lead.row,
            date=self.today(),
            channel=plan.channels[int(values[Source.CHANNEL])].name,
            segment=plan.segments[int(values[Source.SEGMENT])].name,
            product=lead.product.name,
            stage=stage.name,
            function=self._functions[stage.function],
            visit=lead.visits[stage.index],
            attributes=MappingProxyType(attributes),
            recycles=lead.recycles,
            customer=bool(values[Source.CUSTOMER]),
            owner=self.company.name_of(lead.owner) if lead.owner is not None else None,
        )

    # --- Months ------------------------------------------------------------------------------

    def today(self) -> date:
        """The civil day of now."""
        midnights = self.company.plan.clocks[0].midnights
        return self._start + timedelta(days=bisect_right(midnights, self.company.now) - 1)

    def _months(self) -> list[int]:
        """The first tick of each month that begins within the run."""
        plan: Plan = self.company.plan
        return [
            tick
            for place, tick in enumerate(plan.clocks[0].midnights)
            if 0 < tick < plan.horizon and (self._start + timedelta(days=place)).day == 1
        ]

    def _month(self) -> None:
        company, hook = self.company, self.hooks.monthly
        assert hook is not None
        there = [team for team in company.teams if team.plan.functions]
        view = CompanyView(
            date=self.today(),
            backlog=MappingProxyType({team.plan.name: _backlog(team) for team in there}),
            headcount=MappingProxyType({team.plan.name: len(team.reps) for team in there}),
            wins=_wins(company),
        )
        where = f"hook `monthly` ({self.hooks.names['monthly']}) on {view.date}"
        try:
            moves = list(hook(view))
        except Exception as error:
            raise HookError(f"{where}: failed with {type(error).__name__}: {error}.") from error
        for move in moves:
            self._moves(move, {team.plan.name: team for team in there}, where)
        if moves:
            company.organizes_anew()

    def _moves(self, move: Any, teams: Mapping[str, Team], where: str) -> None:
        """Note who moves; the last people of the roster do."""
        try:
            source, target, number = move
            people = index(number)
            giver, taker = teams[source], teams[target]
        except (TypeError, ValueError, KeyError):
            known = ", ".join(teams)
            rule = f"a move is (from, to, number), of the teams {known}"
            raise HookError(f"{where}: returned {move!r}; {rule}.") from None
        here = [
            rep.index
            for rep in self.company.reps
            if rep.team is not None and self.moved.get(rep.index, rep.team.index) == giver.index
        ]
        if giver is taker or not 0 < people <= len(here):
            rule = f"{source} has {len(here)} people, and they move to another team"
            raise HookError(f"{where}: returned {move!r}; {rule}.")
        self.moved |= dict.fromkeys(here[-people:], taker.index)

    def members(
        self, epoch: Epoch, before: Epoch, places: Sequence[int], clocks: Sequence[int]
    ) -> tuple[Sequence[int], Sequence[int]]:
        """Who is in which team by which clock, in a written organization with moves on top.

        A person whom the file moves, and one whose team is no more, is where the file says.
        """
        for rep, place in list(self.moved.items()):
            named = rep < len(epoch.membership)  # who was hired within the run is in no file
            written = named and epoch.membership[rep] != before.membership[rep]
            if written or not epoch.teams[place].functions or places[rep] < 0:
                del self.moved[rep]
        moved = tuple(self.moved.get(rep, place) for rep, place in enumerate(places))
        hours = tuple(
            epoch.teams[self.moved[rep]].clock if rep in self.moved else clock
            for rep, clock in enumerate(clocks)
        )
        return moved, hours


def _backlog(team: Team) -> int:
    """Work that waits for a team, with that of leads that wait for an owner."""
    return team.waiting + sum(entry[4].state == WAITING for entry in team.unowned)


def _wins(company: Company) -> int:
    won = company.plan.milestones.get("won", -1)
    columns = company.writer.columns()
    return int(((columns["kind"] == Kind.MILESTONE) & (columns["reason"] == won)).sum())
