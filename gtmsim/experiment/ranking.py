"""Points in order of a KPI, best first, and how sure that order is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gtmsim.experiment.batch import Meaning
from gtmsim.experiment.experiment import ExperimentError, Point
from gtmsim.kpi import registry
from gtmsim.stats import AgainstBest, Estimate, StatisticsError, compare_with_best

if TYPE_CHECKING:
    from gtmsim.experiment.result import Result

PREFERRED = ("wins", "service_level_kept", "speed_to_lead")
"""By which KPI points are ranked where nobody says."""


@dataclass(frozen=True)
class Ranked:
    """One point in a ranking.

    Attributes:
        point: the point.
        kpi: by which KPI.
        estimate: its mean.
        against: its gap to the best of the others, by intervals that hold together; None if
            there are too few replications or points.
    """

    point: Point
    kpi: str
    estimate: Estimate
    against: AgainstBest | None

    @property
    def verdict(self) -> str:
        """`the best`, `behind the best`, `may be the best`; empty where nothing can be said."""
        return among_all(self.against)

    def __repr__(self) -> str:
        verdict = f", {self.verdict}" if self.verdict else ""
        return f"<{self.point.label}: {self.kpi} {self.estimate}{verdict}>"


@dataclass(frozen=True)
class Ranking:
    """Points, best first.

    Attributes:
        meaning: the KPI.
        rows: the points; those without a value come last.
    """

    meaning: Meaning
    rows: tuple[Ranked, ...]

    @property
    def contenders(self) -> tuple[Ranked, ...]:
        """The points that may be the best."""
        return tuple(row for row in self.rows if row.against and row.against.verdict != "worse")


def ranked(result: Result, kpi_id: str | None, level: float) -> Ranking:
    """Rank the points of a result.

    Raises:
        ExperimentError: the KPI has no better direction.
    """
    meaning = result.meaning(kpi_id) if kpi_id else result.meaning(default_kpi(result))
    if meaning.direction == "neutral":
        raise ExperimentError(
            f"{meaning.kpi}: neither higher nor lower is better, so that no point is best by it."
        )
    larger = meaning.direction == "higher"
    found = {point.index: result.estimate(meaning.kpi, point) for point in result.points}
    against = against_best(result, meaning.kpi, larger, level)

    def order(point: Point) -> tuple[bool, float, int]:
        value = found[point.index].mean
        return math.isnan(value), (-value if larger else value), point.index

    rows = tuple(
        Ranked(point, meaning.kpi, found[point.index], against.get(point.index))
        for point in sorted(result.points, key=order)
    )
    return Ranking(meaning, rows)


def default_kpi(result: Result) -> str:
    """The KPI to rank by: the first asked for that has a direction, or the usual ones."""
    directed = [each for each in result.kpis if result.meaning(each).direction != "neutral"]
    if result.experiment.kpis is None:
        directed = [
            *(each for each in PREFERRED if each in directed),
            *(each for each in directed if each not in PREFERRED),
        ]
        telling = [each for each in directed if _differs(result, each)]
        directed = telling or directed
    if not directed:
        known = ", ".join(kpi.id for kpi in registry().values() if kpi.direction != "neutral")
        raise ExperimentError(f"no KPI to rank by was measured. These have a direction: {known}")
    return directed[0]


def _differs(result: Result, kpi_id: str) -> bool:
    columns = [result.values(kpi_id, point) for point in result.points]
    means = [float(np.nanmean(each)) for each in columns if not np.isnan(each).all()]
    return bool(means) and (len(columns) == 1 or max(means) > min(means))


def against_best(result: Result, kpi_id: str, larger: bool, level: float) -> dict[int, AgainstBest]:
    """Multiple comparisons with the best, by point, among the points that have values.

    Points with the same value in every replication are one design here: luck cannot tell them
    apart, and they share what is said of them.
    """
    groups: dict[bytes, list[int]] = {}
    columns = []
    for point in result.points:
        column = result.values(kpi_id, point)
        if np.isnan(column).all():
            continue
        own = groups.setdefault(column.tobytes(), [])
        if not own:
            columns.append(column)
        own.append(point.index)
    if len(columns) < 2:
        return {}
    try:
        rows = compare_with_best(np.stack(columns), larger_is_better=larger, level=level)
    except StatisticsError:
        return {}
    return {index: row for own, row in zip(groups.values(), rows, strict=True) for index in own}


def among_all(against: AgainstBest | None) -> str:
    """`the best`, `behind the best`, `may be the best`; empty where nothing can be said."""
    if against is None:
        return ""
    words = {"better": "the best", "worse": "behind the best"}
    return words.get(against.verdict, "may be the best")
