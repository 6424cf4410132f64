"""The choices of an engine, against the same choices made by trying every tick."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gtmsim.engine import decisions
from gtmsim.plan.clock import NEVER, Clock
from gtmsim.plan.steps import AttemptPlan, MeetingPlan, Way, Where
from gtmsim.plan.tables import constant

DAY = 12
END = 6 * DAY
MIDNIGHTS = np.arange(7) * DAY
NOWHERE = Where(Way.END)

open_ticks = st.sets(st.integers(0, END - 1), min_size=1, max_size=END)
Appointments = list[tuple[int, int, int]]


def clock_of(inside: set[int]) -> Clock:
    opens = sorted(tick for tick in inside if tick - 1 not in inside)
    closes = sorted(tick + 1 for tick in inside if tick + 1 not in inside)
    return Clock.from_intervals(np.asarray([opens, closes], dtype=np.int64).T, MIDNIGHTS)


@st.composite
def appointments(draw: st.DrawFn) -> Appointments:
    """Meetings one after the other: start, booked end, actual end."""
    edges = sorted(draw(st.sets(st.integers(0, END), max_size=6)))
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    return [(start, end, draw(st.integers(start, end))) for start, end in pairs]


# --- Slots --------------------------------------------------------------------------------


@given(open_ticks, appointments(), st.integers(0, END), st.integers(1, 9), st.integers(1, 5))
def test_the_first_free_slot_is_the_first_of_all_ticks_that_would_do(
    inside: set[int], taken: Appointments, earliest: int, length: int, slot: int
) -> None:
    """It begins at a multiple of the slot, lies in one open interval, and meets no other.

    What is longer than any such interval begins where the longest would fit, and goes on.
    """
    clock = clock_of(inside)
    whole = -(-length // slot) * slot

    def stretch(tick: int) -> int:
        return next(end for end in range(tick, END + 1) if end not in inside) - tick

    starts = [tick for tick in sorted(inside) if tick % slot == 0]
    longest = max((stretch(tick) for tick in starts), default=0)

    def would_do(tick: int) -> bool:
        if stretch(tick) < min(whole, longest):
            return False
        over = tick + whole if whole <= longest else clock.end(tick, whole)
        return all(over <= start or end <= tick for start, end, _ in taken)

    free = [tick for tick in starts if tick >= earliest and would_do(tick)]
    found = decisions.free_slot(clock, taken, earliest, length, slot)
    assert found == (free[0] if free else NEVER)


def test_an_owner_whose_day_begins_between_two_slots_still_has_long_meetings() -> None:
    """Open from 9:30 to 13:30, slots on the hour: four hours fit nowhere, three and a half do."""
    days = [(day * 1440 + 570, day * 1440 + 810) for day in range(5)]
    clock = Clock.from_intervals(np.asarray(days), np.arange(6) * 1440)
    assert decisions.free_slot(clock, [], 0, 240, 60) == 600
    assert decisions.free_slot(clock, [], 601, 240, 60) == 1440 + 600
    assert decisions.free_slot(clock, [], 601, 180, 60) == 1440 + 600
    assert decisions.free_slot(clock, [], 601, 120, 60) == 660


# --- Work ---------------------------------------------------------------------------------


@given(open_ticks, appointments(), st.integers(0, END - 1), st.integers(1, 12))
def test_work_ends_after_its_last_tick_outside_of_meetings(
    inside: set[int], taken: Appointments, place: int, work: int
) -> None:
    """A meeting takes the rep until it is really over: a no-show gives time back."""
    start = sorted(inside)[place % len(inside)]
    taken = [one for one in taken if not one[0] < start < one[2]]
    busy = {tick for meeting, _, over in taken for tick in range(meeting, over)}
    worked = [tick for tick in range(start, END) if tick in inside and tick not in busy]
    end = worked[work - 1] + 1 if work <= len(worked) else NEVER
    assert decisions.work_end(clock_of(inside), taken, start, work) == end


@given(open_ticks, appointments(), st.integers(0, END - 1), st.integers(1, 12))
def test_work_fits_if_nothing_interrupts_it(
    inside: set[int], taken: Appointments, place: int, work: int
) -> None:
    now = sorted(inside)[place % len(inside)]
    taken = [one for one in taken if not one[0] <= now < one[2]]
    clock = clock_of(inside)
    needed = min(work, clock.longest)
    # Nobody knows beforehand who will not come: a meeting of no length is kept like any other.
    ahead = [one for one in taken if one[0] > now]
    busy = {tick for meeting, _, over in ahead for tick in range(meeting, max(over, meeting + 1))}
    stays = all(tick in inside and tick not in busy for tick in range(now, now + needed))
    assert decisions.fits(clock, taken, now, work) == stays


# --- Hazards ------------------------------------------------------------------------------


@given(
    st.lists(st.tuples(st.integers(1, 30), st.integers(0, 9)), min_size=1, max_size=4),
    st.integers(0, 60),
    st.integers(0, 400),
)
def test_a_hazard_fires_when_it_has_accumulated_enough(
    steps: list[tuple[int, int]], start: int, threshold: int
) -> None:
    """Tick by tick: the first at whose end more than the threshold has been gathered."""
    lengths, slopes = zip(*steps, strict=True)
    tenure = [0, *np.cumsum(lengths[:-1]).tolist()]
    gathered, at = 0, start
    while at < 1000:
        rate = slopes[max(i for i, begins in enumerate(tenure) if begins <= at)]
        if gathered + rate > threshold:
            break
        gathered += rate
        at += 1
    found = decisions.hazard_end(tenure, slopes, start, threshold)
    assert found == (at if at < 1000 else NEVER)


# --- Small choices ------------------------------------------------------------------------


def attempts(most: int, stop_after: int) -> AttemptPlan:
    return AttemptPlan(most, (1.0,), (), (), constant(1), stop_after, NOWHERE, 0, 0)


def test_trying_stops_at_the_maximum_or_after_so_many_failures() -> None:
    """R033, R034."""
    assert [decisions.gives_up(attempts(5, 0), tries) for tries in range(1, 6)] == [False] * 4 + [
        True
    ]
    assert [decisions.gives_up(attempts(5, 3), tries) for tries in range(1, 4)] == [
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("lag", "chance"),
    [(0, 0.1), (1439, 0.1), (1440, 0.2), (10079, 0.2), (10080, 0.4), (99999, 0.4)],
)
def test_a_no_show_by_booking_lag(lag: int, chance: float) -> None:
    """R082: the last lag that is not above counts."""
    table = ((0, 0.1), (1440, 0.2), (10080, 0.4))
    meeting = MeetingPlan(None, 30, table, 0, 0, NOWHERE, 0)
    assert decisions.no_show_chance(meeting, lag) == chance


def test_readiness_over_time() -> None:
    stands = [decisions.readiness(now, 100, 200) for now in (0, 99, 100, 199, 200)]
    assert stands == [decisions.LATER] * 2 + [decisions.NOW] * 2 + [decisions.ELSEWHERE]
    assert decisions.readiness(0, NEVER, NEVER) == decisions.NEVER_READY


def test_what_draws_decide_at_the_edges() -> None:
    """The second draw follows the file's proportions; a draw below the last edge finds a way."""
    ways = tuple((edge, Where(Way.LOST, reason=i)) for i, edge in enumerate((0.2, 0.5, 1.0)))
    reasons = [decisions.which(ways, draw).reason for draw in (0.0, 0.19, 0.2, 0.49, 0.5, 0.999)]
    assert reasons == [0, 0, 1, 1, 2, 2]
