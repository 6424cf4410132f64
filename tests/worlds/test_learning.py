"""People who learn, forget, switch, differ and ramp up: how long each piece of work takes."""

from __future__ import annotations

import pytest

from tests.worlds.world import expected, told

DESK = """
        channels:
          web: {on: [TIMES]}
        stages:
          call: {function: sales, work: 20 min, then: {end: 100%}}
        teams:
          is: {covers: sales, people: [PEOPLE]}
"""


def world(times: str, people: str, more: str = "") -> str:
    """A desk to which leads come at these times."""
    return DESK.replace("TIMES", times).replace("PEOPLE", people) + more


def learning(said: str) -> str:
    return f"        mechanisms: {{learning: {{{said}}}}}\n"


def works(text: str, **frame: str) -> list[str]:
    """When each piece of work began, by whom, and how long it takes."""
    found = [line.split() for line in told(text, **frame).splitlines() if " started " in line]
    return [f"{line[0]} {line[1]} {line[-3]} {line[-1]}" for line in found]


def test_the_first_repetition_takes_twice_as_long_the_next_half_as_much_more() -> None:
    """First 40 minutes, then 30, then 25: the excess of 20 halves with each repetition."""
    text = world(
        "2026-04-01 10:00, 2026-04-01 11:00, 2026-04-02 10:00",
        "{name: ann, experience: 0}",
        learning("first: 2, halves_after: 1"),
    )
    assert told(text) == expected("""
        04-01 10:00 arrived lead 0
        04-01 10:00 entered lead 0 call visit 1
        04-01 10:00 joined lead 0 call visit 1 step 1 team is priority 0
        04-01 10:00 started lead 0 call visit 1 step 1 team is rep ann work 40
        04-01 10:40 finished lead 0 call visit 1 step 1 team is rep ann work 40
        04-01 10:40 done lead 0 call visit 1
        04-01 11:00 arrived lead 1
        04-01 11:00 entered lead 1 call visit 1
        04-01 11:00 joined lead 1 call visit 1 step 1 team is priority 0
        04-01 11:00 started lead 1 call visit 1 step 1 team is rep ann work 30
        04-01 11:30 finished lead 1 call visit 1 step 1 team is rep ann work 30
        04-01 11:30 done lead 1 call visit 1
        04-02 10:00 arrived lead 2
        04-02 10:00 entered lead 2 call visit 1
        04-02 10:00 joined lead 2 call visit 1 step 1 team is priority 0
        04-02 10:00 started lead 2 call visit 1 step 1 team is rep ann work 25
        04-02 10:25 finished lead 2 call visit 1 step 1 team is rep ann work 25
        04-02 10:25 done lead 2 call visit 1
    """)


def test_who_is_here_from_the_start_has_nothing_more_to_learn() -> None:
    text = world("2026-04-01 10:00", "ann", learning("first: 2, halves_after: 40"))
    assert works(text) == ["04-01 10:00 ann 20"]


def test_who_comes_later_begins_at_the_beginning() -> None:
    """Bob is hired on Thursday, and the leads of both days wait for somebody."""
    text = world(
        "2026-04-02 10:00, 2026-04-02 10:00, 2026-04-02 12:00",
        "ann, {name: bob, starts: 2026-04-02}",
        learning("first: 2, halves_after: 1"),
    )
    assert sorted(works(text)) == [
        "04-02 10:00 ann 20",
        "04-02 10:00 bob 40",
        "04-02 13:00 ann 20",
    ]


def test_who_comes_later_may_have_learnt_elsewhere() -> None:
    people = "{name: bob, starts: 2026-04-02, experience: 1}"
    text = world("2026-04-02 10:00", people, learning("first: 2, halves_after: 1"))
    assert works(text) == ["04-02 10:00 bob 30"]


@pytest.mark.parametrize(
    ("day", "minutes"),
    [
        ("2026-04-01 14:00", 25),  # 2 repetitions are remembered: 20 minutes and a quarter more
        ("2026-04-07 14:00", 30),  # after six days there is one left: a half more
        ("2026-04-13 14:00", 40),  # after twelve half of one: whole repetitions count
    ],
)
def test_without_practice_half_of_it_is_forgotten(day: str, minutes: int) -> None:
    times = f"2026-04-01 10:00, 2026-04-01 11:00, {day}"
    said = "first: 2, halves_after: 1, forgets_after: 6 days"
    text = world(times, "{name: ann, experience: 0}", learning(said))
    found = works(text, horizon="2 weeks")
    assert found[:2] == ["04-01 10:00 ann 40", "04-01 11:00 ann 30"]
    assert found[2].endswith(f"ann {minutes}")


def test_what_is_forgotten_has_to_be_learnt_again() -> None:
    """Of two repetitions one is left after the break; the next makes it two, not three."""
    times = "2026-04-01 10:00, 2026-04-01 11:00, 2026-04-07 14:00, 2026-04-07 15:00"
    said = "first: 2, halves_after: 1, forgets_after: 6 days"
    text = world(times, "{name: ann, experience: 0}", learning(said))
    found = works(text, horizon="2 weeks")
    assert [int(line.split()[-1]) for line in found] == [40, 30, 30, 25]


def test_another_task_than_the_last_one_costs_minutes() -> None:
    """Call, call, mail, call: the third and the fourth are switches of 5 minutes."""
    text = """
        channels:
          web: {on: [2026-04-01 10:00, 2026-04-01 10:30, 2026-04-01 11:30], enters: call}
          post: {on: [2026-04-01 11:00], enters: mail}
        stages:
          call: {function: sales, work: 10 min, then: {end: 100%}}
          mail: {function: writing, work: 10 min, then: {end: 100%}}
        mechanisms: {task_switch: 5 min}
        teams:
          is: {covers: [sales, writing], people: [ann]}
    """
    assert works(text) == [
        "04-01 10:00 ann 10",
        "04-01 10:30 ann 10",
        "04-01 11:00 ann 15",
        "04-01 11:30 ann 15",
    ]


STEPS = """
        channels:
          web: {on: [2026-04-01 10:00, 2026-04-01 11:00]}
        stages:
          call: {function: sales, TASK work: 10 min, then: {mail: 100%}}
          mail: {function: sales, TASK work: 10 min, then: {end: 100%}}
        mechanisms: {MECHANISMS}
        teams:
          is: {covers: sales, people: [{name: ann, experience: 0}]}
"""


@pytest.mark.parametrize(
    ("task", "by", "minutes"),
    [
        ("", "function", [20, 15, 13, 11]),  # one task: 20, 15, 12.5, 11.25 minutes
        ("", "stage", [20, 22, 17, 17]),  # two tasks: 20, 20, 15, 15, and 2 for each switch
        ("task: talking,", "stage", [20, 15, 13, 11]),  # stages of one task share it
    ],
)
def test_what_a_task_is(task: str, by: str, minutes: list[int]) -> None:
    said = f"task_switch: 2 min, learning: {{first: 2, halves_after: 1, by: {by}}}"
    text = STEPS.replace("TASK", task).replace("MECHANISMS", said)
    assert [int(line.split()[-1]) for line in works(text)] == minutes


def test_skill_is_pace() -> None:
    """Ann works twice as fast as bob, who works as fast as anybody."""
    text = world("2026-04-01 10:00, 2026-04-01 10:00", "{name: ann, skill: 2}, bob")
    assert works(text) == ["04-01 10:00 ann 10", "04-01 10:00 bob 20"]


def test_a_newcomer_ramps_up_day_by_day() -> None:
    """Four days: twice the time on the first, then 1.75, 1.5 and 1.25 times, then the usual."""
    days = ["2026-04-02", "2026-04-03", "2026-04-04", "2026-04-05", "2026-04-06"]
    text = world(
        ", ".join(f"{day} 10:00" for day in days),
        "{name: bob, starts: 2026-04-02}",
    ).replace("covers: sales,", "covers: sales, ramp: 4 days,")
    found = works(text, calendar='{hours: {mon-sun: "9:00-18:00"}}')
    assert [int(line.split()[-1]) for line in found] == [40, 35, 30, 25, 20]


def test_who_is_here_from_the_start_is_no_newcomer() -> None:
    text = world("2026-04-01 10:00", "ann").replace(
        "covers: sales,", "covers: sales, ramp: 4 days,"
    )
    assert works(text) == ["04-01 10:00 ann 20"]


def test_people_keep_what_they_have_learnt_when_teams_change() -> None:
    """Ann goes from one team to another, and on with her second repetition."""
    text = """
        channels:
          web: {on: [2026-04-01 10:00, 2026-04-02 10:00, 2026-04-02 14:00]}
        stages:
          call: {function: sales, work: 20 min, then: {end: 100%}}
        mechanisms: {learning: {first: 2, halves_after: 1}}
        teams:
          all: {covers: sales, people: [{name: ann, experience: 0}]}
        reorganizations:
          - from: 2026-04-02
            teams: {is: {covers: sales}}
            moves: [{people: [ann], from: all, to: is}]
    """
    assert works(text) == ["04-01 10:00 ann 40", "04-02 10:00 ann 30", "04-02 14:00 ann 25"]


def test_the_opening_says_who_has_done_what() -> None:
    """Ann has called once and written often; of carl nobody says anything."""
    text = """
        channels:
          web: {on: [2026-04-01 10:00, 2026-04-01 10:00], enters: call}
          post: {on: [2026-04-01 14:00, 2026-04-01 14:00], enters: mail}
        stages:
          call: {function: sales, work: 20 min, then: {end: 100%}}
          mail: {function: writing, work: 20 min, then: {end: 100%}}
        mechanisms: {learning: {first: 2, halves_after: 1}}
        opening: {reps: [{name: ann, tenure: 1 year, experience: {sales: 1}}]}
        teams:
          is: {covers: [sales, writing], people: [ann, carl]}
    """
    assert sorted(works(text)) == [
        "04-01 10:00 ann 30",
        "04-01 10:00 carl 20",
        "04-01 14:00 ann 20",
        "04-01 14:00 carl 20",
    ]


def test_meetings_keep_their_length_and_teach() -> None:
    """The meeting was booked for 20 minutes; the call after it is a second repetition."""
    text = """
        channels:
          web: {on: [2026-04-01 10:00]}
        stages:
          meet:
            function: sales
            meeting: {slot: 30 min, no_show: 0%}
            work: 20 min
            then: {call: 100%}
          call: {function: sales, work: 20 min, then: {end: 100%}}
        mechanisms: {learning: {first: 2, halves_after: 1}}
        teams:
          is: {covers: sales, people: [{name: ann, experience: 0}], assignment: on_arrival}
    """
    assert works(text) == ["04-01 10:00 ann 20", "04-01 10:20 ann 30"]


def test_a_call_and_the_talk_that_follows_are_one_repetition() -> None:
    """Who answers talks at once: (5 + 20) minutes, twice; the second lead takes half more."""
    text = """
        channels:
          web: {on: [2026-04-01 10:00, 2026-04-01 14:00]}
        stages:
          call:
            function: sales
            attempts: {max: 2, connect: 100%, work: 5 min, exhausted: lost}
            work: 20 min
            then: {end: 100%}
        mechanisms: {learning: {first: 3, halves_after: 1}}
        teams:
          is: {covers: sales, people: [{name: ann, experience: 0}]}
    """
    assert works(text) == ["04-01 10:00 ann 75", "04-01 14:00 ann 50"]


def test_work_that_fits_is_measured_by_whoever_would_do_it() -> None:
    """Three quarters of an hour are left: enough for ann's half hour, not for bob's hour.

    After lunch bob has been idle for longer.
    """
    text = """
        channels:
          web: {on: [2026-04-01 11:15, 2026-04-01 11:15]}
        stages:
          call: {function: sales, work: 30 min, work_style: fits, then: {end: 100%}}
        teams:
          is: {covers: sales, people: [ann, {name: bob, skill: 0.5}]}
    """
    assert works(text) == ["04-01 11:15 ann 30", "04-01 13:00 bob 60"]


def test_odds_depend_on_the_repetitions_of_whoever_worked_last() -> None:
    """Nothing is won by a beginner's hands, and nothing is lost by the hands of the third time.

    With odds as good as 0 and as good as endless: the file's 50 % are odds of 1.
    """
    text = """
        channels:
          web: {on: [2026-04-01 10:00, 2026-04-01 11:00, 2026-04-01 14:00, 2026-04-01 15:00]}
        stages:
          call:
            function: sales
            work: 10 min
            factors: {experience: {1: 0.000000001, 2: 1_000_000_000}}
            then: {end: 50%, lost.no_need: rest}
        mechanisms: {learning: {first: 1, halves_after: 1}}
        teams:
          is: {covers: sales, people: [{name: ann, experience: 0}]}
    """
    ends = [line.split()[2] for line in told(text).splitlines() if " done " in line]
    losses = [line for line in told(text).splitlines() if " lost " in line]
    assert len(ends) == 2
    assert ["lead 0" in losses[0], "lead 1" in losses[1]] == [True, True]
