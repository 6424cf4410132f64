"""People who leave, who are hired, and what becomes of their deals when they move.

Part of the inventory of the language; see `model.py`. The same for every organization.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from gtmsim.scenario.fields import (
    Count,
    DateField,
    DelayOrLaw,
    Fiscal,
    LengthField,
    MoneyField,
    NumberField,
    OneOrMany,
    RateField,
    ShareField,
    TextOr,
    YesNo,
)
from gtmsim.scenario.part import Part
from gtmsim.units import show


class Overload(Part):
    """Who had too much to do last month leaves sooner."""

    above: ShareField = Field(description="utilization of the last month from which this counts")
    times: NumberField = Field(description="what multiplies the rate then: 2")


class Leaving(Part):
    """How often people leave, the same for everybody."""

    rate: RateField = Field(description="hazard of each person: 15% per year")
    by_month: dict[str, NumberField] = Field(
        default={}, description="what multiplies it, after bonuses: {Jul: 1.5, Dec: 1.3}"
    )
    overload: Overload | None = None
    notice: LengthField | None = Field(
        default=None, description="from giving notice to the last day: 1 month"
    )
    source: str | None = None


class Hiring(Part):
    """How long it takes until somebody new begins, and what it costs: for all positions."""

    replaces_leavers: YesNo = Field(default=False, description="whoever leaves is replaced")
    approval: DelayOrLaw | None = Field(default=None, description="from the wish to the search")
    search: DelayOrLaw | None = Field(default=None, description="until somebody accepts")
    notice: DelayOrLaw | None = Field(
        default=None, description="until the new person is free to come"
    )
    intake: OneOrMany[Fiscal] = Field(
        default=(), description="people begin only in these months: [April]; default: any"
    )
    cost: MoneyField | None = Field(default=None, description="of each person hired")
    source: str | None = None


class Requisition(Part):
    """Further people for a team; what is left out is as `hiring` says."""

    team: str
    people: Count = 1
    opened: DateField = Field(description="day on which approval is asked for")
    approval: DelayOrLaw | None = None
    search: DelayOrLaw | None = None
    notice: DelayOrLaw | None = None
    intake: OneOrMany[Fiscal] = ()
    cost: MoneyField | None = None
    source: str | None = None


class PhaseOver(Part):
    """Open deals and customers are handed over one by one."""

    within: LengthField = Field(alias="phase over", description="all of them within: 8 weeks")


OPEN_DEALS = ("hand over", "keep to close")


def _open_deals(value: object) -> str:
    if value not in OPEN_DEALS:
        rule = "Write hand over, keep to close or {phase over: 8 weeks}."
        raise ValueError(f"{show(value)} says nothing about open deals. {rule}")
    return str(value)


OpenDeals = Annotated[
    Literal["hand over", "keep to close"] | PhaseOver,
    TextOr(_open_deals, {"enum": list(OPEN_DEALS)}),
]
"""What becomes of open deals and customers whose owners no longer cover them."""
