"""Time to win, deals and recurring money, against a log counted by hand."""

from __future__ import annotations

import math

import pytest

from gtmsim.kpi import measure, series
from gtmsim.log import EventLog, Kind
from tests.kpi.build import World, at

MAY = ("2026-05-01", "2026-06-01")


@pytest.fixture(scope="module")
def log() -> EventLog:
    """Four wins in two months.

    Lead 0: arrives day 1, SQL day 6, won day 16 (1.2 M a year); grows by 0.24 M on day 40.
    Lead 1: arrives day 2, nurtured days 5-25, SQL day 32, won day 42 (0.6 M a year), shrinks
      by 0.12 M on day 50 and is churned on day 55.
    Lead 2: arrives day 10, SQL day 20, won day 50 (a single sale of 0.9 M).
    Lead 3: arrives day 10, no SQL, won day 20: of a customer's account, 0.3 M a year.
    """
    world = World().stage("qualify", "sales").stage("propose", "sales").stage("live")
    a = world.lead(at(1), account=7)
    world.passes(at(1), at(6), a, "qualify", milestone="sql")
    world.passes(at(6), at(16), a, "propose", milestone="won")
    world.event(at(16), Kind.MONEY, a, reason="new", value=1_200_000)
    world.enters(at(16), a, "live")
    world.event(at(40), Kind.MILESTONE, a, reason="expanded")
    world.event(at(40), Kind.MONEY, a, reason="expansion", value=240_000)
    b = world.lead(at(2))
    world.passes(at(2), at(5), b, "qualify", kind=Kind.RECYCLED, reason="timing", value=at(25))
    world.passes(at(25), at(32), b, "qualify", milestone="sql", visit=2)
    world.passes(at(32), at(42), b, "propose", milestone="won")
    world.event(at(42), Kind.MONEY, b, reason="new", value=600_000)
    world.enters(at(42), b, "live")
    world.event(at(50), Kind.MONEY, b, reason="contraction", value=120_000)
    world.leaves(at(55), b, "live", Kind.CHURNED, reason="outcome")
    world.event(at(55), Kind.MONEY, b, reason="churned", value=480_000)
    c = world.lead(at(10))
    world.passes(at(10), at(20), c, "qualify", milestone="sql")
    world.passes(at(20), at(50), c, "propose", milestone="won", kind=Kind.DONE)
    world.event(at(50), Kind.MONEY, c, reason="one_off", value=900_000)
    d = world.lead(at(10), account=7, existing=1)
    world.passes(at(10), at(20), d, "propose", milestone="won")
    world.event(at(20), Kind.MONEY, d, reason="expansion", value=300_000)
    return world.log()


VALUES = {
    # id: (whole log, May)
    "sales_cycle": (50 / 3, 20),
    "sales_cycle_median": (10, 20),
    "sales_cycle_p90": (26, 28),
    "lead_time": (105 / 4, 40),
    "lead_time_median": (27.5, 40),
    "lead_time_p90": (40, 40),
    "lead_time.qualify": ((5 + 10 + 10) / 4, (10 + 10) / 2),
    "lead_time.propose": ((10 + 10 + 30 + 10) / 4, (10 + 30) / 2),
    "lead_time.live": (0, 0),
    "nurture_time": (20 / 4, 20 / 2),
    "deal_size": (750_000, 750_000),
    "bookings": (3_000_000, 1_500_000),
    "new_mrr": (150_000, 50_000),
    "expansion_mrr": (45_000, 20_000),
    "contraction_mrr": (10_000, 10_000),
    "churned_mrr": (40_000, 40_000),
    "net_new_mrr": (145_000, 20_000),
    "expansion_arr": (540_000, 240_000),
    "mrr": (145_000, 145_000),
    "arr": (1_740_000, 1_740_000),
}


@pytest.mark.parametrize("kpi_id", VALUES)
def test_values(log: EventLog, kpi_id: str) -> None:
    found = [measure(log, [kpi_id], period=period).value(kpi_id) for period in (None, MAY)]
    assert found == pytest.approx(list(VALUES[kpi_id]), rel=1e-12)


def test_contracts_grow_by_more_by_other_products_and_by_dearer_prices() -> None:
    """0.12, 0.24 and 0.06 M a year; all three are expansion."""
    world = World().stage("sell", "sales").stage("live")
    lead = world.lead(at(1))
    world.passes(at(1), at(2), lead, "sell", milestone="won")
    world.enters(at(2), lead, "live")
    for day, kind, value in (
        (2, "new", 1_200_000), (10, "expansion", 120_000), (20, "cross_sold", 240_000),
        (40, "repriced", 60_000),
    ):  # fmt: skip
        world.event(at(day), Kind.MONEY, lead, reason=kind, value=value)
    for word, months in (("mrr", 12), ("arr", 1)):
        ids = [f"{kind}_{word}" for kind in ("expansion", "cross_sell", "repriced", "net_new")]
        found = [row.value * months for row in measure(world.log(), ids)]
        assert found == pytest.approx([420_000, 240_000, 60_000, 1_620_000])
        may = measure(world.log(), ids, period=MAY)
        assert [row.value * months for row in may] == pytest.approx([60_000, 0, 60_000, 60_000])


def test_means_carry_their_number(log: EventLog) -> None:
    table = measure(log, ["sales_cycle", "lead_time", "deal_size", "lead_time.qualify"])
    assert [row.denominator for row in table] == [3, 4, 4, 4]


def test_time_in_stages_and_nurture_add_up_to_the_lead_time(log: EventLog) -> None:
    """R014: the sum of mean stage times of won leads is their mean total time."""
    parts = measure(log, ["lead_time.STAGE", "nurture_time"])
    whole = measure(log, ["lead_time"]).value("lead_time")
    assert sum(row.value for row in parts) == pytest.approx(whole)


def test_mrr_of_months_adds_up(log: EventLog) -> None:
    months = series(log, "net_new_mrr")
    assert months["value"].sum() == pytest.approx(series(log, "mrr")["value"].iloc[-1])
    assert months.attrs == {"kpi": "net_new_mrr", "unit": "JPY per month"}


def test_money_is_shown_in_money_not_minor_units() -> None:
    world = World(currency="USD", minor_units=2).stage("propose", "sales")
    lead = world.lead(at(0))
    world.passes(at(0), at(1), lead, "propose", milestone="won")
    world.event(at(1), Kind.MONEY, lead, reason="new", value=120_050)
    row = measure(world.log(), ["deal_size"])["deal_size"]
    assert (row.value, row.unit, row.text) == (1200.5, "USD", "1,200 USD")


def test_without_a_currency_money_is_unknown_not_nothing() -> None:
    log = World(currency="").log()
    for kpi_id in ("bookings", "arr", "new_mrr", "cost_per_lead"):
        row = measure(log, [kpi_id])[kpi_id]
        assert math.isnan(row.value)
        assert row.note == "the scenario has no currency"


def test_customers_of_the_opening_bring_their_revenue() -> None:
    world = World().stage("live")
    old = world.lead(account=1, opening=3, amount=2_400_000)
    world.event(0, Kind.OPENED, old, value=-1)
    world.enters(0, old, "live")
    table = measure(world.log(), ["arr", "new_mrr", "leads", "customers", "new_customers"])
    assert [row.value for row in table] == [2_400_000, 0, 0, 1, 0]
