"""Tiny worlds without chance: a few leads, a few people, and the whole log as text.

A world is written as the part of a scenario that matters; the rest stands here. What is
expected was worked out by hand from `docs/semantics.md` and never copied from a run.
"""

from __future__ import annotations

from textwrap import dedent

import gtmsim
from gtmsim import EventLog, Scenario
from gtmsim.log import audit

OFFICE = '{hours: {mon-fri: "9:00-18:00"}, break: "12:00-13:00"}'
"""Weekdays from nine to six, an hour for lunch, no holidays."""


def unfold(
    world: str,
    *,
    start: str = "2026-04-01",
    horizon: str = "1 week",
    calendar: str = OFFICE,
    time_zone: str = "Asia/Tokyo",
) -> EventLog:
    """Run a world; its log keeps every law of `log/audit.py`.

    Args:
        world: channels, stages, teams and whatever else differs, as YAML.
        start: first day; 2026-04-01 is a Wednesday.
        horizon: how long.
        calendar: working hours.
        time_zone: where.
    """
    frame = f"start: {start}\nhorizon: {horizon}\ntime_zone: {time_zone}\ncalendar: {calendar}\n"
    log = gtmsim.run(gtmsim.compile(Scenario.from_text(frame + dedent(world))))
    audit.check(log)
    return log


def told(world: str, **frame: str) -> str:
    """The whole log of a world, a line an event; the year 2026 goes without saying."""
    return unfold(world, **frame).text().replace("2026-", "")


def expected(text: str) -> str:
    """What a log should say, as it is written in a test; blank lines only help the eye."""
    return "\n".join(line for line in dedent(text).splitlines() if line)
