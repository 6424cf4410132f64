"""The funnel as a flow: who goes on, who is lost, who is set aside and comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gtmsim.kpi import Language
from gtmsim.kpi.flow import Level
from gtmsim.report.figures.drawing import BLUE, FAINT, GREEN, ORANGE, SMALL, Drawable, draw
from gtmsim.report.figures.wording import Words, count_name, said

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Step:
    """A level of the funnel: how many reach it, and what becomes of those who go no farther."""

    name: Words
    reached: float
    lost: float
    open: float
    recycled: float


@dataclass(frozen=True, repr=False)
class FunnelFigure(Drawable):
    """The funnel.

    Attributes:
        steps: from all leads to wins.
        replications: over how many the numbers are means.
    """

    steps: tuple[Step, ...]
    replications: int


def funnel_figure(flow: Sequence[Level], replications: int = 1) -> FunnelFigure:
    """The funnel of `gtmsim.kpi.flow`; duplicates count with the lost."""
    steps = [
        Step(count_name(level.milestone), level.reached, level.lost + level.merged, level.open,
             level.recycled)
        for level in flow
    ]  # fmt: skip
    return FunnelFigure(tuple(steps), replications)


WORDS: dict[str, Words] = {
    "title": (
        "What became of the leads that came in the period, by its end",
        "期間中に来たリードの期末までの行方",
    ),
    "lost": ("lost", "失注・対象外"),
    "open": ("still open", "進行中"),
    "recycled": ("recycled {n}x", "再育成 延べ{n}回"),
    "back": ("set aside for later and come back", "時期を待って再び対象に"),
    "on": ("go on", "前進"),
}


@draw.register(FunnelFigure)
def _draw(figure: FunnelFigure, ax: Axes, *, lang: Language = "en") -> None:
    ax.set_axis_off()
    ax.set_title(said(WORDS["title"], lang))
    most = max((step.reached for step in figure.steps), default=0.0) or 1.0
    count = len(figure.steps)
    ax.set_xlim(-0.56, max(count, 3) - 0.35)
    ax.set_ylim(-0.62, 1.42)
    for at, step in enumerate(figure.steps):
        height = step.reached / most
        last = at + 1 == count
        ax.bar(at, height, width=0.34, color=GREEN if last and at else BLUE, zorder=3)
        ax.text(at, height + 0.15, said(step.name, lang), ha="center", va="bottom", zorder=4)
        ax.text(at, height + 0.03, f"{step.reached:,.0f}", ha="center", va="bottom", zorder=4)
        if not last or not at:
            _stopped(ax, at, step, lang)
        if last:
            continue
        following = figure.steps[at + 1].reached
        share = following / step.reached if step.reached else 0.0
        upper = [height, following / most]
        ax.fill_between([at + 0.17, at + 0.83], upper, color=BLUE, alpha=0.22, lw=0, zorder=1)
        ax.annotate(
            f"{share:.0%}", (at + 0.5, sum(upper) / 2 + 0.04), ha="center", va="bottom", zorder=4
        )
    _come_back(ax, figure.steps, lang)


def _stopped(ax: Axes, at: int, step: Step, lang: Language) -> None:
    """Below a step: the lost and the open; and the arrow of those who come back."""
    arrow = {"arrowstyle": "-|>", "color": FAINT, "lw": 1.5}
    ax.annotate("", (at, -0.14), (at, 0.0), arrowprops=arrow)
    lines = [
        f"{said(WORDS['lost'], lang)} {step.lost:,.0f}",
        f"{said(WORDS['open'], lang)} {step.open:,.0f}",
    ]
    ax.text(at, -0.17, "\n".join(lines), ha="center", va="top", fontsize=SMALL, linespacing=1.4)
    if step.recycled >= 0.5:
        text = said(WORDS["recycled"], lang).format(n=f"{step.recycled:,.0f}")
        ax.text(at, -0.46, text, ha="center", va="top", fontsize=SMALL, color="#7a4f00")


def _come_back(ax: Axes, steps: tuple[Step, ...], lang: Language) -> None:
    """The way back of those who are set aside, from the last step that has any to the first."""
    last = max((at for at, step in enumerate(steps) if step.recycled >= 0.5), default=-1)
    if last < 0:
        return
    x, y = [last + 0.45, last + 0.45, -0.5], [-0.2, -0.44, -0.44]
    ax.plot(x, y, color=ORANGE, lw=2.5, solid_capstyle="butt")
    arrow = {"arrowstyle": "-|>", "color": ORANGE, "lw": 2.5}
    ax.annotate("", (-0.5, 0.02), (-0.5, -0.45), arrowprops=arrow)
    text = said(WORDS["back"], lang)
    ax.text(last + 0.51, -0.44, f"↺ {text}", ha="left", va="center", fontsize=SMALL,
            color="#7a4f00")  # fmt: skip
