"""Raised hands: how a resting buyer is noticed before its time (R069-R073)."""

from __future__ import annotations

from tests.worlds.world import expected, told

RESTING = """
    channels:
      web: {on: [2026-04-01 09:00], ready: {READY}}
    stages:
      call: {function: sales, work: 30 min, then: {hot: 0%, recycle.timing: rest}}
      hot: {function: sales, work: 30 min, then: {end: 100%}}
    recycle:
      timing: {nurture: 6 days, then: call, notices: {NOTICES}}
    recycle_at_most: 1
    teams:
      desk: {covers: sales, people: [ann]}
"""


def world(ready: str, notices: str) -> str:
    return RESTING.replace("READY", ready).replace("NOTICES", notices)


def returns(text: str) -> list[str]:
    """What the log says from the recycling to the next visit."""
    lines = told(text, horizon="8 days").splitlines()
    moves = [line for line in lines if line.split()[2] in ("entered", "recycled", "noticed")]
    return moves[1:]


def test_a_hand_is_raised_when_the_buyer_is_ready_and_found_some_time_later() -> None:
    """R071: ready on 04-03 at nine, found five hours later, and not called on 04-07."""
    found = world("now: 0%, later: 100%, later_after: 2 days", "share: 100%, after: 5 h, then: hot")
    assert told(found, horizon="8 days") == expected("""
        04-01 09:00 arrived lead 0
        04-01 09:00 entered lead 0 call visit 1
        04-01 09:00 joined lead 0 call visit 1 step 1 team desk priority 0
        04-01 09:00 started lead 0 call visit 1 step 1 team desk rep ann work 30
        04-01 09:30 finished lead 0 call visit 1 step 1 team desk rep ann work 30
        04-01 09:30 recycled lead 0 call visit 1 until 04-07 09:30 timing
        04-03 14:00 noticed lead 0 ready since 04-03 09:00
        04-03 14:00 entered lead 0 hot visit 1
        04-03 14:00 joined lead 0 hot visit 1 step 1 team desk priority 0
        04-03 14:00 started lead 0 hot visit 1 step 1 team desk rep ann work 30
        04-03 14:30 finished lead 0 hot visit 1 step 1 team desk rep ann work 30
        04-03 14:30 done lead 0 hot visit 1
    """)


def test_without_another_stage_it_enters_the_rules() -> None:
    assert returns(world("now: 0%, later: 100%, later_after: 2 days", "share: 100%")) == [
        "04-01 09:30 recycled lead 0 call visit 1 until 04-07 09:30 timing",
        "04-03 09:00 noticed lead 0 ready since 04-03 09:00",
        "04-03 09:00 entered lead 0 call visit 2",
    ]


def test_business_time_is_counted_from_when_the_hand_is_raised() -> None:
    """Ready on Saturday at nine: three business hours later is Monday noon."""
    log = returns(
        world(
            "now: 0%, later: 100%, later_after: 3 days",
            "share: 100%, after: 3 business hours, then: hot",
        )
    )
    assert log[1:] == [
        "04-06 12:00 noticed lead 0 ready since 04-04 09:00",
        "04-06 12:00 entered lead 0 hot visit 1",
    ]


def test_a_buyer_who_was_ready_all_the_while_may_show_it_at_once() -> None:
    log = returns(world("now: 100%", "share: 100%, after: 1 day, then: hot"))
    assert log[1:] == [
        "04-02 09:30 noticed lead 0 ready since 04-01 09:00",
        "04-02 09:30 entered lead 0 hot visit 1",
    ]


def test_nobody_notices_in_the_same_tick() -> None:
    """However fast, time passes: a lead cannot go in a circle within a tick."""
    assert returns(world("now: 100%", "share: 100%, then: hot"))[1:] == [
        "04-01 09:31 noticed lead 0 ready since 04-01 09:00",
        "04-01 09:31 entered lead 0 hot visit 1",
    ]


def test_who_shows_nothing_comes_back_when_it_is_time() -> None:
    planned = [
        "04-01 09:30 recycled lead 0 call visit 1 until 04-07 09:30 timing",
        "04-07 09:30 entered lead 0 call visit 2",
    ]
    ready = "now: 0%, later: 100%, later_after: 2 days"
    assert returns(world(ready, "share: 0%, then: hot")) == planned, "it does not show"
    assert returns(world(ready, "share: 100%, after: 5 days, then: hot")) == planned, "too late"
    assert returns(world("now: 0%, never: 100%", "share: 100%, then: hot")) == planned, (
        "never ready"
    )
    gone = "now: 100%, buys_elsewhere_after: 10 min"
    assert returns(world(gone, "share: 100%, then: hot")) == planned, "has bought elsewhere"


def test_a_false_alarm_brings_back_who_is_not_ready() -> None:
    """So many a second that the first comes at once; a ready buyer's is not false."""
    often = "share: 0%, false_alarms: 10000 per minute, then: hot"
    assert returns(world("now: 0%, never: 100%", often))[1:] == [
        "04-01 09:31 noticed lead 0 ready since never",
        "04-01 09:31 entered lead 0 hot visit 1",
    ]
    assert returns(world("now: 100%", often))[1:] == ["04-07 09:30 entered lead 0 call visit 2"]


def test_the_earlier_of_a_false_alarm_and_a_raised_hand_counts() -> None:
    often = "share: 100%, after: 1 day, false_alarms: 10000 per minute, then: hot"
    assert "04-01 09:31 noticed lead 0 ready since never" in returns(
        world("now: 0%, later: 100%, later_after: 2 days", often)
    )
    assert "04-02 09:30 noticed lead 0 ready since 04-01 09:00" in returns(
        world("now: 100%", often)
    )


def test_who_has_bought_elsewhere_is_not_ready_before_it_is_due_back() -> None:
    """What it shows would be for a rival: it raises no hand, and may give a false alarm."""
    bought = world("now: 100%, buys_elsewhere_after: 10 min", "NOTICES")
    bought = bought.replace("stages:", "bought_elsewhere: recycle.timing\n    stages:")
    assert returns(bought.replace("NOTICES", "share: 100%, then: hot"))[1:] == [
        "04-07 09:30 entered lead 0 call visit 2"
    ]
    alarm = "share: 0%, false_alarms: 10000 per minute, then: hot"
    assert returns(bought.replace("NOTICES", alarm))[1:] == [
        "04-01 09:31 noticed lead 0 ready since never",
        "04-01 09:31 entered lead 0 hot visit 1",
    ]
