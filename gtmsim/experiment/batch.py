"""What finished replications gave: numbers of KPIs, or why there are none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gtmsim.kpi.kpi import Direction

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Meaning:
    """What a column of numbers is.

    Attributes:
        kpi: id with its member: `utilization.inside_sales`.
        unit: `leads`, `share`, `JPY per month` ...
        direction: whether higher or lower is better, or neither.
        name: in English.
        label: in Japanese.
        warning: what a reader must know before believing it; mostly empty.
    """

    kpi: str
    unit: str
    direction: Direction
    name: str
    label: str
    warning: str = ""


@dataclass(frozen=True)
class Batch:
    """Replications of one point that measured the same KPIs.

    Attributes:
        point: index of the point.
        replications: shape (n,), their numbers.
        meanings: the K KPIs.
        values: shape (n, K); NaN where a KPI is not defined.
        denominators: shape (n, K); NaN for counts and sums.
        notes: why a value is NaN: `(row, column) -> text`.
    """

    point: int
    replications: Counts
    meanings: tuple[Meaning, ...]
    values: Floats
    denominators: Floats
    notes: dict[tuple[int, int], str]


@dataclass(frozen=True, order=True)
class Failure:
    """A replication without numbers.

    `gtmsim.experiment.log_of(experiment, point, replication)` runs into the same error.

    Attributes:
        point: index of the point.
        replication: its number.
        during: changing, drawing, compiling, running or measuring.
        error: what went wrong.
        seed: the seed that reproduces it, together with the replication.
    """

    point: int
    replication: int
    during: str
    error: str
    seed: int


@dataclass(frozen=True)
class Piece:
    """Neighboring replications of one point: from `first`, `count` of them."""

    point: int
    first: int
    count: int


@dataclass(frozen=True)
class Finished:
    """What came of one chunk of work.

    Attributes:
        batches: numbers, by point and KPIs measured.
        failures: replications without numbers.
        seconds: time it took, without the way there and back.
    """

    batches: tuple[Batch, ...]
    failures: tuple[Failure, ...]
    seconds: float

    @property
    def replications(self) -> int:
        """How many replications it was."""
        return sum(len(batch.replications) for batch in self.batches) + len(self.failures)
