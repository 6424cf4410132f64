"""Periods of a fiscal year, as people write them."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gtmsim.units.fiscal import MONTHS, PeriodKind, fiscal_periods, parse_fiscal

MONTH = st.integers(1, 12)
KINDS = st.sampled_from(sorted(MONTHS))
DAYS = st.dates(date(1971, 1, 1), date(2190, 12, 31))


@pytest.mark.parametrize(
    ("text", "first", "after", "kind", "words"),
    [
        ("FY2026", "2026-04-01", "2027-04-01", "year", "FY2026"),
        ("fy 2026", "2026-04-01", "2027-04-01", "year", "FY2026"),
        ("2026年度", "2026-04-01", "2027-04-01", "year", "FY2026"),
        ("２０２６年度 通期", "2026-04-01", "2027-04-01", "year", "FY2026"),
        ("FY2026 H1", "2026-04-01", "2026-10-01", "half", "FY2026 H1"),
        ("FY2026H2", "2026-10-01", "2027-04-01", "half", "FY2026 H2"),
        ("2026年度上期", "2026-04-01", "2026-10-01", "half", "FY2026 H1"),
        ("2026年度 下半期", "2026-10-01", "2027-04-01", "half", "FY2026 H2"),
        ("FY2026 Q3", "2026-10-01", "2027-01-01", "quarter", "FY2026 Q3"),
        ("FY2026 Q4", "2027-01-01", "2027-04-01", "quarter", "FY2026 Q4"),
        ("2026年度Q1", "2026-04-01", "2026-07-01", "quarter", "FY2026 Q1"),
        ("2026年度第2四半期", "2026-07-01", "2026-10-01", "quarter", "FY2026 Q2"),
        ("2026-04", "2026-04-01", "2026-05-01", "month", "2026-04"),
        ("2026-12", "2026-12-01", "2027-01-01", "month", "2026-12"),
        ("2026年4月", "2026-04-01", "2026-05-01", "month", "2026-04"),
    ],
)
def test_periods_of_a_year_that_starts_in_april(
    text: str, first: str, after: str, kind: str, words: str
) -> None:
    period = parse_fiscal(text, 4)
    assert period == (date.fromisoformat(first), date.fromisoformat(after), kind, words)


def test_a_year_that_starts_in_january_is_the_calendar_year() -> None:
    assert parse_fiscal("FY2026", 1)[:2] == (date(2026, 1, 1), date(2027, 1, 1))
    assert parse_fiscal("FY2026 Q4", 1)[:2] == (date(2026, 10, 1), date(2027, 1, 1))


@pytest.mark.parametrize(
    "text",
    ["", "2026", "FY26", "FY2026 H3", "FY2026 Q5", "2026-13", "2026-00", "2026/04", "2026-4",
     "H1 FY2026", "next year", "FY9999", "1200年度", "2026-04-01", "2026年13月"],
)  # fmt: skip
def test_anything_else_is_refused_with_the_forms_there_are(text: str) -> None:
    with pytest.raises(ValueError, match=r"Write FY2026, FY2026 H1"):
        parse_fiscal(text, 4)


@given(KINDS, DAYS, st.integers(1, 2_000), MONTH)
def test_periods_lie_side_by_side_and_cover_the_time(
    kind: PeriodKind, first: date, days: int, starts: int
) -> None:
    after = first + timedelta(days=days)
    found = list(fiscal_periods(kind, first, after, starts))
    assert found[0].first <= first < found[0].after
    assert found[-1].first < after <= found[-1].after
    assert all(one.after == two.first for one, two in pairwise(found))
    for one in found:
        assert parse_fiscal(one.words, starts) == one
        months = (one.after.year - one.first.year) * 12 + one.after.month - one.first.month
        assert months == MONTHS[kind]
