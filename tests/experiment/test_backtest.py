"""A scenario against what happened: coverage, bias, naive forecasts, and the record that stays."""

from __future__ import annotations

import json
import math
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import gtmsim
from gtmsim import GtmsimError, ScenarioError, backtest
from gtmsim.experiment import ExperimentError, simulate
from gtmsim.experiment.accuracy import coverage_of_all, errors, lean, usual
from gtmsim.experiment.naive import last_year, spreadsheet
from gtmsim.experiment.tested import BACKTEST, read_backtest, write_backtest
from gtmsim.log import EventLog
from gtmsim.scenario import Scenario
from gtmsim.stats import likely_quantiles

NAN = math.nan

CLOCKWORK = """
name: clockwork
label: 一日一件
start: 2026-04-01
horizon: 3 months
currency: JPY
calendar: {hours: always}
channels:
  web: {label: ウェブ, every: 1 day, leads: 1}
segments: {all: {share: 100%, deal_size: 100万円}}
stages:
  sell: {label: 商談, function: sales, work: 10 min, then: {won: 100%}}
milestones: {mql: sell, won: end}
teams: {sales: {label: 営業, covers: [sales], headcount: 1}}
"""
"""One lead a day, each won ten minutes later: 30, 31 and 30 of all that is counted."""

STEADY = """
name: steady
start: 2026-01-01
horizon: 24 months
channels:
  a: {leads: 100 per month}
  b: {leads: 100 per month}
  c: {leads: 100 per month}
  d: {leads: 100 per month}
stages:
  think:
    decides: {after: {exponential: 2 days}}
    then: {won: {share: 25%, to: end, milestone: won}, lost: rest}
teams: {}
"""


def clockwork() -> Scenario:
    return Scenario.from_text(CLOCKWORK, "clockwork.yaml")


def seen(*rows: tuple[str, str, object]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["month", "kpi", "value"])


# --- By hand -----------------------------------------------------------------------------------


def test_errors_by_hand() -> None:
    """(12 - 10 + 15 - 20) / 30; the mean of 2/10 and 5/20."""
    found = errors(np.array([10.0, 20.0]), np.array([12.0, 15.0]))
    assert found is not None
    assert found.bias == pytest.approx(-3 / 30)
    assert found.size == pytest.approx((0.2 + 0.25) / 2)
    assert not found.weighted


def test_an_actual_of_zero_makes_the_error_weighted() -> None:
    """A share of nothing is not defined: (1 + 2) / (0 + 4) instead of a mean of shares."""
    found = errors(np.array([0.0, 4.0]), np.array([1.0, 6.0]))
    assert found is not None
    assert found.weighted
    assert found.size == pytest.approx(3 / 4)
    nothing = errors(np.array([0.0, 0.0]), np.array([1.0, 0.0]))
    assert nothing is not None
    assert math.isnan(nothing.size)
    assert math.isnan(nothing.bias)


def test_a_naive_forecast_is_compared_over_the_months_that_it_has() -> None:
    actual, model = np.array([10.0, 20.0]), np.array([11.0, 10.0])
    found = errors(actual, np.array([NAN, 22.0]), model)
    assert found is not None
    assert (found.months, found.size, found.model) == (1, pytest.approx(0.1), pytest.approx(0.5))
    assert errors(actual, np.array([NAN, NAN]), model) is None


def test_last_year_is_the_same_month_twelve_months_before() -> None:
    known = {date(2025, 4, 1): 7.0, date(2025, 5, 1): 8.0}
    found = last_year([date(2026, 4, 1), date(2026, 6, 1)], known)
    assert found[0] == 7.0
    assert math.isnan(found[1])


def test_a_second_year_repeats_what_was_known_on_the_first_day() -> None:
    """What happened in the first year of the test was not known then."""
    known = {date(2025, 4, 1): 7.0, date(2026, 3, 1): 8.0}
    assert last_year([date(2027, 3, 1), date(2027, 4, 1)], known).tolist() == [8.0, 7.0]
    long = clockwork().change("horizon", "14 months")
    found = backtest(
        long,
        seen(("2025-04", "leads", 27), ("2026-04", "leads", 30), ("2027-04", "leads", 30)),
        replications=9,
    )
    assert found.score("leads").last_year.tolist() == [27.0, 27.0]


def test_volumes_times_rates_by_hand() -> None:
    """100 x 20% + 50 x 40% = 40 SQL; 100 x 5% + 50 x 10% = 10 wins, 25% of the SQL."""
    rates = np.array([[1.0, 0.2, 0.05], [1.0, 0.4, 0.1]])
    found = spreadsheet(
        ["web", "event"], np.array([[100.0], [50.0]]), ["arrival", "sql", "won"], rates,
        {"new_arr": 2_000_000.0},
    )  # fmt: skip
    assert found["leads"].tolist() == [150.0]
    assert found["sql"].tolist() == pytest.approx([40.0])
    assert found["wins"].tolist() == pytest.approx([10.0])
    assert found["wins.event"].tolist() == pytest.approx([5.0])
    assert found["win_rate"].tolist() == pytest.approx([0.25])
    assert found["new_arr"].tolist() == pytest.approx([20_000_000.0])


def test_a_whole_back_test_by_hand() -> None:
    """30, 31 and 30 leads came in the simulation, 30, 40 and none in the company."""
    found = backtest(
        clockwork(),
        seen(("2025-04", "leads", 27), ("2026-04", "leads", 30), ("2026-05", "leads", 40),
             ("2026-06", "leads", 0)),
        replications=9,
    )  # fmt: skip
    score = found.score("leads")
    assert (score.held, found.inside, found.values) == (1, 1, 3)
    assert score.median.tolist() == [30, 31, 30]
    assert score.own.bias == pytest.approx((91 - 70) / 70)
    assert score.own.weighted
    assert score.own.size == pytest.approx((0 + 9 + 30) / 70)
    before = score.by_last_year
    assert before is not None
    assert (before.months, before.size, before.model) == (1, pytest.approx(3 / 30), 0.0)
    assert score.by_sheet is not None
    assert score.by_sheet.size == pytest.approx((0 + 9 + 30) / 70)
    text = repr(found)
    for words in ("WAPE", "1 of 3 months; simulation 0%", "3 months are few", "outside"):
        assert words in text


def test_what_is_missing_is_said() -> None:
    found = backtest(clockwork(), seen(("2026-05", "wins", 31)), replications=9)
    assert [f"{month:%Y-%m}" for month in found.months] == ["2026-05"]
    assert "missing" in found.grids()[0].text()
    assert any("do not hold it" in line for line in found.verdict())
    assert any("前年同月の値がありません" in line for line in found.verdict("ja"))
    with pytest.raises(ExperimentError, match="was not compared"):
        found.score("leads")


def test_a_kpi_goes_by_its_japanese_label_too() -> None:
    rows = seen(("2026年5月", "受注件数", "31"), ("2026/5/1", "稼働率: 営業", "1%"),
                ("2026-05", "bookings", "3100万円"))  # fmt: skip
    found = backtest(clockwork(), rows, replications=9)
    assert [each.meaning.kpi for each in found.scores] == ["wins", "utilization.sales", "bookings"]
    assert found.score("bookings").held == 1
    assert found.score("bookings").sheet.tolist() == [pytest.approx(31_000_000)]


# --- Whether it says what is true ----------------------------------------------------------------


@pytest.mark.parametrize("replications", [9, 30, 99])
def test_one_more_replication_lies_inside_8_times_in_10(replications: int) -> None:
    """However many replications; 4 standard errors of 4,000 experiments."""
    chance = np.random.default_rng(6)
    tries = 4_000
    inside = 0
    for _ in range(tries):
        *sample, one_more = chance.normal(size=replications + 1)
        low, _, high = likely_quantiles(sample)
        inside += low <= one_more <= high
    assert abs(inside / tries - 0.8) < 4 * math.sqrt(0.8 * 0.2 / tries)


def test_a_right_model_is_seldom_called_biased() -> None:
    """At most 5 in 100, in months that hang together as in months that do not."""
    chance = np.random.default_rng(7)
    tries = 1_000
    called = 0
    for _ in range(tries):
        months = chance.normal(size=(100, 6)) + chance.normal(size=(100, 1))
        called += lean(months[0], months[1:]) != ""
    assert called / tries < 0.05 + 4 * math.sqrt(0.05 * 0.95 / tries)


def test_months_count_once_for_all_kpis() -> None:
    """48 values in 6 months are not 48 independent ones."""
    part, low, high = coverage_of_all(36, 48, 6)
    alone = coverage_of_all(36, 48, 48)
    assert part == 0.75
    assert low < alone[1]
    assert high > alone[2]
    assert usual(6) == (3, 6)


@pytest.fixture(scope="module")
def truth() -> pd.DataFrame:
    """Leads and months of a course of events that the back-test does not know."""
    steady = Scenario.from_text(STEADY)
    log = gtmsim.run(gtmsim.compile(steady), seed=20_260)
    months = [f"{2026 + at // 12}-{at % 12 + 1:02}" for at in range(24)]
    rows = [
        (month, f"leads.{channel}", _leads(log, channel, month))
        for channel in "abcd"
        for month in months
    ]
    return seen(*rows)


def _leads(log: EventLog, channel: str, month: str) -> float:
    (row,) = gtmsim.measure(log, [f"leads.{channel}@{month}"])
    return row.value


@pytest.mark.slow
def test_a_truth_of_the_same_scenario_is_covered_8_times_in_10(truth: pd.DataFrame) -> None:
    """96 independent counts of mean 100; an end of the range may be hit exactly (sd 10)."""
    found = backtest(Scenario.from_text(STEADY), truth, replications=99, seed=1)
    hit_exactly = 2 * 0.1755 / 10
    error = 3 * math.sqrt(0.8 * 0.2 / found.values)
    assert found.values == 96
    assert 0.8 - error < found.inside / found.values < 0.8 + hit_exactly + error
    assert sum(score.lean != "" for score in found.scores) <= 1


@pytest.mark.slow
def test_twice_the_leads_are_told_as_too_high(truth: pd.DataFrame) -> None:
    wrong = Scenario.from_text(STEADY).change(
        {f"channels.{channel}.leads": "200 per month" for channel in "abcd"}
    )
    found = backtest(wrong, truth, replications=50)
    assert {score.lean for score in found.scores} == {"high"}
    assert found.inside == 0
    assert found.scores[0].own.bias == pytest.approx(1, abs=0.15)
    told = "\n".join(found.verdict())
    assert "too high: " in told
    assert "clearly too few" in told


# --- Bad files ---------------------------------------------------------------------------------


def test_every_problem_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "actuals.csv"
    path.write_text(
        "month,kpi,value\n"
        "2026-04,winz,1\n"
        "April,leads,1\n"
        "2026-04,leads,\n"
        "2026-04,leads,many\n"
        "2026-05,leads,-3\n"
        "2026-04,win_rate,35\n"
        "2026-04,utilization.TEAM,50%\n"
        "2026-04,wins@2026-04,1\n"
        "2026-04,wins,1,240\n"
        "2026-07,wins,1\n"
        "2026-04,wins,1\n"
        "2026-04,受注件数,2\n"
        "2026-04,bookings,30 USD\n"
        "2026-05,win_rate,nan%\n"
        '2026-05,wins,"12,5"\n',
        encoding="utf-8",
    )
    with pytest.raises(ScenarioError) as refused:
        backtest(clockwork(), path)
    text = str(refused.value)
    expected = (
        (2, "no KPI 'winz'. Did you mean wins"),
        (3, "'April' is no month: write 2026-04"),
        (4, "no value. Write 0 for none; leave out the row if not known"),
        (5, "'many' is no number in leads: write 7"),
        (6, "-3 is below 0"),
        (7, "35 as a share is 3500%: write 35%"),
        (8, "'utilization.TEAM' is several: name one, utilization.NAME of sales"),
        (9, "names a period: the column month does"),
        (10, '4 cells, the heading has 3. Write "1,240" in quotes'),
        (11, "2026-07 is after the horizon: the run ends on 2026-06-30. Lengthen `horizon`"),
        (13, "2026-04 stands in line 12 already"),
        (14, "'30 USD' is no number in JPY"),
        (15, "'nan%' is no number in share"),
        (16, "'12,5' is no number in leads"),
    )
    for line, message in expected:
        assert any(f"line {line} " in row and message in row for row in text.splitlines()), message
    assert len(refused.value.problems) == len(expected)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"month,kpi,value\n", "no rows"),
        (b"month,kpi\n2026-04,wins\n", "heading value is missing"),
        (b"month,kpi,number\n2026-04,wins,1\n", "unknown heading 'number'"),
        ("月,指標,値\n".encode("cp932"), "Shift JIS"),
        (b"month,kpi,value\n2025-04,wins,1\n", "nothing to compare"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "actuals.csv"
    path.write_bytes(content)
    with pytest.raises(ScenarioError, match=message):
        backtest(clockwork(), path)


def test_what_cannot_be_asked_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExperimentError, match="cannot be read"):
        backtest(clockwork(), tmp_path / "none.csv")
    with pytest.raises(ExperimentError, match="needs 9 or more"):
        backtest(clockwork(), seen(("2026-04", "wins", 1)), replications=5)


def test_a_month_that_is_simulated_in_part_is_refused() -> None:
    late = clockwork().change("start", "2026-04-15")
    with pytest.raises(ScenarioError, match="2026-04 is simulated in part"):
        backtest(late, seen(("2026-04", "wins", 1), ("2026-05", "wins", 31)))


# --- What was known then -------------------------------------------------------------------------


def test_a_source_that_names_a_later_month_is_a_warning() -> None:
    learnt = clockwork().change("channels.web.source", "CRM, 2026-04 to 2026-06")
    found = backtest(learnt, seen(("2026-05", "wins", 31)), replications=9)
    assert found.known_then.sources == ("channels.web",)
    assert any("channels.web" in line and "worthless" in line for line in found.verdict())
    before = clockwork().change("channels.web.source", "CRM, 2025-04 to 2026-03")
    found = backtest(before, seen(("2026-05", "wins", 31)), replications=9)
    assert found.known_then.sources == ()


@pytest.mark.parametrize(
    ("source", "later"),
    [
        ("CRM, 2026年度上期", True), ("CRM FY2026 H1", True), ("fy2026 q1", True),
        ("2026年度第1四半期", True), ("2025年度下期", False), ("FY2025 Q4", False),
        ("FY2026 H9", False), ("FY2026 budget", False), ("2027年", True), ("2026年4月", False),
    ],
)  # fmt: skip
def test_a_source_from_the_half_year_that_is_tested_is_a_warning(source: str, later: bool) -> None:
    """The test begins with the first half of the fiscal year 2026."""
    learnt = clockwork().change({"channels.web.source": source, "fiscal_year_starts": "April"})
    found = backtest(learnt, seen(("2026-05", "wins", 31)), replications=9)
    assert found.known_then.sources == (("channels.web",) if later else ())


def test_a_scenario_that_starts_from_nothing_is_a_warning() -> None:
    found = backtest(clockwork(), seen(("2026-05", "wins", 31)), replications=9)
    assert found.known_then.from_nothing
    assert any("reads low" in line for line in found.verdict())
    opened = clockwork().change("opening.deals", [{"id": "D1", "stage": "sell"}])
    found = backtest(opened, seen(("2026-05", "wins", 31)), replications=9)
    assert (found.known_then.from_nothing, found.known_then.opening) == (False, 1)
    assert not any("reads low" in line for line in found.verdict())


# --- The record ----------------------------------------------------------------------------------


def test_the_record_is_found_for_this_scenario_only(tmp_path: Path) -> None:
    company = clockwork()
    found = backtest(company, seen(("2026-05", "wins", 31)), replications=9)
    path = write_backtest(tmp_path, found)
    kept = read_backtest(tmp_path, company)
    assert kept is not None
    assert kept["text"] == (
        "2026-05 .. 2026-05, 1 KPI: 1 of 1 monthly values (100%) within the range that should "
        "hold 80% (DataFrame)."
    )
    assert "2026-05" in kept["label"]
    changed = company.change("teams.sales.headcount", 2)
    assert read_backtest(tmp_path, changed) is None
    # The record of another scenario of the folder does not take its place.
    write_backtest(tmp_path, backtest(changed, seen(("2026-05", "wins", 31)), replications=9))
    assert read_backtest(tmp_path, company) == kept
    assert read_backtest(tmp_path, changed) is not None
    # Results lie in a folder below.
    assert read_backtest(tmp_path / "results", company) == kept
    assert json.loads(path.read_text(encoding="utf-8"))["hash"] == changed.hash
    (tmp_path / BACKTEST).write_text("[1]")
    with pytest.raises(GtmsimError, match="no back-test"):
        write_backtest(tmp_path, found)


def test_the_simulation_is_the_one_that_everybody_runs() -> None:
    steady = Scenario.from_text(STEADY).change("horizon", "1 month")
    found = backtest(steady, seen(("2026-01", "wins", 90)), replications=9, seed=4)
    same = simulate(steady, replications=9, seed=4, kpis=["wins@2026-01"]).values("wins@2026-01")
    assert found.score("wins").median[0] == np.median(same)
