"""A little log of a company that prepares two events by itself; one is late."""

from __future__ import annotations

from gtmsim.log import Kind
from tests.log.world import ANN, BOB, DESK, World, little, tables

PREPARES = 3
"""The internal stage, behind those of the little log."""

STAGE = {
    "id": "event.preparation",
    "label": "準備",
    "function": "inside_sales",
    "clock_of_promise": -1,
    "target": float("nan"),
    "within": "",
    "phase": -1,
}


def campaigned() -> World:
    """Two sessions for the first event, one of them unfinished in time; none begun for another."""
    world = World(tables=tables())
    empty = {name: column[:0] for name, column in world.tables["leads"].items()}
    world.tables["leads"] = empty
    stages = little().tables["stages"]
    world.tables["stages"] = {name: [*column, STAGE[name]] for name, column in stages.items()}
    world.tables["stages"]["own"] = [0, 0, 0, 1]
    for step in (1, 2):
        _say(world, 0, Kind.JOINED, step, team=DESK, value=0)
    for step, rep in ((1, ANN), (2, BOB)):
        ticks = 60 * step
        _say(world, 540, Kind.STARTED, step, team=DESK, rep=rep, value=ticks)
        _say(world, 540 + ticks, Kind.FINISHED, step, team=DESK, rep=rep, value=ticks)
    world.row(-1, 900, Kind.SLIPPED, stage=PREPARES, visit=1, value=600)
    world.row(-1, 700, Kind.JOINED, stage=PREPARES, visit=2, step=1, team=DESK, value=0)
    world.row(-1, 1440, Kind.WENT_COLD, stage=PREPARES, visit=2, step=1)
    return world


def _say(world: World, time: int, kind: Kind, step: int, **more: int) -> None:
    world.row(-1, time, kind, stage=PREPARES, visit=1, step=step, **more)
