"""Planning backwards: the spreadsheet's numbers, and what the simulation says to them."""

from __future__ import annotations

import math

import pytest

from gtmsim import GtmsimError, reverse_funnel
from gtmsim.experiment import Rates, ReverseFunnel, needs
from gtmsim.experiment.backwards import counted
from gtmsim.experiment.levers import more_leads
from gtmsim.scenario import Scenario

OKU = 100_000_000

COMPANY = """
name: tiny
start: 2026-04-01
horizon: 90 days
currency: JPY
calendar: {hours: always}
channels:
  web: {leads: 4 per day}
  event: {every: 1 week, leads: {poisson: 7}}
segments: {all: {share: 100%, deal_size: 100万円}}
stages:
  check:
    function: sales
    work: 10 min
    then: {good: {share: 50%, to: sell, milestone: sql}, lost: rest}
  sell: {function: sales, work: 10 min, decides: {after: 20 days}, then: {won: 25%, lost: rest}}
milestones: {won: end}
teams: {sales: {covers: [sales], headcount: 1}}
"""


def test_the_worked_example_of_the_source() -> None:
    """R160-R164: 1億円 ÷ 200万円 = 50, ÷ 25% = 200, ÷ 20% = 1,000, ÷ 10% = 10,000; 4億円."""
    rates = Rates(2_000_000, win_rate=0.25, opportunity_rate=0.2, mql_rate=0.1, lead_rate=0.02)
    found = needs(OKU, rates)
    assert found.wins == pytest.approx(50)
    assert found.sql == pytest.approx(200)
    assert found.mql == pytest.approx(1_000)
    assert found.leads == pytest.approx(10_000)
    assert found.visits == pytest.approx(500_000)
    assert found.pipeline == pytest.approx(4 * OKU)


def test_two_rates_whose_product_is_the_same_need_the_same() -> None:
    """R162: MQL to SAL 40% and SAL to SQL 50% are MQL to SQL 20%."""
    found = needs(OKU, Rates(2_000_000, 0.25, sql_rate=0.5, sal_rate=0.4, mql_rate=0.1))
    assert found.sal == pytest.approx(400)
    assert found.mql == pytest.approx(1_000)
    assert found.leads == pytest.approx(10_000)
    assert found.visits is None


def test_half_a_lead_is_none_and_rates_are_above_0() -> None:
    assert counted(49.01) == counted(50) == 50
    with pytest.raises(GtmsimError, match="win_rate is 0"):
        Rates(2_000_000, 0)


@pytest.fixture(scope="module")
def found() -> ReverseFunnel:
    """40 million by the end of June, of which the leads of the last 20 days bring nothing."""
    return reverse_funnel(
        Scenario.from_text(COMPANY), "7500万円", "2026-06-29", replications=30, seed=3
    )


def test_rates_are_those_of_the_scenario(found: ReverseFunnel) -> None:
    """Of about 450 leads in each of 30 replications one half is SQL, of these a quarter wins."""
    leads = 450 * 30
    for rate, true, number in (
        (found.rates.win_rate, 0.25, leads / 2),
        (found.steps[1].rate, 0.5, leads),
    ):
        assert abs(rate - true) < 4 * math.sqrt(true * (1 - true) / number)
    assert found.rates.deal_size == 1_000_000


def test_what_lag_keeps_back_is_told(found: ReverseFunnel) -> None:
    """Wins take 20 days: of 90 days of leads, those of 70 are won by then."""
    wins = found.steps[-1]
    assert wins.needed == pytest.approx(75)
    assert wins.then / wins.later == pytest.approx(70 / 90, abs=0.05)
    assert wins.missing > 0


def test_channels_add_up_to_what_is_needed(found: ReverseFunnel) -> None:
    assert sum(each.leads for each in found.channels) == pytest.approx(found.steps[0].needed)
    assert sum(each.wins for each in found.channels) == pytest.approx(75)


def test_levers_say_what_they_take(found: ReverseFunnel) -> None:
    """People wait for work here, not work for people: more of them bring nothing."""
    levers = {lever.name: lever for lever in found.levers}
    assert found.hit.mean < 0.5
    assert not levers["people"].closes
    for name in ("leads", "rate", "price"):
        assert levers[name].closes
        assert levers[name].hit >= 0.5
        # 44 wins are expected by then and 75 are needed: about 1.7 times as much.
        assert 1.3 < levers[name].multiple < 2.6
    assert levers["price"].note


def test_leads_are_multiplied_however_they_come() -> None:
    """One by one, at events, by the month; a single visitor stays one."""
    ways = """channels:
  web: {leads: 4 per day}
  fair: {every: 1 week, leads: 3}
  phone: {interarrival: {exponential: 6 h}}
  visitor: {on: [2026-04-08]}
"""
    text = COMPANY.replace(COMPANY[COMPANY.index("channels:") : COMPANY.index("segments:")], ways)
    more, note = more_leads(Scenario.from_text(text), 2.0)
    assert note == "not multiplied: visitor"
    leads = {name: channel.leads for name, channel in more.channels.items()}
    assert str(leads["web"]) == "8 per day"
    assert leads["fair"].mean() == 6
    assert more.channels["phone"].interarrival.mean() == 180


def test_a_revenue_that_is_reached_needs_no_lever() -> None:
    easy = reverse_funnel(Scenario.from_text(COMPANY), 20e6, "2026-06-29", replications=5)
    assert easy.hit.mean == 1
    assert not easy.levers
    assert "P(hit) 100%" in repr(easy)


def test_both_languages(found: ReverseFunnel) -> None:
    english = "\n".join(grid.text() for grid in found.grids())
    japanese = "\n".join(grid.text() for grid in found.grids("ja"))
    assert "what closes the gap alone" in english
    assert "not even" in english
    assert "単独で不足を埋める打ち手" in japanese
    assert "7,500万円" in japanese


@pytest.mark.parametrize(
    ("revenue", "by", "message"),
    [
        ("100", "2026-03-01", "is before the start"),
        ("$100", "2026-06-01", "is in USD, and the scenario in JPY"),
        ("much", "2026-06-01", "revenue: "),
        ("inf", "2026-06-01", "revenue: "),
        ("1,2,3", "2026-06-01", "does not group thousands"),
        (math.inf, "2026-06-01", "must be a number above 0"),
        ("-5", "2026-06-01", "is negative"),
        ("0", "2026-06-01", "must be a number above 0"),
        ("100", "soon", "'soon' is no date"),
    ],
)
def test_what_cannot_be_planned_is_refused(revenue: str | float, by: str, message: str) -> None:
    with pytest.raises(GtmsimError, match=message):
        reverse_funnel(Scenario.from_text(COMPANY), revenue, by, replications=2)


def test_a_milestone_that_nobody_passes_is_left_out() -> None:
    """Leads that begin where they are sold pass no MQL: wins are divided by leads."""
    text = COMPANY.replace("milestones: {won", "milestones: {mql: check, won")
    found = reverse_funnel(
        Scenario.from_text(text.replace(", milestone: sql", "")), 1e6, "2026-06-01",
        replications=2, close_gap=False,
    )  # fmt: skip
    won, came = (next(each.later for each in found.steps if each.step == step)
                 for step in ("won", "arrival"))  # fmt: skip
    assert found.rates.win_rate == pytest.approx(won / came)
    assert found.rates.mql_rate is None


def test_visits_that_bring_nobody_are_refused_before_anything_runs() -> None:
    with pytest.raises(GtmsimError, match="leads by visits are 0%"):
        reverse_funnel(Scenario.from_text(COMPANY), 1e6, "2026-06-01", lead_rate=0.0)


def test_without_money_there_is_no_revenue() -> None:
    bare = Scenario.from_text(COMPANY).change({"currency": None, "segments": None})
    with pytest.raises(GtmsimError, match="no currency"):
        reverse_funnel(bare, 100, "2026-06-01", replications=2)


def test_people_are_not_multiplied_where_the_organization_changes() -> None:
    """R159: nothing says where the additional ones would go; the other levers are turned."""
    changed = COMPANY + (
        "reorganizations:\n"
        "  - from: 2026-05-01\n"
        "    teams: {crew: {covers: [sales], headcount: 1}}\n"
        "    moves: [{people: 1, from: sales, to: crew}]\n"
    )
    found = reverse_funnel(Scenario.from_text(changed), 3 * OKU, by="2026-06-29", replications=2)
    people = next(each for each in found.levers if each.name == "people")
    assert (people.closes, people.note) == (False, "the organization changes on a date")
    assert any("日付で組織が変わる" in grid.text() for grid in found.grids("ja"))
