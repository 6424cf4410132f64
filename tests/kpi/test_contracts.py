"""Five contracts over two fiscal years, against a table computed by hand (R111).

Amounts are in thousands of yen. The fiscal year starts in April.

A: a customer on the first day, 100 a month, its term ends on Oct 1; paid a year in advance, at
   once. Dearer by 5% when it renews on 2027-10-01: 105 a month.
B: signed 2026-04-16 at 50 a month and an initial fee of 100, billed from May 16, paid month by
   month, 30 days after the invoice. Grows by 10 a month on 2026-12-16; leaves on 2028-02-16.
C: signed 2026-07-01 at 200 a month, paid a year in advance, at once. Buys another product for 30
   a month on 2026-10-01; renews on 2027-07-01 at prices 5% up: 230 x 1.05 = 241.5 a month.
D: signed 2026-09-01 at 100 a month, paid half a year in advance, 30 days after the invoice; gives
   notice on 2027-05-20 and ends with its term, on 2027-09-01.
E: signed 2027-01-10 at 150 a month, billed from April 10 for half a year at a time, paid in advance
   and at once; it renews at half the price: 75 a month from 2027-10-10.
"""

from __future__ import annotations

import math
from datetime import date
from itertools import pairwise

import pytest

from gtmsim.errors import GtmsimError
from gtmsim.kpi import ledger, measure, series
from gtmsim.log import EventLog, Kind
from tests.kpi.build import World, at

START = date(2026, 4, 1)

MONTHS = [
    # (month, MRR signed, MRR billed at its end, revenue, cash received)
    ("2026-04", 150.0, 100.0, 100.0, 0.0),  # A 100; B signed 50
    # B from May 16: 16 of 31 days, and its fee
    ("2026-05", 150.0, 150.0, 100 + 50 * 16 / 31 + 100, 0.0),
    ("2026-06", 150.0, 150.0, 150.0, 50.0 + 100),  # B paid on Jun 15, with the fee
    ("2026-07", 350.0, 350.0, 350.0, 50.0 + 2400),  # C pays 12 x 200
    ("2026-08", 350.0, 350.0, 350.0, 50.0),
    ("2026-09", 450.0, 450.0, 450.0, 50.0),  # D 100
    # A pays 12 x 100; C 30 more, for the 9 months left; D 6 x 100, invoiced on Sep 1
    ("2026-10", 480.0, 480.0, 480.0, 50.0 + 1200 + 270 + 600),
    ("2026-11", 480.0, 480.0, 480.0, 50.0),
    ("2026-12", 490.0, 490.0, 480 + 10 * 16 / 31, 50.0),  # B grows on the 16th
    ("2027-01", 640.0, 490.0, 490.0, 60.0),  # E signed 150
    ("2027-02", 640.0, 490.0, 490.0, 60.0),
    ("2027-03", 640.0, 490.0, 490.0, 60.0 + 600),  # D, invoiced on Mar 1, pays on Mar 31
    ("2027-04", 640.0, 640.0, 490 + 150 * 21 / 30, 60.0 + 900),  # E from Apr 10, 6 x 150
    ("2027-05", 640.0, 640.0, 640.0, 60.0),  # D gives notice, and remains
    ("2027-06", 640.0, 640.0, 640.0, 60.0),
    ("2027-07", 651.5, 651.5, 651.5, 60.0 + 2898),  # C pays 12 x 241.5
    ("2027-08", 651.5, 651.5, 651.5, 60.0),
    ("2027-09", 551.5, 551.5, 551.5, 60.0),  # without D
    # A 105, B 60, C 241.5, E 150 for 9 days and 75 for 22
    # A pays 12 x 105, E 6 x 75
    ("2027-10", 481.5, 481.5, 406.5 + (150 * 9 + 75 * 22) / 31, 60.0 + 1260 + 450),
    ("2027-11", 481.5, 481.5, 481.5, 60.0),
    ("2027-12", 481.5, 481.5, 481.5, 60.0),
    ("2028-01", 481.5, 481.5, 481.5, 60.0),
    # B for 15 of 29 days; it pays what was invoiced on Jan 16
    ("2028-02", 421.5, 421.5, 421.5 + 60 * 15 / 29, 60.0),
    ("2028-03", 421.5, 421.5, 421.5, 0.0),
]


def on(day: str) -> int:
    """The tick at which a day begins."""
    return at((date.fromisoformat(day) - START).days)


def signs(world: World, day: str, product: int, a_year: int, billed: str = "") -> int:
    """A lead that signs on the day it comes."""
    lead = world.lead(on(day), product=product, amount=a_year)
    world.enters(on(day), lead, "propose")
    world.leaves(on(day), lead, "propose", milestone="won")
    due = on(billed) if billed else -1
    world.event(on(day), Kind.MONEY, lead, reason="new", value=a_year, due=due)
    world.enters(on(day), lead, "live")
    return lead


def ends(world: World, day: str, lead: int, a_year: int) -> None:
    world.leaves(on(day), lead, "live", Kind.CHURNED, reason="outcome")
    world.event(on(day), Kind.MONEY, lead, reason="churned", value=a_year)


def company(arr_from: str = "signed", days: int = 731, **meta: str) -> World:
    world = World(days=days, arr_from=arr_from, **meta).stage("propose", "sales").stage("live")
    world.product("yearly", prepaid=12)
    world.product("monthly", prepaid=1, pays_after=30.0)
    world.product("half-yearly", prepaid=6, pays_after=30.0)
    return world.product("later", term=6, prepaid=6)


def five(arr_from: str) -> EventLog:
    world = company(arr_from, starts_with="opening")
    a = world.lead(opening=3, product=0, amount=1200)
    world.event(0, Kind.OPENED, a, value=-1, due=on("2026-10-01"))
    world.enters(0, a, "live")
    world.event(on("2027-10-01"), Kind.MONEY, a, reason="repriced", value=60)
    b = signs(world, "2026-04-16", 1, 600, billed="2026-05-16")
    fee = {"reason": "initial_fee", "value": 100, "due": on("2026-05-16")}
    world.event(on("2026-04-16"), Kind.MONEY, b, **fee)
    world.event(on("2026-12-16"), Kind.MONEY, b, reason="expansion", value=120)
    ends(world, "2028-02-16", b, 720)
    c = signs(world, "2026-07-01", 0, 2400)
    world.event(on("2026-10-01"), Kind.MONEY, c, reason="cross_sold", value=360)
    world.event(on("2027-07-01"), Kind.MONEY, c, reason="repriced", value=138)
    d = signs(world, "2026-09-01", 2, 1200)
    world.event(on("2027-05-20"), Kind.CANCELLED, d, stage="live", value=on("2027-09-01"))
    ends(world, "2027-09-01", d, 1200)
    e = signs(world, "2027-01-10", 3, 1800, billed="2027-04-10")
    world.event(on("2027-10-10"), Kind.MONEY, e, reason="contraction", value=900)
    world.salaries["sales"] = 6000
    world.member("ann", "sales", until=on("2027-06-16"))
    world.spend.append((on("2026-05-10"), 0, 80))
    return world.log()


@pytest.fixture(scope="module", params=["signed", "billed"])
def log(request: pytest.FixtureRequest) -> EventLog:
    return five(request.param)


def by_month(log: EventLog, kpi_id: str) -> dict[str, float]:
    """Months in which a KPI is not 0."""
    found = series(log, kpi_id)["value"]
    return {f"{day:%Y-%m}": value for day, value in found.items() if value}


def test_mrr_and_arr_by_month(log: EventLog) -> None:
    column = 1 if log.meta["arr_from"] == "signed" else 2
    mrr = [line[column] for line in MONTHS]
    assert series(log, "mrr")["value"].tolist() == pytest.approx(mrr, rel=1e-12)
    assert series(log, "arr")["value"].tolist() == pytest.approx([12 * each for each in mrr])


def test_revenue_and_cash_by_month_whatever_counts_as_arr(log: EventLog) -> None:
    """R111: revenue and cash differ by prepayment; neither asks from when a contract is ARR."""
    revenue, received = (series(log, kpi_id)["value"] for kpi_id in ("revenue", "cash_received"))
    assert revenue.tolist() == pytest.approx([line[3] for line in MONTHS], rel=1e-12)
    assert received.tolist() == pytest.approx([line[4] for line in MONTHS], rel=1e-12)


def test_a_ledger_shows_all_books_side_by_side(log: EventLog) -> None:
    books = ledger(log)
    assert [f"{day:%Y-%m}" for day in books.index] == [line[0] for line in MONTHS]
    assert books["whole"].all()
    assert (books["arr_signed"] / 12).tolist() == pytest.approx([line[1] for line in MONTHS])
    assert (books["arr_billed"] / 12).tolist() == pytest.approx([line[2] for line in MONTHS])
    assert books["revenue"].tolist() == pytest.approx([line[3] for line in MONTHS])
    assert books["cash_received"].tolist() == pytest.approx([line[4] for line in MONTHS])
    assert books["arr"].equals(books[f"arr_{log.meta['arr_from']}"])
    assert books.attrs == {"currency": "JPY", "arr_from": log.meta["arr_from"]}


def test_orders_count_at_signature_and_fees_never_as_arr(log: EventLog) -> None:
    assert by_month(log, "bookings") == {
        "2026-04": 600 + 100, "2026-07": 2400, "2026-09": 1200, "2027-01": 1800
    }  # fmt: skip
    assert by_month(log, "initial_fees") == {"2026-04": 100}
    found = measure(log, ["deal_size", "bookings"])
    assert found.value("deal_size") == (600 + 2400 + 1200 + 1800) / 4


def test_movements_of_arr(log: EventLog) -> None:
    signed = log.meta["arr_from"] == "signed"
    b, e = ("2026-04", "2027-01") if signed else ("2026-05", "2027-04")
    assert by_month(log, "new_arr") == {b: 600, "2026-07": 2400, "2026-09": 1200, e: 1800}
    grown = {"2026-10": 360, "2026-12": 120, "2027-07": 138, "2027-10": 60}
    assert by_month(log, "expansion_arr") == grown
    assert by_month(log, "cross_sell_arr") == {"2026-10": 360}
    assert by_month(log, "repriced_arr") == {"2027-07": 138, "2027-10": 60}
    assert by_month(log, "contraction_arr") == {"2027-10": 900}
    assert by_month(log, "churned_arr") == {"2027-09": 1200, "2028-02": 720}
    arr = [1200.0, *series(log, "arr")["value"]]
    net = series(log, "net_new_arr")["value"].tolist()
    assert net == pytest.approx([after - before for before, after in pairwise(arr)])


def test_nrr_and_grr_of_both_years(log: EventLog) -> None:
    """Of FY2026 only A was there before. Of FY2027, in a year's money:

    before: A 1200, B 720, C 2760, D 1200, and E 1800 if signatures count;
    after:  A 1260, B 0,   C 2898, D 0,    and E 900.
    """
    first = measure(log, ["nrr", "grr"], period=("2026-04-01", "2027-04-01"))
    assert [(row.value, row.denominator) for row in first] == [(1.0, 1.0)] * 2
    second = measure(log, ["nrr", "grr"], period=("2027-04-01", "2028-04-01"))
    if log.meta["arr_from"] == "signed":
        shares = [(1260 + 2898 + 900) / 7680, (1200 + 2760 + 900) / 7680]
    else:
        shares = [(1260 + 2898) / 5880, (1200 + 2760) / 5880]
    assert [row.value for row in second] == pytest.approx(shares, rel=1e-12)


def test_who_gave_notice_is_a_customer_until_the_contract_ends(log: EventLog) -> None:
    assert by_month(log, "cancellations") == {"2027-05": 1}
    assert by_month(log, "customers_lost") == {"2027-09": 1, "2028-02": 1}
    assert [line[1] for line in MONTHS[13:17]] == [640.0, 640.0, 651.5, 651.5]
    customers = series(log, "customers")["value"].tolist()
    assert customers == [2.0] * 3 + [3] * 2 + [4] * 4 + [5] * 8 + [4] * 5 + [3] * 2


def test_money_out_and_net_cash(log: EventLog) -> None:
    """One person for 6000 a year until the middle of June, and 80 for a campaign."""
    paid = series(log, "cash_paid")["value"].tolist()
    assert paid == pytest.approx([500.0, 580] + [500] * 12 + [250] + [0] * 9)
    net = series(log, "net_cash")["value"].tolist()
    received = [line[4] for line in MONTHS]
    assert net == pytest.approx([got - out for got, out in zip(received, paid, strict=True)])


def test_what_is_invoiced_is_received_or_owed(log: EventLog) -> None:
    books = ledger(log)
    owed = books["invoiced"].cumsum() - books["cash_received"].cumsum()
    assert books["receivables"].tolist() == pytest.approx(owed.tolist())
    # B's invoices of the 16th, paid 30 days later; D's of Sep 1, paid on Oct 1.
    assert books["receivables"].iloc[:6].tolist() == [0, 50 + 100, 50, 50, 50, 50 + 600]


def test_years_add_up(log: EventLog) -> None:
    for kpi_id in ("revenue", "cash_received", "cash_paid", "invoiced", "net_new_arr"):
        months = series(log, kpi_id)["value"].sum()
        assert months == pytest.approx(measure(log, [kpi_id]).value(kpi_id))
        halves = [("2026-04-01", "2026-10-16"), ("2026-10-16", "2028-04-01")]
        parts = [measure(log, [kpi_id], period=half).value(kpi_id) for half in halves]
        assert sum(parts) == pytest.approx(months)


def test_a_table_says_from_when_a_contract_is_arr(log: EventLog) -> None:
    assert dict(measure(log, ["arr"]).definitions)["arr_from"] == log.meta["arr_from"]
    assert measure(World().log(), ["arr"]).definitions == ()


# --- Single rules ------------------------------------------------------------------------


def test_a_contract_that_ends_before_it_is_billed_is_never_billed() -> None:
    for arr_from, arr in (("signed", 1200.0), ("billed", 0.0)):
        world = company(arr_from, days=122)
        lead = signs(world, "2026-04-10", 0, 1200, billed="2026-07-10")
        world.event(on("2026-04-10"), Kind.MONEY, lead, reason="initial_fee", value=9,
                    due=on("2026-07-10"))  # fmt: skip
        world.event(on("2026-05-01"), Kind.MONEY, lead, reason="contraction", value=200)
        ends(world, "2026-06-01", lead, 1000)
        log = world.log()
        assert series(log, "arr")["value"].tolist() == [arr, arr and 1000.0, 0, 0]
        assert by_month(log, "churned_arr") == ({"2026-06": 1000.0} if arr else {})
        for kpi_id in ("revenue", "invoiced", "cash_received"):
            assert by_month(log, kpi_id) == {}


def test_a_contract_of_which_a_part_is_not_billed_yet_ends_as_a_whole() -> None:
    """1200 a year are billed, 360 would be from July on: the engine writes both when they end."""
    for arr_from, lost in (("signed", 1560.0), ("billed", 1200.0)):
        world = company(arr_from, days=122)
        lead = signs(world, "2026-04-01", 1, 1200)
        more = {"reason": "cross_sold", "value": 360, "due": on("2026-07-01")}
        world.event(on("2026-05-01"), Kind.MONEY, lead, **more)
        ends(world, "2026-06-01", lead, 1200)
        left = {"reason": "churned", "value": 360, "due": on("2026-07-01")}
        world.event(on("2026-06-01"), Kind.MONEY, lead, **left)
        log = world.log()
        assert series(log, "arr")["value"].tolist() == [1200.0, lost, 0, 0]
        assert by_month(log, "churned_arr") == {"2026-06": lost}
        assert by_month(log, "revenue") == {"2026-04": 100, "2026-05": 100}
        assert by_month(log, "invoiced") == {"2026-04": 100, "2026-05": 100}


def test_nothing_is_paid_back_when_a_contract_shrinks_or_ends_early() -> None:
    """Paid for a year on April 1; a third less from July, and over in January."""
    world = company(days=365)
    lead = signs(world, "2026-04-01", 0, 1200)
    world.event(on("2026-07-01"), Kind.MONEY, lead, reason="contraction", value=400)
    ends(world, "2027-01-01", lead, 800)
    log = world.log()
    assert by_month(log, "cash_received") == {"2026-04": 1200}
    assert measure(log, ["revenue"]).value("revenue") == pytest.approx(3 * 100 + 6 * 800 / 12)


def test_growth_in_mid_month_is_billed_for_the_rest_of_the_time_paid() -> None:
    """From Apr 10 for a year; 12 a month more from Aug 25: 15 of 31 days and 7 months are left."""
    world = company(days=365)
    lead = signs(world, "2026-04-10", 0, 1200)
    world.event(on("2026-08-25"), Kind.MONEY, lead, reason="expansion", value=144)
    log = world.log()
    # From Aug 10 to Sep 10 are 31 days, 15 of them gone.
    assert by_month(log, "invoiced") == pytest.approx(
        {"2026-04": 1200.0, "2026-08": 12 * (7 + 16 / 31)}
    )


def test_invoices_keep_to_the_last_day_of_short_months() -> None:
    world = company(days=365, start="2026-01-01T00:00:00")
    lead = world.lead(at(30), product=1)  # January 31
    world.passes(at(30), at(30), lead, "propose", milestone="won")
    world.event(at(30), Kind.MONEY, lead, reason="new", value=1200)
    days = series(world.log(), "invoiced", "day")["value"]
    sent = [f"{day:%m-%d}" for day, amount in days.items() if amount]
    assert sent[:5] == ["01-31", "02-28", "03-31", "04-30", "05-31"]


def test_invoices_keep_their_local_time_when_summer_time_ends() -> None:
    """Berlin: the invoice of Nov 1 goes out at local midnight, 31 days and an hour after Oct 1."""
    world = company(days=92, start="2026-10-01T00:00:00", time_zone="Europe/Berlin")
    lead = world.lead(0, product=1)
    world.passes(0, 0, lead, "propose", milestone="won")
    world.event(0, Kind.MONEY, lead, reason="new", value=1200)
    log = world.log()
    assert series(log, "invoiced")["value"].tolist() == [100.0] * 3
    assert series(log, "revenue")["value"].tolist()[:2] == pytest.approx([100.0] * 2)


def test_another_product_is_billed_from_its_own_first_day() -> None:
    """Sold on May 1 and billed from June 16: 9.5 months of 30 days or so are left of the year."""
    for arr_from, may in (("signed", 1560.0), ("billed", 1200.0)):
        world = company(arr_from, days=122)
        lead = signs(world, "2026-04-01", 0, 1200)
        more = {"reason": "cross_sold", "value": 360, "due": on("2026-06-16")}
        world.event(on("2026-05-01"), Kind.MONEY, lead, **more)
        log = world.log()
        assert series(log, "arr")["value"].tolist() == [1200.0, may, 1560, 1560]
        assert by_month(log, "invoiced") == {"2026-04": 1200, "2026-06": 30 * 9.5}
        assert by_month(log, "revenue") == {
            "2026-04": 100, "2026-05": 100, "2026-06": 115, "2026-07": 130
        }  # fmt: skip


def test_customers_of_the_opening_are_billed_when_their_terms_end() -> None:
    """Monthly customers on the day of the month; who has no known term, from the first day."""
    world = company(days=122, starts_with="opening")
    for product, due in ((1, on("2026-10-11")), (0, -1), (2, on("2026-07-21"))):
        lead = world.lead(opening=3, product=product, amount=1200)
        world.event(0, Kind.OPENED, lead, value=-1, due=due)
    log = world.log()
    assert by_month(log, "invoiced") == {
        "2026-04": 100 + 1200, "2026-05": 100, "2026-06": 100, "2026-07": 100 + 600
    }  # fmt: skip
    assert by_month(log, "revenue") == dict.fromkeys(
        ("2026-04", "2026-05", "2026-06", "2026-07"), 300.0
    )


def test_without_products_contracts_are_paid_month_by_month_at_once() -> None:
    world = World(days=91).stage("propose", "sales").stage("live")
    lead = signs(world, "2026-04-16", -1, 1200)
    single = world.lead(on("2026-05-02"))
    world.passes(on("2026-05-02"), on("2026-05-03"), single, "propose", milestone="won")
    world.event(on("2026-05-03"), Kind.MONEY, single, reason="one_off", value=70)
    assert world.leads[lead]["product"] == -1
    log = world.log()
    assert by_month(log, "cash_received") == {"2026-04": 100, "2026-05": 170, "2026-06": 100}
    assert by_month(log, "revenue") == {"2026-04": 50, "2026-05": 170, "2026-06": 100}


def test_books_need_a_currency() -> None:
    log = World(currency="").log()
    with pytest.raises(GtmsimError, match="no currency"):
        ledger(log)
    assert math.isnan(measure(log, ["revenue"]).value("revenue"))


# --- Warnings ----------------------------------------------------------------------------

WARNED = ("arr", "mrr", "nrr", "grr", "customers", "new_arr", "revenue", "cash_received")
WARNING = "no opening: counts only what was won since the start"


@pytest.mark.parametrize("begins", ["nothing", "opening", "history", None])
def test_figures_that_lack_what_was_there_before_say_so(begins: str | None) -> None:
    world = company(days=61, **({"starts_with": begins} if begins else {}))
    signs(world, "2026-04-10", 0, 1200)
    table = measure(world.log(), [*WARNED, "wins", "cash_paid", "bookings"])
    warned = [row.kpi for row in table if row.warning == WARNING]
    assert warned == (list(WARNED) if begins == "nothing" else [])
    shown = f"warning: {WARNING}: {', '.join(WARNED)}"
    assert (shown in repr(table)) == (begins == "nothing")
    assert (WARNING in table._repr_html_()) == (begins == "nothing")
    assert table.json()["kpis"][0]["warning"] == (WARNING if begins == "nothing" else "")
    assert table.frame().loc["arr", "warning"] == (WARNING if begins == "nothing" else "")


def test_nothing_recurs_nothing_is_missing() -> None:
    world = World(days=61, starts_with="nothing").stage("propose", "sales")
    world.lead(at(1), amount=100, recurring=0)
    assert [row.warning for row in measure(world.log(), ["arr", "revenue"])] == ["", ""]
