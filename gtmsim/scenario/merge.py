"""How a later layer lies over an earlier one.

Blocks merge key by key. Lists, laws and tables (`then`, `waits_for`, `shares`, the sub-tables of
`factors` ...) are one value each and are replaced whole. `none` removes a key.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from gtmsim.errors import Problem
from gtmsim.scenario.places import ROOT, Place, fields_of, is_table, synonyms
from gtmsim.scenario.suggest import did_you_mean
from gtmsim.scenario.tree import Node, Path, dotted

EMPTY = Node({})
MOST_PROBLEMS = 50
"""Problems after which merging stops; each costs a search for near names."""


class MergingStoppedError(Exception):
    """There are too many problems to go on."""


@dataclass
class Merge:
    """Lays nodes over one another and notes what `none` could not remove."""

    problems: list[Problem] = field(default_factory=list)

    def lay(self, base: Node, over: Node, place: Place = ROOT, path: Path = ()) -> Node:
        """Return `base` with `over` laid on it; `place` is what the model allows at `path`."""
        over = self._usual_keys(over, place, path)
        if isinstance(over.value, list):
            below = place.step(0) or Place()
            items = [
                self.lay(EMPTY, item, below, (*path, at)) for at, item in enumerate(over.value)
            ]
            return replace(over, value=items)
        if not isinstance(over.value, dict):
            return over
        if len(path) == 4 and path[0] == "choices":  # an overlay: kept as written until applied
            return replace(over, value={**base.entries(), **over.value})
        whole = bool(path) and is_table(place, path)
        entries = {} if whole else dict(base.entries())
        for key, child in over.value.items():
            at = (*path, key)
            if child.is_none:
                self._remove(entries, child, place, at)
                continue
            below = place.step(key) or Place()
            standing = entries.get(key, EMPTY)
            entries[key] = self.lay(standing, spelled_out(at, child), below, at)
        return replace(over, value=entries)

    def _usual_keys(self, node: Node, place: Place, path: Path) -> Node:
        """File synonyms under the usual key (`conversation` is `work`), keeping the word used."""
        words = synonyms(place.part) if place.part is not None else {}
        if not any(key in words for key in node.entries()):
            return node
        entries: dict[str, Node] = {}
        for key, child in node.entries().items():
            usual = words.get(key, key)
            if usual in entries:
                both = f"{key} and {entries[usual].key or usual} are the same. Keep one."
                self.note(child, dotted((*path, key)), both)
            else:
                entries[usual] = child if usual == key else replace(child, key=key)
        return replace(node, value=entries)

    def _remove(self, entries: dict[str, Node], none: Node, place: Place, path: Path) -> None:
        key = str(path[-1])
        optional = place.part is not None and key in fields_of(place.part)
        if key not in entries and not optional:
            near = did_you_mean(key, entries)
            message = f"none removes what an earlier file says; nothing here.{near}"
            self.note(none, dotted(path), message)
        entries.pop(key, None)

    def note(self, node: Node, path: str, message: str) -> None:
        """Note a problem at a node.

        Raises:
            MergingStoppedError: this is one too many.
        """
        self.problems.append(Problem(node.mark.file, node.mark.line, path, message))
        if len(self.problems) >= MOST_PROBLEMS:
            raise MergingStoppedError


def spelled_out(path: Path, node: Node) -> Node:
    """Write `choices: {NAME: option}` in full: `{NAME: {use: option}}`."""
    if len(path) == 2 and path[0] == "choices" and isinstance(node.value, str):
        return replace(node, value={"use": replace(node, key=None)})
    return node
