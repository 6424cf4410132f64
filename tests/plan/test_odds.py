"""Base probabilities mean what the file says: averages over the market, or at factor one."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gtmsim.engine import run
from gtmsim.log import EventLog, Kind
from gtmsim.plan import Plan, compile
from gtmsim.plan.factors import CERTAIN, chance, months_to_year_end
from gtmsim.plan.odds import Mix, average, base_odds, distribution
from gtmsim.plan.steps import Factor, Source
from gtmsim.scenario import Scenario

CERTAINTY = 4.0
SEGMENT = Source.SEGMENT

SHARES = st.lists(st.floats(0.01, 1), min_size=1, max_size=4).map(lambda s: [x / sum(s) for x in s])
SIZES = st.lists(st.floats(0.01, 100), min_size=4, max_size=4)


def by_segment(sizes: list[float]) -> Factor:
    return Factor(SEGMENT, by_value=tuple(sizes))


def mix_of(*shares: list[float], weights: list[float] | None = None) -> Mix:
    return Mix(
        weights or [1.0] * len(shares),
        [{int(SEGMENT): one} for one in shares],
        [{} for _ in shares],
    )


# --- The solver -------------------------------------------------------------------------


@given(st.floats(0.001, 0.999), SIZES, SHARES, SHARES, st.floats(0.1, 10))
def test_the_average_over_the_mix_is_the_share_of_the_file(
    share: float, sizes: list[float], one: list[float], other: list[float], weight: float
) -> None:
    factors = [by_segment(sizes), Factor(Source.CHANNEL, by_value=(1.0, 2.5))]
    mix = mix_of(one, other, weights=[1.0, weight])
    odds = base_odds(share, factors, mix)
    expected = 0.0
    for channel, (shares, part) in enumerate(zip((one, other), (1.0, weight), strict=True)):
        for segment, leads in enumerate(shares):
            values = [0.0] * 16
            values[Source.CHANNEL], values[SEGMENT] = channel, segment
            expected += part / (1 + weight) * leads * chance(odds, factors, values)
    assert math.isclose(expected, share, rel_tol=1e-9)


@given(st.floats(0.001, 0.999), SIZES)
def test_at_factor_one_the_share_holds_for_a_lead_without_factors(
    share: float, sizes: list[float]
) -> None:
    odds = base_odds(share, [by_segment(sizes)], None)
    assert math.isclose(odds / (1 + odds), share, rel_tol=1e-12)


@given(st.floats(0.001, 0.999), st.floats(0.01, 100), SHARES)
def test_a_factor_that_all_leads_share_changes_nothing(
    share: float, size: float, segments: list[float]
) -> None:
    """It is part of the average already: not counted twice."""
    factors = [by_segment([size] * 4)]
    odds = base_odds(share, factors, mix_of(segments))
    assert math.isclose(chance(odds, factors, [0.0] * 16), share, rel_tol=1e-9)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_impossible_and_certain_stay_so(share: float) -> None:
    factors = [by_segment([0.1, 9, 1, 1])]
    odds = base_odds(share, factors, mix_of([0.5, 0.5]))
    assert odds == (CERTAIN if share else 0.0)
    assert chance(odds, factors, [0.0] * 16) == share


@given(st.floats(0.01, 0.98), SIZES, SHARES)
def test_a_higher_share_has_higher_odds(
    share: float, sizes: list[float], segments: list[float]
) -> None:
    factors = [by_segment(sizes)]
    low, high = (base_odds(p, factors, mix_of(segments)) for p in (share, share + 0.01))
    assert low < high


def test_what_service_does_is_not_the_markets() -> None:
    """Response delay, recycling and being a customer act on top of the share."""
    slow = Factor(Source.RESPONSE_DELAY, points=(0, 60), at_points=(0.9, 0.2))
    again = Factor(Source.RECYCLES, by_value=(1.0, 0.5))
    customer = Factor(Source.CUSTOMER, by_value=(1.0, 3.0))
    for factor in (slow, again, customer):
        assert distribution([factor], mix_of([0.5, 0.5])) == {1.0: 1.0}
        assert base_odds(0.3, [factor], mix_of([1.0])) == base_odds(0.3, [], None)


def test_a_mix_of_some_channels() -> None:
    both = mix_of([1.0, 0.0], [0.0, 1.0], weights=[3.0, 1.0])
    factors = [by_segment([2.0, 5.0])]
    assert distribution(factors, both) == {2.0: 0.75, 5.0: 0.25}
    other = distribution(factors, both.of({1}))
    assert {size: weight for size, weight in other.items() if weight} == {5.0: 1.0}
    assert distribution(factors, both.of(set())) == {1.0: 1.0}


def test_the_distribution_is_one() -> None:
    mix = mix_of([0.2, 0.8], [0.6, 0.4], weights=[1.0, 4.0])
    spread = distribution([by_segment([2, 0.5, 1, 1]), by_segment([3, 1, 1, 1])], mix)
    assert math.isclose(sum(spread.values()), 1.0)
    assert math.isclose(average(1.0, spread), sum(w * f / (1 + f) for f, w in spread.items()))


# --- Whole scenarios --------------------------------------------------------------------

MARKET = """
start: 2026-04-01
horizon: 100 days
segments: {smb: {share: 80%}, large: {share: 20%}}
attributes:
  region: {shares: {east: 50%, west: 30%, north: rest}}
  employees: {law: {lognormal: {median: 50, cv: 1.5}}}
  fit: {shares: {good: 30%, poor: rest}, latent: yes}
channels:
  web: {leads: 150 per day, ready: {now: 20%, later: 50%, later_after: 30 days, never: rest}}
  ads:
    leads: 50 per day
    segments: {smb: 30%, large: rest}
    attributes: {fit: {shares: {good: 90%, poor: rest}}}
stages:
  gate:
    then: {won: 30%, lost.price: 50%, lost.no_need: rest}
milestones: {won: end}
teams: {}
"""

FACTORS: dict[str, dict[str, Any]] = {
    "segment": {"segment": {"smb": 0.3, "large": 4}},
    "channel": {"channel": {"ads": 5}},
    "a category": {"region": {"east": 0.2, "north": 6}},
    "a number": {"employees": {">= 100": 6, "< 10": 0.1}},
    "a latent": {"fit": {"good": 8}},
    "readiness": {"readiness": {"now": 9, "later": 1, "never": 0.02}},
    "all of them": {
        "segment": {"large": 3},
        "channel": {"ads": 2},
        "region": {"west": 0.5},
        "employees": {">= 100": 2},
        "fit": {"good": 3},
        "readiness": {"never": 0.2},
    },
}


def won(log: EventLog) -> tuple[int, int]:
    return int(log.select(Kind.DONE).sum()), len(log.leads["key"])


def assert_share(wins: int, leads: int, share: float) -> None:
    error = math.sqrt(share * (1 - share) / leads)
    assert abs(wins / leads - share) < CERTAINTY * error


@pytest.mark.parametrize("name", FACTORS)
def test_the_average_holds_in_a_run(name: str) -> None:
    """Some 20,000 leads of the market: 30 % go onward, whichever factor is turned on."""
    scenario = Scenario.from_text(MARKET).change("stages.gate.factors", FACTORS[name])
    assert_share(*won(run(compile(scenario), 2026)), 0.3)


def test_a_factor_works_nevertheless() -> None:
    """The average holds, and large accounts buy more often than small ones."""
    scenario = Scenario.from_text(MARKET).change("stages.gate.factors", FACTORS["segment"])
    log = run(compile(scenario), 2026)
    done = log.events["lead"][log.select(Kind.DONE)]
    odds = []
    for segment in range(2):
        leads = int((log.leads["segment"] == segment).sum())
        share = float((log.leads["segment"][done] == segment).sum()) / leads
        odds.append(share / (1 - share))
    assert abs(math.log(odds[1] / odds[0] / (4 / 0.3))) < CERTAINTY * 0.05


def test_at_factor_one_the_market_decides() -> None:
    """The share is that of a lead whose factors are 1: here of small accounts."""
    factors = {"segment": {"large": 4}}
    scenario = Scenario.from_text(MARKET).change(
        {"stages.gate.factors": factors, "stages.gate.means": "at_factor_one"}
    )
    log = run(compile(scenario), 2026)
    done = log.events["lead"][log.select(Kind.DONE)]
    small = log.leads["segment"] == 0
    assert_share(int(small[done].sum()), int(small.sum()), 0.3)
    odds = 4 * 0.3 / 0.7
    assert_share(int((~small)[done].sum()), int((~small).sum()), odds / (1 + odds))


def test_attempts_connect_on_average_too() -> None:
    calls = {
        "function": "sales",
        "attempts": {
            "max": 1,
            "connect": "40%",
            "work": "1 min",
            "exhausted": "lost.unreached",
            "factors": {"segment": {"smb": 0.3, "large": 4}},
        },
        "then": {"won": "100%"},
    }
    scenario = Scenario.from_text(MARKET).change(
        {"stages.gate": calls, "teams.sales": {"covers": "sales", "headcount": 30}}
    )
    log = run(compile(scenario), 2026)
    assert_share(int(log.select(Kind.CONNECTED).sum()), int(log.select(Kind.STARTED).sum()), 0.4)


def test_channels_that_never_come_here_do_not_count() -> None:
    """The average of a stage is over leads that can reach it."""
    factors = {"stages.gate.factors": {"segment": {"smb": 0.3, "large": 4}}}
    base = Scenario.from_text(MARKET).change(factors)
    with_other = base.change(
        {
            "channels.partner": {
                "leads": "500 per day",
                "segments": {"large": "100%"},
                "enters": "signs",
            },
            "stages.signs": {"then": {"end": "100%"}},
        }
    )
    assert odds_of(compile(base), "gate") == odds_of(compile(with_other), "gate")
    entering = with_other.change("stages.signs.then", {"gate": "100%"})
    assert odds_of(compile(entering), "gate") < odds_of(compile(base), "gate")


def odds_of(plan: Plan, stage: str) -> float:
    (found,) = [one for one in plan.stages if one.name == stage]
    assert found.outcomes is not None
    return found.outcomes.odds


def test_reasons_keep_the_proportions_of_the_file() -> None:
    """Whatever moves the odds: of those lost, 50 in 70 are lost to the price."""
    scenario = Scenario.from_text(MARKET).change("stages.gate.factors", FACTORS["all of them"])
    log = run(compile(scenario), 2026)
    lost = log.events["reason"][log.select(Kind.LOST)]
    price = int((lost == log.reasons.index("price")).sum())
    assert_share(price, len(lost), 50 / 70)
    assert np.unique(lost).size == 2


# --- Months, ends of years and products --------------------------------------------------


DATED = """
start: 2026-04-01
horizon: 12 months
segments:
  smb: {share: 80%, fiscal_year_starts: {April: 50%, January: 30%, October: rest}}
  large: {share: 20%, fiscal_year_starts: April, products: {plus: 90%, basic: rest}}
products:
  basic: {price: 1_000 JPY per month, share: 70%}
  plus: {price: 3_000 JPY per month, share: rest}
channels:
  web: {leads: 40 per day, season: {Mar: 2, Aug: 0.5}, trend: 30%}
  fair:
    on: [2026-06-30 23:00, 2026-11-05 10:00]
    leads: {poisson: 1500}
    spread: 2 h
    segments: {smb: 30%, large: rest}
  partner: {interarrival: {exponential: 3 h}, first: 2026-09-01, until: 2027-02-01}
stages:
  gate:
    then: {won: 30%, lost.price: 50%, lost.no_need: rest}
milestones: {won: end}
teams: {}
"""

DATED_FACTORS: dict[str, dict[str, Any]] = {
    "the month": {"month": {"Mar": 5, "Jul": 3, "Nov": 0.2}},
    "the end of the year": {"months_to_year_end": {"0": 8, "1": 3, "6": 0.1}},
    "the product": {"product": {"plus": 6}},
    "the segment's products": {"product": {"plus": 6}, "segment": {"large": 4}},
    "all of them": {
        "month": {"Mar": 3, "6": 2},
        "segment": {"large": 0.2},
        "channel": {"fair": 4},
        "product": {"basic": 0.5},
        "months_to_year_end": {"0": 4, "11": 0.2},
    },
}


def expected_share(scenario: Scenario) -> float:
    """The mean probability over the market, counted day by day and cell by cell."""
    plan = compile(scenario)
    (gate,) = [one.outcomes for one in plan.stages if one.outcomes is not None]
    total, onward = 0.0, 0.0
    for channel, day, leads in daily_leads():
        for segment, begins, product, share in buyers_of(channel):
            values: list[float] = [0.0] * 16
            values[Source.CHANNEL], values[SEGMENT], values[Source.PRODUCT] = (
                channel,
                segment,
                product,
            )
            values[Source.MONTH] = day.month - 1
            values[Source.YEAR_END] = (begins - 1 - day.month) % 12
            total += leads * share
            onward += leads * share * chance(gate.odds, gate.factors, values)
    return onward / total


def daily_leads() -> Iterator[tuple[int, date, float]]:
    """(channel, day, expected leads) as the file says, worked out once more."""
    for number in range(365):
        day = date(2026, 4, 1) + timedelta(days=number)
        season = {3: 2.0, 8: 0.5}.get(day.month, 1.0)
        yield 0, day, 40 * season * 1.3 ** (number / 365.25)
        if date(2026, 9, 1) <= day < date(2027, 2, 1):
            yield 2, day, 8.0
    for day, leads in (
        (date(2026, 6, 30), 750),
        (date(2026, 7, 1), 750),
        (date(2026, 11, 5), 1500),
    ):
        yield 1, day, float(leads)


def buyers_of(channel: int) -> Iterator[tuple[int, int, int, float]]:
    """(segment, first month of the fiscal year, product, share)."""
    small = 0.3 if channel == 1 else 0.8
    for begins, share in ((4, 0.5), (1, 0.3), (10, 0.2)):
        yield 0, begins, 0, small * share * 0.7
        yield 0, begins, 1, small * share * 0.3
    yield 1, 4, 0, (1 - small) * 0.1
    yield 1, 4, 1, (1 - small) * 0.9


@pytest.mark.parametrize("name", DATED_FACTORS)
def test_the_average_over_months_years_and_products_is_exact(name: str) -> None:
    """Weighted by when each channel's leads come, with its season, trend and events."""
    scenario = Scenario.from_text(DATED).change("stages.gate.factors", DATED_FACTORS[name])
    assert math.isclose(expected_share(scenario), 0.3, rel_tol=1e-6)


@pytest.mark.parametrize("name", DATED_FACTORS)
def test_it_holds_in_a_run_too(name: str) -> None:
    scenario = Scenario.from_text(DATED).change("stages.gate.factors", DATED_FACTORS[name])
    assert_share(*won(run(compile(scenario), 2026)), 0.3)


def test_months_in_which_no_lead_comes_do_not_count() -> None:
    """From April to June: a factor on August is none, and August's leads are no lead's."""
    factors = {"month": {"Aug": 50, "Apr": 1, "May": 1, "Jun": 1}}
    base = Scenario.from_text(DATED).change(
        {"horizon": "3 months", "channels.fair": None, "channels.partner": None}
    )
    moved = base.change("stages.gate.factors", factors)
    assert math.isclose(odds_of(compile(moved), "gate"), odds_of(compile(base), "gate"))


def test_factors_of_one_leave_the_odds_alone() -> None:
    """To the last bit: neither is anything solved, nor anything rounded."""
    neutral = {
        "month": {"Mar": 1},
        "months_to_year_end": {"0": 1, "11": 1},
        "product": {"plus": 1},
        "segment": {"large": 1},
    }
    base = Scenario.from_text(DATED)
    moved = base.change("stages.gate.factors", neutral)
    assert odds_of(compile(moved), "gate") == odds_of(compile(base), "gate")


def test_a_mix_knows_that_years_end_in_months() -> None:
    """Not independent: of leads that come in March, half are in the last month of their year."""
    mix = replace(
        mix_of([1.0]), months=[[0.0, 0.0, 0.5, 0.5] + [0.0] * 8], years=[{3: 0.5, 0: 0.5}]
    )
    last = Factor(Source.YEAR_END, by_value=(10.0, *[1.0] * 11))
    march = Factor(Source.MONTH, by_value=(1.0, 1.0, 10.0, *[1.0] * 9))
    assert distribution([last], mix) == {10.0: 0.25, 1.0: 0.75}
    assert distribution([last, march], mix) == {100.0: 0.25, 10.0: 0.25, 1.0: 0.5}


@given(st.integers(0, 11), st.integers(0, 11))
def test_months_to_year_end_count_down(begins: int, month: int) -> None:
    left = months_to_year_end(begins, month)
    assert 0 <= left <= 11
    assert (month + left + 1) % 12 == begins
