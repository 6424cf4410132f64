"""Laws of chance with units: how long work takes, how large a deal is, how many leads come.

A law is written as a mapping with one key, its name, or as a bare quantity, which is fixed:
`{lognormal: {mean: 25 min, p90: 45 min}}`, `{exponential: 3 days}`, `{poisson: 40}`, `15 min`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from gtmsim.scenario import families
from gtmsim.scenario.families import FAMILIES, Family, Floats, Solved
from gtmsim.units import Duration, Money, MoneyRate, parse_number, plain, show
from gtmsim.units.money import LARGEST_MONEY
from gtmsim.units.number import LARGEST_NUMBER, did_you_mean
from gtmsim.units.time import LARGEST_DURATION

Dimension = Literal["time", "money", "number"]
Parameter = float | tuple[float, ...]

_EXAMPLES = {
    "time": "{lognormal: {mean: 25 min, p90: 45 min}}",
    "money": "{lognormal: {mean: 200万円 per year, cv: 0.5}}",
    "number": "{poisson: 40}",
}
_LARGEST = {"time": LARGEST_DURATION, "money": LARGEST_MONEY, "number": LARGEST_NUMBER}
_QUANTILE = re.compile(r"p(\d{1,3}(?:\.\d{1,6})?)")


@dataclass(frozen=True)
class Law:
    """A law of chance, in the base unit of its dimension.

    Attributes:
        name: its family: `lognormal`, `empirical`, `scipy.stats`' `burr` ...
        parameters: (name, value) as given, in minutes, major units of money or plain numbers.
        business: whether a law of time counts business time only.
        per: `year` or `month` for recurring money.
        currency: of a law of money.
        dimension: what it measures.
    """

    name: str
    parameters: tuple[tuple[str, Parameter], ...]
    business: bool = False
    per: str | None = None
    currency: str | None = None
    dimension: Dimension = "number"

    def mean(self) -> float:
        """The exact mean."""
        return _solved(self.name, self.parameters).mean

    def quantile(self, u: Floats | float) -> Floats:
        """The inverse distribution function at shares `u` of [0, 1], element by element.

        At 1 it is the greatest possible value, which may be infinite.
        """
        shares = np.asarray(u, dtype=np.float64)
        if not np.all((shares >= 0) & (shares <= 1)):
            raise ValueError("Quantiles exist for shares from 0 to 1.")
        with np.errstate(divide="ignore", over="ignore"):
            return _solved(self.name, self.parameters).quantile(shares)

    def minimum(self) -> float:
        """The least possible value; may be minus infinity for a law of numbers."""
        return _solved(self.name, self.parameters).minimum

    @property
    def is_fixed(self) -> bool:
        """Whether the value is certain."""
        return self.name == "fixed"

    @property
    def unit(self) -> str:
        """The base unit: `min`, `business min`, `JPY per year`, or nothing for numbers."""
        if self.dimension == "time":
            return "business min" if self.business else "min"
        return f"{self.currency} per {self.per}" if self.per else self.currency or ""

    def __str__(self) -> str:
        if self.is_fixed:
            return self._shown("value", self.parameters[0][1])
        given = ", ".join(f"{name} {self._shown(name, value)}" for name, value in self.parameters)
        return f"{self.name}({given})"

    def _shown(self, name: str, value: Parameter) -> str:
        if isinstance(value, tuple):
            return f"[{', '.join(map(plain, value))}] {self.unit}".rstrip()
        return (
            plain(value)
            if name in _plain_names(self.name)
            else f"{plain(value)} {self.unit}".rstrip()
        )


@lru_cache(maxsize=4096)
def _solved(name: str, parameters: tuple[tuple[str, Parameter], ...]) -> Solved:
    given = {key: value for key, value in parameters if not isinstance(value, tuple)}
    if name in FAMILIES:
        return FAMILIES[name].solve(given)
    if name == "empirical":
        values = parameters[0][1]
        if isinstance(values, tuple):
            return families.solve_values(values)
        return families.solve_quantiles(given)
    return families.solve_scipy(name, given)


def _plain_names(name: str) -> tuple[str, ...]:
    """Parameters of a law that have no unit."""
    if name in FAMILIES:
        return FAMILIES[name].plain
    return () if name == "empirical" else families.scipy_shapes(name)


# --- Reading ----------------------------------------------------------------------------


def parse_law(raw: object, dimension: Dimension) -> Law:
    """Read a law of a dimension, and refuse one that cannot be what is meant.

    Args:
        raw: a mapping with the law's name as its only key, a bare quantity, or a `Law`.
        dimension: `time` (base unit: minutes), `money` (major units) or `number`.

    Raises:
        ValueError: for an unknown law or parameter, mixed units, or a law of time or money
            that falls below zero.

    >>> law = parse_law({"lognormal": {"mean": "25 min", "p90": "45 min"}}, "time")
    >>> str(law), round(float(law.quantile(0.9)), 9)
    ('lognormal(mean 25 min, p90 45 min)', 45.0)
    """
    if isinstance(raw, Law):
        if raw.dimension != dimension:
            raise ValueError(f"'{raw}' is a law of {raw.dimension}, not of {dimension}.")
        return raw
    if isinstance(raw, Mapping):
        name, content = _only_entry(raw, dimension)
        return _judged(_named(name, content, dimension), dimension)
    if isinstance(raw, Sequence) and not isinstance(raw, str):
        raise ValueError(
            f"A list is not a law. Write {{empirical: [...]}} or {_EXAMPLES[dimension]}."
        )
    return _law("fixed", {"value": raw}, dimension)


def _only_entry(raw: Mapping[object, object], dimension: Dimension) -> tuple[str, object]:
    names = [str(name) for name in raw]
    if len(names) == 1:
        return names[0].strip(), next(iter(raw.values()))
    known = {word for family in FAMILIES.values() for takes in family.takes for word in takes}
    if names and known.issuperset(names):
        said = f"{' and '.join(names)} do not say which law."
    else:
        said = "A law has exactly one key, its name." if names else "The law is empty."
    raise ValueError(f"{said} Write for example {_EXAMPLES[dimension]}.")


def _named(name: str, content: object, dimension: Dimension) -> Law:
    if name == "empirical":
        return _empirical(content, dimension)
    family = FAMILIES.get(name)
    if family is None:
        return _of_scipy(name, content, dimension)
    if family.discrete and dimension != "number":
        raise ValueError(
            f"{name} counts things; it is no law of {dimension}. {_names_of(dimension)}"
        )
    if not isinstance(content, Mapping):
        if family.shorthand is None or isinstance(content, (list, tuple)):
            raise ValueError(f"{name} takes {_sets(family)}. {_example(name, dimension)}")
        content = {family.shorthand: content}
    given = {str(key): value for key, value in content.items()}
    if set(given) not in [set(takes) for takes in family.takes]:
        known = dict.fromkeys(word for takes in family.takes for word in takes)
        raise ValueError(f"{name} takes {_sets(family)}; {_got(given, known)}")
    return _law(name, given, dimension)


def _of_scipy(name: str, content: object, dimension: Dimension) -> Law:
    if name not in families.scipy_names():
        names = [word for word, family in FAMILIES.items() if _fits(family, dimension)]
        near = did_you_mean(name, [*names, "empirical"]) or did_you_mean(
            name, families.scipy_names()
        )
        raise ValueError(f"There is no law {show(name)}.{near or ' ' + _names_of(dimension)}")
    shapes = families.scipy_shapes(name)
    needed = {*shapes, *(["scale"] if dimension != "number" else [])}
    takes = _listed([*shapes, "loc", "scale"])
    if not isinstance(content, Mapping):
        raise ValueError(f"{name} of scipy.stats takes {takes}, by name.")
    given = {str(key): value for key, value in content.items()}
    if not needed <= set(given) <= {*shapes, "loc", "scale"}:
        raise ValueError(
            f"{name} of scipy.stats takes {takes}; {_got(given, [*shapes, 'loc', 'scale'])}"
        )
    return _law(name, given, dimension)


def _empirical(content: object, dimension: Dimension) -> Law:
    if isinstance(content, Mapping):
        given = {str(key).strip().lower(): value for key, value in content.items()}
        for name in given:
            match = _QUANTILE.fullmatch(name)
            if match is None or float(match[1]) > 100:
                raise ValueError(f"empirical takes quantiles p0 to p100, not {show(name)}.")
        order = sorted(given, key=lambda name: float(name[1:]))
        shares = [float(name[1:]) for name in order]
        if len(set(shares)) < len(shares) or not shares or (shares[0], shares[-1]) != (0, 100):
            raise ValueError(
                "empirical quantiles must include p0 and p100, the least and greatest."
            )
        return _law("empirical", {name: given[name] for name in order}, dimension)
    if not isinstance(content, (list, tuple)) or not content:
        raise ValueError(
            "empirical takes a list of values, or quantiles {p0: ..., p50: ..., p100: ...}."
        )
    parts = [_law("fixed", {"value": item}, dimension) for item in content]
    values = tuple(part.mean() for part in parts)
    kind = _one_kind(parts)
    return Law(
        "empirical", (("values", values),), kind.business, kind.per, kind.currency, dimension
    )


def _law(name: str, given: Mapping[str, object], dimension: Dimension) -> Law:
    """A law from raw parameters, each read in the unit it needs."""
    plain_names = _plain_names(name)
    parameters: list[tuple[str, Parameter]] = []
    kinds = []
    for key, raw in given.items():
        try:
            if key in plain_names:
                parameters.append((key, parse_number(raw, negative=True)))
                continue
            kind = _quantity(raw, dimension)
        except ValueError as error:
            raise ValueError(str(error) if name == "fixed" else f"{name} {key}: {error}") from None
        parameters.append((key, kind.mean()))
        kinds.append(kind)
    kind = _one_kind(kinds) if kinds else Law("fixed", ())
    return Law(name, tuple(parameters), kind.business, kind.per, kind.currency, dimension)


def _quantity(raw: object, dimension: Dimension) -> Law:
    """One quantity as a fixed law, which carries its unit."""
    if isinstance(raw, (Mapping, list, tuple)):
        raise ValueError("a single quantity belongs here.")
    if dimension == "number":
        return Law("fixed", (("value", parse_number(raw, negative=True, percent=True)),))
    if dimension == "time":
        length = Duration.parse(raw)
        return Law("fixed", (("value", length.minutes),), length.business, dimension="time")
    if isinstance(raw, MoneyRate) or (isinstance(raw, str) and re.search(r"\bper\b|/|／", raw)):
        rate = MoneyRate.parse(raw)
        if rate.per not in ("month", "year"):
            raise ValueError(f"'{rate}': recurring money is per month or per year.")
        value = (("value", float(rate.amount)),)
        return Law("fixed", value, per=rate.per, currency=rate.currency, dimension="money")
    money = Money.parse(raw)
    value = (("value", float(money.amount)),)
    return Law("fixed", value, currency=money.currency, dimension="money")


def _one_kind(parts: Sequence[Law]) -> Law:
    """The common unit of quantities, as the first of them."""
    units = dict.fromkeys(part.unit for part in parts)
    if len(units) > 1:
        raise ValueError(
            f"All quantities of a law need one unit, but they are in {_listed(units)}."
        )
    return parts[0]


def _judged(law: Law, dimension: Dimension) -> Law:
    """The law, if it can be solved and stays within what its dimension can mean."""
    try:
        solved = _solved(law.name, law.parameters)
    except ValueError as error:
        raise ValueError(f"{law}: {error}") from None
    if not math.isfinite(solved.mean):
        raise ValueError(f"{law} has no finite mean, so no average of it means anything.")
    if abs(solved.mean) > _LARGEST[dimension]:
        raise ValueError(f"{law} is absurdly large: its mean is {solved.mean:.3g} {law.unit}.")
    if dimension != "number" and solved.minimum < 0 and law.quantile(1e-9) < 0:
        raise ValueError(
            f"{law} falls below zero, and {dimension} cannot. Use a law that stays above it, "
            "such as lognormal, gamma or triangular."
        )
    return law


# --- Words ------------------------------------------------------------------------------


def _fits(family: Family, dimension: Dimension) -> bool:
    return dimension == "number" or not family.discrete


def _names_of(dimension: Dimension) -> str:
    names = [name for name, family in FAMILIES.items() if _fits(family, dimension)]
    return f"Laws are: {', '.join([*names, 'empirical'])}, or any continuous one of scipy.stats."


def _listed(names: Iterable[str]) -> str:
    *head, last = names
    return f"{', '.join(head)} and {last}" if head else last


def _sets(family: Family) -> str:
    *head, last = (_listed(takes) for takes in family.takes)
    return f"{'; '.join(head)}; or {last}" if head else last


def _got(given: Mapping[str, object], known: Iterable[str]) -> str:
    names = list(known)
    for name in given:
        if name not in names:
            return f"{show(name)} is none of them.{did_you_mean(name, names)}"
    if not given:
        return "none is given."
    if len(given) == 1:
        return f"only {_listed(given)} is given."
    return f"{_listed(given)} are given."


def _example(name: str, dimension: Dimension) -> str:
    quantity = {"time": "45 min", "money": "30万円", "number": "40"}[dimension]
    first = FAMILIES[name].takes[0]
    parts = [f"{word}: {'0.5' if word in FAMILIES[name].plain else quantity}" for word in first]
    if len({*first} & {"p90", "low", "high", "mode"}):
        parts = [f"{word}: ..." for word in first]
    return f"Write {{{name}: {{{', '.join(parts)}}}}}."
