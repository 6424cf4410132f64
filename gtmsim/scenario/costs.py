"""What an organization costs besides salaries and channels, and what is left of its revenue.

Part of the inventory of the language; see `model.py`. Salaries and tools of a team are with the
team, what a channel costs is with the channel.
"""

from __future__ import annotations

from pydantic import Field

from gtmsim.scenario.fields import MoneyRateField, ShareField
from gtmsim.scenario.part import Part


class FixedCost(Part):
    """What is paid month by month whatever happens: an office, a licence of the company."""

    label: str | None = None
    cost: MoneyRateField
    source: str | None = None


class Costs(Part):
    """What is left of revenue, and what people and the company cost (R138, R139, R181)."""

    gross_margin: ShareField | None = Field(
        default=None, description="share of revenue that is left after serving the customers"
    )
    on_top_of_pay: ShareField = Field(
        default=0.0, description="what an employer pays besides salaries, as a share of them"
    )
    tools: MoneyRateField | None = Field(
        default=None, description="of each person, where the team says nothing: 3万円 per month"
    )
    fixed: dict[str, FixedCost] = Field(
        default={}, description="by name: {office: {cost: 50万円 per month}}"
    )
    source: str | None = None
