"""Interval formulas over arrays, many experiments at once; NaN marks a missing replication.

`estimate` wraps them for one KPI; sweeps and coverage tests call them on whole tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

from gtmsim.stats.refusal import require, require_level

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Limits:
    """Estimates and interval ends, one element an experiment.

    Attributes:
        center: the estimates.
        low: lower ends; NaN where too few replications are left.
        high: upper ends; NaN likewise.
        standard_error: standard errors of the estimates.
        n: replications used (not missing).
    """

    center: Floats
    low: Floats
    high: Floats
    standard_error: Floats
    n: NDArray[np.int64]


def student_limits(values: ArrayLike, *, level: float = 0.95) -> Limits:
    """Student t intervals for the means along the last axis.

    Source: Student (1908). Exact for normal replications. For skewed ones the level is approached
    as n grows. Where 95% is stated, `tests/stats` measures (cv: standard deviation over mean)

    | replications       | n = 5 | 10    | 30    | 100   |
    | ------------------ | ----- | ----- | ----- | ----- |
    | exponential (cv 1) | 88.2% | 90.1% | 92.7% | 94.2% |
    | lognormal, cv 1    | 85.9% | 87.1% | 90.5% | 93.0% |
    | lognormal, cv 2    | 75.1% | 77.8% | 83.7% | 88.7% |

    Args:
        values: shape (..., replications).
        level: confidence level.

    Example:
        >>> from gtmsim.stats import student_limits
        >>> student_limits([[1.0, 2.0, 3.0], [4.0, float("nan"), 6.0]]).n.tolist()
        [3, 2]
    """
    require_level(level)
    table = np.asarray(values, dtype=np.float64)
    present = ~np.isnan(table)
    n = present.sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        center = np.where(present, table, 0.0).sum(axis=-1) / n
        deviations = np.where(present, table - center[..., None], 0.0)
        error = np.sqrt((deviations**2).sum(axis=-1) / (n - 1) / n)
        half = stats.t.ppf(0.5 + level / 2.0, np.maximum(n - 1, 1)) * error
    half = np.where(n > 1, half, np.nan)
    error = np.where(n > 1, error, np.nan)
    return Limits(center, center - half, center + half, error, np.asarray(n, dtype=np.int64))


def wilson_limits(hits: ArrayLike, trials: ArrayLike, *, level: float = 0.95) -> Limits:
    """Wilson score intervals for shares.

    Source: E. B. Wilson (1927). The level is kept on average over true shares; for a given one
    it wobbles with n. Where 95% is stated, no true share with five expected hits and misses or more
    gets less than 92.5%, with one or more 91.5%; nearer to 0 or 1, dips reach 84%.

    Args:
        hits: numbers of successes.
        trials: numbers of independent trials.
        level: confidence level.

    Example:
        >>> from gtmsim.stats import wilson_limits
        >>> limits = wilson_limits(12, 48)
        >>> round(float(limits.low), 3), round(float(limits.high), 3)
        (0.149, 0.388)
    """
    require_level(level)
    successes = np.asarray(hits, dtype=np.float64)
    n = np.asarray(trials, dtype=np.float64)
    require(
        bool(np.all((successes >= 0) & (successes <= n))),
        "hits must lie between 0 and trials.",
    )
    z = float(special.ndtri(0.5 + level / 2.0))
    with np.errstate(invalid="ignore", divide="ignore"):
        share = successes / n
        middle = (successes + z**2 / 2.0) / (n + z**2)
        half = z * np.sqrt(n * share * (1.0 - share) + z**2 / 4.0) / (n + z**2)
        error = np.sqrt(share * (1.0 - share) / n)
    # With no hit (miss) the end is 0 (1) by algebra; rounding must not move it.
    low = np.where(successes == 0, 0.0 * share, np.maximum(middle - half, 0.0))
    high = np.where(successes == n, 1.0 + 0.0 * share, np.minimum(middle + half, 1.0))
    return Limits(share, np.where(n > 0, low, np.nan), high, error, np.asarray(n, dtype=np.int64))


@lru_cache(maxsize=4096)
def quantile_ranks(n: int, share: float, level: float = 0.95) -> tuple[int, int] | None:
    """Ranks (from 1) of the two ordered values that hold the quantile between them.

    The chance that the quantile lies between ranks l and u is binomial, whatever the law, so the
    level is kept for every law (more than kept where values tie). Of all pairs that keep it, the
    one with the fewest ranks between is taken, then the one with the most equal tails.

    Source: W. R. Thompson (1936); H. A. David and H. N. Nagaraja, Order Statistics (2003),
    section 7.1.

    Returns:
        The ranks, or None if even the smallest and the largest value do not keep the level.

    Example:
        >>> from gtmsim.stats import quantile_ranks
        >>> quantile_ranks(29, 0.9), quantile_ranks(28, 0.9)
        ((21, 29), None)
    """
    require_level(level)
    require(0.0 < share < 1.0, f"share is {share}: must lie between 0 and 1.")
    # below[i]: chance that at most i values lie below the quantile. Ranks l and u hold it between
    # them if at least l and at most u - 1 values do.
    below = np.asarray(stats.binom.cdf(np.arange(n), n, share), dtype=np.float64)
    upper = np.searchsorted(below, level + below, side="left") + 1  # smallest u for l = 1 .. n
    pairs = [(rank, int(u)) for rank, u in enumerate(upper, start=1) if u <= n]
    if not pairs:
        return None

    def preference(pair: tuple[int, int]) -> tuple[int, float]:
        rank, u = pair
        return u - rank, abs(float(below[rank - 1]) - (1.0 - float(below[u - 1])))

    return min(pairs, key=preference)


@lru_cache(maxsize=4096)
def replications_for_quantile(share: float, level: float = 0.95) -> int:
    """The fewest replications from which a quantile has an interval at the level.

    Example:
        >>> from gtmsim.stats import replications_for_quantile
        >>> replications_for_quantile(0.9), replications_for_quantile(0.5)
        (29, 6)
    """
    require_level(level)
    require(0.0 < share < 1.0, f"share is {share}: must lie between 0 and 1.")
    n = 2
    while 1.0 - share**n - (1.0 - share) ** n < level:
        n += 1
    return n


def quantile_limits(values: ArrayLike, share: float, *, level: float = 0.95) -> Limits:
    """Order-statistic intervals for the quantiles along the last axis, valid for every law.

    The standard errors are those of J. S. Maritz and R. G. Jarrett (1978).

    Args:
        values: shape (..., replications), none missing.
        share: which quantile, 0.9 for the p90.
        level: confidence level.

    Raises:
        StatisticsError: a value is missing, or there are too few replications for the level.

    Example:
        >>> from gtmsim.stats import quantile_limits
        >>> limits = quantile_limits([[5.0, 1.0, 4.0, 2.0, 3.0, 6.0]], 0.5)
        >>> limits.low.tolist(), limits.high.tolist()
        ([1.0], [6.0])
    """
    table = np.sort(np.asarray(values, dtype=np.float64), axis=-1)
    n = table.shape[-1]
    require(not bool(np.isnan(table).any()), "values must not be missing here.")
    ranks = quantile_ranks(n, share, level)
    needed = replications_for_quantile(share, level)
    if ranks is None:
        require(False, f"{n} replications are too few for this quantile: it needs {needed}.")
    low, high = ranks or (1, n)
    center = sample_quantile(table, share)
    return Limits(
        center,
        table[..., low - 1],
        table[..., high - 1],
        _maritz_jarrett(table, share),
        np.full(center.shape, n, dtype=np.int64),
    )


def sample_quantile(values: Floats, share: float) -> Floats:
    """Quantiles along the last axis, nearly median-unbiased for every law.

    Source: R. J. Hyndman and Y. Fan, Sample quantiles in statistical packages (1996), type 8.
    """
    # An infinite value (never reached) is a value, but nothing can be interpolated next to it.
    if bool(np.isfinite(values).all()):
        found = np.quantile(values, share, axis=-1, method="median_unbiased")
    else:
        found = np.quantile(values, share, axis=-1, method="inverted_cdf")
    return np.asarray(found, dtype=np.float64)


def _maritz_jarrett(ordered: Floats, share: float) -> Floats:
    n = ordered.shape[-1]
    m = np.floor(share * n + 0.5)
    edges = stats.beta.cdf(np.arange(n + 1) / n, max(m, 1.0), max(n - m, 0.0) + 1.0)
    weights = np.diff(edges)
    with np.errstate(invalid="ignore"):
        first = (weights * ordered).sum(axis=-1)
        second = (weights * (ordered - first[..., None]) ** 2).sum(axis=-1)
    return np.asarray(np.sqrt(second), dtype=np.float64)
