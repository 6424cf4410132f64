"""`gtmsim new`: from answers to a scenario, its check, a first answer, and what to try next."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gtmsim.cli import app
from gtmsim.scenario.questions import QUESTIONS
from tests.cli.conftest import Command
from tests.scenario.test_answers import FULL

QUICK = ("--replications", 2)
ANSWERS = """\
name: Sample
first_day: 2026-04-01
channels: {website: 45, events: 20}
people:
  inside_sales: {heads: 2, pay: 480万円}
  field_sales: {heads: 3, pay: 50万円 per month}
last_period: {months: 6, leads: 390, mql: 180, sql: 60, negotiations: 25, orders: 18}
first_response: 4 hours
days: {sql: 10 days, order: 75 days}
order: {value: 1,200,000, months: 12}
pipeline: {early: {deals: 12}, late: {deals: 4, value: 500万円}}
customers: {count: 60, mrr: 550万円, churn: don't know}
target: 3000万円
"""


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.yaml"
    path.write_text(ANSWERS.replace("1,200,000", '"1,200,000"'), encoding="utf-8")
    return path


def test_answers_make_a_scenario_that_holds_runs_and_answers(
    gtmsim: Command, answers: Path, tmp_path: Path
) -> None:
    file = tmp_path / "mine.yaml"
    made = gtmsim("new", file, "--answers", answers, "--replications", 10)
    assert made.exit_code == 0, made.output
    assert "written, no problems" in made.output
    for told in (
        "spreadsheet", "P10 .. P90", "Target 30,000,000 JPY: P(hit)", "waiting:", "capacity:",
        "lag:", "rest:", "gap:", "Not back-tested", "values have no source",
        f"gtmsim report {file}",
        f"gtmsim target {file} --revenue 30,000,000 --by 2026-09-30",
    ):  # fmt: skip
        assert told in made.output
    assert gtmsim("check", file).exit_code == 0
    run = gtmsim("run", file, "--replications", 2, "--kpi", "wins", "--format", "json")
    assert run.exit_code == 0
    again = gtmsim("spreadsheet", file, *QUICK, "--format", "json")
    assert json.loads(again.output)["by"] == "2026-09-30"


def test_what_it_says_to_try_next_works(
    gtmsim: Command, answers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = gtmsim("new", "--answers", answers, *QUICK).output
    target, report = (
        re.search(rf"gtmsim ({name} .*?)(    |$)", told, re.MULTILINE)
        for name in ("target", "report")
    )
    assert target is not None
    assert report is not None
    assert gtmsim(*target[1].split(), *QUICK, "--no-levers").exit_code == 0
    page = gtmsim(*report[1].split(), "--replications", 2, "--quick")
    assert page.exit_code == 0, page.output
    assert "not back-tested" in page.output.lower()
    assert (tmp_path / "my_company.report.html").exists()


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_blank_form_is_answers_enough(gtmsim: Command, tmp_path: Path, lang: str) -> None:
    form = tmp_path / "form.yaml"
    form.write_text(gtmsim("new", "--questions", "--lang", lang).output, encoding="utf-8")
    file = tmp_path / "mine.yaml"
    made = gtmsim("new", file, "--answers", form, "--lang", lang, *QUICK)
    assert made.exit_code == 0, made.output
    assert ("実績未検証" if lang == "ja" else "0 of 33 questions answered") in made.output
    assert gtmsim("check", file).exit_code == 0


def test_bad_answers_are_told_and_nothing_is_written(gtmsim: Command, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("target: a lot\ncustomers: {churn: 2}\n", encoding="utf-8")
    file = tmp_path / "mine.yaml"
    found = gtmsim("new", file, "--answers", tmp_path / "bad.yaml")
    assert found.exit_code == 2
    assert "bad.yaml has 2 problems" in found.output
    assert "line 1  target" in found.output
    assert "line 2  customers.churn" in found.output
    assert not file.exists()
    assert gtmsim("new", file, "--answers", tmp_path / "none.yaml").exit_code == 2


def test_a_file_that_is_there_is_never_written_over_unasked(
    gtmsim: Command, answers: Path, tmp_path: Path
) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("precious", encoding="utf-8")
    refused = gtmsim("new", file, "--answers", answers)
    assert refused.exit_code == 2
    assert "--overwrite" in refused.output
    asked = CliRunner().invoke(app, ["new", str(file)], input="n\n")
    assert asked.exit_code == 2
    assert file.read_text(encoding="utf-8") == "precious"
    assert gtmsim("new", file, "--answers", answers, "--overwrite", *QUICK).exit_code == 0
    assert "precious" not in file.read_text(encoding="utf-8")
    assert gtmsim("new", tmp_path, "--answers", answers).exit_code == 2
    assert gtmsim("new", tmp_path / "no" / "x.yaml", "--answers", answers).exit_code == 2


# --- Asked one by one -----------------------------------------------------------------------


def typed(*lines: str, lang: str, file: Path) -> tuple[int, str]:
    arguments = ["new", str(file), "--lang", lang, "--replications", "2"]
    found = CliRunner(env={"COLUMNS": "100"}).invoke(app, arguments, input="\n".join(lines) + "\n")
    return found.exit_code, found.output


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_asked_one_by_one(tmp_path: Path, lang: str) -> None:
    """The same answers as a file's, and in between a bad one that is asked again."""
    lines = [FULL[question.key] for question in QUESTIONS]
    lines.insert(1, "doubloons")  # the currency
    code, output = typed(*lines, lang=lang, file=tmp_path / "mine.yaml")
    assert code == 0, output
    assert output.count("\n2/33") == 2
    assert ("通貨コードを入力" if lang == "ja" else "currency by its ISO code") in output
    text = (tmp_path / "mine.yaml").read_text(encoding="utf-8")
    assert 'label: "サンプル社"' in text
    assert "18 of 24" in text


def test_enter_all_the_way_down(tmp_path: Path) -> None:
    code, output = typed(*[""] * len(QUESTIONS), lang="ja", file=tmp_path / "mine.yaml")
    assert code == 0, output
    assert "33問中0問に回答、仮定値は" in output


def test_one_can_go_back_and_what_has_no_answer_is_not_asked(tmp_path: Path) -> None:
    answers = {"name": "wrong", "order.months": "0", "pipeline.early.deals": "0"}
    lines = [answers.get(question.key, "") for question in QUESTIONS]
    lines[1:1] = ["<", "right"]
    code, output = typed(*lines, lang="en", file=tmp_path / "mine.yaml")
    assert code == 0, output
    assert 'label: "right"' in (tmp_path / "mine.yaml").read_text(encoding="utf-8")
    assert "MRR" not in output


def test_stopping_in_between_writes_nothing(tmp_path: Path) -> None:
    code, output = typed("Sample", lang="en", file=tmp_path / "mine.yaml")
    assert code == 130
    assert "Nothing was written" in output
    assert not (tmp_path / "mine.yaml").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
def test_at_a_real_terminal(tmp_path: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "gtmsim", "new", "mine.yaml", "--lang", "ja",
               "--replications", "2"]  # fmt: skip
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root), "TERM": "xterm", "PYTHONUTF8": "1"}
    with subprocess.Popen(
        command, cwd=tmp_path, stdin=theirs, stdout=theirs, stderr=theirs, env=environment
    ) as process:
        os.close(theirs)
        screen = b""
        for number in range(1, len(QUESTIONS) + 1):
            while f"{number}/{len(QUESTIONS)} ".encode() not in screen:
                screen += os.read(ours, 4096)
            os.write(ours, "わからない\n".encode())
        while True:
            try:
                more = os.read(ours, 4096)
            except OSError:  # the other side has closed
                break
            if not more:
                break
            screen += more
        assert process.wait(timeout=120) == 0
    os.close(ours)
    shown = screen.decode(errors="replace")
    assert "差の内訳" in shown
    assert "次に試すこと" in shown
    assert (tmp_path / "mine.yaml").exists()


# --- For any scenario --------------------------------------------------------------------------


def test_the_spreadsheet_of_any_scenario(gtmsim: Command) -> None:
    found = gtmsim("spreadsheet", "scenarios/own_company.yaml", *QUICK, "--by", "2026-05-31")
    assert found.exit_code == 0, found.output
    assert "leads that no spreadsheet counts" in found.output
    refused = gtmsim("spreadsheet", "scenarios/one_desk.yaml", *QUICK)
    assert refused.exit_code == 2
    assert "nothing is ever sold" in refused.output
    assert gtmsim("spreadsheet", "scenarios/own_company.yaml", "--format", "csv").exit_code == 2
