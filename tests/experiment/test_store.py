"""Finished work survives, and nothing that is there is ever overwritten."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest

from gtmsim.experiment import ExperimentError, Result, Stopped, read, resume, sweep
from gtmsim.experiment import parts as parts_module
from gtmsim.experiment import store as store_module
from gtmsim.experiment.lock import Lock
from gtmsim.experiment.runner import Status
from tests.experiment import worlds

HEADCOUNTS = {"teams.sales.headcount": [1, 2]}


def run(out: Path | None, replications: int = 8, **rest: object) -> Result:
    return sweep(worlds.desk(), HEADCOUNTS, replications=replications, out=out, **rest)  # type: ignore[arg-type]


def content(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "lock"
    }


def same(one: Result, other: Result) -> None:
    pd.testing.assert_frame_equal(one.frame(), other.frame(), check_exact=True)
    assert repr(one) == repr(other)


@pytest.fixture(scope="module")
def undisturbed() -> Result:
    return run(None)


def stop_after(replications: int) -> object:
    def press(status: Status) -> None:
        if status.done >= replications:
            raise KeyboardInterrupt

    return press


@pytest.fixture
def half(tmp_path: Path) -> Path:
    """A store that was stopped in the middle."""
    folder = tmp_path / "half"
    with pytest.raises(Stopped, match=r"gtmsim resume .*half"):
        run(folder, progress=stop_after(1))
    return folder


def test_a_store_reads_back_as_the_result(tmp_path: Path, undisturbed: Result) -> None:
    same(run(tmp_path / "out"), undisturbed)
    same(read(tmp_path / "out"), undisturbed)


def test_resume_gives_the_undisturbed_table(half: Path, undisturbed: Result) -> None:
    before = content(half)
    unfinished = read(half)
    assert not unfinished.complete
    assert "Unfinished: " in repr(unfinished)
    same(resume(half), undisturbed)
    same(read(half), undisturbed)
    after = content(half)
    assert {name: after[name] for name in before} == before


def test_resume_of_a_finished_store_runs_nothing(half: Path, undisturbed: Result) -> None:
    resume(half)
    before = content(half)
    same(resume(half), undisturbed)
    assert content(half) == before


def test_the_same_experiment_goes_on_in_its_folder(half: Path, undisturbed: Result) -> None:
    same(run(half), undisturbed)


def test_failures_are_kept(tmp_path: Path) -> None:
    values = {"teams.sales.covers": ["sales", "nothing"]}
    found = sweep(worlds.desk(), values, replications=3, out=tmp_path / "out")
    assert read(tmp_path / "out").failures == found.failures
    table = pd.read_parquet(tmp_path / "out" / "parts")
    failed = table[table["error"].notna()]
    assert failed[["point", "replication", "seed"]].astype(int).to_numpy().tolist() == [
        [1, 0, 0],
        [1, 1, 0],
        [1, 2, 0],
    ]


def test_a_store_is_read_without_gtmsim(tmp_path: Path, undisturbed: Result) -> None:
    run(tmp_path / "out")
    expected = undisturbed.values("wins", 1).mean()
    table = pd.read_parquet(tmp_path / "out" / "parts")
    wins = table[(table["kpi"] == "wins") & (table["point"] == 1)]["value"]
    assert wins.mean() == pytest.approx(expected, rel=1e-12)
    found = duckdb.sql(
        f"SELECT avg(value) FROM '{tmp_path}/out/parts/*.parquet' WHERE kpi = 'wins' AND point = 1"
    ).fetchall()
    assert found[0][0] == pytest.approx(expected, rel=1e-12)


def test_the_manifest_tells_what_is_run(tmp_path: Path) -> None:
    run(tmp_path / "out")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["scenarios"]["desk"]["hash"] == worlds.desk().hash
    assert manifest["scenarios"]["desk"]["text"] == worlds.desk().text()
    assert manifest["seed"] == 0
    assert manifest["design"] == "grid"
    assert manifest["points"][1]["settings"] == {"teams.sales.headcount": "2"}
    assert {"gtmsim", "numpy", "python"} <= set(manifest["versions"])


# --- What is refused, with nothing changed -----------------------------------------------------


def refused(folder: Path, why: str, **rest: object) -> None:
    before = content(folder)
    with pytest.raises(ExperimentError, match=why):
        run(folder, **rest)  # type: ignore[arg-type]
    with_resume = content(folder)
    assert with_resume == before


def test_another_experiment(half: Path) -> None:
    refused(half, "replications is 8, not 9. It was left alone", replications=9)
    refused(half, "seed is 0, not 4", seed=4)
    refused(half, "precision", precision="5%")
    before = content(half)
    with pytest.raises(ExperimentError, match="its scenario is another one"):
        sweep(worlds.desk().change("horizon", "21 days"), HEADCOUNTS, replications=8, out=half)
    with pytest.raises(ExperimentError, match="its points are others"):
        sweep(worlds.desk(), {"teams.sales.headcount": [1, 3]}, replications=8, out=half)
    assert content(half) == before


def test_a_folder_of_somebody_else(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    refused(tmp_path, "has no manifest.json: it is no store of gtmsim")
    with pytest.raises(ExperimentError, match="is no folder"):
        resume(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_a_second_process(half: Path) -> None:
    """A lock held by an open file keeps others out, in this process and in any other."""
    held = Lock(half)
    try:
        before = content(half)
        with pytest.raises(ExperimentError, match=rf"in use by another .*process {os.getpid()}"):
            resume(half)
        assert content(half) == before
        assert read(half).gathered.done >= 1  # looking is allowed
    finally:
        held.release()
    assert resume(half).complete


def test_a_truncated_part(half: Path, undisturbed: Result) -> None:
    part = next((half / "parts").iterdir())
    whole = part.read_bytes()
    for length in (0, 10, len(whole) // 2, len(whole) - 1):
        part.write_bytes(whole[:length])
        before = content(half)
        with pytest.raises(ExperimentError, match=rf"{part.name} is damaged .* Delete this file"):
            resume(half)
        assert content(half) == before
    part.unlink()
    same(resume(half), undisturbed)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_full_disk(
    half: Path, undisturbed: Result, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    before = content(half)

    def full(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(parts_module.os, "fsync", full)
        why = "the disk is full" if number == errno.ENOSPC else "cannot be written"
        with pytest.raises(ExperimentError, match=f"(?s){why}.*gtmsim resume"):
            resume(half)
    assert content(half) == before
    same(resume(half), undisturbed)


def test_another_version(half: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "versions", lambda: {"gtmsim": "99"})
    before = content(half)
    with pytest.raises(ExperimentError, match=r"made by gtmsim 0\.\S+, this is 99"):
        resume(half)
    assert content(half) == before
    assert read(half).gathered.done >= 1


def test_an_edited_manifest(half: Path) -> None:
    manifest = half / "manifest.json"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace("10 per day", "11 per day"), encoding="utf-8")
    with pytest.raises(ExperimentError, match="was edited"):
        resume(half)
    manifest.write_text(text[: len(text) // 2], encoding="utf-8")
    with pytest.raises(ExperimentError, match="cannot be read"):
        resume(half)


def test_a_half_written_part_is_no_part(half: Path, undisturbed: Result) -> None:
    """What a process leaves behind that was killed while writing."""
    left = half / "parts" / ".p000001-r000004.parquet.1.half"
    left.write_bytes(
        pq.ParquetFile(next((half / "parts").glob("*.parquet"))).schema_arrow.serialize()
    )
    same(resume(half), undisturbed)
    assert not left.exists()
