"""Recurring contracts of a log: what each lead pays a year, and when that changes."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gtmsim.kpi.periods import Period
from gtmsim.kpi.spells import NEVER, Ticks
from gtmsim.kpi.view import View
from gtmsim.log import MONEY_KINDS, Kind

Counted = Literal["signed", "billed"]
"""From when an amount counts: from the signature, or from the first day that is billed."""

SIGNS = {
    "new": 1,
    "expansion": 1,
    "cross_sold": 1,
    "repriced": 1,
    "contraction": -1,
    "churned": -1,
}
"""What each kind of recurring money does to annual recurring revenue."""

EXPANSIONS = ("expansion", "cross_sold", "repriced")
"""Kinds by which contracts grow."""

_SIGN = np.array([SIGNS.get(kind, 0) for kind in MONEY_KINDS])
_CHURNED = MONEY_KINDS.index("churned")


class Movements(NamedTuple):
    """Changes of annual amounts, in order of time; columns of equal length.

    Attributes:
        tick: from when the change counts.
        lead: whose contract.
        kind: index in MONEY_KINDS.
        amount: minor units a year, less than 0 where it shrinks.
        row: row of the event.
    """

    tick: Ticks
    lead: Ticks
    kind: Ticks
    amount: Ticks
    row: Ticks

    def of(self, kind: str, period: Period) -> int:
        """Size of the changes of one kind in a period."""
        first, last = np.searchsorted(self.tick, period)
        chosen = self.kind[first:last] == MONEY_KINDS.index(kind)
        return int(np.abs(self.amount[first:last][chosen]).sum())


def counted_from(view: View) -> Counted:
    """From when a contract is ARR in this log: the choice `arr_from`."""
    return "billed" if view.log.meta.get("arr_from") == "billed" else "signed"


def movements(view: View, counted: Counted) -> Movements:
    """Every change of what contracts pay a year, from the start of the log.

    A contract that ends before it is billed never counts as billed. What customers of the
    opening pay is no change: see `levels`.
    """
    return view.once(("movements", counted), lambda: _movements(view, counted))


def _movements(view: View, counted: Counted) -> Movements:
    rows = view.rows(Kind.MONEY)
    rows = rows[_SIGN[view.column("reason", rows)] != 0]
    lead, kind = view.column("lead", rows), view.column("reason", rows).astype(np.int64)
    tick = view.column("time", rows)
    amount = _SIGN[kind] * view.amounts(rows)
    if counted == "signed":
        return Movements(tick, lead, kind, amount, rows)
    gone = kind == _CHURNED
    tick = np.where(gone, tick, _billed(view, rows))
    unborn = ~gone & (tick >= churned(view)[lead])
    # A churn has a row for each day on which a part of the contract would be billed: the first
    # of them takes it all, but for what never was billed.
    lost = np.bincount(lead, np.where(gone | unborn, amount, 0), minlength=view.number_of_leads)
    first = np.zeros(len(rows), dtype=np.bool_)
    first[np.flatnonzero(gone)[np.unique(lead[gone], return_index=True)[1]]] = True
    amount = np.where(first, lost[lead].astype(np.int64), amount)
    order = np.flatnonzero(first | ~(gone | unborn))
    order = order[np.argsort(tick[order], kind="stable")]
    return Movements(tick[order], lead[order], kind[order], amount[order], rows[order])


def _billed(view: View, rows: Ticks) -> Ticks:
    """From when changes are billed: not before their `due`, nor before the contract is."""
    tick = np.maximum(view.column("time", rows), view.column("due", rows))
    begin = billing_starts(view)[view.column("lead", rows)]
    billed: Ticks = np.maximum(tick, np.where(begin < NEVER, begin, -1))
    return billed


def billing_starts(view: View) -> Ticks:
    """For each lead the tick from which its contract is billed.

    -1 for customers of the opening, NEVER for leads without a contract.
    """
    return view.once("billing starts", lambda: _billing_starts(view))


def _billing_starts(view: View) -> Ticks:
    rows = view.rows(Kind.MONEY)
    rows = rows[_SIGN[view.column("reason", rows)] > 0]
    starts = np.full(view.number_of_leads, NEVER)
    due = np.maximum(view.column("time", rows), view.column("due", rows))
    starts[view.column("lead", rows)[::-1]] = due[::-1]
    starts[view.opening] = -1
    return starts


def churned(view: View) -> Ticks:
    """For each lead the tick at which its contract ends; NEVER if it does not."""

    def ends() -> Ticks:
        rows = view.money_rows("churned")
        found = np.full(view.number_of_leads, NEVER)
        found[view.column("lead", rows)[::-1]] = view.column("time", rows)[::-1]
        return found

    return view.once("churned", ends)


def opened(view: View) -> Ticks:
    """For each lead what it pays a year at the start, in minor units: customers of the opening."""
    amounts: Ticks = np.where(view.opening, np.maximum(view.log.leads["amount"], 0), 0)
    return amounts


def levels(view: View, tick: int, counted: Counted) -> Ticks:
    """For each lead what it pays a year just before a tick, in minor units."""
    moved = movements(view, counted)
    last = int(np.searchsorted(moved.tick, tick))
    amounts = opened(view).copy()
    np.add.at(amounts, moved.lead[:last], moved.amount[:last])
    return amounts


def by_lead(view: View, lead: Ticks, amount: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sums of amounts for each lead."""
    return np.bincount(lead, amount, minlength=view.number_of_leads).astype(np.float64)
