"""The same scenario and seed give the same log, byte for byte, in any process."""

from __future__ import annotations

import os
import subprocess
import sys

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gtmsim.engine import run
from gtmsim.plan import compile
from gtmsim.scenario import Scenario
from gtmsim.testing import scenario_texts, scenarios

SEEDS = st.integers(0, 2**64 - 1)
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
FEW = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=SLOW)
PROCESSES = 3
SCENARIOS_A_PROCESS = 20

ELSEWHERE = """
import sys
from gtmsim.engine import run
from gtmsim.plan import compile
from gtmsim.scenario import Scenario
texts = sys.stdin.buffer.read().decode().split("\\x1e")
for text in reversed(texts):
    print(run(compile(Scenario.from_text(text)), 7, 3).digest())
"""
"""Runs the scenarios of its input in the opposite order, so that nothing may leak between."""


@FEW
@given(scenarios(), SEEDS, st.integers(0, 1000))
def test_same_seed_same_log(scenario: Scenario, seed: int, replication: int) -> None:
    plan = compile(scenario)
    first = run(plan, seed, replication)
    run(plan, seed + 1, replication)
    again = run(plan, seed, replication)
    assert first.digest() == again.digest(), first.difference(again)


@FEW
@given(scenarios(), SEEDS)
def test_same_text_same_log(scenario: Scenario, seed: int) -> None:
    """A scenario that was written out and read again is compiled anew into an equal plan."""
    again = Scenario.from_text(scenario.text())
    one, other = run(compile(scenario), seed), run(compile(again), seed)
    assert one.digest() == other.digest(), one.difference(other)


def test_same_log_in_another_process() -> None:
    texts: list[str] = []

    @settings(FEW, max_examples=SCENARIOS_A_PROCESS, database=None)
    @given(scenario_texts())
    def collect(text: str) -> None:
        texts.append(text)

    collect()
    here = [run(compile(Scenario.from_text(text)), 7, 3).digest() for text in texts]
    for process in range(PROCESSES):
        ended = subprocess.run(
            [sys.executable, "-c", ELSEWHERE],
            input="\x1e".join(texts).encode(),
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": str(process), "TZ": "Pacific/Auckland"},
            check=False,
        )
        assert ended.returncode == 0, ended.stderr.decode()
        assert ended.stdout.decode().split() == here[::-1]
