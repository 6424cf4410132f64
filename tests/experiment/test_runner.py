"""The numbers are the same, bit for bit, whoever runs them, in whatever order they come back."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from typing import Any

import numpy as np
import pandas as pd
import pytest

from gtmsim.experiment import ExperimentError, Result, Stopped, local, log_of, simulate, sweep
from gtmsim.experiment.batch import Finished
from gtmsim.experiment.run import run_experiment
from gtmsim.experiment.runner import Pool, Status
from gtmsim.kpi import UnknownKpiError, measure
from tests.experiment import worlds

HEADCOUNTS = {"teams.sales.headcount": [1, 2, 3]}


class Backwards(Executor):
    """Answers in a wild order, long after it was asked."""

    _max_workers = 5

    def __init__(self, seed: int = 0) -> None:
        self._waiting: list[tuple[Future[Any], Callable[..., Any], tuple[Any, ...]]] = []
        self._rng = random.Random(seed)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self._waiting.append((future, fn, args))
        if len(self._waiting) >= self._max_workers or self._rng.random() < 0.3:
            self.answer()
        return future

    def answer(self) -> None:
        self._rng.shuffle(self._waiting)
        for future, fn, args in self._waiting:
            future.set_result(fn(*args))
        self._waiting.clear()


def run_on(executor: Executor | Pool | None) -> Result:
    return sweep(worlds.unsure(), HEADCOUNTS, replications=12, seed=3, executor=executor)


@pytest.fixture(scope="module")
def alone() -> Result:
    return run_on(None)


def same(one: Result, other: Result) -> None:
    pd.testing.assert_frame_equal(one.frame(), other.frame(), check_exact=True)
    pd.testing.assert_frame_equal(one.summary(), other.summary(), check_exact=True)
    assert repr(one) == repr(other)


def test_threads(alone: Result) -> None:
    with ThreadPoolExecutor(3) as executor:
        same(alone, run_on(executor))


@pytest.mark.slow
def test_worker_processes(alone: Result) -> None:
    with local(2) as pool:
        same(alone, run_on(pool))


def test_any_order_of_completion(alone: Result) -> None:
    executor = Backwards()
    executor._max_workers = 1
    same(alone, run_on(executor))


def test_replication_i_is_the_same_however_many_there_are(alone: Result) -> None:
    fewer = sweep(worlds.unsure(), HEADCOUNTS, replications=5, seed=3)
    frame = alone.frame()
    part = frame[frame["replication"] < 5].reset_index(drop=True)
    pd.testing.assert_frame_equal(part, fewer.frame(), check_exact=True)


def test_a_point_is_the_same_in_every_design() -> None:
    """One more headcount in the design changes nothing for the others."""
    wide = sweep(worlds.desk(), {"teams.sales.headcount": [1, 2, 3]}, replications=4)
    thin = sweep(worlds.desk(), {"teams.sales.headcount": [3]}, replications=4)
    assert wide.values("wins", 2).tolist() == thin.values("wins", 0).tolist()


def test_the_log_of_a_replication_can_be_looked_at(alone: Result) -> None:
    log = log_of(alone.experiment, point=2, replication=7)
    assert measure(log, ["wins"]).value("wins") == alone.values("wins", 2)[7]


# --- Failures ------------------------------------------------------------------------------


def test_a_failed_replication_is_a_row() -> None:
    """Nobody covers the function at headcount none: three points, one of them refused."""
    result = sweep(worlds.desk(), {"teams.sales.covers": ["sales", "nothing"]}, replications=3)
    assert len(result.failures) == 3
    first = result.failures[0]
    assert (first.point, first.replication, first.during, first.seed) == (1, 0, "changing", 0)
    assert "sales" in first.error
    assert not np.isnan(result.values("wins", 0)).any()
    assert np.isnan(result.values("wins", 1)).all()
    assert result.ranking("wins").rows[-1].point.index == 1
    assert "3 replications failed" in repr(result)
    assert result.failed()["during"].tolist() == ["changing"] * 3
    with pytest.raises(Exception, match="sales"):
        log_of(result.experiment, 1, 0)


def test_a_sweep_without_any_point_that_runs_is_refused() -> None:
    with pytest.raises(Exception, match=r"Did you mean teams\.sales\.headcount"):
        sweep(worlds.desk(), {"teams.sales.hedcount": [1, 2]}, replications=3)


def test_a_kpi_that_nobody_has_is_refused_before_the_work() -> None:
    with pytest.raises(UnknownKpiError, match="no KPI 'win'"):
        simulate(worlds.desk(), replications=10**9, kpis=["win"])
    with pytest.raises(UnknownKpiError, match="saels"):
        simulate(worlds.desk(), replications=10**9, kpis=["utilization.saels"])


# --- Workers that die ------------------------------------------------------------------------


class Dying(ThreadPoolExecutor):
    """Breaks after a few chunks."""

    def __init__(self, chunks: int) -> None:
        super().__init__(2)
        self._chunks = chunks

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self._chunks -= 1
        if self._chunks < 0:
            raise BrokenExecutor("a worker was killed")
        return super().submit(fn, *args, **kwargs)


def test_dead_workers_are_replaced(alone: Result) -> None:
    pool = Pool(Dying(2), 2, lambda: Dying(3))
    same(alone, run_on(pool))


def test_workers_that_keep_dying_are_given_up() -> None:
    with pytest.raises(ExperimentError, match="the workers are gone: a worker was killed"):
        run_on(Pool(Dying(0), 2, lambda: Dying(0)))


def test_the_callers_own_executor_is_not_replaced() -> None:
    with pytest.raises(ExperimentError, match="the workers are gone"):
        run_on(Dying(1))


# --- Progress and stopping ---------------------------------------------------------------------


def test_progress_tells_how_far_it_is() -> None:
    told: list[tuple[int, int, int]] = []

    def tell(status: Status) -> None:
        told.append((status.done, status.goal, status.points_done))

    sweep(worlds.desk(), HEADCOUNTS, replications=4, progress=tell)
    assert told[-1] == (12, 12, 3)
    assert [done for done, _, _ in told] == sorted({done for done, _, _ in told})


def test_an_interrupt_says_what_is_lost() -> None:
    def press(status: Status) -> None:
        if status.done >= 2:
            raise KeyboardInterrupt

    with pytest.raises(Stopped, match=r"Stopped\. \d+ replications were finished and nothing"):
        simulate(worlds.desk(), replications=500, progress=press)


# --- Cost ----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_journey_to_a_worker_costs_little() -> None:
    """The time of this process, all overhead, is under 5 % of the work it sends out."""
    spent: list[float] = []
    work: list[float] = []

    class Watching:
        def keep(self, finished: Finished) -> None:
            work.append(finished.seconds)
            spent.append(time.process_time())

    from gtmsim.experiment.gathered import Gathered
    from gtmsim.experiment.runner import run

    experiment = sweep(worlds.desk(), HEADCOUNTS, replications=1).experiment
    longer = type(experiment)(**{**vars_of(experiment), "replications": 300})
    with local(2) as pool:
        run_experiment(experiment, executor=pool)  # workers are up and have imported gtmsim
        before = time.process_time()
        run(Gathered(longer), pool, Watching())
    assert spent[-1] - before < 0.05 * sum(work)


def vars_of(experiment: Any) -> dict[str, Any]:
    from dataclasses import fields

    return {each.name: getattr(experiment, each.name) for each in fields(experiment)}
