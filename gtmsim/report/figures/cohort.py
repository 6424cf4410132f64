"""Which customers stay: cohorts by the quarter of their win."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from gtmsim.kpi import Language
from gtmsim.kpi.staying import Cohort
from gtmsim.report.figures.drawing import SMALL, Drawable, FigureError, draw
from gtmsim.report.figures.wording import month_name, said

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 8


@dataclass(frozen=True, repr=False)
class RetentionFigure(Drawable):
    """Shares of customers that stay.

    Attributes:
        cohorts: first day of the quarter of the win, and how many were won.
        kept: for each cohort the share that is left at the end of that quarter and later ones.
        replications: over how many the numbers are means.
    """

    cohorts: tuple[tuple[date, float], ...]
    kept: tuple[tuple[float, ...], ...]
    replications: int


def retention_figure(found: Sequence[Cohort], replications: int = 1) -> RetentionFigure:
    """The cohorts of `gtmsim.kpi.staying` that won anybody; the last of them.

    Raises:
        FigureError: there are none.
    """
    own = [each for each in found if each.won > 0][-MOST:]
    if not own:
        raise FigureError("no whole fiscal quarter with a win: there is no cohort to follow.")
    kept = tuple(tuple(left / each.won for left in each.kept[:MOST]) for each in own)
    return RetentionFigure(tuple((each.begins, each.won) for each in own), kept, replications)


@draw.register(RetentionFigure)
def _draw(figure: RetentionFigure, ax: Axes, *, lang: Language = "en") -> None:
    title = ("Customers that stay, by the quarter of their win", "受注四半期別の顧客継続率")
    ax.set_title(said(title, lang))
    wide = max((len(row) for row in figure.kept), default=1)
    shares = np.full((len(figure.kept), wide), np.nan)
    for at, row in enumerate(figure.kept):
        shares[at, : len(row)] = row
    least = min(0.5, float(np.nanmin(shares)))
    ax.imshow(shares, cmap="cividis", aspect="auto", vmin=least, vmax=1.0)
    for (row, column), share in np.ndenumerate(shares):
        if np.isfinite(share):
            dark = share < (least + 1.0) / 2
            ax.text(column, row, f"{share:.0%}", ha="center", va="center", fontsize=SMALL + 0.5,
                    color="white" if dark else "black")  # fmt: skip
    customers = ("{month}: {n} won", "{month}〜 {n}社")
    ax.set_yticks(
        range(len(figure.cohorts)),
        [said(customers, lang).format(month=month_name(begins, lang), n=f"{won:,.0f}")
         for begins, won in figure.cohorts],
    )  # fmt: skip
    names = [str(at) for at in range(wide)]
    ax.set_xticks(range(wide), names)
    ax.set_xlabel(
        said(("quarters after the quarter of the win", "受注四半期からの経過四半期数"), lang)
    )
    ax.tick_params(length=0)
    for side in ax.spines.values():
        side.set_visible(False)
