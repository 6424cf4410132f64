"""One more isolated row of the opening changes nobody else's life."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gtmsim.engine import run
from gtmsim.log import EventLog
from gtmsim.log.audit import audit
from gtmsim.plan import compile
from gtmsim.scenario import Scenario
from gtmsim.testing import scenarios
from tests.one_more.telling import lives, rewritten

Tree = dict[str, Any]

SEEDS = st.integers(0, 2**64 - 1)
ANY = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
NEW = "zz_new"
"""Name of the newcomers' stage, function, team and recycling."""

ROWS: dict[str, Tree] = {
    "house_list": {"recycle": NEW, "age": {"uniform": {"low": "0 days", "high": "9 days"}}},
    "leads": {"stage": NEW, "age": "2 days"},
    "deals": {"stage": NEW, "owner": f"{NEW}-1"},
}


def opened(scenario: Scenario, block: str, count: int) -> Scenario:
    """A scenario with so many rows of the opening, for whom nobody else works.

    The rows come first in the file, so that every index shifts.
    """
    tree = scenario.tree()
    tree.pop("history", None)
    tree.pop("bought_elsewhere", None)  # from any desk it may lead back to everybody's
    tree.setdefault("first_stage", next(iter(tree["stages"])))
    tree["stages"][NEW] = {
        "function": NEW,
        "work": {"exponential": "3 h"},
        "decides": {"after": {"exponential": "4 days"}},
        "then": {"end": "40%", "lost.newer": "rest"},
    }
    tree["teams"][NEW] = {"covers": NEW, "headcount": 1, "assignment": "when_free"}
    tree["recycle"] = {**(tree.get("recycle") or {}), NEW: {"nurture": "9 days", "then": NEW}}
    others = [{"id": f"other{i}", "stage": NEW, "age": "1 day"} for i in range(3)]
    mine = [{"id": NEW, **ROWS[block], "count": str(count)}] if count else []
    tree["opening"] = {"leads": others} | {block: [*mine, *(others if block == "leads" else [])]}
    return rewritten(tree)


def log_of(scenario: Scenario, seed: int) -> EventLog:
    log = run(compile(scenario), seed)
    assert audit(log) == []
    return log


@pytest.mark.parametrize("block", list(ROWS))
def test_an_opening_row_more_changes_nobody_elses_luck(block: str) -> None:
    """Those of the scenario never notice; those of the same desk keep what they are."""
    newcomers = 0

    @ANY
    @given(scenarios(), SEEDS)
    def nobody_notices(scenario: Scenario, seed: int) -> None:
        nonlocal newcomers
        alone, together = (log_of(opened(scenario, block, count), seed) for count in (0, 2))
        mine = set(alone.leads["key"].tolist())
        ours = mine - set(alone.leads["key"][alone.leads["opening"] > 0].tolist())
        one, both = lives(alone), lives(together)
        for key in ours:
            assert one.get(key) == both.get(key)
        known = [together.leads["key"].tolist().index(key) for key in alone.leads["key"].tolist()]
        for column in alone.leads:
            assert alone.leads[column].tolist() == together.leads[column][known].tolist()
        newcomers += len(together) - len(alone)

    nobody_notices()
    assert newcomers > 100, "the new rows did nothing themselves"
