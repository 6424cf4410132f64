"""What a rule of `check.py` finds wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from gtmsim.scenario.tree import Path


@dataclass(frozen=True)
class Finding:
    """A rule broken somewhere in a model.

    Attributes:
        path: where, as keys from the root; the line is looked up in the file.
        message: value, rule and remedy.
        depends: dotted patterns (`teams.*.covers`) of what else the rule looked at. Where part
            of that could not be read, the finding may be a mere consequence and is dropped.
        first: another place that the message is about; its file and line are added.
    """

    path: Path
    message: str
    depends: tuple[str, ...] = ()
    first: Path = ()

    def follows_from(self, pruned: Iterable[Path]) -> bool:
        """Whether the finding may only be there because something was pruned."""
        return any(
            _overlap(self.path, path) or any(_touches(each, path) for each in self.depends)
            for path in pruned
        )


Findings: TypeAlias = Iterator[Finding]


def _overlap(one: Path, other: Path) -> bool:
    shared = min(len(one), len(other))
    return shared > 0 and one[:shared] == other[:shared]


def _touches(pattern: str, path: Path) -> bool:
    words = pattern.split(".")
    return all(word in ("*", str(key)) for word, key in zip(words, path, strict=False))
