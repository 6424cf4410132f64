"""Writes the real output into the snippets of every page: `make docs` runs it."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

from tests.docs.snippets import PAGES, ROOT, played


def refresh(page: Path) -> None:
    """Replace each shown output of a page by what its snippets print now."""
    text = page.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        Path("scenarios").symlink_to(ROOT / "scenarios")
        for snippet, real in reversed(list(played(page))):
            text = text[: snippet.start] + real + text[snippet.end :]
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    for each in PAGES:
        refresh(each)
