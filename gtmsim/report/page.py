"""A page of definitions: sections of blocks of lines, and how they are set as text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len

WIDTH = 100
NAME = 24
"""Cells of a terminal for the names of lines."""

_NEVER_FIRST = "、。,.;:)」』）】%*ーっゃゅょァィゥェォッャュョ々"
"""What no line begins with."""


@dataclass(frozen=True)
class Line:
    """One value: what it is, and what it says."""

    name: str
    text: str


@dataclass(frozen=True)
class Block:
    """The lines of one stage, team, channel ...; without an id, of the section itself."""

    id: str
    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, repr=False)
class Section:
    """A heading with its blocks."""

    id: str
    title: str
    blocks: tuple[Block, ...]

    def text(self, width: int = WIDTH) -> str:
        """The section as text, at most so many cells of a terminal wide."""
        lines = [self.title, "-" * min(cell_len(self.title), width)]
        for block in self.blocks:
            lines += _set_block(block, width)
        return "\n".join(line.rstrip() for line in lines)

    def __repr__(self) -> str:
        return self.text()


@dataclass(frozen=True, repr=False)
class Sheet:
    """Everything in force in a scenario.

    Attributes:
        title: of which scenario.
        legend: how to read it.
        sections: in order of reading.
    """

    title: str
    legend: tuple[str, ...]
    sections: tuple[Section, ...]

    def __iter__(self) -> Iterator[Section]:
        return iter(self.sections)

    def section(self, name: str) -> Section:
        """The section of an id.

        Raises:
            KeyError: there is none.
        """
        for section in self.sections:
            if section.id == name:
                return section
        raise KeyError(name)

    def text(self, width: int = WIDTH) -> str:
        """The sheet as text, at most so many cells of a terminal wide."""
        head = "\n".join([self.title, *self.legend])
        return "\n\n".join([head, *(section.text(width) for section in self.sections)])

    def __repr__(self) -> str:
        return self.text()


def _set_block(block: Block, width: int) -> Iterator[str]:
    if block.id:
        head = f"  {block.id}  {block.label}".rstrip()
        yield from wrapped(head, width, "    ")
    for line in block.lines:
        name = f"    {line.name}"
        gap = NAME + 4 - cell_len(name)
        head = name + " " * gap if gap > 1 else f"{name}  "
        yield from wrapped(head + line.text, width, " " * (NAME + 4))


def wrapped(text: str, width: int, indent: str) -> Iterator[str]:
    """Break a text at blanks, or between Japanese characters; later lines are indented.

    Example:
        >>> list(wrapped("a promise kept for most of them", 16, "  "))
        ['a promise kept', '  for most of', '  them']
        >>> list(wrapped("初回応答は十五分以内、目標九割", 16, ""))
        ['初回応答は十五分', '以内、目標九割']
    """
    line, used = "", 0
    for piece in _pieces(text):
        size = cell_len(piece)
        if used + cell_len(piece.rstrip()) > width and line.strip():
            yield line.rstrip()
            line, used = indent, len(indent)
            piece = piece.lstrip()
            size = cell_len(piece)
        line, used = line + piece, used + size
    yield line.rstrip()


def _pieces(text: str) -> Iterator[str]:
    """What must stay on one line: words with the blanks after them, Japanese characters."""
    piece = ""
    for at, letter in enumerate(text):
        piece += letter
        after = text[at + 1 : at + 2]
        between = letter == " " or cell_len(letter) == 2 or (after and cell_len(after) == 2)
        if between and after != " " and after not in _NEVER_FIRST and letter not in "(「『（【":
            yield piece
            piece = ""
    if piece:
        yield piece
