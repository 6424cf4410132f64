"""Who approves a purchase, compiled: approvers in their order, boards and their papers (R090)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import timedelta

from gtmsim.plan.buying import ApproverPlan
from gtmsim.plan.clock import Clock
from gtmsim.plan.dates import monthly, months_on
from gtmsim.plan.steps import Delay, DelayKind
from gtmsim.plan.workshop import Workshop
from gtmsim.scenario.laws import Law
from gtmsim.scenario.market import Segment
from gtmsim.scenario.offer import Approver
from gtmsim.units import Duration

TOO_LATE = -1
"""A deadline that was over before the scenario began."""


def customers_clock(bench: Workshop, segment: Segment) -> int:
    """The clock of the days on which a segment's customers are there; -1: all days."""
    if segment.calendar is None:
        return -1
    return bench.clock(bench.calendar(segment.calendar))


def approvers(bench: Workshop, segment: Segment | None) -> tuple[ApproverPlan, ...]:
    """Whom the buyers of a segment ask, in order."""
    written = bench.scenario.approval
    clock = -1
    if segment is not None:
        written = segment.approval or written
        clock = customers_clock(bench, segment)
    return tuple(_approver(bench, one, clock) for one in written)


def _approver(bench: Workshop, given: Approver, clock: int) -> ApproverPlan:
    up_to = given.up_to
    dates = _boards(bench, given.board, clock) if given.board is not None else ()
    return ApproverPlan(
        up_to=round(up_to.amount * bench.minor) if up_to is not None else -1,
        takes=_takes(bench, given.takes, clock) if given.takes is not None else None,
        dates=dates,
        latest=_deadlines(bench, dates, given.papers),
    )


def _takes(bench: Workshop, law: Law, clock: int) -> Delay:
    """How long an approver takes; business time is the customer's, or else the company's."""
    kind = DelayKind.BUSINESS if law.business else DelayKind.CIVIL
    return Delay(kind, max(clock, 0), table=bench.times(law))


def _boards(bench: Workshop, rule: str, clock: int) -> tuple[int, ...]:
    """When the board meets: at the company's opening, or later if the customer is away."""
    days = [monthly(rule, month) for month in bench.time.month_starts()]
    dates = bench.time.openings(days, bench.clocks[0])
    if clock < 0:
        return dates
    there = bench.clocks[clock]
    return tuple(there.next_open(tick) for tick in dates)


def _deadlines(bench: Workshop, dates: Sequence[int], papers: Duration | None) -> tuple[int, ...]:
    """The last tick at which papers are in time for each board."""
    if papers is None:
        return tuple(dates)
    return tuple(_before(bench, tick, papers) for tick in dates)


def _before(bench: Workshop, tick: int, length: Duration) -> int:
    """The tick that lies so long before another; business time is the company's."""
    clock, time = bench.clocks[0], bench.time
    whole = length.amount == int(length.amount)
    if length.business and length.unit == "day" and whole:
        return days_before(clock, tick, int(length.amount))
    if length.business:
        ticks = (
            length.amount * bench.day_length(0)
            if length.unit == "day"
            else length.minutes * time.ticks_per_minute
        )
        return open_ticks_before(clock, tick, round(ticks))
    if length.unit in ("month", "year") and whole:
        day = bisect_right(clock.midnights, tick) - 1
        months = int(length.amount) * (12 if length.unit == "year" else 1)
        today = time.start + timedelta(days=day)
        before = time.at(months_on(today, -months)) + tick - clock.midnights[day]
    else:
        before = tick - time.ticks(length.minutes)
    return max(before, TOO_LATE)


def days_before(clock: Clock, tick: int, days: int) -> int:
    """The same time of day so many open days before."""
    day = bisect_right(clock.midnights, tick) - 1
    rank = clock.day_rank[day] - days
    if rank < 0:
        return TOO_LATE
    return clock.midnights[clock.open_days[rank]] + tick - clock.midnights[day]


def open_ticks_before(clock: Clock, tick: int, work: int) -> int:
    """The last tick from which so many open ticks remain until another."""
    left = clock.worked(tick) - work
    if left < 0:
        return TOO_LATE
    i = bisect_right(clock.before, left) - 1
    return min(clock.opens[i] + left - clock.before[i], tick)
