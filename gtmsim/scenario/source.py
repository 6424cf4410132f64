"""From YAML to a tree of texts: nothing is guessed, everything ambiguous is refused.

Every scalar stays the text it is (`9:00`, `no` and `1_000` included). Of YAML only mappings,
lists and scalars are read; tags, anchors, aliases, several documents, duplicate keys and keys
without a value are problems. So a file cannot run code, blow up in memory or mean two things.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn

import yaml
from yaml.events import (
    CollectionEndEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from gtmsim.errors import Problem
from gtmsim.scenario.tree import Mark, Node, Path, dotted, shown

LARGEST_FILE = 20_000_000
"""Bytes of a scenario file; an opening of fifty thousand rows has its place in one."""

DEEPEST_NESTING = 40
LONGEST_TEXT = 10_000
MOST_PROBLEMS = 100
"""Problems reported of one file; a broken file may have more than anyone reads."""

COMMA = (
    "a comma inside a number separates entries here. "
    "Write 300_000 JPY, 30万円, or put the value in quotes."
)

_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

_SYNTAX = (
    ("\\t", "tabs are not allowed for indentation. Use spaces."),
    ("cannot start any token", "this character cannot begin a value. Put the value in quotes."),
    (
        "mapping values are not allowed",
        "a second `: ` on this line (put such a value in quotes), wrong indentation, or no `: ` "
        "in the line before.",
    ),
    (
        "expected ':'",
        "a key needs `: ` and a value (a half-width colon and a blank, not ：).",
    ),
    ("expected ',' or", "a bracket is not closed, or a comma is missing."),
    ("expected <block end>", "the indentation does not fit the lines above."),
    ("did not find expected key", "the indentation does not fit the lines above."),
    ("expected '-' indicator", "a list item needs `- `, or the indentation does not fit."),
    ("end of stream", "a quote or a bracket is not closed."),
    ("escape", "unknown escape in double quotes. Use single quotes to keep \\ as it is."),
    ("expected node content", "a value is missing between commas or brackets."),
    ("undefined tag handle", "tags (!...) are not allowed in scenario files."),
)


@dataclass
class Source:
    """What one file says.

    Attributes:
        root: the tree, or None if the file could not be read at all.
        problems: what is wrong with the file as a file.
        dropped: paths left out of the tree because of these problems.
    """

    root: Node | None = None
    problems: list[Problem] = field(default_factory=list)
    dropped: list[Path] = field(default_factory=list)


def read_bytes(content: bytes, file: str) -> Source:
    """Read a scenario file's bytes: UTF-8 text of at most 20 MB."""
    if len(content) > LARGEST_FILE:
        return _unreadable(
            file, 0, f"the file has {len(content):,} bytes; a scenario has at most 20 MB."
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return _unreadable(file, line, "not UTF-8 text. Save the file with encoding UTF-8.")
    return read_text(text, file)


def read_text(text: str, file: str) -> Source:
    """Read the text of a scenario into a tree of texts with line marks."""
    if len(text) > LARGEST_FILE:
        return _unreadable(file, 0, f"{len(text):,} characters; a scenario has at most 20 MB.")
    if found := CONTROL.search(text):
        line = text[: found.start()].count("\n") + 1
        what = "NUL" if found[0] == "\0" else "control"
        return _unreadable(file, line, f"a {what} character, which no text has. Remove it.")
    return _Reader(text, file).read()


def _unreadable(file: str, line: int, message: str) -> Source:
    return Source(problems=[Problem(file, line, "", message)])


class _RefusedError(Exception):
    """Reading stops here; the problem is already noted."""


class _Reader:
    """Turns the parser's events into nodes, noting problems on the way."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.source = Source()
        self.anchors_noted = False

    def read(self) -> Source:
        try:
            root = self._document(self._events())
        except yaml.YAMLError as error:
            self._syntax(error)
        except _RefusedError:
            pass
        else:
            self.source.root = root
        return self.source

    def _events(self) -> Iterator[Event]:
        yield from yaml.parse(self.text, Loader=_Loader)

    def _document(self, events: Iterator[Event]) -> Node:
        root: Node | None = None
        for event in events:
            if isinstance(event, DocumentStartEvent) and root is not None:
                self._refuse(event, "a second document begins (---). A file holds one scenario.")
            elif isinstance(event, NodeEvent):
                root = self._node(event, events, (), Mark(self.file, 1))
            elif not isinstance(
                event, (StreamStartEvent, StreamEndEvent, DocumentStartEvent, DocumentEndEvent)
            ):
                self._refuse(event, "not understood as YAML.")  # pragma: no cover
        if root is None and self.source.problems:
            raise _RefusedError
        if root is None or root.value == "":
            needs = "start, horizon, channels, stages and teams"
            raise self._stop(1, f"the file is empty. A scenario needs {needs}.")
        if not isinstance(root.value, dict):
            kind = "a list" if isinstance(root.value, list) else f'the text "{shown(root.value)}"'
            raise self._stop(1, f"a scenario is a mapping (key: value), and this is {kind}.")
        return root

    def _node(self, event: Event, events: Iterator[Event], path: Path, mark: Mark) -> Node | None:
        """Read a node to its end; None if it is of a kind that is refused."""
        if len(path) > DEEPEST_NESTING:
            self._refuse(event, f"nested more than {DEEPEST_NESTING} levels deep.")
        refused = not self._plain_yaml(event, path)
        node: Node | None = None
        if isinstance(event, MappingStartEvent):
            node = Node(self._mapping(event, events, path), mark)
        elif isinstance(event, SequenceStartEvent):
            node = Node(self._sequence(event, events, path), mark)
        elif isinstance(event, ScalarEvent) and len(event.value) > LONGEST_TEXT:
            self._note(event, path, f"{len(event.value):,} characters; at most 10,000 work.")
        elif isinstance(event, ScalarEvent):
            node = Node(event.value, mark)
        return None if refused else node

    def _mapping(
        self, start: MappingStartEvent, events: Iterator[Event], path: Path
    ) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        last: str | None = None
        for event in events:
            if isinstance(event, CollectionEndEvent):
                break
            if not isinstance(event, ScalarEvent):
                self._refuse(event, "a key must be a plain name.", path)
            key = event.value
            self._plain_yaml(event, path)
            following = next(events)
            if not _is_empty(following):
                self._entry(entries, event, key, following, events, path)
                last = key
            elif last is not None and start.flow_style and re.match(r"\d{3}(?!\d)", key):
                if entries.pop(last, None) is not None:  # else told at the comma before
                    self._note(event, (*path, last), COMMA, drop=True)
            else:
                message = _no_value(key, flow=bool(start.flow_style))
                self._note(event, (*path, shown(key)), message, drop=True)
        return entries

    def _entry(
        self,
        entries: dict[str, Node],
        event: ScalarEvent,
        key: str,
        following: Event,
        events: Iterator[Event],
        path: Path,
    ) -> None:
        child = self._node(following, events, (*path, key), self._mark(event))
        if child is None:
            self.source.dropped.append((*path, key))
        elif key in entries:
            first = entries[key].mark.line
            message = f"written twice; first in line {first}. Keep one."
            self._note(event, (*path, shown(key)), message, drop=True)
        else:
            entries[key] = child

    def _sequence(
        self, start: SequenceStartEvent, events: Iterator[Event], path: Path
    ) -> list[Node]:
        items: list[Node] = []
        before: Event | None = None
        for event in events:
            if isinstance(event, CollectionEndEvent):
                break
            at = (*path, len(items))
            if _is_empty(event):
                self._note(event, at, "a list item without a value.", drop=True)
            elif start.flow_style and _split_number(before, event):
                self._note(event, at, COMMA, drop=True)
            else:
                child = self._node(event, events, at, self._mark(event))
                if child is None:
                    self.source.dropped.append(path)
                else:
                    items.append(child)
            before = event
        return items

    def _plain_yaml(self, event: Event, path: Path) -> bool:
        """Note tags (they can name code), anchors and aliases (they can explode)."""
        tag = getattr(event, "tag", None)
        if tag is not None and tag != "!":
            written = str(tag).replace("tag:yaml.org,2002:", "!!")
            self._note(event, path, f"tags are not allowed ({shown(written)}). Remove the tag.")
            return False
        if getattr(event, "anchor", None) is not None and not self.anchors_noted:
            self.anchors_noted = True
            self._note(
                event,
                path,
                "anchors (&name) and aliases (*name) are not allowed. "
                "Share between scenarios with `extends: FILE`.",
            )
        return True

    def _mark(self, event: Event) -> Mark:
        return Mark(self.file, _line(event))

    def _note(self, event: Event, path: Path, message: str, drop: bool = False) -> None:
        if drop:
            self.source.dropped.append(path)
        line = _line(event)
        self.source.problems.append(Problem(self.file, line, dotted(path), message))
        if len(self.source.problems) >= MOST_PROBLEMS:
            raise self._stop(line, "too many problems; the rest of the file was not read.")

    def _refuse(self, event: Event, message: str, path: Path = ()) -> NoReturn:
        raise self._stop(_line(event), message, path)

    def _stop(self, line: int, message: str, path: Path = ()) -> _RefusedError:
        self.source.problems.append(Problem(self.file, line, dotted(path), message))
        return _RefusedError()

    def _syntax(self, error: yaml.YAMLError) -> None:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        said = f"{getattr(error, 'problem', None) or ''} {getattr(error, 'reason', None) or ''}"
        line = mark.line + 1 if mark is not None else 0
        lines = self.text.splitlines()
        written = lines[line - 1] if 0 < line <= len(lines) else ""
        column = mark.column + 1 if mark is not None else 0
        if "cannot start any token" in said and written[:column].endswith("\t"):
            said = "\\t"
        meaning = next((words for sign, words in _SYNTAX if sign in said), said.strip())
        excerpt = f' Here: "{shown(written.strip())}".' if written.strip() else ""
        self.source.problems.append(
            Problem(self.file, line, "", f"not valid YAML: {meaning}{excerpt}")
        )


def _line(event: Event) -> int:
    """The 1-based line at which an event begins."""
    return event.start_mark.line + 1 if event.start_mark is not None else 0


def _is_empty(event: Event) -> bool:
    return (
        isinstance(event, ScalarEvent)
        and event.value == ""
        and not event.style
        and event.anchor is None
        and event.tag is None
    )


def _split_number(before: Event | None, event: Event) -> bool:
    """Whether `[300,000]` was meant as one number: digits, a comma, three digits, no space."""
    if not isinstance(before, ScalarEvent) or not isinstance(event, ScalarEvent):
        return False
    if before.end_mark is None or event.start_mark is None or before.style or event.style:
        return False
    return (
        re.search(r"\d$", before.value) is not None
        and re.match(r"\d{3}(?!\d)", event.value) is not None
        and event.start_mark.line == before.end_mark.line
        and event.start_mark.column == before.end_mark.column + 1
    )


def _no_value(key: str, *, flow: bool) -> str:
    if flow and ":" in key and not key.endswith(":"):
        name, _, rest = key.partition(":")
        return f'"{shown(key)}" has no value. Write a space after the colon: {name}: {rest}'
    return "has no value. Give one, or remove the key (`none` removes what a file extends)."
