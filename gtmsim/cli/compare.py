"""`gtmsim compare`: designs side by side, on the same leads with the same luck."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from gtmsim import scenario
from gtmsim.cli import experiments
from gtmsim.cli.arguments import Excel, Format, Lang, Language
from gtmsim.cli.exits import readable_failures, refuse
from gtmsim.cli.experiments import check_excel, several, shown, targets, workers
from gtmsim.experiment import BreakEven, Comparison, ExperimentError, break_even
from gtmsim.experiment import compare as compare_designs
from gtmsim.experiment import goals as aimed
from gtmsim.experiment.break_even import added_up
from gtmsim.experiment.goals import grid as goals_grid
from gtmsim.experiment.goals import growth_of
from gtmsim.experiment.runner import Pool
from gtmsim.scenario import Scenario


def compare(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Two scenario files or more.")
    ],
    replications: experiments.Replications = None,
    precision: experiments.Precision = None,
    seed: experiments.Seed = 0,
    kpis: experiments.Kpis = None,
    goal: Annotated[
        list[str] | None,
        typer.Option(
            "--goal",
            metavar="KPI=GROWTH",
            help="How likely each design meets a goal against the first: leads=+100%, "
            "opportunity_rate=+30%; may be repeated.",
        ),
    ] = None,
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
        if even and form is not Format.table:
            refuse("--break-even is told in words: leave out --format, or leave out --break-even.")
        if goal and form is not Format.table:
            refuse("--goal is told in a table: leave out --format, or leave out --goal.")
        aims = dict(_aim(text) for text in goal or [])
        loaded = [scenario.load(file) for file in files]
        names = several([each.name or file.stem for each, file in zip(loaded, files, strict=True)])
        kpis = [*(kpis or []), *aims] if aims else kpis
        paying = _paying(dict(zip(names, loaded, strict=True)), objective, even=even)
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
            paid = _paid_back(found, paying, pool) if form is Format.table else []
        shown(found.result, form, lang, excel=excel, near=files[0].parent)
        if aims and form is Format.table:
            typer.echo("\n" + goals_grid(aimed(found, aims), lang.code).text())
        for each in paid:
            typer.echo("\n" + each.grid(lang.code).text())


def _aim(text: str) -> tuple[str, float]:
    """`leads=+100%` as a KPI and its growth."""
    kpi_id, sign, growth = text.rpartition("=")
    if not sign or not kpi_id.strip():
        refuse(f"--goal {text!r}: write KPI=GROWTH, such as leads=+100%.")
    return kpi_id.strip(), growth_of(kpi_id.strip(), growth)


def _paying(
    designs: Mapping[str, Scenario], objective: str | None, *, even: bool | None
) -> list[str]:
    """The designs that have to pay for themselves: where nobody says, those that reorganize.

    Raises:
        ExperimentError: it is asked for, and what decides does not add up from week to week.
    """
    _, *others = designs
    if even is None:
        others = [name for name in others if designs[name].reorganizations]
    if even is False or not others:
        return []
    try:
        added_up(list(designs.values()), objective)
    except ExperimentError:
        if even:
            raise
        return []
    return others


def _paid_back(found: Comparison, designs: list[str], pool: Pool) -> list[BreakEven]:
    """When each of some designs has paid for itself, by the objective of the comparison."""
    experiment = found.result.experiment
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
