"""A scenario: the frozen model, and the layers it was made from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any, Self

import yaml
from pydantic import PrivateAttr

from gtmsim.errors import Problem, ScenarioError
from gtmsim.scenario.build import build, rebuild
from gtmsim.scenario.change import setting
from gtmsim.scenario.layers import Layer, Reading
from gtmsim.scenario.merge import EMPTY
from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.tree import Node, Plain, plain


class Scenario(ScenarioModel):
    """A go-to-market organization, checked and frozen.

    Made by `gtmsim.load`, `Scenario.from_text` or `Scenario.change`. It remembers the files it
    came from, so that a change can be laid on top of them. Two scenarios are equal if they say
    the same in the same order.

    >>> desk = Scenario.from_text('''
    ... start: 2026-04-01
    ... horizon: 20 days
    ... channels: {web: {leads: 10 per day}}
    ... stages: {answer: {function: desk, work: 15 min, then: {end: 100%}}}
    ... teams: {desk: {covers: desk, headcount: 1}}
    ... ''')
    >>> desk.change("teams.desk.headcount", 2).teams["desk"].headcount
    2
    """

    _layers: tuple[Layer, ...] = PrivateAttr(default=())
    _root: Node = PrivateAttr(default=EMPTY)

    @classmethod
    def from_text(
        cls, text: str, name: str = "", folder: str | PathLike[str] | None = None
    ) -> Self:
        """Read a scenario from the text of a YAML file.

        Args:
            text: the YAML.
            name: what to call it in messages.
            folder: where the files that it extends are; None if it may extend none.

        Raises:
            ScenarioError: with every problem found.
        """
        reading = Reading()
        reading.text(text, name, Path(folder) if folder is not None else None)
        return cls.from_reading(reading)

    @classmethod
    def from_reading(cls, reading: Reading) -> Self:
        """Make a scenario of what was read from files or texts.

        Raises:
            ScenarioError: with every problem found.
        """
        return cls._made(build(cls, reading), tuple(reading.layers))

    def change(self, path: str | Mapping[str, object], value: object = ...) -> Self:
        """Return a scenario in which one or several values differ.

        Args:
            path: a dotted path, `teams.inside_sales.headcount`, or a mapping of paths to values.
            value: a number, text, date, list, mapping ... as in a scenario file; None (or
                "none") removes. A mapping merges into what stands there.

        Raises:
            ScenarioError: a path names nothing, or the changed scenario has problems.
        """
        if not isinstance(path, Mapping):
            if value is ...:
                raise TypeError("change takes a path and a value, or a mapping of paths to values.")
            path = {path: value}
        if not self._layers:
            message = "a scenario built by hand has no text to change. Use Scenario.from_text."
            raise ScenarioError([Problem("", 0, "", message)])
        settings = tuple((text, setting(text, wanted)) for text, wanted in path.items())
        layers = (*self._layers, Layer(settings=settings))
        return self._made(rebuild(type(self), layers), layers)

    @classmethod
    def _made(cls, built: tuple[Self, Node], layers: tuple[Layer, ...]) -> Self:
        scenario, root = built
        scenario._layers = layers
        scenario._root = root
        return scenario

    def tree(self) -> dict[str, Any]:
        """The merged scenario as nested mappings, lists and texts, its choices applied."""
        tree: Plain = plain(self._root)
        return tree if isinstance(tree, dict) else {}

    def text(self) -> str:
        """The merged scenario as one YAML file, which loads as an equal scenario.

        The choices in force are part of it; the options not taken are left out.
        """
        return as_yaml(self.tree())

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the merged scenario: equal scenarios have equal hashes."""
        canonical = json.dumps(self.tree(), ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Scenario):
            return NotImplemented
        return self.hash == other.hash

    def __hash__(self) -> int:
        return hash(self.hash)

    def __repr__(self) -> str:
        return f"<Scenario {self.name or self.hash[:12]}>"

    def _repr_html_(self) -> str:
        from gtmsim.scenario.display import html_of

        return html_of(self)


class _Dumper(yaml.SafeDumper):
    """Writes texts plainly where our reader reads them as they are, without aliases."""

    def ignore_aliases(self, data: Any) -> bool:  # the name is PyYAML's
        return True


def as_yaml(tree: Plain) -> str:
    """A part of a scenario as a file says it."""
    return yaml.dump(tree, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)


def _written(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text)


_Dumper.add_representer(str, _written)
_Dumper.yaml_implicit_resolvers = {}
