"""Small customer lives: a resting stage, and what it waits for."""

from __future__ import annotations

from collections.abc import Sequence

from gtmsim.testing.offer import cross_sells
from gtmsim.testing.pen import Pen, Tree
from gtmsim.testing.quantities import WORK


def add_customers(
    pen: Pen, tree: Tree, functions: Sequence[str], milestones: dict[str, str]
) -> None:
    """Write what happens after a win: the stage `live`, and those it leads to."""
    function = pen.one_of((*functions, "customer_success"))
    stages = tree["stages"]
    if pen.chance(3):
        milestones["won"] = "kickoff"
        milestones["onboarded"] = "live"
        stages["kickoff"] = {
            "function": function,
            "work": pen.one_of(WORK),
            "then": {"onboarded": "80%", "live": "rest"},
        }
    for name, stage in (("renewed", "live"), ("expanded", "live"), ("churned", "end")):
        if pen.chance(1 if name == "expanded" else 2):
            milestones[name] = stage
    live = stages["live"] = {"waits_for": _clocks(pen, tree, milestones)}
    if pen.chance(4):
        live["starts"] = {"after": "3 h"}
    for name in live["waits_for"]:
        if name in _LIFE:
            stages[name] = _life_stage(pen, tree, name, function, milestones)


def _clocks(pen: Pen, tree: Tree, milestones: dict[str, str]) -> Tree:
    every = f"{max(1, pen.days // 4)} days"
    clocks: Tree = {
        "churned.quits": {"rate": {"0 days": "20% per day", "5 days": "50% per week"}},
        "check_in": {"every": pen.one_of((every, "3 business days", "1 month"))},
        "renewal": {"before_term_ends": pen.one_of(("10 days", "0 days", "1 month"))},
        "expand": {"after": pen.one_of(("2 days", "1 business day", {"exponential": "4 days"}))},
        "rescue": {"rate": pen.one_of(("10% per day", {"2 days": "1 per week"}))},
        "end": {"rate": "5% per day"},
    }
    if "region" in tree.get("attributes", {}):
        clocks["rescue"]["factors"] = {"region": {"kanto": 2}}
    if not pen.patient and cross_sells(tree):
        clocks["cross_sell"] = {"rate": "20% per day"}
        milestones["cross_sold"] = "live"
    names = list(clocks)
    chosen = pen.some(names, most=4)
    if "cross_sell" in clocks and "cross_sell" not in chosen:
        chosen.append("cross_sell")
    if pen.patient or not chosen:
        # With several clocks, which comes first depends on when the customer was won.
        chosen = [pen.one_of(names)]
    return {name: clocks[name] for name in chosen}


_LIFE = ("check_in", "renewal", "expand", "rescue", "cross_sell")


def _life_stage(pen: Pen, tree: Tree, name: str, function: str, milestones: dict[str, str]) -> Tree:
    stage: Tree = {"function": function, "work": pen.one_of(WORK)}
    good = {"renewal": "renewed", "expand": "expanded", "cross_sell": "cross_sold"}.get(
        name, "live"
    )
    if good not in milestones:
        good = "live"
    stage["then"] = {good: "70%", "churned" if name == "check_in" else "churned.unhappy": "rest"}
    if name == "renewal" and not pen.chance(3):
        terms = [tree.get("contract", {}), *tree.get("products", {}).values()]
        gives_notice = any("notice" in one for one in terms)
        dates = ("notice deadline",) if gives_notice else ("term end", "notice deadline")
        stage["decides"] = {"at": pen.one_of(dates)}
    return stage
