"""Several lives of one organization, and what they gave on average."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gtmsim import engine, kpi, plan
from gtmsim.cli.progress import followed
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
    """What the replications of one scenario gave; the log is that of replication 0."""

    scenario: Scenario
    seed: int
    log: EventLog
    tables: tuple[KpiTable, ...]

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
        figure = mean(self.column(member), level=LEVEL)
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
        )
        return Row(value, figure.low, figure.high, note)

    def _found(self, member: str) -> list[Value | None]:
        return [next((v for v in table if v.kpi == member), None) for table in self.tables]


def replicate(
    scenario: Scenario, *, seed: int, replications: int, kpis: Sequence[str] | None = None
) -> Replications:
    """Run a scenario several times; replication i of every scenario meets the same luck.

    Args:
        scenario: what to run.
        seed: names the luck.
        replications: how often.
        kpis: ids of KPIs to measure; default: the headlines.
    """
    compiled = plan.compile(scenario)
    first: EventLog | None = None
    tables = []
    for log in _logs(compiled, seed, replications):
        first = log if first is None else first
        tables.append(kpi.measure(log, kpis))
    assert first is not None
    return Replications(scenario, seed, first, tuple(tables))


def _logs(compiled: plan.Plan, seed: int, replications: int) -> Iterator[EventLog]:
    for replication in followed(range(replications), "replications"):
        yield engine.run(compiled, seed=seed, replication=replication)
