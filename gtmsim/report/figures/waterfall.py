"""What brought the difference: mechanism by mechanism, from one design to the other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gtmsim.kpi import Language
from gtmsim.report.figures.drawing import BLUE, FAINT, INK, RED, SMALL, Drawable, FigureError, draw
from gtmsim.report.figures.wording import Words, clipped, said
from gtmsim.report.rounding import brief, signed, tick

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Share:
    """What one cause adds, with its interval (NaN without one)."""

    name: Words
    value: float
    low: float = math.nan
    high: float = math.nan


@dataclass(frozen=True, repr=False)
class WaterfallFigure(Drawable):
    """From a start to an end.

    Attributes:
        title: of what.
        unit: of all numbers.
        start, end: name and number of the designs.
        shares: what each cause adds, in order.
    """

    title: Words
    unit: str
    start: tuple[Words, float]
    end: tuple[Words, float]
    shares: tuple[Share, ...]


def waterfall_figure(
    title: Words,
    unit: str,
    start: tuple[Words, float],
    end: tuple[Words, float],
    shares: Sequence[Share],
) -> WaterfallFigure:
    """The way from start to end, from plain numbers.

    Raises:
        FigureError: the shares do not add up to the difference.
    """
    gap = start[1] + sum(each.value for each in shares) - end[1]
    if abs(gap) > 1e-6 * max(abs(start[1]), abs(end[1]), 1.0):
        raise FigureError(
            f"the causes miss the difference by {gap:g}: they must add up to it; name what is "
            "left as a cause of its own."
        )
    return WaterfallFigure(title, unit, start, end, tuple(shares))


REST: Words = ("together, or by other causes", "組み合わせ・その他")


def attribution_figure(
    title: Words,
    unit: str,
    start: tuple[Words, float],
    end: tuple[Words, float],
    shares: Sequence[Share],
) -> WaterfallFigure:
    """The way from start to end where causes were switched off one by one.

    Such shares need not add up to the difference: what is left stands as a share of its own.
    """
    left = end[1] - start[1] - sum(each.value for each in shares)
    known = sorted(shares, key=lambda each: -abs(each.value))
    return waterfall_figure(title, unit, start, end, [*known, Share(REST, left)])


@draw.register(WaterfallFigure)
def _draw(figure: WaterfallFigure, ax: Axes, *, lang: Language = "en") -> None:
    ax.set_title(said(figure.title, lang))
    names = [figure.start[0], *(each.name for each in figure.shares), figure.end[0]]
    count = len(names)
    level = figure.start[1]
    levels = [level]
    for each in figure.shares:
        levels.append(levels[-1] + each.value)
    ends = [each for share in figure.shares for each in (share.low, share.high)]
    spread = max(levels) - min(levels) or abs(level) or 1.0
    ax.barh(count - 1, level, color=FAINT, height=0.62)
    ax.barh(0, figure.end[1], color=FAINT, height=0.62)
    sure = not any(math.isfinite(share.low) for share in figure.shares)
    for at, share in enumerate(figure.shares):
        _bar(ax, count - 2 - at, levels[at], share, known=sure or math.isfinite(share.low))
    _texts(figure, ax, lang)
    ax.set_yticks(range(count - 1, -1, -1), [clipped(said(each, lang), 30) for each in names])
    # Bars of totals are cut where all of them would look the same.
    low, high = min(levels) - spread * 0.45, max(levels) + spread * 0.35
    wide = [each for each in ends if math.isfinite(each)]
    if wide:
        reach = max(abs(each) for each in wide)
        low, high = low - reach * 0.2, high + reach * 0.2
    if min(levels) < spread * 1.2:
        low = min(0.0, low) if min(levels) < 0 else 0.0
    ax.set_xlim(low, high)
    ax.set_ylim(-0.6, count - 0.4)
    ax.grid(axis="x")
    ax.locator_params(axis="x", nbins=5 if figure.unit in ("share", "leads") else 3)
    ax.xaxis.set_major_formatter(lambda value, _: tick(value, figure.unit, lang))
    if low > 0:
        cut = ("the axis does not begin at 0", "横軸は0から始まりません")
        ax.set_xlabel(said(cut, lang), fontsize=SMALL, labelpad=8)


def _bar(ax: Axes, y: int, begin: float, share: Share, *, known: bool) -> None:
    """A bar: filled where it is clear, hatched where others have an interval, not it."""
    color = (BLUE if share.value >= 0 else RED) if known else FAINT
    clear = known and not (share.low <= 0 <= share.high)
    ax.barh(y, share.value, left=begin, color=color if clear else "white", height=0.62,
            edgecolor=color, lw=2, hatch=None if known else "//")  # fmt: skip
    if math.isfinite(share.low):
        ax.plot([begin + share.low, begin + share.high], [y, y], color=INK, lw=1.6, marker="|",
                markersize=9)  # fmt: skip
    ax.plot([begin, begin], [y + 0.31, y + 0.69], color=FAINT, lw=1)


def _texts(figure: WaterfallFigure, ax: Axes, lang: Language) -> None:
    """The numbers, in a column of their own at the right."""
    count = len(figure.shares) + 2
    texts = [brief(figure.start[1], figure.unit, lang)]
    for share in figure.shares:
        unclear = share.low <= 0 <= share.high
        note = said((" (unclear)", " (不明確)"), lang) if unclear else ""
        texts.append(signed(share.value, figure.unit, lang) + note)
    texts.append(brief(figure.end[1], figure.unit, lang))
    for at, text in enumerate(texts):
        ax.text(1.02, count - 1 - at, text, transform=ax.get_yaxis_transform(), va="center",
                fontsize=SMALL + 1)  # fmt: skip
