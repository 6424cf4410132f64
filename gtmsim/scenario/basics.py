"""What several blocks of a scenario are made of: calendars, and conditions on leads."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from gtmsim.scenario.calendars import check_place
from gtmsim.scenario.fields import (
    ClosedDays,
    CountryField,
    DayHours,
    HoursField,
    Named,
    OneOrMany,
    TimeZoneField,
)
from gtmsim.scenario.part import Part

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
