"""`gtmsim target`: from a revenue back to leads, and whether it can be reached in time."""

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
from gtmsim.experiment import ReverseFunnel, reverse_funnel
from gtmsim.experiment.reverse import REPLICATIONS
from gtmsim.units.number import parse_share

MOST_RUNS = 20
"""Settings that a search looks at, at most, for the bar."""


def target(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A scenario file.")],
    revenue: Annotated[
        str, typer.Option(help="New business, signed: 100,000,000 or 1億円; a year's worth of it.")
    ],
    by: Annotated[str, typer.Option(metavar="DATE", help="The last day that counts: 2027-03-31.")],
    replications: Annotated[int, typer.Option(min=2, help="Lives of the organization.")] = (
        REPLICATIONS
    ),
    seed: Seed = 0,
    settings: Settings = None,
    visit_rate: Annotated[
        str | None, typer.Option(metavar="SHARE", help="Leads by visits of the website: 2%.")
    ] = None,
    levers: Annotated[
        bool, typer.Option(help="Search what leads, win rate, price and people would take.")
    ] = True,
    jobs: Jobs = 1,
    form: ToldAs = Told.table,
    lang: Lang = Language.en,
) -> None:
    """Plan backwards from a revenue: wins, SQL, MQL, leads; then simulate whether it is reached."""
    with readable_failures():
        chosen = chosen_of(file, settings)
        rate = parse_share(visit_rate) if visit_rate is not None else None
        runs = replications * (MOST_RUNS if levers else 1)
        with lives(runs, jobs) as (pool, told):
            found = reverse_funnel(
                chosen,
                revenue,
                by,
                replications=replications,
                seed=seed,
                lead_rate=rate,
                close_gap=levers,
                executor=pool,
                told=told,
            )
        _print(found, form, lang)
        if form is Told.table:
            closing = list(of_scenario(chosen, (), lang, file.parent))
            typer.echo("\n".join(["", *closing]) if closing else "")


def _print(found: ReverseFunnel, form: Told, lang: Language) -> None:
    if form is Told.json:
        typer.echo(json.dumps(plain(asdict(found)), ensure_ascii=False, indent=2))
        return
    typer.echo(found.text(lang.code))
