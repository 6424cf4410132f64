"""How near a forecast came, month by month: coverage, bias, size of the errors."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats

from gtmsim.experiment.batch import Floats
from gtmsim.stats import Estimate, share
from gtmsim.stats.intervals import wilson_limits

SHARE = 0.8
"""Share of months that should lie between P10 and P90."""
LEVEL = 0.95


@dataclass(frozen=True)
class Errors:
    """One forecast of one KPI against what happened.

    Attributes:
        months: how many are compared.
        bias: sum of forecasts less sum of actuals, by the sum of the actuals' sizes.
        size: MAPE, the mean of |forecast - actual| / |actual|; where an actual is 0, WAPE, the
            sum of |forecast - actual| by the sum of |actual|. NaN if all actuals are 0.
        weighted: whether it is WAPE.
        model: the same error of the simulation's median in the same months; its own for itself.
    """

    months: int
    bias: float
    size: float
    weighted: bool
    model: float


def errors(
    actual: Floats, forecast: Floats, model: Floats | None = None, *, weighted: bool | None = None
) -> Errors | None:
    """Errors over the months that have both; None if there is none.

    Args:
        actual: what happened.
        forecast: what was expected; NaN where nothing was.
        model: the simulation's median; None if the forecast is that.
        weighted: WAPE or MAPE; default: WAPE if an actual is 0.

    Example:
        >>> found = errors(np.array([10.0, 20.0]), np.array([12.0, 15.0]))
        >>> round(found.bias, 3), round(found.size, 3)
        (-0.1, 0.225)
    """
    there = ~np.isnan(actual) & ~np.isnan(forecast)
    if not there.any():
        return None
    own, guess = actual[there], forecast[there]
    wape = bool((own == 0).any()) if weighted is None else weighted
    size = _size(own, guess, wape)
    whole = float(np.abs(own).sum())
    bias = float((guess - own).sum()) / whole if whole else math.nan
    other = size if model is None else _size(own, model[there], wape)
    return Errors(int(there.sum()), bias, size, wape, other)


def _size(actual: Floats, forecast: Floats, weighted: bool) -> float:
    misses, sizes = np.abs(forecast - actual), np.abs(actual)
    if not weighted:
        return float((misses / sizes).mean())
    return float(misses.sum() / sizes.sum()) if sizes.any() else math.nan


def coverage(inside: int, months: int) -> Estimate:
    """Share of months inside, with its interval."""
    return share(inside, months, level=LEVEL)


def coverage_of_all(inside: int, values: int, months: int) -> tuple[float, float, float]:
    """Share of all values inside; its interval counts each month once.

    KPIs of one month move together, so that their number says little more: as if they all told
    the same, the interval is that of as many values as there are months.
    """
    limits = wilson_limits(inside / values * months, months, level=LEVEL)
    return inside / values, float(limits.low), float(limits.high)


def usual(months: int) -> tuple[int, int]:
    """Between which numbers of months inside a right model lies, 95 times in 100.

    Example:
        >>> usual(6)
        (3, 6)
    """
    tail = (1 - LEVEL) / 2
    low, high = (stats.binom.ppf(end, months, SHARE) for end in (tail, 1 - tail))
    return int(low), int(high)


def lean(actual: Floats, simulated: Floats) -> str:
    """Whether the simulation lies `high` or `low` over all months; empty if neither is shown.

    The mean over the months is compared with that of each replication, so that months that hang
    together are no trouble: under a right model the actual one is as good as any other.

    Args:
        actual: by month.
        simulated: shape (replications, months).
    """
    whole = ~np.isnan(simulated).any(axis=1)
    means = simulated[whole].mean(axis=1)
    own = float(actual.mean())
    one_more = len(means) + 1
    if not len(means):
        return ""
    if ((means <= own).sum() + 1) / one_more <= (1 - LEVEL) / 2:
        return "high"
    if ((means >= own).sum() + 1) / one_more <= (1 - LEVEL) / 2:
        return "low"
    return ""
