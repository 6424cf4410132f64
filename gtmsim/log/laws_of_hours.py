"""Laws of hours: who may stay longer, how much, and who was away."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from gtmsim.log.history import History, Ints
from gtmsim.log.kinds import Kind
from gtmsim.log.laws_of_people import nested_in
from gtmsim.log.laws_of_tables import Law
from gtmsim.log.works import Days


def overtime_is_of_work_that_begins(history: History) -> Ints:
    """Overtime is told once of a piece of work, when it begins, by whom may stay longer."""
    told = np.flatnonzero(history.of(Kind.OVERTIME))
    begun = history.latest(history.of(Kind.STARTED))[told]
    sound = history.same(told, begun, "time", "stage", "visit", "step", "team", "rep")
    sound &= history.latest(history.of(Kind.OVERTIME))[told] < begun
    _, clock, member = history.staff.at(history.rep[told], history.time[told])
    sound &= member & (history.late_clocks[clock] >= 0) & (history.value[told] > 0)
    return history.rows(told[~sound])


def overtime_is_what_was_worked(history: History) -> Ints:
    """Overtime of a piece of work is what of it lies outside the normal hours."""
    days = Days(history)
    works = days.works
    spent, known = _outside(history, days, works.start, works.end)
    told = history.next(history.of(Kind.OVERTIME))[works.place]
    judged = works.late & known & (works.finish >= 0)
    wrong = judged & (history.value[told] != spent)
    return history.rows(works.place[wrong])


def nobody_stays_too_long(history: History) -> Ints:
    """Nobody has more overtime in a civil month than the team allows."""
    limits = np.zeros(len(history.log.clocks) + 1, dtype=np.int64)
    table = history.log.overtime
    limits[np.asarray(table.get("clock", ()), dtype=np.int64)] = table.get("limit", ())
    days = Days(history)
    works = days.works
    if not works.late.any():
        return np.empty(0, dtype=np.int64)
    edges = [*history.log.meta.get("months", (0,)), history.log.horizon]
    wrong = np.zeros(len(works.place), dtype=np.bool_)
    for begin, end in pairwise(edges):
        since, until = np.clip(works.start, begin, end), np.clip(works.end, begin, end)
        spent, known = _outside(history, days, since, until)
        spent = np.where(works.late & known, spent, 0)
        total = np.bincount(works.rep, spent, minlength=1)
        most = np.zeros(len(total), dtype=np.int64)
        np.maximum.at(most, works.rep, np.where(works.late, limits[works.normal], 0))
        wrong |= works.late & (spent > 0) & (total[works.rep] > most[works.rep])
    return history.rows(works.place[wrong])


def _outside(history: History, days: Days, since: Ints, until: Ints) -> tuple[Ints, Ints]:
    """Ticks of each piece of work outside the normal hours, and where that can be judged.

    Work that is interrupted by a meeting is left out of a count by months: its overtime is
    judged as a whole by `work_ends_when_worked`.
    """
    works, hours = days.works, history.hours
    late, normal = works.clock, works.normal
    spent = hours.worked(late, until) - hours.worked(late, since)
    spent -= hours.worked(normal, until) - hours.worked(normal, since)
    nested, unknown = nested_in(history, days)
    return spent, (nested == 0) & ~unknown


def away_is_named(history: History) -> Ints:
    """Who is away is a person in a team, and for some time (rows of `away`)."""
    table = history.log.away
    if not table:
        return np.empty(0, dtype=np.int64)
    columns = {
        name: np.asarray(table[name], dtype=np.int64)
        for name in ("rep", "team", "from_tick", "to_tick")
    }
    wrong = (columns["rep"] < 0) | (columns["rep"] >= len(history.log.reps["id"]))
    wrong |= (columns["team"] < 0) | (columns["team"] >= len(history.log.teams["id"]))
    wrong |= columns["from_tick"] >= columns["to_tick"]
    return np.flatnonzero(wrong)


def nobody_is_at_work_and_away(history: History) -> Ints:
    """While people are away their clocks are closed (rows of `away`)."""
    table = history.log.away
    if not table:
        return np.empty(0, dtype=np.int64)
    rep, since, until = (
        np.asarray(table[name], dtype=np.int64) for name in ("rep", "from_tick", "to_tick")
    )
    _, clock, _ = history.staff.at(rep, since)
    open_ticks = history.hours.worked(clock, until) - history.hours.worked(clock, since)
    return np.flatnonzero(open_ticks > 0)


def managers_see_to_what_was_told(history: History) -> Ints:
    """A manager works on a broken promise that came up in this visit, before anybody began."""
    begun = np.flatnonzero(history.managed & history.of(Kind.STARTED))
    told = history.latest(history.of(Kind.ESCALATED))[begun]
    since = history.latest(history.of(Kind.STARTED, Kind.BOOKED, Kind.ENTERED, Kind.WENT_COLD))
    sound = history.same(begun, told, "stage", "visit") & (told > since[begun])
    return history.rows(begun[~sound])


def only_broken_promises_come_up(history: History) -> Ints:
    """What comes before a manager is a promise that is broken, of a lead that waits."""
    told = np.flatnonzero(history.of(Kind.ESCALATED))
    joined = history.latest(history.of(Kind.JOINED))[told]
    sound = history.same(told, joined, "stage", "visit", "step")
    sound &= (history.value[told] == history.due[joined]) & (history.value[told] >= 0)
    sound &= history.time[told] >= history.value[told]
    begun = history.latest(history.of(Kind.STARTED, Kind.BOOKED, Kind.WENT_COLD))[told]
    return history.rows(told[~(sound & (joined > begun))])


LAWS: tuple[Law, ...] = (
    managers_see_to_what_was_told,
    only_broken_promises_come_up,
    overtime_is_of_work_that_begins,
    overtime_is_what_was_worked,
    nobody_stays_too_long,
    away_is_named,
    nobody_is_at_work_and_away,
)
