"""`gtmsim explain`, and what `gtmsim compare` says below its table."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.experiment.judged import COMPANY


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_text(COMPANY, encoding="utf-8")
    two.write_text(
        "extends: one.yaml\nname: two\nteams: {callers: {headcount: 2}}\n", encoding="utf-8"
    )
    return one, two


def test_compare_names_the_winner_the_money_and_the_bottlenecks(
    gtmsim: Command, files: tuple[Path, Path], tmp_path: Path
) -> None:
    folder = tmp_path / "kept"
    shown = gtmsim("compare", *files, "--replications", 8, "--out", folder)
    assert shown.exit_code == 0, shown.stderr
    assert "Verdict by Contribution: winner: two" in shown.stdout
    assert "Bottleneck of one: callers" in shown.stdout
    assert "rests on 2 assumed values" in shown.stdout
    japanese = gtmsim("show", folder, "--lang", "ja").stdout
    assert "判定 (営業利益 (粗利−費用)): two が優位" in japanese
    assert "one のボトルネック: callers" in japanese


def test_compare_by_another_objective(
    gtmsim: Command, files: tuple[Path, Path], tmp_path: Path
) -> None:
    folder = tmp_path / "kept"
    arguments = ("compare", *files, "--replications", 4, "--objective", "total_cost")
    shown = gtmsim(*arguments, "--out", folder)
    assert "Verdict by Total cost: winner: one" in shown.stdout
    assert "Verdict by Total cost: winner: one" in gtmsim("resume", folder).stdout
    other = gtmsim("compare", *files, "--replications", 4, "--out", folder)
    assert other.exit_code == 2
    assert "objective" in other.stderr
    neutral = gtmsim("compare", *files, "--objective", "payroll")
    assert neutral.exit_code == 2
    assert "neither higher nor lower" in neutral.stderr


def test_compare_says_when_it_has_paid_for_itself(
    gtmsim: Command, files: tuple[Path, Path]
) -> None:
    shown = gtmsim("compare", *files, "--replications", 3, "--break-even")
    assert "Break-even of two against one, by Contribution" in shown.stdout
    assert "Break-even" not in gtmsim("compare", *files, "--replications", 2).stdout


def test_what_does_not_add_up_has_no_break_even_unless_it_is_asked_for(
    gtmsim: Command, files: tuple[Path, Path]
) -> None:
    """A design that reorganizes is compared by its win rate as well; only asking is refused."""
    one, two = files
    later = "reorganizations: [{from: 2026-04-13, teams: {}, moves: [{people: 1, to: callers}]}]\n"
    two.write_text(two.read_text(encoding="utf-8") + later, encoding="utf-8")
    arguments = ("compare", one, two, "--replications", 2)
    assert "Break-even of two" in gtmsim(*arguments).stdout
    shown = gtmsim(*arguments, "--objective", "win_rate")
    assert shown.exit_code == 0, shown.stderr
    assert "Verdict by Win rate" in shown.stdout
    assert "Break-even" not in shown.stdout
    asked = gtmsim(*arguments, "--objective", "win_rate", "--break-even")
    assert asked.exit_code == 2
    assert "does not add up" in asked.stderr


def test_a_break_even_is_not_silently_left_out(gtmsim: Command, files: tuple[Path, Path]) -> None:
    asked = gtmsim("compare", *files, "--break-even", "--format", "csv")
    assert asked.exit_code == 2
    assert "--break-even is told in words" in asked.stderr


def test_a_goal_is_not_silently_left_out_and_read_before_anything_runs(
    gtmsim: Command, files: tuple[Path, Path]
) -> None:
    """R159."""
    asked = gtmsim("compare", *files, "--goal", "wins=+10%", "--format", "json")
    assert asked.exit_code == 2
    assert "--goal is told in a table" in asked.stderr
    asked = gtmsim("compare", *files, "--goal", "wins=more", "--out", files[0].parent / "kept")
    assert asked.exit_code == 2
    assert "goal of wins: " in asked.stderr
    assert not (files[0].parent / "kept").exists()
    shown = gtmsim("compare", *files, "--replications", 3, "--goal", "wins=+10%")
    assert "Wins +10%" in shown.stdout


def test_explain_says_why_in_both_languages(gtmsim: Command, files: tuple[Path, Path]) -> None:
    shown = gtmsim("explain", *files, "--replications", 5)
    assert shown.exit_code == 0, shown.stderr
    for words in ("winner: two", "buyers who go cold", "One person more", "What would tip"):
        assert words in shown.stdout
    assert "Not back-tested." in shown.stdout
    japanese = gtmsim("explain", *files, "--replications", 3, "--no-tipping", "--lang", "ja")
    for words in ("冷める見込み客", "1人増やした場合", "ボトルネック"):
        assert words in japanese.stdout
    assert "判定を覆す仮定" not in japanese.stdout
    assert "実績未検証" in japanese.stdout
