"""`gtmsim backtest`: the record that it leaves, and what other commands say of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gtmsim import load
from gtmsim.experiment import simulate
from tests.cli.conftest import Command
from tests.experiment.test_backtest import CLOCKWORK

ACTUALS = "month,kpi,value\n2026-04,wins,30\n2026-05,受注件数,40\n"


@pytest.fixture
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "company").mkdir()
    (tmp_path / "company" / "clockwork.yaml").write_text(CLOCKWORK, encoding="utf-8")
    (tmp_path / "seen.csv").write_text(ACTUALS, encoding="utf-8")
    return tmp_path


FILE = "company/clockwork.yaml"
TEST = ("backtest", FILE, "--actuals", "seen.csv", "--replications", "9")


def test_tables_say_not_back_tested_until_it_was(gtmsim: Command, there: Path) -> None:
    run = ("run", FILE, "--kpi", "wins")
    assert "Not back-tested." in gtmsim(*run).stdout
    assert "実績未検証。" in gtmsim(*run, "--lang", "ja").stdout
    told = gtmsim(*TEST).stdout
    assert "Back-test: 一日一件; 2026-04 to 2026-05; seen.csv" in told
    assert "1 of 2 monthly values (50%)" in told
    assert str(Path("company") / "backtest.json") in told
    others = (("spreadsheet", FILE, "--replications", "2"),
              ("target", FILE, "--replications", "2", "--revenue", "1000万円", "--by", "2026-06-30",
               "--no-levers"))  # fmt: skip
    for command in (run, (*run, "--replications", "2"), (*run, "--every", "month"), *others):
        output = gtmsim(*command).stdout
        assert "Not back-tested" not in output
        assert "Back-tested: 2026-04 .. 2026-05, 1 KPI: 1 of 2 monthly values" in output
    assert "実績検証済み: 2026-04 .. 2026-05、1指標" in gtmsim(*run, "--lang", "ja").stdout
    # What is changed has not been tested.
    assert "Not back-tested." in gtmsim(*run, "--set", "teams.sales.headcount=2").stdout


def test_targets_in_python_say_it_too(
    gtmsim: Command, there: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record is looked for in the working folder, and speaks of this very scenario only."""
    company = load(FILE)
    told = simulate(company, replications=2, kpis=["wins"]).targets()
    assert told.grid().foot[-1].startswith("Not back-tested.")
    gtmsim(*TEST)
    monkeypatch.chdir(there / "company")
    assert told.grid().foot[-1].startswith("Back-tested: 2026-04 .. 2026-05, 1 KPI")
    assert told.grid("ja").foot[-1].startswith("実績検証済み: 2026-04")
    other = company.change("teams.sales.headcount", 2)
    told = simulate(other, replications=2, kpis=["wins"]).targets()
    assert told.grid().foot[-1].startswith("Not back-tested.")


def test_a_comparison_speaks_of_its_first_design(gtmsim: Command, there: Path) -> None:
    other = CLOCKWORK.replace("headcount: 1", "headcount: 2").replace("clockwork", "two")
    (there / "company" / "two.yaml").write_text(other, encoding="utf-8")
    compare = ("compare", FILE, "company/two.yaml", "--replications", "2", "--kpi", "wins")
    assert "Not back-tested." in gtmsim(*compare).stdout
    gtmsim(*TEST)
    assert "Back-tested: 2026-04" in gtmsim(*compare).stdout
    reverse = ("compare", "company/two.yaml", FILE, "--replications", "2", "--kpi", "wins")
    assert "Not back-tested." in gtmsim(*reverse).stdout


def test_a_report_tells_the_coverage_and_the_months(gtmsim: Command, there: Path) -> None:
    pytest.importorskip("jinja2")
    live = CLOCKWORK.replace("leads: 1}", "leads: {poisson: 2}}")
    (there / FILE).write_text(live, encoding="utf-8")
    report = ("report", FILE, "--replications", "2", "--quick")
    assert "Not back-tested" in gtmsim(*report).stdout
    gtmsim(*TEST, "--out", ".")
    assert {"backtest.json", "backtest_months.csv"} <= {each.name for each in there.iterdir()}
    assert "Back-tested: 2026-04 .. 2026-05" in gtmsim(*report).stdout
    page = (there / "clockwork.report.html").read_text(encoding="utf-8")
    assert "月次実績2件のうち" in page
    assert "実績未検証: " not in page


def test_json_holds_everything(gtmsim: Command, there: Path) -> None:
    found = json.loads(gtmsim(*TEST, "--json").stdout)
    assert (found["inside"], found["values"], found["months"]) == (1, 2, 2)
    (score,) = found["by_kpi"]
    assert score["kpi"] == "wins"
    assert score["bias"] == pytest.approx((61 - 70) / 70)
    assert score["naive"]["same month last year"] is None
    assert score["naive"]["volumes x rates"]["months"] == 2
    assert [row["inside"] for row in found["by_month"]] == [True, False]


def test_a_bad_file_is_refused_with_its_lines(gtmsim: Command, there: Path) -> None:
    (there / "seen.csv").write_text("month,kpi,value\n2026-04,wins,\nx,wins,1\n", encoding="utf-8")
    refused = gtmsim(*TEST)
    assert refused.exit_code == 2
    assert "seen.csv has 2 problems" in refused.stderr
    assert not (there / "company" / "backtest.json").exists()
