"""Times of day and times that recur: `21:00`, `mon 10:00`, `first monday 14:00`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import PlainValidator, WithJsonSchema

from gtmsim.scenario.hours import DAY, parse_weekdays
from gtmsim.scenario.monthly import is_monthly
from gtmsim.units import show, tidy
from gtmsim.units.time_rate import TimeRate


def parse_time_of_day(value: object) -> int:
    """Read `21:00` as minutes after midnight; the day ends at 24:00."""
    rule = 'Write a time of day such as "21:00".'
    text = tidy(value, rule)
    match = re.fullmatch(r"(\d{1,2}):(\d{2})", text)
    minutes = int(match[1]) * 60 + int(match[2]) if match is not None else -1
    if match is None or int(match[2]) > 59 or minutes > DAY:
        raise ValueError(f"{show(text)} is not a time of day. {rule}")
    return minutes


@dataclass(frozen=True)
class Recurring:
    """When in its period something recurs: `9:30`, `mon 10:00`, `first monday 14:00`.

    Attributes:
        day: "" (of every day), a weekday, or a day of each month; lower case.
        weekday: Monday is 0; -1 unless `day` is a weekday.
        minute: after midnight.
    """

    day: str
    weekday: int
    minute: int

    @classmethod
    def parse(cls, value: object) -> Recurring:
        """Read a time of day, with a weekday or a day of the month before it."""
        if isinstance(value, cls):
            return value
        rule = 'Write "9:30", "mon 10:00", "first monday 14:00" or "day 20 14:00".'
        text = tidy(value, rule)
        day, _, time = text.rpartition(" ")
        try:
            minute = parse_time_of_day(time)
            if not day or is_monthly(day):
                return cls(day.lower(), -1, minute)
            weekdays = parse_weekdays(day)
        except ValueError:
            weekdays = ()
        if len(weekdays) != 1:
            raise ValueError(f"{show(text)} is no time that recurs. {rule}")
        return cls(day.lower(), weekdays[0], minute)

    @property
    def unit(self) -> str:
        """The unit of the period in which it recurs: day, week or month."""
        if not self.day:
            return "day"
        return "week" if self.weekday >= 0 else "month"

    def __str__(self) -> str:
        return f"{self.day} {self.minute // 60}:{self.minute % 60:02}".strip()


def _text(*examples: str) -> WithJsonSchema:
    schema: dict[str, Any] = {"type": "string", "examples": list(examples)}
    return WithJsonSchema(schema)


TimeOfDay = Annotated[int, PlainValidator(parse_time_of_day), _text("21:00")]
RecurringTime = Annotated[
    Recurring, PlainValidator(Recurring.parse), _text("mon 10:00", "first monday 14:00")
]
TimeRateField = Annotated[
    TimeRate, PlainValidator(TimeRate.parse), _text("10 days per year", "4 h per week")
]
