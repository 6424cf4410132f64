"""Durations and rates, in civil or business time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from gtmsim.units.number import (
    LARGEST_NUMBER,
    NUMBER,
    bounded,
    central,
    did_you_mean,
    exact,
    parse_share,
    plain,
    show,
    tidy,
)

LARGEST_DURATION = 1e12  # minutes

MINUTES = {
    "ms": 1 / 60_000,
    "second": 1 / 60,
    "minute": 1.0,
    "hour": 60.0,
    "day": 1_440.0,
    "week": 10_080.0,
    "month": 30.4375 * 1_440,
    "year": 365.25 * 1_440,
}
"""Minutes in each unit of time; a month is a twelfth of a year of 365.25 days."""

_NAMES = {"ms": "ms", "second": "s", "minute": "min", "hour": "h"}
_WORDS = {
    "ms": "ms millisecond milliseconds ミリ秒",
    "second": "s sec secs second seconds 秒",
    "minute": "min mins minute minutes 分 分間",
    "hour": "h hr hrs hour hours 時間",
    "day": "day days 日 日間",
    "week": "week weeks 週 週間",
    "month": "month months か月 ヶ月 カ月 ヵ月 ケ月 か月間 ヶ月間",
    "year": "year years 年 年間",
}
_UNITS = {word: unit for unit, words in _WORDS.items() for word in words.split()}
_BUSINESS = ("second", "minute", "hour", "day")
_BUSINESS_WORDS = {
    f"business {word}": unit for word, unit in _UNITS.items() if unit in _BUSINESS
} | {"営業日": "day", "営業時間": "hour", "営業分": "minute"}
_ABBREVIATIONS = {
    "m": "min or months",
    "mo": "months",
    "d": "days",
    "w": "weeks",
    "y": "years",
    "bd": "business days",
    "quarter": "3 months",
    "quarters": "3 months each",
}
_PER = re.compile(r"(.*?\S)\s*(?:\bper\s+|/\s*)([^\W\d](?:\w|\s)*)", re.IGNORECASE)


def time_unit(words: str, shown: str) -> tuple[str, bool]:
    """The unit that words mean, and whether it counts business time.

    >>> time_unit("business hours", "'2 business hours'")
    ('hour', True)
    """
    word = " ".join(words.split()).lower()
    if word in _BUSINESS_WORDS:
        return _BUSINESS_WORDS[word], True
    if word in _UNITS:
        return _UNITS[word], False
    if word.removeprefix("business ") in _UNITS:
        raise ValueError(
            f"{shown}: there are no {word}. Write business days, such as 5 business days."
        )
    hint = _ABBREVIATIONS.get(word)
    close = f" Did you mean {hint}?" if hint else did_you_mean(word, [*_UNITS, *_BUSINESS_WORDS])
    rest = close or (
        " Units are: ms, s, min, h, days, weeks, months, years, business min, h or days."
    )
    raise ValueError(f"{shown} has an unknown unit '{words.strip()}'.{rest}")


@dataclass(frozen=True)
class Duration:
    """A length of time as written.

    Attributes:
        amount: how many of the unit; at least 0.
        unit: ms, second, minute, hour, day, week, month or year.
        business: whether only working time counts.
    """

    amount: float
    unit: str
    business: bool = False

    @property
    def minutes(self) -> float:
        """Length in minutes (of working time, if business); a month is 30.4375 days.

        Raises:
            ValueError: for business days, whose length depends on a calendar.
        """
        if self.business and self.unit == "day":
            raise ValueError(
                f"'{self}' has no fixed length: business days depend on a calendar. "
                "Write business hours or plain days."
            )
        return self.amount * MINUTES[self.unit]

    @classmethod
    def parse(cls, value: object) -> Self:
        """Read `15 min`, `2 h`, `3 business days`, `1.5 months`, `3営業日`.

        >>> Duration.parse("3 business days")
        Duration(amount=3.0, unit='day', business=True)
        """
        if isinstance(value, cls):
            return value
        if isinstance(value, timedelta):
            value = f"{plain(value.total_seconds())} s"
        text = tidy(value, _DURATION_RULE)
        return central(text, cls._one, lambda found: found.amount * MINUTES[found.unit])

    @classmethod
    def _one(cls, text: str) -> Self:
        shown = show(text)
        if re.fullmatch(r"\d+:\d\d(:\d\d)?", text):
            raise ValueError(f"{shown} is a time of day, not a duration. {_DURATION_RULE}")
        match = re.fullmatch(rf"({NUMBER})\s*(.*)", text)
        if match is None:
            raise ValueError(f"{shown} is not a duration. {_DURATION_RULE}")
        amount = float(exact(match[1], shown))
        if not match[2]:
            raise ValueError(f"{shown} has no unit. {_DURATION_RULE}")
        if re.search(r"\d", match[2]):
            raise ValueError(f"{shown} has two numbers. Use one unit, such as 90 min or 1.5 h.")
        unit, business = time_unit(match[2], shown)
        bounded(amount * MINUTES[unit], LARGEST_DURATION, shown, _DURATION_RULE)
        return cls(abs(amount), unit, business)  # abs: -0 is 0

    def __str__(self) -> str:
        name = _NAMES.get(self.unit, self.unit if self.amount == 1 else f"{self.unit}s")
        return f"{plain(self.amount)} {'business ' if self.business else ''}{name}"


_DURATION_RULE = "Write a duration with its unit, such as 15 min, 2 h or 3 business days."


@dataclass(frozen=True)
class Rate:
    """So many per unit of time; `2% per month` is a count of 0.02.

    Attributes:
        count: how many per unit.
        per: the unit of time, as in `Duration`.
        business: whether only working time counts.
    """

    count: float
    per: str
    business: bool = False

    @property
    def per_minute(self) -> float:
        """How many per minute (of working time, if business).

        Raises:
            ValueError: per business day, whose length depends on a calendar.
        """
        return self.count / Duration(1, self.per, self.business).minutes

    @classmethod
    def parse(cls, value: object) -> Self:
        """Read `120 per month`, `4 per business hour`, `2% per month`, `120件/月`.

        >>> Rate.parse("120 per month")
        Rate(count=120.0, per='month', business=False)
        """
        if isinstance(value, cls):
            return value
        text = tidy(value, _RATE_RULE)
        return central(text, cls._one, lambda rate: rate.count / MINUTES[rate.per], evidence=True)

    @classmethod
    def _one(cls, text: str) -> Self:
        shown = show(text)
        amount, unit, business = split_period(text, shown, _RATE_RULE)
        amount = re.sub(r"\s*[件人社回]$", "", amount)
        if re.fullmatch(r"\d+\s*/\s*\d+", amount):
            return cls(parse_share(amount), unit, business)
        match = re.fullmatch(rf"({NUMBER})\s*(%?)", amount)
        if match is None:
            raise ValueError(f"{shown} is not a rate. {_RATE_RULE}")
        count = float(exact(match[1], shown) / (100 if match[2] else 1))
        return cls(abs(bounded(count, LARGEST_NUMBER, shown, _RATE_RULE)), unit, business)

    def __str__(self) -> str:
        return f"{plain(self.count)} per {'business ' if self.business else ''}{self.per}"


_RATE_RULE = "Write a rate with its period, such as 120 per month or 2% per month."


def split_period(text: str, shown: str, rule: str) -> tuple[str, str, bool]:
    """(amount, unit, business) of `AMOUNT per UNIT`."""
    match = _PER.fullmatch(text)
    if match is None:
        if re.search(r"(\bper\b|/)\s*\d", text):
            raise ValueError(f"{shown} has a number in its period. {rule}")
        raise ValueError(f"{shown} has no period. {rule}")
    word = match[2].strip()
    return match[1], *time_unit("か月" if word == "月" else word, shown)
