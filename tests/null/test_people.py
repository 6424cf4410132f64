"""Switching, learning, forgetting, skill and ramps: neutral settings change nothing.

Turned up in five steps, each moves results its declared way: the same leads with the same luck
meet every setting, and the ends differ by several standard errors of the paired differences.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest

from gtmsim.engine import run
from gtmsim.engine.process import Company
from gtmsim.log import EventLog, Kind
from gtmsim.log.audit import audit
from gtmsim.plan import compile
from gtmsim.scenario import Scenario
from tests.null import paired
from tests.null.paired import CERTAINTY, Changes, Measure, assert_climbs, logs

UP, DOWN = 1, -1
MOST_ROWS = 20_000

DESK = Scenario.from_text(
    """
start: 2026-04-01
horizon: 28 days
calendar: {hours: always}
channels: {web: {leads: 24 per day}}
stages:
  call:
    function: calling
    work: {exponential: 40 min}
    means: at_factor_one
    then: {write: 60%, lost.no_need: rest}
  write:
    function: writing
    work: {exponential: 40 min}
    means: at_factor_one
    then: {won: 50%, lost.price: rest}
milestones: {won: end}
teams:
  sales: {covers: [calling, writing], people: [ann, bob]}
""",
    "people.yaml",
)
"""Two people who call and write; a third of their time is left."""

HIRED = {
    "teams.sales.people": [
        {"name": "ann"},
        {"name": "bob", "starts": "2026-04-02"},
        {"name": "eve", "starts": "2026-04-02"},
    ]
}
BEGINNERS = {
    "teams.sales.people": [{"name": "ann", "experience": 0}, {"name": "bob", "experience": 0}]
}
CURVE = {"first": 2, "halves_after": 40}


def learning(**said: object) -> Changes:
    return {"mechanisms.learning": {**CURVE, **said}}


def people(**said: object) -> Changes:
    return {"teams.sales.people": [{"name": name, **said} for name in ("ann", "bob")]}


# --- Neutral ----------------------------------------------------------------------------

NEUTRAL: dict[str, tuple[Changes, Changes]] = {
    "no mechanism at all": ({}, {"mechanisms": {}}),
    "switching costs nothing": ({}, {"mechanisms.task_switch": "0 min"}),
    "nothing to learn": (BEGINNERS, learning(first=1)),
    "nobody has anything to learn": ({}, learning(first=3)),
    "nobody differs": ({}, {"mechanisms.skill_spread": "0%"}),
    "usual skill": ({}, people(skill=1)),
    "experience without learning": ({}, people(experience=3)),
    "nobody is new": ({}, {"teams.sales.ramp": "3 months"}),
    "a task has a name": ({}, {"stages.call.task": "talking", "stages.write.task": "typing"}),
    "odds that are all the same": (
        BEGINNERS,
        {**learning(first=1), "stages.call.factors": {"experience": {"0": 1, "40": 1}}},
    ),
}


def same_events(one: EventLog, other: EventLog) -> bool:
    return all(one.events[name].tolist() == other.events[name].tolist() for name in one.events)


@pytest.mark.parametrize("name", NEUTRAL)
def test_neutral_settings_give_the_same_log(name: str) -> None:
    before, change = (dict(one) for one in NEUTRAL[name])
    base = DESK.change(before) if before else DESK
    log = run(compile(base.change(change)), 7)
    assert audit(log) == []
    assert same_events(run(compile(base), 7), log)


def test_a_plan_without_mechanisms_has_none() -> None:
    assert compile(DESK).mechanisms is None
    assert all(rep.craft is None for rep in Company(compile(DESK), 1, 0).reps)


# --- Monotone ---------------------------------------------------------------------------


def worked(log: EventLog) -> float:
    """Ticks of work that were begun."""
    return float(log.events["value"][log.select(Kind.STARTED)].sum())


def utilization(log: EventLog) -> float:
    """Share of everybody's time that is work."""
    there = log.memberships["to_tick"] - log.memberships["from_tick"]
    return worked(log) / float(there.sum())


def uneven(log: EventLog) -> float:
    """How much the mean work of a piece differs from person to person."""
    started = log.select(Kind.STARTED)
    rep, ticks = log.events["rep"][started], log.events["value"][started]
    means = [ticks[rep == one].mean() for one in np.unique(rep)]
    return float(np.std(means) / np.mean(means))


@dataclass(frozen=True)
class Mechanism:
    """A world, five levels of one mechanism in it, and what they move which way."""

    levels: tuple[Changes, ...]
    measure: Measure
    direction: int
    world: Changes = field(default_factory=dict)


SWITCH = tuple({"mechanisms.task_switch": f"{n} min"} for n in (0, 4, 8, 12, 16))
FIRST = tuple(learning(first=n) for n in (1, 1.25, 1.5, 1.75, 2))
FORGETS = (
    learning(first=3),
    *(learning(first=3, forgets_after=f"{n} days") for n in (8, 6, 4, 3)),
)
RAMP = ({}, *({"teams.sales.ramp": f"{n} days"} for n in (6, 12, 18, 24)))
EXPERIENCED = tuple(people(experience=n) for n in (0, 20, 40, 80, 160))
SPREAD = tuple({"mechanisms.skill_spread": f"{n}%"} for n in (0, 10, 20, 30, 40))
SKILL = tuple(people(skill=n) for n in (0.8, 0.9, 1, 1.5, 2))
ODDS = {
    **learning(first=1),
    "stages.call.factors": {"experience": {"0": 0.3, "160": 1}},
}
MANY = {"teams.sales.people": [f"person_{n}" for n in range(12)], "stages.call.work": "40 min"}

MECHANISMS: dict[str, Mechanism] = {
    "switching keeps people busy": Mechanism(SWITCH, utilization, UP),
    "switching lets buyers wait": Mechanism(SWITCH, paired.waits, UP),
    "beginners are busy": Mechanism(FIRST, utilization, UP, BEGINNERS),
    "beginners let buyers wait": Mechanism(FIRST, paired.waits, UP, BEGINNERS),
    "who forgets is busy": Mechanism(FORGETS, utilization, UP),
    "who forgets lets buyers wait": Mechanism(FORGETS, paired.waits, UP),
    "newcomers are busy": Mechanism(RAMP, utilization, UP, HIRED),
    "newcomers let buyers wait": Mechanism(RAMP, paired.waits, UP, HIRED),
    "who has experience is quick": Mechanism(EXPERIENCED, utilization, DOWN, learning()),
    "who has experience wins": Mechanism(EXPERIENCED, paired.wins, UP, ODDS),
    "people differ": Mechanism(SPREAD, uneven, UP, MANY),
    "skill is time": Mechanism(SKILL, utilization, DOWN),
    "skill lets nobody wait": Mechanism(SKILL, paired.waits, DOWN),
}


@pytest.mark.parametrize("name", MECHANISMS)
def test_moves_its_declared_way(name: str) -> None:
    one = MECHANISMS[name]
    base = DESK.change(dict(one.world)) if one.world else DESK
    levels = [base.change(dict(level)) if level else base for level in one.levels]
    assert max(len(log.events["time"]) for log in logs(levels[-1], 1)) < MOST_ROWS
    assert_climbs(levels, one.measure, one.direction)


# --- People and their luck --------------------------------------------------------------


def needs(scenario: Scenario, replication: int = 0) -> dict[str, int]:
    """The time that each person needs, of 2**16 usual."""
    plan = compile(scenario)
    company = Company(plan, 11, replication)
    crafts = {name: rep.craft for name, rep in zip(plan.people, company.reps, strict=True)}
    return {name: craft.needs for name, craft in crafts.items() if craft is not None}


def test_individual_differences_belong_to_persons() -> None:
    """A further colleague, another team or another company of the same name changes nobody."""
    spread = DESK.change("mechanisms.skill_spread", "30%")
    alone = needs(spread)
    more = needs(spread.change("teams.sales.people", ["zoe", "bob", "ann"]))
    assert alone == {name: more[name] for name in alone}
    teams = {
        "calls": {"covers": "calling", "people": ["bob"]},
        "texts": {"covers": "writing", "people": ["ann"]},
    }
    assert needs(spread.change("teams", {"sales": None, **teams})) == alone
    assert len(set(alone.values())) == 2


@pytest.mark.parametrize("cv", [0.1, 0.4])
def test_differences_have_the_mean_and_spread_that_the_file_says(cv: float) -> None:
    """Of 4,000 people: tolerances are four standard errors of a lognormal sample."""
    count = 4_000
    crowd = {
        "mechanisms.skill_spread": cv,
        "teams.sales.people": None,
        "teams.sales.headcount": count,
    }
    times = np.asarray(list(needs(DESK.change(crowd)).values())) / 2**16
    assert abs(times.mean() - 1.0) < CERTAINTY * cv / np.sqrt(count)
    fourth = ((times - times.mean()) ** 4).mean()
    error = np.sqrt((fourth - times.var() ** 2) / count)
    assert abs(times.var() - cv**2) < CERTAINTY * error
    log_error = np.sqrt(np.log1p(cv**2) / (2 * count))
    assert abs(np.log(times).std() - np.sqrt(np.log1p(cv**2))) < CERTAINTY * log_error
    assert needs(DESK.change(crowd), 1) != needs(DESK.change(crowd), 2)
