"""Small demands on people's hours: meetings, days off, overtime, managers, projects."""

from __future__ import annotations

from gtmsim.testing.pen import Pen, Tree
from gtmsim.testing.quantities import WORK

MEETINGS: tuple[Tree, ...] = (
    {"every": "1 day", "on": "9:30", "lasts": "45 min"},
    {"every": "1 week", "on": "thu 10:00", "lasts": "1 h"},
    {"every": "2 weeks", "on": "金 16:30", "lasts": "90 min"},
    {"every": "1 month", "on": "first thursday 14:00", "lasts": "3 h"},
)
"""Whatever the calendar, somebody is at work for a part of each."""


def add_working_time(pen: Pen, tree: Tree) -> None:
    """Write what takes people's hours into a scenario that is complete otherwise.

    It changes when people work and nothing that becomes of a patient lead.
    """
    teams: Tree = tree["teams"]
    if not teams or not pen.chance():
        return
    names = list(teams)
    if pen.chance():
        tree["meetings"] = [_meeting(pen, names)]
    if pen.chance():
        off = tree["time_off"] = {"leave": pen.one_of(("20 days per year", "180 days per year"))}
        if off["leave"].startswith("20"):
            off["sick"] = "100 days per year"
    if pen.chance():
        pen.one_of([tree, teams[pen.one_of(names)]])["overtime"] = _overtime(pen)
    if pen.chance(3):
        tree["projects"] = {"roadmap": _project(pen, names)}
    for change in tree.get("reorganizations", ()):
        moves = (*change.get("moves", ()), *change.get("reassign", ()))
        if any("from" in move and "to" in move for move in moves):
            pen.maybe(change, "training", ("1 day", "3 days"))
    if pen.chance():
        _add_managers(pen, tree)


def _meeting(pen: Pen, names: list[str]) -> Tree:
    meeting: Tree = {"name": "weekly", **pen.one_of(MEETINGS)}
    pen.maybe(meeting, "teams", (names[0], names))
    return meeting


def _overtime(pen: Pen) -> Tree:
    overtime: Tree = {"up_to": pen.one_of(("45 h per month", "2 h per month", "0 h per month"))}
    overtime["until"] = pen.one_of(("24:00", "22:30"))
    pen.maybe(overtime, "pay", (1.5,))
    pen.maybe(overtime, "when", ("work waits",))
    return overtime


def _project(pen: Pen, names: list[str]) -> Tree:
    phases: list[Tree] = [
        {"name": "diagnosis", "lasts": "1 week", "takes": {names[0]: "4 h per week"}},
        {"name": "design", "lasts": "10 days", "takes": {names[-1]: "1 h per day"}},
    ]
    return {"begins": pen.day().isoformat(), "phases": phases[: pen.number(1, 2)]}


def _add_managers(pen: Pen, tree: Tree) -> None:
    """Managers, and perhaps promises that come before them when they are broken."""
    managers: Tree = {"span": pen.one_of((8, 2))}
    pen.maybe(managers, "salary", (f"{pen.amount(10_000_000)} per year",))
    pen.maybe(managers, "function", ("coaching",))
    pen.maybe(managers, "label", ("マネージャー",))
    tree["managers"] = managers
    worked = [stage for stage in tree["stages"].values() if "function" in stage]
    if not any("service_level" in stage for stage in worked):
        pen.one_of(worked)["service_level"] = {"first_touch_within": "30 min"}
    for stage in worked:
        if "service_level" in stage:
            stage["service_level"]["escalates"] = {"work": pen.one_of(WORK)}
            after = ("30 min", "0 min", "2 business hours", "1 business day")
            pen.maybe(stage["service_level"]["escalates"], "after", after)
