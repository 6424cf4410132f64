"""What people learn and switch between: the task of each stage.

A stage may name its task; else it is its function, or the stage itself where learning goes by
stage. Stages of one task share the repetitions.
"""

from __future__ import annotations

from gtmsim.scenario.campaigns import own_stages
from gtmsim.scenario.model import ScenarioModel

EXPERIENCE = "experience"
"""The key of `factors` that looks at repetitions."""


def tasks(model: ScenarioModel) -> dict[str, str]:
    """The task of each stage that takes somebody's time, in file order."""
    learning = model.mechanisms.learning if model.mechanisms is not None else None
    by_stage = learning is not None and learning.by == "stage"
    return {
        name: stage.task or (name if by_stage else stage.function)
        for name, stage in {**model.stages, **own_stages(model)}.items()
        if stage.function is not None
    }


def by_number(model: ScenarioModel) -> dict[str, int]:
    """All tasks by number, in order of the stages."""
    return {task: number for number, task in enumerate(dict.fromkeys(tasks(model).values()))}


def by_stage(model: ScenarioModel) -> dict[str, int]:
    """The number of each stage's task."""
    known = by_number(model)
    return {stage: known[task] for stage, task in tasks(model).items()}
