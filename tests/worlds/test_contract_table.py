"""Five contracts over two fiscal years, from a scenario to the books (R111).

The contracts are those of `tests/kpi/test_contracts.py`, in thousands of yen there; what the
engine makes of them equals the table that was worked out by hand.
"""

from __future__ import annotations

import pytest

from gtmsim.kpi import ledger, measure
from gtmsim.log import EventLog
from tests.kpi.test_contracts import MONTHS
from tests.worlds.world import unfold

FIVE = """
currency: JPY
fiscal_year_starts: April
milestones: {}
contract: {term: 12 months, prepaid: 12 months, expansion: 0.2}
products:
  yearly:
    price: 200千円 per month
    price_changes: {2027-04-01: 5%}
    cross_sells: {more: 100%}
  more: {price: 30千円 per month, price_changes: {2027-04-01: 5%}}
  monthly:
    price: 50千円 per month
    initial_fee: 100千円
    billing_delay: 1 month
    prepaid: 1 month
    pays_after: 30 days
  half_yearly: {price: 100千円 per month, prepaid: 6 months, pays_after: 30 days, notice: 60 days}
  later:
    price: 150千円 per month
    term: 6 months
    prepaid: 6 months
    billing_delay: 3 months
    price_changes: {2027-09-01: -50%}
segments:
  a: {products: {yearly: 100%}}
  b: {products: {monthly: 100%}}
  c: {products: {yearly: 100%}}
  d: {products: {half_yearly: 100%}}
  e: {products: {later: 100%}}
channels:
  b: {on: [2026-04-16], segments: {b: 100%}, enters: sign_b}
  c: {on: [2026-07-01], segments: {c: 100%}, enters: sign_c}
  d: {on: [2026-09-01], segments: {d: 100%}, enters: sign_d}
  e: {on: [2027-01-10], segments: {e: 100%}, enters: sign_e}
opening:
  customers:
    - {id: a, segment: a, product: yearly, arr: 1200千円, renews: 2026-10-01, stage: stays}
stages:
  sign_b: {then: {live_b: {share: 100%, milestone: won}}}
  live_b: {waits_for: {grow_b: {after: 244 days}}}            # 2026-12-16
  grow_b: {then: {rest_b: {share: 100%, milestone: expanded}}}
  rest_b: {waits_for: {churned: {after: 427 days}}}           # 2028-02-16
  sign_c: {then: {live_c: {share: 100%, milestone: won}}}
  live_c: {waits_for: {grow_c: {after: 92 days}}}             # 2026-10-01
  grow_c: {then: {stays: {share: 100%, milestone: cross_sold}}}
  sign_d: {then: {live_d: {share: 100%, milestone: won}}}
  live_d: {waits_for: {churned: {after: 261 days}}}           # notice on 2027-05-20
  sign_e: {then: {stays: {share: 100%, milestone: won}}}
  stays: {waits_for: {churned: {after: 10 years}}}
teams: {}
"""


@pytest.fixture(scope="module", params=["signed", "billed"])
def log(request: pytest.FixtureRequest) -> EventLog:
    return unfold(f"arr_from: {request.param}\n{FIVE}", horizon="24 months")


def test_the_books_are_those_computed_by_hand(log: EventLog) -> None:
    """To a yen or so: the engine rounds 5% up to a whole yen."""
    books = ledger(log)
    found = zip(
        [f"{day:%Y-%m}" for day in books.index],
        *(books[name] for name in ("arr_signed", "arr_billed", "revenue", "cash_received")),
        strict=True,
    )
    shown = [(month, a / 12000, b / 12000, c / 1000, d / 1000) for month, a, b, c, d in found]
    assert [line[0] for line in shown] == [line[0] for line in MONTHS]
    for line, hand in zip(shown, MONTHS, strict=True):
        assert line[1:] == pytest.approx(hand[1:], abs=0.002), line[0]
    assert books["arr"].equals(books[f"arr_{log.meta['arr_from']}"])


def test_nrr_and_grr_are_those_computed_by_hand(log: EventLog) -> None:
    rows = measure(log, ["nrr", "grr"], period=("2027-04-01", "2028-04-01"))
    if log.meta["arr_from"] == "signed":
        shares = [(1260 + 2898 + 900) / 7680, (1200 + 2760 + 900) / 7680]
    else:
        shares = [(1260 + 2898) / 5880, (1200 + 2760) / 5880]
    assert [row.value for row in rows] == pytest.approx(shares, abs=1e-6)
    assert [row.warning for row in rows] == ["", ""]
