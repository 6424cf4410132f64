"""What the model allows at a path: which fields, names or items, and what replaces what.

The merging of layers and the path language ask here, so that the model of `model.py` stays the
only description of the language.
"""

from __future__ import annotations

import types
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.part import Part

_TABLES = (
    "then",
    "waits_for",
    "shares",
    "connect",
    "segments",
    "products",
    "cross_sells",
    "no_show",
    "rate",
    "serves",
)
"""Mappings that are one value (shares sum to 1, tables belong together): replaced whole."""


@dataclass(frozen=True)
class Place:
    """What may stand at a path.

    Attributes:
        part: the block that stands here, whose fields are its keys; None if no block may.
        names: the type of the entries, if the user chooses the keys here; else None.
        items: the type of the items, if a list may stand here; else None.
        scalar: whether a text (or law, or whatever one validator reads whole) may stand here.
    """

    part: type[Part] | None = None
    names: Any = None
    items: Any = None
    scalar: bool = False

    @property
    def is_leaf(self) -> bool:
        """Whether a single value stands here: a text, a law, a list of texts."""
        return self.part is None and self.names is None

    def step(self, key: str | int) -> Place | None:
        """The place under a key or an index; None if the model allows none."""
        if isinstance(key, int):
            return place_of(self.items) if self.items is not None else None
        if self.part is not None:
            return fields_of(self.part).get(key)
        return place_of(self.names) if self.names is not None else None


ROOT = Place(part=ScenarioModel)


def place_of(annotation: Any) -> Place:
    """Read a field's annotation."""
    part, names, items, scalar = None, None, None, False
    for alternative in _alternatives(annotation):
        origin = get_origin(alternative)
        if isinstance(alternative, type) and issubclass(alternative, Part):
            part = alternative
        elif origin is dict:
            names = get_args(alternative)[1]
        elif origin is tuple:
            items = get_args(alternative)[0]
        elif alternative is not type(None):
            scalar = True
    return Place(part, names, items, scalar)


@cache
def fields_of(part: type[Part]) -> dict[str, Place]:
    """What may stand in each field of a block, by the key used in files."""
    return {
        _key(part, name): place_of(field.annotation) for name, field in part.model_fields.items()
    }


@cache
def synonyms(part: type[Part]) -> dict[str, str]:
    """Other words for the keys of a block: `conversation` is `work`."""
    pairs = {}
    for name, field in part.model_fields.items():
        for word in (name, field.alias):
            if word is not None and word != _key(part, name):
                pairs[word] = _key(part, name)
    return pairs


def is_table(place: Place, path: tuple[str | int, ...]) -> bool:
    """Whether a later layer replaces the mapping at this path whole, not key by key."""
    if place.is_leaf:
        return True
    if place.part is not None or len(path) == 1:
        return False
    return str(path[-1]) in _TABLES or path[-2] == "factors"


def _key(part: type[Part], name: str) -> str:
    alias = part.model_fields[name].alias
    return name if alias is None or alias == "conversation" else alias


def _alternatives(annotation: Any) -> list[Any]:
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType):
        return [deep for arm in get_args(annotation) for deep in _alternatives(arm)]
    if origin is Annotated:
        return [str] if _is_parsed(annotation) else _alternatives(get_args(annotation)[0])
    return [annotation]


def _is_parsed(annotation: Any) -> bool:
    """Whether a validator of `fields.py` reads the whole value by itself."""
    return any(hasattr(extra, "func") for extra in get_args(annotation)[1:])
