"""Where a sweep turns: values between which the target is reached, or another design is better."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from gtmsim.experiment.design import short_names, written
from gtmsim.experiment.experiment import Point
from gtmsim.experiment.result import Result
from gtmsim.experiment.targets import Landing
from gtmsim.stats import StatisticsError
from gtmsim.stats import difference as paired

EVEN = 0.5
"""A target is likelier reached than not above this."""


@dataclass(frozen=True)
class Turn:
    """Two neighboring values of a setting between which the answer changes.

    Attributes:
        path: the setting.
        low, high: its values before and after.
        before, after: the answer there: `reached` or `missed`; or the label of the scenario that
            is clearly better, empty for no clear difference.
        elsewhere: the other settings, in words; empty if there are none.
        assumed: whether the setting has no source.
    """

    path: str
    low: str
    high: str
    before: str
    after: str
    elsewhere: str
    assumed: bool


def turning_points(result: Result, kpi_id: str, landing: Landing | None) -> tuple[Turn, ...]:
    """Every turn of a sweep: of one scenario by its target, of two by the KPI.

    Args:
        result: of a sweep; others have none.
        kpi_id: by which designs are judged.
        landing: the target, of a sweep of one scenario.
    """
    names = list(result.experiment.scenarios)
    if result.experiment.kind != "sweep" or len(names) > 2 or kpi_id not in result.meanings:
        return ()
    if len(names) == 1 and landing is None:
        return ()
    paths = list(dict.fromkeys(path for point in result.points for path, _ in point.settings))
    return tuple(turn for path in paths for turn in _turns(result, kpi_id, landing, path))


def _turns(result: Result, kpi_id: str, landing: Landing | None, path: str) -> Iterator[Turn]:
    """The turns along one setting, the others held."""
    lines: dict[str, dict[str, list[Point]]] = {}
    for point in result.points:
        settings = {each: written(value) for each, value in point.settings}
        if path not in settings:
            return
        value = settings.pop(path)
        short = short_names(list(settings))
        elsewhere = ", ".join(f"{short[each]} {text}" for each, text in settings.items())
        lines.setdefault(elsewhere, {}).setdefault(value, []).append(point)
    assumed = any(_is_assumed(each.assumed, path) for each in result.experiment.scenarios.values())
    for elsewhere, line in lines.items():
        answers = [
            (value, _answer(result, kpi_id, landing, points)) for value, points in line.items()
        ]
        known = [(value, answer) for value, answer in answers if answer is not None]
        for (low, before), (high, after) in pairwise(known):
            if before != after:
                yield Turn(path, low, high, before, after, elsewhere, assumed)


def _answer(
    result: Result, kpi_id: str, landing: Landing | None, points: list[Point]
) -> str | None:
    """What holds at one value; None if it cannot be told."""
    if len(result.experiment.scenarios) == 1:
        values = result.values(kpi_id, points[0])
        values = values[~np.isnan(values)]
        if landing is None or not values.size:
            return None
        return "reached" if (values >= landing.amount).mean() > EVEN else "missed"
    if len(points) != 2:
        return None
    one, two = points
    try:
        with np.errstate(divide="ignore", invalid="ignore"):
            found = paired(
                result.values(kpi_id, one),
                result.values(kpi_id, two),
                larger_is_better=result.meaning(kpi_id).direction != "lower",
            )
    except StatisticsError:
        return None
    return {"better": two.scenario, "worse": one.scenario}.get(found.verdict, "")


def _is_assumed(assumed: tuple[str, ...], path: str) -> bool:
    """Whether a value, or a block around it, has no source."""
    parts = path.split(".")
    return any(".".join(parts[:end]) in assumed for end in range(1, len(parts) + 1))
