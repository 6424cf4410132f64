"""What an open answer takes: published figures of mixed quality, mostly not from Japan.

Each names where it comes from; a scenario lists it as assumed.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import NamedTuple


class Sourced(NamedTuple):
    """Where a value comes from, in English and in Japanese."""

    english: str
    japanese: str


CHANNELS = (
    {"website": 36.0, "search_ads": 26.0, "referral": 7.0},
    Sourced("unsourced; a small SaaS company", "出典なし: 小規模SaaSの例"),
)

SELLERS = Sourced(
    "two in field sales for each in inside sales: TOPO and Bridge 2-2.6",
    "FS2名にIS1名: TOPO・Bridge 2〜2.6",
)

ONE = Sourced("one person: unsourced", "1名: 出典なし")
SERVED = Sourced("30-50 customers for each: launchrock", "1名に30〜50社: launchrock")

PUBLISHED: dict[tuple[str, str], tuple[float, Sourced]] = {
    ("leads", "mql"): (0.17, Sourced(
        "17%: demand waterfall, inquiry to MQL 10-25 (mv3marketing)",
        "17%: demand waterfall 10〜25 (mv3marketing)")),
    ("mql", "sql"): (0.20, Sourced(
        "B2B SaaS 15-22%: therevopsreport", "BtoB SaaS 15〜22%: therevopsreport")),
    ("mql", "sal"): (0.50, Sourced(
        "demand waterfall 40-60 (mv3marketing)", "demand waterfall 40〜60 (mv3marketing)")),
    ("sal", "sql"): (0.60, Sourced(
        "demand waterfall 50-70 (mv3marketing)", "demand waterfall 50〜70 (mv3marketing)")),
    ("sql", "wins"): (0.25, Sourced(
        "demand waterfall 20-30 (mv3marketing)", "demand waterfall 20〜30 (mv3marketing)")),
}  # fmt: skip
"""Rates from one step to another: low to medium confidence, mostly from the US."""

RATES: tuple[tuple[float, Sourced], ...] = (
    PUBLISHED["leads", "mql"],
    PUBLISHED["mql", "sql"],
    (0.33, Sourced("with the next one 25% won: demand waterfall 20-30",
                   "次と合わせ受注率25%: demand waterfall 20〜30")),
    (0.75, Sourced("unsourced; so that 25% of SQL are won", "出典なし: 受注率25%となる値")),
)  # fmt: skip
"""From leads to MQL, SQL, final negotiation and order."""

_PAY = Sourced(
    "pay at IT vendors, top of the market: saas-career-tohshindai",
    "IT企業の水準 (高め): saas-career-tohshindai",
)
PAY = {
    "marketing": (6_000_000.0, Sourced("as inside sales", "インサイドセールスと同じ")),
    "inside_sales": (6_000_000.0, _PAY),
    "field_sales": (8_000_000.0, _PAY),
    "customer_success": (7_000_000.0, _PAY),
}
"""Yen a year; never used for another currency."""

ORDER_VALUE = {
    "JPY": (1_200_000.0, Sourced("unsourced; a small SaaS company", "出典なし: 小規模SaaSの例")),
    "": (25_000.0, Sourced("25K a year, with 60 days to the order: Bridge 2017", "Bridge 2017")),
}
DAYS_TO_SQL = (7.0, Sourced("unsourced", "出典なし"))
DAYS_TO_ORDER = (
    60.0,
    Sourced("60 days at 25K USD a year: Bridge 2017", "60日: Bridge 2017 (米国)"),
)
CHURN = (0.011, Sourced("GRR of 88% a year: Benchmarkit", "年間GRR 88%: Benchmarkit"))

EARLY = 0.6
"""Share of the days from SQL to order that pass before the final negotiation."""

CURVE = ((5, 1.0), (30, 0.85), (60, 0.75), (240, 0.6), (1440, 0.45), (4320, 0.35))
"""Minutes until the first answer -> multiplier of the odds: weaker than any published ratio."""

WORK: dict[str, tuple[str, float, int, str]] = {
    "sort": ("marketing", 1 / 3, 1, "leads"),
    "call": ("inside_sales", 2.5, 1, "mql"),
    "deal": ("field_sales", 11.0, 2, "sql"),
    "negotiate": ("field_sales", 11.0, 3, "negotiations"),
    "onboarding": ("customer_success", 4.0, 3, "orders"),
    "check_in": ("customer_success", 3.0, 1, "customers"),
}
"""Stage -> who, hours of one session, sessions, and of what it is done for each.

12 hours per SQL and 30 per order, a call of 43 minutes (Gong) with preparation, record and
attempts, each by the 54% of a day that is spent with customers (HubSpot Japan 2024).
"""

HOURS_A_MONTH = 160.0
BUSY = 0.85
"""People who have done last period's counts were at most so busy with them."""


def published(first: str, last: str) -> tuple[float, Sourced] | None:
    """The published rate from a step to a later one, multiplied on the way; None without one."""
    known = PUBLISHED.get((first, last))
    steps = ("leads", "mql", "sql", "wins")
    if known is not None or first not in steps or last not in steps:
        return known
    parts = [
        PUBLISHED[pair] for pair in pairwise(steps[steps.index(first) : steps.index(last) + 1])
    ]
    english, japanese = ("; ".join(texts) for texts in zip(*(one[1] for one in parts), strict=True))
    return math.prod(one[0] for one in parts), Sourced(english, japanese)
