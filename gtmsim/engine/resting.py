"""Resting stages: what a customer waits for, and when each of it is due.

A customer rests until the earliest of several clocks: a rhythm of check-ins, a hazard that
may depend on tenure, the review before the contract ends. A clock that has not fired yet
keeps running while the customer is away for something else.
"""

from __future__ import annotations

from gtmsim.engine import decisions
from gtmsim.engine.contract import Customer
from gtmsim.plan.clock import NEVER
from gtmsim.plan.steps import Delay, LifeClock, StagePlan

LAPSES = -1
"""The place of the end of a contract that nobody renewed."""


class Rest:
    """The clocks of one lead in one resting stage.

    Attributes:
        running: tick at which a running clock is due, by place.
        fired: tick for which a clock fired last, by place.
        turns: how often a hazard was drawn, by place.
    """

    __slots__ = ("buyer", "fired", "running", "stage", "turns")

    def __init__(self, buyer: Customer, stage: StagePlan) -> None:
        self.buyer = buyer
        self.stage = stage
        self.running: dict[int, int] = {}
        self.fired: dict[int, int] = {}
        self.turns: dict[int, int] = {}

    def first(self) -> tuple[int, int]:
        """The tick and the place of the clock that is due first; ties go to the file's order."""
        first, earliest = 0, NEVER + 1
        self.buyer.runs_on()
        for place, clock in enumerate(self.stage.life):
            running = self.running.get(place)
            due = self._due(place, clock) if running is None else running
            if due < earliest:
                first, earliest = place, due
        lapses = self.buyer.lapses_at()
        if lapses < earliest or lapses < self.buyer.company.now:
            return lapses, LAPSES
        return earliest, first

    def fires(self, place: int, tick: int) -> None:
        """A clock has fired."""
        self.running.pop(place, None)
        self.fired[place] = tick

    def _due(self, place: int, clock: LifeClock) -> int:
        if clock.before_term_end >= 0:
            return self._review(place, clock.before_term_end)
        if clock.after is not None:
            due = self.buyer.end_of(clock.after, self.stage, place)
        elif clock.every is not None:
            due = self._rhythm(place, clock.every)
        else:
            due = self._hazard(place, clock)
        self.running[place] = due
        return due

    def _rhythm(self, place: int, every: Delay) -> int:
        start = self.fired.get(place, self.buyer.company.now)
        length = every.table.whole(0) if every.table is not None else 0
        return self.buyer.ends_from(every, start, length)

    def _hazard(self, place: int, clock: LifeClock) -> int:
        """When accumulated hazard passes one Exp(1) draw."""
        buyer = self.buyer
        company = buyer.company
        since = buyer.tenure_from if buyer.customer_since >= 0 else company.now
        # Nobody churns while not yet live: counting begins when the customer first rests here.
        start = max(self.fired.get(place, company.now) - since, 0)
        turn = self.turns.get(place, 0) + 1
        self.turns[place] = turn
        table = company.plan.exponential
        threshold = table.fixed_point(buyer.draw(clock.stream, turn, 0))
        threshold <<= decisions.HAZARD_BITS - table.point_bits
        if clock.factors:
            buyer.looks_at_itself(self.stage)
            threshold = decisions.slower(threshold, clock.factors, buyer.values)
        tenure = decisions.hazard_end(clock.tenure, clock.slope, start, threshold)
        return since + tenure if tenure < NEVER else NEVER

    def _review(self, place: int, before: int) -> int:
        """When the review before the end of the contract is due, once a term."""
        buyer = self.buyer
        term = buyer.product.term
        if buyer.term_end < 0:
            return NEVER
        due = buyer.term_end - before
        if self.fired.get(place, -NEVER) < due:
            return due
        following = buyer.months_after(buyer.term_end, term)
        return following - before if following < NEVER else NEVER
