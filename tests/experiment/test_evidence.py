"""Evidence widens a forecast by what it does not know: `12 of 48` against `25%`.

One decision about each of n leads. With a share that is known, wins are binomial. With evidence
of k in m, the share is a beta law (Jeffreys: k + 1/2, m - k + 1/2), hence wins are beta-binomial.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from gtmsim.experiment import Result, simulate
from gtmsim.scenario import Scenario

LEADS = 200
REPLICATIONS = 500
BETA = (12.5, 36.5)

DECISION = f"""\
name: decision
start: 2026-01-01
horizon: 1 month
channels:
  list: {{on: [2026-01-06], leads: {LEADS}}}
stages:
  think:
    decides: {{after: 1 day}}
    then: {{won: {{share: 25%, to: end, milestone: won}}, lost: rest}}
teams: {{}}
targets:
  wins: {{measure: wins, by: {{2026-01: 60}}}}
"""


def simulated(share: str) -> Result:
    scenario = Scenario.from_text(DECISION.replace("25%", share))
    return simulate(scenario, replications=REPLICATIONS, kpis=["wins"], seed=11)


@pytest.fixture(scope="module")
def known() -> Result:
    return simulated("25%")


@pytest.fixture(scope="module")
def evidence() -> Result:
    return simulated("12 of 48")


BINOMIAL = stats.binom(LEADS, 0.25)
BETA_BINOMIAL = stats.betabinom(LEADS, *BETA)


def spread(values: NDArray[np.float64]) -> tuple[float, float]:
    """The variance over replications, with its standard error."""
    variance = float(values.var(ddof=1))
    fourth = float(((values - values.mean()) ** 4).mean())
    return variance, math.sqrt((fourth - variance**2) / len(values))


def test_a_known_share_leaves_the_luck_of_the_leads(known: Result) -> None:
    variance, error = spread(known.values("wins"))
    assert abs(variance - BINOMIAL.var()) < 4 * error


def test_evidence_adds_the_spread_of_the_beta_law(known: Result, evidence: Result) -> None:
    variance, error = spread(evidence.values("wins"))
    assert abs(variance - BETA_BINOMIAL.var()) < 4 * error
    # Of a beta-binomial: E[n p (1 - p)] is luck, n^2 Var(p) is the input.
    share = stats.beta(*BETA)
    luck = LEADS * (share.mean() - share.moment(2))
    assert BETA_BINOMIAL.var() == pytest.approx(luck + LEADS**2 * share.var())
    before, before_error = spread(known.values("wins"))
    added = BETA_BINOMIAL.var() - BINOMIAL.var()
    assert abs(variance - before - added) < 4 * math.hypot(error, before_error)
    assert added > 4 * BINOMIAL.var(), "the input matters more than luck"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_the_forecast_range_is_that_of_the_beta_binomial(evidence: Result, share: float) -> None:
    # An interval of order statistics, missed once in ten thousand times.
    found = evidence.quantile("wins", share, level=0.9999)
    assert found.low <= BETA_BINOMIAL.ppf(share) <= found.high


def test_the_range_of_the_targets_table_is_wider_by_as_much(
    known: Result, evidence: Result
) -> None:
    narrow, wide = (result.targets().row("wins@2026-01") for result in (known, evidence))
    expected = np.diff(BETA_BINOMIAL.ppf([0.1, 0.9]))[0] / np.diff(BINOMIAL.ppf([0.1, 0.9]))[0]
    found = (wide.p90 - wide.p10) / (narrow.p90 - narrow.p10)
    # The standard error of a quantile is sqrt(q (1 - q) / n) / density; normal laws by and large.
    relative = math.sqrt(2 * 0.09 / REPLICATIONS) / float(stats.norm.pdf(1.2816)) / (2 * 1.2816)
    assert abs(math.log(found / expected)) < 4 * math.sqrt(2) * relative
    assert found > 1.8


def test_the_probability_to_hit_holds_what_is_not_known(known: Result, evidence: Result) -> None:
    for result, law in ((known, BINOMIAL), (evidence, BETA_BINOMIAL)):
        chance = float(law.sf(59))
        hit = result.targets().row("wins@2026-01").hit
        assert hit is not None
        assert abs(hit.mean - chance) < 4 * math.sqrt(chance * (1 - chance) / REPLICATIONS)


def test_the_page_says_whose_spread_it_is(known: Result, evidence: Result) -> None:
    assert "replications: luck. P(hit)" in repr(known.targets())
    assert "replications: luck and uncertain inputs. P(hit)" in repr(evidence.targets())


def test_the_central_value_is_the_share_of_the_evidence() -> None:
    scenario = Scenario.from_text(DECISION)
    plain = simulate(scenario, replications=5, kpis=["wins"])
    unsure = scenario.change("stages.think.then.won.share", "12 of 48")
    central = simulate(unsure, replications=5, kpis=["wins"], inputs="central")
    np.testing.assert_array_equal(central.values("wins"), plain.values("wins"))
