"""What the user typed, as values the library takes."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """How a result is printed."""

    table = "table"
    json = "json"
    csv = "csv"


class Language(StrEnum):
    """Language of the names in a table."""

    en = "en"
    ja = "ja"
