"""The glossary is complete, has one word for one concept, and prints the labels of the KPIs."""

from __future__ import annotations

import re

from gtmsim.kpi import registry
from tests.docs.snippets import ROOT

ROW = re.compile(r"^\| (?!-|other words)(.*) \|$", re.MULTILINE)
ROWS = [
    [cell.strip() for cell in row.split(" | ")]
    for row in ROW.findall((ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"))
]


def bare(text: str) -> str:
    """A name or label without what stands in brackets or behind a comma."""
    return re.split(r" \(|, |、", text)[0].casefold()


def test_every_row_has_its_four_cells() -> None:
    assert ROWS
    assert [row for row in ROWS if len(row) != len(ROWS[0]) or not all(row)] == []


def test_one_word_for_one_concept() -> None:
    ours = [word for _, word, _, _ in ROWS]
    assert len(set(ours)) == len(ours)


def test_japanese_words_are_the_labels_of_the_kpis() -> None:
    """Of every KPI that the glossary names, the base of its label stands in the third column."""
    labels: dict[str, set[str]] = {}
    for kpi in registry().values():
        labels.setdefault(bare(kpi.name), set()).add(bare(kpi.label))
    named = {word: japanese for _, word, japanese, _ in ROWS if bare(word) in labels}
    assert {"wins", "win rate", "backlog", "dwell time", "CAC payback"} <= set(named)
    wrong = {
        word: japanese
        for word, japanese in named.items()
        if not any(label in japanese.casefold() for label in labels[bare(word)])
    }
    assert wrong == {}
