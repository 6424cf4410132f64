"""Costs of winning, lifetime value and payback, against a log counted by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest

from gtmsim.kpi import measure
from gtmsim.log import EventLog, Kind
from tests.kpi.build import World, at

APRIL = ("2026-04-01", "2026-05-01")
MAY = ("2026-05-01", "2026-06-01")
SALARY = 6_000_000
"""A year: 500,000 a month, and there is one person."""


def company(**costs: Any) -> EventLog:
    """Two months, one person in sales, two customers won in April, one of them lost in May.

    Work: in April 30 h on leads, 6 h until customer 0 is onboarded and 4 h after; in May 20 h.
    Channels: web 200,000 and event 100,000 in April.
    Leads: 0 and 1 by web, 2 and 3 by event; MQL: 0, 1, 2; SQL and win: 0 (1.2 M a year, day 10)
    and 2 (0.6 M a year, day 20), which is churned on day 35.
    """
    world = World(**({"costs": costs} if costs else {}))
    world.stage("sell", "sales").stage("serve", "sales")
    world.member("ann", "sales").salaries["sales"] = SALARY
    world.spend = [(at(1), 0, 200_000), (at(1), 1, 100_000)]
    a, b = world.lead(at(1)), world.lead(at(1))
    c, d = (world.lead(at(1), channel="event") for _ in range(2))
    for lead, won, amount in ((a, at(10), 1_200_000), (c, at(20), 600_000)):
        world.enters(at(1), lead, "sell")
        world.works(at(2), at(2, "09:00"), lead, "sell", "ann", "sales", 15 * 60, at(4))
        for milestone in ("mql", "sql"):
            world.event(at(5), Kind.MILESTONE, lead, stage="sell", visit=1, reason=milestone)
        world.leaves(won, lead, "sell", milestone="won")
        world.event(won, Kind.MONEY, lead, reason="new", value=amount, team="sales")
        world.enters(won, lead, "serve")
    world.event(at(5), Kind.MILESTONE, b, stage="sell", visit=1, reason="mql")
    world.passes(at(1), at(6), b, "sell", kind=Kind.LOST, reason="price")
    world.passes(at(1), at(6), d, "sell", kind=Kind.LOST, reason="price")
    world.works(at(12), at(12, "09:00"), a, "serve", "ann", "sales", 6 * 60, at(13))
    world.event(at(21), Kind.MILESTONE, a, stage="serve", visit=1, reason="onboarded")
    world.works(at(22), at(22, "09:00"), a, "serve", "ann", "sales", 4 * 60, at(24))
    world.works(at(40), at(40, "09:00"), a, "serve", "ann", "sales", 20 * 60, at(43))
    world.leaves(at(35), c, "serve", Kind.CHURNED, reason="outcome")
    world.event(at(35), Kind.MONEY, c, reason="churned", value=600_000)
    return world.log()


@pytest.fixture(scope="module")
def log() -> EventLog:
    return company(gross_margin=0.8)


WIN_PAY = 500_000 * 30 / 40
START_PAY = 500_000 * 6 / 40
KEEP_PAY = 500_000 * 4 / 40
CAC = (300_000 + WIN_PAY) / 2
ARPA = (1_200_000 + 600_000) / 12 / 2
MONTHS_OF_APRIL = 20 / 30 + 10 / 30
"""The customers of April: one for 20 of its 30 days, one for 10."""

APRIL_VALUES = {
    "cost_per_lead": 300_000 / 4,
    "cost_per_mql": 300_000 / 3,
    "cost_per_sql": 300_000 / 2,
    "cost_per_order": 300_000 / 2,
    "cost_per_mql.web": 200_000 / 2,
    "cost_per_mql.event": 100_000 / 1,
    "cost_per_sql.web": 200_000 / 1,
    "cost_per_order.event": 100_000 / 1,
    "cac_channels": 150_000,
    "cac": CAC,
    "cac_hiring": CAC,
    "arpa": ARPA,
    "support_cost": KEEP_PAY / MONTHS_OF_APRIL,
}


@pytest.mark.parametrize("kpi_id", APRIL_VALUES)
def test_costs_of_april(log: EventLog, kpi_id: str) -> None:
    assert measure(log, [kpi_id], period=APRIL).value(kpi_id) == pytest.approx(APRIL_VALUES[kpi_id])


def test_costs_per_step_add_up_to_the_spend(log: EventLog) -> None:
    for step, count in (("lead", "leads"), ("mql", "mql"), ("sql", "sql"), ("order", "wins")):
        table = measure(log, [f"cost_per_{step}", count, "spend"], period=APRIL)
        spent = table.value(f"cost_per_{step}") * table.value(count)
        assert spent == pytest.approx(table.value("spend"))


def test_what_cac_includes(log: EventLog) -> None:
    """A quarter of the pay is not for winning; onboarding takes part of it."""
    table = measure(log, ["cac_onboarded"], period=APRIL)
    assert table.value("cac_onboarded") == pytest.approx((300_000 + WIN_PAY + START_PAY) / 2)


def test_what_an_employer_pays_on_top_is_part_of_cac() -> None:
    found = measure(company(on_top_of_pay=0.2), ["cac"], period=APRIL).value("cac")
    assert found == pytest.approx((300_000 + WIN_PAY * 1.2) / 2)


def test_lifetime_value_of_both_months(log: EventLog) -> None:
    """At the start of April nobody, of May two customers, of whom one is lost: 50% a month."""
    table = measure(log, ["lifetime", "arpa", "ltv", "ltv_after_support", "support_cost"])
    support = table.value("support_cost")
    assert table.value("lifetime") == pytest.approx(2)
    assert table.value("arpa") == pytest.approx(100_000)
    assert table.value("ltv") == pytest.approx(100_000 * 2 * 0.8)
    assert table.value("ltv_after_support") == pytest.approx((100_000 * 0.8 - support) * 2)


def test_the_cohort_s_real_value_stands_beside_the_formula(log: EventLog) -> None:
    """Customer 0: 100,000 a month for 20/30 + 1 months; customer 2: 50,000 for 10/30 + 5/31."""
    worth = 100_000 * (20 / 30 + 1) + 50_000 * (10 / 30 + 5 / 31)
    found = measure(log, ["ltv_realized", "ltv_cac_cohort"], period=APRIL)
    assert found.value("ltv_realized") == pytest.approx(worth * 0.8 / 2, rel=1e-6)
    assert found.value("ltv_cac_cohort") == pytest.approx(worth * 0.8 / 2 / CAC, rel=1e-6)


def test_payback_subtracts_support_and_lifetime_value_does_not(log: EventLog) -> None:
    """R140, R227: CAC by what a customer leaves a month."""
    found = measure(log, ["payback"], period=APRIL).value("payback")
    assert found == pytest.approx(CAC / (ARPA * 0.8 - KEEP_PAY / MONTHS_OF_APRIL))
    table = measure(log, ["cac", "ltv_cac", "ltv", "payback"])
    assert table.value("ltv_cac") == pytest.approx(table.value("ltv") / table.value("cac"))
    assert table["payback"].note == "a customer costs more than it brings"


def test_what_cannot_be_known_says_why(log: EventLog) -> None:
    may = measure(log, ["cac", "ltv_realized", "payback"], period=MAY)
    assert {row.note for row in may} == {"no new customers"}
    april = measure(log, ["lifetime", "ltv"], period=APRIL)
    assert all(math.isnan(row.value) and row.note for row in april)


def test_a_lifetime_that_rests_on_few_losses_is_told(log: EventLog) -> None:
    table = measure(log, ["lifetime", "ltv", "arpa"])
    assert table["lifetime"].warning == "rests on 1 customer lost: a guess"
    assert "rests on" in table["ltv"].warning
    assert not table["arpa"].warning.startswith("rests")


def test_revenue_without_a_margin_is_told() -> None:
    bare, told = (measure(each, ["ltv"]) for each in (company(), company(gross_margin=0.8)))
    assert bare.value("ltv") == pytest.approx(told.value("ltv") / 0.8)
    assert "no gross margin" in bare["ltv"].warning
    assert "no gross margin" not in told["ltv"].warning
