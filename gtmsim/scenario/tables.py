"""Lists of the opening that lie in CSV files beside the scenario, read as if written in it.

    opening:
      deals: deals.csv
      customers: customers.csv

The first line of the file is its heading: names of fields (`id`, `stage`, `amount`); a heading
`attributes.health` is the attribute of that name. Cells are separated by commas, tabs or
semicolons, whichever the heading has; a cell that contains one, or a line break, stands in
double quotes, as does `"1,200,000 JPY"`. Empty cells are left out, and so are empty rows.
A date may be written as Excel does, `2026/4/1`. The file is UTF-8, with or without a byte order
mark.

Headings may be in Japanese: see `headings.py`.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from gtmsim.errors import Problem
from gtmsim.scenario.headings import field_of, unknown
from gtmsim.scenario.opening import OpeningCustomer, OpeningLead, OpeningRep
from gtmsim.scenario.part import Part
from gtmsim.scenario.places import fields_of
from gtmsim.scenario.source import CONTROL, LONGEST_TEXT
from gtmsim.scenario.tree import Mark, Node, Path, shown

LARGEST_TABLE = 5_000_000
MOST_ROWS = 50_000
MOST_PROBLEMS = 100
"""Problems of one file that are told at once."""

LISTS: dict[str, type[Part]] = {
    "house_list": OpeningLead,
    "leads": OpeningLead,
    "deals": OpeningLead,
    "customers": OpeningCustomer,
    "reps": OpeningRep,
}
"""The lists that may be files, and what their rows are."""

_DATES = ("arrived", "since", "returns", "closes", "starts", "renews")
_SEPARATORS = {",": "commas", "\t": "tabs", ";": "semicolons"}
REMEDY = "Save it as CSV with encoding UTF-8 (in Excel: CSV UTF-8)."


@dataclass
class Table:
    """What a CSV file says.

    Attributes:
        rows: a mapping for each row, marked with its line.
        problems: what is wrong with the file as a file.
    """

    rows: list[Node] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def named_tables(root: Node) -> Iterator[tuple[Path, str, Node]]:
    """Find the texts of a file that name a CSV file: path, list and node of each."""
    yield from _named_in(root, ())
    for choice, one in (root.child("choices") or Node({})).entries().items():
        for option, overlay in (one.child("options") or Node({})).entries().items():
            yield from _named_in(overlay, ("choices", choice, "options", option))


def _named_in(root: Node, at: Path) -> Iterator[tuple[Path, str, Node]]:
    for rows in LISTS:
        for path in (("opening", rows), (f"opening.{rows}",)):
            node: Node | None = root
            for key in path:
                node = node.child(key) if node is not None else None
            if node is not None and is_table_name(node):
                yield (*at, *path), rows, node


def is_table_name(node: Node) -> bool:
    """Whether a node is the name of a CSV file."""
    return isinstance(node.value, str) and node.value.strip().lower().endswith(".csv")


def read_table(content: bytes, file: str, path: str, part: type[Part]) -> Table:
    """Read a CSV file of rows.

    Args:
        content: its bytes.
        file: what to call it in messages.
        path: dotted path of the list, for messages.
        part: what a row is.
    """
    reading = _Reading(file, path, part)
    text = reading.text(content)
    if text is not None:
        reading.rows(text)
    return reading.table


class _Reading:
    """One file being read; problems are noted on the way."""

    def __init__(self, file: str, path: str, part: type[Part]) -> None:
        self.file, self.path, self.part = file, path, part
        self.table = Table()

    def text(self, content: bytes) -> str | None:
        """The text of the file, or None if it has none that can be read."""
        if len(content) > LARGEST_TABLE:
            self._note(0, f"more than {LARGEST_TABLE // 10**6} MB. Split it, or use `count`.")
            return None
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            kind = encoding_of(content)
            self._note(line, f"not UTF-8 but {kind}. {REMEDY}")
            return None
        if found := CONTROL.search(text):
            line = text[: found.start()].count("\n") + 1
            self._note(line, f"a control character, which no table has. {REMEDY}")
            return None
        if not text.strip():
            names = ", ".join(list(fields_of(self.part))[:4])
            self._note(0, f"the file is empty. It begins with a heading: {names} ...")
            return None
        return text

    def rows(self, text: str) -> None:
        """Read the heading and every row below it."""
        separator = self._separator(text)
        if separator is None:
            return
        keys: list[Path] | None = None
        try:
            for line, cells in records(text, separator):
                if not any(cells):
                    continue
                if keys is None:
                    keys = self._keys(line, cells)
                    if keys is None:
                        return
                elif len(self.table.problems) >= MOST_PROBLEMS:
                    return self._note(line, "too many problems; the rest was not read.")
                elif len(self.table.rows) >= MOST_ROWS:
                    self.table.rows.clear()
                    return self._note(line, f"more than {MOST_ROWS:,} rows. Use `count`.")
                else:
                    self._row(line, keys, cells)
        except csv.Error as error:
            line = 0 if not str(error).startswith("line") else int(str(error).split()[1])
            self._note(line, 'a quote is not closed, or stands inside a cell. Write "" for it.')
            return
        if not self.table.rows and not self.table.problems:
            self._note(0, "has a heading and no rows. Remove the list, or add rows.")

    def _separator(self, text: str) -> str | None:
        first = next(line for line in text.splitlines() if line.strip())
        bare = re.sub(r'"[^"]*"', "", first)
        found = [separator for separator in _SEPARATORS if separator in bare]
        if len(found) > 1:
            said = " and ".join(_SEPARATORS[separator] for separator in found)
            self._note(1, f"the heading has {said}. Separate cells by one of them everywhere.")
            return None
        return found[0] if found else ","

    def _keys(self, line: int, cells: list[str]) -> list[Path] | None:
        """The field of each column."""
        keys: list[Path] = []
        for place, cell in enumerate(cells):
            key = field_of(cell, self.part)
            if not cell:
                self._note(line, f"column {place + 1} has no heading. Name it, or remove it.")
            elif key is None:
                self._note(line, unknown(cell, self.part))
            elif key in keys:
                other = cells[keys.index(key)]
                same = "stands twice" if other == cell else f"and {shown(other)} mean the same"
                self._note(line, f'heading "{shown(cell)}" {same}. Keep one.')
            keys.append(key or ("", place))
        return None if self.table.problems else keys

    def _row(self, line: int, keys: list[Path], cells: list[str]) -> None:
        if len(cells) != len(keys):
            count = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
            said = f"{count}, but the heading has {len(keys)}."
            hint = "Add the empty ones." if len(cells) < len(keys) else "Quote cells with commas."
            self._note(line, f"{said} {hint}")
            return
        mark = Mark(self.file, line)
        entries: dict[str, Node] = {}
        attributes: dict[str, Node] = {}
        for key, cell in zip(keys, cells, strict=True):
            if len(cell) > LONGEST_TEXT:
                self._note(line, f"{len(cell):,} characters in one cell; at most 10,000 work.")
            elif cell and len(key) == 2:
                attributes[str(key[1])] = Node(cell, mark)
            elif cell:
                entries[str(key[0])] = Node(_iso(cell) if key[0] in _DATES else cell, mark)
        if attributes:
            entries["attributes"] = Node(attributes, mark)
        self.table.rows.append(Node(entries, mark))

    def _note(self, line: int, message: str) -> None:
        self.table.problems.append(Problem(self.file, line, self.path, message))


def records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """The cells of each record, with the line in which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise csv.Error(f"line {line}") from None
        yield line, [cell.strip() for cell in cells]
        line = reader.line_num + 1


def _iso(cell: str) -> str:
    """A date as the language writes it, if the cell is one as Excel does: year first."""
    found = re.fullmatch(r"(\d{4})/(\d{1,2})/(\d{1,2})", unicodedata.normalize("NFKC", cell))
    return f"{found[1]}-{found[2]:0>2}-{found[3]:0>2}" if found else cell


def encoding_of(content: bytes) -> str:
    """What a file is that is not UTF-8, in words."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "UTF-16"
    try:
        content.decode("cp932")
    except UnicodeDecodeError:
        return "other bytes"
    return "text of an older Excel (Shift JIS)"
