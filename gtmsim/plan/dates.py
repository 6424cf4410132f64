"""Dates become ticks: civil days, months, fiscal quarters, board meetings."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np

from gtmsim.plan.buying import Ticks
from gtmsim.plan.clock import NEVER, Clock
from gtmsim.scenario.basics import Calendar
from gtmsim.scenario.calendars import intervals, midnights, zone
from gtmsim.units import Duration

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ORDINALS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1}
MARGIN = 400
"""Days that clocks know beyond the horizon, so that due dates near the end exist."""


def months_on(day: date, months: int) -> date:
    """The same day of the month some months later; the last day where there is none."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def days_in(start: date, length: Duration) -> int:
    """Civil days from `start` to the end of `length`, rounded up."""
    if length.unit in ("month", "year"):
        months = length.amount * (12 if length.unit == "year" else 1)
        if months == int(months):
            return (months_on(start, int(months)) - start).days
    return int(-(-length.minutes // 1440))


def days_before(start: date, length: Duration) -> int:
    """Civil days of a history that ends at `start`, rounded up."""
    if length.unit in ("month", "year"):
        months = length.amount * (12 if length.unit == "year" else 1)
        if months == int(months):
            return (start - months_on(start, -int(months))).days
    return int(-(-length.minutes // 1440))


@dataclass(frozen=True)
class Timeline:
    """The civil calendar of a scenario in ticks since 00:00 of its first day.

    Attributes:
        start: first day, of the history if there is one.
        opens: the tick at which reporting begins: 0 without a history.
        horizon: ticks.
        ticks_per_minute: resolution.
        midnights: first tick of each civil day, `MARGIN` days past the horizon.
        time_zone: of the scenario.
    """

    start: date
    opens: int
    horizon: int
    ticks_per_minute: int
    midnights: Ticks
    time_zone: str

    @classmethod
    def of(
        cls,
        start: date,
        horizon: Duration,
        tick: Duration | None,
        time_zone: str,
        history: Duration | None = None,
    ) -> Timeline:
        """Lay out the days of a scenario, and of its history before the start."""
        per_minute = round(1 / tick.minutes) if tick is not None else 1
        before = days_before(start, history) if history is not None else 0
        days = days_in(start, horizon)
        begin = start - timedelta(days=before)
        count = before + days + MARGIN
        first = np.rint(midnights(begin, count, time_zone) * per_minute).astype(np.int64)
        opens = int(first[before])
        whole = horizon.unit in ("month", "year") and horizon.amount == int(horizon.amount)
        end = int(first[before + days]) if whole else opens + round(horizon.minutes * per_minute)
        return cls(begin, opens, end, per_minute, first, time_zone)

    @property
    def days(self) -> int:
        """Civil days that are laid out."""
        return len(self.midnights) - 1

    def ticks(self, minutes: float) -> int:
        """Minutes, rounded to the nearest tick."""
        return round(minutes * self.ticks_per_minute)

    def at(self, moment: date | datetime) -> int:
        """The tick of a local date or date and time; before the start it is negative."""
        day = moment.date() if isinstance(moment, datetime) else moment
        offset = (day - self.start).days
        minutes = 0.0
        if isinstance(moment, datetime):
            minutes = moment.hour * 60 + moment.minute + moment.second / 60
        if offset < 0:
            return self.ticks(offset * 1440 + minutes)
        if offset >= self.days:
            return NEVER
        midnight, following = int(self.midnights[offset]), int(self.midnights[offset + 1])
        if minutes and following - midnight != self.ticks(1440):
            minutes = self._elapsed(moment)  # clocks change on this day
        return midnight + self.ticks(minutes)

    def _elapsed(self, moment: date | datetime) -> float:
        """True minutes from local midnight to a local date and time."""
        place = zone(self.time_zone)
        midnight = datetime(moment.year, moment.month, moment.day, tzinfo=place)
        assert isinstance(moment, datetime)
        passed = moment.replace(tzinfo=place).astimezone(UTC) - midnight.astimezone(UTC)
        return passed / timedelta(minutes=1)

    def clock(self, calendar: Calendar) -> Clock:
        """The clock of a calendar."""
        minutes = intervals(calendar, self.start, self.days, self.time_zone)
        ticks = np.rint(minutes * self.ticks_per_minute).astype(np.int64)
        if len(ticks) == 1 and ticks[0, 0] <= 0 and ticks[0, 1] >= self.midnights[-1]:
            ticks = np.asarray([[0, NEVER]], dtype=np.int64)
        return Clock.from_intervals(ticks, self.midnights)

    def month_shift(self, months: int) -> tuple[int, ...]:
        """For each civil day, the first tick of the day `months` months later."""
        return tuple(
            self.at(months_on(self.start + timedelta(days=day), months)) for day in range(self.days)
        )

    def month_starts(self) -> list[date]:
        """The first days of the civil months that are laid out, the start's own month included."""
        first = self.start.replace(day=1)
        last = self.start + timedelta(days=self.days)
        months = (last.year - first.year) * 12 + last.month - first.month
        return [months_on(first, month) for month in range(months + 1)]

    def months(self) -> tuple[int, ...]:
        """For each civil day, its month: 0 for January."""
        days = (self.start + timedelta(days=day) for day in range(self.days))
        return tuple(day.month - 1 for day in days)

    def quarter_starts(self, fiscal_year_starts: int) -> list[date]:
        """First days of fiscal quarters after the start."""
        return [
            day
            for day in self.month_starts()
            if (day.month - fiscal_year_starts) % 3 == 0 and day > self.start
        ]

    def openings(self, days: list[date], clock: Clock) -> tuple[int, ...]:
        """The first open tick at or after each day, ascending."""
        # Days of one long closure share an opening: each keeps its place.
        ticks = [clock.next_open(self.at(day)) for day in days if day >= self.start]
        return tuple(tick for tick in ticks if tick < NEVER)


def monthly(rule: str, month: date) -> date:
    """The day of a month that a rule names: `second tuesday`, `last friday`, `day 20`.

    Raises:
        ValueError: the rule is no such rule.
    """
    words = rule.strip().lower().split()
    last = monthrange(month.year, month.month)[1]
    if len(words) == 2 and words[0] == "day" and re.fullmatch(r"[1-9]|[12]\d|3[01]", words[1]):
        return month.replace(day=min(int(words[1]), last))
    if len(words) == 2 and words[0] in ORDINALS and words[1] in WEEKDAYS:
        weekday = WEEKDAYS.index(words[1])
        days = [
            month.replace(day=day)
            for day in range(1, last + 1)
            if month.replace(day=day).weekday() == weekday
        ]
        return days[ORDINALS[words[0]]]
    raise ValueError(f'"{rule}" is no monthly date. Write second tuesday, last friday or day 20.')
