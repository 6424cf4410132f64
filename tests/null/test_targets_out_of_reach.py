"""A target out of reach presses for numbers, and quality pays for them; within reach it does not.

The same leads with the same luck meet every quota (R167).
"""

from __future__ import annotations

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gtmsim.engine import run
from gtmsim.experiment.switches import off, switches_of
from gtmsim.kpi import measure
from gtmsim.log import EventLog, Kind
from gtmsim.plan import compile
from gtmsim.scenario import Scenario
from gtmsim.testing import scenarios
from tests.null.paired import Measure, assert_climbs, assert_moves, logs
from tests.one_more.telling import rewritten

TEAM = Scenario.from_text(
    """
start: 2026-04-01
horizon: 9 months
calendar: {hours: always}
channels: {web: {leads: 200 per month}}
stages:
  call:
    function: inside
    work: 20 min
    then: {sql: 20%, lost.no_need: rest}
  meet:
    function: field
    work: 60 min
    decides: {after: {exponential: 10 days}}
    then: {won: 30%, lost.price: rest}
milestones: {sql: meet, won: end}
teams:
  inside: {covers: inside, headcount: 2}
  field: {covers: field, headcount: 3}
""",
    "team.yaml",
)
"""Two people pass on some 40 leads a month: 20 each."""

PASSES = {"100%": 1, "150%": 1.5, "300%": 4}
QUALITY = {"100%": 1, "150%": 0.6, "300%": 0.2}
QUOTAS = (1, 20, 30, 60, 120)


def pressed(quota: int | float, **factors: object) -> Scenario:
    """The team with a target for each person, and with what pressure does at a stage."""
    changes: dict[str, object] = {
        f"stages.{stage}.factors": {"pressure": table} for stage, table in factors.items()
    }
    target = {"team": "inside", "counts": "sql", "quota": f"{quota} per month"}
    return TEAM.change({"mechanisms": {"pressure": target}, **changes})


def kpi(name: str) -> Measure:
    return lambda log: measure(log, [name]).value(name)


def assert_same_events(one: EventLog, other: EventLog) -> None:
    for name, column in one.events.items():
        assert np.array_equal(column, other.events[name]), name


# --- Off ---------------------------------------------------------------------------------------


def test_a_target_within_reach_changes_nothing() -> None:
    """Off is no effect: where the target is always met, logs are the same to the byte."""
    for plain, met in zip(
        logs(TEAM, 4), logs(pressed(1, call=PASSES, meet=QUALITY), 4), strict=True
    ):
        assert_same_events(plain, met)


def test_pressure_that_does_nothing_is_only_told() -> None:
    """Factors of 1 are as good as none."""
    calm = {"100%": 1, "300%": 1}
    for plain, told in zip(logs(TEAM, 4), logs(pressed(60, call=calm, meet=calm), 4), strict=True):
        rows = ~told.select(Kind.PRESSED)
        assert (~rows).sum() == 8  # every month but the first
        for name, column in plain.events.items():
            assert np.array_equal(column, told.events[name][rows]), name


def test_a_target_that_is_met_changes_no_scenario() -> None:
    """Without pressure, a scenario runs as if nothing had been said of it."""
    tried = 0

    @settings(
        max_examples=60,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(scenarios(), st.integers(0, 2**64 - 1))
    def changes_nothing(scenario: Scenario, seed: int) -> None:
        nonlocal tried
        tree = scenario.tree()
        if tree.get("mechanisms", {}).get("pressure") is None:
            return
        tree["mechanisms"]["pressure"]["quota"] = "0.000001 per month"
        met = run(compile(rewritten(tree)), seed)
        if met.select(Kind.PRESSED).any():
            return  # nothing at all was brought, and something was owed
        del tree["mechanisms"]["pressure"]
        for stage in tree["stages"].values():
            stage.get("factors", {}).pop("pressure", None)
        assert_same_events(run(compile(rewritten(tree)), seed), met)
        tried += 1

    changes_nothing()
    assert tried >= 5


def test_it_can_be_switched_off() -> None:
    """What explains a difference takes the target and its factors out together."""
    scenario = pressed(60, call=PASSES, meet=QUALITY)
    (switch,) = [one for one in switches_of(scenario) if one.id == "pressure"]
    changes = off(scenario, switch)
    assert changes is not None
    assert set(changes) == {
        *("mechanisms.pressure", "stages.call.factors.pressure", "stages.meet.factors.pressure")
    }
    assert_same_events(run(compile(TEAM)), run(compile(scenario.change(changes))))


# --- One way -----------------------------------------------------------------------------------


def test_the_higher_the_target_the_fewer_wins_per_lead_passed_on() -> None:
    """R167: in the opposite direction of what it was set for."""
    levels = [pressed(quota, call=PASSES, meet=QUALITY) for quota in QUOTAS]
    assert_climbs(levels, kpi("win_rate_cohort"), -1)


def test_the_higher_the_target_the_more_is_passed_on() -> None:
    assert_climbs([pressed(quota, call=PASSES) for quota in QUOTAS], kpi("sql"), 1)


def test_without_a_gain_in_numbers_wins_fall() -> None:
    assert_climbs([pressed(quota, meet=QUALITY) for quota in QUOTAS], kpi("wins"), -1)


def test_more_is_passed_on_and_not_more_is_won() -> None:
    """A target of 60 instead of 20 a month."""
    before, after = ([*logs(pressed(quota, call=PASSES, meet=QUALITY))] for quota in (20, 60))

    def moved(name: str) -> np.ndarray:
        number = kpi(name)
        return np.array([number(b) - number(a) for a, b in zip(before, after, strict=True)])

    assert_moves(moved("sql"), 1)
    assert_moves(moved("wins"), -1)


# --- Luck --------------------------------------------------------------------------------------


def test_pressure_moves_nobodys_luck() -> None:
    """Where only quality suffers, whoever calls lives the same months whatever the target."""
    calm, hard = (logs(pressed(quota, meet=QUALITY), 3) for quota in (1, 120))
    worse = 0
    for one, other in zip(calm, hard, strict=True):
        for name in one.events:
            mine, theirs = (log.events[name][log.events["stage"] == 0] for log in (one, other))
            assert np.array_equal(mine, theirs), name
        sold, still = (set(log.events["lead"][log.select(Kind.DONE)]) for log in (one, other))
        assert still < sold  # nobody buys who would not have bought without pressure
        worse += len(sold) - len(still)
    assert worse > 30
