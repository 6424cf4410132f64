"""Contacts, channels, productivity, retention and records, against logs counted by hand."""

from __future__ import annotations

import math

import pytest

from gtmsim.kpi import measure, retention
from gtmsim.log import EventLog, Kind
from tests.kpi.build import World, at


@pytest.fixture(scope="module")
def log() -> EventLog:
    """Four leads; ann (9 h a day for 10 days) works 12 h in sales on `call` and 3 h on `meet`.

    Lead 0 (web): reached on day 2, meeting held on day 4, won on day 6 for 1 M.
    Lead 1 (web): tried twice, not reached. Lead 2 (event): reached on day 3, meeting booked and
    missed on day 5, returned to `call` from `meet`. Lead 3 (event): merged into lead 2.
    """
    world = World(days=10, months=[0, at(30)])
    world.stage("call", "inside_sales").stage("meet", "field_sales").stage("after", "inside_sales")
    world.member("ann", "sales")
    world.spend = [(at(1), 0, 100_000), (at(1), 1, 400_000)]
    a, b = world.lead(at(1), amount=1_000_000), world.lead(at(1))
    c, d = (world.lead(at(1), channel="event") for _ in range(2))
    where = {"stage": "call", "visit": 1, "step": 1}
    world.enters(at(1), a, "call").enters(at(1), b, "call").enters(at(1), c, "call")
    world.works(at(2), at(2, "09:00"), a, "call", "ann", "sales", 6 * 60, at(2, "15:00"))
    world.event(at(2, "15:00"), Kind.CONNECTED, a, **where)
    world.event(at(2, "15:00"), Kind.BOOKED, a, value=at(4), **where)
    world.leaves(at(2, "15:00"), a, "call", value=1)
    world.works(at(3), at(3, "09:00"), b, "call", "ann", "sales", 2 * 60, at(3, "11:00"))
    world.event(at(3, "11:00"), Kind.NO_ANSWER, b, **where)
    world.works(at(3), at(3, "11:00"), b, "call", "ann", "sales", 2 * 60, at(3, "13:00"))
    world.event(at(3, "13:00"), Kind.NO_ANSWER, b, **where)
    world.works(at(3), at(3, "13:00"), c, "call", "ann", "sales", 2 * 60, at(3, "15:00"))
    world.event(at(3, "15:00"), Kind.CONNECTED, c, **where)
    world.event(at(3, "15:00"), Kind.BOOKED, c, value=at(5), **where)
    world.leaves(at(3, "15:00"), c, "call", value=1)
    meet = {"stage": "meet", "visit": 1, "step": 1}
    world.enters(at(2, "15:00"), a, "meet").enters(at(3, "15:00"), c, "meet")
    world.event(at(4, "15:00"), Kind.HELD, a, **meet)
    world.works(at(4), at(4, "15:00"), a, "meet", "ann", "sales", 3 * 60, at(4, "18:00"))
    world.event(at(5), Kind.NO_SHOW, c, value=0, rep="ann", team="sales", **meet)
    world.leaves(at(5, "10:00"), c, "meet", Kind.RETURNED, reason="unqualified", value=1)
    world.event(at(6), Kind.MILESTONE, a, stage="meet", visit=1, reason="mql")
    world.event(at(6), Kind.MILESTONE, a, stage="meet", visit=1, reason="sql")
    world.leaves(at(6), a, "meet", milestone="won", value=2)
    world.event(at(6), Kind.MONEY, a, reason="one_off", value=1_000_000, team="sales", rep="ann")
    world.event(at(1), Kind.MERGED, d, value=c)
    return world.log()


VALUES = {
    "conversation_rate": 2 / 3,
    "conversation_rate.web": 1 / 2,  # of leads 0 and 1
    "conversation_rate.event": 1,  # nobody tried to reach lead 3
    "reach_rate": 2 / 4,
    "reach_rate.web": 1 / 2,
    "reach_rate.event": 1 / 2,
    "reply_rate.call": 2 / 4,
    "appointment_rate": 2 / 2,
    "no_show_rate.web": 0,
    "no_show_rate.event": 1,
    "contact_to_meeting": 2,
    "contact_to_meeting_median": 2,
    "bookings.web": 1_000_000,
    "bookings.event": 0,
    "bookings_share.web": 1,
    "roas": 2,
    "roas.web": 10,
    "roi.web": 9,
    "roi.event": -1,
    "mql_rate.web": 0.5,
    "opportunity_rate.web": 1,
    "win_rate.web": 1,
    "lead_to_win_rate.web": 0.5,
    "lead_to_win_rate.event": 0,
    "productivity": 1_000_000,
    "productivity.sales": 1_000_000,
    "touches": 6,
    "touches_per_win": 6,
    "touches_per_sql": 6,
    "bookings_per_touch": 1_000_000 / 6,
    "work_hours_stage.call": 12,
    "work_hours_stage.meet": 3,
    "idle_hours": 10 * 9 - 15,
    "duplicate_rate": 1 / 4,
}


@pytest.mark.parametrize("kpi_id", VALUES)
def test_values(log: EventLog, kpi_id: str) -> None:
    assert measure(log, [kpi_id]).value(kpi_id) == pytest.approx(VALUES[kpi_id])


def test_a_channel_without_spending_is_organic() -> None:
    """Three leads by the web, on which nothing is spent, and one of an event that costs."""
    world = World(days=10)
    world.spend = [(at(1), 1, 400_000)]
    for channel in ("web", "web", "web", "event"):
        world.lead(at(1), channel=channel)
    assert measure(world.log(), ["organic_share"]).value("organic_share") == 3 / 4


def test_contributions_of_channels_sum_to_one(log: EventLog) -> None:
    assert sum(row.value for row in measure(log, ["bookings_share.CHANNEL"])) == pytest.approx(1)


def test_hours_by_task_and_hours_left_sum_to_the_working_hours(log: EventLog) -> None:
    """R148: ten days of nine hours."""
    table = measure(log, ["work_hours_stage.STAGE", "idle_hours"])
    assert sum(row.value for row in table) == pytest.approx(90)


def test_handoffs_accepted_and_sent_back(log: EventLog) -> None:
    """Two leads go from inside sales to field sales and are kept; one goes on from there, and
    one is refused by its own function before it does."""
    ids = ["acceptance_rate", "handoff_defect_rate", "accepted_per_return"]
    assert [row.value for row in measure(log, ids)] == pytest.approx([2 / 3, 1 / 3, 2])


def test_the_age_of_records_is_the_time_since_the_last_entry(log: EventLog) -> None:
    """Open at the end of day 10: lead 1, last seen on day 3 at 13:00; 2, on day 5 at 10:00."""
    ages = (10 - 3 - 13 / 24, 10 - 5 - 10 / 24)
    assert measure(log, ["record_age"]).value("record_age") == pytest.approx(sum(ages) / 2)


@pytest.fixture(scope="module")
def customers() -> EventLog:
    """A year and two months from April 2026. Three customers are won in April 2026 for 1.2 M a
    year: one grows by 0.6 M, one leaves in July, one is renewed. One more is won in May 2026."""
    firsts = [0, 30, 61, 91, 122, 153, 183, 214, 244, 275, 306, 334, 365, 395, 426]
    world = World(days=426, months=[at(day) for day in firsts])
    world.stage("sell", "sales").stage("live")
    for number, won in enumerate((10, 12, 14, 40)):
        lead = world.lead(at(1))
        world.passes(at(1), at(won), lead, "sell", milestone="won")
        world.event(at(won), Kind.MONEY, lead, reason="new", value=1_200_000)
        world.enters(at(won), lead, "live")
        if number == 0:
            world.event(at(50), Kind.MONEY, lead, reason="expansion", value=600_000)
        if number == 1:
            world.leaves(at(100), lead, "live", Kind.CHURNED, reason="outcome")
            world.event(at(100), Kind.MONEY, lead, reason="churned", value=1_200_000)
        if number == 2:
            world.event(at(370), Kind.MILESTONE, lead, reason="renewed")
    return world.log()


def test_those_who_stay(customers: EventLog) -> None:
    """From the end of April 2026 to that of April 2027."""
    april = ("2027-04-01", "2027-05-01")
    ids = ["logo_retention", "nrr", "grr", "expansion_rate"]
    kept, nrr, grr, grown = (row.value for row in measure(customers, ids, period=april))
    assert kept == pytest.approx(2 / 3)
    assert grown == pytest.approx(0.6 / 3.6) == pytest.approx(nrr - grr)
    assert measure(customers, ["renewal_rate"]).value("renewal_rate") == 0.5


def test_retention_follows_each_cohort_from_its_own_wins(customers: EventLog) -> None:
    """R151: the customer who leaves was won on April 13 and leaves on July 10, its third month."""
    found = retention(customers, "month")
    assert found["customers"].tolist()[:3] == [3, 1, 0]
    april = found.iloc[0]
    assert [april[1], april[2]] == [1, 1]
    assert april[3] == pytest.approx(2 / 3)
    assert not math.isnan(april[13])
    assert math.isnan(april[14])
