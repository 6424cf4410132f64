"""Warm-up and batch means on series whose truth is known (AR(1))."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import signal

from gtmsim.stats import StatisticsError, batch_means, first_autocorrelation, mser5
from tests.stats.chance import assert_at_least, assert_share

SEED = 20_240_401


def autoregressive(
    experiments: int, length: int, memory: float, *, start: float | None = None, seed: int = SEED
) -> NDArray[np.float64]:
    """AR(1) series of mean 0 and variance 1, steady at once unless `start` is given."""
    rng = np.random.default_rng(seed)
    shocks = rng.normal(size=(experiments, length)) * np.sqrt(1 - memory**2)
    first = rng.normal(size=(experiments, 1)) if start is None else np.full((experiments, 1), start)
    series, _ = signal.lfilter([1.0], [1.0, -memory], shocks, axis=1, zi=memory * first)
    return np.asarray(series)


def test_batch_means_hold_their_level() -> None:
    series = autoregressive(10_000, 2000, 0.8)
    estimates = [batch_means(row) for row in series]
    given = [estimate for estimate in estimates if not estimate.refused]
    inside = np.array([estimate.low <= 0 <= estimate.high for estimate in given])
    # Twenty batches of 100 at memory 0.8 leave neighbours correlated by about 0.04; the variance
    # is thereby 5% too small, which costs about half a percent of coverage.
    assert_share(inside, 0.95, rounding=0.008)
    # The check for correlated batches has a one-sided level of 1%, for neighbours without any.
    assert len(given) > 9700


def test_short_batches_are_refused() -> None:
    """Naive intervals of such series would cover 45%; most are refused instead."""
    series = autoregressive(1000, 200, 0.95)
    estimates = [batch_means(row) for row in series]
    refused = np.array([bool(estimate.refused) for estimate in estimates])
    assert_at_least(refused, 0.5)
    assert "still correlated" in next(e.refused for e in estimates if e.refused)


def test_batch_means_drop_the_warm_up() -> None:
    series = np.concatenate([np.full(100, 50.0), np.tile([1.0, 3.0], 500)])
    assert batch_means(series, warm_up=100).mean == 2.0
    assert batch_means(series).mean > 2.0
    assert batch_means(np.ones(30), batches=20).refused


def test_mser5_finds_the_warm_up() -> None:
    """The start's effect, 20 x 0.9^t, sinks to a tenth of one standard deviation after 50."""
    series = autoregressive(1000, 2000, 0.9, start=20.0)
    cuts = [mser5(row) for row in series]
    lengths = np.array([cut.length for cut in cuts])
    assert not any(cut.refused for cut in cuts if cut.length < 1000)
    assert_at_least((lengths >= 15) & (lengths <= 300), 0.9)
    kept = np.array([row[cut.length :].mean() for row, cut in zip(series, cuts, strict=True)])
    whole = series.mean(axis=1)
    # Without the cut the mean is off by 20 x 0.9 / 0.1 / 2000 = 0.09.
    assert whole.mean() > 0.08
    assert abs(kept.mean()) < 0.01 + 4 * kept.std() / np.sqrt(kept.size)


def test_mser5_leaves_a_steady_series_alone() -> None:
    lengths = np.array([mser5(row).length for row in autoregressive(1000, 2000, 0.5)])
    assert_at_least(lengths <= 500, 0.8)


def test_mser5_averages_replications_first() -> None:
    series = autoregressive(50, 500, 0.5, start=10.0)
    together = mser5(series)
    assert together == mser5(series.mean(axis=0))
    assert 0 < together.length < 100


def test_a_run_that_never_settles_is_said_to_be_too_short() -> None:
    assert "simulate longer" in mser5(np.arange(500.0)).refused
    with pytest.raises(StatisticsError, match="too few"):
        mser5(np.ones(20))


def test_first_autocorrelation_is_the_memory() -> None:
    series = autoregressive(400, 500, 0.6)
    measured = np.array([first_autocorrelation(row) for row in series])
    # Its bias is of order (1 + 4 x 0.6) / 500.
    allowed = (1 + 4 * 0.6) / 500 + 4 * measured.std() / np.sqrt(measured.size)
    assert abs(measured.mean() - 0.6) < allowed
