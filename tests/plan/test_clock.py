"""A clock is what one gets by counting open ticks one by one."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gtmsim.plan.clock import NEVER, Clock

DAYS, DAY = 6, 20
"""Tiny days of twenty ticks, so that every tick can be tried."""
END = DAYS * DAY
MIDNIGHTS = np.arange(DAYS + 1) * DAY


def clock_of(open_ticks: set[int]) -> Clock:
    """The clock that is open in just these ticks; what touches is one interval."""
    opens = sorted(tick for tick in open_ticks if tick - 1 not in open_ticks)
    closes = sorted(tick + 1 for tick in open_ticks if tick + 1 not in open_ticks)
    intervals = np.asarray(list(zip(opens, closes, strict=True)), dtype=np.int64).reshape(-1, 2)
    return Clock.from_intervals(intervals, MIDNIGHTS)


open_ticks = st.sets(st.integers(0, END - 1), max_size=END)
ticks = st.integers(0, END)


@given(open_ticks, ticks)
def test_open_is_open(inside: set[int], tick: int) -> None:
    clock = clock_of(inside)
    assert clock.is_open(tick) == (tick in inside)
    assert clock.next_open(tick) == min((one for one in inside if one >= tick), default=NEVER)
    if tick in inside:
        closed = (one for one in range(tick, END + 1) if one not in inside)
        assert clock.close_after(tick) == next(closed)


@given(open_ticks, ticks, ticks)
def test_worked_is_the_number_of_open_ticks(inside: set[int], one: int, other: int) -> None:
    clock = clock_of(inside)
    start, end = sorted((one, other))
    assert clock.worked(start) == sum(tick < start for tick in inside)
    assert clock.between(start, end) == sum(start <= tick < end for tick in inside)


@given(open_ticks, ticks, st.integers(0, END))
def test_work_ends_after_its_last_open_tick(inside: set[int], start: int, work: int) -> None:
    """It may end at a close; without work, it is the next opening."""
    clock = clock_of(inside)
    ahead = sorted(tick for tick in inside if tick >= start)
    if work == 0:
        expected = ahead[0] if ahead else NEVER
    else:
        expected = ahead[work - 1] + 1 if work <= len(ahead) else NEVER
    assert clock.end(start, work) == expected


@given(open_ticks, ticks, st.integers(1, END))
def test_end_and_between_are_inverse(inside: set[int], start: int, work: int) -> None:
    clock = clock_of(inside)
    end = clock.end(start, work)
    if end < NEVER:
        assert clock.between(start, end) == work


@given(open_ticks, ticks, st.integers(0, DAYS))
def test_business_days_keep_the_time_of_day(inside: set[int], tick: int, days: int) -> None:
    """From the next opening if closed; only days with an open tick count."""
    clock = clock_of(inside)
    opening = sorted({tick // DAY for tick in inside})
    start = min((one for one in inside if one >= tick), default=NEVER)
    if start == NEVER:
        assert clock.shift_days(tick, days) == NEVER
        return
    place = opening.index(start // DAY) + days
    if place >= len(opening):
        assert clock.shift_days(tick, days) == NEVER
    else:
        same_time = opening[place] * DAY + start % DAY
        expected = min((one for one in inside if one >= same_time), default=NEVER)
        assert clock.shift_days(tick, days) == expected


@given(open_ticks)
def test_what_a_clock_says_about_itself(inside: set[int]) -> None:
    clock = clock_of(inside)
    lengths = [close - begin for begin, close in zip(clock.opens, clock.closes, strict=True)]
    assert clock.longest == max(lengths, default=0)
    assert clock.open_days == sorted({tick // DAY for tick in inside})
    for day in range(DAYS):
        assert clock.day_rank[day] == sum(one < day for one in clock.open_days)
    assert not clock.always


def test_a_clock_that_never_closes() -> None:
    clock = Clock.from_intervals(np.asarray([[0, NEVER]]), MIDNIGHTS)
    assert clock.always
    assert clock.is_open(0)
    assert clock.is_open(NEVER - 1)
    assert clock.next_open(17) == 17
    assert clock.end(17, 5) == 22
    assert clock.end(17, 0) == 17
    assert clock.between(3, 40) == 37
    assert clock.shift_days(17, 2) == 17 + 2 * DAY
    assert clock.open_days == list(range(DAYS + 1))


def test_a_clock_that_never_opens() -> None:
    clock = clock_of(set())
    assert not clock.is_open(0)
    assert clock.next_open(0) == clock.end(0, 1) == clock.end(0, 0) == NEVER
    assert clock.shift_days(0, 1) == NEVER
    assert clock.worked(END) == 0


@pytest.mark.parametrize("tick", [0, 1, DAY - 1])
def test_before_the_first_opening_nothing_has_been_worked(tick: int) -> None:
    clock = clock_of(set(range(DAY + 5, DAY + 10)))
    assert clock.worked(tick) == 0
    assert clock.next_open(tick) == DAY + 5
    assert bisect_right(clock.opens, tick) == 0
