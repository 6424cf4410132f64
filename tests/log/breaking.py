"""Ways of breaking a world: rows that are changed, dropped, moved, told again or invented."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gtmsim.log import Kind
from tests.log.world import ANN, BOB, CAT, DAN, DAY, DEMO, DESK, FIELD, QUALIFY, Life, World

Break = Callable[[World], object]


def put(kind: Kind, lead: int | None = None, /, nth: int = 0, **values: int) -> Break:
    """Change columns of a row."""
    return lambda world: world.find(kind, lead, nth).update(values)


def drop(kind: Kind, lead: int | None = None, nth: int = 0) -> Break:
    return lambda world: world.drop(kind, lead, nth)


def shift(kind: Kind, by: int, lead: int | None = None, nth: int = 0) -> Break:
    def change(world: World) -> None:
        world.find(kind, lead, nth)["time"] += by

    return change


def again(kind: Kind, lead: int | None = None, /, nth: int = 0, **values: int) -> Break:
    """The same row once more."""

    def change(world: World) -> None:
        found = world.find(kind, lead, nth)
        world.rows.insert(world.rows.index(found) + 1, found | values)

    return change


def after(found: tuple[Kind, int], kind: Kind, **values: int) -> Break:
    return lambda world: world.after(world.find(*found), kind, **values)


def table(name: str, column: str, place: int, value: Any) -> Break:
    """Change a cell of a dimension table."""

    def change(world: World) -> None:
        values = list(world.tables[name][column])
        values[place] = value
        world.tables[name] = {**world.tables[name], column: values}

    return change


def both(*changes: Break) -> Break:
    return lambda world: [change(world) for change in changes]


def clock_runs_back(world: World) -> None:
    world.tables["clocks"][0] = np.array([(540, 720), (700, 1080)])


def closes_before_it_opens(world: World) -> None:
    world.tables["clocks"][2] = np.array([(720, 540)])


def in_two_teams(world: World) -> None:
    members = world.tables["memberships"]
    more = (0, 100, 300, ANN, FIELD, 0)
    world.tables["memberships"] = {
        name: [*column, value] for (name, column), value in zip(members.items(), more, strict=True)
    }


def cold_after_the_work(world: World) -> None:
    finished = world.find(Kind.FINISHED, 1)
    world.after(finished, Kind.WENT_COLD, step=1)


def pay_before_the_win(world: World) -> None:
    world.after(world.find(Kind.FINISHED, 0, 1), Kind.MONEY, reason=0, value=5)


def works_at_night(world: World) -> None:
    """Bob serves lead 5 at night; everything else about it is consistent."""
    world.rows = [row for row in world.rows if row["lead"] != 5]
    arrives = world.tables["leads"]["arrived"] = world.tables["leads"]["arrived"].copy()
    arrives[5] = 1200
    night = Life(world, 5).arrives(1200, QUALIFY).waits(1200, DESK, due=1500)
    night.starts(1200, 5, due=1500, team=DESK, rep=BOB)
    night.finishes(1205, 5, team=DESK, rep=BOB)


def beyond_the_limit(world: World) -> None:
    world.tables["teams"]["max_open_leads"] = [-1, 2]


def comes_early(world: World) -> None:
    arrived = world.tables["leads"]["arrived"] = world.tables["leads"]["arrived"].copy()
    arrived[5] = 640


def no_customer(world: World) -> None:
    """Lead 6 was on the house list, they say, and pays."""
    table("leads", "opening", 6, 1)(world)


def meets_inside_another_meeting(world: World) -> None:
    """Cat is to be at two meetings at once."""
    life = Life(world, 5)
    world.rows = [row for row in world.rows if row["lead"] != 5]
    comes_early(world)
    cat = {"team": FIELD, "rep": CAT}
    life.arrives(640, DEMO).waits(640, FIELD).say(640, Kind.ASSIGNED, **cat)
    life.say(640, Kind.BOOKED, step=1, value=830, **cat).say(830, Kind.HELD, step=1, **cat)
    life.starts(830, 5, **cat).finishes(835, 5, **cat)


def begins_during_a_meeting(world: World) -> None:
    """Cat begins other work while in a meeting."""
    life = Life(world, 5)
    world.rows = [row for row in world.rows if row["lead"] != 5]
    comes_early(world)
    cat = {"team": FIELD, "rep": CAT}
    life.arrives(640, DEMO).waits(640, FIELD).say(810, Kind.ASSIGNED, **cat)
    life.starts(810, 100, **cat).finishes(910, 100, **cat)


def a_meeting_outlasts_the_work_around_it(world: World) -> None:
    world.find(Kind.STARTED, 3)["value"] = 25
    world.find(Kind.FINISHED, 3)["value"] = 25
    for row in world.rows:
        if row["lead"] == 3 and row["time"] == DAY + 715:
            row["time"] = DAY + 670


def somebody_elses_work_is_interrupted(world: World) -> None:
    """The work of lead 3 pauses although the meeting within it is dan's."""
    for row in world.rows:
        if row["lead"] == 2 and row["rep"] == CAT:
            row["rep"] = DAN


def forget(world: World, lead: int) -> None:
    world.rows = [row for row in world.rows if row["lead"] != lead]


def no_meeting(world: World) -> None:
    world.drop(Kind.HANDED_OVER, 0)
    world.drop(Kind.HELD, 0)
    silent_meeting(world)


def silent_meeting(world: World) -> None:
    world.drop(Kind.STARTED, 0, 1)
    world.drop(Kind.FINISHED, 0, 1)


def early_bird(world: World) -> None:
    """Dan works around the clock from noon on, not before."""
    for row in world.rows:
        if row["lead"] == 0:
            row["time"] -= 500
    world.tables["leads"]["arrived"] = np.array([100, 650, 650])


def given_to_dan(world: World) -> None:
    world.row(0, 730, Kind.ASSIGNED, stage=QUALIFY, visit=1, team=FIELD, rep=DAN)
