"""Hours: neutral settings change nothing, each demand moves results its way, luck is a person's."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest

from gtmsim.engine import run
from gtmsim.engine.process import Company
from gtmsim.kpi import measure
from gtmsim.log import EventLog, Kind
from gtmsim.log.audit import audit
from gtmsim.plan import compile
from gtmsim.scenario import Scenario
from tests.null import paired
from tests.null.paired import Changes, Measure, assert_moves, logs

UP, DOWN = 1, -1

DESK = Scenario.from_text(
    """
start: 2026-04-01
horizon: 2 months
calendar: {hours: {mon-fri: "9:00-18:00"}}
channels: {web: {leads: 60 per day, hours: "9:00-18:00"}}
stages:
  call:
    function: calling
    work: {exponential: 8 min}
    means: at_factor_one
    service_level: {first_touch_within: 2 business hours}
    then: {won: 50%, lost.price: rest}
milestones: {won: end}
teams: {sales: {covers: calling, people: [ann, bob, cat]}}
""",
    "hours.yaml",
)
"""Three people, who have little time to spare."""

LATE = {"until": "21:00", "when": "due work waits"}


def meetings(minutes: int) -> Changes:
    if not minutes:
        return {}
    one = {"name": "daily", "every": "1 day", "on": "10:00", "lasts": f"{minutes} min"}
    return {"meetings": [one]}


def overtime(hours: float) -> Changes:
    return {"overtime": {"up_to": f"{hours} h per month", **LATE}}


def project(hours: float) -> Changes:
    phases = [{"name": "all", "lasts": "8 weeks", "takes": {"sales": f"{hours} h per week"}}]
    return {"projects": {"plan": {"begins": "2026-04-01", "phases": phases}}}


# --- Neutral ----------------------------------------------------------------------------

NEUTRAL: dict[str, Changes] = {
    "no meetings": {"meetings": []},
    "no days off": {"time_off": {"leave": "0 days per year"}},
    "no overtime": overtime(0),
    "no projects": {"projects": {}},
    "a project of no time": project(0),
}


@pytest.mark.parametrize("name", NEUTRAL)
def test_neutral_settings_give_the_same_log(name: str) -> None:
    log = run(compile(DESK.change(dict(NEUTRAL[name]))), 7)
    plain = run(compile(DESK), 7)
    assert audit(log) == []
    for column in plain.events:
        assert plain.events[column].tolist() == log.events[column].tolist()
    assert len(plain.clocks) == len(log.clocks)


def test_a_plan_without_demands_has_none() -> None:
    assert compile(DESK).hours is None
    assert all(rep.late is None for rep in Company(compile(DESK), 1, 0).reps)


def test_managers_without_escalations_change_nothing_of_what_others_do() -> None:
    log = run(compile(DESK.change("managers", {"span": 3})), 7)
    plain = run(compile(DESK), 7)
    assert all(plain.events[name].tolist() == log.events[name].tolist() for name in plain.events)
    assert log.teams["id"] == ["sales", "managers"]


# --- Monotone ---------------------------------------------------------------------------


def kpi(name: str) -> Measure:
    return lambda log: float(measure(log, [name])[name].value)


@dataclass(frozen=True)
class Demand:
    """Five levels of one demand, and what they move which way."""

    levels: tuple[Changes, ...]
    measure: Measure
    direction: int
    world: Changes = field(default_factory=dict)


MEETINGS = tuple(meetings(n) for n in (0, 15, 30, 45, 60))
OFF = tuple({"time_off": {"leave": f"{n} days per year"}} for n in (0, 15, 30, 45, 60))
OVERTIME = tuple(overtime(n) for n in (0, 3, 6, 12, 45))
PROJECT = tuple(project(n) for n in (0, 2, 4, 6, 8))
BUSY: Changes = {"channels.web.leads": "125 per day", "horizon": "1 month"}

DEMANDS: dict[str, Demand] = {
    "meetings reduce selling hours": Demand(MEETINGS, kpi("away_share"), UP),
    "meetings let buyers wait": Demand(MEETINGS, paired.waits, UP),
    "leave takes hours": Demand(OFF, kpi("time_off_hours"), UP),
    "leave lets buyers wait": Demand(OFF, paired.waits, UP),
    "projects take hours": Demand(PROJECT, kpi("project_hours"), UP),
    "projects let buyers wait": Demand(PROJECT, paired.waits, UP),
    "who may stay longer does": Demand(OVERTIME, kpi("overtime_hours"), UP, BUSY),
    "who may stay longer lets nobody wait": Demand(OVERTIME, paired.waits, DOWN, BUSY),
}


@pytest.mark.parametrize("name", DEMANDS)
def test_moves_its_declared_way(name: str) -> None:
    one = DEMANDS[name]
    base = DESK.change(dict(one.world)) if one.world else DESK
    assert len(one.levels) >= 5
    measured = [
        [one.measure(log) for log in logs(base.change(dict(level)) if level else base, 6)]
        for level in one.levels
    ]
    means = one.direction * np.asarray(measured).mean(axis=1)
    assert means[0] < means[2] < means[-1]
    assert_moves(np.asarray(measured[-1]) - np.asarray(measured[0]), one.direction)


# --- Escalation -------------------------------------------------------------------------

OTHERS = """
start: 2026-04-01
horizon: 2 months
calendar: {hours: {mon-fri: "9:00-18:00"}}
channels:
  web: {leads: LOAD per day}
  fair: {leads: FAIR per day}
stages:
  call:
    function: calling
    work: {exponential: 20 min}
    service_level: {first_touch_within: 2 business hours}
    then: {won: 50%, lost.price: rest}
milestones: {won: end}
teams: {sales: {covers: calling, people: [ann, bob], priorities: [{channel: fair}]}}
managers: {span: 1}
"""
ESCALATES = {"after": "2 business hours", "work": "5 min"}


def overdue(log: EventLog) -> float:
    """90th percentile of the business minutes by which promises are late, open ones included."""
    events = log.events
    touched = log.select(Kind.TOUCHED) & (events["reason"] == 1)
    late = events["value"][touched] - 120
    return float(np.quantile(late, 0.9)) if len(late) else 0.0


def saved(load: int, fair: int) -> np.ndarray:
    """What escalations change in the overdue age, replication by replication."""
    text = OTHERS.replace("LOAD", str(load)).replace("FAIR", str(fair))
    base = Scenario.from_text(text, "managed.yaml")
    with_it = base.change("stages.call.service_level.escalates", ESCALATES)
    return paired.differences(base, with_it, overdue, 8)


def test_escalation_lowers_the_overdue_age_when_there_is_slack() -> None:
    """R043: whoever waits behind the favored ones is seen to, and served before them."""
    assert_moves(saved(10, 22), DOWN)


def test_escalation_does_not_lower_it_when_nobody_has_time() -> None:
    """R043: where all are late, all come up, in the order in which they wait: nobody gains."""
    text = OTHERS.replace("LOAD", "60").replace("FAIR", "0")
    level = overdue(run(compile(Scenario.from_text(text, "managed.yaml")), 2026))
    assert level > 10 * 540  # beyond ten days
    assert np.abs(saved(60, 0)).max() < 0.001 * level


# --- People and their luck --------------------------------------------------------------


def days_off(scenario: Scenario, replication: int = 0) -> dict[str, list[int]]:
    """When each person is away."""
    log = run(compile(scenario), 5, replication)
    names, table = log.reps["id"], log.away
    found: dict[str, list[int]] = {name: [] for name in names}
    for rep, reason, tick in zip(table["rep"], table["reason"], table["from_tick"], strict=True):
        assert reason in ("leave", "sick")
        found[names[rep]].append(tick)
    return found


OFFS = {"leave": "40 days per year", "sick": "20 days per year"}


def test_days_off_belong_to_persons() -> None:
    """One more person, another order or another team changes nobody else's days off."""
    away = DESK.change("time_off", OFFS)
    alone = days_off(away)
    more = days_off(away.change("teams.sales.people", ["zoe", "cat", "bob", "ann"]))
    assert {name: more[name] for name in alone} == alone
    assert len({tuple(days) for days in more.values()}) == 4
    assert days_off(away, 1) != alone


def test_more_leave_adds_days_to_those_of_less() -> None:
    less = days_off(DESK.change("time_off", {"leave": "20 days per year"}))
    more = days_off(DESK.change("time_off", {"leave": "60 days per year"}))
    assert all(set(less[name]) < set(more[name]) for name in less)


def test_days_off_are_as_many_as_the_file_says() -> None:
    """Of 400 people in a year: a day is off with one chance; four standard errors."""
    crowd = {
        "horizon": "1 year",
        "channels.web.leads": "1 per year",
        "teams.sales.people": None,
        "teams.sales.headcount": 400,
        "time_off": {"leave": "10 days per year"},
    }
    found = [len(days) for days in days_off(DESK.change(crowd)).values()]
    error = np.std(found, ddof=1) / np.sqrt(len(found))
    assert abs(np.mean(found) - 10.0) < 4.0 * error
