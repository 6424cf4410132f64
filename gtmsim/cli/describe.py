"""`gtmsim describe`: the definitions in force, on one sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gtmsim import report, scenario
from gtmsim.cli.arguments import Lang, Language
from gtmsim.cli.exits import readable_failures
from gtmsim.scenario.change import parse_setting


def describe(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A scenario file.")],
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="PATH=VALUE", help="Change a value; may be repeated."),
    ] = None,
    lang: Lang = Language.en,
) -> None:
    """Print everything that is in force: who does what, when, by which definition and source."""
    with readable_failures():
        chosen = scenario.load(file)
        changes = dict(parse_setting(text) for text in settings or [])
        sheet = report.sheet(chosen.change(changes) if changes else chosen, lang.code)
        typer.echo(sheet.text())
