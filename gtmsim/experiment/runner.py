"""Many replications on the caller's executor: chunks out, numbers in, never a difference.

Chunks are cut by time, not by count: large enough that the journey to a worker costs little, small
enough that little is lost when something is killed. Which replications share a chunk, who
runs them and in which order they come back changes no number.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    wait,
)
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from gtmsim.experiment.batch import Finished, Piece
from gtmsim.experiment.experiment import Experiment, ExperimentError
from gtmsim.experiment.gathered import Gathered, decide, goal_of
from gtmsim.experiment.replicate import chunk_of, work
from gtmsim.stats import Decision

SHORTEST, LONGEST = 1.0, 30.0
"""Seconds a chunk should take, at least and at most."""

SMALLEST = 0.25
"""Part of that time to which the last chunks shrink."""

PATIENCE = 50.0
"""A chunk takes at most this part of the time gone by, so that parts stay few."""

WAITING_CHUNKS = 2
"""Chunks under way for each worker: one in work, one that waits."""

UNKNOWN_WORKERS = 16
"""Chunks for so many workers are under way where an executor does not say how many it has."""

BROKEN_SECONDS = 10.0
"""How long to wait for the chunks of a broken pool: they fail, or come back, very soon."""

REVIVALS = 3
"""How often a broken pool is replaced while nothing is finished in between."""


@dataclass(frozen=True)
class Status:
    """How far an experiment is.

    Attributes:
        done: finished replications.
        goal: replications wanted as far as is known now.
        points_done: points that have all of theirs.
        points: how many points there are.
        gathered: the numbers so far.
    """

    done: int
    goal: int
    points_done: int
    points: int
    gathered: Gathered


Progress = Callable[[Status], None]


class Keeper(Protocol):
    """Where finished chunks are kept: `gtmsim.experiment.store.Store`, or nowhere."""

    def keep(self, finished: Finished) -> None:
        """Keep a chunk so that it survives whatever comes."""


class Stopped(KeyboardInterrupt):
    """The user stopped an experiment; the text says what is saved and how to go on."""


@dataclass
class Pool:
    """An executor, and how to replace it when its workers have been killed.

    Attributes:
        executor: None for the calling thread.
        workers: how many chunks it works on at a time.
        revive: makes a new executor; None if it is the caller's own.
    """

    executor: Executor | None = None
    workers: int = 1
    revive: Callable[[], Executor] | None = None


def pool_of(executor: Executor | None) -> Pool:
    """The pool around an executor that somebody gave us."""
    if executor is None:
        return Pool()
    workers = getattr(executor, "_max_workers", None)
    return Pool(executor, workers if isinstance(workers, int) else UNKNOWN_WORKERS)


def run(
    gathered: Gathered,
    pool: Pool,
    keeper: Keeper | None = None,
    progress: Progress | None = None,
) -> Decision:
    """Run what is missing of an experiment, until there are enough replications.

    Args:
        gathered: what is there already; takes in what is finished.
        pool: where to run.
        keeper: keeps every finished chunk before it counts as done.
        progress: told after each chunk.

    Raises:
        ExperimentError: the workers are gone.
        Stopped: the user pressed Ctrl-C.
    """
    goal = goal_of(gathered.experiment)
    while True:
        for finished in finish(gathered.experiment, gathered.missing(goal), pool):
            if keeper is not None:
                keeper.keep(finished)
            gathered.add(finished)
            if progress is not None:
                progress(_status(gathered, goal))
        decision = decide(gathered, goal)
        if decision.stop:
            return decision
        goal += decision.add


def _status(gathered: Gathered, goal: int) -> Status:
    points = len(gathered.experiment.points)
    return Status(gathered.done, goal * points, gathered.points_done(goal), points, gathered)


def finish(experiment: Experiment, pieces: list[Piece], pool: Pool) -> Iterator[Finished]:
    """Run pieces of an experiment; yields chunks as they are finished, in any order."""
    queue = _Queue(pieces, pool.workers)
    if pool.executor is None:
        while queue:
            chunk = queue.cut()
            finished = work(chunk_of(experiment, chunk))
            queue.took(finished)
            yield finished
        return
    yield from _Abroad(experiment, pool, queue).finished()


class _Queue:
    """Pieces still to run, cut into chunks of the right time."""

    def __init__(self, pieces: list[Piece], workers: int) -> None:
        self._pieces = deque(pieces)
        self._left = sum(piece.count for piece in pieces)
        self._workers = workers
        self._began = time.monotonic()
        self._seconds = 0.0
        self._done = 0

    def __bool__(self) -> bool:
        return bool(self._pieces)

    def took(self, finished: Finished) -> None:
        """Learn from a finished chunk how long a replication takes."""
        self._seconds += finished.seconds
        self._done += finished.replications

    def back(self, pieces: list[Piece]) -> None:
        """Put pieces back that nobody finished."""
        self._pieces.extendleft(reversed(pieces))
        self._left += sum(piece.count for piece in pieces)

    def cut(self) -> list[Piece]:
        """Take the next chunk."""
        room = self._size()
        chunk = []
        while self._pieces and room > 0:
            piece = self._pieces.popleft()
            if piece.count > room:
                rest = Piece(piece.point, piece.first + room, piece.count - room)
                self._pieces.appendleft(rest)
                piece = Piece(piece.point, piece.first, room)
            chunk.append(piece)
            room -= piece.count
            self._left -= piece.count
        return chunk

    def _size(self) -> int:
        """Replications of the next chunk: one, until it is known how long they take."""
        if not self._done:
            return 1
        elapsed = time.monotonic() - self._began
        wanted = min(LONGEST, max(SHORTEST, elapsed / PATIENCE))
        size = math.ceil(wanted / max(self._seconds / self._done, 1e-6))
        # Towards the end, chunks shrink so that no worker waits long for the last one.
        fair = math.ceil(self._left / (2 * self._workers))
        return max(1, min(size, max(fair, math.ceil(size * SMALLEST))))


class _Abroad:
    """Chunks on their way to the workers of an executor and back."""

    def __init__(self, experiment: Experiment, pool: Pool, queue: _Queue) -> None:
        self._experiment = experiment
        self._pool = pool
        self._queue = queue
        self._away: dict[Future[Finished], list[Piece]] = {}
        self._revivals = 0

    def finished(self) -> Iterator[Finished]:
        """Every chunk as it comes back, until none is left."""
        try:
            while self._queue or self._away:
                try:
                    self._send()
                except BrokenExecutor as error:
                    yield from self._recover(error)
                    continue
                ready, _ = wait(self._away, return_when=FIRST_COMPLETED)
                broken = next(filter(None, map(_trouble, ready)), None)
                if broken is None:
                    yield from self._back(ready)
                else:
                    yield from self._recover(broken)
        finally:
            for future in self._away:
                future.cancel()

    def _back(self, futures: Iterable[Future[Finished]]) -> Iterator[Finished]:
        for future in list(futures):
            finished = future.result()
            del self._away[future]
            self._queue.took(finished)
            self._revivals = 0
            yield finished

    def _send(self) -> None:
        executor = self._pool.executor
        assert executor is not None
        while self._queue and len(self._away) < WAITING_CHUNKS * self._pool.workers:
            pieces = self._queue.cut()
            try:
                future = executor.submit(work, chunk_of(self._experiment, pieces))
            except BaseException:
                self._queue.back(pieces)
                raise
            self._away[future] = pieces

    def _recover(self, error: BaseException) -> Iterator[Finished]:
        """Keep what came back before the workers died, and go on with new ones if we may."""
        ready, _ = wait(self._away, timeout=BROKEN_SECONDS)
        yield from self._back(future for future in ready if _trouble(future) is None)
        for pieces in self._away.values():
            self._queue.back(pieces)
        self._away.clear()
        self._revivals += 1
        may_revive = isinstance(error, BrokenExecutor) and self._pool.revive is not None
        if not may_revive or self._revivals > REVIVALS:
            why = " ".join(str(error).split()) or type(error).__name__
            raise ExperimentError(f"the workers are gone: {why[:300]}") from error
        assert self._pool.executor is not None
        assert self._pool.revive is not None
        with suppress(Exception):
            self._pool.executor.shutdown(wait=False)
        self._pool.executor = self._pool.revive()


def _trouble(future: Future[Finished]) -> BaseException | None:
    """Why a chunk did not come back: never because of a replication, those fail as rows."""
    if future.cancelled():
        return CancelledError("a chunk was canceled")
    return future.exception() if future.done() else CancelledError("a chunk is lost")
