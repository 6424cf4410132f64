"""The state that a company starts from: what is open, who is a customer, who works here.

Part of the inventory of the language; see `model.py`. Each list may be a CSV file beside the
scenario, with the names of the fields as its heading.
"""

from __future__ import annotations

from pydantic import Field

from gtmsim.scenario.fields import (
    CostField,
    Count,
    DateField,
    LengthField,
    MoneyField,
    TimeLaw,
)
from gtmsim.scenario.part import Part


class OpeningRow(Part):
    """What leads and customers of an opening have in common."""

    id: str = Field(description="names its luck; unique within the opening")
    count: Count = Field(default=1, description="so many alike: ID/1, ID/2 ...")
    account: str | None = Field(default=None, description="company; default: one of its own")
    segment: str | None = Field(default=None, description="default: drawn")
    channel: str | None = Field(default=None, description="where it came from; default: drawn")
    product: str | None = Field(default=None, description="default: drawn")
    owner: str | None = Field(default=None, description="name of a person of the roster")
    attributes: dict[str, str] = Field(
        default={}, description="values of declared attributes; default: drawn"
    )


class OpeningLead(OpeningRow):
    """An open lead or deal, or a lead on the house list."""

    stage: str | None = Field(default=None, description="where it stands")
    arrived: DateField | None = Field(default=None, description="day of first contact")
    age: TimeLaw | None = Field(
        default=None, description="time in this stage, or since it was recycled"
    )
    since: DateField | None = Field(default=None, description="or the day on which that began")
    recycle: str | None = Field(
        default=None, description="house list: the reason for which it was recycled"
    )
    returns: DateField | None = Field(
        default=None, description="house list: the day on which it comes back"
    )
    recycles: Count | None = Field(default=None, description="how often it was recycled")
    amount: CostField | None = Field(
        default=None, description="`120万円 per year`; without a period: one-off; default: drawn"
    )
    closes: DateField | None = Field(
        default=None, description="expected close: it is not won before"
    )


class OpeningCustomer(OpeningRow):
    """A customer with a contract."""

    stage: str | None = Field(default=None, description="default: the resting stage after the win")
    mrr: MoneyField | None = Field(default=None, description="pays so much a month")
    arr: MoneyField | None = Field(default=None, description="or a year")
    starts: DateField | None = Field(default=None, description="first day as a customer")
    renews: DateField | None = Field(default=None, description="end of the term that runs")
    health: str | None = Field(default=None, description="value of the attribute `health`")


class OpeningRep(Part):
    """Somebody who has worked here for a while."""

    name: str
    tenure: LengthField | None = None
    since: DateField | None = Field(default=None, description="or the first day")
    experience: dict[str, Count] = Field(
        default={}, description="repetitions by task; default: all there is to learn"
    )


class Opening(Part):
    """What is there on the first day."""

    house_list: tuple[OpeningLead, ...] = Field(
        default=(), description="recycled leads that will come back; or a CSV file"
    )
    leads: tuple[OpeningLead, ...] = Field(default=(), description="open leads; or a CSV file")
    deals: tuple[OpeningLead, ...] = Field(
        default=(), description="open deals, which are their account's opportunity; or a CSV file"
    )
    customers: tuple[OpeningCustomer, ...] = Field(
        default=(), description="customers with a contract; or a CSV file"
    )
    reps: tuple[OpeningRep, ...] = Field(
        default=(), description="how long people have been here; or a CSV file"
    )
    slip: TimeLaw | None = Field(
        default=None, description="how much later than expected deals close"
    )
    source: str | None = None
