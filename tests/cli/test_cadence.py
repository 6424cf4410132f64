"""Reports and shocks at the terminal."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Command


def test_a_report_in_both_languages(gtmsim: Command, desk: Path) -> None:
    english = gtmsim("run", desk, "--report", "weekly").output
    assert "Weekly report: desk; 2026-04-13 .. 2026-04-19" in english
    japanese = gtmsim("run", desk, "--report", "daily", "--on", "2026-04-10", "--lang", "ja")
    assert "日次レポート" in japanese.output
    assert "新規リード数" in japanese.output


def test_a_report_as_json_and_csv(gtmsim: Command, desk: Path) -> None:
    found = json.loads(gtmsim("run", desk, "--report", "weekly", "--format", "json").output)
    assert {"section", "kpi", "value", "before", "usual", "alert"} <= set(found[0])
    assert gtmsim("run", desk, "--report", "weekly", "--format", "csv").output.startswith("section")


def test_reports_are_about_one_course_of_events(gtmsim: Command, desk: Path) -> None:
    found = gtmsim("run", desk, "--report", "weekly", "--replications", 3)
    assert found.exit_code == 2
    assert "--replications" in found.output


def test_a_shock_and_rules_of_a_file(gtmsim: Command, desk: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text("- {kpi: leads, kind: change, every: week, by: 50%}\n", encoding="utf-8")
    asked = ("shock", desk, "--set", "channels.web.leads=1 per day", "--at", "2026-04-13")
    shown = gtmsim(*asked, "--rules", rules, "--replications", 3).output
    assert "leads, week before, 50% worse" in shown
    assert "Not back-tested." in shown
    assert "100%" in shown
    found = json.loads(gtmsim(*asked, "--rules", rules, "--format", "json").output)
    assert found[0]["noticed"] == 1
