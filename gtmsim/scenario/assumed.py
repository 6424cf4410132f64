"""The list of assumptions of a scenario: it grows from file to file.

A file adds the paths of its own unsourced values to those of the files it extends. An inherited
assumption ends where a later file or change writes that very value anew: whoever does so names a
source, or lists the path again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from gtmsim.scenario.places import ROOT, Place, is_table, synonyms
from gtmsim.scenario.tree import Node

KEY = "assumed"


def joined(before: Node | None, layer: Node, settings: Iterable[tuple[str, Node]]) -> Node | None:
    """The assumptions after a layer.

    Args:
        before: those of the earlier layers, or None.
        layer: what the layer says.
        settings: what it sets besides, by dotted path.
    """
    own = layer.child(KEY)
    if own is not None and not isinstance(own.value, list):
        return None  # `none` removes them; anything else is another rule's finding
    given = dict(settings)
    # What stood in a block goes with it when something else takes its place, or nothing.
    gone = tuple(f"{path}." for path, node in given.items() if not isinstance(node.value, dict))
    kept = [
        item
        for item in (before.items() if before is not None else [])
        if isinstance(item.value, str)
        and item.value not in given
        and not item.value.startswith(gone)
        and not _writes(layer, item.value.split("."))
    ]
    known = {item.value for item in kept if isinstance(item.value, str)}
    listed = [_usual(item) for item in (own.items() if own is not None else [])]
    added = [item for item in listed if not (isinstance(item.value, str) and item.value in known)]
    if not kept and not added:
        return own
    return replace(own if own is not None else kept[0], value=[*kept, *added])


def _usual(item: Node) -> Node:
    """The path in the usual words: `stages.x.conversation` is `stages.x.work`."""
    if not isinstance(item.value, str):
        return item
    words, place = item.value.split("."), ROOT
    for at, word in enumerate(words):
        if place.part is not None:
            words[at] = synonyms(place.part).get(word, word)
        place = place.step(words[at]) or Place()
    return replace(item, value=".".join(words))


def exists(root: Node, words: list[str]) -> bool:
    """Whether a dotted path leads somewhere in a tree; keys may contain dots."""
    return any(
        child is not None and (not rest or exists(child, rest))
        for child, rest in _steps(root, words)
    )


def _writes(layer: Node, words: list[str], place: Place = ROOT, path: tuple[str, ...] = ()) -> bool:
    """Whether a layer gives this very value anew (or removes it), not only part of a block."""
    if not isinstance(layer.value, dict) or (path and is_table(place, path)):
        return True
    for child, rest in _steps(layer, words):
        if child is not None:
            key = ".".join(words[: len(words) - len(rest)])
            return _writes(child, rest, place.step(key) or Place(), (*path, key))
    return False


def _steps(node: Node, words: list[str]) -> Iterable[tuple[Node | None, list[str]]]:
    """Ways to take the next key: the longest first."""
    for length in range(len(words), 0, -1):
        key = ".".join(words[:length])
        at = int(key) if isinstance(node.value, list) and key.isdecimal() else key
        yield node.child(at), words[length:]
