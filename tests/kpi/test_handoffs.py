"""Handoffs, what they lose, and what is sent back, against logs counted by hand."""

from __future__ import annotations

import math

import pytest

from gtmsim.kpi import measure
from gtmsim.log import Kind
from gtmsim.log.kinds import INFORMED
from tests.kpi.build import World, at


def value(world: World, kpi_id: str, period: tuple[int, int] | None = None) -> float:
    return measure(world.log(), [kpi_id], period=period).value(kpi_id)


def office() -> World:
    """Inside sales calls (ann, abe), field sales meets (bob), success helps (cat)."""
    world = World(days=5)
    for name, function in (("call", "inside"), ("meet", "field"), ("help", "success")):
        world.stage(name, function)
    world.stage("gate")
    for rep, team in (("ann", "is"), ("abe", "is"), ("bob", "fs"), ("cat", "cs")):
        world.member(rep, team)
    return world


def work(
    world: World,
    time: int,
    lead: int,
    stage: str,
    rep: str,
    *,
    minutes: int = 60,
    visit: int = 1,
    step: int = 1,
    known: float | None = None,
    lost: int = -1,
) -> int:
    """A piece of work; `known` is left of what was known when it begins. Tells when it is over."""
    team = {"ann": "is", "abe": "is", "bob": "fs", "cat": "cs"}[rep]
    if known is not None:
        what = {"value": round(known * INFORMED), "due": lost, "rep": rep, "team": team}
        world.event(time, Kind.HANDED_OVER, lead, stage=stage, visit=visit, step=step, **what)
    over = time + minutes
    world.works(time, time, lead, stage, rep, team, minutes, over, visit=visit, step=step)
    return over


def chain() -> World:
    """Lead 0: ann, bob, won, cat. Lead 1: ann, abe, bob, won. Lead 2: ann, won. Lead 3: bob."""
    world = office()
    first = world.lead(at(0, "09:00"))
    world.enters(at(0, "09:00"), first, "call")
    work(world, at(0, "09:00"), first, "call", "ann")
    world.leaves(at(0, "10:00"), first, "call", value=1).enters(at(0, "10:00"), first, "meet")
    work(world, at(0, "10:00"), first, "meet", "bob", known=0.8, lost=12)
    world.leaves(at(0, "11:00"), first, "meet", milestone="won", value=2)
    world.enters(at(0, "11:00"), first, "help")
    work(world, at(0, "11:00"), first, "help", "cat", known=0.4, lost=30)

    second = world.lead(at(0, "13:00"))
    world.enters(at(0, "13:00"), second, "call")
    work(world, at(0, "13:00"), second, "call", "ann", minutes=30)
    work(world, at(1, "09:00"), second, "call", "abe", step=2, known=0.9)
    world.leaves(at(1, "10:00"), second, "call", value=1).enters(at(1, "10:00"), second, "meet")
    work(world, at(1, "10:00"), second, "meet", "bob", known=0.6, lost=18)
    world.leaves(at(1, "11:00"), second, "meet", milestone="won", kind=Kind.DONE)

    third = world.lead(at(2, "09:00"))
    world.enters(at(2, "09:00"), third, "call")
    work(world, at(2, "09:00"), third, "call", "ann")
    work(world, at(2, "11:00"), third, "call", "ann", step=2)
    world.leaves(at(2, "12:00"), third, "call", milestone="won", kind=Kind.DONE)

    last = world.lead(at(2, "13:00"))
    world.enters(at(2, "13:00"), last, "meet")
    work(world, at(2, "13:00"), last, "meet", "bob")
    return world


def test_a_handoff_is_work_on_what_another_worked_on_last() -> None:
    """Two of lead 0, two of lead 1; whoever is the first or goes on takes nothing over."""
    assert value(chain(), "work_handoffs") == 4
    assert value(chain(), "work_handoffs", (at(0), at(1))) == 2
    assert value(chain(), "work_handoffs", (at(2), at(3))) == 0


def test_handoffs_before_a_win_count_until_the_win() -> None:
    """One, two and none; cat took over in the tick of the win, and after it."""
    assert value(chain(), "work_handoffs_per_win") == 1
    assert value(chain(), "work_handoffs_per_win", (at(1), at(2))) == 2
    found = measure(chain().log(), ["work_handoffs_per_win"])["work_handoffs_per_win"]
    assert found.denominator == 3
    assert math.isnan(value(chain(), "work_handoffs_per_win", (at(3), at(4))))


def test_information_at_the_win_is_what_the_last_handoff_before_left() -> None:
    """80%, 60%, and all of it."""
    assert value(chain(), "information_at_win") == pytest.approx((0.8 + 0.6 + 1) / 3, abs=1e-5)
    assert value(chain(), "information_at_win", (at(2), at(3))) == 1


def test_rediscovery_is_what_takers_find_out_again() -> None:
    """12, 30 and 18 minutes; 30 of them cat's."""
    assert value(chain(), "rediscovery_hours") == 1
    assert value(chain(), "rediscovery_hours.fs") == 0.5
    assert value(chain(), "rediscovery_hours.cs") == 0.5
    assert value(chain(), "rediscovery_hours.is") == 0
    assert value(chain(), "rediscovery_hours", (at(1), at(2))) == 0.3


def test_without_any_handoff_nothing_is_lost() -> None:
    world = office()
    lead = world.lead(at(0, "09:00"))
    world.enters(at(0, "09:00"), lead, "call")
    work(world, at(0, "09:00"), lead, "call", "ann")
    world.leaves(at(0, "10:00"), lead, "call", milestone="won", kind=Kind.DONE)
    assert value(world, "work_handoffs") == value(world, "rediscovery_hours") == 0
    assert value(world, "ping_pong") == value(world, "rework_hours") == 0
    assert value(world, "information_at_win") == 1
    assert math.isnan(value(world, "acceptance_rate"))


def returned() -> World:
    """Lead 0 is incomplete once, then goes on, is sent back by the field, and goes on again."""
    world = office()
    lead = world.lead(at(0, "09:00"))
    world.enters(at(0, "09:00"), lead, "call")
    over = work(world, at(0, "09:00"), lead, "call", "ann")
    world.leaves(over, lead, "call", kind=Kind.RETURNED, reason="gaps", value=0)
    world.enters(over, lead, "call", 2)
    over = work(world, over, lead, "call", "ann", minutes=20, visit=2)
    world.leaves(over, lead, "call", visit=2, value=1).enters(over, lead, "meet")
    over = work(world, over, lead, "meet", "bob", minutes=40)
    world.leaves(over, lead, "meet", kind=Kind.RETURNED, reason="authority", value=0)
    world.enters(over, lead, "call", 3)
    over = work(world, over, lead, "call", "abe", minutes=10, visit=3)
    world.leaves(over, lead, "call", visit=3, value=1).enters(over, lead, "meet", 2)
    over = work(world, over, lead, "meet", "bob", minutes=30, visit=2)
    world.leaves(over, lead, "meet", visit=2, value=3).enters(over, lead, "gate")
    world.leaves(over, lead, "gate", value=2).enters(over, lead, "help")

    # Another one, of the events, goes on at once.
    other = world.lead(at(1, "09:00"), "event")
    world.enters(at(1, "09:00"), other, "call")
    over = work(world, at(1, "09:00"), other, "call", "ann")
    world.leaves(over, other, "call", value=1).enters(over, other, "meet")
    return world


def test_accepted_is_what_another_function_takes_and_does_not_send_back() -> None:
    """Calls hand over lead 0 three times: refused as incomplete, sent back by the field, kept.

    The other lead is still with the field; to a gate nobody hands over.
    """
    ids = ["acceptance_rate", "handoff_defect_rate", "accepted_per_return"]
    found = measure(returned().log(), ids)
    assert [row.value for row in found] == pytest.approx([1 / 3, 2 / 3, 1 / 2])
    assert [row.denominator for row in found] == [3, 3, 2]
    assert value(returned(), "acceptance_rate.call") == 1 / 3
    assert value(returned(), "handoff_defect_rate.call") == pytest.approx(2 / 3)
    assert math.isnan(value(returned(), "acceptance_rate.meet"))
    assert math.isnan(value(returned(), "acceptance_rate", (at(1), at(2))))


def test_a_handoff_is_decided_by_the_first_visit_after_it() -> None:
    """The field keeps one lead that it refuses to hand on, and one that it sends back later.

    A merged lead is no handoff; who comes back from recycling is none either.
    """
    world = office().stage("offer", "field")
    kept = world.lead(at(0, "09:00"))
    world.passes(at(0, "09:00"), at(0, "10:00"), kept, "call", value=1)
    world.passes(at(0, "10:00"), at(0, "11:00"), kept, "meet", kind=Kind.RETURNED, reason="gaps",
                 value=1)  # fmt: skip
    world.enters(at(0, "11:00"), kept, "meet", 2)
    late = world.lead(at(0, "09:00"))
    world.passes(at(0, "09:00"), at(0, "10:00"), late, "call", value=1)
    world.passes(at(0, "10:00"), at(0, "11:00"), late, "meet", value=4)
    world.passes(at(0, "11:00"), at(0, "12:00"), late, "offer", kind=Kind.RETURNED, reason="price",
                 value=0)  # fmt: skip
    world.enters(at(0, "12:00"), late, "call", 2)
    merged = world.lead(at(0, "09:00"))
    world.passes(at(0, "09:00"), at(0, "10:00"), merged, "call", value=1)
    world.passes(at(0, "10:00"), at(0, "11:00"), merged, "meet", kind=Kind.MERGED, value=0)
    again = world.lead(at(0, "09:00"))
    world.passes(at(0, "09:00"), at(0, "10:00"), again, "call", kind=Kind.RECYCLED, value=at(1))
    world.passes(at(1), at(2), again, "meet", kind=Kind.LOST, reason="price")
    found = measure(world.log(), ["acceptance_rate.call", "acceptance_rate.meet"])
    assert [(row.value, row.denominator) for row in found] == [(1, 2), (0, 1)]


def test_returns_cost_both_teams() -> None:
    """R042: 60 min in vain and 20 to mend it; 40 of the field in vain and 10 to mend that."""
    assert value(returned(), "rework_hours.gaps") == 80 / 60
    assert value(returned(), "rework_hours.authority") == 50 / 60
    assert value(returned(), "rework_hours") == 130 / 60
    assert value(returned(), "rework_hours", (at(1), at(2))) == 0


def test_a_visit_that_mends_and_is_returned_itself_counts_once() -> None:
    """60, 20 and 10 minutes; no-shows cost time too."""
    world = office()
    lead = world.lead(at(0, "09:00"))
    world.enters(at(0, "09:00"), lead, "call")
    over = work(world, at(0, "09:00"), lead, "call", "ann")
    world.leaves(over, lead, "call", kind=Kind.RETURNED, reason="gaps", value=0)
    world.enters(over, lead, "call", 2)
    over = work(world, over, lead, "call", "ann", minutes=20, visit=2)
    world.leaves(over, lead, "call", kind=Kind.RETURNED, visit=2, reason="gaps", value=0)
    world.enters(over, lead, "call", 3)
    where = {"stage": "call", "visit": 3, "step": 1, "rep": "ann", "team": "is"}
    world.event(over, Kind.NO_SHOW, lead, value=10, **where)
    assert value(world, "rework_hours") == 90 / 60


def test_returns_by_channel() -> None:
    assert value(returned(), "returns_channel.web") == 2
    assert value(returned(), "returns_channel.event") == 0


def test_ping_pong_is_to_come_back_to_a_team_from_another() -> None:
    """R194: lead 0 comes back to inside sales, and then to the field; from ann to abe is no way."""
    assert value(returned(), "ping_pong") == 2
    assert value(chain(), "ping_pong") == 0
