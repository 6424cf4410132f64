"""Any small valid scenario: its log obeys every law of the audit."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from gtmsim.engine import run
from gtmsim.log.audit import audit
from gtmsim.log.kinds import MONEY_KINDS, Kind
from gtmsim.plan import compile
from gtmsim.scenario import Scenario
from gtmsim.testing import scenarios
from tests.laws.features import asked, language, machinery, used

EXAMPLES = 400
ANY = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
MANY = 1000
"""Examples among which each feature is looked for."""
LEAST = 3
"""Examples in which each feature must occur."""


@ANY
@given(scenarios(), st.integers(0, 2**64 - 1))
def test_every_log_obeys_every_law(scenario: Scenario, seed: int) -> None:
    violations = audit(run(compile(scenario), seed))
    assert not violations, "\n".join(map(str, violations))


@ANY
@given(scenarios(patient=True), st.integers(0, 2**64 - 1))
def test_so_do_logs_of_patient_scenarios(scenario: Scenario, seed: int) -> None:
    violations = audit(run(compile(scenario), seed))
    assert not violations, "\n".join(map(str, violations))


def test_the_examples_use_everything() -> None:
    """Every field of the language, every form of it, and every kind of event occurs."""
    seen: Counter[str] = Counter()

    @settings(ANY, max_examples=MANY, phases=[Phase.generate], database=None)
    @given(scenarios())
    def look(scenario: Scenario) -> None:
        plan = compile(scenario)
        log = run(plan, 1)
        seen.update(used(scenario) | asked(plan))
        seen.update(f"kind {Kind(kind).name}" for kind in set(log.events["kind"].tolist()))
        paid = set(log.events["reason"][log.select(Kind.MONEY)].tolist())
        seen.update(f"money {MONEY_KINDS[reason]}" for reason in paid)

    look()
    rare = {one: seen[one] for one in language() | machinery() if seen[one] < LEAST}
    assert not rare, f"seldom or never generated: {rare}"


IMPATIENT = """
start: 2026-04-01
horizon: 3 days
calendar: {hours: {mon-fri: "9:00-18:00"}}
channels: {web: {leads: 60 per day}}
stages:
  first: {function: sales, work: 2 h, goes_cold_after: 0 min, cold: second, then: {end: 100%}}
  second: {function: sales, work: 2 h, goes_cold_after: 0 min, cold: third, then: {end: 100%}}
  third: {function: sales, work: 2 h, then: {end: 100%}}
teams: {sales: {covers: sales, headcount: 2}}
"""


@pytest.mark.parametrize("assignment", ["pooled", "when_free", "on_arrival"])
def test_buyers_without_any_patience(assignment: str) -> None:
    """Who goes cold and queues elsewhere in the same tick waits once, not twice."""
    scenario = Scenario.from_text(IMPATIENT).change("teams.sales.assignment", assignment)
    log = run(compile(scenario), 1)
    assert audit(log) == []
    assert log.select(Kind.WENT_COLD).sum() > 100
