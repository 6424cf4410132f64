"""Readers of single values: dates, months, yes or no, and values that may take two forms.

Each raises `ValueError` with the value, the rule and the remedy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Literal, TypeVar

from gtmsim.scenario.laws import Law, parse_law
from gtmsim.units import (
    Duration,
    Money,
    MoneyRate,
    Rate,
    parse_count,
    parse_number,
    parse_share,
    show,
    tidy,
)
from gtmsim.units.number import did_you_mean

T = TypeVar("T")


def parse_date(value: object) -> date:
    """Read `2026-04-01`."""
    rule = "Write a date such as 2026-04-01."
    if isinstance(value, datetime):
        raise ValueError(f"{show(value)} has a time of day. {rule}")
    if isinstance(value, date):
        return value
    text = tidy(value, rule)
    match = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text)
    if match is None:
        raise ValueError(f"{show(text)} is not a date. {rule}")
    year, month, day = (int(part) for part in match.groups())
    if not 1970 <= year <= 2199:
        raise ValueError(f"{show(text)} is not in the years 1970 to 2199. {rule}")
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"{show(text)} is not a day of the calendar. {rule}") from None


def parse_datetime(value: object) -> datetime:
    """Read `2026-04-03 10:00`, or a date, which means its first minute; local time."""
    rule = "Write a local date and time such as 2026-04-03 10:00."
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            raise ValueError(f"{show(value)} has a time zone of its own. {rule}")
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    text = tidy(value, rule)
    match = re.fullmatch(r"(\S{10})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?", text)
    if match is None:
        raise ValueError(f"{show(text)} is not a date and time. {rule}")
    day = parse_date(match[1])
    hour, minute, second = (int(part or 0) for part in match.groups()[1:])
    if hour > 23 or minute > 59 or second > 59:
        raise ValueError(f"{show(text)} has no such time of day. {rule}")
    return datetime(day.year, day.month, day.day, hour, minute, second)


_MONTH_NAMES = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_MONTHS = {
    word: number
    for number, name in enumerate(_MONTH_NAMES, start=1)
    for word in (name.lower(), name[:3].lower(), str(number), f"{number:02}", f"{number}月")
}


def parse_month(value: object) -> int:
    """Read `April`, `Apr`, `4` or `4月` as 4."""
    rule = "Write a month such as April, Apr or 4."
    text = tidy(value, rule)
    month = _MONTHS.get(text.lower())
    if month is None:
        raise ValueError(f"{show(text)} is not a month.{did_you_mean(text, _MONTH_NAMES)} {rule}")
    return month


def parse_fiscal_years(value: object) -> dict[int, float]:
    """Read `April`, or how it is spread: `{April: 60%, January: 25%, October: rest}`."""
    if not isinstance(value, Mapping):
        return {parse_month(value): 1.0}
    shares: dict[int, float] = {}
    rest: int | None = None
    for key, written in value.items():
        month, share = parse_month(str(key)), parse_share_or_rest(written)
        if month in shares or month == rest:
            raise ValueError(f"{_MONTH_NAMES[month - 1]} is written twice. Keep one.")
        if share != "rest":
            shares[month] = share
        elif rest is None:
            rest = month
        else:
            raise ValueError("`rest` is written twice. Give one of them a share.")
    total = sum(shares.values())
    if total > 1 + 1e-9 or (rest is None and total < 1 - 1e-9):
        raise ValueError(f"the shares add up to {total:.4g}, and must add up to 1 (or use `rest`).")
    if rest is not None:
        shares[rest] = max(0.0, 1.0 - total)
    return shares


def parse_yes_no(value: object) -> bool:
    """Read `yes` or `no`."""
    if isinstance(value, bool):
        return value
    text = tidy(value, "Write yes or no.")
    answer = {"yes": True, "true": True, "no": False, "false": False}.get(text.lower())
    if answer is None:
        raise ValueError(f"{show(text)} is neither yes nor no.")
    return answer


def parse_growth(value: object) -> float:
    """Read a growth per year, which may be negative: `20%`, `-5%`."""
    if isinstance(value, str):
        value = re.sub(r"\s*(per\s+|/\s*)year\s*$", "", value)
    growth = parse_number(value, negative=True, percent=True)
    if not -1 < growth <= 100:
        raise ValueError(f"{show(value)} is no growth per year. Write one such as 20% or -5%.")
    return growth


def parse_share_or_rest(value: object) -> float | Literal["rest"]:
    """Read a share, or `rest` for what the others leave."""
    return "rest" if isinstance(value, str) and value.strip() == "rest" else parse_share(value)


def parse_length(value: object) -> Duration:
    """Read a duration that does not depend on a calendar's days."""
    length = Duration.parse(value)
    if length.business and length.unit == "day":
        raise ValueError(
            f"{show(length)}: business days have no fixed length. Write days or hours."
        )
    return length


def parse_positive_length(value: object) -> Duration:
    """Read a length of civil time that is more than nothing."""
    length = parse_period(value)
    if length.business:
        raise ValueError(f"{show(length)}: business time does not fit here. Write plain time.")
    return length


def parse_period(value: object) -> Duration:
    """Read a duration that is more than nothing; it may be in business days."""
    period = Duration.parse(value)
    if period.amount == 0:
        raise ValueError(f"{show(period)} must be more than 0.")
    return period


def parse_delay_or_law(value: object) -> Duration | Law:
    """Read a bare duration, business days included, or a law of time."""
    return parse_law(value, "time") if isinstance(value, (Mapping, Law)) else Duration.parse(value)


def parse_rate_or_count(value: object) -> Rate | Law:
    """Read `120 per month`, or how many leads an event brings: `40`, `{poisson: 40}`."""
    if isinstance(value, Rate) or (isinstance(value, str) and _has_period(value)):
        return Rate.parse(value)
    law = parse_law(value, "number")
    if law.minimum() < 0:
        raise ValueError(
            f"'{law}' can be negative; leads cannot. Use a law such as {{poisson: 40}}."
        )
    return law


def parse_cost(value: object) -> Money | MoneyRate:
    """Read `30万円` (an event) or `80万円 per month`."""
    if isinstance(value, MoneyRate) or (isinstance(value, str) and _has_period(value)):
        return MoneyRate.parse(value)
    return Money.parse(value)


def parse_amount(value: object) -> Money | float:
    """Read `1.2億円`, or how many: `10`."""
    if isinstance(value, (int, float)) or (isinstance(value, str) and _is_number(value)):
        return parse_number(value)
    return Money.parse(value)


def parse_connect(value: object) -> float | tuple[float, ...]:
    """Read a share of attempts that reach the buyer, or one share for each attempt."""
    if isinstance(value, (list, tuple)):
        if not value:
            raise ValueError("The list of shares is empty. Write one for each attempt.")
        return tuple(parse_share(item) for item in value)
    return parse_share(value)


def parse_share_or_table(value: object) -> float | dict[str, float]:
    """Read a share, or shares by a duration: `{1 day: 10%, 1 week: 25%}`."""
    return _table(value, parse_share) if isinstance(value, Mapping) else parse_share(value)


def parse_rate_or_table(value: object) -> Rate | dict[str, Rate]:
    """Read a rate, or rates by tenure: `{0 months: 3% per month, 6 months: 1% per month}`."""
    return _table(value, Rate.parse) if isinstance(value, Mapping) else Rate.parse(value)


def _table(value: Mapping[Any, object], parse: Callable[[object], T]) -> dict[str, T]:
    if not value:
        raise ValueError("The table is empty. Write a duration and a value, such as 2 days: 10%.")
    table = {}
    for key, item in value.items():
        parse_length(key)
        table[str(key).strip()] = parse(item)
    return table


def parse_count_or_names(value: object) -> int | tuple[str, ...]:
    """Read how many people, or their names."""
    if not isinstance(value, (list, tuple)):
        return parse_count(value)
    if not value or not all(isinstance(name, str) and name.strip() for name in value):
        raise ValueError(f"{show(value)} are not names. Write how many people, or [name, name].")
    return tuple(name.strip() for name in value)


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[\d_.\s]+(\(.*\))?", text.strip()) is not None


def _has_period(text: str) -> bool:
    return re.search(r"\bper\b|[/／]", text) is not None
