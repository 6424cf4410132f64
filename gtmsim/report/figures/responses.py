"""Speed to lead against the promise: how many are answered within how long."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gtmsim.kpi import Language
from gtmsim.kpi.response import Responses
from gtmsim.log import EventLog
from gtmsim.report.figures.drawing import BLUE, FAINT, GREEN, RED, SMALL, Drawable, draw
from gtmsim.report.figures.wording import Words, clipped, said, stage_name
from gtmsim.report.quantities import quantity

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TIMES: tuple[tuple[float, Words], ...] = (
    (5, ("5 min", "5分")),
    (15, ("15 min", "15分")),
    (30, ("30 min", "30分")),
    (60, ("1 h", "1時間")),
    (120, ("2 h", "2時間")),
    (240, ("4 h", "4時間")),
    (480, ("8 h", "8時間")),
    (960, ("16 h", "16時間")),
    (2400, ("40 h", "40時間")),
)


@dataclass(frozen=True, repr=False)
class PromiseFigure(Drawable):
    """First touches of a stage beside its promise.

    Attributes:
        stage: its name.
        within: share answered within each time of `TIMES`; (minutes, name, share).
        promise: the promise in words; empty without one.
        limit: the promise in business minutes; NaN if it is none or counted in days.
        target: share that should be kept; NaN without one.
        kept: share that was kept; NaN without a promise.
        answered: how many first touches, and promises that ran out without one.
        replications: of how many replications.
        besides: whether other promises count too: out of hours, or to special leads.
    """

    stage: Words
    within: tuple[tuple[float, Words, float], ...]
    promise: Words
    limit: float
    target: float
    kept: float
    answered: int
    replications: int = 1
    besides: bool = False


def promise_figure(log: EventLog, found: Responses, replications: int = 1) -> PromiseFigure:
    """The first touches of a stage, from `gtmsim.kpi.response`.

    Args:
        log: whose stages they are.
        found: the touches, of one replication or of several together.
        replications: of how many.
    """
    from gtmsim.units import Duration

    limit, promise = math.nan, ("", "")
    if found.promise:
        promise = (quantity(found.promise, "en"), quantity(found.promise, "ja"))
        length = Duration.parse(found.promise)
        if not (length.business and length.unit == "day"):
            limit = length.minutes
    within = tuple(
        (minutes, words, float(np.searchsorted(found.minutes, minutes, side="right"))
         / max(len(found.minutes), 1))
        for minutes, words in TIMES
    )  # fmt: skip
    return PromiseFigure(
        stage_name(log, found.stage),
        within,
        promise,
        limit,
        found.target,
        found.kept,
        len(found.minutes),
        replications,
        bool(abs(found.kept - float(np.mean(found.minutes <= limit))) > 0.005)
        if math.isfinite(limit)
        else False,
    )


WORDS: dict[str, Words] = {
    "title": ("How fast leads are answered: {stage}", "初回応答の速さ: {stage}"),
    "axis": ("share answered within (business time)", "次の時間内に応答した割合 (営業時間)"),
    "promise": ("promise: {within}", "SLA: {within}"),
    "target": ("target {share}", "目標 {share}"),
    "kept": ("kept {share} of the time", "SLA遵守率 {share}"),
    "besides": (
        "kept {share} of the time, promises out of hours or to special leads included",
        "SLA遵守率 {share} (時間外や個別のSLAを含む)",
    ),
    "count": ("{n} leads a course of events", "1通りの経過あたり{n}件"),
}


@draw.register(PromiseFigure)
def _draw(figure: PromiseFigure, ax: Axes, *, lang: Language = "en") -> None:
    def say(key: str, **values: object) -> str:
        return said(WORDS[key], lang).format(**values)

    title = say("title", stage=clipped(said(figure.stage, lang), 50))
    if math.isfinite(figure.kept):
        title += "\n" + say("besides" if figure.besides else "kept", share=f"{figure.kept:.0%}")
    ax.set_title(title, linespacing=1.4)
    shares = [share for _, _, share in figure.within]
    inside = [not minutes > figure.limit for minutes, _, _ in figure.within]
    colors = [GREEN if each and math.isfinite(figure.limit) else BLUE for each in inside]
    ax.bar(range(len(shares)), shares, color=colors, width=0.72, zorder=2)
    for at, share in enumerate(shares):
        ax.text(at, share + 0.015, f"{share:.0%}", ha="center", va="bottom", fontsize=SMALL,
                zorder=4, bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6})  # fmt: skip
    ax.set_xticks(range(len(shares)), [said(words, lang) for _, words, _ in figure.within])
    ax.set_ylim(0, 1.16)
    ax.set_xlim(-0.6, len(shares) + 0.35)
    ax.set_yticks([0, 0.25, 0.5, 0.75, 1.0], ["0%", "25%", "50%", "75%", "100%"])
    ax.grid(axis="y")
    if math.isfinite(figure.limit):
        edge = sum(inside) - 0.5
        ax.axvline(edge, color=RED, lw=2, ls="--", zorder=3)
        text = say("promise", within=said(figure.promise, lang))
        ax.text(edge + 0.08, 1.13, text, color=RED, va="center", fontsize=SMALL + 0.5)
    if math.isfinite(figure.target):
        ax.axhline(figure.target, color=FAINT, lw=1.5, ls=":", zorder=1)
        text = say("target", share=f"{figure.target:.0%}").replace(" ", "\n")
        ax.text(len(shares) - 0.45, figure.target, text, color=FAINT, va="center",
                fontsize=SMALL, linespacing=1.2, zorder=4,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0})  # fmt: skip
    each = f"{figure.answered / max(figure.replications, 1):,.0f}"
    ax.set_xlabel(f"{say('axis')}; {say('count', n=each)}", fontsize=SMALL,
                  labelpad=10)  # fmt: skip
