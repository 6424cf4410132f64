"""What follows from one learning curve for everybody, and is written nowhere.

Generalists and specialists serve the same market with the same people, the same curve and the
same luck. Generalists repeat each task less often; so newcomers among them take longer to become
quick, and forgetting costs them more. Nothing in the files says so.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from gtmsim.engine import run
from gtmsim.log import EventLog, Kind
from gtmsim.log.audit import audit
from gtmsim.plan import compile
from gtmsim.scenario import Scenario
from tests.null.paired import Changes, assert_moves

REPLICATIONS = 12
WORK = 30
"""Minutes that every piece takes an experienced person."""

MARKET = Scenario.from_text(
    f"""
start: 2026-04-01
horizon: 24 days
calendar: {{hours: always}}
channels: {{web: {{leads: 40 per day}}}}
stages:
  qualify: {{function: inside_sales, work: {WORK} min, then: {{propose: 100%}}}}
  propose: {{function: field_sales, work: {WORK} min, then: {{onboard: 100%}}}}
  onboard: {{function: customer_success, work: {WORK} min, then: {{end: 100%}}}}
mechanisms: {{learning: {{first: 2, halves_after: 30}}}}
teams:
  all: {{covers: [inside_sales, field_sales, customer_success], headcount: 9}}
""",
    "market.yaml",
)

ROSTER = {
    "inside_sales": ["ann", "bob", "new_ivy"],
    "field_sales": ["carl", "dora", "new_joe"],
    "customer_success": ["eve", "fred", "new_kim"],
}
"""Nine people; those whose names begin with `new` come on the second day."""


def person(name: str) -> object:
    return {"name": name, "starts": "2026-04-02"} if name.startswith("new") else name


GENERALISTS: Changes = {
    "teams": {
        "all": {
            "covers": list(ROSTER),
            "headcount": None,
            "people": [person(name) for names in ROSTER.values() for name in names],
        }
    }
}
SPECIALISTS: Changes = {
    "teams": {
        "all": None,
        **{
            function: {"covers": function, "people": [person(name) for name in names]}
            for function, names in ROSTER.items()
        },
    }
}


def log_of(design: Changes, mechanisms: Changes, replication: int) -> EventLog:
    plan = compile(MARKET.change({**design, **mechanisms}))
    log = run(plan, 5, replication)
    assert len(log.events["time"]) < 20_000
    return log


def pieces(log: EventLog) -> list[tuple[str, int, int]]:
    """Every piece of work: by whom, in which stage, and how long it took."""
    started = log.select(Kind.STARTED)
    columns = (log.events[name][started].tolist() for name in ("rep", "stage", "value"))
    names = list(log.reps["id"])
    return [(names[rep], stage, ticks) for rep, stage, ticks in zip(*columns, strict=True)]


def repetitions(log: EventLog) -> float:
    """How often a person has done a task that he or she does at all."""
    return float(np.mean(list(Counter((who, stage) for who, stage, _ in pieces(log)).values())))


def slowness(log: EventLog) -> float:
    """The time that newcomers took, in multiples of an experienced person's."""
    return float(np.mean([ticks / WORK for who, _, ticks in pieces(log) if who.startswith("new")]))


def until_quick(log: EventLog) -> float:
    """Pieces of work after which newcomers first took less than 1.25 times as long."""
    counts = []
    for newcomer in ("new_ivy", "new_joe", "new_kim"):
        times = [ticks for who, _, ticks in pieces(log) if who == newcomer]
        means = np.convolve(times, np.ones(9) / 9, "valid")
        counts.append(next((n for n, mean in enumerate(means) if mean < 1.25 * WORK), len(means)))
    return float(np.mean(counts))


BY = pytest.mark.parametrize("by", ["function", "stage"])


@BY
def test_generalists_repeat_each_task_less_often_and_newcomers_ramp_up_slower(by: str) -> None:
    mechanisms = {"mechanisms.learning.by": by}
    logs = [
        (log_of(GENERALISTS, mechanisms, one), log_of(SPECIALISTS, mechanisms, one))
        for one in range(REPLICATIONS)
    ]
    assert all(audit(log) == [] for log in logs[0])
    for measure, direction in ((repetitions, -1), (slowness, 1), (until_quick, 1)):
        assert_moves(np.asarray([measure(g) - measure(s) for g, s in logs]), direction)


def test_with_one_task_for_everything_there_is_no_such_difference() -> None:
    """The effect is the tasks', not the design's: of one task, generalists do as many."""
    stages = ("qualify", "propose", "onboard")
    one_task = {f"stages.{stage}.task": "selling" for stage in stages}
    found = [
        slowness(log_of(GENERALISTS, one_task, one)) - slowness(log_of(SPECIALISTS, one_task, one))
        for one in range(REPLICATIONS)
    ]
    split = [
        slowness(log_of(GENERALISTS, {}, one)) - slowness(log_of(SPECIALISTS, {}, one))
        for one in range(REPLICATIONS)
    ]
    assert abs(np.mean(found)) < 0.1 * np.mean(split)


def test_forgetting_costs_generalists_more() -> None:
    """Everybody is experienced at the start; who does a task less often forgets more of it."""
    forgets = {
        "mechanisms.learning.forgets_after": "2 days",
        "mechanisms.learning.halves_after": 20,
    }

    def load(log: EventLog) -> float:
        done = [ticks / WORK for who, _, ticks in pieces(log) if not who.startswith("new")]
        return float(np.mean(done[len(done) // 2 :]))

    pairs = [
        (log_of(GENERALISTS, forgets, one), log_of(SPECIALISTS, forgets, one))
        for one in range(REPLICATIONS)
    ]
    assert_moves(np.asarray([load(g) - load(s) for g, s in pairs]), 1)


def test_switching_costs_only_those_who_switch() -> None:
    switch = {"mechanisms.task_switch": "10 min", "mechanisms.learning": None}
    specialists = {ticks for _, _, ticks in pieces(log_of(SPECIALISTS, switch, 0))}
    generalists = {ticks for _, _, ticks in pieces(log_of(GENERALISTS, switch, 0))}
    assert specialists == {WORK}
    assert generalists == {WORK, WORK + 10}
