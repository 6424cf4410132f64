"""How conditions and factors are read: pure functions over plain numbers.

The compiler solves base odds with them and the engines decide with them, so both read a
factor alike. `values` is indexed by `plan.Source`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from gtmsim.plan.steps import Condition, Factor

CERTAIN = float("inf")
"""The odds of a probability of 1."""


def matches(conditions: Sequence[Condition], values: Sequence[float]) -> bool:
    """Whether a lead meets every condition."""
    for condition in conditions:
        value = values[condition.source]
        if value in condition.values:
            continue
        for low, high in condition.ranges:
            if low <= value < high:
                break
        else:
            return False
    return True


def factor(one: Factor, values: Sequence[float]) -> float:
    """The odds factor of one property of a lead; 1 where the table says nothing."""
    value = values[one.source]
    if one.by_value:
        return one.by_value[min(int(value), len(one.by_value) - 1)]
    if one.points:
        return interpolate(value, one.points, one.at_points)
    for (low, high), result in zip(one.ranges, one.by_range, strict=True):
        if low <= value < high:
            return result
    return 1.0


def interpolate(x: float, points: Sequence[int], at_points: Sequence[float]) -> float:
    """Straight lines between the points, flat outside."""
    i = bisect_right(points, x)
    if i == 0:
        return at_points[0]
    if i == len(points):
        return at_points[-1]
    share = (x - points[i - 1]) / (points[i] - points[i - 1])
    return at_points[i - 1] + (at_points[i] - at_points[i - 1]) * share


def months_to_year_end(begins: int, month: int) -> int:
    """Whole months until a fiscal year ends; 0 in its last month.

    Args:
        begins: month in which the fiscal year starts, 0 to 11.
        month: month of today, 0 to 11.
    """
    return (begins - 1 - month) % 12


def chance(odds: float, factors: Sequence[Factor], values: Sequence[float]) -> float:
    """The probability after every factor has multiplied the odds."""
    if odds == CERTAIN:
        return 1.0
    for one in factors:
        odds *= factor(one, values)
    return odds / (1.0 + odds)
