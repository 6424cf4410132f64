"""A lead's life, told in the order in which it happens.

Every lead is one SimPy process. It arrives, visits one stage after the other, waits for
people in each, and ends lost, merged, churned or done; or the horizon comes first.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from simpy.events import Event, Process

from gtmsim.engine import approach, decisions, handing, interest, order
from gtmsim.engine.deciding import decided_at, pushed_to
from gtmsim.engine.resting import LAPSES, Rest
from gtmsim.engine.served import Served
from gtmsim.engine.team import Piece
from gtmsim.log.kinds import Kind
from gtmsim.plan.steps import StagePlan, Way, Where

if TYPE_CHECKING:
    from gtmsim.engine.process import Company

Visit = Generator[Event, None, Where | None]
"""A part of a visit that tells where the lead goes; None: on, as planned."""
Life = Generator[Event, None, None]
"""A whole life, or a part of it after which nothing is to be decided."""
Next = Generator[Event, None, StagePlan | None]
"""A part of a life that tells which stage follows; None: it is over."""

# Members of an enum cost a look-up and a conversion a row: the hot path uses plain integers.
ARRIVED, ENTERED, ADVANCED = int(Kind.ARRIVED), int(Kind.ENTERED), int(Kind.ADVANCED)
ONWARD, RECYCLE, RETURN = int(Way.STAGE), int(Way.RECYCLE), int(Way.RETURN)
CHURN = int(Way.CHURN)


class Lead(Served):
    """One buying interest, from first touch to close and on through customer life.

    Attributes:
        rests: what each resting stage waits for, by stage.
    """

    __slots__ = ("rests",)

    sessions_done = 0
    """Sessions of this visit that were over on the first day."""
    closes = 0
    """Not won before this tick."""

    def __init__(self, company: Company, row: int) -> None:
        super().__init__(company, row)
        self.rests: dict[int, Rest] = {}

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
