"""Rules about conditions on leads: who is served, who goes first, whose odds differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from gtmsim.scenario.basics import Match
from gtmsim.scenario.campaigns import own_stages
from gtmsim.scenario.check_times import ascending
from gtmsim.scenario.finding import Finding, Findings
from gtmsim.scenario.journey import LifeEvent
from gtmsim.scenario.match import (
    FACTOR_KEYS,
    INFORMATION,
    KEYS,
    LIFE_KEYS,
    PRESSURE,
    READINESS,
    parse_condition,
    parse_yes_no,
)
from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.organization import History, Team
from gtmsim.scenario.readers import parse_month
from gtmsim.scenario.suggest import listed
from gtmsim.scenario.tasks import EXPERIENCE
from gtmsim.scenario.tree import Path, shown
from gtmsim.units import parse_number, parse_share

Factors = Mapping[str, Mapping[str, float]]

MOST_RECYCLES = 1_000
MOST_EXPERIENCE = 100_000
MOST_PRESSURE = 10.0


def check_match(model: ScenarioModel) -> Findings:
    """Find conditions and factors on what does not exist or cannot be seen."""
    for path, team in every_team(model):
        yield from check_condition(model, (*path, "serves"), team.serves)
        for place, condition in enumerate(team.priorities):
            yield from check_condition(model, (*path, "priorities", place), condition)
    for name, stage in model.stages.items():
        yield from _factors(model, ("stages", name, "factors"), stage.factors)
        if stage.attempts is not None:
            path = ("stages", name, "attempts", "factors")
            yield from _factors(model, path, stage.attempts.factors)
        for key, event in (stage.waits_for or {}).items():
            yield from _life(model, ("stages", name, "waits_for", key), event)


def every_team(model: ScenarioModel) -> Iterator[tuple[Path, Team]]:
    """Every team of the start, of the history and of each reorganization, with its path."""
    for name, team in model.teams.items():
        yield ("teams", name), team
    if isinstance(model.history, History):
        for name, team in model.history.teams.items():
            yield ("history", "teams", name), team
    for place, change in enumerate(model.reorganizations):
        for name, team in change.teams.items():
            yield ("reorganizations", place, "teams", name), team


def functions(model: ScenarioModel) -> list[str]:
    """The functions that stages and campaigns need, in file order."""
    needed = (stage.function for stage in (*model.stages.values(), *own_stages(model).values()))
    return list(dict.fromkeys(name for name in needed if name is not None))


def check_condition(model: ScenarioModel, at: Path, match: Match) -> Findings:
    """Find keys and values of a condition that do not exist or cannot be seen."""
    for key, values in match.items():
        path = (*at, key)
        attribute = model.attributes.get(key)
        if key not in KEYS and attribute is None:
            hint = listed("Keys", key, [*KEYS, *model.attributes])
            yield Finding(path, f'nothing is called "{shown(key)}" here.{hint}', _depends(key))
        elif attribute is not None and attribute.latent:
            message = f"{key} is latent: organizations cannot see it. Use another attribute."
            yield Finding(path, message)
        elif not values:
            yield Finding(path, "no value, so nobody is meant. Give one, or remove the key.")
        for value in values:
            yield from _value(model, path, key, value)


def _value(model: ScenarioModel, path: Path, key: str, value: str) -> Findings:
    known = _known(model).get(key)
    try:
        if known is not None and value not in known:
            hint = listed("Known ones", value, known)
            message = f'no {key} "{shown(value)}".{hint}'
            yield Finding(path, message, (f"{_block(key)}.{value}", *_depends(key)))
        elif key in ("recycled", "customer"):
            parse_yes_no(value)
        elif known is None and key in model.attributes:
            parse_condition(value)
    except ValueError as error:
        yield Finding(path, str(error))


def _known(model: ScenarioModel) -> dict[str, list[str]]:
    """The names that each key may have, where they are names."""
    known = {
        "channel": list(model.channels),
        "segment": list(model.segments),
        "product": list(model.products),
        "stage": [*model.stages, *own_stages(model)],
        "function": functions(model),
    }
    for name, attribute in model.attributes.items():
        if attribute.shares is not None:
            known[name] = list(attribute.shares)
    return known


def _block(key: str) -> str:
    blocks = {"function": "stages.*.function", "channel": "channels", "segment": "segments"}
    blocks["product"] = "products"
    return blocks.get(key, "stages" if key == "stage" else f"attributes.{key}.shares")


def _depends(key: str) -> tuple[str, ...]:
    if key == "function":
        return ("stages.*.function",)
    return (f"attributes.{key}",)


def _life(model: ScenarioModel, at: Path, event: LifeEvent) -> Findings:
    """What multiplies the rate of an event in a customer's life is known and does not change."""
    if not event.factors:
        return
    if event.rate is None:
        message = "factors multiply a rate, and there is none. Add rate: 1% per month."
        depends = (".".join(map(str, (*at, "rate"))),)
        yield Finding((*at, "factors"), message, depends)
    changing = [key for key in event.factors if key in FACTOR_KEYS and key not in LIFE_KEYS]
    for key in changing:
        names = ", ".join([*LIFE_KEYS, *model.attributes])
        message = f"{key} changes while a customer waits; a rate goes by what stays: {names}."
        yield Finding((*at, "factors", key), message)
    kept = {key: table for key, table in event.factors.items() if key not in changing}
    yield from _factors(model, (*at, "factors"), kept, LIFE_KEYS)


def _factors(
    model: ScenarioModel, at: Path, factors: Factors, keys: tuple[str, ...] = FACTOR_KEYS
) -> Findings:
    for key, table in factors.items():
        path = (*at, key)
        if key not in keys and key not in model.attributes:
            hint = listed("Keys", key, [*keys, *model.attributes])
            yield Finding(path, f'nothing is called "{shown(key)}" here.{hint}', _depends(key))
            continue
        if not table:
            yield Finding(path, "is empty. Give at least one factor, or remove the key.")
        for value, factor in table.items():
            if factor <= 0:
                message = f"{factor:g} leaves no odds. Factors are above 0, and 1 is neutral."
                yield Finding((*path, value), message)
        yield from _table(model, path, key, list(table))


def _table(model: ScenarioModel, path: Path, key: str, values: list[str]) -> Findings:
    if key == "response_delay":
        yield from ascending(path, values)
    elif key == "readiness":
        yield from _one_of(path, key, values, list(READINESS))
    elif key == "customer":
        yield from _one_of(path, key, values, ["yes", "no"])
    elif key == "month":
        yield from _months(path, values)
    elif key == "months_to_year_end":
        message = "is not 0 to 11, where 0 is the last month of the year. Write {0: 1.5}."
        yield from _counts(path, values, 11, message)
    elif key in (INFORMATION, PRESSURE):
        yield from (_shares if key == INFORMATION else _pressures)(path, values)
    elif key == EXPERIENCE:
        message = "is not a number of repetitions. Write {0: 0.6, 40: 1}."
        yield from _counts(path, values, MOST_EXPERIENCE, message)
    elif key == "recycles":
        message = "is not a number of times. Write {0: 1, 1: 0.8}."
        yield from _counts(path, values, MOST_RECYCLES, message)
    elif (known := _known(model).get(key)) is not None:
        yield from _one_of(path, key, values, known)
    else:
        yield from _conditions(path, values)


def _counts(path: Path, values: list[str], most: int, message: str) -> Findings:
    for value in values:
        if not (value.isdecimal() and int(value[:9]) <= most):
            yield Finding((*path, value), f'"{shown(value)}" {message}')


def _shares(path: Path, values: list[str]) -> Findings:
    before = -1.0
    for value in values:
        try:
            share = parse_share(value)
        except ValueError as error:
            yield Finding((*path, value), str(error))
            return
        if share <= before:
            message = "comes after a larger share. Write the shares ascending: {0: 0.7, 1: 1}."
            yield Finding((*path, value), message)
            return
        before = share


def _pressures(path: Path, values: list[str]) -> Findings:
    before = 0.0
    for value in values:
        try:
            size = parse_number(value, percent=True)
        except ValueError as error:
            yield Finding((*path, value), str(error))
            return
        if not max(1.0, before) <= size <= MOST_PRESSURE or size == before:
            message = (
                f"is not 100% to {MOST_PRESSURE:.0%}, ascending: what was owed over what was "
                "brought. Write {100%: 1, 200%: 0.6}."
            )
            yield Finding((*path, value), message)
            return
        before = size


def _months(path: Path, values: list[str]) -> Findings:
    seen: dict[int, str] = {}
    for value in values:
        try:
            month = parse_month(value)
        except ValueError as error:
            yield Finding((*path, value), str(error))
            continue
        if month in seen:
            message = f"{value} and {seen[month]} mean the same. Keep one."
            yield Finding((*path, value), message)
        seen.setdefault(month, value)


def _one_of(path: Path, key: str, values: list[str], known: list[str]) -> Findings:
    for value in values:
        if value not in known:
            hint = listed("Known ones", value, known)
            depends = (f"{_block(key)}.{value}",)
            yield Finding((*path, value), f'no {key} "{shown(value)}".{hint}', depends)


def _conditions(path: Path, values: list[str]) -> Findings:
    intervals = {}
    for value in values:
        try:
            intervals[value] = parse_condition(value)
        except ValueError as error:
            yield Finding((*path, value), str(error))
    ordered = sorted(intervals, key=lambda value: intervals[value])
    for one, other in pairwise(ordered):
        if intervals[other][0] < intervals[one][1]:
            message = f'overlaps with "{one}", so two factors would apply. Make them meet: 10..100.'
            yield Finding((*path, other), message)
            return
