"""The probability to hit a target, where theory knows it, and the table that tells it."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from gtmsim import GtmsimError
from gtmsim.experiment import Result, compare, log_of, read, rollup, simulate, sweep
from gtmsim.experiment.gathered import watched
from gtmsim.experiment.targets import of_log
from gtmsim.kpi import UnknownKpiError, measure
from gtmsim.scenario import Scenario
from tests.experiment.worlds import THINNED, desk
from tests.kpi.build import World

REPLICATIONS = 400
DAYS = 31
MEAN = 4 * 0.25 * (DAYS - 2 * (1 - math.exp(-DAYS / 2)))
"""Wins of January are Poisson: four leads a day, a quarter wins, after an exponential two days."""

TARGETS = {
    "low": {"label": "低い", "measure": "wins", "by": {"2026-01": 1}},
    "middle": {"measure": "wins", "by": {"2026-01": 30}},
    "high": {"measure": "wins", "by": {"2026-01": 500}},
}


def thinned(**targets: object) -> Scenario:
    return Scenario.from_text(THINNED).change(
        {"start": "2026-01-01", "horizon": f"{DAYS} days", "targets": targets or TARGETS}
    )


@pytest.fixture(scope="module")
def result() -> Result:
    return simulate(thinned(), replications=REPLICATIONS, kpis=["wins"], seed=4)


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """As in Wilson (1927), section 1."""
    z = float(stats.norm.ppf(0.975))
    share = hits / trials
    middle = share + z**2 / (2 * trials)
    half = z * math.sqrt(share * (1 - share) / trials + z**2 / (4 * trials**2))
    return (middle - half) / (1 + z**2 / trials), (middle + half) / (1 + z**2 / trials)


def test_the_probability_is_that_of_the_poisson_law(result: Result) -> None:
    row = result.targets().row("middle@2026-01")
    chance = float(stats.poisson.sf(29, MEAN))
    error = math.sqrt(chance * (1 - chance) / REPLICATIONS)
    assert row.hit is not None
    assert abs(row.hit.mean - chance) < 4 * error
    hits = int((result.values("wins") >= 30).sum())
    assert row.hit.mean == hits / REPLICATIONS
    assert (row.hit.low, row.hit.high) == pytest.approx(wilson(hits, REPLICATIONS))


def test_the_range_is_that_of_the_poisson_law(result: Result) -> None:
    row = result.targets().row("middle@2026-01")
    quantiles = np.quantile(result.values("wins"), [0.1, 0.5, 0.9], method="weibull").tolist()
    assert [row.p10, row.median, row.p90] == pytest.approx(quantiles)
    for found, share in ((row.p10, 0.1), (row.median, 0.5), (row.p90, 0.9)):
        # Four standard errors of a share of replications, on the scale of shares.
        error = 4 * math.sqrt(share * (1 - share) / REPLICATIONS)
        low = float(stats.poisson.ppf(max(share - error, 1e-6), MEAN))
        high = float(stats.poisson.ppf(share + error, MEAN))
        assert low <= found <= high
    assert row.attainment == row.median / 30


def test_a_target_below_every_outcome_is_hit_for_sure(result: Result) -> None:
    row = result.targets().row("low@2026-01")
    assert row.hit is not None
    z2 = float(stats.norm.ppf(0.975)) ** 2
    assert (row.hit.mean, row.hit.high) == (1, 1)
    assert row.hit.low == pytest.approx(REPLICATIONS / (REPLICATIONS + z2))


def test_a_target_above_every_outcome_is_never_hit(result: Result) -> None:
    row = result.targets().row("high@2026-01")
    assert row.hit is not None
    z2 = float(stats.norm.ppf(0.975)) ** 2
    assert (row.hit.mean, row.hit.low) == (0, 0)
    assert row.hit.high == pytest.approx(z2 / (REPLICATIONS + z2))


def test_the_kpis_agree_with_the_table(result: Result) -> None:
    log = log_of(result.experiment, 0, 7)
    table = measure(log, ["target_actual.TARGET", "target_hit.TARGET", "wins@2026-01"])
    wins = result.values("wins")[7]
    assert table.value("target_actual.middle@2026-01") == wins == table.value("wins@2026-01")
    assert table.value("target_hit.low@2026-01") == 1
    assert table.value("target_hit.high@2026-01") == 0


def test_targets_are_measured_besides_and_not_among_the_kpis_asked_for(result: Result) -> None:
    assert result.kpis == ("wins",)
    assert len(result.targets()) == 3


def test_the_page_says_what_it_is(result: Result) -> None:
    text, page = repr(result.targets()), result.targets()._repr_html_()
    for words in ("P(hit)", "P10 .. P90", "Not back-tested", f"8 in 10 of {REPLICATIONS} repl"):
        assert words in text
        assert words in page
    japanese = result.targets().grid("ja").text()
    for word in ("予算 (目標)", "着地見込み", "80%の見込み幅", "達成率", "達成確率", "実績未検証"):
        assert word in japanese
    assert "2026年1月" in japanese
    assert "信頼区間" not in japanese.replace("95%信頼区間", "")


def test_the_frame(result: Result) -> None:
    frame = result.targets().frame().set_index("target")
    row = frame.loc["middle@2026-01"]
    assert (row["amount"], row["unit"], row["replications"]) == (30, "leads", REPLICATIONS)
    assert row["p10"] <= row["p50"] <= row["p90"]
    assert row["chance_low"] < row["chance"] < row["chance_high"]


def test_a_row_that_is_not_there(result: Result) -> None:
    with pytest.raises(GtmsimError, match=r"Targets: low@2026-01, middle@2026-01, high@2026-01"):
        result.targets().row("middle@2026-02")


def test_one_log_gives_no_probability(result: Result) -> None:
    found = of_log(log_of(result.experiment, 0, 0))
    row = found.row("middle@2026-01")
    assert row.hit is None
    assert row.median == row.p10 == row.p90 == result.values("wins")[0]
    assert "no probability" in repr(found)
    assert "P(hit)  " not in repr(found)


def test_no_targets_no_rows() -> None:
    assert len(simulate(Scenario.from_text(THINNED), replications=2).targets()) == 0


def test_sums_are_told_as_such() -> None:
    scenario = thinned().change(
        {
            "targets": "none",
            "horizon": "3 months",
            "channels.web.interarrival.exponential": "1 day",
        }
    )
    by = {f"2026-0{month}": 7 for month in (1, 2, 3)}
    scenario = scenario.change("targets", {"t": {"measure": "wins", "by": by}})
    table = simulate(scenario, replications=3, kpis=["wins"]).targets()
    row = table.row("t@FY2026 Q1")
    assert (row.amount, row.note) == (21, "sum of its parts")
    assert "内訳の合計" in table.grid("ja").text()


def test_designs_are_judged_side_by_side_and_read_back(tmp_path: Path) -> None:
    better = thinned().change("stages.think.then.won.share", "35%")
    found = compare(
        {"today": thinned(), "better": better}, replications=20, kpis=["wins"], out=tmp_path / "c"
    )
    table = found.result.targets()
    assert len(table) == 6
    now, then = (table.row("middle@2026-01", design) for design in ("today", "better"))
    assert now.median < then.median
    assert repr(read(tmp_path / "c").targets()) == repr(table)
    assert "design" in repr(table)


def test_a_kpi_with_a_period_goes_through_experiments_and_stores(tmp_path: Path) -> None:
    swept = sweep(
        thinned(),
        {"stages.think.then.won.share": ["10%", "60%"]},
        replications=5,
        kpis=["wins@2026年1月", "wins@FY2026"],
        out=tmp_path / "s",
    )
    assert swept.kpis == ("wins@2026-01", "wins@FY2026")
    again = read(tmp_path / "s")
    for point in (0, 1):
        np.testing.assert_array_equal(
            again.values("wins@2026年1月", point), swept.values("wins@FY2026", point)
        )
    assert "only 1 of 12 months" in repr(again)
    assert swept.best("wins@2026-01").point.index == 1


def test_a_period_of_every_member_is_not_their_whole_run() -> None:
    asked = "utilization.TEAM@2026-04"
    result = simulate(desk(), replications=3, kpis=[asked])
    assert result.kpis == ("utilization.sales@2026-04",)
    assert watched(result.gathered) == ("utilization.sales@2026-04",)
    found = result.bottleneck()
    assert found is not None
    assert found.team == "sales"


def test_a_period_that_no_design_reaches_is_refused_before_anything_runs() -> None:
    with pytest.raises(UnknownKpiError, match="FY2028 is 2028-01-01"):
        simulate(thinned(), replications=2, kpis=["wins@FY2028"])
    with pytest.raises(UnknownKpiError, match="no target 'none@2026-01'"):
        simulate(thinned(), replications=2, kpis=["attainment.none@2026-01"])


# --- Rollup ----------------------------------------------------------------------------------


def test_a_rollup_measures_every_period() -> None:
    scenario = Scenario.from_text(THINNED).change(
        {"start": "2026-02-01", "horizon": "7 months", "fiscal_year_starts": "April"}
    )
    months, halves = (rollup(scenario, each, kpis=["wins"]) for each in ("month", "half"))
    frame = halves.frame().set_index("period")
    assert list(frame.index) == ["FY2025 H2", "FY2026 H1"]
    assert frame["note"].tolist() == ["only 2 of 6 months", "only 5 of 6 months"]
    monthly = months.frame().set_index("period")["p50"]
    assert monthly.iloc[:2].sum() == frame["p50"].iloc[0]
    assert monthly.iloc[2:].sum() == frame["p50"].iloc[1]
    assert "FY2026 H1 (only 5 of 6 months)" in repr(halves)
    assert "2026年度上期 (6か月のうち5か月のみ)" in halves.grids("ja")[0].text()


def test_a_rollup_over_replications_is_that_of_the_result() -> None:
    found = rollup(thinned(), "month", kpis=["wins"], replications=12, seed=3)
    values = simulate(thinned(), replications=12, kpis=["wins"], seed=3).values("wins")
    row = found.frame().iloc[0]
    assert [row["p10"], row["p50"], row["p90"]] == pytest.approx(
        np.quantile(values, [0.1, 0.5, 0.9], method="weibull").tolist()
    )
    assert (row["mean"], row["replications"]) == (pytest.approx(values.mean()), 12)


def test_a_rollup_refuses_ids_with_a_period_of_their_own() -> None:
    with pytest.raises(GtmsimError, match="names a period, and every period is shown"):
        rollup(thinned(), "month", kpis=["wins@2026-01"])
    with pytest.raises(GtmsimError, match=r"no period 'week'\. Periods are: month, quarter"):
        rollup(thinned(), "week")  # type: ignore[arg-type]


# --- What cannot be judged -------------------------------------------------------------------


def test_a_period_that_ends_after_the_run_is_told_and_not_judged() -> None:
    world = World(days=122).target("sales", "wins", "FY2026 H1", 4)
    world.target("sales", "wins", "FY2027 H1", 4)
    found = of_log(world.log())
    half, later = found.rows
    assert (half.median, half.hit, half.note) == (0, None, "only 4 of 6 months")
    assert math.isnan(later.median)
    assert later.note == "outside the run"
    text = repr(found)
    assert "only 4 of 6 months simulated: not judged" in text
    assert "outside the run" in text
    japanese = found.grid("ja").text()
    assert "6か月のうち4か月のみ: 判定なし" in japanese
    assert "シミュレーション期間外" in japanese


def test_a_target_hit_is_a_kpi_that_sweeps_can_rank_by() -> None:
    kpi_id = "target_hit.middle@2026-01"
    swept = sweep(
        thinned(), {"stages.think.then.won.share": ["20%", "40%"]}, replications=40, kpis=[kpi_id]
    )
    row = swept.targets().row("middle@2026-01", swept.points[1].label)
    assert row.hit is not None
    assert swept.estimate(kpi_id, 1).mean == row.hit.mean
    assert swept.best(kpi_id).point.index == 1


def test_a_share_of_replications_has_wilsons_interval_everywhere() -> None:
    """A KPI that is yes or no never spans less than 0 or more than 1."""
    from gtmsim.experiment.estimating import average
    from gtmsim.stats import share

    found = average("target_hit.budget@2026-04", [1.0, 1.0, float("nan"), 0.0], level=0.95)
    assert (found.low, found.high) == (share(2, 3).low, share(2, 3).high)
    assert found.missing == 1
    assert average("wins", [1.0, 1.0, 0.0], level=0.95).high > 1
