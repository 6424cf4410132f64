"""An independent simulator, `ciw`, gives the same means for the same funnel."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

import gtmsim
from tests.theory.ciw_network import SCENARIO, Measures, measures_by_ciw, measures_by_gtmsim

REPLICATIONS = 200
FEWER_REPLICATIONS = 80
FALSE_ALARMS = 0.01
"""Chance that two equal simulators disagree on any measure at all."""


def disagreements(ours: Measures, theirs: Measures) -> list[str]:
    """Measures whose means differ by more than both their standard errors allow.

    Welch's limits, made joint over all measures by Bonferroni's inequality.
    """
    assert ours.keys() == theirs.keys()
    found = []
    for name, mine in ours.items():
        other = theirs[name]
        squares = np.array([mine.var(ddof=1) / mine.size, other.var(ddof=1) / other.size])
        freedom = squares.sum() ** 2 / np.sum(squares**2 / [mine.size - 1, other.size - 1])
        limit = stats.t.isf(FALSE_ALARMS / (2 * len(ours)), freedom) * np.sqrt(squares.sum())
        difference = mine.mean() - other.mean()
        if abs(difference) > limit:
            found.append(f"{name}: {mine.mean():.4g}, ciw {other.mean():.4g} (limit {limit:.2g})")
    return found


@pytest.fixture(scope="module")
def by_ciw() -> Measures:
    return measures_by_ciw(REPLICATIONS)


@pytest.mark.slow
def test_ciw_gives_the_same_means(by_ciw: Measures) -> None:
    assert disagreements(measures_by_gtmsim(REPLICATIONS), by_ciw) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "felt_by"),
    [
        ({"teams.qualifiers.priorities": []}, "qualify, hot: hours of waiting"),
        ({"stages.close.work": {"exponential": "65 min"}}, "close, normal: hours of waiting"),
        ({"recycle.later.nurture": "6 days"}, "qualify, normal: finished"),
    ],
    ids=["no priority", "another law of work", "a longer rest"],
)
def test_the_comparison_notices_another_funnel(
    by_ciw: Measures, change: dict[str, object], felt_by: str
) -> None:
    found = disagreements(measures_by_gtmsim(FEWER_REPLICATIONS, change), by_ciw)
    assert any(line.startswith(felt_by) for line in found), found


def test_a_replication_is_small() -> None:
    log = gtmsim.run(gtmsim.compile(gtmsim.Scenario.from_text(SCENARIO)), seed=1)
    assert len(log) < 20_000
