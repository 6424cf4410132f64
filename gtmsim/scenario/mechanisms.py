"""What helps or harms any organization, the same for everybody, each with a neutral setting.

Part of the inventory of the language; see `model.py`. Nothing here names a design: generalists
and specialists differ only in what follows from these when they work (R212-R216).
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from gtmsim.scenario.fields import (
    Count,
    DurationField,
    LengthField,
    NumberField,
    NumberLaw,
    ShareField,
    TimeLaw,
)
from gtmsim.scenario.part import Part
from gtmsim.scenario.pressure import Pressure
from gtmsim.scenario.staffing import Leaving


class Learning(Part):
    """One learning curve per task for everybody, driven by repetitions and forgetting (R213)."""

    first: NumberField = Field(
        description="work of the first repetition, in multiples of an experienced person's: 2"
    )
    halves_after: Count = Field(
        description="repetitions after which half of the excess is gone: 40"
    )
    forgets_after: LengthField | None = Field(
        default=None,
        description="without practice, half of the repetitions are forgotten: 6 months",
    )
    by: Literal["function", "stage"] = Field(
        default="function", description="what a task is, where a stage names none"
    )
    source: str | None = None


class Checklist(Part):
    """What is written down before a lead is handed over (R040)."""

    work: TimeLaw = Field(description="time it takes whoever hands over")
    retained: ShareField = Field(description="share of the information that arrives")


class Handoff(Part):
    """Another person goes on with a lead: what that loses and costs (R029-R048, R192)."""

    from_: str | None = Field(default=None, alias="from", description="function; none: any")
    to: str | None = Field(default=None, description="function; none: any")
    retained: ShareField = Field(default=1.0, description="share of the information that arrives")
    rediscovery: TimeLaw | None = Field(
        default=None, description="time to find out again what was lost, were it all"
    )
    checklist: Checklist | None = None
    completeness: NumberLaw | None = Field(
        default=None, description="share of the required items that are there: 0 to 1"
    )
    accepts: ShareField | None = Field(
        default=None, description="handed over is what has at least this completeness (R041)"
    )
    incomplete: str | None = Field(default=None, description="else: returned.REASON (R042)")
    source: str | None = None


class Mechanisms(Part):
    """Switching, learning, differences, handoffs, leaving, pressure; left out is neutral."""

    task_switch: DurationField | None = Field(
        default=None, description="added when a person's last piece of work was another task"
    )
    learning: Learning | None = None
    skill_spread: ShareField | None = Field(
        default=None, description="individual differences: coefficient of variation of pace"
    )
    handoffs: tuple[Handoff, ...] = Field(default=(), description="the first that fits counts")
    leaving: Leaving | None = None
    pressure: Pressure | None = None
