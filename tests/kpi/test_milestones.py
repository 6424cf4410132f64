"""Whatever a journey calls a milestone is counted: trials, reviews, references (R153, R156)."""

from __future__ import annotations

import pytest

import gtmsim
from gtmsim import Scenario
from gtmsim.kpi import measure
from gtmsim.kpi.packs import pack
from gtmsim.log import EventLog, Kind

COMPANY = """
start: 2026-04-01
horizon: 10 days
calendar: {hours: always}
channels:
  web: {every: 1 day, leads: 1}
  referral: {label: 紹介, every: 2 days, leads: 1}
stages:
  sign_up: {function: desk, work: 10 min, then: {trial: 100%}}
  buy: {function: desk, work: 10 min, then: {won: 100%}}
  ask: {function: desk, work: 10 min, then: {reviewed: 50%, end: rest}}
  publish: {function: desk, work: 20 min, then: {case_study: 100%}}
milestones: {trial: buy, won: ask, reviewed: publish, case_study: end}
teams: {desk: {covers: [desk], headcount: 1}}
"""


@pytest.fixture(scope="module")
def log() -> EventLog:
    """Ten leads by the web and five by referral; each signs up, buys, and half of them review."""
    return gtmsim.run(gtmsim.compile(Scenario.from_text(COMPANY)), seed=1)


def test_a_milestone_of_the_user_s_own_is_counted(log: EventLog) -> None:
    """Each passes the desk within the hour; who reviews is known from the log's rows alone."""
    ids = ["leads.web", "leads.referral", "reached.trial", "wins", "lead_to_win_rate"]
    found = {row.kpi: row.value for row in measure(log, ids)}
    assert list(found.values()) == [10, 5, 15, 15, 1]
    kinds, reasons = log.events["kind"], log.events["reason"]
    for name in ("reviewed", "case_study"):
        rows = (kinds == Kind.MILESTONE) & (reasons == log.milestones.index(name))
        (row,) = measure(log, [f"reached.{name}"])
        assert 0 < row.value == rows.sum() < 15


def test_the_report_for_consumers_shows_them(log: EventLog) -> None:
    shown = {row.kpi for row in measure(log, list(pack("d2c").kpis))}
    assert {"reached.trial", "reached.reviewed", "reached.case_study"} <= shown
    assert {"leads.referral", "lead_to_win_rate"} <= shown
