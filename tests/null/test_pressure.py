"""Bursts, loose gates and a market that is used up: what they do emerges from queues and stocks."""

from __future__ import annotations

import numpy as np
import pytest

import gtmsim
from gtmsim.experiment import sweep
from gtmsim.kpi import series
from gtmsim.log import EventLog
from gtmsim.scenario import Scenario
from tests.null.paired import assert_moves, differences, logs, wins

# --- Bursts (R122) ------------------------------------------------------------------------

WEBINARS = Scenario.from_text(
    """
start: 2026-04-06
horizon: 24 weeks
time_zone: Asia/Tokyo
calendar: {hours: {mon-fri: "9:00-18:00"}}
channels:
  web: {leads: 5 per business day}
  webinar: {first: 2026-04-13 10:00, every: 2 weeks, leads: {poisson: 40}, spread: 2 h}
stages:
  call:
    function: sales
    work: {exponential: 30 min}
    service_level: {first_touch_within: 60 business minutes, target: 90%}
    then: {end: 100%}
teams: {sales: {covers: sales, headcount: 1}}
""",
    "webinars.yaml",
)


def test_fewer_promises_are_kept_in_the_weeks_of_a_webinar() -> None:
    """R122: every other week 40 people come at once, to whom nobody can turn within the hour."""
    difference = np.asarray([kept(log, True) - kept(log, False) for log in logs(WEBINARS)])
    assert_moves(difference, -1)
    assert difference.mean() < -0.3


def kept(log: EventLog, webinar: bool) -> float:
    """Share of promises kept in weeks with a webinar, or in those without one."""
    weeks = series(log, "service_level_kept", every="week")
    came = series(log, "leads.webinar", every="week")["value"] > 0
    chosen = weeks[came == webinar]
    return float(np.average(chosen["value"], weights=chosen["denominator"]))


# --- Loose gates (R096) -------------------------------------------------------------------

GATE = Scenario.from_text(
    """
start: 2026-04-01
horizon: 120 days
calendar: {hours: always}
attributes: {fit: {latent: yes, shares: {good: 25%, poor: rest}}}
channels: {web: {leads: 20 per day}}
stages:
  gate:
    means: at_factor_one
    factors: {fit: {poor: 0.02}}
    then: {sql: 90%, disqualified: rest}
  deal:
    function: field_sales
    work: {exponential: 2 h}
    goes_cold_after: {exponential: 2 days}
    cold: lost.no_decision
    means: at_factor_one
    factors: {fit: {poor: 0.05}}
    then: {won: 40%, lost.no_decision: rest}
milestones: {sql: deal, won: end}
teams: {fs: {covers: field_sales, headcount: 1}}
""",
    "gate.yaml",
)
LOOSE = {"stages.gate.factors.fit.poor": 1}
AMPLE = {"teams.fs.headcount": 6}


def test_past_capacity_a_looser_gate_lowers_wins() -> None:
    """R096: leads of poor fit take the hours of those that would have bought, who go cold."""
    assert_moves(differences(GATE, GATE.change(LOOSE), wins), -1)


def test_with_people_enough_a_looser_gate_does_not() -> None:
    ample = GATE.change(AMPLE)
    assert_moves(differences(ample, ample.change(LOOSE), wins), 1)


# --- A market that is used up (R074) ------------------------------------------------------

USED_UP = Scenario.from_text(
    """
start: 2026-04-01
horizon: 36 months
currency: JPY
calendar: {hours: always}
segments: {smb: {accounts: 600, cooling_off: 5 years}}
channels: {web: {leads: 30 per month, cost: 30万円 per month}}
stages:
  call:
    function: sales
    work: 30 min
    then: {sql: 15%, recycle.timing: 45%, lost.no_need: rest}
  deal:
    function: sales
    work: 2 h
    then: {won: 30%, recycle.timing: 30%, lost.price: rest}
recycle: {timing: {nurture: 6 months, then: call}}
milestones: {sql: deal, won: end}
teams: {sales: {covers: sales, headcount: 2}}
""",
    "used_up.yaml",
)


def test_over_the_years_new_leads_get_fewer_and_dearer_and_more_sqls_are_old_acquaintances() -> (
    None
):
    """R074: accounts that said no rest, the channel costs as much, and the stock comes back."""
    years = ("2026-04-01", "2027-04-01", "2028-04-01", "2029-04-01")
    ids = ["leads", "cost_per_lead", "recycled_share"]
    first, last = (
        np.asarray(
            [
                [gtmsim.measure(log, ids, period=period).value(each) for each in ids]
                for log in logs(USED_UP)
            ]
        )
        for period in (years[:2], years[2:])
    )
    for place, direction in enumerate((-1, 1, 1)):
        assert_moves(last[:, place] - first[:, place], direction)


# --- The bottleneck (R174) ----------------------------------------------------------------

TWO_TEAMS = Scenario.from_text(
    """
start: 2026-04-01
horizon: 60 days
calendar: {hours: always}
channels: {web: {leads: 20 per day}}
stages:
  call:
    function: inside_sales
    work: {exponential: 30 min}
    goes_cold_after: {exponential: 8 h}
    cold: lost.cold
    then: {sql: 50%, lost.no_need: rest}
  deal:
    function: field_sales
    work: {exponential: 3 h}
    goes_cold_after: {exponential: 8 h}
    cold: lost.cold
    then: {won: 30%, lost.price: rest}
milestones: {sql: deal, won: end}
teams:
  inside_sales: {covers: inside_sales, headcount: 1}
  field_sales: {covers: field_sales, headcount: 1}
""",
    "two_teams.yaml",
)


@pytest.mark.parametrize(
    ("short", "stage", "spare", "work"),
    [
        ("field_sales", "deal", "inside_sales", {}),
        (
            "inside_sales",
            "call",
            "field_sales",
            {
                "stages.call.work": {"exponential": "100 min"},
                "stages.deal.work": {"exponential": "30 min"},
            },
        ),
    ],
)
def test_one_person_more_where_the_bottleneck_is_named_helps_most(
    short: str, stage: str, spare: str, work: dict[str, object]
) -> None:
    """R174: the named stage is confirmed by one person more there, and one elsewhere."""
    scenario = TWO_TEAMS.change(work) if work else TWO_TEAMS
    named = sweep(
        scenario,
        {f"teams.{short}.headcount": [1]},
        replications=8,
        kpis=["wins", "utilization.TEAM", "backlog.STAGE"],
    ).bottleneck(0)
    assert named is not None
    assert (named.team, named.stage, named.short) == (short, stage, True)
    there, elsewhere = (
        differences(scenario, scenario.change(f"teams.{team}.headcount", 2), wins)
        for team in (short, spare)
    )
    assert_moves(there, 1)
    assert_moves(there - elsewhere, 1)
