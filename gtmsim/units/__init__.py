"""Quantities as people write them: durations, rates, shares and money, each with its unit.

Every parser takes text (or a value of its own type, for scripts) and raises `ValueError` with
the value, the rule and the remedy. A number without its unit is refused, and so are
negative, infinite and absurd ones: nothing is repaired silently.
"""

from gtmsim.units.money import CURRENCIES, Money, MoneyRate
from gtmsim.units.number import (
    Uncertain,
    parse_count,
    parse_number,
    parse_share,
    plain,
    show,
    tidy,
    uncertainty,
)
from gtmsim.units.time import MINUTES, Duration, Rate

__all__ = [
    "CURRENCIES",
    "MINUTES",
    "Duration",
    "Money",
    "MoneyRate",
    "Rate",
    "Uncertain",
    "parse_count",
    "parse_number",
    "parse_share",
    "plain",
    "show",
    "tidy",
    "uncertainty",
]
