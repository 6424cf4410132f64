"""The commands for many replications, as typed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner
from typer.testing import Result as Ended

from gtmsim.cli import app
from gtmsim.cli.sweep import _values, split
from gtmsim.experiment import Between, read
from tests.experiment import worlds

Command = Callable[..., Ended]


@pytest.fixture
def gtmsim() -> Command:
    def call(*arguments: object) -> Ended:
        return CliRunner(env={"COLUMNS": "100"}).invoke(app, [str(each) for each in arguments])

    return call


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    path = tmp_path / "desk.yaml"
    path.write_text(worlds.DESK, encoding="utf-8")
    return path


def test_sweep_show_and_resume_say_the_same(gtmsim: Command, desk: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    arguments = ("--set", "teams.sales.headcount=1..3", "--replications", 5, "--out", folder)
    swept = gtmsim("sweep", desk, *arguments)
    assert swept.exit_code == 0, swept.output
    assert swept.stdout.startswith("3 designs, best first; seed 0, 5 replications each\n")
    assert "bottleneck" in swept.stdout
    assert swept.stderr == ""
    assert gtmsim("show", folder).stdout == swept.stdout
    assert gtmsim("resume", folder).stdout == swept.stdout
    assert gtmsim("sweep", desk, *arguments).stdout == swept.stdout


def test_formats(gtmsim: Command, desk: Path) -> None:
    arguments = ("sweep", desk, "--set", "teams.sales.headcount=1,2", "--replications", 3)
    found = json.loads(gtmsim(*arguments, "--kpi", "wins", "--format", "json").stdout)
    rows = list(
        csv.DictReader(io.StringIO(gtmsim(*arguments, "--kpi", "wins", "--format", "csv").stdout))
    )
    assert [row["label"] for row in found] == ["sales.headcount 1", "sales.headcount 2"]
    assert [float(row["mean"]) for row in rows] == [row["mean"] for row in found]


def test_compare(gtmsim: Command, desk: Path, tmp_path: Path) -> None:
    other = tmp_path / "two.yaml"
    other.write_text(worlds.DESK.replace("headcount: 1", "headcount: 2"), encoding="utf-8")
    arguments = ("compare", desk, other, "--replications", 30, "--kpi", "waiting_time")
    text = gtmsim(*arguments).stdout
    assert text.startswith("Compared with desk; seed 0\n")
    assert "desk (2)" in text
    assert "better" in text
    (row,) = json.loads(gtmsim(*arguments, "--format", "json").stdout)
    assert row["verdict"] == "better"
    assert row["high"] < 0


def test_compare_to_a_precision(gtmsim: Command, desk: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    ended = gtmsim(
        "compare", desk, desk, "--precision", "wins=5%", "--kpi", "wins", "--out", folder
    )
    assert ended.exit_code == 0, ended.output
    result = read(folder)
    assert result.estimate("wins", 1).relative_half_width <= 0.05


def test_samples(gtmsim: Command, desk: Path) -> None:
    ended = gtmsim(
        "sweep", desk, "--set", "stages.answer.work.exponential=30 min..2 h",
        "--design", "sobol", "--points", 4, "--replications", 2,
    )  # fmt: skip
    assert ended.exit_code == 2
    assert "different units" in ended.stderr
    ended = gtmsim(
        "sweep", desk, "--set", "stages.answer.work.exponential=30 min..90 min",
        "--design", "sobol", "--points", 4, "--replications", 2,
    )  # fmt: skip
    assert ended.stdout.startswith("4 designs, best first")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a=2..4", range(2, 5)),
        ("a=1, 2,3", ["1", "2", "3"]),
        ("a=10%..30%", Between("10%", "30%")),
        ("a=0.5..1.5", Between("0.5", "1.5")),
        ("a=25% (18%..33%)", ["25% (18%..33%)"]),
        ("a={x: 1, y: 2}, {x: 2, y: 1}", [{"x": "1", "y": "2"}, {"x": "2", "y": "1"}]),
    ],
)
def test_values(text: str, values: object) -> None:
    path, found = _values(text)
    assert path == "a"
    assert found == values


def test_commas_in_brackets_do_not_split() -> None:
    assert split("a, {b: 1, c: [2, 3]}, d") == ["a", "{b: 1, c: [2, 3]}", "d"]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--set", "teams.sales.hedcount=1..2"), "Did you mean teams.sales.headcount"),
        (("--set", "teams.sales.headcount"), "is not PATH=VALUE"),
        (("--set", "teams.sales.headcount=1..2", "--points", "3"), "--points belongs to"),
        (("--set", "teams.sales.headcount=1..2", "--kpi", "winz"), "no KPI 'winz'"),
        (("--set", "teams.sales.headcount=1..2", "--jobs", "0"), "jobs is 0"),
        (
            ("--set", "teams.sales.headcount=1..2", "--jobs", "2", "--cluster", "tcp://x:1"),
            "choose",
        ),
    ],
)
def test_refused(gtmsim: Command, desk: Path, arguments: tuple[str, ...], why: str) -> None:
    ended = gtmsim("sweep", desk, "--replications", 2, *arguments)
    assert ended.exit_code == 2
    assert why in ended.stderr
    assert ended.stdout == ""


def test_nothing_to_show(gtmsim: Command, tmp_path: Path) -> None:
    ended = gtmsim("show", tmp_path)
    assert ended.exit_code == 2
    assert "no store of gtmsim" in ended.stderr


def test_run_with_replications_draws_uncertain_inputs(gtmsim: Command, tmp_path: Path) -> None:
    path = tmp_path / "unsure.yaml"
    path.write_text(worlds.UNSURE, encoding="utf-8")
    ended = gtmsim("run", path, "--replications", 20, "--kpi", "leads", "--format", "json")
    assert ended.exit_code == 0, ended.output
    (row,) = json.loads(ended.stdout)["kpis"]
    assert row["high"] - row["low"] > 20  # Poisson luck alone would give about 10


def test_the_shipped_sweep_reads_well(gtmsim: Command, scenarios: Path) -> None:
    ended = gtmsim(
        "sweep", scenarios / "smb_inbound.yaml", "--set", "teams.inside_sales.headcount=2..3",
        "--replications", 3,
    )  # fmt: skip
    lines = ended.stdout.splitlines()
    assert lines[1].split()[:2] == ["inside_sales.headcount", "Wins"]
    assert "% busy" in lines[2]
