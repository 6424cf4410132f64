"""The families of laws gtmsim knows by name, and how their parameters become quantiles.

Each family lists the sets of parameters it takes. Whatever set is given, the law is solved
exactly: there is no fitting and no rounding. Everything is in the base unit of the law.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv, ndtri

Floats = NDArray[np.float64]
Given = Mapping[str, float]


@dataclass(frozen=True)
class Solved:
    """A law ready for use: its mean, its least value and its inverse distribution function."""

    mean: float
    minimum: float
    quantile: Callable[[Floats], Floats]


@dataclass(frozen=True)
class Family:
    """A named kind of law.

    Attributes:
        takes: the sets of parameters it may be given by; the first is the usual one.
        solve: parameters to a solved law; raises `ValueError` with the broken rule.
        plain: parameters without a unit (a ratio or a shape).
        discrete: whether it counts things.
    """

    takes: tuple[tuple[str, ...], ...]
    solve: Callable[[Given], Solved]
    plain: tuple[str, ...] = ()
    discrete: bool = False

    @property
    def shorthand(self) -> str | None:
        """The parameter that `{exponential: 3 days}` gives, for a family of one parameter."""
        return self.takes[0][0] if len(self.takes) == 1 and len(self.takes[0]) == 1 else None


Z90 = float(ndtri(0.9))
"""The 90% quantile of the standard normal law."""

MOST_P90 = math.exp(Z90**2 / 2)
"""A lognormal law's p90 is at most this multiple of its mean (2.27)."""


def positive(given: Given, *names: str, remedy: str = "") -> None:
    """Refuse parameters that are not above zero."""
    for name in names:
        if name in given and not given[name] > 0:
            raise ValueError(f"{name} must be more than 0.{remedy}")


_SPREAD = " For a law without spread write {fixed: ...}."


# --- One solver a family ---------------------------------------------------------------


def _fixed(given: Given) -> Solved:
    value = given["value"]
    return Solved(value, value, lambda u: np.full(u.shape, value))


def _exponential(given: Given) -> Solved:
    positive(given, "mean")
    mean = given["mean"]
    return Solved(mean, 0.0, lambda u: 0.0 - mean * np.log1p(-u))


def _lognormal(given: Given) -> Solved:
    positive(given, "mean", "median", "p90")
    positive(given, "cv", "sd", remedy=_SPREAD)
    sigma = _lognormal_sigma(given)
    mu = math.log(given["median"]) if "median" in given else math.log(given["mean"]) - sigma**2 / 2
    mean = given.get("mean", math.exp(mu + sigma**2 / 2))
    return Solved(mean, 0.0, lambda u: np.exp(mu + sigma * ndtri(u)))


def _lognormal_sigma(given: Given) -> float:
    if "p90" not in given:
        cv = given["cv"] if "cv" in given else given["sd"] / given["mean"]
        return math.sqrt(math.log1p(cv * cv))
    center = "mean" if "mean" in given else "median"
    if given["p90"] <= given[center]:
        raise ValueError(f"p90, the value that 9 of 10 stay below, must exceed the {center}.")
    log_ratio = math.log(given["p90"] / given[center])
    if center == "median":
        return log_ratio / Z90
    # mean = exp(mu + sigma^2 / 2) and p90 = exp(mu + Z90 sigma) leave a quadratic in sigma.
    # Its smaller root is meant: the larger one spreads over orders of magnitude.
    under_root = Z90**2 - 2 * log_ratio
    if under_root < 0:
        raise ValueError(
            f"p90 is {given['p90'] / given['mean']:.3g} times the mean, and no lognormal law "
            f"exceeds {MOST_P90:.2f} times. Give median and p90, or mean and cv."
        )
    return Z90 - math.sqrt(under_root)


def _gamma(given: Given) -> Solved:
    positive(given, "mean")
    positive(given, "cv", "sd", remedy=_SPREAD)
    mean = given["mean"]
    cv = given["cv"] if "cv" in given else given["sd"] / mean
    shape = cv**-2
    return Solved(mean, 0.0, lambda u: np.asarray(gammaincinv(shape, u) * (mean / shape)))


def _weibull(given: Given) -> Solved:
    positive(given, "mean", "scale", "shape")
    shape = given["shape"]
    if shape < 0.05:
        raise ValueError("shape must be at least 0.05: below, the law has no usable mean.")
    ratio = math.gamma(1 + 1 / shape)
    scale = given["scale"] if "scale" in given else given["mean"] / ratio
    return Solved(scale * ratio, 0.0, lambda u: scale * (0.0 - np.log1p(-u)) ** (1 / shape))


def _triangular(given: Given) -> Solved:
    low, mode, high = given["low"], given["mode"], given["high"]
    if not (low <= mode <= high and low < high):
        raise ValueError("low, mode and high must be in rising order.")
    split = (mode - low) / (high - low)

    def quantile(u: Floats) -> Floats:
        rising = low + np.sqrt(u * (high - low) * (mode - low))
        falling = high - np.sqrt((1 - u) * (high - low) * (high - mode))
        return np.where(u < split, rising, falling)

    return Solved((low + mode + high) / 3, low, quantile)


def _uniform(given: Given) -> Solved:
    low, high = given["low"], given["high"]
    if not low < high:
        raise ValueError("low must be less than high.")
    return Solved((low + high) / 2, low, lambda u: low + u * (high - low))


def _poisson(given: Given) -> Solved:
    mean = given["mean"]
    if mean < 0:
        raise ValueError("mean must be at least 0.")

    def quantile(u: Floats) -> Floats:
        from scipy.stats import poisson  # slow to import, and few scenarios count with laws

        # scipy answers -1 at u = 0, one below the least value.
        return np.maximum(poisson.ppf(u, mean), 0.0)

    return Solved(mean, 0.0, quantile)


FAMILIES: dict[str, Family] = {
    "fixed": Family((("value",),), _fixed),
    "exponential": Family((("mean",),), _exponential),
    "lognormal": Family(
        (("mean", "p90"), ("mean", "cv"), ("median", "cv"), ("median", "p90"), ("mean", "sd")),
        _lognormal,
        plain=("cv",),
    ),
    "gamma": Family((("mean", "cv"), ("mean", "sd")), _gamma, plain=("cv",)),
    "weibull": Family((("mean", "shape"), ("scale", "shape")), _weibull, plain=("shape",)),
    "triangular": Family((("low", "mode", "high"),), _triangular),
    "uniform": Family((("low", "high"),), _uniform),
    "poisson": Family((("mean",),), _poisson, discrete=True),
}
"""The named families; `empirical` and the laws of `scipy.stats` are solved below."""


# --- Laws without a family -------------------------------------------------------------


def solve_values(values: tuple[float, ...]) -> Solved:
    """Observed values, each as likely as the others: a step function of quantiles."""
    ordered = np.sort(np.asarray(values, dtype=np.float64))

    def quantile(u: Floats) -> Floats:
        steps = np.ceil(u * len(ordered)).astype(np.int64) - 1
        return ordered[np.clip(steps, 0, len(ordered) - 1)]

    return Solved(math.fsum(values) / len(values), float(ordered[0]), quantile)


def solve_quantiles(given: Given) -> Solved:
    """Quantiles `p0` ... `p100`, with straight lines between them."""
    points = sorted((float(name[1:]) / 100, value) for name, value in given.items())
    at = np.array([share for share, _ in points])
    value = np.array([value for _, value in points])
    if np.any(np.diff(value) < 0):
        raise ValueError("quantiles must rise from p0 to p100.")
    mean = float(np.sum(np.diff(at) * (value[1:] + value[:-1]) / 2))
    return Solved(mean, float(value[0]), lambda u: np.interp(u, at, value))


@lru_cache
def scipy_names() -> tuple[str, ...]:
    """Names of all continuous laws of `scipy.stats`."""
    from scipy import stats

    found = (name for name in dir(stats) if isinstance(getattr(stats, name), stats.rv_continuous))
    return tuple(name for name in found if name not in _TOO_SLOW)


_TOO_SLOW = ("levy_stable", "studentized_range")
"""Laws whose quantiles take seconds each."""


def scipy_shapes(name: str) -> tuple[str, ...]:
    """Names of the shape parameters of a law of `scipy.stats`."""
    shapes = _scipy(name).shapes
    return tuple(shape.strip() for shape in shapes.split(",")) if shapes else ()


def _scipy(name: str) -> Any:  # scipy's distributions have no useful common type
    from scipy import stats

    return getattr(stats, name)


def solve_scipy(name: str, given: Given) -> Solved:
    """A law of `scipy.stats` by its own parameters."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # what scipy warns about is judged from its answers
        frozen = _scipy(name)(**given)
        minimum, median, mean = frozen.support()[0], frozen.ppf(0.5), frozen.mean()
    if math.isnan(minimum) or math.isnan(median):
        raise ValueError("scipy.stats refuses these parameters: see their ranges there.")

    def quantile(u: Floats) -> Floats:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            return np.asarray(frozen.ppf(u), dtype=np.float64)

    return Solved(float(mean), float(minimum), quantile)
