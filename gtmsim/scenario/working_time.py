"""What takes people's hours, and what adds to them: meetings, days off, projects, overtime.

Part of the inventory of the language; see `model.py`. A person's hours are finite: what goes
into one of these is not there for leads (R022, R173, R196, R198-R203).
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from gtmsim.scenario.fields import (
    Count,
    DateField,
    DelayField,
    LengthField,
    MoneyRateField,
    NumberField,
    OneOrMany,
    TimeLaw,
)
from gtmsim.scenario.part import Part
from gtmsim.scenario.recurring import RecurringTime, TimeOfDay, TimeRateField

MANAGERS = "managers"
"""The name of the team that the managers are."""


class InternalMeeting(Part):
    """A meeting among colleagues that comes round, in which nobody serves leads (R173)."""

    name: str
    every: LengthField = Field(description="1 day, 2 weeks, 1 month: whole ones")
    on: RecurringTime = Field(description='"9:30", "mon 10:00", "first monday 14:00"')
    lasts: LengthField
    teams: OneOrMany[str] = Field(default=(), description="who attends; default: everybody")
    source: str | None = None


class TimeOff(Part):
    """Days on which a person is not there: whole days, drawn for each person before the run."""

    leave: TimeRateField | None = Field(default=None, description="10 days per year")
    sick: TimeRateField | None = Field(default=None, description="4 days per year")
    source: str | None = None


class Overtime(Part):
    """Work after hours, at its price, as long as there is reason for it."""

    up_to: TimeRateField = Field(description="of each person: 45 h per month")
    until: TimeOfDay = Field(description="nobody works later: 21:00")
    pay: NumberField = Field(default=1.25, description="of an hour's salary")
    when: Literal["due work waits", "work waits"] = Field(
        default="due work waits", description="a promise would run out before the next opening"
    )
    source: str | None = None


class Managers(Part):
    """Managers: one for so many people, and who deals with broken promises (R022)."""

    span: Count = Field(description="people for each manager: 8")
    salary: MoneyRateField | None = None
    function: str = Field(default="management", description="what they do; no stage's function")
    label: str | None = None
    source: str | None = None


class Escalation(Part):
    """A broken promise comes before a manager, who has finite minutes for it (R043)."""

    after: DelayField | None = Field(
        default=None, description="how long it has been broken; default: at once"
    )
    work: TimeLaw = Field(description="time that it takes the manager")


class Phase(Part):
    """A part of a project: how long it lasts, and the hours of people it takes."""

    name: str
    lasts: LengthField
    takes: dict[str, TimeRateField] = Field(
        default={}, description="of each person of a team: {sales: 4 h per week}"
    )


class Project(Part):
    """A project that takes people's hours, phase after phase (R198-R203)."""

    begins: DateField
    phases: tuple[Phase, ...]
    source: str | None = None
