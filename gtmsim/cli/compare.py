"""`gtmsim compare`: designs side by side, on the same leads with the same luck."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gtmsim import scenario
from gtmsim.cli import experiments
from gtmsim.cli.arguments import Excel, Format, Lang, Language
from gtmsim.cli.exits import readable_failures, refuse
from gtmsim.cli.experiments import check_excel, several, shown, targets, workers
from gtmsim.experiment import compare as compare_designs


def compare(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Two scenario files or more.")
    ],
    replications: experiments.Replications = None,
    precision: experiments.Precision = None,
    seed: experiments.Seed = 0,
    kpis: experiments.Kpis = None,
    jobs: experiments.Jobs = 1,
    cluster: experiments.Cluster = None,
    out: experiments.Out = None,
    form: experiments.Form = Format.table,
    lang: Lang = Language.en,
    excel: Excel = False,
) -> None:
    """Compare scenarios with the first one: paired differences with intervals."""
    with readable_failures():
        check_excel(form, excel=excel)
        if len(files) < 2:
            refuse("compare needs two scenario files or more.")
        loaded = [scenario.load(file) for file in files]
        names = several([each.name or file.stem for each, file in zip(loaded, files, strict=True)])
        with workers(jobs, cluster) as (pool, progress):
            found = compare_designs(
                dict(zip(names, loaded, strict=True)),
                replications=replications,
                precision=targets(precision),
                seed=seed,
                kpis=kpis or None,
                executor=pool,
                out=out,
                progress=progress,
            )
        shown(found.result, form, lang, excel=excel)
