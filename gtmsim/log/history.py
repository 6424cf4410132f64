"""The log seen lead by lead, and people's hours as look-ups: what the audit stands on.

The laws of the audit are sentences about what came before or after in the life of the same
lead. Here all events are sorted by lead, so that "the last stage entered before this" is one
pass over a column, whatever the number of events.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gtmsim.log.kinds import ENDS, LEAVES, Kind
from gtmsim.log.log import EventLog

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

BOOKKEEPING = (Kind.ASSIGNED, Kind.MILESTONE, Kind.MONEY, Kind.DUPLICATED, Kind.ESCALATED)
"""Kinds that say something about a lead without it moving."""

NEVER = 1 << 62
"""Later than any tick of a log."""


class History:
    """The events sorted by lead, in order of occurrence within each.

    A *place* is an index into the sorted columns; `row` gives the row of the log. A place of
    -1 means that there is none; columns read at -1 are to be masked by the caller.

    Each session of the company's own work stands where a lead does, with a number below -1.

    Attributes:
        log: the log.
        row: row of the log at each place.
        lead, time, kind, stage, visit, step, team, rep, reason, value, due: sorted columns.
    """

    def __init__(self, log: EventLog) -> None:
        self.log = log
        lives = own_lives(log.events)
        self.row: Ints = np.argsort(lives, kind="stable")
        self.lead: Ints = lives[self.row]
        self.time, self.kind = self._sorted("time"), self._sorted("kind")
        self.stage, self.visit, self.step = (self._sorted(c) for c in ("stage", "visit", "step"))
        self.team, self.rep, self.reason = (self._sorted(c) for c in ("team", "rep", "reason"))
        self.value, self.due = self._sorted("value"), self._sorted("due")
        self.place: Ints = np.arange(len(log), dtype=np.int64)
        fresh = np.ones(len(log), dtype=np.bool_)
        fresh[1:] = self.lead[1:] != self.lead[:-1]
        self.fresh: Mask = fresh
        self._first: Ints = np.maximum.accumulate(np.where(fresh, self.place, 0))
        ends = np.append(np.flatnonzero(fresh)[1:] - 1, len(log) - 1)
        self._last: Ints = ends[np.cumsum(fresh) - 1] if len(log) else self.place

    def _sorted(self, column: str) -> Ints:
        return self.log.events[column][self.row].astype(np.int64)

    def rows(self, places: Ints | Mask) -> Ints:
        """Rows of the log, ascending."""
        return np.sort(self.row[places])

    def of(self, *kinds: Kind) -> Mask:
        """Which places hold one of these kinds."""
        return np.isin(self.kind, [int(kind) for kind in kinds])

    def latest(self, mask: Mask) -> Ints:
        """For each place the last one strictly before it, in the same lead, that `mask` marks."""
        found = np.full(len(mask), -1, dtype=np.int64)
        found[1:] = np.maximum.accumulate(np.where(mask, self.place, -1))[:-1]
        return np.where(found >= self._first, found, -1)

    def next(self, mask: Mask) -> Ints:
        """For each place the first one strictly after it, in the same lead, that `mask` marks."""
        size = len(mask)
        found = np.full(size, size, dtype=np.int64)
        marked = np.where(mask, self.place, size)[::-1]
        found[:-1] = np.minimum.accumulate(marked)[::-1][1:]
        return np.where(found <= self._last, found, -1)

    def same(self, places: Ints, others: Ints, *columns: str) -> Mask:
        """Whether two places exist and agree in these columns."""
        agree = (places >= 0) & (others >= 0)
        for column in columns:
            values: Ints = getattr(self, column)
            agree = agree & (values[places] == values[others])
        return agree

    # --- What several laws need ------------------------------------------------------

    @cached_property
    def entered(self) -> Mask:
        """Places where a visit begins."""
        return self.of(Kind.ENTERED)

    @cached_property
    def left(self) -> Mask:
        """Places where a visit is closed (or a lead ends outside any stage)."""
        return self.of(*LEAVES)

    @cached_property
    def ended(self) -> Mask:
        """Places where a lead ends."""
        return self.of(*ENDS)

    @cached_property
    def started(self) -> Ints:
        """Places where work begins."""
        return np.flatnonzero(self.of(Kind.STARTED))

    @cached_property
    def visiting(self) -> Ints:
        """For each place where the visit began that the lead is in just before; -1: in none."""
        into, out = self.latest(self.entered), self.latest(self.left)
        return np.where(into > out, into, -1)

    @cached_property
    def managed(self) -> Mask:
        """Places where a manager works on a broken promise: that serves no lead."""
        manages = np.asarray([*self.log.teams.get("manages", ()), 0], dtype=np.bool_)
        if not manages.any():
            return np.zeros(len(self.log), dtype=np.bool_)
        return self.of(Kind.STARTED, Kind.FINISHED) & manages[self.team]

    @cached_property
    def hours(self) -> Hours:
        """The clocks of the log."""
        return Hours(self.log.clocks)

    @cached_property
    def late_clocks(self) -> Ints:
        """For each clock, and for none (-1), the one with overtime; -1 where nobody may stay."""
        found = np.full(len(self.log.clocks) + 1, -1, dtype=np.int64)
        table = self.log.overtime
        for clock, late in zip(table.get("clock", ()), table.get("late_clock", ()), strict=True):
            found[clock] = late
        return found

    @cached_property
    def staff(self) -> Staff:
        """Who is in which team, when."""
        return Staff(self.log)


def own_lives(events: Mapping[str, Ints]) -> Ints:
    """The column `lead`, each session of the company's own work with a number of its own.

    Rows of no lead that name a stage are of a session: its stage, visit and step.
    """
    lead = events["lead"].astype(np.int64)
    own = np.flatnonzero((lead < 0) & (events["stage"] >= 0))
    if len(own):
        names = [events[name][own].astype(np.int64) + 1 for name in ("stage", "visit", "step")]
        name = (names[0] << 40) + (names[1] << 20) + names[2]
        lead[own] = -2 - np.unique(name, return_inverse=True)[1]
    return lead


class Hours:
    """Clocks as look-ups, many at a time: each argument is a column, `clock` an index."""

    def __init__(self, clocks: Sequence[Ints]) -> None:
        self._opens = [clock[:, 0] for clock in clocks]
        self._closes = [np.minimum(clock[:, 1], NEVER) for clock in clocks]
        lengths = [c - o for o, c in zip(self._opens, self._closes, strict=True)]
        self._after = [np.cumsum(length) for length in lengths]
        self._before = [a - n for a, n in zip(self._after, lengths, strict=True)]

    def is_open(self, clock: Ints, tick: Ints) -> Mask:
        """Whether work may begin at `tick`: inside [open, close). Never on no clock (-1)."""
        found = np.zeros(len(tick), dtype=np.bool_)
        for one, mine in self._each(clock):
            at = np.searchsorted(self._opens[one], tick[mine], side="right") - 1
            found[mine] = (at >= 0) & (tick[mine] < self._closes[one][at])
        return found

    def worked(self, clock: Ints, tick: Ints) -> Ints:
        """Open ticks from the start to `tick`; 0 on no clock."""
        total = np.zeros(len(tick), dtype=np.int64)
        for one, mine in self._each(clock):
            at = np.searchsorted(self._opens[one], tick[mine], side="right") - 1
            inside = np.minimum(tick[mine], self._closes[one][at]) - self._opens[one][at]
            total[mine] = np.where(at >= 0, self._before[one][at] + inside, 0)
        return total

    def end(self, clock: Ints, tick: Ints, work: Ints) -> Ints:
        """When `work` open ticks, begun at `tick`, are over; NEVER if the hours run out."""
        ends = np.full(len(tick), NEVER, dtype=np.int64)
        total = self.worked(clock, tick) + work
        for one, mine in self._each(clock):
            at = np.searchsorted(self._after[one], total[mine], side="left")
            known = at < len(self._after[one])
            at = np.where(known, at, 0)
            over = self._opens[one][at] + total[mine] - self._before[one][at]
            ends[mine] = np.where(known, over, NEVER)
        return ends

    def _each(self, clock: Ints) -> list[tuple[int, Mask]]:
        """Clocks that occur and have hours, each with the places where it does."""
        used = [int(one) for one in np.unique(clock) if one >= 0 and len(self._opens[one])]
        return [(one, clock == one) for one in used]


class Staff:
    """Memberships as a look-up: the team and the clock of a rep at a tick."""

    def __init__(self, log: EventLog) -> None:
        self._span = log.horizon + 2
        table = {name: column.astype(np.int64) for name, column in log.memberships.items()}
        key = self._key(table["rep"], table["from_tick"])
        self.order: Ints = np.argsort(key, kind="stable")
        self._keys: Ints = key[self.order]
        self.rep, self.team = table["rep"][self.order], table["team"][self.order]
        self.clock, self.until = table["clock"][self.order], table["to_tick"][self.order]
        self.since: Ints = table["from_tick"][self.order]

    def _key(self, rep: Ints, tick: Ints) -> Ints:
        key: Ints = rep * self._span + np.clip(tick, 0, self._span - 1)
        return key

    def at(self, rep: Ints, tick: Ints) -> tuple[Ints, Ints, Mask]:
        """Team and clock of the membership that holds then, or the last one before; and which.

        Returns:
            Team and clock (-1: never a member), and whether the membership still holds.
        """
        place = np.searchsorted(self._keys, self._key(rep, tick), side="right") - 1
        found = place >= 0
        if len(self.rep):
            found &= self.rep[place] == rep
        else:
            found[:] = False
        pick = self._picker(place, found)
        holds = found & (pick(self.until) > tick)
        return pick(self.team), pick(self.clock), holds

    @staticmethod
    def _picker(place: Ints, found: Mask) -> Any:
        def pick(column: Ints) -> Ints:
            if not len(column):
                return np.full(len(place), -1, dtype=np.int64)
            return np.where(found, column[np.where(found, place, 0)], -1)

        return pick
