"""Hires, leavers, empty positions, tenure and orphaned leads, against logs counted by hand."""

from __future__ import annotations

import pytest

from gtmsim.kpi import measure
from gtmsim.log import Kind
from tests.kpi.build import World, at


def world() -> World:
    """Ann stays; bob leaves after 15 days of April, bob/2 begins on the first of May (day 30).

    Cat comes on the 16th of April and goes to another team in May; days are 61: two months.
    """
    made = World(days=61).stage("desk", "sales").member("ann", "sales")
    made.member("bob", "sales", until=at(15)).member("cat", "sales", since=at(15), until=at(30))
    made.member("cat", "success", since=at(30)).member("bob/2", "sales", since=at(30))
    made.event(at(15), Kind.LEFT, -1, team="sales", rep="bob", step=1)
    who = {"team": "sales", "rep": "bob/2", "step": 2}
    made.event(at(30), Kind.HIRED, -1, value=1_500_000, due=at(2), **who)
    return made


@pytest.mark.parametrize(
    ("kpi", "both", "april", "may"),
    [
        ("hires", 2, 1, 1),
        ("hires.sales", 2, 1, 1),
        ("hires.success", 0, 0, 0),
        ("leavers", 1, 1, 0),
        ("leavers.sales", 1, 1, 0),
        ("vacancy", 0.5, 0.5, 0),
        ("hiring_cost", 1_500_000, 0, 1_500_000),
        # April: ann 1 month, bob and cat half of one each; May: three people.
        ("attrition_rate", 12 / 5, 12 / 2, 0),
        # At the end of April ann 30 days and cat 15; at that of May 61, 46 and 31.
        ("average_tenure", 46, 22.5, 46),
    ],
)
def test_people_who_come_and_go(kpi: str, both: float, april: float, may: float) -> None:
    log = world().log()
    found = [
        measure(log, [kpi], period=period).value(kpi)
        for period in ((0, at(61)), (0, at(30)), (at(30), at(61)))
    ]
    assert found == pytest.approx([both, april, may])


def test_a_position_that_nobody_fills_stays_empty() -> None:
    made = world()
    made.rows = [row for row in made.rows if row["kind"] != Kind.HIRED]
    assert measure(made.log(), ["vacancy"]).value("vacancy") == pytest.approx(1.5)


def test_leads_are_orphaned_whose_owner_leaves() -> None:
    """Bob has two leads on his last day; one he gave away, one ended, one is ann's."""
    made = world()

    def owned(*owners: tuple[int, str]) -> None:
        lead = made.lead(at(1))
        for time, rep in owners:
            columns = {"rep": rep} if rep else {}
            made.event(time, Kind.ASSIGNED, lead, **columns)

    owned((at(2), "bob"))
    owned((at(2), "ann"), (at(3), "bob"), (at(15, "09:00"), ""))
    owned((at(2), "bob"), (at(4), "ann"))
    owned((at(2), "bob"), (at(4), ""))
    owned((at(2), "ann"))
    table = measure(made.log(), ["orphaned_leads"])
    assert table.value("orphaned_leads") == 2
    assert measure(made.log(), ["orphaned_leads"], period=(0, at(15))).value("orphaned_leads") == 0


def test_hiring_is_paid() -> None:
    made = world()
    assert measure(made.log(), ["cash_paid"]).value("cash_paid") == 1_500_000
