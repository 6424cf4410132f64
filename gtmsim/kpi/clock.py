"""Open time of many clocks at many ticks at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gtmsim.log import EventLog

Ticks = NDArray[np.int64]


def open_until(clocks: Sequence[Ticks], which: Ticks, ticks: Ticks) -> Ticks:
    """Open ticks of each clock between the start and each tick.

    Args:
        clocks: (n, 2) arrays of [open, close).
        which: index of a clock for each tick; -1: always open.
        ticks: ticks, one for each of `which`.
    """
    found = np.asarray(ticks, dtype=np.int64).copy()
    if not len(which):
        return found
    order = np.argsort(which, kind="stable")
    distinct, starts = np.unique(which[order], return_index=True)
    for clock, rows in zip(distinct.tolist(), np.split(order, starts[1:]), strict=True):
        if clock >= 0:
            found[rows] = _open_until(clocks[clock], found[rows])
    return found


def _open_until(clock: Ticks, ticks: Ticks) -> Ticks:
    if not len(clock):
        return np.zeros(len(ticks), dtype=np.int64)
    opens, closes = clock[:, 0], clock[:, 1]
    before = np.append(0, np.cumsum(closes - opens)[:-1])
    at = np.searchsorted(opens, ticks, side="right") - 1
    inside: Ticks = before[at] + np.minimum(ticks, closes[at]) - opens[at]
    return np.where(at >= 0, inside, 0)


def clock_of(log: EventLog, reps: Ticks, ticks: Ticks) -> Ticks:
    """Index of the clock by which each rep works at each tick; -1 for nobody's."""
    member = log.memberships
    if not len(member["rep"]):
        return np.full(len(reps), -1, dtype=np.int64)
    order = np.lexsort((member["from_tick"], member["rep"]))
    rep, since = member["rep"][order], np.minimum(member["from_tick"][order], log.horizon)
    width = max(int(since.max()), int(ticks.max(initial=0))) + 1
    at = np.searchsorted(rep * width + since, reps * width + ticks, side="right") - 1
    # After a membership has ended, its clock still counts: a leaver finishes work in hand.
    found: Ticks = np.where((at >= 0) & (rep[at] == reps), member["clock"][order][at], -1)
    return found
