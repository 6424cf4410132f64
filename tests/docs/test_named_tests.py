"""Tests and folders of tests that a page names as evidence exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.snippets import PAGES, ROOT
from tests.docs.test_requirements import defined

NAMED = re.compile(r"`(tests/[\w./]+?)(?:::(\w+(?:::\w+)?))?`")
VALIDATION = ROOT / "docs" / "background" / "validation.md"


def missing(text: str) -> list[str]:
    """What a text names and is not there."""
    found = []
    for path, test in NAMED.findall(text):
        there = test in defined(path) if test else (ROOT / path).exists()
        if not there:
            found.append(f"{path}::{test}" if test else path)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_what_a_page_names_exists(page: Path) -> None:
    assert missing(page.read_text(encoding="utf-8")) == []


def test_every_test_of_queueing_theory_is_told() -> None:
    """The page on validation leaves none of them out."""
    text = VALIDATION.read_text(encoding="utf-8")
    named = {test for _, test in NAMED.findall(text)}
    files = ("test_queues.py", "test_networks.py", "test_pooling.py")
    tests = set().union(*(defined(f"tests/theory/{file}") for file in files))
    assert tests <= named


def test_a_test_that_is_not_there_is_seen() -> None:
    assert missing("`tests/theory/test_queues.py::test_mm1`") == []
    assert missing("`tests/theory/test_queues.py::test_nothing`")
    assert missing("`tests/nowhere`")
