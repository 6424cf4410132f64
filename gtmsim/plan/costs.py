"""What a log says about costs: yearly amounts in minor units, so that KPIs need no scenario."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gtmsim.plan.workshop import Workshop
from gtmsim.scenario.organization import Team
from gtmsim.units import MoneyRate

PERIODS_A_YEAR = {"year": 1.0, "month": 12.0, "week": 365.25 / 7, "day": 365.25, "hour": 8766.0}


def yearly(bench: Workshop, rate: MoneyRate | None) -> int:
    """A rate of money as minor units a year; 0 if there is none."""
    if rate is None:
        return 0
    return round(rate.amount * PERIODS_A_YEAR[rate.per] * bench.minor)


def tools(bench: Workshop, teams: Sequence[Team]) -> dict[str, list[int]]:
    """The column `tools_per_year` of a log's teams; none where nobody's tools cost anything."""
    written = bench.scenario.costs
    usual = written.tools if written is not None else None
    rates = [team.tools if team.tools is not None else usual for team in teams]
    if all(rate is None for rate in rates):
        return {}
    return {"tools_per_year": [yearly(bench, rate) for rate in rates]}


def costs(bench: Workshop) -> dict[str, Any]:
    """The entry `costs` of a log's `meta`; none where the scenario says nothing."""
    written = bench.scenario.costs
    if written is None:
        return {}
    return {
        "costs": {
            "gross_margin": written.gross_margin,
            "on_top_of_pay": written.on_top_of_pay,
            "fixed": {name: yearly(bench, one.cost) for name, one in written.fixed.items()},
        }
    }
