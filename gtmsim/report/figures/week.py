"""A person's week: what was done, hour by hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from gtmsim.kpi import Language
from gtmsim.kpi.lives import busy_week, week
from gtmsim.log import EventLog, Kind
from gtmsim.report.figures.drawing import COLORS, FAINT, SMALL, Drawable, draw
from gtmsim.report.figures.wording import Words, clipped, person_name, said, stage_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HATCHES = ("", "//", "..", "xx", "\\\\", "++", "oo", "--")
DAYS: tuple[Words, ...] = (
    ("Mon", "月"), ("Tue", "火"), ("Wed", "水"), ("Thu", "木"), ("Fri", "金"), ("Sat", "土"),
    ("Sun", "日"),
)  # fmt: skip
NO_SHOW: Words = ("nobody came", "ノーショー")
MOST_KINDS = 7
OTHER: Words = ("other", "その他")


@dataclass(frozen=True)
class Slot:
    """A stretch of a day, in hours after midnight; `task` indexes the tasks, -1: at work."""

    day: int
    begin: float
    end: float
    task: int


@dataclass(frozen=True, repr=False)
class WeekFigure(Drawable):
    """A week.

    Attributes:
        person: who, by id.
        name: the same in words.
        monday: its first day.
        tasks: the stages worked on, most time first.
        present: working hours.
        slots: what was done.
        busy: share of working hours with work.
    """

    person: str
    name: Words
    monday: date
    tasks: tuple[Words, ...]
    present: tuple[Slot, ...]
    slots: tuple[Slot, ...]
    busy: float


def week_figure(log: EventLog, person: str, monday: date | None = None) -> WeekFigure:
    """The week of a person; without a date, a week with as much work as usual."""
    rep = list(log.reps["id"]).index(person)
    found = week(log, rep, monday or busy_week(log, rep))
    spent: dict[Words, int] = {}
    names = []
    for piece in found.pieces:
        name = NO_SHOW if piece.kind is Kind.NO_SHOW else stage_name(log, piece.stage)
        names.append(name)
        spent[name] = spent.get(name, 0) + piece.end - piece.begin
    tasks = sorted(spent, key=lambda each: -spent[each])
    if len(tasks) > MOST_KINDS:
        tasks = [*tasks[: MOST_KINDS - 1], OTHER]
    slots = [
        slot
        for piece, name in zip(found.pieces, names, strict=True)
        for slot in _slots(log, found.monday, piece.begin, piece.end,
                           tasks.index(name if name in tasks else OTHER))
    ]  # fmt: skip
    present = [s for span in found.present for s in _slots(log, found.monday, *span, -1)]
    could = sum(end - begin for begin, end in found.present)
    taken = np.zeros(0, dtype=np.int64)
    if found.pieces:
        ticks = [np.arange(piece.begin, piece.end) for piece in found.pieces]
        taken = np.unique(np.concatenate(ticks))
    busy = len(taken) / could if could else float("nan")
    name = person_name(log, person)
    shown = (tuple(tasks), tuple(present), tuple(slots))
    return WeekFigure(person, name, found.monday, *shown, busy)


def _slots(log: EventLog, monday: date, begin: int, end: int, task: int) -> list[Slot]:
    from gtmsim.log.readable import dates

    first, last = (each.tz_localize(None) for each in dates(log, np.array([begin, end])))
    slots = []
    for day in range(7):
        midnight = monday + timedelta(days=day)
        hours = [(each - each.__class__(midnight)).total_seconds() / 3600 for each in (first, last)]
        low, high = max(hours[0], 0.0), min(hours[1], 24.0)
        if low < high:
            slots.append(Slot(day, low, high, task))
    return slots


@draw.register(WeekFigure)
def _draw(figure: WeekFigure, ax: Axes, *, lang: Language = "en") -> None:
    title = ("A week of {person}: busy {share} of the time", "{person}の1週間: 稼働率{share}")
    if figure.busy != figure.busy:
        title = ("A week of {person}: not at work", "{person}の1週間: 勤務なし")
    share = f"{figure.busy:.0%}"
    ax.set_title(said(title, lang).format(person=clipped(said(figure.name, lang), 60), share=share))
    days = max((slot.day for slot in (*figure.present, *figure.slots)), default=4) + 1
    days = max(days, 5)
    for slot in figure.present:
        ax.bar(slot.day, slot.end - slot.begin, bottom=slot.begin, width=0.84, color="#efefef",
               zorder=1)  # fmt: skip
    for slot in figure.slots:
        ax.bar(slot.day, slot.end - slot.begin, bottom=slot.begin, width=0.8,
               color=COLORS[slot.task % len(COLORS)], hatch=HATCHES[slot.task % len(HATCHES)],
               edgecolor="white", lw=0.8, zorder=2)  # fmt: skip
    shown = (*figure.present, *figure.slots)
    first = min((slot.begin for slot in shown), default=9.0)
    last = max((slot.end for slot in shown), default=18.0)
    ax.set_ylim(int(np.ceil(last)) + 0.1, int(first) - 0.1)
    hours = range(int(first), int(np.ceil(last)) + 1, 1 if last - first <= 12 else 3)
    ax.set_yticks(list(hours), [f"{hour}:00" for hour in hours])
    ax.set_xticks(range(days), [_day(figure.monday, at, lang) for at in range(days)])
    ax.set_xlim(-0.55, days - 0.45)
    ax.grid(axis="y")
    ax.tick_params(axis="x", length=0)
    from matplotlib.patches import Patch

    keys = [
        Patch(facecolor=COLORS[at % len(COLORS)], hatch=HATCHES[at % len(HATCHES)],
              edgecolor="white", label=clipped(said(name, lang), 26))
        for at, name in enumerate(figure.tasks)
    ]  # fmt: skip
    free = said(("at work, nothing to be done", "勤務中・対応なし"), lang)
    keys.append(Patch(facecolor="#efefef", edgecolor=FAINT, label=free))
    ax.legend(handles=keys, loc="center left", bbox_to_anchor=(1.01, 0.5), fontsize=SMALL)


def _day(monday: date, at: int, lang: Language) -> str:
    day = monday + timedelta(days=at)
    name = said(DAYS[at], lang)
    return f"{day.month}/{day.day} ({name})" if lang == "ja" else f"{name}\n{day:%b} {day.day}"
