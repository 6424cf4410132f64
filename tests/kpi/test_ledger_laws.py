"""Laws of the books on any contracts: they add up, and agree with a story told day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gtmsim.kpi import ledger, measure, series
from gtmsim.log import EventLog, Kind
from tests.kpi.build import World, at

START = date(2026, 4, 1)
DAYS = 500
TERMS = ((1, 0), (6, 30), (12, 45))
"""Months paid in advance, and days until payment, of three products."""

Change = tuple[int, int, int]
"""Day on which it is billed, what it adds a year, day on which it is signed."""


@st.composite
def contracts(draw: st.DrawFn) -> tuple[EventLog, list[tuple[int, int, list[Change]]]]:
    """A log, and for each lead its product, the day on which it ends, and its changes."""
    world = World(days=DAYS, arr_from=draw(st.sampled_from(["signed", "billed"])))
    world.stage("propose").stage("live")
    for number, (prepaid, after) in enumerate(TERMS):
        world.product(f"p{number}", prepaid=prepaid, pays_after=float(after))
    told = []
    for _ in range(draw(st.integers(1, 4))):
        product, signed = draw(st.integers(0, 2)), draw(st.integers(0, DAYS - 1))
        delay = draw(st.sampled_from([0, 0, 20, 200]))
        lead = world.lead(at(signed), product=product)
        world.passes(at(signed), at(signed), lead, "propose", milestone="won")
        days = sorted(draw(st.lists(st.integers(signed, DAYS - 1), max_size=4)))
        changes = [(signed + delay, draw(st.integers(1, 50)) * 12, signed)]
        for day in days:
            level = sum(more for _, more, _ in changes)
            more = draw(st.integers(-level // 24, 20)) * 12
            # What shrinks is billed already, so that nobody ever pays less than nothing.
            delay = draw(st.sampled_from([0, 0, 40])) if more > 0 else 0
            latest = changes[0][0] if more > 0 else max(billed for billed, _, _ in changes)
            changes.append((max(day + delay, latest), more, day))
        for place, (billed, more, day) in enumerate(changes):
            kind = "new" if place == 0 else "expansion" if more >= 0 else "contraction"
            due = at(billed)
            world.event(at(day), Kind.MONEY, lead, reason=kind, value=abs(more), due=due)
        ends = draw(st.integers((days or [signed])[-1], 2 * DAYS))
        if ends < DAYS:
            total = sum(more for _, more, _ in changes)
            world.event(at(ends), Kind.MONEY, lead, reason="churned", value=total)
        told.append((product, ends, changes))
    return world.log(), told


def worth(changes: list[Change], day: int) -> int:
    """What is billed a year on a day."""
    return sum(more for billed, more, _ in changes if billed <= day)


def months_after(first: int, months: int) -> int:
    """The day so many months after a day."""
    begin = START + timedelta(days=first)
    month = begin.month - 1 + months
    year, month = begin.year + month // 12, month % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return (date(year, month, min(begin.day, last)) - START).days


@given(contracts())
@settings(max_examples=60)
def test_revenue_is_earned_day_by_day(
    found: tuple[EventLog, list[tuple[int, int, list[Change]]]],
) -> None:
    log, told = found
    earned: dict[str, float] = {}
    for day in range(DAYS):
        today = START + timedelta(days=day)
        after = (today.replace(day=28) + timedelta(days=4)).replace(day=1)
        share = 1 / (after - today.replace(day=1)).days / 12
        level = sum(worth(changes, day) for _, ends, changes in told if day < ends)
        earned[f"{today:%Y-%m}"] = earned.get(f"{today:%Y-%m}", 0.0) + level * share
    revenue = series(log, "revenue")["value"]
    assert revenue.tolist() == pytest.approx(list(earned.values()), abs=1e-6)


@given(contracts())
@settings(max_examples=60)
def test_invoices_are_sent_period_by_period(
    found: tuple[EventLog, list[tuple[int, int, list[Change]]]],
) -> None:
    """Growth between invoices is billed for the rest: by month, and by day within the month."""
    log, told = found
    sent = [0.0] * DAYS
    for product, ends, changes in told:
        prepaid, first = TERMS[product][0], changes[0][0]
        until = min(ends, DAYS)
        invoices = [months_after(first, prepaid * number) for number in range(20)]
        for day in (day for day in invoices if day < until):
            sent[day] += worth(changes, day) * prepaid / 12
        for day, more, _ in changes[1:]:
            if more > 0 and day < until and day not in invoices:
                passed = max(n for n in range(30) if months_after(first, n) <= day)
                since, to = months_after(first, passed), months_after(first, passed + 1)
                rest = prepaid - passed % prepaid - (day - since) / (to - since)
                sent[day] += more * rest / 12
    days = series(log, "invoiced", "day")["value"].tolist()
    assert days == pytest.approx(sent, abs=1e-6)


@given(contracts())
@settings(max_examples=60)
def test_books_add_up(found: tuple[EventLog, list[tuple[int, int, list[Change]]]]) -> None:
    log, _ = found
    books = ledger(log)
    moved = books["new_arr"] + books["expansion_arr"]
    moved -= books["contraction_arr"] + books["churned_arr"]
    assert moved.cumsum().tolist() == pytest.approx(books["arr"].tolist())
    assert moved.tolist() == series(log, "net_new_arr")["value"].tolist()
    assert (books[["arr_signed", "arr_billed", "receivables", "invoiced"]] >= 0).all(axis=None)
    owed = (books["invoiced"] - books["cash_received"]).cumsum()
    assert books["receivables"].tolist() == pytest.approx(owed.tolist(), abs=1e-6)
    for kpi_id in ("revenue", "cash_received", "churned_arr"):
        assert books[kpi_id].sum() == pytest.approx(measure(log, [kpi_id]).value(kpi_id))
