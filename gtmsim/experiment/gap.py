"""The spreadsheet's answer beside the simulation's, and where the gap between them comes from.

The spreadsheet multiplies volumes by rates. The simulation lets every lead wait for people and
take its time. What it does beyond the spreadsheet is switched off step by step, on the same leads
with the same luck: what waiting does to buyers, then too few people, then the period's end, and
what no spreadsheet counts. Each part is what its step changes, so that the parts add up to the gap.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from gtmsim.experiment.batch import Floats
from gtmsim.experiment.experiment import ExperimentError, blank_log
from gtmsim.experiment.grid import Grid, Shown
from gtmsim.experiment.off_paper import FOLLOWED, Met, Task, met_of
from gtmsim.experiment.one_by_one import one_by_one
from gtmsim.experiment.paper import Paper, on_paper
from gtmsim.experiment.run import Where
from gtmsim.experiment.switched_off import calm, closed, lasting, many
from gtmsim.kpi import Language
from gtmsim.kpi.periods import as_day, day_of, opens
from gtmsim.scenario import Scenario
from gtmsim.stats import Estimate, likely_quantiles, mean, share

REPLICATIONS = 30
PERIODS = ("H1", "H2")

Reason = Literal["waiting", "capacity", "lag", "off paper", "rest"]


@dataclass(frozen=True)
class Part:
    """What one step changes, on average, with the interval of the paired difference.

    Attributes:
        reason: waiting, capacity, lag, off paper (what no spreadsheet counts), rest.
        money, wins: how much more there is without it.
    """

    reason: Reason
    money: Estimate
    wins: Estimate


@dataclass(frozen=True)
class Aim:
    """The target that the scenario sets for the period.

    Attributes:
        label: what people call it.
        measure: id of the KPI.
        amount: what is to be reached.
        hit: probability, with its Wilson interval.
    """

    label: str
    measure: str
    amount: float
    hit: Estimate


@dataclass(frozen=True, repr=False)
class Gap(Shown):
    """The spreadsheet's answer, the simulation's, and what lies between them.

    Attributes:
        title: of what.
        by: the last day that counts.
        currency: of all money; empty without one.
        paper: the spreadsheet's answer.
        steps: by step of the funnel P10, P50 and P90 of what is there by the day.
        money: P10, P50 and P90 of new business signed by then, a year's worth of what recurs.
        shortfall: spreadsheet less simulation, on average.
        parts: where the shortfall comes from, in the order in which it was switched off.
        aim: the target; None without one.
        busiest: the team with the highest utilization until then, its label, and how high it is.
        kept: mechanisms of waiting without which the scenario does not hold.
        assumed: how many values of the scenario have no source.
        replications: how many lives of each.
    """

    title: str
    by: date
    currency: str
    paper: Paper
    steps: tuple[tuple[float, float, float], ...]
    money: tuple[float, float, float]
    shortfall: Part
    parts: tuple[Part, ...]
    aim: Aim | None
    busiest: tuple[str, str, float]
    kept: tuple[str, ...]
    assumed: int
    replications: int

    def part(self, reason: Reason) -> Part:
        """The part of one reason."""
        return next(each for each in self.parts if each.reason == reason)

    def grids(self, language: Language = "en") -> tuple[Grid, ...]:
        """Tables for people."""
        from gtmsim.experiment.gap_page import grids

        return tuple(grids(self, language))


def spreadsheet_gap(
    scenario: Scenario,
    by: date | str | None = None,
    *,
    replications: int = REPLICATIONS,
    seed: int = 0,
    executor: Where = None,
    told: Callable[[], None] | None = None,
) -> Gap:
    """Set volumes times rates beside the simulation, and say where the gap comes from.

    Args:
        scenario: what to run.
        by: the last day that counts; default: the end of the first half-year with a target, else
            of the first target, else of the run.
        replications: how many lives of each step.
        seed: names the luck.
        executor: as in `simulate`.
        told: called after each of the lives, of which there are `lives_of(scenario)` a replication.

    Raises:
        ExperimentError: nothing is ever won, or the day lies before the start.

    Example:
        >>> import gtmsim
        >>> smb = gtmsim.load("scenarios/own_company.yaml")
        >>> found = gtmsim.spreadsheet_gap(smb, replications=2)
        >>> [part.reason for part in found.parts]
        ['waiting', 'capacity', 'lag', 'off paper', 'rest']
    """
    last = last_day(scenario, by)
    days = (last - scenario.start).days + 1
    if days < 1:
        raise ExperimentError(f"{last} is before the start, {scenario.start}: name a later day.")
    period = lasting(scenario, f"{days} days")
    paper = on_paper(period)
    patient, kept = calm(period)
    staffed = patient.change(many(patient) | closed(patient, last))
    staffed = lasting(staffed, f"{days + FOLLOWED} days")
    first = _run([period, patient, staffed], last, replications, seed, executor, told)
    there, _, able = first
    ends = [np.array([each.then for each in found]) for found in first]
    ends.append(np.array([each.later for each in able]))
    reasons: list[Reason] = ["waiting", "capacity", "lag"]
    if off_paper(scenario):
        once = staffed.change("recycle_at_most", 0) if scenario.recycle else staffed
        (sheet,) = _run([once], last, replications, seed, executor, told)
        ends.append(np.array([each.known for each in sheet]))
        reasons.append("off paper")
    ends.append(np.full((replications, 2), (paper.money, paper.wins)))
    reasons.append("rest")
    parts = [
        _part(reason, after - before)
        for reason, before, after in zip(reasons, ends[:-1], ends[1:], strict=True)
    ]
    log = blank_log(period)
    busy = np.mean([each.busy for each in there], axis=0)
    most = int(busy.argmax())
    counts = np.array([each.steps for each in there])
    return Gap(
        title=scenario.label or scenario.name or "scenario",
        by=last,
        currency=str(log.meta["currency"] or ""),
        paper=paper,
        steps=tuple(_range(counts[:, at]) for at in range(counts.shape[1])),
        money=_range(ends[0][:, 0]),
        shortfall=_part("rest", ends[-1] - ends[0]),
        parts=tuple(parts),
        aim=_aim(there),
        busiest=(str(log.teams["id"][most]), str(log.teams["label"][most]), float(busy[most])),
        kept=kept,
        assumed=len(scenario.assumed),
        replications=replications,
    )


def lives_of(scenario: Scenario) -> int:
    """How many lives one replication takes."""
    return 3 + off_paper(scenario)


def off_paper(scenario: Scenario) -> bool:
    """Whether leads count that no spreadsheet knows: that come back, or came before the start."""
    listed = scenario.opening is not None and bool(scenario.opening.house_list)
    return bool(scenario.recycle) or scenario.history is not None or listed


# --- Running and counting -----------------------------------------------------------------------


def _run(
    scenarios: Sequence[Scenario],
    last: date,
    replications: int,
    seed: int,
    executor: Where,
    told: Callable[[], None] | None,
) -> list[list[Met]]:
    """Every scenario in every replication."""
    tasks = [
        Task(scenario, last, seed, number)
        for scenario in scenarios
        for number in range(replications)
    ]
    found = one_by_one(met_of, tasks, executor, told)
    return [found[at : at + replications] for at in range(0, len(found), replications)]


def _part(reason: Reason, change: Floats) -> Part:
    return Part(reason, mean(change[:, 0]), mean(change[:, 1]))


def _range(values: Floats) -> tuple[float, float, float]:
    low, middle, high = (float(each) for each in likely_quantiles(values))
    return low, middle, high


def _aim(found: Sequence[Met]) -> Aim | None:
    """The target of exactly this period, if there is one."""
    aims = [each.aim for each in found if each.aim is not None]
    if not aims:
        return None
    label, measure, amount, _ = aims[0]
    return Aim(label, measure, amount, share(sum(each[3] >= amount for each in aims), len(aims)))


# --- The period ----------------------------------------------------------------------------------


def last_day(scenario: Scenario, by: date | str | None = None) -> date:
    """The last day that counts: the one given, else that of the first target, else of the run."""
    if by is not None:
        return as_day(by)
    log = blank_log(scenario)
    table = log.targets if scenario.targets else {"period": [], "begin": [], "end": []}
    inside = [
        (str(period), int(end))
        for period, begin, end in zip(table["period"], table["begin"], table["end"], strict=True)
        if opens(log) <= begin and end <= log.horizon
    ]
    halves = [end for period, end in inside if period.endswith(PERIODS)]
    end = next(iter([*halves, *(end for _, end in inside)]), log.horizon)
    return day_of(log, end - 1)
