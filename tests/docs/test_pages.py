"""What the pages show is what happens: every snippet runs, every link leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import gtmsim
from tests.docs.snippets import PAGES, ROOT, played

LINK = re.compile(r"\]\(([^)#\s]+)(#[^)\s]*)?\)")


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_snippets_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    monkeypatch.chdir(tmp_path)
    for snippet, real in played(page):
        assert snippet.text == real, f"{snippet.place}: `make docs` shows what it prints now"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = [m[1] for m in LINK.finditer(page.read_text(encoding="utf-8"))]
    local = [target for target in targets if "://" not in target]
    broken = [target for target in local if not (page.parent / target).exists()]
    assert not broken


def test_every_public_name_is_on_the_python_page() -> None:
    page = (ROOT / "docs" / "reference" / "python.md").read_text(encoding="utf-8")
    assert [public for public in gtmsim.__all__ if f"`gtmsim.{public}" not in page] == []


def test_public_names_are_sorted() -> None:
    assert gtmsim.__all__ == sorted(gtmsim.__all__)
