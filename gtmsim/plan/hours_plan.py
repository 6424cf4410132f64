"""What takes people's hours, as an engine reads it, and how clocks are reduced by it.

Days off are drawn when a run begins; everything else is known before. The functions are pure:
every engine reduces clocks with them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gtmsim.plan.clock import Clock
from gtmsim.plan.draws import uniforms
from gtmsim.scenario.calendars import merged

Spans = NDArray[np.int64]
"""Intervals [begin, end), shape (n, 2), ascending and apart."""

LEAVE, SICK, TRAINING, MEETINGS, PROJECTS = "leave", "sick", "training", "meetings", "projects"
"""Why somebody is away; the words of the log."""
DAYS_A_YEAR = 365.25


@dataclass(frozen=True)
class DaysOff:
    """Days of the year on which a person is away, and the stream that names them."""

    reason: str
    per_year: float
    stream: int


@dataclass(frozen=True)
class Gathering:
    """Times at which people meet: of these teams, or of all (None)."""

    teams: frozenset[int] | None
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class ProjectWeek:
    """Ticks that a project takes of each person of a team, within a week or part of one."""

    team: int
    begin: int
    end: int
    ticks: int


@dataclass(frozen=True)
class HoursPlan:
    """What takes people's hours.

    Attributes:
        days_off: whole days, drawn for each person and civil day.
        gatherings: internal meetings.
        weeks: what projects take.
        training: for each person of the roster, (from tick, open days) away.
        people: keys of their luck.
        first_day: number of the first civil day of the run.
        months: ticks at which civil months begin.
    """

    days_off: tuple[DaysOff, ...] = ()
    gatherings: tuple[Gathering, ...] = ()
    weeks: tuple[ProjectWeek, ...] = ()
    training: Mapping[int, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    people: tuple[int, ...] = ()
    first_day: int = 0
    months: tuple[int, ...] = ()


# --- Pure functions over clocks -----------------------------------------------------------


def spans_of(clock: Clock) -> Spans:
    """The open intervals of a clock."""
    return np.column_stack(
        [np.asarray(clock.opens, dtype=np.int64), np.asarray(clock.closes, dtype=np.int64)]
    )


def split(hours: Spans, by: Spans) -> tuple[Spans, Spans]:
    """What is left of hours when others are taken away, and what is taken."""
    by = merged(by)
    edges = np.unique(np.concatenate([hours.ravel(), by.ravel()]))
    pieces = np.column_stack([edges[:-1], edges[1:]])
    there, taken = _inside(hours, edges[:-1]), _inside(by, edges[:-1])
    return merged(pieces[there & ~taken]), merged(pieces[there & taken])


def _inside(spans: Spans, ticks: NDArray[np.int64]) -> NDArray[np.bool_]:
    if not len(spans):
        return np.zeros(len(ticks), dtype=np.bool_)
    at = np.searchsorted(spans[:, 0], ticks, side="right") - 1
    inside: NDArray[np.bool_] = (at >= 0) & (ticks < spans[at, 1])
    return inside


def days_of(midnights: list[int], days: NDArray[np.int64]) -> Spans:
    """Whole civil days as intervals."""
    edges = np.asarray(midnights, dtype=np.int64)
    days = days[days + 1 < len(edges)]
    return np.column_stack([edges[days], edges[days + 1]])


def drawn_off(
    plan: HoursPlan, off: DaysOff, clock: Clock, who: int, base: int
) -> NDArray[np.int64]:
    """The civil days on which a person is away.

    Each day on which the clock is open is one of them with the same chance, so that a mean
    year has as many as it should; more days a year are those of fewer, and others.
    """
    days = np.asarray(clock.open_days, dtype=np.int64)
    laid_out = len(clock.midnights) - 1
    if not len(days):
        return days
    chance = off.per_year / DAYS_A_YEAR * laid_out / len(days)
    person = np.full(len(days), who, dtype=np.uint64)
    luck = uniforms(base, person, (days + plan.first_day).astype(np.uint64))
    return days[luck < chance]


def days_from(clock: Clock, tick: int, number: int) -> NDArray[np.int64]:
    """The first so many open days that begin at a tick or later."""
    first = int(np.searchsorted(np.asarray(clock.midnights), tick, side="left"))
    days = np.asarray(clock.open_days, dtype=np.int64)
    return days[days >= first][:number]


def ends_of_days(week: ProjectWeek, clock: Clock) -> Spans:
    """The last hours of the open days of a week, as many on each as the project takes of it."""
    first = int(np.searchsorted(np.asarray(clock.midnights), week.begin, side="left"))
    last = int(np.searchsorted(np.asarray(clock.midnights), week.end, side="left"))
    last = min(last, len(clock.midnights) - 1)
    first, last = (bisect_left(clock.open_days, day) for day in (first, last))
    days = clock.open_days[first:last]
    found: list[tuple[int, int]] = []
    for place, day in enumerate(days):
        wanted = week.ticks * (place + 1) // len(days) - week.ticks * place // len(days)
        found += _last_of(clock, clock.midnights[day], clock.midnights[day + 1], wanted)
    return np.asarray(sorted(found), dtype=np.int64).reshape(-1, 2)


def _last_of(clock: Clock, begin: int, end: int, wanted: int) -> list[tuple[int, int]]:
    found = []
    place = bisect_left(clock.opens, end) - 1
    while place >= 0 and clock.closes[place] > begin and wanted > 0:
        until = min(clock.closes[place], end)
        since = max(clock.opens[place], begin, until - wanted)
        found.append((since, until))
        wanted -= until - since
        place -= 1
    return found


def later_hours(clock: Clock, contract: Clock, until: tuple[int, ...]) -> Spans:
    """The hours of a clock, and on its days those after the contract's until it is late.

    Args:
        clock: when somebody is there.
        contract: the hours of the team.
        until: for each civil day, when it is late.
    """
    closes = np.asarray(contract.closes, dtype=np.int64)
    edges = np.asarray(contract.midnights, dtype=np.int64)
    days = np.asarray([day for day in clock.open_days if day + 1 < len(edges)], dtype=np.int64)
    if not len(days) or not len(closes):
        return spans_of(clock)
    at = np.searchsorted(closes, edges[days + 1], side="right") - 1
    since = np.where(at >= 0, closes[at], -1)
    late = np.asarray(until, dtype=np.int64)[days]
    longer = (since > edges[days]) & (since < late)
    extra = np.column_stack([since[longer], late[longer]])
    return merged(np.concatenate([spans_of(clock), extra]))
