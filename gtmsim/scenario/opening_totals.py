"""What an opening adds up to, so that a wrong file shows at a glance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.opening import OpeningCustomer, OpeningLead
from gtmsim.units import Money, MoneyRate


@dataclass(frozen=True)
class OpeningTotal:
    """One list of an opening.

    Attributes:
        block: its name in the file.
        count: leads or customers, `count` of each row included.
        amount: customers: what they pay a year; deals and leads: what those with an amount are
            worth (a year's, or once); in the scenario's currency. 0: nothing is said.
        stages: how many stand in each stage, in the order of the journey.
    """

    block: str
    count: int
    amount: float
    stages: tuple[tuple[str, int], ...] = ()


def opening_totals(model: ScenarioModel) -> Iterator[OpeningTotal]:
    """The lists of the opening that have rows, in order."""
    opening = model.opening
    if opening is None:
        return
    for block in ("house_list", "leads", "deals"):
        rows: Sequence[OpeningLead] = getattr(opening, block)
        if rows:
            stands = Counter[str]()
            for row in rows:
                if row.stage is not None:
                    stands[row.stage] += row.count
            stages = tuple((name, stands[name]) for name in model.stages if stands[name])
            amount = sum(_worth(row.amount) * row.count for row in rows)
            yield OpeningTotal(block, sum(row.count for row in rows), amount, stages)
    if opening.customers:
        paid = sum(_paid(row) * row.count for row in opening.customers)
        yield OpeningTotal("customers", sum(row.count for row in opening.customers), paid)


def _worth(amount: Money | MoneyRate | None) -> float:
    if isinstance(amount, MoneyRate):
        return amount.per_year
    return amount.amount if amount is not None else 0.0


def _paid(customer: OpeningCustomer) -> float:
    if customer.mrr is not None:
        return 12 * customer.mrr.amount
    return customer.arr.amount if customer.arr is not None else 0.0
