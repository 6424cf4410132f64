"""What a scenario file says, as a tree of texts that remembers the line of each.

Merging, changing and pruning build new trees and leave the old ones alone, so that layers can
be kept and merged again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias, TypeVar

Path: TypeAlias = tuple[str | int, ...]
"""Keys and indices from the root of a tree to a node."""

KeyT = TypeVar("KeyT", str, int)

Plain: TypeAlias = "str | dict[str, Plain] | list[Plain]"
"""A tree without its marks."""

NONE = "none"
"""The value that removes a key of an earlier layer."""

_LONGEST_SHOWN = 60


@dataclass(frozen=True)
class Mark:
    """Where something is written: file as the user gave it, and 1-based line (0: no line)."""

    file: str = ""
    line: int = 0


@dataclass(frozen=True)
class Node:
    """A text, a mapping or a list, with the place it was written at.

    Attributes:
        value: the text, the entries by key, or the items.
        mark: the line of its key (of itself, for the root and for items of a list).
        key: its key as written, where that is a synonym of the key it is filed under.
    """

    value: str | dict[str, Node] | list[Node]
    mark: Mark = Mark()
    key: str | None = None

    @property
    def is_none(self) -> bool:
        """Whether this is the word that removes a key."""
        return self.value == NONE

    def entries(self) -> dict[str, Node]:
        """The entries of a mapping; a text or a list has none."""
        return self.value if isinstance(self.value, dict) else {}

    def items(self) -> list[Node]:
        """The items of a list; a text or a mapping has none."""
        return self.value if isinstance(self.value, list) else []

    def child(self, key: str | int) -> Node | None:
        """The node under a key or index, or None."""
        if isinstance(self.value, dict):
            return self.value.get(str(key))
        if isinstance(self.value, list) and isinstance(key, int) and 0 <= key < len(self.value):
            return self.value[key]
        return None


def plain(node: Node) -> Plain:
    """Strip the marks."""
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [plain(child) for child in node.value]
    return node.value


def marked(value: Plain, mark: Mark) -> Node:
    """Give every node of a plain tree the same mark."""
    if isinstance(value, Mapping):
        return Node({key: marked(child, mark) for key, child in value.items()}, mark)
    if isinstance(value, list):
        return Node([marked(child, mark) for child in value], mark)
    return Node(value, mark)


def nearest_mark(root: Node, path: Path) -> Mark:
    """Find the mark of the node at a path, or of the last one that exists on the way."""
    node = root
    for key in path:
        child = node.child(key)
        if child is None:
            break
        node = child
    return node.mark


def put(root: Node, path: Path, node: Node) -> Node:
    """Return a tree with `node` at `path`; mappings on the way are made where missing."""
    if not path:
        return node
    key, rest = path[0], path[1:]
    child = root.child(key) or Node({}, node.mark)
    if isinstance(root.value, list):
        items = list(root.value)
        items[int(key)] = put(child, rest, node)
        return replace(root, value=items)
    return replace(root, value={**root.entries(), str(key): put(child, rest, node)})


def without(root: Node, path: Path) -> Node:
    """Return a tree without the node at `path`; unchanged if there is none."""
    key, rest = path[0], path[1:]
    child = root.child(key)
    if child is None:
        return root
    if rest:
        return put(root, (key,), without(child, rest))
    if isinstance(root.value, list):
        kept: list[Node] = [item for at, item in enumerate(root.value) if at != key]
        return replace(root, value=kept)
    return replace(root, value={k: v for k, v in root.entries().items() if k != key})


def without_all(root: Node, paths: Iterable[Path]) -> Node:
    """Return a tree without the nodes at some paths, in one pass."""
    gone: set[Path] = set()
    below: dict[str | int, list[Path]] = {}
    for path in paths:
        if len(path) == 1:
            gone.add(path)
        else:
            below.setdefault(path[0], []).append(path[1:])
    if isinstance(root.value, dict):
        entries = {key: child for key, child in root.value.items() if (key,) not in gone}
        return replace(root, value=_each(entries, below))
    if isinstance(root.value, list):
        items = {at: child for at, child in enumerate(root.value) if (at,) not in gone}
        return replace(root, value=list(_each(items, below).values()))
    return root


def _each(children: dict[KeyT, Node], below: Mapping[str | int, list[Path]]) -> dict[KeyT, Node]:
    return {
        key: without_all(child, below[key]) if key in below else child
        for key, child in children.items()
    }


def walk(root: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Visit every node below the root with its path, parents first."""
    for key, child in root.entries().items():
        yield (*path, key), child
        yield from walk(child, (*path, key))
    for index, child in enumerate(root.items()):
        yield (*path, index), child
        yield from walk(child, (*path, index))


def dotted(path: Path, root: Node | None = None) -> str:
    """Write a path with dots; with a root, in the keys that the file used."""
    words = []
    node = root
    for key in path:
        if isinstance(key, int) and node is not None and isinstance(node.value, str):
            continue  # `covers: sales` stands for a list of one
        node = node.child(key) if node is not None else None
        words.append(node.key if node is not None and node.key is not None else str(key))
    return shown(".".join(words), 3 * _LONGEST_SHOWN)


def shown(text: str, longest: int = _LONGEST_SHOWN) -> str:
    """Shorten a text for a message."""
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else flat[: longest - 3] + "..."
