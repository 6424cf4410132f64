"""A design with so many people and so many times the leads."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from gtmsim.experiment.experiment import ExperimentError
from gtmsim.experiment.scaling import LAWS, SHAPES, WORDS, scale
from gtmsim.scenario import Scenario
from gtmsim.scenario.tree import Plain


def sized(
    scenario: Scenario, people: int, times: float, shared: Sequence[str]
) -> dict[str, Plain] | None:
    """The changes that give a scenario so many people and leads; None if it has more teams."""
    divided = divide(
        {
            name: team.headcount or 0
            for name, team in scenario.teams.items()
            if name not in shared and _countable(name, team.people)
        },
        people,
    )
    if divided is None:
        return None
    changes: dict[str, Plain] = {
        f"teams.{name}.headcount": str(count) for name, count in divided.items()
    }
    changes |= volume_of(scenario, times)
    scenario.change(changes)
    return changes


def _countable(name: str, people: Sequence[object]) -> bool:
    if people:
        raise ExperimentError(
            f"teams.{name} names its people, which cannot be divided. Write a headcount, or name "
            "the team in `shared`."
        )
    return True


def divide(teams: Mapping[str, int], people: int) -> dict[str, int] | None:
    """So many people over teams in their proportions, by largest remainder, one each at least.

    Returns:
        People by team; None if there are more teams than people.

    Example:
        >>> divide({"is": 3, "fs": 6, "cs": 2}, 22), divide({"is": 3, "fs": 6}, 1)
        ({'is': 6, 'fs': 12, 'cs': 4}, None)
    """
    if people < len(teams):
        return None
    total = sum(teams.values())
    exact = {name: people * count / total for name, count in teams.items()}
    given = {name: max(1, math.floor(size)) for name, size in exact.items()}
    while sum(given.values()) < people:
        most = max(given, key=lambda name: exact[name] - given[name])
        given[most] += 1
    while sum(given.values()) > people:
        larger = [name for name in given if given[name] > 1]
        given[min(larger, key=lambda name: exact[name] - given[name])] -= 1
    return given


def volume_of(scenario: Scenario, times: float) -> dict[str, Plain]:
    """The changes that bring so many times the leads; events stay as they are, with more leads."""
    if times == 1:
        return {}
    changes: dict[str, Plain] = {}
    for name, channel in scenario.tree()["channels"].items():
        key = "leads" if "leads" in channel else "interarrival"
        if key not in channel:
            continue  # single dates: nothing to multiply
        factor = times if key == "leads" else 1 / times
        for path, text in _numbers(channel[key], f"channels.{name}.{key}"):
            scaled = scale(text, factor)
            if scaled is not None:
                changes[path] = scaled
    return changes


def _numbers(node: Plain, path: str) -> list[tuple[str, str]]:
    if isinstance(node, str):
        return [(path, node)]
    children = enumerate(node) if isinstance(node, list) else node.items()
    return [
        each
        for key, child in children
        if str(key) not in SHAPES | WORDS or str(key) in LAWS
        for each in _numbers(child, f"{path}.{key}")
    ]
