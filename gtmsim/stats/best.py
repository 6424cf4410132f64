"""Several designs at once: how far each is from the best of the others (MCB)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, special, stats

from gtmsim.stats.compare import Verdict
from gtmsim.stats.intervals import Floats
from gtmsim.stats.refusal import StatisticsError, require, require_level


@dataclass(frozen=True)
class AgainstBest:
    """One design against the best of the others; the intervals of all designs hold together.

    Attributes:
        design: name of the design.
        mean: mean of the design over the replications.
        gap: its mean minus the best mean of the others; below 0 where others are larger.
        low: lower end of the gap's interval, never above 0.
        high: upper end of the gap's interval, never below 0.
        level: confidence level at which all intervals hold together.
        n: replications used; those in which any design has no value are left out.
        missing: replications left out.
        verdict: `better`: the best of all; `worse`: another one is better; else no clear
            difference from the best of the others.
    """

    design: str
    mean: float
    gap: float
    low: float
    high: float
    level: float
    n: int
    missing: int
    verdict: Verdict


def compare_with_best(
    outputs: ArrayLike,
    *,
    names: Sequence[str] = (),
    larger_is_better: bool = True,
    level: float = 0.95,
    method: Literal["bonferroni", "sphericity"] = "bonferroni",
) -> tuple[AgainstBest, ...]:
    """Multiple comparisons with the best, for designs that share their luck.

    Only the k - 1 comparisons of the truly best design with the others must hold, so these
    intervals are shorter than those of all pairs. `bonferroni` allows any variances and any
    correlation between designs. `sphericity` supposes that all paired differences have one
    variance, which gives shorter intervals where it is true and wrong ones where it is not.

    Source: J. C. Hsu (1984); D. G. Edwards and J. C. Hsu, Multiple comparisons with the best
    treatment (1983), for unequal widths; B. L. Nelson and F. J. Matejcik, Using common random
    numbers for indifference-zone selection and multiple comparisons in simulation (1995).

    Args:
        outputs: shape (designs, replications); replication i of all designs shares its luck.
        names: names of the designs; numbered from 0 if not given.
        larger_is_better: direction of the KPI. If not, gaps are reported as they are (design
            minus smallest of the others) and `worse` means clearly larger.
        level: confidence level.
        method: `bonferroni` or `sphericity`.

    Raises:
        StatisticsError: fewer than two designs or two complete replications.

    Example:
        >>> from gtmsim.stats import compare_with_best
        >>> rows = compare_with_best([[9, 8, 9, 8], [12, 11, 13, 12]], names=["a", "b"])
        >>> [(row.design, row.verdict) for row in rows]
        [('a', 'worse'), ('b', 'better')]
    """
    require_level(level)
    table = np.asarray(outputs, dtype=np.float64)
    require(table.ndim == 2 and table.shape[0] >= 2, "outputs must hold two designs or more.")
    titles = tuple(names) or tuple(str(design) for design in range(table.shape[0]))
    require(len(titles) == table.shape[0], f"{len(titles)} names for {table.shape[0]} designs.")
    complete = ~np.isnan(table).any(axis=0)
    used = table[:, complete] if larger_is_better else -table[:, complete]
    n = used.shape[1]
    require(n >= 2, f"{n} complete replications are too few: comparisons need 2.")
    require(bool(np.isfinite(used).all()), "outputs hold infinite values: they have no mean.")
    if method == "bonferroni":
        widths = _pair_widths(used, level)
    elif method == "sphericity":
        widths = _common_width(used, level)
    else:
        raise StatisticsError(f"method is {method!r}: must be 'bonferroni' or 'sphericity'.")
    means = used.mean(axis=1)
    gaps, low, high = _constrained(means, widths)
    verdicts = [_verdict(float(a), float(b)) for a, b in zip(low, high, strict=True)]
    sign = 1.0
    if not larger_is_better:
        sign, gaps, low, high = -1.0, -gaps, -high, -low
    missing = int((~complete).sum())
    return tuple(
        AgainstBest(
            titles[i],
            float(sign * means[i]),
            float(gaps[i]) + 0.0,
            float(low[i]) + 0.0,
            float(high[i]) + 0.0,
            level,
            n,
            missing,
            verdicts[i],
        )
        for i in range(len(titles))
    )


def _constrained(means: Floats, widths: Floats) -> tuple[Floats, Floats, Floats]:
    """Gaps to the best of the others with Edwards and Hsu's constrained limits.

    On the event that the truly best design is not further below any other than the width
    allows, it is among those whose upper limit is above zero; the lower limits therefore need
    to consider only these.
    """
    gaps = means[:, None] - means[None, :]
    own = np.eye(means.size, dtype=bool)
    to_best = np.where(own, np.inf, gaps).min(axis=1)
    high = np.maximum(0.0, np.where(own, np.inf, gaps + widths).min(axis=1))
    contenders = high > 0
    if not contenders.any():  # all equal without any spread: every design may be the best
        contenders[:] = True
    rivals = np.where(own | ~contenders[None, :], np.inf, gaps - widths)
    low = np.minimum(0.0, rivals.min(axis=1))
    return to_best, low, high


def _pair_widths(table: Floats, level: float) -> Floats:
    designs, n = table.shape
    spread = np.atleast_2d(np.cov(table))
    variances = np.diag(spread)
    pairs = np.maximum(variances[:, None] + variances[None, :] - 2.0 * spread, 0.0)
    t = float(stats.t.ppf(1.0 - (1.0 - level) / (designs - 1), n - 1))
    return np.asarray(t * np.sqrt(pairs / n), dtype=np.float64)


def _common_width(table: Floats, level: float) -> Floats:
    designs, n = table.shape
    rows, columns = table.mean(axis=1, keepdims=True), table.mean(axis=0, keepdims=True)
    residuals = table - rows - columns + table.mean()
    freedom = (designs - 1) * (n - 1)
    variance = float((residuals**2).sum()) / freedom
    point = many_to_one_point(designs - 1, freedom, level)
    return np.full((designs, designs), point * math.sqrt(2.0 * variance / n))


@lru_cache(maxsize=256)
def many_to_one_point(comparisons: int, freedom: float, level: float = 0.95) -> float:
    """How many standard errors one design may lie below each of several others (one-sided).

    The upper point of the largest of equally correlated (1/2) Student t variables.

    Source: C. W. Dunnett (1955), R. E. Bechhofer (1954) for infinite `freedom`.

    Args:
        comparisons: number of other designs.
        freedom: degrees of freedom of the variance estimate; may be infinite.
        level: confidence level.

    Example:
        >>> from gtmsim.stats import many_to_one_point
        >>> round(many_to_one_point(4, 20), 2)
        2.3
    """
    require_level(level)
    require(comparisons >= 1, f"comparisons is {comparisons}: must be 1 or more.")
    nodes, weights = np.polynomial.legendre.leggauss(128)
    z = 9.0 * nodes
    mass = 9.0 * weights * np.exp(-(z**2) / 2.0) / math.sqrt(2.0 * math.pi)
    if math.isinf(freedom):
        scales, chances = np.ones(1), np.ones(1)
    else:
        law = stats.chi(freedom)
        least, most = float(law.ppf(1e-15)), float(law.isf(1e-15))
        spread = least + (most - least) * 0.5 * (nodes + 1.0)
        scales = spread / math.sqrt(freedom)
        chances = 0.5 * (most - least) * weights * law.pdf(spread)

    def excess(point: float) -> float:
        below = special.ndtr(z[:, None] + math.sqrt(2.0) * point * scales[None, :])
        return float(mass @ below**comparisons @ chances) - level

    return float(optimize.brentq(excess, -10.0, 1000.0, xtol=1e-10))


def _verdict(low: float, high: float) -> Verdict:
    if low == 0.0 and high > 0.0:
        return "better"
    return "worse" if high == 0.0 and low < 0.0 else "no clear difference"
