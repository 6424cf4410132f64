"""The best of many designs, with a stated probability of being right."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np

from gtmsim.experiment.batch import Floats, Meaning, Piece
from gtmsim.experiment.experiment import Experiment, ExperimentError, Inputs, Point
from gtmsim.experiment.gathered import Gathered
from gtmsim.experiment.grid import Grid, ShownAsOne
from gtmsim.experiment.runner import Pool, finish, pool_of
from gtmsim.experiment.words import number, say
from gtmsim.kpi import Language, find, heading
from gtmsim.scenario import Scenario
from gtmsim.stats import Allocation, Selection, allocate_budget, select_best

FIRST = 10
"""Replications of each design before the first one is dropped."""


@dataclass(frozen=True, repr=False)
class Chosen(ShownAsOne):
    """The design selected, and what it took.

    Attributes:
        name: the design.
        meaning: by which KPI.
        means: mean of each design over its own replications.
        replications: replications each design was given.
        found: what statistics say: a `Selection` (KN++) or an `Allocation` (OCBA).
    """

    name: str
    meaning: Meaning
    means: dict[str, float]
    replications: dict[str, int]
    found: Selection | Allocation

    def grid(self, language: Language = "en") -> Grid:
        """The designs, best first."""
        sign = -1 if self.meaning.direction == "higher" else 1
        names = sorted(self.means, key=lambda each: (each != self.name, sign * self.means[each]))
        rows = tuple(
            (
                each,
                number(self.means[each], self.meaning.unit, language),
                str(self.replications[each]),
            )
            for each in names
        )
        name = say(language, self.meaning.name, self.meaning.label)
        head = (
            "",
            f"{name}{heading(self.meaning.unit, language)}",
            say(language, "replications", "反復回数"),
        )
        title = say(language, f"Selected: {self.name}", f"選択: {self.name}")
        return Grid((title,), head, rows, (self._promise(language),))

    def _promise(self, language: Language) -> str:
        sure = f"{self.found.probability:.0%}"
        if isinstance(self.found, Allocation):
            return say(
                language,
                f"About {sure} sure to be the best, were the means normal: "
                "an estimate, not a promise.",
                f"最良である確率は約{sure} (平均が正規分布に従うとした推定で、保証ではない)。",
            )
        if self.found.why == "cap":
            return say(
                language,
                "Replications ran out before it was clear: nothing is promised.",
                "差が明らかになる前に反復回数の上限に達した。保証できることはない。",
            )
        worth = number(self.found.indifference, self.meaning.unit, language)
        return say(
            language,
            f"At least {sure} sure to be the best, or within {worth} of it.",
            f"{sure}以上の確率で最良、または最良との差が{worth}以内。",
        )


def select(
    scenarios: Mapping[str, Scenario],
    kpi: str,
    *,
    indifference: float,
    level: float = 0.95,
    cap: int = 1000,
    batch: int = 5,
    seed: int = 0,
    inputs: Inputs = "drawn",
    executor: Executor | Pool | None = None,
) -> Chosen:
    """Select the best design with a stated probability, dropping clear losers early (KN++).

    Args:
        scenarios: the designs by name.
        kpi: what to judge by.
        indifference: smallest difference worth detecting, in the KPI's unit (a share: 0.01).
        level: probability of a correct selection.
        cap: most replications of one design; where it is hit, nothing is promised.
        batch: replications of each design left between eliminations.
        seed: names the luck.
        inputs: as in `simulate`.
        executor: as in `simulate`.

    Example:
        >>> import gtmsim
        >>> from gtmsim.experiment import select
        >>> desk = gtmsim.load("scenarios/one_desk.yaml")
        >>> plans = {"one": desk, "two": desk.change("teams.desk.headcount", 2)}
        >>> select(plans, "waiting_time", indifference=0.1).name
        'two'
    """
    race = _Sampler(scenarios, kpi, seed, inputs, executor)
    found = select_best(
        race.sample,
        len(scenarios),
        indifference=indifference,
        level=level,
        larger_is_better=race.larger,
        first=min(FIRST, cap),
        batch=batch,
        cap=cap,
    )
    return race.chosen(found)


def allocate(
    scenarios: Mapping[str, Scenario],
    kpi: str,
    *,
    budget: int,
    seed: int = 0,
    inputs: Inputs = "drawn",
    executor: Executor | Pool | None = None,
) -> Chosen:
    """Spend a fixed number of replications where they help most to find the best design (OCBA).

    Args:
        scenarios: the designs by name.
        kpi: what to judge by.
        budget: replications of all designs together.
        seed: names the luck.
        inputs: as in `simulate`.
        executor: as in `simulate`.
    """
    race = _Sampler(scenarios, kpi, seed, inputs, executor)
    found = allocate_budget(
        race.sample, len(scenarios), budget=budget, larger_is_better=race.larger, first=FIRST
    )
    return race.chosen(found)


class _Sampler:
    """Replications of designs, as a selection asks for them."""

    def __init__(
        self,
        scenarios: Mapping[str, Scenario],
        kpi: str,
        seed: int,
        inputs: Inputs,
        executor: Executor | Pool | None,
    ) -> None:
        if len(scenarios) < 2:
            raise ExperimentError("a selection needs two designs or more.")
        about = find(kpi)[0]
        if about.direction == "neutral":
            raise ExperimentError(f"{kpi}: neither higher nor lower is better: nothing is best.")
        self.larger = about.direction == "higher"
        self._kpi = kpi
        points = tuple(Point(at, name, (), name) for at, name in enumerate(scenarios))
        self._experiment = Experiment(
            "compare", dict(scenarios), points, seed, kpis=(kpi,), inputs=inputs
        )
        self._gathered = Gathered(self._experiment)
        self._pool = executor if isinstance(executor, Pool) else pool_of(executor)

    def sample(self, design: int, replications: range) -> Floats:
        """One value a replication asked for."""
        piece = Piece(design, replications.start, len(replications))
        for finished in finish(self._experiment, [piece], self._pool):
            self._gathered.add(finished)
        failures = [each for each in self._gathered.failures if each.point == design]
        if failures:
            first = failures[0]
            raise ExperimentError(
                f"{self._experiment.points[design].label}, replication {first.replication} failed "
                f"({first.during}: {first.error}). Selection needs every replication."
            )
        column = self._gathered.column(design, self._kpi, replications.stop)
        return np.asarray(column[replications.start :], dtype=np.float64)

    def chosen(self, found: Selection | Allocation) -> Chosen:
        names = [point.label for point in self._experiment.points]
        return Chosen(
            names[found.best],
            self._gathered.meanings()[self._kpi],
            dict(zip(names, found.means, strict=True)),
            dict(zip(names, found.replications, strict=True)),
            found,
        )
