"""What a revenue takes, step by step and channel by channel, beside what the simulation brings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gtmsim.experiment.backwards import Needs, Rates
from gtmsim.experiment.grid import Grid, Shown
from gtmsim.experiment.levers import TurnedLever
from gtmsim.kpi import Language
from gtmsim.stats import Estimate


@dataclass(frozen=True)
class Step:
    """One step of the funnel, on paper and as simulated.

    Attributes:
        step: arrival, mql, sal, sql or won.
        needed: on paper.
        then: how many leads get there by the date, on average, whenever they came.
        low, high: P10 and P90 of that.
        later: how many of the leads that come until the date get there in the end, on average.
        rate: leads here by leads in the step before, of those that came until the date.
    """

    step: str
    needed: float
    then: float
    low: float
    high: float
    later: float
    rate: float

    @property
    def missing(self) -> float:
        """What is needed and not there by the date, on average."""
        return max(self.needed - self.then, 0.0)


@dataclass(frozen=True)
class ByChannel:
    """What one channel has to bring, the mix as it is.

    Attributes:
        channel, label: its name.
        wins, leads: needed.
        now: leads that it brings until the date, on average.
        rate: wins by leads.
    """

    channel: str
    label: str
    wins: float
    leads: float
    now: float
    rate: float


@dataclass(frozen=True, repr=False)
class ReverseFunnel(Shown):
    """What a revenue takes, whether it is reached by a date, and what would close the gap.

    Attributes:
        title: of what.
        revenue: money of new business, to be signed from the start until `by`.
        currency: of all money.
        by: the last day.
        needs: the spreadsheet's answer.
        rates: what it divides by.
        steps: step by step, needed and simulated.
        channels: the same for each channel.
        hit: probability to reach the revenue, with its Wilson interval.
        landing: P10, P50 and P90 of the money signed.
        busiest: the team with the highest utilization, its label, and how high it is.
        levers: what each change takes alone; none if they were not asked for.
        replications: how many lives.
    """

    title: str
    revenue: float
    currency: str
    by: date
    needs: Needs
    rates: Rates
    steps: tuple[Step, ...]
    channels: tuple[ByChannel, ...]
    hit: Estimate
    landing: tuple[float, float, float]
    busiest: tuple[str, str, float]
    levers: tuple[TurnedLever, ...]
    replications: int

    def grids(self, language: Language = "en") -> tuple[Grid, ...]:
        """Tables for people."""
        from gtmsim.experiment.reverse_page import grids

        return tuple(grids(self, language))
