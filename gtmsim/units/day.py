"""A day as people write it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date


def parse_day(text: str) -> date:
    """Read `2027-03-31`, `2027/3/31` or `2027年3月31日`.

    Raises:
        ValueError: it is no day; says how to write one.

    Example:
        >>> parse_day("2027年3月31日")
        datetime.date(2027, 3, 31)
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    match = re.fullmatch(r"(\d{4})\s*[-/年]\s*(\d{1,2})\s*[-/月]\s*(\d{1,2})\s*日?", plain)
    try:
        year, month, day = (int(part) for part in match.groups()) if match else (0, 0, 0)
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"{text!r} is no date: write 2027-03-31") from None
