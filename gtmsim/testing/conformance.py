"""The suite that every engine must pass: whole logs compared with those of the reference.

An engine is a function from a plan, a seed and a replication to an `EventLog`. Engines share
nothing but the plan; whatever scenario is generated, they must write the same log, event by
event and in the same order.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gtmsim.engine import run as reference
from gtmsim.log import EventLog
from gtmsim.log.audit import check
from gtmsim.plan import Plan, compile
from gtmsim.scenario import Scenario
from gtmsim.testing.strategies import scenarios

Engine = Callable[[Plan, int, int], EventLog]

SEEDS = st.integers(0, 2**64 - 1)
REPLICATIONS = st.integers(0, 10_000)
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


def assert_conforms(engine: Engine, plan: Plan, seed: int = 0, replication: int = 0) -> None:
    """Compare an engine's log of one replication with the reference, whole.

    Raises:
        AssertionError: the logs differ; the message tells the first difference.

    Example:
        >>> from gtmsim.engine import run
        >>> text = "{start: 2026-04-01, horizon: 2 days, channels: {web: {leads: 9 per day}}, "
        >>> text += "stages: {gate: {then: {end: 100%}}}, teams: {}}"
        >>> assert_conforms(run, compile(Scenario.from_text(text)))
    """
    expected = reference(plan, seed, replication)
    found = engine(plan, seed, replication)
    if not expected.same_as(found):
        raise AssertionError(
            f"seed {seed}, replication {replication}: the engine's log is not the reference's. "
            f"{expected.difference(found)}"
        )


class EngineSuite:
    """Tests of one engine: subclass it in a test file, and pytest runs them.

    Attributes:
        engine: the engine, as a static method.
        examples: how many scenarios each test generates.

    Example:
        >>> from gtmsim.engine import run
        >>> class TestMyEngine(EngineSuite):
        ...     engine = staticmethod(run)
        ...     examples = 5
        >>> TestMyEngine().test_logs_are_those_of_the_reference()
    """

    engine: ClassVar[Engine]
    examples: ClassVar[int] = 200

    def test_logs_are_those_of_the_reference(self) -> None:
        """Any scenario, seed and replication: the same log as the reference."""
        engine = type(self).engine

        @settings(max_examples=self.examples, deadline=None, suppress_health_check=SLOW)
        @given(scenarios(), SEEDS, REPLICATIONS)
        def agrees(scenario: Scenario, seed: int, replication: int) -> None:
            assert_conforms(engine, compile(scenario), seed, replication)

        agrees()

    def test_logs_obey_every_law(self) -> None:
        """Any scenario: the audit finds nothing, whatever the reference may say."""
        engine = type(self).engine

        @settings(max_examples=self.examples, deadline=None, suppress_health_check=SLOW)
        @given(scenarios(), SEEDS)
        def is_sound(scenario: Scenario, seed: int) -> None:
            check(engine(compile(scenario), seed, 0))

        is_sound()

    def test_runs_leave_no_trace(self) -> None:
        """A replication does not depend on the replications that ran before it."""
        engine = type(self).engine

        @settings(max_examples=self.examples // 4, deadline=None, suppress_health_check=SLOW)
        @given(scenarios())
        def is_repeated(scenario: Scenario) -> None:
            plan = compile(scenario)
            first = engine(plan, 1, 0).digest()
            engine(plan, 2, 7)
            assert engine(plan, 1, 0).digest() == first, "the plan or the engine remembers a run"

        is_repeated()

    def test_seeds_and_replications_are_luck(self) -> None:
        """Another seed and another replication each meet other leads."""
        plan = compile(Scenario.from_text(_MARKET))
        logs = [type(self).engine(plan, *luck) for luck in ((1, 0), (2, 0), (1, 1), (2, 1))]
        arrivals = [log.leads["arrived"] for log in logs]
        for place, one in enumerate(arrivals):
            for other in arrivals[place + 1 :]:
                assert not np.array_equal(one, other), "seed or replication changes nothing"


_MARKET = """
start: 2026-04-01
horizon: 30 days
channels: {web: {leads: 20 per day}}
stages: {gate: {then: {end: 50%, lost: rest}}}
teams: {}
"""
