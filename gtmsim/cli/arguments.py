"""What the user typed, as values the library takes."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from gtmsim import kpi


class Format(StrEnum):
    """How a result is printed."""

    table = "table"
    json = "json"
    csv = "csv"


class Told(StrEnum):
    """How an answer of several tables is printed, which no CSV holds."""

    table = "table"
    json = "json"


class Language(StrEnum):
    """Language of what is printed for people."""

    en = "en"
    ja = "ja"

    @property
    def code(self) -> kpi.Language:
        """The language as the library names it."""
        return "ja" if self is Language.ja else "en"


ToldAs = Annotated[Told, typer.Option("--format", help="How to print: table or json.")]
Lang = Annotated[Language, typer.Option("--lang", help="Language of what is printed for people.")]
Excel = Annotated[
    bool, typer.Option("--excel", help="CSV that Excel opens as it is: with a BOM, lines in CRLF.")
]
