"""Hours and closed days as people write them: `{mon-fri: "9:00-18:00"}`, `12-29..01-03`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from gtmsim.units.number import did_you_mean, show, tidy

Span = tuple[int, int]
"""Opening and closing minute of a day."""

WeekSpan = tuple[int, int, int]
"""Weekday (Monday is 0), opening and closing minute."""

DAY = 1_440
ALWAYS: tuple[WeekSpan, ...] = tuple((weekday, 0, DAY) for weekday in range(7))

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAYS = (
    {name: index for index, name in enumerate(WEEKDAYS)}
    | {
        name: index
        for index, name in enumerate(
            ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
        )
    }
    | {name: index for index, name in enumerate("月火水木金土日")}
    | {f"{name}曜": index for index, name in enumerate("月火水木金土日")}
    | {f"{name}曜日": index for index, name in enumerate("月火水木金土日")}
)
_DASH = r"\s*[-–—−~〜]\s*"
_TIME = r"(\d{1,2}):(\d{2})"


# --- Hours ------------------------------------------------------------------------------


def parse_spans(value: object) -> tuple[Span, ...]:
    """Read the hours of a day: `9:00-18:00`, `9:00-12:00, 13:00-18:00`.

    >>> parse_spans("9:00-12:00, 13:00-18:00")
    ((540, 720), (780, 1080))
    """
    rule = 'Write hours such as "9:00-18:00" or "9:00-12:00, 13:00-18:00".'
    items = value if isinstance(value, (list, tuple)) else [value]
    spans = []
    for item in items:
        for part in re.split(r"[,、]", tidy(item, rule)):
            match = re.fullmatch(rf"\s*{_TIME}{_DASH}{_TIME}\s*", part)
            if match is None:
                raise ValueError(f"{show(part.strip())} is not a span of hours. {rule}")
            opens = _minute(match[1], match[2], part)
            closes = _minute(match[3], match[4], part)
            if opens >= closes:
                raise ValueError(_reversed(part.strip(), opens, closes))
            spans.append((opens, closes))
    spans.sort()
    for (_, closes), (opens, _) in pairwise(spans):
        if opens < closes:
            raise ValueError(f"{show(value)} has spans that overlap. Write each hour once.")
    return tuple(spans)


def _minute(hour: str, minute: str, part: str) -> int:
    total = int(hour) * 60 + int(minute)
    if int(minute) > 59 or total > DAY:
        raise ValueError(f"{show(part.strip())} has a time outside 0:00 to 24:00.")
    return total


def _reversed(part: str, opens: int, closes: int) -> str:
    if opens == closes:
        return f"{show(part)} is empty. Around the clock is 0:00-24:00."
    begin, end = re.split(_DASH, part)
    if closes == 0:
        return f"{show(part)} ends before it begins. A day ends at 24:00: {begin}-24:00."
    return (
        f"{show(part)} ends before it begins. If it crosses midnight, write two: "
        f"0:00-{end}, and {begin}-24:00 on the day before."
    )


def parse_weekdays(text: str) -> tuple[int, ...]:
    """Read `mon`, `mon-fri`, `sat, sun`, `月-金` as weekday numbers, Monday being 0.

    >>> parse_weekdays("mon-fri")
    (0, 1, 2, 3, 4)
    """
    rule = "Days are mon, tue, wed, thu, fri, sat, sun, or a range such as mon-fri."
    found: list[int] = []
    for part in re.split(r"[,、・]", tidy(text, rule)):
        names = [name.strip().lower() for name in re.split(_DASH, part.strip())]
        for name in names:
            if name not in _DAYS:
                raise ValueError(
                    f"{show(part.strip())} is not a day.{did_you_mean(name, _DAYS)} {rule}"
                )
        if len(names) > 2:
            raise ValueError(f"{show(part.strip())} is not a range of days. {rule}")
        first, last = _DAYS[names[0]], _DAYS[names[-1]]
        found.extend((first + step) % 7 for step in range((last - first) % 7 + 1))
    if len(set(found)) < len(found):
        raise ValueError(f"{show(text)} names a day twice. {rule}")
    return tuple(found)


def parse_hours(value: object) -> tuple[WeekSpan, ...]:
    """Read weekly hours: `{mon-fri: "9:00-18:00", sat: closed}` or `always`.

    >>> parse_hours({"sat": "10:00-15:00"})
    ((5, 600, 900),)
    """
    rule = 'Write {mon-fri: "9:00-18:00"} or always.'
    if isinstance(value, str) and value.strip().lower() in ("always", "24/7"):
        return ALWAYS
    if isinstance(value, tuple):  # already read
        return _judged_spans(value)
    if not isinstance(value, Mapping) or not value:
        raise ValueError(f"{show(value)} does not say on which days. {rule}")
    week: dict[int, tuple[Span, ...]] = {}
    for days, hours in value.items():
        closed = isinstance(hours, str) and hours.strip().lower() == "closed"
        spans = () if closed else parse_spans(hours)
        for weekday in parse_weekdays(str(days)):
            if weekday in week:
                raise ValueError(f"{WEEKDAYS[weekday]} is given twice. {rule}")
            week[weekday] = spans
    if not any(week.values()):
        raise ValueError(f"No day has any hours. {rule}")
    return tuple((weekday, *span) for weekday in sorted(week) for span in week[weekday])


def _judged_spans(value: tuple[object, ...]) -> tuple[WeekSpan, ...]:
    rule = "Hours from a script are (weekday 0..6, opening minute, closing minute)."
    spans: list[WeekSpan] = []
    for item in value:
        if not isinstance(item, tuple) or len(item) != 3 or not all(type(n) is int for n in item):
            raise ValueError(f"{show(item)} is not such a span. {rule}")
        weekday, opens, closes = item
        if not (0 <= weekday <= 6 and 0 <= opens < closes <= DAY):
            raise ValueError(f"{show(item)} is not such a span. {rule}")
        spans.append((weekday, opens, closes))
    spans.sort()
    for one, other in pairwise(spans):
        if one[0] == other[0] and other[1] < one[2]:
            raise ValueError(f"{show(one)} and {show(other)} overlap. {rule}")
    return tuple(spans)


# --- Closures ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Closure:
    """Days closed, both ends included: once (dates), or every year (month, day)."""

    first: date | tuple[int, int]
    last: date | tuple[int, int]

    def covers(self, day: date) -> bool:
        """Whether the company is closed on a day."""
        if isinstance(self.first, date) and isinstance(self.last, date):
            return self.first <= day <= self.last
        now = (day.month, day.day)
        first, last = self._of_year(self.first), self._of_year(self.last)
        # A closure such as 12-29..01-03 runs over the end of the year.
        return first <= now <= last if first <= last else now >= first or now <= last

    @staticmethod
    def _of_year(end: date | tuple[int, int]) -> tuple[int, int]:
        return (end.month, end.day) if isinstance(end, date) else end


def parse_closure(value: object) -> Closure:
    """Read `2026-08-13`, `2026-08-13..2026-08-15`, `12-29` or `12-29..01-03`.

    >>> parse_closure("12-29..01-03").covers(date(2027, 1, 2))
    True
    """
    rule = "Write 2026-08-13, 2026-08-13..2026-08-15, or yearly 12-29..01-03."
    if isinstance(value, date):
        value = value.strftime("%Y-%m-%d")
    text = tidy(value, rule)
    ends = [_closed_day(end.strip(), rule) for end in text.split("..")]
    first, last = ends[0], ends[-1]
    if len(ends) > 2 or isinstance(first, date) != isinstance(last, date):
        raise ValueError(f"{show(text)} is not a closure. {rule}")
    if isinstance(first, date) and isinstance(last, date) and first > last:
        raise ValueError(f"{show(text)} ends before it begins. {rule}")
    return Closure(first, last)


def _closed_day(text: str, rule: str) -> date | tuple[int, int]:
    match = re.fullmatch(r"(?:(\d{4})-)?(\d{2})-(\d{2})", text)
    if match is None:
        raise ValueError(f"{show(text)} is not a date. {rule}")
    try:
        # A leap year, so that 02-29 is a day of some years.
        day = date(int(match[1] or 2024), int(match[2]), int(match[3]))
    except ValueError:
        raise ValueError(f"{show(text)} is not a day of the calendar. {rule}") from None
    return day if match[1] else (day.month, day.day)
