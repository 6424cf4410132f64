"""The company's own rates: the table by hand, the scenario that takes them over, bad files."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from scipy import stats

import gtmsim
from gtmsim import GtmsimError, ScenarioError, own_rates
from gtmsim.experiment import OwnRates, on_paper, uncertain_inputs
from gtmsim.experiment.inputs import drawn
from gtmsim.scenario import Scenario

FUNNEL = """
name: funnel
start: 2026-04-01
horizon: 3 months
currency: JPY
calendar: {hours: always}
channels: {web: {every: 1 day, leads: 10}}
stages:
  gate: {then: {mql: 20%, later: 10%, disqualified: rest}}
  later: {then: {lost.later: 100%}}
  call:
    function: sales
    attempts: {max: 1, connect: 90%, work: 5 min, exhausted: lost.unreached}
    work: 10 min
    then: {sql: 40%, lost.no_need: 30%, lost.no_budget: 30%}
  sell: {function: sales, work: 10 min, then: {close: 50%, lost.price: rest}}
  close: {function: sales, work: 10 min, then: {won: 80%, lost.no_decision: rest}}
milestones: {mql: call, sql: sell, won: end}
teams: {sales: {covers: [sales], headcount: 3}}
assumed: [stages.gate.then, stages.sell.then, stages.close.then, stages.call.work]
"""
"""On paper 20% of leads are MQL, 36% of those SQL, 40% of those won."""

MONTHS = [f"2025-{month:02}" for month in range(4, 13)] + ["2026-01", "2026-02", "2026-03"]
COUNTS = {
    "leads": [100] * 12,
    "mql": [20, 25, 30, 22, 28, 25, 25, 20, 30, 24, 26, 25],
    "sql": [4, 4, 4, 4, 4, 4, 12, 12, 12, 8, 8, 8],
    "wins": [1, 2, 1, 2, 1, 2, 4, 5, 4, 3, 2, 4],
}
"""1,200 leads, 300 MQL (like every quarter), 84 SQL (more in one quarter), 31 wins."""


def funnel() -> Scenario:
    return Scenario.from_text(FUNNEL, "funnel.yaml")


def seen(**changes: list[float] | None) -> pd.DataFrame:
    """The counts as a table; None leaves a step out, NaN a month."""
    rows = [
        (month, kpi, value)
        for kpi, values in (COUNTS | changes).items()
        for month, value in zip(MONTHS, values or [], strict=False)
        if not math.isnan(value)
    ]
    return pd.DataFrame(rows, columns=["month", "kpi", "value"])


def wilson(hits: int, trials: int) -> tuple[float, float]:
    found = stats.binomtest(hits, trials).proportion_ci(0.95, "wilson")
    return found.low, found.high


def again(found: OwnRates, scenario: Scenario, tmp_path: Path, text: str = FUNNEL) -> Scenario:
    """The scenario that takes the rates over, loaded from files."""
    (tmp_path / "funnel.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "own.yaml").write_text(found.overlay(scenario, "funnel.yaml"), encoding="utf-8")
    return gtmsim.load(tmp_path / "own.yaml")


# --- The table -----------------------------------------------------------------------------------


def test_the_table_is_that_of_hand() -> None:
    found = own_rates(funnel(), seen())
    mql, sql, wins = found.steps
    assert [each.paper for each in found.steps] == pytest.approx([0.2, 0.36, 0.4])
    assert [(each.hits, each.trials) for each in found.steps] == [(300, 1200), (84, 300), (31, 84)]
    assert (mql.low, mql.high) == pytest.approx(wilson(300, 1200))
    assert [each.fits for each in found.steps] == [False, False, True]
    assert mql.quarters == ((75, 300), (75, 300), (75, 300), (75, 300))
    assert sql.quarters == ((12, 75), (12, 75), (36, 75), (24, 75))
    assert mql.luck == 1.0
    chance = stats.chi2_contingency([[12, 12, 36, 24], [63, 63, 39, 51]], correction=False).pvalue
    assert sql.luck == pytest.approx(3 * chance)
    # 4.4 wins are expected of two quarters: the chi-square law is not near enough there.
    assert [each.drifts for each in found.steps] == [False, True, None]
    assert wins.quarters == ((4, 12), (5, 12), (13, 36), (9, 24))
    assert found.quarters[0] == (date(2025, 4, 1), date(2025, 6, 1))
    assert [each.published and each.published[0] for each in found.steps] == [0.17, 0.2, 0.25]


def test_the_table_is_told_in_both_languages() -> None:
    found = own_rates(funnel(), seen())
    english, japanese = found.text(), found.text("ja")
    (row,) = [line.split("  ") for line in english.splitlines() if line.startswith("MQL to SQL")]
    cells = [cell.strip() for cell in row if cell.strip()]
    assert cells == [
        "MQL to SQL", "36.0%", "84 of 300 28.0%", "23.2% .. 33.3%", "differs",
        "16.0%", "16.0%", "48.0%", "32.0%", "differ", "20%",
    ]  # fmt: skip
    assert "2025-04 to 2026-03 (12 months)" in english
    assert "no clear difference" in english
    assert "different leads" in english
    assert "300件中84件 28.0%" in japanese
    assert "明確な差なし" in japanese
    assert "有効商談 (SQL) → 受注件数" in japanese
    assert "2025-04 〜 2026-03 (12か月)" in japanese


def test_fewer_months_are_taken_and_said() -> None:
    found = own_rates(funnel(), seen(), until="2025-08")
    assert (len(found.months), found.asked) == (5, 12)
    assert "5 months instead of 12: the file begins in 2025-04." in found.text()
    assert "12か月ではなく5か月" in found.text("ja")
    assert [len(each.quarters) for each in found.steps] == [1, 1, 1]
    three = own_rates(funnel(), seen(), until="2025-12", months=3)
    assert (three.steps[1].hits, three.steps[1].trials) == (36, 75)
    assert "instead of" not in three.text()


def test_a_step_that_is_not_counted_is_passed_over() -> None:
    found = own_rates(funnel(), seen(mql=None))
    assert [(each.first, each.last) for each in found.steps] == [("leads", "sql"), ("sql", "wins")]
    assert found.steps[0].paper == pytest.approx(0.2 * 0.36)
    assert "Not counted in the file: MQL." in found.text()
    # The scenario has no SAL: what the file says of it is nobody's rate.
    assert own_rates(funnel(), seen(sal=[15.0] * 12)).text() == own_rates(funnel(), seen()).text()


def test_few_counts_are_not_judged_by_quarter() -> None:
    found = own_rates(funnel(), seen(wins=[1] + [0] * 11))
    assert found.steps[-1].drifts is None
    assert "too few to tell" in found.text()


def test_leads_that_no_spreadsheet_counts_are_pointed_at() -> None:
    back = FUNNEL.replace("lost.no_budget: 30%", "recycle.budget: 30%")
    back += "recycle: {budget: {nurture: 30 days, then: call}}\n"
    told = own_rates(Scenario.from_text(back), seen())
    assert "Leads that come back" in told.text()
    assert "再育成" in told.text("ja")
    assert "Leads that come back" not in own_rates(funnel(), seen()).text()
    # They are left out on paper, where nobody has a second time.
    assert [each.paper for each in told.steps] == pytest.approx([0.2, 0.36, 0.4])


def test_a_scenario_without_steps_has_no_rates() -> None:
    with pytest.raises(GtmsimError, match="no milestone of the scenario is mql, sal, sql or won"):
        own_rates(gtmsim.load("scenarios/one_desk.yaml"), seen())


def test_months_on_either_side_of_the_start_count() -> None:
    later = pd.DataFrame(
        [("2030-01", "leads", 50), ("2030-01", "sql", 5)], columns=["month", "kpi", "value"]
    )
    assert own_rates(funnel(), later).months == (date(2030, 1, 1),)


# --- The scenario --------------------------------------------------------------------------------


def test_the_scenario_that_takes_them_over_has_them(tmp_path: Path) -> None:
    table = seen()
    own = again(own_rates(funnel(), table), funnel(), tmp_path)
    found = own_rates(own, table)
    assert [each.fits for each in found.steps] == [True, True, True]
    assert [each.paper for each in found.steps] == pytest.approx([0.25, 0.28, 31 / 84], rel=1e-6)
    paper = on_paper(own)
    assert paper.wins / paper.counts[0] == pytest.approx(31 / 1200, rel=1e-6)


def test_a_share_that_is_a_rate_is_written_with_its_evidence(tmp_path: Path) -> None:
    own = again(own_rates(funnel(), seen()), funnel(), tmp_path)
    tree = own.tree()["stages"]
    assert tree["gate"]["then"] == {
        "mql": "300 of 1200", "later": "9.375%", "disqualified": "rest",
    }  # fmt: skip
    # One in ten is not reached: 28% of all are 31% of those who are, with the counts' range.
    call = tree["call"]["then"]
    assert call["sql"].startswith("31.111111111% (")
    assert call["lost.no_need"] == call["lost.no_budget"] == "34.444444444%"
    assert [each.path for each in uncertain_inputs(own)] == [
        "stages.gate.then.mql", "stages.call.then.sql", "stages.sell.then.close",
    ]  # fmt: skip


def test_a_rate_that_was_the_rest_gets_its_evidence_too(tmp_path: Path) -> None:
    text = FUNNEL.replace("then: {mql: 20%, later: 10%, disqualified: rest}",
                          "then: {mql: rest, later: 10%, disqualified: 70%}")  # fmt: skip
    funnel_of = Scenario.from_text(text, "funnel.yaml")
    own = again(own_rates(funnel_of, seen()), funnel_of, tmp_path, text)
    assert own.tree()["stages"]["gate"]["then"] == {
        "mql": "300 of 1200", "later": "9.375%", "disqualified": "rest",
    }  # fmt: skip


def test_a_month_may_be_a_timestamp() -> None:
    """A Timestamp is a datetime, and a datetime is a date that equals none."""
    stamp, text = (own_rates(funnel(), seen(), until=each)
                   for each in (pd.Timestamp("2026-01-15"), "2026-01"))  # fmt: skip
    assert stamp.months == text.months


def test_what_has_a_source_now_is_no_longer_assumed(tmp_path: Path) -> None:
    own = again(own_rates(funnel(), seen()), funnel(), tmp_path)
    # Of sell and close only the product was counted.
    assert set(own.assumed) == {"stages.call.work", "stages.sell.then", "stages.close.then"}
    text = own_rates(funnel(), seen()).overlay(funnel(), "funnel.yaml")
    assert "# Source: DataFrame, 2025-04 to 2026-03 (12 months)." in text
    assert "# leads to MQL: 300 of 1,200 25.0%" in text
    assert "出典: DataFrame" in own_rates(funnel(), seen()).overlay(funnel(), "f.yaml", "ja")


def test_shares_that_make_a_rate_together_are_turned_alike(tmp_path: Path) -> None:
    own = again(own_rates(funnel(), seen()), funnel(), tmp_path)
    sell, close = own.stages["sell"].then, own.stages["close"].then
    assert sell is not None
    assert close is not None
    odds = [float(share) / (1 - float(share)) for share in (sell["close"], close["won"])]
    assert odds[0] / 1.0 == pytest.approx(odds[1] / 4.0, rel=1e-4)


@pytest.mark.parametrize("name", ["smb_inbound", "own_company"])
def test_shipped_scenarios_take_them_over(name: str, tmp_path: Path) -> None:
    scenario = gtmsim.load(f"scenarios/{name}.yaml")
    table = seen(sal=[15, 18, 20, 15, 20, 18, 18, 15, 22, 18, 19, 18])
    found = own_rates(scenario, table)
    assert len(found.steps) == 4
    text = found.overlay(scenario, str(Path(f"scenarios/{name}.yaml").resolve()))
    own = own_rates(Scenario.from_text(text, "own.yaml", tmp_path), table)
    assert [each.fits for each in own.steps] == [True] * 4
    assert [each.paper for each in own.steps] == pytest.approx(
        [each.own for each in found.steps], rel=1e-4
    )


def test_nobody_and_everybody_can_be_taken_over(tmp_path: Path) -> None:
    none = seen(wins=[0] * 12)
    own = again(own_rates(funnel(), none), funnel(), tmp_path)
    assert own_rates(own, none).steps[-1].paper == pytest.approx(0.0, abs=1e-9)
    everybody = seen(wins=[float(count) for count in COUNTS["sql"]])
    own = again(own_rates(funnel(), everybody), funnel(), tmp_path)
    assert own_rates(own, everybody).steps[-1].paper == pytest.approx(1.0)


@pytest.mark.parametrize("part", [0, 1])
def test_what_is_written_can_be_drawn(part: int, tmp_path: Path) -> None:
    """Evidence of nobody or everybody leaves its neighbors something, with no `rest` to take it."""
    text = FUNNEL.replace("20%, later: 10%, disqualified: rest", "90%, later: 3%, disqualified: 7%")
    scenario, leads = Scenario.from_text(text), COUNTS["leads"]
    table = seen(mql=[part * count for count in leads], sql=None, wins=None)
    own = again(own_rates(scenario, table), scenario, tmp_path, text)
    rates = set()
    for replication in range(5):
        then = drawn(own, seed=0, replication=replication).stages["gate"].then
        assert then is not None
        rates.add(float(str(then["mql"])))
    assert len(rates) == 5
    assert all(abs(each - part) < 0.01 for each in rates)


def test_a_rate_that_no_share_can_reach_is_refused() -> None:
    most = seen(sql=[float(count) for count in COUNTS["mql"]])
    with pytest.raises(GtmsimError, match=r"own rate is 100.0%.* call can make it 0.0% .. 90.0%"):
        own_rates(funnel(), most).overlay(funnel(), "funnel.yaml")
    certain = Scenario.from_text(
        FUNNEL.replace("{mql: 20%, later: 10%, disqualified: rest}", "{mql: 100%}")
        .replace("  later: {then: {lost.later: 100%}}\n", "").replace("stages.gate.then, ", "")
    )  # fmt: skip
    with pytest.raises(GtmsimError, match="leads to MQL: no share of the scenario lies between"):
        own_rates(certain, seen()).overlay(certain, "funnel.yaml")


# --- Bad files -----------------------------------------------------------------------------------


def test_every_problem_of_the_counts_is_told_at_once() -> None:
    wins = [1, math.nan, 1, 2.5, *COUNTS["wins"][4:]]
    with pytest.raises(ScenarioError) as caught:
        own_rates(funnel(), seen(wins=wins, sql=[math.nan, *COUNTS["sql"][1:]]))
    text = str(caught.value)
    assert "sql: no value in 2025-04, within 2025-04 .. 2026-03." in text
    assert "wins: no value in 2025-05" in text
    assert "wins: 2.5 is no whole number" in text


def test_a_month_that_is_missing_altogether_is_told() -> None:
    table = seen()
    with pytest.raises(ScenarioError, match="no value in 2025-10"):
        own_rates(funnel(), table[table.month != "2025-10"])
    # Before the window it does not matter.
    assert own_rates(funnel(), table[table.month != "2025-10"], months=5).steps


def test_more_wins_than_sql_are_no_rate() -> None:
    with pytest.raises(ScenarioError, match=r"wins: 120 of 84 sql in 2025-04 .. 2026-03"):
        own_rates(funnel(), seen(wins=[10] * 12))
    # A quarter alone may have them, of deals that came before.
    found = own_rates(funnel(), seen(wins=[5, 5, 5, *COUNTS["wins"][3:]]))
    assert found.steps[-1].quarters[0] == (15, 12)
    assert found.steps[-1].drifts is None


@pytest.mark.parametrize(
    ("table", "options", "message"),
    [
        (seen(mql=None, sql=None, wins=None), {}, "counts leads alone"),
        (seen(leads=None, mql=None, sql=None, wins=None, bookings=[1] * 12), {}, "counts no step"),
        (seen(), {"until": "2027-01"}, "no step .* in 2027-01; it has 2025-04 .. 2026-03"),
        (seen(), {"until": "soon"}, "'soon' is no month"),
        (seen(), {"months": 0}, "sum one month or more"),
    ],
)  # fmt: skip
def test_what_cannot_be_divided_is_refused(
    table: pd.DataFrame, options: dict[str, str | int], message: str
) -> None:
    with pytest.raises(GtmsimError, match=message):
        own_rates(funnel(), table, **options)  # type: ignore[arg-type]
