"""One lead's life, from the first touch to its end: where it was, and what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
from rich.cells import cell_len

from gtmsim.kpi import Language
from gtmsim.kpi.lives import life
from gtmsim.log import ENDS, EventLog, Kind
from gtmsim.report.figures.drawing import COLORS, FAINT, INK, SMALL, Drawable, apart, draw
from gtmsim.report.figures.wording import (
    Words,
    clipped,
    function_name,
    milestone_name,
    said,
    stage_name,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_LANES = 12
"""Stages that are shown; those where the lead was shortest are left out first."""

ROOM = 104
"""Half-width letters that the keys have room for on one line."""

ENDINGS: dict[Kind, Words] = {
    Kind.LOST: ("lost", "失注・対象外"),
    Kind.CHURNED: ("churned", "解約"),
    Kind.MERGED: ("merged", "名寄せ統合"),
    Kind.DONE: ("done", "完了"),
}


@dataclass(frozen=True)
class Lane:
    """A stage, who works there, and when the lead was in it (days since its first row)."""

    name: Words
    function: Words
    stays: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Happening:
    """Something that happened to the lead, in days; the lane it belongs to, or -1."""

    day: float
    words: Words
    lane: int


@dataclass(frozen=True, repr=False)
class StripFigure(Drawable):
    """A lead's life.

    Attributes:
        lead: its number in the log.
        begins: local time of its first row.
        days: how long the log follows it.
        lanes: the stages it passed, in order.
        happenings: milestones, and how it ended.
        hidden: stages left out.
    """

    lead: int
    begins: datetime
    days: float
    lanes: tuple[Lane, ...]
    happenings: tuple[Happening, ...]
    hidden: int

    @property
    def scale(self) -> tuple[float, Words]:
        """How many of which unit a day has, so that a short life has a scale too."""
        if self.days > 2:
            return 1.0, ("days", "日数")
        return (24.0, ("hours", "時間数")) if self.days * 24 > 2 else (1440.0, ("minutes", "分数"))


def strip_figure(log: EventLog, lead: int) -> StripFigure:
    """The life of a lead of a log."""
    from gtmsim.log.readable import dates

    found = life(log, lead)
    a_day = float(log.meta["ticks_per_minute"]) * 1440
    first = min((stay.begin for stay in found.stays), default=0)
    last = max((stay.end for stay in found.stays), default=first)
    ids = list(dict.fromkeys(stay.stage for stay in found.stays))
    spent = {
        stage: sum(stay.end - stay.begin for stay in found.stays if stay.stage == stage)
        for stage in ids
    }
    shown = sorted(sorted(ids, key=lambda each: -spent[each])[:MOST_LANES], key=ids.index)
    lanes = [
        Lane(
            stage_name(log, stage),
            function_name(log, str(log.stages["function"][stage])),
            tuple(
                ((stay.begin - first) / a_day, (stay.end - first) / a_day)
                for stay in found.stays
                if stay.stage == stage
            ),
        )
        for stage in shown
    ]
    happenings = []
    for moment in found.moments:
        words = None
        if moment.kind is Kind.MILESTONE:
            words = milestone_name(log.milestones[moment.milestone])
        elif moment.kind in ENDS:
            words = ENDINGS[moment.kind]
        if words is not None:
            happenings.append(Happening((moment.tick - first) / a_day, words, -1))
    begins = dates(log, np.array([first]))[0].to_pydatetime()
    hidden = len(ids) - len(shown)
    return StripFigure(
        lead, begins, (last - first) / a_day, tuple(lanes), tuple(happenings), hidden
    )


@draw.register(StripFigure)
def _draw(figure: StripFigure, ax: Axes, *, lang: Language = "en") -> None:
    title = ("One lead's life (lead {n}, from {day})", "あるリードの歩み (リード{n}、{day}から)")
    ax.set_title(said(title, lang).format(n=figure.lead, day=f"{figure.begins:%Y-%m-%d}"))
    size, unit = figure.scale
    functions = list(dict.fromkeys(lane.function for lane in figure.lanes))
    told = len(functions) <= len(COLORS)  # more of them than colors: no color says whose it is
    count = len(figure.lanes)
    for at, lane in enumerate(figure.lanes):
        y, color = count - 1 - at, COLORS[functions.index(lane.function) if told else 0]
        ax.axhline(y, color="#ececec", lw=1, zorder=0)
        for begin, end in lane.stays:
            width = max(end - begin, figure.days * 0.004)
            ax.barh(y, width * size, left=begin * size, height=0.62, color=color, zorder=2)
    top = count - 0.3
    _happenings(figure, ax, lang, top)
    names = [clipped(said(lane.name, lang), 28) for lane in figure.lanes]
    ax.set_yticks(range(count - 1, -1, -1), names)
    ax.set_ylim(-0.6, top + 1.9)
    wide = max(figure.days, 1 / 1440) * size
    ax.set_xlim(-wide * 0.02, wide * 1.02)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    since: Words = ("{unit} since the first touchpoint", "最初の接点からの{unit}")
    below = said(since, lang).format(unit=said(unit, lang))
    if figure.hidden:
        more: Words = ("; {n} short steps are not shown", "、短い{n}工程は省略")
        below += said(more, lang).format(n=figure.hidden)
    ax.set_xlabel(below)
    if told:
        _keys(functions, ax, lang)


def _keys(functions: list[Words], ax: Axes, lang: Language) -> None:
    """Which color is whose work."""
    from matplotlib.patches import Patch

    nobody = said(("nobody's time", "担当者なし"), lang)
    names = [clipped(said(name, lang), 22) or nobody for name in functions]
    wide = sum(cell_len(name) + 5 for name in names)
    keys = [Patch(color=color, label=name) for color, name in zip(COLORS, names, strict=False)]
    columns = max(len(keys), 1) if wide <= ROOM else 3
    ax.legend(handles=keys, loc="upper center", bbox_to_anchor=(0.42, -0.14), ncols=columns,
              columnspacing=1.0, handlelength=1.2)  # fmt: skip


def _happenings(figure: StripFigure, ax: Axes, lang: Language, top: float) -> None:
    """Milestones above the lanes, moved apart where they come close together."""
    size, _ = figure.scale
    wide = max(figure.days, 1e-9) * size
    texts = [said(each.words, lang) for each in figure.happenings]
    days = [each.day * size for each in figure.happenings]
    places = apart(days, wide * 0.135, 0.0, wide)
    for day, text, place in zip(days, texts, places, strict=True):
        ax.plot([day, day], [-0.5, top + 0.1], color=FAINT, lw=1, ls=":", zorder=1)
        ax.plot([day, place], [top + 0.1, top + 0.7], color=FAINT, lw=1)
        near = min((abs(place - other) for other in places if other != place), default=wide)
        cells = 14 if near < wide * 0.25 else 22
        ax.text(place, top + 0.8, clipped(text, cells), ha="center", va="bottom", fontsize=SMALL,
                color=INK)  # fmt: skip
