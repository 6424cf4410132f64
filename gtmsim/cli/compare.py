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
from gtmsim.experiment import BreakEven, Comparison, break_even
from gtmsim.experiment import compare as compare_designs
from gtmsim.experiment.runner import Pool


def compare(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Two scenario files or more.")
    ],
    replications: experiments.Replications = None,
    precision: experiments.Precision = None,
    seed: experiments.Seed = 0,
    kpis: experiments.Kpis = None,
    objective: experiments.Objective = None,
    jobs: experiments.Jobs = 1,
    cluster: experiments.Cluster = None,
    even: Annotated[
        bool | None,
        typer.Option(
            "--break-even/--no-break-even",
            help="When each design has paid for itself; default: where it is reorganized.",
        ),
    ] = None,
    out: experiments.Out = None,
    form: experiments.Form = Format.table,
    lang: Lang = Language.en,
    excel: Excel = False,
) -> None:
    """Compare scenarios with the first one: paired differences with intervals, and who wins."""
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
                objective=objective,
                executor=pool,
                out=out,
                progress=progress,
            )
            changed = [name for name, one in zip(names, loaded, strict=True) if one.reorganizations]
            wanted = changed if even is None else (names if even else [])
            wanted = [name for name in names[1:] if name in wanted]
            paid = _paid_back(found, wanted, pool) if form is Format.table else []
        shown(found.result, form, lang, excel=excel)
        for each in paid:
            typer.echo("\n" + each.grid(lang.code).text())


def _paid_back(found: Comparison, designs: list[str], pool: Pool) -> list[BreakEven]:
    """When each of some designs has paid for itself, by the objective of the comparison."""
    experiment = found.result.experiment
    if not experiment.judged_by:
        return []
    first = found.baseline.label
    return [
        break_even(
            experiment.scenarios[first],
            experiment.scenarios[each],
            objective=experiment.judged_by,
            replications=max(2, found.result.replications),
            seed=experiment.seed,
            executor=pool,
            names=(first, each),
        )
        for each in designs
    ]
