"""The engine agrees with queueing theory wherever theory has an exact answer.

Work takes ten minutes on average. `desk.py` says what is measured and how the tolerances
come about. The time a desk needs to forget its empty start is about
1 / (c μ (1 - √ρ)²) for c people (Morse, Queues, Inventories and Maintenance, 1958).
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from gtmsim import EventLog
from gtmsim.stats import theory
from tests.theory.desk import (
    Estimate,
    Measure,
    Pieces,
    Window,
    busy,
    mean_wait,
    mean_wait_of,
    mean_work,
    measured,
    present,
    replications,
    share_waiting_longer,
)

WORK = 10.0
"""Mean minutes of work."""


def desk(arrivals_per_hour: float, people: int, stage: str = "", team: str = "") -> str:
    """One stage, one team; everybody is done after one visit."""
    return f"""
channels:
  web: {{leads: {arrivals_per_hour} per hour}}
stages:
  answer:
    function: desk
    {stage or f"work: {{exponential: {WORK} min}}"}
    then: {{end: 100%}}
teams:
  desk: {{covers: desk, headcount: {people}{team}}}
"""


def forgets(people: int, utilization: float) -> float:
    """Hours after which a desk has forgotten a share 1 - 1/e of how it began."""
    return WORK / 60 / people / (1 - math.sqrt(utilization)) ** 2


def report(estimate: Estimate, exact: float) -> str:
    return f"{estimate}, theory {exact:.4g}"


# --- Everybody alike ------------------------------------------------------------------------


@pytest.mark.slow
def test_mm1() -> None:
    """One person, 70% busy: mean, share and tail of waiting, load, and number present."""
    exact = theory.mm1(arrival_rate=4.2 / 60, service_rate=1 / WORK)
    window = Window(warm_up=100, until=640)
    assert window.warm_up > 10 * forgets(1, exact.utilization)
    found = measured(
        replications(desk(4.2, 1), 700, 90, seed=1),
        window,
        {
            "wait": mean_wait(),
            "waits": share_waiting_longer(0),
            "waits long": share_waiting_longer(30),
            "work": mean_work(),
            "busy": busy(window, 1),
            "present": present(window),
        },
    )
    expected = {
        "wait": exact.mean_wait,
        "waits": exact.wait_probability,
        "waits long": exact.wait_exceeds(30),
        "work": WORK,
        "busy": exact.utilization,
        "present": exact.mean_present,
    }
    for name, value in expected.items():
        assert found[name].agrees_with(value, within=0.15), (name, report(found[name], value))


@pytest.mark.slow
def test_mmc() -> None:
    """Three people, 80% busy (Erlang C)."""
    exact = theory.mmc(arrival_rate=14.4 / 60, service_rate=1 / WORK, servers=3)
    window = Window(warm_up=55, until=195)
    assert window.warm_up > 10 * forgets(3, exact.utilization)
    found = measured(
        replications(desk(14.4, 3), 210, 160, seed=2),
        window,
        {
            "wait": mean_wait(),
            "waits": share_waiting_longer(0),
            "waits long": share_waiting_longer(15),
            "busy": busy(window, 3),
        },
    )
    expected = {
        "wait": exact.mean_wait,
        "waits": exact.wait_probability,
        "waits long": exact.wait_exceeds(15),
        "busy": exact.utilization,
    }
    for name, value in expected.items():
        assert found[name].agrees_with(value, within=0.15), (name, report(found[name], value))


@pytest.mark.slow
def test_mmc_with_impatience() -> None:
    """Three people, more leads than they can serve, patience of a quarter of an hour (Erlang A).

    A lead too many leaves soon, so the desk forgets within an hour or so.
    """
    exact = theory.erlang_a(
        arrival_rate=20 / 60, service_rate=1 / WORK, servers=3, patience_rate=1 / 15
    )
    stage = f"""work: {{exponential: {WORK} min}}
    goes_cold_after: {{exponential: 15 min}}
    cold: lost.cold"""
    window = Window(warm_up=10, until=155)

    def abandoned(log: EventLog, found: Pieces) -> tuple[float, float]:
        return float(found.cold.sum()), len(found.joined)

    found = measured(
        replications(desk(20, 3, stage), 160, 60, seed=3),
        window,
        {
            "abandoned": abandoned,
            "wait": mean_wait(),
            "waits": share_waiting_longer(0),
            "busy": busy(window, 3),
            "present": present(window),
        },
    )
    expected = {
        "abandoned": exact.abandon_probability,
        "wait": exact.mean_wait,
        "waits": exact.wait_probability,
        "busy": exact.utilization,
        "present": exact.mean_present,
    }
    for name, value in expected.items():
        assert found[name].agrees_with(value), (name, report(found[name], value))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("law", "scv", "seed"),
    [("{lognormal: {mean: 10 min, cv: 1.5}}", 2.25, 4), ("10 min", 0.0, 5)],
    ids=["lognormal work", "fixed work"],
)
def test_mg1(law: str, scv: float, seed: int) -> None:
    """One person, 50% busy, work of any law (Pollaczek-Khinchine).

    Work that varies more is forgotten more slowly, in proportion to (1 + cv²) / 2.
    """
    exact = theory.mg1(arrival_rate=3.0 / 60, service_mean=WORK, service_scv=scv)
    window = Window(warm_up=50, until=960)
    assert window.warm_up > 10 * forgets(1, exact.utilization) * (1 + scv) / 2
    found = measured(
        replications(desk(3.0, 1, f"work: {law}"), 1000, 120, seed=seed),
        window,
        {"wait": mean_wait(), "waits": share_waiting_longer(0)},
    )
    assert found["wait"].agrees_with(exact.mean_wait), report(found["wait"], exact.mean_wait)
    assert found["waits"].agrees_with(exact.wait_probability)


# --- Two classes ----------------------------------------------------------------------------

HOT = """
attributes:
  heat: {shares: {hot: 40%, normal: rest}}"""


def of_heat(heat: int) -> Measure:
    """The waits of hot (0) or normal (1) leads."""

    def chosen(log: EventLog, found: Pieces) -> NDArray[np.bool_]:
        mask: NDArray[np.bool_] = log.leads["attribute.heat"][found.lead] == heat
        return mask

    return mean_wait_of(chosen)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("people", "per_hour", "hours", "seed"),
    [(1, 4.5, 660, 6), (3, 14.4, 210, 7)],
    ids=["M/M/1", "M/M/3"],
)
def test_hot_leads_first(people: int, per_hour: float, hours: float, seed: int) -> None:
    """40% of the leads go first by the team's priorities; work in hand is never interrupted."""
    rates = [0.4 * per_hour / 60, 0.6 * per_hour / 60]
    hot, normal = theory.mmc_priority(arrival_rates=rates, service_rate=1 / WORK, servers=people)
    world = HOT + desk(per_hour, people, team=", priorities: [{heat: hot}]")
    window = Window(warm_up=hours / 4, until=hours * 0.92)
    assert window.warm_up > 10 * forgets(people, per_hour * WORK / 60 / people)
    found = measured(
        replications(world, hours, 150, seed=seed),
        window,
        {"hot": of_heat(0), "normal": of_heat(1)},
    )
    assert found["hot"].agrees_with(hot.mean_wait), report(found["hot"], hot.mean_wait)
    assert found["normal"].agrees_with(normal.mean_wait, within=0.2), report(
        found["normal"], normal.mean_wait
    )
    assert found["hot"].mean < found["normal"].mean / 2


@pytest.mark.slow
def test_urgent_stages_first() -> None:
    """Short urgent work and long calm work of one person (Cobham): 30% and 40% of the time."""
    urgent, calm = theory.mg1_priority(
        arrival_rates=[3.6 / 60, 1.6 / 60], service_means=[5.0, 15.0], service_scvs=[1.0, 0.0]
    )
    world = """
channels:
  hot: {leads: 3.6 per hour, enters: close}
  web: {leads: 1.6 per hour, enters: call}
stages:
  call: {function: sales, urgency: 1, work: 15 min, then: {end: 100%}}
  close: {function: sales, urgency: 0, work: {exponential: 5 min}, then: {end: 100%}}
teams:
  all: {covers: sales, headcount: 1}
"""
    window = Window(warm_up=100, until=550)
    found = measured(
        replications(world, 600, 100, seed=8),
        window,
        {"calm": mean_wait(0), "urgent": mean_wait(1)},
    )
    assert found["urgent"].agrees_with(urgent.mean_wait), report(found["urgent"], urgent.mean_wait)
    assert found["calm"].agrees_with(calm.mean_wait), report(found["calm"], calm.mean_wait)
