"""Campaigns need hours of people, and without them they slip (R017, R122)."""

from __future__ import annotations

from collections import Counter
from textwrap import dedent

import pytest

from gtmsim.kpi import measure
from gtmsim.log import EventLog, Kind
from gtmsim.log.readable import dates
from tests.worlds.world import expected, told, unfold

WEBINAR = """
channels:
  webinar:
    on: [2026-04-03 10:00]
    leads: 1
    cost: 300_000 JPY
    needs: {function: marketing, work: 6 h, begins: 1 day before, sessions: 2}
stages:
  talk: {function: sales, work: 30 min, then: {won: 100%}}
milestones: {won: end}
teams:
  marketing: {covers: marketing, people: [mari]}
  sales: {covers: sales, people: [ann]}
"""
SLOW = WEBINAR.replace("6 h", "12 h")


def test_an_event_that_is_prepared_takes_place_as_planned() -> None:
    assert told(WEBINAR) == expected("""
        04-02 10:00 joined webinar.preparation visit 1 step 1 team marketing priority 0
        04-02 10:00 joined webinar.preparation visit 1 step 2 team marketing priority 0
        04-02 10:00 started webinar.preparation visit 1 step 1 team marketing rep mari work 180
        04-02 14:00 finished webinar.preparation visit 1 step 1 team marketing rep mari work 180
        04-02 14:00 started webinar.preparation visit 1 step 2 team marketing rep mari work 180
        04-02 17:00 finished webinar.preparation visit 1 step 2 team marketing rep mari work 180

        04-03 10:00 arrived lead 0
        04-03 10:00 entered lead 0 talk visit 1
        04-03 10:00 joined lead 0 talk visit 1 step 1 team sales priority 0
        04-03 10:00 started lead 0 talk visit 1 step 1 team sales rep ann work 30
        04-03 10:30 finished lead 0 talk visit 1 step 1 team sales rep ann work 30
        04-03 10:30 milestone lead 0 talk visit 1 team sales rep ann won
        04-03 10:30 done lead 0 talk visit 1
    """)


def test_an_event_that_is_not_prepared_slips_to_the_next_open_day() -> None:
    """The work is over on Friday at 15:00; the first open day after that is Monday."""
    world = unfold(SLOW)
    finished = world.text(kinds=[Kind.FINISHED]).replace("2026-", "").splitlines()[1]
    assert finished.startswith("04-03 15:00 finished webinar.preparation visit 1 step 2")
    assert world.text(kinds=[Kind.SLIPPED, Kind.ARRIVED]).replace("2026-", "") == expected("""
        04-06 10:00 slipped webinar.preparation visit 1 planned 04-03 10:00
        04-06 10:00 arrived lead 0
    """)
    table = measure(world, ["campaigns_slipped", "slip_days", "campaign_hours", "leads.webinar"])
    assert [row.value for row in table] == [1, 3, 12, 1]


def test_money_is_spent_when_the_event_takes_place() -> None:
    assert unfold(WEBINAR).spend["tick"].tolist() == [(2 * 24 + 10) * 60]
    assert unfold(SLOW).spend["tick"].tolist() == [(5 * 24 + 10) * 60]
    assert unfold(SLOW, horizon="5 days").spend["tick"].tolist() == []


def test_an_event_that_is_not_prepared_in_time_brings_nobody() -> None:
    log = unfold(SLOW, horizon="5 days")
    assert len(log.leads["key"]) == 0
    assert not log.select(Kind.SLIPPED, Kind.ARRIVED).any()


def test_the_part_before_the_first_day_is_done_already() -> None:
    """Of two weeks of preparation two days and ten hours lie in the run: 29/168 of 12 hours."""
    log = unfold(SLOW.replace("1 day before", "14 days before"))
    work = log.events["value"][log.select(Kind.STARTED)].tolist()
    assert work == [62, 62, 30]
    assert not log.select(Kind.SLIPPED).any()


def test_a_team_says_what_comes_first() -> None:
    """Whoever markets and sells sells first, unless the preparation is named."""
    both = """
        channels:
          web: {on: [2026-04-02 10:00]}
          webinar:
            on: [2026-04-03 10:00]
            leads: 1
            needs: {function: marketing, work: 1 h, begins: 1 day before}
        stages:
          talk: {function: sales, work: 30 min, then: {end: 100%}}
        teams:
          all: {covers: [marketing, sales], people: [ann], priorities: [PRIORITY]}
    """
    first = {}
    for priority in ("stage: talk", "stage: webinar.preparation"):
        log = unfold(both.replace("PRIORITY", f"{{{priority}}}"))
        stage = log.events["stage"][log.select(Kind.STARTED)][0]
        first[priority] = log.stages["id"][stage]
    assert first == {"stage: talk": "talk", "stage: webinar.preparation": "webinar.preparation"}


def test_a_new_organization_prepares_what_the_old_one_left() -> None:
    change = """
        reorganizations:
          - from: 2026-04-03
            teams: {crew: {covers: [marketing, sales], headcount: 2}}
            moves:
              - {people: [mari], from: marketing, to: crew}
              - {people: [ann], from: sales, to: crew}
    """
    log = unfold(dedent(SLOW) + dedent(change))
    assert log.text(kinds=[Kind.ARRIVED, Kind.SLIPPED]).count("\n") == 1


MONTHLY = """
channels:
  ads:
    leads: 10 per day
    needs: {function: marketing, work: 40 h per month, sessions: 10}
stages:
  talk: {function: sales, work: 1 min, then: {end: 100%}}
teams:
  marketing: {covers: marketing, people: [mari]}
  sales: {covers: sales, people: [ann]}
"""


def by_month(log: EventLog) -> Counter[int]:
    """How many leads came in each month of the year."""
    return Counter(dates(log, log.leads["arrived"]).month.tolist())


def test_the_work_of_a_month_brings_the_leads_of_the_next() -> None:
    """Mari starts on May 25: of May's 40 hours she can do 32 to 40 in its last week."""
    idle = MONTHLY.replace("people: [mari]", "people: [{name: mari, starts: 2026-05-25}]")
    log = unfold(idle, horizon="3 months", calendar='{hours: {mon-fri: "9:00-17:00"}}')
    came = by_month(log)
    # April is prepared; in April nobody works, so that nobody comes in May.
    assert came[4] > 250
    assert came[5] == 0
    assert came[6] > 250
    dropped = log.text(kinds=[Kind.WENT_COLD]).splitlines()
    assert len(dropped) == 10
    assert dropped[0].startswith("2026-05-01 00:00 went cold ads.preparation visit 1 step")


def test_half_of_the_work_brings_half_of_the_leads() -> None:
    half = MONTHLY.replace("40 h", "320 h")
    log = unfold(half, horizon="4 months", calendar='{hours: {mon-fri: "9:00-17:00"}}')
    came = by_month(log)
    assert came[4] > 250
    for month in (5, 6, 7):
        assert 0.4 < came[month] / 305 < 0.65


def test_work_that_is_over_in_the_planned_tick_is_in_time() -> None:
    """Eight hours from 10:00 on the day before are over at 10:00."""
    log = unfold(WEBINAR.replace("6 h", "8 h"))
    assert log.text(kinds=[Kind.FINISHED]).splitlines()[1].startswith("2026-04-03 10:00")
    assert not log.select(Kind.SLIPPED).any()
    assert log.leads["arrived"].tolist() == [(2 * 24 + 10) * 60]


def test_who_comes_late_is_ready_late() -> None:
    ready = "ready: {now: 0%, later: rest, later_after: 3 days, buys_elsewhere_after: 1 day}"
    for world, day in ((WEBINAR, 2), (SLOW, 5)):
        leads = unfold(world.replace("leads: 1", f"leads: 1\n    {ready}")).leads
        came = (day * 24 + 10) * 60
        assert leads["arrived"].tolist() == [came]
        assert leads["ready_at"].tolist() == [came + 3 * 24 * 60]
        assert leads["elsewhere_at"].tolist() == [came + 4 * 24 * 60]


def test_leads_of_a_slipped_event_come_spread_as_they_would_have() -> None:
    spread = "leads: 6\n    spread: 1 day"
    planned, late = (unfold(one.replace("leads: 1", spread), horizon="2 weeks")
                     for one in (WEBINAR, SLOW))  # fmt: skip
    assert late.leads["key"].tolist() == planned.leads["key"].tolist()
    shift = late.leads["arrived"] - planned.leads["arrived"]
    assert set(shift.tolist()) == {3 * 24 * 60}


def test_overtime_for_a_campaign_is_told_and_paid_and_wins_customers() -> None:
    """R017, R148: of 12 hours from Thursday 10:00, mari works five in the evening."""
    paid = SLOW.replace("people: [mari]}", "people: [mari], salary: 1_200_000 JPY per year}")
    late = 'overtime: {up_to: 45 h per month, until: "21:00", when: work waits, pay: 1.25}\n'
    usual, longer = (
        unfold(paid + extra, calendar='{hours: {mon-fri: "9:00-16:00"}}') for extra in ("", late)
    )
    assert longer.events["value"][longer.select(Kind.OVERTIME)].tolist() == [5 * 60]
    hours = ("overtime_hours.marketing", "idle_hours.marketing", "payroll.marketing")
    one, two = ([row.value for row in measure(log, hours)] for log in (usual, longer))
    assert two[0] - one[0] == 5
    assert two[1] - one[1] == 5
    assert two[2] > one[2]
    touches, cac = (row.value for row in measure(longer, ["touches", "cac"]))
    assert touches == 1
    assert cac == pytest.approx(300_000 + two[2])
