"""`gtmsim describe`: the definitions in force, on one sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gtmsim import report
from gtmsim.cli.arguments import Lang, Language
from gtmsim.cli.chosen import Settings, chosen_of
from gtmsim.cli.exits import readable_failures


def describe(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A scenario file.")],
    settings: Settings = None,
    lang: Lang = Language.en,
) -> None:
    """Print everything that is in force: who does what, when, by which definition and source."""
    with readable_failures():
        typer.echo(report.sheet(chosen_of(file, settings), lang.code).text())
