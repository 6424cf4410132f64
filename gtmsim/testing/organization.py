"""Small organizations: teams of every kind, people who come and go, reorganizations, history."""

from __future__ import annotations

from datetime import timedelta

from gtmsim.testing.costs import add_costs
from gtmsim.testing.pen import Pen, Tree
from gtmsim.testing.quantities import CALENDARS

OWNED = ("when_free", "on_arrival")
NAMES = ("aoi", "ren", "yui", "sora")


def add_organization(pen: Pen, tree: Tree) -> None:
    """Write teams, and perhaps a reorganization, for the stages of a scenario."""
    functions = _functions(tree)
    needs_owners = {stage["function"] for stage in tree["stages"].values() if "meeting" in stage}
    teams: Tree = {}
    for place, part in enumerate(_parts(pen, functions)):
        owned = bool(needs_owners & set(part))
        if pen.chance(3):
            teams[f"special_{place}"] = _team(pen, tree, part, owned=owned, special=True)
        teams[f"team_{place}"] = _team(pen, tree, part, owned=owned, special=False)
    tree["teams"] = teams
    add_costs(pen, tree)
    if teams and not pen.patient and pen.chance():
        change = _reorganization(pen, tree, functions, owned=bool(needs_owners))
        tree["reorganizations"] = [change]
    if pen.chance(4):
        tree["history"] = _history(pen, tree, functions, owned=bool(needs_owners))


def _history(pen: Pen, tree: Tree, functions: list[str], *, owned: bool) -> object:
    """Days before the start; perhaps with an organization of their own, whose people leave."""
    length = pen.one_of(("3 days", "1 month"))
    if pen.patient or not functions or pen.chance():
        return length
    return {"length": length, "teams": {"before": _everybody(pen, tree, functions, owned=owned)}}


def _functions(tree: Tree) -> list[str]:
    needed = [stage.get("function") for stage in tree["stages"].values()]
    needed += [channel.get("needs", {}).get("function") for channel in tree["channels"].values()]
    return [name for name in dict.fromkeys(needed) if name is not None]


def _parts(pen: Pen, functions: list[str]) -> list[list[str]]:
    """Generalists, specialists, or something in between."""
    parts: list[list[str]] = []
    for function in functions:
        if parts and pen.chance():
            pen.one_of(parts).append(function)
        else:
            parts.append([function])
    return parts


def _team(pen: Pen, tree: Tree, covers: list[str], *, owned: bool, special: bool) -> Tree:
    team: Tree = {"covers": covers if len(covers) > 1 else covers[0]}
    if special:
        team["serves"] = condition(pen, tree)
    if pen.chance(3):
        team["people"] = _people(pen, f"{'special_' if special else ''}{covers[0]}")
    else:
        team["headcount"] = pen.one_of((1, 2, 3))
    pen.maybe(team, "calendar", (*CALENDARS, CALENDARS["late"]))
    assignment = pen.one_of(OWNED if owned else ("pooled", *OWNED))
    if assignment != "pooled" or pen.chance():
        team["assignment"] = assignment
    if assignment != "pooled":
        pen.maybe(team, "max_open_leads", (1, 2, 5))
    if pen.chance(3):
        team["priorities"] = [condition(pen, tree) for _ in range(pen.number(1, 2))]
    pen.maybe(team, "salary", (f"{pen.amount(6_000_000)} per year",), one_in=4)
    pen.maybe(team, "label", ("インサイドセールス",), one_in=4)
    return team


def _people(pen: Pen, prefix: str) -> list[object]:
    people: list[object] = []
    for name in NAMES[: pen.number(1, 3)]:
        if pen.chance():
            people.append(f"{prefix}_{name}")
            continue
        person: Tree = {"name": f"{prefix}_{name}"}
        starts = pen.day()
        if pen.chance():
            person["starts"] = starts.isoformat()
        if not pen.patient and pen.chance():
            person["leaves"] = (starts + timedelta(days=pen.number(1, 10))).isoformat()
        if not pen.patient:
            pen.maybe(person, "skill", (1.2,), one_in=4)
        people.append(person)
    return people


def condition(pen: Pen, tree: Tree) -> Tree:
    """A condition on leads."""
    attributes = tree.get("attributes", {})
    seen: dict[str, object] = {}
    if "employees" in attributes:
        seen["employees"] = pen.one_of((">= 50", ["< 10", "100..500"], "5"))
    if "region" in attributes:
        seen["region"] = ["kanto", "other"]
    if seen and pen.chance():
        return {name: seen[name] for name in pen.some(list(seen)) or list(seen)}
    found: dict[str, object] = {
        "channel": next(iter(tree["channels"])),
        "recycled": pen.one_of(("yes", "no")),
        "customer": pen.one_of(("no", "yes")),
        "stage": list(tree["stages"])[:2],
        "function": _functions(tree)[:1],
    }
    if "products" in tree:
        found["product"] = next(iter(tree["products"]))
    if "segments" in tree:
        found["segment"] = next(iter(tree["segments"]))
    fewest = "product" if "product" in found else "channel"  # few scenarios have products
    chosen = pen.some(list(found), most=2) or [fewest]
    return {name: found[name] for name in chosen}


def _everybody(pen: Pen, tree: Tree, functions: list[str], *, owned: bool) -> Tree:
    """A team that covers all; how many they are is for the caller to say."""
    team = _team(pen, tree, functions, owned=owned, special=False)
    team.pop("people", None)
    return {"headcount": 2, **team}


# --- Reorganizations -----------------------------------------------------------------------


def _reorganization(pen: Pen, tree: Tree, functions: list[str], *, owned: bool) -> Tree:
    teams = tree["teams"]
    larger = [name for name, team in teams.items() if _size(team) > 1]
    name = pen.one_of(larger or list(teams))
    changes = [_hire, _generalists]
    if larger:
        changes = [_leave, *changes]
        if len(teams) > 1 and pen.chance():
            changes = [_move]
    change = pen.one_of(changes)(pen, tree, name, functions, owned)
    return {"from": pen.day().isoformat(), **change}


def _size(team: Tree) -> int:
    return int(team["headcount"]) if "headcount" in team else len(team["people"])


def _hire(pen: Pen, tree: Tree, name: str, functions: list[str], owned: bool) -> Tree:
    return {"teams": {}, "moves": [{"people": pen.number(1, 2), "to": name}]}


def _leave(pen: Pen, tree: Tree, name: str, functions: list[str], owned: bool) -> Tree:
    return {"teams": {}, "moves": [{"people": 1, "from": name}]}


def _move(pen: Pen, tree: Tree, name: str, functions: list[str], owned: bool) -> Tree:
    other = pen.one_of([team for team in tree["teams"] if team != name])
    team = tree["teams"][name]
    if "people" in team:
        last = team["people"][-1]
        people: object = [last if isinstance(last, str) else last["name"]]
    else:
        people = [f"{name}-{team['headcount']}"]
    return {"teams": {}, "moves": [{"people": people, "from": name, "to": other}]}


def _generalists(pen: Pen, tree: Tree, name: str, functions: list[str], owned: bool) -> Tree:
    """One team instead of all, or beside them."""
    team = _everybody(pen, tree, functions, owned=owned)
    moves = [
        {"people": _size(one), "from": old, "to": "everybody"} for old, one in tree["teams"].items()
    ]
    if pen.chance():
        moves = moves[:1]
    team["headcount"] = sum(int(str(move["people"])) for move in moves)
    return {"teams": {"everybody": team}, "moves": moves}
