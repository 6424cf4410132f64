"""Laws of people who come and go: whoever is hired begins then, whoever left is gone."""

from __future__ import annotations

import numpy as np

from gtmsim.log.history import History, Ints, Mask
from gtmsim.log.kinds import Kind
from gtmsim.log.laws_of_tables import Law


def hired_once_and_then(history: History) -> Ints:
    """Whoever is hired is in that team from then on, and was in none before."""
    hired = _rows(history, Kind.HIRED)
    rep, time = _column(history, "rep", hired), _column(history, "time", hired)
    team, _, here = history.staff.at(rep, time)
    _, _, before = history.staff.at(rep, time - 1)
    first = np.full(len(history.log.reps.get("id", ())), history.log.horizon, dtype=np.int64)
    members = history.log.memberships
    np.minimum.at(first, members["rep"], members["from_tick"])
    sound = here & ~(before & (time > 0)) & (team == _column(history, "team", hired))
    sound &= first[rep] == time
    sound &= ~_again(rep)
    wrong: Ints = hired[~sound]
    return wrong


def gone_for_good(history: History) -> Ints:
    """Whoever leaves was in that team until then, and is in none afterwards."""
    left = _rows(history, Kind.LEFT)
    rep, time = _column(history, "rep", left), _column(history, "time", left)
    team, _, before = history.staff.at(rep, time - 1)
    last = np.zeros(len(history.log.reps.get("id", ())), dtype=np.int64)
    members = history.log.memberships
    np.maximum.at(last, members["rep"], members["to_tick"])
    told = team == _column(history, "team", left)
    told |= np.isin(time, history.log.events["time"][history.log.select(Kind.REORGANIZED)])
    sound = before & told & (last[rep] == time)
    wrong: Ints = left[~(sound & ~_again(rep))]
    return wrong


def nothing_is_given_to_who_left(history: History) -> Ints:
    """Nobody becomes an owner, or begins to work, who has left."""
    left = _rows(history, Kind.LEFT)
    gone = np.full(len(history.log.reps.get("id", ())) + 1, len(history.log), dtype=np.int64)
    gone[_column(history, "rep", left)] = left
    given = np.flatnonzero(history.log.select(Kind.ASSIGNED, Kind.STARTED, Kind.BOOKED))
    return given[given > gone[_column(history, "rep", given)]]


def wanted_before_hired(history: History) -> Ints:
    """A position is open before it is filled, hiring costs nothing or something, never less."""
    hired = _rows(history, Kind.HIRED)
    since, time = _column(history, "due", hired), _column(history, "time", hired)
    sound = (since >= 0) & (since <= time) & (_column(history, "value", hired) >= 0)
    return hired[~(sound & (_column(history, "step", hired) >= 1))]


def _rows(history: History, kind: Kind) -> Ints:
    return np.flatnonzero(history.log.select(kind))


def _column(history: History, name: str, rows: Ints) -> Ints:
    return history.log.events[name][rows].astype(np.int64)


def _again(rep: Ints) -> Mask:
    """Which of them had been told before."""
    known: Mask = np.ones(len(rep), dtype=np.bool_)
    known[np.unique(rep, return_index=True)[1]] = False
    return known


LAWS: tuple[Law, ...] = (
    hired_once_and_then,
    gone_for_good,
    nothing_is_given_to_who_left,
    wanted_before_hired,
)
