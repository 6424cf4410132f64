"""The site is built without a warning, its links lead somewhere, and it needs no network."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.docs.snippets import PAGES, ROOT

pytest.importorskip("sphinx", reason="the site needs gtmsim[docs]")
pytest.importorskip("myst_parser", reason="the site needs gtmsim[docs]")
pytest.importorskip("furo", reason="the site needs gtmsim[docs]")

DOCS = ROOT / "docs"
FETCHED = {"script", "link", "img", "iframe", "source", "video", "audio"}
"""What a browser loads by itself; an `a` waits for a reader."""
STYLED = re.compile(r"(?:url\(\s*['\"]?|@import\s+['\"])(?:https?:)?//", re.IGNORECASE)


@dataclass
class Page(HTMLParser):
    """What one page of the site defines, links to, and fetches."""

    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    fetches: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.ids.update(found[name] for name in ("id", "name") if name in found)
        for target in (found.get("href", ""), found.get("src", "")):
            if target:
                (self.fetches if tag in FETCHED else self.links).append(target)


def read(path: Path) -> Page:
    page = Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def build(docs: Path, out: Path) -> subprocess.CompletedProcess[str]:
    """Build a site as `make site` does: every warning is an error."""
    strict = ["--quiet", "--fresh-env", "--fail-on-warning", "--keep-going"]
    command = [sys.executable, "-m", "sphinx", *strict, "-b", "html", "-d", f"{out}.cache"]
    return subprocess.run(
        [*command, str(docs), str(out)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONWARNINGS": "default"},
    )


def broken(pages: dict[Path, Page]) -> list[str]:
    """Links and fetches within the site that lead nowhere."""
    found = []
    for path, page in pages.items():
        for target in page.links + page.fetches:
            parts = urlsplit(target)
            if parts.scheme or parts.netloc:
                continue
            file = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            known = pages[file].ids if file in pages else set()
            anchor = unquote(parts.fragment)
            if not file.exists() or (file in pages and anchor and anchor not in known):
                found.append(f"{path.name}: {target}")
    return found


@pytest.mark.slow
def test_the_site_is_built_strictly_and_leads_nowhere_wrong(tmp_path: Path) -> None:
    out = tmp_path / "site"
    done = build(DOCS, out)
    assert done.returncode == 0, done.stderr
    pages = {path: read(path) for path in out.rglob("*.html")}
    titles = {path.relative_to(out).with_suffix(".md").as_posix() for path in pages}
    written = {page.relative_to(DOCS).as_posix() for page in PAGES if page.is_relative_to(DOCS)}
    left_out = {page for page in written - titles if not page.endswith(".intro.md")}
    assert left_out == {"README.md"}  # the front page is index.html
    assert broken(pages) == []
    asked = [each for page in pages.values() for each in page.fetches if urlsplit(each).netloc]
    asked += [path.name for path in out.rglob("*.css") if STYLED.search(path.read_text("utf-8"))]
    assert asked == [], "the site must not ask the network for anything"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("mistake", "told"),
    [
        ("[nowhere](semantics-of-nothing.md)", "semantics-of-nothing.md"),
        ("[no such rule](semantics.md#no-such-rule)", "no-such-rule"),
    ],
    ids=["no such page", "no such heading"],
)
def test_a_mistake_fails_the_build(tmp_path: Path, mistake: str, told: str) -> None:
    docs = tmp_path / "docs"
    shutil.copytree(DOCS / "static", docs / "static")
    shutil.copy(DOCS / "conf.py", docs)
    shutil.copy(DOCS / "semantics.md", docs)
    index = "# Front\n\n```{toctree}\nsemantics\n```\n\n"
    (docs / "index.md").write_text(index, encoding="utf-8")
    assert build(docs, tmp_path / "sound").returncode == 0
    (docs / "index.md").write_text(index + mistake + "\n", encoding="utf-8")
    done = build(docs, tmp_path / "broken")
    assert done.returncode != 0
    assert told in done.stderr
