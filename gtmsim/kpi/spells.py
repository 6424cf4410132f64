"""Stretches of a lead's life: visits of stages, waits for a rep; and how many at a time.

Everything is found by sorting and look-up over whole columns, because a replication has
hundreds of thousands of rows and an experiment has thousands of replications.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from gtmsim.kpi.periods import Period
from gtmsim.log import ENDS, LEAVES, EventLog, Kind
from gtmsim.log.history import own_lives

Ticks = NDArray[np.int64]
Mask = NDArray[np.bool_]

NEVER = np.iinfo(np.int64).max
"""The tick of what did not happen in the log."""

ENDS_WAIT = (Kind.STARTED, Kind.BOOKED, Kind.HELD, Kind.NO_SHOW, Kind.WENT_COLD, *LEAVES)
"""Kinds after which a lead no longer waits for a rep."""


def within(ticks: Ticks, period: Period) -> Mask:
    """Which ticks lie in a period."""
    mask: Mask = (ticks >= period.begin) & (ticks < period.end)
    return mask


@dataclass(frozen=True, eq=False)
class Spells:
    """Stretches of leads' time, in order of lead, then of occurrence; columns of equal length.

    Attributes:
        row: row of the event that begins the spell.
        lead, stage, visit: whose, where, and which passage through the stage.
        begin: first tick.
        end: tick at which it ends; NEVER if it is still going on at the horizon.
        how: kind of the event that ends it; 0 if none does.
    """

    row: Ticks
    lead: Ticks
    stage: Ticks
    visit: Ticks
    begin: Ticks
    end: Ticks
    how: Ticks

    def __len__(self) -> int:
        return len(self.row)

    def where(self, mask: Mask) -> Spells:
        """The spells for which `mask` holds."""
        return Spells(*(getattr(self, field.name)[mask] for field in fields(self)))

    def ended(self, period: Period) -> Mask:
        """Which spells end in a period."""
        return within(self.end, period)

    @property
    def merged(self) -> Mask:
        """Which spells end because the lead is a duplicate: no outcome of the stage."""
        mask: Mask = self.how == Kind.MERGED
        return mask

    def decided(self, period: Period) -> Mask:
        """Which spells end in a period, those of merged leads aside."""
        return self.ended(period) & ~self.merged

    def begun(self, period: Period) -> Mask:
        """Which spells begin in a period."""
        return within(self.begin, period)


def by_lead(columns: Mapping[str, NDArray[np.int64]], rows: Ticks) -> Ticks:
    """Rows sorted by lead, for each lead in order of occurrence."""
    return _sorted_by(columns["lead"], rows)


def _sorted_by(lives: NDArray[np.int64], rows: Ticks) -> Ticks:
    # Leads number far fewer than 2**31; sorting one composed number is faster than a stable sort.
    place = lives[rows].astype(np.int64) * (len(lives) + 1) + rows
    sorted_rows: Ticks = rows[np.argsort(place)]
    return sorted_rows


def of_managers(log: EventLog, rows: Ticks) -> Mask:
    """Which rows tell of managers who work on a broken promise: that serves no lead."""
    manages = np.asarray([*log.teams.get("manages", ()), 0], dtype=np.bool_)
    if not manages.any():
        return np.zeros(len(rows), dtype=np.bool_)
    found: Mask = manages[log.events["team"][rows]]
    return found


def between(
    log: EventLog, opens: tuple[Kind, ...], closes: tuple[Kind, ...], *, managers: bool = False
) -> Spells:
    """Spells that an opening kind begins and the lead's next closing kind ends.

    A second opening before the close belongs to the spell already begun: a lead that is
    handed to another team's queue has been waiting since it joined the first.
    """
    events = log.events
    # A session of the company's own work is a life of its own.
    lives = own_lives(events)
    rows = np.flatnonzero(log.select(*opens, *closes))
    rows = _sorted_by(lives, rows if managers else rows[~of_managers(log, rows)])
    lead, kind = lives[rows], events["kind"][rows]
    is_open = np.isin(kind, [int(each) for each in opens])
    after_open = np.zeros(len(rows), dtype=np.bool_)
    after_open[1:] = is_open[:-1] & (lead[1:] == lead[:-1])
    first = np.flatnonzero(is_open & ~after_open)
    closing = np.append(np.flatnonzero(~is_open), -1)
    last = closing[np.searchsorted(closing[:-1], first)]
    closed = (last >= 0) & (lead[last] == lead[first])
    begin_row, end_row = rows[first], rows[last]
    return Spells(
        row=begin_row,
        lead=lead[first],
        stage=events["stage"][begin_row].astype(np.int64),
        visit=events["visit"][begin_row].astype(np.int64),
        begin=events["time"][begin_row],
        end=np.where(closed, events["time"][end_row], NEVER),
        how=np.where(closed, kind[last], 0).astype(np.int64),
    )


def visits(log: EventLog) -> Spells:
    """Visits of stages: from ENTERED to the event that closes the visit."""
    return between(log, (Kind.ENTERED,), LEAVES)


def waits(log: EventLog) -> Spells:
    """Waits for a rep: from joining a queue to being picked up, booked, or gone."""
    found = between(log, (Kind.JOINED,), ENDS_WAIT)
    return found.where(found.lead >= 0)


def ends(log: EventLog) -> tuple[Ticks, Ticks]:
    """For each lead the tick at which it ended (or NEVER) and the kind of its end (or 0)."""
    rows = np.flatnonzero(log.select(*ENDS))
    number = len(log.leads["key"])
    when, how = np.full(number, NEVER), np.zeros(number, dtype=np.int64)
    when[log.events["lead"][rows]] = log.events["time"][rows]
    how[log.events["lead"][rows]] = log.events["kind"][rows]
    return when, how


@dataclass(frozen=True, eq=False)
class Steps:
    """How many spells are going on, as a step function of time.

    Attributes:
        time: ticks at which the number changes, ascending.
        level: the number after the change.
        area: the integral of the number up to that tick.
    """

    time: Ticks
    level: Ticks
    area: Ticks

    @classmethod
    def of(cls, spells: Spells) -> Steps:
        """The number of these spells over time, all changes within a tick taken together."""
        gone = spells.end[spells.end < NEVER]
        moments = np.concatenate([spells.begin, gone])
        change = np.concatenate([np.ones(len(spells), np.int64), -np.ones(len(gone), np.int64)])
        time, place = np.unique(moments, return_inverse=True)
        total = np.bincount(place, weights=change, minlength=len(time)).astype(np.int64)
        level = np.cumsum(total)
        area = np.zeros(len(time), dtype=np.int64)
        area[1:] = np.cumsum(level[:-1] * np.diff(time))
        return cls(time, level, area)

    def before(self, ticks: Ticks) -> Ticks:
        """The number just before each tick."""
        return self._level(np.searchsorted(self.time, ticks, side="left") - 1)

    def integral(self, ticks: Ticks) -> Ticks:
        """Spell-ticks from the start to each tick."""
        if not len(self.time):
            return np.zeros(len(ticks), dtype=np.int64)
        at = np.searchsorted(self.time, ticks, side="right") - 1
        grown: Ticks = self.area[at] + self.level[at] * (ticks - self.time[at])
        return np.where(at >= 0, grown, 0)

    def mean(self, period: Period) -> float:
        """Time average over a period."""
        until, since = self.integral(np.array([period.end, period.begin]))
        return float(until - since) / period.length

    def largest(self, period: Period) -> int:
        """The largest number during a period."""
        carried = int(np.searchsorted(self.time, period.begin, side="right")) - 1
        last = int(np.searchsorted(self.time, period.end, side="left"))
        levels = self._level(np.arange(carried, max(last, carried + 1)))
        return int(levels.max())

    def at_end(self, period: Period) -> int:
        """The number at the last moment of a period."""
        return int(self.before(np.array([period.end]))[0])

    def _level(self, at: Ticks) -> Ticks:
        if not len(self.time):
            return np.zeros(len(at), dtype=np.int64)
        found: Ticks = np.where(at >= 0, self.level[at], 0)
        return found
