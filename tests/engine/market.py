"""Leads of a market without anybody who works on them, and how to judge their numbers."""

from __future__ import annotations

from textwrap import dedent

import numpy as np
from numpy.typing import NDArray
from scipy import stats

import gtmsim
from gtmsim import Scenario
from gtmsim.engine.arrivals import Leads, arrive
from gtmsim.plan import draws
from gtmsim.plan.plan import Plan

UNLIKELY = 1e-4
"""A test statistic that chance exceeds once in ten thousand times is no chance."""

Ticks = NDArray[np.int64]


def market(
    channels: str, *, start: str = "2026-04-01", horizon: str = "12 months", rest: str = ""
) -> Plan:
    """A compiled market: its leads are done on arrival."""
    frame = f"start: {start}\nhorizon: {horizon}\ntime_zone: Asia/Tokyo\nteams: {{}}\n"
    stages = "stages:\n  there: {then: {end: 100%}}\n"
    text = frame + stages + dedent(rest).strip() + "\nchannels:\n"
    text += "".join(f"  {line}\n" for line in dedent(channels).strip().splitlines())
    return gtmsim.compile(Scenario.from_text(text))


def leads(plan: Plan, replication: int = 0, seed: int = 5) -> Leads:
    """The leads of one replication."""
    return arrive(plan, draws.Draws(plan.streams, seed, replication))


def many(plan: Plan, replications: int, seed: int = 5) -> list[Leads]:
    """The leads of several replications."""
    return [leads(plan, number, seed) for number in range(replications)]


def day_of(plan: Plan, ticks: Ticks) -> Ticks:
    """The civil day, counted from the start, of each tick."""
    return np.searchsorted(plan.clocks[0].midnights, ticks, side="right") - 1


def minute_of_day(plan: Plan, ticks: Ticks) -> NDArray[np.float64]:
    """Minutes since midnight."""
    midnights = np.asarray(plan.clocks[0].midnights)
    return (ticks - midnights[day_of(plan, ticks)]) / plan.ticks_per_minute


def same_law(sample: NDArray[np.float64], law: stats.rv_continuous) -> bool:
    """Whether a sample could come from a continuous law (Kolmogorov and Smirnov)."""
    return bool(stats.kstest(sample, law.cdf).pvalue > UNLIKELY)


def same_counts(observed: NDArray[np.int64], expected: NDArray[np.float64]) -> bool:
    """Whether independent Poisson counts could have these means (Pearson)."""
    off = float((((observed - expected) ** 2) / expected).sum())
    low, high = stats.chi2.cdf(off, len(observed)), stats.chi2.sf(off, len(observed))
    return bool(min(low, high) > UNLIKELY / 2)


def same_total(observed: float, expected: float) -> bool:
    """Whether a Poisson number could have this mean: four standard errors."""
    return abs(observed - expected) < 4 * float(np.sqrt(expected))


def same_shares(observed: NDArray[np.int64], shares: list[float]) -> bool:
    """Whether counts of categories could come from these shares (Pearson)."""
    assert observed[np.asarray(shares) == 0].sum() == 0
    kept = np.asarray(shares) > 0
    expected = np.asarray(shares)[kept] * observed.sum()
    return bool(stats.chisquare(observed[kept], expected).pvalue > UNLIKELY)
