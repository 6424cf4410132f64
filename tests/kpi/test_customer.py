"""Customers, churn and retention, against a log counted by hand."""

from __future__ import annotations

import math

import pytest

from gtmsim.kpi import measure, series
from gtmsim.log import EventLog, Kind
from tests.kpi.build import World, at

TWO_YEARS = 730
"""2026-04-01 to 2028-03-31: 730 days up to March 31, 2028, for 2028 is a leap year."""


def won(world: World, day: int, amount: int, churns: int | None = None, **columns: int) -> int:
    lead = world.lead(at(day), **columns)
    world.passes(at(day), at(day), lead, "propose", milestone="won")
    world.event(at(day), Kind.MONEY, lead, reason="new", value=amount)
    world.enters(at(day), lead, "live")
    if churns is not None:
        world.leaves(at(churns), lead, "live", Kind.CHURNED, reason="outcome")
        sold = [
            row["value"] * (-1 if row["reason"] == 2 else 1)
            for row in world.rows
            if row["lead"] == lead and row["kind"] == Kind.MONEY
        ]
        world.event(at(churns), Kind.MONEY, lead, reason="churned", value=sum(sold))
    return lead


def company(days: int) -> World:
    return World(days=days).stage("propose", "sales").stage("live")


def test_customers_are_accounts_with_a_contract() -> None:
    """Account 5 has contracts on days 1-20, 10-40 and 12-15: one customer, lost on day 40."""
    world = company(61)
    won(world, 12, 100, churns=15, account=5, existing=1)
    won(world, 1, 100, churns=20, account=5)
    won(world, 10, 100, churns=40, account=5, existing=1)
    won(world, 2, 100)
    won(world, 50, 100, account=5)  # won back
    log = world.log()
    table = measure(log, ["customers", "new_customers", "customers_lost", "churns.outcome"])
    assert [row.value for row in table] == [2, 3, 1, 3]
    assert series(log, "customers")["value"].tolist() == [2, 2]
    assert series(log, "customers_lost")["value"].tolist() == [0, 1]


def test_logo_churn_counts_customers_at_the_start_of_each_month() -> None:
    """April starts with none, May with 4 (1 lost; another comes and goes), June with 3."""
    world = company(91)
    for day, churns in ((1, None), (2, None), (3, 45), (4, 70), (32, 50)):
        won(world, day, 120_000, churns)
    log = world.log()
    row = measure(log, ["logo_churn"])["logo_churn"]
    assert (row.value, row.denominator) == (2 / 7, 7)
    months = series(log, "logo_churn")
    assert months["denominator"].tolist() == [0, 4, 3]
    assert months["value"].tolist()[1:] == [1 / 4, 1 / 3]
    assert months["note"].tolist() == ["no customers at the start of any month", "", ""]
    money = measure(log, ["revenue_churn"])["revenue_churn"]
    assert money.value == pytest.approx(2 / 7)


def test_logo_churn_needs_a_whole_month() -> None:
    world = company(61)
    won(world, 1, 100)
    row = measure(world.log(), ["logo_churn"], period=("2026-05-02", "2026-06-01"))["logo_churn"]
    assert math.isnan(row.value)
    assert row.note == "the period holds no whole month"


def retained() -> EventLog:
    """At 2027-03-31 (day 364) three customers pay 100, 200 and 300; a year later:

    the first grew to 150, the second was churned, the third shrank to 250 and grew by 30
    to 280; a fourth came in between and counts for nothing. NRR 430/600, GRR 380/600.
    """
    world = company(TWO_YEARS)
    a = won(world, 10, 100)
    won(world, 20, 200, churns=500)
    c = won(world, 30, 300)
    world.event(at(400), Kind.MONEY, a, reason="expansion", value=50)
    world.event(at(450), Kind.MONEY, c, reason="contraction", value=50)
    world.event(at(460), Kind.MONEY, c, reason="expansion", value=30)
    won(world, 600, 1000)
    return world.log()


def test_nrr_and_grr_look_back_12_months() -> None:
    """R151: NRR less GRR is the share of expansion."""
    table = measure(retained(), ["nrr", "grr"])
    assert table.value("nrr") == pytest.approx(430 / 600)
    assert table.value("grr") == pytest.approx(380 / 600)
    assert [row.denominator for row in table] == [3, 3]


def test_nrr_is_unknown_before_there_was_anybody() -> None:
    log = retained()
    early = measure(log, ["nrr"], period=(0, at(100)))["nrr"]
    assert early.note == "the log begins less than 12 months before"
    none = measure(log, ["grr"], period=(0, at(365)))["grr"]
    assert math.isnan(none.value)
    assert none.denominator == 0
    assert none.note == "no customers 12 months before"


def test_onboarding_renewal_and_expansion() -> None:
    world = company(61)
    for day, onboarded in ((1, 11), (2, 32), (28, None), (40, 44)):
        lead = won(world, day, 100)
        if onboarded:
            world.event(at(onboarded), Kind.MILESTONE, lead, reason="onboarded")
    for day in (20, 50):  # the same contract twice
        world.event(at(day), Kind.MILESTONE, 0, reason="renewed")
    world.event(at(50), Kind.MILESTONE, 1, reason="expanded")
    ids = ["onboarded", "onboarding_rate", "onboarding_rate_cohort", "onboarding_time",
           "renewals", "expansions"]  # fmt: skip
    whole = [row.value for row in measure(world.log(), ids)]
    assert whole == pytest.approx([3, 3 / 4, 3 / 4, 44 / 3, 2, 1])
    april = [row.value for row in measure(world.log(), ids, period=("2026-04-01", "2026-05-01"))]
    assert april == pytest.approx([1, 1 / 3, 2 / 3, 10, 1, 0])
