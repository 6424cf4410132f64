"""Targets out of reach: what a team under pressure passes on is worth less (R167)."""

from __future__ import annotations

from pydantic import Field

from gtmsim.scenario.fields import RateField
from gtmsim.scenario.part import Part


class Pressure(Part):
    """A uniform target for each person of a team, and what is missing from it (R167).

    What pressure does stands under the `factors` of stages: `{pressure: {100%: 1, 200%: 0.6}}`.
    """

    team: str = Field(description="who is under pressure")
    counts: str = Field(description="the milestone that they are to bring: sql")
    quota: RateField = Field(description="of each person, whatever the market has: 20 per month")
    source: str | None = None
