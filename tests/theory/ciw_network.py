"""One small funnel, told twice: as a `ciw` network and as a gtmsim scenario.

Three stages with two classes of leads, hot ones first at every desk; some qualified leads
come back after two days. `ciw` is an independent simulator of queueing networks. Each
telling returns one number per replication and measure, under the same names.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import ciw
import numpy as np
from numpy.typing import NDArray

import gtmsim
from gtmsim.log.kinds import Kind

STAGES = ("qualify", "propose", "close")
CLASSES = ("hot", "normal")
RESTING, WON = 4, 5
"""Nodes of the `ciw` network after the three stages: nobody's work is needed there."""

HORIZON_HOURS = 300

SCENARIO = f"""
name: second_opinion
start: 2026-01-05
horizon: {HORIZON_HOURS} hours
tick: 1 s
time_zone: UTC
calendar: {{hours: always}}
attributes:
  heat: {{shares: {{hot: 25%, normal: rest}}}}
channels:
  inbound: {{leads: 4 per hour}}
stages:
  qualify:
    function: qualifying
    work: {{exponential: 24 min}}
    then: {{propose: 40%, recycle.later: 30%, lost.unqualified: rest}}
  propose:
    function: proposing
    work: {{lognormal: {{mean: 60 min, cv: 1}}}}
    then: {{close: 60%, lost.no_interest: rest}}
  close:
    function: closing
    work: {{uniform: {{low: 15 min, high: 115 min}}}}
    then: {{end: 50%, lost.no_deal: rest}}
recycle:
  later: {{nurture: 2 days, then: qualify}}
teams:
  qualifiers: {{covers: qualifying, headcount: 3, priorities: [{{heat: hot}}]}}
  proposers: {{covers: proposing, headcount: 3, priorities: [{{heat: hot}}]}}
  closers: {{covers: closing, headcount: 2, priorities: [{{heat: hot}}]}}
"""

Measures = dict[str, NDArray[np.float64]]
"""From the name of a measure to its value in each replication."""


# --- Told to ciw --------------------------------------------------------------------------


def network() -> ciw.Network:
    """The scenario above in the words of `ciw`; the unit of time is an hour."""
    sigma = math.sqrt(math.log(2))  # of the logarithm, for a cv of 1
    work = [
        ciw.dists.Exponential(rate=60 / 24),
        ciw.dists.Lognormal(mean=-(sigma**2) / 2, sd=sigma),
        ciw.dists.Uniform(lower=15 / 60, upper=115 / 60),
        ciw.dists.Deterministic(value=48.0),
        ciw.dists.Deterministic(value=0.0),
    ]
    onward = [
        [0.0, 0.4, 0.0, 0.3, 0.0],
        [0.0, 0.0, 0.6, 0.0, 0.0],
        [0.0, 0.0, 0.0, 0.0, 0.5],
        [1.0, 0.0, 0.0, 0.0, 0.0],
        [0.0, 0.0, 0.0, 0.0, 0.0],
    ]
    leads_per_hour = {"hot": 1.0, "normal": 3.0}
    return ciw.create_network(
        arrival_distributions={
            name: [ciw.dists.Exponential(rate=rate), None, None, None, None]
            for name, rate in leads_per_hour.items()
        },
        service_distributions=dict.fromkeys(CLASSES, work),
        routing=dict.fromkeys(CLASSES, onward),
        priority_classes={"hot": 0, "normal": 1},
        number_of_servers=[3, 3, 2, math.inf, math.inf],
    )


def measures_by_ciw(replications: int) -> Measures:
    """What the leads of each replication met until the horizon, according to `ciw`."""
    return _collected([_replication_by_ciw(seed) for seed in range(replications)])


def _replication_by_ciw(seed: int) -> dict[str, float]:
    ciw.seed(seed)
    simulation = ciw.Simulation(network())
    simulation.simulate_until_max_time(HORIZON_HOURS)
    pieces = [row for row in simulation.get_all_records(only=["service"]) if row.node < RESTING]
    goes_to = np.array([row.destination for row in pieces])
    return _by_stage_and_class(
        stage=np.array([STAGES[row.node - 1] for row in pieces]),
        heat=np.array([row.customer_class for row in pieces]),
        wait=np.array([row.waiting_time for row in pieces]),
        work=np.array([row.service_time for row in pieces]),
    ) | {
        "recycled": float(np.sum(goes_to == RESTING)),
        "won": float(np.sum(goes_to == WON)),
        "lost": float(np.sum(goes_to == -1)),
    }


# --- Told to gtmsim -----------------------------------------------------------------------


def measures_by_gtmsim(replications: int, changes: Mapping[str, object] | None = None) -> Measures:
    """The same measures from gtmsim's logs; `changes` make it another funnel."""
    plan = gtmsim.compile(gtmsim.Scenario.from_text(SCENARIO).change(dict(changes or {})))
    logs = (gtmsim.run(plan, seed=1, replication=number) for number in range(replications))
    return _collected([_replication_by_gtmsim(log) for log in logs])


def _replication_by_gtmsim(log: gtmsim.EventLog) -> dict[str, float]:
    ticks_per_hour = 60 * log.meta["ticks_per_minute"]
    finished = _ticks(log, Kind.FINISHED)
    joined, started = _ticks(log, Kind.JOINED), _ticks(log, Kind.STARTED)
    heats = np.array(log.attributes["categories"][log.attributes["name"].index("heat")])
    heat_of = heats[log.leads["attribute.heat"].astype(int)]
    wait = [started[visit] - joined[visit] for visit in finished]
    work = [finished[visit] - started[visit] for visit in finished]
    return _by_stage_and_class(
        stage=np.array([log.stages["id"][stage] for _, stage, _ in finished]),
        heat=np.array([heat_of[lead] for lead, _, _ in finished]),
        wait=np.array(wait) / ticks_per_hour,
        work=np.array(work) / ticks_per_hour,
    ) | {
        "recycled": float(log.select(Kind.RECYCLED).sum()),
        "won": float(log.select(Kind.DONE).sum()),
        "lost": float(log.select(Kind.LOST).sum()),
    }


def _ticks(log: gtmsim.EventLog, kind: Kind) -> dict[tuple[int, int, int], int]:
    """When the event of this kind came, by visit: (lead, stage, visit)."""
    rows = log.select(kind)
    lead, stage, visit, time = (
        log.events[name][rows].tolist() for name in ("lead", "stage", "visit", "time")
    )
    return dict(zip(zip(lead, stage, visit, strict=True), time, strict=True))


# --- What is compared ---------------------------------------------------------------------


def _by_stage_and_class(
    stage: NDArray[np.str_],
    heat: NDArray[np.str_],
    wait: NDArray[np.float64],
    work: NDArray[np.float64],
) -> dict[str, float]:
    """Finished pieces of work: how many, the mean wait before them, their mean length."""
    found: dict[str, float] = {}
    for name in STAGES:
        found[f"{name}: hours of work"] = float(work[stage == name].mean())
        for class_ in CLASSES:
            chosen = (stage == name) & (heat == class_)
            found[f"{name}, {class_}: finished"] = float(chosen.sum())
            found[f"{name}, {class_}: hours of waiting"] = float(wait[chosen].mean())
    return found


def _collected(replications: list[dict[str, float]]) -> Measures:
    return {name: np.array([found[name] for found in replications]) for name in replications[0]}
