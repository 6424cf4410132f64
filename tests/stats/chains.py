"""Queues solved by brute force: all states up to a limit, balance equations, nothing clever."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import linalg

State = tuple[int, ...]
Moves = Callable[[State], Iterable[tuple[State, float]]]


def birth_death(births: NDArray[np.float64], deaths: NDArray[np.float64]) -> NDArray[np.float64]:
    """Long-run law of a chain 0, 1, 2, ... ; births[i]: i to i+1, deaths[i]: i+1 to i."""
    steps = np.concatenate([[0.0], np.cumsum(np.log(births) - np.log(deaths))])
    weights = np.exp(steps - steps.max())
    return weights / weights.sum()


def stationary(start: State, moves: Moves) -> dict[State, float]:
    """Long-run law of any chain: states reached from `start`, global balance solved once."""
    index: dict[State, int] = {start: 0}
    queue, rows, columns, rates = [start], [], [], []
    while queue:
        state = queue.pop()
        for target, rate in moves(state):
            if target not in index:
                index[target] = len(index)
                queue.append(target)
            rows += [index[target], index[state]]
            columns += [index[state], index[state]]
            rates += [rate, -rate]
    size = len(index)
    balance = sparse.csc_array((rates, (rows, columns)), shape=(size, size)).tolil()
    balance[0, :] = 1.0  # one balance equation is implied by the others
    right = np.zeros(size)
    right[0] = 1.0
    law = linalg.spsolve(balance.tocsc(), right)
    return {state: float(law[i]) for state, i in index.items()}


def average(law: dict[State, float], measure: Callable[[State], float]) -> float:
    return sum(chance * measure(state) for state, chance in law.items())
