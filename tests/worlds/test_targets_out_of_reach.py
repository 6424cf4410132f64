"""A team that has missed a uniform target is under pressure for a month (R167).

Odds so extreme that luck has no say: one in a million happens, or does not.
"""

from __future__ import annotations

from textwrap import dedent

import pytest

from gtmsim.log import EventLog, Kind
from gtmsim.log.kinds import UNPRESSED
from tests.worlds.world import expected, told, unfold

WORLD = dedent("""
    channels:
      web: {on: [2026-04-10 10:00, 2026-05-11 10:00]}
    stages:
      call:
        function: inside
        work: 30 min
        then: {sql: 100%}
      meet:
        function: field
        work: 1 h
        factors: {pressure: {100%: 1, 200%: 0.000000000001}}
        then: {won: 99.9999%, lost.price: rest}
    milestones: {sql: meet, won: end}
    teams:
      is: {covers: inside, people: [ann]}
      fs: {covers: field, people: [bob]}
""")


FACTORS = "    factors: {pressure: {100%: 1, 200%: 0.000000000001}}\n"


def owed(quota: str, team: str = "is", counts: str = "sql") -> str:
    """The target of a world, to stand behind it."""
    return f"mechanisms: {{pressure: {{team: {team}, counts: {counts}, quota: {quota}}}}}\n"


def pressed(log: EventLog) -> list[tuple[str, float, int, int]]:
    """The day, the pressure, and how many people had brought how many, of each month told."""
    rows = log.select(Kind.PRESSED).nonzero()[0].tolist()
    days = log.text(["time"], kinds=[Kind.PRESSED]).splitlines()
    columns = (log.events[name] for name in ("value", "step", "due"))
    size, people, brought = (column[rows].tolist() for column in columns)
    told = zip(days, size, people, brought, strict=True)
    return [(day[5:10], one / UNPRESSED, of, due) for day, one, of, due in told]


def won(log: EventLog) -> list[bool]:
    """What became of each lead."""
    done = log.events["lead"][log.select(Kind.DONE)].tolist()
    return [lead in done for lead in range(len(log.leads["key"]))]


# --- One month after the other ---------------------------------------------------------------


def test_half_of_the_target_is_pressure_of_200_percent_in_the_next_month() -> None:
    """R167: in April one of two is brought, and what is brought in May does not sell."""
    assert told(WORLD + owed("2 per month"), horizon="2 months") == expected("""
        04-10 10:00 arrived lead 0
        04-10 10:00 entered lead 0 call visit 1
        04-10 10:00 joined lead 0 call visit 1 step 1 team is priority 0
        04-10 10:00 started lead 0 call visit 1 step 1 team is rep ann work 30
        04-10 10:30 finished lead 0 call visit 1 step 1 team is rep ann work 30
        04-10 10:30 milestone lead 0 call visit 1 sql
        04-10 10:30 advanced lead 0 call visit 1 next meet
        04-10 10:30 entered lead 0 meet visit 1
        04-10 10:30 joined lead 0 meet visit 1 step 1 team fs priority 0
        04-10 10:30 started lead 0 meet visit 1 step 1 team fs rep bob work 60
        04-10 11:30 finished lead 0 meet visit 1 step 1 team fs rep bob work 60
        04-10 11:30 milestone lead 0 meet visit 1 team fs rep bob won
        04-10 11:30 done lead 0 meet visit 1

        05-01 00:00 pressed step 1 team is pressure 131072 brought 1 sql

        05-11 10:00 arrived lead 1
        05-11 10:00 entered lead 1 call visit 1
        05-11 10:00 joined lead 1 call visit 1 step 1 team is priority 0
        05-11 10:00 started lead 1 call visit 1 step 1 team is rep ann work 30
        05-11 10:30 finished lead 1 call visit 1 step 1 team is rep ann work 30
        05-11 10:30 milestone lead 1 call visit 1 sql
        05-11 10:30 advanced lead 1 call visit 1 next meet
        05-11 10:30 entered lead 1 meet visit 1
        05-11 10:30 joined lead 1 meet visit 1 step 1 team fs priority 0
        05-11 10:30 started lead 1 meet visit 1 step 1 team fs rep bob work 60
        05-11 11:30 finished lead 1 meet visit 1 step 1 team fs rep bob work 60
        05-11 11:30 lost lead 1 meet visit 1 price
    """)


def test_a_target_that_was_met_presses_nobody() -> None:
    met = told(WORLD + owed("1 per month"), horizon="3 months")
    assert met == told(WORLD.replace(FACTORS, ""), horizon="3 months")
    assert "pressed" not in met


def test_where_nothing_was_brought_pressure_is_as_high_as_it_gets() -> None:
    """And whoever owes less than one is not under pressure for having brought one."""
    world = WORLD.replace("2026-04-10 10:00, ", "") + owed("0.5 per month")
    log = unfold(world, horizon="3 months")
    assert pressed(log) == [("05-01", 10.0, 1, 0)]
    assert won(log) == [False]


def test_under_pressure_more_is_passed_on() -> None:
    """One in ten thousand is let through in April, and nearly everybody in May."""
    more = "{100%: 1, 1000%: 999_999_999}"
    world = WORLD.replace(
        "work: 30 min", f"work: 30 min\n    factors: {{pressure: {more}}}"
    ).replace("{sql: 100%}", "{sql: 0.01%, lost.no_need: rest}")
    log = unfold(world + owed("5 per month"), horizon="2 months")
    assert log.select(Kind.MILESTONE).sum() == 1
    assert log.text(kinds=[Kind.LOST]).replace("2026-", "") == expected("""
        04-10 10:30 lost lead 0 call visit 1 no need
        05-11 11:30 lost lead 1 meet visit 1 price
    """).replace("no need", "no_need")


def test_a_part_of_a_month_owes_its_part() -> None:
    """From April 16 on half of April: 2 of 4 are owed, and 1 is brought; the whole of May: 4."""
    world = WORLD.replace("2026-04-10", "2026-04-20") + owed("4 per month")
    log = unfold(world, start="2026-04-16", horizon="3 months")
    assert pressed(log) == [("05-01", 2.0, 1, 1), ("06-01", 4.0, 1, 1), ("07-01", 10.0, 1, 0)]


def test_each_person_owes_as_much() -> None:
    """The quota is uniform: with two, twice as much is owed, from as many leads."""
    world = WORLD.replace("[ann]", "[ann, eve]") + owed("2 per month")
    assert pressed(unfold(world, horizon="2 months")) == [("05-01", 4.0, 2, 1)]


# --- Who carries it ---------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "sold"), [("30 17:00", True), ("30 17:31", False)])
def test_what_counts_is_when_the_work_ended(day: str, sold: bool) -> None:
    """A lead on which April's last minute was spent is April's, whenever it passes.

    Work that does not fit into the last half hour of April pauses, and ends in May.
    """
    world = WORLD.replace("then: {sql: 100%}", "decides: {after: 3 days}\n    then: {sql: 100%}")
    world = world.replace("04-10 10:00, 2026-05-11 10:00", f"04-{day}")
    log = unfold(world + owed("1 per month"), horizon="2 months")
    assert pressed(log) == [("05-01", 10.0, 1, 0)]
    assert won(log) == [sold]


def test_a_meeting_brings_leads_as_any_other_work() -> None:
    world = WORLD.replace(
        "work: 30 min", "work: 30 min\n    meeting: {slot: 30 min, no_show: 0%, missed: lost.away}"
    ).replace("people: [ann]", "people: [ann], assignment: when_free")
    log = unfold(world + owed("2 per month"), horizon="2 months")
    assert pressed(log) == [("05-01", 2.0, 1, 1)]
    assert won(log) == [True, False]


def test_whoever_does_both_is_judged_by_the_same_rule() -> None:
    """R167: it is no matter of design; a month later the pressure is that of when it was brought.

    The lead of May 29 is brought under pressure and met in June, after a month without any.
    """
    alone = dedent("""
        teams:
          all: {covers: [inside, field], people: [ann]}
    """)
    world = WORLD[: WORLD.index("teams:")].replace("04-10 10:00, 2026-05-11", "05-29")
    world = world.replace("work: 1 h", "starts: {after: 10 days}\n    work: 1 h") + alone
    log = unfold(world + owed("1 per month", team="all"), horizon="3 months")
    assert pressed(log) == [("05-01", 10.0, 1, 0)]
    assert won(log) == [False]


def test_another_team_that_does_the_same_is_not_under_pressure() -> None:
    """The second lead is called by eve, of another team, which has no target."""
    others = "  others: {covers: inside, people: [eve], serves: {channel: ads}}\n"
    world = (
        WORLD.replace("web: {on: [2026-04-10 10:00, 2026-05-11 10:00]}", "web: {on: [2026-05-11]}")
        .replace("stages:", "  ads: {on: [2026-05-11]}\nstages:")
        .replace("people: [ann]}", "people: [ann], serves: {channel: web}}")
    )
    log = unfold(world + others + owed("3 per month"), horizon="3 months")
    assert pressed(log) == [("05-01", 10.0, 1, 0), ("06-01", 3.0, 1, 1)]
    sold = dict(zip(log.leads["channel"].tolist(), won(log), strict=True))
    assert sold == {0: False, 1: True}


def test_a_team_that_did_not_exist_owes_nothing() -> None:
    """Ann's team is founded on May 15: its first whole month is June."""
    founded = dedent("""
        reorganizations:
          - from: 2026-05-15
            teams: {is: {covers: inside}}
            moves: [{people: [ann], from: all, to: is}]
    """)
    world = WORLD.replace("is: {covers: inside", "all: {covers: inside")
    log = unfold(world + founded + owed("1 per month"), horizon="4 months")
    assert [day for day, *_ in pressed(log)] == ["07-01"]
