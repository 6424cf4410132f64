"""Own rates first: what the company's own months make of each step, beside the scenario's shares.

A rate is the sum of one count by the sum of the count before it, over the last twelve months; the
quarters show whether it holds (R166). Published figures come second.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from gtmsim.errors import Problem, ScenarioError
from gtmsim.experiment.actuals import Actual, month_of, read_actuals
from gtmsim.experiment.experiment import ExperimentError, blank_log
from gtmsim.experiment.gap import off_paper
from gtmsim.experiment.grid import Grid, ShownAsOne
from gtmsim.experiment.naive import COUNTS
from gtmsim.experiment.paper import arriving, reaching
from gtmsim.kpi import Language
from gtmsim.kpi.funnel import ARRIVAL
from gtmsim.kpi.periods import as_day
from gtmsim.scenario import Scenario
from gtmsim.scenario.typical import Sourced, published
from gtmsim.stats import homogeneity, wilson_limits

if TYPE_CHECKING:
    import pandas as pd

MONTHS = 12
QUARTER = 3
QUARTERS = 4
CLEAR = 0.05
"""Chance below which quarters differ by more than luck."""

Counts = Mapping[str, Mapping[date, Actual]]


@dataclass(frozen=True)
class OwnRate:
    """From one step to the next.

    Attributes:
        first, last: KPIs of the two steps, `sql` and `wins`.
        paper: what the shares of the scenario make of it; NaN where nobody gets so far.
        hits, trials: how many got there, of how many, over all months.
        low, high: 95% interval of the own rate (Wilson).
        quarters: the same two counts of each quarter, the latest last.
        luck: chance that luck alone makes quarters differ so much, corrected for the number of
            steps; NaN if they are too few to tell.
        published: a rate that others have published, and where; None if there is none.
    """

    first: str
    last: str
    paper: float
    hits: int
    trials: int
    low: float
    high: float
    quarters: tuple[tuple[int, int], ...]
    luck: float
    published: tuple[float, Sourced] | None

    @property
    def own(self) -> float:
        """The company's own rate; NaN if nobody was there to go on."""
        return self.hits / self.trials if self.trials else math.nan

    @property
    def fits(self) -> bool | None:
        """Whether the scenario's rate lies in the interval of the own one; None if not known."""
        if math.isnan(self.paper) or not self.trials:
            return None
        return self.low - 1e-9 <= self.paper <= self.high + 1e-9

    @property
    def drifts(self) -> bool | None:
        """Whether the quarters differ by more than luck; None if they are too few to tell."""
        return None if math.isnan(self.luck) else self.luck < CLEAR


@dataclass(frozen=True, repr=False)
class OwnRates(ShownAsOne):
    """The company's own rates beside those of a scenario.

    Attributes:
        title: of what.
        file: where the counts come from.
        months: which are summed.
        asked: how many were to be summed.
        quarters: first and last month of each.
        steps: rate by rate, in the order of the funnel.
        uncounted: steps of the scenario that the file does not count.
        off_paper: whether the scenario knows leads that come back or came before the start, who
            are in counts and not on paper.
    """

    title: str
    file: str
    months: tuple[date, ...]
    asked: int
    quarters: tuple[tuple[date, date], ...]
    steps: tuple[OwnRate, ...]
    uncounted: tuple[str, ...]
    off_paper: bool

    def grid(self, language: Language = "en") -> Grid:
        """The table for people."""
        from gtmsim.experiment.own_rates_page import grid

        return grid(self, language)

    def overlay(self, scenario: Scenario, extends: str, language: Language = "en") -> str:
        """The text of a scenario that extends a file and has these rates on paper.

        Raises:
            ExperimentError: no share of the scenario could bring a step to its own rate.
        """
        from gtmsim.experiment.own_scenario import overlay

        return overlay(self, scenario, extends, language)


def own_rates(
    scenario: Scenario,
    actuals: str | PathLike[str] | pd.DataFrame,
    *,
    until: date | str | None = None,
    months: int = MONTHS,
) -> OwnRates:
    """The rates of the company's own months, and whether the scenario's shares fit them.

    Args:
        scenario: whose shares are judged.
        actuals: as `backtest` takes them; leads, mql, sal, sql and wins count here.
        until: the last month; default: the last that the file has.
        months: how many to sum; fewer if the file begins later.

    Raises:
        ScenarioError: with every problem of the file.
        ExperimentError: nothing to divide; no such month.

    Example:
        >>> import gtmsim
        >>> own = gtmsim.load("scenarios/own_company.yaml")
        >>> found = gtmsim.own_rates(own, "scenarios/own_company/actuals_invented.csv")
        >>> [(each.first, each.last, each.hits, each.trials) for each in found.steps]
        [('leads', 'sql', 149, 788), ('sql', 'wins', 34, 149)]
    """
    if months < 1:
        raise ExperimentError(f"months is {months}: sum one month or more.")
    log = blank_log(scenario)
    file = Path(actuals).name if isinstance(actuals, str | PathLike) else "DataFrame"
    there = [kpi for kpi, step in COUNTS.items() if step == ARRIVAL or step in log.milestones]
    if len(there) < 2:
        raise ExperimentError("no milestone of the scenario is mql, sal, sql or won: no step.")
    counts: dict[str, dict[date, Actual]] = {}
    for each in read_actuals(actuals, log, any_month=True):
        if each.kpi in there:
            counts.setdefault(each.kpi, {})[each.month] = each
    window = _window(file, counts, until, months)
    known = [kpi for kpi in there if kpi in counts and set(window) & set(counts[kpi])]
    if len(known) < 2:
        raise ExperimentError(
            f"{file} counts {' and '.join(known) or 'no step'} alone in {_span(window)}: a rate "
            f"takes two of {', '.join(there)}."
        )
    _whole(file, counts, known, window)
    quarters = [window[at - QUARTER : at] for at in range(len(window), QUARTER - 1, -QUARTER)]
    quarters = quarters[:QUARTERS][::-1]
    steps = _rates(scenario, counts, known, window, quarters)
    _below_one(file, steps, window)
    return OwnRates(
        scenario.label or scenario.name or "scenario",
        file,
        tuple(window),
        months,
        tuple((each[0], each[-1]) for each in quarters),
        steps,
        tuple(kpi for kpi in there if kpi not in known),
        off_paper(scenario),
    )


def _window(file: str, counts: Counts, until: date | str | None, months: int) -> list[date]:
    """The months to sum: from the first that is known of those asked for to the last."""
    every = sorted({month for own in counts.values() for month in own})
    if not every:
        raise ExperimentError(f"{file} counts no step of the funnel: {', '.join(COUNTS)}.")
    last = every[-1]
    if until is not None:
        wanted = month_of(until) if isinstance(until, str) else as_day(until).replace(day=1)
        if wanted is None:
            raise ExperimentError(f"{until!r} is no month: write 2026-03.")
        last = wanted
    asked = [_back(last, number) for number in reversed(range(months))]
    begins = next((month for month in asked if month in every), None)
    if begins is None or last not in every:
        have = _span([every[0], every[-1]])
        raise ExperimentError(f"{file} has no step of the funnel in {last:%Y-%m}; it has {have}.")
    return asked[asked.index(begins) :]


def _back(month: date, number: int) -> date:
    """The month so many months before."""
    at = month.year * 12 + month.month - 1 - number
    return date(at // 12, at % 12 + 1, 1)


def _span(months: Sequence[date]) -> str:
    return f"{months[0]:%Y-%m} .. {months[-1]:%Y-%m}"


# --- What must hold of the counts ----------------------------------------------------------------


def _whole(file: str, counts: Counts, known: Sequence[str], window: Sequence[date]) -> None:
    """Refuse months without a count, and counts that are not whole."""
    problems = []
    for kpi in known:
        missing = [f"{month:%Y-%m}" for month in window if month not in counts[kpi]]
        if missing:
            message = (
                f"no value in {', '.join(missing)}, within {_span(window)}. Add it, 0 for none; or "
                "take fewer months, or leave the step out."
            )
            problems.append(Problem(file, 0, kpi, message))
        for month, found in counts[kpi].items():
            if month in window and not found.value.is_integer():
                message = f"{found.value:g} is no whole number: a rate is counted, not averaged."
                problems.append(Problem(file, found.line, kpi, message))
    if problems:
        raise ScenarioError(problems)


def _below_one(file: str, steps: Sequence[OwnRate], window: Sequence[date]) -> None:
    problems = [
        Problem(
            file, 0, step.last,
            f"{step.hits:,} of {step.trials:,} {step.first} in {_span(window)}: a step has no more "
            "than the one before it. Sum more months, or count both in the same way.",
        )
        for step in steps
        if step.hits > step.trials
    ]  # fmt: skip
    if problems:
        raise ScenarioError(problems)


# --- Rates ---------------------------------------------------------------------------------------


def _rates(
    scenario: Scenario,
    counts: Counts,
    known: Sequence[str],
    window: Sequence[date],
    quarters: Sequence[Sequence[date]],
) -> tuple[OwnRate, ...]:
    """Every rate from one step that is counted to the next."""
    paper = reaching(scenario, arriving(scenario), [COUNTS[kpi] for kpi in known])
    found = []
    for first, last in pairwise(known):

        def summed(months: Sequence[date], first: str = first, last: str = last) -> tuple[int, int]:
            hits, trials = (
                int(sum(counts[kpi][month].value for month in months)) for kpi in (last, first)
            )
            return hits, trials

        hits, trials = summed(window)
        ends = wilson_limits(min(hits, trials), trials)
        before = paper[COUNTS[first]]
        own = tuple(summed(months) for months in quarters)
        luck = math.nan  # a quarter with more hits than trials has no share to compare
        if all(part <= whole for part, whole in own):
            once = homogeneity([part for part, _ in own], [whole for _, whole in own])
            luck = once if math.isnan(once) else min(once * (len(known) - 1), 1.0)
        found.append(
            OwnRate(
                first, last, paper[COUNTS[last]] / before if before else math.nan, hits, trials,
                float(ends.low), float(ends.high), own, luck, published(first, last),
            )
        )  # fmt: skip
    return tuple(found)
