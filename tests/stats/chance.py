"""How far a count of successes may lie from what was promised, by chance alone."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

STANDARD_ERRORS = 4.0
"""A fixed seed passes by luck or fails by luck once in 16,000 at this width."""


def standard_error(share: float, experiments: int) -> float:
    return math.sqrt(share * (1.0 - share) / experiments)


def assert_share(hits: NDArray[np.bool_], promised: float, *, rounding: float = 0.0) -> None:
    """The share of hits is the promised one, within binomial limits."""
    allowed = STANDARD_ERRORS * standard_error(promised, hits.size) + rounding
    assert abs(hits.mean() - promised) <= allowed, f"{hits.mean():.4f}, promised {promised:.4f}"


def assert_at_least(hits: NDArray[np.bool_], promised: float) -> None:
    """The share of hits is the promised one or more, within binomial limits."""
    allowed = STANDARD_ERRORS * standard_error(promised, hits.size)
    assert hits.mean() >= promised - allowed, f"{hits.mean():.4f}, promised {promised:.4f}"


def lognormal(rng: np.random.Generator, cv: float, size: tuple[int, ...]) -> NDArray[np.float64]:
    """Lognormal values of mean 1."""
    variance = math.log1p(cv**2)
    return rng.lognormal(-variance / 2.0, math.sqrt(variance), size=size)
