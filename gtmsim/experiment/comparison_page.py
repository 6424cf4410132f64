"""How a comparison reads: a row a KPI and design, and what must be known before believing it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gtmsim.experiment.comparison import Comparison, Row
from gtmsim.experiment.grid import Grid
from gtmsim.experiment.hooked import hook_lines
from gtmsim.experiment.ranking import among_all
from gtmsim.experiment.words import interval, middle, say, verdict
from gtmsim.kpi import Language, heading, note_in

if TYPE_CHECKING:
    from gtmsim.experiment.result import Result

MOST_NAMES = 8
"""Designs that a warning about some of them names."""
MOST_TIMES = 1000
"""Times as many replications above which nobody needs to know how many."""
MANY_PAIRS = 10
"""So many pairs differ the same way by luck alone once in 500 times (sign test)."""


def grid(found: Comparison, language: Language) -> Grid:
    """One row a KPI and design, with its interval and verdict."""
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
