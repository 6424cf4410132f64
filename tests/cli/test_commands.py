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


def test_check_tells_a_problem_once_and_for_whom_the_file_was_read(
    gtmsim: Command, desk: Path, tmp_path: Path
) -> None:
    text = desk.read_text(encoding="utf-8")
    base, own = tmp_path / "base.yaml", tmp_path / "own.yaml"
    base.write_text(text.replace("headcount", "hedcount"), encoding="utf-8")
    own.write_text("extends: base.yaml\n", encoding="utf-8")
    both = gtmsim("check", base, own).stderr
    assert both.count("headcount?") == 1
    assert "read for" not in both
    assert f"base.yaml has 1 problem (read for {own}):" in gtmsim("check", own).stderr


def test_check_notes_what_counts_nothing_and_terms_that_all_begin_at_once(
    gtmsim: Command, tmp_path: Path
) -> None:
    path = tmp_path / "noted.yaml"
    path.write_text(
        """\
start: 2026-04-01
horizon: 6 months
currency: JPY
channels: {web: {leads: 1 per day}}
segments: {all: {deal_size: 12万円 per year}}
contract: {term: 12 months}
milestones: {mql: call, won: live}
stages:
  call: {function: sales, work: 1 h, then: {won: 50%, lost: rest}}
  live: {waits_for: {renewal: {before_term_ends: 1 month}}}
  renewal: {function: sales, work: 1 h, then: {live: 90%, churned: rest}}
opening: {customers: [{id: old, count: 7, arr: 12万円}, {id: due, arr: 1万円, renews: 2026-06-30}]}
teams: {sales: {covers: sales, headcount: 1, calendar: {hours: always}}}
""",
        encoding="utf-8",
    )
    shown = gtmsim("check", path)
    assert shown.exit_code == 0, shown.stderr
    assert (
        "note: milestones.mql: is counted when a lead comes to call by an outcome" in shown.stdout
    )
    assert "note: opening.customers: 7 without starts or renews" in shown.stdout
    assert shown.stdout.count("note:") == 2


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
