"""The journey as an engine reads it: delays, conditions, factors, outcomes, stages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from gtmsim.plan.tables import Table


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
    EXPERIENCE = 11  # repetitions of the task by whoever worked on the lead last
    INFORMATION = 12  # what is still known about the lead, in units of 2**-16 of all
    PRESSURE = 13  # under which the lead was brought, in units of 2**-16; see `engine.pressure`
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
class EscalationPlan:
    """A broken promise comes before a manager.

    Attributes:
        after: how long it has been broken, of a fixed length; None: at once.
        work: time that it takes the manager; its stream.
    """

    after: Delay | None
    work: Table
    stream: int


@dataclass(frozen=True)
class PromisePlan:
    """A service level: when the first touch is due.

    Attributes:
        clock: hours of the promise.
        ticks: within so much time of that clock, or of the civil calendar if `civil`;
        days: or within so many open days, if not 0.
        civil: whether nights and weekends count.
        out_of_hours: what comes outside hours is due so long after the next opening, or -1.
        escalates: what follows when it is broken, or None.
    """

    clock: int
    ticks: int
    days: int
    civil: bool
    out_of_hours: int
    escalates: EscalationPlan | None = None


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
    task: int
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
    promises: tuple[tuple[tuple[Condition, ...], PromisePlan], ...] = ()
