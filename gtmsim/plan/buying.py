"""The market as an engine reads it: channels, segments, products, who is there at the start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from gtmsim.plan.steps import Delay, Where
from gtmsim.plan.tables import Table

Ticks = NDArray[np.int64]


@dataclass(frozen=True)
class ReadinessPlan:
    """When a channel's buyers are ready: cumulative shares of now, later, never."""

    now: float
    later: float
    later_after: Table | None
    elsewhere: Table | None


@dataclass(frozen=True)
class ColumnPlan:
    """How one attribute is drawn: thresholds of categories, or a table of numbers."""

    name: str
    categories: tuple[str, ...]
    cumulative: tuple[float, ...]
    table: Table | None
    stream: int


@dataclass(frozen=True)
class ChannelPlan:
    """How a channel brings leads.

    Attributes:
        index, name, key: place, name, and key of the channel's luck.
        ticks, mass: expected leads so far (units of 2**-24) at ascending ticks: a Poisson process.
        gaps: or lengths between arrivals (renewal process) from `first`.
        first, until: ticks that bound the arrivals.
        events: or ticks at which an event brings a burst.
        counts: leads an event brings (whole numbers).
        spread: ticks over which they come.
        segments: cumulative share of each segment.
        columns: how attributes are drawn.
        readiness: when buyers are ready; None where nobody asks.
        enters: first stage.
    """

    index: int
    name: str
    key: int
    ticks: Ticks
    mass: Ticks
    gaps: Table | None
    first: int
    until: int
    events: tuple[int, ...]
    counts: Table | None
    spread: int
    segments: tuple[float, ...]
    columns: tuple[ColumnPlan, ...]
    readiness: ReadinessPlan | None
    enters: int


@dataclass(frozen=True)
class ApproverPlan:
    """One step of a buyer's approval (R090).

    Attributes:
        up_to: approves a year's amount up to this, in minor units; -1: any amount.
        takes: time until it is approved.
        dates, latest: then the next of these board meetings, if papers are in by `latest`.
    """

    up_to: int
    takes: Delay | None
    dates: tuple[int, ...] = ()
    latest: tuple[int, ...] = ()


@dataclass(frozen=True)
class SegmentPlan:
    """A segment: size of deals, number of accounts, and how its buyers decide.

    Attributes:
        accounts: how many there are; 0: every lead is an account of its own.
        deal_size: of deals whose product has no price.
        recurring: whether that is per year.
        products: cumulative share of each product.
        buyers: its kinds of buyer, by index in `Plan.buyers`; fiscal_years: cumulative share.
        clock: days on which these buyers are there; -1: all.
        cooling_off: ticks after a loss in which an account sends no new lead.
        approvers: in order; empty: nobody is asked.
    """

    index: int
    name: str
    accounts: int
    deal_size: Table | None
    recurring: bool
    products: tuple[float, ...] = (1.0,)
    buyers: tuple[int, ...] = (0,)
    fiscal_years: tuple[float, ...] = (1.0,)
    clock: int = -1
    cooling_off: int = 0
    approvers: tuple[ApproverPlan, ...] = ()


@dataclass(frozen=True)
class ProductPlan:
    """What is sold, and on which terms. A scenario without products has one.

    Attributes:
        price: of a seat, in minor units, per year if `recurring`; None: the segment's deal size.
        seats: how many (None: one); discount: share of the list price (None: none).
        initial_fee: minor units.
        term: months; 0: runs until it is ended.
        automatic: whether it runs on at the end of a term if nobody acts.
        notice: ticks before the end of the term; -1: who leaves, leaves at once.
        billing_delay: from signature to the start of billing.
        prepaid: months paid in advance, at least 1.
        pays_after: from invoice to payment.
        expansion: growth when it expands, as a share of the contract.
        price_changes: (tick, price in units of 2**-20 of the price before), ascending.
        cross_sells: cumulative share of each product bought in addition; empty: none.
    """

    index: int
    name: str
    price: Table | None = None
    recurring: bool = False
    seats: Table | None = None
    discount: Table | None = None
    initial_fee: int = 0
    term: int = 0
    automatic: bool = True
    notice: int = -1
    billing_delay: Delay | None = None
    prepaid: int = 1
    pays_after: Delay | None = None
    expansion: Table | None = None
    price_changes: tuple[tuple[int, int], ...] = ()
    cross_sells: tuple[float, ...] = ()


@dataclass(frozen=True)
class PushPlan:
    """The seller's rush at a period's end (R095).

    Attributes:
        ends: last open ticks of the periods, ascending.
        reach: ticks after an end from which a decision can be pulled.
        accepted: share of buyers who agree.
        keep: what is left of the amount, in units of 2**-20.
        stages: whose decisions can be pulled -> the stream of agreeing.
    """

    ends: tuple[int, ...]
    reach: int
    accepted: float
    keep: int
    stages: Mapping[int, int]


class Opened(IntEnum):
    """What a lead of the opening is."""

    HOUSE = 1  # on the house list: recycled, and coming back
    OPEN = 2  # an open lead; a deal if `OpenedPlan.deal`
    CUSTOMER = 3


@dataclass(frozen=True)
class OpenedPlan:
    """A lead that is there on the first day.

    Attributes:
        key: names its luck.
        kind: see `Opened`.
        arrived: tick of first contact, not after 0.
        stage: where it stands, or comes back to.
        spent: ticks it has been there; for the house list, since it was recycled.
        age: a law of that time instead.
        where: the recycling it is on (house list).
        returns: tick at which it comes back (house list), or -1 for the rule's.
        deal: whether it is its account's open opportunity.
        closes: expected close, or -1.
        owner: place in the roster, or -1.
        channel, segment, product, account: indices; -1: drawn (account: one of its own).
        amount: minor units (a year's if recurring); -1: drawn.
        recycles: how often it was recycled.
        tenure_from: tick since which it is a customer, not after 0.
        terms: of a customer's contract, for each product: the tick at which the term that runs
            ends (-1: it has no term), and how many price changes the amount contains.
        beats: for each way out of its resting stage, when its rhythm is due first; -1: none.
        attributes: one value each; None: drawn.
    """

    key: int
    kind: Opened
    arrived: int
    stage: int
    spent: int = 0
    age: Table | None = None
    where: Where | None = None
    returns: int = -1
    deal: bool = False
    closes: int = -1
    owner: int = -1
    channel: int = -1
    segment: int = -1
    product: int = -1
    account: int = -1
    amount: int = -1
    recycles: int = 0
    tenure_from: int = 0
    terms: tuple[tuple[int, int], ...] = ()
    beats: tuple[int, ...] = ()
    attributes: tuple[float | None, ...] = ()
