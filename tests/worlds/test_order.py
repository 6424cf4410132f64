"""Who is served first, and by whom."""

from __future__ import annotations

from tests.worlds.world import expected, told, unfold

ONE_REP = """
    channels:
      web: {on: [2026-04-01 10:00, 2026-04-01 10:20]}
    stages:
      call: {function: sales, work: 30 min, then: {end: 100%}}
    teams:
      is: {covers: sales, people: [ann]}
"""


def test_two_leads_share_one_rep_in_order_of_arrival() -> None:
    assert told(ONE_REP) == expected("""
        04-01 10:00 arrived lead 0
        04-01 10:00 entered lead 0 call visit 1
        04-01 10:00 joined lead 0 call visit 1 step 1 team is priority 0
        04-01 10:00 started lead 0 call visit 1 step 1 team is rep ann work 30
        04-01 10:20 arrived lead 1
        04-01 10:20 entered lead 1 call visit 1
        04-01 10:20 joined lead 1 call visit 1 step 1 team is priority 0
        04-01 10:30 finished lead 0 call visit 1 step 1 team is rep ann work 30
        04-01 10:30 done lead 0 call visit 1
        04-01 10:30 started lead 1 call visit 1 step 1 team is rep ann work 30
        04-01 11:00 finished lead 1 call visit 1 step 1 team is rep ann work 30
        04-01 11:00 done lead 1 call visit 1
    """)


def test_the_rep_who_is_idle_longest_comes_first_then_the_seat() -> None:
    """At 11:00 eve has been idle since the morning, ann since 10:30, bob since 10:40."""
    assert told("""
        channels:
          web: {on: [2026-04-01 10:00, 2026-04-01 10:10, 2026-04-01 11:00]}
        stages:
          call: {function: sales, work: 30 min, then: {end: 100%}}
        teams:
          is: {covers: sales, people: [ann, bob, eve]}
    """) == expected("""
        04-01 10:00 arrived lead 0
        04-01 10:00 entered lead 0 call visit 1
        04-01 10:00 joined lead 0 call visit 1 step 1 team is priority 0
        04-01 10:00 started lead 0 call visit 1 step 1 team is rep ann work 30
        04-01 10:10 arrived lead 1
        04-01 10:10 entered lead 1 call visit 1
        04-01 10:10 joined lead 1 call visit 1 step 1 team is priority 0
        04-01 10:10 started lead 1 call visit 1 step 1 team is rep bob work 30
        04-01 10:30 finished lead 0 call visit 1 step 1 team is rep ann work 30
        04-01 10:30 done lead 0 call visit 1
        04-01 10:40 finished lead 1 call visit 1 step 1 team is rep bob work 30
        04-01 10:40 done lead 1 call visit 1
        04-01 11:00 arrived lead 2
        04-01 11:00 entered lead 2 call visit 1
        04-01 11:00 joined lead 2 call visit 1 step 1 team is priority 0
        04-01 11:00 started lead 2 call visit 1 step 1 team is rep eve work 30
        04-01 11:30 finished lead 2 call visit 1 step 1 team is rep eve work 30
        04-01 11:30 done lead 2 call visit 1
    """)


def test_leads_that_wait_equally_are_served_by_a_keyed_draw_and_not_by_their_index() -> None:
    """Two twins come together, to one rep, again and again: each comes first at times."""
    days = ", ".join(f"2026-04-{day:02} 10:00" for day in range(6, 11))
    log = unfold(
        ONE_REP.replace("2026-04-01 10:00, 2026-04-01 10:20", f"{days}, {days}"),
        horizon="2 weeks",
    )
    started = [line for line in log.text(["lead", "kind"]).splitlines() if "started" in line]
    assert len(started) == 10
    first = {int(line.split()[1]) % 2 for line in started[::2]}
    assert first == {0, 1}


def test_hot_leads_first_then_the_order_of_waiting() -> None:
    """The first of the team's priorities that matches decides; ads match none and come last."""
    assert told(
        """
        channels:
          ads: {on: [2026-04-01 10:00, 2026-04-01 10:05]}
          web: {on: [2026-04-01 10:10]}
          demo: {on: [2026-04-01 10:20]}
        stages:
          call: {function: sales, work: 30 min, then: {end: 100%}}
        teams:
          is: {covers: sales, people: [ann], priorities: [{channel: demo}, {channel: [web, demo]}]}
        """
    ) == expected("""
        04-01 10:00 arrived lead 0
        04-01 10:00 entered lead 0 call visit 1
        04-01 10:00 joined lead 0 call visit 1 step 1 team is priority 2
        04-01 10:00 started lead 0 call visit 1 step 1 team is rep ann work 30
        04-01 10:05 arrived lead 1
        04-01 10:05 entered lead 1 call visit 1
        04-01 10:05 joined lead 1 call visit 1 step 1 team is priority 2
        04-01 10:10 arrived lead 2
        04-01 10:10 entered lead 2 call visit 1
        04-01 10:10 joined lead 2 call visit 1 step 1 team is priority 1
        04-01 10:20 arrived lead 3
        04-01 10:20 entered lead 3 call visit 1
        04-01 10:20 joined lead 3 call visit 1 step 1 team is priority 0
        04-01 10:30 finished lead 0 call visit 1 step 1 team is rep ann work 30
        04-01 10:30 done lead 0 call visit 1
        04-01 10:30 started lead 3 call visit 1 step 1 team is rep ann work 30
        04-01 11:00 finished lead 3 call visit 1 step 1 team is rep ann work 30
        04-01 11:00 done lead 3 call visit 1
        04-01 11:00 started lead 2 call visit 1 step 1 team is rep ann work 30
        04-01 11:30 finished lead 2 call visit 1 step 1 team is rep ann work 30
        04-01 11:30 done lead 2 call visit 1
        04-01 11:30 started lead 1 call visit 1 step 1 team is rep ann work 30
        04-01 12:00 finished lead 1 call visit 1 step 1 team is rep ann work 30
        04-01 12:00 done lead 1 call visit 1
    """)


def test_an_urgent_stage_comes_before_the_priorities_of_the_team() -> None:
    """Closing (urgency 0) before prospecting (urgency 1), though prospects wait longer."""
    started = [
        line
        for line in told("""
            channels:
              web: {on: [2026-04-01 10:00, 2026-04-01 10:05, 2026-04-01 10:10]}
              hot: {on: [2026-04-01 10:20], enters: close}
            stages:
              call: {function: sales, urgency: 1, work: 30 min, then: {end: 100%}}
              close: {function: sales, urgency: 0, work: 30 min, then: {end: 100%}}
            teams:
              is: {covers: sales, people: [ann], priorities: [{channel: web}]}
        """).splitlines()
        if "started" in line or "joined" in line
    ]
    assert "\n".join(started) == expected("""
        04-01 10:00 joined lead 0 call visit 1 step 1 team is priority 1000
        04-01 10:00 started lead 0 call visit 1 step 1 team is rep ann work 30
        04-01 10:05 joined lead 1 call visit 1 step 1 team is priority 1000
        04-01 10:10 joined lead 2 call visit 1 step 1 team is priority 1000
        04-01 10:20 joined lead 3 close visit 1 step 1 team is priority 1
        04-01 10:30 started lead 3 close visit 1 step 1 team is rep ann work 30
        04-01 11:00 started lead 1 call visit 1 step 1 team is rep ann work 30
        04-01 11:30 started lead 2 call visit 1 step 1 team is rep ann work 30
    """)
