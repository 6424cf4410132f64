"""The market as a scenario file says it: who there is, and what brings them.

Part of the inventory of the language; see `model.py`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from gtmsim.scenario.basics import NameOrCalendar
from gtmsim.scenario.fields import (
    CostField,
    Count,
    DateTimeField,
    DayHours,
    DurationField,
    FiscalYears,
    GrowthField,
    MoneyLaw,
    NumberField,
    NumberLaw,
    PeriodField,
    RateOrCount,
    ShareOrRest,
    TimeLaw,
    YesNo,
)
from gtmsim.scenario.offer import Approver
from gtmsim.scenario.part import Part
from gtmsim.scenario.prospecting import AccountsField, Needs


class Attribute(Part):
    """A declared property of a lead: shares of categories, or a law for a number."""

    label: str | None = None
    shares: dict[str, ShareOrRest] | None = None
    law: NumberLaw | None = None
    latent: YesNo = Field(default=False, description="organizations cannot see or route on it")
    source: str | None = None


class Segment(Part):
    """A kind of account (R127): size of deals, addressable number, its own fiscal year."""

    label: str | None = None
    share: ShareOrRest | None = Field(default=None, description="share of leads; default: equal")
    accounts: Count | None = Field(
        default=None, description="addressable accounts; default: every lead its own account"
    )
    deal_size: MoneyLaw | None = Field(
        default=None, description="`200万円 per year`: recurring; without a period: one-off"
    )
    fiscal_year_starts: FiscalYears | None = Field(
        default=None,
        description="April, or how it is spread: {April: 60%, January: 25%, October: rest}; "
        "default: the seller's",
    )
    board_meeting: str | None = Field(
        default=None, description="`second tuesday`, `day 20`, `last friday`: monthly (R090)"
    )
    approval: tuple[Approver, ...] = Field(
        default=(), description="who approves, in this order; default: the scenario's `approval`"
    )
    calendar: NameOrCalendar | None = Field(
        default=None, description="days on which these customers are there; default: all"
    )
    cooling_off: DurationField | None = Field(
        default=None, description="no new lead comes from an account so long after one was lost"
    )
    products: dict[str, ShareOrRest] = Field(
        default={}, description="what they buy; default: the products' shares"
    )
    source: str | None = None


class Readiness(Part):
    """Share of buyers ready now, later (at a sampled date) or never (R069, R130, R131)."""

    preset: Literal["1:9", "2:8", "35:65"] | None = Field(
        default=None, description="now : not now; `never` is part of not now, the rest is later"
    )
    now: ShareOrRest | None = None
    later: ShareOrRest | None = None
    never: ShareOrRest | None = None
    later_after: TimeLaw | None = Field(default=None, description="time until ready, for `later`")
    buys_elsewhere_after: TimeLaw | None = Field(
        default=None, description="a ready buyer left unattended is lost to a competitor after this"
    )


class Channel(Part):
    """Where leads come from (R115, R116): a steady rate, events that bring bursts, or dates."""

    label: str | None = None
    leads: RateOrCount | None = Field(
        default=None, description="`120 per month`; with `every`: leads an event brings"
    )
    interarrival: TimeLaw | None = Field(default=None, description="a renewal process instead")
    first: DateTimeField | None = Field(default=None, description="first event or arrival")
    every: PeriodField | None = Field(default=None, description="events: 2 weeks (R122)")
    spread: DurationField | None = Field(default=None, description="leads of an event come within")
    on: tuple[DateTimeField, ...] = Field(default=(), description="explicit arrivals or events")
    until: DateTimeField | None = None
    trend: GrowthField | None = Field(default=None, description="growth per year: 20%")
    season: dict[str, NumberField] = Field(default={}, description="{Mar: 1.2, Aug: 0.8} (R228)")
    weekday: dict[str, NumberField] = Field(default={}, description="{sat: 0.2, sun: 0.2}")
    hours: DayHours | None = Field(default=None, description='leads come within "8:00-22:00"')
    segments: dict[str, ShareOrRest] = Field(default={}, description="default: segments' shares")
    attributes: dict[str, Attribute] = Field(default={}, description="mix of this channel's leads")
    ready: Readiness | None = None
    enters: str | None = Field(default=None, description="first stage; default: journey's first")
    cost: CostField | None = Field(default=None, description="30万円 an event, or 80万円 per month")
    needs: Needs | None = Field(default=None, description="work without which no leads come (R017)")
    list_: AccountsField | None = Field(
        default=None, alias="list", description="accounts that people call up: 500 accounts (R018)"
    )
    rounds: Count = Field(default=1, description="list: how often an account is called up")
    again_after: DurationField | None = Field(
        default=None, description="list: an account that was lost comes back on it after this"
    )
    source: str | None = None
