"""Reports and alerts at the terminal: `gtmsim run --report weekly`, and `gtmsim shock`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from gtmsim import engine, kpi, plan, scenario
from gtmsim.cli import written
from gtmsim.cli.arguments import Format, Lang, Language, Told, ToldAs
from gtmsim.cli.closing import of_scenario
from gtmsim.cli.exits import readable_failures
from gtmsim.cli.experiments import Jobs, Seed
from gtmsim.cli.progress import lives, progress_bar
from gtmsim.cli.tabular import lines, table
from gtmsim.experiment import detect
from gtmsim.report.cadence import grids
from gtmsim.scenario import Scenario
from gtmsim.scenario.change import parse_setting


class Cadence(StrEnum):
    """How often a report is written."""

    daily = "daily"
    weekly = "weekly"
    monthly = "monthly"
    quarterly = "quarterly"


ReportOption = Annotated[
    Cadence | None,
    typer.Option(
        "--report",
        help="The report of one day, week, month or fiscal quarter, with its alerts; with --pack, "
        "these packs in it.",
    ),
]
OnOption = Annotated[
    str | None,
    typer.Option("--on", metavar="DATE", help="A day in the report's period; default: the last."),
]
RulesOption = Annotated[
    Path | None,
    typer.Option("--rules", metavar="FILE", help="Alert rules of a YAML file, instead of ours."),
]


def report(
    chosen: Scenario,
    cadence: Cadence,
    *,
    on: str | None,
    rules: Path | None,
    packs: Sequence[str],
    seed: int,
    form: Format,
    language: Language,
    excel: bool,
    near: Path | None = None,
) -> None:
    """Run a scenario once and print a report of one of its periods."""
    known = kpi.read_rules(rules) if rules is not None else kpi.RULES
    with progress_bar(1, "replication") as done:
        log = engine.run(plan.compile(chosen), seed=seed, progress=done)
    found = kpi.report(log, cadence.value, on=on, packs=packs, rules=known)
    match form:
        case Format.json:
            typer.echo(json.dumps(lines(found.frame()), ensure_ascii=False, indent=2))
        case Format.csv:
            typer.echo(written.encoded(table(found.frame()), excel=excel), nl=False)
        case Format.table:
            typer.echo("\n\n".join(grid.text() for grid in grids(found, language.code)))
            closing = list(of_scenario(chosen, kpi.definitions(log), language, near))
            typer.echo("\n" + "\n".join(closing) if closing else "")


def shock(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A scenario file.")],
    settings: Annotated[
        list[str],
        typer.Option(
            "--set",
            metavar="PATH=VALUE",
            help="What gets worse: teams.inside_sales.headcount=1; may be repeated.",
        ),
    ],
    at: Annotated[str, typer.Option(metavar="DATE", help="The first day of it: 2026-10-01.")],
    rules: RulesOption = None,
    replications: Annotated[int, typer.Option(min=1, help="Lives of the organization.")] = 20,
    seed: Seed = 0,
    jobs: Jobs = 1,
    form: ToldAs = Told.table,
    lang: Lang = Language.en,
) -> None:
    """Inject a shock: which alerts notice it, how late, and how often they err without one."""
    with readable_failures():
        chosen = scenario.load(file)
        known = kpi.read_rules(rules) if rules is not None else kpi.RULES
        with lives(replications, jobs) as (pool, told):
            found = detect(
                chosen,
                dict(parse_setting(text) for text in settings),
                at,
                rules=known,
                replications=replications,
                seed=seed,
                executor=pool,
                told=told,
            )
        if form is Told.json:
            typer.echo(json.dumps(lines(found.frame()), ensure_ascii=False, indent=2))
            return
        typer.echo(found.text(lang.code))
        typer.echo("\n" + "\n".join(of_scenario(chosen, (), lang, file.parent)))
