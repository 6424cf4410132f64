"""Packs at the terminal: headings in both languages, and refusals."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Command


def test_a_pack_has_its_headings_in_both_languages(gtmsim: Command, desk: Path) -> None:
    english = gtmsim("run", desk, "--pack", "scorecard.inside_sales").output
    assert "Scorecard: Inside sales (scorecard.inside_sales)" in english
    assert "Service level kept" in english
    japanese = gtmsim("run", desk, "--pack", "scorecard.inside_sales", "--lang", "ja").output
    assert "スコアカード: インサイドセールス" in japanese


def test_members_of_a_pack_stand_below_its_numbers(gtmsim: Command, desk: Path) -> None:
    shown = gtmsim("run", desk, "--pack", "d2c", "--replications", "2").output
    assert shown.index("Acquisition") < shown.index("Expansion") < shown.index("referrals among")
    assert "web" in shown


def test_an_unknown_pack_is_refused(gtmsim: Command, desk: Path) -> None:
    found = gtmsim("run", desk, "--pack", "scorecards")
    assert found.exit_code == 2
    assert "Did you mean scorecard" in found.output


def test_a_pack_and_single_kpis_are_not_mixed(gtmsim: Command, desk: Path) -> None:
    found = gtmsim("run", desk, "--pack", "d2c", "--kpi", "leads")
    assert found.exit_code == 2
    assert "use one of them" in found.output


def test_packs_are_listed_and_defined(gtmsim: Command) -> None:
    assert "dashboard  Dashboard in layers" in gtmsim("kpis", "--packs").output
    defined = gtmsim("kpis", "--pack", "dashboard").output
    assert defined.startswith("leads  Leads")
    assert "utilization" not in defined
