"""The way to a target, with its range."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from gtmsim.experiment.over_time import OverTime
from gtmsim.experiment.targets import Landing
from gtmsim.kpi import Language
from gtmsim.report.figures.drawing import COLORS, FONT, INK, RED, SMALL, Drawable, apart, draw
from gtmsim.report.figures.months import rows_of
from gtmsim.report.figures.wording import Words, month_name, said
from gtmsim.report.rounding import ENOUGH, brief, chance, tick

if TYPE_CHECKING:
    from matplotlib.axes import Axes


Ends = tuple[float, float, float]
"""P10, median and P90."""


@dataclass(frozen=True, repr=False)
class FanFigure(Drawable):
    """The way to a target.

    Attributes:
        name: of what is counted.
        period: of the target, in words; empty without one.
        unit: of the numbers.
        ends: last days of the months, as their first day after.
        quantiles: P10, P25, P50, P75, P90 of each month.
        target: the amount; NaN without one.
        hit: the probability in words, by language; empty without one.
        replications: how many are behind what it comes to; few give no range and no chance.
        lands: P10, median and P90 of what it comes to; the fan itself may be drawn from fewer
            replications. Empty without a month.
    """

    name: Words
    period: Words
    unit: str
    ends: tuple[date, ...]
    quantiles: tuple[tuple[float, ...], ...]
    target: float
    hit: Words
    replications: int
    lands: tuple[float, ...]


def fan_figure(
    found: OverTime,
    kpi_id: str,
    name: Words,
    landing: Landing | None,
    *,
    level: bool,
    lands: Ends | None = None,
) -> FanFigure:
    """The way to a target, or through the whole run where there is none.

    Args:
        found: the months.
        kpi_id: what is counted.
        name: of it.
        landing: the target.
        level: whether it is a level at the end of a month (ARR), not a flow that adds up.
        lands: P10, median and P90 of its end over all replications, of which the months may
            show some; default: the landing's, else those of the months.
    """
    months, since, until = found.months, 0, len(found.months)
    if landing is not None:
        begin, end = _span(found, landing)
        since = next((at for at, month in enumerate(months) if month >= begin), 0)
        until = next((at for at, month in enumerate(months) if month >= end), len(months))
    quantiles = found.quantiles(kpi_id, since=0 if level else since, add_up=not level)
    if level:
        quantiles = quantiles[:, since:]
    ends = tuple(_next(month) for month in months[since:until])
    if lands is None and landing is not None:
        lands = (landing.p10, landing.median, landing.p90)
    return FanFigure(
        name,
        _period(landing),
        found.meanings[kpi_id].unit,
        ends,
        tuple(row[: len(ends)] for row in rows_of(quantiles)),
        landing.amount if landing is not None else float("nan"),
        _hit(landing),
        landing.replications if landing is not None else found.replications,
        lands or ((*quantiles[::2, len(ends) - 1].tolist(),) if ends else ()),
    )


def _hit(landing: Landing | None) -> Words:
    """The chance to reach a target, where there are replications enough for one."""
    if landing is None or landing.hit is None or landing.replications < ENOUGH:
        return "", ""
    return chance(landing.hit), chance(landing.hit, "ja")


def _span(found: OverTime, landing: Landing) -> tuple[date, date]:
    from gtmsim.units.fiscal import parse_fiscal

    starts = int(found.log.meta.get("fiscal_year_starts") or 1)
    period = parse_fiscal(landing.period, starts)
    return period.first, period.after


def _period(landing: Landing | None) -> Words:
    from gtmsim.kpi.periods import label_of

    return (landing.period, label_of(landing.period)) if landing is not None else ("", "")


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


# --- Drawing -----------------------------------------------------------------------------


@draw.register(FanFigure)
def _draw_fan(figure: FanFigure, ax: Axes, *, lang: Language = "en") -> None:
    title = said(figure.name, lang)
    period = said(figure.period, lang)
    ax.set_title(("、" if lang == "ja" else ", ").join(each for each in (title, period) if each))
    x = np.arange(1, len(figure.ends) + 1)
    low, lower, middle, upper, high = (np.array(row) for row in figure.quantiles)
    ax.fill_between(x, low, high, color=COLORS[0], alpha=0.18, lw=0)
    ax.fill_between(x, lower, upper, color=COLORS[0], alpha=0.28, lw=0)
    ax.plot(x, middle, color=COLORS[0], lw=2.4, marker="o", markersize=6)
    wide = len(x)
    ax.set_xlim(0.7, wide + 0.1)
    top = np.nanmax([np.nanmax(high), figure.target])
    ax.set_ylim(0, top * 1.12 if top > 0 else 1.0)
    ax.grid(axis="y")
    ax.yaxis.set_major_formatter(lambda value, _: tick(value, figure.unit, lang))
    step = max(1, -(-wide // 7))
    shown = list(range(wide - 1, -1, -step))[::-1]
    months = [_before(figure.ends[at]) for at in shown]
    ax.set_xticks([at + 1 for at in shown], [month_name(month, lang) for month in months])
    _fan_labels(figure, ax, lang)


def _before(end: date) -> date:
    return date(end.year - (end.month == 1), (end.month - 2) % 12 + 1, 1)


def _fan_labels(figure: FanFigure, ax: Axes, lang: Language) -> None:
    unit = figure.unit
    names = {
        0: ("1 in 10 below", "下位10%"),
        1: ("median", "中央値"),
        2: ("1 in 10 above", "上位10%"),
    }
    if figure.replications < ENOUGH:
        names = {1: names[1]}
    if figure.replications == 1:
        names = {1: ("one course of events:", "1通りの経過")}
    labels = [
        (figure.lands[row], f"{said(words, lang)} "
         f"{brief(figure.lands[row], unit, lang, bare=True)}", INK)
        for row, words in names.items()
    ]  # fmt: skip
    if np.isfinite(figure.target):
        ax.axhline(figure.target, color=RED, lw=2, ls="--")
        amount = brief(figure.target, unit, lang, bare=True)
        labels.append((figure.target, f"{said(('target', '予算'), lang)} {amount}", RED))
        if figure.hit[0]:
            hit = said(("chance to reach it: ", "達成確率 "), lang) + said(figure.hit, lang)
            ax.text(0.03, 0.95, hit, transform=ax.transAxes, va="top", fontsize=FONT + 2, color=INK,
                    bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8})  # fmt: skip
    low, high = ax.get_ylim()
    gap = (high - low) * 0.075
    places = apart([place for place, _, _ in labels], gap, low + gap / 2, high - gap / 2)
    for (_, text, color), place in zip(labels, places, strict=True):
        ax.text(1.02, place, text, transform=ax.get_yaxis_transform(), va="center",
                fontsize=SMALL + 0.5, color=color)  # fmt: skip
