"""A result tells what it holds, how sure it is, and what is best."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from gtmsim.errors import GtmsimError
from gtmsim.experiment import Comparison, ExperimentError, Result, compare, simulate, sweep
from gtmsim.kpi import UnknownKpiError
from gtmsim.stats import difference, mean
from tests.experiment import worlds


@pytest.fixture(scope="module")
def result() -> Result:
    return sweep(
        worlds.desk().change("stages.answer.work", {"exponential": "2 h"}),
        {"teams.sales.headcount": [1, 2, 3]},
        replications=30,
        kpis=["wins", "waiting_time", "utilization.TEAM"],
    )


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    designs = {"one": worlds.desk(), "two": worlds.desk().change("teams.sales.headcount", 2)}
    designs["two again"] = designs["two"]
    return compare(designs, replications=30, kpis=["wins", "waiting_time", "utilization.sales"])


def test_the_frame_has_every_number(result: Result) -> None:
    frame = result.frame()
    assert list(frame.columns)[:5] == ["point", "label", "replication", "kpi", "value"]
    assert len(frame) == 3 * 30 * 3
    own = frame[(frame["point"] == 1) & (frame["kpi"] == "wins")]["value"]
    assert own.tolist() == result.values("wins", "sales.headcount 2").tolist()


def test_the_summary_has_intervals(result: Result) -> None:
    summary = result.summary(["wins"])
    estimate = mean(result.values("wins", 0))
    row = summary.iloc[0]
    assert (row["mean"], row["low"], row["high"]) == (estimate.mean, estimate.low, estimate.high)
    assert row["teams.sales.headcount"] == "1"
    assert row["p10"] < row["mean"] < row["p90"]
    assert row["replications"] == 30


def test_best_first(result: Result) -> None:
    text = repr(result).splitlines()
    assert text[0] == "3 designs, best first; seed 0, 30 replications each"
    assert text[1].split()[:2] == ["sales.headcount", "Wins"]
    ranking = result.ranking("waiting_time")
    assert [row.point.label for row in ranking.rows] == [
        "sales.headcount 3",
        "sales.headcount 2",
        "sales.headcount 1",
    ]
    assert ranking.rows[0].verdict == "the best"
    assert ranking.rows[2].verdict == "behind the best"
    assert result.best("waiting_time").point.index == 2
    with pytest.raises(ExperimentError, match="neither higher nor lower is better"):
        result.best("utilization.sales")
    with pytest.raises(UnknownKpiError, match="was not measured"):
        result.best("leads")


def test_equal_designs_are_one_in_a_ranking() -> None:
    """Two designs with the same numbers are equally good, whatever is said of the others."""
    found = sweep(
        worlds.desk(),
        {"teams.sales.headcount": [1, 60, 61]},
        replications=20,
        kpis=["waiting_time"],
    )
    assert [row.verdict for row in found.ranking().rows] == [
        "the best",
        "the best",
        "behind the best",
    ]


def test_the_bottleneck_is_named(result: Result) -> None:
    first = result.bottleneck("sales.headcount 1")
    assert first is not None
    assert (first.team, first.stage, first.short) == ("sales", "answer", True)
    last = result.bottleneck("sales.headcount 3")
    assert last is not None
    assert not last.short
    assert str(last).startswith("none (sales, ")
    assert "busy" in repr(result).splitlines()[2]


def test_html_says_the_same(result: Result) -> None:
    html = result._repr_html_()
    assert html.startswith("<table>")
    assert html.count("<tr>") == 4
    assert "headcount" in html


def test_unknown_points_are_named(result: Result) -> None:
    with pytest.raises(ExperimentError, match=r"Points are: sales\.headcount 1"):
        result.values("wins", "sales.headcount 9")


def test_a_design_without_a_kpi_has_none(result: Result) -> None:
    """Designs differ in their teams: what one lacks is NaN with the reason, not a failure."""
    other = worlds.DESK.replace("  sales: {label", "  closers: {label")
    designs = {"sales": worlds.desk(), "closers": type(worlds.desk()).from_text(other)}
    found = compare(designs, replications=3, kpis=["wins", "utilization.sales"])
    assert found.result.failures == ()
    assert np.isnan(found.result.values("utilization.sales", "closers")).all()
    summary = found.result.summary(["utilization.sales"])
    assert "sales" in summary.iloc[1]["note"] or summary.iloc[1]["replications"] == 0


# --- Comparison --------------------------------------------------------------------------------


def test_differences_are_paired(comparison: Comparison) -> None:
    row = comparison.row("waiting_time", "two")
    old, new = (comparison.result.values("waiting_time", name) for name in ("one", "two"))
    expected = difference(old, new, larger_is_better=False)
    assert row.difference == expected
    assert row.verdict == "better"
    assert row.against is not None
    assert row.against.verdict == "better"


def test_the_same_design_is_no_clear_difference(comparison: Comparison) -> None:
    again = comparison.result.compare(["wins"], baseline="two").row("wins", "two again")
    assert again.verdict == "no clear difference"
    assert again.difference is not None
    assert again.difference.change.mean == 0


def test_neutral_kpis_are_higher_or_lower(comparison: Comparison) -> None:
    row = comparison.row("utilization.sales", "two")
    assert row.verdict == "lower"
    assert row.against is None


def test_the_comparison_reads_well(comparison: Comparison) -> None:
    text = repr(comparison)
    assert text.splitlines()[0] == "Compared with one; seed 0"
    assert "30 paired replications" in text
    assert "better" in text
    assert comparison._repr_html_().count("<tr>") == 7
    assert len(comparison.frame()) == 6


def test_a_comparison_needs_two() -> None:
    with pytest.raises(ExperimentError, match="two designs"):
        compare({"one": worlds.desk()})
    with pytest.raises(ExperimentError, match="two designs"):
        simulate(worlds.desk(), replications=2).compare()


# --- How many replications ------------------------------------------------------------------------


def test_precision_adds_replications_until_it_is_reached() -> None:
    result = simulate(worlds.desk(), precision="3%", kpis=["wins"])
    assert 30 <= result.replications < 1000
    estimate = result.estimate("wins")
    assert estimate.relative_half_width <= 0.03
    assert f"precision reached after {result.replications} replications" in repr(result)
    again = simulate(worlds.desk(), replications=result.replications, kpis=["wins"])
    assert again.values("wins").tolist() == result.values("wins").tolist()


def test_precision_by_kpi_and_its_cap() -> None:
    result = simulate(
        worlds.desk(), precision={"wins": "0.1%", "leads": "5"}, replications=40, kpis=["wins"]
    )
    assert result.replications == 40
    assert "stopped at the cap of 40 replications: wins not yet within 0.1%" in repr(result)
    assert result.values("leads").shape == (40,)


def test_precision_of_wins_is_meant_where_none_is_named() -> None:
    result = simulate(worlds.desk(), precision="5%")
    assert result.estimate("wins").relative_half_width <= 0.05


@pytest.mark.parametrize(
    ("rest", "why"),
    [
        ({"replications": 0}, "replications is 0"),
        ({"seed": -1}, "seed is -1"),
        ({"precision": "soon"}, "neither a percentage"),
        ({"kpis": []}, "no KPI is asked for"),
        ({"kpis": "wins"}, "is a list of ids"),
    ],
)
def test_nonsense_is_refused(rest: dict[str, object], why: str) -> None:
    with pytest.raises(GtmsimError, match=why):
        simulate(worlds.desk(), **rest)  # type: ignore[arg-type]


def test_designs_without_names_are_refused() -> None:
    designs: Any = [worlds.desk(), worlds.desk()]
    with pytest.raises(GtmsimError, match="designs are given by name, not as a list"):
        compare(designs, replications=2)


@pytest.mark.parametrize(("wild", "told"), [(1_000, True), (-1_000, False)])
def test_what_always_goes_one_way_is_told_although_the_mean_is_unclear(
    wild: float, told: bool
) -> None:
    """Eleven small differences and a wild one: the t interval covers zero either way."""
    gains = np.array([*range(1, 12), wild], dtype=float)
    made = difference(np.zeros(12), gains)
    assert made.verdict == "no clear difference"
    desk = worlds.desk()
    found = compare({"a": desk, "b": desk}, replications=2, kpis=["leads"])
    text = replace(found, rows=(replace(found.rows[0], difference=made),)).grid().text()
    assert ("better in each of 12 replications" in text) == told
