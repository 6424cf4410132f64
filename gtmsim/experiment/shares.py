"""Shares that must sum to 1, when some of them are drawn.

What is drawn stays as drawn; the certain shares beside it take what is left, in the file's
proportions, or `rest` takes it. Only when more than 1 is drawn do the drawn ones shrink together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from gtmsim.scenario.tree import Plain
from gtmsim.units import parse_share

TABLES = frozenset(("then", "shares", "ready", "segments"))
"""Keys of mappings whose entries are shares of one whole."""

EXACT = Decimal("1e-12")
"""Shares are written to this, so that they sum to 1 exactly."""


def balanced(tree: Plain, drawn: Mapping[str, str]) -> dict[str, str]:
    """The values drawn, and the certain shares beside them, so that every table sums to 1.

    Args:
        tree: the scenario.
        drawn: path -> text of the drawn value.
    """
    values = dict(drawn)
    for entries in _tables(tree, ()):
        if any(path in drawn for path in entries):
            values |= _balance(entries, drawn)
    return values


def _tables(node: Plain, path: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """Every table of shares: path -> text of each share."""
    if not isinstance(node, dict):
        if isinstance(node, list):
            for index, child in enumerate(node):
                yield from _tables(child, (*path, str(index)))
        return
    if path and path[-1] in TABLES:
        yield _entries(node, path)
    for key, child in node.items():
        yield from _tables(child, (*path, key))


def _entries(node: dict[str, Plain], path: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for key, child in node.items():
        here = ".".join((*path, key))
        if isinstance(child, str):
            found[here] = child
        elif isinstance(child, dict) and isinstance(child.get("share"), str):
            found[f"{here}.share"] = str(child["share"])
    return found


def _balance(entries: Mapping[str, str], drawn: Mapping[str, str]) -> dict[str, str]:
    rest = "rest" in entries.values()
    central = {path: share for path, text in entries.items() if (share := _share(text)) is not None}
    taken = {path: _share(drawn[path]) or Decimal(0) for path in central if path in drawn}
    certain = {path: share for path, share in central.items() if path not in drawn}
    whole, fixed = sum(taken.values(), Decimal(0)), sum(certain.values(), Decimal(0))
    full = abs(sum(central.values(), Decimal(0)) - 1) < Decimal("1e-9")
    if rest or not full:
        room = Decimal(1) - fixed
        if whole <= room:
            return {}
        return _scaled(taken, room)
    if whole >= 1 or not fixed:
        return _scaled(taken, Decimal(1)) | dict.fromkeys(certain, "0")
    return _scaled(taken, whole) | _scaled(certain, 1 - _rounded(whole))


def _scaled(shares: Mapping[str, Decimal], total: Decimal) -> dict[str, str]:
    """The shares in proportion, summing to the total exactly; the largest takes the rounding."""
    whole = sum(shares.values(), Decimal(0))
    if not whole:
        return {}
    total = _rounded(total)
    scaled = {path: _rounded(share * total / whole) for path, share in shares.items()}
    largest = max(scaled, key=lambda path: scaled[path])
    scaled[largest] += total - sum(scaled.values(), Decimal(0))
    return {path: f"{share:f}" for path, share in scaled.items()}


def _rounded(share: Decimal) -> Decimal:
    return share.quantize(EXACT, rounding="ROUND_DOWN")


def _share(text: str) -> Decimal | None:
    try:
        return Decimal(repr(parse_share(text)))
    except ValueError:
        return None
