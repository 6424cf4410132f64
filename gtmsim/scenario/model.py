"""What a scenario says: frozen data, no clock, no randomness.

Every class, here and in the files of the blocks, is one block of a scenario file. Values
arrive as text (the loader reads YAML with strings only) and are parsed by the field types of
`fields.py`. Cross-references (does this stage exist? is this function covered?) are judged in
`check.py`, so that these files stay a readable inventory of the language.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from gtmsim.scenario.assigning import AssignmentRule
from gtmsim.scenario.basics import Calendar, NameOrCalendar
from gtmsim.scenario.costs import Costs
from gtmsim.scenario.fields import Count, DateField, Fiscal, LengthField, ShareField, TimeZoneField
from gtmsim.scenario.journey import ReturnRule, Stage
from gtmsim.scenario.market import Attribute, Channel, Segment
from gtmsim.scenario.mechanisms import Mechanisms
from gtmsim.scenario.offer import Approver, Contract, PeriodEndPush, Product, Quota, SalesTarget
from gtmsim.scenario.opening import Opening
from gtmsim.scenario.organization import History, HistoryOfLength, Reorganization, Team
from gtmsim.scenario.part import Part
from gtmsim.scenario.staffing import Hiring, Requisition
from gtmsim.scenario.working_time import InternalMeeting, Managers, Overtime, Project, TimeOff


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
