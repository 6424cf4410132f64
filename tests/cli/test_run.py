"""`gtmsim run`: equal results are equal bytes, and only the result is on stdout."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import gtmsim as library
from gtmsim.log import files
from tests.cli.conftest import Command


@pytest.mark.parametrize("form", ["table", "json", "csv"])
@pytest.mark.parametrize("replications", [1, 3])
def test_equal_results_are_equal_bytes(
    gtmsim: Command, desk: Path, tmp_path: Path, form: str, replications: int
) -> None:
    elsewhere = tmp_path / "another folder" / "other name.yaml"
    elsewhere.parent.mkdir()
    elsewhere.write_bytes(desk.read_bytes())
    arguments = ("--format", form, "--replications", replications)
    first, second = gtmsim("run", desk, *arguments), gtmsim("run", elsewhere, *arguments)
    assert first.exit_code == 0, first.stderr
    assert first.stdout_bytes == second.stdout_bytes
    assert first.stderr == ""


def test_json_holds_what_measure_finds(gtmsim: Command, desk: Path) -> None:
    found = json.loads(gtmsim("run", desk, "--seed", 5, "--format", "json").stdout)
    log = library.run(library.compile(library.load(desk)), seed=5)
    expected = {row.kpi: row.value for row in library.measure(log)}
    assert {row["kpi"]: row["value"] for row in found["kpis"]} == pytest.approx(
        {kpi: None if value != value else value for kpi, value in expected.items()}
    )


def test_csv_has_the_rows_of_json(gtmsim: Command, desk: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(gtmsim("run", desk, "--format", "csv").stdout)))
    found = json.loads(gtmsim("run", desk, "--format", "json").stdout)
    assert [row["kpi"] for row in rows] == [row["kpi"] for row in found["kpis"]]


def test_replications_give_intervals_around_the_mean(gtmsim: Command, desk: Path) -> None:
    found = json.loads(gtmsim("run", desk, "--replications", 5, "--format", "json").stdout)
    rows = {row["kpi"]: row for row in found["kpis"]}
    leads = [len(log.leads["key"]) for log in runs(desk, 5)]
    assert rows["leads"]["value"] == pytest.approx(sum(leads) / 5)
    assert rows["leads"]["low"] < rows["leads"]["value"] < rows["leads"]["high"]


def runs(path: Path, count: int) -> list[library.EventLog]:
    plan = library.compile(library.load(path))
    return [library.run(plan, seed=0, replication=i) for i in range(count)]


def test_worker_processes_change_nothing(gtmsim: Command, desk: Path) -> None:
    alone, together = (
        gtmsim("run", desk, "--replications", "4", "--jobs", jobs, "--format", "json").stdout
        for jobs in ("1", "2")
    )
    assert alone == together


def test_set_is_change(gtmsim: Command, desk: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed.yaml"
    changed.write_text(
        desk.read_text(encoding="utf-8").replace("headcount: 1", "headcount: 2"), encoding="utf-8"
    )
    by_option = gtmsim("run", desk, "--set", "teams.sales.headcount=2", "--format", "json")
    by_file = gtmsim("run", changed, "--format", "json")
    one, other = json.loads(by_option.stdout), json.loads(by_file.stdout)
    assert one["kpis"] == other["kpis"]
    assert one["kpis"] != json.loads(gtmsim("run", desk, "--format", "json").stdout)["kpis"]


def test_the_table_speaks_both_languages(gtmsim: Command, desk: Path) -> None:
    assert "Leads" in gtmsim("run", desk).stdout
    assert "新規リード数" in gtmsim("run", desk, "--lang", "ja").stdout


# --- Folders ---------------------------------------------------------------------------


def test_out_writes_log_and_kpis(gtmsim: Command, desk: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert gtmsim("run", desk, "--replications", 2, "--out", out).exit_code == 0
    assert files.read(out / "log") == runs(desk, 1)[0]
    with (out / "replications.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["replication"] for row in rows] == ["0", "1"]
    assert float(rows[0]["leads"]) == len(runs(desk, 1)[0].leads["key"])
    assert (out / "kpis.csv").read_text(encoding="utf-8").startswith("kpi,")


def test_out_replaces_its_own_folder(gtmsim: Command, desk: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for seed in (1, 2):
        assert gtmsim("run", desk, "--seed", seed, "--out", out).exit_code == 0
    assert json.loads((out / "result.json").read_text(encoding="utf-8"))["seed"] == 2


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_out_leaves_what_is_not_its_own(
    gtmsim: Command, desk: Path, tmp_path: Path, kind: str
) -> None:
    precious = tmp_path / "precious"
    kept = precious / "letter.txt" if kind == "folder" else precious
    kept.parent.mkdir(exist_ok=True)
    kept.write_text("dear", encoding="utf-8")
    result = gtmsim("run", desk, "--out", precious)
    assert result.exit_code == 2
    assert "precious" in result.stderr
    assert kept.read_text(encoding="utf-8") == "dear"
    assert kind == "file" or [path.name for path in precious.iterdir()] == ["letter.txt"]


# --- As a process ----------------------------------------------------------------------


def test_python_m_gtmsim_is_the_command(desk: Path) -> None:
    command = [sys.executable, "-m", "gtmsim", "run", str(desk), "--format", "json"]
    outputs = [
        subprocess.run(
            command, capture_output=True, check=True, env=os.environ | {"PYTHONHASHSEED": salt}
        )
        for salt in ("1", "2")
    ]
    assert outputs[0].stdout == outputs[1].stdout
    assert outputs[0].stderr == b""


def test_control_c_ends_with_one_line(desk: Path) -> None:
    script = "from gtmsim.cli import main; print('ready', flush=True); main()"
    command = [sys.executable, "-c", script, "run", str(desk), "--replications", "100000"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        out, error = process.communicate(timeout=30)
    assert process.returncode == 130
    assert out == b""
    assert error.decode().splitlines() == ["Stopped. Nothing was written."]
