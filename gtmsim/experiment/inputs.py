"""Uncertain inputs: values with evidence (`12 of 48`) or a range (`25% (18%..33%)`).

Each is drawn once a replication, by the name of its path, so that every design meets the same
world. Evidence is a beta law after Jeffreys (hits + 1/2, misses + 1/2). A range holds 80%: the
value is the median and the ends are the 10th and 90th percentile of a normal law, each side with
its own width, on the scale on which the quantity cannot leave its bounds: log-odds for shares and
percentages, logarithms for what is above zero, the number itself where an end is 0.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from scipy import special

from gtmsim.experiment.shares import balanced
from gtmsim.plan.draws import base_of, key_of, uniform
from gtmsim.scenario import Scenario
from gtmsim.scenario.tree import Plain
from gtmsim.units import (
    CURRENCIES,
    Duration,
    Money,
    MoneyRate,
    Rate,
    Uncertain,
    parse_number,
    uncertainty,
)
from gtmsim.units.number import NUMBER

STREAM = "uncertain input"
WORDS = frozenset(("label", "source", "description", "name", "owner", "currency"))
"""Keys whose values are words for people, whatever they look like."""

NINTH = float(special.ndtri(0.9))
_HEAD = re.compile(rf"\s*([^\d\s+-]*)\s*({NUMBER}|\d+/\d+)(.*)", re.DOTALL)


@dataclass(frozen=True)
class Input:
    """One uncertain value of a scenario.

    Attributes:
        path: its place, `stages.qualify.then.sal`.
        text: what the scenario says: `12 of 48`.
        uncertain: the same, taken apart.
    """

    path: str
    text: str
    uncertain: Uncertain

    def draw(self, share: float) -> str:
        """The value at a quantile, as a scenario file would say it."""
        if self.uncertain.trials is not None:
            hits = self.uncertain.hits or 0
            drawn = special.betaincinv(hits + 0.5, self.uncertain.trials - hits + 0.5, share)
            return _decimal(min(max(float(drawn), 0.0), 1.0))
        return _Range.of(self.uncertain).text(float(special.ndtri(share)))


def uncertain_inputs(scenario: Scenario) -> tuple[Input, ...]:
    """Every uncertain value of a scenario, in the order of the file.

    Example:
        >>> from gtmsim.scenario import Scenario
        >>> text = '''
        ... start: 2026-01-05
        ... horizon: 1 day
        ... channels: {web: {leads: 4 (3..6) per day}}
        ... stages: {call: {function: sales, work: 10 min, then: {end: 100%}}}
        ... teams: {sales: {covers: sales, headcount: 1}}
        ... '''
        >>> [(each.path, each.text) for each in uncertain_inputs(Scenario.from_text(text))]
        [('channels.web.leads', '4 (3..6) per day')]
    """
    return _inputs(scenario)


@lru_cache(maxsize=64)
def _inputs(scenario: Scenario) -> tuple[Input, ...]:
    found = []
    for path, text in _texts(scenario.tree(), ()):
        read = _read(text)
        if read is not None:
            found.append(Input(path, text, read))
    return tuple(found)


def quantile_of(path: str, seed: int, replication: int) -> float:
    """The quantile at which an input is drawn in one replication, the same for every design."""
    return uniform(base_of(seed, replication, key_of(STREAM)), key_of(path), 0)


def drawn(scenario: Scenario, seed: int, replication: int) -> Scenario:
    """The scenario of one replication: every uncertain value drawn.

    Shares that must sum to 1 still do: see `gtmsim.experiment.shares`.

    Raises:
        ScenarioError: the values drawn do not fit together.
    """
    inputs = uncertain_inputs(scenario)
    if not inputs:
        return scenario
    values = {each.path: each.draw(quantile_of(each.path, seed, replication)) for each in inputs}
    return scenario.change(balanced(scenario.tree(), values))


def _texts(node: Plain, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(node, str):
        if path and path[-1] not in WORDS:
            yield ".".join(path), node
        return
    if path[:1] in (("choices",), ("assumed",)):
        return
    children = node.items() if isinstance(node, dict) else enumerate(node)
    for key, child in children:
        yield from _texts(child, (*path, str(key)))


def _read(text: str) -> Uncertain | None:
    if " of " not in text and ".." not in text:
        return None
    try:
        return uncertainty(text)
    except ValueError:
        return None


# --- Ranges --------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Range:
    """A two-sided normal law on a scale of its own.

    Attributes:
        before, after: what stands around the number in the scenario.
        ends: the 10th percentile, the median and the 90th percentile.
        scale: `odds`, `log` or `plain`.
        digits: digits after the point that the quantity may have; None for any.
    """

    before: str
    after: str
    ends: tuple[float, float, float]
    scale: str
    digits: int | None

    @classmethod
    def of(cls, uncertain: Uncertain) -> _Range:
        return _range(uncertain.low or "", uncertain.central, uncertain.high or "")

    def text(self, normal: float) -> str:
        low, middle, high = (_to(end, self.scale) for end in self.ends)
        width = (middle - low if normal < 0 else high - middle) / NINTH
        value = _back(middle + width * normal, self.scale)
        if self.ends[0] >= 0:
            value = max(value, 0.0)
        percent = self.after.lstrip().startswith("%")
        shown = value * 100.0 if percent else value
        number = _decimal(shown) if self.digits is None else f"{shown:.{self.digits}f}"
        return f"{self.before}{number}{self.after}"


@lru_cache(maxsize=1024)
def _range(low: str, central: str, high: str) -> _Range:
    heads = [_HEAD.fullmatch(text) for text in (low, central, high)]
    money = _money(central)
    if money is not None:
        sizes = [size_of(text) for text in (low, central, high)]
        after = f" {money.currency}{_period(central)}"
        return _ranged("", after, sizes, CURRENCIES[money.currency])
    if all(heads):
        around = {(head[1], head[3].strip()) for head in heads if head}
        middle = heads[1]
        if len(around) == 1 and middle is not None:
            sizes = [_number(head[2], head[3]) for head in heads if head]
            return _ranged(middle[1], middle[3], sizes, None)
    sizes = [size_of(text) for text in (low, central, high)]
    middle = heads[1]
    if middle is None or not sizes[1]:
        raise ValueError(f"the range of {central!r} has ends in other units.")
    own = _number(middle[2], middle[3])
    return _ranged(middle[1], middle[3], [own * size / sizes[1] for size in sizes], None)


def _ranged(before: str, after: str, sizes: list[float], digits: int | None) -> _Range:
    low, middle, high = sizes
    percent = after.lstrip().startswith("%")
    within = low > 0.0 and high < 1.0
    if within and (percent or not after.strip()):
        scale = "odds"
    else:
        scale = "log" if low > 0 else "plain"
    return _Range(before, after, (low, middle, high), scale, digits)


def _to(value: float, scale: str) -> float:
    if scale == "odds":
        return float(special.logit(value))
    return math.log(value) if scale == "log" else value


def _back(value: float, scale: str) -> float:
    if scale == "odds":
        return float(special.expit(value))
    return math.exp(value) if scale == "log" else value


def _number(text: str, after: str) -> float:
    if "/" in text:
        above, below = text.split("/")
        return int(above) / int(below)
    number = float(Decimal(text.replace(",", "").replace("_", "")))
    return number / 100.0 if after.lstrip().startswith("%") else number


def _money(text: str) -> Money | MoneyRate | None:
    for kind in (Money, MoneyRate):
        try:
            return kind.parse(text)
        except ValueError:
            continue
    return None


def _period(text: str) -> str:
    found = re.search(r"(\s*(?:\bper\b|/).*)$", text)
    return found[1] if found else ""


def size_of(text: str) -> float:
    """The size of a quantity of any kind, for comparing quantities of one kind.

    Raises:
        ValueError: it is no quantity.
    """
    found = _money(text)
    if found is not None:
        return found.amount
    for read in _SIZES:
        try:
            return float(read(text))
        except ValueError:
            continue
    raise ValueError(f"{text!r} is no quantity.")


_SIZES: tuple[Callable[[str], float], ...] = (
    lambda text: parse_number(text, negative=True, percent=True),
    lambda text: Duration.parse(text).minutes,
    lambda text: Rate.parse(text).per_minute,
)


def _decimal(number: float) -> str:
    """Ten significant digits, written without an exponent."""
    return f"{Decimal(f'{number:.10g}'):f}"
