"""A sweep as a map of two settings."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gtmsim.experiment import Result
from gtmsim.experiment.design import written
from gtmsim.experiment.experiment import Point
from gtmsim.kpi import Language
from gtmsim.report.figures.drawing import INK, SMALL, Drawable, FigureError, draw
from gtmsim.report.figures.wording import Words, clipped, said, settings_of, with_unit
from gtmsim.report.quantities import quantity
from gtmsim.report.rounding import tick

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_CELLS = 10
"""Values of a setting that a map has room for."""


@dataclass(frozen=True, repr=False)
class HeatFigure(Drawable):
    """The mean of a KPI by two settings; by one, there is one row.

    Attributes:
        kpi: its name.
        unit: of it.
        down, across: what is set; `down` is empty for a sweep of one setting.
        rows, columns: the values.
        means: shape (rows, columns); NaN where there is none.
        contenders: which may be the best of all, by intervals that hold together.
        higher: whether higher is better.
    """

    kpi: Words
    unit: str
    down: Words
    across: Words
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    means: tuple[tuple[float, ...], ...]
    contenders: tuple[tuple[bool, ...], ...]
    higher: bool


def heat_figure(result: Result, kpi_id: str | None = None) -> HeatFigure:
    """The map of a sweep over one or two settings.

    Raises:
        FigureError: there are more settings, or more values than a map has room for.
    """
    paths = list(dict.fromkeys(path for point in result.points for path, _ in point.settings))
    if not 1 <= len(paths) <= 2 or len(result.experiment.scenarios) > 1:
        raise FigureError("a map shows one scenario by one or two settings: sweep so many.")
    across, down = paths[0], paths[1] if len(paths) == 2 else ""
    names = settings_of(result)
    values = {path: _values(result, path) for path in paths}
    rows = values[down] if down else [""]
    columns = values[across]
    if max(len(rows), len(columns)) > MOST_CELLS:
        raise FigureError(f"a map has room for {MOST_CELLS} values of a setting.")
    ranking = result.ranking(kpi_id)
    best = {row.point.index for row in ranking.contenders}
    meaning = ranking.meaning
    means = np.full((len(rows), len(columns)), math.nan)
    marks = np.zeros(means.shape, dtype=np.bool_)
    for point in result.points:
        place = _place(point, rows, columns, down, across)
        means[place] = result.estimate(meaning.kpi, point).mean
        marks[place] = point.index in best
    return HeatFigure(
        (meaning.name, meaning.label),
        meaning.unit,
        names.get(down, ("", "")),
        names[across],
        tuple(rows),
        tuple(columns),
        tuple(tuple(float(each) for each in row) for row in means),
        tuple(tuple(bool(each) for each in row) for row in marks),
        meaning.direction != "lower",
    )


def _values(result: Result, path: str) -> list[str]:
    found = [written(dict(point.settings)[path]) for point in result.points]
    return list(dict.fromkeys(found))


def _place(
    point: Point, rows: list[str], columns: list[str], down: str, across: str
) -> tuple[int, int]:
    settings = {path: written(value) for path, value in point.settings}
    return rows.index(settings[down]) if down else 0, columns.index(settings[across])


# --- Drawing -----------------------------------------------------------------------------

BEST: Words = ("frame: may be the best", "太枠: 最良の可能性あり")


@draw.register(HeatFigure)
def _draw_heat(figure: HeatFigure, ax: Axes, *, lang: Language = "en") -> None:
    from matplotlib.patches import Rectangle

    means = np.array(figure.means)
    kpi = with_unit(said(figure.kpi, lang), figure.unit, lang)
    ax.set_title(f"{kpi}   ({said(BEST, lang)})")
    ax.imshow(means, cmap="cividis" if figure.higher else "cividis_r", aspect="auto")
    middle = (np.nanmin(means) + np.nanmax(means)) / 2
    for (row, column), mean in np.ndenumerate(means):
        dark = (mean < middle) == figure.higher
        text = tick(float(mean), figure.unit, lang) if math.isfinite(mean) else "-"
        ax.text(column, row, text, ha="center", va="center", fontsize=SMALL + 0.5,
                color="white" if dark else "black")  # fmt: skip
        if figure.contenders[row][column]:
            for color, wide in (("white", 7), (INK, 3)):
                place = (column - 0.46, row - 0.46)
                ax.add_patch(Rectangle(place, 0.92, 0.92, fill=False, edgecolor=color, lw=wide))
    columns, rows = (
        [quantity(each, lang) for each in own] for own in (figure.columns, figure.rows)
    )
    wide = max(10, 80 // len(columns))  # the fewer columns, the more letters have room
    ax.set_xticks(range(len(columns)), [clipped(each, wide) for each in columns])
    ax.set_yticks(range(len(rows)), [clipped(each, 16) for each in rows])
    ax.set_xlabel(clipped(said(figure.across, lang), 60))
    ax.set_ylabel(clipped(said(figure.down, lang), 34))
    ax.tick_params(length=0)
    for side in ax.spines.values():
        side.set_visible(False)
