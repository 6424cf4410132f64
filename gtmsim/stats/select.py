"""Selecting the best of many designs with a stated probability of being right (KN++)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gtmsim.stats.best import many_to_one_point
from gtmsim.stats.intervals import Floats
from gtmsim.stats.refusal import StatisticsError, require, require_level, require_positive

Sample = Callable[[int, range], "NDArray[np.float64]"]
"""`sample(design, replications)` returns one output a replication asked for."""


@dataclass(frozen=True)
class Selection:
    """The design selected, and what it took.

    Attributes:
        best: index of the design selected.
        why: `one left`: all others were eliminated; `indifferent`: those left are too close to
            matter, the largest mean wins; `cap`: replications ran out, so that nothing is promised.
        probability: the stated probability that `best` is the best, or within the indifference
            zone of it; NaN at the cap.
        indifference: difference too small to matter, in the KPI's unit.
        survivors: designs not eliminated.
        means: mean of each design over its own replications.
        replications: replications each design was given.
    """

    best: int
    why: Literal["one left", "indifferent", "cap"]
    probability: float
    indifference: float
    survivors: tuple[int, ...]
    means: tuple[float, ...]
    replications: tuple[int, ...]


def select_best(
    sample: Sample,
    designs: int,
    *,
    indifference: float,
    level: float = 0.95,
    larger_is_better: bool = True,
    common_luck: bool = True,
    first: int = 10,
    batch: int = 1,
    cap: int = 10_000,
) -> Selection:
    """Drops designs one after the other, as soon as they are clearly not the best (KN++).

    All designs still in the race get the same replications; after each batch, a design that lies
    further below another than chance and the indifference zone explain is dropped. Variances are
    estimated anew each time. The level is kept in the limit of small indifference zones for any
    law with a variance, and closely for normal replications.

    Source: S.-H. Kim and B. L. Nelson, A fully sequential procedure for indifference-zone
    selection in simulation (2001); On the asymptotic validity of fully sequential selection
    procedures for steady-state simulation (2006), procedure KN++ with c = 1.

    Args:
        sample: called as `sample(design, replications)`.
        designs: number of designs.
        indifference: smallest difference worth detecting, in the KPI's unit.
        level: probability of correct selection; above 1 / designs.
        larger_is_better: direction of the KPI.
        common_luck: whether replication i of all designs shares its luck. If so, variances of the
            paired differences are used; if not, designs must be independent and sums of
            their variances are.
        first: replications of each design before the first elimination; 10 or more serve best.
        batch: replications of each design left between eliminations.
        cap: most replications of one design.

    Raises:
        StatisticsError: an output is missing or infinite: selection cannot leave it out
            without breaking the pairing.

    Example:
        >>> import numpy as np
        >>> from gtmsim.stats import select_best
        >>> luck = np.random.default_rng(1).normal(size=1000)
        >>> def sample(design, replications):
        ...     return luck[replications.start : replications.stop] + design
        >>> select_best(sample, 4, indifference=0.5).best
        3
    """
    require_level(level)
    require(designs >= 2, f"designs is {designs}: selection needs 2 or more.")
    require(level > 1.0 / designs, f"level is {level}: guessing alone gives {1 / designs:.3g}.")
    require_positive(indifference=indifference)
    require(3 <= first <= cap, f"first is {first}: must be 3 or more and at most cap ({cap}).")
    require(batch >= 1, f"batch is {batch}: must be 1 or more.")
    race = _Race(sample, designs, 1.0 if larger_is_better else -1.0)
    race.advance(first)
    beta = _error_share(designs, level, common_luck)
    while True:
        n = race.n
        eta = 0.5 * math.expm1(-2.0 / (n - 1) * math.log(2.0 * beta))
        spread = 2.0 * eta * (n - 1) * race.variances(common_luck)
        margin = np.maximum(0.0, indifference / (2.0 * n) * (spread / indifference**2 - n))
        race.drop(margin)
        if len(race.left) == 1:
            why: Literal["one left", "indifferent", "cap"] = "one left"
        elif not margin.any():
            why = "indifferent"
        elif n >= cap:
            why = "cap"
        else:
            race.advance(min(batch, cap - n))
            continue
        return race.selection(why, level, indifference)


def _error_share(designs: int, level: float, common_luck: bool) -> float:
    """Chance of a wrong elimination allowed to each rival of the best."""
    if common_luck:
        return (1.0 - level) / (designs - 1)
    return -math.expm1(math.log(level) / (designs - 1))


class _Race:
    """Designs still in the race, with running means and co-moments of their outputs."""

    def __init__(self, sample: Sample, designs: int, sign: float) -> None:
        self._sample = sample
        self._sign = sign
        self.n = 0
        self.left: NDArray[np.int64] = np.arange(designs)
        self._means = np.zeros(designs)
        self._moments = np.zeros((designs, designs))
        self._last_means = np.zeros(designs)
        self._replications = np.zeros(designs, dtype=np.int64)

    def advance(self, count: int) -> None:
        """Runs `count` more replications of every design left."""
        asked = range(self.n, self.n + count)
        rows = np.stack([checked_sample(self._sample, int(design), asked) for design in self.left])
        rows = self._sign * rows
        means = rows.mean(axis=1)
        deviations = rows - means[:, None]
        gap = means - self._means
        weight = self.n * count / (self.n + count)
        self._moments = self._moments + deviations @ deviations.T + weight * np.outer(gap, gap)
        self._means = self._means + gap * (count / (self.n + count))
        self.n += count
        self._last_means[self.left] = self._means
        self._replications[self.left] = self.n

    def variances(self, common_luck: bool) -> Floats:
        """Estimated variance of the difference of each pair of designs left."""
        own = np.diag(self._moments)
        shared = 2.0 * self._moments if common_luck else 0.0
        pairs = np.maximum(own[:, None] + own[None, :] - shared, 0.0) / (self.n - 1)
        np.fill_diagonal(pairs, 0.0)
        return np.asarray(pairs, dtype=np.float64)

    def drop(self, margin: Floats) -> None:
        """Drops designs that lie further below another than the margin of the pair."""
        below = self._means[:, None] < self._means[None, :] - margin
        keep = ~below.any(axis=1)
        self.left = self.left[keep]
        self._means = self._means[keep]
        self._moments = self._moments[np.ix_(keep, keep)]

    def selection(
        self, why: Literal["one left", "indifferent", "cap"], level: float, indifference: float
    ) -> Selection:
        return Selection(
            best=int(self.left[int(np.argmax(self._means))]),
            why=why,
            probability=math.nan if why == "cap" else level,
            indifference=indifference,
            survivors=tuple(int(design) for design in self.left),
            means=tuple((self._sign * self._last_means).tolist()),
            replications=tuple(int(count) for count in self._replications),
        )


def checked_sample(sample: Sample, design: int, replications: range) -> Floats:
    """One finite output a replication asked for, or an error that says which is not."""
    outputs = np.asarray(sample(design, replications), dtype=np.float64)
    if outputs.shape != (len(replications),):
        raise StatisticsError(
            f"design {design}: {len(replications)} outputs asked for, shape {outputs.shape} given."
        )
    wrong = np.flatnonzero(~np.isfinite(outputs))
    if wrong.size:
        raise StatisticsError(
            f"design {design}, replication {replications[int(wrong[0])]}: output is "
            f"{outputs[wrong[0]]}. Selection needs a finite output of every replication."
        )
    return outputs


def equal_allocation(
    designs: int, *, indifference: float, standard_deviation: float, level: float = 0.95
) -> int:
    """Replications of each design that equal allocation needs for the same promise.

    The yardstick for `select_best`: independent designs with one known standard deviation.

    Source: R. E. Bechhofer, A single-sample multiple decision procedure (1954).

    Example:
        >>> from gtmsim.stats import equal_allocation
        >>> equal_allocation(10, indifference=0.5, standard_deviation=1.0)
        47
    """
    require_positive(indifference=indifference, standard_deviation=standard_deviation)
    point = math.sqrt(2.0) * many_to_one_point(designs - 1, math.inf, level)
    return math.ceil((point * standard_deviation / indifference) ** 2)
