"""Who wins, by how much, and what holds each design back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from gtmsim.errors import GtmsimError
from gtmsim.experiment.batch import Meaning
from gtmsim.experiment.bottleneck import Bottleneck
from gtmsim.experiment.comparison import Comparison, Row, rows_of
from gtmsim.experiment.experiment import ExperimentError, Point
from gtmsim.experiment.grid import Grid, ShownAsOne
from gtmsim.experiment.objective import MONEY
from gtmsim.experiment.ranking import against_best
from gtmsim.experiment.result import Result
from gtmsim.experiment.words import interval, middle, say, verdict
from gtmsim.kpi import Language, heading
from gtmsim.scenario import Scenario
from gtmsim.stats import AgainstBest

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False)
class Verdict(ShownAsOne):
    """Which design wins, or that there is no clear difference (R220).

    Attributes:
        objective: the KPI that decides.
        baseline: the design that the others are compared with.
        winner: the design that is clearly the best; None where the interval covers zero.
        contenders: the designs that may be the best.
        rows: paired differences of money and of the objective, a row a KPI and design.
        bottlenecks: what holds each design back, by its label.
        assumed: how many values without a source the designs rest on.
        level: confidence level; with three designs or more of all comparisons together.
        names: of the designs, for Japanese readers, by their labels in the tables.
    """

    objective: Meaning
    baseline: Point
    winner: Point | None
    contenders: tuple[Point, ...]
    rows: tuple[Row, ...]
    bottlenecks: dict[str, Bottleneck]
    assumed: int
    level: float
    names: Mapping[str, str] = field(default_factory=dict)

    def called(self, label: str, language: Language = "en") -> str:
        """A design as people call it."""
        return self.names.get(label, label) if language == "ja" else label

    @property
    def words(self) -> str:
        """`winner: THE MODEL` or `no clear difference`."""
        return f"winner: {self.winner.label}" if self.winner else "no clear difference"

    def frame(self) -> pd.DataFrame:
        """The differences as a DataFrame."""
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "kpi": row.meaning.kpi,
                    "design": row.point.label,
                    "baseline": self.baseline.label,
                    "difference": row.difference.change.mean if row.difference else np.nan,
                    "low": row.difference.change.low if row.difference else np.nan,
                    "high": row.difference.change.high if row.difference else np.nan,
                    "unit": row.meaning.unit,
                    "verdict": row.verdict,
                }
                for row in self.rows
            ]
        )

    def grid(self, language: Language = "en") -> Grid:
        """The verdict as a table for people."""
        return _grid(self, language)


def verdict_of(found: Comparison) -> Verdict:
    """Judge the designs of a comparison.

    Raises:
        ExperimentError: nothing tells which design is better.
    """
    result, base = found.result, found.baseline
    objective = result.experiment.judged_by
    if not objective or objective not in result.meanings:
        raise ExperimentError(
            "nothing tells which design is better: no lead is won here. Name the KPI that decides "
            "(`objective`, --objective)."
        )
    meaning = result.meaning(objective)
    shown = [each for each in dict.fromkeys((objective, *MONEY)) if _known(result, each)]
    rows = tuple(row for each in shown for row in rows_of(result, each, base, found.level))
    deciding = [row for row in rows if row.meaning == meaning]
    winner, contenders = _winner(result, base, meaning, deciding, found.level)
    held = {each.label: result.bottleneck(each) for each in result.points}
    return Verdict(
        meaning,
        base,
        winner,
        contenders,
        rows,
        {label: each for label, each in held.items() if each is not None},
        assumptions(result),
        found.level,
        {each.label: result.experiment.called(each, "ja") for each in result.points},
    )


def assumptions(result: Result) -> int:
    """How many values without a source the designs rest on, each path once."""
    return len(unsourced(result))


def unsourced(result: Result) -> dict[str, Scenario]:
    """The values without a source that the designs rest on: paths, and the first that has it."""
    found: dict[str, Scenario] = {}
    for point in result.points:
        try:
            scenario = result.experiment.point_scenario(point)
        except GtmsimError:
            continue  # its replications have failed, and say why
        found = {**dict.fromkeys(scenario.assumed, scenario), **found}
    return found


def _known(result: Result, kpi_id: str) -> bool:
    return kpi_id in result.meanings and not all(
        np.isnan(result.values(kpi_id, point)).all() for point in result.points
    )


def _winner(
    result: Result, base: Point, meaning: Meaning, rows: list[Row], level: float
) -> tuple[Point | None, tuple[Point, ...]]:
    """Who is clearly the best, and who may be."""
    if len(result.points) == 2:
        by = {"better": rows[0].point, "worse": base} if rows else {}
        winner = by.get(rows[0].verdict) if rows else None
        return winner, (winner,) if winner else result.points
    found = against_best(result, meaning.kpi, meaning.direction != "lower", level)
    best = [point for point in result.points if _says(found, point) == "better"]
    # Designs with equal numbers share what is said of them: neither of two is the best.
    winner = best[0] if len(best) == 1 else None
    may = tuple(point for point in result.points if _says(found, point) != "worse")
    return winner, (winner,) if winner else may


def _says(found: dict[int, AgainstBest], point: Point) -> str:
    against = found.get(point.index)
    return against.verdict if against is not None else ""


# --- For people ------------------------------------------------------------------------------


def _grid(found: Verdict, language: Language) -> Grid:
    several = len({row.point for row in found.rows}) > 1
    level = f"{found.level:.0%}"
    head = ("", "design", "difference", f"{level} interval", "verdict")
    if language == "ja":
        head = ("", "案", "差", f"{level}信頼区間", "判定")
    lines, last = [], ""
    for row in found.rows:
        unit = row.meaning.unit
        name = say(language, row.meaning.name, row.meaning.label) + heading(unit, language)
        change = row.difference.change if row.difference else None
        lines.append(
            (
                name if name != last else "",
                found.called(row.point.label, language) if several else "",
                middle(change, unit, language, difference=True) if change else "",
                interval(change, unit, language, difference=True) if change else "",
                verdict(row.verdict, language),
            )
        )
        last = name
    return Grid(
        (_title(found, language),), head, tuple(lines), _foot(found, language), frozenset({1, 4})
    )


def _title(found: Verdict, language: Language) -> str:
    by = say(language, found.objective.name, found.objective.label)
    if found.winner is not None:
        name = found.called(found.winner.label, language)
        return say(language, f"Verdict by {by}: winner: {name}", f"判定 ({by}): {name} が優位")
    told = say(language, f"Verdict by {by}: no clear difference", f"判定 ({by}): 明確な差なし")
    if len(found.contenders) > 2 or len({row.point for row in found.rows}) > 1:
        names = ", ".join(found.called(each.label, language) for each in found.contenders)
        told += say(language, f"; may be the best: {names}", f"、最良の可能性あり: {names}")
    return told


def _foot(found: Verdict, language: Language) -> tuple[str, ...]:
    lines = [
        say(
            language,
            f"Differences are paired, against {found.baseline.label}.",
            f"差は {found.called(found.baseline.label, language)} との対比 (反復ごと)。",
        )
    ]
    lines += [
        say(
            language,
            f"Bottleneck of {label}: ",
            f"{found.called(label, language)} のボトルネック: ",
        )
        + each.text(language)
        for label, each in found.bottlenecks.items()
    ]
    if found.assumed:
        values = "value" if found.assumed == 1 else "values"
        lines.append(
            say(
                language,
                f"The verdict rests on {found.assumed} assumed {values}; gtmsim explain says "
                "which of them would tip it.",
                f"この判定は{found.assumed}個の仮定値に基づく。どの仮定で覆るかは gtmsim explain "
                "で確認できます。",
            )
        )
    return tuple(lines)
