"""Intervals hold their level: 10,000 synthetic experiments for each estimator.

Skewed laws are part of it. Where the level is not kept, the coverage that *is* reached stands in
the docstring of the estimator, and is measured here.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from gtmsim.stats import (
    Limits,
    bca_limits,
    mean,
    quantile,
    quantile_limits,
    quantile_ranks,
    share,
    student_limits,
    wilson_limits,
)
from tests.stats.chance import assert_at_least, assert_share, lognormal

EXPERIMENTS = 10_000
ROUNDING = 0.0005  # documented coverages are rounded to a tenth of a percent
SEED = 20_240_401

Table = NDArray[np.float64]


def holds(limits: Limits, truth: float) -> NDArray[np.bool_]:
    return (limits.low <= truth) & (truth <= limits.high)


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
@pytest.mark.parametrize("n", [2, 5, 30])
def test_means_of_normal_replications(n: int, level: float) -> None:
    values = np.random.default_rng(SEED).normal(7, 3, size=(EXPERIMENTS, n))
    assert_share(holds(student_limits(values, level=level), 7), level)


@pytest.mark.parametrize("n", [5, 30])
def test_means_of_counts(n: int) -> None:
    """Monthly wins are counts; at a mean of 20 that costs less than half a percent."""
    values = np.random.default_rng(SEED).poisson(20, size=(EXPERIMENTS, n))
    assert_share(holds(student_limits(values), 20), 0.95, rounding=0.005)


def exponential(rng: np.random.Generator, size: tuple[int, ...]) -> Table:
    return rng.exponential(size=size)


def lognormal_1(rng: np.random.Generator, size: tuple[int, ...]) -> Table:
    return lognormal(rng, 1.0, size)


def lognormal_2(rng: np.random.Generator, size: tuple[int, ...]) -> Table:
    return lognormal(rng, 2.0, size)


DOCUMENTED = {
    exponential: {5: 0.882, 10: 0.901, 30: 0.927, 100: 0.942},
    lognormal_1: {5: 0.859, 10: 0.871, 30: 0.905, 100: 0.930},
    lognormal_2: {5: 0.751, 10: 0.778, 30: 0.837, 100: 0.887},
}


@pytest.mark.parametrize(
    ("law", "n", "reached"),
    [(law, n, reached) for law, row in DOCUMENTED.items() for n, reached in row.items()],
)
def test_means_of_skewed_replications_reach_what_is_documented(
    law: type, n: int, reached: float
) -> None:
    values = law(np.random.default_rng(SEED), (EXPERIMENTS, n))
    # The documented figure was itself measured, in 200,000 experiments.
    allowed = ROUNDING + 4 * np.sqrt(reached * (1 - reached) / 200_000)
    assert_share(holds(student_limits(values), 1.0), reached, rounding=float(allowed))


@pytest.mark.parametrize("missing", [0.1, 0.5])
def test_means_with_missing_replications(missing: float) -> None:
    rng = np.random.default_rng(SEED)
    values = rng.normal(size=(EXPERIMENTS, 20))
    values[rng.random(values.shape) < missing] = np.nan
    limits = student_limits(values)
    usable = limits.n >= 2
    assert_share(holds(limits, 0.0)[usable], 0.95)
    assert np.isnan(limits.low[~usable]).all()


@pytest.mark.parametrize("correlation", [0.0, 0.9])
@pytest.mark.parametrize("n", [5, 30])
def test_paired_differences(n: int, correlation: float) -> None:
    rng = np.random.default_rng(SEED)
    shared = rng.normal(size=(EXPERIMENTS, n)) * np.sqrt(correlation)
    own = rng.normal(size=(2, EXPERIMENTS, n)) * np.sqrt(1 - correlation)
    differences = (shared + own[1] + 0.3) - (shared + own[0])
    assert_share(holds(student_limits(differences), 0.3), 0.95)


def test_paired_differences_of_skewed_replications_are_less_skewed() -> None:
    """Lognormal designs of cv 1, n = 30: a multiple is as skewed as the design, own luck is not.

    A design that is the baseline times 1.1 covers as rarely as the mean does (90.5%); where own
    luck dominates, the difference is symmetric and keeps its level.
    """
    rng = np.random.default_rng(SEED)
    shared = lognormal(rng, 1.0, (EXPERIMENTS, 30))
    multiple = 1.1 * shared - shared
    assert_share(holds(student_limits(multiple), 0.1), 0.905, rounding=0.003)
    symmetric = lognormal(rng, 1.0, (EXPERIMENTS, 30)) - lognormal(rng, 1.0, (EXPERIMENTS, 30))
    assert_at_least(holds(student_limits(symmetric), 0.0), 0.95)


@pytest.mark.parametrize(
    ("n", "truth"), [(10, 0.3), (30, 0.05), (30, 0.5), (100, 0.9), (300, 0.02)]
)
def test_shares(n: int, truth: float) -> None:
    """Coverage is what the binomial law says exactly, and never below the documented floor."""
    hits = np.random.default_rng(SEED).binomial(n, truth, size=EXPERIMENTS)
    measured = holds(wilson_limits(hits, np.full(EXPERIMENTS, n)), truth)
    every = np.arange(n + 1)
    exact = stats.binom.pmf(every, n, truth) @ holds(wilson_limits(every, np.full(n + 1, n)), truth)
    assert_share(measured, float(exact))
    assert exact > (0.925 if 5 <= n * truth <= n - 5 else 0.915)


@pytest.mark.parametrize("n", [10, 30, 100, 300])
def test_shares_hold_their_level_on_average(n: int) -> None:
    truths = np.linspace(0.0005, 0.9995, 2000)
    every = np.arange(n + 1)
    limits = wilson_limits(every, np.full(n + 1, n))
    inside = (limits.low[:, None] <= truths) & (truths <= limits.high[:, None])
    exact = (stats.binom.pmf(every[:, None], n, truths) * inside).sum(axis=0)
    assert exact.mean() >= 0.95
    expected = np.minimum(truths, 1 - truths) * n
    assert exact.min() > 0.835
    assert exact[expected >= 1].min() > 0.915
    assert n == 10 or exact[expected >= 5].min() > 0.925


LAWS = [stats.norm(), stats.expon(), stats.lognorm(1.0), stats.t(2), stats.uniform()]


@pytest.mark.parametrize("law", LAWS, ids=["normal", "exponential", "lognormal", "t2", "uniform"])
@pytest.mark.parametrize(("n", "which"), [(29, 0.9), (60, 0.9), (6, 0.5), (100, 0.5), (20, 0.25)])
def test_quantiles_of_any_law(law: object, n: int, which: float) -> None:
    """The level holds for every law, and coverage is the binomial one to the digit."""
    values = law.rvs(size=(EXPERIMENTS, n), random_state=np.random.default_rng(SEED))  # type: ignore[attr-defined]
    inside = holds(quantile_limits(values, which), float(law.ppf(which)))  # type: ignore[attr-defined]
    low, high = quantile_ranks(n, which) or (0, 0)
    exact = float(stats.binom.cdf(high - 1, n, which) - stats.binom.cdf(low - 1, n, which))
    assert exact >= 0.95
    assert_share(inside, exact)


def test_quantiles_of_counts_are_on_the_safe_side() -> None:
    values = np.random.default_rng(SEED).poisson(3, size=(EXPERIMENTS, 40)).astype(float)
    assert_at_least(holds(quantile_limits(values, 0.9), float(stats.poisson.ppf(0.9, 3))), 0.95)


def test_an_estimate_is_its_row_of_the_table() -> None:
    values = lognormal(np.random.default_rng(SEED), 1.0, (20, 40))
    means, tails = student_limits(values), quantile_limits(values, 0.9)
    for row in range(20):
        one, tail = mean(values[row]), quantile(values[row], 0.9)
        assert (one.low, one.high) == pytest.approx((means.low[row], means.high[row]))
        assert (tail.low, tail.high) == (tails.low[row], tails.high[row])
    limits = wilson_limits([0, 7], [9, 9])
    assert (share(0, 9).low, share(7, 9).high) == (limits.low[0], limits.high[1])


BOOTSTRAP = [
    ("normal", 20, 0.924),
    ("normal", 100, 0.946),
    ("lognormal", 20, 0.89),
    ("lognormal", 30, 0.90),
    ("lognormal", 100, 0.93),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "n", "reached"), BOOTSTRAP)
def test_bootstrap_means_reach_what_is_documented(name: str, n: int, reached: float) -> None:
    rng = np.random.default_rng(SEED)
    values = rng.normal(1.0, 1.0, size=(EXPERIMENTS, n))
    if name == "lognormal":
        values = lognormal(rng, 1.0, (EXPERIMENTS, n))
    inside = np.zeros(EXPERIMENTS, dtype=bool)
    for experiment, row in enumerate(values):
        low, high, _ = bca_limits((row,), np.mean, seed=experiment, resamples=499)
        inside[experiment] = low <= 1.0 <= high
    # 499 resamples instead of 1999 widen or narrow the ends by less than half a percent.
    assert_share(inside, reached, rounding=0.005)


@pytest.mark.slow
def test_bootstrap_quantiles() -> None:
    """A bootstrap of a median is rough but holds 93% where 95% is stated (n = 40)."""
    values = lognormal(np.random.default_rng(SEED), 1.0, (EXPERIMENTS, 40))
    truth = 1 / np.sqrt(2.0)  # a lognormal of mean 1 and cv 1 has this median

    def median(sample: Table, axis: int = -1) -> Table:
        return np.asarray(np.median(sample, axis=axis))

    inside = np.zeros(EXPERIMENTS, dtype=bool)
    for experiment, row in enumerate(values):
        low, high, _ = bca_limits((row,), median, seed=experiment, resamples=499)
        inside[experiment] = low <= truth <= high
    assert_at_least(inside, 0.93)
