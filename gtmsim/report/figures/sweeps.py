"""A sweep as a map of two settings, and the frontier of cost against what it brings."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from rich.cells import cell_len

from gtmsim.errors import GtmsimError
from gtmsim.experiment import Result
from gtmsim.experiment.design import short_names, written
from gtmsim.experiment.experiment import Point
from gtmsim.kpi import Language
from gtmsim.report.figures.drawing import (
    BLUE,
    FAINT,
    INK,
    SMALL,
    Drawable,
    FigureError,
    draw,
)
from gtmsim.report.figures.wording import Words, clipped, said
from gtmsim.report.rounding import tick

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_CELLS = 10
"""Values of a setting that a map has room for."""
MOST_NAMES = 8


@dataclass(frozen=True)
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
    down: str
    across: str
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
    names = short_names(paths)
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
        names.get(down, ""),
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


# --- The frontier ------------------------------------------------------------------------


@dataclass(frozen=True)
class Offer:
    """A point: what it costs, what it brings, and whether none is both cheaper and better."""

    name: str
    cost: float
    value: float
    frontier: bool


@dataclass(frozen=True)
class FrontierFigure(Drawable):
    """Cost against what it brings, by means over replications.

    Attributes:
        cost, value: names of the KPIs.
        cost_unit, value_unit: their units.
        settings: what the names of the points are values of; empty for designs.
        offers: one a point.
    """

    cost: Words
    value: Words
    cost_unit: str
    value_unit: str
    settings: str
    offers: tuple[Offer, ...]


def frontier_figure(result: Result, cost: str, value: str) -> FrontierFigure:
    """The points of a result by two KPIs that were measured; less cost and more value are better.

    Raises:
        FigureError: one of them was not measured.
    """
    try:
        costs, values = result.meaning(cost), result.meaning(value)
    except GtmsimError as error:
        raise FigureError(f"no frontier: {error}") from None
    found = [
        (_short(point), result.estimate(cost, point).mean, result.estimate(value, point).mean)
        for point in result.points
    ]
    paths = list(dict.fromkeys(path for point in result.points for path, _ in point.settings))
    offers = [
        Offer(
            label,
            spent,
            brought,
            not any(
                (less <= spent and more >= brought) and (less, more) != (spent, brought)
                for _, less, more in found
            ),
        )
        for label, spent, brought in found
    ]
    return FrontierFigure(
        (costs.name, costs.label),
        (values.name, values.label),
        costs.unit,
        values.unit,
        ", ".join(short_names(paths)[path] for path in paths),
        tuple(sorted(offers, key=lambda each: each.cost)),
    )


def _short(point: Point) -> str:
    """The values that a point sets, or its label where it sets none."""
    return ", ".join(written(value) for _, value in point.settings) or point.label


# --- Drawing -----------------------------------------------------------------------------

WORSE: Words = ("dearer or worse", "費用か成果で劣る")
BEST: Words = ("frame: may be the best", "太枠: 最良の可能性あり")


@draw.register(HeatFigure)
def _draw_heat(figure: HeatFigure, ax: Axes, *, lang: Language = "en") -> None:
    from matplotlib.patches import Rectangle

    means = np.array(figure.means)
    ax.set_title(f"{said(figure.kpi, lang)}   ({said(BEST, lang)})")
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
    ax.set_xticks(range(len(figure.columns)), [clipped(each, 10) for each in figure.columns])
    ax.set_yticks(range(len(figure.rows)), [clipped(each, 16) for each in figure.rows])
    ax.set_xlabel(figure.across)
    ax.set_ylabel(figure.down)
    ax.tick_params(length=0)
    for side in ax.spines.values():
        side.set_visible(False)


@draw.register(FrontierFigure)
def _draw_frontier(figure: FrontierFigure, ax: Axes, *, lang: Language = "en") -> None:
    title = ("{value} against {cost}", "{cost}と{value}")
    whole = said(title, lang).format(value=said(figure.value, lang), cost=said(figure.cost, lang))
    # What the names stand for goes below: settings have long paths.
    ax.set_title(
        whole + (f"\n({clipped(figure.settings, 80)})" if figure.settings else ""), linespacing=1.4
    )
    best = [each for each in figure.offers if each.frontier]
    rest = [each for each in figure.offers if not each.frontier]
    ax.scatter([each.cost for each in rest], [each.value for each in rest], s=60, color=FAINT,
               marker="x", linewidths=2, label=said(WORSE, lang))  # fmt: skip
    words = said(("none is both cheaper and better", "より安く成果も高い案なし"), lang)
    ax.plot([each.cost for each in best], [each.value for each in best], color=BLUE, marker="o",
            markersize=10, lw=2, label=words)  # fmt: skip
    ax.margins(0.16, 0.22)
    _names(ax, best, rest)
    ax.grid()
    ax.xaxis.set_major_formatter(lambda value, _: tick(value, figure.cost_unit, lang))
    ax.yaxis.set_major_formatter(lambda value, _: tick(value, figure.value_unit, lang))
    ax.locator_params(nbins=5)
    ax.set_xlabel(said(figure.cost, lang))
    ax.set_ylabel(said(figure.value, lang))
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2)


def _names(ax: Axes, best: list[Offer], rest: list[Offer]) -> None:
    """Names of the points, those of the frontier first, each where there is room beside it."""
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    every = [*best, *rest]
    points = [((each.cost - left) / (right - left), (each.value - low) / (high - low))
              for each in every]  # fmt: skip
    taken = [(x - 0.012, y - 0.02, x + 0.012, y + 0.02) for x, y in points]
    for each, (x, y) in zip(every[: MOST_NAMES * 2], points, strict=False):
        name = clipped(each.name, 18)
        for across, up, side, edge in PLACES:
            box = _box(x + across / 570, y + up / 300, cell_len(name), side, edge)
            if not any(_overlap(box, other) for other in taken):
                taken.append(box)
                ax.annotate(
                    name, (each.cost, each.value), (across, up), textcoords="offset points",
                    ha=side, va=edge, fontsize=SMALL, color=INK,
                    bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0.5},
                )  # fmt: skip
                break


PLACES = (
    (0, 12, "center", "bottom"), (0, -14, "center", "top"),
    (14, 0, "left", "center"), (-14, 0, "right", "center"),
)  # fmt: skip
"""Where a name may stand: points to the right, points up, and its own alignment."""
Box = tuple[float, float, float, float]


def _box(x: float, y: float, letters: int, side: str, edge: str) -> Box:
    """The room that a name takes, in shares of the axes."""
    wide, tall = 0.0135 * letters + 0.01, 0.055
    begin = x - {"center": wide / 2, "left": 0.0, "right": wide}[side]
    bottom = y - {"center": tall / 2, "bottom": 0.0, "top": tall}[edge]
    return begin, bottom, begin + wide, bottom + tall


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
