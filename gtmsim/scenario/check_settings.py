"""Rules about the whole: its size, calendars, choices."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from gtmsim.scenario.basics import Calendar
from gtmsim.scenario.calendars import intervals, public_holidays
from gtmsim.scenario.check_match import every_team
from gtmsim.scenario.check_times import FIRST_YEAR, LAST_YEAR, begin, end
from gtmsim.scenario.finding import Finding, Findings
from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.suggest import listed
from gtmsim.scenario.tree import Path

_MOST = dict.fromkeys(
    ("stages", "channels", "segments", "products", "targets", "teams", "recycle"), 1_000
)

_DAYS = 400
"""Days in which a calendar must open at least once."""


def check_settings(model: ScenarioModel) -> Findings:
    """Find calendars that never open, and choices of nothing."""
    yield from _sizes(model)
    yield from _calendar_names(model)
    for path, calendar in _mentions(model):
        if isinstance(calendar, Calendar):
            yield from _calendar(model, path, calendar)
    for name, choice in model.choices.items():
        if choice.use not in choice.options:
            hint = listed("Options", choice.use, choice.options)
            message = f'no option "{choice.use}".{hint}'
            yield Finding(("choices", name, "use"), message)


def _sizes(model: ScenarioModel) -> Findings:
    for block, most in _MOST.items():
        count = len(getattr(model, block))
        if count > most:
            yield Finding((block,), f"{count:,} {block}; at most {most:,} work.")


def _mentions(model: ScenarioModel) -> Iterator[tuple[Path, str | Calendar | None]]:
    """Every place that names a calendar or writes one."""
    yield ("calendar",), model.calendar
    yield ("promise_hours",), model.promise_hours
    for path, team in every_team(model):
        yield (*path, "calendar"), team.calendar
    for name, stage in model.stages.items():
        if stage.service_level is not None:
            yield ("stages", name, "service_level", "hours"), stage.service_level.hours
    for name, segment in model.segments.items():
        yield ("segments", name, "calendar"), segment.calendar
    for name, calendar in model.calendars.items():
        yield ("calendars", name), calendar


def _calendar_names(model: ScenarioModel) -> Findings:
    for path, calendar in _mentions(model):
        if isinstance(calendar, str) and calendar not in model.calendars:
            hint = listed("Calendars", calendar, model.calendars)
            yield Finding(path, f'no calendar "{calendar}".{hint}', (f"calendars.{calendar}",))


def _calendar(model: ScenarioModel, path: Path, calendar: Calendar) -> Findings:
    if not FIRST_YEAR <= model.start.year <= LAST_YEAR:
        return  # reported; holidays of such years are not known
    try:
        if calendar.country is not None:
            for year in {begin(model).year, end(model).year}:
                public_holidays(calendar.country, calendar.subdivision, year)
        opens = intervals(calendar, begin(model), _DAYS, model.time_zone)
    except ValueError as error:
        yield Finding(path, str(error))
        return
    if not len(opens):
        until = begin(model) + timedelta(days=_DAYS)
        message = f"never opens from {begin(model)} to {until}. Check break, closed and hours."
        yield Finding(path, message)
