"""Periods of a fiscal year as people name them: `FY2026`, `FY2026 H1`, `2026年度上期`, `2026-04`.

A fiscal year is named after the calendar year in which it begins: FY2026 of a company whose
year starts in April runs from 2026-04-01 to 2027-03-31.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from gtmsim.units.number import show, tidy

PeriodKind = Literal["month", "quarter", "half", "year"]

MONTHS: dict[PeriodKind, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}
"""How many months each kind of period lasts."""

FIRST_YEAR, LAST_YEAR = 1970, 2199

_RULE = "Write FY2026, FY2026 H1, FY2026 Q3, 2026年度上期 or a month such as 2026-04."
_YEAR = re.compile(r"(?:FY\s*(\d{4})|(\d{4})\s*年度)\s*(.*)", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})(?:-(\d{2})|\s*年\s*(\d{1,2})\s*月)")
_PARTS: dict[str, tuple[PeriodKind, int]] = {
    "": ("year", 0),
    "通期": ("year", 0),
    "上期": ("half", 0),
    "上半期": ("half", 0),
    "下期": ("half", 1),
    "下半期": ("half", 1),
    **{f"h{number}": ("half", number - 1) for number in (1, 2)},
    **{f"q{number}": ("quarter", number - 1) for number in (1, 2, 3, 4)},
    **{f"第{number}四半期": ("quarter", number - 1) for number in (1, 2, 3, 4)},
}
_LETTERS: dict[PeriodKind, str] = {"half": "H", "quarter": "Q"}


class FiscalPeriod(NamedTuple):
    """A stretch of whole months of a fiscal year.

    Attributes:
        first: its first day.
        after: the day after its last.
        kind: month, quarter, half or year.
        words: the one way in which it is written everywhere: `FY2026 H1`, `2026-04`.
    """

    first: date
    after: date
    kind: PeriodKind
    words: str


def parse_fiscal(text: object, fiscal_year_starts: int) -> FiscalPeriod:
    """Read the name of a period.

    >>> parse_fiscal("2026年度上期", 4).words
    'FY2026 H1'

    Args:
        text: `FY2026`, `FY2026 H1`, `FY2026 Q3`, `2026年度`, `2026年度上期`, `2026年度Q1`,
            `2026年度第1四半期`, `2026-04` or `2026年4月`.
        fiscal_year_starts: the month in which the fiscal year starts, 1 to 12.

    Raises:
        ValueError: it is no period; the message shows the forms there are.
    """
    words = tidy(text, _RULE)
    if found := _MONTH.fullmatch(words):
        year, month = _year(words, found[1]), int(found[2] or found[3])
        if not 1 <= month <= 12:
            raise ValueError(f"{show(words)} is not a month of the calendar. {_RULE}")
        return _period("month", year, month, fiscal_year_starts)
    found = _YEAR.fullmatch(words)
    part = _PARTS.get(re.sub(r"\s", "", found[3]).lower()) if found is not None else None
    if found is None or part is None:
        raise ValueError(f"{show(words)} is not a period. {_RULE}")
    kind, place = part
    month = fiscal_year_starts + MONTHS[kind] * place
    return _period(kind, _year(words, found[1] or found[2]), month, fiscal_year_starts)


def fiscal_periods(
    kind: PeriodKind, first: date, after: date, fiscal_year_starts: int
) -> Iterator[FiscalPeriod]:
    """Every period of a kind that has a day in common with a stretch of time, in order.

    Args:
        kind: month, quarter, half or year.
        first: first day of the stretch.
        after: the day after its last.
        fiscal_year_starts: the month in which the fiscal year starts, 1 to 12.
    """
    into = (first.month - fiscal_year_starts) % MONTHS[kind]
    period = _period(kind, first.year, first.month - into, fiscal_year_starts)
    while period.first < after:
        yield period
        period = _period(kind, period.after.year, period.after.month, fiscal_year_starts)


def _period(kind: PeriodKind, year: int, month: int, fiscal_year_starts: int) -> FiscalPeriod:
    """The period that begins in a month; months beyond 12 lie in the next year."""
    first = _first_day(year, month)
    after = _first_day(year, month + MONTHS[kind])
    if kind == "month":
        return FiscalPeriod(first, after, kind, f"{first:%Y-%m}")
    begun = (first.month - fiscal_year_starts) % 12
    named = first.year - (first.month < fiscal_year_starts)
    part = f" {_LETTERS[kind]}{begun // MONTHS[kind] + 1}" if kind in _LETTERS else ""
    return FiscalPeriod(first, after, kind, f"FY{named}{part}")


def _first_day(year: int, month: int) -> date:
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def _year(words: str, digits: str) -> int:
    year = int(digits)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        rule = f"is not in the years {FIRST_YEAR} to {LAST_YEAR}."
        raise ValueError(f"{show(words)} {rule} {_RULE}")
    return year
