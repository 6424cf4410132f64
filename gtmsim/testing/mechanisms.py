"""Small mechanisms: switching, learning, people who differ, and newcomers who ramp up."""

from __future__ import annotations

from gtmsim.testing.pen import Pen, Tree

TASKS = ("talking", "writing")


def add_mechanisms(pen: Pen, tree: Tree) -> None:
    """Write mechanisms into a scenario that is complete otherwise.

    They change how long work takes, by who does it and when; a patient scenario has none.
    """
    stages = {name: stage for name, stage in tree["stages"].items() if "function" in stage}
    if pen.patient or not stages or not pen.chance():
        return
    mechanisms: Tree = tree.setdefault("mechanisms", {})
    pen.maybe(mechanisms, "task_switch", ("5 min", "0 min", "1 h"))
    pen.maybe(mechanisms, "skill_spread", ("20%", "0%"))
    for stage in stages.values():
        pen.maybe(stage, "task", TASKS, one_in=4)
    if pen.chance():
        mechanisms["learning"] = _learning(pen)
        _add_experience(pen, tree, stages)
    elif pen.chance():
        pen.one_of(list(tree["teams"].values()))["ramp"] = pen.one_of(("3 days", "2 months"))


def _learning(pen: Pen) -> Tree:
    learning: Tree = {"first": pen.one_of((2, 1, 3.5)), "halves_after": pen.number(1, 20)}
    pen.maybe(learning, "forgets_after", ("3 days", "6 months"))
    pen.maybe(learning, "by", ("stage", "function"))
    return learning


def _add_experience(pen: Pen, tree: Tree, stages: Tree) -> None:
    """Odds that depend on experience, and people who have some."""
    if pen.chance():
        stage = stages[pen.one_of(list(stages))]
        stage["factors"] = {**stage.get("factors", {}), "experience": {"0": 0.5, "10": 1}}
    told = set()
    for team in tree["teams"].values():
        for person in team.get("people", ()):
            if isinstance(person, dict) and pen.chance(3):
                person["experience"] = pen.one_of((0, 5))
                told.add(person["name"])
    name, first = next(iter(stages.items()))
    by_stage = tree["mechanisms"]["learning"].get("by") == "stage"
    task = first.get("task", name if by_stage else first["function"])
    for rep in tree.get("opening", {}).get("reps", ()):
        if rep["name"] not in told:
            rep["experience"] = {task: 3}
