"""Designs side by side: the same leads with the same luck met each of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gtmsim.experiment.batch import Meaning
from gtmsim.experiment.experiment import ExperimentError, Point
from gtmsim.experiment.grid import Grid, ShownAsOne
from gtmsim.experiment.ranking import against_best
from gtmsim.experiment.words import interval, middle, say, verdict
from gtmsim.kpi import Language, heading
from gtmsim.stats import AgainstBest, Difference, Estimate, StatisticsError
from gtmsim.stats import difference as paired

if TYPE_CHECKING:
    import pandas as pd

    from gtmsim.experiment.result import Result
    from gtmsim.experiment.verdict import Verdict

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
        warning: what a reader must know before believing it; mostly empty.
    """

    meaning: Meaning
    point: Point
    baseline: Estimate
    design: Estimate
    difference: Difference | None
    against: AgainstBest | None
    warning: str = ""

    @property
    def verdict(self) -> str:
        """`better`, `worse`, `no clear difference`; for neutral KPIs `higher` or `lower`."""
        if self.difference is None:
            return ""
        if self.meaning.direction == "neutral":
            words = {"better": "higher", "worse": "lower"}
            return words.get(self.difference.verdict, self.difference.verdict)
        return self.difference.verdict

    def text(self, language: Language = "en") -> str:
        """The row as a sentence: `Wins [leads], faster +4.2 [+1.1, +7.3]; better`."""
        name = say(language, self.meaning.name, self.meaning.label)
        name += heading(self.meaning.unit, language)
        if self.difference is None:
            return say(language, f"{name}: cannot be compared", f"{name}: 比較不可")
        change, unit = self.difference.change, self.meaning.unit
        span = interval(change, unit, language, difference=True)
        parts = [self.point.label, middle(change, unit, language, difference=True), span]
        told = f"{name}, " if language == "en" else f"{name}、"
        told += " ".join(each for each in parts if each)
        return f"{told}{say(language, '; ', '。')}{verdict(self.verdict, language)}"


@dataclass(frozen=True, repr=False)
class Comparison(ShownAsOne):
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

    @property
    def verdict(self) -> Verdict:
        """Who wins, by the objective of the experiment.

        Raises:
            ExperimentError: nothing tells which design is better.
        """
        from gtmsim.experiment.verdict import verdict_of

        return verdict_of(self)

    def frame(self) -> pd.DataFrame:
        """The comparison as a DataFrame, one row a KPI and design."""
        import pandas as pd

        return pd.DataFrame([_line(row) for row in self.rows])

    def grid(self, language: Language = "en") -> Grid:
        """The comparison as a table for people."""
        from gtmsim.experiment.comparison_page import grid

        return grid(self, language)


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
    rows = [row for kpi_id in chosen for row in rows_of(result, kpi_id, base, level)]
    return Comparison(result, base, tuple(rows), level)


def rows_of(result: Result, kpi_id: str, base: Point, level: float) -> Iterator[Row]:
    """One KPI of every design against the baseline."""
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
            result.gathered.warning(point.index, kpi_id)
            or result.gathered.warning(base.index, kpi_id),
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
        "warning": row.warning,
    }
    return line
