"""What comes next: order within a class of priority, and time blocks (R055)."""

from __future__ import annotations

from tests.worlds.world import told


def served(world: str, **frame: str) -> list[tuple[str, str]]:
    """When work on which lead begins."""
    found = []
    for line in told(world, **frame).splitlines():
        words = line.split()
        if "started" in words:
            found.append((words[1], words[words.index("lead") + 1]))
    return found


def leads(world: str, order: str) -> str:
    return " ".join(lead for _, lead in served(world.replace("ORDER", order)))


QUEUE = """
    attributes: {score: {law: 5}, level: {law: 0}}
    channels:
      first: {on: [2026-04-01 10:00]}
      low: {on: [2026-04-01 10:01], attributes: {score: {law: 1}}}
      high: {on: [2026-04-01 10:02], attributes: {score: {law: 9.5}}}
      usual: {on: [2026-04-01 10:03, 2026-04-01 10:04]}
    stages: {call: {function: sales, work: 30 min, then: {end: 100%}}}
    teams: {sales: {covers: sales, headcount: 1, ORDER}}
"""


def test_first_come_first_served_is_the_default() -> None:
    assert leads(QUEUE, "order: first_come") == leads(QUEUE, "priorities: []") == "0 1 2 3 4"


def test_the_newest_first() -> None:
    assert leads(QUEUE, "order: newest") == "0 4 3 2 1"


def test_the_highest_score_first_then_who_has_waited_longest() -> None:
    assert leads(QUEUE, "order: {score: score}") == "0 2 3 4 1"
    assert leads(QUEUE, "order: {score: level}") == "0 1 2 3 4"


def test_priorities_come_before_the_order() -> None:
    assert leads(QUEUE, "order: newest, priorities: [{channel: low}]") == "0 1 4 3 2"


def test_what_is_due_first_comes_first_and_what_is_not_promised_last() -> None:
    """Lead 3 is promised an hour; lead 2, which came before it, three; lead 1 nothing."""
    world = """
        channels:
          first: {on: [2026-04-01 10:00]}
          open: {on: [2026-04-01 10:01], enters: open}
          slow: {on: [2026-04-01 10:02], enters: slow}
          fast: {on: [2026-04-01 10:03], enters: fast}
        stages:
          slow: {function: sales, work: 30 min, service_level: {first_touch_within: 3 h},
                 then: {end: 100%}}
          fast: {function: sales, work: 30 min, service_level: {first_touch_within: 1 h},
                 then: {end: 100%}}
          open: {function: sales, work: 30 min, then: {end: 100%}}
        teams: {sales: {covers: sales, headcount: 1, ORDER}}
    """
    assert leads(world, "order: due") == "0 3 2 1"
    assert leads(world, "order: first_come") == "0 1 2 3"


def test_waiting_work_of_teams_with_different_orders_is_assigned_anew_together() -> None:
    world = """
        channels:
          web: {on: [2026-04-01 17:00, 2026-04-01 17:01, 2026-04-01 17:02]}
          ads: {on: [2026-04-01 17:00, 2026-04-01 17:01, 2026-04-01 17:02]}
        stages: {call: {function: sales, work: 2 h, then: {end: 100%}}}
        teams:
          one: {covers: sales, serves: {channel: web}, people: [ann], order: newest}
          two: {covers: sales, people: [bob]}
        reorganizations:
          - {from: 2026-04-02, teams: {all: {covers: sales, people: [ann, bob]}},
             moves: [{people: [ann], from: one, to: all}, {people: [bob], from: two, to: all}]}
    """
    assert sorted(lead for _, lead in served(world)) == ["0", "1", "2", "3", "4", "5"]


BLOCKS = """
    channels:
      web: {on: [2026-04-01 09:00, 2026-04-01 09:00, 2026-04-01 09:00]}
      list: {on: [2026-04-01 09:00, 2026-04-01 09:00], enters: prospect}
    stages:
      close: {function: sales, work: 30 min, then: {end: 100%}}
      prospect: {function: sales, urgency: 5, work: 30 min, then: {end: 100%}}
    teams: {sales: {covers: sales, headcount: 1, ORDER}}
"""
BLOCK = 'time_blocks: [{hours: {mon-fri: "9:30-10:30"}, first: {stage: [prospect]}}]'


def test_in_a_time_block_its_work_comes_first_whatever_the_urgency() -> None:
    """Leads 3 and 4 are prospects; before the block, and after it, closing comes first."""
    within = served(BLOCKS.replace("ORDER", BLOCK))
    prospects = {"3", "4"}
    assert [lead in prospects for _, lead in within] == [False, True, True, False, False]
    assert [at for at, _ in within] == ["09:00", "09:30", "10:00", "10:30", "11:00"]


def test_in_a_time_block_other_work_goes_on_where_none_of_it_waits() -> None:
    long = BLOCK.replace("9:30-10:30", "9:00-17:00")
    first = [int(at[:2]) for at, _ in served(BLOCKS.replace("ORDER", long))]
    assert first == [9, 9, 10, 10, 11]


def test_work_in_hand_is_not_preempted_by_a_time_block() -> None:
    late = BLOCK.replace("9:30", "9:10")
    assert [at for at, _ in served(BLOCKS.replace("ORDER", late))][:2] == ["09:00", "09:30"]


def test_work_that_does_not_fit_gives_way_to_other_work_in_a_time_block() -> None:
    """At 11:30 a call of an hour does not fit before lunch, and half an hour does."""
    world = """
        channels:
          web: {on: [2026-04-01 11:30]}
          list: {on: [2026-04-01 11:30], enters: prospect}
        stages:
          close: {function: sales, work: 30 min, then: {end: 100%}}
          prospect: {function: sales, work_style: fits, work: 1 h, then: {end: 100%}}
        teams: {sales: {covers: sales, headcount: 1, ORDER}}
    """.replace("ORDER", BLOCK.replace("9:30-10:30", "9:00-17:00"))
    text = [line.split() for line in told(world).splitlines() if " started " in line]
    assert [(line[1], line[line.index("lead") + 2]) for line in text] == [
        ("11:30", "close"),
        ("13:00", "prospect"),
    ]
