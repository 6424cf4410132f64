"""The report as one page that needs nothing else: texts, tables and figures in both languages."""

from __future__ import annotations

import base64
from importlib import resources
from typing import Any

from gtmsim.experiment.briefing import Briefing
from gtmsim.kpi import Language
from gtmsim.report.chapters import document
from gtmsim.report.explained import Explained
from gtmsim.report.figures.drawing import INSTALL, FigureError, look
from gtmsim.report.pictures import pictures

MARK = '<meta name="generator" content="gtmsim report">'
"""By which a report knows a page that it may write over."""
LANGUAGES: tuple[Language, ...] = ("en", "ja")


def page(found: Briefing, *, lang: Language = "en", explained: Explained | None = None) -> str:
    """A report as HTML, in both languages; a button switches.

    Args:
        found: what it tells.
        lang: which language it opens in.
        explained: why two designs differ, if that was asked.

    Raises:
        FigureError: jinja2, matplotlib or the Japanese font is not installed.
    """
    check_installed()
    import jinja2

    shown = pictures(found, explained)
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_template),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["inline"] = _inline
    values: dict[str, Any] = {
        "lang": lang,
        "mark": MARK,
        "documents": [document(found, each, shown, explained) for each in LANGUAGES],
        "style": _template("page.css"),
        "script": _template("page.js"),
    }
    return environment.get_template("page.html").render(values)


def check_installed() -> None:
    """Refuse before the work is done what would fail after it.

    Raises:
        FigureError: names what is missing and the command that installs it.
    """
    try:
        import jinja2  # noqa: F401
    except ImportError:
        raise FigureError(f"a report needs jinja2: {INSTALL}") from None
    with look("en"):
        pass


def _template(name: str) -> str:
    return (resources.files("gtmsim.report") / "templates" / name).read_text(encoding="utf-8")


def _inline(svg: str) -> str:
    """An SVG as an address that holds all of it."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
