"""Spending a fixed number of replications where they help most to find the best design (OCBA)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from gtmsim.stats.intervals import Floats
from gtmsim.stats.refusal import require
from gtmsim.stats.select import Sample, checked_sample


@dataclass(frozen=True)
class Allocation:
    """What a fixed budget of replications found.

    Attributes:
        best: index of the design with the best mean.
        probability: approximate probability that it is the best (a lower bound if means were
            normal with the estimated variances); an estimate, not a promise.
        means: mean of each design.
        standard_errors: standard error of each mean.
        replications: replications each design was given.
    """

    best: int
    probability: float
    means: tuple[float, ...]
    standard_errors: tuple[float, ...]
    replications: tuple[int, ...]


def allocate_budget(
    sample: Sample,
    designs: int,
    *,
    budget: int,
    larger_is_better: bool = True,
    first: int = 10,
    step: int = 0,
) -> Allocation:
    """Spends a budget step by step on the designs that are hardest to tell from the best (OCBA).

    Supposes independent luck between designs; with common luck it still runs, but its shares
    are no longer the best ones and `probability` errs on the low side where outputs move together.

    Source: C.-H. Chen, J. Lin, E. Yucesan and S. E. Chick, Simulation budget allocation for
    further enhancing the efficiency of ordinal optimization (2000).

    Args:
        sample: called as `sample(design, replications)`.
        designs: number of designs.
        budget: replications of all designs together.
        larger_is_better: direction of the KPI.
        first: replications of each design before the first allocation; 5 or more.
        step: replications allocated at a time; 0 takes a twentieth of the budget, at least one.

    Raises:
        StatisticsError: the budget does not cover the first replications, or an output is missing
            or infinite.

    Example:
        >>> import numpy as np
        >>> from gtmsim.stats import allocate_budget
        >>> def sample(design, replications):
        ...     return np.random.default_rng([design, replications.start]).normal(
        ...         design, 2, size=len(replications))
        >>> result = allocate_budget(sample, 5, budget=300)
        >>> result.best, sum(result.replications)
        (4, 300)
    """
    require(designs >= 2, f"designs is {designs}: allocation needs 2 or more.")
    require(first >= 5, f"first is {first}: must be 5 or more.")
    require(
        budget >= first * designs,
        f"budget is {budget}: the first {first} replications of {designs} designs need "
        f"{first * designs}.",
    )
    sign = 1.0 if larger_is_better else -1.0
    size = step or max(1, budget // 20)
    outputs = [sign * checked_sample(sample, design, range(first)) for design in range(designs)]
    spent = first * designs
    while spent < budget:
        means, variances, counts = _moments(outputs)
        spent = min(budget, spent + size)
        for design, target in enumerate(_targets(means, variances, counts, spent)):
            asked = range(int(counts[design]), int(target))
            if asked:
                more = sign * checked_sample(sample, design, asked)
                outputs[design] = np.concatenate([outputs[design], more])
    means, variances, counts = _moments(outputs)
    best = int(np.argmax(means))
    return Allocation(
        best=best,
        probability=_probability(means, variances / counts, best),
        means=tuple((sign * means).tolist()),
        standard_errors=tuple(np.sqrt(variances / counts).tolist()),
        replications=tuple(int(count) for count in counts),
    )


def ocba_shares(means: ArrayLike, variances: ArrayLike) -> Floats:
    """Shares of the budget that each design should have; larger means are better.

    Rivals get (standard deviation / gap to the best) squared; the best gets its own standard
    deviation times the root of the sum of squares of the rivals' (shares / standard deviation).
    Gaps and variances of zero are raised to a small part of the largest, so that ties and constant
    designs have a finite share.

    Source: Chen et al. (2000), theorem 1.

    Example:
        >>> from gtmsim.stats import ocba_shares
        >>> ocba_shares([1.0, 2.0, 3.0], [1.0, 1.0, 1.0]).round(3).tolist()
        [0.11, 0.438, 0.452]
    """
    centers = np.asarray(means, dtype=np.float64)
    spreads = np.asarray(variances, dtype=np.float64)
    require(
        centers.ndim == 1 and centers.shape == spreads.shape and centers.size >= 2,
        "means and variances must name the same two designs or more.",
    )
    if not spreads.any():
        return np.full(centers.size, 1.0 / centers.size)
    spreads = np.maximum(spreads, 1e-12 * spreads.max())
    best = int(np.argmax(centers))
    gaps = centers[best] - centers
    largest = float(gaps.max())
    gaps = np.maximum(gaps, 1e-6 * largest) if largest > 0 else np.ones_like(gaps)
    weights = spreads / gaps**2
    weights[best] = 0.0
    weights[best] = np.sqrt(spreads[best] * np.sum(weights**2 / spreads))
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def _targets(
    means: Floats, variances: Floats, counts: NDArray[np.int64], total: int
) -> NDArray[np.int64]:
    """Replications of each design at a total, never below what it already has.

    Designs that have more than their share keep it; the others share what is left.
    """
    shares = ocba_shares(means, variances)
    open_ = np.ones(means.size, dtype=bool)
    wanted = shares * total
    while True:
        over = open_ & (wanted < counts)
        if not over.any():
            break
        open_ &= ~over
        rest = total - int(counts[~open_].sum())
        wanted = np.where(open_, shares / max(float(shares[open_].sum()), 1e-300) * rest, counts)
    whole = np.maximum(np.floor(wanted).astype(np.int64), counts)
    order = np.argsort(-(wanted - whole), kind="stable")  # largest remainders first
    left = total - int(whole.sum())
    whole[order[:left]] += 1
    return whole


def _moments(outputs: list[Floats]) -> tuple[Floats, Floats, NDArray[np.int64]]:
    means = np.array([column.mean() for column in outputs])
    variances = np.array([column.var(ddof=1) for column in outputs])
    return means, variances, np.array([column.size for column in outputs], dtype=np.int64)


def _probability(means: Floats, squared_errors: Floats, best: int) -> float:
    """Bonferroni bound of the probability of correct selection (Chen et al. 2000, APCS-B)."""
    rivals = np.arange(means.size) != best
    gaps = means[best] - means[rivals]
    errors = np.sqrt(squared_errors[best] + squared_errors[rivals])
    with np.errstate(divide="ignore", invalid="ignore"):
        chances = np.where(errors > 0, special.ndtr(-gaps / errors), np.where(gaps > 0, 0.0, 0.5))
    return float(max(0.0, 1.0 - chances.sum()))
