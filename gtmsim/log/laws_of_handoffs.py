"""Laws of handoffs: who can take over from whom, and what that can do to what is known."""

from __future__ import annotations

import numpy as np

from gtmsim.log.history import History, Ints
from gtmsim.log.kinds import INFORMED, Kind
from gtmsim.log.laws_of_tables import Law


def taken_over_by_another(history: History) -> Ints:
    """A lead is handed over to who begins to work on it at once, and another worked on it last."""
    handed = np.flatnonzero(history.of(Kind.HANDED_OVER))
    begun = history.next(~history.of(Kind.HELD))[handed]
    sound = history.same(handed, begun, "time", "stage", "visit", "step", "team", "rep")
    sound &= history.kind[begun] == Kind.STARTED
    last = history.latest(history.of(Kind.FINISHED))[handed]
    sound &= (last >= 0) & (history.rep[last] != history.rep[handed])
    return history.rows(handed[~sound])


def what_is_known_only_shrinks(history: History) -> Ints:
    """What is known of a lead is part of what was known before the handoff, and not negative."""
    handed = np.flatnonzero(history.of(Kind.HANDED_OVER))
    earlier = history.latest(history.of(Kind.HANDED_OVER))[handed]
    known = history.value[handed]
    before = np.where(earlier >= 0, history.value[earlier], INFORMED)
    return history.rows(handed[(known < 0) | (known > before)])


def found_again_within_the_work(history: History) -> Ints:
    """To find out what was lost takes part of the work that begins, and not all of it."""
    handed = np.flatnonzero(history.of(Kind.HANDED_OVER))
    begun = history.next(history.of(Kind.STARTED))[handed]
    spent = history.due[handed]
    sound = (spent == -1) | ((spent > 0) & (begun >= 0) & (spent < history.value[begun]))
    return history.rows(handed[~sound])


LAWS: tuple[Law, ...] = (
    taken_over_by_another,
    what_is_known_only_shrinks,
    found_again_within_the_work,
)
