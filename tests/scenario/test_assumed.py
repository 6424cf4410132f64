"""Assumptions are inherited until somebody writes the value anew."""

from pathlib import Path

import pytest

from gtmsim import Scenario, ScenarioError, load

BASE = """
start: 2026-04-01
horizon: 20 days
channels: {web: {leads: 10 per day}}
stages:
  answer: {function: desk, work: 15 min, then: {end: 80%, lost.no_need: rest}}
teams: {desk: {covers: desk, headcount: 1}}
assumed: [channels.web.leads, stages.answer, stages.answer.then.lost.no_need, teams.desk.headcount]
"""


def extended(folder: Path, text: str) -> Scenario:
    (folder / "base.yaml").write_text(BASE)
    (folder / "mine.yaml").write_text(f"extends: base.yaml\n{text}")
    return load(folder / "mine.yaml")


def test_a_file_adds_to_the_assumptions_it_inherits(tmp_path: Path) -> None:
    mine = extended(tmp_path, "assumed: [horizon, channels.web.leads]")
    assert mine.assumed == (
        "channels.web.leads",
        "stages.answer",
        "stages.answer.then.lost.no_need",
        "teams.desk.headcount",
        "horizon",
    )


def test_writing_a_value_anew_ends_its_assumption(tmp_path: Path) -> None:
    mine = extended(tmp_path, "teams: {desk: {headcount: 2}}")
    assert "teams.desk.headcount" not in mine.assumed
    assert "channels.web.leads" in mine.assumed


def test_a_value_written_anew_may_be_assumed_again(tmp_path: Path) -> None:
    mine = extended(tmp_path, "teams: {desk: {headcount: 2}}\nassumed: [teams.desk.headcount]")
    assert mine.assumed[-1] == "teams.desk.headcount"


def test_a_block_stays_assumed_if_only_part_of_it_is_written(tmp_path: Path) -> None:
    mine = extended(tmp_path, "stages: {answer: {work: 20 min}}")
    assert "stages.answer" in mine.assumed


def test_a_table_is_written_whole(tmp_path: Path) -> None:
    mine = extended(tmp_path, "stages: {answer: {then: {end: 70%, lost.no_need: rest}}}")
    assert "stages.answer.then.lost.no_need" not in mine.assumed


def test_a_change_ends_an_assumption_and_none_ends_all(tmp_path: Path) -> None:
    mine = extended(tmp_path, "")
    assert "teams.desk.headcount" not in mine.change("teams.desk.headcount", 3).assumed
    assert mine.change("assumed", "none").assumed == ()


def test_a_removed_value_is_no_longer_assumed(tmp_path: Path) -> None:
    mine = extended(
        tmp_path, "stages: {answer: none, reply: {function: desk, work: 1 h, then: {end: 100%}}}"
    )
    assert mine.assumed == ("channels.web.leads", "teams.desk.headcount")


def test_a_change_that_removes_a_block_ends_the_assumptions_in_it(tmp_path: Path) -> None:
    days_off = "time_off: {leave: 10 days per year, sick: 4 days per year}"
    mine = extended(tmp_path, days_off + "\nassumed: [time_off.sick]")
    assert "time_off.sick" in mine.assumed
    assert "time_off.sick" in mine.change("time_off.leave", "12 days per year").assumed
    assert "time_off.sick" not in mine.change("time_off", None).assumed


def test_what_a_choice_leaves_out_is_not_assumed(tmp_path: Path) -> None:
    choice = "{use: with, options: {with: {}, without: {stages.check: none}}}"
    check = "{function: desk, work: 1 h, then: {end: 100%}}"
    text = f"stages: {{check: {check}}}\nchannels: {{fax: {{leads: 1 per day, enters: check}}}}"
    text += f"\nchoices: {{checks: {choice}}}\nassumed: [stages.check]"
    mine = extended(tmp_path, text)
    assert "stages.check" in mine.assumed
    fax = {"choices.checks": "without", "channels.fax.enters": "answer"}
    assert "stages.check" not in mine.change(fax).assumed


def test_a_synonym_means_the_usual_word(tmp_path: Path) -> None:
    mine = extended(tmp_path, "assumed: [stages.answer.conversation]")
    assert mine.assumed[-1] == "stages.answer.work"


def test_an_assumption_about_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"mine\.yaml.*\n.*line 2.*teams\.desk\.hedcount"):
        extended(tmp_path, "assumed: [teams.desk.hedcount]")
