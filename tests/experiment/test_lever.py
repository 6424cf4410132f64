"""What to do: one person more in a busy team, or another design; by what decides (R158, R174)."""

from __future__ import annotations

from gtmsim.experiment import compare, simulate
from gtmsim.experiment.briefing import briefing
from gtmsim.experiment.lever import one_more
from gtmsim.experiment.one_more import teams_with_one_more
from gtmsim.kpi import Language
from gtmsim.report.board import board
from gtmsim.report.chapters import document
from gtmsim.report.document import Table
from gtmsim.scenario import Scenario

COMPANY = """\
start: 2026-04-01
horizon: 30 days
calendar: {hours: {mon-fri: "9:00-18:00"}}
channels: {web: {leads: 20 per day}}
stages:
  call:
    function: calls
    work: 90 min
    goes_cold_after: 1 day
    cold: lost.waited
    then: {won: {share: 100%, to: end, milestone: won}}
segments: {all: {deal_size: 12_000 JPY per year}}
teams:
  desk: {label: 受付, covers: calls, people: [ann, bob], salary: 600万円 per year}
costs: {gross_margin: 100%}
"""
"""Two people for whom there is too much work: what waits for a day is lost."""


def company(more: str = "") -> Scenario:
    return Scenario.from_text(COMPANY + more, "company.yaml")


def facts(scenario: Scenario, language: Language) -> dict[str, str]:
    found = briefing(simulate(scenario, replications=5, kpis=["wins", "utilization.TEAM"]))
    return {fact.name: fact.value for fact in board(found, language).facts}


def test_one_person_more_is_found_where_people_are_named() -> None:
    result = simulate(company(), replications=5, kpis=["wins", "utilization.TEAM"])
    lever = one_more(result, result.points[0], "wins")
    assert lever is not None
    assert (lever.name, lever.tried) == ("desk", 1)
    assert lever.helps


def test_managers_are_not_hired_one_by_one() -> None:
    managed = company("managers: {span: 8, label: 管理職}\n")
    assert [team for team, _ in teams_with_one_more(managed)] == ["desk"]


def test_a_team_of_a_later_organization_is_called_by_its_name() -> None:
    """Nobody works on the weekend before it begins."""
    later = company(
        "reorganizations:\n"
        "  - from: 2026-04-05\n"
        "    teams: {crew: {label: 新チーム, covers: calls, headcount: 2}}\n"
        "    moves: [{people: [ann, bob], from: desk, to: crew}]\n"
    )
    shown = facts(later.change("start", "2026-04-04"), "ja")
    assert "新チーム" in shown["ボトルネック工程"]
    assert "新チーム" in shown["打ち手"]
    assert "人員 2名" in shown["主な前提"]


def test_designs_are_judged_by_what_decides_the_comparison() -> None:
    """A third person wins more and costs more than it brings."""
    three = company().change("teams.desk.people", ["ann", "bob", "cid"])
    dear = {"two": company(), "three": three}
    found = briefing(compare(dear, replications=5, kpis=["wins"]).result)
    assert found.judged != "contribution"
    assert found.lever is not None
    assert found.lever.meaning.kpi == "contribution"
    assert found.lever.gain.verdict == "worse"
    told = {each.name: (each.value, each.note) for each in board(found, "en").facts}
    assert told["What to do"][0] == "Keep two"
    assert told["What to do"][1].startswith("three: Contribution -")
    by_wins = briefing(compare(dear, replications=5, kpis=["wins"], objective="wins").result)
    assert by_wins.lever is not None
    assert by_wins.lever.helps
    notes = {each.name: each.note for each in board(by_wins, "en").facts}
    assert notes["What to do"].startswith("Wins +")


def test_what_is_sold_once_is_judged_by_bookings() -> None:
    once = company().change("segments.all.deal_size", "12_000 JPY")
    assert briefing(simulate(once, replications=2)).judged == "bookings"


def test_the_page_shows_what_the_verdict_rests_on_and_what_designs_cost() -> None:
    """R158: the KPI that decides comes first, though nobody asked for it."""
    three = company().change("teams.desk.people", ["ann", "bob", "cid"])
    found = briefing(compare({"two": company(), "three": three}, replications=2).result)
    (compared,) = (
        each
        for chapter in document(found, "en").chapters
        for each in chapter.elements
        if isinstance(each, Table) and each.caption == "Designs side by side"
    )
    told = [row[0].text for row in compared.rows]
    assert told[0] == "Contribution"
    assert "Wins" in told
    assert len(set(told)) == len(told)
    assert "total_cost" in found.result.meanings
