"""People who come, leave and move; teams that are split at a date (R185)."""

from __future__ import annotations

from tests.worlds.world import expected, told

SPLIT = """
        reorganizations:
          - from: 2026-04-03
            teams:
              is: {covers: inside_sales, people: [ann], assignment: when_free}
              fs: {covers: field_sales, people: [bob], assignment: when_free}
            moves:
              - {people: [ann], from: all, to: is}
              - {people: [bob], from: all, to: fs}
        teams:
          all: {covers: [inside_sales, field_sales], people: [ann, bob], assignment: when_free}
"""


def test_at_a_reorganization_work_in_hand_ends_and_waiting_work_is_assigned_anew() -> None:
    """On Friday at midnight generalists become specialists.

    Ann has a deal in hand and finishes it for her old team. Bob's deal waits for its second
    session, which is his in the new team too. Lead 2, whose call waits for anybody, is ann's:
    she has learnt no other name, and comes to it at 9:30.
    """
    assert told(f"""
        channels:
          hot: {{on: [2026-04-02 17:30], enters: deal}}
          warm: {{on: [2026-04-02 17:35], enters: talk}}
          web: {{on: [2026-04-02 17:55]}}
        stages:
          call: {{function: inside_sales, work: 30 min, then: {{end: 100%}}}}
          deal: {{function: field_sales, work: 1 h, then: {{end: 100%}}}}
          talk:
            function: field_sales
            work: 25 min
            sessions: 2
            thinking: 1 h
            then: {{end: 100%}}
        {SPLIT.strip()}
    """) == expected("""
        04-02 17:30 arrived lead 0
        04-02 17:30 entered lead 0 deal visit 1
        04-02 17:30 joined lead 0 deal visit 1 step 1 team all priority 0
        04-02 17:30 assigned lead 0 deal visit 1 team all rep ann
        04-02 17:30 started lead 0 deal visit 1 step 1 team all rep ann work 60
        04-02 17:35 arrived lead 1
        04-02 17:35 entered lead 1 talk visit 1
        04-02 17:35 joined lead 1 talk visit 1 step 1 team all priority 0
        04-02 17:35 assigned lead 1 talk visit 1 team all rep bob
        04-02 17:35 started lead 1 talk visit 1 step 1 team all rep bob work 25
        04-02 17:55 arrived lead 2
        04-02 17:55 entered lead 2 call visit 1
        04-02 17:55 joined lead 2 call visit 1 step 1 team all priority 0
        04-02 18:00 finished lead 1 talk visit 1 step 1 team all rep bob work 25
        04-02 18:00 delayed lead 1 talk visit 1 until 04-02 19:00
        04-02 19:00 joined lead 1 talk visit 1 step 2 team all rep bob priority 0

        04-03 00:00 reorganized epoch 1
        04-03 00:00 joined lead 2 call visit 1 step 1 team is priority 0
        04-03 00:00 joined lead 1 talk visit 1 step 2 team fs rep bob priority 0
        04-03 09:00 started lead 1 talk visit 1 step 2 team fs rep bob work 25
        04-03 09:25 finished lead 1 talk visit 1 step 2 team fs rep bob work 25
        04-03 09:25 done lead 1 talk visit 1
        04-03 09:25 assigned lead 1 talk visit 1 owner before bob
        04-03 09:30 finished lead 0 deal visit 1 step 1 team all rep ann work 60
        04-03 09:30 done lead 0 deal visit 1
        04-03 09:30 assigned lead 0 deal visit 1 owner before ann
        04-03 09:30 assigned lead 2 call visit 1 team is rep ann
        04-03 09:30 started lead 2 call visit 1 step 1 team is rep ann work 30
        04-03 10:00 finished lead 2 call visit 1 step 1 team is rep ann work 30
        04-03 10:00 done lead 2 call visit 1
        04-03 10:00 assigned lead 2 call visit 1 owner before ann
    """)


def test_an_owner_who_no_longer_covers_hands_over() -> None:
    """Lead 0 is ann's, thinking, when she becomes inside sales: its deal goes on with bob."""
    assert told(f"""
        channels:
          hot: {{on: [2026-04-02 10:00], enters: deal}}
          web: {{on: [2026-04-03 16:00]}}
        stages:
          call: {{function: inside_sales, work: 30 min, then: {{end: 100%}}}}
          deal:
            function: field_sales
            work: 30 min
            sessions: 2
            thinking: 1 day
            then: {{end: 100%}}
        {SPLIT.strip()}
    """) == expected("""
        04-02 10:00 arrived lead 0
        04-02 10:00 entered lead 0 deal visit 1
        04-02 10:00 joined lead 0 deal visit 1 step 1 team all priority 0
        04-02 10:00 assigned lead 0 deal visit 1 team all rep ann
        04-02 10:00 started lead 0 deal visit 1 step 1 team all rep ann work 30
        04-02 10:30 finished lead 0 deal visit 1 step 1 team all rep ann work 30
        04-02 10:30 delayed lead 0 deal visit 1 until 04-03 10:30
        04-03 00:00 reorganized epoch 1
        04-03 10:30 assigned lead 0 deal visit 1 owner before ann
        04-03 10:30 joined lead 0 deal visit 1 step 2 team fs priority 0
        04-03 10:30 assigned lead 0 deal visit 1 team fs rep bob
        04-03 10:30 started lead 0 deal visit 1 step 2 team fs rep bob work 30
        04-03 11:00 finished lead 0 deal visit 1 step 2 team fs rep bob work 30
        04-03 11:00 done lead 0 deal visit 1
        04-03 11:00 assigned lead 0 deal visit 1 owner before bob

        04-03 16:00 arrived lead 1
        04-03 16:00 entered lead 1 call visit 1
        04-03 16:00 joined lead 1 call visit 1 step 1 team is priority 0
        04-03 16:00 assigned lead 1 call visit 1 team is rep ann
        04-03 16:00 started lead 1 call visit 1 step 1 team is rep ann work 30
        04-03 16:30 finished lead 1 call visit 1 step 1 team is rep ann work 30
        04-03 16:30 done lead 1 call visit 1
        04-03 16:30 assigned lead 1 call visit 1 owner before ann
    """)


ROSTER = """
        channels:
          web: {on: [2026-04-02 17:00, 2026-04-02 17:01, 2026-04-02 17:02]}
        stages:
          call: {function: sales, work: 2 h, then: {end: 100%}}
        teams:
          is: {covers: sales, people: PEOPLE}
"""


def test_a_hire_starts_on_the_first_day() -> None:
    """Bob comes on Friday: lead 1, who has waited since Thursday, is the first."""
    people = "[ann, {name: bob, starts: 2026-04-03}]"
    assert told(ROSTER.replace("PEOPLE", people)) == expected("""
        04-02 17:00 arrived lead 0
        04-02 17:00 entered lead 0 call visit 1
        04-02 17:00 joined lead 0 call visit 1 step 1 team is priority 0
        04-02 17:00 started lead 0 call visit 1 step 1 team is rep ann work 120
        04-02 17:01 arrived lead 1
        04-02 17:01 entered lead 1 call visit 1
        04-02 17:01 joined lead 1 call visit 1 step 1 team is priority 0
        04-02 17:02 arrived lead 2
        04-02 17:02 entered lead 2 call visit 1
        04-02 17:02 joined lead 2 call visit 1 step 1 team is priority 0
        04-03 00:00 reorganized epoch 1
        04-03 00:00 joined lead 1 call visit 1 step 1 team is priority 0
        04-03 00:00 joined lead 2 call visit 1 step 1 team is priority 0
        04-03 09:00 started lead 1 call visit 1 step 1 team is rep bob work 120
        04-03 10:00 finished lead 0 call visit 1 step 1 team is rep ann work 120
        04-03 10:00 done lead 0 call visit 1
        04-03 10:00 started lead 2 call visit 1 step 1 team is rep ann work 120
        04-03 11:00 finished lead 1 call visit 1 step 1 team is rep bob work 120
        04-03 11:00 done lead 1 call visit 1
        04-03 12:00 finished lead 2 call visit 1 step 1 team is rep ann work 120
        04-03 12:00 done lead 2 call visit 1
    """)


def test_a_leaver_finishes_the_work_in_hand_and_takes_no_more() -> None:
    """Ann is gone from Friday on, but she finishes lead 0; bob has both others."""
    people = "[{name: ann, leaves: 2026-04-03}, {name: bob, starts: 2026-04-03}]"
    assert told(ROSTER.replace("PEOPLE", people)) == expected("""
        04-02 17:00 arrived lead 0
        04-02 17:00 entered lead 0 call visit 1
        04-02 17:00 joined lead 0 call visit 1 step 1 team is priority 0
        04-02 17:00 started lead 0 call visit 1 step 1 team is rep ann work 120
        04-02 17:01 arrived lead 1
        04-02 17:01 entered lead 1 call visit 1
        04-02 17:01 joined lead 1 call visit 1 step 1 team is priority 0
        04-02 17:02 arrived lead 2
        04-02 17:02 entered lead 2 call visit 1
        04-02 17:02 joined lead 2 call visit 1 step 1 team is priority 0
        04-03 00:00 reorganized epoch 1
        04-03 00:00 joined lead 1 call visit 1 step 1 team is priority 0
        04-03 00:00 joined lead 2 call visit 1 step 1 team is priority 0
        04-03 09:00 started lead 1 call visit 1 step 1 team is rep bob work 120
        04-03 10:00 finished lead 0 call visit 1 step 1 team is rep ann work 120
        04-03 10:00 done lead 0 call visit 1
        04-03 11:00 finished lead 1 call visit 1 step 1 team is rep bob work 120
        04-03 11:00 done lead 1 call visit 1
        04-03 11:00 started lead 2 call visit 1 step 1 team is rep bob work 120
        04-03 14:00 finished lead 2 call visit 1 step 1 team is rep bob work 120
        04-03 14:00 done lead 2 call visit 1
    """)


def test_what_a_leaver_owned_is_given_to_somebody_else() -> None:
    """Lead 1 waits in ann's agenda at midnight; lead 0 is in her hand and stays there."""
    people = "[{name: ann, leaves: 2026-04-03}, {name: bob, starts: 2026-04-03}]"
    world = ROSTER.replace("PEOPLE", people + ", assignment: on_arrival")
    assert told(world.replace(", 2026-04-02 17:02", "")) == expected("""
        04-02 17:00 arrived lead 0
        04-02 17:00 entered lead 0 call visit 1
        04-02 17:00 joined lead 0 call visit 1 step 1 team is priority 0
        04-02 17:00 assigned lead 0 call visit 1 team is rep ann
        04-02 17:00 started lead 0 call visit 1 step 1 team is rep ann work 120
        04-02 17:01 arrived lead 1
        04-02 17:01 entered lead 1 call visit 1
        04-02 17:01 joined lead 1 call visit 1 step 1 team is priority 0
        04-02 17:01 assigned lead 1 call visit 1 team is rep ann
        04-03 00:00 reorganized epoch 1
        04-03 00:00 assigned lead 1 call visit 1 owner before ann
        04-03 00:00 joined lead 1 call visit 1 step 1 team is priority 0
        04-03 00:00 assigned lead 1 call visit 1 team is rep bob
        04-03 09:00 started lead 1 call visit 1 step 1 team is rep bob work 120
        04-03 10:00 finished lead 0 call visit 1 step 1 team is rep ann work 120
        04-03 10:00 done lead 0 call visit 1
        04-03 10:00 assigned lead 0 call visit 1 owner before ann
        04-03 11:00 finished lead 1 call visit 1 step 1 team is rep bob work 120
        04-03 11:00 done lead 1 call visit 1
        04-03 11:00 assigned lead 1 call visit 1 owner before bob
    """)


def test_leads_wait_for_the_first_person_of_a_team() -> None:
    """Nobody is here before Friday, and nobody after Monday: leads wait, and wait on."""
    assert told("""
        channels:
          web: {on: [2026-04-01 10:00, 2026-04-07 10:00]}
        stages:
          call: {function: sales, work: 2 h, then: {end: 100%}}
        teams:
          is: {covers: sales, people: [{name: bob, starts: 2026-04-03, leaves: 2026-04-07}]}
    """) == expected("""
        04-01 10:00 arrived lead 0
        04-01 10:00 entered lead 0 call visit 1
        04-01 10:00 joined lead 0 call visit 1 step 1 team is priority 0
        04-03 00:00 reorganized epoch 1
        04-03 00:00 joined lead 0 call visit 1 step 1 team is priority 0
        04-03 09:00 started lead 0 call visit 1 step 1 team is rep bob work 120
        04-03 11:00 finished lead 0 call visit 1 step 1 team is rep bob work 120
        04-03 11:00 done lead 0 call visit 1
        04-07 00:00 reorganized epoch 2
        04-07 10:00 arrived lead 1
        04-07 10:00 entered lead 1 call visit 1
        04-07 10:00 joined lead 1 call visit 1 step 1 team is priority 0
    """)


def test_a_meeting_with_somebody_who_has_left_is_booked_anew() -> None:
    """Ann leaves on the day of the meeting: the buyer finds nobody, and bob takes over."""
    assert told("""
        channels:
          web: {on: [2026-04-02 10:00]}
        stages:
          meet:
            function: sales
            meeting: {notice: 1 business day, slot: 30 min, no_show: 0%}
            work: 60 min
            then: {end: 100%}
        teams:
          fs:
            covers: sales
            people: [{name: ann, leaves: 2026-04-03}, {name: bob, starts: 2026-04-03}]
            assignment: on_arrival
    """) == expected("""
        04-02 10:00 arrived lead 0
        04-02 10:00 entered lead 0 meet visit 1
        04-02 10:00 joined lead 0 meet visit 1 step 1 team fs priority 0
        04-02 10:00 assigned lead 0 meet visit 1 team fs rep ann
        04-02 10:00 booked lead 0 meet visit 1 step 1 team fs rep ann meets 04-03 10:00
        04-03 00:00 reorganized epoch 1
        04-03 10:00 assigned lead 0 meet visit 1 owner before ann
        04-03 10:00 joined lead 0 meet visit 1 step 2 team fs priority 0
        04-03 10:00 assigned lead 0 meet visit 1 team fs rep bob
        04-03 10:00 booked lead 0 meet visit 1 step 2 team fs rep bob meets 04-06 10:00
        04-06 10:00 held lead 0 meet visit 1 step 2 team fs rep bob
        04-06 10:00 started lead 0 meet visit 1 step 2 team fs rep bob work 60
        04-06 11:00 finished lead 0 meet visit 1 step 2 team fs rep bob work 60
        04-06 11:00 done lead 0 meet visit 1
        04-06 11:00 assigned lead 0 meet visit 1 owner before bob
    """)


def test_a_reorganization_may_hire_and_let_go() -> None:
    """Eve comes to a new team on Friday, and bob leaves; ann stays where she is."""
    log = told("""
        channels:
          hot: {on: [2026-04-02 10:00, 2026-04-03 10:00], enters: deal}
          web: {on: [2026-04-02 10:01, 2026-04-03 10:01]}
        stages:
          call: {function: inside_sales, work: 30 min, then: {end: 100%}}
          deal: {function: field_sales, work: 30 min, then: {end: 100%}}
        teams:
          all: {covers: [inside_sales, field_sales], people: [ann, bob]}
        reorganizations:
          - from: 2026-04-03
            teams:
              all: {covers: inside_sales}
              fs: {covers: field_sales}
            moves:
              - {people: [bob], from: all}
              - {people: [eve], to: fs}
    """)
    assert "\n".join(line for line in log.splitlines() if "started" in line) == expected("""
        04-02 10:00 started lead 0 deal visit 1 step 1 team all rep ann work 30
        04-02 10:01 started lead 1 call visit 1 step 1 team all rep bob work 30
        04-03 10:00 started lead 2 deal visit 1 step 1 team fs rep eve work 30
        04-03 10:01 started lead 3 call visit 1 step 1 team all rep ann work 30
    """)
