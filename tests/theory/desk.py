"""What the tests of queueing theory measure, straight from the columns of the log.

Nothing here uses `gtmsim.kpi`: the KPIs are compared with this, not with themselves.

A replication starts with an empty desk, and theory speaks of the long run. So the first part
of each replication is cut off: `warm_up`, many times as long as the desk takes to forget how
it began. Then every lead counts that joins before `until`, early enough for all of them to
be served before the horizon, so that no long wait is missing. Means are ratios of sums over
replications: the mean of the replications' means would weigh busy replications too little.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import gtmsim
from gtmsim import EventLog, Scenario
from gtmsim.log import Kind

MOST_ROWS = 20_000
"""Rows of one replication."""

ERRORS = 4.0
"""Standard errors within which theory must lie: one false alarm in 15,000 comparisons."""

HEAD = """
start: 2026-01-05
tick: 100 ms
time_zone: UTC
calendar: {hours: always}
"""
"""Nobody sleeps, and a tick is far shorter than any work."""

Ticks = NDArray[np.int64]


# --- Estimates ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Estimate:
    """A mean over independent replications, and how sure it is."""

    mean: float
    standard_error: float

    def agrees_with(self, theory: float, *, within: float = 0.1) -> bool:
        """Whether theory lies within four standard errors.

        Args:
            theory: the exact answer.
            within: four standard errors must be less than this share of it, else the
                comparison would say little.
        """
        sharp = ERRORS * self.standard_error < within * theory
        assert sharp, f"{self} is too blunt to be compared with {theory:.4g}"
        return abs(self.mean - theory) < ERRORS * self.standard_error

    def __str__(self) -> str:
        return f"{self.mean:.4g} (standard error {self.standard_error:.2g})"


def ratio(parts: Sequence[tuple[float, float]]) -> Estimate:
    """The ratio of sums, from one (numerator, denominator) a replication.

    The standard error is that of the linearized ratio (Cochran, Sampling Techniques, 1977,
    section 6.3).
    """
    above, below = np.asarray(parts, dtype=np.float64).T
    mean = above.sum() / below.sum()
    spread = (above - mean * below).std(ddof=1)
    return Estimate(float(mean), float(spread / below.mean() / np.sqrt(len(parts))))


def replications(world: str, horizon_hours: float, count: int, *, seed: int) -> Iterator[EventLog]:
    """Independent replications of a world; each test has a seed, hence luck, of its own."""
    text = f"{HEAD}horizon: {horizon_hours} hours\n{world}"
    plan = gtmsim.compile(Scenario.from_text(text))
    for number in range(count):
        log = gtmsim.run(plan, seed=seed, replication=number)
        assert len(log) <= MOST_ROWS
        yield log


# --- Waits ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pieces:
    """Every piece of work that leads joined a queue for, in order of joining; times in ticks.

    Attributes:
        stage, lead: whose work.
        joined, begun, done: NEVER in `begun` and `done` for what did not come so far.
        cold: the buyer left instead; `begun` is then the tick of leaving.
    """

    stage: Ticks
    lead: Ticks
    joined: Ticks
    begun: Ticks
    done: Ticks
    cold: NDArray[np.bool_]

    def where(self, chosen: NDArray[np.bool_]) -> Pieces:
        """Some of the pieces."""
        return Pieces(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))

    @property
    def waited(self) -> Ticks:
        """Ticks from joining to the begin."""
        return self.begun - self.joined


NEVER = np.iinfo(np.int64).max


def pieces(log: EventLog) -> Pieces:
    """Match each JOINED with what follows it, by lead, stage, visit and step."""
    events = log.events
    place = (events["lead"] * 64 + events["stage"]) * 4096 + events["visit"]
    place = place * 64 + events["step"]

    def found(*kinds: Kind) -> tuple[Ticks, Ticks]:
        rows = np.flatnonzero(log.select(*kinds))
        rows = rows[np.argsort(place[rows], kind="stable")]
        assert len(np.unique(place[rows])) == len(rows)
        return place[rows], events["time"][rows]

    joined = np.flatnonzero(log.select(Kind.JOINED))

    def times(*kinds: Kind) -> Ticks:
        places, when = found(*kinds)
        at = np.minimum(np.searchsorted(places, place[joined]), max(len(places) - 1, 0))
        if not len(places):
            return np.full(len(joined), NEVER)
        return np.where(places[at] == place[joined], when[at], NEVER)

    gone = times(Kind.WENT_COLD)
    return Pieces(
        stage=events["stage"][joined].astype(np.int64),
        lead=events["lead"][joined],
        joined=events["time"][joined],
        begun=np.minimum(times(Kind.STARTED), gone),
        done=times(Kind.FINISHED),
        cold=gone < NEVER,
    )


@dataclass(frozen=True)
class Window:
    """The part of each replication that is looked at, in hours since the start."""

    warm_up: float
    until: float

    def ticks(self, log: EventLog) -> tuple[float, float]:
        """Its ends in ticks."""
        hour = 60.0 * float(log.meta["ticks_per_minute"])
        return self.warm_up * hour, self.until * hour

    def of(self, log: EventLog) -> Pieces:
        """What joins a queue in the window; all of it is served or gone before the horizon."""
        since, until = self.ticks(log)
        found = pieces(log)
        found = found.where((found.joined >= since) & (found.joined < until))
        assert (found.begun < NEVER).all(), "the window ends too late: somebody still waits"
        return found


Measure = Callable[[EventLog, Pieces], tuple[float, float]]
"""From a log and its pieces of work in the window to a numerator and a denominator."""


def measured(
    logs: Iterator[EventLog], window: Window, measures: dict[str, Measure]
) -> dict[str, Estimate]:
    """Estimates of all measures; each log is looked at once and forgotten."""
    parts: dict[str, list[tuple[float, float]]] = {name: [] for name in measures}
    for log in logs:
        found = window.of(log)
        for name, measure in measures.items():
            parts[name].append(measure(log, found))
    return {name: ratio(part) for name, part in parts.items()}


def minutes(log: EventLog, ticks: float) -> float:
    """Ticks in minutes."""
    return ticks / float(log.meta["ticks_per_minute"])


def mean_wait(stage: int = 0) -> Measure:
    """Mean minutes of waiting at a stage, those who left included."""

    def measure(log: EventLog, found: Pieces) -> tuple[float, float]:
        here = found.where(found.stage == stage)
        return minutes(log, float(here.waited.sum())), len(here.joined)

    return measure


def share_waiting_longer(than: float, stage: int = 0) -> Measure:
    """Share of leads that wait longer than so many minutes."""

    def measure(log: EventLog, found: Pieces) -> tuple[float, float]:
        here = found.where(found.stage == stage)
        longer = here.waited > than * float(log.meta["ticks_per_minute"])
        return float(longer.sum()), len(here.joined)

    return measure


def mean_wait_of(chosen: Callable[[EventLog, Pieces], NDArray[np.bool_]]) -> Measure:
    """Mean minutes of waiting of some leads."""

    def measure(log: EventLog, found: Pieces) -> tuple[float, float]:
        some = found.where(chosen(log, found))
        return minutes(log, float(some.waited.sum())), len(some.joined)

    return measure


def mean_work(stage: int = 0) -> Measure:
    """Mean minutes of work, from its begin to its end."""

    def measure(log: EventLog, found: Pieces) -> tuple[float, float]:
        here = found.where((found.stage == stage) & ~found.cold & (found.done < NEVER))
        return minutes(log, float((here.done - here.begun).sum())), len(here.joined)

    return measure


def busy(window: Window, people: int, stage: int = 0) -> Measure:
    """Share of the window in which a person works: work in hand, cut at both ends."""

    def measure(log: EventLog, _: Pieces) -> tuple[float, float]:
        since, until = window.ticks(log)
        here = pieces(log)
        here = here.where((here.stage == stage) & ~here.cold & (here.begun < NEVER))
        end = np.minimum(here.done, until)
        worked = np.clip(end - np.clip(here.begun, since, None), 0, None)
        return float(worked.sum()), (until - since) * people

    return measure


def present(window: Window, stage: int = 0) -> Measure:
    """Time average of the leads that wait or are worked on."""

    def measure(log: EventLog, _: Pieces) -> tuple[float, float]:
        since, until = window.ticks(log)
        here = pieces(log)
        here = here.where(here.stage == stage)
        end = np.minimum(np.where(here.cold, here.begun, here.done), until)
        stay = np.clip(end - np.clip(here.joined, since, None), 0, None)
        return float(stay.sum()), until - since

    return measure
