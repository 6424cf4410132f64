"""When a change has paid for itself: the week from which one design stays ahead (R204)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from gtmsim import kpi
from gtmsim.experiment.batch import Floats, Meaning, Piece
from gtmsim.experiment.experiment import Experiment, ExperimentError, Inputs, Point
from gtmsim.experiment.grid import Grid, ShownAsOne
from gtmsim.experiment.lab import named
from gtmsim.experiment.objective import default_objective
from gtmsim.experiment.replicate import Chunk, chunk_of, log_of_task
from gtmsim.experiment.run import Where
from gtmsim.experiment.runner import Pool, pool_of
from gtmsim.kpi import Language, normal
from gtmsim.scenario import Scenario
from gtmsim.stats import Estimate, Lowest, likely_quantiles, lowest_mean, mean, quantile, share

if TYPE_CHECKING:
    import pandas as pd

REPLICATIONS = 30
FLOWS = {"arr": "net_new_arr", "mrr": "net_new_mrr", "cash_balance": "net_cash"}
"""What adds up to a level."""
LIKELY = (0.1, 0.9)
"""The quantiles between which four in five replications lie."""


@dataclass(frozen=True, repr=False)
class BreakEven(ShownAsOne):
    """How far one design is ahead of another, week by week.

    Attributes:
        first: label of the design compared with.
        second: label of the design that has to pay for itself.
        meaning: what is added up.
        until: the local date at which each week ends, exclusive; weeks begin on Mondays.
        gaps: second less first, added up until then: a row a replication, a column a week.
        weeks: for each replication the first week from which the second stays ahead until the
            end; infinite where it is not ahead at the end.
        change: the week in which the second design first reorganizes; 0 if it never does.
        level: confidence level.
    """

    first: str
    second: str
    meaning: Meaning
    until: tuple[str, ...]
    gaps: Floats
    weeks: Floats
    change: int
    level: float

    @property
    def within(self) -> Estimate:
        """Share of replications that break even within the horizon (Wilson)."""
        return share(int(np.isfinite(self.weeks).sum()), self.weeks.size, level=self.level)

    @property
    def median(self) -> Estimate:
        """Median week; infinite where half of the replications do not break even."""
        return quantile(self.weeks, 0.5, level=self.level)

    @property
    def likely(self) -> tuple[float, float]:
        """The weeks between which four in five replications break even."""
        low, high = (float(np.quantile(self.weeks, at, method="higher")) for at in LIKELY)
        return low, high

    @property
    def dip(self) -> Estimate:
        """How far the mean gap falls behind at its lowest; 0 where it never does.

        Not the mean of each replication's worst week, which luck alone makes negative: of the
        mean curve, with an interval that allows for the week being picked by looking. Where it
        reaches 0, there is no clear dip.
        """
        found = self._lowest
        middle, low, high = (min(each, 0.0) for each in (found.mean, found.low, found.high))
        method = "lowest mean of a curve, largest t"
        dip = Estimate(middle, low, high, self.level, math.nan, found.n, method)
        if found.n > 1:
            return dip
        return replace(dip, refused="1 replication has no interval: it needs 2", needed=2)

    @property
    def deepest(self) -> tuple[int, int, int]:
        """The week in which the mean gap is lowest, and the weeks between which it may be.

        If the last of them is the last of the horizon, it is not sure that the gap has turned.
        """
        found = self._lowest
        return found.at + 1, found.first + 1, found.last + 1

    @cached_property
    def _lowest(self) -> Lowest:
        return lowest_mean(self.gaps, level=self.level)

    @property
    def end(self) -> Estimate:
        """Mean of how far the second design is ahead at the end."""
        return mean(self.gaps[:, -1], level=self.level)

    def frame(self) -> pd.DataFrame:
        """One row a week: the gap added up, its mean with interval, and its likely range."""
        import pandas as pd

        lines = []
        for at, until in enumerate(self.until):
            found = mean(self.gaps[:, at], level=self.level)
            low, high = likely_quantiles(self.gaps[:, at], LIKELY)
            lines.append(
                {
                    "week": at + 1, "until": until, "mean": found.mean, "low": found.low,
                    "high": found.high, "p10": float(low), "p90": float(high),
                }
            )  # fmt: skip
        return pd.DataFrame(lines)

    def grid(self, language: Language = "en") -> Grid:
        """The break-even in words."""
        from gtmsim.experiment.break_even_page import page

        return page(self, language)


def break_even(
    a: Scenario,
    b: Scenario,
    *,
    objective: str | None = None,
    replications: int = REPLICATIONS,
    seed: int = 0,
    executor: Where = None,
    inputs: Inputs = "drawn",
    names: tuple[str, str] | None = None,
    level: float = 0.95,
) -> BreakEven:
    """Find the week from which design `b` stays ahead of `a`, replication by replication.

    Args:
        a: the design compared with, such as today's.
        b: the design that has to pay for itself.
        objective: what is added up from week to week; default: as in `compare`. Of a level, such
            as `arr`, what changes it is added up.
        replications: how many; both designs meet the same leads in each.
        seed: names the luck.
        executor: as in `simulate`.
        inputs: as in `simulate`.
        names: what to call the designs; default: their own names.
        level: confidence level.

    Raises:
        ExperimentError: the KPI cannot be added up, or nothing is won.

    Example:
        >>> import gtmsim
        >>> from gtmsim.experiment import break_even
        >>> one = gtmsim.load("scenarios/one_desk.yaml")
        >>> break_even(one, one, objective="leads", replications=3).within.mean
        0.0
    """
    wanted = added_up((a, b), objective)
    about = kpi.find(wanted)[0]
    designs = named(a, b, names)
    first, second = designs
    points = tuple(Point(at, name, (), name) for at, name in enumerate(designs))
    experiment = Experiment(
        "compare", designs, points, seed, replications, (wanted,), inputs=inputs
    )
    found = _curves(experiment, wanted, executor)
    until, meaning = found[0][0].until, found[0][0].meaning
    each = [np.stack([curve.values for curve in curves]) for curves in found]
    gaps = np.cumsum(each[1] - each[0], axis=1)
    if about.direction == "lower":
        gaps = -gaps
    return BreakEven(first, second, meaning, until, gaps, weeks_to(gaps), _change(b, until), level)


def added_up(scenarios: Sequence[Scenario], objective: str | None = None) -> str:
    """The KPI that is added up from week to week: what decides, or what changes its level.

    Raises:
        ExperimentError: it cannot be added up, or nothing is won.
    """
    wanted = normal(objective or "") or default_objective(scenarios)
    if not wanted:
        raise ExperimentError("nothing is won here: name the KPI to add up (`objective`).")
    wanted = FLOWS.get(wanted, wanted)
    if not kpi.find(wanted)[0].denominator.startswith(("none: a sum", "none: a count")):
        raise ExperimentError(f"{wanted} does not add up from week to week. Name a sum or a count.")
    return wanted


def weeks_to(gaps: Floats) -> Floats:
    """For each row the first week from which the gap stays above zero; infinite if it does not.

    Example:
        >>> import numpy as np
        >>> weeks_to(np.array([[-1.0, 2.0, -1.0, 3.0], [1.0, 1.0, 1.0, 1.0], [2.0, 2.0, 2.0, 0.0]]))
        array([ 4.,  1., inf])
    """
    behind = gaps <= 0
    weeks = gaps.shape[1]
    last = np.where(behind.any(axis=1), weeks - behind[:, ::-1].argmax(axis=1), 0)
    return np.where(last == weeks, math.inf, last + 1.0)


@dataclass(frozen=True)
class Curve:
    """A KPI of one replication, week by week."""

    meaning: Meaning
    until: tuple[str, ...]
    values: Floats


def _curves(experiment: Experiment, kpi_id: str, executor: Where) -> list[list[Curve]]:
    """The weekly curves of every design, a list a design in order of replications."""
    pool = executor if isinstance(executor, Pool) else pool_of(executor)
    pieces = [
        Piece(point.index, first, min(size, experiment.replications - first))
        for point in experiment.points
        for size in [max(1, math.ceil(experiment.replications / (2 * pool.workers)))]
        for first in range(0, experiment.replications, size)
    ]
    chunks = [chunk_of(experiment, [piece]) for piece in pieces]
    if pool.executor is None:
        done = [weekly(chunk, kpi_id) for chunk in chunks]
    else:
        futures = [pool.executor.submit(weekly, chunk, kpi_id) for chunk in chunks]
        done = [future.result() for future in futures]
    found: list[list[Curve]] = [[] for _ in experiment.points]
    for piece, curves in zip(pieces, done, strict=True):
        found[piece.point] += curves
    return found


def weekly(chunk: Chunk, kpi_id: str) -> list[Curve]:
    """A KPI by week, of every replication of a chunk; wherever an executor puts it."""
    found = []
    for task in chunk.tasks:
        for replication in task.replications:
            log = log_of_task(chunk, task, replication)
            (about,) = kpi.measure(log, [kpi_id])
            frame = kpi.series(log, kpi_id, "week")
            meaning = Meaning(about.kpi, about.unit, about.direction, about.name, about.label)
            until = tuple(str(each.date()) for each in frame["until"])
            found.append(Curve(meaning, until, frame["value"].to_numpy(dtype=np.float64)))
    return found


def _change(scenario: Scenario, until: Sequence[str]) -> int:
    """The week of the first reorganization; 0 without one."""
    if not scenario.reorganizations:
        return 0
    on = scenario.reorganizations[0].on.isoformat()
    return next((at + 1 for at, end in enumerate(until) if on < end), 0)
