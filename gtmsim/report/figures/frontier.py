"""The frontier: cost against what it brings, design by design."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from rich.cells import cell_len

from gtmsim.errors import GtmsimError
from gtmsim.experiment import Result
from gtmsim.experiment.design import written
from gtmsim.experiment.experiment import Point
from gtmsim.kpi import Language
from gtmsim.report.figures.drawing import BLUE, FAINT, INK, SMALL, Drawable, FigureError, draw
from gtmsim.report.figures.wording import (
    Words,
    clipped,
    design_name,
    said,
    settings_of,
    with_unit,
)
from gtmsim.report.quantities import quantity
from gtmsim.report.rounding import tick

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_NAMES = 16


@dataclass(frozen=True)
class Offer:
    """A point: what it costs, what it brings, and whether none is both cheaper and better."""

    name: Words
    cost: float
    value: float
    frontier: bool


@dataclass(frozen=True, repr=False)
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
    settings: Words
    offers: tuple[Offer, ...]


def frontier_figure(result: Result, cost: str, value: str) -> FrontierFigure:
    """The points of a result by two KPIs that were measured, by their means.

    Less cost is better, and more value, unless less of it is: a waiting time.

    Raises:
        FigureError: one of them was not measured.
    """
    try:
        costs, values = result.meaning(cost), result.meaning(value)
    except GtmsimError as error:
        raise FigureError(f"no frontier: {error}") from None
    found = [
        (_short(result, point), result.estimate(cost, point).mean,
         result.estimate(value, point).mean)
        for point in result.points
    ]  # fmt: skip
    found = [each for each in found if math.isfinite(each[1]) and math.isfinite(each[2])]
    if not found:
        raise FigureError(f"no frontier: no design has both {cost} and {value}.")
    sign = -1 if values.direction == "lower" else 1
    names = settings_of(result).values()
    offers = [
        Offer(
            label,
            spent,
            brought,
            not any(
                (less <= spent and sign * more >= sign * brought)
                and (less, more) != (spent, brought)
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
        (", ".join(each for each, _ in names), "、".join(each for _, each in names)),
        tuple(sorted(offers, key=lambda each: each.cost)),
    )


def _short(result: Result, point: Point) -> Words:
    """The values that a point sets, or its name where it sets none."""
    values = [written(value) for _, value in point.settings]
    if not values or len(result.experiment.scenarios) > 1:
        return design_name(result, point)
    return ", ".join(values), "、".join(quantity(each, "ja") for each in values)


# --- Drawing -----------------------------------------------------------------------------

WORSE: Words = ("another is cheaper and better", "費用・成果とも勝る案あり")
NOT_BEATEN: Words = ("none is both cheaper and better, by means", "費用・成果とも勝る案なし (平均)")


@draw.register(FrontierFigure)
def _draw_frontier(figure: FrontierFigure, ax: Axes, *, lang: Language = "en") -> None:
    title = ("{value} against {cost}", "{cost}と{value}")
    whole = said(title, lang).format(value=said(figure.value, lang), cost=said(figure.cost, lang))
    # What the names stand for goes below: settings have long paths.
    settings = clipped(said(figure.settings, lang), 80)
    ax.set_title(whole + (f"\n({settings})" if settings else ""), linespacing=1.4)
    best = [each for each in figure.offers if each.frontier]
    rest = [each for each in figure.offers if not each.frontier]
    if rest:
        ax.scatter([each.cost for each in rest], [each.value for each in rest], s=60, color=FAINT,
                   marker="x", linewidths=2, label=said(WORSE, lang))  # fmt: skip
    words = said(NOT_BEATEN, lang)
    ax.plot([each.cost for each in best], [each.value for each in best], color=BLUE, marker="o",
            markersize=10, lw=2, label=words)  # fmt: skip
    ax.margins(0.16, 0.22)
    _names(ax, best, rest, lang)
    ax.grid()
    ax.xaxis.set_major_formatter(lambda value, _: tick(value, figure.cost_unit, lang))
    ax.yaxis.set_major_formatter(lambda value, _: tick(value, figure.value_unit, lang))
    ax.locator_params(nbins=5)
    ax.set_xlabel(with_unit(said(figure.cost, lang), figure.cost_unit, lang))
    ax.set_ylabel(with_unit(said(figure.value, lang), figure.value_unit, lang))
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2)


def _names(ax: Axes, best: list[Offer], rest: list[Offer], lang: Language) -> None:
    """Names of the points, those of the frontier first, each where there is room beside it."""
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    every = [*best, *rest]
    points = [((each.cost - left) / (right - left), (each.value - low) / (high - low))
              for each in every]  # fmt: skip
    taken = [(x - 0.012, y - 0.02, x + 0.012, y + 0.02) for x, y in points]
    lines = list(pairwise(points[: len(best)]))
    for each, (x, y) in zip(every[:MOST_NAMES], points, strict=False):
        name = clipped(said(each.name, lang), 24)
        for across, up, side, edge in PLACES:
            box = _box(x + across / 570, y + up / 300, cell_len(name), side, edge)
            if any(_overlap(box, other) for other in taken) or any(
                _crossed(box, one, two) for one, two in lines
            ):
                continue
            taken.append(box)
            ax.annotate(
                name, (each.cost, each.value), (across, up), textcoords="offset points",
                ha=side, va=edge, fontsize=SMALL, color=INK,
            )  # fmt: skip
            break


PLACES = (
    (0, 12, "center", "bottom"), (0, -14, "center", "top"),
    (14, 0, "left", "center"), (-14, 0, "right", "center"),
    (-8, 8, "right", "bottom"), (8, -8, "left", "top"),
    (-8, -8, "right", "top"), (8, 8, "left", "bottom"),
)  # fmt: skip
"""Where a name may stand: points to the right, points up, and its own alignment."""
Box = tuple[float, float, float, float]
Spot = tuple[float, float]


def _box(x: float, y: float, letters: int, side: str, edge: str) -> Box:
    """The room that a name takes, in shares of the axes."""
    wide, tall = 0.0135 * letters + 0.01, 0.055
    begin = x - {"center": wide / 2, "left": 0.0, "right": wide}[side]
    bottom = y - {"center": tall / 2, "bottom": 0.0, "top": tall}[edge]
    return begin, bottom, begin + wide, bottom + tall


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _crossed(box: Box, one: Spot, two: Spot) -> bool:
    """Whether the line from one spot to another passes through a box."""
    since, until = 0.0, 1.0
    for axis in (0, 1):
        step = two[axis] - one[axis]
        low, high = box[axis] - one[axis], box[axis + 2] - one[axis]
        if not step:
            if low >= 0 or high <= 0:
                return False
            continue
        first, last = sorted((low / step, high / step))
        since, until = max(since, first), min(until, last)
    return since < until
