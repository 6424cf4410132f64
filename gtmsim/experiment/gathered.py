"""The results that are there so far, by point, replication and KPI."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from gtmsim.experiment.batch import Batch, Counts, Failure, Finished, Floats, Meaning, Piece
from gtmsim.experiment.experiment import Experiment
from gtmsim.kpi import parted
from gtmsim.stats import Decision, Estimate, mean


class Gathered:
    """Finished replications of an experiment, in whatever order they come.

    Reading them never depends on that order: replications are sorted by their numbers.
    """

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self._batches: list[list[Batch]] = [[] for _ in experiment.points]
        self._failures: dict[tuple[int, int], Failure] = {}
        self._done: list[set[int]] = [set() for _ in experiment.points]

    def add(self, finished: Finished) -> None:
        """Take in a finished chunk."""
        for batch in finished.batches:
            self._batches[batch.point].append(batch)
            self._done[batch.point].update(batch.replications.tolist())
        for failure in finished.failures:
            self._failures[failure.point, failure.replication] = failure
            self._done[failure.point].add(failure.replication)

    @property
    def failures(self) -> tuple[Failure, ...]:
        """The replications that failed, in order of point and replication."""
        return tuple(self._failures[key] for key in sorted(self._failures))

    @property
    def done(self) -> int:
        """How many replications are finished, the failed ones among them."""
        return sum(len(done) for done in self._done)

    def points_done(self, goal: int) -> int:
        """How many points have all replications below `goal`."""
        return sum(len(done) >= goal for done in self._done)

    def least(self) -> int:
        """Replications that every point has."""
        return min(len(done) for done in self._done)

    def missing(self, goal: int) -> list[Piece]:
        """What is still to run, so that every point has replications 0 to `goal`."""
        pieces = []
        for point, done in enumerate(self._done):
            wanted = [number for number in range(goal) if number not in done] if done else None
            if wanted is None:
                pieces.append(Piece(point, 0, goal))
                continue
            pieces.extend(_runs(point, wanted))
        return pieces

    def meanings(self) -> dict[str, Meaning]:
        """Every KPI that any replication measured, in order of point and replication."""
        found: dict[str, Meaning] = {}
        for batches in self._batches:
            for batch in sorted(batches, key=lambda each: int(each.replications[0])):
                for meaning in batch.meanings:
                    found.setdefault(meaning.kpi, meaning)
        return found

    def column(self, point: int, kpi_id: str, replications: int) -> Floats:
        """Values of a KPI, one a replication; NaN where there is none."""
        return self._column(point, kpi_id, replications, "values")

    def denominators(self, point: int, kpi_id: str, replications: int) -> Floats:
        """Denominators of a KPI, one a replication; NaN where there is none."""
        return self._column(point, kpi_id, replications, "denominators")

    def _column(self, point: int, kpi_id: str, replications: int, which: str) -> Floats:
        column = np.full(replications, np.nan)
        for batch in self._batches[point]:
            at = _position(batch.meanings, kpi_id)
            if at < 0:
                continue
            here = batch.replications < replications
            column[batch.replications[here]] = getattr(batch, which)[here, at]
        return column

    def numbers(self, point: int) -> Counts:
        """The replications of a point that are there and did not fail, in order."""
        found = [batch.replications for batch in self._batches[point]]
        return np.sort(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)

    def note(self, point: int, kpi_id: str) -> str:
        """Why a KPI is undefined in the first replication where it is; empty if nowhere."""
        found: dict[int, str] = {}
        for batch in self._batches[point]:
            at = _position(batch.meanings, kpi_id)
            for (row, column), text in batch.notes.items():
                if column == at:
                    found[int(batch.replications[row])] = text
        return found[min(found)] if found else ""

    def warning(self, point: int, kpi_id: str) -> str:
        """What a reader must know before believing a KPI of a point; mostly empty."""
        for batch in self._batches[point]:
            at = _position(batch.meanings, kpi_id)
            if at >= 0:
                return batch.meanings[at].warning
        return ""

    def batches(self) -> Iterator[Batch]:
        """All batches, point by point."""
        for batches in self._batches:
            yield from sorted(batches, key=lambda each: int(each.replications[0]))


def _position(meanings: Iterable[Meaning], kpi_id: str) -> int:
    for at, meaning in enumerate(meanings):
        if meaning.kpi == kpi_id:
            return at
    return -1


def _runs(point: int, numbers: list[int]) -> Iterator[Piece]:
    """Neighboring numbers as pieces."""
    first = 0
    for at in range(1, len(numbers) + 1):
        if at == len(numbers) or numbers[at] != numbers[at - 1] + 1:
            yield Piece(point, numbers[first], at - first)
            first = at


# --- Enough? -------------------------------------------------------------------------------

WATCHED_FIRST = ("wins", "leads")
"""The KPI whose precision is meant where nobody names one."""


def watched(gathered: Gathered) -> tuple[str, ...]:
    """The KPIs whose precision decides or is shown."""
    experiment = gathered.experiment
    named = [each for each in experiment.precision if each != "*"]
    if named and "*" not in experiment.precision:
        return tuple(named)
    meanings = gathered.meanings()
    if experiment.kpis is not None:
        asked = [each for each in meanings if _asked(each, experiment.kpis)]
        return tuple(dict.fromkeys((*asked, *named)))
    first = next((each for each in WATCHED_FIRST if each in meanings), next(iter(meanings), ""))
    return tuple(dict.fromkeys((first, *named))) if first else tuple(named)


def _asked(kpi_id: str, kpis: Iterable[str]) -> bool:
    whole, period = parted(kpi_id)
    base = whole.partition(".")[0]
    wanted = set(kpis)
    return kpi_id in wanted or any(
        each.partition(".")[0] == base and each.partition(".")[2].isupper() and own == period
        for each, own in map(parted, wanted)
    )


def goal_of(experiment: Experiment) -> int:
    """Replications of each point before the first look."""
    return experiment.rule.minimum if experiment.precision else experiment.replications


def decide(gathered: Gathered, goal: int) -> Decision:
    """Whether every point has enough replications; depends on the numbers only."""
    experiment = gathered.experiment
    if not experiment.precision:
        return Decision(True, 0, "cap", (), f"{goal} replications")
    estimates: dict[str, Estimate] = {}
    targets = {}
    wanted = experiment.targets
    for kpi_id in watched(gathered):
        target = wanted.get(kpi_id, wanted.get("*"))
        if target is None:
            continue
        for point in experiment.points:
            name = f"{kpi_id} of {point.label}" if len(experiment.points) > 1 else kpi_id
            estimates[name] = mean(gathered.column(point.index, kpi_id, goal))
            targets[name] = target
    return experiment.rule.decide(estimates, targets, replications=goal)
