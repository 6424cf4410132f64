"""`gtmsim rates`: the company's own rates beside those of a scenario, and a scenario with them."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from gtmsim import scenario
from gtmsim.cli.arguments import Lang, Language, Told, ToldAs
from gtmsim.cli.exits import readable_failures, refuse
from gtmsim.cli.tabular import plain
from gtmsim.experiment import OwnRates, own_rates
from gtmsim.experiment.own_rates import MONTHS
from gtmsim.scenario import Scenario


def rates(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A scenario file.")],
    actuals: Annotated[
        Path, typer.Option(metavar="CSV", help="What happened: columns month, kpi, value.")
    ],
    until: Annotated[
        str | None, typer.Option(metavar="MONTH", help="The last month; default: of the file.")
    ] = None,
    months: Annotated[int, typer.Option(min=1, help="How many months to sum.")] = MONTHS,
    out: Annotated[
        Path | None,
        typer.Option(metavar="YAML", help="Write a scenario that has the own rates there."),
    ] = None,
    form: ToldAs = Told.table,
    lang: Lang = Language.en,
) -> None:
    """Set the rates of your own last 12 months beside the scenario's, and take them over."""
    with readable_failures():
        chosen = scenario.load(file)
        found = own_rates(chosen, actuals, until=until, months=months)
        if out is not None:
            _write(out, file, found, chosen, lang)
        if form is Told.json:
            typer.echo(json.dumps(_content(found), ensure_ascii=False, indent=2))
            return
        typer.echo(found.text(lang.code))
        if out is not None:
            words = f"{out}: written, no problems."
            typer.echo(f"{out} を作成しました (問題なし)。" if lang is Language.ja else words)


def _content(found: OwnRates) -> object:
    """Everything, with what is derived."""
    content = asdict(found)
    for row, step in zip(content["steps"], found.steps, strict=True):
        row |= {"own": step.own, "fits": step.fits, "quarters_differ": step.drifts}
        if step.published is not None:
            share, source = step.published
            row["published"] = {"share": share, "source": source.english}
    return plain(content)


def _write(out: Path, file: Path, found: OwnRates, chosen: Scenario, lang: Language) -> None:
    """Write the scenario with the own rates, which is checked before."""
    if out.exists():
        refuse(f"{out} is there already. Name another file, or remove it first.")
    if not out.parent.is_dir():
        refuse(f"{out}: there is no folder {out.parent}. Make it first, or name another.")
    try:
        extends = Path(os.path.relpath(file.resolve(), out.parent.resolve())).as_posix()
    except ValueError:  # another drive
        extends = file.resolve().as_posix()
    text = found.overlay(chosen, extends, lang.code)
    Scenario.from_text(text, str(out), out.parent)
    try:
        out.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        refuse(f"{out} cannot be written: {error.strerror}")
