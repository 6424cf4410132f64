"""What an estimate says, what it refuses, and what it does with missing replications."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pytest

from gtmsim.stats import (
    Estimate,
    StatisticsError,
    mean,
    median,
    quantile,
    quantile_ranks,
    replications_for_quantile,
    share,
)

NAN = math.nan


def test_missing_replications_are_counted_not_hidden() -> None:
    estimate = mean([1.0, NAN, 2.0, 3.0, NAN])
    assert (estimate.mean, estimate.n, estimate.missing) == (2.0, 3, 2)
    assert str(estimate).endswith("3 replications, 2 missing")
    assert quantile([NAN, *range(29)], 0.9).missing == 1


@pytest.mark.parametrize("values", [[], [NAN, NAN]])
def test_no_value_at_all(values: list[float]) -> None:
    for estimate in (mean(values), median(values)):
        assert math.isnan(estimate.mean)
        assert estimate.n == 0
        assert estimate.refused
    assert mean(values).refused == "no replication has a value"


def test_one_replication_is_an_anecdote() -> None:
    estimate = mean([4.2])
    assert estimate.mean == 4.2
    assert math.isnan(estimate.low)
    assert "1 replication is too few" in estimate.refused
    assert estimate.needed == 2
    with pytest.raises(StatisticsError, match="too few"):
        estimate.required()
    assert mean([4.2, 4.4]).required().n == 2


@pytest.mark.parametrize(
    ("which", "level", "least"),
    [(0.9, 0.95, 29), (0.5, 0.95, 6), (0.95, 0.95, 59), (0.1, 0.95, 29), (0.9, 0.99, 44)],
)
def test_quantiles_from_too_few_replications_are_refused(
    which: float, level: float, least: int
) -> None:
    assert replications_for_quantile(which, level) == least
    assert quantile_ranks(least - 1, which, level) is None
    few = quantile(range(least - 1), which, level=level)
    assert math.isnan(few.high)
    assert f"it needs {least}" in few.refused
    assert few.needed == least
    assert not quantile(range(least), which, level=level).refused
    assert quantile(range(least - 1), which, level=level, method="bca").refused


def test_infinite_values_are_values_of_a_quantile_but_have_no_mean() -> None:
    """A deal that never closed has an infinite cycle: its median may still be finite."""
    values = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, math.inf]
    assert median(values).mean == 5.0
    assert median(values).high == 9.0
    assert "1 of 10 values are infinite" in mean(values).refused


def test_equal_values_have_no_spread() -> None:
    estimate = mean([0.1] * 7)
    assert (estimate.low, estimate.high, estimate.standard_error) == (0.1, 0.1, 0.0)
    assert estimate.method == "all values equal"
    assert estimate.relative_half_width == 0.0
    assert mean([0.0, 0.0]).relative_half_width == 0.0
    assert quantile([3.0] * 30, 0.9).half_width == 0.0


def test_half_widths() -> None:
    estimate = Estimate(-4.0, -5.0, -3.0, 0.95, 0.5, 30, "Student t")
    assert estimate.half_width == 1.0
    assert estimate.relative_half_width == 0.25
    assert Estimate(0.0, -1.0, 1.0, 0.95, 0.5, 30, "Student t").relative_half_width == math.inf


def test_shares_at_the_ends() -> None:
    none, all_ = share(0, 20), share(20, 20)
    assert (none.mean, none.low) == (0.0, 0.0)
    assert 0.1 < none.high < 0.2
    assert all_.high == 1.0
    assert share(0, 0).refused
    with pytest.raises(StatisticsError, match="between 0 and trials"):
        share(5, 4)


def test_a_bootstrap_repeats_from_its_seed_and_needs_twenty() -> None:
    values = np.random.default_rng(3).exponential(size=40)
    first, again = mean(values, method="bca"), mean(values, method="bca")
    assert first == again
    assert mean(values, method="bca", seed=1) != first
    student = mean(values)
    assert first.mean == student.mean
    assert first.high - first.mean > first.mean - first.low  # it leans the way the values do
    assert mean(values[:19], method="bca").needed == 20
    assert quantile(values, 0.5, method="bca").low < quantile(values, 0.5).mean


def test_misuse_is_refused() -> None:
    with pytest.raises(StatisticsError, match="level is 95"):
        mean([1, 2], level=95)
    with pytest.raises(StatisticsError, match="method is"):
        mean([1, 2], method="magic")  # type: ignore[arg-type]
    with pytest.raises(StatisticsError, match="2 axes"):
        mean([[1, 2]])
    with pytest.raises(StatisticsError, match="share is 90"):
        quantile([1, 2], 90)


def test_estimates_travel_between_processes() -> None:
    estimate = mean([1.0, 2.0, 4.0])
    assert pickle.loads(pickle.dumps(estimate)) == estimate
