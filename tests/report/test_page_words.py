"""What the page says in words: whose names, which units, what is a comparison worth."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

import gtmsim
from gtmsim.experiment import Comparison, Result, compare, simulate, sweep
from gtmsim.experiment.briefing import Briefing, briefing
from gtmsim.experiment.lever import Lever
from gtmsim.report import figures
from gtmsim.report.board import board
from gtmsim.report.chapters import document
from gtmsim.report.document import Document, Fold, Table, Text, table
from gtmsim.report.explained import Explained, Tip
from gtmsim.report.figures.wording import design_name
from gtmsim.report.rounding import between, brief, signed
from gtmsim.report.telling import Teller
from gtmsim.scenario import Scenario
from gtmsim.stats import mean
from gtmsim.stats.compare import difference
from tests.report.strange import strange
from tests.report.test_report import NOTHING, words_of

JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def tables(made: Document, chapter: str) -> list[Table]:
    (found,) = [each for each in made.chapters if each.id == chapter]
    return [each for each in found.elements if isinstance(each, Table)]


def column(made: Table, at: int) -> list[str]:
    return [row[at].text for row in made.rows]


# --- Names -----------------------------------------------------------------------------------


def test_targets_are_called_by_their_ids_in_english_and_by_their_labels_in_japanese(
    told: Briefing,
) -> None:
    (english,), (japanese,) = (
        tables(document(told, lang, NOTHING), "sure")  # type: ignore[arg-type]
        for lang in ("en", "ja")
    )
    assert "new business FY2026 H1" in column(english, 0)
    assert not any(JAPANESE.search(each) for each in column(english, 0))
    assert "新規ARR 予算 2026年度上期" in column(japanese, 0)


def test_what_was_chosen_is_called_by_its_label_in_japanese(told: Briefing) -> None:
    words = words_of(document(told, "ja", NOTHING))
    for name, choice in told.scenario.choices.items():
        assert choice.label
        assert f"{choice.label}: {choice.use}" in words
        assert f"{name}: {choice.use}" not in words


def test_what_another_design_counts_otherwise_is_said(company: Scenario) -> None:
    options = company.choices["stop_rule"].options
    option = next(each for each in options if each != company.choices["stop_rule"].use)
    other = company.change({"choices.stop_rule.use": option, "label": "別案"})
    found = compare({"today": company, "other": other}, replications=2, kpis=["wins"])
    told = briefing(found.result)
    assert f"Otherwise in other: stop_rule: {option}." in words_of(document(told, "en", NOTHING))
    words = words_of(document(told, "ja", NOTHING))
    assert f"別案での違い: {company.choices['stop_rule'].label}: {option}。" in words


def test_points_of_a_sweep_are_called_by_the_labels_of_what_they_set(company: Scenario) -> None:
    path = "teams.inside_sales.headcount"
    told = briefing(sweep(company, {path: [2, 3]}, replications=2, kpis=["wins"]))
    (ranking,) = tables(document(told, "ja", NOTHING), "why")
    assert set(column(ranking, 1)) == {
        "インサイドセールス: 人員数 2",
        "インサイドセールス: 人員数 3",
    }
    (ranking,) = tables(document(told, "en", NOTHING), "why")
    assert all("inside_sales.headcount" in each for each in column(ranking, 1))


def test_what_a_point_sets_is_told_in_the_readers_words(company: Scenario) -> None:
    result = sweep(
        company, {"channels.website.leads": ["30 per month", "45 per month"]},
        replications=2, kpis=["wins", "total_cost"],
    )  # fmt: skip
    names = [design_name(result, point) for point in result.points]
    assert names[0][0].endswith("leads 30 per month")
    assert names[0][1].endswith("リード数 30/月")
    made = gtmsim.figure(result, "heat", kpi="wins")
    shown = figures.picture(made, lang="ja").axes[0].get_xticklabels()
    assert [each.get_text() for each in shown] == ["30/月", "45/月"]


def test_a_comparison_says_beside_what_its_baseline_stands(compared: Comparison) -> None:
    told = briefing(compared.result)
    assert document(told, "en", NOTHING).subtitle.endswith("; beside it: two desks")
    (numbers,) = tables(document(told, "en", NOTHING), "numbers")
    assert numbers.caption.startswith("one desk: ")


def test_units_of_kpis_are_words(told: Briefing) -> None:
    for lang, money in (("en", "money"), ("ja", "金額")):
        made = document(told, lang, NOTHING)  # type: ignore[arg-type]
        (chapter,) = [each for each in made.chapters if each.id == "definitions"]
        (listed,) = next(each for each in chapter.elements if isinstance(each, Fold)).elements
        assert isinstance(listed, Table)
        units = column(listed, 2)
        assert money in units
        assert "%" in units
        assert not {"share", "currency"} & set(units)
        assert all(listed.head)


def test_places_are_told_in_words_of_the_language(company: Scenario) -> None:
    teller = Teller.of(company, "ja")
    assert teller.place("teams.inside_sales.headcount") == "インサイドセールス: 人員数"
    assert teller.place("contract.expansion") == "契約: 拡張 (契約額比)"  # a law is no name
    assert teller.place("stages.mql_gate.factors.readiness").endswith("検討度")
    assert teller.place("stages.qualify.conversation") == teller.place("stages.qualify.work")
    assert teller.place("horizon") == teller.word("horizon")


def test_teams_that_only_other_designs_have_are_not_counted_as_empty(company: Scenario) -> None:
    extra = {"covers": ["inside_sales"], "headcount": 1, "salary": "600万円 per year"}
    other = company.change({"teams.helpers": extra, "teams.helpers.serves": {"recycled": "yes"}})
    found = compare({"today": company, "other": other}, replications=2)
    (numbers,) = tables(document(briefing(found.result), "en", NOTHING), "numbers")
    assert not [each for each in column(numbers, 0) if "helpers" in each]


# --- Numbers ---------------------------------------------------------------------------------


def test_small_shares_are_not_rounded_to_nothing() -> None:
    assert brief(0.0042, "share") == "0.4%"
    assert between(0.0022, 0.0068, "share", "ja") == "0.2〜0.7%"
    assert brief(0.0, "share") == "0%"
    assert brief(0.0999, "share") == "10%"


def test_what_is_exactly_nothing_is_not_about_nothing() -> None:
    assert between(0.0, 0.0, "leads") == "0 leads"
    assert between(0.0, 0.0, "leads", "ja") == "0件"


def test_a_loss_is_written_in_one_way_and_sorts_as_one() -> None:
    assert brief(-7.5e6, "JPY") == signed(-7.5e6, "JPY") == "-JPY 7.5 million"
    assert between(-1.2e7, -5e6, "JPY") == "-JPY 12 million to -JPY 5.0 million"
    made = table("", ["a"], [[brief(-7.5e6, "JPY")], ["below 12%"], ["約1,600件"], ["-"]])
    assert [row[0].number for row in made.rows] == [-7.5e6, 12.0, 1600.0, None]


def test_a_sentence_that_begins_with_a_number_is_no_number() -> None:
    made = table("", ["a"], [["90th percentile of business minutes on the promise's clock"]])
    assert made.rows[0][0].number is None


# --- What to do ------------------------------------------------------------------------------


@pytest.mark.parametrize(("gain", "more"), [(1.0e6, True), (4.0e6, False)])
def test_a_person_who_costs_more_than_is_gained_is_said_to(
    told: Briefing, gain: float, more: bool
) -> None:
    # 6,000,000 a year are 3,000,000 in the half by which the target is judged.
    steps = [gain - 1e5, gain, gain + 1e5]
    found = difference([0.0, 0.0, 0.0], steps, larger_is_better=True)
    lever = Lever("hire", "inside_sales", told.result.meaning(told.judged), found, 1)
    assert lever.helps
    shown = {fact.name: fact.note for fact in board(replace(told, lever=lever), "en").facts}[
        "What to do"
    ]
    assert "pay JPY 6.0 million a year" in shown
    assert ("more than is gained" in shown) == more


# --- What has no source ----------------------------------------------------------------------


def test_values_that_do_not_say_where_they_come_from_are_not_called_sourced() -> None:
    told = briefing(simulate(strange(), replications=2), further=False)
    assert not told.scenario.assumed
    facts = {fact.name: fact.note for fact in board(told, "en").facts}
    assert "blocks of values do not say where they come from" in facts["Main assumptions"]
    words = words_of(document(told, "en", NOTHING))
    assert "stages.step_0" in words
    assert "very value has a source" not in words
    desk = briefing(simulate(gtmsim.load("scenarios/one_desk.yaml"), replications=2), further=False)
    assert "very value has a source" in words_of(document(desk, "en", NOTHING))


def test_what_rests_on_unsaid_values_says_so() -> None:
    told = briefing(simulate(strange(), replications=2), further=False)
    found = difference([0.0, 0.0, 0.0], [9.0, 10.0, 11.0], larger_is_better=True)
    lever = Lever("hire", "team_with_a_rather_long_name_0", told.result.meaning("wins"), found, 1)
    cautions = board(replace(told, lever=lever), "en").cautions
    assert any("do not say where they come from: see" in each for each in cautions)


# --- What is shown ---------------------------------------------------------------------------


def test_a_sweep_that_leaves_out_today_says_of_what_the_first_screen_is(company: Scenario) -> None:
    result = sweep(
        company, {"teams.inside_sales.headcount": [5, 6]}, replications=2, kpis=["new_arr"]
    )
    told = briefing(result)
    assert document(told, "en", NOTHING).subtitle.endswith("; here: inside_sales.headcount 5")
    assert document(told, "ja", NOTHING).subtitle.endswith("、対象: インサイドセールス: 人員数 5")


def test_few_replications_promise_no_chance_in_a_figure_either(company: Scenario) -> None:
    few, enough = (gtmsim.simulate(company, replications=count) for count in (4, 10))
    for result, texts in ((few, 2), (enough, 5)):
        made = gtmsim.figure(result, "fan")
        assert isinstance(made, figures.FanFigure)
        assert bool(made.hit[0]) == (texts == 5)
        shown = [each.get_text() for each in figures.picture(made).axes[0].texts]
        assert len(shown) == texts
        assert any("1 in 10" in each for each in shown) == (texts == 5)


# --- What tips the answer --------------------------------------------------------------------


def _explained(result: Result, **changes: object) -> Explained:
    means = [result.estimate("waiting_time", point).mean for point in result.points]
    ends = tuple(zip((("a", "甲"), ("b", "乙")), means, strict=True))
    found = Explained(
        result.meaning("waiting_time"),
        ends,  # type: ignore[arg-type]
        {("faster answers", "応答の速さ"): mean([-0.2, -0.25, -0.22])},
        tried=("stages.answer.work",),
        within=2.0,
        replications=3,
    )
    return replace(found, **changes)  # type: ignore[arg-type]


def test_what_would_tip_the_answer_is_marked_as_unsourced_and_named(compared: Comparison) -> None:
    told = briefing(compared.result)
    tips = [Tip("stages.answer.work", "6 min", "3 min", "no clear difference")]
    found = _explained(compared.result, tips=tips)
    english = tables(document(told, "en", NOTHING, found), "assumed")[0]
    assert column(english, 0) == ["stages.answer.work *"]
    assert "* has no source" in english.note
    japanese = tables(document(told, "ja", NOTHING, found), "assumed")[0]
    assert column(japanese, 0) == ["回答: 作業時間 (stages.answer.work) *"]


def test_that_nothing_tips_the_answer_is_said_too(compared: Comparison) -> None:
    told = briefing(compared.result)
    made = document(told, "en", NOTHING, _explained(compared.result))
    assert "stages.answer.work) tips the answer, moved by a factor of up to 2" in words_of(made)


def test_causes_found_with_other_replications_say_so(compared: Comparison) -> None:
    told = briefing(compared.result)
    assert compared.result.replications == 5
    few, same = (
        [
            each.words
            for each in document(
                told, "en", NOTHING, _explained(compared.result, replications=count)
            )
            .chapters[0]
            .elements
            if isinstance(each, Text) and "courses of events of every design" in each.words
        ]
        for count in (3, 5)
    )
    assert len(few) == 1
    assert "from 3 courses of events" in few[0]
    assert not same
