"""`gtmsim check`, `kpis`, `schema`, and how every command refuses."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path

import jsonschema
import pytest

from gtmsim.kpi import registry
from tests.bad_input.cases import CASES, Case
from tests.bad_input.test_bad_input import write
from tests.cli.conftest import Command

FOLDER = Path(__file__).resolve().parents[2] / "scenarios"
# A template, which others extend, says not when it begins.
SHIPPED = [path for path in sorted(FOLDER.glob("*.yaml")) if "\nstart:" in path.read_text("utf-8")]


@pytest.mark.parametrize("file", SHIPPED, ids=lambda path: path.name)
def test_shipped_scenarios_have_no_problems(gtmsim: Command, file: Path) -> None:
    result = gtmsim("check", file)
    assert result.exit_code == 0, result.stderr
    assert result.stdout == f"{file}: no problems\n"


def test_check_reports_every_file(gtmsim: Command, desk: Path, tmp_path: Path) -> None:
    broken = [tmp_path / "one.yaml", tmp_path / "two.yaml"]
    for path in broken:
        path.write_text(
            desk.read_text(encoding="utf-8").replace("headcount", "hedcount"), encoding="utf-8"
        )
    result = gtmsim("check", broken[0], desk, broken[1])
    assert result.exit_code == 2
    for path in broken:
        assert f"{path} has" in result.stderr
    assert "headcount?" in result.stderr
    assert result.stdout == f"{desk}: no problems\n"


@pytest.mark.parametrize("case", CASES, ids=[name for name, _, _ in CASES])
def test_broken_files_are_refused(
    gtmsim: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: Case
) -> None:
    monkeypatch.chdir(tmp_path)
    path = write(case, tmp_path)
    # The first lines of the two commands are the same; one of them is enough for each case.
    command = "run" if len(case[0]) % 8 == 0 else "check"
    result = gtmsim(command, path.name)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    for phrase in case[2]:
        assert phrase in result.stderr


@pytest.mark.parametrize(
    ("arguments", "phrase"),
    [
        (["run", "nowhere.yaml"], "nowhere.yaml"),
        (["check", "nowhere.yaml"], "nowhere.yaml"),
        (["run", "."], "folder"),
        (["run", "DESK", "--set", "teams.sales.headcount"], "PATH=VALUE"),
        (["run", "DESK", "--set", "=3"], "PATH=VALUE"),
        (["run", "DESK", "--set", "teams.sales.hedcount=3"], "headcount"),
        (["run", "DESK", "--set", "teams.sales.headcount=-3"], "teams.sales.headcount"),
        (["run", "DESK", "--format", "xml"], "xml"),
        (["run", "DESK", "--replications", "0"], "replications"),
        (["run", "DESK", "--replications", "many"], "--replications"),
        (["run", "DESK", "--seed", "-1"], "seed"),
        (["run", "DESK", "--lang", "fr"], "fr"),
        (["run"], "FILE"),
        (["rum", "DESK"], "rum"),
    ],
    ids=lambda each: each if isinstance(each, str) else " ".join(each),
)
def test_bad_commands_are_refused(
    gtmsim: Command, desk: Path, arguments: list[str], phrase: str
) -> None:
    result = gtmsim(*[str(desk) if word == "DESK" else word for word in arguments])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert phrase in result.stderr
    assert "Traceback" not in result.stderr


def test_kpis_as_json_are_the_registry(gtmsim: Command) -> None:
    found = json.loads(gtmsim("kpis", "--json").stdout)
    assert [each["id"] for each in found] == list(registry())
    for each in found:
        assert all(
            each[key] for key in ("name", "label", "unit", "numerator", "denominator", "source")
        )


def test_kpis_as_a_table_name_every_kpi(gtmsim: Command) -> None:
    shown = gtmsim("kpis").stdout
    assert [kpi for kpi in registry() if kpi not in shown] == []


def test_schema_is_json_schema(gtmsim: Command) -> None:
    schema = json.loads(gtmsim("schema").stdout)
    jsonschema.validators.validator_for(schema).check_schema(schema)
    assert "teams" in schema["properties"]


def test_version(gtmsim: Command) -> None:
    assert gtmsim("--version").stdout == f"gtmsim {version('gtmsim')}\n"
