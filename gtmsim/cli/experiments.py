"""What the commands for many replications share: options, running, printing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gtmsim.cli import written
from gtmsim.cli.arguments import Format, Language
from gtmsim.cli.bar import progress_bar
from gtmsim.cli.closing import of_result
from gtmsim.cli.exits import refuse
from gtmsim.cli.tabular import lines
from gtmsim.cli.targets import below_result
from gtmsim.experiment import Result, cluster, local
from gtmsim.experiment.grid import Grid
from gtmsim.experiment.runner import Pool, Progress
from gtmsim.kpi import note_in

if TYPE_CHECKING:
    import pandas as pd

Replications = Annotated[
    int | None,
    typer.Option(min=1, help="Lives of the organization, each with its own luck; default 30."),
]
Precision = Annotated[
    list[str] | None,
    typer.Option(
        "--precision",
        metavar="P",
        help="Replicate until means are this sure: 5%, 0.5 or KPI=5%; may be repeated.",
    ),
]
Seed = Annotated[
    int, typer.Option(min=0, help="Names the luck: the same seed gives the same result.")
]
Kpis = Annotated[
    list[str] | None,
    typer.Option("--kpi", metavar="ID", help="Measure this KPI; may be repeated."),
]
Objective = Annotated[
    str | None,
    typer.Option(
        "--objective",
        metavar="ID",
        help="The KPI that decides who wins; default: contribution if costs are known, else ARR.",
    ),
]
Jobs = Annotated[int, typer.Option(help="Worker processes; -1 for one a core.")]
Cluster = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="Run on a dask cluster, tcp://HOST:8786, instead."),
]
Out = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Keep every finished chunk there; see gtmsim resume."),
]
Form = Annotated[Format, typer.Option("--format", help="How to print.")]


@contextmanager
def workers(jobs: int, address: str | None) -> Iterator[tuple[Pool, Progress | None]]:
    """Where to run, and whom to tell how far it is."""
    if address is not None and jobs != 1:
        refuse("--jobs and --cluster are two ways to run: choose one.")
    place = cluster(address) if address is not None else local(jobs)
    with progress_bar() as progress, place as pool:
        yield pool, progress


def targets(texts: list[str] | None) -> str | dict[str, str] | None:
    """`5%` for the KPIs asked for, or `wins=5%` by KPI."""
    if not texts:
        return None
    found = {}
    for text in texts:
        kpi_id, _, target = text.rpartition("=")
        found[kpi_id.strip() or "*"] = target.strip()
    return found


def several(names: list[str]) -> list[str]:
    """Names of files, made different where two are the same."""
    found: list[str] = []
    for name in names:
        unique, count = name, 2
        while unique in found:
            unique, count = f"{name} ({count})", count + 1
        found.append(unique)
    return found


def shown(
    result: Result,
    form: Format,
    lang: Language,
    *,
    excel: bool = False,
    near: Path | None = None,
) -> None:
    """Print a result: as a comparison where designs were compared, best first after a sweep."""
    match result.experiment.kind:
        case "compare":
            found = result.compare()
            _print(found.grid(lang.code), found.frame(), form, excel)
        case "sweep":
            from gtmsim.experiment.pages import best_first

            kpis = result.experiment.kpis
            frame = result.summary(kpis and list(result.kpis))
            _print(best_first(result, language=lang.code), frame, form, excel)
        case "simulate":
            from gtmsim.experiment.pages import single

            _print(single(result, lang.code), result.summary(), form, excel)
    if form is Format.table:
        if result.experiment.kind == "compare" and result.experiment.judged_by:
            typer.echo("\n" + result.compare().verdict.grid(lang.code).text())
        below_result(result, lang)
        _sources(result, lang)
        closing = list(of_result(result, lang, near))
        if closing:
            typer.echo("\n" + "\n".join(closing))


def check_excel(form: Format, *, excel: bool, out: Path | None = None) -> None:
    """Refuse --excel where no CSV is written, before the work is done."""
    if excel and form is not Format.csv and out is None:
        refuse("--excel is about CSV, and none is written here: add --format csv.")


def _sources(result: Result, lang: Language) -> None:
    """Which uncertain input matters most, where there are any and enough replications."""
    from gtmsim.errors import GtmsimError
    from gtmsim.experiment.pages import sources

    if result.experiment.inputs != "drawn" or not result.experiment.uncertain:
        return
    typer.echo("")
    try:
        typer.echo(sources(result, point=result.points[0], language=lang.code).text())
    except GtmsimError as error:
        told = f"Which uncertain input matters most is not shown: {error}"
        if lang is Language.ja:
            why = note_in(str(error).rstrip("."), "ja")
            told = f"どの不確かな入力が最も効くかは示せません: {why}。"
        typer.echo(told)


def _print(grid: Grid, frame: pd.DataFrame, form: Format, excel: bool) -> None:
    match form:
        case Format.table:
            typer.echo(grid.text())
        case Format.csv:
            text = frame.to_csv(index=False, lineterminator="\n")
            typer.echo(written.encoded(text, excel=excel), nl=False)
        case Format.json:
            typer.echo(json.dumps(lines(frame), ensure_ascii=False, indent=2, allow_nan=False))
