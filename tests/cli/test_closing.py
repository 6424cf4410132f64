"""Every table says which definitions are in force, and when two designs do not count the same."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Command

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"

SHOP = """
start: 2026-04-01
horizon: 2 months
currency: JPY
contract: {term: 12 months, billing_delay: 1 month, expansion: 0.1}
segments: {smb: {deal_size: 120万円 per year}}
channels: {web: {leads: 30 per month}}
milestones: {won: live}
stages:
  sell: {function: sales, work: 1 h, then: {won: 50%, lost.no_need: rest}}
  live: {waits_for: {churned.left: {rate: 1% per month}}}
teams: {sales: {covers: sales, headcount: 2}}
targets: {budget: {measure: new_arr, by: {2026-04: 1000万円}}}
assumed: [stages.sell.then]
"""
IN_FORCE = "Definitions in force: arr_from: signed"
ASSUMED = "1 value has no source and is assumed"


def files(folder: Path, **changed: str) -> list[Path]:
    found = []
    for name, extra in {"one": "", **changed}.items():
        path = folder / f"{name}.yaml"
        path.write_text(SHOP + extra, encoding="utf-8")
        found.append(path)
    return found


def test_every_table_says_what_is_in_force(gtmsim: Command, tmp_path: Path) -> None:
    one, two = files(tmp_path, two="label: again\n")
    store = tmp_path / "store"
    several = ("--replications", 3, "--kpi", "wins")
    tables = [
        gtmsim("run", one, *several),
        gtmsim("run", one, "--every", "month", *several),
        gtmsim("compare", one, two, *several, "--out", store),
        gtmsim("show", store),
        gtmsim("sweep", one, "--set", "teams.sales.headcount=1..2", *several),
    ]
    for shown in tables:
        assert shown.exit_code == 0, shown.stderr
        assert IN_FORCE in shown.stdout
        assert ASSUMED in shown.stdout
    assert "does not count the same" not in tables[2].stdout


def test_designs_that_do_not_count_the_same_say_so(gtmsim: Command, tmp_path: Path) -> None:
    one, two = files(tmp_path, two="arr_from: billed\n")
    two.write_text(two.read_text().replace("horizon: 2 months", "horizon: 1 month"))
    shown = gtmsim("compare", one, two, "--replications", 3, "--kpi", "wins")
    told = "does not count the same: horizon 2 months / 1 month; arr_from signed / billed"
    assert told in shown.stdout
    japanese = gtmsim("compare", one, two, "--replications", 3, "--kpi", "wins", "--lang", "ja")
    assert "集計条件が異なります" in japanese.stdout


CHOICES = """
choices:
  pace: {use: swift, options: {swift: {}, slow: {stages.sell.work: 2 h}}}
  gate: {use: all, options: {all: {}, half: {milestones.sql: sell}}}
"""


def test_a_choice_that_a_sweep_tries_is_as_its_row_says(gtmsim: Command, tmp_path: Path) -> None:
    (two,) = files(tmp_path)
    two.write_text(SHOP + CHOICES, encoding="utf-8")
    few = ("--set", "choices.pace=swift,slow", "--replications", 2, "--kpi", "wins")
    shown = gtmsim("sweep", two, *few).stdout
    assert f"{IN_FORCE}; gate: all; pace: as its row says" in shown
    assert "pace: 各行の通り" in gtmsim("sweep", two, *few, "--lang", "ja").stdout


def test_a_policy_is_no_other_way_to_count(gtmsim: Command, tmp_path: Path) -> None:
    """A choice that only one design has, or that both make otherwise, unless it is a definition."""
    one, two = files(tmp_path, two=CHOICES)
    few = ("--replications", 2, "--kpi", "wins")
    shown = gtmsim("compare", one, two, *few).stdout
    assert "two makes other choices, none of which says what counts: pace - / swift" in shown
    assert "two does not count the same: gate - / all" in shown
    one.write_text(two.read_text(), encoding="utf-8")
    two.write_text(two.read_text().replace("use: swift", "use: slow"), encoding="utf-8")
    assert "does not count the same" not in gtmsim("compare", one, two, *few).stdout
    japanese = gtmsim("compare", one, two, *few, "--lang", "ja").stdout
    assert "twoは次の選択も異なります (集計条件ではない): pace swift / slow" in japanese


def test_a_comparison_counts_the_assumptions_of_all_designs(
    gtmsim: Command, tmp_path: Path
) -> None:
    """One number: what the verdict rests on is what has no source, each path once."""
    one, two = files(tmp_path, two="")
    two.write_text(
        two.read_text().replace("[stages.sell.then]", "[stages.sell.then, stages.sell.work]"),
        encoding="utf-8",
    )
    shown = gtmsim("compare", one, two, "--replications", 2).stdout
    assert "The verdict rests on 2 assumed values" in shown
    assert "2 values have no source" in shown
    assert "1 value has" not in shown


def test_programs_are_warned_in_every_row(gtmsim: Command, tmp_path: Path) -> None:
    """No opening: ARR and targets say so in JSON and CSV, by period and at the targets too."""
    (one,) = files(tmp_path)
    by_month = gtmsim("run", one, "--every", "month", "--format", "csv").stdout.splitlines()
    arr = [line for line in by_month if ",arr," in line]
    assert arr
    assert all("no opening" in line for line in arr)
    assert gtmsim("run", one, "--format", "json").stdout.count("no opening") > len(arr)
    out = tmp_path / "out"
    gtmsim("run", one, "--replications", 2, "--out", out)
    rows = (out / "targets.csv").read_text(encoding="utf-8").splitlines()
    assert all("no opening" in line for line in rows[1:])
