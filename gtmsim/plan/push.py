"""The seller's rush at a period's end, compiled (R095)."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date

from gtmsim.plan.buying import PushPlan
from gtmsim.plan.clock import Clock
from gtmsim.plan.workshop import JANUARY, Workshop

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
KEPT = 2.0**20
"""What is left of an amount is an integer in units of 2**-20."""


def push(bench: Workshop) -> PushPlan | None:
    """The rush that a scenario declares; None without one."""
    given = bench.scenario.period_end_push
    if given is None:
        return None
    names = sorted(set(given.stages), key=bench.stages.number)
    return PushPlan(
        ends=_ends(bench, MONTHS[given.every]),
        reach=bench.time.ticks(given.reach.minutes),
        accepted=given.accepted,
        keep=round((1.0 - given.discount) * KEPT),
        stages={bench.stages.number(name): bench.stream(f"push.{name}") for name in names},
    )


def _ends(bench: Workshop, months: int) -> tuple[int, ...]:
    """The last open tick of the company in each of its periods."""
    sellers = bench.scenario.fiscal_year_starts or JANUARY
    begin = [day for day in bench.time.month_starts() if (day.month - sellers) % months == 0]
    ends = [_last_open(bench, day) for day in begin if day > bench.time.start]
    return tuple(dict.fromkeys(tick for tick in ends if tick >= 0))


def _last_open(bench: Workshop, day: date) -> int:
    clock: Clock = bench.clocks[0]
    tick = bench.time.at(day) - 1
    if clock.is_open(tick):
        return tick
    i = bisect_left(clock.opens, tick) - 1
    return clock.closes[i] - 1 if i >= 0 else -1
