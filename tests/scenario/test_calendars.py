"""Working time, worked out by hand: holidays, closures, breaks and days on which clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import jpholiday
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from gtmsim.scenario.basics import Calendar
from gtmsim.scenario.calendars import intervals, merged, midnights, public_holidays
from gtmsim.scenario.hours import (
    ALWAYS,
    parse_closure,
    parse_hours,
    parse_spans,
    parse_weekdays,
)

TOKYO = "Asia/Tokyo"
NEW_YORK = "America/New_York"


def calendar(hours: object = None, **fields: Any) -> Calendar:
    return Calendar.model_validate({"hours": hours or {"mon-fri": "9:00-18:00"}, **fields})


def written(spans: np.ndarray, start: date, zone: str) -> list[str]:
    """Intervals as people write them: `04-30 09:00-12:00`, in local time."""
    place = ZoneInfo(zone)
    begin = datetime(start.year, start.month, start.day, tzinfo=place).astimezone(UTC)
    lines = []
    for opens, closes in spans.tolist():
        one, other = ((begin + timedelta(minutes=m)).astimezone(place) for m in (opens, closes))
        lines.append(f"{one:%m-%d %H:%M}-{other:%H:%M}")
    return lines


# --- Worked out by hand ------------------------------------------------------------------


def test_a_plain_week() -> None:
    spans = intervals(calendar(), date(2026, 6, 1), 7, TOKYO)  # a Monday
    assert spans.tolist() == [[day * 1440 + 540, day * 1440 + 1080] for day in range(5)]
    assert spans.dtype == np.int64


def test_a_lunch_break_splits_the_day() -> None:
    spans = intervals(calendar(**{"break": "12:00-13:00"}), date(2026, 6, 1), 2, TOKYO)
    assert written(spans, date(2026, 6, 1), TOKYO) == [
        "06-01 09:00-12:00",
        "06-01 13:00-18:00",
        "06-02 09:00-12:00",
        "06-02 13:00-18:00",
    ]


def test_breaks_at_the_edges_and_outside() -> None:
    own = calendar(**{"break": ["8:00-9:30", "17:30-19:00", "12:00-12:30", "20:00-21:00"]})
    assert intervals(own, date(2026, 6, 1), 1, TOKYO).tolist() == [[570, 720], [750, 1050]]


def test_golden_week_2026() -> None:
    # 04-29 Showa Day (Wed); 05-03 Sun is Constitution Day, so 05-06 Wed is off in lieu.
    spans = intervals(calendar(country="JP"), date(2026, 4, 27), 14, TOKYO)
    assert written(spans, date(2026, 4, 27), TOKYO) == [
        "04-27 09:00-18:00",
        "04-28 09:00-18:00",
        "04-30 09:00-18:00",
        "05-01 09:00-18:00",
        "05-07 09:00-18:00",
        "05-08 09:00-18:00",
    ]


def test_the_silver_week_of_2026_has_a_sandwiched_day() -> None:
    # 09-21 Respect for the Aged, 09-23 equinox: 09-22 between two holidays is one too.
    spans = intervals(calendar(country="JP"), date(2026, 9, 18), 7, TOKYO)
    assert written(spans, date(2026, 9, 18), TOKYO) == ["09-18 09:00-18:00", "09-24 09:00-18:00"]


def test_the_year_end_closure_runs_over_new_year() -> None:
    own = calendar(country="JP", closed=["12-29..01-03"])
    spans = intervals(own, date(2026, 12, 25), 14, TOKYO)  # a Friday
    assert written(spans, date(2026, 12, 25), TOKYO) == [
        "12-25 09:00-18:00",
        "12-28 09:00-18:00",
        "01-04 09:00-18:00",
        "01-05 09:00-18:00",
        "01-06 09:00-18:00",
        "01-07 09:00-18:00",
    ]


def test_single_days_and_ranges_are_closed_once() -> None:
    own = calendar(closed=["2026-08-12", "2026-08-14..2026-08-17"])
    spans = intervals(own, date(2026, 8, 10), 10, TOKYO)
    days = [line[:5] for line in written(spans, date(2026, 8, 10), TOKYO)]
    assert days == ["08-10", "08-11", "08-13", "08-18", "08-19"]


def test_hours_that_touch_are_one_interval_even_over_midnight() -> None:
    night = calendar({"mon": "20:00-24:00", "tue": "0:00-4:00, 4:00-5:00"})
    assert intervals(night, date(2026, 6, 1), 3, TOKYO).tolist() == [[1200, 1740]]


def test_always_is_one_interval_through_clock_changes() -> None:
    spans = intervals(calendar("always"), date(2026, 1, 1), 365, NEW_YORK)
    assert spans.tolist() == [[0, 365 * 1440]]
    spans = intervals(calendar("always"), date(2026, 3, 8), 1, NEW_YORK)
    assert spans.tolist() == [[0, 1380]]


def test_no_open_day_gives_no_interval() -> None:
    spans = intervals(calendar(), date(2026, 6, 6), 2, TOKYO)  # a weekend
    assert spans.shape == (0, 2)
    assert spans.dtype == np.int64
    spans = intervals(calendar(**{"break": "9:00-18:00"}), date(2026, 6, 1), 5, TOKYO)
    assert spans.shape == (0, 2)


# --- Days on which clocks change ---------------------------------------------------------


def test_clocks_go_forward_in_new_york() -> None:
    # Sunday 2026-03-08: 2:00 becomes 3:00, so the day has 23 hours.
    assert midnights(date(2026, 3, 7), 3, NEW_YORK).tolist() == [0, 1440, 2820, 4260]
    own = calendar({"sat-mon": "9:00-18:00"})
    assert intervals(own, date(2026, 3, 7), 3, NEW_YORK).tolist() == [
        [540, 1080],
        [1440 + 480, 1440 + 1020],
        [2820 + 540, 2820 + 1080],
    ]


def test_clocks_go_back_in_new_york() -> None:
    # Sunday 2026-11-01: 2:00 becomes 1:00, so the day has 25 hours.
    assert midnights(date(2026, 10, 31), 3, NEW_YORK).tolist() == [0, 1440, 2940, 4380]
    own = calendar({"sun": "0:00-1:30, 9:00-18:00"})
    # 1:30 comes twice and means its first occurrence.
    assert intervals(own, date(2026, 11, 1), 1, NEW_YORK).tolist() == [[0, 90], [600, 1140]]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ("1:00-2:00", [[60, 120]]),
        ("1:00-2:30", [[60, 120]]),  # 2:30 does not exist: the change, 120 minutes in
        ("2:00-3:00", []),
        ("2:30-5:00", [[120, 240]]),
        ("3:00-5:00", [[120, 240]]),
        ("1:00-4:00", [[60, 180]]),
    ],
)
def test_hours_that_clocks_skip(hours: str, expected: list[list[int]]) -> None:
    assert intervals(calendar({"sun": hours}), date(2026, 3, 8), 1, NEW_YORK).tolist() == expected


def test_a_change_at_midnight() -> None:
    # Cairo, Friday 2026-04-24: 0:00 becomes 1:00.
    assert midnights(date(2026, 4, 23), 2, "Africa/Cairo").tolist() == [0, 1440, 2820]
    own = calendar({"fri": "0:00-2:00, 9:00-10:00"})
    assert intervals(own, date(2026, 4, 24), 1, "Africa/Cairo").tolist() == [[0, 60], [480, 540]]


def test_a_half_hour_change() -> None:
    # Lord Howe, Sunday 2026-10-04: 2:00 becomes 2:30.
    assert midnights(date(2026, 10, 4), 1, "Australia/Lord_Howe").tolist() == [0, 1410]
    own = calendar({"sun": "1:45-2:15, 9:00-10:00"})
    spans = intervals(own, date(2026, 10, 4), 1, "Australia/Lord_Howe")
    assert spans.tolist() == [[105, 120], [510, 570]]


def test_a_team_abroad_works_its_own_hours() -> None:
    # In June, 9:00 in New York is 22:00 in Tokyo; Friday's hours end on Tokyo's Saturday.
    own = calendar(time_zone=NEW_YORK, country="US")
    spans = intervals(own, date(2026, 6, 18), 5, TOKYO)
    assert written(spans, date(2026, 6, 18), TOKYO) == [
        "06-18 00:00-07:00",  # the rest of New York's Wednesday, cut at the start
        "06-18 22:00-07:00",
        "06-22 22:00-00:00",  # 06-19 is Juneteenth; cut at the end
    ]


# --- Against other sources ---------------------------------------------------------------


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027])
def test_japanese_holidays_agree_with_jpholiday(year: int) -> None:
    expected = {day for day, _ in jpholiday.year_holidays(year)}
    assert public_holidays("JP", None, year) == expected


def test_holidays_of_a_subdivision() -> None:
    assert date(2026, 4, 20) in public_holidays("US", "MA", 2026)  # Patriots' Day
    assert date(2026, 4, 20) not in public_holidays("US", None, 2026)
    with pytest.raises(ValueError, match="not known for 2150"):
        public_holidays("JP", None, 2150)


def test_every_working_minute_agrees_with_a_clock_on_the_wall() -> None:
    # A slow second way: ask for the local time of each minute of two weeks with a change.
    own = calendar({"mon-sun": "0:30-2:40, 9:00-18:00"}, **{"break": "12:00-13:00"})
    start, place = date(2026, 3, 3), ZoneInfo(NEW_YORK)
    spans = intervals(own, start, 14, NEW_YORK)
    begin = datetime(2026, 3, 3, tzinfo=place).astimezone(UTC)
    inside = np.zeros(int(midnights(start, 14, NEW_YORK)[-1]), dtype=bool)
    for opens, closes in spans:
        inside[opens:closes] = True
    for minute in range(0, len(inside), 5):
        local = (begin + timedelta(minutes=minute)).astimezone(place)
        clock = local.hour * 60 + local.minute
        works = 30 <= clock < 160 or 540 <= clock < 720 or 780 <= clock < 1080
        assert inside[minute] == works, local


def test_three_years_have_their_mornings_and_afternoons() -> None:
    own = calendar(country="US", closed=["12-29..01-03"], **{"break": "12:00-13:00"})
    spans = intervals(own, date(2026, 4, 1), 1096, NEW_YORK)
    assert len(spans) > 1_400


pairs = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=12)


@given(pairs)
def test_merging_keeps_exactly_the_covered_minutes(spans: list[tuple[int, int]]) -> None:
    result = merged(np.array(spans, dtype=np.int64).reshape(-1, 2))
    covered = {minute for opens, closes in spans for minute in range(opens, closes)}
    assert {minute for opens, closes in result for minute in range(opens, closes)} == covered
    assert np.all(np.diff(result.ravel()) > 0)  # sorted, none empty, none touching


# --- Reading -----------------------------------------------------------------------------

WEEK = tuple((day, 540, 1080) for day in range(5))


@pytest.mark.parametrize(
    ("value", "week"),
    [
        ({"mon-fri": "9:00-18:00"}, WEEK),
        ({"Monday-Friday": "09:00 - 18:00"}, WEEK),
        ({"月-金": "9:00-18:00"}, WEEK),
        ({"月〜金": "9:00〜18:00"}, WEEK),
        ({"月曜~金曜": "９:００~１８:００"}, WEEK),
        ({"mon, tue, wed": "9:00-18:00", "thu-fri": ["9:00-18:00"]}, WEEK),
        ({"mon-fri": "9:00-18:00", "sat-sun": "closed"}, WEEK),
        ({"sat-sun": "0:00-24:00"}, ((5, 0, 1440), (6, 0, 1440))),
        ({"sun-mon": "9:00-10:00"}, ((0, 540, 600), (6, 540, 600))),
        ({"mon": "13:00-18:00, 9:00-12:00"}, ((0, 540, 720), (0, 780, 1080))),
        ("always", ALWAYS),
        (WEEK, WEEK),
    ],
)
def test_hours(value: object, week: object) -> None:
    assert parse_hours(value) == week


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        ("9:00-18:00", "does not say on which days. Write {mon-fri"),
        ({}, "does not say on which days"),
        (None, "does not say on which days"),
        ({"mon-fri": "9-18"}, "'9-18' is not a span of hours. Write hours such as"),
        ({"mon-fri": "9:00"}, "not a span of hours"),
        ({"mon": "22:00-6:00"}, "If it crosses midnight, write two: 0:00-6:00, and 22:00-24:00"),
        ({"mon": "20:00-0:00"}, "A day ends at 24:00: 20:00-24:00"),
        ({"mon": "9:00-9:00"}, "is empty. Around the clock is 0:00-24:00"),
        ({"mon": "9:00-25:00"}, "outside 0:00 to 24:00"),
        ({"mon": "9:60-18:00"}, "outside 0:00 to 24:00"),
        ({"mon": "24:00-24:00"}, "is empty"),
        ({"mon": "9:00-12:00, 11:00-18:00"}, "overlap"),
        ({"mon-fri": "9:00-18:00", "fri": "9:00-15:00"}, "fri is given twice"),
        ({"mon, mon": "9:00-18:00"}, "names a day twice"),
        ({"mno": "9:00-18:00"}, "'mno' is not a day. Did you mean mon?"),
        ({"mon-wed-fri": "9:00-18:00"}, "not a range of days"),
        ({"sat": "closed"}, "No day has any hours"),
        (((0, 540, 600), (0, 590, 700)), "overlap"),
        (((7, 540, 600),), "not such a span"),
        ((540, 600), "not such a span"),
    ],
)
def test_refused_hours(value: object, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        parse_hours(value)


def test_parts_of_hours_are_read_alone_too() -> None:
    assert parse_spans("8:00-22:00") == ((480, 1320),)
    assert parse_weekdays("sat-sun") == (5, 6)
    assert parse_weekdays("土・日") == (5, 6)


@pytest.mark.parametrize(
    ("text", "closed", "opened"),
    [
        ("2026-08-13", ["2026-08-13"], ["2026-08-12", "2027-08-13"]),
        ("2026-08-13..2026-08-15", ["2026-08-13", "2026-08-15"], ["2026-08-16"]),
        ("12-25", ["2026-12-25", "2030-12-25"], ["2026-12-26"]),
        ("08-13..08-15", ["2026-08-14", "2027-08-15"], ["2026-08-16"]),
        ("12-29..01-03", ["2026-12-29", "2027-01-01", "2027-01-03"], ["2026-12-28", "2027-01-04"]),
        ("02-29", ["2028-02-29"], ["2026-02-28", "2026-03-01"]),
    ],
)
def test_closures(text: str, closed: list[str], opened: list[str]) -> None:
    closure = parse_closure(text)
    assert all(closure.covers(date.fromisoformat(day)) for day in closed)
    assert not any(closure.covers(date.fromisoformat(day)) for day in opened)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("2026-08-15..2026-08-13", "ends before it begins"),
        ("2026-02-30", "not a day of the calendar"),
        ("13-01", "not a day of the calendar"),
        ("8/13", "'8/13' is not a date. Write 2026-08-13, 2026-08-13..2026-08-15, or yearly"),
        ("2026-12-29..01-03", "not a closure"),
        ("01-01..01-02..01-03", "not a closure"),
        ("", "empty"),
    ],
)
def test_refused_closures(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        parse_closure(text)


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"country": "JPP"}, "Public holidays of 'JPP' are not known. Did you mean"),
        ({"country": "JP", "subdivision": "13"}, "'13' is not a subdivision of JP. JP has none"),
        ({"country": "US", "subdivision": "ZZ"}, "'ZZ' is not a subdivision of US. Known: AK"),
        ({"subdivision": "MA"}, "subdivision 'MA' needs its country"),
        ({"time_zone": "Asia/Tokio"}, "no time zone 'Asia/Tokio'. Did you mean Asia/Tokyo?"),
        ({"time_zone": "../etc/passwd"}, "no time zone"),
        ({"break": "12:00-11:00"}, "ends before it begins"),
        ({"closed": "12-32"}, "not a day of the calendar"),
    ],
)
def test_refused_calendars(fields: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        calendar(**fields)
