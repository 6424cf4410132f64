"""When a first touch is due, and whether it came in time (R030-R032, R035, R038).

Japan in 2026: Wednesday, April 29 is a holiday, and so are Monday, May 4 to Wednesday, May 6.
Offices close from December 29 to January 3. All dates here were counted on a wall calendar.
"""

from __future__ import annotations

import pytest

from gtmsim.log import Kind
from tests.worlds.world import unfold

OPEN = "mon-fri: 9:00-18:00"
JAPAN = f"{{hours: {{{OPEN}}}, country: JP, closed: [12-29..01-03]}}"
WITH_LUNCH = f'{{hours: {{{OPEN}}}, break: "12:00-13:00", country: JP, closed: [12-29..01-03]}}'


def promised(arrives: str, promise: str, *, hours: str = JAPAN, staff: str = JAPAN) -> str:
    """Due time, first touch, business minutes waited, and the verdict, as the log tells them."""
    log = unfold(
        f"""
        channels:
          web: {{on: [{arrives}]}}
        stages:
          call:
            function: sales
            service_level: {{{promise}, target: 90%, hours: {hours}}}
            work: 10 min
            then: {{end: 100%}}
        teams:
          is: {{covers: sales, headcount: 1}}
        """,
        start="2026-04-01",
        horizon="12 months",
        calendar=staff,
    )
    return log.text(["due", "time", "value", "reason"], kinds=[Kind.TOUCHED])


def due(arrives: str, promise: str, hours: str = JAPAN) -> str:
    """When the first touch is due."""
    words = promised(arrives, promise, hours=hours).split()
    assert words[0] == "due"
    return " ".join(words[1:3])


FIFTEEN_MINUTES = "first_touch_within: 15 business minutes, out_of_hours: 1 h"


@pytest.mark.parametrize(
    ("friday_evening", "one_hour_after_opening"),
    [
        ("2026-04-10 20:00", "2026-04-13 10:00"),  # an ordinary weekend
        ("2026-05-01 20:00", "2026-05-07 10:00"),  # Golden Week: five days off
        ("2026-07-17 20:00", "2026-07-21 10:00"),  # Marine Day
        ("2026-09-18 20:00", "2026-09-24 10:00"),  # Silver Week: Monday to Wednesday
        ("2026-10-09 20:00", "2026-10-13 10:00"),  # Sports Day
        ("2026-11-20 20:00", "2026-11-24 10:00"),  # Labor Thanksgiving Day
        ("2027-01-08 20:00", "2027-01-12 10:00"),  # Coming of Age Day
    ],
)
def test_after_hours_a_lead_is_due_one_hour_after_the_next_opening(
    friday_evening: str, one_hour_after_opening: str
) -> None:
    """R031: a Friday evening before a long weekend."""
    assert due(friday_evening, FIFTEEN_MINUTES) == one_hour_after_opening


@pytest.mark.parametrize(
    ("arrives", "expected"),
    [
        ("2026-04-28 18:00", "2026-04-30 10:00"),  # the close is out of hours; Showa Day between
        ("2026-04-29 11:00", "2026-04-30 10:00"),  # on the holiday itself
        ("2026-04-30 08:59", "2026-04-30 10:00"),  # before the opening
        ("2026-05-02 00:00", "2026-05-07 10:00"),
        ("2026-05-06 23:59", "2026-05-07 10:00"),
        ("2026-12-28 18:00", "2027-01-04 10:00"),  # the last evening of the year
        ("2026-12-31 23:59", "2027-01-04 10:00"),
        ("2027-01-04 08:00", "2027-01-04 10:00"),
    ],
)
def test_out_of_hours_around_golden_week_and_the_year_end(arrives: str, expected: str) -> None:
    assert due(arrives, FIFTEEN_MINUTES) == expected


@pytest.mark.parametrize(
    ("arrives", "expected"),
    [
        ("2026-04-01 09:00", "2026-04-01 09:15"),
        ("2026-04-01 11:50", "2026-04-01 12:05"),  # lunch does not stop the clock of a promise
        ("2026-04-01 17:45", "2026-04-01 18:00"),  # just today
        ("2026-04-01 17:50", "2026-04-02 09:05"),  # ten minutes today, five tomorrow
        ("2026-04-03 17:50", "2026-04-06 09:05"),
        ("2026-04-28 17:55", "2026-04-30 09:10"),
        ("2026-05-01 17:50", "2026-05-07 09:05"),
        ("2026-12-28 17:59", "2027-01-04 09:14"),
    ],
)
def test_fifteen_business_minutes(arrives: str, expected: str) -> None:
    """R030."""
    assert due(arrives, FIFTEEN_MINUTES) == expected


def test_a_promise_may_have_a_lunch_break_of_its_own() -> None:
    assert due("2026-04-01 11:50", FIFTEEN_MINUTES, WITH_LUNCH) == "2026-04-01 13:05"
    assert due("2026-04-01 12:30", FIFTEEN_MINUTES, WITH_LUNCH) == "2026-04-01 14:00"


@pytest.mark.parametrize(
    ("arrives", "expected"),
    [
        ("2026-04-30 10:00", "2026-05-01 10:00"),
        ("2026-05-01 10:00", "2026-05-07 10:00"),  # over Golden Week, at the same time of day
        ("2026-05-01 20:00", "2026-05-08 09:00"),  # counted from Thursday's opening
        ("2026-05-05 10:00", "2026-05-08 09:00"),
        ("2026-12-28 17:59", "2027-01-04 17:59"),
        ("2026-12-29 10:00", "2027-01-05 09:00"),
    ],
)
def test_one_business_day(arrives: str, expected: str) -> None:
    """R032: the same time of day, one open day later."""
    assert due(arrives, "first_touch_within: 1 business day") == expected


def test_two_business_days_two_business_hours_and_a_civil_day() -> None:
    """R035, R038; a plain time runs through nights and holidays."""
    assert due("2026-04-30 16:00", "first_touch_within: 2 business days") == "2026-05-07 16:00"
    assert due("2026-05-01 17:00", "first_touch_within: 2 business hours") == "2026-05-07 10:00"
    assert due("2026-05-01 17:00", "first_touch_within: 24 h") == "2026-05-02 17:00"
    assert due("2026-05-01 20:00", "first_touch_within: 30 business minutes") == "2026-05-07 09:30"


def test_the_promise_of_the_whole_scenario_holds_where_a_stage_says_nothing() -> None:
    log = unfold(
        f"""
        promise_hours: {{hours: {{mon-sun: 8:00-20:00}}}}
        channels:
          web: {{on: [2026-05-01 19:50]}}
        stages:
          call:
            function: sales
            service_level: {{{FIFTEEN_MINUTES}}}
            work: 10 min
            then: {{end: 100%}}
        teams:
          is: {{covers: sales, headcount: 1}}
        """,
        start="2026-05-01",
        horizon="10 days",
        calendar=JAPAN,
    )
    assert log.text(["due"], kinds=[Kind.JOINED]) == "due 2026-05-02 08:05"


# --- Kept or broken -----------------------------------------------------------------------


def test_a_staggered_lunch_does_not_stop_the_clock_of_the_promise() -> None:
    """The rep is at lunch from 12:00 to 13:00; what comes at 12:05 is due at 12:20."""
    promise = "first_touch_within: 15 business minutes"
    assert promised("2026-04-01 12:05", promise, staff=WITH_LUNCH) == (
        "due 2026-04-01 12:20 2026-04-01 13:00 waited 55 broken"
    )
    # The same touch is in time if the promise itself pauses at lunch.
    assert promised("2026-04-01 12:05", promise, hours=WITH_LUNCH, staff=WITH_LUNCH) == (
        "due 2026-04-01 13:15 2026-04-01 13:00 waited 0 kept"
    )


def test_reps_may_work_while_the_promise_rests() -> None:
    """A shift until 22:00: the lead of 19:00 is touched at once, due the next morning only."""
    late = "{hours: {mon-fri: 9:00-22:00}, country: JP}"
    assert promised("2026-05-01 19:00", FIFTEEN_MINUTES, staff=late) == (
        "due 2026-05-07 10:00 2026-05-01 19:00 waited 0 kept"
    )


@pytest.mark.parametrize(
    ("work_of_the_lead_before", "verdict"), [("15 min", "kept"), ("16 min", "broken")]
)
def test_a_touch_in_the_last_tick_keeps_the_promise(
    work_of_the_lead_before: str, verdict: str
) -> None:
    log = unfold(f"""
        channels:
          web: {{on: [2026-04-01 10:00]}}
          other: {{on: [2026-04-01 10:00], enters: offer}}
        stages:
          call:
            function: sales
            urgency: 1
            service_level: {{first_touch_within: 15 business minutes}}
            work: 10 min
            then: {{end: 100%}}
          offer: {{function: sales, work: {work_of_the_lead_before}, then: {{end: 100%}}}}
        teams:
          is: {{covers: sales, headcount: 1}}
    """)
    assert log.text(["reason"], kinds=[Kind.TOUCHED]) == verdict


def test_booking_a_meeting_is_the_first_touch() -> None:
    """R035: the meeting is booked within two business days; when it is held does not matter."""
    log = unfold(
        f"""
        channels:
          web: {{on: [2026-05-01 20:00]}}
        stages:
          meet:
            function: sales
            service_level: {{first_touch_within: 2 business days, hours: {JAPAN}}}
            meeting: {{notice: 5 business days, slot: 30 min, no_show: 0%}}
            work: 60 min
            then: {{end: 100%}}
        teams:
          fs: {{covers: sales, headcount: 1, assignment: on_arrival}}
        """,
        start="2026-05-01",
        horizon="1 month",
        calendar=JAPAN,
    )
    # Two days from Thursday's opening, May 7: Friday, then Monday, May 11.
    assert log.text(["time", "due", "reason"], kinds=[Kind.TOUCHED]) == (
        "2026-05-01 20:00 due 2026-05-11 09:00 kept"
    )
    assert log.text(["time"], kinds=[Kind.HELD]) == "2026-05-14 09:00"


def test_only_the_first_touch_of_a_visit_answers_the_promise() -> None:
    """Three calls, one verdict."""
    log = unfold("""
        channels:
          web: {on: [2026-04-01 10:00]}
        stages:
          call:
            function: sales
            service_level: {first_touch_within: 15 business minutes}
            attempts: {max: 3, connect: 0%, work: 10 min, exhausted: lost.unreached}
            then: {end: 100%}
        teams:
          is: {covers: sales, headcount: 1}
    """)
    assert len(log.text(kinds=[Kind.STARTED]).splitlines()) == 3
    assert log.text(["time", "reason"], kinds=[Kind.TOUCHED]) == "2026-04-01 10:00 kept"
