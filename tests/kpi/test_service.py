"""Speed, promises, waiting and backlog, against logs counted by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gtmsim.kpi import backlog, littles_law, measure, sojourns, waits
from gtmsim.log import EventLog, Kind
from tests.kpi.build import DAY, World, at


def desk() -> World:
    """One rep, a promise of 15 business minutes, and six leads on the first three days."""
    world = World(days=10).stage("gate").stage("qualify", "sales", promise=0)
    world.stage("propose", "sales").member("ann", "sales")
    return world


def touch(world: World, lead: int, joins: int, starts: int, business: int, due: int) -> None:
    where = {"stage": "qualify", "visit": 1, "step": 1, "team": "sales", "rep": "ann"}
    world.enters(joins, lead, "qualify")
    world.works(joins, starts, lead, "qualify", "ann", "sales", 10, starts + 10, due=due)
    world.event(
        starts, Kind.TOUCHED, lead, reason=int(starts > due), value=business, due=due, **where
    )
    world.leaves(starts + 10, lead, "qualify")


@pytest.fixture(scope="module")
def log() -> EventLog:
    world = desk()
    # In office hours: 5 minutes (kept), 15 (kept), 40 (broken).
    for joins, waited in (("10:00", 5), ("11:00", 15), ("12:00", 40)):
        lead = world.lead(at(0, joins))
        start = at(0, joins)
        touch(world, lead, start, start + waited, waited, start + 15)
    # At night: due one hour after the opening (R031), touched 30 minutes after it.
    night = world.lead(at(0, "20:00"))
    touch(world, night, at(0, "20:00"), at(1, "09:30"), 30, at(1, "10:00"))
    # Gone cold after 20 minutes, past the promise; and after 10 minutes, before it.
    for leaves in (20, 10):
        cold = world.lead(at(1, "14:00"))
        world.enters(at(1, "14:00"), cold, "qualify")
        where = {"stage": "qualify", "visit": 1, "step": 1}
        world.event(at(1, "14:00"), Kind.JOINED, cold, due=at(1, "14:15"), team="sales", **where)
        world.event(at(1, "14:00") + leaves, Kind.WENT_COLD, cold, **where)
        world.leaves(at(1, "14:00") + leaves, cold, "qualify", Kind.LOST, reason="cold")
    # Still waiting at the horizon: the one past its promise, the other not yet.
    for joins in (at(9, "17:00"), at(9, "23:50")):
        last = world.lead(joins)
        world.enters(joins, last, "qualify")
        world.event(
            joins, Kind.JOINED, last, due=joins + 15, stage="qualify", visit=1, step=1,
            team="sales",
        )  # fmt: skip
    # A second promise, to the same lead, counts for its stage but is no speed to lead.
    touch_again = {"stage": "qualify", "visit": 2, "step": 1}
    world.enters(at(2, "09:00"), 0, "qualify", visit=2)
    world.works(
        at(2, "09:00"), at(2, "10:40"), 0, "qualify", "ann", "sales", 10, at(2, "10:50"), visit=2,
        due=at(2, "09:15"),
    )  # fmt: skip
    world.event(at(2, "10:40"), Kind.TOUCHED, 0, reason=1, value=100, **touch_again)
    world.leaves(at(2, "10:50"), 0, "qualify", visit=2)
    return world.log()


def test_speed_to_lead_is_the_first_touch_of_each_lead(log: EventLog) -> None:
    """R143: business time and wall time both. Business: 5 15 30 40; wall: 5 15 40 810."""
    table = measure(
        log,
        ["speed_to_lead", "speed_to_lead_p90", "speed_to_lead_wall", "speed_to_lead_wall_p90"],
    )
    assert [row.value for row in table] == pytest.approx([22.5, 37, 27.5, 40 + 0.7 * 770])
    assert [row.denominator for row in table] == [4, 4, 4, 4]
    assert table["speed_to_lead"].unit == "business min"
    assert table["speed_to_lead_wall"].unit == "min"


def test_speed_to_lead_of_a_stage_counts_every_visit(log: EventLog) -> None:
    """With the second visit of lead 0, 100 minutes: business 5 15 30 40 100, wall 810 for 30."""
    table = measure(
        log,
        ["speed_to_lead.STAGE", "speed_to_lead_wall.STAGE", "speed_to_lead_p90.STAGE",
         "speed_to_lead_wall_p90.STAGE"],
    )  # fmt: skip
    found = [(row.kpi, row.value, row.denominator) for row in table]
    assert found == [
        ("speed_to_lead.qualify", 30, 5),
        ("speed_to_lead_wall.qualify", 40, 5),
        ("speed_to_lead_p90.qualify", pytest.approx(40 + 0.6 * 60), 5),
        ("speed_to_lead_wall_p90.qualify", pytest.approx(100 + 0.6 * 710), 5),
    ]


def test_promises_are_judged_when_touched_or_run_out(log: EventLog) -> None:
    """R030: kept 5, 15, 30; broken 40, 100, gone at 20, waiting since 17:00; 2 no evidence."""
    row = measure(log, ["service_level_kept"])["service_level_kept"]
    assert (row.value, row.denominator) == (3 / 7, 7)
    second_day = (at(1), at(2))
    row = measure(log, ["service_level_kept.qualify"], period=second_day)[
        "service_level_kept.qualify"
    ]
    assert (row.value, row.denominator) == (1 / 2, 2)


def test_a_customer_of_the_opening_is_no_lead_to_be_fast_with() -> None:
    world = desk()
    old, new = world.lead(opening=3), world.lead(at(0, "10:00"))
    touch(world, old, at(0, "09:00"), at(0, "12:00"), 180, at(0, "09:15"))
    touch(world, new, at(0, "10:00"), at(0, "10:10"), 10, at(0, "10:15"))
    row = measure(world.log(), ["speed_to_lead"])["speed_to_lead"]
    assert (row.value, row.denominator) == (10, 1)


def test_nothing_promised_is_not_a_promise_broken(log: EventLog) -> None:
    row = measure(log, ["service_level_kept"], period=(at(4), at(5)))["service_level_kept"]
    assert math.isnan(row.value)
    assert row.denominator == 0
    assert row.note == "no promise fell due"


def test_without_promises_speed_counts_office_hours_of_the_team() -> None:
    """Joins 17:30, is picked up at 9:20 next morning: 50 business minutes, 15 h 50 min."""
    world = World(days=10).stage("desk", "sales").member("ann", "sales")
    lead = world.lead(at(0, "17:30"))
    world.enters(at(0, "17:30"), lead, "desk")
    world.works(at(0, "17:30"), at(1, "09:20"), lead, "desk", "ann", "sales", 10)
    table = measure(world.log(), ["speed_to_lead", "speed_to_lead_wall"])
    assert [row.value for row in table] == [50, 950]


def test_waits_and_waiting_time(log: EventLog) -> None:
    assert waits(log, "qualify").tolist() == [5, 15, 40, 810, 100]
    assert waits(log, "qualify", period=(at(1), at(10))).tolist() == [100]
    row = measure(log, ["waiting_time.qualify"])["waiting_time.qualify"]
    assert row.value == pytest.approx(970 / 5 / 60)
    assert (row.unit, row.denominator) == ("hours", 5)
    p90 = measure(log, ["waiting_time_p90"]).value("waiting_time_p90")
    assert p90 == pytest.approx(np.quantile([5, 15, 40, 810, 100], 0.9) / 60)


def test_first_sessions_and_all_sessions() -> None:
    """A lead waits 10, thinks, waits 30; then is handed to another queue while waiting: 60."""
    world = World(days=10).stage("propose", "sales").member("ann", "sales").member("bob", "pod")
    lead = world.lead(at(0, "09:00"))
    world.enters(at(0, "09:00"), lead, "propose")
    for step, (joins, starts) in enumerate((("09:00", "09:10"), ("11:00", "11:30")), start=1):
        world.works(
            at(0, joins), at(0, starts), lead, "propose", "ann", "sales", 20,
            at(0, starts) + 20, step=step,
        )  # fmt: skip
    world.leaves(at(0, "11:50"), lead, "propose")
    world.enters(at(1, "09:00"), lead, "propose", visit=2)
    world.event(at(1, "09:00"), Kind.JOINED, lead, stage="propose", visit=2, step=1, team="sales")
    world.works(at(1, "09:40"), at(1, "10:00"), lead, "propose", "bob", "pod", 20, visit=2)
    log = world.log()
    assert waits(log, "propose").tolist() == [10, 60]
    assert waits(log, "propose", sessions="all").tolist() == [10, 30, 60]


def test_a_booked_meeting_is_not_waiting() -> None:
    world = World(days=10).stage("propose", "sales").member("ann", "sales")
    lead = world.lead(at(0, "09:00"))
    where = {"stage": "propose", "visit": 1, "step": 1, "team": "sales"}
    world.enters(at(0, "09:00"), lead, "propose")
    world.event(at(0, "09:00"), Kind.JOINED, lead, **where)
    world.event(at(0, "09:30"), Kind.BOOKED, lead, rep="ann", value=at(3, "10:00"), **where)
    world.event(at(3, "10:00"), Kind.HELD, lead, rep="ann", **where)
    world.event(at(3, "10:00"), Kind.STARTED, lead, rep="ann", value=60, **where)
    log = world.log()
    assert waits(log, "propose").tolist() == [30]
    assert measure(log, ["waiting_time"]).value("waiting_time") == 0.5
    assert measure(log, ["backlog_end"], period=(0, at(1))).value("backlog_end") == 0


def test_backlog_over_time() -> None:
    """Two leads wait from 0:00 and from 12:00 of the first day; both start at 12:00 of day 2."""
    world = World(days=3).stage("desk", "sales").stage("other", "sales").member("ann", "sales")
    for joins in ("00:00", "12:00"):
        lead = world.lead(at(0, joins))
        world.enters(at(0, joins), lead, "desk")
        world.works(at(0, joins), at(1, "12:00"), lead, "desk", "ann", "sales", 10)
    log = world.log()
    days = backlog(log, "desk")
    assert [str(day.date()) for day in days.index] == ["2026-04-01", "2026-04-02", "2026-04-03"]
    assert days["mean"].tolist() == [1.5, 1, 0]
    assert days["largest"].tolist() == [2, 2, 0]
    assert days["at_end"].tolist() == [2, 0, 0]
    assert backlog(log, every="month")["mean"].tolist() == pytest.approx([2.5 / 3])
    assert backlog(log, "other")["largest"].tolist() == [0, 0, 0]
    wanted = ["backlog.desk", "backlog_max.desk", "backlog_end.desk", "backlog.other"]
    table = measure(log, wanted, period=(0, at(2)))
    assert [row.value for row in table] == [1.25, 2, 0, 0]
    just_before = measure(log, ["backlog_end.desk"], period=(0, at(1, "12:00")))
    assert just_before.value("backlog_end.desk") == 2


def test_who_is_picked_up_at_once_was_never_a_backlog() -> None:
    world = World(days=3).stage("desk", "sales").member("ann", "sales")
    lead = world.lead(at(0, "10:00"))
    world.enters(at(0, "10:00"), lead, "desk")
    world.works(at(0, "10:00"), at(0, "10:00"), lead, "desk", "ann", "sales", 10)
    table = measure(world.log(), ["backlog_max.desk", "waiting_time.desk"])
    assert [row.value for row in table] == [0, 0]


def test_cold_rate(log: EventLog) -> None:
    row = measure(log, ["cold_rate.qualify"])["cold_rate.qualify"]
    assert (row.value, row.denominator) == (2 / 7, 7)


def test_dwell_time_and_sojourns() -> None:
    world = World(days=10).stage("desk", "sales")
    for days, how in ((2, Kind.ADVANCED), (4, Kind.LOST), (0, Kind.MERGED)):
        lead = world.lead(at(1))
        world.passes(at(1), at(1 + days), lead, "desk", kind=how, reason="none")
    world.enters(at(5), world.lead(at(5)), "desk")
    log = world.log()
    assert sojourns(log, "desk").tolist() == [2 * DAY, 4 * DAY, 0]
    assert sojourns(log, "desk", period=(at(4), at(10))).tolist() == []
    table = measure(log, ["dwell_time.desk", "dwell_time_p90.desk", "number_in_stage.desk"])
    assert [row.value for row in table] == pytest.approx([3, 3.8, (2 + 4 + 5) / 10])
    assert table["dwell_time.desk"].denominator == 2, "a merged lead was not served"


def test_littles_law_holds_to_the_last_tick(log: EventLog) -> None:
    for of in ("stage", "waiting"):
        table = littles_law(log, of=of)
        known = table.dropna()
        assert known["number"].to_numpy() == pytest.approx(
            (known["rate"] * known["days"]).to_numpy(), rel=1e-12
        )
    assert littles_law(log).loc["gate", "entries"] == 0
    assert littles_law(log, of="waiting").loc["qualify", "number"] == pytest.approx(
        (970 + 30 + 7 * 60 + 10) / (10 * DAY)
    )


def test_a_queue_that_grows_evenly_grows_by_its_average() -> None:
    """A lead joins every day and nobody works: 0.5 to 59.5 wait, 15 on average, then 45."""
    world = World(60).stage("call", "sales")
    world.member("a", "sales")
    for day in range(60):
        lead = world.lead(at(day))
        world.enters(at(day, "12:00"), lead, "call")
        world.event(at(day, "12:00"), Kind.JOINED, lead, stage="call", visit=1, team="sales")
    table = measure(world.log(), ["backlog.call", "backlog_growth.call"])
    assert table.value("backlog.call") == pytest.approx(30.0)
    assert table.value("backlog_growth.call") == pytest.approx(30.0)
