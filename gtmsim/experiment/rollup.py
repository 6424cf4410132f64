"""Months, quarters, halves or years of the fiscal year, one below the other."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from gtmsim import engine, kpi, plan
from gtmsim.experiment.batch import Floats
from gtmsim.experiment.experiment import ExperimentError
from gtmsim.experiment.grid import Grid, Shown, text_width
from gtmsim.experiment.run import Where, simulate
from gtmsim.experiment.runner import Progress
from gtmsim.experiment.targets_page import in_japanese
from gtmsim.experiment.words import number, say
from gtmsim.kpi import Language, Value, heading, note_in, warnings
from gtmsim.kpi.periods import Named, day_of, fiscal_year_starts, label_of, named, opens
from gtmsim.kpi.view import View
from gtmsim.log import EventLog
from gtmsim.scenario import Scenario
from gtmsim.stats import likely_quantiles
from gtmsim.units.fiscal import MONTHS, PeriodKind, fiscal_periods

if TYPE_CHECKING:
    import pandas as pd

SHOWN = (
    "leads",
    "sql",
    "wins",
    "bookings",
    "new_arr",
    "expansion_arr",
    "churned_arr",
    "arr",
    "revenue",
    "cash_received",
)
"""KPIs of a rollup where nobody names any: those that the scenario has."""

WIDE = 118
"""Cells of a terminal that a table may take before its columns go on below."""

COLUMNS = ("period", "begins", "ends", "kpi", "unit", "p50", "p10", "p90", "mean",
           "replications", "note", "warning")  # fmt: skip


@dataclass(frozen=True, repr=False)
class Rollup(Shown):
    """KPIs by period of the fiscal year.

    Attributes:
        title: of what.
        periods: in order.
        kpis: what is measured; their values are those of the whole run.
        values: by KPI and period, one value a replication.
        log: replication 0.
    """

    title: str
    periods: tuple[Named, ...]
    kpis: tuple[Value, ...]
    values: dict[tuple[str, str], Floats]
    log: EventLog

    def frame(self) -> pd.DataFrame:
        """One row a period and KPI."""
        import pandas as pd

        rows = [self._line(each, one) for each in self.periods for one in self.kpis]
        return pd.DataFrame(rows, columns=list(COLUMNS))

    def _line(self, period: Named, about: Value) -> tuple[object, ...]:
        values = self.values[about.kpi, period.words]
        there = values[~np.isnan(values)]
        p10, p50, p90 = _quantiles(there)
        mean = float(there.mean()) if there.size else math.nan
        ends = period.fiscal.after - timedelta(days=1)
        days = (period.fiscal.first.isoformat(), ends.isoformat())
        numbers = (p50, p10, p90, mean, int(there.size))
        return (period.words, *days, about.kpi, about.unit, *numbers, period.note, about.warning)

    def grids(self, language: Language = "en") -> tuple[Grid, ...]:
        """Tables for people: one row a period, one column a KPI; as many as fit side by side."""
        return tuple(_grids(self, language))


def rollup(
    scenario: Scenario,
    every: PeriodKind,
    *,
    kpis: Sequence[str] | None = None,
    replications: int = 1,
    seed: int = 0,
    executor: Where = None,
    progress: Progress | None = None,
) -> Rollup:
    """Measure KPIs in every period of the fiscal year that the run reaches.

    Args:
        scenario: what to run.
        every: month, quarter, half or year of the fiscal year.
        kpis: ids without a period; default: the usual flows, ARR and cash, as far as the
            scenario has them.
        replications: one keeps uncertain inputs at their central values; several draw them.
        seed: names the luck.
        executor: as in `simulate`.
        progress: as in `simulate`.

    Raises:
        ExperimentError: a KPI names a period of its own, or there is no such period.

    Example:
        >>> import gtmsim
        >>> from gtmsim.experiment import rollup
        >>> desk = gtmsim.load("scenarios/one_desk.yaml")
        >>> rollup(desk, "month", kpis=["leads"]).frame()["period"].tolist()
        ['2026-01']
    """
    if every not in MONTHS:
        raise ExperimentError(f"no period {every!r}. Periods are: {', '.join(MONTHS)}.")
    log = engine.run(plan.compile(scenario), seed=seed)
    about = tuple(kpi.measure(log, _asked(log, kpis)))
    periods = tuple(_periods(log, every))
    ids = {(one.kpi, each.words): f"{one.kpi}@{each.words}" for each in periods for one in about}
    if replications == 1:
        measured = kpi.measure(log, list(ids.values()))
        values = {key: np.array([row.value]) for key, row in zip(ids, measured, strict=True)}
    else:
        result = simulate(
            scenario,
            replications=replications,
            seed=seed,
            kpis=list(ids.values()),
            executor=executor,
            progress=progress,
        )
        values = {key: result.values(kpi_id) for key, kpi_id in ids.items()}
    name = scenario.label or scenario.name or "scenario"
    count = f"{replications} replication{'s' if replications > 1 else ''}"
    return Rollup(f"{name}; seed {seed}, {count}", periods, about, values, log)


def _asked(log: EventLog, kpis: Sequence[str] | None) -> list[str]:
    if kpis is not None:
        dated = [each for each in kpis if kpi.parted(each)[1]]
        if dated:
            raise ExperimentError(
                f"{dated[0]!r} names a period, and every period is shown: leave it away."
            )
        return list(kpis)
    known, view = kpi.registry(), View(log)
    there = [known[each] for each in SHOWN if each in known]
    return [each.id for each in there if all(view.offers(need) for need in each.needs)]


def _periods(log: EventLog, every: PeriodKind) -> Iterator[Named]:
    first = day_of(log, opens(log))
    after = day_of(log, log.horizon - 1) + timedelta(days=1)
    for period in fiscal_periods(every, first, after, fiscal_year_starts(log)):
        yield named(log, period.words)


# --- For people --------------------------------------------------------------------------------


def _quantiles(there: Floats) -> tuple[float, float, float]:
    """P10, P50 and P90."""
    low, middle, high = (float(each) for each in likely_quantiles(there))
    return low, middle, high


def _grids(found: Rollup, language: Language) -> Iterator[Grid]:
    several = any(len(values) > 1 for values in found.values.values())
    columns = [_column(found, about, language) for about in found.kpis]
    widths = [max(map(text_width, column)) + 2 for column in columns]
    first = _first(found, language)
    foot = _foot(found, several, language)
    at = 0
    while at < len(columns):
        until, room = at + 1, WIDE - max(map(text_width, first)) - widths[at]
        while until < len(columns) and widths[until] <= room:
            room -= widths[until]
            until += 1
        lines = list(zip(first, *columns[at:until], strict=True))
        last = until == len(columns)
        title = (say(language, found.title, in_japanese(found.title)),) if at == 0 else ()
        yield Grid(title, lines[0], tuple(lines[1:]), tuple(foot) if last else ())
        at = until


def _first(found: Rollup, language: Language) -> list[str]:
    """The names of the periods, those that the run holds in part with how much it is."""
    names = [say(language, each.words, label_of(each.words)) for each in found.periods]
    notes = [note_in(each.note, language) for each in found.periods]
    told = [f"{name} ({note})" if note else name for name, note in zip(names, notes, strict=True)]
    return [say(language, "period", "期間"), *told]


def _column(found: Rollup, about: Value, language: Language) -> list[str]:
    name = say(language, about.name, about.label) + heading(about.unit, language)
    cells = []
    for period in found.periods:
        values = found.values[about.kpi, period.words]
        p10, p50, p90 = _quantiles(values[~np.isnan(values)])
        half = (p90 - p10) / 2
        low, mid, high = (number(each, about.unit, language, half=half) for each in (p10, p50, p90))
        cells.append(f"{mid} ({low} .. {high})" if len(values) > 1 and half >= 0 else mid)
    return [name, *cells]


def _foot(found: Rollup, several: bool, language: Language) -> list[str]:
    starts = date(2000, fiscal_year_starts(found.log), 1)
    lines = [
        say(
            language,
            f"The fiscal year starts in {starts:%B} and is named after the year in which it "
            "starts.",
            f"会計年度は{starts.month}月開始、開始年で呼びます。",
        )
    ]
    if several:
        lines.append(
            say(
                language,
                "Median over replications, and in brackets the range that holds 8 in 10.",
                "反復の中央値、かっこ内は80%の見込み幅。",
            )
        )
    told = warnings(
        (note_in(each.warning, language), say(language, each.name, each.label))
        for each in found.kpis
    )
    return lines + [f"{say(language, 'Warning', '注意')}: {line}" for line in told]
