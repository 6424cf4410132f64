"""What one could change to reach a revenue: more leads, a better win rate, a higher price, people.

Each lever is turned alone, further and further, until the revenue is reached in half of the
replications; every setting meets the same luck.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gtmsim.errors import GtmsimError
from gtmsim.experiment.lives import Asked, Life
from gtmsim.experiment.sizing import volume_of
from gtmsim.scenario import Scenario

Name = Literal["leads", "rate", "price", "people"]
SETTINGS = (1.1, 1.2, 1.3, 1.4, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0, 6.0)
"""How far a lever is turned: more of the same, as a multiple of today's."""
ODDS = (1.02, 1.05, 1.1, 1.15, 1.2, 1.3, 1.4, 1.6, 2.0, 3.0, 6.0, 20.0)
"""The same for the odds of every step of a deal, which multiply along the way."""
LESS = (1, 4, 6, 8)
"""Which smaller settings are tried where the largest does not help."""
HALF = 0.5
"""Chance at which a revenue counts as reached."""

CHANGES = "the organization changes on a date"
"""Why nobody is added: it would have to be said where each of them goes then."""

Run = Callable[[Asked], list[Life]]


@dataclass(frozen=True)
class TurnedLever:
    """What one lever takes to close the gap alone.

    Attributes:
        name: leads, rate, price or people.
        closes: whether it can.
        multiple: of today's leads, win rate, price or people: what it takes, or, if it cannot,
            the largest that was tried.
        hit: chance to reach the revenue with it.
        landing: median of the money it brings by the date.
        note: what it could not change, or why it was not tried.
    """

    name: Name
    closes: bool
    multiple: float
    hit: float
    landing: float
    note: str = ""


def chance(lives: Sequence[Life], revenue: float) -> float:
    """Share of replications that reach a revenue."""
    return sum(life.booked >= revenue for life in lives) / len(lives)


def landing(lives: Sequence[Life]) -> float:
    """Median of what replications bring."""
    return float(np.median([life.booked for life in lives]))


def levers(
    asked: Asked, base: Sequence[Life], revenue: float, stages: tuple[str, ...], run: Run
) -> Iterator[TurnedLever]:
    """Turn each lever until the revenue is reached in half of the replications."""
    scenario = asked.scenario

    def leads(multiple: float) -> Asked:
        return Asked(more_leads(scenario, multiple)[0], asked.by, seed=asked.seed)

    def people(multiple: float) -> Asked:
        return Asked(more_people(scenario, multiple)[0], asked.by, seed=asked.seed)

    def rate(odds: float) -> Asked:
        return Asked(scenario, asked.by, odds, stages, asked.seed)

    yield _turned("leads", SETTINGS, leads, revenue, run, _note(more_leads, scenario))[0]
    found, there = _turned("rate", ODDS, rate, revenue, run, "")
    yield _as_rate(found, there, base) if there else found
    yield price(base, revenue)
    yield _turned("people", SETTINGS, people, revenue, run, _note(more_people, scenario))[0]


def _note(more: Callable[[Scenario, float], tuple[Scenario, str]], scenario: Scenario) -> str:
    """What a lever cannot change, where it can be turned at all."""
    try:
        return more(scenario, 2.0)[1]
    except GtmsimError:
        return ""


def _turned(
    name: Name,
    settings: Sequence[float],
    changed: Callable[[float], Asked],
    revenue: float,
    run: Run,
    note: str,
) -> tuple[TurnedLever, list[Life]]:
    """The smallest setting that reaches the revenue in half of the replications, and its lives."""
    try:
        tried = {settings[-1]: run(changed(settings[-1]))}
    except GtmsimError as error:
        why = str(error).splitlines()[-1].strip()
        return TurnedLever(name, False, math.nan, math.nan, math.nan, why), []
    if chance(tried[settings[-1]], revenue) < HALF:
        # Much more of a lever may do harm: a team drowned in leads serves none of them well.
        for setting in (settings[at] for at in LESS):
            tried[setting] = run(changed(setting))
        best = max(tried, key=lambda each: (chance(tried[each], revenue), landing(tried[each])))
        if chance(tried[best], revenue) < HALF:
            there = tried[best]
            return TurnedLever(
                name, False, best, chance(there, revenue), landing(there), note
            ), there
        settings = settings[: settings.index(best) + 1]
    low, high = -1, len(settings) - 1
    while high - low > 1:
        middle = (low + high) // 2
        found = tried.get(settings[middle]) or run(changed(settings[middle]))
        tried[settings[middle]] = found
        low, high = (low, middle) if chance(found, revenue) >= HALF else (middle, high)
    there = tried[settings[high]]
    return TurnedLever(
        name, True, settings[high], chance(there, revenue), landing(there), note
    ), there


def _as_rate(found: TurnedLever, lives: Sequence[Life], base: Sequence[Life]) -> TurnedLever:
    """What the odds did to the win rate: wins until the date by SQLs until the date."""

    def won(lives: Sequence[Life]) -> float:
        steps = lives[0].steps
        since = steps.index("sql") if "sql" in steps else 0
        there = sum(float(life.then[since]) for life in lives)
        return sum(float(life.then[-1]) for life in lives) / max(there, 1.0)

    multiple = won(lives) / won(base) if won(base) > 0 else math.nan
    return TurnedLever("rate", found.closes, multiple, found.hit, found.landing, found.note)


def price(base: Sequence[Life], revenue: float) -> TurnedLever:
    """How much dearer every deal must be, if nobody buys less or later for it.

    Exact, without a run: money is proportional to the price.
    """
    booked = sorted((life.booked for life in base), reverse=True)
    # The revenue is reached in half of the replications where it is in the one in the middle.
    middle = booked[math.ceil(len(booked) * HALF) - 1]
    if middle <= 0:
        return TurnedLever(
            "price", False, math.nan, 0.0, 0.0, "nothing is sold in most replications"
        )
    multiple = max(revenue / middle, 1.0)
    reached = sum(each * multiple >= revenue * (1 - 1e-12) for each in booked) / len(booked)
    return TurnedLever(
        "price", True, multiple, reached, float(np.median(booked)) * multiple,
        "if nobody buys less, or later, at this price",
    )  # fmt: skip


# --- Scenarios with more of something ----------------------------------------------------------


def more_leads(scenario: Scenario, multiple: float) -> tuple[Scenario, str]:
    """A scenario whose channels bring more leads, and a note on those that could not."""
    changes = volume_of(scenario, multiple)
    fixed = [
        name
        for name in scenario.channels
        if not any(path.startswith(f"channels.{name}.") for path in changes)
    ]
    note = f"not multiplied: {', '.join(fixed)}" if fixed else ""
    return scenario.change(changes) if changes else scenario, note


def more_people(scenario: Scenario, multiple: float) -> tuple[Scenario, str]:
    """A scenario whose teams have more people from the first day, whole people only.

    Raises:
        GtmsimError: the organization changes on a date, and nothing says where they go then.
    """
    if scenario.reorganizations:
        raise GtmsimError(CHANGES)
    changes: dict[str, object] = {}
    for name, team in scenario.teams.items():
        if team.headcount is not None:
            changes[f"teams.{name}.headcount"] = math.ceil(team.headcount * multiple - 1e-9)
        elif team.people:
            there = [each if isinstance(each, str) else each.name for each in team.people]
            more = math.ceil(len(there) * multiple - 1e-9) - len(there)
            names = [f"{name}+{number}" for number in range(1, more + 1)]
            changes[f"teams.{name}.people"] = [*_people(scenario, name), *names]
    return scenario.change(changes) if changes else scenario, "from the first day, fully able"


def _people(scenario: Scenario, team: str) -> list[object]:
    written = scenario.tree()["teams"][team]["people"]
    return list(written) if isinstance(written, list) else [written]
