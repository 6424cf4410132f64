"""What the months bring, over replications; and what pictures of single lives are made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from gtmsim import kpi
from gtmsim.experiment.batch import Floats, Meaning
from gtmsim.experiment.experiment import Experiment, Point
from gtmsim.experiment.replicate import log_of
from gtmsim.kpi.flow import Level, funnel_flow, mean_flow
from gtmsim.kpi.periods import cut
from gtmsim.kpi.response import Responses, pooled, responses
from gtmsim.kpi.staying import Cohort, cohorts_of, mean_cohorts
from gtmsim.kpi.view import View
from gtmsim.log import EventLog
from gtmsim.stats import likely_quantiles

BY_MONTH = ("utilization.TEAM", "backlog.STAGE", "arr", "wins")
"""What is measured month by month, as far as the scenario has it."""
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
WATCHED = 20
"""Replications that are looked at month by month, where there are more."""


@dataclass(frozen=True)
class OverTime:
    """Some replications of one point, month by month.

    Attributes:
        log: the first of them.
        replications: how many.
        months: first day of each whole civil month.
        meanings: what is measured, by id.
        values: by id, shape (replications, months).
        flow: the funnel, mean over the replications.
        cohorts: customers that stay, mean over the replications.
        responses: first touches of all replications, most asked stage first.
    """

    log: EventLog
    replications: int
    months: tuple[date, ...]
    meanings: dict[str, Meaning]
    values: dict[str, Floats]
    flow: tuple[Level, ...]
    cohorts: tuple[Cohort, ...]
    responses: tuple[Responses, ...]

    def members(self, base: str) -> tuple[str, ...]:
        """The ids of a KPI that is measured for several teams, stages ...: all `backlog.*`."""
        return tuple(each for each in self.values if each.partition(".")[0] == base)

    def quantiles(self, kpi_id: str, *, since: int = 0, add_up: bool = False) -> Floats:
        """P10, P25, P50, P75 and P90 of each month, shape (5, months); NaN where no value is.

        Args:
            kpi_id: which.
            since: index of the first month.
            add_up: whether months add up from there on.
        """
        values = self.values[kpi_id][:, since:]
        values = np.cumsum(values, axis=1) if add_up else values
        found = np.full((len(QUANTILES), values.shape[1]), np.nan)
        for month in range(values.shape[1]):
            found[:, month] = likely_quantiles(values[:, month], QUANTILES)
        return found


def over_time(
    experiment: Experiment, point: Point, *, replications: Sequence[int], kpis: Sequence[str] = ()
) -> OverTime:
    """Run replications of a point once more, exactly as they were, and look at every month.

    Args:
        experiment: the experiment.
        point: which of its points.
        replications: their numbers; the first gives the log.
        kpis: ids to measure besides the usual ones.
    """
    logs = (log_of(experiment, point.index, number) for number in replications)
    first: EventLog | None = None
    columns: dict[str, list[list[float]]] = {}
    meanings: dict[str, Meaning] = {}
    flows, cohorts, answers = [], [], []
    months: tuple[str, ...] = ()
    for count, log in enumerate(logs):
        if first is None:
            first, months = log, _months(log)
        for value in kpi.measure(log, _asked(log, kpis, months)) if months else ():
            own = kpi.parted(value.kpi)[0]
            meanings.setdefault(
                own, Meaning(own, value.unit, value.direction, value.name, value.label)
            )
            rows = columns.setdefault(own, [])
            if len(rows) <= count:
                rows.append([])
            rows[count].append(value.value)
        flows.append(funnel_flow(log))
        cohorts.append(cohorts_of(log))
        answers.append(responses(log))
    assert first is not None, "a point has replications"
    whole = {name: rows for name, rows in columns.items() if len(rows) == len(flows)}
    return OverTime(
        log=first,
        replications=len(flows),
        months=tuple(date.fromisoformat(f"{month}-01") for month in months),
        meanings={name: meanings[name] for name in whole},
        values={name: np.array(rows) for name, rows in whole.items()},
        flow=mean_flow(flows),
        cohorts=mean_cohorts(cohorts),
        responses=pooled(answers),
    )


def _months(log: EventLog) -> tuple[str, ...]:
    return tuple(f"{each.begins:%Y-%m}" for each in cut(log, "month") if each.whole)


def _asked(log: EventLog, besides: Sequence[str], months: Sequence[str]) -> list[str]:
    """Ids with their months, KPI by KPI."""
    view = View(log)
    wanted = [*BY_MONTH, *besides]
    ids = []
    for each in dict.fromkeys(wanted):
        found = kpi.find(each)[0]
        if all(view.offers(need) for need in found.needs):
            ids += [f"{each}@{month}" for month in months]
    return ids
