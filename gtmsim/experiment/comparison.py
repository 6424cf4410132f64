"""Designs side by side: the same leads with the same luck met each of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gtmsim.experiment.batch import Meaning
from gtmsim.experiment.experiment import ExperimentError, Point
from gtmsim.experiment.grid import Grid
from gtmsim.experiment.ranking import against_best, among_all
from gtmsim.experiment.words import interval, number, signed
from gtmsim.stats import AgainstBest, Difference, Estimate, StatisticsError
from gtmsim.stats import difference as paired

if TYPE_CHECKING:
    import pandas as pd

    from gtmsim.experiment.result import Result

SHOWN = (
    "leads",
    "sql",
    "wins",
    "win_rate_cohort",
    "win_rate",
    "speed_to_lead",
    "service_level_kept",
    "sales_cycle",
    "bookings",
)
"""KPIs of a comparison where nobody names any."""


@dataclass(frozen=True)
class Row:
    """One KPI of one design against the baseline.

    Attributes:
        meaning: the KPI.
        point: the design.
        baseline: mean of the baseline.
        design: mean of the design.
        difference: paired, design minus baseline; None if it cannot be made.
        against: the design against the best of the others, by intervals that hold together for all
            designs; None for neutral KPIs.
    """

    meaning: Meaning
    point: Point
    baseline: Estimate
    design: Estimate
    difference: Difference | None
    against: AgainstBest | None

    @property
    def verdict(self) -> str:
        """`better`, `worse`, `no clear difference`; for neutral KPIs `higher` or `lower`."""
        if self.difference is None:
            return ""
        if self.meaning.direction == "neutral":
            words = {"better": "higher", "worse": "lower"}
            return words.get(self.difference.verdict, self.difference.verdict)
        return self.difference.verdict


@dataclass(frozen=True, repr=False)
class Comparison:
    """Every design against a baseline, KPI by KPI.

    Attributes:
        result: the replications behind it.
        baseline: the point all others are compared with.
        rows: one a KPI and design.
        level: confidence level.
    """

    result: Result
    baseline: Point
    rows: tuple[Row, ...]
    level: float

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def row(self, kpi_id: str, design: Point | int | str | None = None) -> Row:
        """The row of a KPI; with several designs, name one.

        Raises:
            ExperimentError: there is no such row.
        """
        own = [row for row in self.rows if row.meaning.kpi == kpi_id]
        if design is not None:
            point = self.result.point(design)
            own = [row for row in own if row.point == point]
        if len(own) != 1:
            raise ExperimentError(
                f"{len(own)} rows for {kpi_id}: name a KPI that was compared and one design."
            )
        return own[0]

    def frame(self) -> pd.DataFrame:
        """The comparison as a DataFrame, one row a KPI and design."""
        import pandas as pd

        return pd.DataFrame([_line(row) for row in self.rows])

    def grid(self) -> Grid:
        """The comparison as a table for people."""
        return _grid(self)

    def __repr__(self) -> str:
        return self.grid().text()

    def _repr_html_(self) -> str:
        return self.grid().html()


def comparison(
    result: Result,
    kpis: Sequence[str] | None,
    baseline: Point | int | str,
    level: float,
) -> Comparison:
    """Compare every point of a result with one of them.

    Raises:
        ExperimentError: there is only one point.
    """
    base = result.point(baseline)
    if len(result.points) < 2:
        raise ExperimentError("a comparison needs two designs or more.")
    if kpis is not None:
        chosen = [result.meaning(each).kpi for each in kpis]
    elif result.experiment.kpis is not None:
        chosen = list(result.kpis)
    else:
        chosen = [each for each in SHOWN if each in result.kpis] or list(result.kpis)
    rows = [row for kpi_id in chosen for row in _rows(result, kpi_id, base, level)]
    return Comparison(result, base, tuple(rows), level)


def _rows(result: Result, kpi_id: str, base: Point, level: float) -> Iterator[Row]:
    meaning = result.meaning(kpi_id)
    larger = meaning.direction != "lower"
    against = {}
    if meaning.direction != "neutral":
        against = against_best(result, kpi_id, larger, level)
    old = result.values(kpi_id, base)
    for point in result.points:
        if point == base:
            continue
        new = result.values(kpi_id, point)
        try:
            # Where nearly all pairs are equal, some resamples have no variance at all.
            with np.errstate(divide="ignore", invalid="ignore"):
                found = paired(old, new, larger_is_better=larger, level=level)
        except StatisticsError:
            found = None
        yield Row(
            meaning,
            point,
            result.estimate(kpi_id, base, level=level),
            result.estimate(kpi_id, point, level=level),
            found,
            against.get(point.index),
        )


def _line(row: Row) -> dict[str, object]:
    line: dict[str, object] = {
        "kpi": row.meaning.kpi,
        "design": row.point.label,
        "unit": row.meaning.unit,
        "baseline_mean": row.baseline.mean,
        "design_mean": row.design.mean,
    }
    found = row.difference
    nan = math.nan
    line |= {
        "difference": found.change.mean if found else nan,
        "low": found.change.low if found else nan,
        "high": found.change.high if found else nan,
        "better": found.better.mean if found else nan,
        "better_low": found.better.low if found else nan,
        "better_high": found.better.high if found else nan,
        "variance_ratio": found.variance_ratio.mean if found else nan,
        "pairs": found.change.n if found else 0,
        "verdict": row.verdict,
    }
    against = row.against
    line |= {
        "gap_to_best": against.gap if against else nan,
        "gap_low": against.low if against else nan,
        "gap_high": against.high if against else nan,
        "among_all": against.verdict if against else "",
        "note": found.change.refused if found else "",
    }
    return line


# --- For people ------------------------------------------------------------------------------


def _grid(found: Comparison) -> Grid:
    several = len(found.result.points) > 2
    head = ["", "design", "baseline", "mean", "difference", f"{found.level:.0%} interval"]
    head += ["better in", "pairing", "verdict"]
    if several:
        head.append("among all designs")
    rows: list[tuple[str, ...]] = []
    last = ""
    for row in found.rows:
        meaning = row.meaning
        unit = "" if meaning.unit == "share" else f" [{meaning.unit}]"
        title = f"{meaning.name}{unit}" if meaning.kpi != last else ""
        last = meaning.kpi
        cells = [title, row.point.label, *_cells(row)]
        if several:
            cells.append(_among(row))
        rows.append(tuple(cells))
    foot = [
        f"{found.result.replications} paired replications: the same leads with the same luck met "
        "each design.",
        "pairing: how many times more replications independent luck would have needed.",
    ]
    if several:
        foot.append("among all designs: these verdicts hold together (comparisons with the best).")
    foot += failure_lines(found.result)
    heading = f"Compared with {found.baseline.label}; seed {found.result.experiment.seed}"
    return Grid((heading,), tuple(head), tuple(rows), tuple(foot), frozenset({1, 8, 9}))


def _cells(row: Row) -> list[str]:
    unit = row.meaning.unit
    found = row.difference
    means = [number(row.baseline.mean, unit), number(row.design.mean, unit)]
    if found is None:
        return [*means, "", "", "", "", ""]
    ratio = found.variance_ratio
    neutral = row.meaning.direction == "neutral"
    return [
        *means,
        signed(found.change.mean, unit),
        interval(found.change, unit, difference=True),
        "" if neutral or math.isnan(found.better.mean) else f"{found.better.mean:.0%}",
        f"{ratio.mean:.1f}x" if math.isfinite(ratio.mean) else "",
        row.verdict,
    ]


def _among(row: Row) -> str:
    return among_all(row.against)


def failure_lines(result: Result) -> list[str]:
    """What a reader must know about replications without numbers; nothing if there are none."""
    failures = result.failures
    if not failures:
        return []
    first = failures[0]
    return [
        f"{len(failures)} replications failed and are left out; the first: point "
        f"{first.point} ({result.points[first.point].label}), replication {first.replication}, "
        f"{first.during}: {first.error}"
    ]
