"""Rules about time: the period, its tick, and every length written anywhere."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from gtmsim.scenario.finding import Finding, Findings
from gtmsim.scenario.laws import Law
from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.organization import History
from gtmsim.scenario.part import Part
from gtmsim.scenario.places import synonyms
from gtmsim.scenario.tree import Path
from gtmsim.units import Duration
from gtmsim.units.time import MINUTES

FIRST_YEAR, LAST_YEAR = 1990, 2100
LONGEST_HORIZON = 50 * MINUTES["year"]
LONGEST = 200 * MINUTES["year"]
FINEST_TICK = MINUTES["ms"]


def check_times(model: ScenarioModel) -> Findings:
    """Find periods and lengths that no clock can count."""
    if not FIRST_YEAR <= model.start.year <= LAST_YEAR:
        message = f"{model.start} is outside the years {FIRST_YEAR} to {LAST_YEAR}."
        yield Finding(("start",), message)
    if model.horizon.minutes > LONGEST_HORIZON:
        yield Finding(("horizon",), f"{model.horizon} is too long; at most 50 years.")
    history = model.history
    if isinstance(history, History) and history.length.minutes > LONGEST_HORIZON:
        path: Path = ("history", "length")
        yield Finding(path, f"{history.length} is too long; at most 50 years.")
    yield from _tick(model)
    for path, value in _walk((), model):
        yield from _length(path, value)


def _length(path: Path, value: object) -> Findings:
    if isinstance(value, Duration) and path[0] not in ("horizon", "history"):
        if value.amount * MINUTES[value.unit] > LONGEST:
            yield Finding(path, f"{value} is longer than 200 years. Is the unit right?")
    elif isinstance(value, Law) and value.dimension == "time" and value.mean() > LONGEST:
        yield Finding(path, f"{value} is longer than 200 years on average. Is the unit right?")


def end(model: ScenarioModel) -> date:
    """The first day after the horizon."""
    return _shifted(model.start, model.horizon, 1)


def begin(model: ScenarioModel) -> date:
    """The first day that is simulated: the start, or the first day of the history."""
    history = model.history
    return (
        _shifted(model.start, history.length, -1) if isinstance(history, History) else model.start
    )


def _shifted(day: date, length: Duration, sign: int) -> date:
    """A day so much later or earlier; whole months keep the day of the month."""
    if length.minutes > LONGEST_HORIZON:
        return day + timedelta(minutes=sign * LONGEST_HORIZON)
    months = sign * length.amount * {"month": 1, "year": 12}.get(length.unit, 0)
    if not months or months != int(months):
        return day + timedelta(minutes=sign * length.minutes)
    month = day.month - 1 + int(months)
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def as_date(moment: date | datetime) -> date:
    """The day of a moment."""
    return moment.date() if isinstance(moment, datetime) else moment


def ascending(path: Path, table: Iterable[str]) -> Findings:
    """Find keys of a table by duration that do not rise, or that count business time."""
    before: Duration | None = None
    for key in table:
        try:
            length = Duration.parse(key)
        except ValueError as error:
            yield Finding((*path, key), str(error))
            return
        if length.business:
            message = "business time does not fit here. Write plain time, such as 1 h or 2 days."
            yield Finding((*path, key), message)
            return
        if before is not None and length.minutes <= before.minutes:
            yield Finding((*path, key), f"comes after {before}. Write the durations ascending.")
            return
        before = length


def _tick(model: ScenarioModel) -> Findings:
    tick = model.tick
    if tick is None:
        return
    parts = 1 / tick.minutes
    if tick.minutes < FINEST_TICK * (1 - 1e-9):
        yield Finding(("tick",), f"{tick} is finer than a millisecond. Use 1 ms or more.")
    elif parts < 1 - 1e-9 or abs(parts - round(parts)) > 1e-6:
        message = f"{tick} does not divide a minute evenly. Use 1 min, 10 s, 1 s or 100 ms."
        yield Finding(("tick",), message)


def _walk(path: Path, value: object) -> Iterator[tuple[Path, object]]:
    """Visit every value of a model with its path in the file's keys."""
    if isinstance(value, Part):
        words = synonyms(type(value))
        for name in type(value).model_fields:
            yield from _walk((*path, words.get(name, name)), getattr(value, name))
    elif isinstance(value, dict):
        for key, child in value.items():
            yield from _walk((*path, str(key)), child)
    elif isinstance(value, tuple):
        for place, child in enumerate(value):
            yield from _walk((*path, place), child)
    else:
        yield path, value
