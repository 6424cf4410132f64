"""`gtmsim spreadsheet`: volumes times rates beside the simulation, and where the gap comes from."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from gtmsim.cli.arguments import Lang, Language, Told, ToldAs
from gtmsim.cli.chosen import Settings, chosen_of
from gtmsim.cli.closing import of_scenario
from gtmsim.cli.exits import readable_failures
from gtmsim.cli.experiments import Jobs, Seed
from gtmsim.cli.progress import lives
from gtmsim.cli.tabular import plain
from gtmsim.experiment import Gap, spreadsheet_gap
from gtmsim.experiment.gap import REPLICATIONS, lives_of
from gtmsim.scenario import Scenario


def spreadsheet(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A scenario file.")],
    by: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help="The last day that counts; default: the end of the first half-year with a "
            "target, else of the run.",
        ),
    ] = None,
    replications: Annotated[
        int, typer.Option(min=2, help="Lives of the organization.")
    ] = REPLICATIONS,
    seed: Seed = 0,
    settings: Settings = None,
    jobs: Jobs = 1,
    form: ToldAs = Told.table,
    lang: Lang = Language.en,
) -> None:
    """Volumes times rates beside the simulation: what waiting, people and time take away."""
    with readable_failures():
        chosen = chosen_of(file, settings)
        found = beside(chosen, by, replications=replications, seed=seed, jobs=jobs)
        if form is Told.json:
            typer.echo(json.dumps(plain(asdict(found)), ensure_ascii=False, indent=2))
            return
        typer.echo(found.text(lang.code))
        closing = list(of_scenario(chosen, (), lang, file.parent))
        typer.echo("\n".join(["", *closing]) if closing else "")


def beside(
    chosen: Scenario, by: str | None = None, *, replications: int, seed: int, jobs: int
) -> Gap:
    """Both answers of a scenario, with a bar meanwhile."""
    runs = replications * lives_of(chosen)
    with lives(runs, jobs) as (pool, told):
        return spreadsheet_gap(
            chosen, by, replications=replications, seed=seed, executor=pool, told=told
        )
