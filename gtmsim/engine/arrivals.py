"""The leads of one replication: who comes when, and what they are.

All of it is known before anybody works, because nothing here depends on the organization:
a channel's luck is named by the channel, a lead's by its channel and serial number. Whole
columns are drawn at once; every engine gets the same ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gtmsim.engine.entries import entries
from gtmsim.engine.latent import Column, Columns, Keys, latent
from gtmsim.engine.there import there_already
from gtmsim.log.kinds import INFORMED, UNPRESSED
from gtmsim.plan import draws
from gtmsim.plan.buying import ChannelPlan
from gtmsim.plan.plan import Plan
from gtmsim.plan.steps import Source
from gtmsim.plan.tables import Table

EVENT_SERIALS = 20
"""An event's leads have serial numbers event * 2**20 + place."""
MOST_PER_BATCH = 4096


@dataclass(frozen=True, eq=False)
class Leads:
    """Columns of the leads, in order of birth; row i is lead i.

    Attributes:
        key: names the lead's luck.
        arrived: tick.
        channel, segment: indices.
        product, buyer: indices; see `Plan.products` and `Plan.buyers`.
        account: number within the market, or -1 for an account of its own.
        amount: minor units of money, per year if recurring.
        ready_at, elsewhere_at: ticks at which the buyer becomes ready, and is lost elsewhere.
        attributes: one column each, category index or number.
        spent: for leads of the opening, how long they have been where they are.
    """

    key: Keys
    arrived: Column
    channel: Column
    segment: Column
    product: Column
    buyer: Column
    account: Column
    amount: Column
    ready_at: Column
    elsewhere_at: Column
    attributes: tuple[NDArray[np.float64], ...]
    spent: Column

    def __len__(self) -> int:
        return len(self.key)


class Born:
    """The columns of `Leads` as lists of plain numbers, which Python reads faster.

    Attributes:
        turn: a keyed draw of each lead that decides between leads that wait equally.
    """

    def __init__(self, leads: Leads, turn: int) -> None:
        self.arrived: list[int] = leads.arrived.tolist()
        self.channel: list[int] = leads.channel.tolist()
        self.segment: list[int] = leads.segment.tolist()
        self.product: list[int] = leads.product.tolist()
        self.buyer: list[int] = leads.buyer.tolist()
        self.account: list[int] = leads.account.tolist()
        self.amount: list[int] = leads.amount.tolist()
        self.ready_at: list[int] = leads.ready_at.tolist()
        self.elsewhere_at: list[int] = leads.elsewhere_at.tolist()
        self.spent: list[int] = leads.spent.tolist()
        self.attributes: list[list[float]] = [column.tolist() for column in leads.attributes]
        first = np.zeros(len(leads), dtype=np.uint64)
        self.turn: list[int] = draws.bits_of(turn, leads.key, first).tolist()

    def values(self, row: int) -> list[float]:
        """What conditions and factors see of a lead at birth, indexed by `Source`."""
        blank: list[float] = [0.0] * Source.ATTRIBUTE
        blank[Source.CHANNEL] = self.channel[row]
        blank[Source.SEGMENT] = self.segment[row]
        blank[Source.PRODUCT] = self.product[row]
        blank[Source.INFORMATION] = INFORMED
        blank[Source.PRESSURE] = UNPRESSED
        return blank + [column[row] for column in self.attributes]


def arrive(plan: Plan, luck: draws.Draws) -> Leads:
    """Draw every lead of one replication.

    Args:
        plan: the compiled scenario.
        luck: the draws of the replication.

    Returns:
        The leads of the opening; then those that arrive before the horizon, ordered by (tick,
        channel, serial).
    """
    parts = [_channel_leads(plan, channel, luck) for channel in plan.channels]
    parts += [entries(plan, one, luck) for one in plan.lists]
    columns = [np.concatenate([part[i] for part in parts]) for i in range(len(parts[0]))]
    keys, arrived, channel = columns[:3]
    order = np.lexsort((np.arange(len(keys)), channel, arrived))
    columns = [column[order] for column in columns]
    spent = np.zeros(0, dtype=np.int64)
    if plan.opening:
        first, spent = there_already(plan, luck)
        columns = [np.concatenate(pair) for pair in zip(first, columns, strict=True)]
    whole = [column.astype(np.int64) for column in columns[1:10]]
    return Leads(
        key=columns[0].astype(np.uint64),
        arrived=whole[0],
        channel=whole[1],
        segment=whole[2],
        product=whole[3],
        buyer=whole[4],
        account=whole[5],
        amount=whole[6],
        ready_at=whole[7],
        elsewhere_at=whole[8],
        attributes=tuple(column.astype(np.float64) for column in columns[10:]),
        spent=spent,
    )


def _channel_leads(plan: Plan, channel: ChannelPlan, luck: draws.Draws) -> Columns:
    serials, arrived = _times(plan, channel, luck)
    inside = (arrived >= 0) & (arrived < min(plan.horizon, channel.until))
    serials, arrived = serials[inside], arrived[inside]
    keys = draws.serial_keys(channel.key, serials)
    return latent(plan, channel, keys, arrived, luck)


def event_of(plan: Plan, channel: ChannelPlan, luck: draws.Draws) -> dict[int, int]:
    """The event that brings each lead of a channel of events, by the lead's key."""
    serials, _ = _times(plan, channel, luck)
    keys = draws.serial_keys(channel.key, serials)
    places = serials if channel.counts is None else serials >> np.uint64(EVENT_SERIALS)
    return dict(zip(keys.tolist(), places.tolist(), strict=True))


def _times(plan: Plan, channel: ChannelPlan, luck: draws.Draws) -> tuple[Keys, Column]:
    streams = {name: number for number, name in enumerate(plan.streams)}
    if channel.events and channel.counts is None:
        return _serials(len(channel.events)), np.asarray(channel.events, dtype=np.int64)
    if channel.events and channel.counts is not None:
        return _bursts(channel, channel.counts, luck, streams)
    base = luck.bases[streams["arrival"]]
    span = min(plan.horizon, channel.until) - channel.first
    if span <= 0 or (channel.gaps is None and not len(channel.mass)):
        return _serials(0), np.zeros(0, dtype=np.int64)  # it begins after the end
    if channel.gaps is not None:
        gaps = _accumulate(base, channel.key, channel.gaps, span << channel.gaps.point_bits)
        half = 1 << channel.gaps.point_bits >> 1
        times = (np.cumsum(gaps) + half >> channel.gaps.point_bits) + channel.first
        return _serials(len(times)), times
    total = int(channel.mass[-1])
    mass = np.cumsum(_accumulate(base, channel.key, plan.exponential, total))
    mass = mass[mass < total]
    piece = np.searchsorted(channel.mass, mass, side="right") - 1
    rise = channel.mass[piece + 1] - channel.mass[piece]
    run = channel.ticks[piece + 1] - channel.ticks[piece]
    since = mass - channel.mass[piece]
    # A busy channel on a fine tick: the product must stay below 2**63. 35 bits are left.
    wide = np.maximum(_bits(rise) + _bits(run) - 62, 0)
    times = channel.ticks[piece] + (since >> wide) * run // (rise >> wide)
    return _serials(len(times)), times


def _bits(numbers: Column) -> Column:
    """How many bits each number has."""
    return np.frexp(numbers.astype(np.float64))[1].astype(np.int64)


def _serials(count: int) -> Keys:
    return np.arange(count, dtype=np.uint64)


def _accumulate(base: int, key: int, table: Table, total: int) -> Column:
    """Successive draws of a channel until their sum passes `total`."""
    parts: list[Column] = []
    reached = 0
    start = 0
    while reached <= total:
        turns = np.arange(start, start + MOST_PER_BATCH, dtype=np.uint64)
        who = np.full(MOST_PER_BATCH, key, dtype=np.uint64)
        part = table.fixed_points(draws.bits_of(base, who, turns))
        parts.append(part)
        reached += int(part.sum())
        start += MOST_PER_BATCH
    return np.concatenate(parts)


def _bursts(
    channel: ChannelPlan, counts: Table, luck: draws.Draws, streams: dict[str, int]
) -> tuple[Keys, Column]:
    serials: list[Keys] = []
    times: list[Column] = []
    for place, tick in enumerate(channel.events):
        count = counts.whole(luck.bits(streams["event_leads"], channel.key, place))
        own = np.uint64(place << EVENT_SERIALS) + _serials(max(count, 0))
        serials.append(own)
        late = np.zeros(len(own), dtype=np.int64)
        if channel.spread:
            who = np.full(len(own), channel.key, dtype=np.uint64)
            share = draws.uniforms(luck.bases[streams["event_spread"]], who, own)
            late = (share * channel.spread).astype(np.int64)
        times.append(tick + late)
    return np.concatenate(serials), np.concatenate(times)
