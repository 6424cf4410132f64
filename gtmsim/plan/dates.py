"""Dates become ticks: civil days, months, fiscal quarters, board meetings."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from gtmsim.plan.clock import NEVER, Clock
from gtmsim.plan.plan import Ticks
from gtmsim.scenario.calendars import intervals, midnights
from gtmsim.scenario.model import Calendar
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


@dataclass(frozen=True)
class Timeline:
    """The civil calendar of a scenario in ticks since 00:00 of its first day.

    Attributes:
        start: first day.
        horizon: ticks.
        ticks_per_minute: resolution.
        midnights: first tick of each civil day, `MARGIN` days past the horizon.
        time_zone: of the scenario.
    """

    start: date
    horizon: int
    ticks_per_minute: int
    midnights: Ticks
    time_zone: str

    @classmethod
    def of(cls, start: date, horizon: Duration, tick: Duration | None, time_zone: str) -> Timeline:
        """Lay out the days of a scenario."""
        per_minute = round(1 / tick.minutes) if tick is not None else 1
        days = days_in(start, horizon)
        first = np.rint(midnights(start, days + MARGIN, time_zone) * per_minute).astype(np.int64)
        whole = horizon.unit in ("month", "year") and horizon.amount == int(horizon.amount)
        end = int(first[days]) if whole else round(horizon.minutes * per_minute)
        return cls(start, end, per_minute, first, time_zone)

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
        return int(self.midnights[offset]) + self.ticks(minutes)

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

    def quarter_starts(self, fiscal_year_starts: int) -> list[date]:
        """First days of fiscal quarters after the start."""
        return [
            day
            for day in self.month_starts()
            if (day.month - fiscal_year_starts) % 3 == 0 and day > self.start
        ]

    def openings(self, days: list[date], clock: Clock) -> tuple[int, ...]:
        """The first open tick at or after each day, ascending."""
        ticks = {clock.next_open(self.at(day)) for day in days if day >= self.start}
        return tuple(sorted(tick for tick in ticks if tick < NEVER))


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
