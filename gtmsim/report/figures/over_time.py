"""Months with their bands: backlog, utilization, and the way to the target."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np

from gtmsim.experiment.batch import Floats
from gtmsim.experiment.over_time import OverTime
from gtmsim.experiment.targets import Landing
from gtmsim.kpi import Language
from gtmsim.report.figures.drawing import (
    COLORS,
    FONT,
    INK,
    MARKERS,
    RED,
    SMALL,
    Drawable,
    apart,
    draw,
)
from gtmsim.report.figures.wording import Words, clipped, member_name, month_name, said
from gtmsim.report.rounding import brief, chance, tick

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_LINES = 4


@dataclass(frozen=True)
class Band:
    """One line: its name, and P10, P25, P50, P75, P90 of each month."""

    name: Words
    quantiles: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
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


@dataclass(frozen=True)
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
        replications: how many are behind the fan.
    """

    name: Words
    period: Words
    unit: str
    ends: tuple[date, ...]
    quantiles: tuple[tuple[float, ...], ...]
    target: float
    hit: Words
    replications: int


def utilization_figure(found: OverTime) -> MonthsFigure:
    """How busy each team is."""
    ids = found.members("utilization")
    title = ("How busy the teams are", "チームの稼働率")
    return _months(found, title, ids, "teams", "share")


def backlog_figure(found: OverTime) -> MonthsFigure:
    """Leads that wait for somebody, in the stages where most do."""
    ids = sorted(found.members("backlog"), key=lambda each: -float(np.nanmean(found.values[each])))
    title = ("Leads waiting for somebody (mean of the month)", "未対応件数 (月平均)")
    return _months(found, title, tuple(ids), "stages", "leads")


def _months(
    found: OverTime,
    title: Words,
    ids: tuple[str, ...],
    table: Literal["teams", "stages"],
    unit: str,
) -> MonthsFigure:
    names = getattr(found.log, table)
    bands = [
        Band(member_name(names, each.partition(".")[2]), _rows(found.quantiles(each)))
        for each in ids[:MOST_LINES]
    ]
    return MonthsFigure(title, unit, found.months, tuple(bands), found.replications)


def _rows(quantiles: Floats) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(float(value) for value in row) for row in quantiles)


def fan_figure(
    found: OverTime, kpi_id: str, name: Words, landing: Landing | None, *, level: bool
) -> FanFigure:
    """The way to a target, or through the whole run where there is none.

    Args:
        found: the months.
        kpi_id: what is counted.
        name: of it.
        landing: the target.
        level: whether it is a level at the end of a month (ARR), not a flow that adds up.
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
    return FanFigure(
        name,
        _period(landing),
        found.meanings[kpi_id].unit,
        ends,
        tuple(row[: len(ends)] for row in _rows(quantiles)),
        landing.amount if landing is not None else float("nan"),
        (chance(landing.hit), chance(landing.hit, "ja")) if landing and landing.hit else ("", ""),
        landing.replications if landing is not None else found.replications,
    )


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
        ax.text(
            len(x) - 0.65, place, name, color=INK, va="center", fontsize=SMALL + 0.5, clip_on=False
        )
        ax.plot([len(x) - 0.85], [place], marker=MARKERS[at], color=COLORS[at], clip_on=False)
    ax.set_xlim(-0.3, len(x) - 1 + 0.1)
    note = (
        f"line: median of {figure.replications} replications; band: 8 in 10 of them",
        f"線は{figure.replications}回の反復の中央値、帯は80%の見込み幅",
    )
    one = ("one replication", "1回の反復")
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
        ax.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}" if value >= 10 or value ==
                                     round(value) else f"{value:.1f}")  # fmt: skip


def _month_ticks(ax: Axes, months: tuple[date, ...], lang: Language) -> None:
    step = max(1, -(-len(months) // 7))
    shown = range(0, len(months), step)
    ax.set_xticks(list(shown), [month_name(months[at], lang) for at in shown])


@draw.register(FanFigure)
def _draw_fan(figure: FanFigure, ax: Axes, *, lang: Language = "en") -> None:
    title = said(figure.name, lang)
    period = said(figure.period, lang)
    ax.set_title(f"{title}{'、' if lang == 'ja' and period else ', ' if period else ''}{period}")
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
    wide, unit = len(figure.ends), figure.unit
    names = {
        4: ("1 in 10 above", "上位10%"),
        2: ("median", "中央値"),
        0: ("1 in 10 below", "下位10%"),
    }
    labels = [
        (figure.quantiles[row][-1], f"{said(words, lang)} "
         f"{brief(figure.quantiles[row][-1], unit, lang, bare=True)}", INK)
        for row, words in names.items()
    ]  # fmt: skip
    if np.isfinite(figure.target):
        ax.axhline(figure.target, color=RED, lw=2, ls="--")
        amount = brief(figure.target, unit, lang, bare=True)
        labels.append((figure.target, f"{said(('target', '予算'), lang)} {amount}", RED))
        hit = said(("chance to reach it: ", "達成確率 "), lang) + said(figure.hit, lang)
        ax.text(0.03, 0.95, hit, transform=ax.transAxes, va="top", fontsize=FONT + 2, color=INK,
                bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8})  # fmt: skip
    low, high = ax.get_ylim()
    gap = (high - low) * 0.075
    places = apart([place for place, _, _ in labels], gap, low + gap / 2, high - gap / 2)
    for (_, text, color), place in zip(labels, places, strict=True):
        ax.text(wide + 0.02 * wide + 0.12, place, text, va="center", fontsize=SMALL + 0.5,
                color=color, clip_on=False)  # fmt: skip
