"""What to do: the change with the greatest gain that the same leads with the same luck show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gtmsim.errors import GtmsimError
from gtmsim.experiment.batch import Meaning
from gtmsim.experiment.bottleneck import BUSY
from gtmsim.experiment.experiment import Point
from gtmsim.experiment.one_more import teams_with_one_more
from gtmsim.experiment.result import Result
from gtmsim.experiment.run import Where, simulate
from gtmsim.experiment.runner import Progress
from gtmsim.kpi import parted
from gtmsim.stats import Difference, StatisticsError
from gtmsim.stats import difference as paired


@dataclass(frozen=True)
class Lever:
    """One change, and what it brings.

    Attributes:
        kind: `hire` (one more person in a team) or `design` (another point).
        name: the team, or the label of the point.
        meaning: the KPI by which it is judged.
        gain: paired difference to today.
        tried: how many changes were tried.
    """

    kind: Literal["hire", "design"]
    name: str
    meaning: Meaning
    gain: Difference
    tried: int

    @property
    def helps(self) -> bool:
        """Whether the gain is clear: its interval, made for all changes tried, excludes zero."""
        return self.gain.verdict == "better"

    @property
    def warns(self) -> bool:
        """Whether the best of the other designs is clearly worse: today's is to be kept."""
        return self.kind == "design" and self.gain.verdict == "worse"


def one_more(
    result: Result,
    point: Point,
    kpi_id: str,
    *,
    executor: Where = None,
    progress: Progress | None = None,
) -> Lever | None:
    """The team in which one more person helps most; None where no team is busy.

    Runs the replications of the point once more for each busy team, with one more person.
    """
    try:
        scenario = result.experiment.point_scenario(point)
    except GtmsimError:
        return None
    busy = set(_busy(result, point))
    changes = {team: change for team, change in teams_with_one_more(scenario) if team in busy}
    levers = []
    for team, change in changes.items():
        found = simulate(
            scenario.change(change),
            replications=result.replications,
            seed=result.experiment.seed,
            kpis=[kpi_id],
            inputs=result.experiment.inputs,
            hooks=result.experiment.hooks.get(point.scenario),
            executor=executor,
            progress=progress,
        )
        gain = _gain(result, point, found, kpi_id, len(changes))
        if gain is not None:
            levers.append(Lever("hire", team, result.meaning(kpi_id), gain, len(changes)))
    return max(levers, key=_size, default=None)


def best_design(result: Result, baseline: Point, kpi_id: str) -> Lever | None:
    """The point that gains most against the baseline; None where there is no other."""
    meaning = result.meaning(kpi_id)
    others = [point for point in result.points if point != baseline]
    levers = []
    for point in others:
        try:
            with np.errstate(divide="ignore", invalid="ignore"):
                gain = paired(
                    result.values(kpi_id, baseline),
                    result.values(kpi_id, point),
                    larger_is_better=meaning.direction != "lower",
                    comparisons=max(len(others), 1),
                )
        except StatisticsError:
            continue
        levers.append(Lever("design", point.label, meaning, gain, len(others)))
    return max(levers, key=_size, default=None)


def _busy(result: Result, point: Point) -> Iterator[str]:
    """The teams that are busy enough for somebody more to matter."""
    for kpi_id in result.meanings:
        base, _, team = kpi_id.partition(".")
        if base != "utilization" or parted(kpi_id)[1] or not team:
            continue
        busy = result.values(kpi_id, point)
        if busy.size and not np.isnan(busy).all() and np.nanmean(busy) >= BUSY:
            yield team


def _gain(
    result: Result, point: Point, changed: Result, kpi_id: str, tried: int
) -> Difference | None:
    larger = result.meaning(kpi_id).direction != "lower"
    try:
        return paired(
            result.values(kpi_id, point),
            changed.values(kpi_id),
            larger_is_better=larger,
            comparisons=max(tried, 1),
        )
    except StatisticsError:
        return None


def _size(lever: Lever) -> float:
    """How good a gain is: nothing that is unclear beats what is clear."""
    mean = lever.gain.change.mean
    good = mean if lever.meaning.direction != "lower" else -mean
    return good + (1e30 if lever.helps else 0.0)
