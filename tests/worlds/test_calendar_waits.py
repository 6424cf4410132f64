"""Waiting for a date: fiscal quarters and board meetings of the customer (R067, R090)."""

from __future__ import annotations

import pytest

from tests.worlds.world import expected, told

JAPAN = """{hours: {mon-fri: "9:00-18:00"}, country: JP, closed: [12-29..01-03]}"""


def re_enters(decided: str, rule: str, segment: str = "", horizon: str = "18 months") -> str:
    """When a lead lost on price at a moment is proposed to again."""
    log = told(
        f"""
        fiscal_year_starts: April
        teams: {{}}
        segments:
          one: {{{segment}}}
        channels:
          web: {{on: [{decided}]}}
        stages:
          offer: {{then: {{end: 0%, recycle.price: rest}}}}
          again: {{then: {{end: 100%}}}}
        recycle:
          price: {{at: {rule}, then: again}}
        """,
        horizon=horizon,
        calendar=JAPAN,
    )
    (line,) = [line for line in log.splitlines() if "entered lead 0 again" in line]
    return line.split(" entered")[0]


def test_price_waits_for_the_customers_next_quarter() -> None:
    """R067, the whole log of one: the customer's year starts in February."""
    assert told(
        """
        fiscal_year_starts: April
        teams: {}
        segments:
          smb: {fiscal_year_starts: February}
        channels:
          web: {on: [2026-04-10 10:00]}
        stages:
          offer: {then: {end: 0%, recycle.price: rest}}
          again: {then: {end: 100%}}
        recycle:
          price: {at: customer's next quarter, then: again}
        """,
        horizon="2 months",
        calendar=JAPAN,
    ) == expected("""
        04-10 10:00 arrived lead 0
        04-10 10:00 entered lead 0 offer visit 1
        04-10 10:00 recycled lead 0 offer visit 1 until 05-01 09:00 price
        05-01 09:00 entered lead 0 again visit 1
        05-01 09:00 done lead 0 again visit 1
    """)


@pytest.mark.parametrize(
    ("decided", "customers_year_starts", "again"),
    [
        ("2026-04-10 10:00", "April", "07-01 09:00"),
        ("2026-04-10 10:00", "January", "07-01 09:00"),  # the same quarters, other years
        ("2026-04-10 10:00", "March", "06-01 09:00"),
        ("2026-06-30 17:59", "April", "07-01 09:00"),
        ("2026-07-01 10:00", "April", "10-01 09:00"),  # one day late: a whole quarter
        ("2026-05-10 10:00", "February", "08-03 09:00"),  # August 1 is a Saturday
        ("2026-11-20 10:00", "April", "2027-01-04 09:00"),  # New Year, then closed until the 3rd
        ("2026-11-20 10:00", "January", "2027-01-04 09:00"),
        ("2027-01-04 10:00", "January", "2027-04-01 09:00"),
    ],
)
def test_next_quarter_is_the_customers(
    decided: str, customers_year_starts: str, again: str
) -> None:
    segment = f"fiscal_year_starts: {customers_year_starts}"
    assert re_enters(decided, "customer's next quarter", segment) == again


@pytest.mark.parametrize(
    ("decided", "again"),
    [
        ("2026-07-01 03:00", "10-01 09:00"),  # the quarter has begun, though nobody is at work yet
        ("2026-07-01 09:00", "10-01 09:00"),
        ("2027-01-02 12:00", "2027-04-01 09:00"),
    ],
)
def test_on_the_first_day_of_a_quarter_the_next_one_is_three_months_away(
    decided: str, again: str
) -> None:
    assert re_enters(decided, "customer's next quarter") == again


def test_without_a_year_of_its_own_the_sellers_quarter_counts() -> None:
    own = "fiscal_year_starts: February"
    assert re_enters("2026-04-10 10:00", "customer's next quarter") == "07-01 09:00"
    assert re_enters("2026-04-10 10:00", "next quarter", own) == "07-01 09:00"


def test_the_next_business_day_is_never_today() -> None:
    """Friday, April 10: before, at and after the opening."""
    for moment in ("08:00", "09:00", "09:01"):
        assert re_enters(f"2026-04-10 {moment}", "next business day") == "04-13 09:00"


@pytest.mark.parametrize(
    ("rule", "again"),
    [("next month", "05-01 09:00"), ("next business day", "04-13 09:00")],
)
def test_other_dates_are_the_sellers(rule: str, again: str) -> None:
    """Friday, April 10, at 10:00."""
    assert re_enters("2026-04-10 10:00", rule) == again


# --- The board -----------------------------------------------------------------------------


def decided(ready: str, board: str) -> str:
    """The log of an approval that is ready at a moment."""
    return told(
        f"""
        teams: {{}}
        segments:
          mid: {{board_meeting: {board}}}
        channels:
          web: {{on: [{ready}]}}
        stages:
          approve:
            decides: {{at: customer's board meeting}}
            then: {{end: 100%}}
        """,
        horizon="9 months",
        calendar=JAPAN,
    )


@pytest.mark.parametrize(
    ("ready", "decided_at"),
    [
        ("04-14 15:00", "04-15 09:00"),  # the third Wednesday of April
        ("04-15 09:00", "04-15 09:00"),  # in the last moment
        ("04-15 09:01", "05-20 09:00"),  # missed: a full cycle
        ("04-16 15:00", "05-20 09:00"),
    ],
)
def test_one_day_late_waits_for_the_next_board(ready: str, decided_at: str) -> None:
    """R090."""
    assert decided(f"2026-{ready}", "third wednesday") == expected(f"""
        {ready} arrived lead 0
        {ready} entered lead 0 approve visit 1
        {ready} delayed lead 0 approve visit 1 until {decided_at}
        {decided_at} done lead 0 approve visit 1
    """)


@pytest.mark.parametrize(
    ("ready", "board", "decided_at"),
    [
        ("2026-09-10 10:00", "day 20", "09-24 09:00"),  # a Sunday, then three holidays
        ("2026-09-25 10:00", "day 20", "10-20 09:00"),
        ("2026-04-02 10:00", "second tuesday", "04-14 09:00"),
        ("2026-04-02 10:00", "last friday", "04-24 09:00"),
        ("2026-04-25 10:00", "day 31", "04-30 09:00"),  # April has no 31st: its last day
    ],
)
def test_the_board_meets_by_its_own_rule(ready: str, board: str, decided_at: str) -> None:
    assert f"{decided_at} done lead 0" in decided(ready, board)
