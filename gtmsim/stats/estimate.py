"""One number with its uncertainty: means, shares, quantiles and medians over replications."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from gtmsim.stats.bootstrap import BOOTSTRAP_MINIMUM, bca_limits
from gtmsim.stats.intervals import (
    Floats,
    quantile_limits,
    quantile_ranks,
    replications_for_quantile,
    sample_quantile,
    student_limits,
    wilson_limits,
)
from gtmsim.stats.refusal import StatisticsError, require, require_level


@dataclass(frozen=True)
class Estimate:
    """A number estimated from replications, and how sure it is.

    Attributes:
        mean: the estimate itself: mean, share, quantile or ratio, as `method` says; NaN if no
            replication has a value.
        low: lower end of the interval; NaN if the interval is refused.
        high: upper end; NaN if the interval is refused.
        level: confidence level of the interval.
        standard_error: standard error of `mean`; NaN where unknown.
        n: replications used.
        method: how the interval was made.
        missing: replications without a value (NaN), left out of `mean`; what is reported holds
            for the others.
        refused: why there is no interval; empty if there is one.
        needed: replications from which an interval would be given, if more would help; else 0.
    """

    mean: float
    low: float
    high: float
    level: float
    standard_error: float
    n: int
    method: str
    missing: int = 0
    refused: str = ""
    needed: int = 0

    @property
    def half_width(self) -> float:
        """Half the length of the interval; NaN if it is refused."""
        return (self.high - self.low) / 2.0

    @property
    def relative_half_width(self) -> float:
        """`half_width` as a share of the size of the estimate; infinite at an estimate of 0."""
        if self.half_width == 0.0:
            return 0.0
        return self.half_width / abs(self.mean) if self.mean else math.inf

    def required(self) -> Estimate:
        """This estimate, if it has an interval.

        Raises:
            StatisticsError: the interval was refused; says why.
        """
        require(not self.refused, self.refused)
        return self

    def cut(self, least: float, most: float) -> Estimate:
        """This estimate, its interval without what cannot be.

        The level is kept: what is cut off never holds the truth, if all values lie within. An
        estimate that lies outside itself is left alone.

        Example:
            >>> from gtmsim.stats import mean
            >>> estimate = mean([1.0, 1.0, 1.0, 0.9])
            >>> round(estimate.high, 3), estimate.cut(0, 1).high
            (1.055, 1)
        """
        if self.refused or not least <= self.mean <= most:
            return self
        return replace(self, low=max(self.low, least), high=min(self.high, most))

    def __str__(self) -> str:
        if self.refused:
            text = f"{self.mean:.6g} (no interval: {self.refused})"
        else:
            interval = f"{self.level * 100:.6g}% [{self.low:.6g}, {self.high:.6g}]"
            text = f"{self.mean:.6g}  {interval}"
        text += f"  {self.n} replications"
        return text + (f", {self.missing} missing" if self.missing else "")


def mean(
    values: ArrayLike,
    *,
    level: float = 0.95,
    method: Literal["student", "bca"] = "student",
    seed: int = 0,
) -> Estimate:
    """The mean over replications, by Student t or by bootstrap (BCa).

    Neither knows the law: both cover too rarely when few replications of a skewed law are all
    there is (`student_limits` and `bca_limits` state by how much).

    Args:
        values: one value a replication; NaN marks a replication without one.
        level: confidence level.
        method: `student` (Student 1908) or `bca` (B. Efron 1987).
        seed: seed of the bootstrap.

    Example:
        >>> from gtmsim.stats import mean
        >>> estimate = mean([4.0, 5.0, 6.0, float("nan")])
        >>> estimate.mean, estimate.n, estimate.missing, round(estimate.half_width, 3)
        (5.0, 3, 1, 2.484)
    """
    require_level(level)
    require(method in ("student", "bca"), f"method is {method!r}: must be 'student' or 'bca'.")
    present, missing = present_values(values)
    title = "Student t" if method == "student" else "bootstrap (BCa) of the mean"
    least = 2 if method == "student" else BOOTSTRAP_MINIMUM
    if not np.isfinite(present).all():
        infinite = int(np.isinf(present).sum())
        reason = f"{infinite} of {present.size} values are infinite, so the mean has no interval"
        return refusal(_center(present), present.size, missing, level, title, reason)
    if present.size < least:
        reason = _too_few(present.size, least, title)
        center = _center(present)
        return refusal(center, present.size, missing, level, title, reason, least)
    if present.min() == present.max():
        return _constant(present, missing, level)
    if method == "student":
        limits = student_limits(present, level=level)
        low, high, error = float(limits.low), float(limits.high), float(limits.standard_error)
    else:
        low, high, error = bca_limits((present,), _mean_of, level=level, seed=seed)
    return Estimate(_center(present), low, high, level, error, present.size, title, missing)


def share(hits: int, trials: int, *, level: float = 0.95) -> Estimate:
    """A share of independent replications, such as the probability of hitting a target.

    For replications that each have a rate of their own (a conversion), use `mean`: the leads of
    one replication are not independent.

    Source: E. B. Wilson (1927); see `wilson_limits`.

    Example:
        >>> from gtmsim.stats import share
        >>> print(share(83, 100))
        0.83  95% [0.74452, 0.891064]  100 replications
    """
    require_level(level)
    title = "Wilson"
    if trials == 0:
        return refusal(math.nan, 0, 0, level, title, "no replication has a value", 1)
    limits = wilson_limits(hits, trials, level=level)
    return Estimate(
        float(limits.center),
        float(limits.low),
        float(limits.high),
        level,
        float(limits.standard_error),
        int(trials),
        title,
    )


def quantile(
    values: ArrayLike,
    share: float,
    *,
    level: float = 0.95,
    method: Literal["order", "bca"] = "order",
    seed: int = 0,
) -> Estimate:
    """A quantile over replications, between two order statistics or by bootstrap (BCa).

    The order statistics keep the level for every law. Where the smallest and the largest value
    together do not (a p90 at 95% from fewer than 29 replications), no method without a law can,
    and the interval is refused.

    Args:
        values: one value a replication; NaN marks a replication without one; an infinite value
            is allowed (the event never came).
        share: which quantile, 0.9 for the p90.
        level: confidence level.
        method: `order` (see `quantile_ranks`) or `bca` (B. Efron 1987; only approximate).
        seed: seed of the bootstrap.

    Example:
        >>> from gtmsim.stats import quantile
        >>> print(quantile(range(28), 0.9).refused)
        28 replications are too few for a p90 at 95%: it needs 29
    """
    require_level(level)
    require(method in ("order", "bca"), f"method is {method!r}: must be 'order' or 'bca'.")
    present, missing = present_values(values)
    n = present.size
    least = replications_for_quantile(share, level)
    title = f"p{share * 100:.6g}"
    if n < least:
        center = float(sample_quantile(present, share)) if n else math.nan
        reason = f"{n} replications are too few for a {title} at {level * 100:.6g}%"
        reason += f": it needs {least}"
        return refusal(center, n, missing, level, title, reason, least)
    if present.min() == present.max():
        return _constant(present, missing, level)
    limits = quantile_limits(present, share, level=level)
    low, high = float(limits.low), float(limits.high)
    error = float(limits.standard_error)
    if method == "order":
        ranks = quantile_ranks(n, share, level)
        title += f", order statistics {ranks[0]} and {ranks[1]}" if ranks else ""
    else:
        require(bool(np.isfinite(present).all()), "bootstrap needs finite values: use 'order'.")

        def statistic(sample: Floats, axis: int = -1) -> Floats:
            return sample_quantile(np.moveaxis(sample, axis, -1), share)

        low, high, error = bca_limits((present,), statistic, level=level, seed=seed)
        title += ", bootstrap (BCa)"
    return Estimate(float(limits.center), low, high, level, error, n, title, missing)


def median(
    values: ArrayLike,
    *,
    level: float = 0.95,
    method: Literal["order", "bca"] = "order",
    seed: int = 0,
) -> Estimate:
    """The median over replications; as `quantile` with share 0.5.

    Example:
        >>> from gtmsim.stats import median
        >>> print(median([3, 1, 4, 1, 5, 9, 2, 6]))
        3.5  95% [1, 6]  8 replications
    """
    return quantile(values, 0.5, level=level, method=method, seed=seed)


def present_values(values: ArrayLike) -> tuple[Floats, int]:
    """The values that are there, in order, and how many are missing (NaN)."""
    column = np.asarray(values, dtype=np.float64)
    if column.ndim != 1:
        raise StatisticsError(f"values have {column.ndim} axes: one value a replication, please.")
    present = column[~np.isnan(column)]
    return present, int(column.size - present.size)


def refusal(
    center: float, n: int, missing: int, level: float, method: str, reason: str, needed: int = 0
) -> Estimate:
    """An estimate without an interval, and why."""
    nan = math.nan
    return Estimate(center, nan, nan, level, nan, n, method, missing, reason, needed)


def _constant(present: Floats, missing: int, level: float) -> Estimate:
    value = float(present[0])
    method = "all values equal"
    return Estimate(value, value, value, level, 0.0, present.size, method, missing)


def _too_few(n: int, least: int, title: str) -> str:
    if n == 0:
        return "no replication has a value"
    return f"{n} replication{'s are' if n > 1 else ' is'} too few for {title}: it needs {least}"


def _center(present: Floats) -> float:
    if not present.size:
        return math.nan
    with np.errstate(invalid="ignore"):
        return float(present.mean())


def _mean_of(sample: Floats, axis: int = -1) -> Floats:
    return np.asarray(sample.mean(axis=axis), dtype=np.float64)
