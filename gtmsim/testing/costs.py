"""Small costs: a margin, what is paid on top of pay, tools, an office."""

from __future__ import annotations

from gtmsim.testing.pen import Pen, Tree


def add_costs(pen: Pen, tree: Tree) -> None:
    """Write costs into a scenario that has teams."""
    if not pen.chance(4):
        return
    costs: Tree = {"gross_margin": pen.one_of(("75%", "100%"))}
    if any("salary" in team for team in tree["teams"].values()):
        costs["on_top_of_pay"] = "15%"
    pen.maybe(costs, "tools", (f"{pen.amount(30_000)} per month",))
    if pen.chance():
        costs["fixed"] = {"office": {"cost": f"{pen.amount(500_000)} per month"}}
    for team in tree["teams"].values():
        pen.maybe(team, "tools", (f"{pen.amount(50_000)} per month",), one_in=4)
    tree["costs"] = costs
