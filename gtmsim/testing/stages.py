"""Small stages: gates, work, calls and meetings, each with every setting now and then."""

from __future__ import annotations

from enum import Enum
from typing import Any

from gtmsim.testing.market import CATEGORIES
from gtmsim.testing.pen import Pen, Tree
from gtmsim.testing.quantities import (
    CALENDARS,
    DELAYS,
    GAPS,
    PATIENCE,
    PROMISES,
    RANGES,
    THINKING,
    WORK,
)


class Kind(Enum):
    """What a stage of a sale needs."""

    WORK = "work"
    GATE = "nobody"
    CALLS = "attempts"
    MEETING = "a meeting"


def kind_of_stage(pen: Pen) -> Kind:
    """One of the kinds."""
    return pen.one_of(tuple(Kind))


def write_stage(pen: Pen, tree: Tree, kind: Kind, function: str | None, aside: list[str]) -> Tree:
    """A stage without its outcomes.

    Args:
        pen: writes.
        tree: the scenario so far.
        kind: what it needs.
        function: who does it; None for a gate.
        aside: where leads may go that are not reached, go cold or miss a meeting.
    """
    stage: Tree = {}
    pen.maybe(stage, "label", ("初回接触",), one_in=4)
    if function is not None:
        stage["function"] = function
        _served(pen, stage, kind, aside)
    for wait in ("starts", "decides"):
        if pen.chance(4):
            stage[wait] = _wait(pen, tree)
    if "approval" in tree and pen.chance(3):
        stage["decides"] = {"at": "approval"}
    if pen.chance():
        stage["factors"] = factors(pen, tree, responds=function is not None)
    pen.maybe(stage, "means", ("average", "at_factor_one"))
    return stage


def _served(pen: Pen, stage: Tree, kind: Kind, aside: list[str]) -> None:
    """What a stage takes of somebody's time."""
    if kind == Kind.CALLS or (kind == Kind.MEETING and pen.chance(3)):
        stage["attempts"] = _attempts(pen, aside)
    if kind != Kind.CALLS or pen.chance():
        stage[pen.one_of(("work", "conversation"))] = pen.one_of(WORK)
        if pen.chance(3):
            stage["sessions"] = pen.number(2, 3)
            pen.maybe(stage, "thinking", THINKING)
    if kind == Kind.MEETING:
        stage["meeting"] = _meeting(pen, aside)
    pen.maybe(stage, "work_style", ("pauses", "fits"), one_in=3)
    pen.maybe(stage, "urgency", (1, 2), one_in=3)
    if pen.chance(3):
        stage["service_level"] = _promise(pen)
    if not pen.patient and pen.chance(3):
        stage["goes_cold_after"] = pen.one_of(PATIENCE)
        stage["cold"] = pen.one_of(aside)


def _wait(pen: Pen, tree: Tree) -> Tree:
    if pen.chance(3):
        return {"at": pen.one_of(dates(tree, has_term=False))}
    return {"after": pen.one_of(THINKING)}


def _attempts(pen: Pen, aside: list[str]) -> Tree:
    most = pen.number(1, 4)
    attempts: Tree = {"max": most, "connect": pen.one_of(("50%", "0%", "100%", "1/3"))}
    if pen.chance(4):
        attempts["connect"] = ["20%", "60%"][:most]
    else:
        pen.maybe(attempts, "then", ("30%",))
    if pen.chance(3):
        attempts["gaps"] = [pen.one_of(GAPS) for _ in range(most - 1)]
    else:
        pen.maybe(attempts, "within", ("3 business days", "1 day", "6 business hours"))
    attempts["work"] = pen.one_of(WORK)
    if pen.chance(3):
        attempts["stop_after"] = pen.number(1, most)
    # Who is never reached must not come back for ever.
    attempts["exhausted"] = pen.one_of(aside if attempts["connect"] != "0%" else aside[:1])
    if pen.chance(4):
        attempts["factors"] = {"recycles": {"0": 1, "1": 0.7}}
    return attempts


def _meeting(pen: Pen, aside: list[str]) -> Tree:
    meeting: Tree = {
        "slot": pen.one_of(("30 min", "1 h", "20 min")),
        "no_show": pen.one_of(("20%", "0%", "60%")),
        "missed": pen.one_of(aside),
    }
    if not pen.patient and pen.chance(3):
        meeting["no_show"] = {"0 days": "10%", "1 day": "30%", "3 days": "60%"}
    pen.maybe(meeting, "notice", DELAYS)
    pen.maybe(meeting, "waits", ("15 min", "0 min"))
    pen.maybe(meeting, "rebook", (1, 2))
    return meeting


def _promise(pen: Pen) -> Tree:
    promise: Tree = {"first_touch_within": pen.one_of(PROMISES)}
    pen.maybe(promise, "out_of_hours", ("1 h",))
    pen.maybe(promise, "target", ("90%",))
    pen.maybe(promise, "hours", (*CALENDARS, CALENDARS["office"]), one_in=3)
    return promise


def factors(pen: Pen, tree: Tree, *, responds: bool) -> Tree:
    """Odds factors by what leads of this scenario have."""
    found: dict[str, Any] = {
        "channel": dict.fromkeys(list(tree["channels"])[:2], 0.7),
        "recycles": {"0": 1, "1": 0.8, "3": 0.5},
        "customer": {"yes": 1.5},
    }
    if not pen.patient:
        found["month"] = {"Apr": 1.3, "5": 0.8}
        found["months_to_year_end"] = {"0": 1.5, "1": 1.2}
        found["readiness"] = {"now": 1, "later": 0.5, "never": 0.1, "elsewhere": 0.2}
        if responds:
            found["response_delay"] = {"5 min": 1, "4 h": 0.8, "2 days": 0.4}
    if "products" in tree:
        found["product"] = {next(iter(tree["products"])): 1.2}
    if "segments" in tree:
        found["segment"] = {next(iter(tree["segments"])): 1.3}
    chosen = pen.some(list(found), most=2)
    if "product" in found and pen.chance(3):
        chosen.append("product")
    for name in tree.get("attributes", {}):
        if pen.chance() or not chosen:
            by_number = name == "employees"
            found[name] = pen.one_of(RANGES) if by_number else {CATEGORIES[name][0]: 2.0}
            chosen.append(name)
    return {name: found[name] for name in chosen or ["channel"]}


def dates(tree: Tree, has_term: bool) -> list[str]:
    """Dates that leads of this scenario can wait for."""
    found = ["next business day", "next month", "next quarter", "customer's next quarter"]
    segments = tree.get("segments", {}).values()
    if segments and all("board_meeting" in one for one in segments):
        found.append("customer's board meeting")
    if has_term and "contract" in tree:
        found.append("term end")
    return found
