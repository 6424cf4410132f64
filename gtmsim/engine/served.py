"""Being served: called, met, worked on, written down; and waiting for it.

The story of a lead is told in `lead.py`; here stands what happens between a lead and people.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from gtmsim.engine import choosing, decisions, escalating, handing, order
from gtmsim.engine.contract import Customer
from gtmsim.engine.people import GONE
from gtmsim.engine.team import Piece
from gtmsim.log.kinds import Kind
from gtmsim.plan.staff import HandoffPlan
from gtmsim.plan.steps import AttemptPlan, Delay, MeetingPlan, Source, StagePlan, Where

if TYPE_CHECKING:
    from simpy.events import Event

    from gtmsim.engine.process import Company

MEETINGS = 1 << 10
"""Draws of a meeting's length count from here, apart from those of later sessions."""

# Members of an enum cost a look-up and a conversion a row: the hot path uses plain integers.
DELAYED, FINISHED = int(Kind.DELAYED), int(Kind.FINISHED)


class Served(Customer):
    """A lead as people deal with it.

    Attributes:
        listed: the handoff for which what is known has been written down, or None.
        worked_at: stage, visit and step of the last work; kept where handoffs count.
    """

    __slots__ = ("listed", "worked_at")

    is_own_work = False
    """Whether it is no buyer's, but work of the company's own: see `campaigns.py`."""

    def __init__(self, company: Company, row: int) -> None:
        super().__init__(company, row)
        self.listed: HandoffPlan | None = None
        self.worked_at = (-1, -1, -1)

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
        if company.pressing is not None:
            company.pressing.is_felt(self, stage, team)
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
        if company.pressing is not None:
            company.pressing.is_felt(self, stage, team)
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
        if piece.step == 1 and (
            piece.stage.promise is not None or piece.stage.patience is not None
        ):
            self.is_promised(piece)
        self.company.team_for(self, piece.stage).join(piece)
        return piece

    def is_promised(self, piece: Piece) -> None:
        """Be owed a first touch, and wait for it only so long."""
        company = self.company
        stage = piece.stage
        if stage.promise is not None:
            promise = stage.promise
            if stage.promises:
                promise = choosing.promised(self, stage, promise)
            clock = company.plan.clocks[promise.clock]
            piece.due = decisions.due(promise, clock, company.now)
            if promise.escalates is not None:
                escalating.watches(self, piece, promise.escalates)
        if stage.patience is not None:
            cold = self.end_of(stage.patience, stage)
            company.call(cold, order.COLD, self.row, lambda: company.goes_cold(piece))

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
