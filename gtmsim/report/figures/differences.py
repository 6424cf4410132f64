"""Paired differences with their intervals: one line a KPI and design."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gtmsim.experiment.comparison import Comparison, Row
from gtmsim.experiment.words import verdict
from gtmsim.kpi import Language
from gtmsim.report.figures.drawing import BLUE, FAINT, INK, RED, SMALL, Drawable, draw
from gtmsim.report.figures.wording import Words, clipped, design_name, said
from gtmsim.report.rounding import signed

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_LINES = 9
WILD = 4.0
"""Times the usual reach that the axis shows where a line goes at least twice as far."""


@dataclass(frozen=True)
class DifferenceLine:
    """A difference as a share of the baseline.

    Attributes:
        name: the KPI, or the design where there are several.
        mean, low, high: in percent of the baseline's mean (points where the baseline is 0).
        change: the difference in its own unit.
        unit: of it.
        verdict: `better`, `worse`, `higher`, `lower`, `no clear difference`.
    """

    name: Words
    mean: float
    low: float
    high: float
    change: float
    unit: str
    verdict: str


@dataclass(frozen=True, repr=False)
class DifferencesFigure(Drawable):
    """Differences of designs to a baseline.

    Attributes:
        design, baseline: what is compared.
        lines: one a KPI (of one design), or one a design (of one KPI).
        replications: pairs.
        level: of the intervals.
    """

    design: Words
    baseline: Words
    lines: tuple[DifferenceLine, ...]
    replications: int
    level: float


def differences_figure(found: Comparison, kpis: Sequence[str] | None = None) -> DifferencesFigure:
    """The comparison: all KPIs of one design, or the first KPI of several designs."""
    rows = [row for row in found.rows if kpis is None or row.meaning.kpi in kpis]
    designs = list(dict.fromkeys(row.point.label for row in rows))
    several = len(designs) > 1
    if several:
        first = rows[0].meaning
        rows = [row for row in rows if row.meaning.kpi == first.kpi]
        title: Words = (first.name, first.label)
    else:
        title = design_name(found.result, rows[0].point) if rows else ("", "")
    lines = [_line(found, row, several) for row in rows if _usable(row)]
    return DifferencesFigure(
        title,
        design_name(found.result, found.baseline),
        tuple(lines[:MOST_LINES]),
        found.result.replications,
        found.level,
    )


def _usable(row: Row) -> bool:
    found = row.difference
    return found is not None and math.isfinite(found.change.mean) and bool(row.baseline.mean)


def _line(found: Comparison, row: Row, several: bool) -> DifferenceLine:
    assert row.difference is not None
    change, base = row.difference.change, abs(row.baseline.mean)
    low, high = (
        (each if math.isfinite(each) else change.mean) for each in (change.low, change.high)
    )
    own = (row.meaning.name, row.meaning.label)
    name = design_name(found.result, row.point) if several else own
    return DifferenceLine(
        name=name,
        mean=change.mean / base * 100,
        low=low / base * 100,
        high=high / base * 100,
        change=change.mean,
        unit=row.meaning.unit,
        verdict=row.verdict,
    )


STYLE = {
    "better": (BLUE, "^"),
    "worse": (RED, "v"),
    "higher": (INK, "D"),
    "lower": (INK, "D"),
}
WORDS: dict[str, Words] = {
    "title": ("{design} against {baseline}", "{design} (基準: {baseline})"),
    "axis": (
        "difference in % of {baseline}; {level} interval from {n} pairs with the same luck",
        "{baseline}に対する差 (%)、{level}信頼区間、同じ運の{n}組",
    ),
    "beyond": ("\nan arrowhead at the edge: it goes on", "\n端の矢印: 図の外まで続く"),
}


@draw.register(DifferencesFigure)
def _draw(figure: DifferencesFigure, ax: Axes, *, lang: Language = "en") -> None:
    baseline = said(figure.baseline, lang)
    ax.set_title(
        clipped(said(WORDS["title"], lang).format(design=said(figure.design, lang),
                                                  baseline=baseline), 84)
    )  # fmt: skip
    count, reach = len(figure.lines), shown_to(figure.lines)
    ax.axvline(0, color=FAINT, lw=1.5)
    for at, line in enumerate(figure.lines):
        color, marker = STYLE.get(line.verdict, (FAINT, "o"))
        y = count - 1 - at
        low, high = (min(max(end, -reach), reach) for end in (line.low, line.high))
        ax.plot([low, high], [y, y], color=color, lw=3, solid_capstyle="butt")
        filled = color if line.verdict in STYLE else "white"
        if abs(line.mean) <= reach:
            ax.plot(line.mean, y, marker=marker, color=color, markersize=10, markerfacecolor=filled)
        for beyond, edge, arrow in (
            (line.low < -reach, -reach, "<"),
            (line.high > reach, reach, ">"),
        ):
            if beyond:
                ax.plot(edge, y, marker=arrow, color=color, markersize=9)
        told = verdict(line.verdict, lang)
        if line.verdict in STYLE:
            told = f"{signed(line.change, line.unit, lang)}  {told}"
        ax.text(1.02, y, told, transform=ax.get_yaxis_transform(), va="center", fontsize=SMALL + 1)
    names = [clipped(said(line.name, lang), 34) for line in figure.lines]
    ax.set_yticks(range(count - 1, -1, -1), names)
    ax.set_ylim(-0.6, max(count, 1) - 0.4)
    ax.grid(axis="x")
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:+.0f}%" if value else "0")
    ax.locator_params(axis="x", nbins=6)
    text = said(WORDS["axis"], lang).format(
        baseline=clipped(baseline, 24), level=f"{figure.level:.0%}", n=figure.replications
    )
    if any(max(abs(line.low), abs(line.high)) > reach for line in figure.lines):
        text += said(WORDS["beyond"], lang)
    ax.set_xlabel(text, fontsize=SMALL, labelpad=8)


def shown_to(lines: Sequence[DifferenceLine]) -> float:
    """Percents that the axis shows on either side: one wild line shall not flatten the others.

    Example:
        >>> line = lambda high: DifferenceLine(("", ""), 0, -1, high, 0, "", "")
        >>> shown_to([line(10), line(20), line(30)]), shown_to([line(10), line(20), line(5000)])
        (inf, 80.0)
    """
    reaches = sorted(max(abs(line.low), abs(line.high)) for line in lines)
    if not reaches:
        return math.inf
    usual = reaches[(len(reaches) - 1) // 2]
    return WILD * usual if usual and reaches[-1] > 2 * WILD * usual else math.inf
