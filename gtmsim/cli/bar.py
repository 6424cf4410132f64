"""How far an experiment is, on stderr: points, replications, time left, precision."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from gtmsim.experiment.gathered import watched
from gtmsim.experiment.runner import Progress as Told
from gtmsim.experiment.runner import Status
from gtmsim.stats import mean

OFTEN = 0.5
"""Seconds between two looks at the precision: intervals take longer than a bar."""


@contextmanager
def progress_bar() -> Iterator[Told | None]:
    """A bar that goes when all is done; nothing where stderr is not a terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:.0f}/{task.total:.0f} replications"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[sure]}"),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        yield _Bar(bar).show


class _Bar:
    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task: TaskID | None = None
        self._looked = 0.0
        self._sure = ""

    def show(self, status: Status) -> None:
        if time.monotonic() - self._looked > OFTEN:
            self._looked = time.monotonic()
            self._sure = precision_of(status)
        points = f"{status.points_done} of {status.points} points"
        if self._task is None:
            self._task = self._bar.add_task(points, total=status.goal, sure="")
        self._bar.update(
            self._task,
            description=points,
            completed=status.done,
            total=status.goal,
            sure=self._sure,
        )


def precision_of(status: Status) -> str:
    """Half the interval of the watched KPI at the point where it is widest: `wins ± 4.2%`."""
    names = watched(status.gathered)
    if not names:
        return ""
    kpi_id, widest = names[0], 0.0
    for point in range(status.points):
        column = status.gathered.column(point, kpi_id, status.goal // status.points)
        found = mean(column)
        if found.n and not found.refused:
            widest = max(widest, found.relative_half_width)
    return f"{kpi_id} ± {widest:.1%}" if 0 < widest < math.inf else ""
