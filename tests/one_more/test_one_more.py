"""One more isolated lead, rep or channel changes nothing else in the log.

Random numbers have names, order within a tick does not depend on indices, and nobody is
compared with everybody: so whoever has nothing to do with the newcomer never notices.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
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
from tests.one_more.telling import lives, rewritten, told

Tree = dict[str, Any]

SEEDS = st.integers(0, 2**64 - 1)
ANY = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
NEW = "zz_new"
"""Name of the newcomer's channel, stage, function and team."""


def log_of(scenario: Scenario, seed: int) -> EventLog:
    return run(compile(scenario), seed)


def with_channel(scenario: Scenario, channel: Tree, *, headcount: int = 1, first: bool) -> Scenario:
    """A scenario with a channel of its own, for which nobody else works.

    Args:
        scenario: the others.
        channel: when its leads come.
        headcount: people who work for it.
        first: whether it comes first in every list of the file, so that every index shifts.
    """
    tree = scenario.tree()
    tree.setdefault("first_stage", next(iter(tree["stages"])))
    blocks: dict[str, Tree] = {
        "channels": {**channel, "enters": NEW},
        "stages": {
            "function": NEW,
            "attempts": {"max": 2, "connect": "50%", "work": "10 min", "exhausted": "lost.new"},
            "work": {"exponential": "3 h"},
            "then": {"end": "40%", "lost.newer": "rest"},
        },
        "teams": {"covers": NEW, "headcount": headcount, "assignment": "when_free"},
    }
    for name, block in blocks.items():
        there = tree[name] if tree[name] else {}
        tree[name] = {NEW: block, **there} if first else {**there, NEW: block}
    history = tree.get("history")
    if isinstance(history, dict) and "teams" in history:
        history["teams"][NEW] = {"covers": NEW, "headcount": 1}
    return rewritten(tree)


def one_lead(scenario: Scenario) -> Tree:
    return {"on": [f"{scenario.start + timedelta(days=1)} 09:00"]}


def many_leads(scenario: Scenario) -> Tree:
    return {"leads": "100 per month"}


def _without_managers(tree: Tree) -> Tree:
    """Take managers out, who are more where there are more people."""
    tree.pop("managers", None)
    for stage in tree["stages"].values():
        stage.get("service_level", {}).pop("escalates", None)
    return tree


def isolated(scenario: Scenario) -> Scenario:
    """The same, so that nobody has to do with a new channel's leads.

    The leads of its opening say where they came from, a lead that is lost does not keep others
    of its account away, none comes back after a rival into the journey of the others, and
    nobody has a manager.
    """
    tree = scenario.tree()
    tree.pop("bought_elsewhere", None)
    tree.pop("account_matching", None)
    _without_managers(tree)
    for segment in tree.get("segments", {}).values():
        segment.pop("cooling_off", None)
    for rows in tree.get("opening", {}).values():
        for row in rows if isinstance(rows, list) else ():
            if "id" in row:
                row.setdefault("channel", next(iter(tree["channels"])))
    return rewritten(tree)


def staying(scenario: Scenario) -> Scenario:
    """The same, but nobody leaves of his or her own accord."""
    tree = scenario.tree()
    tree.get("mechanisms", {}).pop("leaving", None)
    return rewritten(tree)


# --- One more lead, one more channel -----------------------------------------------------


@pytest.mark.parametrize("first", [False, True], ids=["last in the file", "first in the file"])
@pytest.mark.parametrize("channel", [one_lead, many_leads])
def test_a_channel_of_its_own_changes_nothing_else(
    channel: Callable[[Scenario], Tree], first: bool
) -> None:
    newcomers = 0

    @ANY
    @given(scenarios(), SEEDS)
    def nobody_notices(scenario: Scenario, seed: int) -> None:
        nonlocal newcomers
        scenario = isolated(scenario)
        alone = log_of(scenario, seed)
        together = log_of(with_channel(scenario, channel(scenario), first=first), seed)
        assert audit(together) == []
        assert_same(told(alone), told(together, without=[NEW]))
        newcomers += len(together) - len(alone)

    nobody_notices()
    assert newcomers > 500, "the new channel did nothing itself"


def test_a_lead_more_in_a_channel_leaves_the_luck_of_the_others() -> None:
    """Not isolated: the others may wait longer. What they are and when they come stays."""

    @ANY
    @given(scenarios(), SEEDS)
    def same_leads(scenario: Scenario, seed: int) -> None:
        if any(one.needs or one.list_ for one in scenario.channels.values()):
            return  # when such leads come depends on what people have to do besides
        scenario = isolated(scenario)
        tree = with_channel(scenario, many_leads(scenario), first=True).tree()
        del tree["channels"][NEW]["enters"]  # into the journey of all others
        tree["channels"][NEW]["leads"] = "30 per month"
        tree["stages"].pop(NEW)
        tree["teams"].pop(NEW)
        if isinstance(tree.get("history"), dict):
            tree["history"].get("teams", {}).pop(NEW, None)
        alone, crowded = log_of(scenario, seed), log_of(rewritten(tree), seed)
        mine = crowded.leads["channel"] != list(crowded.channels["id"]).index(NEW)
        for column in alone.leads:
            if column not in ("channel", "existing"):
                assert alone.leads[column].tolist() == crowded.leads[column][mine].tolist()

    same_leads()


# --- One more rep ------------------------------------------------------------------------


@pytest.mark.parametrize("first", [False, True], ids=["last in the file", "first in the file"])
def test_a_rep_nobody_needs_changes_nothing(first: bool) -> None:
    """A second rep beside one who serves a single lead: idle, and at the head of the roster."""

    @ANY
    @given(scenarios(), SEEDS)
    def nobody_notices(scenario: Scenario, seed: int) -> None:
        tree = _without_managers(staying(scenario).tree())
        tree.pop("time_off", None)  # the lead would go to the second when the first is away
        scenario = rewritten(tree)
        lead = one_lead(scenario)
        logs = [
            log_of(with_channel(scenario, lead, headcount=people, first=first), seed)
            for people in (1, 2)
        ]
        assert len(logs[1].reps["id"]) == len(logs[0].reps["id"]) + 1
        assert_same(told(logs[0]), told(logs[1]))

    nobody_notices()


def test_a_team_for_leads_that_never_come_changes_nothing() -> None:
    """It covers what all others cover, but serves a channel that brings nobody."""

    @ANY
    @given(scenarios(), SEEDS)
    def nobody_notices(scenario: Scenario, seed: int) -> None:
        tree = _without_managers(scenario.tree())
        functions = [
            *dict.fromkeys(
                stage["function"] for stage in tree["stages"].values() if "function" in stage
            )
        ]
        if not functions:
            return
        tree["channels"][NEW] = {"leads": "0 per month"}
        silent = rewritten(tree)
        tree["teams"][NEW] = {
            "covers": functions,
            "serves": {"channel": NEW},
            "headcount": 2,
            "assignment": "on_arrival",
        }
        alone, together = log_of(silent, seed), log_of(rewritten(tree), seed)
        assert_same(told(alone, without=[NEW]), told(together, without=[NEW]))

    nobody_notices()


# --- In any company ----------------------------------------------------------------------


def assert_same(alone: list[tuple[Any, ...]], together: list[tuple[Any, ...]]) -> None:
    """Same events, in the same order."""
    for place, (one, other) in enumerate(zip(alone, together, strict=False)):
        assert one == other, f"event {place} of those that should be the same"
    assert len(alone) == len(together)


def test_events_of_a_lead_keep_their_order() -> None:
    """`lives` tells what `told` tells: a check of the comparison itself."""

    @settings(ANY, max_examples=20)
    @given(scenarios(), SEEDS)
    def in_order(scenario: Scenario, seed: int) -> None:
        log = log_of(scenario, seed)
        found = lives(log)
        assert sum(map(len, found.values())) == len(told(log)) == len(log)
        assert all(a[0] <= b[0] for life in found.values() for a, b in pairwise(life))

    in_order()
