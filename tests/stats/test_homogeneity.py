"""Equal shares are called different at the stated rate, and unequal ones are found."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from gtmsim.stats import StatisticsError, homogeneity


def test_two_groups_are_the_test_of_two_shares() -> None:
    one, two, whole = 30 / 100, 45 / 100, 75 / 200
    z = (two - one) / math.sqrt(whole * (1 - whole) * 2 / 100)
    assert homogeneity([30, 45], [100, 100]) == pytest.approx(2 * stats.norm.sf(z))


def test_equal_shares_differ_by_luck_at_the_stated_rate() -> None:
    rng = np.random.default_rng(7)
    hits = rng.binomial(60, 0.3, size=(4_000, 4))
    wrong = np.mean([homogeneity(each, [60] * 4) < 0.05 for each in hits])
    assert abs(wrong - 0.05) < 4 * math.sqrt(0.05 * 0.95 / 4_000)


def test_what_is_too_few_is_not_judged() -> None:
    assert math.isnan(homogeneity([1, 2, 1, 0], [10, 9, 8, 10]))
    assert math.isnan(homogeneity([30], [100]))
    assert math.isnan(homogeneity([0, 0], [100, 100]))
    assert math.isnan(homogeneity([20, 0], [100, 0]))  # a group of nobody is no group


def test_more_hits_than_trials_are_refused() -> None:
    with pytest.raises(StatisticsError, match="between 0 and trials"):
        homogeneity([3, 12], [10, 10])
