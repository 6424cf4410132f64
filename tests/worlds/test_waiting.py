"""Buyers who wait: going cold, recycling, and being sent back."""

from __future__ import annotations

from tests.worlds.world import expected, told


def test_who_is_picked_up_in_the_last_tick_of_patience_is_served() -> None:
    """Patience of 30 minutes: lead 1 is picked up at 10:40 sharp, lead 2 leaves at 10:41."""
    assert told("""
        channels:
          web: {on: [2026-04-01 10:00, 2026-04-01 10:10, 2026-04-01 10:11]}
        stages:
          call:
            function: sales
            work: 40 min
            goes_cold_after: 30 min
            cold: lost.cold
            then: {end: 100%}
        teams:
          is: {covers: sales, people: [ann]}
    """) == expected("""
        04-01 10:00 arrived lead 0
        04-01 10:00 entered lead 0 call visit 1
        04-01 10:00 joined lead 0 call visit 1 step 1 team is priority 0
        04-01 10:00 started lead 0 call visit 1 step 1 team is rep ann work 40
        04-01 10:10 arrived lead 1
        04-01 10:10 entered lead 1 call visit 1
        04-01 10:10 joined lead 1 call visit 1 step 1 team is priority 0
        04-01 10:11 arrived lead 2
        04-01 10:11 entered lead 2 call visit 1
        04-01 10:11 joined lead 2 call visit 1 step 1 team is priority 0
        04-01 10:40 finished lead 0 call visit 1 step 1 team is rep ann work 40
        04-01 10:40 done lead 0 call visit 1
        04-01 10:40 started lead 1 call visit 1 step 1 team is rep ann work 40
        04-01 10:41 went cold lead 2 call visit 1 step 1
        04-01 10:41 lost lead 2 call visit 1 cold
        04-01 11:20 finished lead 1 call visit 1 step 1 team is rep ann work 40
        04-01 11:20 done lead 1 call visit 1
    """)


def test_at_the_opening_the_day_begins_before_patience_ends() -> None:
    """Patience until 9:00 of the next day: the rep who comes to work at 9:00 is in time."""
    assert told("""
        channels:
          web: {on: [2026-04-01 20:00]}
        stages:
          call:
            function: sales
            work: 30 min
            goes_cold_after: 13 h
            cold: lost.cold
            then: {end: 100%}
        teams:
          is: {covers: sales, people: [ann]}
    """) == expected("""
        04-01 20:00 arrived lead 0
        04-01 20:00 entered lead 0 call visit 1
        04-01 20:00 joined lead 0 call visit 1 step 1 team is priority 0
        04-02 09:00 started lead 0 call visit 1 step 1 team is rep ann work 30
        04-02 09:30 finished lead 0 call visit 1 step 1 team is rep ann work 30
        04-02 09:30 done lead 0 call visit 1
    """)


def test_who_comes_at_the_very_opening_is_served_at_once() -> None:
    """Also if somebody came in the night, and left again."""
    assert told("""
        channels:
          web: {on: [2026-04-02 07:00, 2026-04-02 09:00]}
        stages:
          call:
            function: sales
            work: 30 min
            goes_cold_after: 30 min
            cold: lost.cold
            then: {end: 100%}
        teams:
          is: {covers: sales, people: [ann]}
    """) == expected("""
        04-02 07:00 arrived lead 0
        04-02 07:00 entered lead 0 call visit 1
        04-02 07:00 joined lead 0 call visit 1 step 1 team is priority 0
        04-02 07:30 went cold lead 0 call visit 1 step 1
        04-02 07:30 lost lead 0 call visit 1 cold
        04-02 09:00 arrived lead 1
        04-02 09:00 entered lead 1 call visit 1
        04-02 09:00 joined lead 1 call visit 1 step 1 team is priority 0
        04-02 09:00 started lead 1 call visit 1 step 1 team is rep ann work 30
        04-02 09:30 finished lead 1 call visit 1 step 1 team is rep ann work 30
        04-02 09:30 done lead 1 call visit 1
    """)


def test_patience_in_business_time_does_not_run_at_night() -> None:
    """Lead 1 joins at 17:50: ten minutes today, twenty tomorrow. Lead 0 is worked on till 9:30."""
    assert told("""
        channels:
          web: {on: [2026-04-01 17:00, 2026-04-01 17:50]}
        stages:
          call:
            function: sales
            work: 90 min
            goes_cold_after: 30 business minutes
            cold: lost.cold
            then: {end: 100%}
        teams:
          is: {covers: sales, people: [ann]}
    """) == expected("""
        04-01 17:00 arrived lead 0
        04-01 17:00 entered lead 0 call visit 1
        04-01 17:00 joined lead 0 call visit 1 step 1 team is priority 0
        04-01 17:00 started lead 0 call visit 1 step 1 team is rep ann work 90
        04-01 17:50 arrived lead 1
        04-01 17:50 entered lead 1 call visit 1
        04-01 17:50 joined lead 1 call visit 1 step 1 team is priority 0
        04-02 09:20 went cold lead 1 call visit 1 step 1
        04-02 09:20 lost lead 1 call visit 1 cold
        04-02 09:30 finished lead 0 call visit 1 step 1 team is rep ann work 90
        04-02 09:30 done lead 0 call visit 1
    """)


def test_a_buyer_who_has_been_touched_waits_on() -> None:
    """Lead 0 waits an hour for its second session, though patience is ten minutes."""
    log = told("""
        channels:
          web: {on: [2026-04-01 10:00]}
          long: {on: [2026-04-01 10:10], enters: offer}
        stages:
          talk:
            function: sales
            work: 10 min
            sessions: 2
            thinking: 10 min
            goes_cold_after: 10 min
            cold: lost.cold
            then: {end: 100%}
          offer: {function: sales, work: 1 h, then: {end: 100%}}
        teams:
          fs: {covers: sales, people: [ann]}
    """)
    assert (
        expected("""
        04-01 10:20 joined lead 0 talk visit 1 step 2 team fs priority 0
        04-01 11:10 finished lead 1 offer visit 1 step 1 team fs rep ann work 60
        04-01 11:10 done lead 1 offer visit 1
        04-01 11:10 started lead 0 talk visit 1 step 2 team fs rep ann work 10
    """)
        in log
    )


def test_a_lead_without_an_owner_goes_cold_too_and_is_recycled() -> None:
    """Nobody has room for lead 1; it leaves at 10:40 and comes back the next day."""
    assert told("""
        channels:
          web: {on: [2026-04-01 10:00, 2026-04-01 10:10]}
        stages:
          call:
            function: sales
            work: 1 h
            goes_cold_after: 30 min
            cold: recycle.cold
            then: {end: 100%}
        recycle:
          cold: {nurture: 1 day, then: call}
        teams:
          fs: {covers: sales, people: [ann], assignment: on_arrival, max_open_leads: 1}
    """) == expected("""
        04-01 10:00 arrived lead 0
        04-01 10:00 entered lead 0 call visit 1
        04-01 10:00 joined lead 0 call visit 1 step 1 team fs priority 0
        04-01 10:00 assigned lead 0 call visit 1 team fs rep ann
        04-01 10:00 started lead 0 call visit 1 step 1 team fs rep ann work 60
        04-01 10:10 arrived lead 1
        04-01 10:10 entered lead 1 call visit 1
        04-01 10:10 joined lead 1 call visit 1 step 1 team fs priority 0
        04-01 10:40 went cold lead 1 call visit 1 step 1
        04-01 10:40 recycled lead 1 call visit 1 until 04-02 10:40 cold
        04-01 11:00 finished lead 0 call visit 1 step 1 team fs rep ann work 60
        04-01 11:00 done lead 0 call visit 1
        04-01 11:00 assigned lead 0 call visit 1 owner before ann
        04-02 10:40 entered lead 1 call visit 2
        04-02 10:40 joined lead 1 call visit 2 step 1 team fs priority 0
        04-02 10:40 assigned lead 1 call visit 2 team fs rep ann
        04-02 10:40 started lead 1 call visit 2 step 1 team fs rep ann work 60
        04-02 11:40 finished lead 1 call visit 2 step 1 team fs rep ann work 60
        04-02 11:40 done lead 1 call visit 2
        04-02 11:40 assigned lead 1 call visit 2 owner before ann
    """)


# --- Recycling -----------------------------------------------------------------------------


def test_a_lead_comes_back_after_ninety_days_but_not_for_ever() -> None:
    """R064: 90 days after April 1 is June 30. R077: one recycling is allowed, the second is not."""
    assert told(
        """
        channels:
          web: {on: [2026-04-01 10:00]}
        stages:
          call: {function: sales, work: 30 min, then: {end: 0%, recycle.timing: rest}}
        recycle:
          timing: {nurture: 90 days, then: call}
        recycle_at_most: 1
        recycle_beyond: lost.recycled_out
        teams:
          is: {covers: sales, people: [ann]}
        """,
        horizon="1 year",
    ) == expected("""
        04-01 10:00 arrived lead 0
        04-01 10:00 entered lead 0 call visit 1
        04-01 10:00 joined lead 0 call visit 1 step 1 team is priority 0
        04-01 10:00 started lead 0 call visit 1 step 1 team is rep ann work 30
        04-01 10:30 finished lead 0 call visit 1 step 1 team is rep ann work 30
        04-01 10:30 recycled lead 0 call visit 1 until 06-30 10:30 timing
        06-30 10:30 entered lead 0 call visit 2
        06-30 10:30 joined lead 0 call visit 2 step 1 team is priority 0
        06-30 10:30 started lead 0 call visit 2 step 1 team is rep ann work 30
        06-30 11:00 finished lead 0 call visit 2 step 1 team is rep ann work 30
        06-30 11:00 lost lead 0 call visit 2 recycled_out
    """)


def test_a_recycled_lead_loses_its_owner_unless_the_rule_keeps_it() -> None:
    """R067: after the price talk the same person proposes again, though bob is idle longer."""
    world = """
        channels:
          web: {{on: [2026-04-01 10:00]}}
        stages:
          offer: {{function: sales, work: 30 min, then: {{again: 0%, recycle.price: rest}}}}
          again: {{function: sales, work: 30 min, then: {{end: 100%}}}}
        recycle:
          price: {{nurture: 1 month, then: again, keeps_owner: {keeps}}}
        teams:
          fs: {{covers: sales, people: [ann, bob], assignment: when_free}}
    """
    begins = expected("""
        04-01 10:00 arrived lead 0
        04-01 10:00 entered lead 0 offer visit 1
        04-01 10:00 joined lead 0 offer visit 1 step 1 team fs priority 0
        04-01 10:00 assigned lead 0 offer visit 1 team fs rep ann
        04-01 10:00 started lead 0 offer visit 1 step 1 team fs rep ann work 30
        04-01 10:30 finished lead 0 offer visit 1 step 1 team fs rep ann work 30
        04-01 10:30 recycled lead 0 offer visit 1 until 05-01 10:30 price
    """)
    kept = expected("""
        05-01 10:30 entered lead 0 again visit 1
        05-01 10:30 joined lead 0 again visit 1 step 1 team fs rep ann priority 0
        05-01 10:30 started lead 0 again visit 1 step 1 team fs rep ann work 30
        05-01 11:00 finished lead 0 again visit 1 step 1 team fs rep ann work 30
        05-01 11:00 done lead 0 again visit 1
        05-01 11:00 assigned lead 0 again visit 1 owner before ann
    """)
    left = expected("""
        04-01 10:30 assigned lead 0 offer visit 1 owner before ann
        05-01 10:30 entered lead 0 again visit 1
        05-01 10:30 joined lead 0 again visit 1 step 1 team fs priority 0
        05-01 10:30 assigned lead 0 again visit 1 team fs rep bob
        05-01 10:30 started lead 0 again visit 1 step 1 team fs rep bob work 30
        05-01 11:00 finished lead 0 again visit 1 step 1 team fs rep bob work 30
        05-01 11:00 done lead 0 again visit 1
        05-01 11:00 assigned lead 0 again visit 1 owner before bob
    """)
    assert told(world.format(keeps="yes"), horizon="2 months") == f"{begins}\n{kept}"
    assert told(world.format(keeps="no"), horizon="2 months") == f"{begins}\n{left}"


# --- Returns -------------------------------------------------------------------------------


def test_field_sales_sends_a_lead_back_with_a_reason() -> None:
    """R042: no authority; inside sales talks again the next day and gives it back."""
    assert told("""
        channels:
          web: {on: [2026-04-01 10:00]}
        stages:
          call: {function: inside_sales, work: 30 min, then: {accept: 100%}}
          accept: {function: field_sales, work: 1 h, then: {end: 0%, returned.authority: rest}}
          clarify: {function: inside_sales, work: 20 min, then: {deal: 100%}}
          deal: {function: field_sales, work: 1 h, then: {end: 100%}}
        returned:
          authority: {nurture: 1 business day, then: clarify}
        teams:
          is: {covers: inside_sales, people: [ann]}
          fs: {covers: field_sales, people: [bob], assignment: when_free}
    """) == expected("""
        04-01 10:00 arrived lead 0
        04-01 10:00 entered lead 0 call visit 1
        04-01 10:00 joined lead 0 call visit 1 step 1 team is priority 0
        04-01 10:00 started lead 0 call visit 1 step 1 team is rep ann work 30
        04-01 10:30 finished lead 0 call visit 1 step 1 team is rep ann work 30
        04-01 10:30 advanced lead 0 call visit 1 next accept
        04-01 10:30 entered lead 0 accept visit 1
        04-01 10:30 joined lead 0 accept visit 1 step 1 team fs priority 0
        04-01 10:30 assigned lead 0 accept visit 1 team fs rep bob
        04-01 10:30 started lead 0 accept visit 1 step 1 team fs rep bob work 60
        04-01 11:30 finished lead 0 accept visit 1 step 1 team fs rep bob work 60
        04-01 11:30 returned lead 0 accept visit 1 next clarify authority
        04-02 11:30 entered lead 0 clarify visit 1
        04-02 11:30 assigned lead 0 clarify visit 1 owner before bob
        04-02 11:30 joined lead 0 clarify visit 1 step 1 team is priority 0
        04-02 11:30 started lead 0 clarify visit 1 step 1 team is rep ann work 20
        04-02 11:50 finished lead 0 clarify visit 1 step 1 team is rep ann work 20
        04-02 11:50 advanced lead 0 clarify visit 1 next deal
        04-02 11:50 entered lead 0 deal visit 1
        04-02 11:50 joined lead 0 deal visit 1 step 1 team fs priority 0
        04-02 11:50 assigned lead 0 deal visit 1 team fs rep bob
        04-02 11:50 started lead 0 deal visit 1 step 1 team fs rep bob work 60
        04-02 13:50 finished lead 0 deal visit 1 step 1 team fs rep bob work 60
        04-02 13:50 done lead 0 deal visit 1
        04-02 13:50 assigned lead 0 deal visit 1 owner before bob
    """)
