"""The journey as a scenario file says it: stages, and what happens in them.

Part of the inventory of the language; see `model.py`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from gtmsim.scenario.assigning import OwnPromise
from gtmsim.scenario.basics import Function, NameOrCalendar
from gtmsim.scenario.fields import (
    ConnectField,
    Count,
    DelayField,
    DelayOrLaw,
    DurationField,
    HazardField,
    LengthField,
    NoShowField,
    NumberField,
    PeriodField,
    RateField,
    Shared,
    ShareField,
    ShareOrRest,
    TimeLaw,
    YesNo,
)
from gtmsim.scenario.part import Part
from gtmsim.scenario.working_time import Escalation


class Wait(Part):
    """A delay or a date to wait for; neither needs a rep."""

    after: DelayOrLaw | None = None
    at: str | None = Field(
        default=None,
        description="`next quarter`, `customer's next quarter`, `customer's board meeting`, "
        "`next month`, `next business day`, `approval`, `notice deadline`, `term end`",
    )


class Attempts(Part):
    """Tries to reach the buyer (R033, R034, R036, R078)."""

    max: Count
    within: DelayField | None = Field(default=None, description="spread evenly over this")
    gaps: tuple[DelayField, ...] = Field(default=(), description="or explicit gaps")
    connect: ConnectField
    then: ShareField | None = Field(default=None, description="chance of later attempts")
    work: TimeLaw
    stop_after: Count | None = Field(default=None, description="consecutive failures (R034)")
    exhausted: str = Field(description="where an unreached lead goes: recycle.unreached")
    factors: dict[str, dict[str, NumberField]] = {}


class Meeting(Part):
    """A booked appointment in a slot of the owner (R035, R082)."""

    notice: DelayOrLaw | None = Field(default=None, description="earliest, from booking")
    slot: LengthField = Field(description="slots start at multiples of this: 30 min")
    no_show: NoShowField = Field(description="share, or by booking lag")
    waits: DurationField | None = Field(default=None, description="time a no-show costs the rep")
    rebook: Count = Field(default=0, description="times a missed meeting is booked again")
    missed: str | None = Field(default=None, description="then: recycle.no_show")


class ServiceLevel(Part):
    """A promise (R030-R032, R038): first touch within a time, for a share of leads."""

    first_touch_within: DelayField
    out_of_hours: DurationField | None = Field(
        default=None, description="after hours: due this long after the next opening (R031)"
    )
    target: ShareField | None = None
    hours: NameOrCalendar | None = Field(default=None, description="hours of the promise")
    escalates: Escalation | None = Field(default=None, description="when it is broken (R043)")


class Outcome(Part):
    """One way out of a stage, in its long form."""

    share: ShareOrRest
    to: str | None = None
    milestone: str | None = None
    onward: YesNo = False


class LifeEvent(Part):
    """One thing a resting stage waits for; exactly one of the clocks is given."""

    every: PeriodField | None = None
    rate: HazardField | None = Field(
        default=None, description="hazard, constant or by tenure: {0 months: 3% per month, ...}"
    )
    before_term_ends: DurationField | None = None
    after: DelayOrLaw | None = None
    factors: dict[str, dict[str, NumberField]] = Field(
        default={}, description="what multiplies the rate: {health: {poor: 3}}"
    )


class Stage(Part):
    """A step of the journey: who does it, what it takes, and where it leads."""

    label: str | None = None
    function: Function | None = Field(default=None, description="none: nobody's time is needed")
    task: str | None = Field(
        default=None, description="what is learned and switched between; default: the function"
    )
    starts: Wait | None = Field(default=None, description="wait before the stage's work")
    attempts: Attempts | None = None
    work: TimeLaw | None = Field(default=None, alias="conversation")
    sessions: Count = 1
    thinking: DelayOrLaw | None = Field(default=None, description="between sessions")
    work_style: Literal["pauses", "fits"] = "pauses"
    meeting: Meeting | None = None
    service_level: ServiceLevel | None = None
    promises: tuple[OwnPromise, ...] = Field(
        default=(), description="instead of it, to leads that meet `when`: the first that fits"
    )
    goes_cold_after: TimeLaw | None = None
    cold: str | None = Field(default=None, description="where a cold lead goes")
    decides: Wait | None = Field(default=None, description="wait between work and outcome")
    means: Literal["average", "at_factor_one"] = "average"
    factors: dict[str, dict[str, NumberField]] = Field(
        default={},
        description="odds factors: {segment: {smb: 1.2}, response_delay: {5 min: 1, 24 h: 0.5}}",
    )
    then: dict[str, Annotated[ShareOrRest | Outcome, Shared]] | None = None
    waits_for: dict[str, LifeEvent] | None = Field(default=None, description="a resting stage")
    urgency: Count = Field(default=0, description="lower is served first, before team priorities")
    source: str | None = None


class Notices(Part):
    """How it is noticed that a resting buyer has become ready: a raised hand (R069-R073)."""

    share: ShareField = Field(description="chance that readiness shows")
    after: DelayOrLaw | None = Field(default=None, description="until somebody notices")
    false_alarms: RateField | None = Field(
        default=None, description="per lead, of those who are not ready: 1% per month"
    )
    then: str | None = Field(default=None, description="stage; default: the rule's")


class ReturnRule(Part):
    """What happens to a lead that comes back: when, and to which stage (R064-R068, R042)."""

    label: str | None = None
    nurture: DelayOrLaw | None = None
    at: str | None = None
    then: str
    keeps_owner: YesNo = False
    owner: str | None = Field(default=None, description="who is responsible meanwhile (words)")
    notices: Notices | None = Field(default=None, description="recycle only: back before its time")
    source: str | None = None
