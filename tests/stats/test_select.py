"""Selection keeps its stated probability, and spends less than equal allocation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from sim_tools.ovs.fixed_budget import OCBA
from sim_tools.ovs.indifference_zone import KNPlusPlus

from gtmsim.stats import (
    Selection,
    StatisticsError,
    allocate_budget,
    equal_allocation,
    ocba_shares,
    select_best,
)
from gtmsim.stats.allocate import _targets
from tests.stats.chance import STANDARD_ERRORS, assert_at_least

SEED = 20_240_401
DESIGNS = 10


class Replay:
    """Outputs drawn beforehand; also the 'environment' that the oracle of sim-tools calls."""

    def __init__(self, outputs: NDArray[np.float64]) -> None:
        self.outputs = outputs
        self.used = np.zeros(len(outputs), dtype=int)

    def __call__(self, design: int, replications: range) -> NDArray[np.float64]:
        return self.outputs[design, replications.start : replications.stop]

    def register_observer(self, observer: object) -> None:
        self.observer = observer

    def simulate(self, design: int) -> None:
        value = self.outputs[design, self.used[design]]
        self.used[design] += 1
        self.observer.feedback(self, design, value)  # type: ignore[attr-defined]


def outputs(
    rng: np.random.Generator, means: NDArray[np.float64], correlation: float, most: int = 1500
) -> NDArray[np.float64]:
    shared = math.sqrt(correlation) * rng.normal(size=most)
    own = math.sqrt(1 - correlation) * rng.normal(size=(means.size, most))
    return means[:, None] + shared + own


HARDEST = np.array([0.0] * 9 + [0.5])  # all others just one indifference zone below the best
LADDER = 0.5 * np.arange(10.0)


@pytest.mark.parametrize("level", [0.75, 0.95])
@pytest.mark.parametrize(("common", "correlation"), [(False, 0.0), (True, 0.0), (True, 0.7)])
@pytest.mark.parametrize("means", [HARDEST, LADDER], ids=["hardest", "ladder"])
def test_the_stated_probability_is_kept_with_fewer_replications(
    means: NDArray[np.float64], common: bool, correlation: float, level: float
) -> None:
    """Ten designs; equal allocation (Bechhofer) even knows the variance and still needs more."""
    rng = np.random.default_rng(SEED)
    right, spent = np.zeros(400, dtype=bool), np.zeros(400)
    for experiment in range(400):
        found = select_best(
            Replay(outputs(rng, means, correlation)),
            DESIGNS,
            indifference=0.5,
            level=level,
            common_luck=common,
        )
        right[experiment] = found.best == 9
        spent[experiment] = sum(found.replications)
        assert found.probability == level
    assert_at_least(right, level)
    equal = DESIGNS * equal_allocation(DESIGNS, indifference=0.5, standard_deviation=1, level=level)
    standard_error = spent.std() / 20
    assert spent.mean() + STANDARD_ERRORS * standard_error < equal


@pytest.mark.slow
def test_selection_among_skewed_outputs() -> None:
    """Exponential outputs (skewness 2): the promise is for the limit, and holds here."""
    rng = np.random.default_rng(SEED)
    right = np.zeros(1000, dtype=bool)
    for experiment in range(right.size):
        values = HARDEST[:, None] + rng.exponential(size=(10, 1500))
        found = select_best(Replay(values), 10, indifference=0.5, common_luck=False)
        right[experiment] = found.best == 9
    assert_at_least(right, 0.95)


def test_shared_luck_saves_replications() -> None:
    rng = np.random.default_rng(SEED)
    tables = [outputs(rng, HARDEST, 0.8) for _ in range(50)]
    spent = {
        common: np.mean(
            [
                sum(
                    select_best(
                        Replay(table), DESIGNS, indifference=0.5, common_luck=common
                    ).replications
                )
                for table in tables
            ]
        )
        for common in (True, False)
    }
    assert spent[True] < 0.6 * spent[False]


def oracle(table: NDArray[np.float64], level: float) -> tuple[KNPlusPlus, int]:
    environment = Replay(table)
    procedure = KNPlusPlus(environment, len(table), 0.5, alpha=1 - level, n_0=10)
    return procedure, int(procedure.solve()[0])


def test_kn_plus_plus_agrees_with_sim_tools() -> None:
    """Same outputs, same eliminations at the same replication; sim-tools runs the winner once more.

    Outputs are kept positive: the oracle's running variance takes absolute values of means. It
    also never floors a margin at zero, so only races decided before that can be compared.
    """
    rng = np.random.default_rng(SEED)
    for _ in range(60):
        table = 10.0 + outputs(rng, LADDER, 0.0)
        ours = select_best(Replay(table), DESIGNS, indifference=0.5, common_luck=False)
        assert ours.why == "one left"
        procedure, best = oracle(table, 0.95)
        theirs = procedure._allocations.copy()
        theirs[best] -= 1
        assert ours.best == best
        assert ours.replications == tuple(theirs.tolist())


def test_batches_and_caps() -> None:
    rng = np.random.default_rng(SEED)
    table = outputs(rng, HARDEST, 0.0)
    batched = select_best(Replay(table), DESIGNS, indifference=0.5, batch=7)
    assert all((count - 10) % 7 == 0 for count in batched.replications)
    capped = select_best(Replay(table), DESIGNS, indifference=0.01, batch=7, cap=30)
    assert capped.why == "cap"
    assert math.isnan(capped.probability)
    assert max(capped.replications) == 30
    assert capped.best == max(capped.survivors, key=lambda design: capped.means[design])


def test_designs_that_never_differ_end_the_race() -> None:
    luck = np.random.default_rng(SEED).normal(size=1500)
    same = select_best(Replay(np.tile(luck, (3, 1))), 3, indifference=0.5)
    assert (same.why, same.survivors, same.best) == ("indifferent", (0, 1, 2), 0)
    shifted = select_best(Replay(luck + np.arange(3.0)[:, None]), 3, indifference=0.5)
    assert shifted.best == 2


def test_smaller_is_better_selects_the_smallest() -> None:
    table = outputs(np.random.default_rng(SEED), LADDER, 0.5)
    up = select_best(Replay(-table), DESIGNS, indifference=0.5)
    down = select_best(Replay(table), DESIGNS, indifference=0.5, larger_is_better=False)
    assert (up.best, down.best) == (0, 0)
    assert up.replications == down.replications
    assert np.allclose(up.means, -np.array(down.means))
    assert isinstance(down, Selection)


def test_selection_refuses_missing_outputs_and_empty_promises() -> None:
    table = outputs(np.random.default_rng(SEED), LADDER, 0.5)
    table[4, 3] = math.nan
    with pytest.raises(StatisticsError, match="design 4, replication 3"):
        select_best(Replay(table), DESIGNS, indifference=0.5)
    with pytest.raises(StatisticsError, match="guessing alone"):
        select_best(Replay(table), 2, indifference=0.5, level=0.5)
    with pytest.raises(StatisticsError, match="indifference is 0"):
        select_best(Replay(table), DESIGNS, indifference=0.0)
    with pytest.raises(StatisticsError, match="shape"):
        select_best(lambda design, replications: np.zeros(3), 2, indifference=0.5)


# --- a fixed budget -------------------------------------------------------------------------


def test_ocba_finds_the_best_more_often_than_equal_allocation() -> None:
    rng = np.random.default_rng(SEED)
    budget, experiments = 400, 500
    smart, equal = np.zeros(experiments, dtype=bool), np.zeros(experiments, dtype=bool)
    for experiment in range(experiments):
        table = 2.0 * outputs(rng, LADDER / 2.0, 0.0)  # steps of 0.5, standard deviation 2
        found = allocate_budget(Replay(table), DESIGNS, budget=budget)
        smart[experiment] = found.best == 9
        equal[experiment] = int(np.argmax(table[:, : budget // DESIGNS].mean(axis=1))) == 9
        assert sum(found.replications) == budget
    # Both see the same outputs, so the two shares are compared in pairs.
    gain = smart.astype(float) - equal
    assert gain.mean() > STANDARD_ERRORS * gain.std() / math.sqrt(experiments)


def test_ocba_probability_is_on_the_safe_side_on_average() -> None:
    rng = np.random.default_rng(SEED)
    stated, right = np.zeros(400), np.zeros(400)
    for experiment in range(400):
        found = allocate_budget(Replay(outputs(rng, LADDER, 0.0)), DESIGNS, budget=300)
        stated[experiment], right[experiment] = found.probability, found.best == 9
    gap = right - stated
    assert gap.mean() > -STANDARD_ERRORS * gap.std() / 20


def test_ocba_shares_agree_with_sim_tools() -> None:
    """One step of allocation from the same moments: equal but for rounding to whole runs.

    The oracle takes the two best in any order (`argpartition`); where it swaps them it answers a
    different question and is left out.
    """
    rng = np.random.default_rng(SEED)
    compared = 0
    for _ in range(200):
        means, variances = rng.normal(size=6), rng.uniform(0.5, 2.0, size=6)
        procedure = OCBA(Replay(np.zeros((6, 1))), 6, 6 * 10 + 4000, 4000, n_0=10, obj="max")
        procedure._means, procedure._vars = -means, variances
        procedure._allocations = np.full(6, 10)
        ranks = np.argsort(np.argsort(-means))
        if int(np.argpartition(ranks, 2)[0]) != int(np.argmax(means)):
            continue
        theirs = procedure._allocate() + 10
        ours = _targets(means, variances, np.full(6, 10), 4060)
        assert np.abs(ours - theirs).max() <= 4  # the oracle gives all rounding to the best
        compared += 1
    assert compared > 50


def test_ocba_shares_at_the_corners() -> None:
    assert ocba_shares([1.0, 1.0], [2.0, 2.0]).tolist() == [0.5, 0.5]
    assert ocba_shares([1.0, 2.0, 3.0], [0.0, 0.0, 0.0]).tolist() == [1 / 3] * 3
    two = ocba_shares([0.0, 1.0], [1.0, 4.0])
    assert two.tolist() == pytest.approx([1 / 3, 2 / 3])  # in proportion to standard deviations
    tied = ocba_shares([0.0, 1.0, 1.0], [1.0, 1.0, 1.0])
    assert tied[0] < 1e-6
    with pytest.raises(StatisticsError, match="budget is 99"):
        allocate_budget(Replay(np.zeros((10, 100))), 10, budget=99)
