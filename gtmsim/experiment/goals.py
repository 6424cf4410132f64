"""Goals against today: twice the leads, 30% more opportunities, and how likely each is (R159)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gtmsim.experiment.comparison import Comparison
from gtmsim.experiment.experiment import ExperimentError, Point
from gtmsim.experiment.grid import Grid
from gtmsim.experiment.result import Result
from gtmsim.experiment.words import number, say
from gtmsim.kpi import Language
from gtmsim.stats import Estimate, share
from gtmsim.units.number import parse_number


@dataclass(frozen=True)
class Goal:
    """One goal of one design.

    Attributes:
        design: label of the point.
        kpi: id.
        name, label: of the KPI, in English and in Japanese.
        unit: of its values.
        growth: what is wanted, as a share of today's: 0.3 is 30% more, -0.2 a fifth less.
        today, then: medians of the baseline and of the design.
        met: probability, each replication held against the baseline with the same luck.
    """

    design: str
    kpi: str
    name: str
    label: str
    unit: str
    growth: float
    today: float
    then: float
    met: Estimate


def goals(found: Comparison | Result, wanted: Mapping[str, str | float]) -> tuple[Goal, ...]:
    """How likely each design meets goals that are set against the first one.

    Args:
        found: a comparison in which these KPIs were measured; its first design is today.
        wanted: KPI -> growth: `+30%`, `-20%`, or 1.0 for twice as much. Growth of a KPI of
            which less is better is met from below.

    Raises:
        ExperimentError: a growth is none.

    Example:
        >>> import gtmsim
        >>> from gtmsim.experiment import goals
        >>> today = gtmsim.load("scenarios/one_desk.yaml")
        >>> plan = today.change("channels.inquiries.interarrival", {"exponential": "3 min"})
        >>> found = gtmsim.compare({"today": today, "plan": plan}, replications=5, kpis=["leads"])
        >>> goals(found, {"leads": "+100%"})[0].met.mean
        1.0
    """
    result = found.result if isinstance(found, Comparison) else found
    growths = {kpi_id: growth_of(kpi_id, text) for kpi_id, text in wanted.items()}
    return tuple(
        _goal(result, point, kpi_id, growth)
        for point in result.points[1:]
        for kpi_id, growth in growths.items()
    )


def growth_of(kpi_id: str, text: str | float) -> float:
    """A goal as a share of today's: `+30%` is 0.3.

    Raises:
        ExperimentError: it is none.
    """
    if isinstance(text, float | int):
        return float(text)
    try:
        return parse_number(text.strip().removeprefix("+"), negative=True, percent=True)
    except ValueError as error:
        raise ExperimentError(f"goal of {kpi_id}: {error}") from None


def _goal(result: Result, point: Point, kpi_id: str, growth: float) -> Goal:
    meaning = result.meaning(kpi_id)
    today, then = (result.values(kpi_id, each) for each in (result.points[0], point))
    both = ~np.isnan(today) & ~np.isnan(then)
    bound = today[both] + np.abs(today[both]) * growth  # a loss, too, may be 30% better
    less = meaning.direction == "lower"
    met = then[both] <= bound if less else then[both] >= bound
    if growth:
        # Twice nothing is nothing, and no growth.
        met &= (bound != today[both]) | (then[both] != today[both])
    if not both.any():
        raise ExperimentError(f"{kpi_id} is defined in no replication of {point.label}.")
    return Goal(
        point.label,
        kpi_id,
        meaning.name,
        meaning.label,
        meaning.unit,
        growth,
        float(np.median(today[both])),
        float(np.median(then[both])),
        share(int(met.sum()), int(both.sum())),
    )


def grid(found: tuple[Goal, ...], language: Language = "en") -> Grid:
    """The table for people."""
    head = (
        say(language, "design", "案"),
        say(language, "goal", "目標"),
        say(language, "today, median", "現状 (中央値)"),
        say(language, "then", "案 (中央値)"),
        say(language, "P(goal met)", "達成確率"),
        say(language, "95% interval", "95%信頼区間"),
    )
    rows = tuple(
        (
            each.design,
            f"{say(language, each.name, each.label)} {each.growth:+.0%}",
            number(each.today, each.unit, language),
            number(each.then, each.unit, language),
            f"{each.met.mean:.0%}",
            f"[{each.met.low:.0%}, {each.met.high:.0%}]",
        )
        for each in found
    )
    return Grid((say(language, "Goals", "目標"),), head, rows, (), frozenset({1}))
