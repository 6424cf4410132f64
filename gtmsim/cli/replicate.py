"""Several lives of one organization, and what they gave on average."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import typer

from gtmsim import engine, experiment, kpi, plan
from gtmsim.cli import bar
from gtmsim.cli.exits import refuse
from gtmsim.cli.progress import progress_bar
from gtmsim.experiment.estimating import average
from gtmsim.experiment.targets import Targets, of_log
from gtmsim.kpi import KpiTable, Value
from gtmsim.log import EventLog
from gtmsim.scenario import Scenario
from gtmsim.stats import mean

LEVEL = 0.95
"""Confidence level of the intervals of means."""


@dataclass(frozen=True)
class Row:
    """One KPI over all replications.

    Attributes:
        kpi: what it is; `value` and `denominator` of one replication, or their means.
        low, high: interval of the mean (Student t); NaN where there is none.
        note: why there is no value or no interval, or how many replications had no value.
    """

    kpi: Value
    low: float = math.nan
    high: float = math.nan
    note: str = ""


@dataclass(frozen=True)
class Replications:
    """What the replications of one scenario gave; the log is that of replication 0.

    `targets` is None for a scenario without any.
    """

    scenario: Scenario
    seed: int
    log: EventLog
    tables: tuple[KpiTable, ...]
    targets: Targets | None = None

    @property
    def ids(self) -> list[str]:
        """Every KPI that any replication has, in the order of the tables."""
        return list(dict.fromkeys(value.kpi for table in self.tables for value in table))

    def column(self, member: str) -> list[float]:
        """One value a replication; NaN where it has none."""
        return [value.value if value else math.nan for value in self._found(member)]

    def rows(self) -> list[Row]:
        """One row a KPI, over all replications."""
        if len(self.tables) == 1:
            return [Row(value, note=value.note) for value in self.tables[0]]
        return [self._row(member) for member in self.ids]

    def _row(self, member: str) -> Row:
        found = [value for value in self._found(member) if value]
        figure = average(member, self.column(member), level=LEVEL)
        note = found[0].note if figure.n == 0 else figure.refused
        if figure.n and figure.missing:
            note = note or f"undefined in {figure.missing} of {len(self.tables)} replications"
        denominator = mean([value.denominator for value in found]).mean
        about = found[0]
        value = Value(
            kpi=about.kpi,
            value=figure.mean,
            denominator=denominator,
            unit=about.unit,
            direction=about.direction,
            name=about.name,
            label=about.label,
            warning=about.warning,
        )
        return Row(value, figure.low, figure.high, note)

    def _found(self, member: str) -> list[Value | None]:
        return [next((v for v in table if v.kpi == member), None) for table in self.tables]


def replicate(
    scenario: Scenario,
    *,
    seed: int,
    replications: int,
    kpis: Sequence[str] | None = None,
    jobs: int = 1,
) -> Replications:
    """Run a scenario several times; replication i of every scenario meets the same luck.

    One replication keeps uncertain inputs at their central values; several draw them anew.

    Args:
        scenario: what to run.
        seed: names the luck.
        replications: how often.
        kpis: ids of KPIs to measure; default: the headlines.
        jobs: worker processes; -1 for one a core.
    """
    if replications > 1:
        return _several(scenario, seed, replications, kpis, jobs)
    with progress_bar(1, "replication") as done:
        log = engine.run(plan.compile(scenario), seed=seed, progress=done)
    targets = of_log(log) if scenario.targets else None
    return Replications(scenario, seed, log, (kpi.measure(log, kpis),), targets)


def _several(
    scenario: Scenario, seed: int, replications: int, kpis: Sequence[str] | None, jobs: int
) -> Replications:
    try:
        with bar.progress_bar() as progress, experiment.local(jobs) as pool:
            result = experiment.simulate(
                scenario,
                replications=replications,
                seed=seed,
                executor=pool,
                kpis=kpis,
                progress=progress,
            )
    except experiment.Stopped:
        raise KeyboardInterrupt from None  # nothing of a run is kept
    there = result.gathered.numbers(0)
    if result.failures:
        first = result.failures[0]
        text = f"replication {first.replication}, {first.during}: {first.error}"
        if not there.size:
            refuse(f"every replication failed; {text}")
        count = len(result.failures)
        typer.echo(
            f"{count} of {replications} replications failed and are left out; {text}", err=True
        )
    log = experiment.log_of(result.experiment, 0, int(there[0]))
    about = kpi.measure(log, ["leads"])
    tables = [replace(about, rows=rows) for rows in _rows(result)]
    targets = result.targets() if scenario.targets else None
    return Replications(scenario, seed, log, tuple(tables), targets)


def _rows(result: experiment.Result) -> Iterator[tuple[Value, ...]]:
    """The KPIs of each replication, in order."""
    shown = set(result.kpis)
    found: dict[int, tuple[Value, ...]] = {}
    for batch in result.gathered.batches():
        for at, replication in enumerate(batch.replications.tolist()):
            found[replication] = tuple(
                Value(
                    kpi=each.kpi,
                    value=float(batch.values[at, column]),
                    denominator=float(batch.denominators[at, column]),
                    unit=each.unit,
                    direction=each.direction,
                    name=each.name,
                    label=each.label,
                    note=batch.notes.get((at, column), ""),
                    warning=each.warning,
                )
                for column, each in enumerate(batch.meanings)
                if each.kpi in shown
            )
    for replication in sorted(found):
        yield found[replication]
