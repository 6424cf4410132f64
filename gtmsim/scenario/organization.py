"""The organization as a scenario file says it: people, teams, and how they change.

Part of the inventory of the language; see `model.py`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from gtmsim.scenario.assigning import Help, Order, TimeBlock
from gtmsim.scenario.basics import Function, Match, NameOrCalendar
from gtmsim.scenario.fields import (
    Count,
    DateField,
    LengthField,
    MoneyRateField,
    Named,
    NumberField,
    OneOrMany,
    PeopleField,
    TextOr,
)
from gtmsim.scenario.part import Part
from gtmsim.scenario.readers import parse_positive_length
from gtmsim.scenario.staffing import OpenDeals
from gtmsim.scenario.working_time import Overtime


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
