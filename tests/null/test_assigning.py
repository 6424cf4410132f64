"""Policies: what is left out or says nothing new changes nothing; the rest moves its way.

A score is worth going by only as far as it tells who buys (R055).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from gtmsim.engine import run
from gtmsim.kpi.spells import waits
from gtmsim.log import EventLog, Kind
from gtmsim.log.audit import audit
from gtmsim.plan import compile
from gtmsim.scenario import Scenario
from tests.null import paired
from tests.null.paired import CERTAINTY, REPLICATIONS, Changes, Measure, assert_moves, logs

UP, DOWN = 1, -1
MOST_ROWS = 20_000

DESK = paired.DESK.change({"teams.sales.headcount": 2, "channels.web.leads": "26 per day"})
OWNED = {"teams.sales.assignment": "on_arrival"}
TWO = {
    "teams.large": {"covers": "sales", "headcount": 1, "serves": {"segment": "large"}},
    "teams.others": {"covers": "sales", "headcount": 2, "serves": {"segment": "smb"}},
    "teams.sales.serves": {"recycled": "yes"},
}
ORDERED = {
    "teams.large": {"covers": "sales", "headcount": 1},
    "teams.others": {"covers": "sales", "headcount": 2},
    "teams.sales.serves": {},
    "assignment_rules": [
        {"when": {"recycled": "yes"}, "team": "sales"},
        {"when": {"segment": "large"}, "team": "large"},
        {"team": "others"},
    ],
}
LEVEL = {"attributes.level": {"law": 3}}
ANY = {"hours": {"mon-sun": "0:00-24:00"}, "first": {"stage": ["qualify"]}}

NEUTRAL: dict[str, tuple[Changes, Changes]] = {
    "first come, first served": ({}, {"teams.sales.order": "first_come"}),
    "the longest idle takes pooled work": ({}, {"teams.sales.chooses": "longest_idle"}),
    "the least loaded is given leads": (OWNED, {"teams.sales.chooses": "least_loaded"}),
    "nobody is more skilled": ({}, {"teams.sales.chooses": "most_skilled"}),
    "one rule for one team": ({}, {"assignment_rules": [{"team": "sales"}]}),
    "a score that is the same for all": (LEVEL, {"teams.sales.order": {"score": "level"}}),
    "a time block for everything": ({}, {"teams.sales.time_blocks": [ANY]}),
    "a time block for nothing": (
        {},
        {"teams.sales.time_blocks": [{**ANY, "first": {"customer": "yes"}}]},
    ),
    "help that is never needed": (
        TWO,
        {"teams.sales.helps": [{"team": "others", "when_backlog_exceeds": 9999}]},
    ),
}


@pytest.mark.parametrize("name", NEUTRAL)
def test_neutral_policies_give_the_same_log(name: str) -> None:
    before, change = (dict(one) for one in NEUTRAL[name])
    base = DESK.change(before) if before else DESK
    plain, log = (run(compile(one), 7) for one in (base, base.change(change)))
    assert audit(log) == []
    for column, values in plain.events.items():
        assert (values == log.events[column]).all(), column


def test_rules_that_say_whom_teams_serve_give_the_same_log() -> None:
    plain, log = (run(compile(DESK.change(dict(one))), 7) for one in (TWO, ORDERED))
    for column, values in plain.events.items():
        assert (values == log.events[column]).all(), column


def test_a_plan_without_policies_asks_for_none() -> None:
    epoch = compile(DESK).epochs[0]
    assert epoch.rules == ()
    assert all(not (team.helps or team.blocks) for team in epoch.teams)


# --- What a score is worth ----------------------------------------------------------------

OVERLOADED = paired.DESK.change(
    {
        "attributes.score": {"law": {"uniform": {"low": 0, "high": 100}}},
        "stages.qualify.goes_cold_after": {"exponential": "6 h"},
        "stages.qualify.cold": "lost.cold",
        "stages.qualify.then": {"won": "30%", "lost.no_need": "rest"},
        "recycle": None,
        "recycle_at_most": None,
        "channels.web.leads": "40 per day",
    }
)
"""More leads than one person can serve (1.6 times), so that many go cold."""
BY_SCORE = {"teams.sales.order": {"score": "score"}}


def informative(size: float) -> Changes:
    """The odds of the better half of scores are so many times those of the worse half, twice."""
    return {"stages.qualify.factors": {"score": {"< 50": 1 / size, ">= 50": size}}}


def gains(size: float) -> np.ndarray:
    """What going by score brings in wins, replication by replication."""
    world = OVERLOADED.change(informative(size))
    return paired.differences(world, world.change(BY_SCORE), paired.wins)


def test_a_score_beats_first_come_only_as_far_as_it_tells_who_buys() -> None:
    """R055: five levels of what it tells; the first tells nothing, and brings nothing."""
    levels = np.asarray([gains(size) for size in (1, 1.3, 1.7, 2.3, 3)])
    mean, error = levels.mean(axis=1), levels.std(axis=1, ddof=1) / np.sqrt(REPLICATIONS)
    assert abs(mean[0]) < 2.1 * error[0], "no clear difference, by a 95% interval"
    assert (np.diff(mean) > 0).all()
    assert_moves(levels[-1] - levels[0], UP)
    assert_moves(levels[-1], UP)


# --- Monotone ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Policy:
    """A world, five levels of one policy in it, and what they move which way."""

    world: Changes
    levels: tuple[Changes, ...]
    measure: Measure
    direction: int


def block(hours: str) -> Changes:
    first = {"stage": ["prospect"]}
    return {"teams.sales.time_blocks": [{"hours": {"mon-sun": hours}, "first": first}]}


def first_waits(log: EventLog) -> float:
    """Mean ticks that prospects wait."""
    return paired.waits(log, channel="ads")


def closing_waits(log: EventLog) -> float:
    return paired.waits(log, channel="web")


def waiting(log: EventLog) -> float:
    """Mean ticks of waiting; who changes over to a team that helps has waited all along."""
    spells = waits(log)
    return float((np.minimum(spells.end, log.horizon) - spells.begin).mean())


def help_from(backlog: int) -> Changes:
    return {"teams.field.helps": [{"team": "sales", "when_backlog_exceeds": backlog}]}


def helping(log: EventLog) -> float:
    """Work on leads of inside sales that others do."""
    started = log.select(Kind.STARTED)
    smb = log.leads["segment"][log.events["lead"]] == 0
    field = list(log.teams["id"]).index("field")
    return float((log.events["team"][started & smb] == field).mean())


def last_waits(log: EventLog) -> float:
    """Mean ticks of waiting in the last class."""
    joined = np.flatnonzero(log.select(Kind.JOINED) & (log.events["value"] == 1))
    started = np.flatnonzero(log.select(Kind.STARTED))
    begun = dict(
        zip(
            zip(log.events["lead"][started], log.events["visit"][started], strict=True),
            log.events["time"][started],
            strict=True,
        )
    )
    waits = [
        begun.get((log.events["lead"][row], log.events["visit"][row]), log.horizon)
        - log.events["time"][row]
        for row in joined
    ]
    return float(np.mean(waits))


PROSPECTS = {
    "stages.prospect": {
        "function": "sales",
        "urgency": 5,
        "work": {"exponential": "50 min"},
        "then": {"lost.no_need": "100%"},
    },
    "channels.ads.enters": "prospect",
    "teams.sales.headcount": 1,
    "channels.web.leads": "13 per day",
}
TEAMS = {
    "teams.field": {"covers": "sales", "headcount": 1, "serves": {"segment": "large"}},
    "channels.web.leads": "16 per day",
    "teams.sales.headcount": 1,
}
THRESHOLDS = tuple(help_from(n) for n in (0, 1, 3, 6, 20))
HOURS = ("0:00-0:01", "0:00-3:00", "0:00-6:00", "0:00-12:00", "0:00-24:00")

POLICIES: dict[str, Policy] = {
    "longer blocks, prospects wait less": Policy(
        PROSPECTS, tuple(block(hours) for hours in HOURS), first_waits, DOWN
    ),
    "longer blocks, closing waits longer": Policy(
        PROSPECTS, tuple(block(hours) for hours in HOURS), closing_waits, UP
    ),
    "later help, longer waits": Policy(TEAMS, THRESHOLDS, waiting, UP),
    "later help, less of it": Policy(TEAMS, THRESHOLDS, helping, DOWN),
    "more classes that go first, longer waits of the last": Policy(
        {},
        tuple(
            {
                "attributes.fast": {"shares": {"yes": f"{n}%", "no": "rest"}},
                "teams.sales.priorities": [{"fast": "yes"}],
            }
            for n in (0, 20, 40, 60, 80)
        ),
        last_waits,
        UP,
    ),
}


@pytest.mark.parametrize("name", POLICIES)
def test_moves_its_declared_way(name: str) -> None:
    """From level to level no step goes back beyond luck, and the ends are clear of zero."""
    one = POLICIES[name]
    base = DESK.change(dict(one.world)) if one.world else DESK
    assert len(one.levels) >= 5
    measured = []
    for level in one.levels:
        found = logs(base.change(dict(level)))
        assert max(len(log.events["time"]) for log in found) < MOST_ROWS
        measured.append([one.measure(log) for log in found])
    steps = one.direction * np.diff(np.asarray(measured), axis=0)
    errors = steps.std(axis=1, ddof=1) / np.sqrt(REPLICATIONS)
    assert (steps.mean(axis=1) >= -CERTAINTY * errors).all()
    assert_moves(np.asarray(measured[-1]) - np.asarray(measured[0]), one.direction)


def test_a_fast_lane_waits_less_than_the_others() -> None:
    """R038: demo requests go to a team of their own by a rule, and by nothing else."""
    pool = DESK.change({"channels.ads.leads": "5 per day"})
    lane = pool.change(
        {
            "teams.fast": {"covers": "sales", "headcount": 1},
            "teams.sales.headcount": 1,
            "channels.web.leads": "20 per day",
            "assignment_rules": [
                {"when": {"channel": "ads"}, "team": "fast"},
                {"team": "sales"},
            ],
        }
    )
    for log in logs(Scenario.from_text(lane.text()), 4):
        assert first_waits(log) < closing_waits(log)
