"""Whether shares counted in several groups differ by more than luck."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from gtmsim.stats.refusal import require

ENOUGH = 5.0
"""Expected hits or misses from which the chi-square law is near enough."""
MOST_SMALL = 0.2
"""Share of the cells in which fewer, but at least 1, may be expected."""


def homogeneity(hits: ArrayLike, trials: ArrayLike) -> float:
    """Chance that equal shares would differ so much between groups, or more; NaN with too few.

    Source: Pearson's chi-square test of homogeneity; what is too few is told by Cochran's rule
    (W. G. Cochran, Some methods for strengthening the common chi-square tests, 1954).

    Args:
        hits: successes of each group.
        trials: how many each group had.

    Example:
        >>> from gtmsim.stats import homogeneity
        >>> round(homogeneity([10, 20], [50, 50]), 4), homogeneity([1, 2], [5, 5])
        (0.0291, nan)
    """
    good, all_ = np.asarray(hits, dtype=np.float64), np.asarray(trials, dtype=np.float64)
    require(bool(np.all((good >= 0) & (good <= all_))), "hits must lie between 0 and trials.")
    good, all_ = good[all_ > 0], all_[all_ > 0]
    counted = np.stack([good, all_ - good])
    if len(all_) < 2 or not counted.sum(axis=1).all():
        return float("nan")
    expected = stats.contingency.expected_freq(counted)
    if expected.min() < 1.0 or (expected < ENOUGH).mean() > MOST_SMALL:
        return float("nan")
    return float(stats.chi2_contingency(counted, correction=False).pvalue)
