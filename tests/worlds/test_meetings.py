"""Booked meetings in a slot of the owner, no-shows, and work around them (R035, R082)."""

from __future__ import annotations

import pytest

from tests.worlds.world import expected, told


def test_leads_book_the_owners_next_free_slots() -> None:
    """A day's notice from 10:00, 10:10 and 10:20; the third finds lunch in the way."""
    assert told("""
        channels:
          web: {on: [2026-04-01 10:00, 2026-04-01 10:10, 2026-04-01 10:20]}
        stages:
          meet:
            function: sales
            meeting: {notice: 1 business day, slot: 30 min, no_show: 0%}
            work: 60 min
            then: {end: 100%}
        teams:
          fs: {covers: sales, people: [ann], assignment: on_arrival}
    """) == expected("""
        04-01 10:00 arrived lead 0
        04-01 10:00 entered lead 0 meet visit 1
        04-01 10:00 joined lead 0 meet visit 1 step 1 team fs priority 0
        04-01 10:00 assigned lead 0 meet visit 1 team fs rep ann
        04-01 10:00 booked lead 0 meet visit 1 step 1 team fs rep ann meets 04-02 10:00
        04-01 10:10 arrived lead 1
        04-01 10:10 entered lead 1 meet visit 1
        04-01 10:10 joined lead 1 meet visit 1 step 1 team fs priority 0
        04-01 10:10 assigned lead 1 meet visit 1 team fs rep ann
        04-01 10:10 booked lead 1 meet visit 1 step 1 team fs rep ann meets 04-02 11:00
        04-01 10:20 arrived lead 2
        04-01 10:20 entered lead 2 meet visit 1
        04-01 10:20 joined lead 2 meet visit 1 step 1 team fs priority 0
        04-01 10:20 assigned lead 2 meet visit 1 team fs rep ann
        04-01 10:20 booked lead 2 meet visit 1 step 1 team fs rep ann meets 04-02 13:00

        04-02 10:00 held lead 0 meet visit 1 step 1 team fs rep ann
        04-02 10:00 started lead 0 meet visit 1 step 1 team fs rep ann work 60
        04-02 11:00 finished lead 0 meet visit 1 step 1 team fs rep ann work 60
        04-02 11:00 done lead 0 meet visit 1
        04-02 11:00 assigned lead 0 meet visit 1 owner before ann
        04-02 11:00 held lead 1 meet visit 1 step 1 team fs rep ann
        04-02 11:00 started lead 1 meet visit 1 step 1 team fs rep ann work 60
        04-02 12:00 finished lead 1 meet visit 1 step 1 team fs rep ann work 60
        04-02 12:00 done lead 1 meet visit 1
        04-02 12:00 assigned lead 1 meet visit 1 owner before ann
        04-02 13:00 held lead 2 meet visit 1 step 1 team fs rep ann
        04-02 13:00 started lead 2 meet visit 1 step 1 team fs rep ann work 60
        04-02 14:00 finished lead 2 meet visit 1 step 1 team fs rep ann work 60
        04-02 14:00 done lead 2 meet visit 1
        04-02 14:00 assigned lead 2 meet visit 1 owner before ann
    """)


PAUSE = """
    channels:
      first: {on: [2026-04-01 10:00], enters: meet}
      other: {on: [2026-04-02 09:30], enters: offer}
    stages:
      meet:
        function: sales
        meeting: {notice: 1 business day, slot: 30 min, no_show: 0%}
        work: 60 min
        then: {end: 100%}
      offer: {function: sales, work: 2 h, work_style: pauses, then: {end: 100%}}
    teams:
      fs: {covers: sales, people: [ann], assignment: on_arrival}
"""

BOOKING = """
        04-01 10:00 arrived lead 0
        04-01 10:00 entered lead 0 meet visit 1
        04-01 10:00 joined lead 0 meet visit 1 step 1 team fs priority 0
        04-01 10:00 assigned lead 0 meet visit 1 team fs rep ann
        04-01 10:00 booked lead 0 meet visit 1 step 1 team fs rep ann meets 04-02 10:00
        04-02 09:30 arrived lead 1
        04-02 09:30 entered lead 1 offer visit 1
        04-02 09:30 joined lead 1 offer visit 1 step 1 team fs priority 0
        04-02 09:30 assigned lead 1 offer visit 1 team fs rep ann
"""


def test_work_pauses_for_a_meeting_and_then_for_lunch() -> None:
    """Half an hour before the meeting, an hour until lunch, the last half after it."""
    assert told(PAUSE) == expected(BOOKING) + "\n" + expected("""
        04-02 09:30 started lead 1 offer visit 1 step 1 team fs rep ann work 120
        04-02 10:00 held lead 0 meet visit 1 step 1 team fs rep ann
        04-02 10:00 started lead 0 meet visit 1 step 1 team fs rep ann work 60
        04-02 11:00 finished lead 0 meet visit 1 step 1 team fs rep ann work 60
        04-02 11:00 done lead 0 meet visit 1
        04-02 11:00 assigned lead 0 meet visit 1 owner before ann
        04-02 13:30 finished lead 1 offer visit 1 step 1 team fs rep ann work 120
        04-02 13:30 done lead 1 offer visit 1
        04-02 13:30 assigned lead 1 offer visit 1 owner before ann
    """)


def test_work_that_fits_waits_until_nothing_interrupts_it() -> None:
    """Two hours fit neither before the meeting nor between it and lunch."""
    fits = PAUSE.replace("work_style: pauses", "work_style: fits")
    assert told(fits) == expected(BOOKING) + "\n" + expected("""
        04-02 10:00 held lead 0 meet visit 1 step 1 team fs rep ann
        04-02 10:00 started lead 0 meet visit 1 step 1 team fs rep ann work 60
        04-02 11:00 finished lead 0 meet visit 1 step 1 team fs rep ann work 60
        04-02 11:00 done lead 0 meet visit 1
        04-02 11:00 assigned lead 0 meet visit 1 owner before ann
        04-02 13:00 started lead 1 offer visit 1 step 1 team fs rep ann work 120
        04-02 15:00 finished lead 1 offer visit 1 step 1 team fs rep ann work 120
        04-02 15:00 done lead 1 offer visit 1
        04-02 15:00 assigned lead 1 offer visit 1 owner before ann
    """)


def test_a_missed_meeting_is_booked_again_and_then_given_up() -> None:
    """The owner waits a quarter of an hour; the slot after 10:15 and a day is at 10:30."""
    assert told("""
        channels:
          web: {on: [2026-04-01 10:00]}
        stages:
          meet:
            function: sales
            meeting:
              notice: 1 business day
              slot: 30 min
              no_show: 100%
              waits: 15 min
              rebook: 1
              missed: lost.no_show
            work: 60 min
            then: {end: 100%}
        teams:
          fs: {covers: sales, people: [ann], assignment: when_free}
    """) == expected("""
        04-01 10:00 arrived lead 0
        04-01 10:00 entered lead 0 meet visit 1
        04-01 10:00 joined lead 0 meet visit 1 step 1 team fs priority 0
        04-01 10:00 assigned lead 0 meet visit 1 team fs rep ann
        04-01 10:00 booked lead 0 meet visit 1 step 1 team fs rep ann meets 04-02 10:00
        04-02 10:00 no show lead 0 meet visit 1 step 1 team fs rep ann waited 15
        04-02 10:15 joined lead 0 meet visit 1 step 2 team fs rep ann priority 0
        04-02 10:15 booked lead 0 meet visit 1 step 2 team fs rep ann meets 04-03 10:30
        04-03 10:30 no show lead 0 meet visit 1 step 2 team fs rep ann waited 15
        04-03 10:45 lost lead 0 meet visit 1 no_show
        04-03 10:45 assigned lead 0 meet visit 1 owner before ann
    """)


@pytest.mark.parametrize(("notice", "shows_up"), [("1 day", True), ("2 days", False)])
def test_who_books_far_ahead_forgets(notice: str, shows_up: bool) -> None:
    """R082: the chance of a no-show goes by the lag between booking and meeting."""
    log = told(f"""
        channels:
          web: {{on: [2026-04-01 10:00]}}
        stages:
          meet:
            function: sales
            meeting:
              notice: {notice}
              slot: 30 min
              no_show: {{0 days: 0%, 2 days: 100%}}
              missed: lost.no_show
            work: 60 min
            then: {{end: 100%}}
        teams:
          fs: {{covers: sales, people: [ann], assignment: on_arrival}}
    """)
    assert ("held lead 0" in log) == shows_up
    assert ("lost lead 0" in log) == (not shows_up)


def test_after_a_no_show_the_owner_takes_up_waiting_work_at_once() -> None:
    """The meeting was to last until 11:00, but the rep waits for 15 minutes only."""
    assert told("""
        channels:
          first: {on: [2026-04-02 09:00], enters: meet}
          other: {on: [2026-04-02 10:05], enters: offer}
        stages:
          meet:
            function: sales
            meeting: {slot: 30 min, no_show: 100%, waits: 15 min, missed: lost.no_show}
            starts: {after: 1 h}
            work: 60 min
            then: {end: 100%}
          offer: {function: sales, work: 30 min, then: {end: 100%}}
        teams:
          fs: {covers: sales, people: [ann], assignment: on_arrival}
    """) == expected("""
        04-02 09:00 arrived lead 0
        04-02 09:00 entered lead 0 meet visit 1
        04-02 09:00 delayed lead 0 meet visit 1 until 04-02 10:00
        04-02 10:00 joined lead 0 meet visit 1 step 1 team fs priority 0
        04-02 10:00 assigned lead 0 meet visit 1 team fs rep ann
        04-02 10:00 booked lead 0 meet visit 1 step 1 team fs rep ann meets 04-02 10:00
        04-02 10:00 no show lead 0 meet visit 1 step 1 team fs rep ann waited 15
        04-02 10:05 arrived lead 1
        04-02 10:05 entered lead 1 offer visit 1
        04-02 10:05 joined lead 1 offer visit 1 step 1 team fs priority 0
        04-02 10:05 assigned lead 1 offer visit 1 team fs rep ann
        04-02 10:15 lost lead 0 meet visit 1 no_show
        04-02 10:15 assigned lead 0 meet visit 1 owner before ann
        04-02 10:15 started lead 1 offer visit 1 step 1 team fs rep ann work 30
        04-02 10:45 finished lead 1 offer visit 1 step 1 team fs rep ann work 30
        04-02 10:45 done lead 1 offer visit 1
        04-02 10:45 assigned lead 1 offer visit 1 owner before ann
    """)


def test_a_call_fixes_the_date_of_the_meeting_and_a_second_session_follows() -> None:
    """The call takes its ten minutes only; the conversation is the meeting."""
    assert told("""
        channels:
          web: {on: [2026-04-01 10:00]}
        stages:
          meet:
            function: sales
            attempts: {max: 3, connect: 100%, work: 10 min, exhausted: lost.unreached}
            meeting: {notice: 1 h, slot: 30 min, no_show: 0%}
            work: 30 min
            sessions: 2
            thinking: 1 day
            then: {end: 100%}
        teams:
          fs: {covers: sales, people: [ann], assignment: on_arrival}
    """) == expected("""
        04-01 10:00 arrived lead 0
        04-01 10:00 entered lead 0 meet visit 1
        04-01 10:00 joined lead 0 meet visit 1 step 1 team fs priority 0
        04-01 10:00 assigned lead 0 meet visit 1 team fs rep ann
        04-01 10:00 started lead 0 meet visit 1 step 1 team fs rep ann work 10
        04-01 10:10 finished lead 0 meet visit 1 step 1 team fs rep ann work 10
        04-01 10:10 connected lead 0 meet visit 1 step 1
        04-01 10:10 joined lead 0 meet visit 1 step 2 team fs rep ann priority 0
        04-01 10:10 booked lead 0 meet visit 1 step 2 team fs rep ann meets 04-01 11:30
        04-01 11:30 held lead 0 meet visit 1 step 2 team fs rep ann
        04-01 11:30 started lead 0 meet visit 1 step 2 team fs rep ann work 30
        04-01 12:00 finished lead 0 meet visit 1 step 2 team fs rep ann work 30
        04-01 12:00 delayed lead 0 meet visit 1 until 04-02 12:00
        04-02 12:00 joined lead 0 meet visit 1 step 3 team fs rep ann priority 0
        04-02 13:00 started lead 0 meet visit 1 step 3 team fs rep ann work 30
        04-02 13:30 finished lead 0 meet visit 1 step 3 team fs rep ann work 30
        04-02 13:30 done lead 0 meet visit 1
        04-02 13:30 assigned lead 0 meet visit 1 owner before ann
    """)
