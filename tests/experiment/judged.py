"""A tiny company in which one thing at a time makes two designs differ."""

from __future__ import annotations

from gtmsim.scenario import Scenario

COMPANY = """\
name: one
start: 2026-04-01
horizon: 30 days
calendar: {hours: always}
segments: {all: {deal_size: 1_200_000 JPY per year}}
channels:
  web: {leads: 20 per day}
stages:
  call:
    function: calling
    work: {exponential: 60 min}
    goes_cold_after: {exponential: 6 h}
    cold: lost.cold
    means: at_factor_one
    factors: {response_delay: {5 min: 1, 1 day: 0.2}}
    then: {meet: 60%, lost: rest}
  meet:
    function: meeting
    work: {exponential: 30 min}
    then: {won: {share: 50%, to: end, milestone: won}, lost: rest}
costs: {gross_margin: 80%}
assumed: [stages.call.work, stages.meet.then]
teams:
  callers: {covers: calling, headcount: 1, salary: 6_000_000 JPY per year}
  meeters: {covers: meeting, headcount: 1, salary: 6_000_000 JPY per year}
"""


def company(**changes: object) -> Scenario:
    """The company, with changes by path (written with __ for a dot)."""
    scenario = Scenario.from_text(COMPANY)
    return scenario.change({path.replace("__", "."): value for path, value in changes.items()})
