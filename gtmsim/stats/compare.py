"""Two designs that met the same luck: paired differences, and what the pairing bought."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from gtmsim.stats.bootstrap import bca_limits
from gtmsim.stats.estimate import Estimate, mean, refusal, share
from gtmsim.stats.intervals import Floats
from gtmsim.stats.refusal import StatisticsError, require, require_level

Verdict = Literal["better", "worse", "no clear difference"]
"""What an interval says about a design; the last wherever the interval covers zero."""


@dataclass(frozen=True)
class Difference:
    """How a design differs from a baseline in replications that share their luck.

    Attributes:
        change: design minus baseline, mean of the paired differences, Student t.
        better: share of pairs in which the design is strictly better, Wilson.
        ties: pairs in which both are equal.
        variance_ratio: (variance of design + variance of baseline) / variance of the differences:
            how many times more replications independent luck would have needed.
        verdict: about the design; `no clear difference` where the interval of `change` covers
            zero or is refused.
    """

    change: Estimate
    better: Estimate
    ties: int
    variance_ratio: Estimate
    verdict: Verdict


def difference(
    baseline: ArrayLike,
    design: ArrayLike,
    *,
    larger_is_better: bool = True,
    level: float = 0.95,
    comparisons: int = 1,
    seed: int = 0,
) -> Difference:
    """Compares a design with a baseline, replication by replication.

    A pair is left out, and counted as missing, if either value is missing (NaN).

    Args:
        baseline: one value a replication.
        design: one value a replication; replication i shares its luck with the baseline's.
        larger_is_better: direction of the KPI.
        level: confidence level.
        comparisons: number of comparisons that are to hold together at `level` (Bonferroni); each
            interval of `change` is then made at 1 - (1 - level) / comparisons.
        seed: seed of the bootstrap of the variance ratio.

    Example:
        >>> from gtmsim.stats import difference
        >>> today = [10.0, 14.0, 9.0, 12.0, 11.0]
        >>> tomorrow = [12.0, 15.0, 11.0, 14.0, 12.0]
        >>> result = difference(today, tomorrow)
        >>> round(result.change.mean, 3), result.verdict
        (1.6, 'better')
    """
    require_level(level)
    require(comparisons >= 1, f"comparisons is {comparisons}: must be 1 or more.")
    old, new, missing = _pairs(baseline, design)
    differences = new - old
    change = mean(
        np.concatenate([differences, np.full(missing, np.nan)]),
        level=1.0 - (1.0 - level) / comparisons,
    )
    gains = differences if larger_is_better else -differences
    return Difference(
        change=change,
        better=share(int((gains > 0).sum()), gains.size, level=level),
        ties=int((gains == 0).sum()),
        variance_ratio=variance_ratio(old, new, level=level, seed=seed),
        verdict=verdict_of(change, larger_is_better=larger_is_better),
    )


def verdict_of(change: Estimate, *, larger_is_better: bool = True) -> Verdict:
    """What the interval of a change says; a refused interval says nothing.

    Example:
        >>> from gtmsim.stats import mean, verdict_of
        >>> verdict_of(mean([1.0, 2.0, 1.5]), larger_is_better=False)
        'worse'
    """
    if change.low > 0:
        return "better" if larger_is_better else "worse"
    if change.high < 0:
        return "worse" if larger_is_better else "better"
    return "no clear difference"


def variance_ratio(
    baseline: ArrayLike, design: ArrayLike, *, level: float = 0.95, seed: int = 0
) -> Estimate:
    """What sharing luck bought: variance of the difference without pairing over that with it.

    Above 1, pairing saved replications: independent luck would have needed this many times more.
    The interval is a bootstrap (BCa) over pairs, of the ratio's logarithm.

    Args:
        baseline: one value a replication.
        design: one value a replication, paired with the baseline's.
        level: confidence level.
        seed: seed of the bootstrap.

    Example:
        >>> from gtmsim.stats import variance_ratio
        >>> ratio = variance_ratio(range(30), [x + x % 3 for x in range(30)])
        >>> ratio.low > 2
        True
    """
    require_level(level)
    old, new, missing = _pairs(baseline, design)
    method = "variance ratio, bootstrap (BCa) over pairs"
    n = int(old.size)
    if n < VARIANCE_RATIO_MINIMUM:
        reason = f"{n} pairs are too few for a variance ratio"
        reason += f": it needs {VARIANCE_RATIO_MINIMUM}"
        center = _ratio(old, new) if n > 1 else math.nan
        return refusal(center, n, missing, level, method, reason, VARIANCE_RATIO_MINIMUM)
    center = _ratio(old, new)
    if not math.isfinite(center) or center == 0.0:
        same = "differ by the same amount" if float(np.ptp(new - old)) == 0 else "are not finite"
        reason = f"the designs {same} in every replication"
        return refusal(center, n, missing, level, method, reason)
    low, high, error = bca_limits((old, new), _log_ratio, level=level, seed=seed)
    return Estimate(
        center, math.exp(low), math.exp(high), level, center * error, n, method, missing
    )


VARIANCE_RATIO_MINIMUM = 30
"""Fewest pairs for the interval of a variance ratio: variances need more than means."""


def _ratio(old: Floats, new: Floats) -> float:
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.exp(_log_ratio(old, new)))


def _log_ratio(old: Floats, new: Floats, axis: int = -1) -> Floats:
    apart = old.var(axis=axis, ddof=1) + new.var(axis=axis, ddof=1)
    together = (new - old).var(axis=axis, ddof=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.log(apart) - np.log(together), dtype=np.float64)


def _pairs(baseline: ArrayLike, design: ArrayLike) -> tuple[Floats, Floats, int]:
    old = np.asarray(baseline, dtype=np.float64)
    new = np.asarray(design, dtype=np.float64)
    if old.shape != new.shape or old.ndim != 1:
        raise StatisticsError(
            f"{old.size} and {new.size} replications: pairs need the same ones of both designs."
        )
    present = ~(np.isnan(old) | np.isnan(new))
    return old[present], new[present], int((~present).sum())
