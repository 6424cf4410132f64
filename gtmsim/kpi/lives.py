"""One lead's life and one person's week, piece by piece, as the log tells them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gtmsim.kpi.clock import clock_of
from gtmsim.kpi.periods import opens, tick_of
from gtmsim.kpi.spells import NEVER
from gtmsim.kpi.view import View
from gtmsim.log import ENDS, EventLog, Kind

MARKS = (Kind.CONNECTED, Kind.NO_ANSWER, Kind.HELD, Kind.NO_SHOW)
"""What a life shows besides visits and milestones."""


class Stay(NamedTuple):
    """A visit of a stage: its index, first tick, and the tick it ends (the horizon if open)."""

    stage: int
    begin: int
    end: int


class Moment(NamedTuple):
    """Something that happened: tick, kind of the row, index of the milestone or -1."""

    tick: int
    kind: Kind
    milestone: int


class Life(NamedTuple):
    """A lead from its first row to its last.

    Attributes:
        lead: which.
        stays: visits of stages, in order.
        moments: attempts, meetings, milestones and the end, in order.
    """

    lead: int
    stays: tuple[Stay, ...]
    moments: tuple[Moment, ...]


def life(log: EventLog, lead: int) -> Life:
    """The life of a lead."""
    view = View(log)
    visits = view.visits.where(view.visits.lead == lead)
    ends = np.where(visits.end == NEVER, log.horizon, visits.end)
    stays = [
        Stay(int(stage), int(begin), int(end))
        for stage, begin, end in zip(visits.stage, visits.begin, ends, strict=True)
    ]
    rows = np.flatnonzero(log.select(*MARKS, Kind.MILESTONE, *ENDS))
    own = rows[log.events["lead"][rows] == lead].tolist()
    moments = [
        Moment(
            int(log.events["time"][row]),
            kind := Kind(log.events["kind"][row]),
            int(log.events["reason"][row]) if kind is Kind.MILESTONE else -1,
        )
        for row in own
    ]
    return Life(lead, tuple(stays), tuple(moments))


def telling_lead(log: EventLog) -> int | None:
    """A lead whose life is worth showing: won after it came back, else won, else any that ended.

    Of several the one that passed most stages before it was won, but few enough to be read.
    """
    view = View(log)
    visits = np.bincount(view.visits.lead, minlength=view.number_of_leads)
    came_back = np.zeros(view.number_of_leads, dtype=np.bool_)
    came_back[view.column("lead", view.rows(Kind.RECYCLED))] = True
    seen = (view.arrived >= opens(log)) & (view.arrived < NEVER)
    won = seen & (view.first("won") < NEVER)
    for wanted in (won & came_back & (visits <= 16), won, seen & (view.ended[0] < NEVER), seen):
        leads = np.flatnonzero(wanted)
        if len(leads):
            return int(leads[np.argmax(visits[leads])])
    return None


class Piece(NamedTuple):
    """A stretch in which a person works: first and last tick, index of the stage.

    `kind` tells work (STARTED) from a meeting nobody came to (NO_SHOW).
    """

    begin: int
    end: int
    stage: int
    kind: Kind


class Week(NamedTuple):
    """A person's week.

    Attributes:
        rep: index of the person.
        monday: its first day.
        present: working hours, a (begin, end) in ticks each.
        pieces: what was done, in order of beginning; a later piece interrupts an earlier one.
    """

    rep: int
    monday: date
    present: tuple[tuple[int, int], ...]
    pieces: tuple[Piece, ...]


def week(log: EventLog, rep: int, monday: date) -> Week:
    """What a person did in a week, hour by hour."""
    days = [tick_of(log, monday + timedelta(days=day)) for day in range(8)]
    clocks = clock_of(log, np.full(7, rep), np.array(days[1:]) - 1)  # who comes, comes at midnight
    hours = [
        span
        for clock, day, after in zip(clocks.tolist(), days, days[1:], strict=False)
        if clock >= 0
        for span in _cut(log.clocks[clock], day, after)
    ]
    if not hours:
        return Week(rep, monday, (), ())
    rows = np.flatnonzero(log.select(Kind.STARTED, Kind.NO_SHOW, Kind.FINISHED))
    rows = rows[log.events["rep"][rows] == rep]
    found: list[tuple[int, int, int, Kind]] = []  # begin, end, stage, kind
    started: dict[int, tuple[int, int]] = {}
    for row in rows.tolist():
        kind, time = Kind(log.events["kind"][row]), int(log.events["time"][row])
        stage, lead = int(log.events["stage"][row]), int(log.events["lead"][row])
        if kind is Kind.STARTED:
            started[lead] = (time, stage)
        elif kind is Kind.FINISHED and lead in started:
            since, stage = started.pop(lead)
            found.append((since, time, stage, Kind.STARTED))
        elif kind is Kind.NO_SHOW:
            found.append((time, time + int(log.events["value"][row]), stage, kind))
    found += [(since, log.horizon, stage, Kind.STARTED) for since, stage in started.values()]
    # What began later interrupts what was in hand, also where both are cut to the same hour.
    pieces = [
        Piece(*part, stage, kind)
        for since, until, stage, kind in sorted(found)
        for part in _inside(hours, since, until)
    ]
    return Week(rep, monday, tuple(hours), tuple(pieces))


def busy_week(log: EventLog, rep: int) -> date:
    """The Monday of a full week in which a person works much, but not the most extraordinary one.

    It is the week with the median of the person's work, of weeks with any; the later of two.
    """
    from gtmsim.kpi.measure import series

    person = str(log.reps["id"][rep])
    found = series(log, f"utilization_rep.{person}", "week")
    found = found[found["whole"] & (found["denominator"] >= found["denominator"].max() * 0.9)]
    found = found[found["value"] > 0].sort_values("value", kind="stable")
    if found.empty:
        return log.start.date() - timedelta(days=log.start.weekday())
    monday: date = found.index[len(found) // 2].date()
    return monday


def _cut(clock: NDArray[np.int64], begin: int, end: int) -> list[tuple[int, int]]:
    """The open intervals of a clock within [begin, end)."""
    near = clock[(clock[:, 1] > begin) & (clock[:, 0] < end)]
    return [(max(int(a), begin), min(int(b), end)) for a, b in near.tolist()]


def _inside(hours: list[tuple[int, int]], begin: int, end: int) -> list[tuple[int, int]]:
    """The parts of [begin, end) that lie in working hours."""
    parts = [(max(a, begin), min(b, end)) for a, b in hours]
    return [(a, b) for a, b in parts if a < b]
