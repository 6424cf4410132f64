"""Every command speaks English and Japanese, and writes CSV that Excel opens."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from gtmsim.cli.tables import GROUPS
from gtmsim.experiment.words import VERDICTS, interval, signed
from gtmsim.kpi import registry
from gtmsim.stats import mean
from tests.cli.conftest import Command

JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


@pytest.fixture
def money(desk: Path) -> Path:
    """An overloaded desk whose deals are worth something, without labels."""
    text = desk.read_text(encoding="utf-8").replace("label: 営業, ", "")
    text = text.replace("10 per day", "30 per day")
    text = text.replace("then: {end: 100%}", "then: {won: 40%, lost.price: rest}")
    text += "milestones: {won: end}\nsegments: {all: {deal_size: 1_200_000 JPY}}\n"
    path = desk.with_name("money.yaml")
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def faster(money: Path) -> Path:
    """The same desk with another person."""
    path = money.with_name("faster.yaml")
    text = money.read_text(encoding="utf-8").replace("headcount: 1", "headcount: 3")
    path.write_text(text.replace("name: desk", "name: faster"), encoding="utf-8")
    return path


# --- Tables ------------------------------------------------------------------------------


def test_run_speaks_japanese(gtmsim: Command, money: Path) -> None:
    shown = gtmsim("run", money, "--lang", "ja").stdout
    assert "シード 0、1回の反復" in shown
    assert re.search(r"新規リード数 +\d+件", shown)
    assert re.search(r"受注金額 +[\d,.]+[億万]円", shown)
    assert re.search(r"平均受注単価 +120万円", shown)
    assert "対応待ち時間 (平均) [時間]" in shown
    assert re.search(r"\(母数[\d,]+\)", shown)
    assert "JPY" not in shown


def test_run_speaks_english(gtmsim: Command, money: Path) -> None:
    shown = gtmsim("run", money).stdout
    assert re.search(r"Deal size +\S+ +1,200,000 JPY", shown)
    assert gtmsim("run", money, "--lang", "en").stdout == shown


def test_only_names_of_the_scenario_stay_english(gtmsim: Command, money: Path) -> None:
    shown = gtmsim("run", money, "--lang", "ja", "--replications", 3).stdout
    words = set(re.findall(r"[A-Za-z]{3,}", shown))
    known = {"answer", "desk", "sales", "web", "MQL", "SAL", "SQL", "SLA", "NRR", "GRR", "MRR"}
    known |= {"ARR", "won", "lost", "price", "gtmsim", "backtest"}
    assert words - known == set()


def test_definitions_in_force_are_named_by_their_labels(
    gtmsim: Command, money: Path, tmp_path: Path
) -> None:
    chosen = tmp_path / "chosen.yaml"
    choices = "choices: {ratios: {label: 転換率の数え方, use: period, options: {period: {}}}}\n"
    chosen.write_text(money.read_text(encoding="utf-8") + choices, encoding="utf-8")
    assert "転換率の数え方: period" in gtmsim("run", chosen, "--lang", "ja").stdout
    assert "ratios: period" in gtmsim("run", chosen).stdout


def test_japanese_notes_say_why_there_is_no_number(gtmsim: Command, desk: Path) -> None:
    shown = gtmsim("run", desk, "--lang", "ja", "--kpi", "connect_rate").stdout
    assert re.search(r"接続率 +- +0 +架電なし", shown)


@pytest.fixture
def experiment(gtmsim: Command, money: Path, faster: Path, tmp_path: Path) -> Path:
    """A folder with a finished comparison."""
    out = tmp_path / "experiment"
    result = gtmsim(
        "compare", money, faster, "--replications", 5, "--out", out,
        "--kpi", "bookings", "--kpi", "waiting_time", "--kpi", "win_rate",
        "--kpi", "utilization.sales",
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    return out


@pytest.mark.parametrize("command", ["show", "resume"])
def test_comparisons_speak_japanese(gtmsim: Command, experiment: Path, command: str) -> None:
    shown = gtmsim(command, experiment, "--lang", "ja").stdout
    assert shown.startswith("基準: desk、シード 0\n")
    for word in ("案", "平均", "差", "95%信頼区間", "判定", "明確な差なし", "改善"):
        assert word in shown
    amount = r"[\d,.]+[億万]?円"
    assert re.search(rf"受注金額 +faster +{amount} +{amount} +[-+]{amount} +\[[-+]{amount}", shown)
    assert "対応待ち時間 (平均) [時間]" in shown
    assert re.search(r"稼働率.*[-+][\d.]+ポイント", shown)
    assert "no clear difference" not in shown


def test_comparisons_speak_english(gtmsim: Command, experiment: Path) -> None:
    shown = gtmsim("show", experiment).stdout
    assert shown.startswith("Compared with desk; seed 0\n")
    assert "no clear difference" in shown
    assert not JAPANESE.search(shown)


def test_compare_itself_speaks_japanese(gtmsim: Command, money: Path, faster: Path) -> None:
    shown = gtmsim("compare", money, faster, "--replications", 3, "--lang", "ja").stdout
    assert shown.startswith("基準: desk、シード 0\n")


def test_sweeps_speak_japanese(gtmsim: Command, money: Path) -> None:
    shown = gtmsim(
        "sweep", money, "--set", "teams.sales.headcount=1..3", "--replications", 5,
        "--kpi", "waiting_time", "--lang", "ja",
    ).stdout  # fmt: skip
    assert shown.startswith("3案、良い順、シード 0、各5回の反復\n")
    assert "ボトルネック" in shown
    assert "最良" in shown
    assert "で明らかに最良" in shown or "で明確な差なし" in shown


def test_a_single_scenario_shows_the_likely_range(
    gtmsim: Command, money: Path, tmp_path: Path
) -> None:
    """P10 to P90 is the 80%の見込み幅, which is no confidence interval."""
    import gtmsim as library

    library.simulate(library.load(money), replications=12, out=tmp_path / "one")
    shown = gtmsim("show", tmp_path / "one", "--lang", "ja").stdout
    assert "80%の見込み幅" in shown
    assert re.search(r"受注金額 +[\d,.]+[億万]円 +\[", shown)


def test_differences_in_japanese() -> None:
    assert signed(-420_000_000, "JPY", "ja") == "-4.2億円"
    assert signed(0.034, "share", "ja") == "+3.4ポイント"
    assert signed(0.034, "share") == "+3.4 pt"
    estimate = mean([1e6, 2e6, 3e6])
    assert re.fullmatch(
        r"\[[-+][\d,.]+万円, \+[\d,.]+万円\]", interval(estimate, "JPY", "ja", difference=True)
    )


def test_every_verdict_has_a_japanese_word() -> None:
    from typing import get_args

    from gtmsim.stats.compare import Verdict

    assert set(get_args(Verdict)) <= set(VERDICTS)
    assert VERDICTS["no clear difference"] == "明確な差なし"


@pytest.mark.parametrize("command", ["run", "describe", "compare", "show"])
def test_a_language_nobody_speaks_is_refused(gtmsim: Command, desk: Path, command: str) -> None:
    result = gtmsim(command, desk, "--lang", "fr")
    assert result.exit_code == 2
    assert "fr" in result.stderr


# --- CSV for Excel -----------------------------------------------------------------------

BOM = b"\xef\xbb\xbf"


def is_for_excel(content: bytes) -> bool:
    return content.startswith(BOM) and content.count(b"\n") == content.count(b"\r\n") > 1


def is_plain(content: bytes) -> bool:
    return not content.startswith(BOM) and b"\r" not in content and content.count(b"\n") > 1


def commands(money: Path, faster: Path, experiment: Path) -> list[tuple[object, ...]]:
    return [
        ("run", money),
        ("run", money, "--replications", 2),
        ("compare", money, faster, "--replications", 3, "--kpi", "wins"),
        ("show", experiment),
        ("resume", experiment),
        ("sweep", money, "--set", "teams.sales.headcount=1..2", "--replications", 2),
    ]


def test_csv_for_excel_holds_the_same_rows(
    gtmsim: Command, money: Path, faster: Path, experiment: Path
) -> None:
    for command in commands(money, faster, experiment):
        plain = gtmsim(*command, "--format", "csv").stdout_bytes
        excel = gtmsim(*command, "--format", "csv", "--excel").stdout_bytes
        assert is_plain(plain)
        assert is_for_excel(excel)
        assert excel == BOM + plain.replace(b"\n", b"\r\n")


def test_files_for_excel(gtmsim: Command, money: Path, tmp_path: Path) -> None:
    for name, excel in (("plain", ()), ("excel", ("--excel",))):
        out = tmp_path / name
        result = gtmsim("run", money, "--replications", 2, "--out", out, *excel)
        assert result.exit_code == 0, result.stderr
        written = {path.name: path.read_bytes() for path in out.glob("*.csv")}
        assert set(written) == {"kpis.csv", "replications.csv"}
        judge = is_for_excel if excel else is_plain
        assert all(judge(content) for content in written.values())
    text = (tmp_path / "excel" / "kpis.csv").read_text(encoding="utf-8-sig")
    assert "新規リード数" in {row["label"] for row in csv.DictReader(io.StringIO(text))}


def test_excel_without_csv_is_refused_before_the_work(
    gtmsim: Command, money: Path, faster: Path, experiment: Path
) -> None:
    for command in commands(money, faster, experiment):
        result = gtmsim(*command, "--excel")
        assert result.exit_code == 2
        assert result.stdout == ""
        assert "--format csv" in result.stderr


def test_every_single_number_has_a_group() -> None:
    """None is left to stand under "Other"; that is for KPIs of a user's own."""
    known = {kpi.id for _, _, kpis in GROUPS for kpi in kpis}
    own = [kpi.id for kpi in registry().values() if kpi.formula.__module__.startswith("gtmsim.")]
    assert own
    assert [each for each in own if each not in known] == []
