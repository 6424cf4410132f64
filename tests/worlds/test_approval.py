"""Approval inside the customer: several people by amount, boards, papers in time (R090)."""

from __future__ import annotations

import pytest

from tests.worlds.world import expected, told

JAPAN = """{hours: {mon-fri: "9:00-18:00"}, country: JP, closed: [12-29..01-03]}"""
HEAD = "{by: 部長, up_to: 500万円, takes: 3 days}"
BOARD = "{by: 取締役会, board: third wednesday, papers: 5 business days}"


def world(ready: str, approval: str, *, size: str = "800万円 per year", segment: str = "") -> str:
    """A deal that is ready to be approved at a moment."""
    return f"""
        teams: {{}}
        approval: {approval}
        segments:
          mid: {{deal_size: {size}{segment}}}
        channels:
          web: {{on: [{ready}]}}
        stages:
          ask:
            decides: {{at: approval}}
            then: {{end: 100%}}
        """


def approved(
    ready: str, approval: str, *, size: str = "800万円 per year", segment: str = ""
) -> str:
    """When that deal is approved."""
    log = told(
        world(ready, approval, size=size, segment=segment), horizon="9 months", calendar=JAPAN
    )
    (line,) = [line for line in log.splitlines() if "done lead 0" in line]
    return line.split(" done")[0]


# --- Boards and papers -------------------------------------------------------------------


def test_one_approver_after_the_other_in_one_wait() -> None:
    """R090: three days for the head, on Monday, April 6; the papers are a day early."""
    assert told(
        world("2026-04-03 10:00", f"[{HEAD}, {BOARD}]"), calendar=JAPAN, horizon="3 weeks"
    ) == expected("""
        04-03 10:00 arrived lead 0
        04-03 10:00 entered lead 0 ask visit 1
        04-03 10:00 delayed lead 0 ask visit 1 until 04-15 09:00
        04-15 09:00 done lead 0 ask visit 1
    """)


@pytest.mark.parametrize(
    ("ready", "when"),
    [
        ("2026-04-05 08:59", "04-15 09:00"),  # the head's three days end on the 8th, 08:59
        ("2026-04-05 09:00", "04-15 09:00"),  # in the last minute: five business days before
        ("2026-04-05 09:01", "05-20 09:00"),  # one minute late: a full cycle
        ("2026-04-06 09:00", "05-20 09:00"),  # one day late
        ("2026-04-30 10:00", "05-20 09:00"),  # Golden Week ends on the 6th: papers by the 13th
        ("2026-05-10 09:00", "05-20 09:00"),
        ("2026-05-11 09:00", "06-17 09:00"),
    ],
)
def test_one_day_late_waits_a_full_cycle(ready: str, when: str) -> None:
    """R090: the board meets on the third Wednesday, papers are due five business days before."""
    assert approved(ready, f"[{HEAD}, {BOARD}]") == when


@pytest.mark.parametrize(
    ("papers", "in_time", "late"),
    [
        ("7 days", "04-08 09:00", "04-08 09:01"),
        ("2 business hours", "04-14 16:00", "04-14 16:01"),
        ("1.5 business days", "04-13 13:30", "04-13 13:31"),  # 4.5 of 9 hours before Tuesday
        ("1 month", "03-15 09:00", "04-01 00:00"),  # already too late when the scenario begins
        ("0 days", "04-15 09:00", "04-15 09:01"),
    ],
)
def test_papers_are_due_before_the_board(papers: str, in_time: str, late: str) -> None:
    chain = f"[{{by: board, board: third wednesday, papers: {papers}}}]"
    if in_time >= "04-01":
        assert approved(f"2026-{in_time}", chain) == "04-15 09:00"
    assert approved(f"2026-{late}", chain) == "05-20 09:00"


def test_the_first_boards_papers_may_have_been_due_before_the_start() -> None:
    """The board of April 1 asked for papers in March: it has no room for this deal."""
    chain = "[{by: board, board: day 1, papers: 5 business days}]"
    assert approved("2026-04-01 00:00", chain) == "05-01 09:00"


def test_two_boards_one_after_the_other() -> None:
    """The second cannot meet before the first has said yes."""
    chain = "[{by: a, up_to: 1万円, board: day 20}, {by: b, board: day 10}]"
    assert approved("2026-04-02 10:00", chain) == "05-11 09:00"  # May 10 is a Sunday


# --- Who is asked ------------------------------------------------------------------------

CHAIN = (
    "[{by: lead, up_to: 100万円, takes: 1 day}, {by: head, up_to: 500万円, takes: 10 days},"
    " {by: board, up_to: 1000万円, takes: 100 days}]"
)


@pytest.mark.parametrize(
    ("size", "when"),
    [
        ("50万円 per year", "04-02 10:00"),
        ("100万円 per year", "04-02 10:00"),  # up to, and that
        ("100.0001万円 per year", "04-12 10:00"),
        ("500万円 per year", "04-12 10:00"),
        ("600万円 per year", "07-21 10:00"),
        ("2000万円 per year", "07-21 10:00"),  # the last one approves whatever comes
        ("20万円 per month", "04-12 10:00"),  # it is a year that counts
        ("50万円", "04-02 10:00"),
    ],
)
def test_the_amount_decides_how_many_are_asked(size: str, when: str) -> None:
    assert approved("2026-04-01 10:00", CHAIN, size=size) == when


def test_a_segment_has_approvers_of_its_own() -> None:
    own = ", approval: [{by: owner, takes: 1 day}]"
    assert approved("2026-04-01 10:00", CHAIN, segment=own) == "04-02 10:00"


def test_without_segments_the_scenarios_approvers_are_asked() -> None:
    log = told("""
        teams: {}
        approval: [{by: head, takes: 2 days}]
        channels: {web: {on: [2026-04-01 10:00]}}
        stages: {ask: {decides: {at: approval}, then: {end: 100%}}}
        """)
    assert log.splitlines()[-1] == "04-03 10:00 done lead 0 ask visit 1"


# --- How long it takes -------------------------------------------------------------------


def test_business_time_of_an_approver_is_the_companys_or_the_customers() -> None:
    """Nine business hours from Friday noon: Monday noon; of a customer who works at night too."""
    chain = "[{by: head, takes: 9 business hours}]"
    assert approved("2026-04-03 12:00", chain) == "04-06 12:00"
    always = ", calendar: {hours: always}"
    assert approved("2026-04-03 12:00", chain, segment=always) == "04-03 21:00"


def test_nobody_approves_while_the_customer_is_away() -> None:
    """Obon: the head is back on Monday, August 17, and only then can the next be asked."""
    chain = "[{by: head, up_to: 1万円, takes: 2 days}, {by: owner, takes: 1 day}]"
    away = ", calendar: {hours: always, closed: [08-13..08-16]}"
    assert approved("2026-08-12 10:00", chain) == "08-15 10:00"
    assert approved("2026-08-12 10:00", chain, segment=away) == "08-18 00:00"


def test_a_board_on_a_day_off_meets_when_the_customer_is_back() -> None:
    away = ', calendar: {hours: {mon-fri: "10:00-17:00"}, closed: [08-13..08-16]}'
    chain = "[{by: board, board: day 14}]"
    assert approved("2026-08-01 10:00", chain) == "08-14 09:00"
    assert approved("2026-08-01 10:00", chain, segment=away) == "08-17 10:00"


def test_who_comes_after_a_board_waits_until_it_has_met() -> None:
    """On Monday, as Friday is a day off; papers were due five business days before that."""
    away = ', calendar: {hours: {mon-fri: "10:00-17:00"}, closed: [08-13..08-16]}'
    board = "{by: board, up_to: 1万円, board: day 14, papers: 5 business days}"
    chain = f"[{board}, {{by: owner, takes: 1 day}}]"
    assert approved("2026-08-06 09:00", chain) == "08-15 09:00"  # August 11 is a holiday
    assert approved("2026-08-06 09:01", chain) == "09-15 09:00"
    assert approved("2026-08-07 10:00", chain, segment=away) == "08-18 10:00"
    assert approved("2026-08-07 10:01", chain, segment=away) == "09-15 10:00"


def test_each_approver_draws_a_time_of_its_own() -> None:
    """Two of the same law differ, and so do visits; a lead keeps its luck in any company."""
    text = """
        approval: [{by: a, up_to: 1_JPY, takes: {exponential: 5 days}}, {by: b, takes: LAW}]
        segments: {mid: {deal_size: 100万円}}
        channels: {web: {on: [2026-04-01 10:00]}}
        stages: {ask: {decides: {at: approval}, then: {end: 100%}}}
        teams: {}
        """.replace("1_JPY", "1 JPY")
    none = told(text.replace("LAW", "0 days"), horizon="1 year").splitlines()[-1]
    same = told(text.replace("LAW", "{exponential: 5 days}"), horizon="1 year").splitlines()[-1]
    again = told(text.replace("LAW", "{exponential: 5 days}"), horizon="1 year").splitlines()[-1]
    first, both = (minutes(line) for line in (none, same))
    assert 0 < first < both != 2 * first
    assert same == again


def minutes(line: str) -> int:
    day, clock = line.split()[:2]
    month, of_month = (int(part) for part in day.split("-")[-2:])
    hour, minute = (int(part) for part in clock.split(":"))
    return ((month - 4) * 30 + of_month - 1) * 1440 + hour * 60 + minute - 600
