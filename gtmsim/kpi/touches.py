"""First touches and promises: how fast a visit was first worked on, and whether in time."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gtmsim.kpi.clock import clock_of, open_until
from gtmsim.kpi.spells import NEVER, Mask, Spells, Ticks
from gtmsim.kpi.view import View
from gtmsim.log import Kind

# --- First touches -----------------------------------------------------------------------


class Touches(NamedTuple):
    """First touches of visits, in order of occurrence.

    Attributes:
        lead, stage, time: whom, where, when.
        business: ticks waited on the clock of the promise (or the team's, without a promise).
        wall: ticks waited.
        broken: whether the promise was.
        first: whether it is the lead's first of all.
    """

    lead: Ticks
    stage: Ticks
    time: Ticks
    business: Ticks
    wall: Ticks
    broken: Mask
    first: Mask


def touches(view: View) -> Touches:
    """First touches: of visits with a promise, or of all visits if nothing is promised."""
    return view.once("touches", lambda: _promised(view) if any(view.promised) else _begun(view))


def _promised(view: View) -> Touches:
    rows = view.rows(Kind.TOUCHED)
    time = view.column("time", rows)
    at = _find(view, rows, visit_waits(view))
    return _touches(view, rows, view.column("value", rows), time - at, view.column("reason", rows))


def _begun(view: View) -> Touches:
    """The beginning of the work on each visit, and the office hours waited for it."""
    found = visit_waits(view)
    found = found.where(found.how == Kind.STARTED)
    key = _keys(view, found.lead, found.stage, found.visit)
    started = view.rows(Kind.STARTED)
    own = _keys_of(view, started)
    order = np.argsort(own, kind="stable")
    rows = started[order[np.searchsorted(own[order], key)]]
    clock = clock_of(view.log, view.column("rep", rows).astype(np.int64), found.end)
    clocks = view.log.clocks
    business = open_until(clocks, clock, found.end) - open_until(clocks, clock, found.begin)
    place = np.argsort(rows)
    wall = (found.end - found.begin)[place]
    return _touches(view, rows[place], business[place], wall, np.zeros(len(rows)))


def _touches(
    view: View, rows: Ticks, business: Ticks, wall: Ticks, broken: NDArray[Any]
) -> Touches:
    lead = view.column("lead", rows)
    first = np.zeros(len(rows), dtype=np.bool_)
    first[np.unique(lead, return_index=True)[1]] = True
    first &= (view.arrived[lead] < NEVER) & ~view.listed[lead]  # nobody called up has asked
    stage, time = view.column("stage", rows).astype(np.int64), view.column("time", rows)
    return Touches(lead, stage, time, business, wall, broken == 1, first)


def visit_waits(view: View) -> Spells:
    """The first wait of each visit."""
    return view.once("visit waits", lambda: view.waits.where(first_of_visit(view, view.waits)))


def served(spells: Spells) -> Mask:
    """Which waits end with somebody: work begins, or a meeting is booked."""
    return np.isin(spells.how, [int(Kind.STARTED), int(Kind.BOOKED)])


def first_of_visit(view: View, spells: Spells) -> Mask:
    """Which waits are the first of their visit (waits are in order of lead and time)."""
    key = _keys(view, spells.lead, spells.stage, spells.visit)
    mask: Mask = np.append(True, np.diff(key) != 0)[: len(key)]
    return mask


def _keys(view: View, lead: Ticks, stage: Ticks, visit: Ticks) -> Ticks:
    """One number for each visit."""
    stages = len(view.members("STAGE")[0]) + 1
    key: Ticks = (visit * stages + stage) * (view.number_of_leads + 1) + lead
    return key


def _keys_of(view: View, rows: Ticks) -> Ticks:
    names = ("lead", "stage", "visit")
    lead, stage, visit = (view.column(name, rows).astype(np.int64) for name in names)
    return _keys(view, lead, stage, visit)


def _find(view: View, rows: Ticks, spells: Spells) -> Ticks:
    """When the wait of each row's visit began; for a visit without a wait, the row's own time."""
    key = _keys(view, spells.lead, spells.stage, spells.visit)
    order = np.argsort(key)
    wanted = _keys_of(view, rows)
    time = view.column("time", rows)
    if not len(key):
        return time
    at = order[np.minimum(np.searchsorted(key[order], wanted), len(key) - 1)]
    found: Ticks = np.where(key[at] == wanted, spells.begin[at], time)
    return found


# --- Promises ----------------------------------------------------------------------------


class Verdicts(NamedTuple):
    """Promises on which the log has a verdict: whose, where, when it fell, and `kept`."""

    lead: Ticks
    stage: Ticks
    time: Ticks
    kept: Mask


def verdicts(view: View) -> Verdicts:
    """Promises kept or broken (R030).

    A promise is judged by its touch. Without a touch it is broken when its time runs out
    while the lead is still there; a lead that leaves earlier, or whose time is not yet up
    at the horizon, is no evidence.
    """
    return view.once("verdicts", lambda: _verdicts(view))


def _verdicts(view: View) -> Verdicts:
    touched = view.rows(Kind.TOUCHED)
    asked = visit_waits(view)
    due = view.column("due", asked.row)
    key = _keys(view, asked.lead, asked.stage, asked.visit)
    visit = view.visits
    key_of_visit = _keys(view, visit.lead, visit.stage, visit.visit)
    order = np.argsort(key_of_visit)
    at = np.minimum(np.searchsorted(key_of_visit[order], key), max(len(order) - 1, 0))
    left = visit.end[order[at]] if len(order) else np.full(len(key), NEVER)
    over = (due >= 0) & (due <= left)  # those due past the horizon lie in no period
    over &= ~np.isin(key, _keys_of(view, touched))
    return Verdicts(
        lead=np.concatenate([view.column("lead", touched), asked.lead[over]]),
        stage=np.concatenate([view.column("stage", touched), asked.stage[over]]),
        time=np.concatenate([view.column("time", touched), due[over]]),
        kept=np.append(view.column("reason", touched) != 1, np.zeros(over.sum(), np.bool_)),
    )
