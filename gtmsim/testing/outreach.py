"""Small campaigns that need work, and short lists that people call up."""

from __future__ import annotations

from gtmsim.testing.pen import Pen, Tree

HOURS = ("3 h", "1 h", {"exponential": "4 h"})


def add_outreach(pen: Pen, tree: Tree) -> None:
    """Write what channels need, and a list, into a scenario that has a market and a journey.

    Who comes, and when, depends on people; in a patient scenario nothing does.
    """
    if pen.patient:
        return
    functions = [stage["function"] for stage in tree["stages"].values() if "function" in stage]
    for channel in tree["channels"].values():
        if functions and pen.chance(6):
            channel["needs"] = _needs(pen, channel, functions)
    if pen.chance(4):
        _add_list(pen, tree)


def _needs(pen: Pen, channel: Tree, functions: list[str]) -> Tree:
    needs: Tree = {"function": pen.one_of((functions[0], "events"))}
    if "every" in channel or "on" in channel:
        needs["work"] = pen.one_of(HOURS)
        needs["begins"] = pen.one_of(("1 day before", "3 h", "2 days"))
    else:
        needs["work"] = pen.one_of(("6 h per month", "40 h per month"))
    pen.maybe(needs, "sessions", (2, 5))
    pen.maybe(needs, "urgency", (1,), one_in=3)
    return needs


def _add_list(pen: Pen, tree: Tree) -> None:
    stages = [name for name, stage in tree["stages"].items() if _can_be_called_up(stage)]
    if not stages:
        return
    listed: Tree = {"list": pen.one_of((5, "12 accounts", 1)), "enters": pen.one_of(stages)}
    if pen.chance():
        listed["rounds"] = 2
        listed["again_after"] = pen.one_of(("1 day", "0 min"))
    pen.maybe(listed, "first", (f"{pen.day()} 10:00",), one_in=4)
    if "first" not in listed and pen.chance(4):
        listed["until"] = pen.day().isoformat()
    if pen.chance(3):
        listed["ready"] = {"now": "50%", "later": "rest", "later_after": "1 day"}
    tree["channels"]["outbound"] = listed


def _can_be_called_up(stage: Tree) -> bool:
    """Whether a rep can begin with a lead in the tick in which it is born."""
    if "function" not in stage or "starts" in stage or stage.get("work_style") == "fits":
        return False
    if "attempts" in stage:
        return True
    return "meeting" not in stage and ("work" in stage or "conversation" in stage)
