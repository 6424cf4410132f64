"""The reference engine: every lead is a SimPy process that waits for real, finite people.

`Company` is the world the leads live in: the clock, the teams of today's organization, the
accounts and the record. What a lead does is told in `lead.py`, what people do in `team.py`,
what is decided in `decisions.py`, and what runs first within a tick in `order.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from heapq import heappush

from simpy.core import Environment
from simpy.events import Event

from gtmsim.engine import choosing, handing, order
from gtmsim.engine.arrivals import Born, Leads, arrive
from gtmsim.engine.buyer import Account
from gtmsim.engine.campaigns import Campaigns
from gtmsim.engine.craft import gets_crafts
from gtmsim.engine.escalating import Managers
from gtmsim.engine.hooks import Asking, Hooks
from gtmsim.engine.hours import Hours
from gtmsim.engine.keeping import Keeping, keeping
from gtmsim.engine.lead import Lead, LeadProcess
from gtmsim.engine.luck import Luck
from gtmsim.engine.opened import OpenedLead
from gtmsim.engine.people import WAITING, Queue, Rep
from gtmsim.engine.pressure import Pressing
from gtmsim.engine.prospecting import Prospect, Prospecting
from gtmsim.engine.roster import Roster
from gtmsim.engine.served import Served
from gtmsim.engine.staffing import Staffing
from gtmsim.engine.team import Piece, Team
from gtmsim.log.kinds import Kind
from gtmsim.log.writer import RowWriter
from gtmsim.plan.clock import Clock
from gtmsim.plan.draws import Draws
from gtmsim.plan.factors import matches
from gtmsim.plan.plan import Plan
from gtmsim.plan.staff import Epoch
from gtmsim.plan.steps import Source, StagePlan

SEGMENT, STAGE, FUNCTION = int(Source.SEGMENT), int(Source.STAGE), int(Source.FUNCTION)
OWNERS_CHOSEN = order.priority(order.OWNERS, 0)
WORK_PICKED = order.priority(order.PICKS, 0)


class Moment(Event):
    """An event that has its value from the start and is scheduled when its time is known."""

    _ok = True
    _value = None

    def __init__(self, env: Environment) -> None:
        self.env = env
        self.callbacks = []


class Company:
    """One replication of a scenario, unfolding.

    Attributes:
        plan: the compiled scenario; `horizon`: the tick at which it ends.
        leads: columns of all leads to come; `born`: the same as lists.
        coming: how many of them come by themselves; nobody else does who is not called up.
        luck: the draws of those leads.
        writer: the record; `row` writes to it.
        teams: today's teams, in file order.
        escalations: broken promises that wait for a manager.
        reps: everybody on the roster.
        customers_clocks: for each segment, the days on which its customers are there, or None.
        roster: who was where, when.
        staffing: who comes and goes within the run, or None.
        keeping: who keeps deals that the own team does not cover, or None.
        pressing: the target of a team that may be out of reach, or None.
        hours: the clocks of persons.
        handoffs: what changing hands loses and costs, by the functions of giver and taker.
        owners_asked, picks_asked: whether a team wants to choose owners, pick work, in this tick.
        epoch, number: today's organization; `rules`: who takes what in it, by function.
        hooks: functions to ask instead, or None.
        turns: by team, whose turn it was last.
        helping: whether any team helps another.
        existing: rows of leads that arrived from accounts which were customers already.
        campaigns, prospecting: what brings leads at the price of people's time; None: nothing.
    """

    def __init__(self, plan: Plan, seed: int, replication: int, hooks: Hooks | None = None) -> None:
        self.plan = plan
        self.horizon = plan.horizon
        self.env = Environment()
        # SimPy's `schedule` adds a delay to its clock, at the price of a call for every event;
        # ticks and places are known here, so they go straight into its heap. It declares
        # times as floats and priorities as 0 or 1, and sorts by any integers.
        self._heap: list[tuple[int, int, int, Event]] = self.env._queue  # type: ignore[assignment]
        self._eid = self.env._eid
        streams = Draws(plan.streams, seed, replication)
        self.leads: Leads = arrive(plan, streams)
        self.coming = len(self.leads) - sum(one.accounts * one.rounds for one in plan.lists)
        self.luck = Luck(streams.bases, self.leads)
        self.born = Born(self.leads, streams.bases[plan.streams.index("turn")])
        self.customers_clocks = [
            plan.clocks[one.clock] if one.clock >= 0 else None for one in plan.segments
        ]
        self._together: dict[tuple[int, int], Clock] = {}
        self.first_stages = [plan.stages[channel.enters] for channel in plan.channels]
        self.writer = RowWriter()
        self.row = self.writer.row
        self.reps = [Rep(index) for index in range(len(plan.people))]
        gets_crafts(plan, self.reps, streams)
        self.roster = Roster(plan)
        self.hours = Hours(plan, self.roster.clocks, streams)
        self.handoffs = handing.rules(plan)
        self.keeping: Keeping | None = keeping(self)
        owes = plan.mechanisms.pressure if plan.mechanisms is not None else None
        self.pressing = Pressing(self, owes) if owes is not None else None
        given = plan.staffing
        self.staffing = Staffing(self, given, streams) if given is not None else None
        self.teams: list[Team] = []
        self.escalations: Queue = []
        self.accounts: dict[int, Account] = {}
        self.existing: list[int] = []
        self.owners_asked = False
        self.picks_asked = False
        self.now = 0
        self.epoch = plan.epochs[0]
        self.rules: choosing.Rules = {}
        self.turns: dict[int, int] = {}
        self.helping = False
        self.number = 0
        self.hooks = Asking(self, hooks) if hooks is not None and hooks.names else None
        self._woken: set[tuple[int, int]] = set()
        self._serving: dict[int, list[Team]] = {}
        self.campaigns = Campaigns(self, streams) if plan.efforts else None
        self.prospecting = Prospecting(self) if plan.lists else None

    # --- time ------------------------------------------------------------------------

    def resume(self, event: Event, tick: int, rank: int, index: int) -> None:
        """Let an event happen at a tick; what lies at or past the horizon never does."""
        if tick < self.horizon:
            place = rank << order.INDEX_BITS | index
            heappush(self._heap, (tick, place, next(self._eid), event))

    def at(self, tick: int, rank: int, index: int) -> Moment:
        """An event at a tick."""
        event = Moment(self.env)
        if tick < self.horizon:
            place = rank << order.INDEX_BITS | index
            heappush(self._heap, (tick, place, next(self._eid), event))
        return event

    def call(self, tick: int, rank: int, index: int, action: Callable[[], None]) -> None:
        """Have something done at a tick."""
        callbacks = self.at(tick, rank, index).callbacks
        assert callbacks is not None
        callbacks.append(lambda _: action())

    def unfold(self) -> None:
        """Run from the start to the horizon; events at the horizon are excluded."""
        self._organize(self.plan.epochs[0], 0)
        for number, epoch in enumerate(self.plan.epochs[1:], start=1):
            self.call(epoch.start, order.DATES, number, partial(self._organize, epoch, number))
        if self.staffing is not None:
            self.staffing.begins()
        if self.pressing is not None:
            self.pressing.begins()
        self._open_up()
        self._announce(len(self.plan.opening))
        if self.campaigns is not None:
            self.campaigns.begin()
        if self.prospecting is not None:
            self.prospecting.begin()
        step, heap = self.env.step, self._heap
        while heap:
            self.now = heap[0][0]
            step()
            if self.picks_asked or self.owners_asked:
                self._choose()

    def dissolve(self) -> None:
        """Let go of everybody, so that memory returns at once and not when Python looks for it."""
        for team in self.teams:
            team.shared.clear()
            team.newcomers.clear()
            team.unowned.clear()
            team.free.clear()
            team.reps.clear()
        for rep in self.reps:
            rep.agenda.clear()
            rep.team = None
        self.escalations.clear()
        self.env._queue.clear()
        self.teams.clear()
        self.accounts.clear()
        self._serving.clear()

    # --- people ----------------------------------------------------------------------

    def _choose(self) -> None:
        """Have owners chosen and work picked, each when its rank has come.

        This does what events of ranks OWNERS and PICKS would, without a trip through SimPy's
        heap for every piece of work: it waits as long as anything of an earlier rank is
        pending in this tick.
        """
        queue = self._heap
        while self.owners_asked or self.picks_asked:
            ahead = queue[0][1] if queue and queue[0][0] == self.now else None
            if ahead is not None and ahead < (OWNERS_CHOSEN if self.owners_asked else WORK_PICKED):
                return
            if self.owners_asked:
                self.owners_asked = False
                for team in self.teams:
                    if team.wants_owners:
                        team.wants_owners = False
                        team.choose_owners()
                continue
            self.picks_asked = False
            for team in self.teams:
                if team.wants_to_pick:
                    team.wants_to_pick = False
                    team.pick()
            if self.helping:
                choosing.help_out(self)

    def wake(self, clock: int, tick: int) -> None:
        """Have everybody with this clock look for work when it opens."""
        if (clock, tick) not in self._woken:
            self._woken.add((clock, tick))
            self.call(tick, order.OPENINGS, clock, partial(self._open, clock, tick))

    def _open(self, clock: int, tick: int) -> None:
        self._woken.discard((clock, tick))
        for team in self.teams:
            if (team.backlog or team.helps) and any(rep.clock_index == clock for rep in team.reps):
                team.asks_to_pick()

    def team_for(self, lead: Served, stage: StagePlan) -> Team:
        """Who does this stage for this lead.

        Its owner's team if that covers it; the team that called it up from a list; the team of
        the owner of the customer it belongs to; else the first team in the file that covers it
        and serves such leads.
        """
        owner = lead.owner
        if owner is not None:
            team = owner.team
            if team is not None and (
                stage.function in team.plan.functions
                or (self.keeping is not None and self.keeping.keeps(lead, stage))
            ):
                return team
        if self.prospecting is not None and isinstance(lead, Prospect):
            home = lead.stays_with(stage)
            if home is not None:
                return home
        if stage.function in self.rules and not self._asks_hook(lead):
            return choosing.team_by_rules(self, lead, stage)
        if owner is None and lead.existing and stage.function not in self.rules:
            host = self._customers_team(lead, stage)
            if host is not None:
                return host
        return self._team_that_serves(lead, stage)

    def _team_that_serves(self, lead: Served, stage: StagePlan) -> Team:
        """The first team in the file that covers a stage and serves a lead, or as a hook says."""
        teams = self._serving[stage.function]
        if len(teams) == 1:
            return teams[0]
        if self.hooks is not None and self._asks_hook(lead):
            return self.hooks.team_for(lead, stage, teams)
        lead.values[STAGE] = stage.index
        lead.values[FUNCTION] = stage.function
        for team in teams:
            if matches(team.plan.serves, lead.values):
                return team
        raise AssertionError(f"no team serves lead {lead.row} in stage {stage.name}")

    def _customers_team(self, lead: Served, stage: StagePlan) -> Team | None:
        """The team of the owner of the customer a lead belongs to, who gets it (R053)."""
        host = lead.customers_owner()
        team = host.team if host is not None else None
        if team is None or team.pooled or stage.function not in team.plan.functions:
            return None
        assert host is not None
        lead.follows(host, stage)
        return team

    def _asks_hook(self, lead: Served) -> bool:
        """Whether a hook says who does this; of the company's own work it is not asked."""
        return self.hooks is not None and self.hooks.assigns and not lead.is_own_work

    def name_of(self, rep: Rep) -> str:
        """A person's name: of the roster, or of somebody who came within the run."""
        people = self.plan.people
        if rep.index < len(people):
            return people[rep.index]
        assert self.staffing is not None
        return self.staffing.came[rep.index - len(people)][0]

    # --- organizations ---------------------------------------------------------------

    def _organize(self, epoch: Epoch, number: int) -> None:
        """A new organization begins: people move, waiting work is assigned anew."""
        if number or self.now > 0:
            self.row(-1, self.now, int(Kind.REORGANIZED), value=number)
        waiting = self._waiting()
        places, clocks = self._places(epoch, number)
        self.epoch, self.number = epoch, number
        self.helping = any(plan.helps for plan in epoch.teams)
        self.teams = [
            Managers(self, plan) if plan.manages else Team(self, plan) for plan in epoch.teams
        ]
        for rep, place, clock in zip(self.reps, places, clocks, strict=True):
            rep.agenda = []
            if rep.team is None:
                rep.idle_since = self.now
            rep.team = self.teams[place] if place >= 0 else None
            if rep.team is not None:
                self.hours.keeps(rep, clock)
            self.roster.joins(rep, self.now, number)
            if rep.team is None:
                continue
            rep.team.reps.append(rep)
            if not rep.working and not rep.in_meeting:
                rep.team.free.append((rep.idle_since, rep.index, rep))
        for team in self.teams:
            team.free.sort()
            team.same_hours = len({rep.clock_index for rep in team.reps}) <= 1
        self.finds_teams()
        for piece in waiting:
            self.team_for(piece.lead, piece.stage).join(piece)
        if self.prospecting is not None:
            self.prospecting.is_for(self.teams)

    def _places(self, epoch: Epoch, number: int) -> tuple[Sequence[int], Sequence[int]]:
        """The team and the clock of everybody in a new organization."""
        if self.keeping is not None and number != self.number:
            self.keeping.organizes(epoch, number)
        places: tuple[Sequence[int], Sequence[int]] = epoch.membership, epoch.clocks
        if self.staffing is not None:
            places = self.staffing.places(epoch, number)
        return places if self.hooks is None else self.hooks.members(epoch, self.epoch, *places)

    def finds_teams(self) -> None:
        """Find the teams that do each function, today."""
        # Leads wait for a team whose people are yet to come only if no other team serves them.
        by_presence = sorted(self.teams, key=lambda team: not team.reps)
        self._serving = {
            function: [team for team in by_presence if function in team.plan.functions]
            for function in {stage.function for stage in self.plan.stages}
        }
        self.rules = choosing.rules_of(self.epoch.rules, self.teams)

    def organizes_anew(self) -> None:
        """People have moved within today's organization."""
        self._organize(self.epoch, self.number)

    def _waiting(self) -> list[Piece]:
        """All waiting work of all teams, most urgent first."""
        queues: list[Queue] = [rep.agenda for rep in self.reps]
        for team in self.teams:
            queues += [team.shared, team.newcomers, team.unowned]
        entries = [entry for queue in queues for entry in queue if entry[4].state == WAITING]
        return [
            entry[4] for entry in sorted(entries, key=lambda one: (one[0], one[4].since, *one[2:4]))
        ]

    # --- leads -----------------------------------------------------------------------

    def _open_up(self) -> None:
        """Those who are there on the first day; accounts know them before anybody moves."""
        there = [OpenedLead(self, row) for row in range(len(self.plan.opening))]
        for lead in sorted(there, key=lambda one: one.opened.tenure_from):
            lead.takes_its_place()  # customers in the order of their first days
        for lead in there:
            lead.keeps_owner()
            begins = self.at(0, order.ARRIVALS, lead.row)
            assert begins.callbacks is not None
            begins.callbacks.append(partial(self._begin, lead))

    def _begin(self, lead: Lead, day: Event) -> None:
        LeadProcess(self, lead, day)

    def _announce(self, row: int) -> None:
        """The next lead's arrival is the event that starts its process."""
        if self.campaigns is not None:
            while row in self.campaigns.waiting:
                row += 1
        if row < self.coming:
            arrival = self.at(self.born.arrived[row], order.ARRIVALS, row)
            assert arrival.callbacks is not None
            arrival.callbacks.append(partial(self._arrive, row))

    def _arrive(self, row: int, arrival: Event) -> None:
        self._announce(row + 1)
        if self.campaigns is not None and self.campaigns.keeps_away(row):
            return
        LeadProcess(self, Lead(self, row), arrival)

    def announces(self, rows: list[int]) -> None:
        """Let leads arrive that did not stand in line with the others."""
        for row in rows:
            self.call(self.born.arrived[row], order.ARRIVALS, row, partial(self._joins_in, row))

    def _joins_in(self, row: int) -> None:
        self.starts(Lead(self, row))

    def starts(self, lead: Lead) -> None:
        """Begin a lead's life now."""
        LeadProcess(self, lead, Moment(self.env))

    def account_of(self, number: int) -> Account | None:
        """The shared record of an account; None for a lead that is an account of its own."""
        if number < 0:
            return None
        account = self.accounts.get(number)
        if account is None:
            account = self.accounts[number] = Account()
        return account

    def hours_together(self, rep: Rep, lead: Served) -> Clock:
        """When a rep and a buyer can meet."""
        if lead.there is None:
            return rep.clock
        pair = (rep.clock_index, self.plan.segments[int(lead.values[SEGMENT])].clock)
        if pair not in self._together:
            self._together[pair] = rep.clock.within(lead.there)
        return self._together[pair]

    def goes_cold(self, piece: Piece) -> None:
        """The buyer's patience is over, unless somebody has begun."""
        if piece.state == WAITING:
            piece.team.loses(piece)
            self.resume(piece, self.now, order.COLD, piece.lead.row)
