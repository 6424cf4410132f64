"""The hand that writes a generated scenario: choices that shrink towards the simplest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")
Tree = dict[str, Any]
"""A block of a scenario, as it stands in a file."""


class Pen:
    """Draws choices of one example; the first of every choice is the simplest.

    Attributes:
        draw: of a composite strategy of Hypothesis.
        patient: write nothing by which waiting changes what becomes of a lead.
        start: first day of the scenario.
        days: its length.
        currency: of all amounts.
    """

    def __init__(self, draw: st.DrawFn, *, patient: bool) -> None:
        self.draw = draw
        self.patient = patient
        self.start = date(2026, 4, 1)
        self.days = 1
        self.currency = "JPY"

    def one_of(self, options: Sequence[T]) -> T:
        """One of several."""
        return self.draw(st.sampled_from(options))

    def number(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return self.draw(st.integers(least, most))

    def chance(self, one_in: int = 2) -> bool:
        """Yes, once in so many times."""
        return self.number(1, one_in) == one_in

    def some(self, options: Sequence[T], most: int | None = None) -> list[T]:
        """Any of several, in their order."""
        limit = len(options) if most is None else min(most, len(options))
        wanted = self.number(0, limit)
        places = self.draw(
            st.lists(
                st.integers(0, max(len(options) - 1, 0)),
                min_size=wanted,
                max_size=wanted,
                unique=True,
            )
        )
        return [options[place] for place in sorted(places)]

    def maybe(self, block: Tree, key: str, options: Sequence[Any], one_in: int = 2) -> None:
        """Set one of the options, once in so many times."""
        if self.chance(one_in):
            block[key] = self.one_of(options)

    def shares(self, count: int) -> list[str]:
        """So many shares that sum to 1, the first at least 30%; the last may be `rest`."""
        if count == 1:
            return ["100%"]
        cuts = sorted(self.number(0, 70) for _ in range(count - 1))
        parts = [b - a for a, b in zip([0, *cuts], [*cuts, 70], strict=True)]
        parts[0] += 30
        shares = [f"{part}%" for part in parts]
        if self.chance():
            shares[-1] = "rest"
        return shares

    # --- time and money ------------------------------------------------------------------

    def day(self) -> date:
        """A day after the first and before the last."""
        return self.start + timedelta(days=self.number(1, self.days - 1))

    def moment(self) -> str:
        """A local date and time within the horizon."""
        minute = self.one_of((0, 540, 615, 720, 1079, 1080, 1200, 1439))
        offset = timedelta(days=self.number(0, self.days - 1), minutes=minute)
        at = datetime(self.start.year, self.start.month, self.start.day) + offset
        return at.strftime("%Y-%m-%d %H:%M")

    def amount(self, yen: int) -> str:
        """So many yen, or about the same in the scenario's currency."""
        if self.currency == "JPY":
            return f"{yen} JPY"
        return f"{yen / 150:.2f} {self.currency}"
