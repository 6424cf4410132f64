"""Long-run averages from one long run: when the warm-up ends, and batch means after it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from gtmsim.stats.estimate import Estimate, refusal
from gtmsim.stats.intervals import Floats, student_limits
from gtmsim.stats.refusal import require, require_level

MSER_BATCH = 5
"""Observations averaged before looking for the warm-up (the 5 of MSER-5)."""


@dataclass(frozen=True)
class WarmUp:
    """How much of the beginning still shows how the run was started.

    Attributes:
        length: observations to drop.
        statistic: the smallest MSER statistic, in squared units of the observations.
        n: observations looked at.
        refused: why `length` should not be trusted; empty if it may be.
    """

    length: int
    statistic: float
    n: int
    refused: str = ""


def mser5(series: ArrayLike) -> WarmUp:
    """Finds the warm-up: the cut after which the mean is surest.

    The cut minimizes the estimated squared standard error of what remains, over means of five
    observations. A minimum in the second half of the run says that the run is too short to tell.

    Source: K. P. White (1997); K. P. White, M. J. Cobb and S. C. Spratt, A comparison of five
    steady-state truncation heuristics for simulation (2000).

    Args:
        series: observations in order of time, or one such row a replication (rows are averaged
            first).

    Example:
        >>> from gtmsim.stats import mser5
        >>> steady = [1.0, -1.0, 0.5, -0.5, 0.0] * 40
        >>> mser5([10.0] * 10 + steady).length
        10
    """
    observations = np.asarray(series, dtype=np.float64)
    if observations.ndim == 2:
        observations = observations.mean(axis=0)
    require(observations.ndim == 1, "series must have one axis (time) or two (replication, time).")
    require(bool(np.isfinite(observations).all()), "series must not hold missing values.")
    blocks = observations.size // MSER_BATCH
    require(blocks >= 10, f"{observations.size} observations are too few: MSER-5 needs 50.")
    means = observations[: blocks * MSER_BATCH].reshape(blocks, MSER_BATCH).mean(axis=1)
    statistics = _mser(means)
    best = int(np.argmin(statistics))
    refused = ""
    if best >= blocks // 2:
        refused = (
            f"the warm-up would end in the second half of the run (after {best * MSER_BATCH} of "
            f"{observations.size} observations): simulate longer"
        )
    return WarmUp(best * MSER_BATCH, float(statistics[best]), observations.size, refused)


def _mser(means: Floats) -> Floats:
    """Squared standard error of the mean of what is left, for each cut that leaves five blocks."""
    centered = means - means[-1]  # keeps the sums of squares from cancelling
    left = np.arange(means.size, 0, -1, dtype=np.float64)
    totals = np.cumsum(centered[::-1])[::-1]
    squares = np.cumsum(centered[::-1] ** 2)[::-1]
    spread = np.maximum(squares - totals**2 / left, 0.0)
    return np.asarray((spread / left**2)[: means.size - 5], dtype=np.float64)


def batch_means(
    series: ArrayLike, *, batches: int = 20, level: float = 0.95, warm_up: int = 0
) -> Estimate:
    """Mean of a steady series, from the spread of the means of a few long batches.

    Refused when neighbouring batch means are still visibly correlated (first autocorrelation
    above its 99% limit), because then the interval would be too short.

    Source: B. W. Schmeiser, Batch size effects in the analysis of simulation output (1982): 10 to
    30 batches; J. von Neumann (1941) for the check.

    Args:
        series: observations in order of time, equally spaced. Left over observations are dropped
            from the beginning, next to the warm-up.
        batches: number of batches.
        level: confidence level.
        warm_up: observations to drop first, such as `mser5(series).length`.

    Returns:
        An estimate whose `n` counts batches.

    Example:
        >>> from gtmsim.stats import batch_means
        >>> batch_means([1.0, 2.0, 3.0, 2.0] * 50, batches=10).mean
        2.0
    """
    require_level(level)
    require(batches >= 5, f"batches is {batches}: must be 5 or more (10 to 30 serve best).")
    require(warm_up >= 0, f"warm_up is {warm_up}: must be 0 or more.")
    observations = np.asarray(series, dtype=np.float64)
    require(observations.ndim == 1, "series must have one axis: time.")
    require(bool(np.isfinite(observations).all()), "series must not hold missing values.")
    steady = observations[warm_up:]
    size = steady.size // batches
    method = f"{batches} batch means of {size}"
    if size < 2:
        center = float(steady.mean()) if steady.size else math.nan
        reason = f"{steady.size} observations are too few for {batches} batches"
        return refusal(center, 0, 0, level, method, reason)
    means = steady[steady.size - size * batches :].reshape(batches, size).mean(axis=1)
    correlation = first_autocorrelation(means)
    if correlation > float(special.ndtri(0.99)) / math.sqrt(batches):
        reason = f"batches are still correlated (first autocorrelation {correlation:.2f})"
        reason += ": simulate longer or use fewer batches"
        return refusal(float(means.mean()), batches, 0, level, method, reason)
    limits = student_limits(means, level=level)
    low, high, error = float(limits.low), float(limits.high), float(limits.standard_error)
    return Estimate(float(limits.center), low, high, level, error, batches, method)


def first_autocorrelation(series: ArrayLike) -> float:
    """Correlation of neighbours, by von Neumann's ratio; 0 for a constant series.

    Example:
        >>> from gtmsim.stats import first_autocorrelation
        >>> first_autocorrelation([1.0, 1.0, 1.0])
        0.0
    """
    values = np.asarray(series, dtype=np.float64)
    deviations = values - values.mean()
    total = float((deviations**2).sum())
    if total <= 1e-24 * float((values**2).sum()):
        return 0.0
    ends = (deviations[0] ** 2 + deviations[-1] ** 2) / 2.0
    return float((np.sum(deviations[1:] * deviations[:-1]) + ends) / total)
