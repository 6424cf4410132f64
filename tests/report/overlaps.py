"""Looks at a picture as a reader does: which texts lie on each other, or leave the page."""

from __future__ import annotations

from collections.abc import Iterator

from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

SLACK = 1.5
"""Pixels of their boxes that neighboring texts may share: boxes are wider than their letters."""
GAP = 3.0
"""Pixels that lie between texts of one line, lest they read as one."""
SMALLEST = 11.0
"""Points, at the size of a slide."""


def texts(made: Figure) -> Iterator[tuple[Text, Bbox]]:
    """Every text of a picture that shows anything, with its box in pixels."""
    renderer = made.canvas.get_renderer()  # type: ignore[attr-defined]
    unseen = _unseen(made)
    for each in made.findobj(Text):
        if not isinstance(each, Text) or not each.get_visible() or not each.get_text().strip():
            continue
        if id(each) in unseen:
            continue
        box = each.get_window_extent(renderer)
        if box.width > 0 and box.height > 0:
            yield each, box


def _unseen(made: Figure) -> set[int]:
    """Labels that are made, but not drawn: beyond the limits, or of axes that are switched off."""
    hidden = set()
    for axes in made.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            if not axes.axison:
                hidden.add(id(axis.label))
            for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
                if not axes.axison or not low - 1e-9 <= tick.get_loc() <= high + 1e-9:
                    hidden |= {id(tick.label1), id(tick.label2)}
    return hidden


def complaints(made: Figure) -> list[str]:
    """What a reader would mind; empty if nothing."""
    found = []
    boxes = list(texts(made))
    page = made.bbox
    for at, (text, box) in enumerate(boxes):
        words = text.get_text()
        if box.x0 < page.x0 - 1 or box.x1 > page.x1 + 1 or box.y0 < page.y0 - 1 or (
            box.y1 > page.y1 + 1
        ):  # fmt: skip
            found.append(f"{words!r} leaves the page: {box.extents.round()}")
        if text.get_fontsize() < SMALLEST:
            found.append(f"{words!r} is {text.get_fontsize():g} points")
        for other, beside in boxes[at + 1 :]:
            wide = min(box.x1, beside.x1) - max(box.x0, beside.x0)
            high = min(box.y1, beside.y1) - max(box.y0, beside.y0)
            beside_each_other = high > min(box.height, beside.height) / 2 and wide > -GAP
            if (wide > SLACK and high > SLACK) or beside_each_other:
                found.append(f"{words!r} lies on {other.get_text()!r}")
    return found
