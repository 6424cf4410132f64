"""Pieces of work: sessions, waits, and hours in which nobody works."""

from __future__ import annotations

import pytest

from tests.worlds.world import expected, told


def test_between_two_sessions_the_buyer_thinks_and_the_rep_serves_another() -> None:
    """Thinking is civil: a day after 10:30, whatever the hours."""
    assert told("""
        channels:
          web: {on: [2026-04-01 10:00, 2026-04-01 10:20]}
        stages:
          talk:
            function: sales
            work: 30 min
            sessions: 2
            thinking: 1 day
            then: {end: 100%}
        teams:
          fs: {covers: sales, people: [ann]}
    """) == expected("""
        04-01 10:00 arrived lead 0
        04-01 10:00 entered lead 0 talk visit 1
        04-01 10:00 joined lead 0 talk visit 1 step 1 team fs priority 0
        04-01 10:00 started lead 0 talk visit 1 step 1 team fs rep ann work 30
        04-01 10:20 arrived lead 1
        04-01 10:20 entered lead 1 talk visit 1
        04-01 10:20 joined lead 1 talk visit 1 step 1 team fs priority 0
        04-01 10:30 finished lead 0 talk visit 1 step 1 team fs rep ann work 30
        04-01 10:30 delayed lead 0 talk visit 1 until 04-02 10:30
        04-01 10:30 started lead 1 talk visit 1 step 1 team fs rep ann work 30
        04-01 11:00 finished lead 1 talk visit 1 step 1 team fs rep ann work 30
        04-01 11:00 delayed lead 1 talk visit 1 until 04-02 11:00
        04-02 10:30 joined lead 0 talk visit 1 step 2 team fs priority 0
        04-02 10:30 started lead 0 talk visit 1 step 2 team fs rep ann work 30
        04-02 11:00 finished lead 0 talk visit 1 step 2 team fs rep ann work 30
        04-02 11:00 done lead 0 talk visit 1
        04-02 11:00 joined lead 1 talk visit 1 step 2 team fs priority 0
        04-02 11:00 started lead 1 talk visit 1 step 2 team fs rep ann work 30
        04-02 11:30 finished lead 1 talk visit 1 step 2 team fs rep ann work 30
        04-02 11:30 done lead 1 talk visit 1
    """)


def test_a_visit_starts_with_a_wait_and_decides_after_another() -> None:
    assert told("""
        channels:
          web: {on: [2026-04-01 10:00]}
        stages:
          call:
            function: sales
            starts: {after: 2 business hours}
            work: 30 min
            decides: {after: 2 business days}
            then: {end: 100%}
        teams:
          is: {covers: sales, people: [ann]}
    """) == expected("""
        04-01 10:00 arrived lead 0
        04-01 10:00 entered lead 0 call visit 1
        04-01 10:00 delayed lead 0 call visit 1 until 04-01 12:00
        04-01 12:00 joined lead 0 call visit 1 step 1 team is priority 0
        04-01 13:00 started lead 0 call visit 1 step 1 team is rep ann work 30
        04-01 13:30 finished lead 0 call visit 1 step 1 team is rep ann work 30
        04-01 13:30 delayed lead 0 call visit 1 until 04-03 13:30
        04-03 13:30 done lead 0 call visit 1
    """)


@pytest.mark.parametrize(
    ("arrives", "starts", "ends"),
    [
        ("04-01 10:00", "04-01 10:00", "04-01 14:00"),  # two hours before lunch, one after
        ("04-01 09:00", "04-01 09:00", "04-01 12:00"),  # may end at the close ...
        ("04-01 12:00", "04-01 13:00", "04-01 16:00"),  # ... but not start there
        ("04-01 17:00", "04-01 17:00", "04-02 11:00"),  # one hour today, two tomorrow
        ("04-01 18:00", "04-02 09:00", "04-02 12:00"),
        ("04-03 16:30", "04-03 16:30", "04-06 10:30"),  # over the weekend
        ("04-04 12:00", "04-06 09:00", "04-06 12:00"),
    ],
)
def test_work_pauses_over_lunch_night_and_weekend(arrives: str, starts: str, ends: str) -> None:
    assert told(f"""
        channels:
          web: {{on: [2026-{arrives}]}}
        stages:
          call: {{function: sales, work: 3 h, then: {{end: 100%}}}}
        teams:
          is: {{covers: sales, people: [ann]}}
    """) == expected(f"""
        {arrives} arrived lead 0
        {arrives} entered lead 0 call visit 1
        {arrives} joined lead 0 call visit 1 step 1 team is priority 0
        {starts} started lead 0 call visit 1 step 1 team is rep ann work 180
        {ends} finished lead 0 call visit 1 step 1 team is rep ann work 180
        {ends} done lead 0 call visit 1
    """)


def test_work_that_fits_lets_shorter_work_go_first() -> None:
    """Two hours do not fit before lunch at 11:00, half an hour does: it overtakes."""
    assert told("""
        channels:
          big: {on: [2026-04-01 11:00], enters: demo}
          small: {on: [2026-04-01 11:10], enters: call}
        stages:
          demo: {function: sales, work: 2 h, work_style: fits, then: {end: 100%}}
          call: {function: sales, work: 30 min, work_style: fits, then: {end: 100%}}
        teams:
          fs: {covers: sales, people: [ann]}
    """) == expected("""
        04-01 11:00 arrived lead 0
        04-01 11:00 entered lead 0 demo visit 1
        04-01 11:00 joined lead 0 demo visit 1 step 1 team fs priority 0
        04-01 11:10 arrived lead 1
        04-01 11:10 entered lead 1 call visit 1
        04-01 11:10 joined lead 1 call visit 1 step 1 team fs priority 0
        04-01 11:10 started lead 1 call visit 1 step 1 team fs rep ann work 30
        04-01 11:40 finished lead 1 call visit 1 step 1 team fs rep ann work 30
        04-01 11:40 done lead 1 call visit 1
        04-01 13:00 started lead 0 demo visit 1 step 1 team fs rep ann work 120
        04-01 15:00 finished lead 0 demo visit 1 step 1 team fs rep ann work 120
        04-01 15:00 done lead 0 demo visit 1
    """)


def test_work_longer_than_any_interval_begins_where_the_longest_fits_and_pauses() -> None:
    """Seven hours fit nowhere; five do, from 13:00 on: two more the next morning."""
    assert told("""
        channels:
          big: {on: [2026-04-01 10:00]}
        stages:
          demo: {function: sales, work: 7 h, work_style: fits, then: {end: 100%}}
        teams:
          fs: {covers: sales, people: [ann]}
    """) == expected("""
        04-01 10:00 arrived lead 0
        04-01 10:00 entered lead 0 demo visit 1
        04-01 10:00 joined lead 0 demo visit 1 step 1 team fs priority 0
        04-01 13:00 started lead 0 demo visit 1 step 1 team fs rep ann work 420
        04-02 11:00 finished lead 0 demo visit 1 step 1 team fs rep ann work 420
        04-02 11:00 done lead 0 demo visit 1
    """)


def test_work_in_hand_goes_on_next_morning_though_a_hot_lead_waits() -> None:
    assert told("""
        channels:
          web: {on: [2026-04-01 17:30]}
          hot: {on: [2026-04-01 17:40]}
        stages:
          call: {function: sales, work: 1 h, then: {end: 100%}}
        teams:
          is: {covers: sales, people: [ann], priorities: [{channel: hot}]}
    """) == expected("""
        04-01 17:30 arrived lead 0
        04-01 17:30 entered lead 0 call visit 1
        04-01 17:30 joined lead 0 call visit 1 step 1 team is priority 1
        04-01 17:30 started lead 0 call visit 1 step 1 team is rep ann work 60
        04-01 17:40 arrived lead 1
        04-01 17:40 entered lead 1 call visit 1
        04-01 17:40 joined lead 1 call visit 1 step 1 team is priority 0
        04-02 09:30 finished lead 0 call visit 1 step 1 team is rep ann work 60
        04-02 09:30 done lead 0 call visit 1
        04-02 09:30 started lead 1 call visit 1 step 1 team is rep ann work 60
        04-02 10:30 finished lead 1 call visit 1 step 1 team is rep ann work 60
        04-02 10:30 done lead 1 call visit 1
    """)


def test_what_lies_at_the_horizon_does_not_happen() -> None:
    """Two days end at midnight: a lead never comes, work and a wait never end."""
    assert told(
        """
        channels:
          web: {on: [2026-04-02 22:00, 2026-04-02 23:59, 2026-04-03 00:00]}
          calm: {on: [2026-04-02 22:30], enters: wait}
        stages:
          call: {function: sales, work: 2 h, then: {end: 100%}}
          wait: {decides: {after: 90 min}, then: {end: 100%}}
        teams:
          is: {covers: sales, people: [ann]}
        """,
        horizon="2 days",
        calendar="{hours: always}",
    ) == expected("""
        04-02 22:00 arrived lead 0
        04-02 22:00 entered lead 0 call visit 1
        04-02 22:00 joined lead 0 call visit 1 step 1 team is priority 0
        04-02 22:00 started lead 0 call visit 1 step 1 team is rep ann work 120
        04-02 22:30 arrived lead 1
        04-02 22:30 entered lead 1 wait visit 1
        04-02 22:30 delayed lead 1 wait visit 1 until 04-03 00:00
        04-02 23:59 arrived lead 2
        04-02 23:59 entered lead 2 call visit 1
        04-02 23:59 joined lead 2 call visit 1 step 1 team is priority 0
    """)


def test_work_lasts_at_least_a_tick_and_a_delay_may_last_none() -> None:
    assert told("""
        channels:
          web: {on: [2026-04-01 10:00]}
        stages:
          call:
            function: sales
            work: 10 s
            decides: {after: 0 days}
            then: {end: 100%}
        teams:
          is: {covers: sales, people: [ann]}
    """) == expected("""
        04-01 10:00 arrived lead 0
        04-01 10:00 entered lead 0 call visit 1
        04-01 10:00 joined lead 0 call visit 1 step 1 team is priority 0
        04-01 10:00 started lead 0 call visit 1 step 1 team is rep ann work 1
        04-01 10:01 finished lead 0 call visit 1 step 1 team is rep ann work 1
        04-01 10:01 delayed lead 0 call visit 1 until 04-01 10:01
        04-01 10:01 done lead 0 call visit 1
    """)
