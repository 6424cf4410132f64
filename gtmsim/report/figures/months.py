"""Months with their bands: how busy the teams are, and what waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np

from gtmsim.experiment.batch import Floats
from gtmsim.experiment.over_time import OverTime
from gtmsim.kpi import Language
from gtmsim.report.figures.drawing import (
    COLORS,
    INK,
    MARKERS,
    SMALL,
    Drawable,
    FigureError,
    apart,
    draw,
)
from gtmsim.report.figures.wording import Words, clipped, member_name, month_name, said
from gtmsim.report.rounding import tick

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_LINES = 4


@dataclass(frozen=True)
class Band:
    """One line: its name, and P10, P25, P50, P75, P90 of each month."""

    name: Words
    quantiles: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, repr=False)
class MonthsFigure(Drawable):
    """Lines over months, each with the range that holds 80% of the replications.

    Attributes:
        title: in words.
        unit: of the numbers.
        months: first days.
        bands: the lines.
        replications: how many are behind the bands.
    """

    title: Words
    unit: str
    months: tuple[date, ...]
    bands: tuple[Band, ...]
    replications: int


def utilization_figure(found: OverTime) -> MonthsFigure:
    """How busy the teams are; where there are too many, those with most to do.

    Raises:
        FigureError: the run holds no whole month.
    """
    teams = found.members("utilization")
    ids = [each for each in teams if each in _fullest(found, teams)]
    title = ("How busy the teams are", "チームの稼働率")
    if len(ids) < len(teams):
        title = (
            f"How busy the teams are: the busiest {len(ids)} of {len(teams)}",
            f"チームの稼働率: {len(teams)}チーム中、稼働率の高い{len(ids)}チーム",
        )
    return _months(found, title, ids, "teams", "share")


def backlog_figure(found: OverTime) -> MonthsFigure:
    """Leads that wait for somebody, in the stages where most do.

    Raises:
        FigureError: the run holds no whole month.
    """
    stages = found.members("backlog")
    ids = _fullest(found, stages)
    title = ("Leads waiting for somebody (mean of the month)", "未対応件数 (月平均)")
    if len(ids) < len(stages):
        title = (
            f"Leads waiting for somebody: the fullest {len(ids)} of {len(stages)} steps "
            "(mean of the month)",
            f"未対応件数: {len(stages)}工程中、多い{len(ids)}工程 (月平均)",
        )
    return _months(found, title, ids, "stages", "leads")


def _fullest(found: OverTime, ids: tuple[str, ...]) -> list[str]:
    """Those with the highest means, as many as a picture has room for."""
    means = {each: float(np.nan_to_num(found.values[each]).mean()) for each in ids}
    return sorted(ids, key=lambda each: -means[each])[:MOST_LINES]


def _months(
    found: OverTime,
    title: Words,
    ids: Sequence[str],
    table: Literal["teams", "stages"],
    unit: str,
) -> MonthsFigure:
    if not ids:
        raise FigureError("the run holds no whole month: nothing to show month by month.")
    names = getattr(found.log, table)
    bands = [
        Band(member_name(names, each.partition(".")[2]), rows_of(found.quantiles(each)))
        for each in ids
    ]
    return MonthsFigure(title, unit, found.months, tuple(bands), found.replications)


def rows_of(quantiles: Floats) -> tuple[tuple[float, ...], ...]:
    """Quantiles of the months, as a figure holds them."""
    return tuple(tuple(float(value) for value in row) for row in quantiles)


# --- Drawing -----------------------------------------------------------------------------


@draw.register(MonthsFigure)
def _draw_months(figure: MonthsFigure, ax: Axes, *, lang: Language = "en") -> None:
    ax.set_title(said(figure.title, lang))
    x = np.arange(len(figure.months))
    ends = []
    for at, band in enumerate(figure.bands):
        low, _, middle, _, high = (np.array(row) for row in band.quantiles)
        color = COLORS[at]
        ax.fill_between(x, low, high, color=color, alpha=0.16, lw=0)
        ax.plot(x, middle, color=color, lw=2.2, marker=MARKERS[at], markersize=6)
        there = middle[~np.isnan(middle)]
        ends.append(float(there[-1]) if there.size else 0.0)
    _axes(figure, ax, lang)
    bottom, top = ax.get_ylim()
    gap = (top - bottom) * 0.075
    places = apart(ends, gap, bottom + gap / 2, top - gap / 2)
    for at, (band, place) in enumerate(zip(figure.bands, places, strict=True)):
        name = clipped(said(band.name, lang), 24)
        beside = ax.get_yaxis_transform()
        ax.text(1.04, place, name, transform=beside, color=INK, va="center", fontsize=SMALL + 0.5)
        ax.plot([1.02], [place], transform=beside, marker=MARKERS[at], color=COLORS[at],
                clip_on=False)  # fmt: skip
    ax.set_xlim(-0.3, len(x) - 1 + (0.1 if len(x) > 1 else 0.3))
    note = (
        f"line: the middle of {figure.replications} courses of events; band: 8 in 10 of them",
        f"線は{figure.replications}通りの中央値、帯は80%の見込み幅",
    )
    one = ("one course of events", "1通りの経過")
    shown = note if figure.replications > 1 else one
    ax.set_xlabel(said(shown, lang), fontsize=SMALL, labelpad=10)


def _axes(figure: MonthsFigure, ax: Axes, lang: Language) -> None:
    _month_ticks(ax, figure.months, lang)
    ax.grid(axis="y")
    if figure.unit == "share":
        ax.set_ylim(0, max(1.0, ax.get_ylim()[1]) * 1.02)
        ax.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    else:
        ax.set_ylim(0, max(ax.get_ylim()[1], 1.0))
        ax.yaxis.set_major_formatter(lambda value, _: tick(value, figure.unit, lang))


def _month_ticks(ax: Axes, months: tuple[date, ...], lang: Language) -> None:
    step = max(1, -(-len(months) // 7))
    shown = range(0, len(months), step)
    ax.set_xticks(list(shown), [month_name(months[at], lang) for at in shown])
