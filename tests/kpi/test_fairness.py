"""Load across people, and waiting by class of priority, worked out by hand (R051)."""

from __future__ import annotations

import pytest

from gtmsim.kpi import measure
from tests.worlds.world import unfold

SHARED = """
    channels:
      hot: {on: [2026-04-01 10:10]}
      web: {on: [2026-04-01 10:00, 2026-04-01 10:05]}
    stages: {call: {function: sales, work: 30 min, then: {end: 100%}}}
    teams: {sales: {covers: sales, people: [ann], priorities: [{channel: hot}]}}
"""


def test_each_class_waits_its_own_time() -> None:
    """The hot one waits from 10:10 to 10:30; the others not at all, and from 10:05 to 11:00."""
    log = unfold(SHARED)
    table = measure(log, ["waiting_time_class.CLASS", "waiting_time"])
    found = [(row.kpi, row.value, row.denominator) for row in table]
    assert found == [
        ("waiting_time_class.1", pytest.approx(20 / 60), 1),
        ("waiting_time_class.2", pytest.approx(55 / 2 / 60), 2),
        ("waiting_time", pytest.approx(75 / 3 / 60), 3),
    ]
    assert measure(log, ["waiting_time_class.9"])["waiting_time_class.9"].note == "no such class"


TWO = """
    channels: {web: {on: [2026-04-01 10:00, 2026-04-01 11:00, 2026-04-01 13:30]}}
    stages: {call: {function: sales, work: 30 min, then: {end: 100%}}}
    teams:
      sales: {covers: sales, people: [ann, bob], chooses: CHOICE}
      idle: {covers: sales, serves: {recycled: yes}, people: [cat]}
"""


def test_the_spread_of_load_is_what_a_choice_makes_of_it() -> None:
    """Three pieces: two and one have a mean of 1.5 and a deviation of 0.5."""
    fair = unfold(TWO.replace("CHOICE", "round_robin"))
    skilled = unfold(TWO.replace("[ann, bob]", "[ann, {name: bob, skill: 2}]").replace(
        "CHOICE", "most_skilled"))  # fmt: skip
    (row,) = measure(fair, ["load_spread.sales"])
    assert (row.value, row.denominator) == (pytest.approx(1 / 3), 2)
    # With cat, who is asked for nothing: two, one and none; deviation of the three by a mean of 1.
    (row,) = measure(fair, ["load_spread"])
    assert (row.value, row.denominator) == (pytest.approx((2 / 3) ** 0.5), 3)
    (row,) = measure(skilled, ["load_spread.sales"])
    assert row.value == pytest.approx(1)
    (row,) = measure(fair, ["load_spread.idle"])
    assert row.note == "nobody worked"
