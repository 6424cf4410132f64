"""Faults that were found once: each test keeps one of them from coming back."""

from __future__ import annotations

import pytest

import gtmsim
from gtmsim import EventLog, Scenario
from tests.worlds.world import OFFICE, told, unfold

TEAM = """
        teams:
          all: {covers: sales, people: [ann, bob]}
"""
CALL = """
        stages:
          call: {function: sales, work: 1 min, then: {end: 100%}}
"""
LAST_WIN = """
        milestones: {won: live, expanded: live, churned: end}
        currency: JPY
        contract: {term: 12 months, expansion: {uniform: {low: 0.1, high: 0.9}}}
"""


def lines(log: str, *words: str) -> list[str]:
    """Lines of a log that contain one of the words."""
    return [line for line in log.splitlines() if any(f" {word} " in line for word in words)]


# --- Meetings --------------------------------------------------------------------------------


def test_a_meeting_longer_than_half_a_day_does_not_overlap_the_next_mornings() -> None:
    """Ten hours from Wednesday 13:00 would reach into the meeting of Thursday 9:00."""
    log = told("""
        channels:
          a: {on: [2026-04-01 09:00], enters: short}
          b: {on: [2026-04-01 09:30], enters: long}
        stages:
          short:
            function: sales
            work: 1 h
            meeting: {notice: 1 day, slot: 30 min, no_show: 0%}
            then: {end: 100%}
          long:
            function: sales
            work: 10 h
            meeting: {slot: 30 min, no_show: 0%}
            then: {end: 100%}
        teams:
          all: {covers: sales, people: [ann], assignment: when_free}
    """)
    assert [line[:11] + line[-11:] for line in lines(log, "meets")] == [
        "04-01 09:00" + "04-02 09:00",
        "04-01 09:30" + "04-02 13:00",
    ]


def test_waiting_for_a_no_show_does_not_reach_into_the_next_meeting() -> None:
    """The owner of lead 1 would wait an hour from 9:30, but meets lead 0 at 10:00."""
    log = told("""
        channels:
          a: {on: [2026-04-01 08:10], enters: long}
          b: {on: [2026-04-01 08:20], enters: short}
        stages:
          long:
            function: sales
            work: 2 h
            meeting: {notice: 110 min, slot: 30 min, no_show: 0%}
            then: {end: 100%}
          short:
            function: sales
            work: 30 min
            meeting: {notice: 1 h, slot: 30 min, no_show: 100%, waits: 60 min, missed: lost.x}
            then: {end: 100%}
        teams:
          all: {covers: sales, people: [ann], assignment: when_free}
    """)
    assert [line[-11:] for line in lines(log, "meets")] == ["04-01 10:00", "04-01 13:00"]


# --- Recycling -------------------------------------------------------------------------------


def test_who_came_back_too_often_goes_on_to_the_stage_that_says_so() -> None:
    """`recycle_beyond` may name a stage; the lead was lost without a reason instead."""
    log = told(f"""
        channels: {{web: {{on: [2026-04-01 10:00]}}}}
        recycle: {{timing: {{nurture: 1 h, then: call}}}}
        recycle_at_most: 1
        recycle_beyond: archive
        stages:
          call: {{function: sales, work: 30 min, then: {{end: 0.0001%, recycle.timing: rest}}}}
          archive: {{function: sales, work: 10 min, then: {{end: 100%}}}}
        {TEAM.strip()}
    """)
    assert lines(log, "recycled", "advanced", "lost", "done") == [
        "04-01 10:30 recycled lead 0 call visit 1 until 04-01 11:30 timing",
        "04-01 12:00 advanced lead 0 call visit 2 next archive",
        "04-01 13:10 done lead 0 archive visit 1",
    ]


# --- Customers -------------------------------------------------------------------------------


def test_an_account_stays_a_customer_while_any_of_its_contracts_runs() -> None:
    """R053: the first contract churns, the second runs on, so the third is no new customer."""
    log = told(
        f"""
        {LAST_WIN.strip()}
        segments:
          smb: {{accounts: 1, deal_size: 120万円 per year}}
        channels:
          a: {{on: [2026-04-01 10:00], enters: first}}
          b: {{on: [2026-04-01 10:10, 2026-04-08 10:00], enters: sell}}
        stages:
          first:
            function: sales
            work: 30 min
            then: {{x: {{share: 100%, to: brief, milestone: won}}}}
          sell: {{function: sales, work: 30 min, then: {{won: 100%}}}}
          brief: {{waits_for: {{churned.early: {{after: 2 days}}}}}}
          live: {{waits_for: {{churned.late: {{after: 10 years}}}}}}
        {TEAM.strip()}
    """,
        horizon="1 month",
    )
    assert [line.split()[-1] for line in lines(log, "money")] == [
        "new",
        "expansion",
        "churned",
        "expansion",
    ]


def test_two_stages_that_expand_a_contract_draw_twice() -> None:
    """Two questions of the same visit number have two names, hence two answers."""
    log = told(
        f"""
        {LAST_WIN.strip()}
        segments:
          smb: {{deal_size: 120万円 per year}}
        channels: {{web: {{on: [2026-04-01 10:00]}}}}
        stages:
          sell: {{function: sales, work: 30 min, then: {{won: 100%}}}}
          live: {{waits_for: {{grow: {{after: 1 day}}, churned: {{after: 10 years}}}}}}
          grow:
            function: sales
            work: 30 min
            then: {{x: {{share: 100%, to: more, milestone: expanded}}}}
          more: {{function: sales, work: 30 min, then: {{expanded: 100%}}}}
        {TEAM.strip()}
    """,
        horizon="2 days",
    )
    start, first, second = (
        int(line.split("amount ")[1].split()[0]) for line in lines(log, "money")
    )
    assert abs(first / start - second / (start + first)) > 1e-4


def test_nobody_churns_at_once_for_the_time_before_going_live() -> None:
    """A hazard counts from first resting: not the 300 days of setup, which would end most."""
    minutes = ", ".join(f"2026-04-01 10:{minute:02}" for minute in range(30))
    log = told(
        f"""
        milestones: {{won: setup, churned: end}}
        channels: {{web: {{on: [{minutes}]}}}}
        stages:
          sell: {{function: sales, work: 1 min, then: {{won: 100%}}}}
          setup: {{starts: {{after: 300 days}}, then: {{live: 100%}}}}
          live: {{waits_for: {{churned.x: {{rate: 10% per month}}}}}}
        {TEAM.strip()}
    """,
        horizon="310 days",
    )
    entered = [line for line in lines(log, "entered") if " live " in line]
    assert len(entered) == 30
    assert len(lines(log, "churned")) < 10


# --- Arrivals --------------------------------------------------------------------------------


def arrivals(channel: str, **frame: str) -> int:
    """How many leads a channel brings."""
    return len(
        unfold(f"        channels: {{web: {channel}}}\n{CALL}{TEAM}", **frame).leads["arrived"]
    )


@pytest.mark.parametrize("leads", ["every: 1 week, leads: 3", "interarrival: 1 h"])
def test_a_channel_that_begins_after_the_horizon_brings_nobody(leads: str) -> None:
    """It stopped the run with an IndexError or a ValueError."""
    assert arrivals(f"{{first: 2026-06-01, {leads}}}") == 0


def test_weekday_moves_leads_of_a_business_rate_without_making_more() -> None:
    """Saturdays are closed: giving them less must not give the other days more."""
    plain = arrivals("{leads: 20 per business day}", horizon="6 months")
    shaped = "{leads: 20 per business day, weekday: {sat: 0.2, sun: 0.2}}"
    assert arrivals(shaped, horizon="6 months") == plain


def test_a_business_rate_has_a_season_round_the_clock_too() -> None:
    """One open interval held the whole run, and all of it took the weight of its first day."""
    months = "{apr: 0, may: 0, jun: 0}"
    leads = f"{{leads: 20 per business day, season: {months}}}"
    days = 92
    count = arrivals(leads, horizon="6 months", calendar="{hours: always}")
    assert abs(count - 20 * days) < 4 * (20 * days) ** 0.5


def test_gaps_far_below_a_tick_still_bring_leads() -> None:
    """A tenth of a second rounded to nothing, and leads never stopped coming.

    The last half minute of the ten rounds to the horizon.
    """
    count = arrivals("{interarrival: {fixed: 0.1 s}}", horizon="10 min")
    assert abs(count - 5700) <= 1


# --- Dates -----------------------------------------------------------------------------------


def test_ten_oclock_is_ten_oclock_on_the_day_clocks_change() -> None:
    """On March 8, 2026, New York skips an hour: 10:00 is nine hours after midnight."""
    log = told(
        "        channels: {web: {on: [2026-03-08 10:00, 2026-11-01 10:00]}}\n" + CALL + TEAM,
        start="2026-03-06",
        horizon="10 months",
        time_zone="America/New_York",
    )
    assert [line[:11] for line in lines(log, "arrived")] == ["03-08 10:00", "11-01 10:00"]


def test_next_month_after_a_closure_over_two_months_is_the_month_after() -> None:
    """January and February both open on February 11; March is not skipped for that."""
    log = told(
        f"""
        channels: {{web: {{on: [2026-02-05 08:00]}}}}
        stages:
          call: {{function: sales, work: 1 min, starts: {{at: next month}}, then: {{end: 100%}}}}
        {TEAM.strip()}
    """,
        start="2025-12-01",
        horizon="6 months",
        calendar=OFFICE[:-1] + ", closed: [2025-12-20..2026-02-10]}",
    )
    assert [line[-11:] for line in lines(log, "delayed")] == ["03-02 09:00"]


# --- The plan --------------------------------------------------------------------------------


def test_a_plan_can_be_shown() -> None:
    """Its `repr` raised a KeyError."""
    text = (
        f"start: 2026-04-01\nhorizon: 1 week\nchannels: {{web: {{leads: 1 per day}}}}\n{CALL}{TEAM}"
    )
    plan = gtmsim.compile(Scenario.from_text(text.replace("\n        ", "\n")))
    assert "1 stages, 1 teams, 2 people" in repr(plan)
    assert isinstance(gtmsim.run(plan), EventLog)
