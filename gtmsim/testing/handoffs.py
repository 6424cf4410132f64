"""Small handoffs: what is lost between two functions, written down, and sent back."""

from __future__ import annotations

from gtmsim.testing.pen import Pen, Tree
from gtmsim.testing.quantities import WORK

SHARES = ("80%", "0%", "100%")
COMPLETE = ({"uniform": {"low": 0.5, "high": 1}}, {"empirical": [0.89, 0.9]}, 0.9)


def add_handoffs(pen: Pen, tree: Tree) -> None:
    """Write rules of handoffs into a scenario that is complete otherwise.

    What is handed over depends on who is free; a patient scenario has none.
    """
    worked = [stage for stage in tree["stages"].values() if "function" in stage]
    if pen.patient or not worked or not pen.chance():
        return
    functions = list(dict.fromkeys(stage["function"] for stage in worked))
    rules = [_rule(pen, tree, functions)]
    if "from" in rules[0] and pen.chance():
        rules.append(_loss(pen))
    tree.setdefault("mechanisms", {})["handoffs"] = rules
    decided = [stage for stage in worked if "then" in stage]
    if decided and pen.chance():
        stage = pen.one_of(decided)
        stage["factors"] = {**stage.get("factors", {}), "information": {"0": 0.5, "1": 1}}


def _loss(pen: Pen) -> Tree:
    rule: Tree = {}
    pen.maybe(rule, "retained", SHARES)
    pen.maybe(rule, "rediscovery", WORK)
    return rule


def _rule(pen: Pen, tree: Tree, functions: list[str]) -> Tree:
    """What happens on the way from one function to another, or from any to any."""
    rule = _loss(pen)
    pen.maybe(rule, "from", functions)
    others = [name for name in functions if name != rule.get("from")]
    if others:
        pen.maybe(rule, "to", others)
    if pen.chance():
        rule["checklist"] = {"work": pen.one_of(WORK), "retained": "100%"}
    if pen.chance():
        rule["completeness"] = pen.one_of(COMPLETE)
        rule["accepts"] = "90%"
        rule["incomplete"] = "returned.gaps"
        tree.setdefault("returned", {})["gaps"] = {"then": next(iter(tree["stages"]))}
    return rule
