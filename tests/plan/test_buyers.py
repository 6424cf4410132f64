"""Deadlines before a date, hours in common, and the ends of the seller's periods."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gtmsim
from gtmsim import Scenario
from gtmsim.plan.approval import TOO_LATE, days_before, open_ticks_before
from gtmsim.plan.clock import Clock

DAYS, DAY = 8, 12
END = DAYS * DAY

OPEN = st.sets(st.integers(0, END - 1), min_size=1, max_size=40)


def clock_of(inside: set[int]) -> Clock:
    """A clock that is open in some ticks."""
    edges = np.diff(np.isin(np.arange(-1, END + 1), list(inside)).astype(int))
    opens, closes = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    midnights = np.arange(DAYS + 1) * DAY
    return Clock.from_intervals(np.stack([opens, closes], axis=1), midnights)


@given(OPEN, OPEN)
def test_hours_in_common_are_those_of_both(one: set[int], other: set[int]) -> None:
    both = clock_of(one).within(clock_of(other))
    assert {tick for tick in range(END) if both.is_open(tick)} == one & other


@given(OPEN, st.integers(0, END - 1), st.integers(0, 30))
def test_the_deadline_is_the_last_tick_that_leaves_time(
    inside: set[int], place: int, work: int
) -> None:
    clock = clock_of(inside)
    tick = sorted(inside)[place % len(inside)]
    enough = [at for at in range(tick + 1) if clock.between(at, tick) >= work]
    assert open_ticks_before(clock, tick, work) == max(enough, default=TOO_LATE)


@given(OPEN, st.integers(0, END - 1), st.integers(0, DAYS))
def test_days_before_count_open_days(inside: set[int], place: int, days: int) -> None:
    clock = clock_of(inside)
    tick = sorted(inside)[place % len(inside)]
    earlier = sorted({one // DAY for one in inside if one // DAY <= tick // DAY})
    before = days_before(clock, tick, days)
    if days >= len(earlier):
        assert before == TOO_LATE
    else:
        assert before == earlier[-1 - days] * DAY + tick % DAY


RUSH = """
start: 2026-04-01
horizon: HORIZON
fiscal_year_starts: April
calendar: CALENDAR
channels: {web: {leads: 1 per day}}
stages: {ask: {decides: {after: 1 day}, then: {end: 100%}}}
period_end_push: {every: EVERY, reach: 1 day, accepted: 50%, discount: 12.5%, stages: [ask]}
teams: {}
"""
OFFICE = '{hours: {mon-fri: "9:00-18:00"}, country: JP, closed: [12-29..01-03]}'


@pytest.mark.parametrize(
    ("every", "calendar", "ends"),
    [
        ("quarter", OFFICE, ["06-30 17:59", "09-30 17:59", "12-28 17:59", "03-31 17:59"]),
        ("half", OFFICE, ["09-30 17:59", "03-31 17:59"]),
        ("year", "{hours: always}", ["03-31 23:59"]),
        ("month", OFFICE, ["04-30 17:59", "05-29 17:59", "06-30 17:59", "07-31 17:59"]),
    ],
)
def test_a_period_ends_with_its_last_open_tick(every: str, calendar: str, ends: list[str]) -> None:
    text = RUSH.replace("EVERY", every).replace("CALENDAR", calendar)
    plan = gtmsim.compile(Scenario.from_text(text.replace("HORIZON", "12 months")))
    push = plan.push
    assert push is not None
    start = np.datetime64("2026-04-01T00:00")
    found = [str(start + np.timedelta64(tick, "m"))[5:].replace("T", " ") for tick in push.ends]
    assert found[: len(ends)] == ends
    assert list(push.ends) == sorted(push.ends)
    assert push.keep == 7 * 2**17


def test_without_a_push_there_is_none() -> None:
    text = "\n".join(line for line in RUSH.splitlines() if "push" not in line)
    text = text.replace("CALENDAR", OFFICE).replace("HORIZON", "1 month")
    plan = gtmsim.compile(Scenario.from_text(text))
    assert plan.push is None
    assert plan.months == ()
    assert plan.segments[0].clock == -1
    assert plan.segments[0].approvers == ()
