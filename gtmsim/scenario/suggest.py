"""Near names, for messages that say what could have been meant."""

from __future__ import annotations

from collections.abc import Iterable

from gtmsim.units.number import did_you_mean as _did_you_mean

_LONGEST_NAME = 200
_MOST_LISTED = 30


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Say ` Did you mean X?`, with a leading space, or nothing if no known name is near."""
    return _did_you_mean(name, known) if len(name) <= _LONGEST_NAME else ""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that `did_you_mean` would say, or None."""
    said = did_you_mean(name, known)
    return said.removeprefix(" Did you mean ").removesuffix("?") or None


def listed(kind: str, name: str, known: Iterable[str]) -> str:
    """Say ` Did you mean X?`, else ` Teams are: a, b.`, with a leading space."""
    names = list(dict.fromkeys(known))
    return did_you_mean(name, names) or f" {kind} are: {enumeration(names)}."


def enumeration(names: Iterable[str]) -> str:
    """Write names with commas; a long list is cut, an empty one is `none`."""
    every = list(names)
    more = f" and {len(every) - _MOST_LISTED} more" if len(every) > _MOST_LISTED else ""
    return ", ".join(every[:_MOST_LISTED]) + more if every else "none"
