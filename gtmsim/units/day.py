"""Days as people write them."""

from __future__ import annotations

from datetime import date

from gtmsim.errors import GtmsimError


def as_day(day: date | str) -> date:
    """A day that may be written as text.

    Raises:
        GtmsimError: it is no date.

    Example:
        >>> as_day("2027-03-31")
        datetime.date(2027, 3, 31)
    """
    if isinstance(day, date):
        return day
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise GtmsimError(f"{day!r} is no date: write 2027-03-31") from None
