"""How Sphinx builds the site: `make site` writes it to build/site, warnings are errors.

The pages are plain Markdown that reads well without the site too.
`index.md` shows the same front page as `README.md`, and gives the pages their order.
"""

from __future__ import annotations

from importlib.metadata import version as installed

from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

project = "gtmsim"
author = "the authors of gtmsim"
release = version = installed("gtmsim")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
root_doc = "index"
exclude_patterns = [
    "README.md",  # included by index.md
    "**/*.intro.md",  # beginnings of generated pages
]
default_role = "literal"
"""Docstrings write code in single backticks, as Markdown does."""

myst_heading_anchors = 4
"""Headings that a link may name, as in `language.md#conditions`."""

html_theme = "furo"
html_title = "gtmsim"
html_static_path = ["static"]
html_css_files = ["japanese.css"]
html_copy_source = False
html_use_index = False
html_domain_indices = False
html_show_sphinx = False
"""Furo brings its own fonts and scripts: a page asks nobody on the network."""


def setup(app: Sphinx) -> None:
    """Tables in CSV are shown as they are."""
    app.add_lexer("csv", TextLexer)
