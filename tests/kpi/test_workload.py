"""Utilization, headcount, contacts and handoffs, against logs counted by hand."""

from __future__ import annotations

import pytest

from gtmsim.kpi import measure, series
from gtmsim.log import Kind
from tests.kpi.build import World, at, office

# Open 9 hours a day in all of these worlds.


def value(world: World, kpi_id: str, period: tuple[int, int] | None = None) -> float:
    return measure(world.log(), [kpi_id], period=period).value(kpi_id)


def work(world: World, starts: int, ticks: int, finishes: int | None, rep: str, team: str) -> None:
    lead = world.lead(starts)
    world.enters(starts, lead, "desk")
    world.works(starts, starts, lead, "desk", rep, team, ticks, finishes)


def test_utilization_is_work_over_working_hours() -> None:
    """3 h of Ann's 18 h; 6 h of Bob's 18 h, who pauses overnight."""
    world = World(days=2).stage("desk", "sales").member("ann", "sales").member("bob", "sales")
    work(world, at(0, "10:00"), 180, at(0, "13:00"), "ann", "sales")
    work(world, at(0, "15:00"), 360, at(1, "12:00"), "bob", "sales")
    assert value(world, "utilization.sales") == 9 / 36
    assert value(world, "utilization") == 9 / 36
    assert value(world, "utilization_rep.ann") == 3 / 18
    assert value(world, "utilization_rep.bob") == 6 / 18
    assert value(world, "work_hours.sales") == 9
    assert measure(world.log(), ["utilization.sales"])["utilization.sales"].denominator == 36


def test_work_is_cut_at_the_ends_of_a_period() -> None:
    """Bob's 6 h from 15:00: 3 h on the first day, 3 h on the second."""
    world = World(days=2).stage("desk", "sales").member("bob", "sales")
    work(world, at(0, "15:00"), 360, at(1, "12:00"), "bob", "sales")
    assert value(world, "work_hours", (0, at(1))) == 3
    assert value(world, "work_hours", (at(1), at(2))) == 3
    assert value(world, "utilization", (at(1), at(1, "10:00"))) == 1
    assert series(world.log(), "utilization.sales", "day")["value"].tolist() == [3 / 9, 3 / 9]


def test_work_is_cut_at_the_horizon() -> None:
    """8 h begun at 15:00 of the last day: 3 h are done."""
    world = World(days=1).stage("desk", "sales").member("bob", "sales")
    work(world, at(0, "15:00"), 480, None, "bob", "sales")
    assert value(world, "utilization.sales") == 3 / 9


def test_work_pauses_for_a_booked_meeting() -> None:
    """4 h begun at 10:00 with a meeting 11:00-12:00 inside end at 15:00."""
    world = World(days=1).stage("desk", "sales").member("bob", "sales")
    work(world, at(0, "10:00"), 240, at(0, "15:00"), "bob", "sales")
    work(world, at(0, "11:00"), 60, at(0, "12:00"), "bob", "sales")
    assert value(world, "work_hours") == 5
    assert value(world, "work_hours", (0, at(0, "11:30"))) == 1.5
    assert value(world, "work_hours", (0, at(0, "13:00"))) == 3
    assert value(world, "work_hours", (at(0, "13:00"), at(1))) == 2


def test_a_no_show_takes_the_reps_time() -> None:
    world = World(days=1).stage("desk", "sales").member("bob", "sales")
    lead = world.lead(at(0, "10:00"))
    where = {"stage": "desk", "visit": 1, "team": "sales", "rep": "bob"}
    world.enters(at(0, "10:00"), lead, "desk")
    world.event(at(0, "10:00"), Kind.BOOKED, lead, value=at(0, "11:00"), **where)
    world.event(at(0, "11:00"), Kind.NO_SHOW, lead, value=15, **where)
    world.event(at(0, "11:15"), Kind.BOOKED, lead, value=at(0, "14:00"), **where)
    world.event(at(0, "14:00"), Kind.HELD, lead, **where)
    world.event(at(0, "14:00"), Kind.STARTED, lead, value=45, **where)
    world.event(at(0, "14:45"), Kind.FINISHED, lead, value=45, **where)
    table = measure(world.log(), ["work_hours", "meetings_booked", "held_rate", "no_show_rate"])
    assert [row.value for row in table] == [1, 2, 0.5, 0.5]
    assert table["held_rate"].denominator == 2


def test_a_reorganization_splits_people_and_hours() -> None:
    """Bob sells for a day, then does customer success for two; the second with half days."""
    world = World(days=3).stage("desk", "sales")
    world.clocks.append(office(3, closes="13:30"))
    world.member("bob", "sales", until=at(1)).member("bob", "success", since=at(1), clock=1)
    world.member("eve", "sales")
    work(world, at(0, "16:30"), 180, at(1, "10:30"), "bob", "sales")
    work(world, at(2, "09:00"), 270, at(2, "13:30"), "bob", "success")
    # What Bob began in sales he finishes for sales, by his hours then: 1.5 h and 1.5 h.
    assert value(world, "utilization.sales") == 3 / (9 + 27)
    assert value(world, "utilization.success") == 4.5 / 9
    assert value(world, "utilization_rep.bob") == 7.5 / 18
    assert value(world, "utilization_rep.eve") == 0
    assert value(world, "headcount.sales") == pytest.approx(4 / 3)
    assert value(world, "headcount.success") == pytest.approx(2 / 3)
    assert value(world, "headcount") == 2
    assert value(world, "headcount.sales", (at(2), at(3))) == 1


def test_nobody_there_is_not_nobody_busy() -> None:
    world = World(days=3).stage("desk", "sales").member("bob", "sales", until=at(1))
    row = measure(world.log(), ["utilization.sales"], period=(at(1), at(2)))["utilization.sales"]
    assert row.value != row.value
    assert row.note == "nobody had working hours"


def test_someone_who_is_always_there() -> None:
    world = World(days=2).stage("desk", "sales")
    world.clocks = [[(0, 1 << 60)]]
    world.member("bob", "sales")
    work(world, at(0, "12:00"), 24 * 60, at(1, "12:00"), "bob", "sales")
    assert value(world, "utilization.sales") == 0.5


def test_connect_rate_by_attempt_and_channel() -> None:
    """R144. Web: no, yes; event: yes; then, on another visit, no, no, no."""
    world = World().stage("qualify", "sales")
    calls = [
        (0, 1, [Kind.NO_ANSWER, Kind.CONNECTED]),
        (1, 1, [Kind.CONNECTED]),
        (1, 2, [Kind.NO_ANSWER] * 3),
    ]
    world.lead(at(0), "web")
    world.lead(at(0), "event")
    for lead, visit, answers in calls:
        for step, answer in enumerate(answers, start=1):
            world.event(
                at(visit, "10:00") + step, answer, lead, stage="qualify", visit=visit, step=step
            )
    table = measure(
        world.log(), ["connect_rate", "connect_rate.ATTEMPT", "connect_rate_channel.CHANNEL"]
    )
    assert [(row.kpi, row.value, row.denominator) for row in table] == [
        ("connect_rate", 2 / 6, 6),
        ("connect_rate.1", 1 / 3, 3),
        ("connect_rate.2", 1 / 2, 2),
        ("connect_rate.3", 0, 1),
        ("connect_rate_channel.web", 1 / 2, 2),
        ("connect_rate_channel.event", 1 / 4, 4),
    ]
    assert measure(world.log(), ["connect_rate.9"])["connect_rate.9"].note == "no attempts"


def test_a_handoff_is_a_change_of_owner() -> None:
    """Ann, nobody, Bob, Bob again after nobody, Ann: two changes."""
    world = World().stage("desk", "sales").member("ann", "sales").member("bob", "sales")
    lead, other = world.lead(at(0)), world.lead(at(0))
    for day, rep in enumerate(("ann", -1, "bob", -1, "bob", "ann")):
        world.event(at(day), Kind.ASSIGNED, lead, rep=rep, stage="desk")
    world.event(at(1), Kind.ASSIGNED, other, rep="bob", stage="desk")
    assert value(world, "handoffs") == 2
    assert value(world, "handoffs", (at(0), at(3))) == 1
