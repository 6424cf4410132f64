"""A lead's life, told in the order in which it happens.

Every lead is one SimPy process. It arrives, visits one stage after the other, waits for
people in each, and ends lost, merged, churned or done; or the horizon comes first.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from simpy.events import Event, Process

from gtmsim.engine import approach, decisions, handing, interest, order
from gtmsim.engine.contract import Customer
from gtmsim.engine.deciding import decided_at, pushed_to
from gtmsim.engine.people import GONE
from gtmsim.engine.resting import LAPSES, Rest
from gtmsim.engine.team import Piece
from gtmsim.log.kinds import Kind
from gtmsim.plan.staff import HandoffPlan
from gtmsim.plan.steps import AttemptPlan, Delay, MeetingPlan, Source, StagePlan, Way, Where

if TYPE_CHECKING:
    from gtmsim.engine.process import Company

Visit = Generator[Event, None, Where | None]
"""A part of a visit that tells where the lead goes; None: on, as planned."""
Life = Generator[Event, None, None]
"""A whole life, or a part of it after which nothing is to be decided."""
Next = Generator[Event, None, StagePlan | None]
"""A part of a life that tells which stage follows; None: it is over."""

MEETINGS = 1 << 10
"""Draws of a meeting's length count from here, apart from those of later sessions."""

# Members of an enum cost a look-up and a conversion a row: the hot path uses plain integers.
ARRIVED, ENTERED, ADVANCED = int(Kind.ARRIVED), int(Kind.ENTERED), int(Kind.ADVANCED)
DELAYED, FINISHED = int(Kind.DELAYED), int(Kind.FINISHED)
ONWARD, RECYCLE, RETURN = int(Way.STAGE), int(Way.RECYCLE), int(Way.RETURN)
CHURN = int(Way.CHURN)


class Lead(Customer):
    """One buying interest, from first touch to close and on through customer life.

    Attributes:
        rests: what each resting stage waits for, by stage.
        listed: the handoff for which what is known has been written down, or None.
        worked_at: stage, visit and step of the last work; kept where handoffs count.
    """

    __slots__ = ("listed", "rests", "worked_at")

    sessions_done = 0
    """Sessions of this visit that were over on the first day."""
    closes = 0
    """Not won before this tick."""

    def __init__(self, company: Company, row: int) -> None:
        super().__init__(company, row)
        self.rests: dict[int, Rest] = {}
        self.listed: HandoffPlan | None = None
        self.worked_at = (-1, -1, -1)

    # --- the story -----------------------------------------------------------------------

    def life(self) -> Life:
        """Arrive, then visit one stage after the other until there is none."""
        if self.is_held_back():
            return
        self.arrives()
        stage: StagePlan | None = self.stage
        while stage is not None:
            stage = yield from self.visit(stage)

    def visit(self, stage: StagePlan) -> Next:
        """Pass through one stage: wait, be served, wait for the decision, leave."""
        self.enters(stage)
        if self.origin is not None and self.meets_its_account(stage):
            return None
        where: Where | None = None
        if stage.starts is not None:
            yield self.waits(stage, stage.starts)
        if stage.life:
            where = yield from self.rest(stage)
        else:
            if stage.function >= 0:
                where = yield from self.is_served(stage)
            if where is None and stage.decides is not None:
                until = pushed_to(self, stage, decided_at(self, stage, stage.decides))
                yield self.waits_until(stage, until)
            if where is None:
                where = self.decides(stage)
        if where.milestone >= 0 and self.is_too_early(where):
            yield self.waits_until(stage, self.closes)
        if where.way == ONWARD and self.company.handoffs:
            where = yield from self.is_handed_over(stage, where)
        if where.way == ONWARD:
            return self.advances(stage, where)
        return (yield from self.turns_aside(stage, where))

    def is_served(self, stage: StagePlan) -> Visit:
        """Be reached, then met or talked to, as often as the stage says."""
        step = session = self.sessions_done + 1
        if stage.attempts is not None:
            step, where = yield from self.is_tried(stage, stage.attempts)
            if where is not None:
                return where
        if stage.meeting is not None:
            step, where = yield from self.is_met(stage, stage.meeting, step)
            if where is not None:
                return where
        if stage.meeting is not None or stage.attempts is not None:
            session = 2  # the first was the meeting, or part of the call that connected
        while stage.work is not None and session <= stage.sessions:
            if session > 1 and stage.thinking is not None:
                yield self.waits_until(stage, decided_at(self, stage, stage.thinking, session))
            ticks = self.work_ticks(stage.work, stage.work_stream, stage, session)
            piece = Piece(self, stage, step, ticks)
            yield self.waits_for_somebody(piece)
            where = self.is_done_with(piece)
            if where is not None:
                return where
            step += 1
            session += 1
        return None

    def is_tried(
        self, stage: StagePlan, attempts: AttemptPlan
    ) -> Generator[Event, None, tuple[int, Where | None]]:
        """Be called until reached, or until the caller gives up (R033, R034)."""
        attempt = 0
        while True:
            attempt += 1
            piece = Piece(self, stage, attempt, 0)
            piece.attempt = attempt
            yield self.waits_for_somebody(piece)
            where = self.is_done_with(piece)
            if where is not None:
                return attempt, where
            reached = piece.reached
            self.record(Kind.CONNECTED if reached else Kind.NO_ANSWER, stage, step=attempt)
            if reached:
                return attempt + 1, None
            if decisions.gives_up(attempts, attempt):
                return attempt, attempts.exhausted
            gap = attempts.gaps[min(attempt, len(attempts.gaps)) - 1]
            yield self.waits(stage, gap, attempt)

    def is_done_with(self, piece: Piece) -> Where | None:
        """The work is over; or nobody came and the lead went cold: then, where it goes."""
        stage, step = piece.stage, piece.step
        if piece.state == GONE:
            self.record(Kind.WENT_COLD, stage, step=step)
            return stage.cold
        rep, ticks = piece.rep, piece.ticks
        company = self.company
        now = company.now
        place = stage.index
        visit = piece.visit
        team = piece.team.index
        company.row(self.row, now, FINISHED, place, visit, step, team, rep.index, -1, ticks, -1)
        self.worked_team = team
        self.worked_rep = rep.index
        if company.handoffs:
            self.worked_at = (place, visit, step)
        rep.working = False
        rep.is_released(now)
        return None

    def is_met(
        self, stage: StagePlan, meeting: MeetingPlan, step: int
    ) -> Generator[Event, None, tuple[int, Where | None]]:
        """Book a slot of the owner, show up or not, book again (R035, R082)."""
        company = self.company
        booking = missed = 0
        while missed <= meeting.rebook:
            booking += 1
            piece = Piece(self, stage, step, 0)
            piece.books = True
            self.waits_for_somebody(piece)
            yield piece
            if piece.state == GONE:
                self.record(Kind.WENT_COLD, stage, step=step)
                return step, stage.cold
            ticks = self.work_ticks(stage.work, stage.work_stream, stage, MEETINGS + booking)
            if company.handoffs:
                ticks += handing.more_work(self, stage, piece.rep, step)
            shows_up, start, over = self.books(piece, meeting, booking, ticks)
            yield company.at(start, order.ARRIVALS, self.row)
            step += 1
            if piece.rep.team is None or not piece.rep.clock.is_open(company.now):
                continue  # the owner has left or works other hours now: book anew
            if shows_up:
                yield from self.meets(piece, ticks, over)
                return step, None
            yield from self.does_not_come(piece, meeting.waits, over)
            missed += 1
        return step, meeting.missed

    def is_handed_over(self, stage: StagePlan, where: Where) -> Generator[Event, None, Where]:
        """Before going on to another function: be written down, and be looked at (R040, R041)."""
        rule = handing.foreseen(self, stage, self.company.plan.stages[where.stage])
        if rule is None:
            return where
        ticks = handing.to_write(self, stage, rule)
        if ticks:
            yield from self.is_written_down(stage, ticks)
            self.listed = rule
        return handing.judged(self, stage, rule, where)

    def is_written_down(self, stage: StagePlan, ticks: int) -> Generator[Event, None, None]:
        """Have whoever worked last write down what is known, as a further step of the visit (R040).

        Where that person is no longer in a team that does this, somebody of the team does it.
        """
        company = self.company
        writer = company.reps[self.worked_rep]
        piece = Piece(self, stage, self.worked_at[2] + 1, ticks)
        piece.writer = writer
        team = writer.team
        if team is None or not team.pooled or stage.function not in team.plan.functions:
            team = company.team_for(self, stage)
        team.join(piece)
        yield piece
        self.is_done_with(piece)

    def meets(self, piece: Piece, ticks: int, over: int) -> Generator[Event, None, None]:
        """Sit in the meeting with the owner."""
        company = self.company
        stage, rep, step, team = piece.stage, piece.rep, piece.step, piece.team.index
        if company.handoffs:
            handing.takes_over(self, piece, rep, piece.team)
        self.record(Kind.HELD, stage, step=step, team=team, rep=rep.index)
        self.record(Kind.STARTED, stage, step=step, team=team, rep=rep.index, value=ticks)
        if rep.craft is not None:
            rep.craft.meets(self, stage, company.now)
        rep.in_meeting = True
        yield company.at(over, order.FINISHES, self.row)
        self.record(Kind.FINISHED, stage, step=step, team=team, rep=rep.index, value=ticks)
        self.worked_team, self.worked_rep = team, rep.index
        self.worked_at = (stage.index, piece.visit, step)
        rep.in_meeting = False
        rep.is_released(company.now)

    def does_not_come(self, piece: Piece, ticks: int, over: int) -> Generator[Event, None, None]:
        """Stay away; the owner waits a while."""
        company = self.company
        stage, rep = piece.stage, piece.rep
        self.record(
            Kind.NO_SHOW,
            stage,
            step=piece.step,
            team=piece.team.index,
            rep=rep.index,
            value=ticks,
        )
        rep.in_meeting = True
        yield company.at(over, order.FINISHES, self.row)
        rep.in_meeting = False
        rep.is_released(company.now)

    def rest(self, stage: StagePlan) -> Generator[Event, None, Where]:
        """Wait for whatever comes first: a check-in, a hazard, the end of the contract."""
        company = self.company
        rest = self.rests.get(stage.index)
        if rest is None:
            rest = self.rests[stage.index] = Rest(self, stage)
        due, place = rest.first()
        until = max(due, company.now)
        self.is_delayed(stage, until)
        yield company.at(until, order.ARRIVALS, self.row)
        if place == LAPSES:
            assert company.plan.lapsed is not None
            return company.plan.lapsed
        self.term_that_runs()  # whatever follows is about that term
        rest.fires(place, due)
        return stage.life[place].where

    # --- arriving and leaving ------------------------------------------------------------

    def arrives(self) -> None:
        """Appear."""
        self.company.row(self.row, self.company.now, ARRIVED)
        self.is_known()

    def enters(self, stage: StagePlan) -> None:
        """Begin a visit."""
        self.stage = stage
        place = stage.index
        visit = self.visits[place] + 1
        self.visits[place] = visit
        company = self.company
        company.row(self.row, company.now, ENTERED, place, visit)

    def meets_its_account(self, stage: StagePlan) -> bool:
        """End inside the account's opportunity, or be one more of it, which nobody may see."""
        if self.account is not None and self.merges(stage):
            return True
        if self.company.plan.matching < 1.0:
            approach.is_approached(self, stage)
        return False

    def merges(self, stage: StagePlan) -> bool:
        """End inside the account's open opportunity, if another lead has one."""
        other = self.joins_other()
        if other is None:
            return False
        self.record(Kind.MERGED, stage, value=other.row)
        self.ends()
        return True

    def tries(self, piece: Piece, now: int) -> None:
        """Somebody calls: whether the buyer answers depends on how long that took.

        The first conversation is part of the call that connects.
        """
        stage, attempt = piece.stage, piece.attempt
        attempts = stage.attempts
        assert attempts is not None
        if attempts.factors:
            if attempt == 1:
                self.values[Source.RESPONSE_DELAY] = now - piece.since
            self.looks_at_itself(stage)
        luck = self.chance(attempts.connect_stream, stage, attempt)
        piece.reached = decisions.connects(attempts, attempt, self.values, luck)
        if self.there is not None and not self.there.is_open(now):
            piece.reached = False
        piece.ticks = self.work_ticks(attempts.work, attempts.work_stream, stage, attempt)
        if piece.reached and stage.work is not None and stage.meeting is None:
            piece.ticks += self.work_ticks(stage.work, stage.work_stream, stage, 1)

    def decides(self, stage: StagePlan) -> Where:
        """The buyer's answer, in two draws: onward or not, then which.

        Who has bought elsewhere says so, whatever would have been drawn.
        """
        if self.company.plan.bought_elsewhere is not None:
            too_late = interest.hears_of_rival(self, stage)
            if too_late is not None:
                return too_late
        outcomes = stage.outcomes
        assert outcomes is not None
        if outcomes.factors:
            self.looks_at_itself(stage)
        group = outcomes.onward
        if outcomes.other:
            luck = self.company.luck
            visit = self.visits[stage.index]
            chance = luck.chance(outcomes.onward_stream, self.row, visit)
            if not decisions.goes_on(outcomes, self.values, chance):
                group = outcomes.other
        if len(group) == 1:
            return group[0][1]
        return decisions.which(group, self.chance(outcomes.which_stream, stage))

    def advances(self, stage: StagePlan, where: Where) -> StagePlan:
        """Go on to the next stage."""
        if where.milestone >= 0:
            self.reaches(stage, where.milestone)
        company, place, onto = self.company, stage.index, where.stage
        visit = self.visits[place]
        company.row(self.row, company.now, ADVANCED, place, visit, -1, -1, -1, -1, onto, -1)
        return company.plan.stages[onto]

    def turns_aside(self, stage: StagePlan, where: Where) -> Next:
        """Be nurtured, be sent back, or end."""
        if where.way == RECYCLE:
            return (yield from self.recycles_for(stage, where))
        return (yield from self.turns_back_or_ends(stage, where))

    def recycles_for(self, stage: StagePlan, where: Where) -> Next:
        """Be nurtured and come back (R064-R068), if not too often already."""
        company = self.company
        if 0 <= company.plan.recycle_most <= self.recycles:
            return (yield from self.is_recycled_out(stage, company.plan.recycle_beyond))
        self.recycles += 1
        self.values[decisions.RECYCLES] = self.recycles
        until = self.end_of(where.delay, stage) if where.delay is not None else company.now
        self.record(Kind.RECYCLED, stage, reason=where.reason, value=until)
        self.closes_opportunity()
        approach.is_left_alone(self)
        if not where.keeps_owner:
            self.leaves_owner()
        if where is company.plan.bought_elsewhere:
            self.ready_at = until
        return (yield from self.is_nurtured(where, until))

    def is_nurtured(self, where: Where, until: int) -> Next:
        """Come back at a tick, or before it: somebody may notice that the buyer is ready.

        Or believe that it is (R069, R071).
        """
        company = self.company
        if where.notices is not None:
            noticed = interest.first_notice(self, where.notices, until)
            if noticed is not None:
                yield company.at(noticed.tick, order.ARRIVALS, self.row)
                company.row(self.row, company.now, int(Kind.NOTICED), value=noticed.since)
                return company.plan.stages[where.notices.stage]
        yield company.at(until, order.ARRIVALS, self.row)
        return company.plan.stages[where.stage]

    def is_recycled_out(self, stage: StagePlan, where: Where) -> Next:
        """Go where those go who have come back too often (R077)."""
        if where.way == ONWARD:
            return self.advances(stage, where)
        return (yield from self.turns_back_or_ends(stage, where))

    def turns_back_or_ends(self, stage: StagePlan, where: Where) -> Next:
        """Be sent back, or end: a customer when its contract does."""
        if where.way == RETURN:
            return (yield from self.returns(stage, where))
        if where.way == CHURN:
            yield from self.serves_out(stage)
        self.leaves(stage, where)
        return None

    def returns(self, stage: StagePlan, where: Where) -> Next:
        """Be sent back with a reason (R042)."""
        company = self.company
        self.record(Kind.RETURNED, stage, reason=where.reason, value=where.stage)
        self.closes_opportunity()
        approach.is_left_alone(self)
        if where.delay is not None:
            until = self.end_of(where.delay, stage)
            yield company.at(until, order.ARRIVALS, self.row)
        return company.plan.stages[where.stage]

    def serves_out(self, stage: StagePlan) -> Life:
        """Give notice, and stay until the contract ends, if it asks for notice."""
        company = self.company
        until = self.bound_until()
        if until > company.now:
            self.record(Kind.CANCELLED, stage, value=until)
            yield company.at(until, order.ARRIVALS, self.row)

    def leaves(self, stage: StagePlan, where: Where) -> None:
        """End: lost, churned, or done."""
        if where.milestone >= 0:
            self.reaches(stage, where.milestone)
        if where.way == Way.CHURN:
            self.ends_contract()
            self.record(Kind.CHURNED, stage, reason=where.reason)
        elif where.way == Way.END:
            self.record(Kind.DONE, stage)
        else:
            self.record(Kind.LOST, stage, reason=where.reason)
            self.cools_off()
        self.ends()

    def is_too_early(self, where: Where) -> bool:
        """Whether the buyer has decided, and waits for a day to sign; see `opened.py`."""
        return False

    # --- waiting -------------------------------------------------------------------------

    def waits(self, stage: StagePlan, delay: Delay, step: int = 0) -> Event:
        """Wait without a rep."""
        return self.waits_until(stage, self.end_of(delay, stage, step))

    def waits_until(self, stage: StagePlan, until: int) -> Event:
        """Wait without a rep until a tick."""
        self.is_delayed(stage, until)
        return self.company.at(until, order.ARRIVALS, self.row)

    def is_delayed(self, stage: StagePlan, until: int) -> None:
        """Record a wait."""
        company, place = self.company, stage.index
        visit = self.visits[place]
        company.row(self.row, company.now, DELAYED, place, visit, -1, -1, -1, -1, until, -1)

    def waits_for_somebody(self, piece: Piece) -> Piece:
        """Join the queue of the team that does this, with its promise and the buyer's patience."""
        company = self.company
        stage = piece.stage
        if piece.step == 1:
            if stage.promise is not None:
                clock = company.plan.clocks[stage.promise.clock]
                piece.due = decisions.due(stage.promise, clock, company.now)
            if stage.patience is not None:
                cold = self.end_of(stage.patience, stage)
                company.call(cold, order.COLD, self.row, lambda: company.goes_cold(piece))
        company.team_for(self, stage).join(piece)
        return piece

    def books(
        self, piece: Piece, meeting: MeetingPlan, booking: int, ticks: int
    ) -> tuple[bool, int, int]:
        """Agree on a slot: whether the buyer will come, when it starts, when the owner is free."""
        now = self.company.now
        stage, rep = piece.stage, piece.rep
        earliest = self.end_of(meeting.notice, stage, booking) if meeting.notice else now
        # The slot is long enough for either: the meeting, or waiting for who does not come.
        start = piece.team.book(piece, meeting, earliest, max(ticks, meeting.waits))
        luck = self.chance(meeting.no_show_stream, stage, booking)
        shows_up = luck >= decisions.no_show_chance(meeting, start - now)
        booked = start + -(-ticks // meeting.slot) * meeting.slot
        spent = ticks if shows_up else meeting.waits
        over = rep.clock.end(start, spent) if spent else start
        rep.appointments.append((start, max(booked, over), over))
        rep.appointments.sort()
        team = piece.team.index
        self.record(
            Kind.BOOKED,
            stage,
            step=piece.step,
            team=team,
            rep=rep.index,
            value=start,
            due=piece.due,
        )
        if piece.step == 1:
            self.is_touched(piece, now)
        return shows_up, start, over


class LeadProcess(Process):
    """A lead's life as a SimPy process that begins in the event of its arrival.

    SimPy starts a process by an event of its own, ahead of all ranks; here the arrival is
    that event.
    """

    def __init__(self, company: Company, lead: Lead, arrival: Event) -> None:
        self.env = company.env
        self.callbacks = []
        self._generator = lead.life()
        self._target = arrival
        self._resume(arrival)

    def _resume(self, event: Event) -> None:
        """Go on to the next event of this life.

        SimPy's own way, less what never happens here: no event fails, nobody interrupts, and
        nobody waits for a life to end.
        """
        following = next(self._generator, None)
        if following is not None:
            assert following.callbacks is not None
            following.callbacks.append(self._resume)
            self._target = following
