"""Switching, learning, differences between people and ramps, compiled.

Who starts with what is told here; the curves stand in `curves.py`.
"""

from __future__ import annotations

from gtmsim.plan.clock import NEVER
from gtmsim.plan.curves import REPETITION_BITS, WHOLE, differences, kept, pace
from gtmsim.plan.organization import Organization
from gtmsim.plan.staff import LearningPlan, MechanismsPlan
from gtmsim.plan.workshop import Workshop
from gtmsim.scenario.mechanisms import Learning, Mechanisms
from gtmsim.scenario.organization import Person
from gtmsim.scenario.tasks import EXPERIENCE, by_number

SKILL = "skill"
"""The stream of individual differences."""


def mechanisms(bench: Workshop, organization: Organization) -> MechanismsPlan | None:
    """What helps or harms anybody; None where nothing does."""
    scenario = bench.scenario
    given = scenario.mechanisms if scenario.mechanisms is not None else Mechanisms()
    learning = _learned(bench, given.learning) if given.learning is not None else None
    spread = differences(given.skill_spread) if given.skill_spread else None
    plan = MechanismsPlan(
        switch=bench.time.ticks(given.task_switch.minutes) if given.task_switch else 0,
        learning=learning,
        tasks=len(by_number(scenario)),
        spread=spread,
        spread_stream=bench.stream(SKILL) if spread is not None else -1,
        since=_since(organization),
        needs=_needs(organization),
        experience=_experience(bench, organization, learning) if learning is not None else (),
    )
    ramps = any(team.ramp for epoch in organization.epochs for team in epoch.teams)
    works = plan.switch or learning or spread or plan.needs or ramps
    return plan if works else None


def _learned(bench: Workshop, given: Learning) -> LearningPlan:
    """The learning curve: pace by repetitions, and what is kept by days without practice.

    There is so much to learn that afterwards nothing changes any more: neither the pace nor
    any odds that depend on experience.
    """
    curve = pace(given.first, given.halves_after)
    memory = given.forgets_after
    stages = bench.scenario.stages.values()
    factors = [stage.factors for stage in stages]
    factors += [stage.attempts.factors for stage in stages if stage.attempts is not None]
    points = [int(times) for one in factors for times in one.get(EXPERIENCE, {})]
    return LearningPlan(
        pace=curve,
        kept=kept(memory, len(bench.time.midnights)) if memory is not None else (),
        most=max([len(curve) - 1, *points]) << REPETITION_BITS,
    )


# --- people ------------------------------------------------------------------------------


def _people(organization: Organization) -> dict[str, Person]:
    """What the file says of a person; the latest counts."""
    return {
        person.name: person
        for state in organization.states
        for _, team in state.teams.values()
        for person in team.people
        if isinstance(person, Person)
    }


def _since(organization: Organization) -> tuple[int, ...]:
    """The tick at which each person of the roster begins; 0: here from the start of the run."""
    epochs = organization.epochs
    return tuple(
        next((epoch.start for epoch in epochs if epoch.membership[place] >= 0), NEVER)
        for place in range(len(organization.people))
    )


def _needs(organization: Organization) -> tuple[int, ...]:
    """The time that each person needs by skill, in units of 2**-16; empty: all the same."""
    people = _people(organization)
    needs = tuple(
        max(1, round(WHOLE / people[name].skill)) if name in people else WHOLE
        for name in organization.people
    )
    return needs if any(one != WHOLE for one in needs) else ()


def _experience(
    bench: Workshop, organization: Organization, learning: LearningPlan
) -> tuple[tuple[int, ...], ...]:
    """Repetitions of each task with which each person begins."""
    scenario = bench.scenario
    people = _people(organization)
    known = by_number(scenario)
    opening = scenario.opening
    told = {rep.name: rep.experience for rep in (opening.reps if opening is not None else ())}
    result = []
    for name, since in zip(organization.people, _since(organization), strict=True):
        default = 0 if since > 0 else learning.most
        person = people.get(name)
        if person is not None and person.experience is not None:
            default = person.experience << REPETITION_BITS
        own = {task: times << REPETITION_BITS for task, times in told.get(name, {}).items()}
        result.append(tuple(min(own.get(task, default), learning.most) for task in known))
    return tuple(result)
