"""In Japanese, teams, stages, rules and KPIs go by their labels; nothing is half in English."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import gtmsim
from gtmsim.experiment.actuals import _named
from gtmsim.experiment.bottleneck import Bottleneck
from gtmsim.experiment.reverse import reverse_funnel
from gtmsim.experiment.shocks import _rule
from gtmsim.kpi import RULES, UnknownKpiError, note_in
from gtmsim.kpi.kpi import NO_SPEND
from gtmsim.kpi.view import View
from gtmsim.log import EventLog

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"

LONE = """\
name: lone
start: 2026-04-01
horizon: 60 days
currency: JPY
segments: {all: {share: 100%, deal_size: 120万円 per year}}
channels: {web: {leads: 3 per day}}
stages:
  sell:
    label: 商談
    function: sales
    work: 9 h
    then: {won: 30%, lost: rest}
milestones: {won: end}
teams: {sales: {label: 営業, covers: [sales], headcount: 1, salary: 600万円 per year}}
"""


@pytest.fixture(scope="module")
def lone() -> EventLog:
    return gtmsim.run(gtmsim.compile(gtmsim.Scenario.from_text(LONE)))


def test_the_bottleneck_is_told_by_labels() -> None:
    result = gtmsim.simulate(gtmsim.Scenario.from_text(LONE), replications=2)
    found = result.bottleneck()
    assert found is not None
    assert found.text("ja").startswith("営業 (稼働率")
    assert "、商談で" in found.text("ja")
    assert found.text().startswith("sales, ")
    assert Bottleneck("a", 0.9, "", 0.0, True).text("ja") == "a (稼働率90%)"


def test_the_busiest_team_of_a_target_too() -> None:
    scenario = gtmsim.Scenario.from_text(LONE)
    found = reverse_funnel(
        scenario, 50_000_000, date(2026, 5, 30), replications=2, lead_rate=0.3, close_gap=False
    )
    told = "".join(grid.text() for grid in found.grids("ja"))
    assert "80%の見込み幅" in told
    assert "P10" not in told
    written = reverse_funnel(scenario, 50_000_000, "2026年5月30日", replications=2, lead_rate=0.3,
                             close_gap=False)  # fmt: skip
    assert written.by == found.by
    assert "最も忙しいチーム: 営業 (" in told


def test_nothing_spent_is_no_cost_of_0(lone: EventLog) -> None:
    """A file without costs of channels made a lead cost nothing, and LTV 36 times CAC."""
    for each in gtmsim.kpi.measure(lone, ["cost_per_lead", "cost_per_order", "cac_channels"]):
        assert each.value != each.value
        assert each.note == NO_SPEND
    (cac,) = gtmsim.kpi.measure(lone, ["cac"])
    assert cac.value > 0
    assert cac.warning == f"{NO_SPEND}: pay only"


def test_a_rate_of_what_is_not_counted_is_not_0(lone: EventLog) -> None:
    (rate,) = gtmsim.kpi.measure(lone, ["sal_rate"])
    assert rate.value != rate.value
    (count,) = gtmsim.kpi.measure(lone, ["sal"])
    assert count.value != count.value
    assert note_in(count.note, "ja") == "シナリオにsalの定義なし"


def test_rules_of_alerts_are_told_in_japanese() -> None:
    told = [_rule(each, "ja") for each in RULES]
    assert "新規リード数 (3か月移動平均から30%超の悪化)" in told
    assert not any("worse" in each or "average" in each for each in told)
    assert _rule(RULES[0], "en") == RULES[0].words


def test_why_inputs_are_not_told_apart_is_told_in_japanese() -> None:
    note = "6 sets of draws are too few: it needs 20"
    assert note_in(note, "ja") == "6回の反復では足りない (20回必要)"


def test_a_label_that_is_nearly_right_is_named(lone: EventLog) -> None:
    with pytest.raises(UnknownKpiError, match=r"Did you mean 有効商談 \(SQL\)"):
        _named(View(lone), "有効商談")
    with pytest.raises(UnknownKpiError, match=r"Did you mean 受注件数"):
        _named(View(lone), "受注数")
    with pytest.raises(UnknownKpiError, match="no KPI"):
        _named(View(lone), "xyz")
