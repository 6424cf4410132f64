"""What a lead is, drawn column by column: segment, account, product, amount, readiness.

All of it is known before anybody works, and named by the lead's own key: for leads that
arrive, and for those that are there on the first day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gtmsim.plan import draws
from gtmsim.plan.buying import ChannelPlan, ColumnPlan, ProductPlan, ReadinessPlan, SegmentPlan
from gtmsim.plan.clock import NEVER
from gtmsim.plan.plan import Plan

Column = NDArray[np.int64]
Keys = NDArray[np.uint64]
Columns = list[NDArray[np.generic]]
"""Key, arrived, channel, segment, product, buyer, account, amount, ready_at, elsewhere_at, then
the attributes."""


@dataclass(frozen=True, eq=False)
class Known:
    """What is known of some leads and need not be drawn; -1: drawn, or an account of its own."""

    segment: Column
    product: Column
    account: Column


def latent(
    plan: Plan,
    channel: ChannelPlan,
    keys: Keys,
    arrived: Column,
    luck: draws.Draws,
    known: Known | None = None,
) -> Columns:
    """What leads of a channel are.

    Args:
        plan: the compiled scenario.
        channel: where they come from.
        keys: name the leads' luck.
        arrived: ticks.
        luck: the draws of the replication.
        known: what need not be drawn.
    """
    first = np.zeros(len(keys), dtype=np.uint64)

    def uniforms(stream: int) -> NDArray[np.float64]:
        return draws.uniforms(luck.bases[stream], keys, first)

    def bits(stream: int) -> Column:
        return draws.bits_of(luck.bases[stream], keys, first)

    streams = {name: number for number, name in enumerate(plan.streams)}
    segment = among(channel.segments, uniforms(streams["segment"]))
    if known is not None:
        segment = np.where(known.segment >= 0, known.segment, segment)
    product = np.zeros(len(keys), dtype=np.int64)
    account = np.full(len(keys), -1, dtype=np.int64) if known is None else known.account
    amount = np.zeros(len(keys), dtype=np.int64)
    offset = 0
    for kind in plan.segments:
        mine = segment == kind.index
        if kind.accounts and known is None:
            share = uniforms(streams["account"])[mine]
            account[mine] = offset + np.minimum(
                (share * kind.accounts).astype(np.int64), kind.accounts - 1
            )
        offset += kind.accounts
        product[mine] = among(kind.products, uniforms(streams["product"])[mine])
        if kind.deal_size is not None:
            amount[mine] = kind.deal_size.wholes(bits(streams["deal_size"])[mine])
    buyer = _kinds_of_buyers(plan, luck.bases[streams["fiscal_year"]], keys, segment, account)
    if known is not None:
        product = np.where(known.product >= 0, known.product, product)
    for sold in plan.products:
        mine = product == sold.index
        if sold.price is not None:
            own = [bits(streams[name])[mine] for name in ("price", "seats", "discount")]
            amount[mine] = price_of(sold, *own)
    ready_at, elsewhere_at = _readiness(
        channel.readiness,
        arrived,
        uniforms(streams["readiness"]),
        bits(streams["ready_later"]),
        bits(streams["buys_elsewhere"]),
    )
    attributes = [
        _attribute(column, uniforms(column.stream), bits(column.stream))
        for column in channel.columns
    ]
    where = np.full(len(keys), channel.index, dtype=np.int64)
    latent = (account, amount, ready_at, elsewhere_at)
    return [keys, arrived, where, segment, product, buyer, *latent, *attributes]


def _attribute(
    column: ColumnPlan, shares: NDArray[np.float64], draw: Column
) -> NDArray[np.float64]:
    """One property of each lead: the index of a category, or a number."""
    if column.table is None:
        return among(column.cumulative, shares).astype(np.float64)
    return column.table.fixed_points(draw) / 2.0**column.table.point_bits


def among(cumulative: Sequence[float], shares: NDArray[np.float64]) -> Column:
    """Which of several things, by cumulative shares."""
    return np.searchsorted(np.asarray(cumulative[:-1]), shares, side="right")


def _kinds_of_buyers(plan: Plan, base: int, keys: Keys, segment: Column, account: Column) -> Column:
    """Kinds of buyers: whose fiscal year starts when."""
    found = np.zeros(len(keys), dtype=np.int64)
    offset, beyond = 0, sum(kind.accounts for kind in plan.segments)
    for kind in plan.segments:
        mine = segment == kind.index
        # An account is named by its segment and its number there, whatever other segments have.
        number = account[mine]
        number = number - np.where(number >= beyond, beyond, offset)
        found[mine] = _buyers(kind, base, keys[mine], number)
        offset += kind.accounts
    return found


def _buyers(kind: SegmentPlan, base: int, keys: Keys, numbers: Column) -> Column:
    """Kinds of buyers of a segment; the leads of one account agree on the start of its year."""
    shared = draws.serial_keys(draws.key_of(f"account/{kind.name}"), numbers.astype(np.uint64))
    who = np.where(numbers >= 0, shared, keys)
    shares = draws.uniforms(base, who, np.zeros(len(who), dtype=np.uint64))
    return np.asarray(kind.buyers)[among(kind.fiscal_years, shares)]


def price_of(sold: ProductPlan, price: Column, seats: Column, discount: Column) -> Column:
    """What a deal is worth: price by seats, less the discount; in minor units."""
    assert sold.price is not None
    each = sold.price.wholes(price)
    if sold.seats is not None:
        each = each * np.maximum(sold.seats.wholes(seats), 1)
    if sold.discount is not None:
        whole = 1 << sold.discount.point_bits
        kept = whole - np.clip(sold.discount.fixed_points(discount), 0, whole)
        each = each * kept + (whole >> 1) >> sold.discount.point_bits
    return np.maximum(each, 0)


def _readiness(
    ready: ReadinessPlan | None,
    arrived: Column,
    kind: NDArray[np.float64],
    later_draw: Column,
    patience_draw: Column,
) -> tuple[Column, Column]:
    """When each buyer becomes ready, and when it has bought elsewhere."""
    ready_at = arrived.copy()
    elsewhere_at = np.full(len(arrived), NEVER, dtype=np.int64)
    if ready is None:
        return ready_at, elsewhere_at
    later = (kind >= ready.now) & (kind < ready.now + ready.later)
    never = kind >= ready.now + ready.later
    if ready.later_after is not None:
        ready_at[later] += ready.later_after.wholes(later_draw)[later]
    ready_at[never] = NEVER
    if ready.elsewhere is not None:
        patience = ready.elsewhere.wholes(patience_draw)
        elsewhere_at = np.where(never, NEVER, ready_at + patience)
    return ready_at, elsewhere_at
