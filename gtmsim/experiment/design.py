"""Which points a sweep visits: every combination, or a well-spread sample of them."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import qmc

from gtmsim.experiment.experiment import ExperimentError, Point, Setting
from gtmsim.scenario.change import setting
from gtmsim.scenario.tree import Plain, plain

Design = Literal["grid", "latin", "sobol"]
DESIGNS = ("grid", "latin", "sobol")

MOST_POINTS = 100_000


@dataclass(frozen=True)
class Between:
    """Any value between two, for `latin` and `sobol`: `Between("10%", "30%")`.

    Attributes:
        low: the smallest value, with its unit.
        high: the largest, in the same unit.
    """

    low: str | float
    high: str | float

    def at(self, share: float) -> str:
        """The value at a share of the way, in the unit of both ends."""
        first, last = _apart(str(self.low)), _apart(str(self.high))
        if first[1:] != last[1:]:
            raise ExperimentError(f"{self.low} and {self.high} have different units.")
        before, after = first[1:]
        value = first[0] + share * (last[0] - first[0])
        return f"{before}{value:.6g}{after}" if abs(value) < 1e6 else f"{before}{value:.0f}{after}"


Values = Iterable[object] | Between


def points_of(
    scenarios: Sequence[str],
    values: Mapping[str, Values],
    *,
    design: str = "grid",
    points: int | None = None,
    seed: int = 0,
) -> tuple[Point, ...]:
    """The points of a design; every scenario visits the same settings.

    Args:
        scenarios: names of the scenarios.
        values: path -> the values to try, or `Between` two.
        design: `grid` for every combination, `latin` or `sobol` for a sample of `points`.
        points: how many points of a sample; ignored otherwise.
        seed: seed of the sample.

    Raises:
        ExperimentError: the design cannot be made.

    Example:
        >>> found = points_of(["today"], {"teams.sales.headcount": range(2, 4)})
        >>> [point.label for point in found]
        ['sales.headcount 2', 'sales.headcount 3']
    """
    if design not in DESIGNS:
        raise ExperimentError(f"no design {design!r}. Designs are: {', '.join(DESIGNS)}.")
    levels = {path: _levels(path, each) for path, each in values.items()}
    rows = _grid(levels) if design == "grid" else _sample(levels, design, points, seed)
    names = short_names(list(values))
    made: list[Point] = []
    for scenario in scenarios:
        for row in rows:
            label = _label(scenario if len(scenarios) > 1 else "", row, names)
            made.append(Point(len(made), scenario, row, label or scenario))
    return tuple(made)


def short_names(paths: Sequence[str]) -> dict[str, str]:
    """The shortest ends of paths, of two words or more, that still tell them apart.

    Example:
        >>> list(short_names(["teams.sales.headcount", "stages.call.work.exponential"]).values())
        ['sales.headcount', 'work.exponential']
    """
    found = {}
    for path in paths:
        words = path.split(".")
        for length in range(min(2, len(words)), len(words) + 1):
            short = ".".join(words[-length:])
            if sum(other == short or other.endswith(f".{short}") for other in paths) == 1:
                break
        found[path] = short
    return found


def written(value: Plain) -> str:
    """A value of a scenario on one line."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {written(each)}" for key, each in value.items()) + "}"
    return "[" + ", ".join(written(each) for each in value) + "]"


def _label(scenario: str, row: tuple[Setting, ...], names: Mapping[str, str]) -> str:
    settings = ", ".join(f"{names[path]} {written(value)}" for path, value in row)
    return ": ".join(part for part in (scenario, settings) if part)


def _levels(path: str, values: Values) -> list[Plain] | Between:
    if isinstance(values, Between):
        return values
    if isinstance(values, (str, bytes, Mapping)) or not isinstance(values, Iterable):
        raise ExperimentError(
            f"{path}: {values!r} is one value. Give a list of values, or Between(low, high)."
        )
    found = [plain(setting(path, value)) for value in values]
    if not found:
        raise ExperimentError(f"{path}: there are no values to try.")
    return found


def _grid(levels: Mapping[str, list[Plain] | Between]) -> list[tuple[Setting, ...]]:
    columns: list[list[Setting]] = []
    for path, each in levels.items():
        if isinstance(each, Between):
            raise ExperimentError(
                f"{path}: a grid needs steps between {each.low} and {each.high}. Name the values, "
                "or choose the design latin or sobol."
            )
        columns.append([(path, value) for value in each])
    count = math.prod(len(column) for column in columns)
    if count > MOST_POINTS:
        raise ExperimentError(
            f"the grid has {count:,} points. Take a sample: design latin or sobol, with points."
        )
    return [tuple(row) for row in itertools.product(*columns)]


def _sample(
    levels: Mapping[str, list[Plain] | Between], design: str, points: int | None, seed: int
) -> list[tuple[Setting, ...]]:
    if not levels:
        raise ExperimentError(f"a {design} sample needs values to vary.")
    if points is None or points < 1 or points > MOST_POINTS:
        raise ExperimentError(f"the design {design} needs `points`, from 1 to {MOST_POINTS:,}.")
    rng = np.random.default_rng(seed)
    if design == "latin":
        shares = qmc.LatinHypercube(len(levels), rng=rng).random(points)
    else:
        # Balanced only in powers of two, so one is drawn and its first points are used.
        whole = math.ceil(math.log2(points)) if points > 1 else 0
        shares = qmc.Sobol(len(levels), rng=rng).random_base2(whole)[:points]
    return [
        tuple(
            (path, _pick(each, float(share)))
            for (path, each), share in zip(levels.items(), row, strict=True)
        )
        for row in shares
    ]


def _pick(values: list[Plain] | Between, share: float) -> Plain:
    if isinstance(values, Between):
        return values.at(share)
    return values[min(int(share * len(values)), len(values) - 1)]


def _apart(text: str) -> tuple[float, str, str]:
    """`25 min` as 25, what stands before and what stands after."""
    found = re.fullmatch(r"\s*([^\d\s+-]*)([+-]?[\d_,]*\.?\d+)(.*)", text)
    if found is None:
        raise ExperimentError(f"{text!r} is no quantity to vary.")
    number = float(found[2].replace(",", "").replace("_", ""))
    return number, found[1], found[3]
