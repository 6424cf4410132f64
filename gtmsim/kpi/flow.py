"""The funnel as a flow: how far leads came, what became of the others, what came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gtmsim.kpi.kpi import count_of
from gtmsim.kpi.periods import whole_log
from gtmsim.kpi.spells import NEVER, within
from gtmsim.kpi.view import View
from gtmsim.log import EventLog, Kind

LEVELS = ("mql", "sal", "sql", "won")
"""Milestones of the funnel, in order, as far as the log has them."""


@dataclass(frozen=True)
class Level:
    """The leads that came this far.

    Attributes:
        milestone: `leads` for all of them, then `mql`, `sal`, `sql`, `won`.
        reached: how many came this far, at once or after coming back.
        lost: of those who came no farther, how many are lost.
        merged: how many turned out to be duplicates.
        open: how many are still on their way at the end.
        recycled: times that leads who had come this far and no farther were set aside for later.
    """

    milestone: str
    reached: float
    lost: float
    merged: float
    open: float
    recycled: float


def funnel_flow(log: EventLog) -> tuple[Level, ...]:
    """How far the leads came that arrived in the log (after its history).

    At each level: reached = reached the next one + lost + merged + open.
    """
    view = View(log)
    own = within(view.arrived, whole_log(log))
    names = [name for name in LEVELS if name in log.milestones]
    # A lead that comes farther has come this far, whichever way it took.
    when = [np.where(own, np.int64(-1), NEVER), *(view.first(name) for name in names)]
    for at in range(len(when) - 2, -1, -1):
        when[at] = np.minimum(when[at], when[at + 1])
    ended, how = view.ended
    rows = view.rows(Kind.RECYCLED)
    lead, time = view.column("lead", rows), view.column("time", rows)
    levels = []
    for at, name in enumerate(("leads", *names)):
        here = own & (when[at] < NEVER)
        beyond = when[at + 1] if at + 1 < len(when) else np.full(len(own), NEVER)
        stopped = here & (beyond == NEVER)
        over = stopped & (ended < NEVER)
        back = own[lead] & (time >= when[at][lead]) & (time < beyond[lead])
        counts = [over & (how != Kind.MERGED), over & (how == Kind.MERGED), stopped & ~over, back]
        if name == "won":  # customer life is no part of the funnel
            counts = [np.zeros(1, dtype=np.bool_)] * len(counts)
        levels.append(Level(name, count_of(here), *(float(count_of(each)) for each in counts)))
    return tuple(levels)


def mean_flow(flows: Sequence[tuple[Level, ...]]) -> tuple[Level, ...]:
    """The mean over replications, level by level."""
    return tuple(
        Level(
            levels[0].milestone,
            *(
                sum(getattr(level, part) for level in levels) / len(levels)
                for part in ("reached", "lost", "merged", "open", "recycled")
            ),
        )
        for levels in zip(*flows, strict=True)
    )
