"""The suite passes the reference engine, and sees every engine that differs from it."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, settings

from gtmsim.engine import run
from gtmsim.log import EventLog
from gtmsim.log.audit import AuditError
from gtmsim.log.kinds import Kind
from gtmsim.plan import Plan
from gtmsim.testing import EngineSuite
from gtmsim.testing.conformance import Engine

EXAMPLES = 40


class TestReference(EngineSuite):
    engine = staticmethod(run)
    examples = EXAMPLES


# --- Engines that are wrong in one way each ---------------------------------------------


def changed(change: Callable[[dict[str, Any]], None]) -> Engine:
    """The reference, with its events changed afterwards."""

    def engine(plan: Plan, seed: int, replication: int) -> EventLog:
        log = run(plan, seed, replication)
        events = {name: column.copy() for name, column in log.events.items()}
        change(events)
        return dataclasses.replace(log, events=events)

    return engine


def swaps(events: dict[str, Any]) -> None:
    """Two events of different leads in one tick change places."""
    same_tick = (events["time"][1:] == events["time"][:-1]) & (
        events["lead"][1:] != events["lead"][:-1]
    )
    for place in np.flatnonzero(same_tick)[:1].tolist():
        for column in events.values():
            column[[place, place + 1]] = column[[place + 1, place]]


def is_late(events: dict[str, Any]) -> None:
    """The last event comes a tick later."""
    events["time"][-1:] += 1


def forgets(events: dict[str, Any]) -> None:
    """The last event is missing."""
    for name in events:
        events[name] = events[name][:-1]


def misplaces(events: dict[str, Any]) -> None:
    """Nobody's place in the roster is written."""
    events["rep"][events["kind"] == int(Kind.STARTED)] = 0


def rounds_up(events: dict[str, Any]) -> None:
    """Work of an odd number of ticks counts as one more."""
    events["value"][events["kind"] == int(Kind.STARTED)] += 1
    events["value"][events["kind"] == int(Kind.STARTED)] &= ~1


def ignores_seed(plan: Plan, seed: int, replication: int) -> EventLog:
    log = run(plan, 0, replication)
    return dataclasses.replace(log, meta={**log.meta, "seed": seed})


def ignores_replication(plan: Plan, seed: int, replication: int) -> EventLog:
    log = run(plan, seed, 0)
    return dataclasses.replace(log, meta={**log.meta, "replication": replication})


def loses_a_label(plan: Plan, seed: int, replication: int) -> EventLog:
    log = run(plan, seed, replication)
    return dataclasses.replace(log, reason_labels=[*log.reason_labels[:-1], "?"])


class Remembers:
    """An engine with a state: each run is a replication later."""

    def __init__(self) -> None:
        self.runs = 0

    def __call__(self, plan: Plan, seed: int, replication: int) -> EventLog:
        self.runs += 1
        return run(plan, seed, replication + self.runs)


WRONG: dict[str, Engine] = {
    "swaps two events": changed(swaps),
    "is late": changed(is_late),
    "forgets an event": changed(forgets),
    "misplaces people": changed(misplaces),
    "rounds up": changed(rounds_up),
    "ignores the seed": ignores_seed,
    "ignores the replication": ignores_replication,
    "loses a label": loses_a_label,
}


@pytest.fixture
def first_failure() -> Iterator[None]:
    """Any failing example will do: do not look for the smallest."""
    before = settings.get_current_profile_name()
    settings.register_profile(
        "first", phases=[Phase.generate], report_multiple_bugs=False, derandomize=True
    )
    settings.load_profile("first")
    yield
    settings.load_profile(before)


def suite_of(wrong: Engine) -> EngineSuite:
    class Suite(EngineSuite):
        engine = staticmethod(wrong)
        examples = EXAMPLES

    return Suite()


@pytest.mark.usefixtures("first_failure")
@pytest.mark.parametrize("name", WRONG)
def test_an_engine_that_differs_is_seen(name: str) -> None:
    with pytest.raises(AssertionError, match="not the reference's"):
        suite_of(WRONG[name]).test_logs_are_those_of_the_reference()


@pytest.mark.usefixtures("first_failure")
@pytest.mark.parametrize("name", ["misplaces people", "rounds up"])
def test_a_log_that_is_not_sound_is_seen(name: str) -> None:
    with pytest.raises(AuditError):
        suite_of(WRONG[name]).test_logs_obey_every_law()


@pytest.mark.usefixtures("first_failure")
def test_an_engine_that_remembers_is_seen() -> None:
    with pytest.raises(AssertionError, match="remembers"):
        suite_of(Remembers()).test_runs_leave_no_trace()


@pytest.mark.parametrize("name", ["ignores the seed", "ignores the replication"])
def test_an_engine_without_luck_is_seen(name: str) -> None:
    with pytest.raises(AssertionError, match="changes nothing"):
        suite_of(WRONG[name]).test_seeds_and_replications_are_luck()


def test_without_hypothesis_the_error_names_the_remedy() -> None:
    code = "import sys; sys.modules['hypothesis'] = None; import gtmsim.testing"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ended.returncode != 0
    assert "pip install hypothesis" in ended.stderr.splitlines()[-1]
