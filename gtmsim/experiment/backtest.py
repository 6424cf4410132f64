"""Would it have been right? A scenario of a past day against what happened since then."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gtmsim import kpi
from gtmsim.experiment.accuracy import coverage_of_all
from gtmsim.experiment.actuals import Actual, read_actuals
from gtmsim.experiment.batch import Floats, Meaning
from gtmsim.experiment.experiment import ExperimentError, blank_log
from gtmsim.experiment.grid import Grid, Shown
from gtmsim.experiment.known_then import KnownThen, known_then
from gtmsim.experiment.naive import MONEY, channel_rates, last_year, needs_rates, spreadsheet
from gtmsim.experiment.result import Result
from gtmsim.experiment.run import Where, simulate
from gtmsim.experiment.runner import Progress
from gtmsim.experiment.score import Score, score_of
from gtmsim.kpi import Language
from gtmsim.kpi.funnel import ARRIVAL
from gtmsim.log import EventLog
from gtmsim.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


REPLICATIONS = 100
FEWEST = 9
"""Replications below which there is no P10."""
COLUMNS = ("month", "kpi", "unit", "actual", "p10", "p50", "p90", "inside", "last_year",
           "volumes_x_rates")  # fmt: skip


@dataclass(frozen=True, repr=False)
class Backtest(Shown):
    """What a scenario said, and what happened.

    Attributes:
        title: of what.
        hash: of the scenario.
        file: where the actuals come from.
        scores: KPI by KPI.
        unknown: KPIs for which the simulation has no value in some month, and why.
        known_then: what could be checked of whether it knows only what was known then.
        replications, seed: what was run.
    """

    title: str
    hash: str
    file: str
    scores: tuple[Score, ...]
    unknown: Mapping[str, str]
    known_then: KnownThen
    replications: int
    seed: int

    @property
    def months(self) -> tuple[date, ...]:
        """Every month that is compared, in order."""
        return tuple(sorted({month for score in self.scores for month in score.months}))

    @property
    def inside(self) -> int:
        """How many values lie between P10 and P90."""
        return sum(score.held for score in self.scores)

    @property
    def values(self) -> int:
        """How many values are compared."""
        return sum(len(score.months) for score in self.scores)

    @property
    def coverage(self) -> tuple[float, float, float]:
        """Share of all values inside, and its interval with each month counted once."""
        return coverage_of_all(self.inside, self.values, len(self.months))

    def score(self, kpi_id: str) -> Score:
        """The score of a KPI.

        Raises:
            ExperimentError: it was not compared.
        """
        for score in self.scores:
            if score.meaning.kpi == kpi_id:
                return score
        raise ExperimentError(f"{kpi_id!r} was not compared: the actuals have no such KPI.")

    def frame(self) -> pd.DataFrame:
        """One row a KPI and month."""
        import pandas as pd

        rows = [
            (f"{month:%Y-%m}", score.meaning.kpi, score.meaning.unit, *numbers[:4],
             bool(numbers[1] <= numbers[0] <= numbers[3]), *numbers[4:])
            for score in self.scores
            for month, *numbers in zip(
                score.months, score.actual, score.low, score.median, score.high,
                score.last_year, score.sheet, strict=True)
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=list(COLUMNS))

    def verdict(self, language: Language = "en") -> tuple[str, ...]:
        """What can be said, in sentences."""
        from gtmsim.experiment.backtest_words import verdict

        return tuple(verdict(self, language))

    def grids(self, language: Language = "en") -> tuple[Grid, ...]:
        """Tables for people."""
        from gtmsim.experiment.backtest_page import grids

        return tuple(grids(self, language))

    def text(self, language: Language = "en") -> str:
        """The tables, and what can be said."""
        return "\n\n".join([super().text(language), "\n".join(self.verdict(language))])

    def _repr_html_(self) -> str:
        return super()._repr_html_() + "".join(f"<p>{line}</p>" for line in self.verdict())


def backtest(
    scenario: Scenario,
    actuals: str | PathLike[str] | pd.DataFrame,
    *,
    replications: int = REPLICATIONS,
    seed: int = 0,
    executor: Where = None,
    progress: Progress | None = None,
) -> Backtest:
    """Hold a scenario of a past day against what happened since then.

    The scenario starts on that day, from what was open then, with the rates that were known then;
    what can be checked of that is in `known_then`.

    Args:
        scenario: starts before the months that it is tested on.
        actuals: a CSV file or DataFrame with the columns month (`2026-04`), kpi (an id or a
            Japanese label) and value. Months before the start serve as history: what the same
            month brought last year.
        replications: lives of the organization; 100 give P10 and P90 to about 3 in 100.
        seed: names the luck.
        executor: as in `simulate`.
        progress: as in `simulate`.

    Raises:
        ScenarioError: with every problem of the actuals.
        ExperimentError: too few replications; none succeeded; nothing can be compared.

    Example:
        >>> import gtmsim, pandas
        >>> desk = gtmsim.load("scenarios/one_desk.yaml")
        >>> desk = desk.change({"start": "2026-01-01", "horizon": "31 days"})
        >>> seen = pandas.DataFrame({"month": ["2026-01"], "kpi": ["leads"], "value": [5900]})
        >>> gtmsim.backtest(desk, seen, replications=9).score("leads").held
        1
    """
    if replications < FEWEST:
        raise ExperimentError(
            f"replications is {replications}: a range that holds 8 in 10 needs {FEWEST} or more."
        )
    log = blank_log(scenario)
    found = read_actuals(actuals, log)
    asked = _by_kpi(found)
    months = tuple(sorted({month for own in asked.values() for month in own}))
    channels = [str(each) for each in log.channels["id"]]
    result = simulate(
        scenario,
        replications=replications,
        seed=seed,
        kpis=_ids(log, asked, months, channels),
        executor=executor,
        progress=progress,
    )
    sheet = _sheet(result, scenario, months, channels, set(asked), seed, executor)
    scores, unknown = [], {}
    for kpi_id, own in asked.items():
        simulated = np.column_stack([_values(result, kpi_id, month) for month in own])
        if np.isnan(simulated).all(axis=0).any():
            unknown[kpi_id] = "no simulated value"
            continue
        places = [months.index(month) for month in own]
        forecast = sheet[kpi_id][places] if kpi_id in sheet else np.full(len(own), np.nan)
        before = last_year(
            list(own),
            {each.month: each.value for each in found if each.history and each.kpi == kpi_id},
        )
        scores.append(score_of(_meaning(result, kpi_id, own), own, simulated, before, forecast))
    if not scores:
        raise ExperimentError(f"nothing to compare: no simulated value of {', '.join(unknown)}.")
    return Backtest(
        scenario.label or scenario.name or "scenario",
        scenario.hash,
        Path(actuals).name if isinstance(actuals, str | PathLike) else "DataFrame",
        tuple(scores),
        unknown,
        known_then(scenario, log, found),
        len(result.gathered.numbers(0)),
        seed,
    )


def _by_kpi(found: Sequence[Actual]) -> dict[str, dict[date, float]]:
    """The values to compare, in order of months."""
    asked: dict[str, dict[date, float]] = {}
    for each in sorted(found, key=lambda each: each.month):
        if not each.history:
            asked.setdefault(each.kpi, {})[each.month] = each.value
    order = dict.fromkeys(each.kpi for each in found)
    return {kpi_id: asked[kpi_id] for kpi_id in order if kpi_id in asked}


def _ids(
    log: EventLog,
    asked: Mapping[str, Mapping[date, float]],
    months: Sequence[date],
    channels: Sequence[str],
) -> list[str]:
    """All that is measured: the KPIs asked for, and what a spreadsheet multiplies."""
    ids = [_id(kpi_id, month) for kpi_id, own in asked.items() for month in own]
    money = [each for each in MONEY if each in asked]
    besides = [*(f"leads.{each}" for each in channels), *money, *(["wins"] if money else ())]
    return [*ids, *(_id(each, month) for each in besides for month in months)]


def _id(kpi_id: str, month: date) -> str:
    return kpi.normal(f"{kpi_id}@{month:%Y-%m}")


def _values(result: Result, kpi_id: str, month: date) -> Floats:
    return result.values(_id(kpi_id, month))


def _meaning(result: Result, kpi_id: str, own: Mapping[date, float]) -> Meaning:
    """What a KPI is, its name without the month."""
    month = next(iter(own))
    about = result.meaning(_id(kpi_id, month))
    name = about.name.removesuffix(f", {month:%Y-%m}")
    label = about.label.removesuffix(f"、{month.year}年{month.month}月")
    return Meaning(kpi_id, about.unit, about.direction, name, label)


def _sheet(
    result: Result,
    scenario: Scenario,
    months: Sequence[date],
    channels: Sequence[str],
    asked: set[str],
    seed: int,
    executor: Where,
) -> dict[str, Floats]:
    """What volumes x rates say of each month; no more than what is asked needs."""
    volumes = np.array(
        [[np.nanmean(_values(result, f"leads.{c}", month)) for month in months] for c in channels]
    )
    last = (months[-1] + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    steps: tuple[str, ...] = (ARRIVAL,)
    rates = np.ones((len(channels), 1))
    if any(needs_rates(each) for each in asked):
        steps, rates = channel_rates(scenario, last, seed=seed, executor=executor)
    per_win = {}
    for each in sorted(asked.intersection(MONEY)):
        money, wins = (
            sum(float(np.nansum(_values(result, one, month))) for month in months)
            for one in (each, "wins")
        )
        per_win[each] = money / wins if wins else math.nan
    return spreadsheet(channels, volumes, steps, rates, per_win)
