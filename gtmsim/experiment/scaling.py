"""A value of a scenario made larger or smaller by a factor, in its own unit and bounds.

Shares (percentages) are moved by their odds, so that they stay between 0 and 100%; odds factors by
their power, so that 1 stays 1; everything else by the factor itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gtmsim.errors import ScenarioError
from gtmsim.experiment.shares import balanced
from gtmsim.scenario import Scenario
from gtmsim.scenario.tree import Plain
from gtmsim.units.number import NUMBER

LAWS = frozenset((
    "fixed", "exponential", "lognormal", "gamma", "weibull", "triangular", "uniform", "poisson",
    "invgauss",
))  # fmt: skip
SHAPES = frozenset(("cv", "shape", "k"))
"""Numbers of a law that say its form and have no unit."""
WORDS = frozenset(("source", "label", "description", "by", "from", "to", "name", "use"))
STRUCTURE = ("headcount", "people", "covers", "serves", "on", "start", "hours")
"""Keys that say what a design is, or when: nothing that could be larger or smaller."""

_QUANTITY = re.compile(rf"\s*([^\d\s+-]*)\s*({NUMBER})(.*)", re.DOTALL)


@dataclass(frozen=True)
class Assumption:
    """One value that may be larger or smaller than the file says.

    Attributes:
        path: what the list of assumptions calls it.
        leaves: the paths of the numbers that move together: one, or all of a law or table.
        whole: whether it comes in whole numbers only.
    """

    path: str
    leaves: tuple[str, ...]
    whole: bool = False


def assumptions_of(scenario: Scenario) -> tuple[Assumption, ...]:
    """The assumed values of a scenario that are quantities, and the numbers of its mechanisms."""
    tree = scenario.tree()
    listed = [each for path in scenario.assumed for each in _parts(tree, path)]
    listed += [path for path, _ in _mechanisms(tree)]
    found: dict[tuple[str, ...], Assumption] = {}
    for path in dict.fromkeys(listed):
        leaves = tuple(_leaves(tree, path))
        if not leaves or leaves in found:
            continue
        for whole in (False, True):
            one = Assumption(path, leaves, whole)
            if any(changed(scenario, one, factor) is not None for factor in (1.37, 0.71)):
                found[leaves] = one
                break
    return tuple(found.values())


def changed(scenario: Scenario, one: Assumption, factor: float) -> dict[str, Plain] | None:
    """The settings that scale a value; empty where the scenario has none, None if refused."""
    settings = settings_for(scenario, {one: factor})
    if not settings:
        return {}
    try:
        scenario.change(settings)
    except ScenarioError:
        return None
    return settings


def settings_for(scenario: Scenario, factors: dict[Assumption, float]) -> dict[str, Plain]:
    """The settings that scale several values at once; shares beside a share make room."""
    tree = scenario.tree()
    texts = {}
    for one, factor in factors.items():
        for leaf in one.leaves:
            text = node_at(tree, leaf)
            if isinstance(text, str) and factor != 1.0:
                scaled = scale(text, factor, power=".factors." in leaf, whole=one.whole)
                if scaled is not None:
                    texts[leaf] = scaled
    return dict(balanced(tree, texts))


def scale(text: str, factor: float, *, power: bool = False, whole: bool = False) -> str | None:
    """A quantity as text, scaled; None if it is none.

    Example:
        >>> scale("20 min", 1.5), scale("600万円 per year", 2), scale("50%", 3)
        ('30 min', '1200万円 per year', '75%')
        >>> scale("0.5", 2, power=True), scale("3", 1.4, whole=True)
        ('0.25', '4')
    """
    found = _QUANTITY.fullmatch(text)
    if found is None or " of " in text or ".." in text or ":" in text:
        return None
    before, digits, after = found.groups()
    if re.match(r"-\d", after):
        return None  # a date
    number = float(digits.replace(",", "").replace("_", ""))
    if after.strip() == "%" and 0 <= number < 100:
        odds = factor * number / (100 - number)
        new = 100 * odds / (1 + odds)
    elif power:
        new = number**factor if number > 0 else number
    else:
        new = number * factor
    return f"{before}{_digits(round(new) if whole else new)}{after}"


def node_at(tree: Plain, path: str) -> Plain | None:
    """What stands at a dotted path, whose keys may hold dots; None if nothing does."""
    return _at(tree, path.split("."))


def _at(node: Plain, words: list[str]) -> Plain | None:
    if not words:
        return node
    if isinstance(node, list):
        at = int(words[0]) if words[0].isdecimal() else len(node)
        return _at(node[at], words[1:]) if at < len(node) else None
    if isinstance(node, dict):
        for used in range(len(words), 0, -1):
            key = ".".join(words[:used])
            if key in node:
                return _at(node[key], words[used:])
    return None


def _parts(tree: Plain, path: str) -> Iterator[str]:
    """What an assumption about a whole stage is about: its work, and how many go onward."""
    words = path.split(".")
    if words[0] == "stages" and len(words) == 2:
        yield from (f"{path}.work", f"{path}.then")
    else:
        yield path


def _leaves(tree: Plain, path: str) -> Iterator[str]:
    """The paths of the numbers that one assumption moves."""
    node = node_at(tree, path)
    if node is None or set(path.split(".")) & set(STRUCTURE):
        return
    if isinstance(node, str):
        if scale(node, 2.0) is not None:
            yield path
    elif isinstance(node, dict) and path.endswith(".then"):
        key, way = next(iter(node.items()))
        onward = f"{path}.{key}" + (".share" if isinstance(way, dict) else "")
        if isinstance(text := node_at(tree, onward), str) and scale(text, 2.0) is not None:
            yield onward
    elif isinstance(node, dict) and (set(node) <= LAWS or ".factors" in path):
        for key, child in node.items():
            if str(key) not in SHAPES | WORDS:
                yield from _of_law(child, f"{path}.{key}")


def _of_law(node: Plain, path: str) -> Iterator[str]:
    if isinstance(node, str):
        if scale(node, 2.0) is not None:
            yield path
        return
    children = enumerate(node) if isinstance(node, list) else node.items()
    for key, child in children:
        if str(key) not in SHAPES | WORDS:
            yield from _of_law(child, f"{path}.{key}")


def _mechanisms(node: Plain) -> Iterator[tuple[str, str]]:
    """Every number of the block `mechanisms`; laws as one."""
    block = node.get("mechanisms") if isinstance(node, dict) else None
    if isinstance(block, dict):
        yield from _quantities(block, "mechanisms")


def _quantities(node: Plain, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, str):
        if scale(node, 2.0) is not None:
            yield path, node
        return
    if isinstance(node, dict) and set(node) <= LAWS:
        yield path, ""
        return
    children = enumerate(node) if isinstance(node, list) else node.items()
    for key, child in children:
        if str(key) not in WORDS:
            yield from _quantities(child, f"{path}.{key}")


def _digits(number: float) -> str:
    """Four significant digits, without an exponent."""
    text = f"{number:.4g}"
    return f"{float(text):.10f}".rstrip("0").rstrip(".")
