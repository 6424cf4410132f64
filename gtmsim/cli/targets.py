"""Targets and fiscal periods at the terminal: what is printed below the KPIs, and `--every`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from gtmsim.cli import bar, written
from gtmsim.cli.arguments import Format, Language
from gtmsim.cli.closing import of_scenario
from gtmsim.cli.tabular import lines, table
from gtmsim.experiment import Result, Stopped, Targets, local
from gtmsim.experiment import rollup as rolled_up
from gtmsim.kpi import definitions
from gtmsim.scenario import Scenario
from gtmsim.units.fiscal import PeriodKind


class Every(StrEnum):
    """Periods of the fiscal year."""

    month = "month"
    quarter = "quarter"
    half = "half"
    year = "year"


EveryOption = Annotated[
    Every | None,
    typer.Option("--every", help="One row a month, quarter, half or year of the fiscal year."),
]

KINDS: dict[Every, PeriodKind] = {
    Every.month: "month",
    Every.quarter: "quarter",
    Every.half: "half",
    Every.year: "year",
}


def below(targets: Targets | None, language: Language) -> None:
    """Print the table of targets below another one; nothing if there are none."""
    if targets:
        typer.echo("")
        typer.echo(targets.grid(language.code, tested=True).text())


def below_result(result: Result, language: Language) -> None:
    """Print the targets of what was simulated or compared; of a sweep there would be too many."""
    if result.experiment.kind != "sweep":
        below(result.targets(), language)


def rollup(
    scenario: Scenario,
    every: Every,
    *,
    seed: int,
    replications: int,
    kpis: Sequence[str] | None,
    jobs: int,
    form: Format,
    language: Language,
    excel: bool,
    near: Path | None = None,
) -> None:
    """Run a scenario and print KPIs by period."""
    try:
        with bar.progress_bar() as progress, local(jobs) as pool:
            found = rolled_up(
                scenario,
                KINDS[every],
                kpis=kpis,
                replications=replications,
                seed=seed,
                executor=pool,
                progress=progress,
            )
    except Stopped:
        raise KeyboardInterrupt from None  # nothing of a run is kept
    match form:
        case Format.json:
            typer.echo(json.dumps(lines(found.frame()), ensure_ascii=False, indent=2))
        case Format.csv:
            typer.echo(written.encoded(table(found.frame()), excel=excel), nl=False)
        case Format.table:
            grids = found.grids(language.code)
            typer.echo("\n\n".join(grid.text() for grid in grids))
            closing = list(of_scenario(scenario, definitions(found.log), language, near))
            if closing:
                typer.echo("\n" + "\n".join(closing))
