"""What a report page consists of, before it is a page: chapters of texts, tables and pictures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar

_SCALES = {"兆": 1e12, "億": 1e8, "百万": 1e6, "万": 1e4, "billion": 1e9, "million": 1e6}
_NUMBER = re.compile(
    r"([+±-]?)(?:[A-Z]{3} )?(\d[\d,]*(?:\.\d+)?)\s*(兆|億|百万|万|billion|million)?"
)
MOST_LETTERS = 40
"""Of a quantity; what is longer is a sentence, though it may begin with a number."""
_BEFORE = re.compile(r"^(?:[\[<約 ]|about |above |below )*")


@dataclass(frozen=True)
class Text:
    """A paragraph; `strong` where a reader must not miss it."""

    kind: ClassVar[str] = "text"
    words: str
    strong: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list of sentences."""

    kind: ClassVar[str] = "bullets"
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """A cell: its text, and the number it is sorted by (None: by its text)."""

    text: str
    number: float | None = None


@dataclass(frozen=True)
class Table:
    """A table whose columns sort.

    Attributes:
        caption: what it shows.
        head: headings.
        rows: cells; the first is the heading of its row.
        note: below it.
    """

    kind: ClassVar[str] = "table"
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Picture:
    """A figure as an SVG, and the same in words."""

    kind: ClassVar[str] = "picture"
    alternative: str
    svg: str


@dataclass(frozen=True)
class Fold:
    """Something that is opened when wanted: a text as it stands, or more elements."""

    kind: ClassVar[str] = "fold"
    title: str
    preformatted: str = ""
    elements: tuple[Element, ...] = ()


Element = Text | Bullets | Table | Picture | Fold


@dataclass(frozen=True)
class Chapter:
    """A chapter: id, heading, elements."""

    id: str
    title: str
    elements: tuple[Element, ...]


@dataclass(frozen=True)
class Fact:
    """A line of the first screen: what, how much, and a note; a `big` one is a number."""

    name: str
    value: str
    note: str = ""
    big: bool = False
    wide: bool = False


@dataclass(frozen=True)
class Board:
    """The first screen: what a board asks, in the order in which it asks."""

    facts: tuple[Fact, ...]
    cautions: tuple[str, ...] = ()

    def text(self) -> str:
        """All of it on one line, for a terminal or a mail."""
        return " / ".join(
            f"{fact.name} {fact.value}{f' ({fact.note})' if fact.note else ''}"
            for fact in self.facts
        )


@dataclass(frozen=True)
class Document:
    """A report in one language.

    Attributes:
        lang: which.
        title: of which organization.
        subtitle: which period, which run.
        board: the first screen.
        chapters: what follows.
        words: fixed words of the page itself.
    """

    lang: str
    title: str
    subtitle: str
    board: Board
    chapters: tuple[Chapter, ...]
    words: dict[str, str] = field(default_factory=dict)


def table(
    caption: str, head: Iterable[str], rows: Iterable[Iterable[str]], note: str = ""
) -> Table:
    """A table of texts; short cells that begin with a number are sorted by it.

    Columns that are empty throughout are left out.
    """
    lines, head = [list(row) for row in rows], list(head)
    used = [at for at in range(len(head)) if not lines or any(row[at] for row in lines)]
    head, rows = [head[at] for at in used], [[row[at] for at in used] for row in lines]
    cells = tuple(
        tuple(Cell(text, sort_number(text) if len(text) <= MOST_LETTERS else None) for text in row)
        for row in rows
    )
    return Table(caption, tuple(head), cells, note)


def sort_number(text: str) -> float | None:
    """The number a text begins with; None if it begins with none.

    Example:
        >>> sort_number("4.2億円"), sort_number("JPY 53 million"), sort_number("-3.4 pt")
        (420000000.0, 53000000.0, -3.4)
        >>> sort_number("below 12%"), sort_number("-JPY 2 million"), sort_number("約5,300万円")
        (12.0, -2000000.0, 53000000.0)
        >>> sort_number("inside sales") is None
        True
    """
    found = _NUMBER.match(_BEFORE.sub("", text))
    if found is None:
        return None
    sign, digits, scale = found.groups()
    number = float(digits.replace(",", "")) * _SCALES.get(scale or "", 1.0)
    return -number if sign == "-" else number
