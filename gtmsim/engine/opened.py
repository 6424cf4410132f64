"""A lead that is there on the first day: how its life goes on.

What has passed of its visit is not told: the waits of the visit go on where they are, and the
rest of its life is that of any lead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gtmsim.engine import decisions
from gtmsim.engine.contract import Item
from gtmsim.engine.lead import Lead, Life
from gtmsim.engine.resting import Rest
from gtmsim.engine.there import TRIES
from gtmsim.log.kinds import Kind
from gtmsim.plan.buying import Opened
from gtmsim.plan.clock import NEVER
from gtmsim.plan.steps import Delay, DelayKind, Source, StagePlan, Where

if TYPE_CHECKING:
    from gtmsim.engine.process import Company

STARTS, DECIDES = 0, -1
"""Names of a visit's waits; thinking has the number of the session that follows."""
PASSES = (DelayKind.CIVIL, DelayKind.MONTHS)
"""Waits of which a part can have passed before the first day."""
DATES = (DelayKind.DATES, DelayKind.TERM_END, DelayKind.NOTICE, DelayKind.APPROVAL)
"""Waits that end when they end, however long the seller has hoped for something else."""
AGAIN_BITS = 12
"""Where the number of another try stands in the name of a draw; sessions count below it."""


class OpenedLead(Lead):
    """A lead of the opening.

    Attributes:
        opened: what the opening says of it.
        spent: how long it has been where it is.
        sessions_done: sessions of the visit that are over.
        left: what is left of the waits of the visit, by name.
        closes: it is not won before this tick.
    """

    __slots__ = ("closes", "left", "opened", "sessions_done", "spent")

    def __init__(self, company: Company, row: int) -> None:
        super().__init__(company, row)
        plan = company.plan
        self.opened = plan.opening[row]
        self.spent = company.born.spent[row]
        self.sessions_done = 0
        self.left: dict[int, int] = {}
        self.closes = self._expected_close()
        self.stage = plan.stages[self.opened.stage]
        # Whoever wrote down its account knows it.
        self.account = self.origin
        self.recycles = self.opened.recycles
        self.values[Source.RECYCLES] = self.recycles
        self.values[Source.EXPERIENCE] = self._experience()

    # --- the first day -------------------------------------------------------------------

    def takes_its_place(self) -> None:
        """Be what it is, before anybody begins anything."""
        if self.opened.kind == Opened.CUSTOMER:
            self.is_a_customer()
        elif self.opened.deal:
            self.opens_opportunity()

    def is_a_customer(self) -> None:
        """Have a contract."""
        opened, now = self.opened, self.company.now
        self.customer_since = now
        self.tenure_from = opened.tenure_from
        self.values[Source.CUSTOMER] = 1
        if self.account is not None:
            self.account.customers.append(self)
        term_end, seen = opened.terms[self.product.index]
        self.items.append(Item(self.product, self.amount, seen, now))
        self.contract = self.amount
        if term_end >= 0:
            self.term_end = term_end
            self.watches_prices(term_end)
        rest = self.rests[self.stage.index] = Rest(self, self.stage)
        for place, beat in enumerate(opened.beats):
            if beat >= 0:
                rest.running[place] = beat

    def life(self) -> Life:
        """Be there, then go on as any lead does."""
        self.is_there()
        stage: StagePlan | None = self.stage
        if self.opened.kind == Opened.HOUSE:
            assert self.opened.where is not None
            stage = yield from self.is_nurtured(self.opened.where, self.back_at(self.opened.where))
        elif self.opened.kind == Opened.OPEN:
            self.resumes(self.stage)
            stage = yield from self.visit(self.stage)
            self.sessions_done = 0
            self.left.clear()
        while stage is not None:
            stage = yield from self.visit(stage)

    def is_there(self) -> None:
        """Say so, and whose lead it is."""
        company = self.company
        arrived = company.born.arrived[self.row]
        opened = int(Kind.OPENED)
        company.row(self.row, company.now, opened, value=arrived, due=self.term_end)
        if self.opened.kind != Opened.CUSTOMER:
            self.is_known()
        rep = self.owner
        if rep is not None and rep.team is not None:
            team, assigned = rep.team.index, int(Kind.ASSIGNED)
            company.row(self.row, company.now, assigned, team=team, rep=rep.index)

    def keeps_owner(self) -> None:
        """Stay with who is responsible, if that person's team has owners for this stage."""
        company = self.company
        if self.opened.owner < 0:
            return
        rep = company.reps[self.opened.owner]
        team, function = rep.team, self.stage.function
        if team is None or team.pooled or not team.has_room(rep):
            return
        if function >= 0 and function not in team.plan.functions:
            return
        self.owner = rep
        rep.open_leads += 1
        rep.assigned_at = company.now

    # --- what has passed already ---------------------------------------------------------

    def back_at(self, where: Where) -> int:
        """When a lead on the house list comes back."""
        now, delay = self.company.now, where.delay
        if self.opened.returns >= 0:
            return self.opened.returns
        if delay is None:
            return now
        if delay.kind not in PASSES:
            return self.end_of(delay, self.stage)
        for attempt in range(TRIES):
            left = self._length(delay, 0, attempt << AGAIN_BITS) - self.spent
            if left > 0:
                return now + left
        return now

    def resumes(self, stage: StagePlan) -> None:
        """Find out where in its visit the lead is, by how long it has been there.

        The waits are drawn together, so that the visit is not over yet.
        """
        waits, whole = self._waits(stage)
        if not self.spent or not waits:
            return
        lengths: list[int] = []
        for attempt in range(TRIES if whole else 1):
            lengths = [
                self._length(delay, 1, max(name, 0) | attempt << AGAIN_BITS)
                for name, delay in waits
            ]
            if sum(lengths) > self.spent:
                break
        passed = self.spent
        for (name, delay), length in zip(waits, lengths, strict=True):
            if passed > 0 and name != STARTS:
                self.sessions_done = stage.sessions if name == DECIDES else name - 1
            if passed > 0 or delay.stream >= 0:  # those to come were drawn together with it
                self.left[name] = length - min(length, max(0, passed))
            passed -= length

    def _waits(self, stage: StagePlan) -> tuple[list[tuple[int, Delay]], bool]:
        """The waits of a visit in their order, and whether they last until its end.

        They end before the first try to reach the buyer, the first meeting, and the first wait
        for a date or for opening hours: those begin anew.
        """
        waits: list[tuple[int, Delay]] = []
        if stage.starts is not None:
            waits.append((STARTS, stage.starts))
        if stage.function >= 0 and (stage.attempts is not None or stage.meeting is not None):
            return _that_pass(waits), False
        if stage.function >= 0 and stage.thinking is not None:
            waits += [(session, stage.thinking) for session in range(2, stage.sessions + 1)]
        if stage.decides is not None:
            waits.append((DECIDES, stage.decides))
        passing = _that_pass(waits)
        return passing, stage.decides is not None and len(passing) == len(waits)

    def _length(self, delay: Delay, visit: int, step: int) -> int:
        """How long a wait lasts in all."""
        if delay.table is None:
            return self.months_after(self.company.now, delay.count) - self.company.now
        draw = self.draw(delay.stream, visit, step) if delay.stream >= 0 else 0
        return max(0, delay.table.whole(draw))

    # --- what is still to come -----------------------------------------------------------

    def end_of(self, delay: Delay, stage: StagePlan, step: int = 0) -> int:
        """When a delay is over: of one that had begun, what is left; none past the close."""
        now = self.company.now
        left = None
        if self.left:
            name = DECIDES if delay is stage.decides else step
            if delay is stage.decides or delay is stage.thinking or delay is stage.starts:
                left = self.left.pop(name, None)
        until = now + left if left is not None else super().end_of(delay, stage, step)
        hurries = delay is stage.decides or delay is stage.thinking
        hurries = hurries and delay.kind not in DATES and self.customer_since < 0
        return self.closes if hurries and now < self.closes < until else until

    def is_too_early(self, where: Where) -> bool:
        """Whether the buyer would sign before the day on which it is expected to."""
        company = self.company
        won = company.plan.milestones.get("won")
        return company.now < self.closes and where.milestone == won

    def quoted(self) -> Item:
        """What is signed now; a price that was quoted before the first day holds."""
        item = super().quoted()
        if self.opened.amount >= 0:
            item.amount = self.amount
        return item

    def _experience(self) -> float:
        """Repetitions of whoever has worked on it so far: one who has nothing more to learn."""
        given = self.company.plan.mechanisms
        if given is None or given.learning is None:
            return 0.0
        return given.learning.most / decisions.ONCE

    def _expected_close(self) -> int:
        """When it is expected to close, as much later as deals slip: when both sides are there."""
        closes, slip = self.opened.closes, self.company.plan.slip
        if closes >= 0 and slip is not None and slip.table is not None:
            draw = self.draw(slip.stream, 0, 0) if slip.stream >= 0 else 0
            closes = min(self.ends_from(slip, closes, max(0, slip.table.whole(draw))), NEVER)
        if closes <= 0:
            return closes
        office = self.company.plan.clocks[0]
        closes = office.next_open(closes)
        while self.there is not None and closes < NEVER and not self.there.is_open(closes):
            closes = office.next_open(self.there.next_open(closes))
        return closes

    def agrees_to(self, tick: int, keep: int) -> None:
        """Decide earlier; who does so need not wait for the expected close to sign."""
        super().agrees_to(tick, keep)
        self.closes = min(self.closes, tick)


def _that_pass(waits: list[tuple[int, Delay]]) -> list[tuple[int, Delay]]:
    """Those before the first that begins anew."""
    for place, (_, delay) in enumerate(waits):
        if delay.kind not in PASSES:
            return waits[:place]
    return waits
