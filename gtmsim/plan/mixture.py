"""What the leads of a market are like on the whole: the mix over which shares are averages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from gtmsim.plan.buying import ChannelPlan, SegmentPlan
from gtmsim.plan.odds import Mix
from gtmsim.plan.steps import Source
from gtmsim.plan.tables import Table
from gtmsim.plan.workshop import Workshop
from gtmsim.scenario.laws import Law

MASS = 2.0**24
"""Expected numbers of leads are integers in units of 2**-24."""
SAMPLE = 512
"""Equally likely values that stand for a law where a mean over the market is solved."""
MONTHS = 12


def mix_of(
    bench: Workshop,
    channels: Sequence[ChannelPlan],
    segments: Sequence[SegmentPlan],
    places: Mapping[str, int],
) -> Mix:
    """The mix of a market.

    Args:
        bench: the compilation.
        channels: of the market.
        segments: of the market.
        places: of the attributes, by name.
    """
    mix = Mix()
    for plan in channels:
        mix.weights.append(_expected(bench, plan))
        shares = {int(Source.SEGMENT): parts(plan.segments)}
        numbers = {}
        for column in plan.columns:
            source = Source.ATTRIBUTE + places[column.name]
            if column.table is None:
                shares[source] = parts(column.cumulative)
            else:
                numbers[source] = _sample(column.table)
        ready = plan.readiness
        if ready is not None:
            never = 1.0 - ready.now - ready.later
            shares[int(Source.READINESS)] = [ready.now, ready.later, never]
        mix.shares.append(shares)
        mix.numbers.append(numbers)
        mix.months.append(_by_month(bench, plan))
    for segment in segments:
        mix.years.append(_years(bench, segment))
        mix.products.append(parts(segment.products))
    return mix


def parts(reached: tuple[float, ...]) -> list[float]:
    """Shares from cumulative shares."""
    return [high - low for low, high in zip((0.0, *reached), reached, strict=False)]


def _expected(bench: Workshop, plan: ChannelPlan) -> float:
    """Leads that a channel is expected to bring until the horizon."""
    channel = bench.scenario.channels[plan.name]
    if len(plan.mass):
        return float(plan.mass[-1]) / MASS
    if channel.list_ is not None:
        return float(channel.list_)
    if isinstance(channel.leads, Law):
        return channel.leads.mean() * len(plan.events)
    if channel.interarrival is not None:
        span = min(plan.until, bench.time.horizon) - plan.first
        mean = channel.interarrival.mean() * bench.time.ticks_per_minute
        return span / mean if mean > 0 else 0.0
    return float(len(plan.events))


def _by_month(bench: Workshop, plan: ChannelPlan) -> list[float]:
    """The share of a channel's leads that come in each month of the year."""
    time = bench.time
    until = min(plan.until, time.horizon)
    starts = time.month_starts()
    ends = [time.at(day) for day in starts[1:]]
    edges = np.clip(np.asarray([0, *ends]), 0, until)
    if len(plan.mass):
        reached = np.interp(edges, plan.ticks, plan.mass)
    elif plan.events:
        # An event's leads come evenly within its spread; at once is within a tick.
        since = edges[:, None] - np.asarray(plan.events)
        reached = np.clip(since / max(plan.spread, 1), 0.0, 1.0).sum(axis=1)
    else:
        reached = np.maximum(edges - plan.first, 0)
    leads = np.zeros(MONTHS)
    np.add.at(leads, [day.month - 1 for day in starts[:-1]], np.diff(reached))
    total = float(leads.sum())
    return [float(one) / total for one in leads] if total > 0 else [1.0 / MONTHS] * MONTHS


def _years(bench: Workshop, segment: SegmentPlan) -> dict[int, float]:
    """How the fiscal years of a segment's buyers are spread: month of the start -> share."""
    kinds = zip(segment.buyers, parts(segment.fiscal_years), strict=True)
    return {bench.buyers[kind][1]: share for kind, share in kinds}


def _sample(table: Table) -> list[float]:
    draws = ((np.arange(SAMPLE) + 0.5) / SAMPLE * 2.0**53).astype(np.int64)
    return [point / 2.0**table.point_bits for point in table.fixed_points(draws).tolist()]
