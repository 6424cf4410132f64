"""Tables of words: the same rows as text for terminals and as HTML for notebooks."""

from __future__ import annotations

import html
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from gtmsim.kpi import Language


@dataclass(frozen=True)
class Grid:
    """A titled table whose cells are texts already.

    Attributes:
        title: lines above.
        head: heading of each column; the first column is aligned left, as are those in `left`.
        rows: the cells.
        foot: lines below.
        left: other columns aligned left.
    """

    title: tuple[str, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    foot: tuple[str, ...] = ()
    left: frozenset[int] = frozenset()

    def text(self) -> str:
        """For a terminal; columns that are empty throughout are left out."""
        used = [at for at in range(len(self.head)) if any(row[at] for row in self.rows)]
        lines = [tuple(row[at] for at in used) for row in (self.head, *self.rows)]
        widths = [max(text_width(line[at]) for line in lines) for at in range(len(used))]
        body = ["  ".join(self._cells(line, used, widths)).rstrip() for line in lines]
        return "\n".join([*self.title, *(body if self.rows else []), *self.foot])

    def _cells(self, line: Sequence[str], used: Sequence[int], widths: Sequence[int]) -> list[str]:
        cells = []
        for cell, at, width in zip(line, used, widths, strict=True):
            blank = " " * (width - text_width(cell))
            cells.append(cell + blank if self._is_left(at) else blank + cell)
        return cells

    def _is_left(self, column: int) -> bool:
        return column == 0 or column in self.left

    def html(self) -> str:
        """For a notebook."""
        caption = "<br>".join(html.escape(line) for line in self.title)
        head = "".join(f"<th>{html.escape(word)}</th>" for word in self.head)
        body = "".join(f"<tr>{self._row(row)}</tr>" for row in self.rows)
        foot = "".join(f"<p>{html.escape(line)}</p>" for line in self.foot)
        return (
            f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{body}</tbody></table>{foot}"
        )

    def _row(self, row: Sequence[str]) -> str:
        return "".join(
            f'<td style="text-align:{"left" if self._is_left(at) else "right"}">'
            f"{html.escape(cell)}</td>"
            for at, cell in enumerate(row)
        )


class Shown(ABC):
    """What is printed, and displayed in notebooks, as tables."""

    @abstractmethod
    def grids(self, language: Language = "en") -> tuple[Grid, ...]:
        """Tables for people."""

    def text(self, language: Language = "en") -> str:
        """The tables for a terminal, one below the other."""
        return "\n\n".join(grid.text() for grid in self.grids(language))

    def __repr__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return "".join(grid.html() for grid in self.grids())


class ShownAsOne(Shown):
    """What is printed, and displayed in notebooks, as one table."""

    @abstractmethod
    def grid(self, language: Language = "en") -> Grid:
        """The table for people."""

    def grids(self, language: Language = "en") -> tuple[Grid, ...]:
        """The one table."""
        return (self.grid(language),)


def text_width(text: str) -> int:
    """Cells of a terminal: Japanese characters take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
