"""What the company sells, and what it means to sell: products, contracts, targets.

Part of the inventory of the language; see `model.py`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from gtmsim.scenario.fields import (
    AmountField,
    DelayField,
    DurationField,
    GrowthField,
    LengthField,
    MoneyField,
    MoneyLaw,
    NumberLaw,
    ShareField,
    ShareOrRest,
    TimeLaw,
)
from gtmsim.scenario.part import Part

Measure = Literal[
    "new_arr", "expansion_arr", "net_new_arr", "arr", "bookings", "wins", "revenue", "cash_received"
]
"""What a target is set for: ids of KPIs."""


class Contract(Part):
    """Terms of a recurring contract (R111, R133)."""

    term: LengthField | None = Field(
        default=None, description="12 months; none: runs until it is ended"
    )
    renews: Literal["automatically", "by_agreement"] = Field(
        default="automatically", description="what happens at the end of the term if nobody acts"
    )
    notice: DurationField | None = Field(
        default=None,
        description="a contract is ended so long before the end of its term, and ends with it; "
        "none: a customer who leaves, leaves at once",
    )
    billing_delay: DelayField | None = Field(
        default=None, description="from signature to the start of billing: 1 month"
    )
    prepaid: LengthField | None = Field(
        default=None, description="paid in advance for so long: 12 months; default: 1 month"
    )
    pays_after: DelayField | None = Field(
        default=None, description="from invoice to payment: 30 days"
    )
    initial_fee: MoneyField | None = Field(default=None, description="once, never part of ARR")
    expansion: NumberLaw | None = Field(
        default=None, description="growth of the contract when `expanded`: share of its amount"
    )
    price_changes: dict[str, GrowthField] = Field(
        default={},
        description="{2027-04-01: 5%}: for new contracts from that day, for others when they renew",
    )


class Product(Contract):
    """Something to buy: a plan with its price and its terms (R108, R133).

    Terms that a product leaves out are those of `contract`.
    """

    label: str | None = None
    share: ShareOrRest | None = Field(default=None, description="share of deals; default: equal")
    price: MoneyLaw | None = Field(
        default=None,
        description="of a seat: `5_000 JPY per month`; none: the segment's deal_size is the amount",
    )
    seats: NumberLaw | None = Field(default=None, description="rounded, at least 1; default: 1")
    discount: NumberLaw | None = Field(default=None, description="share of the list price")
    cross_sells: dict[str, ShareOrRest] = Field(
        default={}, description="what a customer buys in addition when `cross_sold`"
    )
    source: str | None = None


class SalesTarget(Part):
    """A number the company means to reach, by period of its fiscal year (R146, R159)."""

    label: str | None = None
    measure: Measure
    by: dict[str, AmountField] = Field(
        description="{FY2026 H1: 1.2億円, FY2026 Q3: 8000万円, 2026-04: 10}; "
        "FY2026 begins in the year 2026"
    )
    team: str | None = Field(default=None, description="only what this team closes")
    segment: str | None = None
    product: str | None = None
    source: str | None = None


class Quota(Part):
    """What one person of a team is to bring."""

    measure: Literal["new_arr", "expansion_arr", "bookings", "wins"] = "new_arr"
    every: Literal["month", "quarter", "half", "year"] = Field(
        description="period of the fiscal year"
    )
    amount: AmountField
    source: str | None = None


class PeriodEndPush(Part):
    """The seller's rush at a period's end: deals are pulled forward at a discount (R095)."""

    every: Literal["month", "quarter", "half", "year"] = Field(
        description="period of the fiscal year"
    )
    reach: DurationField = Field(description="deals due so long after the end can be pulled")
    accepted: ShareField = Field(description="share of them that agrees")
    discount: ShareField = Field(description="share of the amount given away")
    stages: tuple[str, ...] = Field(description="whose decisions can be pulled")
    source: str | None = None


class Approver(Part):
    """One step of a buyer's approval (R090)."""

    by: str = Field(description="who: 部長, 取締役会")
    up_to: MoneyField | None = Field(
        default=None, description="may approve a year's amount up to this; none: any amount"
    )
    takes: TimeLaw | None = Field(default=None, description="time until this one has approved")
    board: str | None = Field(
        default=None, description="then waits for a dated board: second tuesday, day 20"
    )
    papers: DelayField | None = Field(
        default=None, description="due so long before the board: 5 business days"
    )
    source: str | None = None
