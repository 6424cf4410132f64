"""Luck, uncertain inputs and simulation error are told apart where the truth is known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from gtmsim.stats import Decomposition, StatisticsError, decompose
from tests.stats.chance import STANDARD_ERRORS, assert_at_least

SEED = 20_240_401
NAMES = ("win_rate", "arrivals", "cycle", "salary")
INPUTS = 4.0 + 1.0 + 0.5
"""2 x win_rate + arrivals + (cycle^2 - 1) / 2, all standard normal; salary has no effect."""
LUCK = 4.0
TRUTH = dict(zip(NAMES, np.array([4.0, 1.0, 0.5, 0.0]) / (INPUTS + LUCK), strict=True))


def company(
    rng: np.random.Generator, sets: int, repeats: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    draws = rng.normal(size=(sets, 4))
    expected = 2 * draws[:, 0] + draws[:, 1] + (draws[:, 2] ** 2 - 1) / 2
    outputs = expected[:, None] + math.sqrt(LUCK) * rng.normal(size=(sets, repeats))
    return (outputs if repeats > 1 else outputs[:, 0]), draws


def experiments(count: int, sets: int, repeats: int) -> list[Decomposition]:
    rng = np.random.default_rng(SEED)
    return [
        decompose(*company(rng, sets, repeats), names=NAMES, resamples=299, seed=experiment)
        for experiment in range(count)
    ]


@pytest.mark.slow
@pytest.mark.parametrize(("sets", "repeats"), [(60, 1), (200, 1), (60, 3), (200, 2)])
def test_every_part_is_estimated_without_bias_and_with_its_uncertainty(
    sets: int, repeats: int
) -> None:
    rows = experiments(250, sets, repeats)
    root = math.sqrt(len(rows))
    for truth, values in [
        (LUCK, np.array([row.luck.mean for row in rows])),
        (INPUTS, np.array([row.inputs.mean for row in rows])),
        (LUCK + INPUTS, np.array([row.total for row in rows])),
    ]:
        # Curves held constant beyond three standard deviations miss 1% of a square's variance.
        allowed = STANDARD_ERRORS * values.std() / root + 0.01 * truth
        assert abs(values.mean() - truth) < allowed
    # The bootstrap is approximate: intervals stated at 95% hold 90% here; those of strongly curved
    # effects, whose variance rests on a few extreme draws, 80%.
    assert_at_least(np.array([r.luck.low <= LUCK <= r.luck.high for r in rows]), 0.9)
    assert_at_least(np.array([r.inputs.low <= INPUTS <= r.inputs.high for r in rows]), 0.9)
    for name, floor in zip(NAMES, (0.9, 0.9, 0.8, 0.95), strict=True):
        shares = [next(c.share for c in row.contributions if c.name == name) for row in rows]
        inside = np.array([s.low <= TRUTH[name] <= s.high for s in shares])
        assert_at_least(inside, floor)
        values = np.array([share.mean for share in shares])
        # A share is a ratio, biased by the order of 1 / sets; an estimate of nothing is cut at 0.
        allowed = STANDARD_ERRORS * values.std() / root + 1 / sets
        assert abs(values.mean() - TRUTH[name]) < allowed


def test_the_input_that_matters_most_comes_first() -> None:
    outputs, draws = company(np.random.default_rng(SEED), 500, 1)
    rows = decompose(outputs, draws, names=NAMES).contributions
    assert [row.name for row in rows[:2]] == ["win_rate", "arrivals"]
    assert rows[0].share.low > 0.3
    assert rows[-1].name == "salary"
    assert rows[-1].share.low == 0.0


def test_only_simulation_error_shrinks() -> None:
    rng = np.random.default_rng(SEED)
    small, large = (decompose(*company(rng, sets, 1)) for sets in (100, 1600))
    assert large.simulation_error == pytest.approx(small.simulation_error / 4, rel=0.3)
    assert large.total == pytest.approx(small.total, rel=0.4)
    assert large.simulation_error == pytest.approx(math.sqrt(large.total / 1600))


def test_repeats_see_what_inputs_cause_together() -> None:
    """The product of two inputs has no first-order effect: luck to a regression, not to repeats."""
    rng = np.random.default_rng(SEED)
    draws = rng.normal(size=(400, 2))
    product = 3 * draws[:, 0] * draws[:, 1]
    outputs = product[:, None] + rng.normal(size=(400, 3))
    repeated, single = decompose(outputs, draws), decompose(outputs[:, 0], draws)
    assert repeated.luck.low < 1.0 < repeated.luck.high
    assert repeated.inputs.low < 9.0 < repeated.inputs.high
    assert repeated.interactions > 0.8
    assert single.luck.mean > 5.0
    assert math.isnan(single.interactions)


def test_pure_luck_and_pure_inputs() -> None:
    rng = np.random.default_rng(SEED)
    draws = rng.normal(size=(200, 3))
    luck = decompose(rng.normal(size=200), draws)
    assert luck.inputs.low == 0.0
    assert all(row.share.low == 0.0 for row in luck.contributions)
    repeated = decompose(rng.normal(size=(200, 2)), draws)
    # Half the difference of two mean squares of 199 and 200 degrees of freedom.
    assert repeated.inputs.mean < STANDARD_ERRORS * math.sqrt(2 / 199 + 2 / 200) / 2
    inputs = decompose(draws @ [3.0, 1.0, 0.0], draws)
    assert inputs.luck.high < 1e-9 * inputs.total
    assert inputs.contributions[0].share.mean == pytest.approx(0.9, abs=0.1)
    constant = decompose(np.ones((30, 2)), rng.normal(size=(30, 1)))
    assert (constant.total, constant.luck.mean, constant.inputs.mean) == (0.0, 0.0, 0.0)


def test_inputs_of_every_kind() -> None:
    """A constant input contributes nothing; two values make a line, not a curve."""
    rng = np.random.default_rng(SEED)
    draws = np.column_stack(
        [np.full(300, 0.2), rng.integers(0, 2, size=300), rng.gamma(2, size=300)]
    )
    outputs = 4.0 * draws[:, 1] + rng.normal(size=300)
    rows = {row.name: row.share for row in decompose(outputs, draws).contributions}
    assert rows["0"].mean == 0.0
    assert rows["1"].mean == pytest.approx(0.8, abs=0.05)  # 4 / (4 + 1)
    assert rows["2"].low == 0.0
    nothing = decompose(outputs, np.empty((300, 0)))
    assert nothing.contributions == ()
    assert nothing.luck.mean == pytest.approx(nothing.total)


def test_missing_outputs_are_counted_and_too_few_are_refused() -> None:
    outputs, draws = company(np.random.default_rng(SEED), 100, 1)
    outputs[:7] = math.nan
    result = decompose(outputs, draws)
    assert (result.n, result.missing, result.luck.missing) == (93, 7, 7)
    with pytest.raises(StatisticsError, match="needs 20"):
        decompose(outputs[:25], draws[:25])
    with pytest.raises(StatisticsError, match="too few for 30 inputs: it needs 150"):
        decompose(outputs[7:], np.random.default_rng(1).normal(size=(93, 30)))
    with pytest.raises(StatisticsError, match="one row a set"):
        decompose(outputs, draws[:50])


def test_the_same_seed_gives_the_same_intervals() -> None:
    outputs, draws = company(np.random.default_rng(SEED), 60, 2)
    assert decompose(outputs, draws) == decompose(outputs, draws)
    assert decompose(outputs, draws) != decompose(outputs, draws, seed=1)
