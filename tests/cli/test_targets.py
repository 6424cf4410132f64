"""Targets below the KPIs, and KPIs by period of the fiscal year, at the terminal."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

import gtmsim as library
from gtmsim.experiment import rollup, simulate
from gtmsim.kpi import measure
from tests.cli.conftest import Command

COMPANY = """\
name: company
start: 2026-04-01
horizon: 6 months
fiscal_year_starts: April
channels:
  web: {leads: 2 per day}
contract: {term: 12 months}
segments:
  all: {deal_size: {lognormal: {mean: 1_200_000 JPY per year, cv: 0.5}}}
stages:
  close:
    function: sales
    work: {exponential: 1 h}
    then: {won: {share: 30%, to: end, milestone: won}, lost: rest}
teams:
  sales: {label: 営業, covers: [sales], headcount: 2, calendar: {hours: always}}
targets:
  new_business:
    label: 新規受注
    measure: bookings
    by: {FY2026 Q1: 6000万円, FY2026 Q2: 7000万円}
quotas:
  sales: {measure: wins, every: quarter, amount: 25}
"""


@pytest.fixture
def company(tmp_path: Path) -> Path:
    path = tmp_path / "company.yaml"
    path.write_text(COMPANY, encoding="utf-8")
    return path


def test_targets_stand_below_the_kpis(gtmsim: Command, company: Path) -> None:
    found = gtmsim("run", company, "--replications", 20)
    assert found.exit_code == 0, found.stderr
    above, below = found.stdout.split("\nTargets;")
    assert "Wins" in above
    assert "Reps at" in above
    for words in ("新規受注", "FY2026 H1", "130,000,000", "sum of its parts", "P(hit)",
                  "P10 .. P90", "Not back-tested."):  # fmt: skip
        assert words in below


def test_targets_in_japanese(gtmsim: Command, company: Path) -> None:
    text = gtmsim("run", company, "--replications", 3, "--lang", "ja").stdout
    for words in ("予算 (目標)", "着地見込み", "80%の見込み幅", "達成率", "達成確率",
                  "2026年度上期", "1.3億円", "内訳の合計", "実績未検証。",
                  "個人目標達成者の割合"):  # fmt: skip
        assert words in text


def test_one_replication_has_no_probability(gtmsim: Command, company: Path) -> None:
    text = gtmsim("run", company).stdout
    below = text.split("\nTargets;")[1]
    assert "actual" in below
    assert "attainment" in below
    assert "P50 " not in below.split("One replication")[0]
    assert "no probability" in below


def test_a_scenario_without_targets_prints_none(gtmsim: Command, desk: Path) -> None:
    assert "Targets" not in gtmsim("run", desk).stdout
    assert "targets" not in json.loads(gtmsim("run", desk, "--format", "json").stdout)


def test_json_and_folder_hold_the_table(gtmsim: Command, company: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    arguments = ("--replications", 4, "--format", "json", "--out", folder)
    found = json.loads(gtmsim("run", company, *arguments).stdout)["targets"]
    expected = simulate(library.load(company), replications=4).targets()
    assert [row["target"] for row in found] == [row.target for row in expected]
    assert [row["p50"] for row in found] == pytest.approx([row.median for row in expected])
    rows = list(csv.DictReader(io.StringIO((folder / "targets.csv").read_text("utf-8"))))
    assert [row["target"] for row in rows] == [row.target for row in expected]
    assert json.loads((folder / "result.json").read_text("utf-8"))["targets"] == found


def test_one_run_in_json_holds_null_for_what_is_unknown(gtmsim: Command, company: Path) -> None:
    found = json.loads(gtmsim("run", company, "--format", "json").stdout)["targets"]
    assert found[0]["chance"] is None
    assert found[0]["p10"] == found[0]["p50"]


def test_compare_and_show_print_targets_by_design(
    gtmsim: Command, company: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(COMPANY.replace("name: company", "name: better").replace("30%", "45%"))
    folder = tmp_path / "stored"
    compared = gtmsim("compare", company, other, "--replications", 5, "--out", folder)
    assert compared.exit_code == 0, compared.stderr
    table = compared.stdout.split("\nTargets;")[1]
    assert table.count("better") == table.count("company") == 3
    assert gtmsim("show", folder).stdout.split("\nTargets;")[1] == table
    assert "達成確率" in gtmsim("show", folder, "--lang", "ja").stdout


def test_a_kpi_may_name_a_period(gtmsim: Command, company: Path) -> None:
    found = json.loads(
        gtmsim("run", company, "--kpi", "wins@2026年度上期", "--kpi", "wins@FY2026",
               "--format", "json").stdout
    )  # fmt: skip
    log = library.run(library.compile(library.load(company)), seed=0)
    first, second = found["kpis"]
    assert first["kpi"] == "wins@FY2026 H1"
    assert first["value"] == second["value"] == measure(log, ["wins"]).value("wins")
    assert second["warning"] == "only 6 of 12 months"
    text = gtmsim("run", company, "--kpi", "wins@FY2026", "--replications", 3).stdout
    assert "only 6 of 12 months: Wins, FY2026" in text
    swept = gtmsim("sweep", company, "--set", "teams.sales.headcount=1..2",
                   "--kpi", "wins@2026-05", "--replications", 3)  # fmt: skip
    assert "Wins, 2026-05" in swept.stdout


def test_a_period_outside_the_run_is_refused(gtmsim: Command, company: Path) -> None:
    for replications in (1, 2):
        found = gtmsim("run", company, "--kpi", "wins@FY2030", "--replications", replications)
        assert found.exit_code != 0
        assert "FY2030 is 2030-04-01 to 2031-03-31" in found.stderr
        assert found.stdout == ""


# --- --every ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("every", "periods"),
    [
        ("month", [f"2026-0{month}" for month in range(4, 10)]),
        ("quarter", ["FY2026 Q1", "FY2026 Q2"]),
        ("half", ["FY2026 H1"]),
        ("year", ["FY2026"]),
    ],
)
def test_a_row_for_every_period(
    gtmsim: Command, company: Path, every: str, periods: list[str]
) -> None:
    found = gtmsim("run", company, "--every", every, "--kpi", "wins", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(found.stdout)))
    assert [row["period"] for row in rows] == periods
    log = library.run(library.compile(library.load(company)), seed=0)
    assert sum(int(row["p50"]) for row in rows) == measure(log, ["wins"]).value("wins")
    table = gtmsim("run", company, "--every", every, "--kpi", "wins").stdout
    assert all(period in table for period in periods)


def test_columns_are_the_flows_that_the_scenario_has(gtmsim: Command, company: Path) -> None:
    found = gtmsim("run", company, "--every", "half", "--replications", 3, "--format", "json")
    rows = json.loads(found.stdout)
    ids = [row["kpi"] for row in rows]
    for kpi_id in ("leads", "wins", "bookings", "new_arr", "arr", "revenue", "cash_received"):
        assert kpi_id in ids
    assert "sql" not in ids
    library_rows = rollup(library.load(company), "half", replications=3).frame()
    assert [row["mean"] for row in rows] == pytest.approx(library_rows["mean"].tolist())
    assert all(row["p10"] <= row["p50"] <= row["p90"] for row in rows)


def test_a_wide_table_goes_on_below(gtmsim: Command, company: Path) -> None:
    text = gtmsim("run", company, "--every", "quarter", "--replications", 3).stdout
    assert text.count("FY2026 Q1") > 1
    assert max(map(len, text.splitlines()[1:-4])) <= 120
    japanese = gtmsim("run", company, "--every", "half", "--lang", "ja").stdout
    assert "2026年度上期" in japanese
    assert "会計年度は4月開始" in japanese


def test_every_keeps_no_folder(gtmsim: Command, company: Path, tmp_path: Path) -> None:
    found = gtmsim("run", company, "--every", "half", "--out", tmp_path / "x")
    assert found.exit_code == 2
    assert "leave --out away" in found.stderr
    assert not (tmp_path / "x").exists()


def test_equal_results_are_equal_bytes(gtmsim: Command, company: Path) -> None:
    for form in ("table", "csv", "json"):
        arguments = ("--every", "half", "--replications", 2, "--format", form)
        first, second = (gtmsim("run", company, *arguments) for _ in range(2))
        assert first.stdout_bytes == second.stdout_bytes
        assert first.stderr == ""
