"""Small organizations that run in milliseconds."""

from __future__ import annotations

from gtmsim.scenario import Scenario

DESK = """\
name: desk
start: 2026-04-01
horizon: 20 days
channels:
  web: {leads: 10 per day}
stages:
  answer:
    function: sales
    work: {exponential: 1 h}
    then: {won: {share: 30%, to: end, milestone: won}, lost: rest}
teams:
  sales: {label: 営業, covers: [sales], headcount: 1, calendar: {hours: always}}
"""

THINNED = """\
name: thinned
start: 2026-01-05
horizon: 10 days
tick: 1 s
channels:
  web: {interarrival: {exponential: 6 h}}
stages:
  think:
    decides: {after: {exponential: 2 days}}
    then: {won: {share: 25%, to: end, milestone: won}, lost: rest}
teams: {}
"""
"""Leads of a Poisson process wait for an exponential time and win with a fixed chance: the
wins by the horizon are Poisson, with a mean that is known exactly."""

UNSURE = """\
name: unsure
label: 12 of 48 is no evidence in a label
start: 2026-01-05
horizon: 30 days
channels:
  web: {leads: 4 (2..7) per day}
stages:
  call:
    function: sales
    work: {exponential: 30 min (20..50)}
    then: {next: {share: 12 of 48, to: close}, lost: rest}
  close:
    function: sales
    work: 1 h
    then: {won: {share: 50% (30%..70%), to: end, milestone: won}, lost: 30%, lost.price: 20%}
teams:
  sales: {covers: sales, headcount: 1, calendar: {hours: always}}
"""


def desk() -> Scenario:
    """One desk with inquiries that are won or lost."""
    return Scenario.from_text(DESK)


def unsure() -> Scenario:
    """Four uncertain inputs."""
    return Scenario.from_text(UNSURE)


def thinned(share: str = "25%") -> Scenario:
    """Poisson wins."""
    return Scenario.from_text(THINNED).change("stages.think.then.won.share", share)
