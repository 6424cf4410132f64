"""With nothing to tell them apart, the designs do the same with every lead, only at other times.

All four serve the shipped market. What differs between them comes from mechanisms, impatience
and readiness alone; take these away, and each lead lives through the same, whoever works.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from gtmsim.engine import run
from gtmsim.log import EventLog
from gtmsim.log.audit import audit
from gtmsim.plan import compile
from gtmsim.scenario import Scenario
from tests.null.designs import DESIGNS, design, neutral
from tests.null.sequences import compare
from tests.one_more.telling import lives, rewritten

SEEDS = (1, 2, 3)
MOST_ROWS = 20_000
FEWEST_ENDED = 400
"""Leads that end under both designs within the year; about 530 of 640."""

OTHERS = pytest.mark.parametrize("other", DESIGNS[1:])


@cache
def neutral_log(name: str, seed: int) -> EventLog:
    log = run(compile(neutral(design(name))), seed)
    assert audit(log) == []
    assert len(log) < MOST_ROWS
    return log


@OTHERS
@pytest.mark.parametrize("seed", SEEDS)
def test_neutral_designs_do_the_same_with_every_lead(other: str, seed: int) -> None:
    """The same (stage, visit, outcome, reason, work ticks); times, teams and reps differ."""
    one, two = neutral_log("generalists", seed), neutral_log(other, seed)
    assert compare(one, two) > FEWEST_ENDED
    assert lives(one) != lives(two)


@OTHERS
def test_with_the_mechanisms_they_do_not(other: str) -> None:
    """So the test above could fail."""
    one, two = (run(compile(design(name)), SEEDS[0]) for name in ("generalists", other))
    with pytest.raises(AssertionError, match="lived otherwise"):
        compare(one, two)


def with_teams_of(name: str, other: str) -> Scenario:
    """One design's file with the teams of another."""
    scenario = design(name)
    kept = [path for path in scenario.assumed if not path.startswith("teams.")]
    teams = design(other).tree()["teams"]
    return rewritten({**scenario.tree(), "teams": teams, "assumed": kept})


@OTHERS
def test_where_coverage_is_the_same_logs_are_identical(other: str) -> None:
    """Nothing hangs on the name of a file: teams are all there is to a design."""
    one = run(compile(with_teams_of("generalists", other)), 1)
    two = run(compile(design(other)), 1)
    assert all(np.array_equal(one.events[name], two.events[name]) for name in two.events)
