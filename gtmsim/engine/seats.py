"""Seats: places in the organization that somebody holds, and how long filling one takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gtmsim.engine import decisions
from gtmsim.plan.clock import NEVER
from gtmsim.plan.draws import Draws
from gtmsim.plan.plan import Plan
from gtmsim.plan.steps import Delay, DelayKind

if TYPE_CHECKING:
    from gtmsim.engine.people import Rep

MONTHS, BUSINESS, BUSINESS_DAYS = (
    int(DelayKind.MONTHS),
    int(DelayKind.BUSINESS),
    int(DelayKind.BUSINESS_DAYS),
)


class Seat:
    """A place in the organization.

    Attributes:
        place: the number of the seat; for those of the first roster, the place in it.
        name: of the first who holds it.
        number: how many have held it.
        holder: who holds it now; None: nobody.
        remaining: hazard that the holder still has to pass, in units of 2**-40.
        counted: tick until which the hazard is counted; `NEVER` after notice.
    """

    __slots__ = ("counted", "holder", "name", "number", "place", "remaining")

    def __init__(self, place: int, name: str, holder: Rep | None) -> None:
        self.place = place
        self.name = name
        self.number = 0 if holder is None else 1
        self.holder = holder
        self.remaining = 0
        self.counted = 0

    def person(self, number: int) -> str:
        """The name of the first, second, third ... who holds it."""
        return self.name if number == 1 else f"{self.name}/{number}"


def ends(plan: Plan, delay: Delay, start: int, luck: Draws, who: int) -> int:
    """When a delay that began at a tick is over, by the luck of a person."""
    if delay.kind == MONTHS:
        if start >= plan.horizon:
            return NEVER
        shifts = plan.month_shifts[delay.count]
        return decisions.months_later(shifts, plan.clocks[0].midnights, start)
    clock = plan.clocks[delay.clock]
    if delay.kind == BUSINESS_DAYS:
        return clock.shift_days(start, delay.count)
    assert delay.table is not None
    drawn = luck.bits(delay.stream, who, 0) if delay.stream >= 0 else 0
    length = max(0, delay.table.whole(drawn))
    return clock.end(start, length) if delay.kind == BUSINESS else start + length
