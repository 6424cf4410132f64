"""The definitions sheet leaves nothing out, says where values come from, and names gaps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

import gtmsim
from gtmsim.kpi import Language
from gtmsim.report import Line, Sheet, sheet
from gtmsim.report.definitions import SHOWN_ROWS
from gtmsim.report.quantities import quantity
from gtmsim.report.telling import FREE
from gtmsim.scenario import Scenario

FOLDER = Path(__file__).resolve().parents[2] / "scenarios"
# A template, which others extend, says not when it begins, and extends nothing.
SHIPPED = [
    path
    for path in sorted(FOLDER.glob("*.yaml"))
    if re.search(r"^(start|extends):", path.read_text("utf-8"), re.MULTILINE)
]
LANGUAGES: tuple[Language, ...] = ("en", "ja")

DESKS = """\
start: 2026-04-01
horizon: 20 days
channels:
  web: {leads: 10 per day, source: our CRM}
milestones: {mql: call, sql: demo}
stages:
  gate: {then: {mql: 60%, recycle.later: 30%, lost.spam: rest}}
  call:
    label: 架電
    function: calls
    service_level: {first_touch_within: 15 business minutes, target: 90%}
    work: {exponential: 20 min}
    then: {ready: {share: 50%, to: demo, milestone: sql}, recycle.later: rest}
    source: our CRM
  demo: {function: demos, work: 1 h, then: {end: 100%}}
recycle:
  later: {label: 時期未定, nurture: 90 days, then: call, owner: 山田}
reasons: {spam: 迷惑メール}
teams:
  callers: {label: 架電チーム, covers: calls, headcount: 2, calendar: {hours: always}}
  sellers: {covers: demos, headcount: 1, calendar: {hours: always}}
assumed: [stages.gate.then.mql, stages.demo, teams.callers.headcount]
"""


@pytest.fixture(scope="module")
def desks() -> Scenario:
    return Scenario.from_text(DESKS)


def lines(told: Sheet, section: str, block: str = "") -> dict[str, str]:
    """What a block says, by the names of its lines; a line without a name goes on."""
    found: dict[str, str] = {}
    name = ""
    for each in told.section(section).blocks:
        if each.id.rstrip("*") == block:
            for line in each.lines:
                name = line.name or name
                found[name] = f"{found[name]} | {line.text}" if name in found else line.text
    return found


def leaves(node: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(node, dict):
        for key, child in node.items():
            yield from leaves(child, (*path, key))
    elif isinstance(node, list):
        for child in node:
            yield from leaves(child, path)
    else:
        yield path, str(node)


def shown(tree: dict[str, Any]) -> dict[str, Any]:
    """The tree without the rows of long lists that the sheet only counts."""
    opening = {
        key: rows[:SHOWN_ROWS] if isinstance(rows, list) else rows
        for key, rows in tree.get("opening", {}).items()
    }
    return {**tree, "opening": opening} if opening else tree


def flat(text: str) -> str:
    """Without blanks and ends of lines, at which long values are broken."""
    return re.sub(r"\s+", "", text)


def untold(scenario: Scenario, language: Language) -> list[str]:
    """Values in force that the sheet does not show."""
    page = flat(sheet(scenario, language).text())
    missing = []
    for path, leaf in leaves(shown(scenario.tree())):
        text = leaf if path[-1] in FREE else quantity(leaf, language)
        if path[0] != "assumed" and flat(text) not in page:
            missing.append(f"{'.'.join(path)}: {text}")
    return missing


# --- Nothing is left out -----------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file", SHIPPED, ids=lambda path: path.name)
def test_every_value_in_force_is_on_the_sheet(file: Path, language: Language) -> None:
    assert untold(gtmsim.load(file), language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_sheet_has_no_words_for_is_told_as_it_stands(
    desks: Scenario, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A block that the language gains tomorrow is on the sheet before anybody words it."""
    tree = desks.tree() | {"parking": {"bikes": "12", "cars": [{"owner": "Ms. A", "size": "7 m"}]}}
    monkeypatch.setattr(Scenario, "tree", lambda self: tree)
    told = sheet(desks, language)
    assert lines(told, "other", "parking")["bikes"] == "12"
    assert "Ms. A" in lines(told, "other", "parking")["cars"]
    assert untold(desks, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file", SHIPPED, ids=lambda path: path.name)
def test_the_page_is_at_most_100_columns_wide(file: Path, language: Language) -> None:
    page = sheet(gtmsim.load(file), language).text()
    assert [line for line in page.splitlines() if cell_len(line) > 100] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_every_line(desks: Scenario, language: Language) -> None:
    told = sheet(desks, language)
    page = flat(told.text())
    every = [line for part in told for block in part.blocks for line in block.lines]
    assert [line for line in every if flat(line.name + line.text) not in page] == []


# --- What it says --------------------------------------------------------------------------


def test_a_stage_in_english(desks: Scenario) -> None:
    assert lines(sheet(desks), "stages", "call") == {
        "done by": "calls: callers (架電チーム)",
        "promise (SLA)": "first touch within 15 business minutes, share to keep 90%",
        "work": "20 min on average (exponential)",
        "leads to": "50%  ready → demo, counts sql | "
        "rest (50%)  recycle.later (時期未定) → call, after 90 days",
        "source": "our CRM",
    }


def test_where_a_stage_leads(desks: Scenario) -> None:
    assert lines(sheet(desks), "stages", "gate")["leads to"].split(" | ") == [
        "60%*  mql → call (架電), counts mql",
        "30%  recycle.later (時期未定) → call, after 90 days",
        "rest (10%)  lost.spam (迷惑メール)",
    ]


def test_a_stage_in_japanese(desks: Scenario) -> None:
    told = lines(sheet(desks, "ja"), "stages", "call")
    assert told["担当"] == "calls: callers (架電チーム)"
    assert told["SLA"] == "初回応答 15営業分、目標遵守率 90%"
    assert told["作業時間"] == "平均20分 (指数分布)"
    assert told["行き先"].endswith("残り (50%)  recycle.later (時期未定) → call, 90日後")
    assert told["出典"] == "our CRM"


def test_milestones_say_when_they_are_counted(desks: Scenario) -> None:
    assert lines(sheet(desks), "milestones") == {
        "mql": "when call (架電) begins; by gate → mql",
        "sql": "when demo begins; by call → ready",
    }
    assert "sql (有効商談 (SQL))" in lines(sheet(desks, "ja"), "milestones")


def test_handoffs_say_who_gives_what_to_whom_and_by_when(desks: Scenario) -> None:
    told = {block.id: block.lines for block in sheet(desks).section("handoffs").blocks}
    assert told == {
        "(automatic) → calls": (
            Line("gate → mql", "call (架電); counts mql; promise 15 business minutes "
                 "for 90% of them"),
            Line("gate → recycle.later", "call (架電); recycling: 時期未定; "
                 "promise 15 business minutes for 90% of them"),
        ),
        "calls → demos": (Line("call → ready", "demo; counts sql; no promise (SLA)"),),
    }  # fmt: skip


def test_teams_say_what_they_cover(desks: Scenario) -> None:
    told = lines(sheet(desks), "teams", "callers")
    assert told["covers"] == "calls; stages: call (架電)"
    assert told["people*"] == "2"


def test_choices_show_the_option_in_force_and_those_not_taken() -> None:
    """R222-R226: each definition on which the sources disagree."""
    smb = gtmsim.load(FOLDER / "smb_inbound.yaml")
    assert lines(sheet(smb), "choices", "stop_rule") == {
        "in force": "three_in_a_row",
        "not taken": "five_touches: stages.qualify.attempts.stop_after = none",
        "source": "002: §SLAの雛形 against §引き継ぎ条件と再育成ルール",
    }
    other = smb.change("choices.stop_rule.use", "five_touches")
    assert lines(sheet(other, "ja"), "choices", "stop_rule")["適用中"] == "five_touches"
    assert {block.id for block in sheet(smb).section("choices").blocks} == set(smb.choices)


def test_recycling_rules_say_who_is_in_charge_and_when(desks: Scenario) -> None:
    """R015: who updates what, when, under which condition."""
    assert lines(sheet(desks, "ja"), "recycle", "later") == {
        "再開まで": "90日",
        "戻り先": "call",
        "責任者": "山田",
    }


def test_a_block_of_which_there_is_one_is_told_by_its_keys() -> None:
    """A calendar written in place is no table of calendars."""
    text = DESKS.replace("start:", 'calendar: {hours: {mon-fri: "9:00-18:00"}}\nstart:')
    told = lines(sheet(Scenario.from_text(text), "ja"), "hours", "稼働時間")
    assert told == {"時間帯": "月〜金 9:00-18:00"}


def test_defaults_are_told(desks: Scenario) -> None:
    assert "assignment: pooled" in lines(sheet(desks), "defaults")["teams"]
    assert "sessions of work: 1" in lines(sheet(desks), "defaults")["stages"]


def test_the_version_changes_with_the_definitions(desks: Scenario) -> None:
    """R176: versions of definitions."""
    before = lines(sheet(desks), "general")["version"]
    after = lines(sheet(desks.change("teams.sellers.headcount", 2)), "general")["version"]
    assert before != after


# --- Where values come from ----------------------------------------------------------------


def test_a_star_stands_at_what_is_assumed_and_nowhere_else(desks: Scenario) -> None:
    told = sheet(desks)
    starred = {
        f"{block.id} {line.name} {line.text}".strip()
        for part in told
        for block in part.blocks
        for line in block.lines
        if "*" in line.name + line.text
    }
    assert starred == {"gate leads to 60%*  mql → call (架電), counts mql", "callers people* 2"}
    assert [block.id for block in told.section("stages").blocks] == ["gate", "call", "demo*"]


def test_a_star_stands_inside_a_value_of_which_a_part_is_assumed(desks: Scenario) -> None:
    changed = desks.change(
        {
            "stages.call.attempts": {
                "max": 3, "connect": "48%", "work": "5 min", "exhausted": "recycle.later",
            },
            "stages.call.factors": {"recycles": {"0": 1, "1": 0.5}},
            "assumed": ["stages.call.attempts.connect", "stages.call.factors.recycles"],
        }
    )  # fmt: skip
    told = lines(sheet(changed), "stages", "call")
    assert told["attempts"] == (
        "at most 3, connect rate 48%*, work of each 5 min, unreached leads go to recycle.later"
    )
    assert told["odds factors"] == "recycles: 0 ×1, 1 ×0.5*"


def test_what_a_resting_stage_waits_for_is_no_handoff(desks: Scenario) -> None:
    smb = gtmsim.load(FOLDER / "smb_inbound.yaml")
    told = [line.name for block in sheet(smb).section("handoffs").blocks for line in block.lines]
    assert "approve → next" in told
    assert not [name for name in told if name.startswith("live ")]
    assert lines(sheet(smb), "stages", "live")["waits for*"].split(" | ")[0] == (
        "check_in (定例レビュー (QBR)): every 3 months"
    )


def test_the_legend_explains_the_star(desks: Scenario) -> None:
    assert "3 entries" in sheet(desks).legend[0]
    assert sheet(desks, "ja").legend[0].startswith("* 仮定値 (出典なし)")


# --- Gaps ----------------------------------------------------------------------------------


def test_gaps_are_named(desks: Scenario) -> None:
    """R211: who, what, in which order, by which criterion: what nobody has defined."""
    assert lines(sheet(desks), "gaps") == {
        "handoffs without a promise (SLA):": "call → demo",
        "stages worked by a team without a promise (SLA):": "demo",
        "milestones not defined:": lines(sheet(desks), "gaps")["milestones not defined:"],
        "teams without pay:": "callers, sellers",
        "channels without cost:": "web",
        "neither a source nor marked as assumed:": "stages.gate, teams.callers, teams.sellers, "
        "recycle.later",
    }
    assert "won" in lines(sheet(desks), "gaps")["milestones not defined:"]


@pytest.mark.parametrize(
    ("path", "value", "gap"),
    [
        (
            "stages.demo.service_level",
            {"first_touch_within": "2 days", "target": "90%"},
            "call → demo",
        ),
        ("teams.sellers.salary", "600万円 per year", "sellers"),
        ("recycle.later.source", "our CRM", "recycle.later"),
        ("channels.web.cost", "30万円 per month", "web"),
    ],
)
def test_a_gap_that_is_filled_is_gone(desks: Scenario, path: str, value: object, gap: str) -> None:
    def named(scenario: Scenario) -> set[str]:
        return {
            each for text in lines(sheet(scenario), "gaps").values() for each in text.split(", ")
        }

    assert named(desks) - named(desks.change(path, value)) >= {gap}


@pytest.mark.parametrize(
    ("path", "value", "gap"),
    [
        ("stages.call.service_level.target", None, "call"),
        ("recycle.later.owner", None, "later"),
        ("recycle.later.nurture", None, "later"),
        ("reasons.spam", None, "lost.spam"),
        ("stages.call.then", {"ready": {"share": "100%", "to": "demo"}}, "sql"),
    ],
)
def test_a_new_gap_is_named(desks: Scenario, path: str, value: object, gap: str) -> None:
    before = lines(sheet(desks, "ja"), "gaps")
    after = lines(sheet(desks.change(path, value), "ja"), "gaps")
    new = {name: text for name, text in after.items() if before.get(name) != text}
    assert gap in ", ".join(new.values()).split(", ")


def test_the_opening_is_counted_and_long_lists_are_cut(tmp_path: Path) -> None:
    rows = "\n".join(f"C{n},10万円,2025-04-01" for n in range(25))
    (tmp_path / "customers.csv").write_text(f"id,mrr,starts\n{rows}\n")
    text = f"extends: {SHIPPED[0].parent / 'smb_inbound.yaml'}\nhistory: none\n"
    (tmp_path / "mine.yaml").write_text(f"{text}opening: {{customers: customers.csv}}\n")
    page = sheet(gtmsim.load(tmp_path / "mine.yaml")).text()
    assert "25 customers, 30,000,000 JPY per year" in page
    assert "... and 15 more" in page
    assert "C9" in page
    assert "C10" not in page
