"""What it costs and what is left, against sums done by hand (R138, R139, R181, R196).

April has 30 days, May 31. Two people sell for 6,000 and 3,000 a year each month of which is a
twelfth; amounts are in thousands of yen.
"""

from __future__ import annotations

import math

import pytest

from gtmsim.kpi import measure
from gtmsim.log import EventLog, Kind
from tests.kpi.build import DAY, World, at

COSTS = {"gross_margin": 0.75, "on_top_of_pay": 0.15, "fixed": {"office": 6000, "licence": 1200}}


def world(**meta: object) -> World:
    """A leads the team all the time; B joins on April 16 and leaves when May begins."""
    made = World(61, **meta)
    made.salaries = {"sales": 6000, "desk": 3600}
    made.member("a", "sales").member("b", "desk", since=at(15), until=at(30))
    made.product("light")
    made.spend = [(at(3), 0, 80), (at(40), 1, 20)]
    made.stage("propose", "sales").stage("live")
    lead = made.lead(at(0), product=0, amount=4800)
    made.enters(at(0), lead, "propose")
    made.leaves(at(0), lead, "propose", milestone="won")
    made.event(at(0), Kind.MONEY, lead, reason="new", value=4800)
    return made.enters(at(0), lead, "live")


def value(log: EventLog, kpi_id: str, since: int = 0, until: int = 61) -> float:
    return measure(log, [kpi_id], period=(at(since), at(until))).value(kpi_id)


@pytest.fixture(scope="module")
def log() -> EventLog:
    made = world(costs=COSTS)
    made.teams_more = {"tools_per_year": [360, 240]}
    return made.log()


def test_people_are_paid_while_they_are_members(log: EventLog) -> None:
    assert value(log, "payroll.sales", 0, 30) == pytest.approx(6000 / 12 * 1.15)
    # Half of April: 3,600 a year are 300 a month.
    assert value(log, "payroll.desk") == pytest.approx(150 * 1.15)
    assert value(log, "payroll") == pytest.approx((1000 + 150) * 1.15)
    assert value(log, "payroll", 0, 15) == pytest.approx(250 * 1.15)


def test_tools_and_fixed_costs_go_by_the_month(log: EventLog) -> None:
    assert value(log, "tool_cost") == pytest.approx(2 * 30 + 20 / 2)
    assert value(log, "fixed_cost", 0, 30) == pytest.approx(500 + 100)
    assert value(log, "fixed_cost", 30, 61) == pytest.approx(600)


def test_total_cost_is_the_sum_of_its_parts(log: EventLog) -> None:
    parts = ("payroll", "tool_cost", "fixed_cost", "spend")
    assert value(log, "total_cost") == pytest.approx(sum(value(log, each) for each in parts))
    assert value(log, "total_cost") == pytest.approx(1150 * 1.15 + 70 + 1200 + 100)


def test_gross_profit_and_contribution(log: EventLog) -> None:
    assert value(log, "revenue") == pytest.approx(800)
    assert value(log, "gross_profit") == pytest.approx(600)
    assert value(log, "contribution") == pytest.approx(600 - value(log, "total_cost"))
    months = value(log, "contribution", 0, 30) + value(log, "contribution", 30, 61)
    assert months == pytest.approx(value(log, "contribution"))


def test_cash_out_holds_what_serving_costs_and_the_balance_adds_up(log: EventLog) -> None:
    assert value(log, "cash_paid") == pytest.approx(value(log, "total_cost") + 800 * 0.25)
    assert value(log, "cash_balance", 30, 61) == pytest.approx(value(log, "net_cash"))
    assert value(log, "cash_balance", 0, 30) == pytest.approx(value(log, "net_cash", 0, 30))


def test_without_a_margin_nobody_knows_the_profit() -> None:
    table = measure(world().log(), ["gross_profit", "contribution", "total_cost"])
    assert math.isnan(table.value("gross_profit"))
    assert math.isnan(table.value("contribution"))
    assert "gross margin" in table["contribution"].note
    assert table.value("total_cost") == pytest.approx(1150 + 100)


def test_a_hire_costs_on_its_day_and_overtime_by_the_hour() -> None:
    made = world()
    made.event(at(10), Kind.HIRED, -1, rep="b", team="desk", value=900)
    made.event(at(50), Kind.OVERTIME, -1, rep="a", team="sales", value=3 * 60)
    made.teams_more = {"overtime_pay": [1.25, 1.25]}
    log = made.log()
    assert value(log, "total_cost", 10, 11) - value(log, "payroll", 10, 11) == pytest.approx(900)
    # Nine hours a day for 61 days earn 1,000.
    assert value(log, "payroll.sales", 30) == pytest.approx(500 + 3 * 1000 / (61 * 9) * 1.25)
    assert value(log, "payroll.sales", 0, 30) == pytest.approx(500)


def test_nobody_is_paid_before_the_first_day() -> None:
    made = World(61)
    made.salaries = {"sales": 6000}
    made.member("a", "sales", since=-40 * DAY)
    assert value(made.log(), "payroll", 0, 30) == pytest.approx(500)
