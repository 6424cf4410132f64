"""Killed at any moment, an experiment loses at most what was under way."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from gtmsim.experiment import ExperimentError, Result, read, resume, sweep
from tests.experiment import worlds
from tests.experiment.killed import REPLICATIONS, VALUES

ROOT = Path(__file__).resolve().parents[2]
KILLS = 24


def same(one: Result, other: Result) -> None:
    pd.testing.assert_frame_equal(one.frame(), other.frame(), check_exact=True)


@pytest.mark.slow
def test_killed_at_random_moments(tmp_path: Path) -> None:
    """Twenty-four times SIGKILL, and the table of an undisturbed run."""
    seed = random.SystemRandom().randrange(10**6)
    done = subprocess.run(
        [sys.executable, "-m", "tests.experiment.killed", tmp_path / "out", str(KILLS), str(seed)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"seed {seed}: {done.stderr}"
    folder, kills, _ = done.stdout.split()
    assert int(kills) == KILLS
    undisturbed = sweep(worlds.desk(), VALUES, replications=REPLICATIONS, kpis=["wins"])
    same(read(folder), undisturbed)


def test_killed_before_the_manifest(tmp_path: Path) -> None:
    """What is left then is taken for an empty folder; `resume` says what to give instead."""
    folder = tmp_path / "out"
    (folder / "parts").mkdir(parents=True)
    (folder / "lock").write_text("process 1")
    (folder / ".manifest.json.1.half").write_text("{")
    with pytest.raises(ExperimentError, match="before anything was saved"):
        resume(folder)
    begun_anew = sweep(worlds.desk(), VALUES, replications=2, kpis=["wins"], out=folder)
    same(read(folder), begun_anew)
    foreign = tmp_path / "mine"
    foreign.mkdir()
    (foreign / "notes.txt").write_text("keep me")
    with pytest.raises(ExperimentError, match="left alone"):
        sweep(worlds.desk(), VALUES, replications=2, kpis=["wins"], out=foreign)


def command(*arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "gtmsim", *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def begun(folder: Path, process: subprocess.Popen[str], parts: int) -> None:
    """Wait until some parts are there."""
    for _ in range(1200):
        if len(list(folder.glob("parts/*.parquet"))) >= parts:
            return
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    raise AssertionError("nothing was saved")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    path = tmp_path / "desk.yaml"
    path.write_text(worlds.DESK, encoding="utf-8")
    return path


def sweep_of(desk: Path, folder: Path, *more: object) -> subprocess.Popen[str]:
    values = "teams.sales.headcount=1..3"
    return command(
        "sweep", desk, "--set", values, "--kpi", "wins", "--replications", 600,
        "--out", folder, *more,
    )  # fmt: skip


@pytest.mark.slow
def test_killed_with_its_workers(desk: Path, tmp_path: Path) -> None:
    """The process in charge is killed; its workers end by themselves, and resume finishes."""
    folder = tmp_path / "out"
    process = sweep_of(desk, folder, "--jobs", 2)
    begun(folder, process, 2)
    process.kill()
    process.communicate()
    group = process.pid
    for _ in range(600):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            break
        time.sleep(0.05)
    else:
        os.killpg(group, signal.SIGKILL)
        raise AssertionError("workers live on after the process in charge is gone")
    saved = read(folder)
    assert saved.gathered.done > 0
    head = saved.frame()
    finished = resume(folder).frame().set_index(["point", "replication", "kpi"])["value"]
    kept = head.set_index(["point", "replication", "kpi"])["value"]
    pd.testing.assert_series_equal(finished.loc[kept.index], kept, check_exact=True)


@pytest.mark.slow
def test_ctrl_c_stops_cleanly(desk: Path, tmp_path: Path) -> None:
    """Ctrl-C reaches the whole group, as at a terminal; the message says how to go on."""
    folder = tmp_path / "out"
    process = sweep_of(desk, folder, "--jobs", 2)
    begun(folder, process, 2)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == ""
    saved = read(folder).gathered.done
    expected = f"Stopped. {saved} replications are saved in {folder}. Go on with: gtmsim resume"
    assert err.startswith(expected)
    assert err.count("\n") == 1


@pytest.mark.slow
def test_a_second_process_is_refused(desk: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    process = sweep_of(desk, folder)
    begun(folder, process, 1)
    try:
        with pytest.raises(ExperimentError, match=f"in use by another process .*{process.pid}"):
            resume(folder)
    finally:
        process.kill()
        process.communicate()
