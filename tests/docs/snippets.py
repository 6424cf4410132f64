"""Finds the runnable snippets of a page and runs them, in the order of reading.

- `python` blocks share one namespace per page; a `text` block right after one is what it prints.
- `yaml` blocks with `stages:` or `extends:` are whole scenarios and must load; other `yaml`
  blocks are parts of one. A first line `# name.yaml` saves the block for later commands.
- `csv` blocks are saved under the name in their first line, `# name.csv`, without that line.
- `console` blocks run each `$ gtmsim ...` line and show what it prints, to the letter.
  `console sample` only asks that the commands succeed, `console refused` shows a refusal.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

import gtmsim
from gtmsim.cli import app

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "README.ja.md", *(ROOT / "docs").rglob("*.md")])
FENCE = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMENTED_FILE = re.compile(r"# (\S+\.(?:ya?ml|csv))\n")
WIDTH = "100"


@dataclass(frozen=True)
class Snippet:
    """One fenced block of a page; `start` and `end` bound its text in the page."""

    page: Path
    start: int
    end: int
    line: int
    language: str
    mark: str
    text: str

    @property
    def place(self) -> str:
        """`README.md:12`, for messages."""
        return f"{self.page.name}:{self.line}"


def snippets(page: Path) -> list[Snippet]:
    """Every fenced block with a language, in order."""
    text = page.read_text(encoding="utf-8")
    return [
        Snippet(page, *m.span(3), text.count("\n", 0, m.start()) + 1, m[1], m[2].strip(), m[3])
        for m in FENCE.finditer(text)
    ]


def played(page: Path) -> Iterator[tuple[Snippet, str]]:
    """Run a page's snippets in the working folder; yield each shown output and the real one."""
    namespace: dict[str, object] = {"__name__": "page"}
    printed: str | None = None
    for snippet in snippets(page):
        before, printed = printed, None
        match snippet.language:
            case "python":
                printed = run_python(snippet, namespace)
            case "text" if before is not None:
                yield snippet, trimmed(before)
            case "yaml":
                load_yaml(snippet)
            case "csv":
                save_csv(snippet)
            case "console":
                real = run_console(snippet)
                if snippet.mark != "sample":
                    yield snippet, real


def run_python(snippet: Snippet, namespace: dict[str, object]) -> str:
    """Execute a block; returns what it printed."""
    out = io.StringIO()
    code = compile("\n" * snippet.line + snippet.text, str(snippet.page), "exec")
    with contextlib.redirect_stdout(out):
        exec(code, namespace)
    return out.getvalue()


def load_yaml(snippet: Snippet) -> None:
    """Load a block that is a whole scenario; save a block that names its file."""
    named = COMMENTED_FILE.match(snippet.text)
    target = Path(named[1] if named else "snippet.yaml")
    target.write_text(snippet.text, encoding="utf-8")
    if re.search(r"^start:|^extends:", snippet.text, re.MULTILINE):
        gtmsim.load(target)


def save_csv(snippet: Snippet) -> None:
    """Save a block that names its file; a table has no comments, so the name is left out."""
    named = COMMENTED_FILE.match(snippet.text)
    assert named is not None, f"{snippet.place}: a csv block begins with `# name.csv`"
    Path(named[1]).write_text(snippet.text[named.end() :], encoding="utf-8")


def run_console(snippet: Snippet) -> str:
    """Run a block's commands; returns the block as it should read."""
    shown = []
    for part in re.split(r"^\$ ", snippet.text, flags=re.MULTILINE)[1:]:
        command = part.partition("\n")[0]
        program, *arguments = shlex.split(command, comments=True)
        assert program == "gtmsim", f"{snippet.place}: only gtmsim runs in a console block"
        result = CliRunner(env={"COLUMNS": WIDTH}).invoke(app, arguments)
        refused = result.exit_code != 0
        assert refused == (snippet.mark == "refused"), f"{snippet.place}: {result.output}"
        shown.append(f"$ {command}\n{trimmed(result.output)}")
    return "\n".join(shown)


def trimmed(text: str) -> str:
    """Without the blanks at the ends of lines, which nobody sees."""
    return "".join(f"{line.rstrip()}\n" for line in text.rstrip().splitlines())
