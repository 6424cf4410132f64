"""Handoffs are neutral where nothing is lost, and each of their parts moves results one way.

The same leads with the same luck meet every setting; nothing depends on the name of a design.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gtmsim.engine import run
from gtmsim.kpi import measure
from gtmsim.log import EventLog, Kind
from gtmsim.plan import compile
from gtmsim.scenario import Scenario
from gtmsim.testing import scenarios
from tests.null.paired import Measure, assert_moves, logs, wins
from tests.null.sequences import compare

SPLIT = Scenario.from_text(
    """
start: 2026-04-01
horizon: 28 days
calendar: {hours: always}
channels: {web: {leads: 20 per day}}
stages:
  call:
    function: inside
    work: {exponential: 40 min}
    then: {meet: 60%, recycle.timing: 20%, lost.no_need: rest}
  meet:
    function: field
    work: {exponential: 60 min}
    factors: {information: {0: 0.2, 1: 1}}
    then: {won: 40%, lost.price: rest}
milestones: {won: end}
recycle: {timing: {nurture: 3 days, then: call}}
recycle_at_most: 1
returned: {gaps: {then: call}}
teams:
  inside: {covers: inside, headcount: 1}
  field: {covers: field, headcount: 1}
""",
    "split.yaml",
)
"""Two people, each on one half of the way; busy, so that minutes turn into waiting."""

RULE = {"from": "inside", "to": "field"}


def world(**rule: object) -> Scenario:
    return SPLIT.change("mechanisms.handoffs", [{**RULE, **rule}])


# --- Neutral ---------------------------------------------------------------------------------


def without_handoffs(log: EventLog) -> list[np.ndarray]:
    rest = ~log.select(Kind.HANDED_OVER)
    return [column[rest] for column in log.events.values()]


def assert_same_but_for_the_telling(one: EventLog, other: EventLog) -> None:
    for mine, theirs in zip(without_handoffs(one), without_handoffs(other), strict=True):
        assert np.array_equal(mine, theirs)


def test_where_nothing_is_lost_logs_are_identical_but_for_the_telling() -> None:
    """Keep everything, and it costs nothing to find out nothing again."""
    plain, neutral = logs(SPLIT, 3), logs(world(retained="100%", rediscovery="9 h"), 3)
    for before, after in zip(plain, neutral, strict=True):
        assert not before.select(Kind.HANDED_OVER).any()
        assert after.select(Kind.HANDED_OVER).sum() > 100
        assert_same_but_for_the_telling(before, after)


@settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(scenarios(), st.integers(0, 2**64 - 1))
def test_a_neutral_rule_changes_no_scenario(scenario: Scenario, seed: int) -> None:
    """Whoever takes over from whom, in whatever organization."""
    if not any(stage.function for stage in scenario.stages.values()):
        return
    before = scenario.change("mechanisms.handoffs", [])
    after = scenario.change("mechanisms.handoffs", [{"rediscovery": "3 h"}])
    assert_same_but_for_the_telling(run(compile(before), seed), run(compile(after), seed))


def test_a_neutral_rule_leaves_lives_alone_in_any_organization() -> None:
    """Two specialists and two generalists: each lead lives the same life, rule or no rule."""
    change = {
        "stages.meet.factors": {},
        "mechanisms.handoffs": [{"retained": "100%", "rediscovery": "1 h"}],
    }
    split = SPLIT.change(change)
    all_in_one = {"covers": ["inside", "field"], "headcount": 2}
    pool = split.change({"teams.inside": None, "teams.field": None, "teams.all": all_in_one})
    for one, other in zip(logs(split, 2), logs(pool, 2), strict=True):
        assert compare(one, other) > 300


def test_generalists_with_owners_lose_nothing_however_costly_handoffs_are() -> None:
    """The rule is the same for everybody; they only give it no occasion."""
    costly = {
        "retained": "0%",
        "rediscovery": "5 h",
        "checklist": {"work": "3 h", "retained": "1%"},
    }
    team = {"covers": ["inside", "field"], "headcount": 2, "assignment": "when_free"}
    owned = SPLIT.change(
        {
            "teams.inside": None,
            "teams.field": None,
            "teams.all": team,
            "recycle.timing.keeps_owner": "yes",
        }
    )
    for before, after in zip(
        logs(owned, 2), logs(owned.change("mechanisms.handoffs", [costly]), 2), strict=True
    ):
        assert before.same_as(after) or before.difference(after) == "meta"


# --- One way ---------------------------------------------------------------------------------

REPLICATIONS = 12


def kpi(name: str) -> Measure:
    return lambda log: measure(log, [name]).value(name)


def levels(measured: Measure, settings: Sequence[Scenario]) -> np.ndarray:
    """A number by setting and replication."""
    return np.array([[measured(log) for log in logs(one, REPLICATIONS)] for one in settings])


@pytest.mark.parametrize(
    ("measured", "direction"),
    [(wins, 1), (kpi("information_at_win"), 1), (kpi("waiting_time"), -1)],
)
def test_the_more_arrives_the_better(measured: Measure, direction: int) -> None:
    shares = ("0%", "25%", "50%", "75%", "100%")
    found = levels(measured, [world(retained=one, rediscovery="30 min") for one in shares])
    steps = direction * np.diff(found.mean(axis=1))
    assert (steps > 0).all(), steps
    assert_moves(found[-1] - found[0], direction)


def test_the_longer_it_takes_to_find_out_again_the_longer_leads_wait() -> None:
    minutes = ("0 min", "10 min", "20 min", "40 min", "80 min")
    given = [world(retained="50%", rediscovery={"exponential": one}) for one in minutes[1:]]
    found = levels(kpi("waiting_time"), [world(retained="50%"), *given])
    assert (np.diff(found.mean(axis=1)) > 0).all()
    assert_moves(found[-1] - found[0], 1)
    hours = levels(kpi("rediscovery_hours"), [world(retained="50%"), *given])
    assert (np.diff(hours, axis=0) > 0).all()
    assert (hours[0] == 0).all()


def test_the_longer_a_checklist_takes_the_longer_leads_wait() -> None:
    minutes = ("1 min", "5 min", "10 min", "20 min", "40 min")
    given = [
        world(retained="50%", checklist={"work": {"exponential": one}, "retained": "90%"})
        for one in minutes
    ]
    found = levels(kpi("waiting_time"), given)
    assert (np.diff(found.mean(axis=1)) > 0).all()
    assert_moves(found[-1] - found[0], 1)


def test_a_checklist_has_a_cost_and_a_gain() -> None:
    """R048: it takes the giver's time, and saves the taker's and the buyer's patience."""
    without = world(retained="50%", rediscovery="60 min")
    written = world(
        retained="50%", rediscovery="60 min", checklist={"work": "5 min", "retained": "90%"}
    )
    before, after = ([*logs(one, REPLICATIONS)] for one in (without, written))

    def moved(name: str) -> np.ndarray:
        number = kpi(name)
        return np.array([number(b) - number(a) for a, b in zip(before, after, strict=True)])

    assert_moves(moved("work_hours.inside"), 1)
    assert_moves(moved("work_hours.field"), -1)
    assert_moves(moved("wins"), 1)


def test_the_more_is_asked_for_the_more_comes_back() -> None:
    asked = ("50%", "60%", "70%", "80%", "90%")
    law = {"uniform": {"low": 0.5, "high": 1}}
    given = [world(completeness=law, accepts=one, incomplete="returned.gaps") for one in asked]
    found = levels(kpi("acceptance_rate"), given)
    assert (np.diff(found.mean(axis=1)) < 0).all()
    assert (found[0] == 1).all()
    assert_moves(found[-1] - found[0], -1)
    lost = levels(kpi("rework_hours.gaps"), given[:1] + given[-1:])
    assert_moves(lost[1] - lost[0], 1)
