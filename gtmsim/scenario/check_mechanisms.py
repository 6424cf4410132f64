"""Rules about what helps or harms anybody: tasks, learning, pace, experience and ramps."""

from __future__ import annotations

from gtmsim.scenario.check_match import every_team
from gtmsim.scenario.finding import Finding, Findings
from gtmsim.scenario.journey import Stage
from gtmsim.scenario.mechanisms import Learning
from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.organization import Person, Team
from gtmsim.scenario.suggest import listed
from gtmsim.scenario.tasks import EXPERIENCE, tasks
from gtmsim.scenario.tree import Path, shown

SLOWEST = 100.0
"""Multiples of the usual time that somebody may take."""
MOST_REPETITIONS = 10_000
"""Within which half of what there is to learn is learnt."""
MINUTES_A_DAY = 1440.0

_LEARNING = ("mechanisms", "mechanisms.learning")


def check_mechanisms(model: ScenarioModel) -> Findings:
    """Find mechanisms that contradict each other, or that nothing could act on."""
    learning = model.mechanisms.learning if model.mechanisms is not None else None
    if learning is not None:
        yield from _learning(learning)
    for name, stage in model.stages.items():
        yield from _task(name, stage)
        yield from _factors(name, stage, learns=learning is not None)
    for path, team in every_team(model):
        yield from _ramp(path, team, learns=learning is not None)
        yield from _people(path, team)
    yield from _experience(model)


def _learning(learning: Learning) -> Findings:
    path: Path = ("mechanisms", "learning")
    first, halves = learning.first, learning.halves_after
    if not 1.0 <= first <= SLOWEST:
        message = (
            f"{first:g} times as long as an experienced person takes. Write 1 (nothing to learn) "
            f"to {SLOWEST:g}."
        )
        yield Finding((*path, "first"), message)
    if not 1 <= halves <= MOST_REPETITIONS:
        message = f"half is learnt after {halves:,} repetitions. Write 1 to {MOST_REPETITIONS:,}."
        yield Finding((*path, "halves_after"), message)


def _task(name: str, stage: Stage) -> Findings:
    """A task is something that people do."""
    path = ("stages", name, "task")
    if stage.task is not None and not stage.task.strip():
        yield Finding(path, "the task has no name. Give one, or remove the key.")
    elif stage.task is not None and stage.function is None:
        message = f'nobody does "{shown(stage.task)}" here. Add function, or remove the task.'
        yield Finding(path, message, (f"stages.{name}.function",))


def _factors(name: str, stage: Stage, *, learns: bool) -> Findings:
    """Odds depend on experience where somebody works, and has something to learn."""
    places: list[Path] = []
    if EXPERIENCE in stage.factors:
        places.append(("stages", name, "factors", EXPERIENCE))
    if stage.attempts is not None and EXPERIENCE in stage.attempts.factors:
        places.append(("stages", name, "attempts", "factors", EXPERIENCE))
    for path in places:
        if stage.function is None:
            message = "nobody works in this stage. Add function, or remove the factor."
            yield Finding(path, message, (f"stages.{name}.function",))
        elif not learns:
            message = (
                "whose experience? Nobody learns. Add mechanisms: {learning: ...}, or remove the "
                "factor."
            )
            yield Finding(path, message, _LEARNING)


def _ramp(at: Path, team: Team, *, learns: bool) -> Findings:
    if team.ramp is None:
        return
    path = (*at, "ramp")
    if learns:
        message = (
            f"{team.ramp} and mechanisms.learning both make newcomers slow, who would learn "
            "twice. Keep one."
        )
        yield Finding(path, message, _LEARNING, first=("mechanisms", "learning"))
    if team.ramp.minutes < MINUTES_A_DAY:
        message = f"{team.ramp}: a ramp goes by days. Write 1 day or more, or remove it."
        yield Finding(path, message)


def _people(at: Path, team: Team) -> Findings:
    for place, person in enumerate(team.people):
        if isinstance(person, Person) and not 1.0 / SLOWEST <= person.skill <= SLOWEST:
            message = (
                f"{person.name} would work {person.skill:g} times as fast as others. "
                f"Write {1.0 / SLOWEST:g} to {SLOWEST:g}; 1 is usual."
            )
            yield Finding((*at, "people", place, "skill"), message)


def _experience(model: ScenarioModel) -> Findings:
    """Experience of the first day is of tasks that there are, and told once."""
    if model.opening is None:
        return
    known = list(dict.fromkeys(tasks(model).values()))
    told: dict[str, Path] = {}
    for at, team in every_team(model):
        for number, person in enumerate(team.people):
            if isinstance(person, Person) and person.experience is not None:
                told[person.name] = (*at, "people", number, "experience")
    for place, rep in enumerate(model.opening.reps):
        path: Path = ("opening", "reps", place, "experience")
        for task in rep.experience:
            if task not in known:
                hint = listed("Tasks", task, known)
                message = f'no task "{shown(task)}".{hint}'
                yield Finding((*path, task), message, ("stages", *_LEARNING))
        if rep.experience and rep.name in told:
            message = f"{shown(rep.name)} has an experience in the teams already. Keep one."
            yield Finding(path, message, first=told[rep.name])
