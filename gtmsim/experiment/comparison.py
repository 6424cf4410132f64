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
from gtmsim.experiment.hooked import hook_lines
from gtmsim.experiment.ranking import against_best, among_all
from gtmsim.experiment.words import interval, middle, say, verdict
from gtmsim.kpi import Language, heading, note_in
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
MOST_NAMES = 8
"""Designs that a warning about some of them names."""
MOST_TIMES = 1000
"""Times as many replications above which nobody needs to know how many."""
MANY_PAIRS = 10
"""So many pairs differ the same way by luck alone once in 500 times (sign test)."""


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
        return _grid(self, language)


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


# --- For people ------------------------------------------------------------------------------


def _grid(found: Comparison, language: Language) -> Grid:
    several, called = len(found.result.points) > 2, found.result.experiment.called
    level = f"{found.level:.0%}"
    head = ["", "design", "baseline", "mean", "difference", f"{level} interval"]
    head += ["better in", "pairing", "verdict", *(["among all designs"] if several else [])]
    if language == "ja":
        head = ["", "案", "基準", "平均", "差", f"{level}信頼区間"]
        head += ["改善した割合", "対比の効果", "判定", *(["全案の中で"] if several else [])]
    rows: list[tuple[str, ...]] = []
    last = ""
    for row in found.rows:
        meaning = row.meaning
        name = say(language, meaning.name, meaning.label)
        title = f"{name}{heading(meaning.unit, language)}" if meaning.kpi != last else ""
        last = meaning.kpi
        cells = [title, called(row.point, language), *_cells(row, language)]
        if several:
            cells.append(verdict(among_all(row.against), language))
        rows.append(tuple(cells))
    seed = found.result.experiment.seed
    title = say(
        language,
        f"Compared with {found.baseline.label}; seed {seed}",
        f"基準: {called(found.baseline, language)}、シード {seed}",
    )
    foot = _foot(found, several, language)
    return Grid((title,), tuple(head), tuple(rows), tuple(foot), frozenset({1, 8, 9}))


def _foot(found: Comparison, several: bool, language: Language) -> list[str]:
    count = found.result.replications
    foot = [
        say(
            language,
            f"{count} paired replications: the same leads with the same luck met each design.",
            f"{count}回の反復で対比: どの案にも同じリードが同じ運で来ます。",
        ),
        say(
            language,
            "pairing: how many times more replications independent luck would have needed.",
            "対比の効果: 運が案ごとに別々なら何倍の反復が要ったか。",
        ),
    ]
    if several:
        foot.append(
            say(
                language,
                "among all designs: these verdicts hold together (comparisons with the best).",
                "全案の中で: これらの判定は同時に成り立ちます (最良との多重比較)。",
            )
        )
    called = found.result.experiment.called
    foot += [
        _one_way(row, called(row.point, language), language)
        for row in found.rows
        if _goes_one_way(row)
    ]
    shown = [row.meaning.kpi for row in found.rows]
    foot += hook_lines(found.result, language) + warning_lines(found.result, shown, language)
    return foot + failure_lines(found.result, language)


def _goes_one_way(row: Row) -> bool:
    """Whether every pair differs the same way although the mean is unclear: a few differ wildly."""
    found = row.difference
    if found is None or row.verdict != "no clear difference" or row.meaning.direction == "neutral":
        return False
    return found.change.n >= MANY_PAIRS and found.ties == 0 and found.better.mean in (0.0, 1.0)


def _one_way(row: Row, design: str, language: Language) -> str:
    assert row.difference is not None
    count = row.difference.change.n
    better = row.difference.better.mean == 1.0
    return say(
        language,
        f"{row.meaning.name}, {design}: {'better' if better else 'worse'} in each of "
        f"{count} replications; only by how much is unclear, a few differ wildly.",
        f"{row.meaning.label} ({design}): {count}回の反復すべてで"
        f"{'改善' if better else '悪化'}。ばらつきが大きく、差の大きさだけが不明確。",
    )


def _cells(row: Row, language: Language) -> list[str]:
    unit = row.meaning.unit
    found = row.difference
    means = [middle(each, unit, language) for each in (row.baseline, row.design)]
    if found is None:
        return [*means, "", "", "", "", ""]
    ratio = found.variance_ratio
    neutral = row.meaning.direction == "neutral"
    times = say(language, "x", "倍")
    # Where all pairs differ by the same, independent luck would have needed any number.
    most = ratio.mean > MOST_TIMES
    pairing = f"> {MOST_TIMES:,}{times}" if most else f"{ratio.mean:.1f}{times}"
    return [
        *means,
        middle(found.change, unit, language, difference=True),
        interval(found.change, unit, language, difference=True),
        "" if neutral or math.isnan(found.better.mean) else f"{found.better.mean:.0%}",
        pairing if math.isfinite(ratio.mean) else "",
        verdict(row.verdict, language),
    ]


def warning_lines(result: Result, kpis: Sequence[str], language: Language = "en") -> list[str]:
    """What a reader must know before believing some KPIs; nothing if there is nothing."""
    found: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for kpi_id in dict.fromkeys(kpis):
        points = {each.label: result.gathered.warning(each.index, kpi_id) for each in result.points}
        for warning in dict.fromkeys(filter(None, points.values())):
            where = tuple(label for label, own in points.items() if own == warning)
            meaning = result.meaning(kpi_id)
            word = say(language, kpi_id, meaning.label)
            found.setdefault((warning, where), []).append(word)
    lines = []
    for (warning, where), words in found.items():
        line = say(
            language,
            f"Warning: {warning}: {', '.join(words)}",
            f"注意: {note_in(warning, language)}: {'、'.join(words)}",
        )
        if len(where) < len(result.points):
            line += f" ({say(language, ', ', '、').join(where[:MOST_NAMES])})"
        lines.append(line)
    return lines


def failure_lines(result: Result, language: Language = "en") -> list[str]:
    """What a reader must know about replications without numbers; nothing if there are none."""
    failures = result.failures
    if not failures:
        return []
    first = failures[0]
    label = result.points[first.point].label
    return [
        say(
            language,
            f"{len(failures)} replications failed and are left out; the first: point "
            f"{first.point} ({label}), replication {first.replication}, "
            f"{first.during}: {first.error}",
            f"{len(failures)}回の反復が失敗し、除いています。最初の失敗: 点 {first.point} "
            f"({label})、反復 {first.replication}、{first.during}: {first.error}",
        )
    ]
