"""Dates become ticks: days, months, quarters, boards, and days on which clocks change."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gtmsim.plan.clock import NEVER
from gtmsim.plan.dates import Timeline, days_in, monthly, months_on
from gtmsim.scenario.basics import Calendar
from gtmsim.units import Duration

DAY = 1440
OFFICE = Calendar.model_validate(
    {"hours": {"mon-fri": "9:00-18:00"}, "country": "JP", "closed": ["12-29..01-03"]}
)


def line(
    start: date = date(2026, 4, 1),
    horizon: str = "12 months",
    tick: str | None = None,
    zone: str = "Asia/Tokyo",
) -> Timeline:
    finest = Duration.parse(tick) if tick is not None else None
    return Timeline.of(start, Duration.parse(horizon), finest, zone)


def dated(time: Timeline, tick: int) -> datetime:
    """The local date and time of a tick, where no clock changes."""
    midnight = datetime(time.start.year, time.start.month, time.start.day)
    return midnight + timedelta(minutes=tick / time.ticks_per_minute)


# --- Days and horizons ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("horizon", "ticks"),
    [
        ("1 week", 7 * DAY),
        ("12 months", 365 * DAY),
        ("24 months", 731 * DAY),  # 2028 is a leap year
        ("1 year", 365 * DAY),
        ("36 h", 2160),
        ("0.5 months", round(15.21875 * DAY)),
    ],
)
def test_the_horizon_is_counted_in_calendar_months_or_in_elapsed_time(
    horizon: str, ticks: int
) -> None:
    assert line(horizon=horizon).horizon == ticks


@pytest.mark.parametrize(("tick", "per_minute"), [("1 s", 60), ("100 ms", 600), ("10 s", 6)])
def test_a_finer_tick(tick: str, per_minute: int) -> None:
    time = line(tick=tick)
    assert time.ticks_per_minute == per_minute
    assert time.horizon == 365 * DAY * per_minute
    assert time.midnights[1] == DAY * per_minute
    assert time.ticks(0.25) == per_minute / 4 if per_minute % 4 == 0 else True


def test_durations_round_to_the_nearest_tick() -> None:
    assert line().ticks(1.4) == 1
    assert line().ticks(1.6) == 2
    assert line(tick="1 s").ticks(1.51 / 60) == 2


def test_moments_before_the_start_and_far_after_the_end() -> None:
    time = line(horizon="1 week")
    assert time.at(date(2026, 4, 1)) == 0
    assert time.at(datetime(2026, 4, 3, 9, 30)) == 2 * DAY + 570
    assert time.at(datetime(2026, 3, 31, 23, 0)) == -60
    assert time.at(date(2026, 4, 8)) == time.horizon
    assert time.at(date(2035, 1, 1)) == NEVER


def test_days_on_which_clocks_change_are_shorter_or_longer() -> None:
    spring = line(date(2026, 3, 7), "3 days", zone="America/New_York")
    assert spring.midnights[:4].tolist() == [0, DAY, 2 * DAY - 60, 3 * DAY - 60]
    autumn = line(date(2026, 10, 31), "3 days", zone="America/New_York")
    assert autumn.midnights[:4].tolist() == [0, DAY, 2 * DAY + 60, 3 * DAY + 60]
    assert spring.at(date(2026, 3, 9)) == 2 * DAY - 60
    month = line(date(2026, 3, 1), "1 month", zone="America/New_York")
    assert month.horizon == 31 * DAY - 60


@given(st.integers(0, 900))
def test_every_midnight_is_a_tick_of_its_date(day: int) -> None:
    time = line(horizon="24 months")
    assert time.at(time.start + timedelta(days=day)) == day * DAY


# --- Months -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 4, 15), 12, date(2027, 4, 15)),
        (date(2026, 12, 31), 6, date(2027, 6, 30)),
        (date(2026, 5, 31), 0, date(2026, 5, 31)),
    ],
)
def test_months_on(day: date, months: int, later: date) -> None:
    assert months_on(day, months) == later


@given(st.dates(date(2000, 1, 1), date(2080, 1, 1)), st.integers(0, 240))
def test_months_on_keeps_the_day_or_takes_the_last(day: date, months: int) -> None:
    later = months_on(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


def test_days_in_a_length() -> None:
    assert days_in(date(2026, 2, 1), Duration.parse("1 month")) == 28
    assert days_in(date(2026, 2, 1), Duration.parse("2 years")) == 730
    assert days_in(date(2026, 2, 1), Duration.parse("30 h")) == 2
    assert days_in(date(2026, 2, 1), Duration.parse("1 week")) == 7


def test_a_month_later_for_every_day() -> None:
    time = line(date(2026, 1, 1), "3 months")
    shift = time.month_shift(1)
    assert shift[0] == 31 * DAY
    assert shift[30] == shift[29] == shift[28] == shift[27] == 58 * DAY  # the end of February
    assert shift[31] == 59 * DAY


# --- Quarters and boards ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year_starts", "quarters"),
    [
        (4, ["2026-07-01", "2026-10-01", "2027-01-01", "2027-04-01"]),
        (1, ["2026-07-01", "2026-10-01", "2027-01-01", "2027-04-01"]),
        (2, ["2026-05-01", "2026-08-01", "2026-11-01", "2027-02-01"]),
        (12, ["2026-06-01", "2026-09-01", "2026-12-01", "2027-03-01"]),
    ],
)
def test_quarters_begin_every_three_months_after_the_start(
    year_starts: int, quarters: list[str]
) -> None:
    """The quarter that begins on the very first day is no next one."""
    found = line().quarter_starts(year_starts)
    assert [day.isoformat() for day in found[:4]] == quarters


def test_dates_become_openings() -> None:
    """May 3 lies in Golden Week, New Year in the closure; what is before the start is left out."""
    time = line()
    days = [date(2026, 3, 20), date(2026, 5, 3), date(2026, 7, 1), date(2027, 1, 1)]
    openings = time.openings(days, time.clock(OFFICE))
    assert [dated(time, tick) for tick in openings] == [
        datetime(2026, 5, 7, 9),
        datetime(2026, 7, 1, 9),
        datetime(2027, 1, 4, 9),
    ]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("first monday", [6, 4, 1, 6]),
        ("second tuesday", [14, 12, 9, 14]),
        ("third wednesday", [15, 20, 17, 15]),
        ("fourth thursday", [23, 28, 25, 23]),
        ("last friday", [24, 29, 26, 31]),
        ("day 20", [20, 20, 20, 20]),
        ("day 31", [30, 31, 30, 31]),
        ("  Last   SUNDAY ", [26, 31, 28, 26]),
    ],
)
def test_monthly_rules_from_april_to_july(rule: str, days: list[int]) -> None:
    assert [monthly(rule, date(2026, month, 1)).day for month in (4, 5, 6, 7)] == days


@pytest.mark.parametrize("rule", ["fifth friday", "day 32", "day 0", "friday", "last", ""])
def test_other_rules_are_refused_with_a_remedy(rule: str) -> None:
    with pytest.raises(ValueError, match="Write second tuesday"):
        monthly(rule, date(2026, 4, 1))


# --- Clocks -------------------------------------------------------------------------------


def test_the_clock_of_an_office() -> None:
    time = line()
    clock = time.clock(OFFICE)
    assert dated(time, clock.opens[0]) == datetime(2026, 4, 1, 9)
    assert dated(time, clock.closes[0]) == datetime(2026, 4, 1, 18)
    days = {dated(time, tick).date() for tick in clock.opens}
    golden = [date(2026, 4, 27) + timedelta(days=day) for day in range(12)]
    assert [day.day for day in golden if day in days] == [27, 28, 30, 1, 7, 8]
    assert date(2026, 12, 28) in days
    assert date(2026, 12, 29) not in days
    assert date(2027, 1, 4) in days


def test_a_clock_knows_days_past_the_horizon() -> None:
    """So that what is due after the end of a run still has a date."""
    time = line(horizon="1 week")
    clock = time.clock(OFFICE)
    assert time.days >= 7 + 400
    assert clock.next_open(time.horizon) < NEVER
    assert clock.shift_days(time.horizon - 1, 60) < NEVER


def test_always_is_always() -> None:
    clock = line().clock(Calendar.model_validate({"hours": "always"}))
    assert clock.always
    fine = line(tick="100 ms").clock(Calendar.model_validate({"hours": "always"}))
    assert fine.always
