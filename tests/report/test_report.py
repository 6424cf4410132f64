"""The report: its first screen says what a board asks, and nothing that would embarrass."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

import gtmsim
from gtmsim.cli import app
from gtmsim.experiment import Comparison, ExperimentError, Result, sweep
from gtmsim.experiment.briefing import Briefing, briefing
from gtmsim.experiment.lever import best_design, one_more
from gtmsim.experiment.tested import BACKTEST, read_backtest
from gtmsim.report.board import board
from gtmsim.report.chapters import document
from gtmsim.report.document import Bullets, Document, Fold, Table, Text
from gtmsim.report.explained import Explained, Tip, explained_figure
from gtmsim.report.figures import WaterfallFigure
from gtmsim.report.figures.wording import design_name, said
from gtmsim.report.onepage import MARK, page
from gtmsim.report.pictures import Pictures, pictures
from gtmsim.report.rounding import between, brief, chance, money, signed, tick
from gtmsim.report.sentences import SENTENCES
from gtmsim.scenario import Scenario
from gtmsim.stats import mean, share

ROOT = Path(__file__).resolve().parents[2]
NOTHING = Pictures((), (), ())
RUN = CliRunner()


def facts(found: Briefing, lang: str) -> dict[str, str]:
    shown = board(found, "ja" if lang == "ja" else "en")
    return {fact.name: fact.value for fact in shown.facts}


# --- The first screen ------------------------------------------------------------------------


def test_a_board_reads_landing_range_target_and_chance(told: Briefing) -> None:
    landing = told.landing
    assert landing is not None
    assert landing.hit is not None
    assert landing.target == "new_business@FY2026 H1"
    shown = facts(told, "ja")
    assert list(shown) == [
        "2026年度上期 新規ARR 着地見込み",
        "80%の見込み幅",
        "予算 (目標)",
        "達成確率",
        "ボトルネック工程",
        "打ち手",
        "主な前提",
    ]
    assert shown["2026年度上期 新規ARR 着地見込み"] == brief(landing.median, "JPY", "ja")
    assert shown["予算 (目標)"] == "5,300万円"
    assert shown["達成確率"] == f"{landing.hit.mean:.0%}"
    assert "稼働率" in shown["ボトルネック工程"]


def test_on_one_line_it_reads_as_it_would_be_said(told: Briefing) -> None:
    line = board(told, "ja").text()
    assert line.startswith("2026年度上期 新規ARR 着地見込み ")
    for words in (
        " / 80%の見込み幅 ",
        " / 予算 (目標) 5,300万円 / 達成確率 ",
        " / ボトルネック工程 ",
    ):
        assert words in line


def test_the_same_in_english(told: Briefing) -> None:
    shown = facts(told, "en")
    assert shown["Target"] == "JPY 53 million"
    assert shown["Bottleneck"].startswith("Inside sales, ")
    assert re.fullmatch(r"JPY \d+ to \d+ million", shown["Range that holds 80%"])


def test_statistical_terms_are_left_to_the_appendix(told: Briefing) -> None:
    for lang in ("en", "ja"):
        shown = board(told, lang)  # type: ignore[arg-type]
        head = document(told, lang, NOTHING)  # type: ignore[arg-type]
        facts_told = [f"{each.name} {each.value} {each.note}" for each in shown.facts]
        words = " ".join([head.title, head.subtitle, *shown.cautions, *facts_told])
        for term in ("confidence", "信頼区間", "P10", "P90", "percentile", "パーセンタイル", "95%",
                     "replication", "反復", "seed", "シード"):  # fmt: skip
            assert term not in words


def test_few_replications_promise_no_range_and_no_chance(told: Briefing) -> None:
    few = replace(told, result=_cut(told.result, 3))
    shown = facts(few, "en")
    assert "Range that holds 80%" not in shown
    assert shown["Chance to reach it"] == "not known"
    assert any(
        "3 simulated courses of events are too few" in line for line in board(few, "en").cautions
    )


def _cut(result: Result, replications: int) -> Result:
    found = Result(result.experiment, result.gathered)
    found.replications = replications
    return found


def test_no_report_is_silent_about_what_was_not_back_tested(told: Briefing) -> None:
    assert any("実績未検証" in line for line in board(told, "ja").cautions)
    assert any("Not back-tested" in line for line in board(told, "en").cautions)
    tested = replace(told, backtest={"text": "9 of 12 months inside", "label": "12か月中9か月"})
    assert not any("実績未検証" in line for line in board(tested, "ja").cautions)
    assert any("12か月中9か月" in line for line in board(tested, "ja").cautions)
    assert any("9 of 12 months inside" in line for line in board(tested, "en").cautions)


def test_a_back_test_is_looked_for_beside_the_results(company: Scenario, tmp_path: Path) -> None:
    assert read_backtest(tmp_path, company) is None
    assert read_backtest(None, company) is None
    record = {"text": "good", "hash": company.hash}
    (tmp_path / BACKTEST).write_text(json.dumps(record))
    assert read_backtest(tmp_path, company) == record
    # Whatever is changed has not been tested.
    changed = company.change("teams.inside_sales.headcount", 9)
    assert read_backtest(tmp_path, changed) is None
    (tmp_path / BACKTEST).write_text("[1]")
    with pytest.raises(ExperimentError, match="no back-test"):
        read_backtest(tmp_path, company)


def test_what_looks_better_says_on_how_many_unsourced_values_it_rests(
    simulated: Result, told: Briefing
) -> None:
    lever = one_more(simulated, simulated.points[0], told.judged)
    assert lever is not None
    assert lever.kind == "hire"
    assert lever.tried >= 1
    found = replace(told, lever=lever)
    count = len(told.scenario.assumed)
    rests = any(f"rests on {count} values without a source" in each
                for each in board(found, "en").cautions)  # fmt: skip
    assert rests == lever.helps
    shown = facts(found, "ja")["打ち手"]
    assert ("明確な改善なし" not in shown) == lever.helps
    alone = replace(lever, tried=1, gain=replace(lever.gain, verdict="no clear difference"))
    shown = facts(replace(told, lever=alone), "ja")["打ち手"]
    label = told.scenario.teams[lever.name].label
    assert shown.startswith(f"試した1案に明確な改善なし ({label}を1名増員)")


def test_of_several_designs_the_one_that_gains_most_is_what_to_do(compared: Comparison) -> None:
    result = compared.result
    lever = best_design(result, result.points[0], "waiting_time")
    assert lever is not None
    assert lever.helps
    assert (lever.kind, lever.name, lever.tried) == ("design", "two desks", 1)
    row = compared.row("waiting_time").difference
    assert row is not None
    assert lever.gain.change.mean == row.change.mean


def test_a_sweep_over_what_is_assumed_says_where_the_answer_tips(company: Scenario) -> None:
    path = "products.standard.price"
    prices = {path: ["5000円 per month", "1万円 per month", "3万円 per month"]}
    found = briefing(sweep(company, prices, replications=4))
    # Today is the point at which the scenario stands as it is, not the first one.
    assert dict(found.point.settings) == {path: "1万円 per month"}
    assert "products" in found.scenario.assumed
    (turn,) = found.turns
    assert (turn.low, turn.high) == ("1万円 per month", "3万円 per month")
    assert (turn.before, turn.after, turn.assumed) == ("missed", "reached", True)
    words = words_of(document(found, "en", NOTHING))
    assert "What tips the answer" in words
    assert f"{path} *" in words


# --- Numbers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "unit", "english", "japanese"),
    [
        (423_456_789, "JPY", "JPY 420 million", "4.2億円"),
        (1_234_567_890, "JPY per year", "JPY 1.2 billion a year", "12億円/年"),
        (96_000, "JPY", "JPY 96,000", "96,000円"),
        (1_546_000, "JPY", "JPY 1.5 million", "150万円"),
        (99_900_000, "JPY", "JPY 100 million", "1.0億円"),
        (0.7849, "share", "78%", "78%"),
        (73.4, "leads", "73 leads", "73件"),
        (1652, "leads", "1,700 leads", "1,700件"),
        (3.27, "days", "3.3 days", "3.3日"),
        (12_300, "USD", "USD 12,000", "USD 12,000"),
        (float("nan"), "leads", "-", "-"),
    ],
)
def test_numbers_have_two_digits(value: float, unit: str, english: str, japanese: str) -> None:
    assert brief(value, unit) == english
    assert brief(value, unit, "ja") == japanese


def test_ranges_differences_and_ticks_read_as_people_write_them() -> None:
    assert between(9.2e7, 1.34e8, "JPY", "ja") == "9,200万円〜1.3億円"
    assert between(0.61, 0.923, "share") == "61% to 92%"
    assert between(-500.0, 500.0, "USD", "ja") == "-USD 500〜USD 500"
    assert money(-0.3, "USD", "en") == "USD 0"
    assert signed(-0.034, "share", "ja") == "-3.4ポイント"
    assert signed(0.0, "leads") == "±0 leads"
    assert tick(105_000_000, "JPY") == "JPY 105 million"
    assert tick(1.05e8, "JPY", "ja") == "1.05億円"
    assert money(-2_000_000, "JPY", "ja") == "-200万円"


def test_a_chance_is_never_0_or_100_percent() -> None:
    assert chance(share(0, 30)) == "below 12%"
    assert chance(share(30, 30)) == "above 88%"
    assert chance(share(0, 30), "ja") == "12%未満"
    assert chance(share(6, 30)) == "20%"


# --- The whole -------------------------------------------------------------------------------


def words_of(made: Document) -> str:
    parts = [made.title, made.subtitle, *made.board.cautions]
    elements = [each for chapter in made.chapters for each in chapter.elements]
    while elements:
        match elements.pop(0):
            case Text(words):
                parts.append(words)
            case Bullets(lines):
                parts += lines
            case Table(caption, head, rows, note):
                parts += [caption, *head, note, *(cell.text for row in rows for cell in row)]
            case Fold(title, preformatted, inner):
                parts += [title, preformatted]
                elements += inner
            case _:
                pass
    return "\n".join(parts)


def test_the_report_holds_what_one_must_know_to_run_it_again(told: Briefing) -> None:
    for lang in ("en", "ja"):
        words = words_of(document(told, lang, NOTHING))  # type: ignore[arg-type]
        assert told.scenario.hash in words
        assert told.scenario.text() in words
        assert told.versions["gtmsim"] in words
        for path in told.scenario.assumed:
            assert path in words


def test_both_languages_have_the_same_chapters_and_tables(told: Briefing) -> None:
    english, japanese = (document(told, lang, NOTHING) for lang in ("en", "ja"))  # type: ignore[arg-type]
    assert [each.id for each in english.chapters] == [each.id for each in japanese.chapters]
    for one, two in zip(english.chapters, japanese.chapters, strict=True):
        assert [each.kind for each in one.elements] == [each.kind for each in two.elements]


def test_every_sentence_is_there_in_both_languages() -> None:
    for key, (english, japanese) in SENTENCES.items():
        assert english, key
        assert japanese, key
        fields = [set(re.findall(r"{(\w+)}", text)) for text in (english, japanese)]
        assert fields[0] == fields[1], key


def test_a_comparison_and_a_sweep_are_told_design_by_design(
    compared: Comparison, swept: Result
) -> None:
    for result in (compared.result, swept):
        made = document(briefing(result), "ja", NOTHING)
        words = words_of(made)
        names = [said(design_name(result, point), "ja") for point in result.points]
        assert len(set(names)) == len(names)
        assert all(name in words for name in names)


def test_an_explanation_adds_its_causes_and_what_would_tip_it(compared: Comparison) -> None:
    result = compared.result
    means = [result.estimate("waiting_time", point).mean for point in result.points]
    ends = tuple(zip(("one_desk", "two desks"), means, strict=True))
    causes = {("faster answers", "応答の速さ"): mean([-0.2, -0.25, -0.22])}
    tips = [Tip("stages.answer.work", "5 min", "2 min", "no clear difference")]
    found = Explained(result.meaning("waiting_time"), ends, causes, tips)  # type: ignore[arg-type]
    figure = explained_figure(found)
    assert [share.name[0] for share in figure.shares][-1] == "together, or by other causes"
    assert figure.end[1] == means[1]
    told = briefing(result)
    words = words_of(document(told, "ja", NOTHING, found))
    assert "5 min → 2 min" in words
    assert "明確な差なし" in words
    assert any(isinstance(each, WaterfallFigure) for each in pictures(told, found).why)


def test_names_from_a_scenario_cannot_break_the_page(told: Briefing) -> None:
    evil = told.scenario.change({"label": "<script>alert(1)</script>", "name": "a&b"})
    made = page(replace(told, scenario=evil), lang="ja")
    assert "<script>alert" not in made
    assert "&lt;script&gt;alert" in made
    assert MARK in made[:2000]
    assert 'data-lang="ja"' in made


@pytest.mark.parametrize("missing", ["jinja2", "matplotlib", "matplotlib_fontja"])
def test_what_is_not_installed_is_named_with_its_command(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    done = RUN.invoke(app, ["report", str(ROOT / "scenarios" / "one_desk.yaml")])
    assert done.exit_code == 2
    assert missing in done.output
    assert "pip install 'gtmsim[report]'" in done.output


def test_nobody_waits_for_matplotlib_who_draws_nothing() -> None:
    script = (
        "import gtmsim.cli, sys; sys.exit('matplotlib' in sys.modules or 'jinja2' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False, cwd=ROOT).returncode == 0


# --- The command -----------------------------------------------------------------------------


def test_a_scenario_file_becomes_a_page(tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    desk = str(ROOT / "scenarios" / "one_desk.yaml")
    command = ["report", desk, "--replications", "2", "--quick", "--lang", "ja", "--out", str(out)]
    done = RUN.invoke(app, command)
    assert done.exit_code == 0, done.output
    assert str(out) in done.output
    assert MARK in out.read_text(encoding="utf-8")
    # Another report is written over; anything else is left alone.
    assert RUN.invoke(app, command).exit_code == 0
    out.write_text("<p>mine</p>")
    refused = RUN.invoke(app, command)
    assert refused.exit_code == 2
    assert "is no report of gtmsim" in refused.output
    assert out.read_text() == "<p>mine</p>"


def test_the_folder_of_a_run_becomes_a_page_with_its_numbers(tmp_path: Path) -> None:
    desk, folder = str(ROOT / "scenarios" / "one_desk.yaml"), tmp_path / "run"
    run = ["run", desk, "--replications", "3", "--seed", "5", "--out", str(folder)]
    assert RUN.invoke(app, run).exit_code == 0
    done = RUN.invoke(app, ["report", str(folder), "--quick"])
    assert done.exit_code == 0, done.output
    text = (folder / "report.html").read_text(encoding="utf-8")
    assert "from 3 simulated courses of events" in text
    assert "3通りのシミュレーション" in text
    made = re.sub(r"<[^>]+>", " ", text[text.index("Made from") :])
    assert re.search(r"seed\s+5\s+replications\s+3\s", made)


def test_the_folder_of_a_sweep_becomes_a_page(tmp_path: Path) -> None:
    desk, folder = str(ROOT / "scenarios" / "one_desk.yaml"), tmp_path / "sweep"
    sweep = ["sweep", desk, "--set", "teams.desk.headcount=1..2", "--kpi", "waiting_time",
             "--replications", "2", "--out", str(folder)]  # fmt: skip
    assert RUN.invoke(app, sweep).exit_code == 0
    done = RUN.invoke(app, ["report", str(folder), "--out", str(tmp_path / "sweep.html")])
    assert done.exit_code == 0, done.output


def test_a_comparison_is_explained_on_request(tmp_path: Path) -> None:
    today, folder = ROOT / "scenarios" / "recontact.yaml", tmp_path / "two"
    more = tmp_path / "more.yaml"
    more.write_text(gtmsim.load(today).change("teams.sales.headcount", 2).text())
    compare = ["compare", str(today), str(more), "--replications", "4", "--out", str(folder)]
    assert RUN.invoke(app, compare).exit_code == 0
    done = RUN.invoke(app, ["report", str(folder), "--explain"])
    assert done.exit_code == 0, done.output
    assert "What makes the difference" in (folder / "report.html").read_text(encoding="utf-8")


def test_a_folder_without_results_is_refused(tmp_path: Path) -> None:
    done = RUN.invoke(app, ["report", str(tmp_path)])
    assert done.exit_code == 2
    assert "holds no result of gtmsim" in done.output
    desk = str(ROOT / "scenarios" / "one_desk.yaml")
    missing = RUN.invoke(app, ["report", desk, "--out", str(tmp_path / "no" / "page.html"),
                               "--replications", "1", "--quick"])  # fmt: skip
    assert missing.exit_code == 2
    assert "cannot be written" in missing.output
