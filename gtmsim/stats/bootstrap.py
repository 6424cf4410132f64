"""Bias-corrected and accelerated bootstrap intervals (BCa), reproducible from a seed."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence

import numpy as np
from scipy import stats

from gtmsim.stats.intervals import Floats

BOOTSTRAP_MINIMUM = 20
"""Fewest replications for a bootstrap interval; with fewer, resamples repeat too much."""

RESAMPLES = 1999
"""Resamples of a bootstrap; at 95% the ends rest on about 50 of them."""


def bca_limits(
    samples: Sequence[Floats],
    statistic: Callable[..., Floats],
    *,
    level: float = 0.95,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> tuple[float, float, float]:
    """Interval of a statistic of paired columns of replications.

    Source: B. Efron, Better bootstrap confidence intervals (1987), as in `scipy.stats.bootstrap`.
    Second-order accurate, not exact, and no cure for few replications: where 95% is stated for a
    mean, normal replications get 92.4% at n = 20, 93% at 30 and 94.6% at 100; lognormal ones of
    cv 1 get 89%, 90% and 93%, no more than Student's t.

    Args:
        samples: one or several columns of the same length, resampled together.
        statistic: takes the columns and `axis`; vectorized.
        level: confidence level.
        seed: seed of the resampling.
        resamples: number of resamples.

    Returns:
        Lower end, upper end, standard error.
    """
    with warnings.catch_warnings():
        # A statistic that does not vary over resamples has no acceleration; the ends then
        # fall back to the plain percentiles below.
        warnings.simplefilter("ignore")
        result = stats.bootstrap(
            tuple(samples),
            statistic,
            paired=len(samples) > 1,
            vectorized=True,
            n_resamples=resamples,
            batch=max(1, 4_000_000 // max(1, samples[0].size)),
            confidence_level=level,
            method="BCa",
            rng=np.random.default_rng(seed),
        )
    low, high = (float(end) for end in result.confidence_interval)
    if np.isnan(low) or np.isnan(high):
        spread = np.asarray(result.bootstrap_distribution, dtype=np.float64)
        low, high = (float(q) for q in np.quantile(spread, [0.5 - level / 2, 0.5 + level / 2]))
    return low, high, float(result.standard_error)
