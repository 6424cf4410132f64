"""How much an explanation runs: as many replications as are asked for, and how many that makes."""

from __future__ import annotations

from dataclasses import dataclass

from gtmsim.experiment.lab import named
from gtmsim.experiment.one_more import changes_of
from gtmsim.experiment.switches import switches_of
from gtmsim.experiment.tipping import candidates_of, most_trials
from gtmsim.scenario import Scenario

REPLICATIONS, QUICK = 20, 8
"""Replications where nobody says how many; of a quick look."""
MOST, MOST_QUICK = 4, 2
"""Assumed values that are moved one by one; of a quick look."""
ROWS_QUICK = 32


@dataclass(frozen=True)
class Effort:
    """What an explanation runs.

    Attributes:
        replications: of every design and change.
        most: how many assumed values are moved one by one; 0 if none is searched for.
        rows: settings tried to find out which values matter; None: as many as it takes.
    """

    replications: int
    most: int
    rows: int | None

    @classmethod
    def of(
        cls, *, replications: int | None, quick: bool, tipping: bool, most: int | None = None
    ) -> Effort:
        """What was asked for, and what is usual for the rest."""
        wanted = most if most is not None else (MOST_QUICK if quick else MOST)
        return cls(
            replications if replications is not None else (QUICK if quick else REPLICATIONS),
            wanted if tipping else 0,
            ROWS_QUICK if quick else None,
        )

    def foreseen(self, a: Scenario, b: Scenario) -> int:
        """Replications at most; fewer where a change does nothing or a search ends early."""
        designs = named(a, b, None)
        mechanisms = {each.id for design in designs.values() for each in switches_of(design)}
        found = (2 + 2 * len(mechanisms) + len(changes_of(designs))) * self.replications
        if self.most:
            values = len(candidates_of(list(designs.values())))
            screened, moved = most_trials(values, self.most, self.rows)
            found += 2 * (screened + moved * self.replications)
        return found
