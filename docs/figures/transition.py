"""Draws when a transition has paid: `python docs/figures/transition.py` (a few minutes).

Writes docs/figures/transition.png and prints the table of docs/how-to/plan-a-transition.md.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import look

import gtmsim
from gtmsim.experiment import BreakEven, break_even
from gtmsim.stats import Estimate

ROOT = Path(__file__).resolve().parents[2]
FIGURE = ROOT / "docs" / "figures" / "transition.png"
DESIGNS = ROOT / "scenarios" / "designs"
TEMPOS = {"swift": "22 weeks", "usual": "33 weeks", "slow": "41 weeks"}
OBJECTIVES = ("sql", "contribution", "wins")
MILLION = 1e6
DRAWN = {
    "sql": (1.0, "SQLs ahead of no change, added up"),
    "contribution": (MILLION, "Contribution ahead of no change,\nadded up [million JPY]"),
}
REPLICATIONS = 40
COLORS = {"swift": look.BLUE, "slow": look.VERMILION}
"""The tempos that are drawn."""
STYLES = {"swift": "-", "slow": "--"}


def found(
    tempo: str, objective: str = "contribution", replications: int = REPLICATIONS
) -> BreakEven:
    """The way at a tempo against no change."""
    none = gtmsim.load(DESIGNS / "transition_none.yaml")
    way = gtmsim.load(DESIGNS / "transition.yaml").change("choices.tempo", tempo)
    return break_even(none, way, objective=objective, replications=replications)


def draw(rows: Mapping[str, Mapping[str, BreakEven]], target: Path) -> None:
    """Draw the mean gaps by week with their bands: SQLs above, profit below."""
    figure, panels = look.canvas(9, 8, rows=2)
    for axes, (objective, (unit, told)) in zip(panels, DRAWN.items(), strict=True):
        axes.axhline(0, color="black", linewidth=0.8)
        for tempo, color in COLORS.items():
            _draw_way(axes, rows[tempo][objective], unit, tempo)
            axes.axvline(rows[tempo][objective].change, color=color, linestyle=":", linewidth=1)
        axes.set_ylabel(told)
    weeks = len(rows["swift"]["sql"].until)
    panels[-1].set_xlim(0, weeks + 26)
    panels[-1].set_xticks(range(0, weeks, 26))
    panels[-1].set_xlabel("Week since 2026-04-01; dotted: the pilot begins")
    figure.suptitle(
        "The way to THE MODEL, in 22 weeks and in 41, against no change\n"
        f"Mean of {REPLICATIONS} paired replications; band: 95% interval of the mean, week by week",
        fontsize=11,
    )
    look.save(figure, target)


def _draw_way(axes: Any, way: BreakEven, unit: float, tempo: str) -> None:
    """One curve; where it clearly dips, its deepest week is marked."""
    frame, color = way.frame(), COLORS[tempo]
    middle, low, high = (frame[column] / unit for column in ("mean", "low", "high"))
    look.band(axes, frame["week"], middle, low, high, color, linestyle=STYLES[tempo])
    if way.dip.high < 0:
        week, _, _ = way.deepest
        axes.plot([week], [middle.iloc[week - 1]], "v", color=color)
        axes.annotate(
            f"deepest: week {week}", (week, middle.iloc[week - 1]), xytext=(0, -18),
            textcoords="offset points", ha="center", color=color, fontsize=9,
        )  # fmt: skip
    axes.annotate(
        f"{TEMPOS[tempo]}\n{way.within.mean:.0%} ahead at the end",
        (frame["week"].iloc[-1], middle.iloc[-1]), xytext=(6, 0),
        textcoords="offset points", va="center", color=color, fontsize=9,
    )  # fmt: skip


def table(rows: Mapping[str, Mapping[str, BreakEven]]) -> str:
    """What each tempo brings, as rows of a Markdown table."""
    lines = []
    for tempo, found in rows.items():
        sql, profit = found["sql"], found["contribution"]
        week, first, last = sql.deepest
        cells: Sequence[str] = (
            TEMPOS[tempo],
            _told(sql.dip, 1, 1),
            f"{week} ({first} to {last})",
            _told(sql.end, 1),
            _told(profit.dip, MILLION),
            f"{_week(profit, profit.median.mean)} "
            f"({_week(profit, profit.median.low)} to {_week(profit, profit.median.high)})",
            f"{profit.within.mean:.0%} ({profit.within.low:.0%} to {profit.within.high:.0%})",
            _told(profit.end, MILLION),
            _told(found["wins"].end, 1, 1),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _told(found: Estimate, unit: float, digits: int = 0) -> str:
    middle, low, high = (
        f"{each / unit:+.{digits}f}" for each in (found.mean, found.low, found.high)
    )
    return f"{middle} ({low} to {high})".replace("-0)", "0)").replace("+0)", "0)")


def _week(way: BreakEven, week: float) -> str:
    return f"{math.ceil(week)}" if math.isfinite(week) else f"not within {len(way.until)}"


def main() -> None:
    """Run every tempo, draw two of them, and print what the page says."""
    rows = {tempo: {each: found(tempo, each) for each in OBJECTIVES} for tempo in TEMPOS}
    draw(rows, FIGURE)
    print(table(rows))


if __name__ == "__main__":
    main()
