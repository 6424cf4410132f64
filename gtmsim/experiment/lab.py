"""Two designs under many changes, on the same leads with the same luck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gtmsim.experiment.batch import Floats
from gtmsim.experiment.experiment import Experiment, Inputs, Point, Setting
from gtmsim.experiment.run import Where, run_experiment
from gtmsim.experiment.runner import Progress
from gtmsim.scenario import Scenario
from gtmsim.scenario.tree import Plain

Settings = tuple[Setting, ...]
Change = tuple[int, Settings]
"""One of the two designs (0 or 1), and what is changed in it."""


def as_settings(changes: Mapping[str, Plain] | None) -> Settings:
    """Changes by path as the settings of a point."""
    return tuple((changes or {}).items())


def named(a: Scenario, b: Scenario, names: tuple[str, str] | None) -> dict[str, Scenario]:
    """Two designs by what they are called; two of one name as (A) and (B)."""
    first, second = names if names is not None else (a.name or "A", b.name or "B")
    if first == second:
        first, second = f"{first} (A)", f"{second} (B)"
    return {first: a, second: b}


@dataclass(frozen=True)
class Lab:
    """Where changed designs are measured.

    Attributes:
        scenarios: the two designs by label.
        kpis: what is measured of each.
        seed: names the luck.
        inputs: whether uncertain inputs are drawn.
        executor: where to run.
        progress: told how far each round is.
    """

    scenarios: Mapping[str, Scenario]
    kpis: tuple[str, ...]
    seed: int
    inputs: Inputs
    executor: Where
    progress: Progress | None

    def measure(self, changes: Sequence[Change], replications: int) -> list[dict[str, Floats]]:
        """The KPIs of each change, one value a replication; NaN where it cannot be run."""
        if not changes:
            return []
        names = list(self.scenarios)
        distinct = list(dict.fromkeys(_key(each) for each in changes))
        where = {key: at for at, key in enumerate(distinct)}
        first = {_key(each): each for each in reversed(changes)}
        points = tuple(
            Point(at, names[first[key][0]], first[key][1], str(at))
            for at, key in enumerate(distinct)
        )
        experiment = Experiment(
            "sweep", self.scenarios, points, self.seed, replications, self.kpis, inputs=self.inputs
        )
        result = run_experiment(experiment, executor=self.executor, progress=self.progress)
        found = []
        for each in changes:
            at = where[_key(each)]
            found.append({kpi: result.gathered.column(at, kpi, replications) for kpi in self.kpis})
        return found

    def differences(
        self, pairs: Sequence[tuple[Settings, Settings]], replications: int
    ) -> list[Floats]:
        """The first KPI of design 1 less that of design 0, under each pair of settings."""
        changes: list[Change] = []
        for one, other in pairs:
            changes += [(0, one), (1, other)]
        found = self.measure(changes, replications)
        kpi = self.kpis[0]
        return [
            np.asarray(new[kpi] - old[kpi])
            for old, new in zip(found[::2], found[1::2], strict=True)
        ]


def _key(change: Change) -> tuple[int, str]:
    return change[0], repr(change[1])
