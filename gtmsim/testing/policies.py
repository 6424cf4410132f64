"""Small policies: who takes what, who of a team, what first, and who helps whom."""

from __future__ import annotations

from gtmsim.testing.organization import condition
from gtmsim.testing.pen import Pen, Tree
from gtmsim.testing.quantities import PROMISES

CHOICES = ("round_robin", "most_skilled", "longest_idle", "least_loaded")
ORDERS = ("newest", "due", "first_come")
BLOCK = {"mon-fri": "10:00-16:00"}


def add_policies(pen: Pen, tree: Tree) -> None:
    """Write policies into a scenario that has its teams and reorganizations.

    Rules and help name teams; of a patient scenario tests change the teams.
    """
    teams: Tree = tree["teams"]
    every = [*teams.values()]
    for change in tree.get("reorganizations", ()):
        every += change["teams"].values()
    for team in every:
        _team(pen, tree, team)
    for stage in tree["stages"].values():
        if "service_level" in stage and pen.chance():
            stage["promises"] = [_promise(pen, tree)]
    if pen.patient or not teams:
        return
    if pen.chance():
        tree["assignment_rules"] = _rules(pen, tree)
    if pen.chance():
        _help(pen, teams)


def _promise(pen: Pen, tree: Tree) -> Tree:
    promise: Tree = {"when": condition(pen, tree), "first_touch_within": pen.one_of(PROMISES)}
    pen.maybe(promise, "out_of_hours", ("2 h",))
    return promise


def _team(pen: Pen, tree: Tree, team: Tree) -> None:
    if pen.chance(3):
        owned = team.get("assignment", "pooled") != "pooled"
        team["chooses"] = pen.one_of(CHOICES if owned else CHOICES[:3])
    if pen.chance(3):
        team["order"] = _order(pen, tree, team)
    if pen.chance(4):
        team["time_blocks"] = [{"hours": BLOCK, "first": condition(pen, tree)}]


def _order(pen: Pen, tree: Tree, team: Tree) -> object:
    if "employees" in tree.get("attributes", {}) and pen.chance():
        return {"score": "employees"}
    covers = _many(team["covers"])
    promises = any(
        stage.get("function") in covers and "service_level" in stage
        for stage in tree["stages"].values()
    )
    return pen.one_of(ORDERS if promises else ("newest", "first_come"))


def _rules(pen: Pen, tree: Tree) -> list[Tree]:
    """For some functions, special teams first and a default last."""
    teams: Tree = tree["teams"]
    rules: list[Tree] = []
    if pen.chance():
        owned: Tree = {"to": "owner"}
        pen.maybe(owned, "when", ({"customer": "yes"},))
        rules.append(owned)
    bases = [name for name in teams if name.startswith("team_")]
    chosen = pen.some(bases) or bases[:1]
    for base in chosen:
        special = base.replace("team_", "special_")
        if special in teams:
            rules.append({"when": condition(pen, tree), "team": special})
        rules.append({"team": base})
    for change in tree.get("reorganizations", ()):
        emptied = {move.get("from") for move in change["moves"]} & set(chosen)
        if "everybody" in change["teams"] and emptied:
            rules.append({"team": "everybody"})
    return rules


def _help(pen: Pen, teams: Tree) -> None:
    """One team helps another that covers the same."""
    pairs = [
        (name, other)
        for name, team in teams.items()
        for other, its in teams.items()
        if name != other
        and its.get("assignment", "pooled") == "pooled"
        and set(_many(team["covers"])) & set(_many(its["covers"]))
    ]
    if pairs:
        helper, helped = pen.one_of(pairs)
        backlog = pen.one_of((0, 1, 2))
        teams[helper]["helps"] = [{"team": helped, "when_backlog_exceeds": backlog}]


def _many(covers: str | list[str]) -> list[str]:
    return covers if isinstance(covers, list) else [covers]
