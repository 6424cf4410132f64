"""Which customers stay: cohorts by the quarter of their win, quarter after quarter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from gtmsim.kpi.customer import customers
from gtmsim.kpi.kpi import count_of
from gtmsim.kpi.periods import cut
from gtmsim.kpi.view import View
from gtmsim.log import EventLog


@dataclass(frozen=True)
class Cohort:
    """Customers won in the same fiscal quarter.

    Attributes:
        begins: first day of the quarter.
        won: how many.
        kept: how many are customers still at the end of that quarter and of each later one.
    """

    begins: date
    won: float
    kept: tuple[float, ...]


def cohorts_of(log: EventLog) -> tuple[Cohort, ...]:
    """Cohorts of customers by fiscal quarter, as far as whole quarters of the log show them."""
    found = customers(View(log))
    quarters = [each for each in cut(log, "fiscal quarter") if each.whole]
    cohorts = []
    for at, quarter in enumerate(quarters):
        own = (found.begin >= quarter.period.begin) & (found.begin < quarter.period.end)
        kept = [float(count_of(own & (found.end >= later.period.end))) for later in quarters[at:]]
        cohorts.append(Cohort(quarter.begins, float(count_of(own)), tuple(kept)))
    return tuple(cohorts)


def mean_cohorts(found: list[tuple[Cohort, ...]]) -> tuple[Cohort, ...]:
    """The mean over replications, cohort by cohort."""
    means = []
    for cohorts in zip(*found, strict=True):
        kept = np.mean([each.kept for each in cohorts], axis=0)
        won = float(np.mean([each.won for each in cohorts]))
        means.append(Cohort(cohorts[0].begins, won, tuple(float(each) for each in kept)))
    return tuple(means)
