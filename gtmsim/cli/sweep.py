"""`gtmsim sweep`: many settings of a scenario, best first."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from gtmsim import scenario
from gtmsim.cli import experiments
from gtmsim.cli.arguments import Excel, Format, Lang, Language
from gtmsim.cli.exits import readable_failures, refuse
from gtmsim.cli.experiments import check_excel, several, shown, targets, workers
from gtmsim.experiment import Between
from gtmsim.experiment import sweep as sweep_design
from gtmsim.experiment.design import Values
from gtmsim.scenario.change import parse_setting

RANGE = re.compile(r"\s*([^().{}\[\]]*?\d[^().{}\[\]]*(?:\.\d+[^().{}\[\]]*)?)\.\.(.+)")


class DesignName(StrEnum):
    """How points are chosen."""

    grid = "grid"
    latin = "latin"
    sobol = "sobol"


def sweep(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Scenario files, one or several.")
    ],
    settings: Annotated[
        list[str],
        typer.Option(
            "--set",
            metavar="PATH=VALUES",
            help="2..8, or values with commas between: a, b, c; may be repeated.",
        ),
    ],
    design: Annotated[
        DesignName, typer.Option(help="Every combination, or a sample of --points.")
    ] = DesignName.grid,
    points: Annotated[int | None, typer.Option(min=1, help="Points of a sample.")] = None,
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
    """Try many settings of a scenario; ends with the points, best first.

    The first --kpi ranks them; without one, wins.
    """
    with readable_failures():
        check_excel(form, excel=excel)
        if design is DesignName.grid and points is not None:
            refuse("--points belongs to --design latin or sobol: a grid has all combinations.")
        values = dict(_values(text) for text in settings)
        loaded = [scenario.load(file) for file in files]
        names = several([each.name or file.stem for each, file in zip(loaded, files, strict=True)])
        with workers(jobs, cluster) as (pool, progress):
            result = sweep_design(
                dict(zip(names, loaded, strict=True)),
                values,
                design=design.value,
                points=points,
                replications=replications,
                precision=targets(precision),
                seed=seed,
                kpis=kpis or None,
                executor=pool,
                out=out,
                progress=progress,
            )
        shown(result, form, lang, excel=excel, near=files[0].parent)


def _values(text: str) -> tuple[str, Values]:
    path, found_sign, value = (part.strip() for part in text.partition("="))
    if not (path and found_sign and value):
        parse_setting(text)  # says what is wrong
    parts = split(value)
    found = RANGE.fullmatch(parts[0]) if len(parts) == 1 else None
    if found is None:
        return path, [parse_setting(f"{path}={part}")[1] for part in parts]
    low, high = found[1].strip(), found[2].strip()
    if re.fullmatch(r"-?\d+", low) and re.fullmatch(r"-?\d+", high):
        if int(low) > int(high):
            refuse(f"{path}={value}: write the smaller number first.")
        return path, range(int(low), int(high) + 1)
    return path, Between(low, high)


def split(text: str) -> list[str]:
    """Split at commas that stand in no bracket."""
    parts, depth, current = [], 0, ""
    for letter in text:
        depth += (letter in "([{") - (letter in ")]}")
        if letter == "," and depth == 0:
            parts.append(current.strip())
            current = ""
        else:
            current += letter
    return [part for part in (*parts, current.strip()) if part]
