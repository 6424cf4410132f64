"""Civil months in ticks: how far into a month a tick is, and the same day some months later.

All arithmetic with months of contracts, invoices and salaries is here. Dates are local;
the time of day is the time elapsed since the local midnight, as in the engine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gtmsim.kpi.spells import NEVER, Ticks

if TYPE_CHECKING:
    from gtmsim.log import EventLog

MARGIN = 62
"""Days laid out before the start and after the end: whole months on both sides."""
FARTHEST = 100 * 366
"""Days after the horizon beyond which a tick means never."""


@dataclass(frozen=True, eq=False)
class Months:
    """The local days of a log and some around them.

    Attributes:
        days: local dates, one a day.
        midnights: the tick at which each begins; negative before the start.
        firsts: ticks at which civil months begin, ascending.
    """

    days: NDArray[np.datetime64]
    midnights: Ticks
    firsts: Ticks

    def position(self, ticks: Ticks) -> NDArray[np.float64]:
        """Months from the first one laid out: 2.5 is the middle of the third month.

        The difference of two positions is the time between them, each civil month counting one.
        """
        return np.interp(ticks, self.firsts, np.arange(len(self.firsts)))

    def later(self, ticks: Ticks, months: Ticks) -> Ticks:
        """The same day of the month and time of day, some months later (or earlier).

        A day that the month lacks is its last one. What lies beyond the days laid out is NEVER,
        or -NEVER.
        """
        at = np.searchsorted(self.midnights, ticks, side="right") - 1
        month = self.days[at].astype("datetime64[M]")
        day = self.days[at] - month.astype("datetime64[D]")
        target = month + months
        last = (target + 1).astype("datetime64[D]") - target.astype("datetime64[D]")
        date = target.astype("datetime64[D]") + np.minimum(day, last - np.timedelta64(1, "D"))
        place = (date - self.days[0]).astype(np.int64)
        inside = np.clip(place, 0, len(self.days) - 1)
        found = self.midnights[inside] + ticks - self.midnights[at]
        found = np.where(place < 0, -NEVER, found)
        return np.where(place >= len(self.days), NEVER, found)

    def since(self, anchors: Ticks, ticks: Ticks) -> NDArray[np.float64]:
        """Months between two ticks, counted from the first: whole on the same day of the month."""
        months = [
            self.days[np.searchsorted(self.midnights, each, side="right") - 1].astype(
                "datetime64[M]"
            )
            for each in (ticks, anchors)
        ]
        whole = (months[0] - months[1]).astype(np.int64)
        whole -= self.later(anchors, whole) > ticks
        below, above = self.later(anchors, whole), self.later(anchors, whole + 1)
        passed: NDArray[np.float64] = whole + (ticks - below) / (above - below)
        return passed


def months_of(log: EventLog, until: int) -> Months:
    """The months of a log, up to a tick that may lie after its horizon."""
    import pandas as pd

    a_day = 1440 * float(log.meta["ticks_per_minute"])
    last = min(max(until, log.horizon), log.horizon + int(FARTHEST * a_day))
    start = log.start
    first = np.datetime64(start.date(), "D") - MARGIN
    days = first + np.arange(int(last // a_day) + 2 * MARGIN)
    # A midnight that summer time skips is the moment it skips to; of two, the first counts.
    local = pd.DatetimeIndex(days.astype("datetime64[us]")).tz_localize(
        start.tzinfo, ambiguous=np.ones(len(days), dtype=np.bool_), nonexistent="shift_forward"
    )
    minutes = (local - pd.Timestamp(start)) / pd.Timedelta(minutes=1)
    midnights = np.rint(np.asarray(minutes) * float(log.meta["ticks_per_minute"]))
    ticks = midnights.astype(np.int64)
    begins = days == days.astype("datetime64[M]").astype("datetime64[D]")
    return Months(days, ticks, ticks[begins])
