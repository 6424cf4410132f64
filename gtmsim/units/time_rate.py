"""So much time in every period: `10 days per year`, `4 h per week`, `45 h per month`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from gtmsim.units.number import show, tidy
from gtmsim.units.time import MINUTES, Duration, split_period

_RULE = "Write time in a period, such as 10 days per year or 4 h per week."


@dataclass(frozen=True)
class TimeRate:
    """A length of time per period, as written.

    Attributes:
        length: how much.
        per: day, week, month or year.
    """

    length: Duration
    per: str

    @classmethod
    def parse(cls, value: object) -> Self:
        """Read `10 days per year`, `4 h per week`, `45時間/月`.

        >>> str(TimeRate.parse("10 days per year"))
        '10 days per year'
        """
        if isinstance(value, cls):
            return value
        text = tidy(value, _RULE)
        shown = show(text)
        amount, per, business = split_period(text, shown, _RULE)
        length = Duration.parse(amount)
        if business or per not in ("day", "week", "month", "year") or length.business:
            raise ValueError(f"{shown} is not time per day, week, month or year. {_RULE}")
        if length.minutes > MINUTES[per]:
            raise ValueError(f"{shown}: a {per} is not so long. {_RULE}")
        return cls(length, per)

    def __str__(self) -> str:
        return f"{self.length} per {self.per}"
