"""Business time as a look-up: when people are there, both ways, by bisection.

A clock is three integer arrays (opens, closes, ticks open before each opening). Intervals
are [open, close): work may end at a close, it cannot start there. Nobody simulates nights.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

NEVER = 1 << 60
"""A tick that no horizon reaches."""


@dataclass(frozen=True, eq=False)
class Clock:
    """The open intervals of somebody's time, in ticks since the start of the scenario.

    Attributes:
        opens, closes: [open, close) of each interval, ascending, not touching.
        before: ticks open before each opening.
        midnights: first tick of each civil day.
        open_days: civil days on which the clock is open at some time, ascending.
        day_rank: for each civil day, how many open days come before it.
    """

    opens: list[int]
    closes: list[int]
    midnights: list[int]
    before: list[int] = field(init=False)
    after: list[int] = field(init=False)
    open_days: list[int] = field(init=False)
    day_rank: list[int] = field(init=False)
    always: bool = field(init=False)
    longest: int = field(init=False)
    _from_slots: dict[int, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        lengths = np.asarray(self.closes, dtype=np.int64) - np.asarray(self.opens, dtype=np.int64)
        after = np.cumsum(lengths)
        is_always = len(self.opens) == 1 and self.opens[0] <= 0 and self.closes[0] >= NEVER
        open_days = np.arange(len(self.midnights)) if is_always else self._days_open()
        rank = np.searchsorted(open_days, np.arange(len(self.midnights)), side="left")
        for name, value in (
            ("after", after.tolist()),
            ("before", (after - lengths).tolist()),
            ("open_days", open_days.tolist()),
            ("day_rank", rank.tolist()),
            ("always", is_always),
            ("longest", int(lengths.max()) if len(lengths) else 0),
        ):
            object.__setattr__(self, name, value)

    def _days_open(self) -> NDArray[np.int64]:
        """Civil days with an open tick; round the clock, one interval holds many of them."""
        ends = np.asarray([self.opens, self.closes], dtype=np.int64) - [[0], [1]]
        first, last = np.searchsorted(self.midnights, ends, side="right") - 1
        change = np.zeros(len(self.midnights) + 1, dtype=np.int64)
        np.add.at(change, first, 1)
        np.add.at(change, last + 1, -1)
        return np.flatnonzero(np.cumsum(change))

    @classmethod
    def from_intervals(cls, intervals: NDArray[np.int64], midnights: NDArray[np.int64]) -> Clock:
        """A clock from (n, 2) open and close ticks."""
        return cls(intervals[:, 0].tolist(), intervals[:, 1].tolist(), midnights.tolist())

    def within(self, other: Clock) -> Clock:
        """The clock of the time in which both are open."""
        opens: list[int] = []
        closes: list[int] = []
        mine, theirs = 0, 0
        while mine < len(self.opens) and theirs < len(other.opens):
            begin = max(self.opens[mine], other.opens[theirs])
            end = min(self.closes[mine], other.closes[theirs])
            if begin < end:
                opens.append(begin)
                closes.append(end)
            if self.closes[mine] == end:
                mine += 1
            else:
                theirs += 1
        return Clock(opens, closes, self.midnights)

    def is_open(self, tick: int) -> bool:
        """Whether work may start at `tick`."""
        i = bisect_right(self.opens, tick) - 1
        return i >= 0 and tick < self.closes[i]

    def next_open(self, tick: int) -> int:
        """`tick` itself if open, else the next opening (NEVER if there is none)."""
        i = bisect_right(self.opens, tick)
        if i and tick < self.closes[i - 1]:
            return tick
        return self.opens[i] if i < len(self.opens) else NEVER

    def close_after(self, tick: int) -> int:
        """The close of the interval that holds `tick`, which must be open."""
        return self.closes[bisect_right(self.opens, tick) - 1]

    def longest_from(self, slot: int) -> int:
        """The longest open stretch that begins at a multiple of `slot`; 0 if there is none."""
        if slot not in self._from_slots:
            starts = (-(-one // slot) * slot for one in self.opens)
            stretches = (close - at for at, close in zip(starts, self.closes, strict=True))
            self._from_slots[slot] = max(0, max(stretches, default=0))
        return self._from_slots[slot]

    def worked(self, tick: int) -> int:
        """Open ticks between the start of the scenario and `tick`."""
        i = bisect_right(self.opens, tick) - 1
        if i < 0:
            return 0
        return self.before[i] + min(tick, self.closes[i]) - self.opens[i]

    def between(self, start: int, end: int) -> int:
        """Open ticks in [start, end)."""
        return self.worked(end) - self.worked(start)

    def end(self, start: int, work: int) -> int:
        """When `work` open ticks, begun at `start`, are over; without work, the next opening."""
        if self.always:
            return start + work
        if work <= 0:
            return self.next_open(start)
        i = bisect_right(self.opens, start) - 1
        if i >= 0 and start + work <= self.closes[i]:
            return start + work
        total = self.worked(start) + work
        i = bisect_left(self.after, total)
        if i == len(self.after):
            return NEVER
        return self.opens[i] + total - self.before[i]

    def shift_days(self, tick: int, days: int) -> int:
        """The same time of day `days` open days later, counted from the next opening if closed."""
        start = self.next_open(tick)
        if start >= NEVER:
            return NEVER
        day = bisect_right(self.midnights, start) - 1
        rank = self.day_rank[day] + days
        if rank >= len(self.open_days):
            return NEVER
        target = self.open_days[rank]
        # A shorter day (a half holiday) may be closed at that time: then its successor opens.
        return self.next_open(self.midnights[target] + start - self.midnights[day])
