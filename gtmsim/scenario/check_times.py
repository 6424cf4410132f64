"""Rules about time: the period, its tick, and every length written anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from gtmsim.scenario.finding import Finding, Findings
from gtmsim.scenario.laws import Law
from gtmsim.scenario.model import Part, ScenarioModel
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
    yield from _tick(model)
    for path, length in _lengths((), model):
        if path != ("horizon",) and length.amount * MINUTES[length.unit] > LONGEST:
            yield Finding(path, f"{length} is longer than 200 years. Is the unit right?")
    for path, law in _laws((), model):
        if law.dimension == "time" and law.mean() > LONGEST:
            yield Finding(path, f"{law} is longer than 200 years on average. Is the unit right?")


def end(model: ScenarioModel) -> date:
    """The first day after the horizon."""
    length = model.horizon
    months = length.amount * {"month": 1, "year": 12}.get(length.unit, 0)
    if months and months == int(months) and length.minutes <= LONGEST_HORIZON:
        month = model.start.month - 1 + int(months)
        first = date(model.start.year + month // 12, month % 12 + 1, 1)
        return first + timedelta(days=model.start.day - 1)
    return model.start + timedelta(minutes=min(length.minutes, LONGEST_HORIZON))


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


def _lengths(path: Path, value: object) -> Iterator[tuple[Path, Duration]]:
    yield from ((at, one) for at, one in _walk(path, value) if isinstance(one, Duration))


def _laws(path: Path, value: object) -> Iterator[tuple[Path, Law]]:
    yield from ((at, one) for at, one in _walk(path, value) if isinstance(one, Law))


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
