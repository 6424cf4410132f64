"""Names become integers: the registries a compilation fills."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from scipy.special import gammaln

from gtmsim.plan import tables
from gtmsim.plan.tables import Table
from gtmsim.scenario.laws import Law

MONEY_BITS = 8
NUMBER_BITS = 20


class Names:
    """Distinct names in order of first use."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.known: dict[str, int] = {}
        for name in names:
            self.number(name)

    def number(self, name: str) -> int:
        """The number of a name, a new one if it was not known."""
        return self.known.setdefault(name, len(self.known))

    def __contains__(self, name: str) -> bool:
        return name in self.known

    def __len__(self) -> int:
        return len(self.known)

    def listed(self) -> tuple[str, ...]:
        """All names, in order."""
        return tuple(self.known)


@lru_cache(maxsize=128)
def compile_law(law: Law, scale: float, point_bits: int) -> Table:
    """Turn a law into a table whose values are multiplied by `scale`.

    Recent tables are kept: a sweep compiles the same laws again and again.
    """
    if law.is_fixed:
        return tables.constant(law.mean() * scale, point_bits)
    if law.name == "poisson":
        return _poisson(law.mean(), int(law.quantile(1.0 - 1e-13)), scale, point_bits)
    steps = dict(law.parameters).get("values")
    if isinstance(steps, tuple):
        return tables.from_steps(steps, [1.0] * len(steps), scale, point_bits)
    return tables.from_quantiles(law.quantile, scale, point_bits)


def _poisson(mean: float, most: int, scale: float, point_bits: int) -> Table:
    """Probabilities of 0 to `most`, each from the one before."""
    logs = np.arange(most + 1) * math.log(mean) - mean - gammaln(np.arange(most + 1) + 1.0)
    return tables.from_steps(range(most + 1), np.exp(logs).tolist(), scale, point_bits)
