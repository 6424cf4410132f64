"""How a figure becomes a picture: one look for all of them, in English and in Japanese.

Colors are those of Okabe and Ito, which people who see few colors can tell apart; nothing is told
by color alone.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import singledispatch
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gtmsim.errors import GtmsimError
from gtmsim.kpi import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SIZE = (10.0, 5.6)
"""Inches: a slide."""
FONT = 13.0
SMALL = 11.5
"""Points; no text is smaller than 11 at the size of a slide."""

INK, FAINT, GRID = "#222222", "#5a5a5a", "#d9d9d9"
BLUE, ORANGE, GREEN, RED, PURPLE, SKY, YELLOW = (
    "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#F0E442",
)  # fmt: skip
COLORS = (BLUE, ORANGE, GREEN, RED, PURPLE, SKY, "#8C6D1F", "#444444")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
INSTALL = "pip install 'gtmsim[report]'"


class FigureError(GtmsimError):
    """A figure that cannot be drawn, and what to do."""


class Drawable:
    """Data of a figure, which notebooks show as a picture."""

    def __repr__(self) -> str:
        from gtmsim.report.figures.alternative import alternative  # which knows every figure

        return f"<{type(self).__name__}: {alternative(self, 'en')}>"

    def _repr_svg_(self) -> str:
        return svg(self)

    def in_japanese(self) -> Shown:
        """The same picture with Japanese words, for notebooks."""
        return Shown(svg(self, lang="ja"))

    def save(self, path: str | Path, *, lang: Language = "en", dpi: float = 100) -> Path:
        """Write the picture: `.svg`, or `.png` of 1000 x 560 pixels.

        Raises:
            FigureError: the file's name ends otherwise.
        """
        target = Path(path)
        if target.suffix not in (".svg", ".png"):
            raise FigureError(f"{target.name}: a picture's name ends in .svg or .png.")
        if target.suffix == ".svg":
            target.write_text(svg(self, lang=lang), encoding="utf-8")
        else:
            target.write_bytes(png(self, lang=lang, dpi=dpi))
        return target


class Shown:
    """A drawn picture, which notebooks show."""

    def __init__(self, text: str) -> None:
        self._text = text

    def _repr_svg_(self) -> str:
        return self._text


@singledispatch
def draw(figure: object, ax: Axes, *, lang: Language = "en") -> None:
    """Draw a figure's data on the axes of a picture.

    Args:
        figure: what one of the `..._figure` functions has made.
        ax: axes of matplotlib; `picture` makes a whole picture instead.
        lang: of the words.
    """
    raise FigureError(f"a {type(figure).__name__} is no figure of gtmsim.report.figures.")


@contextmanager
def look(lang: Language) -> Iterator[None]:
    """The fonts and lines of all pictures; nothing of it stays when the block ends.

    Raises:
        FigureError: matplotlib or the Japanese font is not installed.
    """
    try:
        import matplotlib as mpl

        with mpl.rc_context():
            import matplotlib_fontja  # registers the font; sets it for everybody, hence the block
    except ImportError as error:
        raise FigureError(f"figures need {error.name}: {INSTALL}") from None
    japanese = matplotlib_fontja.matplotlib_fontja.FONT_NAME
    families = [japanese, "DejaVu Sans"] if lang == "ja" else ["DejaVu Sans", japanese]
    style: Any = {**_LOOK, "font.family": families}
    with mpl.rc_context(style):
        yield


_LOOK: dict[str, Any] = {
    "font.size": FONT,
    "axes.titlesize": FONT + 2,
    "axes.titlelocation": "left",
    "axes.titlepad": 12.0,
    "axes.labelsize": FONT,
    "xtick.labelsize": SMALL + 0.5,
    "ytick.labelsize": SMALL + 0.5,
    "legend.fontsize": SMALL + 0.5,
    "legend.frameon": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "axes.grid": False,
    "grid.color": GRID,
    "axes.axisbelow": True,
    "axes.unicode_minus": False,
    "text.parse_math": False,
    "figure.facecolor": "white",
    "svg.fonttype": "path",
    "svg.hashsalt": "gtmsim",
}


def picture(figure: object, *, lang: Language = "en", size: tuple[float, float] = SIZE) -> Figure:
    """A figure as a picture of matplotlib, the size of a slide."""
    with look(lang):
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
        from matplotlib.layout_engine import ConstrainedLayoutEngine

        made = Figure(figsize=size, layout=ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.12))
        FigureCanvasAgg(made)
        draw(figure, made.add_subplot(), lang=lang)
        made.canvas.draw()
    return made


def png(figure: object, *, lang: Language = "en", dpi: float = 100) -> bytes:
    """A figure as a PNG, 1000 x 560 pixels."""
    return _saved(figure, lang, "png", dpi)


def svg(figure: object, *, lang: Language = "en") -> str:
    """A figure as an SVG whose letters are outlines, so that it needs no font."""
    return _saved(figure, lang, "svg", 72).decode()


def _saved(figure: object, lang: Language, form: str, dpi: float) -> bytes:
    made = picture(figure, lang=lang)
    out = io.BytesIO()
    with look(lang):
        metadata = {"Date": None} if form == "svg" else {"Software": None}
        made.savefig(out, format=form, dpi=dpi, metadata=metadata)
    return out.getvalue()


def apart(places: list[float], gap: float, low: float, high: float) -> list[float]:
    """Places for labels that want to be at `places`, moved until `gap` lies between neighbors.

    Example:
        >>> apart([1.0, 1.2, 5.0], 1.0, 0.0, 10.0)
        [0.6, 1.6, 5.0]
    """
    order = sorted(range(len(places)), key=lambda at: places[at])
    groups: list[tuple[list[int], float]] = []  # members, middle
    for at in order:
        members, middle = [at], places[at]
        while groups and middle - groups[-1][1] < gap * (len(members) + len(groups[-1][0])) / 2:
            before, _ = groups.pop()
            members = before + members
            middle = sum(places[each] for each in members) / len(members)
        half = gap * (len(members) - 1) / 2
        middle = min(max(middle, low + half), max(high - half, low + half))
        groups.append((members, middle))
    found = list(places)
    for members, middle in groups:
        for rank, at in enumerate(members):
            found[at] = round(middle + gap * (rank - (len(members) - 1) / 2), 9)
    return found
