"""How the sheet tells what changes on a date, and what conditions look at."""

from __future__ import annotations

from gtmsim.experiment.targets_page import in_japanese
from gtmsim.report import sheet
from gtmsim.scenario import Scenario

SPLIT = Scenario.from_text("""
start: 2026-04-01
horizon: 6 months
calendar: {hours: {mon-fri: "9:00-18:00"}}
segments: {small: {}, mid: {}}
attributes: {region: {shares: {east: 60%, west: rest}}}
channels:
  web: {leads: 2 per day}
  house: {list: 80 accounts}
  fair:
    first: 2026-06-01
    every: 1 month
    leads: 9
    needs: {function: calls, work: 9 h, begins: 3 weeks before}
stages:
  call:
    function: calls
    work: 1 h
    factors: {response_delay: {15 min: 1, 1 day: 0.5}, region: {east: 1, west: 2}}
    then: {end: 50%, lost: rest}
teams:
  desk:
    covers: calls
    people: [阿部, 馬場]
    priorities: [{segment: mid}]
    time_blocks: [{hours: {mon-fri: "9:00-11:00"}, first: {channel: web}}]
assignment_rules: [{when: {region: west}, team: west}, {team: desk}]
requisitions: {more: {team: desk, people: 2, opened: 2026-05-01}}
meetings:
  - {name: 定例, every: 1 week, on: mon 10:00, lasts: 1 h}
  - {name: 月次, every: 1 month, on: first monday 14:00, lasts: 1 h}
reorganizations:
  - from: 2026-07-01
    teams: {west: {label: 西, covers: calls, people: [馬場]}}
    reassign: [{people: [馬場], from: desk, to: west}]
    training: 2 days
""")  # fmt: skip


def test_a_reorganization_is_a_block_with_its_teams_and_who_moves() -> None:
    assert sheet(SPLIT).section("reorganizations").text().splitlines() == [
        "Reorganizations",
        "---------------",
        "  from 2026-07-01",
        "    team west               西",
        "      covers                calls",
        "      people                馬場",
        "    moves from team to team  people 馬場, from desk, to west",
        "    training of who changes teams  2 days",
    ]
    assert "メンバー 馬場、異動元 desk、異動先 west" in sheet(SPLIT, "ja").text()


def test_what_is_looked_at_and_when_is_told_in_japanese() -> None:
    told = sheet(SPLIT, "ja").text()
    for words in (
        "初回応答の遅れ: 15分 ×1",
        "region: east ×1",
        "優先する仕事: チャネル web",
        "セグメント mid",
        "80社",
        "準備開始 3週間前",
        "月曜 10:00",
        "第1月曜 14:00",
    ):
        assert words in told
    for english in ("accounts", "before", "mon ", "monday", "response_delay"):
        assert english not in told


def test_titles_of_runs_in_japanese() -> None:
    assert in_japanese("A社; seed 3, 1 replication") == "A社; シード 3、1回の反復"
    assert in_japanese("seed 0") == "シード 0"
    assert in_japanese("seed; seed 3, replication 2") == "seed; シード 3、反復 2"
