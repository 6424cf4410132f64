"""Blocks of a scenario as lines of words; what has no words of its own is told as it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from gtmsim.kpi import Language
from gtmsim.report.page import Block, Line
from gtmsim.report.quantities import is_law, law, quantity
from gtmsim.report.vocabulary import KEYS, LEAD_WORDS
from gtmsim.report.words import MILESTONES, SENTENCES
from gtmsim.scenario import Scenario
from gtmsim.scenario.places import ROOT, Place, synonyms
from gtmsim.scenario.scenario import Scenario as _Scenario
from gtmsim.scenario.tree import Plain

Path = tuple[str | int, ...]
Told = Callable[[Path, Any], Iterable[Line]]
"""Tells one value of a block in lines of its own."""


FREE = ("source", "description", "label", "owner", "by", "name", "id", "account")
"""Keys whose values are the user's own words, which nobody translates."""

_FACTORS = frozenset(("factors", "season", "weekday"))
"""Tables of numbers that multiply something."""


_ABOUT_LEADS = frozenset(("when", "first", "serves", "factors"))
"""Keys of conditions, and of tables of factors, whose keys are properties of leads."""


@dataclass(frozen=True)
class Teller:
    """Tells a scenario in one language; remembers nothing."""

    scenario: Scenario
    language: Language
    tree: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, scenario: _Scenario, language: Language) -> Teller:
        """A teller of a scenario."""
        return cls(scenario, language, scenario.tree())

    # --- Words -------------------------------------------------------------------------

    def say(self, sentence: str, **values: object) -> str:
        """A fixed sentence."""
        return SENTENCES[sentence][self.language == "ja"].format(**values)

    def word(self, key: str, place: Place | None = None) -> str:
        """A key of the language; names that the user chose stay as they are."""
        if place is not None and place.part is None:
            return quantity(key, self.language)
        part = ""
        if place is not None and place.part is not None:
            part, key = place.part.__name__, synonyms(place.part).get(key, key)
        pair = KEYS.get(f"{part}.{key}") or KEYS.get(key)
        return pair[self.language == "ja"] if pair else key

    def milestone(self, name: str) -> str:
        """`sql`, and in words where it has any: `won (受注)`."""
        english, japanese = MILESTONES.get(name, (name, name))
        word = english if self.language == "en" else japanese
        return name if word.lower() == name else f"{name} ({word})"

    def named(self, block: str, name: str) -> str:
        """An id with the user's label: `qualify (初回接触)`."""
        label = self.label(block, name)
        return f"{name} ({label})" if label else name

    def label(self, block: str, name: str) -> str:
        """The user's label of a stage, team, rule ...; empty without one."""
        found = self.tree.get(block, {}).get(name, {})
        if isinstance(found, str):
            return found
        return str(found.get("label", "")) if isinstance(found, Mapping) else ""

    def place(self, path: str) -> str:
        """A path of the scenario in words: `インサイドセールス: 人員数`."""
        parts = path.split(".")
        block = place_at((parts[0],))
        named = len(parts) > 1 and block is not None and block.names is not None
        label = (self.label(parts[0], parts[1]) or parts[1]) if named else ""
        words = " ".join(
            self._about_leads(tuple(parts[:at]), parts[at])
            or self._leads_to(tuple(parts[:at]), parts[at])
            or self.word(parts[at], place_at(tuple(parts[:at])))
            for at in range(2 if named else 1, len(parts))
        )
        return ": ".join(each for each in (label or self.word(parts[0]), words) if each)

    # --- Where a value comes from --------------------------------------------------------

    @cached_property
    def assumed(self) -> frozenset[str]:
        """Paths of values without a source."""
        return frozenset(self.scenario.assumed)

    def is_assumed(self, path: Path) -> bool:
        """Whether a value, or a block around it, has no source."""
        words = [str(word) for word in path]
        return any(".".join(words[:end]) in self.assumed for end in range(1, len(words) + 1))

    # --- Values --------------------------------------------------------------------------

    def phrase(self, path: Path, node: Plain, *, marks: bool = True) -> str:
        """A value in words; `*` follows what is assumed.

        Args:
            path: where it stands.
            node: the value.
            marks: whether to mark it; not if something around it is marked already.
        """
        star = "*" if marks and self.is_assumed(path) else ""
        return self._words(path, node, marks and not star) + star

    def _words(self, path: Path, node: Plain, marks: bool) -> str:
        if isinstance(node, str):
            if path and path[-1] in FREE:
                return node
            times = "×" if not _FACTORS.isdisjoint(path[:-1]) else ""
            return times + quantity(node, self.language)
        if is_law(node) and isinstance(node, Mapping):
            return law(node, self.language)
        if isinstance(node, Mapping):
            place = place_at(path)
            parts = []
            for key, child in node.items():
                text = self.phrase((*path, key), child, marks=marks)
                nested = isinstance(child, dict) and not is_law(child)
                word = self._about_leads(path, key) or self.word(key, place)
                parts.append(f"{word}{':' if nested else ''} {text}".strip())
            deep = any(isinstance(child, dict) and not is_law(child) for child in node.values())
            return self._joined(parts, deep)
        items = [self.phrase((*path, at), item, marks=marks) for at, item in enumerate(node)]
        return self._joined(items, any(isinstance(item, dict) for item in node))

    def _about_leads(self, path: Path, key: str) -> str:
        """What a condition or a factor looks at, in Japanese: 初回応答の遅れ; else empty."""
        asks = path[-1] in _ABOUT_LEADS or (len(path) > 1 and path[-2] == "priorities")
        return LEAD_WORDS.get(key, "") if asks and self.language == "ja" else ""

    def _leads_to(self, path: Path, key: str) -> str:
        """Where a stage leads, in Japanese: the label of a stage, or a milestone; else empty."""
        if self.language == "en" or path[-1] != "then":
            return ""
        return self.label("stages", key) or MILESTONES.get(key, ("", ""))[1]

    def _joined(self, parts: list[str], deep: bool) -> str:
        """Parts with commas between, or semicolons where a part has commas of its own."""
        comma = "、" if self.language == "ja" else ", "
        return ("; " if deep or any(comma in part for part in parts) else comma).join(parts)

    # --- Lines and blocks ------------------------------------------------------------------

    def line(self, path: Path, node: Plain, name: str | None = None) -> Line:
        """One value on a line of its own; the star of a value as a whole stands at its name."""
        own = name if name is not None else self.word(str(path[-1]), place_at(path[:-1]))
        known = self.is_assumed(path[:-1])
        star = "*" if self.is_assumed(path) and not known else ""
        return Line(own + star, self.phrase(path, node, marks=not (star or known)))

    def lines(self, path: Path, node: Plain) -> Iterable[Line]:
        """A value as lines; a list of blocks gives one line for each."""
        if isinstance(node, list) and any(isinstance(item, dict) for item in node):
            for at, item in enumerate(node):
                told = self.line((*path, at), item, "")
                name = self.word(str(path[-1]), place_at(path[:-1])) if not at else ""
                yield Line(name + told.name, told.text)
            return
        yield self.line(path, node)

    def block(
        self, path: Path, node: Plain, special: Mapping[str, Told] | None = None, *, last: str = ""
    ) -> Block:
        """A block under its name: every key is told, by `special` or as it stands.

        Args:
            path: where it stands.
            node: the block.
            special: for some keys, how to tell them.
            last: the key that is told at the end; `source` always follows it.
        """
        name = str(path[-1])
        if not isinstance(node, dict):
            return Block(name, "", tuple(self.lines(path, node)))
        label = node.get("label", "")
        keys = [key for key in node if key not in ("label", "source", last)]
        order = [*keys, *(key for key in (last, "source") if key in node)]
        lines: list[Line] = []
        for key in order:
            tell = (special or {}).get(key, self.lines)
            lines += tell((*path, key), node[key])
        star = "*" if self.is_assumed(path) else ""
        return Block(name + star, label if isinstance(label, str) else "", tuple(lines))


def place_at(path: Path) -> Place | None:
    """What the language allows at a path; None where it does not say."""
    place: Place | None = ROOT
    for key in path:
        place = place.step(key) if place is not None else None
    return place
