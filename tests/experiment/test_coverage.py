"""Intervals of the engine's numbers cover the exact answer as often as they say.

Wins by the horizon of a Poisson process of leads, each thinned by a fixed chance and delayed by
an exponential time, are Poisson with mean rate x chance x the integral over the horizon of
P(delay < time left). 300 experiments of 30 replications, simulated once for all tests.
"""

from __future__ import annotations

import math
import os
import time
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats as laws

from gtmsim import stats
from gtmsim.experiment import ExperimentError, Result, local, resume
from gtmsim.experiment.experiment import Experiment, Point
from gtmsim.experiment.run import run_experiment
from tests.experiment import worlds

pytestmark = pytest.mark.slow

EXPERIMENTS, REPLICATIONS = 300, 30
SHARES = {"quarter": 0.25, "third": 0.35}
PER_DAY, DAYS, DELAY = 4.0, 10.0, 2.0
LIMIT = 1e-4
"""Chance that a correct interval fails a test here."""


def exact_mean(share: float) -> float:
    soon = DAYS - DELAY * (1 - math.exp(-DAYS / DELAY))
    return PER_DAY * share * soon


@pytest.fixture(scope="session")
def wins(tmp_path_factory: pytest.TempPathFactory) -> dict[str, NDArray[np.float64]]:
    """Wins of each design, shape (experiments, replications), on the same luck."""
    designs = {name: worlds.thinned(f"{share:.0%}") for name, share in SHARES.items()}
    points = tuple(Point(at, name, (), name) for at, name in enumerate(designs))
    experiment = Experiment(
        "compare", designs, points, replications=EXPERIMENTS * REPLICATIONS, kpis=("wins",)
    )
    result = shared(experiment, tmp_path_factory.getbasetemp())
    return {
        name: result.values("wins", name).reshape(EXPERIMENTS, REPLICATIONS) for name in designs
    }


def shared(experiment: Experiment, folder: Path) -> Result:
    """Simulate once, also where several test processes want it: the others wait and read."""
    if "PYTEST_XDIST_TESTRUNUID" not in os.environ:
        with local(2) as pool:
            return run_experiment(experiment, executor=pool)
    place = folder.parent / "coverage"
    for _ in range(600):
        try:
            if (place / "manifest.json").exists():
                return resume(place)
            return run_experiment(experiment, out=place)
        except ExperimentError as error:
            if "another process" not in str(error):
                raise
            time.sleep(0.5)
    raise AssertionError("the other process never finished")


def as_often_as(level: float, covered: NDArray[np.bool_]) -> bool:
    """Whether so many of so many intervals may cover if each does with this chance."""
    low, high = laws.binom.ppf([LIMIT / 2, 1 - LIMIT / 2], covered.size, level)
    return bool(low <= covered.sum() <= high)


def test_the_exact_answer(wins: dict[str, NDArray[np.float64]]) -> None:
    for name, share in SHARES.items():
        values = wins[name].ravel()
        mean = exact_mean(share)
        assert abs(values.mean() - mean) < 4 * math.sqrt(mean / values.size)
        observed = np.bincount(values.astype(int), minlength=40)[:40]
        expected = laws.poisson.pmf(np.arange(40), mean) * values.size
        enough = expected > 10
        distance = ((observed - expected)[enough] ** 2 / expected[enough]).sum()
        assert distance < laws.chi2.isf(LIMIT, int(enough.sum()))


def test_means(wins: dict[str, NDArray[np.float64]]) -> None:
    for name, share in SHARES.items():
        found = [stats.mean(row) for row in wins[name]]
        covered = np.array([each.low <= exact_mean(share) <= each.high for each in found])
        assert as_often_as(0.95, covered)


def test_paired_differences(wins: dict[str, NDArray[np.float64]]) -> None:
    truth = exact_mean(SHARES["third"]) - exact_mean(SHARES["quarter"])
    found = [
        stats.difference(old, new) for old, new in zip(wins["quarter"], wins["third"], strict=True)
    ]
    covered = np.array([each.change.low <= truth <= each.change.high for each in found])
    assert as_often_as(0.95, covered)


def test_pairing_is_worth_what_theory_says(wins: dict[str, NDArray[np.float64]]) -> None:
    """With the same luck, the wins of the smaller chance are among those of the larger one."""
    small, large = (exact_mean(share) for share in SHARES.values())
    ratio = stats.variance_ratio(wins["quarter"].ravel(), wins["third"].ravel(), level=0.999)
    assert ratio.low < (small + large) / (large - small) < ratio.high


def test_shares(wins: dict[str, NDArray[np.float64]]) -> None:
    """Wilson intervals cover as often as the binomial law says they do, which is near 95%."""
    goal = 9
    truth = float(laws.poisson.sf(goal - 1, exact_mean(SHARES["quarter"])))
    hits = (wins["quarter"] >= goal).sum(axis=1)
    limits = [stats.share(count, REPLICATIONS) for count in range(REPLICATIONS + 1)]
    covers = np.array([each.low <= truth <= each.high for each in limits])
    chance = float(laws.binom.pmf(np.arange(REPLICATIONS + 1), REPLICATIONS, truth)[covers].sum())
    assert 0.92 < chance < 0.98
    assert as_often_as(chance, covers[hits])


def test_quantiles(wins: dict[str, NDArray[np.float64]]) -> None:
    """Order statistics cover a quantile of whole numbers at least as often as they say."""
    mean = exact_mean(SHARES["quarter"])
    for share in (0.5, 0.9):
        truth = float(laws.poisson.ppf(share, mean))
        found = [stats.quantile(row, share) for row in wins["quarter"]]
        given = [each for each in found if not each.refused]
        assert len(given) == EXPERIMENTS
        covered = np.array([each.low <= truth <= each.high for each in given])
        assert covered.sum() >= laws.binom.ppf(LIMIT, EXPERIMENTS, 0.95)


def test_a_p90_of_too_few_is_refused(wins: dict[str, NDArray[np.float64]]) -> None:
    few = stats.quantile(wins["quarter"][0, :20], 0.9)
    assert few.refused.startswith("20 replications are too few for a p90")
    assert few.needed > 20
    assert math.isnan(few.low)
