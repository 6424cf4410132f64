"""The path language: how Python, overlays and the command line name a value of a scenario.

A path is written with dots: `teams.inside_sales.headcount`, `stages.qualify.then.recycle.timing`
(keys may contain dots: the longest existing key wins), `teams.inside_sales.people.0`. A path may
name what is not written yet where the model allows it: an optional field, an entry of a table, a
new team given as a mapping. Everything else is refused with the nearest path there is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import islice
from numbers import Integral, Real

from gtmsim.errors import Problem, ScenarioError
from gtmsim.scenario.merge import EMPTY, Merge, spelled_out
from gtmsim.scenario.places import ROOT, Place, fields_of, synonyms
from gtmsim.scenario.source import read_text
from gtmsim.scenario.suggest import did_you_mean
from gtmsim.scenario.tree import (
    NONE,
    Mark,
    Node,
    Path,
    Plain,
    dotted,
    marked,
    plain,
    put,
    shown,
    walk,
    without,
)
from gtmsim.units import Duration, Money, MoneyRate, Rate

_MOST_PATHS = 2_000
_UNITS = (Duration, Money, MoneyRate, Rate)


class PathError(ValueError):
    """A path that names nothing; the message says what could have been meant."""


def find(root: Node, text: str, *, block: bool = True) -> tuple[Path, Place]:
    """Resolve a dotted path in a tree.

    Args:
        root: the tree.
        text: the path.
        block: whether a new block (a team, a stage) may be named: only a mapping can be one.

    Returns:
        The keys and indices, and what the model allows there.

    Raises:
        PathError: nothing has that name and nothing of that name may be added.
    """
    words = text.split(".")
    if not all(word.strip() for word in words):
        raise PathError("not a path. Write keys with dots, as in teams.inside_sales.headcount.")
    path: list[str | int] = []
    node: Node | None = root
    place: Place | None = ROOT
    while words:
        there = _existing(node, place, words) or _addition(node, place, words, block)
        key, used = there or ("", 0)
        if not used:
            raise PathError(_unknown(root, text, tuple(path), node, place, words))
        node = node.child(key) if node is not None else None
        place = place.step(key) if place is not None else None
        path.append(key)
        words = words[used:]
    return tuple(path), place or Place()


def assign(root: Node, text: str, node: Node, merge: Merge) -> Node:
    """Return the tree with `node` at a dotted path, laid there as a later layer would be.

    Raises:
        PathError: the path names nothing, or below a single value.
    """
    path, place = find(root, text, block=isinstance(node.value, dict))
    if node.is_none:
        return without(root, path)
    standing: Node | None = root
    for key in path:
        standing = standing.child(key) if standing is not None else None
    return put(root, path, merge.lay(standing or EMPTY, spelled_out(path, node), place, path))


def setting(path: str, value: object) -> Node:
    """Write a Python value the way a scenario file would, as a node for a path.

    Raises:
        ScenarioError: such a value has no form in a scenario.
    """
    try:
        return marked(_written(value), Mark())
    except TypeError as error:
        raise ScenarioError([Problem("", 0, path, str(error))]) from None


def parse_setting(text: str) -> tuple[str, Plain]:
    """Split `PATH=VALUE` as on the command line; a VALUE in brackets is read as YAML.

    >>> parse_setting("stages.qualify.then={sal: 40%, disqualified: rest}")
    ('stages.qualify.then', {'sal': '40%', 'disqualified': 'rest'})

    Raises:
        ScenarioError: there is no `=`, or the brackets are not valid YAML.
    """
    path, _, value = (part.strip() for part in text.partition("="))
    if not path or not value:
        message = f'"{shown(text)}" is not PATH=VALUE, as in teams.inside_sales.headcount=6.'
        raise ScenarioError([Problem("", 0, "", message)])
    if value[0] not in "{[":
        return path, value
    source = read_text(f"value: {value}", "")
    if source.root is None or source.problems:
        raise ScenarioError([Problem("", 0, path, each.message) for each in source.problems])
    return path, plain(source.root.entries()["value"])


def paths(root: Node) -> list[str]:
    """Dotted paths of a tree, and of the optional fields beside each: all, unless very many."""
    found = dict.fromkeys(fields_of(ROOT.part)) if ROOT.part is not None else {}
    for path, node in islice(walk(root), _MOST_PATHS):
        found[dotted(path)] = None
        place: Place | None = ROOT
        for key in path:
            place = place.step(key) if place is not None else None
        if place is not None and place.part is not None and isinstance(node.value, dict):
            found |= {f"{dotted(path)}.{name}": None for name in fields_of(place.part)}
    return list(found)


def _written(value: object) -> Plain:
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _written(child) for key, child in value.items()}
    if isinstance(value, Sequence):
        return [_written(child) for child in value]
    return _single(value)


def _single(value: object) -> str:
    if value is None:
        return NONE
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Integral):
        return str(int(value))
    if isinstance(value, Real):
        return repr(float(value))
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        return f"{value.total_seconds()!r} seconds"
    if isinstance(value, _UNITS):
        return str(value)
    raise TypeError(
        f"a {type(value).__name__} cannot be written in a scenario. "
        "Give a text, number, date, list or mapping."
    )


def _existing(
    node: Node | None, place: Place | None, words: list[str]
) -> tuple[str | int, int] | None:
    """The longest key that is there, and how many words of the path it takes."""
    if node is None:
        return None
    if isinstance(node.value, list):
        index = int(words[0]) if words[0].isdecimal() and len(words[0]) < 9 else -1
        return (index, 1) if 0 <= index < len(node.value) else None
    usual = synonyms(place.part) if place is not None and place.part is not None else {}
    for used in range(len(words), 0, -1):
        key = ".".join(words[:used])
        key = usual.get(key, key)
        if key in node.entries():
            return key, used
    return None


def _addition(
    node: Node | None, place: Place | None, words: list[str], block: bool
) -> tuple[str | int, int] | None:
    """A key that is not there but may be added, and how many words of the path it takes."""
    if node is not None and not isinstance(node.value, dict):
        return None
    if place is not None and place.part is not None:
        key = synonyms(place.part).get(words[0], words[0])
        return (key, 1) if key in fields_of(place.part) else None
    if place is not None and place.names is not None:
        below = place.step("") or Place()
        if below.scalar:
            return ".".join(words), len(words)
        may_add = below.part is None or (block and len(words) == 1)
        return (words[0], 1) if may_add else None
    return (words[0], 1) if node is not None and len(words) == 1 else None


def _unknown(
    root: Node,
    text: str,
    path: Path,
    node: Node | None,
    place: Place | None,
    words: list[str],
) -> str:
    if node is not None and isinstance(node.value, list):
        return f"no item {shown(words[0])}: {dotted(path)} has items 0 to {len(node.value) - 1}."
    if node is not None and isinstance(node.value, str):
        value = shown(node.value)
        return f'no such path: {dotted(path)} is the single value "{value}", with nothing below.'
    depth = text.count(".")
    near = did_you_mean(text, [known for known in paths(root) if known.count(".") == depth])
    if near:
        return f"no such path.{near}"
    here = dict.fromkeys(node.entries() if node is not None else ())
    if place is not None and place.part is not None:
        here |= dict.fromkeys(fields_of(place.part))
    if not here:
        return f"no such path: nothing is written under {dotted(path)}."
    where = f"Under {dotted(path)} there are" if path else "Paths begin with"
    return f"no such path. {where}: {', '.join(here)}."
