"""A log at a glance, for notebooks."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from gtmsim.log.log import EventLog


def html_of(log: EventLog) -> str:
    """What the log is, and how often each kind of event happened."""
    from gtmsim.log.readable import kind_name

    kinds, counts = np.unique(log.events["kind"], return_counts=True)
    rows = "".join(
        f'<tr><td style="text-align:left">{html.escape(kind_name(int(kind)))}</td>'
        f"<td>{int(count):,}</td></tr>"
        for kind, count in zip(kinds, counts, strict=True)
    )
    caption = html.escape(repr(log).strip("<>"))
    head = '<tr><th style="text-align:left">event</th><th>rows</th></tr>'
    return (
        f"<table><caption>{caption}</caption><thead>{head}</thead><tbody>{rows}</tbody></table>"
        "<p><code>.frame()</code> has them one by one, <code>.table(name)</code> what they "
        "point at.</p>"
    )
