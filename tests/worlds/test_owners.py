"""Who owns a lead, for how long, and what changes hands."""

from __future__ import annotations

from tests.worlds.world import expected, told

THREE_LEADS = """
    channels:
      web: {on: [2026-04-01 10:00, 2026-04-01 10:05, 2026-04-01 10:10]}
    stages:
      call: {function: sales, work: 30 min, then: {end: 100%}}
"""


def test_on_arrival_the_rep_with_fewest_open_leads_becomes_the_owner() -> None:
    """Each may own one lead: the third waits for an owner, and gets the first that is free."""
    team = "fs: {covers: sales, people: [ann, bob], assignment: on_arrival, max_open_leads: 1}"
    assert told(f"{THREE_LEADS}\n    teams:\n      {team}") == expected("""
        04-01 10:00 arrived lead 0
        04-01 10:00 entered lead 0 call visit 1
        04-01 10:00 joined lead 0 call visit 1 step 1 team fs priority 0
        04-01 10:00 assigned lead 0 call visit 1 team fs rep ann
        04-01 10:00 started lead 0 call visit 1 step 1 team fs rep ann work 30
        04-01 10:05 arrived lead 1
        04-01 10:05 entered lead 1 call visit 1
        04-01 10:05 joined lead 1 call visit 1 step 1 team fs priority 0
        04-01 10:05 assigned lead 1 call visit 1 team fs rep bob
        04-01 10:05 started lead 1 call visit 1 step 1 team fs rep bob work 30
        04-01 10:10 arrived lead 2
        04-01 10:10 entered lead 2 call visit 1
        04-01 10:10 joined lead 2 call visit 1 step 1 team fs priority 0
        04-01 10:30 finished lead 0 call visit 1 step 1 team fs rep ann work 30
        04-01 10:30 done lead 0 call visit 1
        04-01 10:30 assigned lead 0 call visit 1 owner before ann
        04-01 10:30 assigned lead 2 call visit 1 team fs rep ann
        04-01 10:30 started lead 2 call visit 1 step 1 team fs rep ann work 30
        04-01 10:35 finished lead 1 call visit 1 step 1 team fs rep bob work 30
        04-01 10:35 done lead 1 call visit 1
        04-01 10:35 assigned lead 1 call visit 1 owner before bob
        04-01 11:00 finished lead 2 call visit 1 step 1 team fs rep ann work 30
        04-01 11:00 done lead 2 call visit 1
        04-01 11:00 assigned lead 2 call visit 1 owner before ann
    """)


def test_on_arrival_a_lead_waits_for_its_owner_though_another_is_free() -> None:
    """At 10:10 both own one lead, and ann got hers first; bob is idle from 10:21 on."""
    log = told("""
        channels:
          big: {on: [2026-04-01 10:00], enters: offer}
          web: {on: [2026-04-01 10:01, 2026-04-01 10:10]}
        stages:
          call: {function: sales, work: 20 min, then: {end: 100%}}
          offer: {function: sales, work: 1 h, then: {end: 100%}}
        teams:
          fs: {covers: sales, people: [ann, bob], assignment: on_arrival}
    """)
    begun = [line for line in log.splitlines() if "assigned" in line or "started" in line]
    assert "\n".join(begun) == expected("""
        04-01 10:00 assigned lead 0 offer visit 1 team fs rep ann
        04-01 10:00 started lead 0 offer visit 1 step 1 team fs rep ann work 60
        04-01 10:01 assigned lead 1 call visit 1 team fs rep bob
        04-01 10:01 started lead 1 call visit 1 step 1 team fs rep bob work 20
        04-01 10:10 assigned lead 2 call visit 1 team fs rep ann
        04-01 10:21 assigned lead 1 call visit 1 owner before bob
        04-01 11:00 assigned lead 0 offer visit 1 owner before ann
        04-01 11:00 started lead 2 call visit 1 step 1 team fs rep ann work 20
        04-01 11:20 assigned lead 2 call visit 1 owner before ann
    """)


def test_when_free_whoever_picks_a_lead_up_goes_on_with_it() -> None:
    """At 11:30 bob is free, but lead 0 is ann's: it waits until 11:55."""
    assert told("""
        channels:
          web: {on: [2026-04-01 10:00, 2026-04-01 10:10, 2026-04-01 11:25]}
        stages:
          talk: {function: sales, work: 30 min, sessions: 2, thinking: 1 h, then: {end: 100%}}
        teams:
          fs: {covers: sales, people: [ann, bob], assignment: when_free}
    """) == expected("""
        04-01 10:00 arrived lead 0
        04-01 10:00 entered lead 0 talk visit 1
        04-01 10:00 joined lead 0 talk visit 1 step 1 team fs priority 0
        04-01 10:00 assigned lead 0 talk visit 1 team fs rep ann
        04-01 10:00 started lead 0 talk visit 1 step 1 team fs rep ann work 30
        04-01 10:10 arrived lead 1
        04-01 10:10 entered lead 1 talk visit 1
        04-01 10:10 joined lead 1 talk visit 1 step 1 team fs priority 0
        04-01 10:10 assigned lead 1 talk visit 1 team fs rep bob
        04-01 10:10 started lead 1 talk visit 1 step 1 team fs rep bob work 30
        04-01 10:30 finished lead 0 talk visit 1 step 1 team fs rep ann work 30
        04-01 10:30 delayed lead 0 talk visit 1 until 04-01 11:30
        04-01 10:40 finished lead 1 talk visit 1 step 1 team fs rep bob work 30
        04-01 10:40 delayed lead 1 talk visit 1 until 04-01 11:40

        04-01 11:25 arrived lead 2
        04-01 11:25 entered lead 2 talk visit 1
        04-01 11:25 joined lead 2 talk visit 1 step 1 team fs priority 0
        04-01 11:25 assigned lead 2 talk visit 1 team fs rep ann
        04-01 11:25 started lead 2 talk visit 1 step 1 team fs rep ann work 30
        04-01 11:30 joined lead 0 talk visit 1 step 2 team fs rep ann priority 0
        04-01 11:40 joined lead 1 talk visit 1 step 2 team fs rep bob priority 0
        04-01 11:40 started lead 1 talk visit 1 step 2 team fs rep bob work 30
        04-01 11:55 finished lead 2 talk visit 1 step 1 team fs rep ann work 30
        04-01 11:55 delayed lead 2 talk visit 1 until 04-01 12:55
        04-01 11:55 started lead 0 talk visit 1 step 2 team fs rep ann work 30
        04-01 12:55 joined lead 2 talk visit 1 step 2 team fs rep ann priority 0
        04-01 13:10 finished lead 1 talk visit 1 step 2 team fs rep bob work 30
        04-01 13:10 done lead 1 talk visit 1
        04-01 13:10 assigned lead 1 talk visit 1 owner before bob
        04-01 13:25 finished lead 0 talk visit 1 step 2 team fs rep ann work 30
        04-01 13:25 done lead 0 talk visit 1
        04-01 13:25 assigned lead 0 talk visit 1 owner before ann
        04-01 13:25 started lead 2 talk visit 1 step 2 team fs rep ann work 30
        04-01 13:55 finished lead 2 talk visit 1 step 2 team fs rep ann work 30
        04-01 13:55 done lead 2 talk visit 1
        04-01 13:55 assigned lead 2 talk visit 1 owner before ann
    """)


def test_a_rep_with_enough_open_leads_picks_up_no_new_one() -> None:
    """From 10:30 to 11:00 ann is idle and lead 1 waits: her one open lead is thinking."""
    assert told("""
        channels:
          web: {on: [2026-04-01 10:00, 2026-04-01 10:10]}
        stages:
          talk: {function: sales, work: 30 min, sessions: 2, thinking: 30 min, then: {end: 100%}}
        teams:
          fs: {covers: sales, people: [ann], assignment: when_free, max_open_leads: 1}
    """) == expected("""
        04-01 10:00 arrived lead 0
        04-01 10:00 entered lead 0 talk visit 1
        04-01 10:00 joined lead 0 talk visit 1 step 1 team fs priority 0
        04-01 10:00 assigned lead 0 talk visit 1 team fs rep ann
        04-01 10:00 started lead 0 talk visit 1 step 1 team fs rep ann work 30
        04-01 10:10 arrived lead 1
        04-01 10:10 entered lead 1 talk visit 1
        04-01 10:10 joined lead 1 talk visit 1 step 1 team fs priority 0
        04-01 10:30 finished lead 0 talk visit 1 step 1 team fs rep ann work 30
        04-01 10:30 delayed lead 0 talk visit 1 until 04-01 11:00
        04-01 11:00 joined lead 0 talk visit 1 step 2 team fs rep ann priority 0
        04-01 11:00 started lead 0 talk visit 1 step 2 team fs rep ann work 30
        04-01 11:30 finished lead 0 talk visit 1 step 2 team fs rep ann work 30
        04-01 11:30 done lead 0 talk visit 1
        04-01 11:30 assigned lead 0 talk visit 1 owner before ann
        04-01 11:30 assigned lead 1 talk visit 1 team fs rep ann
        04-01 11:30 started lead 1 talk visit 1 step 1 team fs rep ann work 30
        04-01 12:00 finished lead 1 talk visit 1 step 1 team fs rep ann work 30
        04-01 12:00 delayed lead 1 talk visit 1 until 04-01 12:30
        04-01 12:30 joined lead 1 talk visit 1 step 2 team fs rep ann priority 0
        04-01 13:00 started lead 1 talk visit 1 step 2 team fs rep ann work 30
        04-01 13:30 finished lead 1 talk visit 1 step 2 team fs rep ann work 30
        04-01 13:30 done lead 1 talk visit 1
        04-01 13:30 assigned lead 1 talk visit 1 owner before ann
    """)


def test_own_leads_and_new_ones_are_served_in_the_order_of_waiting() -> None:
    """At 11:00 lead 2 has waited since 10:45, ann's lead 0 since 10:50, lead 3 since 10:55."""
    log = told("""
        channels:
          web:
            on: [2026-04-01 10:00, 2026-04-01 10:10, 2026-04-01 10:45, 2026-04-01 10:55]
        stages:
          talk: {function: sales, work: 30 min, sessions: 2, thinking: 20 min, then: {end: 100%}}
        teams:
          fs: {covers: sales, people: [ann], assignment: when_free}
    """)
    assert "\n".join(line for line in log.splitlines() if "started" in line) == expected("""
        04-01 10:00 started lead 0 talk visit 1 step 1 team fs rep ann work 30
        04-01 10:30 started lead 1 talk visit 1 step 1 team fs rep ann work 30
        04-01 11:00 started lead 2 talk visit 1 step 1 team fs rep ann work 30
        04-01 11:30 started lead 0 talk visit 1 step 2 team fs rep ann work 30
        04-01 13:00 started lead 3 talk visit 1 step 1 team fs rep ann work 30
        04-01 13:30 started lead 1 talk visit 1 step 2 team fs rep ann work 30
        04-01 14:00 started lead 2 talk visit 1 step 2 team fs rep ann work 30
        04-01 14:30 started lead 3 talk visit 1 step 2 team fs rep ann work 30
    """)


TWO_STAGES = """
    channels:
      web: {on: [2026-04-01 10:00]}
    stages:
      call: {function: inside_sales, work: 30 min, then: {deal: 100%}}
      deal: {function: field_sales, work: 1 h, then: {end: 100%}}
    teams:
"""


def test_a_generalist_keeps_the_lead_from_call_to_deal() -> None:
    team = "all: {covers: [inside_sales, field_sales], people: [ann, bob], assignment: when_free}"
    assert told(f"{TWO_STAGES}      {team}") == expected("""
        04-01 10:00 arrived lead 0
        04-01 10:00 entered lead 0 call visit 1
        04-01 10:00 joined lead 0 call visit 1 step 1 team all priority 0
        04-01 10:00 assigned lead 0 call visit 1 team all rep ann
        04-01 10:00 started lead 0 call visit 1 step 1 team all rep ann work 30
        04-01 10:30 finished lead 0 call visit 1 step 1 team all rep ann work 30
        04-01 10:30 advanced lead 0 call visit 1 next deal
        04-01 10:30 entered lead 0 deal visit 1
        04-01 10:30 joined lead 0 deal visit 1 step 1 team all rep ann priority 0
        04-01 10:30 started lead 0 deal visit 1 step 1 team all rep ann work 60
        04-01 11:30 finished lead 0 deal visit 1 step 1 team all rep ann work 60
        04-01 11:30 done lead 0 deal visit 1
        04-01 11:30 assigned lead 0 deal visit 1 owner before ann
    """)


def test_between_teams_a_lead_changes_hands() -> None:
    """The same two people, split by function: a handoff from ann to bob."""
    teams = """
      is: {covers: inside_sales, people: [ann], assignment: when_free}
      fs: {covers: field_sales, people: [bob], assignment: when_free}
    """
    assert told(f"{TWO_STAGES}{teams}") == expected("""
        04-01 10:00 arrived lead 0
        04-01 10:00 entered lead 0 call visit 1
        04-01 10:00 joined lead 0 call visit 1 step 1 team is priority 0
        04-01 10:00 assigned lead 0 call visit 1 team is rep ann
        04-01 10:00 started lead 0 call visit 1 step 1 team is rep ann work 30
        04-01 10:30 finished lead 0 call visit 1 step 1 team is rep ann work 30
        04-01 10:30 advanced lead 0 call visit 1 next deal
        04-01 10:30 entered lead 0 deal visit 1
        04-01 10:30 assigned lead 0 deal visit 1 owner before ann
        04-01 10:30 joined lead 0 deal visit 1 step 1 team fs priority 0
        04-01 10:30 assigned lead 0 deal visit 1 team fs rep bob
        04-01 10:30 started lead 0 deal visit 1 step 1 team fs rep bob work 60
        04-01 11:30 finished lead 0 deal visit 1 step 1 team fs rep bob work 60
        04-01 11:30 done lead 0 deal visit 1
        04-01 11:30 assigned lead 0 deal visit 1 owner before bob
    """)


def test_the_first_team_in_the_file_that_serves_a_lead_takes_it() -> None:
    joined = [
        line
        for line in told("""
            channels:
              web: {on: [2026-04-01 10:00]}
              ads: {on: [2026-04-01 10:05]}
            stages:
              call: {function: sales, work: 30 min, then: {end: 100%}}
            teams:
              hunters: {covers: sales, people: [ann], serves: {channel: ads}}
              pod: {covers: sales, people: [bob], serves: {function: sales}}
              rest: {covers: sales, people: [eve]}
        """).splitlines()
        if "started" in line
    ]
    assert "\n".join(joined) == expected("""
        04-01 10:00 started lead 0 call visit 1 step 1 team pod rep bob work 30
        04-01 10:05 started lead 1 call visit 1 step 1 team hunters rep ann work 30
    """)
