"""Dates that come round: next quarter, a customer's board meeting, the term's end (R067, R090)."""

from __future__ import annotations

import re

DATES = (
    "next quarter",
    "customer's next quarter",
    "customer's board meeting",
    "next month",
    "next business day",
    "approval",
    "notice deadline",
    "term end",
)
"""What `at:` may wait for."""

_ORDINALS = ("first", "second", "third", "fourth", "last")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def date_rule(text: str) -> str | None:
    """The one of `DATES` that a text means, whatever its spaces and case; None if none."""
    words = text.lower().replace("’", "'").split()
    rule = " ".join(word for word in words if word != "the")
    return rule if rule in DATES else None


def is_monthly(text: str) -> bool:
    """Whether a text names a day of each month: `second tuesday`, `last friday`, `day 20`."""
    words = text.lower().split()
    if len(words) != 2:
        return False
    if words[0] == "day":
        return re.fullmatch(r"\d{1,2}", words[1]) is not None and 1 <= int(words[1]) <= 31
    return words[0] in _ORDINALS and words[1] in _WEEKDAYS
