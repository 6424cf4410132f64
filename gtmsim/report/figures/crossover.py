"""The crossover map: which of two designs is better, cell by cell."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gtmsim.experiment.crossover import Crossover
from gtmsim.kpi import Language
from gtmsim.report.figures.drawing import (
    COLORS,
    INK,
    SMALL,
    Drawable,
    FigureError,
    draw,
)
from gtmsim.report.figures.wording import Words, clipped, name_of, said
from gtmsim.report.rounding import brief

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NONE = -1
"""The verdict of a cell in which one of the designs cannot be had."""
VERDICTS = {"worse": 1, "better": 2, "no clear difference": 0, "": NONE}
ROOM = 7
"""Rows and columns up to which a cell has room for a number."""


@dataclass(frozen=True, repr=False)
class CrossoverFigure(Drawable):
    """Which of two designs is better, by two assumptions.

    Attributes:
        kpi: by which it is judged.
        designs: names of the two.
        down, across: the assumptions.
        rows, columns: their values.
        verdicts: 1: the first design is clearly better; 2: the second; 0: no clear difference;
            -1: one of them cannot be had.
        today: row and column of the values in force, or None.
        changes: second less first, cell by cell, NaN where there is none; empty where unknown.
        unit: of the changes.
        note: how the verdicts were found; may be empty.
    """

    kpi: Words
    designs: tuple[Words, Words]
    down: Words
    across: Words
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    verdicts: tuple[tuple[int, ...], ...]
    today: tuple[int, int] | None = None
    changes: tuple[tuple[float, ...], ...] = ()
    unit: str = ""
    note: Words = ("", "")


def crossover_figure(
    kpi: Words,
    designs: tuple[Words, Words],
    down: Words,
    across: Words,
    rows: tuple[str, ...],
    columns: tuple[str, ...],
    verdicts: tuple[tuple[int, ...], ...],
    today: tuple[int, int] | None = None,
) -> CrossoverFigure:
    """The map of who wins where, from plain values.

    Raises:
        FigureError: the verdicts are not as many as rows and columns, or none of -1, 0, 1, 2.
    """
    shape = {len(row) for row in verdicts}
    if len(verdicts) != len(rows) or shape != {len(columns)}:
        raise FigureError("a crossover map needs one verdict for each row and column.")
    if any(each not in (NONE, 0, 1, 2) for row in verdicts for each in row):
        raise FigureError(
            "a verdict is 1 or 2 (the better design), 0 (no clear difference), or -1 (cannot be "
            "had)."
        )
    return CrossoverFigure(kpi, designs, down, across, rows, columns, verdicts, today)


def crossed_figure(found: Crossover) -> CrossoverFigure:
    """The map of what `gtmsim.crossover` has found."""
    volumes = list(dict.fromkeys(each.volume for each in found.cells))
    people = list(dict.fromkeys(each.headcount for each in found.cells))
    cells = [[found.cell(volume, count) for volume in volumes] for count in people]
    count, amount = found.replications, found.meaning.unit.partition(" per ")[0]
    in_unit = f" in {amount}" if amount.isupper() and len(amount) == 3 else ""
    return CrossoverFigure(
        (found.meaning.name, found.meaning.label),
        (name_of(found.first, found.labels[0]), name_of(found.second, found.labels[1])),
        ("people of either design", "各案の人数"),
        ("leads, times those of the files", "リード数 (現状比)"),
        tuple(str(count) for count in people),
        tuple(f"x{volume:g}" for volume in volumes),
        tuple(tuple(VERDICTS[each.verdict] for each in row) for row in cells),
        changes=tuple(
            tuple(
                each.difference.change.mean if each.difference else math.nan for each in row
            )
            for row in cells
        ),
        unit=found.meaning.unit,
        note=(
            f"B less A{in_unit}; each cell by its own 95% interval of {count} pairs with the same "
            "luck",
            f"数字はB−A。判定は各セルの95%信頼区間 (同じ運の{count}組)",
        ),
    )  # fmt: skip


# --- Drawing -----------------------------------------------------------------------------

FILLS = {NONE: "white", 0: "#efefef", 1: COLORS[0], 2: COLORS[1]}
LETTERS = {NONE: "–", 0: "?", 1: "A", 2: "B"}
KEYS: dict[int, Words] = {
    0: ("no clear difference", "明確な差なし"),
    NONE: ("cannot be had: more teams than people", "人数がチーム数に足りない"),
}


@draw.register(CrossoverFigure)
def _draw(figure: CrossoverFigure, ax: Axes, *, lang: Language = "en") -> None:
    from matplotlib.patches import Rectangle

    title = ("Which is better by {kpi}?", "{kpi}で優れるのはどちらか")
    ax.set_title(said(title, lang).format(kpi=said(figure.kpi, lang)))
    for row, line in enumerate(figure.verdicts):
        for column, found in enumerate(line):
            place = (column - 0.48, row - 0.48)
            edge = "none" if found != NONE else FILLS[0]
            ax.add_patch(Rectangle(place, 0.96, 0.96, facecolor=FILLS[found], edgecolor=edge))
            color = "white" if found == 1 else INK
            text = _text(figure, row, column, lang)
            ax.text(column, row, text, ha="center", va="center", color=color, fontsize=SMALL + 0.5)
    if figure.today is not None:
        row, column = figure.today
        ax.add_patch(Rectangle((column - 0.48, row - 0.48), 0.96, 0.96, fill=False, edgecolor=INK,
                               lw=4))  # fmt: skip
    _axes(figure, ax, lang)
    _keys(figure, ax, lang)


def _text(figure: CrossoverFigure, row: int, column: int, lang: Language) -> str:
    """The verdict as a letter, with the difference where a cell has room for it."""
    letter = LETTERS[figure.verdicts[row][column]]
    if not figure.changes or max(len(figure.columns), len(figure.rows)) > ROOM:
        return letter
    change = figure.changes[row][column]
    if math.isnan(change):
        return letter
    sign = "+" if change > 0 else "−" if change < 0 else "±"
    amount = brief(abs(change), figure.unit, lang, bare=True)
    return f"{letter}\n{sign}{amount.removeprefix(f'{figure.unit[:3]} ')}"


def _axes(figure: CrossoverFigure, ax: Axes, lang: Language) -> None:
    ax.set_xlim(-0.5, len(figure.columns) - 0.5)
    ax.set_ylim(-0.5, len(figure.rows) - 0.5)
    ax.set_xticks(range(len(figure.columns)), [clipped(each, 10) for each in figure.columns])
    ax.set_yticks(range(len(figure.rows)), [clipped(each, 16) for each in figure.rows])
    note = said(figure.note, lang)
    ax.set_xlabel(said(figure.across, lang) + (f"\n{note}" if note else ""), linespacing=1.6)
    ax.set_ylabel(said(figure.down, lang))
    ax.tick_params(length=0)
    for side in ax.spines.values():
        side.set_visible(False)


def _keys(figure: CrossoverFigure, ax: Axes, lang: Language) -> None:
    from matplotlib.patches import Patch

    one, two = (clipped(said(each, lang), 22) for each in figure.designs)
    there = {each for row in figure.verdicts for each in row}
    keys = [Patch(color=FILLS[1], label=f"A: {one}"), Patch(color=FILLS[2], label=f"B: {two}"),
            Patch(color=FILLS[0], label=f"?: {said(KEYS[0], lang)}")]  # fmt: skip
    if NONE in there:
        keys.append(Patch(facecolor="white", edgecolor=INK, label=f"–: {said(KEYS[NONE], lang)}"))
    if figure.today is not None:
        today = said(("values in force", "現在の値"), lang)
        keys.append(Patch(facecolor="white", edgecolor=INK, lw=2.5, label=today))
    below = -0.24 if said(figure.note, lang) else -0.16
    ax.legend(handles=keys, loc="upper center", bbox_to_anchor=(0.5, below), ncols=2)
