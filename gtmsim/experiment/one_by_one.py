"""Single pieces of work, here or on the caller's executor, each reported when it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from gtmsim.experiment.run import Where
from gtmsim.experiment.runner import Pool

Asked = TypeVar("Asked")
Found = TypeVar("Found")


def one_by_one(
    work: Callable[[Asked], Found],
    tasks: Sequence[Asked],
    executor: Where = None,
    told: Callable[[], None] | None = None,
) -> list[Found]:
    """What comes of every task, in their order.

    Args:
        work: what is done to each; wherever the executor puts it.
        tasks: what to work on.
        executor: as in `simulate`.
        told: called after each.
    """
    pool = executor.executor if isinstance(executor, Pool) else executor
    found = []
    for one in map(work, tasks) if pool is None else pool.map(work, tasks):
        found.append(one)
        if told is not None:
            told()
    return found
