"""What brings leads at the price of people's time: campaigns that somebody prepares.

Part of the inventory of the language; see `model.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, PlainValidator, WithJsonSchema

from gtmsim.scenario.fields import Count
from gtmsim.scenario.laws import Law, parse_law
from gtmsim.scenario.part import Part
from gtmsim.scenario.readers import parse_positive_length
from gtmsim.units import Duration, parse_count, show, tidy


@dataclass(frozen=True)
class MonthlyWork:
    """Work that comes round every civil month: `60 h per month`."""

    length: Duration

    def __str__(self) -> str:
        return f"{self.length} per month"


def parse_campaign_work(value: object) -> Law | MonthlyWork:
    """Read `60 h per month`, or the work for one event: `40 h`, or a law of time."""
    if isinstance(value, MonthlyWork):
        return value
    if isinstance(value, str) and re.search(r"\bper\b|[/／]", value):
        match = re.fullmatch(r"(.+?)\s*(?:\bper\b|[/／])\s*month", value.strip())
        if match is None:
            raise ValueError(f"{show(value)} does not go by the month. Write 60 h per month.")
        return MonthlyWork(parse_positive_length(match[1]))
    return parse_law(value, "time")


def parse_before(value: object) -> Duration:
    """Read how long before something: `3 weeks before`, or `3 weeks`."""
    if isinstance(value, str):
        value = re.sub(r"\s+before$", "", value.strip())
    return parse_positive_length(value)


def parse_accounts(value: object) -> int:
    """Read how many accounts stand on a list: `500 accounts`, or `500`."""
    if isinstance(value, str):
        rule = "Write how many: 500 accounts."
        value = re.sub(r"\s*accounts?$", "", tidy(value, rule))
    return parse_count(value)


CampaignWork = Annotated[
    Law | MonthlyWork,
    PlainValidator(parse_campaign_work),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "examples": ["40 h", "60 h per month"]},
                {"type": "object", "minProperties": 1, "maxProperties": 1},
            ]
        }
    ),
]
BeforeField = Annotated[
    Duration,
    PlainValidator(parse_before),
    WithJsonSchema({"type": "string", "examples": ["3 weeks before"]}),
]
AccountsField = Annotated[
    int,
    PlainValidator(parse_accounts),
    WithJsonSchema({"type": ["string", "integer"], "examples": ["500 accounts"]}),
]


class Needs(Part):
    """The work without which a channel brings no leads (R017): of an event, or of every month."""

    function: str = Field(description="who prepares it: marketing")
    work: CampaignWork = Field(description="40 h for each event, or 60 h per month")
    begins: BeforeField | None = Field(
        default=None, description="events: when the work is there to be done: 3 weeks before"
    )
    sessions: Count = Field(default=1, description="pieces of work into which it falls")
    urgency: Count = Field(default=0, description="lower is worked on first, as in a stage")
    source: str | None = None
