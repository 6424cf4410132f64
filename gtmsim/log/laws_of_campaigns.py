"""Laws of the company's own work: what is done for campaigns, and events that slip."""

from __future__ import annotations

import numpy as np

from gtmsim.log.history import History, Ints, Mask
from gtmsim.log.kinds import OWN_WORK, Kind
from gtmsim.log.laws_of_tables import Law


def own_work_is_nobodys(history: History) -> Ints:
    """No lead is ever in an internal stage, and the company's own work is in no other."""
    stages = history.log.stages
    number = len(stages.get("id", ()))
    own = np.append(np.asarray(stages.get("own", [0] * number), dtype=np.int64), 0)
    internal = own[np.clip(history.stage, -1, number)] == 1
    of_nobody = (history.lead < 0) & history.of(*OWN_WORK)
    return history.rows(internal != of_nobody)


def slips_are_late(history: History) -> Ints:
    """An event that slips takes place later than planned, and once."""
    slipped = np.flatnonzero(history.of(Kind.SLIPPED))
    late = history.value[slipped] < history.time[slipped]
    again = history.latest(history.of(Kind.SLIPPED))[slipped] >= 0
    return history.rows(slipped[~late | again])


def slips_wait_for_the_work(history: History) -> Ints:
    """An event that slips takes place after its last work, which was not over in time."""
    own = np.flatnonzero(history.lead < -1)
    name = (history.stage[own] << 32) + history.visit[own]
    slips = history.kind[own] == Kind.SLIPPED
    finished = history.kind[own] == Kind.FINISHED
    begun = np.isin(history.kind[own], [int(Kind.JOINED), int(Kind.STARTED)])
    ends = _latest(name, history.time[own], finished, name[slips])
    last = _latest(name, history.time[own], begun, name[slips])
    at, planned = history.time[own][slips], history.value[own][slips]
    sound = (ends > planned) & (ends < at) & (last < at)
    return history.rows(own[slips][~sound])


def _latest(name: Ints, time: Ints, marked: Mask, wanted: Ints) -> Ints:
    """The latest marked time of each wanted name; -1 if there is none."""
    known, place = np.unique(np.concatenate([name[marked], wanted]), return_inverse=True)
    last = np.full(len(known), -1, dtype=np.int64)
    number = int(marked.sum())
    np.maximum.at(last, place[:number], time[marked])
    found: Ints = last[place[number:]]
    return found


LAWS: tuple[Law, ...] = (own_work_is_nobodys, slips_are_late, slips_wait_for_the_work)
