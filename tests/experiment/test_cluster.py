"""On a real cluster: a scheduler and two worker processes, one of them killed in the middle."""

from __future__ import annotations

import builtins
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from gtmsim.experiment import ExperimentError, cluster, sweep
from gtmsim.experiment.runner import Status
from tests.experiment import worlds

ROOT = Path(__file__).resolve().parents[2]
VALUES = {"teams.sales.headcount": [1, 2, 3]}
REPLICATIONS = 250


def dask(program: str, *arguments: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.dask_{program}", *map(str, arguments)],
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "DASK_DISTRIBUTED__LOGGING__DISTRIBUTED": "error",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture
def started(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler, and its two workers."""
    about = tmp_path / "scheduler.json"
    scheduler = dask("scheduler", "--port", 0, "--no-dashboard", "--scheduler-file", about)
    processes = [scheduler]
    try:
        for _ in range(600):
            if about.exists() and about.stat().st_size:
                break
            time.sleep(0.1)
        address = json.loads(about.read_text(encoding="utf-8"))["address"]
        options = ("--nthreads", 1, "--no-nanny", "--no-dashboard", "--local-directory", tmp_path)
        workers = [dask("worker", address, *options) for _ in range(2)]
        processes += workers
        yield address, workers
    finally:
        for process in processes:
            process.kill()
            process.wait()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # distributed warns of its own affairs
def test_a_killed_worker_changes_nothing(
    started: tuple[str, list[subprocess.Popen[bytes]]], tmp_path: Path
) -> None:
    address, workers = started
    killed: list[int] = []

    def kill_one(status: Status) -> None:
        if not killed and status.done >= status.goal // 3:
            killed.append(status.done)
            os.kill(workers[0].pid, signal.SIGKILL)

    with cluster(address) as pool:
        assert pool.executor is not None
        client = pool.executor._client  # type: ignore[attr-defined]
        client.wait_for_workers(2, timeout=60)
        far = sweep(
            worlds.desk(),
            VALUES,
            replications=REPLICATIONS,
            kpis=["wins"],
            executor=pool,
            out=tmp_path / "out",
            progress=kill_one,
        )
        left = len(client.scheduler_info()["workers"])
    assert killed
    assert 0 < killed[0] < 3 * REPLICATIONS
    assert left == 1
    here = sweep(worlds.desk(), VALUES, replications=REPLICATIONS, kpis=["wins"])
    pd.testing.assert_frame_equal(far.frame(), here.frame(), check_exact=True)


def test_without_dask_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *rest: object, **more: object) -> object:
        if name.partition(".")[0] == "distributed":
            raise ImportError(name)
        return real(name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", missing)
    with (
        pytest.raises(ExperimentError, match=r"python -m pip install 'gtmsim\[cluster\]'"),
        cluster("tcp://127.0.0.1:1"),
    ):
        pass
