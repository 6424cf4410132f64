"""The page of requirements leaves no row out, and what it names as evidence exists."""

from __future__ import annotations

import ast
import re
import shlex
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from typer.main import get_command

from gtmsim.cli import app
from gtmsim.kpi import registry

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "requirements.md"
IDS = [f"R{number:03}" for number in range(1, 229)]
STATUSES = ("done", "planned", "declined")
SECTIONS = "ABCDEFGHIJKLMNOPQRSTUV"

CODE = re.compile(r"`([^`]+)`")
FEWEST_WORDS = 2
"""Words after `missing:` that say what is missing, or why a row is declined."""


@dataclass(frozen=True)
class Row:
    """One requirement: its id, what it is, where it stands, and the evidence or reason."""

    id: str
    what: str
    status: str
    reason: str

    @property
    def code(self) -> list[str]:
        """What stands in backticks."""
        return CODE.findall(self.reason)

    @property
    def tests(self) -> list[str]:
        """`tests/kpi/test_funnel.py::test_counts`."""
        return [code for code in self.code if "::" in code or code.startswith("tests/")]

    @property
    def commands(self) -> list[str]:
        """`gtmsim run scenarios/one_desk.yaml`."""
        return [code for code in self.code if code.split()[0] == "gtmsim"]

    @property
    def scenarios(self) -> list[str]:
        """Scenario files, within commands or alone."""
        return re.findall(r"[\w./-]+\.ya?ml", " ".join(self.code))


def read(page: str) -> list[Row]:
    """The rows of all tables; a cell that holds a pipe breaks its row, and is told."""
    found = []
    for line in page.splitlines():
        if line.startswith("| R"):
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            assert len(cells) == len(Row.__annotations__), line
            found.append(Row(*cells))
    return found


ROWS = read(PAGE.read_text(encoding="utf-8"))


@cache
def defined(path: str) -> set[str]:
    """Tests that a file defines: `test_this`, and `Class::test_that`."""
    file = ROOT / path
    if not file.is_file():
        return set()
    names = set()
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            names.add(node.name)
        if isinstance(node, ast.ClassDef):
            methods = [part.name for part in node.body if isinstance(part, ast.FunctionDef)]
            names |= {f"{node.name}::{method}" for method in methods}
    return {name for name in names if name.rpartition("::")[2].startswith("test_")}


def problem_of_command(line: str) -> str:
    """Why a command cannot be run as it stands; nothing is run."""
    words = shlex.split(line)[1:]
    commands = get_command(app).commands  # type: ignore[attr-defined]
    if not words or words[0] not in commands:
        return "no such command"
    command = commands[words[0]]
    options = {option for parameter in command.params for option in parameter.opts}
    unknown = [word for word in words if word.startswith("--") and word not in options]
    families = {kpi_id.partition(".")[0] for kpi_id in registry()}
    asked = [kpi for word, kpi in pairwise(words) if word == "--kpi"]
    unknown += [kpi for kpi in asked if kpi.partition(".")[0] not in families]
    return f"unknown: {', '.join(unknown)}" if unknown else ""


def test_every_requirement_stands_there_once_and_in_order() -> None:
    assert [row.id for row in ROWS] == IDS


def test_every_section_has_its_table() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert re.findall(r"^## (\w)\. ", text, re.MULTILINE) == list(SECTIONS)
    assert text.count("\n| --- | --- | --- | --- |\n") == len(SECTIONS)


def test_every_row_says_what_it_is_and_where_it_stands() -> None:
    assert not [row.id for row in ROWS if not row.what or row.status not in STATUSES]


def test_what_is_done_has_a_test_or_a_command_that_shows_it() -> None:
    assert not [row.id for row in ROWS if row.status == "done" and not row.tests + row.commands]


def test_what_is_not_done_says_what_is_missing_or_why() -> None:
    for row in ROWS:
        if row.status == "planned":
            assert len(row.reason.partition("missing: ")[2].split()) >= FEWEST_WORDS, row.id
        if row.status == "declined":
            assert len(row.reason.split()) > FEWEST_WORDS, row.id


def test_named_tests_exist() -> None:
    missing = []
    for row in ROWS:
        for test in row.tests:
            path, _, name = test.partition("::")
            if name not in defined(path):
                missing.append(f"{row.id}: {test}")
    assert not missing


def test_named_commands_and_scenarios_exist() -> None:
    problems = [
        f"{row.id}: {command}: {problem_of_command(command)}"
        for row in ROWS
        for command in row.commands
        if problem_of_command(command)
    ]
    problems += [
        f"{row.id}: {file}" for row in ROWS for file in row.scenarios if not (ROOT / file).is_file()
    ]
    assert not problems


@pytest.mark.parametrize(
    ("command", "problem"),
    [
        ("gtmsim run scenarios/one_desk.yaml --kpi leads", ""),
        ("gtmsim fly scenarios/one_desk.yaml", "no such command"),
        ("gtmsim run scenarios/one_desk.yaml --wings", "unknown: --wings"),
        ("gtmsim run scenarios/one_desk.yaml --kpi wingspan", "unknown: wingspan"),
    ],
)
def test_a_command_that_cannot_run_is_seen(command: str, problem: str) -> None:
    assert problem_of_command(command) == problem


# --- KPIs, row by row --------------------------------------------------------------------------

OF = re.compile(r"^\| of (R\d{3}) \| (.*) \| (.*) \|$", re.MULTILINE)
LISTED = {row: (kpis, tests) for row, kpis, tests in OF.findall(PAGE.read_text(encoding="utf-8"))}
KPI_ROWS = [f"R{number}" for number in range(136, 160)]


def test_every_row_of_kpis_names_them_all() -> None:
    """R136-R159: each KPI that `gtmsim kpis --json` gives a row stands there, and no other."""
    assert list(LISTED) == KPI_ROWS
    for row, (listed, _) in LISTED.items():
        own = [kpi.id for kpi in registry().values() if row in kpi.source.split(", ")]
        assert CODE.findall(listed) == own, row


@pytest.mark.parametrize("row", KPI_ROWS)
def test_every_kpi_is_counted_by_hand_in_a_test_that_the_row_names(row: str) -> None:
    listed, files = LISTED[row]
    texts = [(ROOT / file.partition("::")[0]).read_text(encoding="utf-8")
             for file in CODE.findall(files)]  # fmt: skip
    for kpi_id in CODE.findall(listed):
        base = re.escape(kpi_id.partition(".")[0])
        assert any(re.search(rf"\b{base}\b", text) for text in texts), kpi_id


SHOWN = ("R025", *(f"R{number}" for number in range(160, 176)))
"""Scorecards, planning backwards, reports and alerts: what people look at (R025, R160-R175)."""


def test_what_people_look_at_is_shown_by_a_command_that_a_page_runs() -> None:
    pages = [page for page in (ROOT / "docs").rglob("*.md") if page != PAGE]
    run = "\n".join(re.findall(r"^\$ (gtmsim .*)$", "\n".join(map(_text, pages)), re.MULTILINE))
    for row in ROWS:
        if row.id in SHOWN and row.status == "done":
            assert row.commands, row.id
            kinds = [_kind(command) for command in row.commands]
            assert any(all(word in run for word in kind) for kind in kinds), row.id


def _text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def _kind(command: str) -> list[str]:
    """What tells a command from others: its name, its report or pack."""
    words = shlex.split(command)
    named = [f"{one} {two}" for one, two in pairwise(words) if one in ("--report", "--pack")]
    return [" ".join(words[:2]), *named, *(word for word in words if word == "--revenue")]
