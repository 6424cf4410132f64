"""Small staffing: people who leave soon, successors, requisitions, and deals that are kept."""

from __future__ import annotations

from datetime import timedelta

from gtmsim.testing.pen import Pen, Tree

RATES = ("3 per month", "20 per month", "2 per day")
DELAYS = ("1 day", "0 min", "2 business days", {"exponential": "1 day"}, "1 business hour")
WITHIN = ("1 day", "1 week")


def add_staffing(pen: Pen, tree: Tree) -> None:
    """Write people who come and go into a scenario that is complete otherwise.

    They change who works when; a patient scenario has none of it.
    """
    if pen.patient or not tree["teams"]:
        return
    for change in tree.get("reorganizations", ()):
        _moves_on(pen, change)
    if not pen.chance():
        return
    if pen.chance():
        tree.setdefault("mechanisms", {})["leaving"] = _leaving(pen)
    if pen.chance():
        tree["hiring"] = _delays(pen, tree)
        pen.maybe(tree["hiring"], "replaces_leavers", ("yes", "no"))
    if pen.chance():
        name = pen.one_of(list(tree["teams"]))
        wanted = {"team": name, "opened": pen.day().isoformat(), **_delays(pen, tree)}
        pen.maybe(wanted, "people", (2, 1))
        tree["requisitions"] = {"more": wanted}


def _moves_on(pen: Pen, change: Tree) -> None:
    """Say what becomes of deals, and say `reassign` for moves."""
    pen.maybe(change, "open_deals", ("keep to close", "hand over"))
    if pen.chance(3):
        change["open_deals"] = {"phase over": pen.one_of(WITHIN)}
    moves = change.get("moves", ())
    if moves and all("from" in move and "to" in move for move in moves) and pen.chance():
        change["reassign"] = change.pop("moves")


def _leaving(pen: Pen) -> Tree:
    leaving: Tree = {"rate": pen.one_of(RATES)}
    month = pen.start.strftime("%b")
    pen.maybe(leaving, "by_month", ({month: 2}, {month: 0}, {month: 0.5}))
    if pen.chance():
        leaving["overload"] = {"above": pen.one_of(("10%", "90%")), "times": 3}
    pen.maybe(leaving, "notice", ("1 day", "1 month"))
    return leaving


def _delays(pen: Pen, tree: Tree) -> Tree:
    delays: Tree = {}
    for part in ("approval", "search", "notice"):
        pen.maybe(delays, part, DELAYS)
    later = (pen.start + timedelta(days=31)).strftime("%B")
    pen.maybe(delays, "intake", (pen.start.strftime("%B"), [later]), one_in=4)
    pen.maybe(delays, "cost", (pen.amount(1_500_000),))
    return delays
