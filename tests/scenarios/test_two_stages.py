"""The two-stage start (R185): marketing and sales, then inside sales, then customer success.

One run, with dated changes: people move, learn and are hired, and nobody appears unsaid.
"""

from __future__ import annotations

import pytest

from gtmsim.engine import run
from gtmsim.kpi import measure
from gtmsim.log import EventLog, Kind
from gtmsim.log.audit import audit
from gtmsim.plan import compile
from gtmsim.scenario import Scenario

TWO_STAGES = """
name: two_stages
start: 2026-04-01
horizon: 24 months
calendar: {hours: {mon-fri: "9:00-18:00"}, break: "12:00-13:00"}
segments: {smb: {deal_size: 80万円 per year}}
contract: {term: 12 months}
channels:
  referral: {leads: 25 per month}
  web: {leads: 60 per month}
stages:
  nurture: {function: marketing, work: 20 min, then: {mql: 60%, lost.no_need: rest}}
  qualify: {function: inside_sales, work: 45 min, then: {sql: 40%, lost.no_need: rest}}
  deal:
    function: field_sales
    work: 90 min
    sessions: 3
    thinking: 10 days
    then: {won: 35%, lost.price: rest}
  live:
    waits_for: {check_in: {every: 2 months}, churned.value: {rate: 1% per month}}
  check_in: {function: customer_success, work: 30 min, then: {live: 100%}}
milestones: {mql: qualify, sql: deal, won: live}
mechanisms:
  learning: {first: 2, halves_after: 30}
  handoffs: [{retained: 90%, rediscovery: 20 min}]
  leaving: {rate: 12% per year, notice: 1 month}
hiring:
  replaces_leavers: yes
  search: {lognormal: {mean: 60 days, p90: 110 days}}
  notice: 1 month
  cost: 100万円
requisitions:
  second_is: {team: inside_sales, people: 1, opened: 2026-10-01}
teams:
  marketing: {covers: marketing, headcount: 1}
  sales:
    covers: [inside_sales, field_sales, customer_success]
    headcount: 5
    assignment: on_arrival
reorganizations:
  - from: 2026-10-01
    teams:
      inside_sales: {covers: inside_sales, headcount: 2}
      sales: {covers: [field_sales, customer_success], headcount: 3, assignment: on_arrival}
    reassign: [{from: sales, to: inside_sales, people: 2}]
    open_deals: RULE
  - from: 2027-07-01
    teams:
      success: {covers: customer_success, headcount: 1, assignment: on_arrival}
      sales: {covers: field_sales, headcount: 2, assignment: on_arrival}
    reassign: [{from: sales, to: success, people: [sales-3]}]
    open_deals: RULE
"""
FIRST, SECOND = 183 * 1440, 456 * 1440
"""Ticks of the two changes."""


def log_of(rule: str, seed: int = 4) -> EventLog:
    log = run(compile(Scenario.from_text(TWO_STAGES.replace("RULE", rule))), seed)
    assert audit(log) == []
    return log


def teams_of(log: EventLog, stage: str, begin: int, end: int) -> set[str]:
    """Who began to work in a stage, by team."""
    events = log.events
    mine = log.select(Kind.STARTED) & (events["stage"] == list(log.stages["id"]).index(stage))
    mine &= (events["time"] >= begin) & (events["time"] < end)
    return {str(log.teams["id"][team]) for team in set(events["team"][mine].tolist())}


def test_each_step_of_the_way_has_its_own_teams() -> None:
    log = log_of("hand over")
    assert teams_of(log, "qualify", 0, FIRST) == {"sales"}
    assert teams_of(log, "qualify", FIRST, log.horizon) == {"inside_sales"}
    assert teams_of(log, "deal", 0, log.horizon) == {"sales"}
    assert teams_of(log, "check_in", FIRST, SECOND) == {"sales"}
    assert teams_of(log, "check_in", SECOND, log.horizon) == {"success"}


@pytest.mark.parametrize("rule", ["hand over", "keep to close", "{phase over: 8 weeks}"])
def test_people_come_only_by_hiring_and_go_only_by_leaving(rule: str) -> None:
    """Six at the start; whoever else is there was hired, and whoever is not there has left."""
    log = log_of(rule)
    table = measure(log, ["hires", "leavers", "hiring_cost"])
    members = log.memberships
    at_end = len(set(members["rep"][members["to_tick"] == log.horizon].tolist()))
    assert at_end == 6 + table.value("hires") - table.value("leavers")
    assert table.value("hires") >= 1
    assert table.value("hiring_cost") == 1_000_000 * table.value("hires")


def test_open_deals_go_on_as_the_rule_says() -> None:
    """Kept deals are worked on by those who have moved; with time to phase over, for 8 weeks."""
    kept = log_of("keep to close")
    assert "inside_sales" in teams_of(kept, "deal", FIRST, FIRST + 20 * 1440)
    assert "inside_sales" in teams_of(kept, "check_in", SECOND, kept.horizon)
    phased = log_of("{phase over: 8 weeks}")
    weeks = 8 * 7 * 1440
    assert "inside_sales" in teams_of(phased, "deal", FIRST, FIRST + 20 * 1440)
    assert teams_of(phased, "deal", FIRST + weeks, SECOND) == {"sales"}
    assert teams_of(phased, "check_in", SECOND + weeks, phased.horizon) == {"success"}


def test_handing_over_at_once_costs_more_rediscovery() -> None:
    """Of the same leads, more change hands than where deals stay until they close."""

    def found_again(rule: str) -> list[float]:
        made = []
        for seed in range(8):
            log = log_of(rule, seed)
            period = (FIRST, FIRST + 30 * 1440)
            made.append(
                measure(log, ["rediscovery_hours"], period=period).value("rediscovery_hours")
            )
        return made

    at_once, kept = found_again("hand over"), found_again("keep to close")
    assert sum(at_once) > sum(kept)
