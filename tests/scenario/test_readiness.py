"""How ready buyers are: shares as written, and the mixes that the sources name (R130, R131)."""

from __future__ import annotations

import numpy as np
import pytest

import gtmsim
from gtmsim import Scenario
from gtmsim.errors import ScenarioError
from gtmsim.plan.clock import NEVER
from gtmsim.scenario.readiness import readiness_shares
from tests.engine.market import leads, market, same_shares

LATER = "later_after: {exponential: 6 months}"


def shares(written: str) -> list[float]:
    """Now, later, never."""
    plan = market(f"web: {{leads: 1 per day, ready: {{{written}}}}}")
    ready = plan.channels[0].readiness
    assert ready is not None
    return [ready.now, ready.later, 1.0 - ready.now - ready.later]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (f"preset: 1:9, {LATER}", [0.1, 0.9, 0.0]),
        (f"preset: 2:8, {LATER}", [0.2, 0.8, 0.0]),
        (f"preset: 35:65, {LATER}", [0.35, 0.65, 0.0]),
        (f"preset: 1:9, never: 35%, {LATER}", [0.1, 0.55, 0.35]),
        (f"preset: 2:8, later: 50%, {LATER}", [0.2, 0.5, 0.3]),
        (f"preset: 2:8, later: 50%, never: rest, {LATER}", [0.2, 0.5, 0.3]),
        (f"preset: 2:8, later: rest, never: 30%, {LATER}", [0.2, 0.5, 0.3]),
        ("preset: 1:9, never: rest", [0.1, 0.0, 0.9]),
        ("preset: 1:9, never: 90%", [0.1, 0.0, 0.9]),
        (f"now: 10%, later: 55%, {LATER}", [0.1, 0.55, 0.35]),
        ("now: 100%", [1.0, 0.0, 0.0]),
    ],
)
def test_the_mix_of_readiness(written: str, expected: list[float]) -> None:
    assert shares(written) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(("preset", "now"), [("1:9", 0.1), ("2:8", 0.2), ("35:65", 0.35)])
def test_a_preset_brings_its_share_of_ready_buyers(preset: str, now: float) -> None:
    """R130, R131: from 3,650 leads, with 35 % who are never ready."""
    plan = market(f"web: {{leads: 10 per day, ready: {{preset: {preset}, never: 35%, {LATER}}}}}")
    found = leads(plan)
    never = int((found.ready_at >= NEVER).sum())
    at_once = int((found.ready_at == found.arrived).sum())
    counts = [at_once, len(found) - at_once - never, never]
    assert same_shares(np.asarray(counts), [now, 0.65 - now, 0.35])


@pytest.mark.parametrize(
    "written",
    [
        f"preset: 1:9, now: 20%, {LATER}",
        f"preset: 3:7, {LATER}",
        f"preset: 1:9, later: 50%, never: 10%, {LATER}",
        f"preset: 1:9, never: 95%, {LATER}",
        "preset: 1:9",
    ],
)
def test_mixes_that_are_none(written: str) -> None:
    with pytest.raises(ScenarioError):
        shares(written)


def test_a_preset_is_only_its_numbers() -> None:
    """The same leads as with the shares written out, to the last one."""
    one = market(f"web: {{leads: 3 per day, ready: {{preset: 2:8, never: 30%, {LATER}}}}}")
    other = market(f"web: {{leads: 3 per day, ready: {{now: 20%, later: 50%, {LATER}}}}}")
    assert leads(one).ready_at.tolist() == leads(other).ready_at.tolist()


def test_shares_sum_to_one() -> None:
    scenario = Scenario.from_text(
        f"""
start: 2026-04-01
horizon: 1 month
channels: {{web: {{leads: 1 per day, ready: {{preset: 35:65, never: 20%, {LATER}}}}}}}
stages: {{there: {{then: {{end: 100%}}}}}}
teams: {{}}
"""
    )
    ready = scenario.channels["web"].ready
    assert ready is not None
    assert sum(readiness_shares(ready).values()) == pytest.approx(1.0)
    assert gtmsim.compile(scenario).channels[0].readiness is not None
