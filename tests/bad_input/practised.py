"""Broken mechanisms: tasks, learning, pace, experience and ramps."""

from __future__ import annotations

from tests.bad_input.cases import Case, added, broken, changed, place
from tests.bad_input.opened import OPEN

LEARNING = "mechanisms: {learning: {first: 2, halves_after: 40}}\n"
LEARNT = OPEN + LEARNING


def learnt(name: str, old: str, new: str, path: str, *phrases: str, mark: str = "") -> Case:
    """The opening of people who learn, with one text replaced."""
    text = changed(old, new, base=LEARNT)
    where = place(text, mark or new, path)
    return (name, {"scenario.yaml": text}, ("has 1 problem:", where, *phrases))


def learning(name: str, said: str, key: str, *phrases: str) -> Case:
    """The base, with this learning curve."""
    curve = f"mechanisms: {{learning: {{{said}}}}}\n"
    return added(name, curve, f"mechanisms.learning{key}", *phrases)


PRACTISED: tuple[Case, ...] = (
    learning("a first time that is faster", "first: 0.5, halves_after: 40", ".first",
             "0.5 times as long", "Write 1 (nothing to learn) to 100"),
    learning("an endless first time", "first: 1000, halves_after: 40", ".first", "1000 times"),
    learning("learning without repetitions", "first: 2, halves_after: 0", ".halves_after",
             "half is learnt after 0 repetitions", "Write 1 to 10,000"),
    learning("learning for ever", "first: 2, halves_after: 10_001", ".halves_after", "10,001"),
    learning("learning from nothing", "halves_after: 40", "", "missing: first"),
    learning("forgetting in business days",
             "first: 2, halves_after: 4, forgets_after: 9 business days", ".forgets_after",
             "business"),
    learning("learning by team", "first: 2, halves_after: 40, by: team", ".by", "function"),
    added("skills that differ by too much", "mechanisms: {skill_spread: 120%}\n",
          "mechanisms.skill_spread", "120%"),
    added("a switch of no length", "mechanisms: {task_switch: quick}\n",
          "mechanisms.task_switch", "quick"),
    added("unknown mechanism", "mechanisms: {task_swich: 5 min}\n", "mechanisms.task_swich",
          "Did you mean task_switch?"),
    broken("odds of experience that nobody gains", "segment: {small: 1.2}",
           "experience: {0: 0.6, 40: 1}", "stages.qualify.factors.experience",
           "whose experience?", "Add mechanisms", mark="experience: {0: 0.6, 40: 1}"),
    learnt("half a repetition", "segment: {small: 1.2}", "experience: {0.5: 0.6, 40: 1}",
           "stages.qualify.factors.experience.0.5", '"0.5" is not a number of repetitions'),
    learnt("a task of nobody's", "  live:\n", "  live:\n    task: talking\n", "stages.live.task",
           'nobody does "talking" here', mark="task: talking"),
    learnt("a task without a name", "    attempts:\n", "    task: ' '\n    attempts:\n",
           "stages.qualify.task", "the task has no name", mark="task: ' '"),
    learnt("a ramp and learning", "headcount: 3", "headcount: 3\n    ramp: 3 months",
           "teams.inside_sales.ramp", "3 months and mechanisms.learning", "Keep one",
           mark="ramp: 3 months"),
    broken("a ramp of hours", "headcount: 3", "headcount: 3\n    ramp: 3 h",
           "teams.inside_sales.ramp", "a ramp goes by days", mark="ramp: 3 h"),
    broken("no skill at all", "headcount: 3", "people: [{name: Aoki, skill: 0}]",
           "teams.inside_sales.people.0.skill", "Aoki would work 0 times as fast",
           "Write 0.01 to 100", mark="people: [{name"),
    learnt("experience of an unknown task", "{name: Aoki, tenure: 2 years}",
           "{name: Aoki, tenure: 2 years, experience: {field_sale: 9}}",
           "opening.reps.0.experience.field_sale", 'no task "field_sale"',
           "Did you mean field_sales?"),
    (
        "experience told twice",
        {"scenario.yaml": changed(
            "people: [Aoki, Baba]", "people: [{name: Aoki, experience: 3}, Baba]",
            "{name: Aoki, tenure: 2 years}",
            "{name: Aoki, tenure: 2 years, experience: {field_sales: 9}}", base=LEARNT)},
        ("has 1 problem:", "opening.reps.0.experience: ", "Aoki has an experience in the teams",
         "Keep one"),
    ),
)  # fmt: skip
