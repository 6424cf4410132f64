"""A little log of a desk that missed its target; and ways to break the laws of pressure."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gtmsim.log import Kind
from tests.log.world import ANN, DAY, DEMO, DESK, FIELD, QUALIFY, Life, World, tables

SQL = 0
MONTH = 30 * DAY


def pressed() -> World:
    """Ann brought one on the first day, of 2.5 that were owed; the field's deal is not hers."""
    world = World(tables=tables())
    leads = world.tables["leads"]
    world.tables["leads"] = {name: column[:2] for name, column in leads.items()}
    world.tables["leads"]["arrived"] = np.array([600, MONTH + 600])
    world.tables["meta"] |= {"horizon": 40 * DAY, "months": np.array([0, MONTH])}
    world.tables["clocks"] = [np.array([(0, 40 * DAY)])] * 3
    members = world.tables["memberships"]
    world.tables["memberships"] = {**members, "to_tick": [40 * DAY] * 4}
    ann = {"team": DESK, "rep": ANN}
    one = Life(world, 0).arrives(600, QUALIFY).waits(600, DESK, due=615)
    one.starts(600, 10, due=615, **ann).finishes(610, 10, **ann)
    one.say(610, Kind.MILESTONE, reason=SQL).say(610, Kind.ADVANCED, value=DEMO)
    one.enters(610, DEMO).say(610, Kind.LOST, reason=0)
    world.row(-1, MONTH, Kind.PRESSED, step=2, team=DESK, reason=SQL, value=163_840, due=1)
    Life(world, 1).arrives(MONTH + 600, DEMO).say(MONTH + 600, Kind.LOST, reason=0)
    return world


def _put(**values: int) -> Callable[[World], object]:
    return lambda world: world.find(Kind.PRESSED).update(values)


def _again(world: World) -> None:
    world.rows.append(dict(world.find(Kind.PRESSED)))


MUTATIONS_OF_PRESSURE: list[tuple[str, str, Callable[[World], object]]] = [
    ("everything_is_named", "no such milestone", _put(reason=9)),
    ("everything_is_named", "of nothing", _put(reason=-1)),
    ("everything_is_named", "nobody", _put(team=-1)),
    ("everything_is_named", "of a lead", _put(lead=0)),
    ("pressed_when_a_month_begins", "on its second day", _put(time=MONTH + DAY)),
    ("pressed_when_a_month_begins", "in the first month", _put(time=0)),
    ("pressed_when_a_month_begins", "twice", _again),
    ("pressed_by_what_is_missing", "nothing is", _put(value=65_536)),
    ("pressed_by_what_is_missing", "more than most", _put(value=655_361)),
    ("pressed_by_what_is_missing", "nobody is", _put(step=0)),
    ("pressed_by_what_is_missing", "nothing was brought", _put(due=0)),
    ("brought_is_what_was_brought", "more", _put(due=2)),
    ("brought_is_what_was_brought", "by others", _put(team=FIELD)),
    ("brought_is_what_was_brought", "another milestone", _put(reason=1)),
]
"""A law, what breaks it, and how."""
