"""Conversion rates from counts: counted, shared out between counts, or published."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import NamedTuple

from scipy.special import betaincinv

from gtmsim.scenario.answers import Answers
from gtmsim.scenario.questions import STEPS
from gtmsim.scenario.typical import RATES, Sourced


class Rate(NamedTuple):
    """A share: with its evidence, `25 of 110`, or assumed, perhaps with an 80% range."""

    share: float
    evidence: tuple[int, int] | None
    source: Sourced | None = None
    likely: tuple[float, float] | None = None


def rates_of(answers: Answers) -> list[Rate]:
    """From each step to the next: counted, split between counts, or published."""
    counts = [answers.given.get(f"last_period.{step}") for step in STEPS]
    known = [at for at, count in enumerate(counts) if isinstance(count, int)]
    found: list[Rate] = [Rate(share, None, source) for share, source in RATES]
    for low, high in pairwise(known):
        first, last = int(str(counts[low])), int(str(counts[high]))
        if high == low + 1:
            found[low] = Rate(last / first, (last, first))
            continue
        logs = [math.log(RATES[at][0]) for at in range(low, high)]
        for at, log in zip(range(low, high), logs, strict=True):
            source = Sourced(
                f"{last} of {first} in all, shared out like published rates",
                f"全体で{first}件中{last}件、公表値の比で按分",
            )
            share = (last / first) ** (log / sum(logs))
            spread = likely(last, first, share) if at == low else None
            found[at] = Rate(share, None, source, spread)
    return found


def likely(hits: int, trials: int, share: float) -> tuple[float, float] | None:
    """The 80% range that evidence for a product of shares leaves for one of them."""
    whole = hits / trials
    low, high = (
        share * float(betaincinv(hits + 0.5, trials - hits + 0.5, at)) / whole for at in (0.1, 0.9)
    )
    return (low, high) if low < share < high < 0.99 else None
