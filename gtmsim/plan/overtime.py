"""Overtime, compiled: how much, until when, and for what."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from gtmsim.plan.staff import OvertimePlan
from gtmsim.plan.workshop import Workshop
from gtmsim.scenario.organization import Team


def overtime(bench: Workshop, team: Team) -> OvertimePlan | None:
    """The rule of a team, or else of the scenario; None where nobody may stay."""
    given = team.overtime or bench.scenario.overtime
    if given is None or not given.up_to.length.amount:
        return None
    late = timedelta(minutes=given.until)
    days = (bench.time.start + timedelta(days=place) for place in range(bench.time.days))
    until = tuple(bench.time.at(datetime.combine(day, time()) + late) for day in days)
    limit = bench.time.ticks(given.up_to.length.minutes)
    return OvertimePlan(limit, until, given.when == "due work waits")
