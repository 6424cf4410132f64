"""People who come and go within a run: who leaves when, who takes the place, who is hired.

A seat is a place in the organization that somebody holds, or nobody for a while. It moves
from team to team with the organization, whoever holds it. What is drawn is named by the
person who leaves or comes, so that nobody's luck depends on anybody else's.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import partial
from typing import TYPE_CHECKING, Any

from gtmsim.engine import decisions, order
from gtmsim.engine.craft import gets_craft
from gtmsim.engine.people import WAITING, Queue, Rep
from gtmsim.engine.seats import Seat, ends
from gtmsim.log.kinds import Kind
from gtmsim.plan.clock import NEVER
from gtmsim.plan.draws import Draws, key_of
from gtmsim.plan.staff import Epoch
from gtmsim.plan.staffing import UTILIZATION_BITS, HiringPlan, StaffingPlan

if TYPE_CHECKING:
    from gtmsim.engine.process import Company
    from gtmsim.engine.team import Team

HIRED, LEFT = int(Kind.HIRED), int(Kind.LEFT)


class Staffing:
    """Who comes and goes.

    Attributes:
        came: everybody who came within the run, as (name, tick).
    """

    def __init__(self, company: Company, given: StaffingPlan, luck: Draws) -> None:
        plan = company.plan
        self.company = company
        self.given = given
        self.luck = luck
        self.epoch: Epoch = plan.epochs[0]
        self.number = 0
        self.came: list[tuple[str, int]] = []
        self._read = 0
        people = zip(plan.people, company.reps, strict=True)
        self.seats = [Seat(place, name, rep) for place, (name, rep) in enumerate(people)]
        self._first_wanted = len(self.seats)
        for one in given.wanted:
            self.seats.append(Seat(len(self.seats), one.name, None))
        for seat in self.seats:
            self._draws_hazard(seat)

    def begins(self) -> None:
        """Plan the hires that are asked for, and the beginnings of the months."""
        for one, seat in zip(self.given.wanted, self.seats[self._first_wanted :], strict=True):
            self._looks_for(seat, one.hiring, one.opened, 0)
        if self.given.leaving is not None:
            for month, tick in enumerate(self.given.months):
                action = partial(self._month, month)
                self.company.call(tick, order.DATES, order.FIRST_MONTH + month, action)

    # --- organizations -------------------------------------------------------------------

    def places(self, epoch: Epoch, number: int) -> tuple[list[int], list[int]]:
        """The team and the clock of everybody in a new organization."""
        self.epoch, self.number = epoch, number
        teams = [-1] * len(self.company.reps)
        clocks = list(teams)
        for seat in self.seats:
            team = self._team_of(seat)
            if team >= 0 and seat.holder is not None:
                teams[seat.holder.index] = team
                clocks[seat.holder.index] = self._clock_of(seat, team)
        self.company.call(self.company.now, order.DATES, order.FIRST_MONTH - 1, self._counts)
        return teams, clocks

    def _counts(self) -> None:
        """From now on the hazard of those counts who are new in the organization.

        Where a month begins too, it is looked at who had too much to do: see `_month`.
        """
        if self.company.now in self.given.months:
            return
        for seat in self.seats:
            self._counts_on(seat, overloaded=False)

    def _team_of(self, seat: Seat) -> int:
        """The seat's team today; -1: there is no such seat."""
        if seat.place < self._first_wanted:
            return self.epoch.membership[seat.place]
        return self.given.wanted[seat.place - self._first_wanted].teams[self.number]

    def _begins(self, seat: Seat) -> int:
        """When a later organization makes the team of somebody who is to be hired."""
        if seat.place < self._first_wanted:
            return NEVER
        teams = self.given.wanted[seat.place - self._first_wanted].teams
        epochs = enumerate(self.company.plan.epochs)
        later = (one.start for number, one in epochs if number > self.number and teams[number] >= 0)
        return next(later, NEVER)

    def _clock_of(self, seat: Seat, team: int) -> int:
        if seat.place < self._first_wanted:
            return self.epoch.clocks[seat.place]
        return self.epoch.teams[team].clock

    # --- leaving -------------------------------------------------------------------------

    def _draws_hazard(self, seat: Seat) -> None:
        """How much hazard whoever holds the seat passes before leaving: one Exp(1) draw."""
        leaving = self.given.leaving
        if leaving is None or seat.holder is None:
            return
        who = key_of(f"person/{seat.person(seat.number)}")
        table = self.company.plan.exponential
        drawn = table.fixed_point(self.luck.bits(leaving.stream, who, 0))
        seat.remaining = drawn << decisions.HAZARD_BITS - table.point_bits
        seat.counted = 0

    def _month(self, month: int) -> None:
        """A month begins: who had too much to do in the last one leaves sooner."""
        leaving = self.given.leaving
        assert leaving is not None
        busy: dict[int, int] = {}
        if leaving.overloaded and month:
            busy = self._worked()
        for seat in self.seats:
            rep = seat.holder
            spent = busy.get(rep.index, 0) if rep is not None else 0
            overloaded = False
            if spent and rep is not None:
                now = self.company.now
                could = rep.clock.between(self.given.months[month - 1], now)
                overloaded = spent << UTILIZATION_BITS >= leaving.above * could
            self._counts_on(seat, overloaded=overloaded)

    def _worked(self) -> dict[int, int]:
        """Ticks of the work that everybody began since the last month."""
        rows = self.company.writer.since(self._read)
        self._read = len(self.company.writer)
        busy: dict[int, int] = {}
        for kind in (Kind.STARTED, Kind.NO_SHOW):
            mine = rows[rows["kind"] == int(kind)]
            for rep, ticks in zip(mine["rep"].tolist(), mine["value"].tolist(), strict=True):
                busy[rep] = busy.get(rep, 0) + max(ticks, 0)
        return busy

    def _counts_on(self, seat: Seat, *, overloaded: bool) -> None:
        """Add the hazard from now to the end of the month; who passes the draw gives notice."""
        leaving, now = self.given.leaving, self.company.now
        rep = seat.holder
        if leaving is None or rep is None or rep.team is None or seat.counted > now:
            return
        months = self.given.months
        month = bisect_right(months, now) - 1
        until = months[month + 1] if month + 1 < len(months) else NEVER
        slope = (leaving.overloaded if overloaded else leaving.slope)[month]
        passes = decisions.hazard_end((0,), (slope,), 0, seat.remaining)
        if now + passes < until:
            seat.counted = NEVER
            self._gives_notice(seat, rep, now + passes)
            return
        seat.remaining -= slope * (until - now)
        seat.counted = until

    def _gives_notice(self, seat: Seat, rep: Rep, tick: int) -> None:
        """Somebody will leave at the end of the last day; a successor is looked for at once."""
        leaving, plan = self.given.leaving, self.company.plan
        assert leaving is not None
        last = tick
        if leaving.notice is not None:
            last = ends(plan, leaving.notice, tick, self.luck, 0)
        left = self._midnight_after(last)
        action = partial(self._leaves, seat, rep)
        self.company.call(left, order.OPENINGS, order.FIRST_LEAVER + seat.place, action)
        if self.given.replaces is not None:
            self._looks_for(seat, self.given.replaces, tick, left)

    def _midnight_after(self, tick: int) -> int:
        """The first tick of the next civil day."""
        midnights = self.company.plan.clocks[0].midnights
        day = bisect_right(midnights, tick)
        return midnights[day] if day < len(midnights) else NEVER

    def _leaves(self, seat: Seat, rep: Rep) -> None:
        """The last day is over: what waited for this person is assigned anew."""
        company, team = self.company, rep.team
        if team is None or seat.holder is not rep:
            return  # the place itself has gone meanwhile
        now = company.now
        company.row(-1, now, LEFT, step=seat.number, team=team.index, rep=rep.index)
        seat.holder = rep.team = None
        company.roster.leaves(rep, now)
        team.reps.remove(rep)
        waiting = _waiting(rep.agenda)
        rep.agenda = []
        team.backlog -= len(waiting)
        if not team.reps:
            for queue in (team.shared, team.newcomers, team.unowned):
                waiting += _waiting(queue)
                queue.clear()
            if not team.plan.manages:  # what waits for managers outlasts them
                team.backlog = team.listed
        self._changes(team)
        for entry in sorted(waiting, key=lambda one: one[:4]):
            piece = entry[4]
            company.team_for(piece.lead, piece.stage).join(piece)

    # --- hiring --------------------------------------------------------------------------

    def _looks_for(self, seat: Seat, hiring: HiringPlan, opened: int, free: int) -> None:
        """Approval, search, the notice of whoever accepts, and the next intake."""
        plan = self.company.plan
        who = key_of(f"person/{seat.person(seat.number + 1)}")
        ready = opened
        for delay in hiring.delays:
            if ready < plan.horizon:
                ready = ends(plan, delay, ready, self.luck, who)
        ready = max(self._midnight_after(ready - 1), free)
        if hiring.intakes is not None:
            ready = decisions.next_date(hiring.intakes, hiring.intakes, ready)
        self._comes_at(max(ready, self.company.now), seat, hiring, opened)

    def _comes_at(self, tick: int, seat: Seat, hiring: HiringPlan, opened: int) -> None:
        action = partial(self._comes, seat, hiring, opened)
        self.company.call(tick, order.OPENINGS, order.FIRST_HIRE + seat.place, action)

    def _comes(self, seat: Seat, hiring: HiringPlan, opened: int) -> None:
        """Somebody begins, at the first opening of the team's hours."""
        company, now = self.company, self.company.now
        place = self._team_of(seat)
        if seat.holder is not None:
            return
        if place < 0:
            later = self._begins(seat)
            if later < NEVER:  # otherwise nobody is wanted there any longer
                self._comes_at(later, seat, hiring, opened)
            return
        clock = self._clock_of(seat, place)
        opens = company.roster.clocks[clock].next_open(now)
        if opens > now:
            self._comes_at(opens, seat, hiring, opened)
            return
        team = company.teams[place]
        rep = Rep(len(company.reps))
        seat.number += 1
        seat.holder = rep
        name = seat.person(seat.number)
        self.came.append((name, now))
        company.reps.append(rep)
        gets_craft(company.plan, rep, name, now, self.luck)
        rep.idle_since = now
        rep.team = team
        company.hours.is_joined_by(key_of(f"person/{name}"))
        company.hours.keeps(rep, clock)
        company.roster.joins(rep, now, self.number)
        team.reps.append(rep)
        rep.is_released(now)
        company.row(
            -1,
            now,
            HIRED,
            step=seat.number,
            team=team.index,
            rep=rep.index,
            value=hiring.cost,
            due=opened,
        )
        self._changes(team)
        self._draws_hazard(seat)
        self._counts_on(seat, overloaded=False)
        team.asleep_until = 0
        team.asks_for_owners()
        team.asks_to_pick()

    def _changes(self, team: Team) -> None:
        """The people of a team are others now."""
        team.same_hours = len({one.clock_index for one in team.reps}) <= 1
        self.company.finds_teams()

    # --- the record ----------------------------------------------------------------------

    def reps(self, known: dict[str, Any]) -> dict[str, Any]:
        """The table of people of a log, with those who came within the run."""
        if not self.came:
            return known
        return {
            **known,
            "id": [*known["id"], *(name for name, _ in self.came)],
            "key": [*known["key"], *(key_of(f"person/{name}") for name, _ in self.came)],
            "since": [*known["since"], *(tick for _, tick in self.came)],
        }


def _waiting(queue: Queue) -> Queue:
    return [entry for entry in queue if entry[4].state == WAITING]
