"""How far a command is, on stderr, while it takes more than a moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Step = TypeVar("Step")


def followed(steps: Sequence[Step], title: str) -> Iterator[Step]:
    """Yield the steps under a bar with the time left; the bar goes when all are done.

    Nothing is shown where stderr is not a terminal.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        yield from steps
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        yield from bar.track(steps, description=title)
