"""A little log of people who stay longer, are away, and manage; and ways to break its laws."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gtmsim.log import Kind
from tests.log.world import (
    ANN,
    BOB,
    CAT,
    DAN,
    DAY,
    DESK,
    FIELD,
    HORIZON,
    OFFICE,
    QUALIFY,
    Life,
    World,
    tables,
)

MANAGERS = 2
LATE, LEAVE = 3, 4


def longer() -> World:
    """Bob stays until 19:10 for what is due, dan sees to a broken promise, cat is on leave."""
    world = World(tables=tables())
    office = world.tables["clocks"][OFFICE]
    evenings = np.array([(day * DAY + 1080, day * DAY + 1260) for day in range(5)])
    edges = np.sort(np.concatenate([office, evenings]), axis=0)
    late = np.array([(o, c) for o, c in edges if o % DAY != 1080])
    late[late[:, 1] % DAY == 1080, 1] += 180
    world.tables |= {
        "clocks": [*world.tables["clocks"], late, office[office[:, 0] // DAY != 1]],
        "overtime": {"clock": [OFFICE], "late_clock": [LATE], "limit": [70]},
        "away": {
            "rep": [CAT, CAT],
            "team": [FIELD, FIELD],
            "reason": ["leave", "leave"],
            "from_tick": [DAY + 540, DAY + 720 + 60],
            "to_tick": [DAY + 720, DAY + 1080],
        },
        "leads": {name: column[:3] for name, column in world.tables["leads"].items()},
        "teams": {
            **{name: [*column, column[0]] for name, column in world.tables["teams"].items()},
            "id": ["desk", "field", "managers"],
            "functions": [["inside_sales"], ["field_sales"], ["management"]],
            "overtime_pay": [1.25, 1.0, 1.0],
            "overtime_limit": [70, 0, 0],
            "manages": [0, 0, 1],
        },
        "memberships": {
            "epoch": [0] * 4,
            "from_tick": [0] * 4,
            "to_tick": [HORIZON] * 4,
            "rep": [ANN, BOB, CAT, DAN],
            "team": [DESK, DESK, FIELD, MANAGERS],
            "clock": [OFFICE, OFFICE, LEAVE, OFFICE],
        },
    }
    world.tables["leads"]["arrived"] = np.array([600, 1000, 1085])
    ann, bob = {"team": DESK, "rep": ANN}, {"team": DESK, "rep": BOB}
    dan = {"team": MANAGERS, "rep": DAN, "step": 0}
    late_one = Life(world, 0).arrives(600, QUALIFY).waits(600, DESK, due=615)
    late_one.say(615, Kind.ESCALATED, step=1, value=615)
    late_one.say(615, Kind.STARTED, value=10, **dan).say(625, Kind.FINISHED, value=10, **dan)
    late_one.waits(625, DESK, due=615).starts(630, 5, due=615, waited=30, **ann)
    late_one.finishes(635, 5, **ann).say(635, Kind.DONE)
    on = Life(world, 1).arrives(1000, QUALIFY).waits(1000, DESK, due=1015)
    on.starts(1060, 30, due=1015, waited=60, **bob).say(
        1060, Kind.OVERTIME, step=1, value=10, **bob
    )
    on.finishes(1090, 30, **bob).say(1090, Kind.DONE)
    stays = Life(world, 2).arrives(1085, QUALIFY).waits(1085, DESK, due=DAY + 555)
    stays.starts(1090, 60, due=DAY + 555, waited=0, **bob)
    stays.say(1090, Kind.OVERTIME, step=1, value=60, **bob)
    stays.finishes(1150, 60, **bob).say(1150, Kind.DONE)
    return world


def _put(kind: Kind, lead: int, **values: int) -> Callable[[World], object]:
    return lambda world: world.find(kind, lead).update(values)


def _drop(kind: Kind, lead: int) -> Callable[[World], object]:
    return lambda world: world.drop(kind, lead)


def _cell(name: str, column: str, value: int) -> Callable[[World], object]:
    """The first cell of a column of a dimension table."""

    def change(world: World) -> None:
        table = world.tables[name]
        world.tables[name] = {**table, column: [value, *table[column][1:]]}

    return change


MUTATIONS_OF_HOURS: list[tuple[str, str, Callable[[World], object]]] = [
    ("overtime_is_of_work_that_begins", "somebody else's", _put(Kind.OVERTIME, 1, rep=ANN)),
    ("overtime_is_of_work_that_begins", "of no work", _drop(Kind.STARTED, 2)),
    ("overtime_is_of_work_that_begins", "nobody may", _cell("overtime", "clock", LEAVE)),
    ("overtime_is_what_was_worked", "a minute less", _put(Kind.OVERTIME, 1, value=9)),
    ("nobody_stays_too_long", "a lower limit", _cell("overtime", "limit", 69)),
    ("within_working_hours", "after hours, untold", _drop(Kind.OVERTIME, 2)),
    ("work_ends_when_worked", "over the close, untold", _drop(Kind.OVERTIME, 1)),
    ("away_is_named", "nobody is away", _cell("away", "rep", 9)),
    ("away_is_named", "for no time", _cell("away", "to_tick", DAY + 540)),
    ("nobody_is_at_work_and_away", "another is", _cell("away", "rep", ANN)),
    ("managers_see_to_what_was_told", "untold", _drop(Kind.ESCALATED, 0)),
    ("only_broken_promises_come_up", "another promise", _put(Kind.ESCALATED, 0, value=610)),
    ("only_broken_promises_come_up", "not broken yet", _put(Kind.ESCALATED, 0, time=610)),
]
"""A law, what breaks it, and how."""
