"""The lowest point of a mean curve, and how sure that is although it was picked by looking."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from gtmsim.stats.intervals import Floats
from gtmsim.stats.refusal import require, require_level

DRAWS = 2000
"""Draws of the largest t; at 95% the bound rests on 100 of them."""
BATCH = 200


@dataclass(frozen=True)
class Lowest:
    """Where a mean curve is lowest, and how low.

    Attributes:
        at: index of the lowest mean.
        mean: the lowest mean; a little too low on average, as luck helps to pick it.
        low: lower end of the interval of the lowest value of the true mean curve, wherever that
            lies; NaN with fewer than two replications.
        high: its upper end.
        first: first index at which the true mean curve may be lowest.
        last: the last such index.
        level: confidence level, of all of it together.
        n: replications.
    """

    at: int
    mean: float
    low: float
    high: float
    first: int
    last: int
    level: float
    n: int


def lowest_mean(curves: ArrayLike, *, level: float = 0.95, seed: int = 0) -> Lowest:
    """Find the lowest point of the mean of many curves.

    The minimum of each curve says nothing here: luck alone sends every curve below zero at some
    point. The mean curve has one lowest point, and a band that holds the true mean curve
    everywhere at once also holds its lowest value, and tells where that may be.

    Args:
        curves: shape (replications, points).
        level: confidence level.
        seed: seed of the draws that make the band.

    Example:
        >>> from gtmsim.stats import lowest_mean
        >>> found = lowest_mean([[0.0, -4.0, 11.0], [0.0, -5.0, 13.0], [0.0, -6.0, 12.0]])
        >>> found.at, found.mean, found.high < 0, (found.first, found.last)
        (1, -5.0, True, (1, 1))
    """
    require_level(level)
    table = np.asarray(curves, dtype=np.float64)
    require(table.ndim == 2 and table.size > 0, "curves must hold a row a replication.")
    require(bool(np.isfinite(table).all()), "curves must hold numbers only.")
    n, points = table.shape
    means = table.mean(axis=0)
    at = int(means.argmin())
    if n < 2:
        return Lowest(at, float(means[at]), math.nan, math.nan, 0, points - 1, level, n)
    half = band_point(table, level=level, seed=seed) * table.std(axis=0, ddof=1) / math.sqrt(n)
    low, high = float((means - half).min()), float((means + half).min())
    may = np.flatnonzero(means - half <= high)
    return Lowest(at, float(means[at]), low, high, int(may[0]), int(may[-1]), level, n)


def band_point(curves: Floats, *, level: float = 0.95, seed: int = 0) -> float:
    """How many standard errors a band around a mean curve must be wide on either side.

    Like Student's t it supposes that replications are nearly normal: with steps as skewed as a
    lognormal law of cv 1, 20 replications hold the lowest value 88% of the time instead of 95%.

    The quantile of the largest |t| of all points together, drawn from normal curves that hang
    together as the given ones do (parametric bootstrap). Of a single point it is Student's t.
    Points with the same value in every replication need no band.

    Source: R. Mandel and R. A. Betensky, Simultaneous confidence intervals based on the
    percentile bootstrap approach (2008), for the idea; T. Hothorn, F. Bretz and P. Westfall,
    Simultaneous inference in general parametric models (2008), for the largest t.

    Args:
        curves: shape (replications, points), two replications or more.
        level: confidence level.
        seed: seed of the draws.
    """
    n = curves.shape[0]
    around = curves - curves.mean(axis=0)
    spread = around.std(axis=0)
    moving = spread > 0
    if not moving.any():
        return 0.0
    around = around[:, moving] / spread[moving]
    if around.shape[1] == 1:
        return float(stats.t.ppf(0.5 + level / 2.0, n - 1))
    luck = np.random.default_rng(seed)
    largest = np.concatenate(
        [_largest_t(luck.standard_normal((BATCH, n, n)), around) for _ in range(DRAWS // BATCH)]
    )
    return float(np.quantile(largest, level))


def _largest_t(draws: Floats, around: Floats) -> Floats:
    """The largest |t| of each draw of as many normal curves."""
    n = draws.shape[-1]
    curves = draws @ around
    error = curves.std(axis=1, ddof=1) / math.sqrt(n)
    return np.asarray(np.abs(curves.mean(axis=1) / error).max(axis=1), dtype=np.float64)
