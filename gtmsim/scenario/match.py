"""Conditions on leads: what `serves`, `priorities` and numeric `factors` may say.

A condition on a number is a half-open interval [low, high), so that conditions can be laid
side by side without a gap or an overlap:

    ">= 1000"  ->  [1000, inf)            "< 10"   ->  [-inf, 10)
    "10..100"  ->  [10, 100): 100 is out  "> 10"   ->  the numbers above 10, 10 is out
    "<= 10"    ->  10 is in               "10"     ->  10 alone
"""

from __future__ import annotations

import math
import re

Interval = tuple[float, float]

KEYS = ("channel", "segment", "product", "stage", "function", "recycled", "customer")
"""Keys of a condition besides the declared attributes."""

INFORMATION = "information"
"""The key of factors by what is still known about a lead: a share."""

PRESSURE = "pressure"
"""The key of factors by the pressure under which a lead was brought: 100% is none."""

FACTOR_KEYS = (
    "segment",
    "channel",
    "product",
    "response_delay",
    "readiness",
    "recycles",
    "customer",
    "month",
    "months_to_year_end",
    "experience",
    INFORMATION,
    PRESSURE,
)
"""Keys of `factors` besides the declared attributes (latent ones included)."""

LIFE_KEYS = ("segment", "channel", "product")
"""Keys of the `factors` of what a customer waits for, besides the declared attributes."""

READINESS = ("now", "later", "never", "elsewhere")
"""States of a buyer; `elsewhere` has bought from a competitor meanwhile."""

_NUMBER = r"[-+]?(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
_COMPARED = re.compile(rf"(>=|<=|>|<|=|==)?\s*({_NUMBER})(万|億)?")
_RANGE = re.compile(rf"({_NUMBER})(万|億)?\s*\.\.\s*({_NUMBER})(万|億)?")
_SCALE = {None: 1.0, "万": 1e4, "億": 1e8}


def parse_condition(text: str) -> Interval:
    """Read a condition on a number as the half-open interval [low, high).

    >>> parse_condition("10..100")
    (10.0, 100.0)

    Raises:
        ValueError: the text is no condition; the message shows the forms there are.
    """
    cleaned = text.strip().replace("≥", ">=").replace("≤", "<=").replace("~", "..")
    if found := _RANGE.fullmatch(cleaned):
        low, high = _number(found[1], found[2]), _number(found[3], found[4])
        if low >= high:
            raise ValueError(f'"{text}" is empty: in LOW..HIGH, LOW counts and HIGH does not.')
        return low, high
    if found := _COMPARED.fullmatch(cleaned):
        return _compared(found[1], _number(found[2], found[3]))
    raise ValueError(
        f'"{text}" is not a condition on a number. '
        'Write ">= 1000", "< 10" or "10..100" (100 not included).'
    )


def contains(interval: Interval, number: float) -> bool:
    """Tell whether a number lies in [low, high)."""
    return interval[0] <= number < interval[1]


def parse_yes_no(text: str) -> bool:
    """Read `yes` or `no` as the value of `recycled` or `customer`.

    Raises:
        ValueError: neither.
    """
    answer = text.strip().lower()
    if answer in ("yes", "true"):
        return True
    if answer in ("no", "false"):
        return False
    raise ValueError(f'"{text}" is neither yes nor no.')


def _number(digits: str, scale: str | None) -> float:
    return float(digits) * _SCALE[scale]


def _compared(operator: str | None, bound: float) -> Interval:
    above = math.nextafter(bound, math.inf)
    if operator == ">=":
        return bound, math.inf
    if operator == ">":
        return above, math.inf
    if operator == "<":
        return -math.inf, bound
    if operator == "<=":
        return -math.inf, above
    return bound, above
