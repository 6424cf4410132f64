"""Small openings: leads, deals, customers and a house list that are there on the first day."""

from __future__ import annotations

from datetime import timedelta

from gtmsim.testing.pen import Pen, Tree


def add_opening(pen: Pen, tree: Tree) -> None:
    """Write an opening into a scenario that is complete otherwise and has no history."""
    if "history" in tree or pen.chance(4):
        return
    opening: Tree = {}
    stages = [name for name, stage in tree["stages"].items() if "waits_for" not in stage]
    if pen.chance():
        opening["leads"] = [_lead(pen, tree, f"L{n}", stages) for n in range(pen.number(1, 3))]
    if pen.chance():
        opening["deals"] = [_lead(pen, tree, f"D{n}", stages[-1:]) for n in range(pen.number(1, 3))]
        pen.maybe(opening, "slip", ({"exponential": "2 days"},))
    if tree.get("recycle") and pen.chance():
        opening["house_list"] = [_recycled(pen, tree, f"H{n}") for n in range(pen.number(1, 2))]
    if "live" in tree["stages"] and _recurs(tree) and not pen.chance(4):
        opening["customers"] = [_customer(pen, tree, f"C{n}") for n in range(pen.number(1, 3))]
    people = _people(tree)
    if people and pen.chance(4):
        opening["reps"] = [{"name": people[0], "tenure": "14 months"}]
        if pen.chance() and len(people) > 1:
            opening["reps"].append({"name": people[1], "since": _before(pen)})
    if opening:
        tree["opening"] = opening


def _recurs(tree: Tree) -> bool:
    """Whether every customer pays by the year or month."""
    if any("price" in product for product in tree.get("products", {}).values()):
        return True
    sizes = [str(one.get("deal_size", "")) for one in tree.get("segments", {}).values()]
    return bool(sizes) and all("per" in size for size in sizes)


def _before(pen: Pen, most: int = 60) -> str:
    return (pen.start - timedelta(days=pen.number(1, most))).isoformat()


def _after(pen: Pen) -> str:
    return (pen.start + timedelta(days=pen.number(1, 30))).isoformat()


def _row(pen: Pen, tree: Tree, name: str) -> Tree:
    row: Tree = {"id": name}
    pen.maybe(row, "count", (2, 3), one_in=4)
    if "segments" in tree:
        pen.maybe(row, "segment", list(tree["segments"])[:1])
        if not pen.patient:
            pen.maybe(row, "account", ("ACME",), one_in=4)
            if "account" in row:
                row["segment"] = next(iter(tree["segments"]))
    pen.maybe(row, "channel", list(tree["channels"]), one_in=3)
    if "products" in tree:
        pen.maybe(row, "product", list(tree["products"]))
    pen.maybe(row, "attributes", _attributes(tree))
    if not pen.patient:
        pen.maybe(row, "owner", _people(tree) or ("",), one_in=4)
        if row.get("owner") == "":
            del row["owner"]
    return row


def _attributes(tree: Tree) -> list[Tree]:
    found = []
    for name, attribute in tree.get("attributes", {}).items():
        found.append({name: next(iter(attribute["shares"])) if "shares" in attribute else "70"})
    return found or [{}]


def _people(tree: Tree) -> list[str]:
    """Names of those who work here on the first day and later."""
    names = []
    for name, team in tree["teams"].items():
        if "headcount" in team:
            names += [f"{name}-{n + 1}" for n in range(int(team["headcount"]))]
        else:
            names += [one for one in team["people"] if isinstance(one, str)]
    return names


def _lead(pen: Pen, tree: Tree, name: str, stages: list[str]) -> Tree:
    row = _row(pen, tree, name) | {"stage": pen.one_of(stages)}
    if pen.chance():
        row[pen.one_of(("since", "arrived"))] = _before(pen)
    else:
        pen.maybe(row, "age", ("3 days", {"uniform": {"low": "0 days", "high": "9 days"}}))
    if "won" in tree["milestones"]:
        pen.maybe(row, "closes", (_after(pen),), one_in=3)
    pen.maybe(row, "recycles", (1,), one_in=4)
    if "segments" in tree and "products" not in tree and _recurs(tree):
        pen.maybe(row, "amount", (f"{pen.amount(600_000)} per year",), one_in=3)
    return row


def _recycled(pen: Pen, tree: Tree, name: str) -> Tree:
    row = _row(pen, tree, name) | {"recycle": next(iter(tree["recycle"]))}
    if pen.chance():
        row["age"] = pen.one_of(("1 day", {"uniform": {"low": "0 days", "high": "20 days"}}))
    else:
        row["returns"] = _after(pen)
    return row


def _customer(pen: Pen, tree: Tree, name: str) -> Tree:
    row = _row(pen, tree, name)
    row[pen.one_of(("mrr", "arr"))] = pen.amount(90_000)
    if pen.chance():
        row["starts"] = _before(pen)
    pen.maybe(row, "renews", (pen.day().isoformat(),))
    pen.maybe(row, "stage", ("live",), one_in=3)
    if "health" in tree.get("attributes", {}):
        row.pop("attributes", None)
        row["health"] = "poor"
    return row
