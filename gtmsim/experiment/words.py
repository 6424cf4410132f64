"""Estimates as people write them."""

from __future__ import annotations

import math

from gtmsim.kpi import written
from gtmsim.stats import Estimate


def number(value: float, unit: str) -> str:
    """A number in its unit; shares in percent, all others bare."""
    return "n/a" if math.isnan(value) else written(value, "share" if unit == "share" else "")


def signed(value: float, unit: str) -> str:
    """A difference: `+1.2`, `-3.4 pt` for shares."""
    if math.isnan(value):
        return "n/a"
    if unit == "share":
        return f"{value * 100:+.1f} pt"
    text = written(abs(value), "")
    return f"{'-' if value < 0 else '+'}{text}" if value else "0"


def interval(estimate: Estimate, unit: str, *, difference: bool = False) -> str:
    """`[1.2, 3.4]`; empty where it is refused."""
    if math.isnan(estimate.low):
        return ""
    one = signed if difference else number
    low, high = one(estimate.low, unit), one(estimate.high, unit)
    return f"[{low.removesuffix(' pt')}, {high}]"
