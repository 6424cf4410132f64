"""How far a command is, on stderr, while it takes more than a moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from gtmsim.experiment import local
from gtmsim.experiment.runner import Pool


@contextmanager
def progress_bar(total: float, title: str) -> Iterator[Callable[[float], None]]:
    """A bar with the time left; call what it gives with how much of `total` is done.

    The bar goes when the block ends. Nothing is shown where stderr is not a terminal.
    """
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
    )
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(title, total=total)
        yield lambda done: bar.update(task, completed=done)


@contextmanager
def lives(runs: int, jobs: int) -> Iterator[tuple[Pool, Callable[[], None]]]:
    """Where to run single lives of an organization, and what to call after each; with a bar.

    Args:
        runs: how many there will be, at most.
        jobs: worker processes; -1 for one a core.
    """
    with progress_bar(runs, "replications") as bar, local(jobs) as pool:
        done = count(1)
        yield pool, lambda: bar(next(done))
