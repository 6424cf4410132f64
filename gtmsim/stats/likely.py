"""What one more replication may bring: the ends of a forecast range."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from gtmsim.stats.intervals import Floats

FORECAST = (0.1, 0.5, 0.9)
"""P10, P50 and P90: four in five replications lie between the ends."""


def likely_quantiles(values: ArrayLike, shares: Sequence[float] = FORECAST) -> Floats:
    """Quantiles below which one more replication lies as often as they say, whatever the law.

    Other quantiles describe the replications that there are, and hold too few of the next: between
    the usual P10 and P90 of 30 it lies 75 times in 100. Where there are too few replications for
    so far an end (9 for a P10), it is the smallest or the largest of them.

    Source: W. Weibull, rank p (n + 1); R. J. Hyndman and Y. Fan (1996), type 6.

    Args:
        values: one a replication; NaN marks one without.
        shares: which quantiles.

    Returns:
        One number a share; NaN if there is no replication.

    Example:
        >>> from gtmsim.stats import likely_quantiles
        >>> likely_quantiles(range(1, 10)).tolist()
        [1.0, 5.0, 9.0]
    """
    column = np.asarray(values, dtype=np.float64)
    there = column[~np.isnan(column)]
    if not there.size:
        return np.full(len(shares), np.nan)
    return np.asarray(np.quantile(there, shares, method="weibull"), dtype=np.float64)
