"""The lowest point of a mean curve: luck alone makes no dip, and a real one is held."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from gtmsim.stats import StatisticsError, lowest_mean
from gtmsim.stats.lowest import band_point
from tests.stats.chance import assert_at_least

SEED = 20_240_401
EXPERIMENTS = 120
POINTS = 24


def walks(n: int, drift: NDArray[np.float64], seed: int) -> NDArray[np.float64]:
    """Sums of luck and drift, as a gap between two designs is."""
    luck = np.random.default_rng(seed).standard_normal((n, len(drift)))
    return np.asarray(np.cumsum(luck + drift, axis=1))


def test_luck_alone_makes_no_dip_though_every_curve_has_one() -> None:
    """Every curve falls below zero somewhere; hardly ever does the band."""
    level = np.zeros(POINTS)
    curves = [walks(20, level, SEED + each) for each in range(EXPERIMENTS)]
    assert np.mean([each.min(axis=1).mean() < -1 for each in curves]) == 1.0
    found = [lowest_mean(each, seed=at) for at, each in enumerate(curves)]
    assert_at_least(np.array([one.high >= 0 for one in found]), 0.975)


@pytest.mark.parametrize("n", [8, 30])
def test_a_real_dip_is_held_with_its_place(n: int) -> None:
    drift = np.where(np.arange(POINTS) < 12, -0.8, 0.6)
    truth = np.cumsum(drift)
    found = [lowest_mean(walks(n, drift, SEED + each), seed=each) for each in range(EXPERIMENTS)]
    assert_at_least(np.array([one.low <= truth.min() <= one.high for one in found]), 0.95)
    assert_at_least(np.array([one.first <= truth.argmin() <= one.last for one in found]), 0.95)
    assert np.mean([one.high < 0 for one in found]) > 0.9, "it is found"
    assert all(one.low <= one.mean <= one.high for one in found)


def test_of_one_point_the_band_is_students_interval() -> None:
    column = np.random.default_rng(SEED).standard_normal((12, 1))
    assert band_point(column) == pytest.approx(stats.t.ppf(0.975, 11))


def test_of_points_that_move_as_one_the_band_is_hardly_wider_than_students_interval() -> None:
    column = np.random.default_rng(SEED).standard_normal((12, 1))
    together = band_point(np.hstack([column, 3 * column, column + 7]))
    assert together == pytest.approx(stats.t.ppf(0.975, 11), rel=0.05)
    apart = band_point(np.random.default_rng(SEED).standard_normal((12, 30)))
    assert apart > 1.3 * together


def test_what_never_varies_is_known() -> None:
    found = lowest_mean([[0.0, -2.0, 5.0]] * 3)
    assert (found.at, found.mean, found.low, found.high) == (1, -2.0, -2.0, -2.0)
    assert (found.first, found.last) == (1, 1)


def test_one_curve_has_no_interval() -> None:
    found = lowest_mean([[0.0, -2.0, 5.0]])
    assert found.mean == -2.0
    assert np.isnan([found.low, found.high]).all()
    assert (found.first, found.last) == (0, 2)


@pytest.mark.parametrize("wrong", [[], [1.0, 2.0], [[np.nan, 1.0], [1.0, 2.0]]])
def test_curves_without_numbers_are_refused(wrong: list[object]) -> None:
    with pytest.raises(StatisticsError):
        lowest_mean(np.array(wrong, dtype=np.float64))
