"""Who was in which team, when, and by which clock: written down as it happens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gtmsim.plan.clock import Clock
from gtmsim.plan.dimensions import MEMBERSHIPS, intervals
from gtmsim.plan.plan import Plan

if TYPE_CHECKING:
    from gtmsim.engine.people import Rep


class Roster:
    """The stays of everybody.

    Attributes:
        clocks: everybody's hours, by number: the plan's.
    """

    def __init__(self, plan: Plan) -> None:
        self.clocks: list[Clock] = list(plan.clocks)
        self._horizon = plan.horizon
        self._open: dict[int, tuple[int, int, int, int]] = {}
        self._rows: list[tuple[int, int, int, int, int, int]] = []

    def joins(self, rep: Rep, now: int, epoch: int) -> None:
        """Begin a stay in the team, and by the clock, that the rep has now; end the one before."""
        self.leaves(rep, now)
        if rep.team is not None:
            self._open[rep.index] = (epoch, now, rep.team.index, rep.clock_index)

    def leaves(self, rep: Rep, now: int) -> None:
        """End a stay."""
        stay = self._open.pop(rep.index, None)
        if stay is not None:
            epoch, since, team, clock = stay
            if since < now:  # who leaves in the tick of a reorganization was never in the new team
                self._rows.append((epoch, since, now, rep.index, team, clock))

    def tables(self) -> dict[str, Any]:
        """`memberships` and `clocks` of the log; stays that are open end with the run."""
        rows = [
            *self._rows,
            *((epoch, since, self._horizon, rep, team, clock)
              for rep, (epoch, since, team, clock) in self._open.items()),
        ]  # fmt: skip
        rows.sort(key=lambda row: (row[0], row[3], row[1]))
        table: NDArray[np.int64] = np.asarray(rows, dtype=np.int64).reshape(-1, len(MEMBERSHIPS))
        return {
            "memberships": {name: table[:, i] for i, name in enumerate(MEMBERSHIPS)},
            "clocks": [intervals(clock, self._horizon) for clock in self.clocks],
        }
