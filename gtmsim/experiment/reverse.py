"""From a revenue backwards, and forwards again: can it be reached in time, and what would it take?

The rates are those of the scenario as it runs: leads that come until the date are followed for a
year more, so that slow deals count, and what became of them is pooled over replications. Waiting,
recycling and people too few for the work are in these rates. What is missing by the date is lag.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np

from gtmsim import engine, plan
from gtmsim.experiment.backwards import Needs, Rates, needs
from gtmsim.experiment.experiment import ExperimentError, blank_log
from gtmsim.experiment.levers import HALF, TurnedLever, chance, levers
from gtmsim.experiment.lives import Asked, Life, lives
from gtmsim.experiment.required import ByChannel, ReverseFunnel, Step
from gtmsim.experiment.run import Where
from gtmsim.kpi.funnel import ARRIVAL
from gtmsim.kpi.periods import as_day
from gtmsim.kpi.view import View
from gtmsim.log import EventLog
from gtmsim.scenario import Scenario
from gtmsim.stats import likely_quantiles, share
from gtmsim.units import Money
from gtmsim.units.number import NUMBER

REPLICATIONS = 20
FOLLOWED = 365
"""Days for which leads are followed after the date, so that slow deals count in the rates."""


def reverse_funnel(
    scenario: Scenario,
    revenue: float | str,
    by: date | str,
    *,
    replications: int = REPLICATIONS,
    seed: int = 0,
    lead_rate: float | None = None,
    close_gap: bool = True,
    executor: Where = None,
    told: Callable[[], None] | None = None,
) -> ReverseFunnel:
    """Plan backwards from a revenue, then simulate whether it is reached in time.

    Args:
        scenario: what to run.
        revenue: of new business, in the scenario's currency: 100_000_000 or `1億円`. Deals count
            at signature, a year's worth of what recurs.
        by: the last day that counts: `2027-03-31`.
        replications: how many lives of the organization.
        seed: names the luck.
        lead_rate: leads by visits of the website; default: visits are left out.
        close_gap: whether to search what each lever takes.
        executor: as in `simulate`.
        told: called after each replication.

    Raises:
        ExperimentError: nothing is won, or the date lies outside what can be simulated.

    Example:
        >>> import gtmsim
        >>> smb = gtmsim.load("scenarios/smb_inbound.yaml")
        >>> found = gtmsim.reverse_funnel(
        ...     smb, "3000万円", "2026-09-30", replications=2, close_gap=False)
        >>> [step.step for step in found.steps]
        ['arrival', 'mql', 'sal', 'sql', 'won']
    """
    last = as_day(by)
    money = _money(revenue, scenario)
    until = (last - scenario.start).days + 1
    if lead_rate is not None and not lead_rate > 0:
        raise ExperimentError(f"leads by visits are {lead_rate:.0%}: must be above 0%.")
    if until < 1:
        raise ExperimentError(f"{last} is before the start, {scenario.start}: name a later day.")
    long = Asked(scenario.change("horizon", f"{until + FOLLOWED} days"), last, seed=seed)
    short = replace(long, scenario=scenario.change("horizon", f"{until} days"))
    base = lives(long, replications, executor, told)
    log = blank_log(scenario)
    rates = _rates(base, lead_rate)
    needed = _to_leads(needs(money, rates), base, lead_rate)
    found: tuple[TurnedLever, ...] = ()
    if close_gap and chance(base, money) < HALF:

        def run(asked: Asked) -> list[Life]:
            return lives(asked, replications, executor, told)

        found = tuple(levers(short, base, money, _deal_stages(scenario, seed), run))
    booked = np.array([life.booked for life in base])
    p10, p50, p90 = (float(each) for each in likely_quantiles(booked))
    busy = np.mean([life.busy for life in base], axis=0)
    most = int(busy.argmax())
    hits = sum(life.booked >= money for life in base)
    return ReverseFunnel(
        title=scenario.label or scenario.name or "scenario",
        revenue=money,
        currency=str(log.meta["currency"]),
        by=last,
        needs=needed,
        rates=rates,
        steps=tuple(_steps(base, needed)),
        channels=tuple(_channels(base, needed, log)),
        hit=share(hits, len(base)),
        landing=(p10, p50, p90),
        busiest=(str(log.teams["id"][most]), str(log.teams["label"][most]), float(busy[most])),
        levers=found,
        replications=replications,
    )


# --- Parts -------------------------------------------------------------------------------------


def _rates(base: list[Life], lead_rate: float | None) -> Rates:
    steps = base[0].steps
    if "won" not in steps:
        raise ExperimentError("no stage has the milestone `won`: nothing is ever sold.")
    total = dict(zip(steps, np.sum([life.later for life in base], axis=(0, 1)), strict=True))
    sold, wins = (sum(life.sold[at] for life in base) for at in (0, 1))
    if not wins or not sold:
        raise ExperimentError("nothing is sold by the leads that come until then: no rate.")

    def rate(since: str, to: str) -> float | None:
        there = total.get(since)
        return total[to] / there if there and to in total and total[to] else None

    # A milestone that nobody passes is none to divide by.
    first = next(step for step in ("sql", "mql", ARRIVAL) if total.get(step))
    return Rates(
        deal_size=sold / wins,
        win_rate=rate(first, "won") or math.nan,
        sql_rate=rate("sal", "sql"),
        sal_rate=rate("mql", "sal"),
        mql_rate=rate(ARRIVAL, "mql"),
        lead_rate=lead_rate,
        opportunity_rate=rate("mql", "sql"),
    )


def _to_leads(needed: Needs, base: list[Life], lead_rate: float | None) -> Needs:
    """What is needed, its leads counted also where a journey has no MQL or no SAL."""
    total = np.sum([life.later for life in base], axis=(0, 1))
    leads = needed.wins * float(total[0]) / float(total[-1])
    visits = None if lead_rate is None else leads / lead_rate
    return replace(needed, leads=leads, visits=visits)


def _steps(base: list[Life], needed: Needs) -> list[Step]:
    steps = base[0].steps
    then = np.array([life.then for life in base])
    later = np.mean([life.later.sum(axis=0) for life in base], axis=0)
    low, _, high = np.array([likely_quantiles(column) for column in then.T]).T
    won = float(later[-1])
    found = []
    for at, step in enumerate(steps):
        before = float(later[at - 1]) if at else 0.0
        found.append(
            Step(
                step,
                needed.wins * float(later[at]) / won,
                float(then[:, at].mean()),
                float(low[at]),
                float(high[at]),
                float(later[at]),
                float(later[at]) / before if before else math.nan,
            )
        )
    return found


def _channels(base: list[Life], needed: Needs, log: EventLog) -> list[ByChannel]:
    later = np.mean([life.later for life in base], axis=0)
    won = later[:, -1].sum()
    return [
        ByChannel(
            str(name),
            str(label or name),
            float(needed.wins * later[at, -1] / won),
            float(needed.wins * later[at, 0] / won),
            float(later[at, 0]),
            float(later[at, -1] / later[at, 0]) if later[at, 0] else math.nan,
        )
        for at, (name, label) in enumerate(
            zip(log.channels["id"], log.channels["label"], strict=True)
        )
    ]


def _deal_stages(scenario: Scenario, seed: int) -> tuple[str, ...]:
    """Stages in which leads are between SQL (else their arrival) and the win."""
    log = engine.run(plan.compile(scenario), seed=seed)
    view = View(log)
    visits = view.visits
    since = view.first("sql") if "sql" in log.milestones else view.arrived
    won = view.first("won")[visits.lead]
    between = (visits.begin >= since[visits.lead]) & (visits.end <= won) & (won < log.horizon)
    return tuple(str(log.stages["id"][stage]) for stage in np.unique(visits.stage[between]))


def _money(revenue: float | str, scenario: Scenario) -> float:
    if scenario.currency is None:
        raise ExperimentError("the scenario has no currency: there is no revenue to plan for.")
    if isinstance(revenue, str):
        text = revenue.strip()
        plain = re.fullmatch(NUMBER, text)
        try:
            found = Money.parse(f"{text} {scenario.currency}" if plain else text)
        except ValueError as error:
            raise ExperimentError(f"revenue: {error}") from None
        if found.currency != scenario.currency:
            raise ExperimentError(
                f"{text} is in {found.currency}, and the scenario in {scenario.currency}."
            )
        revenue = found.amount
    if not 0 < revenue < math.inf:
        raise ExperimentError(f"the revenue is {revenue}: must be a number above 0.")
    return float(revenue)
