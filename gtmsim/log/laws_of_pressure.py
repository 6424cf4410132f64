"""Laws of pressure: it follows from what was brought in the month before (R167)."""

from __future__ import annotations

import numpy as np

from gtmsim.log.history import History, Ints
from gtmsim.log.kinds import MOST_PRESSED, UNPRESSED, Kind
from gtmsim.log.laws_of_tables import Law


def pressed_when_a_month_begins(history: History) -> Ints:
    """A team is told to be under pressure once a month, as the month begins, and not the first."""
    told = np.flatnonzero(history.of(Kind.PRESSED))
    months = np.asarray(history.log.meta.get("months", ()), dtype=np.int64)
    sound = np.isin(history.time[told], months[1:])
    known: set[tuple[int, int, int]] = set()
    for place, one in enumerate(told.tolist()):
        named = (int(history.team[one]), int(history.reason[one]), int(history.time[one]))
        sound[place] &= named not in known
        known.add(named)
    return history.rows(told[~sound])


def pressed_by_what_is_missing(history: History) -> Ints:
    """Pressure is more than none, has an end, and is felt by people; it is most without success."""
    told = np.flatnonzero(history.of(Kind.PRESSED))
    size, brought = history.value[told], history.due[told]
    sound = (size > UNPRESSED) & (size <= MOST_PRESSED) & (history.step[told] > 0)
    sound &= (brought > 0) | ((brought == 0) & (size == MOST_PRESSED))
    return history.rows(told[~sound])


def brought_is_what_was_brought(history: History) -> Ints:
    """What a team brought in a month is the leads on which it worked last that passed then."""
    told = np.flatnonzero(history.of(Kind.PRESSED))
    if not len(told):
        return told
    months = np.asarray(history.log.meta.get("months", ()), dtype=np.int64)
    worked = history.latest(history.of(Kind.FINISHED))
    passed = history.of(Kind.MILESTONE) & (worked >= 0)
    wrong = []
    for one in told.tolist():
        earlier = months[months < history.time[one]]
        mine = passed & (history.reason == history.reason[one])
        mine &= history.team[worked] == history.team[one]
        mine &= (history.time >= earlier.max(initial=0)) & (history.time < history.time[one])
        if int(mine.sum()) != history.due[one]:
            wrong.append(one)
    return history.rows(np.asarray(wrong, dtype=np.int64))


LAWS: tuple[Law, ...] = (
    pressed_when_a_month_begins,
    pressed_by_what_is_missing,
    brought_is_what_was_brought,
)
