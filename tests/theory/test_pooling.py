"""What splitting a pool costs: the same market, met by one team or by two halves of it (R023)."""

from __future__ import annotations

import pytest

from gtmsim.stats import theory
from tests.theory.desk import Estimate, Window, mean_wait, ratio, replications

PEOPLE = 4
PER_HOUR = 18.0
"""Leads; four people who take ten minutes each are busy for three quarters of their time."""
WORK = 10.0
"""Mean minutes of work."""

MARKET = f"""
attributes: {{side: {{shares: {{left: 50%, right: rest}}}}}}
channels:
  web: {{leads: {PER_HOUR} per hour}}
stages:
  answer: {{function: desk, work: {{exponential: {WORK} min}}, then: {{end: 100%}}}}
"""
POOL = f"""{MARKET}
teams:
  all: {{covers: desk, headcount: {PEOPLE}}}
"""
SPLIT = f"""{MARKET}
teams:
  others: {{covers: desk, headcount: {PEOPLE // 2}}}
  left: {{covers: desk, headcount: {PEOPLE // 2}}}
assignment_rules:
  - {{when: {{side: left}}, team: left}}
  - {{team: others}}
"""


def loss(count: int, hours: float, window: Window, seed: int) -> Estimate:
    """Minutes that a lead waits longer in a half than in the whole: the same leads in both."""
    wait = mean_wait()
    parts = []
    designs = (replications(world, hours, count, seed=seed) for world in (POOL, SPLIT))
    for one, other in zip(*designs, strict=True):
        whole, leads = wait(one, window.of(one))
        halves, same = wait(other, window.of(other))
        assert same == leads
        parts.append((halves - whole, leads))
    return ratio(parts)


@pytest.mark.slow
def test_splitting_a_pool_loses_what_erlang_says() -> None:
    """Each half gets a random half of the leads, a Poisson process again.

    A half forgets how it began within 10 min / 2 / (1 - sqrt 0.75)^2 = 4.6 hours.
    """
    whole = theory.mmc(arrival_rate=PER_HOUR / 60, service_rate=1 / WORK, servers=PEOPLE)
    half = theory.mmc(arrival_rate=PER_HOUR / 120, service_rate=1 / WORK, servers=PEOPLE // 2)
    found = loss(160, 150, Window(warm_up=47, until=135), seed=23)
    exact = half.mean_wait - whole.mean_wait
    assert found.agrees_with(exact), f"{found}, theory {exact:.4g}"
