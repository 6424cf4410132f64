"""Where a label is written, Japanese readers meet it; frames and JSON keep the ids."""

from __future__ import annotations

import pytest

from gtmsim.experiment import Comparison, compare
from tests.experiment.judged import company


@pytest.fixture(scope="module")
def compared() -> Comparison:
    one = company().change({"label": "現状案", "teams.callers.label": "架電チーム"})
    two = one.change({"label": "増員案", "teams.callers.headcount": 2})
    return compare({"today": one, "more": two}, replications=3)


def test_tables_name_designs_by_their_labels_in_japanese(compared: Comparison) -> None:
    for told in (compared.grid("ja").text(), compared.verdict.grid("ja").text()):
        assert "現状案" in told
        assert "today" not in told
    assert "増員案" in compared.grid("ja").text()
    for told in (compared.grid("en").text(), compared.verdict.grid("en").text()):
        assert "today" in told
        assert "現状案" not in told


def test_bottlenecks_name_teams_and_stages_by_their_labels_in_japanese(
    compared: Comparison,
) -> None:
    narrow = compared.verdict.bottlenecks["today"]
    assert narrow.team == "callers"
    assert "架電チーム" in narrow.text("ja")
    assert "callers" not in narrow.text("ja")
    assert "callers" in narrow.text("en")


def test_frames_keep_the_ids(compared: Comparison) -> None:
    assert set(compared.verdict.frame()["design"]) == {"more"}
    assert set(compared.frame()["design"]) == {"more"}


def test_a_copy_that_kept_its_label_is_told_by_its_id() -> None:
    one = company().change("label", "現状案")
    found = compare({"today": one, "more": one.change("teams.callers.headcount", 2)},
                    replications=2)  # fmt: skip
    told = found.grid("ja").text()
    assert "today" in told
    assert "more" in told
