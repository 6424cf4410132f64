"""Rules about the whole: calendars, currency, choices."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from gtmsim.scenario.calendars import intervals, public_holidays
from gtmsim.scenario.check_match import every_team
from gtmsim.scenario.check_times import FIRST_YEAR, LAST_YEAR, begin, end
from gtmsim.scenario.finding import Finding, Findings
from gtmsim.scenario.model import Calendar, ScenarioModel
from gtmsim.scenario.suggest import listed
from gtmsim.scenario.tree import Path
from gtmsim.units import CURRENCIES, Money, MoneyRate

_MOST = {"stages": 1_000, "channels": 1_000, "segments": 1_000, "teams": 1_000, "recycle": 1_000}

_DAYS = 400
"""Days in which a calendar must open at least once."""


def check_settings(model: ScenarioModel) -> Findings:
    """Find calendars that never open, mixed currencies, and choices of nothing."""
    yield from _sizes(model)
    yield from _calendar_names(model)
    for path, calendar in _mentions(model):
        if isinstance(calendar, Calendar):
            yield from _calendar(model, path, calendar)
    yield from _currency(model)
    yield from _term(model)
    for name, choice in model.choices.items():
        if choice.use not in choice.options:
            hint = listed("Options", choice.use, choice.options)
            message = f'no option "{choice.use}".{hint}'
            yield Finding(("choices", name, "use"), message)


def _term(model: ScenarioModel) -> Findings:
    """A contract runs for whole months, so that it ends on a day of the month."""
    if model.contract is None:
        return
    term = model.contract.term
    if term.unit not in ("month", "year") or term.amount != int(term.amount):
        message = f"{term} is not whole months. Write the term in months or years: 12 months."
        yield Finding(("contract", "term"), message)


def _sizes(model: ScenarioModel) -> Findings:
    for block, most in _MOST.items():
        count = len(getattr(model, block))
        if count > most:
            yield Finding((block,), f"{count:,} {block}; at most {most:,} work.")


def amounts(model: ScenarioModel) -> Iterator[tuple[Path, str]]:
    """The currency of every amount in a scenario, with where it is written."""
    for name, segment in model.segments.items():
        if segment.deal_size is not None and segment.deal_size.currency is not None:
            yield ("segments", name, "deal_size"), segment.deal_size.currency
    for name, channel in model.channels.items():
        if isinstance(channel.cost, Money | MoneyRate):
            yield ("channels", name, "cost"), channel.cost.currency
    for path, team in every_team(model):
        if team.salary is not None:
            yield (*path, "salary"), team.salary.currency


def currency_of(model: ScenarioModel) -> str:
    """The one currency of a scenario: the declared one, else that of its amounts, else JPY."""
    if model.currency is not None:
        return model.currency
    return next((currency for _, currency in amounts(model)), "JPY")


def _currency(model: ScenarioModel) -> Findings:
    declared = model.currency
    if declared is not None and declared not in CURRENCIES:
        hint = listed("Currencies", declared, CURRENCIES)
        yield Finding(("currency",), f'no currency "{declared}".{hint}')
        return
    wanted = currency_of(model)
    where = "the scenario's currency is" if declared is not None else "other amounts are in"
    for path, currency in amounts(model):
        if currency != wanted:
            message = f"is in {currency}, but {where} {wanted}. One scenario has one currency."
            yield Finding(path, message, ("currency",))


def _mentions(model: ScenarioModel) -> Iterator[tuple[Path, str | Calendar | None]]:
    """Every place that names a calendar or writes one."""
    yield ("calendar",), model.calendar
    yield ("promise_hours",), model.promise_hours
    for path, team in every_team(model):
        yield (*path, "calendar"), team.calendar
    for name, stage in model.stages.items():
        if stage.service_level is not None:
            yield ("stages", name, "service_level", "hours"), stage.service_level.hours
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
