"""Where the spread of a forecast comes from: luck, uncertain inputs, and simulation error.

Each replication draws the uncertain inputs once and then has its own luck. By the law of total
variance, one replication varies by (b) the variance of its expectation given the inputs, plus (a)
the mean variance of luck at given inputs. Neither shrinks with more replications; only (c), the
standard error of the reported mean, does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from gtmsim.stats.bootstrap import BOOTSTRAP_MINIMUM, bca_limits
from gtmsim.stats.estimate import Estimate
from gtmsim.stats.intervals import Floats
from gtmsim.stats.refusal import StatisticsError, require, require_level
from gtmsim.stats.regression import AdditiveFit, additive_columns, fit_additive

CELLS = 2_000_000
"""Numbers held at once while refitting resamples."""

TINY = 1e-300
"""Keeps shares of no variance at 0 instead of undefined."""


@dataclass(frozen=True)
class Contribution:
    """How much one uncertain input contributes.

    Attributes:
        name: name of the input.
        share: its share of the variance of one replication (first-order: by itself, the other
            inputs averaged over). An interval that begins at 0 says: perhaps nothing.
    """

    name: str
    share: Estimate


@dataclass(frozen=True)
class Decomposition:
    """The variance of one replication, by source.

    Attributes:
        total: variance of one replication, luck and inputs together, in squared units of the KPI.
        luck: (a) variance from luck, same unit.
        inputs: (b) variance from the uncertain inputs, same unit.
        simulation_error: (c) standard error of the mean over all replications, in the KPI's unit;
            the only part that more replications shrink.
        contributions: every input's own share of `total`, largest first.
        interactions: share of `total` that inputs cause only together or in ways the fitted curves
            do not follow; NaN where it cannot be told from luck (no repeats), and is counted there.
        n: sets of input draws used.
        missing: sets left out because a value is missing.
        method: how luck and inputs were told apart.
    """

    total: float
    luck: Estimate
    inputs: Estimate
    simulation_error: float
    contributions: tuple[Contribution, ...]
    interactions: float
    n: int
    missing: int
    method: str

    @property
    def share_of_inputs(self) -> float:
        """Of the spread, the share that comes from the inputs, from 0 to 1; the rest is luck.

        The two are estimated, so that one may come out below nothing and the other above all.
        """
        if not self.total > 0:
            return 0.0
        return float(min(max(self.inputs.mean / self.total, 0.0), 1.0))


def decompose(
    outputs: ArrayLike,
    draws: ArrayLike,
    *,
    names: Sequence[str] = (),
    level: float = 0.95,
    resamples: int = 999,
    seed: int = 0,
) -> Decomposition:
    """Separates luck, input uncertainty and simulation error.

    With one output for each set of draws, inputs are what an additive regression on curves of the
    draws explains (adjusted for the number of columns); the rest is luck, and includes whatever
    inputs cause only together. With repeats (outputs of several replications at the same draws,
    each with luck of its own), luck is the variance within sets, whatever the shape of the effect.
    Inputs are supposed to be drawn independently of each other.

    Source: I. M. Sobol (1993) for first-order shares; G. E. P. Box, W. G. Hunter and J. S. Hunter,
    Statistics for Experimenters (2005), for variance components; intervals by bootstrap over sets
    of draws (percentiles, corrected for the bias of the fit; BCa for repeats).

    Args:
        outputs: shape (sets,), or (sets, repeats) with two repeats or more.
        draws: shape (sets, inputs); what each uncertain input was drawn as.
        names: names of the inputs; numbered from 0 if not given.
        level: confidence level of every interval.
        resamples: bootstrap resamples.
        seed: seed of the bootstrap.

    Raises:
        StatisticsError: too few sets for the number of inputs; says how many are needed.

    Example:
        >>> import numpy as np
        >>> from gtmsim.stats import decompose
        >>> rng = np.random.default_rng(1)
        >>> draws = rng.normal(size=(200, 2))
        >>> outputs = 3 * draws[:, 0] + rng.normal(size=200)
        >>> rows = decompose(outputs, draws, names=["win rate", "salary"]).contributions
        >>> [(row.name, round(row.share.mean, 1)) for row in rows]
        [('win rate', 0.9), ('salary', 0.0)]
    """
    require_level(level)
    require(resamples >= 199, f"resamples is {resamples}: intervals need 199 or more.")
    values, inputs, missing = _complete(outputs, draws)
    titles = tuple(names) or tuple(str(column) for column in range(inputs.shape[1]))
    require(len(titles) == inputs.shape[1], f"{len(titles)} names for {inputs.shape[1]} inputs.")
    repeats = values.shape[1]
    own_luck = values.var(axis=1, ddof=1) if repeats > 1 else np.zeros(values.shape[0])
    centers = values.mean(axis=1)
    columns, groups = additive_columns(inputs)
    fit = fit_additive(centers, columns, groups)
    spread = _resampled(fit, centers, own_luck, columns, groups, repeats, resamples, seed)
    total = float(centers.var(ddof=1)) + float(own_luck.mean()) * (1.0 - 1.0 / repeats)
    own = fit.parts / max(total, TINY)
    shared = _Shared(level, values.shape[0], missing)
    if repeats > 1:
        method = f"{repeats} repeats of luck at each set of draws"
        luck, cause = _by_repeats(centers, own_luck, repeats, shared, method, seed)
        interactions = max(0.0, cause.mean / max(total, TINY) - float(own.sum()))
    else:
        method = "additive regression on the draws"
        luck, cause = _by_regression(fit, spread, shared, method)
        interactions = float("nan")
    rows = [
        Contribution(title, _share(own[j], spread.shares[:, j], shared))
        for j, title in enumerate(titles)
    ]
    return Decomposition(
        total=total,
        luck=luck,
        inputs=cause,
        simulation_error=float(stats.sem(centers)),
        contributions=tuple(sorted(rows, key=lambda row: -row.share.mean)),
        interactions=interactions,
        n=values.shape[0],
        missing=missing,
        method=method,
    )


@dataclass(frozen=True)
class _Shared:
    """What every estimate of one decomposition has in common."""

    level: float
    n: int
    missing: int

    def estimate(self, center: float, spread: Floats, method: str, ceiling: float) -> Estimate:
        ends = np.quantile(spread, [0.5 - self.level / 2.0, 0.5 + self.level / 2.0])
        low, high = (float(min(max(end, 0.0), ceiling)) for end in ends)
        error = float(spread.std(ddof=1))
        return Estimate(
            min(max(center, 0.0), ceiling),
            low,
            high,
            self.level,
            error,
            self.n,
            method,
            self.missing,
        )


@dataclass(frozen=True)
class _Resampled:
    """Bootstrap spread, one row a resample, already corrected for the bias of the fit."""

    shares: Floats
    luck: Floats
    inputs: Floats


def _resampled(
    fit: AdditiveFit,
    centers: Floats,
    own_luck: Floats,
    columns: Floats,
    groups: NDArray[np.int64],
    repeats: int,
    resamples: int,
    seed: int,
) -> _Resampled:
    """Refits resampled sets.

    To a resample, the sample is the world, and in that world the fit without adjustment is the
    truth. A resample therefore spreads around that fit; its distance from it is what is carried
    over to the adjusted estimate.
    """
    rng = np.random.default_rng(seed)
    n = centers.size
    per_replication = 1.0 - 1.0 / repeats  # luck that the mean of the repeats does not show
    together = max(1, CELLS // max(1, columns.size))
    shares, luck, inputs = [], [], []
    for begin in range(0, resamples, together):
        rows = rng.integers(0, n, size=(min(together, resamples - begin), n))
        again = fit_additive(centers[rows], columns[rows], groups)
        whole = again.total + own_luck[rows].mean(axis=1) * per_replication
        shares.append(again.parts / np.maximum(whole, TINY)[:, None])
        luck.append(again.residual)
        inputs.append(again.total - again.residual)
    whole = fit.total + own_luck.mean() * per_replication
    bias = (fit.raw_parts - fit.parts) / max(float(whole), TINY)
    scale = fit.residual / fit.raw_residual if fit.raw_residual > 0 else 1.0
    return _Resampled(
        np.concatenate(shares) - bias,
        np.concatenate(luck) * scale,
        np.concatenate(inputs) - (fit.residual - fit.raw_residual),
    )


def _by_regression(
    fit: AdditiveFit, spread: _Resampled, shared: _Shared, method: str
) -> tuple[Estimate, Estimate]:
    unlimited = float("inf")
    luck = shared.estimate(float(fit.residual), spread.luck, method, unlimited)
    cause = shared.estimate(float(fit.total - fit.residual), spread.inputs, method, unlimited)
    return luck, cause


def _by_repeats(
    centers: Floats, own_luck: Floats, repeats: int, shared: _Shared, method: str, seed: int
) -> tuple[Estimate, Estimate]:
    """Variance components of a balanced one-way layout, bootstrapped over sets of draws."""

    def between(means: Floats, within: Floats, axis: int = -1) -> Floats:
        spread = means.var(axis=axis, ddof=1) - within.mean(axis=axis) / repeats
        return np.asarray(spread, dtype=np.float64)

    def mean_luck(within: Floats, axis: int = -1) -> Floats:
        return np.asarray(within.mean(axis=axis), dtype=np.float64)

    center = max(0.0, float(between(centers, own_luck)))
    low, high, error = bca_limits((centers, own_luck), between, level=shared.level, seed=seed)
    cause = Estimate(
        center,
        max(0.0, low),
        max(0.0, high),
        shared.level,
        error,
        shared.n,
        method,
        shared.missing,
    )
    low, high, error = bca_limits((own_luck,), mean_luck, level=shared.level, seed=seed)
    luck = Estimate(
        float(own_luck.mean()), low, high, shared.level, error, shared.n, method, shared.missing
    )
    return luck, cause


def _share(center: float, spread: Floats, shared: _Shared) -> Estimate:
    return shared.estimate(float(center), spread, "first-order share, bootstrap", 1.0)


def _complete(outputs: ArrayLike, draws: ArrayLike) -> tuple[Floats, Floats, int]:
    values = np.asarray(outputs, dtype=np.float64)
    inputs = np.asarray(draws, dtype=np.float64)
    if values.ndim == 1:
        values = values[:, None]
    if values.ndim != 2 or inputs.ndim != 2 or values.shape[0] != inputs.shape[0]:
        raise StatisticsError(
            "outputs need one row a set of draws, draws one row a set and one column an input."
        )
    require(bool(np.isfinite(inputs).all()), "draws hold values that are missing or infinite.")
    require(not bool(np.isinf(values).any()), "outputs hold infinite values: no variance.")
    present = ~np.isnan(values).any(axis=1)
    sets = int(present.sum())
    require(
        sets >= BOOTSTRAP_MINIMUM,
        f"{sets} sets of draws are too few: it needs {BOOTSTRAP_MINIMUM}.",
    )
    return values[present], inputs[present], int((~present).sum())
