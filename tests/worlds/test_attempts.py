"""Tries to reach a buyer: cadence, stop rule, and the call that connects (R033, R034)."""

from __future__ import annotations

from tests.worlds.world import expected, told


def world(attempts: str, conversation: str = "") -> str:
    return f"""
        channels:
          web: {{on: [2026-04-01 10:00]}}
        stages:
          call:
            function: sales
            attempts: {{{attempts}, work: 10 min, exhausted: lost.unreached}}
            then: {{end: 100%}}
            {conversation}
        teams:
          is: {{covers: sales, people: [ann]}}
    """


def test_five_touches_in_five_business_days() -> None:
    """R033: on Wednesday, Thursday, Friday, Monday and Tuesday, then the code is 不達."""
    assert told(world("max: 5, within: 5 business days, connect: 0%"), horizon="2 weeks") == (
        expected("""
        04-01 10:00 arrived lead 0
        04-01 10:00 entered lead 0 call visit 1
        04-01 10:00 joined lead 0 call visit 1 step 1 team is priority 0
        04-01 10:00 started lead 0 call visit 1 step 1 team is rep ann work 10
        04-01 10:10 finished lead 0 call visit 1 step 1 team is rep ann work 10
        04-01 10:10 no answer lead 0 call visit 1 step 1
        04-01 10:10 delayed lead 0 call visit 1 until 04-02 10:10
        04-02 10:10 joined lead 0 call visit 1 step 2 team is priority 0
        04-02 10:10 started lead 0 call visit 1 step 2 team is rep ann work 10
        04-02 10:20 finished lead 0 call visit 1 step 2 team is rep ann work 10
        04-02 10:20 no answer lead 0 call visit 1 step 2
        04-02 10:20 delayed lead 0 call visit 1 until 04-03 10:20
        04-03 10:20 joined lead 0 call visit 1 step 3 team is priority 0
        04-03 10:20 started lead 0 call visit 1 step 3 team is rep ann work 10
        04-03 10:30 finished lead 0 call visit 1 step 3 team is rep ann work 10
        04-03 10:30 no answer lead 0 call visit 1 step 3
        04-03 10:30 delayed lead 0 call visit 1 until 04-06 10:30
        04-06 10:30 joined lead 0 call visit 1 step 4 team is priority 0
        04-06 10:30 started lead 0 call visit 1 step 4 team is rep ann work 10
        04-06 10:40 finished lead 0 call visit 1 step 4 team is rep ann work 10
        04-06 10:40 no answer lead 0 call visit 1 step 4
        04-06 10:40 delayed lead 0 call visit 1 until 04-07 10:40
        04-07 10:40 joined lead 0 call visit 1 step 5 team is priority 0
        04-07 10:40 started lead 0 call visit 1 step 5 team is rep ann work 10
        04-07 10:50 finished lead 0 call visit 1 step 5 team is rep ann work 10
        04-07 10:50 no answer lead 0 call visit 1 step 5
        04-07 10:50 lost lead 0 call visit 1 unreached
        """)
    )


def test_three_failures_in_a_row_stop_the_cadence() -> None:
    """R034: though five were allowed."""
    attempts = "max: 5, within: 5 business days, connect: 0%, stop_after: 3"
    assert told(world(attempts)) == expected("""
        04-01 10:00 arrived lead 0
        04-01 10:00 entered lead 0 call visit 1
        04-01 10:00 joined lead 0 call visit 1 step 1 team is priority 0
        04-01 10:00 started lead 0 call visit 1 step 1 team is rep ann work 10
        04-01 10:10 finished lead 0 call visit 1 step 1 team is rep ann work 10
        04-01 10:10 no answer lead 0 call visit 1 step 1
        04-01 10:10 delayed lead 0 call visit 1 until 04-02 10:10
        04-02 10:10 joined lead 0 call visit 1 step 2 team is priority 0
        04-02 10:10 started lead 0 call visit 1 step 2 team is rep ann work 10
        04-02 10:20 finished lead 0 call visit 1 step 2 team is rep ann work 10
        04-02 10:20 no answer lead 0 call visit 1 step 2
        04-02 10:20 delayed lead 0 call visit 1 until 04-03 10:20
        04-03 10:20 joined lead 0 call visit 1 step 3 team is priority 0
        04-03 10:20 started lead 0 call visit 1 step 3 team is rep ann work 10
        04-03 10:30 finished lead 0 call visit 1 step 3 team is rep ann work 10
        04-03 10:30 no answer lead 0 call visit 1 step 3
        04-03 10:30 lost lead 0 call visit 1 unreached
    """)


def test_the_call_that_connects_is_the_first_conversation() -> None:
    """Ten minutes of dialing and thirty of talking are one piece; the second session is not.

    Explicit gaps: four hours of civil time run through lunch, and the third try is not needed.
    """
    attempts = "max: 3, gaps: [4 h, 1 day], connect: [0%, 100%, 0%]"
    talk = """work: 30 min
            sessions: 2
            thinking: 2 h"""
    assert told(world(attempts, talk)) == expected("""
        04-01 10:00 arrived lead 0
        04-01 10:00 entered lead 0 call visit 1
        04-01 10:00 joined lead 0 call visit 1 step 1 team is priority 0
        04-01 10:00 started lead 0 call visit 1 step 1 team is rep ann work 10
        04-01 10:10 finished lead 0 call visit 1 step 1 team is rep ann work 10
        04-01 10:10 no answer lead 0 call visit 1 step 1
        04-01 10:10 delayed lead 0 call visit 1 until 04-01 14:10
        04-01 14:10 joined lead 0 call visit 1 step 2 team is priority 0
        04-01 14:10 started lead 0 call visit 1 step 2 team is rep ann work 40
        04-01 14:50 finished lead 0 call visit 1 step 2 team is rep ann work 40
        04-01 14:50 connected lead 0 call visit 1 step 2
        04-01 14:50 delayed lead 0 call visit 1 until 04-01 16:50
        04-01 16:50 joined lead 0 call visit 1 step 3 team is priority 0
        04-01 16:50 started lead 0 call visit 1 step 3 team is rep ann work 30
        04-01 17:20 finished lead 0 call visit 1 step 3 team is rep ann work 30
        04-01 17:20 done lead 0 call visit 1
    """)


def test_attempts_without_a_conversation_only_reach_the_buyer() -> None:
    assert told(world("max: 3, connect: 100%")) == expected("""
        04-01 10:00 arrived lead 0
        04-01 10:00 entered lead 0 call visit 1
        04-01 10:00 joined lead 0 call visit 1 step 1 team is priority 0
        04-01 10:00 started lead 0 call visit 1 step 1 team is rep ann work 10
        04-01 10:10 finished lead 0 call visit 1 step 1 team is rep ann work 10
        04-01 10:10 connected lead 0 call visit 1 step 1
        04-01 10:10 done lead 0 call visit 1
    """)


def test_later_attempts_have_a_chance_of_their_own() -> None:
    """`then` is the chance of all attempts after the first; a business day lies between them."""
    assert told(world("max: 5, connect: 0%, then: 100%")) == expected("""
        04-01 10:00 arrived lead 0
        04-01 10:00 entered lead 0 call visit 1
        04-01 10:00 joined lead 0 call visit 1 step 1 team is priority 0
        04-01 10:00 started lead 0 call visit 1 step 1 team is rep ann work 10
        04-01 10:10 finished lead 0 call visit 1 step 1 team is rep ann work 10
        04-01 10:10 no answer lead 0 call visit 1 step 1
        04-01 10:10 delayed lead 0 call visit 1 until 04-02 10:10
        04-02 10:10 joined lead 0 call visit 1 step 2 team is priority 0
        04-02 10:10 started lead 0 call visit 1 step 2 team is rep ann work 10
        04-02 10:20 finished lead 0 call visit 1 step 2 team is rep ann work 10
        04-02 10:20 connected lead 0 call visit 1 step 2
        04-02 10:20 done lead 0 call visit 1
    """)


def test_three_tries_within_two_business_days_spread_over_the_open_hours() -> None:
    """Two thirds of an open day of eight hours are 5 h 20 min of opening hours.

    From 10:10 that is 1 h 50 until lunch and 3 h 30 from 13:00; from 16:40 it is 1 h 20 until
    the close, 3 h until lunch and one more from 13:00 the next day.
    """
    tries = "max: 3, within: 2 business days, connect: 0%"
    begun = [line for line in told(world(tries)).splitlines() if "started" in line]
    assert "\n".join(begun) == expected("""
        04-01 10:00 started lead 0 call visit 1 step 1 team is rep ann work 10
        04-01 16:30 started lead 0 call visit 1 step 2 team is rep ann work 10
        04-02 14:00 started lead 0 call visit 1 step 3 team is rep ann work 10
    """)
