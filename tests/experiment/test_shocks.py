"""Alerts on shocks that we inject: they are noticed, and without a shock mostly silent."""

from __future__ import annotations

import math

import pytest

from gtmsim import GtmsimError
from gtmsim.experiment import Detection, ExperimentError, detect
from gtmsim.kpi import Rule
from gtmsim.scenario import Scenario

COMPANY = Scenario.from_text("""
name: tiny
start: 2026-04-06
horizon: 140 days
currency: JPY
calendar: {hours: always}
channels: {web: {leads: 20 per day, cost: 10万円 per month}}
stages:
  check:
    function: sales
    work: 10 min
    then: {good: {share: 50%, to: sell, milestone: mql}, lost: rest}
  sell: {function: sales, work: 10 min, then: {won: 25%, lost: rest}}
milestones: {won: end}
teams: {sales: {covers: [sales], headcount: 2}}
""")
RULES = (
    Rule("leads", "change", "week", 0.4),
    Rule("mql_rate", "average", "week", 0.4, over=4),
    Rule("cost_per_lead", "average", "month", 0.4, over=2),
)


@pytest.fixture(scope="module")
def found() -> Detection:
    """Half of the leads from the Monday of week 11 on: 70 a week, and their cost doubles."""
    return detect(
        COMPANY, {"channels.web.leads": "10 per day"}, "2026-06-15", rules=RULES, replications=20
    )


def test_a_shock_is_noticed_by_the_rules_that_see_it(found: Detection) -> None:
    """Leads are Poisson: 70 less 0.6 of the 140 before is -14 with a standard deviation of 11,
    so that nine in ten first weeks of the shock fall by 40%; months from July on."""
    leads, rate, cost = found.rows
    error = math.sqrt(0.9 * 0.1 / found.replications)
    assert abs(leads.share - 0.9) < 4 * error
    assert 0 <= leads.noticed.low < leads.share < leads.noticed.high <= 1
    assert leads.delay == 7
    assert cost.share == 1
    assert cost.delay == 47  # the first month of the shock is July
    assert rate.share <= 0.2


def test_false_alarms_are_counted_where_nothing_has_changed(found: Detection) -> None:
    """A week of 140 leads falls by 40% once in ten thousand weeks."""
    for row in found.rows:
        assert row.periods > 0
        assert row.false_alarms < 0.05


def test_a_touchy_rule_errs_often() -> None:
    """Of two Poisson weeks one is less than the other in about half of the cases."""
    touchy = [Rule("leads", "change", "week", 0.0)]
    calm = detect(COMPANY, {}, "2026-06-15", rules=touchy, replications=10)
    row = calm.rows[0]
    error = math.sqrt(0.25 / row.periods)
    assert abs(row.false_alarms - 0.5) < 4 * error + 0.03  # equal weeks are no fall


def test_a_scenario_may_date_the_shock_itself() -> None:
    dated = COMPANY.change("channels.web.until", "2026-06-15 00:00")
    found = detect(COMPANY, dated, "2026-06-15", rules=RULES[:1], replications=3)
    assert found.rows[0].share == 1


def test_both_languages(found: Detection) -> None:
    assert "median delay [days]" in found.grid().text()
    assert "誤検知率" in found.grid("ja").text()
    assert len(found.frame()) == len(RULES)


def test_a_day_outside_the_run_is_refused() -> None:
    for day, message in (("2026-04-01", "must come after"), ("2027-01-01", "the run ends")):
        with pytest.raises(ExperimentError, match=message):
            detect(COMPANY, {}, day, rules=RULES[:1], replications=1)
    with pytest.raises(GtmsimError, match="is no date"):
        detect(COMPANY, {}, "soon", replications=1)
    with pytest.raises(ExperimentError, match="no rule about 'wins'"):
        detect(COMPANY, {}, "2026-06-15", rules=RULES[:1], replications=1).row("wins")
