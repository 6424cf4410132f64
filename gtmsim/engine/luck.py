"""The luck of all leads of one replication.

A draw has a name, so nobody minds when it is made. Once one lead in fifty has asked for the
same draw (a first visit's, mostly), numpy makes it for all leads at once: from then on it is
one look-up instead of twenty operations on Python's long integers.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gtmsim.engine.arrivals import Leads
from gtmsim.plan import draws
from gtmsim.plan.tables import Table

ALONE = 50
"""One lead in so many draws alone before everybody's draw is made."""


class Luck:
    """Draws of leads by stream, row, visit and step."""

    def __init__(self, bases: Sequence[int], leads: Leads) -> None:
        self.bases = bases
        self._keys = leads.key
        self._key: list[int] = leads.key.tolist()
        self._alone: dict[int, int] = {}
        self._bits: dict[int, list[int]] = {}
        self._chances: dict[int, list[float]] = {}
        self._ticks: dict[int, list[int]] = {}

    def bits(self, stream: int, row: int, visit: int, step: int) -> int:
        """53 random bits of lead `row`."""
        return draws.bits(self.bases[stream], self._key[row], visit, step)

    def chance(self, stream: int, row: int, visit: int, step: int = 0) -> float:
        """A uniform number strictly between 0 and 1."""
        name = (stream << 31 | visit) << 20 | step
        column = self._chances.get(name)
        if column is not None:
            return column[row]
        if self._many_ask(name):
            made = self._everybodys(stream, visit, step) * draws.CELL + draws.HALF_CELL
            self._chances[name] = made.tolist()
        return draws.uniform(self.bases[stream], self._key[row], visit, step)

    def ticks(self, table: Table, stream: int, row: int, visit: int, step: int) -> int:
        """A length of work or waiting, in ticks; the stream always draws from this table."""
        name = (stream << 31 | visit) << 20 | step
        column = self._ticks.get(name)
        if column is not None:
            return column[row]
        if self._many_ask(name):
            self._ticks[name] = table.wholes(self._everybodys(stream, visit, step)).tolist()
        return table.whole(draws.bits(self.bases[stream], self._key[row], visit, step))

    def _many_ask(self, name: int) -> bool:
        alone = self._alone.get(name, 0) + 1
        self._alone[name] = alone
        return alone * ALONE >= len(self._key)

    def _everybodys(self, stream: int, visit: int, step: int) -> NDArray[np.int64]:
        visits = np.array([visit], dtype=np.uint64)
        return draws.bits_of(self.bases[stream], self._keys, visits, step)
