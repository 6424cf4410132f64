"""The leads that are there on the first day, as columns: the first rows of all leads.

What a row of the opening does not say is drawn as for leads that arrive, by the row's own key.
"""

from __future__ import annotations

import numpy as np

from gtmsim.engine.latent import Column, Columns, Keys, Known, latent
from gtmsim.plan import draws
from gtmsim.plan.buying import Opened, OpenedPlan
from gtmsim.plan.clock import NEVER
from gtmsim.plan.plan import Plan
from gtmsim.plan.tables import Table

TRIES = 64
"""How often a length is drawn that must be longer than what has passed of it."""


def there_already(plan: Plan, luck: draws.Draws) -> tuple[Columns, Column]:
    """The columns of everybody who is there on the first day, and how long in their place."""
    rows = plan.opening
    streams = {name: number for number, name in enumerate(plan.streams)}
    keys = np.asarray([row.key for row in rows], dtype=np.uint64)
    spent = _spent(rows, keys, luck.bases[streams["opening_age"]])
    arrived = np.minimum(_of(rows, "arrived"), -spent)
    channel = _of(rows, "channel")
    unknown = channel < 0
    channel[unknown] = _channels(plan, luck.bases[streams["opening_channel"]], keys[unknown])
    known = Known(_of(rows, "segment"), _of(rows, "product"), _of(rows, "account"))
    columns: Columns = []
    for one in plan.channels:
        mine = np.flatnonzero(channel == one.index)
        own = Known(known.segment[mine], known.product[mine], known.account[mine])
        part = latent(plan, one, keys[mine], arrived[mine], luck, own)
        if not columns:
            columns = [np.zeros(len(rows), dtype=column.dtype) for column in part]
        for whole, column in zip(columns, part, strict=True):
            whole[mine] = column
    _as_told(plan, columns, luck.bases[streams["buys_elsewhere"]])
    return columns, spent


def _channels(plan: Plan, base: int, keys: Keys) -> Column:
    """By which channel leads came: the first in a race whose runners have luck of their own.

    So a further channel takes leads from the others, and changes nobody's place among them.
    """
    first = np.zeros(len(keys), dtype=np.int64)
    earliest = np.full(len(keys), np.inf)
    nth = np.zeros(len(keys), dtype=np.uint64)
    for channel, weight in zip(plan.channels, plan.opening_channels, strict=True):
        if weight > 0:
            luck = draws.bits_of(base, draws.serial_keys(channel.key, keys), nth)
            arrives = plan.exponential.fixed_points(luck) / weight
            first = np.where(arrives < earliest, channel.index, first)
            earliest = np.minimum(arrives, earliest)
    return first


def _of(rows: tuple[OpenedPlan, ...], name: str) -> Column:
    return np.asarray([getattr(row, name) for row in rows], dtype=np.int64)


def _spent(rows: tuple[OpenedPlan, ...], keys: Keys, base: int) -> Column:
    """How long everybody has been in their place."""
    spent = _of(rows, "spent")
    ages: dict[int, tuple[Table, list[int]]] = {}
    for place, row in enumerate(rows):
        if row.age is not None:
            ages.setdefault(id(row.age), (row.age, []))[1].append(place)
    for age, places in ages.values():
        nth = np.zeros(len(places), dtype=np.uint64)
        drawn = age.wholes(draws.bits_of(base, keys[places], nth))
        spent[places] = np.maximum(drawn, 0)
    return spent


def _as_told(plan: Plan, columns: Columns, patience: int) -> None:
    """Put in what the rows say, and what follows from it."""
    keys, arrived, channel = columns[0], columns[1], columns[2]
    amount, ready_at, elsewhere_at = columns[7:10]
    for place, row in enumerate(plan.opening):
        if row.amount >= 0:
            amount[place] = row.amount
        for column, value in zip(columns[10:], row.attributes, strict=True):
            if value is not None:
                column[place] = value
        if row.deal or row.kind == Opened.CUSTOMER:
            ready_at[place] = arrived[place]
            elsewhere_at[place] = NEVER
            ready = plan.channels[int(channel[place])].readiness
            if row.deal and ready is not None and ready.elsewhere is not None:
                key, since = int(keys[place]), int(arrived[place])
                elsewhere_at[place] = _not_gone_yet(ready.elsewhere, patience, key, since)


def _not_gone_yet(elsewhere: Table, base: int, key: int, since: int) -> int:
    """When a buyer who is here on the first day will have bought elsewhere."""
    for attempt in range(TRIES):
        gone = since + elsewhere.whole(draws.bits(base, key, 0, attempt))
        if gone > 0:
            return gone
    return max(1, elsewhere.whole(draws.bits(base, key, 0)))
