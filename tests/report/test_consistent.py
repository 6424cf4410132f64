"""What a page says in two places is the same number, and no share is more than all of it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import gtmsim
from gtmsim.experiment import Result, sweep
from gtmsim.experiment.briefing import Briefing, briefing
from gtmsim.experiment.lever import one_more
from gtmsim.experiment.pages import sources
from gtmsim.experiment.paper import deal_size, win_rate
from gtmsim.experiment.run import simulate
from gtmsim.kpi.kpi import OPEN_DEALS
from gtmsim.kpi.periods import Period, whole_log
from gtmsim.kpi.response import pooled, responses
from gtmsim.report import figures
from gtmsim.report.board import board
from gtmsim.report.chapters import document
from gtmsim.report.document import Text
from gtmsim.report.figures.alternative import alternative
from gtmsim.report.figures.wording import design_name, person_name
from gtmsim.report.pictures import Pictures, pictures
from gtmsim.report.rounding import between, brief
from gtmsim.report.telling import Teller
from gtmsim.scenario import Scenario
from gtmsim.stats import difference as paired
from gtmsim.stats import mean, share

NOTHING = Pictures((), (), ())
SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"


def texts(found: Briefing, language: str, chapter: str) -> list[str]:
    """The sentences of a chapter."""
    told = document(found, "ja" if language == "ja" else "en", NOTHING)
    chosen = next(each for each in told.chapters if each.id == chapter)
    return [each.words for each in chosen.elements if isinstance(each, Text)]


# --- The first screen -----------------------------------------------------------------------


def test_main_assumptions_are_what_the_file_says_not_what_a_run_gives(told: Briefing) -> None:
    """Open deals that win in the period made the win rate of a run 111%."""
    line = {each.name: each.value for each in board(told, "ja").facts}["主な前提"]
    assert f"受注率 {win_rate(told.scenario):.0%} (工程の率の積)" in line
    assert f"平均受注単価 {brief(deal_size(told.scenario), 'JPY', 'ja')}" in line


def test_the_way_ends_at_the_numbers_of_the_first_screen(told: Briefing) -> None:
    """Also where the months are those of a few replications only."""
    assert told.landing is not None
    landing = replace(told.landing, p10=1e6, median=2e6, p90=3e6)
    made = figures.fan_figure(told.over_time, "new_arr", ("", ""), landing, level=False)
    assert made.lands == (1e6, 2e6, 3e6)
    assert "中央値 200万円" in alternative(made, "ja")


def test_without_a_target_too() -> None:
    company = gtmsim.load(SCENARIOS / "smb_inbound.yaml").change("horizon", "6 months")
    found = briefing(simulate(company, replications=3), further=False)
    assert found.landing is None
    way = next(each for each in pictures(found).sure if isinstance(each, figures.FanFigure))
    values = found.result.values(found.judged, found.point)
    assert way.lands[1] == pytest.approx(float(np.median(values)))


def test_nobody_is_hired_who_costs_more_than_he_brings(simulated: Result, told: Briefing) -> None:
    """The first screen advised to pay 120,000 USD a year for 5,900 USD of ARR."""
    lever = one_more(simulated, simulated.points[0], told.judged)
    assert lever is not None
    for gain, dear in (([50_000, 60_000, 55_000], True), ([9e6, 9.1e6, 9.2e6], False)):
        found = paired([0.0, 0.0, 0.0], gain)
        chosen = replace(told, lever=replace(lever, gain=found))
        shown = {each.name: each.value for each in board(chosen, "ja").facts}["打ち手"]
        assert ("費用に見合う打ち手なし" in shown) is dear
        shown = {each.name: each.value for each in board(chosen, "en").facts}["What to do"]
        assert ("None that pays for itself" in shown) is dear
    net = replace(lever.meaning, kpi="contribution")
    cost = replace(lever.meaning, kpi="cac", direction="lower")
    for meaning, gain in ((net, [50_000, 60_000, 55_000]), (cost, [-50_000, -60_000, -55_000])):
        found = paired([0.0, 0.0, 0.0], gain, larger_is_better=meaning is net)
        chosen = replace(told, lever=replace(lever, gain=found, meaning=meaning))
        assert "pays for itself" not in board(chosen, "en").text()


def test_one_lead_waits(told: Briefing) -> None:
    assert told.bottleneck is not None
    one = replace(told, bottleneck=replace(told.bottleneck, backlog=1.2, stage="qualify"))
    assert "about 1 lead waits at qualify" in board(one, "en").text()


def test_a_company_goes_by_its_own_name(told: Briefing) -> None:
    for label, name, title in (
        ("Acme Ltd", "acme_ltd", "Acme Ltd"), ("株式会社例", "company", "株式会社例"),
        ("自社", "own", "own"),
    ):  # fmt: skip
        named = replace(told, scenario=told.scenario.change({"label": label, "name": name}))
        assert document(named, "en", NOTHING).title == title


def test_a_chance_has_one_upper_end(told: Briefing) -> None:
    """Below 12% on the first screen, and 0% to 11% under it."""
    assert told.landing is not None
    never = replace(told, landing=replace(told.landing, hit=share(0, 30)))
    assert {each.name: each.value for each in board(never, "ja").facts}["達成確率"] == "12%未満"
    assert any("0%〜12%" in each for each in texts(never, "ja", "sure"))


# --- Speed and promises -----------------------------------------------------------------------


def test_the_promise_is_kept_as_often_as_the_kpi_says(company: Scenario) -> None:
    """A promise that ran out with nobody there is broken in the figure as in the KPI."""
    busy = company.change("teams.inside_sales.headcount", 1)
    log = gtmsim.run(gtmsim.compile(busy))
    stages = [each for each in responses(log) if each.promise]
    (kept,) = gtmsim.kpi.measure(log, ["service_level_kept"])
    counts = [len(each.minutes) for each in stages]
    assert sum(counts) == kept.denominator
    assert np.average([each.kept for each in stages], weights=counts) == pytest.approx(kept.value)
    assert np.isinf(stages[0].minutes).any()


def test_a_stage_that_nobody_touched_has_broken_promises() -> None:
    """One person works on the first lead for ever; all others wait in vain."""
    desk = Scenario.from_text(
        """
        start: 2026-04-01
        horizon: 30 days
        channels: {web: {every: 1 day, leads: 1}}
        stages:
          call:
            function: sales
            work: 60 days
            service_level: {first_touch_within: 1 h}
            then: {lost: 100%}
        teams: {sales: {covers: sales, headcount: 1, calendar: {hours: always}}}
        """
    )
    log = gtmsim.run(gtmsim.compile(desk))
    begin, end = whole_log(log)
    (late,) = responses(log, Period((begin + end) // 2, end))
    assert late.kept == 0
    assert len(late.minutes) > 10
    assert np.isinf(late.minutes).all()


def test_other_promises_are_named_where_they_count(told: Briefing) -> None:
    """15 business minutes, but an hour after the opening for those who came out of hours."""
    log, first = told.over_time.log, told.over_time.responses[0]
    assert "out_of_hours" in told.scenario.tree()["stages"]["qualify"]["service_level"]
    assert figures.promise_figure(log, first).besides
    fifteen = float(np.mean(first.minutes <= 15))
    assert not figures.promise_figure(log, first._replace(kept=fifteen)).besides


def test_responses_of_replications_are_pooled(told: Briefing) -> None:
    one = responses(told.over_time.log)
    twice = pooled([one, one])
    assert len(twice[0].minutes) == 2 * len(one[0].minutes)
    assert twice[0].kept == pytest.approx(one[0].kept)
    assert len(told.over_time.responses[0].minutes) > len(one[0].minutes)


# --- Shares -----------------------------------------------------------------------------------


def test_luck_is_never_more_than_all_of_the_spread(told: Briefing) -> None:
    """The share of the inputs is estimated, and an estimate may fall below nothing."""
    parts = told.uncertainty or simulate_parts()
    odd = replace(parts, inputs=mean([-0.2 * parts.total] * 3), luck=mean([1.2 * parts.total] * 3))
    assert odd.share_of_inputs == 0.0
    for language in ("en", "ja"):
        said = " ".join(texts(replace(told, uncertainty=odd), language, "sure"))
        assert "120%" not in said
        assert ("Nearly all of the spread is luck" in said) is (language == "en")


def simulate_parts():  # type: ignore[no-untyped-def]
    """Where the spread of a scenario with uncertain inputs comes from."""
    desk = uncertain()
    return simulate(desk, replications=30, kpis=["leads"]).uncertainty("leads")


def uncertain() -> Scenario:
    desk = gtmsim.load(SCENARIOS / "one_desk.yaml")
    stage = next(iter(desk.stages))
    return desk.change(f"stages.{stage}.work", {"exponential": "6 min (5 min..8 min)"})


def test_uncertain_inputs_are_named_in_words(told: Briefing) -> None:
    parts = told.uncertainty or simulate_parts()
    name = "stages.qualify.work"
    named = tuple(replace(each, name=name) for each in parts.contributions[:1])
    weighty = replace(parts, inputs=mean([0.4 * parts.total] * 3), contributions=named)
    said = " ".join(texts(replace(told, uncertainty=weighty), "ja", "sure"))
    assert "ばらつきの60%は運、40%は不確かな入力" in said
    assert name not in said
    assert f"主な入力: {told.scenario.stages['qualify'].label}" in said


def test_sources_add_up_to_the_whole() -> None:
    shown = sources(simulate(uncertain(), replications=30, kpis=["leads"]), "leads")
    for row in shown.rows:
        assert all(0 <= int(each) <= 100 for each in re.findall(r"(-?\d+)%", " ".join(row)))


def test_a_win_rate_that_counts_open_deals_says_so(company: Scenario) -> None:
    log = gtmsim.run(gtmsim.compile(company))
    whole, month = (
        gtmsim.kpi.measure(log, ["win_rate"]),
        gtmsim.kpi.measure(log, ["win_rate@2026-05"]),
    )
    assert OPEN_DEALS in next(iter(whole)).warning
    assert OPEN_DEALS not in next(iter(month)).warning
    cohort = next(iter(gtmsim.kpi.measure(log, ["win_rate_cohort"])))
    assert OPEN_DEALS not in cohort.warning


@pytest.mark.parametrize(
    ("value", "told"), [(0.0084, "0.8%"), (0.014, "1.4%"), (0.3, "30%"), (0, "0%"), (0.0001, "0%")]
)
def test_a_few_percent_keep_a_decimal(value: float, told: str) -> None:
    """A churn of 1%, range 0 to 1%, tells nobody anything."""
    assert brief(value, "share") == told


def test_a_range_of_churn() -> None:
    assert between(0.004, 0.011, "share", "ja") == "0.4〜1.1%"


# --- Words ------------------------------------------------------------------------------------


def test_what_a_sweep_sets_is_told_in_words(company: Scenario) -> None:
    """It read `field sales.headcount 6` in both languages."""
    found = sweep(company, {"teams.inside_sales.headcount": [2, 3]}, replications=1, kpis=["wins"])
    label = company.teams["inside_sales"].label
    made = figures.heat_figure(found, "wins")
    assert made.across == ("inside_sales.headcount", f"{label}: 人員数")
    english, japanese = design_name(found, found.points[0])
    assert english == "inside_sales.headcount 2"
    assert japanese == f"{label}: 人員数 2"


def test_people_and_definitions_are_told_by_their_labels(told: Briefing) -> None:
    log = told.over_time.log
    label = told.scenario.teams["inside_sales"].label
    assert person_name(log, "inside_sales-2") == ("inside sales 2", f"{label}2")
    assert person_name(log, "Sato-Suzuki") == ("Sato-Suzuki", "Sato-Suzuki")
    said = " ".join(texts(told, "ja", "definitions"))
    assert "ARRの計上時点: 契約締結時" in said
    assert "arr_from" not in said


def test_where_a_stage_leads_is_told_by_its_label(company: Scenario) -> None:
    teller = Teller.of(company, "ja")
    stage, then = next((name, each.then) for name, each in company.stages.items() if each.then)
    onward = next(iter(then))
    told = teller.place(f"stages.{stage}.then.{onward}")
    assert onward not in told
    assert told.startswith(company.stages[stage].label or "")
