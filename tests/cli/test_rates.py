"""`gtmsim rates`: the table, the scenario that it writes, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.experiment.test_own_rates import FUNNEL, seen


@pytest.fixture
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "company").mkdir()
    (tmp_path / "own").mkdir()
    (tmp_path / "company" / "funnel.yaml").write_text(FUNNEL, encoding="utf-8")
    seen().to_csv(tmp_path / "seen.csv", index=False)
    return tmp_path


RATES = ("rates", "company/funnel.yaml", "--actuals", "seen.csv")
OWN = "own/funnel.yaml"


def test_what_is_written_has_no_problems_and_fits_every_row(gtmsim: Command, there: Path) -> None:
    told = gtmsim(*RATES, "--out", OWN)
    assert told.exit_code == 0
    assert told.stdout.count("differs") == 2
    assert f"{OWN}: written, no problems." in told.stdout
    assert "extends: ../company/funnel.yaml" in (there / OWN).read_text(encoding="utf-8")
    assert gtmsim("check", OWN).stdout.startswith(f"{OWN}: no problems")
    again = gtmsim("rates", OWN, "--actuals", "seen.csv").stdout
    assert (again.count("  fits  "), again.count("differs")) == (3, 0)
    assert gtmsim("run", OWN, "--kpi", "wins").exit_code == 0


def test_it_speaks_japanese(gtmsim: Command, there: Path) -> None:
    told = gtmsim(*RATES, "--out", OWN, "--lang", "ja").stdout
    assert "自社実績" in told
    assert "公表値" in told
    assert f"{OWN} を作成しました (問題なし)。" in told
    assert "# 出典: seen.csv、2025-04 〜 2026-03 (12か月)。" in (there / OWN).read_text("utf-8")
    again = gtmsim("rates", OWN, "--actuals", "seen.csv", "--lang", "ja").stdout
    assert (again.count("  合う  "), again.count("  ずれ  ")) == (3, 0)


def test_json_holds_everything(gtmsim: Command, there: Path) -> None:
    found = json.loads(gtmsim(*RATES, "--format", "json", "--until", "2026-03").stdout)
    assert (len(found["months"]), found["months"][-1], found["asked"]) == (12, "2026-03-01", 12)
    step = found["steps"][1]
    assert (step["first"], step["last"], step["hits"], step["trials"]) == ("mql", "sql", 84, 300)
    assert (step["own"], step["fits"], step["quarters_differ"]) == (0.28, False, True)
    assert step["published"] == {"share": 0.2, "source": "B2B SaaS 15-22%: therevopsreport"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--out", "company/funnel.yaml"), "company/funnel.yaml is there already"),
        (("--out", "nowhere/own.yaml"), "there is no folder nowhere"),
        (("--format", "csv"), "'csv' is not one of 'table', 'json'"),
        (("--until", "2030-01"), "no step of the funnel in 2030-01"),
        (("--actuals", "unseen.csv"), "unseen.csv cannot be read"),
    ],
)
def test_it_refuses_what_it_cannot_take(
    gtmsim: Command, there: Path, options: tuple[str, str], message: str
) -> None:
    refused = gtmsim(*RATES, *options)
    assert refused.exit_code == 2
    assert message in refused.stderr
    assert not refused.stdout


def test_nothing_is_written_where_a_rate_cannot_be_taken_over(gtmsim: Command, there: Path) -> None:
    seen(sql=[20.0, 25, 30, 22, 28, 25, 25, 20, 30, 24, 26, 25]).to_csv("all.csv", index=False)
    refused = gtmsim("rates", "company/funnel.yaml", "--actuals", "all.csv", "--out", OWN)
    assert refused.exit_code == 2
    assert "MQL to SQL: the own rate is 100.0%" in refused.stderr
    assert not (there / OWN).exists()
