"""Comparisons keep their promises: pairs, ties, several designs at once."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from gtmsim.stats import (
    StatisticsError,
    compare_with_best,
    difference,
    many_to_one_point,
    variance_ratio,
)
from tests.stats.chance import STANDARD_ERRORS, assert_at_least, assert_share, standard_error

SEED = 20_240_401


def paired(
    experiments: int, n: int, correlation: float, gap: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    rng = np.random.default_rng(SEED)
    shared = rng.normal(size=(experiments, n)) * math.sqrt(correlation)
    own = rng.normal(size=(2, experiments, n)) * math.sqrt(1 - correlation)
    return shared + own[0], shared + own[1] + gap


def test_a_difference_holds_everything_one_asks_for() -> None:
    baseline, design = paired(1, 200, 0.8, 0.5)
    result = difference(baseline[0], design[0])
    assert result.verdict == "better"
    assert result.change.low < 0.5 < result.change.high
    # The differences have variance 2 x (1 - 0.8); the design wins where luck stays above -gap.
    chance = float(stats.norm.cdf(0.5 / math.sqrt(0.4)))
    assert abs(result.better.mean - chance) < STANDARD_ERRORS * standard_error(chance, 200)
    assert result.ties == 0
    assert result.variance_ratio.low < 5.0 < result.variance_ratio.high
    fewer = difference(baseline[0], design[0], larger_is_better=False)
    assert fewer.verdict == "worse"
    assert fewer.change == result.change
    assert fewer.better.mean == pytest.approx(1 - result.better.mean)


def test_no_clear_difference_is_a_verdict_given_at_its_rate() -> None:
    baseline, design = paired(2000, 20, 0.5, 0.0)
    verdicts = np.array([difference(a, b).verdict for a, b in zip(baseline, design, strict=True)])
    assert_share(verdicts == "no clear difference", 0.95)
    assert_share(verdicts == "better", 0.025)


def test_same_designs_tie() -> None:
    values = np.random.default_rng(SEED).normal(size=40)
    result = difference(values, values)
    assert result.verdict == "no clear difference"
    assert (result.ties, result.better.mean, result.change.half_width) == (40, 0.0, 0.0)
    assert "the same amount in every replication" in result.variance_ratio.refused
    constant = difference(values, values + 1.0)
    assert constant.verdict == "better"


def test_a_pair_with_a_missing_value_is_left_out_and_counted() -> None:
    result = difference([1.0, math.nan, 3.0, 4.0], [2.0, 3.5, math.nan, 5.5])
    assert (result.change.n, result.change.missing) == (2, 2)
    assert result.change.mean == 1.25
    with pytest.raises(StatisticsError, match="the same ones of both"):
        difference([1.0, 2.0], [1.0, 2.0, 3.0])


def test_nothing_follows_from_one_pair() -> None:
    result = difference([1.0], [2.0])
    assert result.verdict == "no clear difference"
    assert result.change.refused


def test_bonferroni_widens() -> None:
    baseline, design = paired(1, 30, 0.5, 0.0)
    one = difference(baseline[0], design[0])
    ten = difference(baseline[0], design[0], comparisons=10)
    assert ten.change.level == pytest.approx(0.995)
    ratio = stats.t.ppf(1 - 0.0025, 29) / stats.t.ppf(0.975, 29)
    assert ten.change.half_width / one.change.half_width == pytest.approx(float(ratio))


@pytest.mark.slow
@pytest.mark.parametrize(("n", "correlation"), [(50, 0.5), (200, 0.9)])
def test_variance_ratios_hold_their_level_closely(n: int, correlation: float) -> None:
    """(1 + 1) / (2 x (1 - r)); the bootstrap may miss the level by two percent at n = 50."""
    baseline, design = paired(1000, n, correlation, 0.2)
    truth = 1 / (1 - correlation)
    rows = [variance_ratio(a, b) for a, b in zip(baseline, design, strict=True)]
    inside = np.array([row.low <= truth <= row.high for row in rows])
    assert_share(inside, 0.95, rounding=0.02 if n == 50 else 0.01)


def test_variance_ratios_need_thirty_pairs() -> None:
    baseline, design = paired(1, 29, 0.5, 0.0)
    few = variance_ratio(baseline[0], design[0])
    assert few.needed == 30
    assert few.mean > 0


# --- several designs ------------------------------------------------------------------------


def designs(
    experiments: int, means: list[float], n: int, spreads: list[float], correlation: float
) -> NDArray[np.float64]:
    """Shape (experiments, designs, n); every design shares part of its luck with the others."""
    rng = np.random.default_rng(SEED)
    shared = rng.normal(size=(experiments, 1, n)) * math.sqrt(correlation)
    own = rng.normal(size=(experiments, len(means), n)) * math.sqrt(1 - correlation)
    scale = np.array(spreads)[None, :, None]
    return np.array(means)[None, :, None] + scale * (shared + own)


def all_hold(outputs: NDArray[np.float64], means: list[float], method: str) -> NDArray[np.bool_]:
    truths = np.array([m - max(means[:i] + means[i + 1 :]) for i, m in enumerate(means)])
    inside = np.zeros(outputs.shape[0], dtype=bool)
    for experiment, table in enumerate(outputs):
        rows = compare_with_best(table, method=method)  # type: ignore[arg-type]
        low = np.array([row.low for row in rows])
        high = np.array([row.high for row in rows])
        inside[experiment] = bool(np.all((low <= truths) & (truths <= high)))
    return inside


@pytest.mark.parametrize("correlation", [0.0, 0.8])
@pytest.mark.parametrize("means", [[0, 0, 0, 0], [0, 0, 0, 0.5], [0, 0.3, 0.6, 0.9]])
def test_comparisons_with_the_best_hold_together(means: list[float], correlation: float) -> None:
    """Whatever the variances: spreads here differ by a factor of three."""
    outputs = designs(2000, means, 15, [1.0, 2.0, 3.0, 1.5], correlation)
    assert_at_least(all_hold(outputs, means, "bonferroni"), 0.95)


@pytest.mark.parametrize("correlation", [0.0, 0.8])
def test_sphericity_gives_exact_and_shorter_intervals_where_it_holds(correlation: float) -> None:
    means = [0.0, 0.0, 0.0, 0.0]
    outputs = designs(2000, means, 15, [1.0] * 4, correlation)
    inside = all_hold(outputs, means, "sphericity")
    assert_at_least(inside, 0.95)
    lengths = {
        method: np.mean(
            [row.high - row.low for row in compare_with_best(outputs[0], method=method)]
        )
        for method in ("bonferroni", "sphericity")
    }
    assert lengths["sphericity"] < lengths["bonferroni"]


def test_the_best_of_several_is_named_when_it_is_clear() -> None:
    outputs = designs(1, [0.0, 1.0, 5.0], 30, [1.0, 1.0, 1.0], 0.5)[0]
    rows = compare_with_best(outputs, names=["today", "pods", "the_model"])
    assert [row.verdict for row in rows] == ["worse", "worse", "better"]
    assert rows[2].low == 0.0
    assert rows[0].high == 0.0
    assert rows[2].gap == pytest.approx(outputs[2].mean() - outputs[1].mean())


def test_smaller_is_better_mirrors() -> None:
    outputs = designs(1, [0.0, 0.4, 2.0], 30, [1.0, 1.0, 1.0], 0.5)[0]
    up, down = compare_with_best(-outputs), compare_with_best(outputs, larger_is_better=False)
    for a, b in zip(up, down, strict=True):
        assert (a.gap, a.low, a.high) == pytest.approx((-b.gap, -b.high, -b.low))
        assert a.mean == pytest.approx(-b.mean)
        assert a.verdict == b.verdict


def test_equal_designs_are_not_told_apart() -> None:
    rows = compare_with_best([[1.0, 2.0, 3.0]] * 3)
    assert {row.verdict for row in rows} == {"no clear difference"}
    missing = compare_with_best([[1.0, 2.0, math.nan, 4.0], [1.0, 2.5, 3.0, 4.0]])
    assert (missing[0].n, missing[0].missing) == (3, 1)
    with pytest.raises(StatisticsError, match="1 complete"):
        compare_with_best([[1.0, math.nan], [2.0, 3.0]])


@pytest.mark.parametrize(
    ("comparisons", "freedom", "point"),
    [
        (1, 10, 1.81),
        (2, 20, 2.03),
        (3, 10, 2.34),
        (9, 60, 2.48),
        (4, math.inf, 2.16),
    ],
)
def test_dunnetts_table(comparisons: int, freedom: float, point: float) -> None:
    assert many_to_one_point(comparisons, freedom) == pytest.approx(point, abs=0.0051)


@pytest.mark.parametrize(("comparisons", "freedom"), [(2, 3), (5, 30), (8, 200)])
def test_many_to_one_points_agree_with_scipy(comparisons: int, freedom: int) -> None:
    """Its multivariate t is integrated at random, to about four digits."""
    shape = np.full((comparisons, comparisons), 0.5) + 0.5 * np.eye(comparisons)
    law = stats.multivariate_t(shape=shape, df=freedom, seed=SEED)
    point = np.full(comparisons, many_to_one_point(comparisons, freedom))
    assert float(law.cdf(point)) == pytest.approx(0.95, abs=5e-4)


def test_many_to_one_points_are_their_own_simulation() -> None:
    rng = np.random.default_rng(SEED)
    z = rng.normal(size=(200_000, 7))
    spread = np.sqrt(rng.chisquare(12, size=200_000) / 12)
    worst = ((z[:, 1:] - z[:, :1]) / math.sqrt(2.0)).max(axis=1) / spread
    assert_share(worst <= many_to_one_point(6, 12), 0.95)
