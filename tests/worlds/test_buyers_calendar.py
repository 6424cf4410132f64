"""Buyers with a calendar of their own: days off, ends of their years, and the seller's rush.

Odds of a million to one against, turned into a thousand to one for by a factor, leave no doubt.
"""

from __future__ import annotations

from datetime import date

import pytest

from tests.worlds.world import expected, told

OBON = "calendar: {hours: always, closed: [08-13..08-16]}"
"""August 13, 2026, is a Thursday."""


# --- Days off ----------------------------------------------------------------------------


def test_nobody_answers_during_obon() -> None:
    """Calls on Thursday and Friday reach nobody, whatever the odds; on Monday they do."""
    assert told(
        f"""
        segments: {{mid: {{{OBON}}}}}
        channels: {{web: {{on: [2026-08-12 17:55, 2026-08-13 10:00]}}}}
        stages:
          call:
            function: sales
            attempts: {{max: 3, connect: 100%, work: 10 min, exhausted: lost.unreached}}
            work: 30 min
            then: {{end: 100%}}
        teams: {{is: {{covers: sales, people: [ann, bob]}}}}
        """,
        start="2026-08-12",
    ) == expected("""
        08-12 17:55 arrived lead 0
        08-12 17:55 entered lead 0 call visit 1
        08-12 17:55 joined lead 0 call visit 1 step 1 team is priority 0
        08-12 17:55 started lead 0 call visit 1 step 1 team is rep ann work 40
        08-13 09:35 finished lead 0 call visit 1 step 1 team is rep ann work 40
        08-13 09:35 connected lead 0 call visit 1 step 1
        08-13 09:35 done lead 0 call visit 1

        08-13 10:00 arrived lead 1
        08-13 10:00 entered lead 1 call visit 1
        08-13 10:00 joined lead 1 call visit 1 step 1 team is priority 0
        08-13 10:00 started lead 1 call visit 1 step 1 team is rep bob work 10
        08-13 10:10 finished lead 1 call visit 1 step 1 team is rep bob work 10
        08-13 10:10 no answer lead 1 call visit 1 step 1
        08-13 10:10 delayed lead 1 call visit 1 until 08-14 10:10
        08-14 10:10 joined lead 1 call visit 1 step 2 team is priority 0
        08-14 10:10 started lead 1 call visit 1 step 2 team is rep ann work 10
        08-14 10:20 finished lead 1 call visit 1 step 2 team is rep ann work 10
        08-14 10:20 no answer lead 1 call visit 1 step 2
        08-14 10:20 delayed lead 1 call visit 1 until 08-17 10:20
        08-17 10:20 joined lead 1 call visit 1 step 3 team is priority 0
        08-17 10:20 started lead 1 call visit 1 step 3 team is rep bob work 40
        08-17 11:00 finished lead 1 call visit 1 step 3 team is rep bob work 40
        08-17 11:00 connected lead 1 call visit 1 step 3
        08-17 11:00 done lead 1 call visit 1
    """)


@pytest.mark.parametrize(
    ("asked", "days", "answered"),
    [
        ("2026-08-10 10:00", 2, "08-12 10:00"),
        ("2026-08-10 10:00", 3, "08-17 00:00"),
        ("2026-08-10 10:00", 6, "08-17 00:00"),
        ("2026-08-10 10:00", 7, "08-17 10:00"),  # days off count, but nothing ends in them
        ("2026-12-28 10:00", 1, "01-04 00:00"),  # the year-end, in another year
    ],
)
def test_a_decision_that_would_fall_on_a_day_off_comes_after_it(
    asked: str, days: int, answered: str
) -> None:
    log = told(
        f"""
        segments: {{mid: {{calendar: {{hours: always, closed: [08-13..08-16, 12-29..01-03]}}}}}}
        channels: {{web: {{on: [{asked}]}}}}
        stages: {{ask: {{decides: {{after: {days} days}}, then: {{end: 100%}}}}}}
        teams: {{}}
        """,
        start="2026-08-01",
        horizon="9 months",
    ).replace("2027-", "")
    assert log.splitlines()[-1] == f"{answered} done lead 0 ask visit 1"


def test_nobody_thinks_on_a_day_off() -> None:
    """The second session could be on Friday; the customer is back on Monday."""
    log = told(
        f"""
        segments: {{mid: {{{OBON}}}}}
        channels: {{web: {{on: [2026-08-12 10:00]}}}}
        stages:
          talk: {{function: sales, work: 1 h, sessions: 2, thinking: 2 days, then: {{end: 100%}}}}
        teams: {{fs: {{covers: sales, people: [ann]}}}}
        """,
        start="2026-08-12",
    )
    assert "08-12 11:00 delayed lead 0 talk visit 1 until 08-17 00:00" in log
    assert log.splitlines()[-1] == "08-17 10:00 done lead 0 talk visit 1"


MEETING = """
    segments: {{mid: {{{calendar}}}}}
    channels: {{web: {{on: [{on}]}}}}
    stages:
      meet:
        function: sales
        meeting: {{notice: 1 business day, slot: 30 min, no_show: 0%}}
        work: 60 min
        then: {{end: 100%}}
    teams: {{fs: {{covers: sales, people: [ann], assignment: on_arrival}}}}
    """


def booked(calendar: str, on: str, start: str = "2026-08-12") -> list[str]:
    """For when meetings are booked."""
    log = told(MEETING.format(calendar=calendar, on=on), start=start, horizon="2 weeks")
    return [line.split(" meets ")[1] for line in log.splitlines() if " meets " in line]


def test_meetings_are_booked_when_both_are_there() -> None:
    on = "2026-08-12 10:00, 2026-08-12 10:10, 2026-08-12 10:20"
    assert booked("", on) == ["08-13 10:00", "08-13 11:00", "08-13 13:00"]
    assert booked(OBON, on) == ["08-17 09:00", "08-17 10:00", "08-17 11:00"]


def test_a_meeting_lies_within_hours_of_both() -> None:
    """A customer who opens at half past ten and eats at half past eleven: an hour, then at one."""
    hours = 'calendar: {hours: {mon-fri: "10:30-17:00"}, break: "11:30-12:30"}'
    on = "2026-08-12 08:00, 2026-08-12 08:10, 2026-08-12 08:20"
    assert booked(hours, on) == ["08-13 10:30", "08-13 13:00", "08-13 14:00"]


def test_a_customer_who_is_always_there_changes_nothing() -> None:
    """Neutral: the same log, row by row."""
    on = "2026-08-12 10:00, 2026-08-13 10:10"
    plain, there = (
        told(MEETING.format(calendar=calendar, on=on), start="2026-08-12", horizon="2 weeks")
        for calendar in ("", "calendar: {hours: always}")
    )
    assert plain == there


# --- Months and ends of years ------------------------------------------------------------


def outcome(on: str, factors: str, segment: str = "", product: str = "") -> str:
    """What becomes of a lead that has one chance in a million, times a factor."""
    log = told(
        f"""
        fiscal_year_starts: April
        segments: {{mid: {{{segment}}}}}
        {product}
        channels: {{web: {{on: [{on}]}}}}
        stages:
          ask:
            decides: {{after: 10 days}}
            means: at_factor_one
            factors: {factors}
            then: {{end: 0.0001%, lost.no: rest}}
        teams: {{}}
        """,
        horizon="15 months",
    )
    return log.splitlines()[-1].split()[2]


SURE = 1e9


@pytest.mark.parametrize(
    ("on", "ends"),
    [
        ("2026-04-15 10:00", "lost"),
        ("2026-04-22 10:00", "done"),  # decided in May
        ("2026-05-21 10:00", "done"),  # May 31
        ("2026-05-22 10:00", "lost"),
        ("2027-04-30 10:00", "done"),  # May of any year
    ],
)
def test_the_month_of_the_decision_counts(on: str, ends: str) -> None:
    assert outcome(on, f"{{month: {{May: {SURE:.0f}}}}}") == ends


@pytest.mark.parametrize(
    ("on", "year", "months", "ends"),
    [
        ("2026-06-10 10:00", "July", 0, "done"),  # June 20: the last month of the year
        ("2026-06-21 10:00", "July", 0, "lost"),  # July 1: the year has ended
        ("2026-06-21 10:00", "July", 11, "done"),
        ("2026-06-10 10:00", "August", 1, "done"),
        ("2026-06-10 10:00", "August", 0, "lost"),
        ("2026-12-05 10:00", "January", 0, "done"),
        ("2027-01-05 10:00", "April", 2, "done"),
    ],
)
def test_the_year_that_ends_is_the_buyers(on: str, year: str, months: int, ends: str) -> None:
    factors = f"{{months_to_year_end: {{{months}: {SURE:.0f}}}}}"
    assert outcome(on, factors, f"fiscal_year_starts: {year}") == ends


@pytest.mark.parametrize(("year", "ends"), [("July", "done"), ("April", "lost")])
def test_the_years_of_other_segments_do_not_matter(year: str, ends: str) -> None:
    """Decided on June 20, by a buyer of the second segment."""
    mid = f"fiscal_year_starts: {year}, share: 100%}}, "
    other = "large: {share: 0%, fiscal_year_starts: {July: 50%, January: rest}"
    factors = f"{{months_to_year_end: {{0: {SURE:.0f}}}}}"
    first = "share: 0%, fiscal_year_starts: {April: 50%, July: rest}}, second: {"
    assert outcome("2026-06-10 10:00", factors, first + mid + other) == ends


def test_without_a_year_of_its_own_the_sellers_ends() -> None:
    assert outcome("2027-03-05 10:00", f"{{months_to_year_end: {{0: {SURE:.0f}}}}}") == "done"


@pytest.mark.parametrize(("product", "ends"), [("plus", "done"), ("basic", "lost")])
def test_the_product_moves_the_odds(product: str, ends: str) -> None:
    products = "products: {basic: {price: 1 JPY per month}, plus: {price: 2 JPY per month}}"
    factors = f"{{product: {{plus: {SURE:.0f}}}}}"
    sold = f"products: {{{product}: 100%}}"
    assert outcome("2026-04-15 10:00", factors, sold, products) == ends


def test_answers_depend_on_the_month_of_the_call() -> None:
    log = told(
        f"""
        channels: {{web: {{on: [2026-04-28 10:00]}}}}
        stages:
          call:
            function: sales
            means: at_factor_one
            attempts:
              max: 5
              connect: 0.0001%
              work: 10 min
              exhausted: lost.unreached
              factors: {{month: {{May: {SURE:.0f}}}}}
            then: {{end: 100%}}
        teams: {{is: {{covers: sales, people: [ann]}}}}
        """,
        horizon="8 weeks",
    )
    answers = [line for line in log.splitlines() if "answer" in line or "connected" in line]
    assert [" ".join(line.split()[0:3:2]) for line in answers] == [
        "04-28 no",
        "04-29 no",
        "04-30 no",
        "05-01 connected",
    ]


# --- What moves a hazard -----------------------------------------------------------------


def churned_at(factors: str, health: str) -> int:
    """Minutes until a customer with a constant hazard leaves, whose luck is always the same."""
    log = told(
        f"""
        attributes: {{health: {{shares: {{good: 50%, poor: rest}}}}}}
        channels:
          web: {{on: [2026-04-01 00:00], attributes: {{health: {{shares: {health}}}}}}}
        stages:
          live:
            waits_for: {{churned.gone: {{rate: 20% per week{factors}}}}}
        teams: {{}}
        """,
        horizon="5 years",
    )
    (line,) = [line for line in log.splitlines() if "delayed" in line]
    year, month, day, hour, minute = _numbers(line.split(" until ")[1])
    return int((_day(year, month, day) - _day(2026, 4, 1)) * 1440 + hour * 60 + minute)


def _numbers(text: str) -> tuple[int, ...]:
    parts = text.replace("-", " ").replace(":", " ").split()
    return tuple(int(part) for part in (parts if len(parts) == 5 else ["2026", *parts]))


def _day(year: int, month: int, day: int) -> int:
    return date(year, month, day).toordinal()


def test_a_factor_multiplies_the_hazard() -> None:
    """Three times the hazard, a third of the time; a factor of 1 is nothing."""
    good, poor = "{good: 100%, poor: 0%}", "{poor: 100%, good: 0%}"
    plain = churned_at("", good)
    moved = ", factors: {health: {poor: 3}}"
    assert plain > 1000
    assert churned_at(moved, good) == plain == churned_at("", poor)
    assert abs(3 * churned_at(moved, poor) - plain) <= 3
    assert churned_at(", factors: {health: {poor: 1, good: 1}}", poor) == plain


# --- The seller's period end -------------------------------------------------------------


def pushed(
    on: str,
    *,
    accepted: str = "100%",
    every: str = "quarter",
    decides: str = "{after: 20 days}",
    segment: str = "",
    year: str = "April",
) -> list[str | int]:
    """What becomes of a proposal, of 1,000,001 yen, that is decided some time later."""
    log = told(
        f"""
        fiscal_year_starts: {year}
        segments: {{mid: {{deal_size: 1_000_001 JPY per year{segment}}}}}
        channels: {{web: {{on: [{on}]}}}}
        stages: {{ask: {{decides: {decides}, then: {{won: 100%}}}}}}
        milestones: {{won: end}}
        period_end_push:
          {{every: {every}, reach: 15 days, accepted: {accepted}, discount: 10%, stages: [ask]}}
        teams: {{}}
        """,
        horizon="13 months",
    )
    line = next(one for one in log.splitlines() if "money" in one)
    return [line.split(" money")[0], int(line.split("amount ")[1].split()[0])]


FULL, LESS = 1_000_001, 900_001


@pytest.mark.parametrize(
    ("on", "won", "amount"),
    [
        ("2026-06-20 10:00", "06-30 17:59", LESS),  # due on July 10: pulled to Tuesday, June 30
        ("2026-06-10 10:00", "06-30 10:00", FULL),  # due before the end anyway
        ("2026-06-10 17:59", "06-30 17:59", FULL),
        ("2026-06-10 18:00", "06-30 17:59", LESS),  # a minute after the last open one
        ("2026-06-25 17:59", "06-30 17:59", LESS),  # just within reach
        ("2026-06-25 18:00", "07-15 18:00", FULL),  # just out of it
        ("2026-06-30 18:00", "07-20 18:00", FULL),  # the day is over: the next end is too far
        ("2026-05-20 10:00", "06-09 10:00", FULL),  # May ends no quarter
    ],
)
def test_a_decision_is_pulled_to_the_end_of_the_period(on: str, won: str, amount: int) -> None:
    """R095: at a discount of a tenth, rounded to the yen."""
    assert pushed(on) == [won, amount]


@pytest.mark.parametrize(
    ("every", "on", "won"),
    [
        ("month", "2026-05-20 10:00", "05-29 17:59"),  # May 31 is a Sunday
        ("half", "2026-06-20 10:00", "07-10 10:00"),
        ("half", "2026-09-20 10:00", "09-30 17:59"),
        ("year", "2026-09-20 10:00", "10-10 10:00"),
        ("year", "2027-03-20 10:00", "2027-03-31 17:59"),
    ],
)
def test_periods_are_those_of_the_fiscal_year(every: str, on: str, won: str) -> None:
    assert pushed(on, every=every)[0] == won


def test_the_fiscal_year_of_the_seller_counts() -> None:
    own = ", fiscal_year_starts: January"
    assert pushed("2026-07-20 10:00", year="February", segment=own)[0] == "07-31 17:59"
    assert pushed("2026-06-20 10:00", year="February", segment=own)[0] == "07-10 10:00"


def test_who_does_not_agree_is_not_pulled() -> None:
    assert pushed("2026-06-20 10:00", accepted="0%") == ["07-10 10:00", FULL]


def test_a_board_can_be_pulled_too() -> None:
    board = ", board_meeting: day 10"
    at = "{at: customer's board meeting}"
    assert pushed("2026-06-20 10:00", decides=at, segment=board) == ["06-30 17:59", LESS]


def test_nobody_signs_who_is_not_there() -> None:
    away = ", calendar: {hours: always, closed: [06-29..07-01]}"
    assert pushed("2026-06-20 10:00", segment=away) == ["07-10 10:00", FULL]


def test_other_stages_are_left_alone() -> None:
    log = told(
        """
        channels: {web: {on: [2026-06-20 10:00]}}
        stages:
          first: {decides: {after: 20 days}, then: {ask: 100%}}
          ask: {decides: {after: 20 days}, then: {end: 100%}}
        period_end_push:
          {every: month, reach: 30 days, accepted: 100%, discount: 0%, stages: [ask]}
        teams: {}
        """,
        horizon="6 months",
    )
    assert "06-20 10:00 delayed lead 0 first visit 1 until 07-10 10:00" in log
    assert log.splitlines()[-1] == "07-30 10:00 done lead 0 ask visit 1"
