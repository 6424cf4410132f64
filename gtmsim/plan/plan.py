"""What will be run: the scenario with names turned into integers and rules into tables.

A plan holds plain numbers, tuples and tables only. Engines read it and never write to it;
everything a log says about names comes from `Plan.dimensions`. Times are ticks since
00:00 of the start date. -1 stands for "none" in every index.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gtmsim.plan.clock import Clock
from gtmsim.plan.tables import Table

Ticks = NDArray[np.int64]


class DelayKind(IntEnum):
    """How a delay finds its end."""

    CIVIL = 1  # ticks drawn from a table
    BUSINESS = 2  # ticks drawn from a table, counted on a clock
    BUSINESS_DAYS = 3  # the same time of day, `count` open days later
    MONTHS = 4  # the same time of day and day of month, `count` months later
    DATES = 5  # the next of the dates of the lead's segment
    TERM_END = 6  # the end of the customer's contract
    NOTICE = 7  # the last day on which the contract can be ended with its term
    APPROVAL = 8  # the lead's approvers, one after the other


@dataclass(frozen=True)
class Delay:
    """A wait without a rep.

    Attributes:
        kind: see `DelayKind`.
        clock: index of the clock that counts (BUSINESS, BUSINESS_DAYS, MONTHS for midnights).
        stream: index of the stream that draws the length; -1 for a fixed one.
        table: lengths in ticks (CIVIL, BUSINESS).
        count: days or months.
        dates: for each kind of buyer (see `Plan.buyers`), ascending ticks (DATES).
        latest: for each of them, the last tick at which one still waits for it.
    """

    kind: DelayKind
    clock: int
    stream: int = -1
    table: Table | None = None
    count: int = 0
    dates: tuple[tuple[int, ...], ...] = ()
    latest: tuple[tuple[int, ...], ...] = ()


class Source(IntEnum):
    """Where a condition or a factor looks. Attributes follow, at ATTRIBUTE + their index."""

    CHANNEL = 0
    SEGMENT = 1
    STAGE = 2
    FUNCTION = 3
    RECYCLES = 4
    CUSTOMER = 5
    READINESS = 6
    RESPONSE_DELAY = 7
    PRODUCT = 8
    MONTH = 9  # civil month of now, 0 to 11
    YEAR_END = 10  # whole months until the buyer's fiscal year ends, 0 to 11
    ATTRIBUTE = 16


@dataclass(frozen=True)
class Condition:
    """One key of a `Match`: the value must be one of `values`, or in one of `ranges`."""

    source: int
    values: frozenset[int] = frozenset()
    ranges: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Factor:
    """Odds factors by one property of the lead.

    Attributes:
        source: see `Source`.
        by_value: factor for each integer value (categories).
        ranges, by_range: [low, high) ranges of a number, and the factor of each.
        points, at_points: response delay in ticks -> factor, interpolated in between.
    """

    source: int
    by_value: tuple[float, ...] = ()
    ranges: tuple[tuple[float, float], ...] = ()
    by_range: tuple[float, ...] = ()
    points: tuple[int, ...] = ()
    at_points: tuple[float, ...] = ()


@dataclass(frozen=True)
class NoticesPlan:
    """How a resting buyer's readiness is noticed (R069-R073).

    Attributes:
        share: chance that readiness shows.
        after: until somebody notices.
        false_alarms: hazard per tick of those who are not ready, in units of 2**-40.
        stage: where a noticed lead enters.
        share_stream, alarm_stream: streams of showing, and of the false alarm's threshold.
    """

    share: float
    after: Delay | None
    false_alarms: int
    stage: int
    share_stream: int
    alarm_stream: int


class Way(IntEnum):
    """How an outcome ends a visit."""

    STAGE = 1
    END = 2
    RECYCLE = 3
    RETURN = 4
    LOST = 5
    CHURN = 6


@dataclass(frozen=True)
class Where:
    """Where an outcome leads.

    Attributes:
        way: see `Way`.
        stage: the stage that follows (STAGE, RECYCLE, RETURN).
        reason: index of the reason code.
        milestone: index of the milestone reached on the way.
        delay: wait before a RECYCLE or RETURN re-enters.
        keeps_owner: whether the owner stays over a RECYCLE.
        notices: what may bring a RECYCLE back before its time.
    """

    way: Way
    stage: int = -1
    reason: int = -1
    milestone: int = -1
    delay: Delay | None = None
    keeps_owner: bool = False
    notices: NoticesPlan | None = None


@dataclass(frozen=True)
class Outcomes:
    """The two draws that end a visit: onward or not, then which.

    Attributes:
        odds: base odds of going onward (before factors); infinite if there is no other way.
        factors: what multiplies the odds.
        onward, other: (cumulative share, where) of each group, in the file's proportions.
        onward_stream, which_stream: streams of the two draws.
    """

    odds: float
    factors: tuple[Factor, ...]
    onward: tuple[tuple[float, Where], ...]
    other: tuple[tuple[float, Where], ...]
    onward_stream: int
    which_stream: int


@dataclass(frozen=True)
class AttemptPlan:
    """Tries to reach a buyer."""

    most: int
    odds: tuple[float, ...]
    factors: tuple[Factor, ...]
    gaps: tuple[Delay, ...]
    work: Table
    stop_after: int
    exhausted: Where
    connect_stream: int
    work_stream: int


@dataclass(frozen=True)
class MeetingPlan:
    """A booked appointment.

    Attributes:
        notice: delay between booking and the earliest slot.
        slot: grid of starting times, in ticks.
        no_show: (booking lag in ticks, probability), ascending; the last lag not above counts.
        waits: ticks a no-show costs the owner.
        rebook: how often a missed meeting is booked again.
        missed: where the lead goes after that.
        no_show_stream: the stream of showing up.
    """

    notice: Delay | None
    slot: int
    no_show: tuple[tuple[int, float], ...]
    waits: int
    rebook: int
    missed: Where
    no_show_stream: int


@dataclass(frozen=True)
class PromisePlan:
    """A service level: when the first touch is due.

    Attributes:
        clock: hours of the promise.
        ticks: within so much time of that clock, or of the civil calendar if `civil`;
        days: or within so many open days, if not 0.
        civil: whether nights and weekends count.
        out_of_hours: what comes outside hours is due so long after the next opening, or -1.
    """

    clock: int
    ticks: int
    days: int
    civil: bool
    out_of_hours: int


@dataclass(frozen=True)
class LifeClock:
    """One way out of a resting stage, and what makes it due.

    Attributes:
        where: the way.
        every: a rhythm.
        tenure: ascending ticks of tenure at which the hazard changes (starts with 0).
        slope: hazard per tick from each of them on, in units of 2**-40.
        before_term_end: ticks before the end of the contract, or -1.
        after: a delay from first resting in the stage, or from the rest after it last fired.
        stream: of the threshold a hazard has to pass.
        factors: what multiplies the hazard.
    """

    where: Where
    every: Delay | None = None
    tenure: tuple[int, ...] = ()
    slope: tuple[int, ...] = ()
    before_term_end: int = -1
    after: Delay | None = None
    stream: int = -1
    factors: tuple[Factor, ...] = ()


@dataclass(frozen=True)
class StagePlan:
    """A stage, compiled."""

    index: int
    name: str
    function: int
    urgency: int
    starts: Delay | None
    attempts: AttemptPlan | None
    work: Table | None
    work_stream: int
    sessions: int
    thinking: Delay | None
    fits: bool
    meeting: MeetingPlan | None
    promise: PromisePlan | None
    patience: Delay | None
    cold: Where | None
    decides: Delay | None
    outcomes: Outcomes | None
    expansion_stream: int
    life: tuple[LifeClock, ...]


class Assignment(IntEnum):
    """Who takes a lead, and for how long."""

    POOLED = 0
    WHEN_FREE = 1
    ON_ARRIVAL = 2


@dataclass(frozen=True)
class TeamPlan:
    """A team: what it covers, whom it serves, in which order. The same index in every epoch."""

    index: int
    name: str
    functions: frozenset[int]
    serves: tuple[Condition, ...]
    assignment: Assignment
    max_open_leads: int
    priorities: tuple[tuple[Condition, ...], ...]
    clock: int


@dataclass(frozen=True)
class Epoch:
    """An organization valid from a tick: teams, and where each person of the roster works.

    Attributes:
        start: first tick.
        teams: in file order; empty teams (no longer existing) have no functions.
        membership: for each person, the index of the team, or -1 (not here yet, or left).
        clocks: for each person, the index of the clock.
    """

    start: int
    teams: tuple[TeamPlan, ...]
    membership: tuple[int, ...]
    clocks: tuple[int, ...]


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


@dataclass(frozen=True, eq=False)
class Plan:
    """A scenario, compiled for any engine.

    Attributes:
        horizon: ticks; events at the horizon are excluded.
        ticks_per_minute: resolution of time.
        streams: names of the streams of luck, by number.
        clocks: all clocks; 0 is the company's.
        products: what is sold; at least one.
        buyers: (segment, month in which the fiscal year starts, 0 to 11) of each kind of buyer.
        opening: who is there on the first day; the first rows of the leads.
        slip: how much later than expected deals of the opening close; its stream.
        push: the rush at a period's end.
        bought_elsewhere: where a lead goes whose buyer turns out to have bought elsewhere.
        lapsed: where a customer goes whose contract nobody renewed; None if all run on.
        opening_channels: how often a lead of the opening came by each channel: weights.
        matching: share of leads recognized as their account's.
        months: for each civil day, its month, 0 to 11; empty if no factor asks for it.
        exponential: the Exp(1) law, for arrivals and hazards.
        month_shifts: months -> for each civil day, the first tick of the day that many months
            later.
        recycle_most: recyclings allowed per lead, or -1; beyond it `recycle_beyond`.
        dimensions: tables and words for the log.
    """

    horizon: int
    ticks_per_minute: int
    streams: tuple[str, ...]
    clocks: tuple[Clock, ...]
    channels: tuple[ChannelPlan, ...]
    segments: tuple[SegmentPlan, ...]
    stages: tuple[StagePlan, ...]
    epochs: tuple[Epoch, ...]
    people: tuple[str, ...]
    milestones: Mapping[str, int]
    products: tuple[ProductPlan, ...]
    exponential: Table
    month_shifts: Mapping[int, tuple[int, ...]]
    recycle_most: int
    recycle_beyond: Where
    dimensions: Mapping[str, Any]
    buyers: tuple[tuple[int, int], ...] = ()
    opening: tuple[OpenedPlan, ...] = ()
    slip: Delay | None = None
    push: PushPlan | None = None
    bought_elsewhere: Where | None = None
    lapsed: Where | None = None
    opening_channels: tuple[float, ...] = ()
    matching: float = 1.0
    months: tuple[int, ...] = ()

    def __repr__(self) -> str:
        people = sum(team >= 0 for team in self.epochs[0].membership)
        return (
            f"<Plan of {self.dimensions['meta']['scenario'] or 'a scenario'}: "
            f"{len(self.stages)} stages, "
            f"{len(self.epochs[0].teams)} teams, {people} people, {self.horizon} ticks>"
        )
