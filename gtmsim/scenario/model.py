"""What a scenario says: frozen data, no clock, no randomness.

Every class here is one block of a scenario file. Values arrive as text (the loader
reads YAML with strings only) and are parsed by the field types of `fields.py`.
Cross-references (does this stage exist? is this function covered?) are judged in
`check.py`, so that this file stays a readable inventory of the language.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from gtmsim.scenario.assigning import AssignmentRule, Help, Order, OwnPromise, TimeBlock
from gtmsim.scenario.calendars import check_place
from gtmsim.scenario.costs import Costs
from gtmsim.scenario.fields import (
    ClosedDays,
    ConnectField,
    CostField,
    Count,
    CountryField,
    DateField,
    DateTimeField,
    DayHours,
    DelayField,
    DelayOrLaw,
    DurationField,
    Fiscal,
    FiscalYears,
    GrowthField,
    HazardField,
    HoursField,
    LengthField,
    MoneyLaw,
    MoneyRateField,
    Named,
    NoShowField,
    NumberField,
    NumberLaw,
    OneOrMany,
    PeopleField,
    PeriodField,
    RateField,
    RateOrCount,
    Shared,
    ShareField,
    ShareOrRest,
    TextOr,
    TimeLaw,
    TimeZoneField,
    YesNo,
)
from gtmsim.scenario.mechanisms import Mechanisms
from gtmsim.scenario.offer import Approver, Contract, PeriodEndPush, Product, Quota, SalesTarget
from gtmsim.scenario.opening import Opening
from gtmsim.scenario.part import Part
from gtmsim.scenario.prospecting import AccountsField, Needs
from gtmsim.scenario.readers import parse_positive_length
from gtmsim.scenario.staffing import Hiring, OpenDeals, Requisition
from gtmsim.scenario.working_time import (
    Escalation,
    InternalMeeting,
    Managers,
    Overtime,
    Project,
    TimeOff,
)

Function = str
"""What a stage needs and a team covers: `inside_sales`, or any name of the user's."""


# --- Calendars -----------------------------------------------------------------------


class Calendar(Part):
    """Weekly hours less breaks, public holidays and company closures (R030, R190)."""

    hours: HoursField = Field(description='{mon-fri: "9:00-18:00"} or `always`')
    breaks: OneOrMany[DayHours] = Field(default=(), alias="break", description='"12:00-13:00"')
    country: CountryField | None = Field(
        default=None, description="public holidays of: JP, US, DE ..."
    )
    subdivision: str | None = None
    closed: OneOrMany[ClosedDays] = Field(
        default=(),
        description="closures: 2026-08-13, 2026-08-13..2026-08-15, or yearly 12-29..01-03",
    )
    time_zone: TimeZoneField | None = Field(default=None, description="default: the scenario's")

    @model_validator(mode="after")
    def _place_is_known(self) -> Self:
        if self.subdivision is not None:
            check_place(self.country, self.subdivision)
        return self


NameOrCalendar = Annotated[str | Calendar, Named]
"""A calendar of `calendars`, or one written in place."""


# --- Conditions: who is meant ---------------------------------------------------------

Match = dict[str, OneOrMany[str]]
"""`{channel: [webinar, ads], employees: ">= 1000"}`: all keys must hold, any value of a key may.

Keys: channel, segment, stage, function, recycled (yes/no), customer (yes/no),
or a declared attribute that is not latent.
"""


# --- Market ---------------------------------------------------------------------------


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


# --- Journey --------------------------------------------------------------------------


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


# --- Organization ---------------------------------------------------------------------


class Person(Part):
    """One person of the roster; keeps the name (hence the luck) whatever the team."""

    name: str
    starts: DateField | None = None
    leaves: DateField | None = None
    skill: NumberField = Field(default=1.0, description="pace: 1.2 works 1.2 times as fast")
    experience: Count | None = Field(
        default=None,
        description="repetitions of each task on the first day; default: all there is to learn for "
        "those who are here at the start, none for those who come later",
    )


class Team(Part):
    """People who share a calendar, cover functions and serve some or all leads."""

    label: str | None = None
    covers: OneOrMany[Function]
    serves: Match = {}
    headcount: Count | None = None
    people: tuple[Annotated[Person | str, Named], ...] = ()
    calendar: NameOrCalendar | None = None
    assignment: Literal["pooled", "when_free", "on_arrival"] = "pooled"
    max_open_leads: Count | None = None
    priorities: tuple[Match, ...] = ()
    salary: MoneyRateField | None = None
    tools: MoneyRateField | None = Field(
        default=None, description="tools of each person; default: what `costs` says"
    )
    ramp: LengthField | None = Field(
        default=None, description="newcomers take twice the time, and less day by day, for so long"
    )
    chooses: Literal["least_loaded", "round_robin", "most_skilled", "longest_idle"] | None = Field(
        default=None,
        description="who owns or takes a lead; default: longest_idle, or least_loaded on_arrival",
    )
    order: Order | None = Field(
        default=None, description="within a class of priority (R055); default: first_come"
    )
    helps: tuple[Help, ...] = Field(default=(), description="whom, when there is nothing to do")
    time_blocks: tuple[TimeBlock, ...] = ()
    overtime: Overtime | None = Field(default=None, description="default: the scenario's")
    source: str | None = None


class Move(Part):
    """People who change teams at a reorganization."""

    people: PeopleField
    from_: str | None = Field(default=None, alias="from", description="none: newly hired")
    to: str | None = Field(default=None, description="none: they leave")


class History(Part):
    """Time before the start that is simulated but not reported: one way to an opening state.

    `history: 12 months` runs the scenario's own teams; with `teams`, today's organization
    runs until the start, the same for every design that is compared.
    """

    length: LengthField
    teams: dict[str, Team] = {}


def _history(length: object) -> History:
    return History(length=parse_positive_length(length))


HistoryOfLength = TextOr(_history, {"type": "string", "examples": ["12 months"]})


class Reorganization(Part):
    """An organization valid from a date (R185). Moves people; does not create them."""

    on: DateField = Field(alias="from")
    teams: dict[str, Team]
    moves: tuple[Move, ...] = ()
    reassign: tuple[Move, ...] = Field(default=(), description="moves from one team to another")
    open_deals: OpenDeals = Field(
        default="hand over",
        description="what becomes of deals and customers whose owners no longer cover them: "
        "hand over, keep to close, or {phase over: 8 weeks}",
    )
    training: LengthField | None = Field(
        default=None, description="whoever changes teams is away for so many open days: 3 days"
    )


# --- The whole ------------------------------------------------------------------------


class Choice(Part):
    """A definition on which the sources disagree (R222-R226), and the one in force."""

    label: str | None = None
    use: str
    options: dict[str, dict[str, object]] = Field(description="option -> overlay {path: value}")
    source: str | None = None


class ScenarioModel(Part):
    """Everything a scenario file may say."""

    name: str | None = None
    label: str | None = None
    description: str | None = None
    start: DateField
    horizon: LengthField
    tick: LengthField | None = None
    time_zone: TimeZoneField = "Asia/Tokyo"
    currency: str | None = None
    fiscal_year_starts: Fiscal | None = None
    calendars: dict[str, Calendar] = {}
    calendar: NameOrCalendar | None = Field(default=None, description="of teams without their own")
    promise_hours: NameOrCalendar | None = None
    attributes: dict[str, Attribute] = {}
    segments: dict[str, Segment] = {}
    channels: dict[str, Channel]
    account_matching: ShareField | None = Field(
        default=None, description="share of leads that are recognized as their account's (R054)"
    )
    contract: Contract | None = None
    products: dict[str, Product] = {}
    arr_from: Literal["signed", "billed"] = Field(
        default="signed", description="from when a contract counts as ARR"
    )
    approval: tuple[Approver, ...] = Field(
        default=(), description="who approves a purchase, in this order (R090)"
    )
    period_end_push: PeriodEndPush | None = None
    mechanisms: Mechanisms | None = Field(
        default=None, description="what helps or harms any organization; default: nothing does"
    )
    costs: Costs | None = Field(
        default=None, description="gross margin, and what is paid besides salaries and channels"
    )
    meetings: tuple[InternalMeeting, ...] = Field(
        default=(), description="internal ones, in which nobody serves leads"
    )
    time_off: TimeOff | None = None
    overtime: Overtime | None = Field(default=None, description="default: nobody works longer")
    managers: Managers | None = None
    projects: dict[str, Project] = Field(default={}, description="that take people's hours")
    bought_elsewhere: str | None = Field(
        default=None, description="where a lead goes whose buyer turns out to have bought elsewhere"
    )
    opening: Opening | None = Field(default=None, description="what is there on the first day")
    targets: dict[str, SalesTarget] = {}
    quotas: dict[str, Quota] = Field(default={}, description="of each person of a team")
    first_stage: str | None = Field(default=None, description="default: the first in the file")
    stages: dict[str, Stage]
    deal_phases: tuple[str, ...] = Field(
        default=(), description="stages in order; `next` in their `then` is the one that follows"
    )
    milestones: dict[str, str] = Field(
        default={}, description="mql, sal, sql, won ...: the stage that begins when it is reached"
    )
    recycle: dict[str, ReturnRule] = {}
    recycle_at_most: Count | None = None
    recycle_beyond: str = "lost.recycled_out"
    returned: dict[str, ReturnRule] = {}
    reasons: dict[str, str] = Field(default={}, description="labels of reason codes")
    choices: dict[str, Choice] = {}
    teams: dict[str, Team]
    assignment_rules: tuple[AssignmentRule, ...] = Field(
        default=(), description="who takes which leads: the first that fits; default: `serves`"
    )
    history: Annotated[History | str, HistoryOfLength] | None = Field(
        default=None, description="`12 months`: simulated before the start, not reported"
    )
    reorganizations: tuple[Reorganization, ...] = ()
    hiring: Hiring | None = Field(default=None, description="how people are hired; all positions")
    requisitions: dict[str, Requisition] = Field(default={}, description="people to be hired")
    assumed: tuple[str, ...] = Field(default=(), description="paths of values without a source")
