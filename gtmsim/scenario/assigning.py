"""Who takes what, and what comes next: the written policies of an organization.

Part of the inventory of the language; see `model.py`. What is left out is as everywhere:
teams in the order of the file by whom they serve, and first come, first served.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from gtmsim.scenario.basics import Match
from gtmsim.scenario.fields import Count, DelayField, DurationField, HoursField, TextOr
from gtmsim.scenario.part import Part

ORDERS = ("first_come", "newest", "due")


class AssignmentRule(Part):
    """Which team takes leads (R050-R055); the first rule that fits decides."""

    when: Match = Field(default={}, description="none: all the others, the default")
    team: str | None = None
    to: Literal["owner"] | None = Field(
        default=None, description="owner of the customer that the lead belongs to (R053)"
    )
    source: str | None = None


class Help(Part):
    """Overflow: whose work the free people of a team take, and from when on."""

    team: str
    when_backlog_exceeds: Count = Field(description="pieces of work that wait for that team")


class TimeBlock(Part):
    """Hours in which some work comes first, whatever its urgency."""

    hours: HoursField = Field(description='{mon-fri: "9:00-11:00"}')
    first: Match


class OwnPromise(Part):
    """A promise of its own to some leads (R039): by segment, source, partner or size."""

    when: Match
    first_touch_within: DelayField
    out_of_hours: DurationField | None = Field(
        default=None, description="after hours: due this long after the next opening (R031)"
    )


class ByScore(Part):
    """The highest number first."""

    score: str = Field(description="an attribute that is a number")


def _order(value: object) -> str:
    text = str(value).strip()
    if text not in ORDERS:
        raise ValueError(
            f'"{value}" is no order. Write first_come, newest, due or {{score: ATTRIBUTE}}.'
        )
    return text


Order = Annotated[ByScore | str, TextOr(_order, {"enum": list(ORDERS)})]
"""What comes first among work of the same class."""
