"""Work and waits over holidays, closures, lunch and clock changes.

Japan in 2026: Wednesday, April 29 is a holiday, and so are Monday, May 4 to Wednesday, May 6;
open are April 27, 28 and 30, May 1, 7 and 8. At the year-end, offices are open until Monday,
December 28, and again from Monday, January 4, 2027; January 11 is a holiday.
"""

from __future__ import annotations

import pytest

from gtmsim.log import Kind
from tests.worlds.world import unfold

JAPAN = '{hours: {mon-fri: "9:00-18:00"}, country: JP, closed: [12-29..01-03]}'
WITH_LUNCH = JAPAN.replace("country", 'break: "12:00-13:00", country')


def ends(begins: str, work: str, calendar: str = WITH_LUNCH, style: str = "pauses") -> str:
    """When a piece of work that a lead brings at a moment is finished."""
    log = unfold(
        f"""
        channels:
          web: {{on: [{begins}]}}
        stages:
          offer: {{function: sales, work: {work}, work_style: {style}, then: {{end: 100%}}}}
        teams:
          fs: {{covers: sales, headcount: 1}}
        """,
        horizon="12 months",
        calendar=calendar,
    )
    return log.text(["time"], kinds=[Kind.FINISHED])


def until(begins: str, delay: str, calendar: str = WITH_LUNCH) -> str:
    """When a wait without a rep, begun at a moment, is over."""
    log = unfold(
        f"""
        channels:
          web: {{on: [{begins}]}}
        stages:
          offer:
            function: sales
            starts: {{after: {delay}}}
            work: 1 min
            then: {{end: 100%}}
        teams:
          fs: {{covers: sales, headcount: 1}}
        """,
        horizon="12 months",
        calendar=calendar,
    )
    return log.text(["time"], kinds=[Kind.JOINED])


@pytest.mark.parametrize(
    ("begins", "at_eleven_next_business_day"),
    [
        ("2026-04-06 17:00", "2026-04-07 11:00"),
        ("2026-04-10 17:00", "2026-04-13 11:00"),
        ("2026-04-28 17:00", "2026-04-30 11:00"),
        ("2026-05-01 17:00", "2026-05-07 11:00"),
        ("2026-12-28 17:00", "2027-01-04 11:00"),
        ("2027-01-08 17:00", "2027-01-12 11:00"),
    ],
)
def test_three_hours_begun_at_five_end_at_eleven_on_the_next_business_day(
    begins: str, at_eleven_next_business_day: str
) -> None:
    assert ends(begins, "3 h") == at_eleven_next_business_day


@pytest.mark.parametrize(
    ("begins", "work", "finished"),
    [
        ("2026-05-01 17:00", "5 h", "2026-05-07 14:00"),  # one, three until lunch, one after it
        ("2026-05-01 11:30", "1 h", "2026-05-01 13:30"),
        ("2026-04-28 09:00", "24 h", "2026-05-01 18:00"),  # three days of eight hours
        ("2026-04-28 09:00", "25 h", "2026-05-07 10:00"),  # and one hour after the holidays
        ("2026-12-25 13:00", "20 h", "2027-01-04 17:00"),  # 5 + 8 + 7 hours: lunch on the last
        ("2026-05-02 10:00", "2 h", "2026-05-07 11:00"),  # brought on a Saturday
    ],
)
def test_work_counts_open_hours_only(begins: str, work: str, finished: str) -> None:
    assert ends(begins, work) == finished


def test_work_that_fits_waits_for_the_first_long_enough_stretch_after_the_holidays() -> None:
    """Four hours: not before lunch on the 7th, but from 13:00 on."""
    assert ends("2026-05-01 16:00", "4 h", style="fits") == "2026-05-07 17:00"
    assert ends("2026-12-28 15:30", "3 h", style="fits") == "2027-01-04 12:00"


@pytest.mark.parametrize(
    ("begins", "delay", "over"),
    [
        ("2026-04-28 15:00", "3 business days", "2026-05-07 15:00"),  # April 30, May 1, May 7
        ("2026-04-27 10:00", "5 business days", "2026-05-08 10:00"),
        ("2026-05-02 10:00", "2 business days", "2026-05-11 09:00"),  # from Thursday's opening
        ("2026-04-28 12:30", "1 business day", "2026-04-30 13:00"),  # from the end of lunch
        ("2026-12-28 10:00", "1 business day", "2027-01-04 10:00"),
        ("2026-12-25 10:00", "5 business days", "2027-01-07 10:00"),  # 28, then 4 to 7
        ("2026-05-01 16:00", "10 business hours", "2026-05-07 18:00"),  # two, and a day of eight
        ("2026-05-01 11:45", "30 business minutes", "2026-05-01 13:15"),
        ("2026-05-01 16:00", "6 days", "2026-05-07 16:00"),  # plain days run through
        ("2026-12-31 16:00", "1 week", "2027-01-07 16:00"),
        ("2027-01-31 16:00", "1 month", "2027-02-28 16:00"),  # the last day of a shorter month
        ("2026-05-03 16:00", "0 business days", "2026-05-07 09:00"),  # nothing: the next opening
        ("2026-05-03 16:00", "0 days", "2026-05-03 16:00"),
    ],
)
def test_waits_over_golden_week_and_the_year_end(begins: str, delay: str, over: str) -> None:
    assert until(begins, delay) == over


def test_five_touches_skip_golden_week() -> None:
    """R033: Tuesday the 28th, Thursday, Friday, and the two days after the holidays."""
    log = unfold(
        """
        channels:
          web: {on: [2026-04-28 10:00]}
        stages:
          call:
            function: sales
            attempts:
              {max: 5, within: 5 business days, connect: 0%, work: 1 min, exhausted: lost.no}
            then: {end: 100%}
        teams:
          is: {covers: sales, headcount: 1}
        """,
        horizon="2 months",
        calendar=JAPAN,
    )
    days = [line[:10] for line in log.text(["time"], kinds=[Kind.STARTED]).splitlines()]
    assert days == ["2026-04-28", "2026-04-30", "2026-05-01", "2026-05-07", "2026-05-08"]


def test_a_month_after_the_start_of_a_month_and_a_year_after_a_leap_day() -> None:
    assert until("2026-04-01 09:00", "3 months") == "2026-07-01 09:00"
    log = unfold(
        """
        channels:
          web: {on: [2028-02-29 09:00]}
        stages:
          offer:
            function: sales
            starts: {after: 1 year}
            work: 1 min
            then: {end: 100%}
        teams:
          fs: {covers: sales, headcount: 1}
        """,
        start="2028-02-01",
        horizon="2 years",
        calendar=JAPAN,
    )
    assert log.text(["time"], kinds=[Kind.JOINED]) == "2029-02-28 09:00"


def test_a_team_that_works_round_the_clock_on_weekdays_has_business_days_all_the_same() -> None:
    """Monday to Friday without a night: five business days a week, not one."""
    nights = '{hours: {mon-fri: "0:00-24:00"}}'
    assert until("2026-04-07 10:00", "1 business day", nights) == "2026-04-08 10:00"
    assert until("2026-04-10 10:00", "1 business day", nights) == "2026-04-13 10:00"
    assert until("2026-04-07 10:00", "1.5 business days", nights) == "2026-04-08 22:00"
    assert ends("2026-04-10 23:00", "2 h", nights) == "2026-04-13 01:00"


# --- Other clocks ---------------------------------------------------------------------------


def in_new_york(begins: str, stage: str, kind: Kind, calendar: str) -> str:
    """When something happens in New York, where clocks go forward on March 8, 2026."""
    log = unfold(
        f"""
        channels:
          web: {{on: [{begins}]}}
        stages:
          offer: {{function: sales, {stage}, then: {{end: 100%}}}}
        teams:
          fs: {{covers: sales, headcount: 1}}
        """,
        start="2026-03-02",
        horizon="2 weeks",
        calendar=calendar,
        time_zone="America/New_York",
    )
    return log.text(["time"], kinds=[kind])


def test_an_hour_lost_to_summer_time_is_not_worked_but_waited() -> None:
    """From 22:00, eight elapsed hours end at 7:00 in the morning on which 2:00 is 3:00."""
    night, office = "{hours: always}", '{hours: {mon-fri: "9:00-17:00"}}'
    saturday, friday = "2026-03-07 22:00", "2026-03-06 16:00"
    assert in_new_york(saturday, "work: 8 h", Kind.FINISHED, night) == "2026-03-08 07:00"
    assert in_new_york(friday, "work: 8 h", Kind.FINISHED, office) == "2026-03-09 16:00"
    waits = "work: 1 min, starts: {after: 1 business day}"
    assert in_new_york(friday, waits, Kind.JOINED, office) == "2026-03-09 16:00"


def test_a_team_abroad_works_by_its_own_clock() -> None:
    """Nine o'clock in Berlin is four in the afternoon in Tokyo; in winter it is five."""
    berlin = '{hours: {mon-fri: "9:00-17:00"}, time_zone: Europe/Berlin}'
    assert ends("2026-05-07 10:00", "2 h", berlin) == "2026-05-07 18:00"
    assert ends("2026-11-24 10:00", "2 h", berlin) == "2026-11-24 19:00"
    assert ends("2026-05-07 23:30", "1 h", berlin) == "2026-05-08 16:30"  # over their evening
