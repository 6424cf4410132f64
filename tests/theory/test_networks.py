"""Stations in a row, and leads that come back: Jackson networks."""

from __future__ import annotations

import numpy as np
import pytest

from gtmsim import EventLog
from gtmsim.log import Kind
from gtmsim.stats import theory
from tests.theory.desk import (
    Measure,
    Pieces,
    Window,
    mean_wait,
    measured,
    minutes,
    replications,
    share_waiting_longer,
)


def sojourn(window: Window) -> Measure:
    """Mean minutes from arrival to the end of the journey, of leads that come in the window."""

    def measure(log: EventLog, _: Pieces) -> tuple[float, float]:
        since, until = window.ticks(log)
        arrived = log.leads["arrived"]
        ends = log.select(Kind.DONE)
        end = np.full(len(arrived), -1)
        end[log.events["lead"][ends]] = log.events["time"][ends]
        chosen = (arrived >= since) & (arrived < until)
        assert (end[chosen] >= 0).all(), "the window ends too late: somebody is still here"
        return minutes(log, float((end - arrived)[chosen].sum())), int(chosen.sum())

    return measure


def visits(window: Window) -> Measure:
    """Mean number of visits of leads that come in the window."""

    def measure(log: EventLog, _: Pieces) -> tuple[float, float]:
        since, until = window.ticks(log)
        arrived = log.leads["arrived"]
        chosen = (arrived >= since) & (arrived < until)
        entered = log.events["lead"][log.select(Kind.ENTERED)]
        return float(chosen[entered].sum()), int(chosen.sum())

    return measure


@pytest.mark.slow
def test_two_stations_in_tandem() -> None:
    """One person, 60% busy, then two, 75% busy; what leaves the first is Poisson (Burke).

    The second forgets within 1 / (2 * 4 (1 - sqrt 0.75)^2) = 7 hours, the first within 3.3.
    """
    exact = theory.tandem(arrival_rate=6.0, service_rates=[10.0, 4.0], servers=[1, 2])
    world = """
channels:
  web: {leads: 6 per hour}
stages:
  call: {function: calls, work: {exponential: 6 min}, then: {offer: 100%}}
  offer: {function: offers, work: {exponential: 15 min}, then: {end: 100%}}
teams:
  is: {covers: calls, headcount: 1}
  fs: {covers: offers, headcount: 2}
"""
    window = Window(warm_up=80, until=260)
    found = measured(
        replications(world, 280, 120, seed=9),
        window,
        {
            "first": mean_wait(0),
            "second": mean_wait(1),
            "second waits": share_waiting_longer(0, stage=1),
            "all": sojourn(window),
        },
    )
    first, second = exact.stations
    expected = {
        "first": first.mean_wait * 60,
        "second": second.mean_wait * 60,
        "second waits": second.wait_probability,
        "all": exact.mean_sojourn * 60,
    }
    for name, value in expected.items():
        assert found[name].agrees_with(value, within=0.15), (name, f"{found[name]}, {value:.4g}")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("nurture", "away", "seed"),
    [("0 min", 0.0, 10), ("{exponential: 4 h}", 4.0, 11)],
    ids=["at once", "later"],
)
def test_a_queue_with_feedback(nurture: str, away: float, seed: int) -> None:
    """Three of ten come back, at once or after some hours: the desk is busy 70% of the time.

    The traffic equation gives 3.5 / (1 - 0.3) = 5 visits an hour; each waits as in M/M/1, and
    time away is that of a station with endless people. The desk forgets within 5.4 hours and
    those who are away within four.
    """
    exact = theory.jackson(
        arrival_rates=[3.5], routing=[[0.3]], service_rates=[50 / 7], servers=[1]
    )
    world = f"""
channels:
  web: {{leads: 3.5 per hour}}
stages:
  answer:
    function: desk
    work: {{exponential: 8.4 min}}
    then: {{end: 70%, recycle.later: rest}}
recycle:
  later: {{nurture: {nurture}, then: answer}}
teams:
  desk: {{covers: desk, headcount: 1}}
"""
    window = Window(warm_up=110, until=520)
    found = measured(
        replications(world, 590, 100, seed=seed),
        window,
        {
            "visits": visits(window),
            "wait": mean_wait(),
            "waits": share_waiting_longer(0),
            "sojourn": sojourn(window),
        },
    )
    expected = {
        "visits": exact.visits[0],
        "wait": exact.stations[0].mean_wait * 60,
        "waits": exact.stations[0].wait_probability,
        "sojourn": (exact.mean_sojourn + (exact.visits[0] - 1) * away) * 60,
    }
    for name, value in expected.items():
        assert found[name].agrees_with(value, within=0.15), (name, f"{found[name]}, {value:.4g}")
