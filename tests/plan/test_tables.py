"""Tables of quantiles keep the laws they are made from, in whole numbers and without bias."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from gtmsim.plan import draws, tables
from gtmsim.plan.names import MONEY_BITS, NUMBER_BITS, compile_law
from gtmsim.plan.tables import FIXED, HALF, SMOOTH, STEPS, TIME_BITS, Table
from gtmsim.scenario.laws import Law, parse_law

DRAWS = 1 << 53
WITHIN = 1e-3
"""Tables keep means and variances within 0.1 %."""
CERTAINTY = 5.0

LAWS: dict[str, tuple[dict[str, Any], Any]] = {
    "lognormal of calls": ({"lognormal": {"mean": "25 min", "p90": "45 min"}}, stats.lognorm),
    "lognormal, cv 0.3": ({"lognormal": {"mean": "2 h", "cv": 0.3}}, stats.lognorm),
    "lognormal, cv 1": ({"lognormal": {"median": "2 h", "cv": 1}}, stats.lognorm),
    "lognormal, cv 3": ({"lognormal": {"median": "2 h", "cv": 3}}, stats.lognorm),
    "exponential": ({"exponential": "3 h"}, stats.expon),
    "gamma, cv 0.5": ({"gamma": {"mean": "3 h", "cv": 0.5}}, stats.gamma),
    "gamma, cv 2": ({"gamma": {"mean": "3 days", "cv": 2}}, stats.gamma),
    "weibull, shape 0.7": ({"weibull": {"mean": "6 h", "shape": 0.7}}, stats.weibull_min),
    "weibull, shape 3": ({"weibull": {"scale": "6 h", "shape": 3}}, stats.weibull_min),
    "triangular": (
        {"triangular": {"low": "10 min", "mode": "20 min", "high": "3 h"}},
        stats.triang,
    ),
    "uniform": ({"uniform": {"low": "10 min", "high": "3 h"}}, stats.uniform),
}


def law(name: str) -> Law:
    return parse_law(LAWS[name][0], "time")


def exact(name: str) -> Any:
    """The law as scipy knows it, from its definition and not from our quantiles."""
    given_as, family = LAWS[name]
    (kind,) = given_as
    one = law(name)
    values: dict[str, Any] = dict(one.parameters)
    if kind == "lognormal":
        median = float(one.quantile(0.5))
        return family(s=math.log(float(one.quantile(stats.norm.cdf(1))) / median), scale=median)
    if kind == "gamma":
        shape = values["cv"] ** -2
        return family(shape, scale=values["mean"] / shape)
    if kind == "weibull":
        scale = values.get("scale") or values["mean"] / math.gamma(1 + 1 / values["shape"])
        return family(values["shape"], scale=scale)
    if kind == "triangular":
        low, mode, high = values["low"], values["mode"], values["high"]
        return family((mode - low) / (high - low), loc=low, scale=high - low)
    if kind == "uniform":
        return family(values["low"], values["high"] - values["low"])
    return family(scale=values["mean"])


def moments(table: Table) -> tuple[float, float]:
    """Mean and variance of a smooth table, integrated exactly piece by piece."""
    edges = [*(cell << 6 for cell in range(64))]
    edges += [(64 + cell) << (octave - 7) for octave in range(13, 53) for cell in range(64)]
    chances = np.diff(np.asarray([*edges, HALF], dtype=np.float64)) / DRAWS
    mean = second = 0.0
    for side in (table.low, table.high):
        values = np.asarray(side, dtype=np.float64) / 2.0**table.point_bits
        a, b = values[:-1], values[1:]
        mean += float((chances * (a + b) / 2).sum())
        second += float((chances * (a * a + a * b + b * b) / 3).sum())
    return mean, second - mean * mean


# --- Laws keep their moments ------------------------------------------------------------


@pytest.mark.parametrize("name", LAWS)
def test_mean_and_variance(name: str) -> None:
    table = compile_law(law(name), 1.0, TIME_BITS)
    assert table.kind == SMOOTH
    mean, variance = moments(table)
    expected = exact(name)
    assert abs(mean / expected.mean() - 1) < WITHIN
    assert abs(variance / expected.var() - 1) < WITHIN
    assert abs(law(name).mean() / expected.mean() - 1) < 1e-9


@pytest.mark.parametrize("name", LAWS)
def test_quantiles(name: str) -> None:
    """Far out in both tails too, within a 256th of a minute and 0.1 %."""
    table = compile_law(law(name), 1.0, TIME_BITS)
    for tail in (1e-9, 1e-6, 1e-3, 0.05, 0.25, 0.5):
        for share in (tail, 1 - tail):
            found = table.fixed_point(int(share * DRAWS)) / 2**TIME_BITS
            expected = exact(name).ppf(share)
            assert abs(found - expected) <= 2**-TIME_BITS + WITHIN * expected


@pytest.mark.parametrize("name", ["lognormal of calls", "lognormal, cv 1", "gamma, cv 2"])
def test_an_even_grid_would_not_do(name: str) -> None:
    """Why tables are graded: an even grid of 4,096 nodes misses the variance."""
    grid = (np.arange(4097) / 4096).clip(2.0**-50, 1 - 2.0**-50)
    values = law(name).quantile(grid)
    a, b = values[:-1], values[1:]
    mean = ((a + b) / 2).mean()
    variance = ((a * a + a * b + b * b) / 3).mean() - mean * mean
    assert abs(variance / exact(name).var() - 1) > 4 * WITHIN


def test_a_table_is_ascending() -> None:
    for name in LAWS:
        table = compile_law(law(name), 1.0, TIME_BITS)
        assert (np.diff(table.low) >= 0).all()
        assert (np.diff(table.high) <= 0).all()
        assert table.low[-1] == table.high[-1]


def test_times_are_counted_in_ticks() -> None:
    """Ten ticks a minute: ten times the number."""
    coarse, fine = (compile_law(law("exponential"), scale, TIME_BITS) for scale in (1.0, 10.0))
    for share in (0.01, 0.5, 0.99):
        draw = int(share * DRAWS)
        assert abs(fine.fixed_point(draw) - 10 * coarse.fixed_point(draw)) <= 10


# --- One draw or many -------------------------------------------------------------------

EDGES = [0, 1, 2, 63, 64, 4095, 4096, 4097, 8191, 8192, HALF - 1, HALF, HALF + 1, DRAWS - 1]
ALL = {
    **{name: compile_law(law(name), 1.0, TIME_BITS) for name in LAWS},
    "fixed": compile_law(parse_law("90 min", "time"), 1.0, TIME_BITS),
    "values": compile_law(
        parse_law({"empirical": ["5 min", "1 h", "3 h"]}, "time"), 1.0, TIME_BITS
    ),
    "quantiles": compile_law(
        parse_law({"empirical": {"p0": 1, "p30": 7, "p100": 90}}, "number"), 1.0, NUMBER_BITS
    ),
    "poisson": compile_law(parse_law({"poisson": 40}, "number"), 1.0, NUMBER_BITS),
    "money": compile_law(
        parse_law({"lognormal": {"mean": "2_000_000 JPY", "cv": 1}}, "money"), 1.0, MONEY_BITS
    ),
    "below zero": tables.from_quantiles(stats.norm(0, 40).ppf),
}


@given(st.sampled_from(sorted(ALL)), st.lists(st.integers(0, DRAWS - 1) | st.sampled_from(EDGES)))
def test_scalars_and_arrays_agree(name: str, drawn: list[int]) -> None:
    table = ALL[name]
    array = np.asarray(drawn, dtype=np.int64)
    assert table.fixed_points(array).tolist() == [table.fixed_point(draw) for draw in drawn]
    assert table.wholes(array).tolist() == [table.whole(draw) for draw in drawn]


@given(st.sampled_from(sorted(ALL)), st.integers(0, DRAWS - 2))
def test_a_higher_draw_gives_no_less(name: str, draw: int) -> None:
    table = ALL[name]
    assert table.fixed_point(draw) <= table.fixed_point(draw + 1)


@given(st.sampled_from(sorted(ALL)), st.integers(0, DRAWS - 1))
def test_only_integers_come_out(name: str, draw: int) -> None:
    table = ALL[name]
    for found in (table.fixed_point(draw), table.whole(draw)):
        assert type(found) is int
        assert abs(found) <= tables.LARGEST
    assert abs(table.whole(draw) - Fraction(table.fixed_point(draw), 2**table.point_bits)) <= 0.5


# --- Laws that are not smooth -----------------------------------------------------------


def test_fixed() -> None:
    table = ALL["fixed"]
    assert table.kind == FIXED
    assert {table.whole(draw) for draw in EDGES} == {90}


def test_steps_have_equal_shares() -> None:
    table = ALL["values"]
    assert table.kind == STEPS
    edges = [0, *table.high, DRAWS]
    shares = [Fraction(high - low, DRAWS) for low, high in pairwise(edges)]
    assert all(abs(share - Fraction(1, 3)) <= Fraction(1, DRAWS) for share in shares)
    assert [value >> TIME_BITS for value in table.low] == [5, 60, 180]
    first = table.high[0]
    assert (table.whole(first - 1), table.whole(first)) == (5, 60)


def test_steps_with_shares_of_their_own() -> None:
    table = tables.from_steps([1, 2, 3], [2, 0, 6])
    counts = np.bincount(table.wholes(stratified(1 << 12)), minlength=4)
    assert counts.tolist() == [0, 1024, 0, 3072]


@pytest.mark.parametrize("mean", [0.3, 3, 40, 400])
def test_poisson(mean: float) -> None:
    table = compile_law(parse_law({"poisson": mean}, "number"), 1.0, NUMBER_BITS)
    edges = np.asarray([0, *table.high, DRAWS], dtype=np.float64)
    shares = np.diff(edges) / DRAWS
    values = np.asarray(table.low) / 2.0**NUMBER_BITS
    assert values.tolist() == list(range(len(values)))
    assert np.abs(shares - stats.poisson.pmf(values, mean)).max() < 1e-12
    assert abs((shares * values).sum() / mean - 1) < 1e-9


def test_quantiles_given_are_quantiles_kept() -> None:
    table = ALL["quantiles"]
    for share, value in ((0.0, 1), (0.3, 7), (0.65, 48.5), (1 - 1e-15, 90)):
        found = table.fixed_point(int(share * DRAWS)) / 2**NUMBER_BITS
        assert abs(found - value) < WITHIN * 89  # a bend lies within a cell, not on its edge


# --- Rounding ---------------------------------------------------------------------------


def stratified(count: int) -> NDArray[np.int64]:
    """Draws in the middle of so many equal parts."""
    return ((np.arange(count) + 0.5) / count * DRAWS).astype(np.int64)


@pytest.mark.parametrize("mean", [0.4, 1.7, 5.0, 40.0])
def test_whole_ticks_round_to_the_nearest(mean: float) -> None:
    """The mean of a rounded exponential time is what rounding to the nearest makes it."""
    table = compile_law(Law("exponential", (("mean", mean),), dimension="time"), 1.0, TIME_BITS)
    found = table.wholes(stratified(1 << 20)).mean()
    expected = math.exp(-0.5 / mean) / (1 - math.exp(-1 / mean))
    # Fixed points are 256ths: half of one shifts the edge between two ticks at most.
    assert abs(found - expected) < 2.0**-TIME_BITS / 2 + 1e-3 * expected


@pytest.mark.parametrize("name", LAWS)
def test_rounding_moves_no_mean(name: str) -> None:
    """Of work that lasts many ticks, whole ticks keep the mean within 0.1 %."""
    table = compile_law(law(name), 1.0, TIME_BITS)
    drawn = stratified(1 << 20)
    points = table.fixed_points(drawn) / 2.0**TIME_BITS
    wholes = table.wholes(drawn)
    rounding = wholes - points
    assert abs(rounding).max() <= 0.5
    assert abs(rounding.mean()) < WITHIN * points.mean()


@given(st.integers(-(10**9), 10**9), st.integers(1, 20))
def test_halves_round_up(point: int, bits: int) -> None:
    table = Table(FIXED, [point], [], bits)
    assert table.whole(0) == math.floor(Fraction(point, 2**bits) + Fraction(1, 2))


def test_money_is_whole_in_its_smallest_unit() -> None:
    """Yen from a law of yen; the mean of deals is the law's."""
    wholes = ALL["money"].wholes(stratified(1 << 20))
    assert wholes.dtype == np.int64
    assert abs(wholes.mean() / 2_000_000 - 1) < WITHIN


def test_draws_of_a_run_follow_the_law() -> None:
    """Keyed draws through a table: a sample of the law, by Kolmogorov and Smirnov."""
    keys = draws.serial_keys(draws.key_of("channel/web"), np.arange(20_000, dtype=np.uint64))
    start = draws.base_of(1, 0, draws.key_of("work.qualify"))
    drawn = draws.bits_of(start, keys, np.ones(len(keys), dtype=np.uint64))
    for name in LAWS:
        points = compile_law(law(name), 60.0, TIME_BITS).fixed_points(drawn)
        found = stats.kstest(points / (60.0 * 2**TIME_BITS), exact(name).cdf)
        assert found.pvalue > 1e-4, name
        error = exact(name).std() / math.sqrt(len(drawn))
        assert abs(points.mean() / (60.0 * 2**TIME_BITS) - exact(name).mean()) < CERTAINTY * error
