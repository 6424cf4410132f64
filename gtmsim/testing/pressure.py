"""Small targets out of reach: a team that owes more than it can bring, and what that does."""

from __future__ import annotations

from gtmsim.testing.pen import Pen, Tree

QUOTAS = ("20 per month", "1 per day", "0.5 per month", "3 per week")
TABLES = ({"100%": 1, "200%": 0.5}, {"1": 1, "1.5": 1.3, "10": 2.5})


def add_pressure(pen: Pen, tree: Tree) -> None:
    """Write a target of each person of a team into a scenario that is complete otherwise.

    What is brought depends on when leads are served; a patient scenario has none.
    """
    found = [] if pen.patient else list(_brought(tree))
    if not found or not pen.chance():
        return
    team, milestone = pen.one_of(found)
    quota = pen.one_of(QUOTAS)
    pressure = {"team": team, "counts": milestone, "quota": quota}
    tree.setdefault("mechanisms", {})["pressure"] = pressure
    for stage in tree["stages"].values():
        if "then" in stage and pen.chance(3):
            stage["factors"] = {**stage.get("factors", {}), "pressure": pen.one_of(TABLES)}


def _brought(tree: Tree) -> dict[tuple[str, str], None]:
    """Teams, and milestones to which stages that they do lead."""
    return {
        (name, milestone): None
        for name, team in tree["teams"].items()
        for stage in tree["stages"].values()
        if stage.get("function") in _listed(team["covers"])
        for milestone in _listed_milestones(tree, stage)
    }


def _listed(covers: object) -> list[str]:
    return [covers] if isinstance(covers, str) else list(covers)  # type: ignore[call-overload]


def _listed_milestones(tree: Tree, stage: Tree) -> list[str]:
    return [name for name in stage.get("then", {}) if name in tree.get("milestones", {})]
