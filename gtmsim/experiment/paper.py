"""The spreadsheet's answer: volumes times the rates that the file says, at once and by nobody.

Every share is taken as written. Nothing waits, nothing takes time, nobody is needed, whoever is
set aside does not come back, and factors that average out to 1 are left out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from gtmsim import plan
from gtmsim.experiment.batch import Floats
from gtmsim.experiment.experiment import ExperimentError, blank_log
from gtmsim.kpi.funnel import ARRIVAL
from gtmsim.kpi.periods import opens
from gtmsim.plan.buying import ChannelPlan
from gtmsim.plan.mixture import MASS
from gtmsim.plan.plan import Plan
from gtmsim.scenario import Scenario
from gtmsim.scenario.journey import Attempts, Meeting
from gtmsim.scenario.laws import Law
from gtmsim.scenario.market import Channel, Segment
from gtmsim.scenario.opening import OpeningLead
from gtmsim.scenario.products import product_shares, products
from gtmsim.scenario.targets import (
    ResolvedOutcome,
    Target,
    first_stage,
    resolve_shares,
    resolve_target,
    stage_outcomes,
)
from gtmsim.units import Money, MoneyRate

FUNNEL = ("mql", "sal", "sql", "won")
YEAR = {"year": 1.0, "month": 12.0}
"""What recurs counts with a year's worth of it."""


@dataclass(frozen=True)
class Paper:
    """What volumes times rates come to.

    Attributes:
        steps: arrival and the milestones that the journey has, in the order of the funnel.
        counts: how many get there: of new leads and of what was open on the first day.
        money: what the wins are worth, a year's worth of what recurs.
        opened: wins out of what was open on the first day.
    """

    steps: tuple[str, ...]
    counts: tuple[float, ...]
    money: float
    opened: float

    @property
    def wins(self) -> float:
        """How many orders."""
        return self.counts[-1]


def on_paper(scenario: Scenario) -> Paper:
    """Volumes of the run, times the shares in the file.

    Args:
        scenario: whose horizon ends the period.

    Raises:
        ExperimentError: nothing is ever sold.

    Example:
        >>> found = on_paper(Scenario.from_text('''
        ... start: 2026-04-01
        ... horizon: 30 days
        ... currency: JPY
        ... channels: {web: {leads: 4 per day}}
        ... segments: {all: {share: 100%, deal_size: 100万円}}
        ... stages: {sell: {function: sales, work: 1 h, then: {won: 25%, lost: rest}}}
        ... milestones: {won: end}
        ... teams: {sales: {covers: sales, headcount: 1}}
        ... '''))
        >>> round(found.wins), f"{found.money:,.0f}"
        (30, '30,000,000')
    """
    steps = tuple(step for step in FUNNEL if step in blank_log(scenario).milestones)
    if "won" not in steps:
        raise ExperimentError("no stage has the milestone `won`: nothing is ever sold.")
    names = list(scenario.stages)
    ahead = _ahead(scenario, names, steps)
    counts = np.zeros(len(steps) + 1)
    money = opened = 0.0
    for name, leads in arriving(scenario).items():
        reached = leads * ahead[names.index(first_stage(scenario, name))]
        counts += (leads, *reached)
        money += float(reached[-1]) * deal_size(scenario, scenario.channels[name])
    for row in _open(scenario):
        reached = row.count * ahead[names.index(str(row.stage))]
        counts[1:] += reached
        opened += float(reached[-1])
        money += float(reached[-1]) * _worth(scenario, row)
    return Paper((ARRIVAL, *steps), tuple(map(float, counts)), money, opened)


def win_rate(scenario: Scenario) -> float:
    """The share of SQLs that the file lets win; NaN where one of the two is not counted.

    Example:
        >>> import math
        >>> desk = Scenario.from_text('''
        ... start: 2026-04-01
        ... horizon: 30 days
        ... channels: {web: {leads: 4 per day}}
        ... stages:
        ...   call: {function: sales, work: 1 h, then: {sql: 50%, lost: rest}}
        ...   sell: {function: sales, work: 1 h, then: {won: 20%, lost: rest}}
        ... milestones: {sql: sell, won: end}
        ... teams: {sales: {covers: sales, headcount: 1}}
        ... ''')
        >>> round(win_rate(desk), 3)
        0.2
    """
    log = blank_log(scenario)
    if "sql" not in log.milestones or "won" not in log.milestones:
        return math.nan
    names = list(scenario.stages)
    ways = _all_ways(scenario, names, {})
    wins = _reaching(ways, names, "won")
    passed = {target.stage for _, _, target in ways if target.milestone == "sql" and target.stage}
    entries = [float(wins[names.index(name)]) for name in passed]
    return entries[0] if len(set(entries)) == 1 else math.nan


def arriving(scenario: Scenario) -> dict[str, float]:
    """New leads of the run that are expected of each channel."""
    since, compiled = opens(blank_log(scenario)), plan.compile(scenario)
    return {
        channel.name: _expected(scenario, compiled, channel, since) for channel in compiled.channels
    }


def _expected(scenario: Scenario, compiled: Plan, channel: ChannelPlan, since: int) -> float:
    """Leads that a channel is expected to bring from the first day that counts."""
    written = scenario.channels[channel.name]
    begin, end = max(channel.first, since), min(channel.until, compiled.horizon)
    if end <= begin:
        return 0.0  # it opens after the period, or has closed before
    if len(channel.mass):
        before = float(np.interp(since, channel.ticks, channel.mass))
        return (float(channel.mass[-1]) - before) / MASS
    if written.list_ is not None:
        return float(written.list_)
    if written.interarrival is not None:
        minutes = written.interarrival.mean()
        return (end - begin) / (compiled.ticks_per_minute * minutes) if minutes else 0.0
    events = sum(since <= tick < end for tick in channel.events)
    return events * (written.leads.mean() if isinstance(written.leads, Law) else 1.0)


# --- Rates -------------------------------------------------------------------------------------


def reaching(
    scenario: Scenario,
    leads: Mapping[str, float],
    steps: Sequence[str],
    odds: Mapping[str, float] | None = None,
) -> dict[str, float]:
    """How many of the new leads get to each step.

    Args:
        scenario: whose shares are taken as written.
        leads: by channel.
        steps: arrival and milestones.
        odds: by stage, what multiplies the odds to go on.
    """
    names = list(scenario.stages)
    milestones = tuple(step for step in steps if step != ARRIVAL)
    ahead = _ahead(scenario, names, milestones, odds or {})
    first = {name: names.index(first_stage(scenario, name)) for name in leads}
    total = sum(count * ahead[first[name]] for name, count in leads.items())
    there = total if leads else np.zeros(len(milestones))
    return {ARRIVAL: sum(leads.values())} | dict(zip(milestones, map(float, there), strict=True))


def moved(ways: list[ResolvedOutcome], odds: float) -> list[ResolvedOutcome]:
    """Ways out of a stage whose odds to go on are multiplied; the others keep their proportions."""
    share = sum(way.share for way in ways if way.onward)
    if odds == 1.0 or not 0.0 < share < 1.0:
        return ways
    on = share * odds / (1.0 - share + share * odds)
    return [
        replace(way, share=way.share * (on / share if way.onward else (1.0 - on) / (1.0 - share)))
        for way in ways
    ]


def _ahead(
    scenario: Scenario,
    names: list[str],
    steps: tuple[str, ...],
    odds: Mapping[str, float] | None = None,
) -> Floats:
    """For each stage, the share of those who are there that will reach each milestone.

    Whoever has won is out of the funnel, and so is whoever is recycled: a spreadsheet knows of
    no second time. Whoever is returned goes on where the rule says, and reaches a milestone once.
    """
    ways = _all_ways(scenario, names, odds or {})
    return np.column_stack([_reaching(ways, names, step) for step in steps])


def _all_ways(
    scenario: Scenario, names: list[str], odds: Mapping[str, float]
) -> list[tuple[int, float, Target]]:
    """Every way out of every stage, by the place of the stage."""
    return [
        (here, share, target)
        for here, name in enumerate(names)
        for share, target in ways_of(scenario, name, odds.get(name, 1.0))
    ]


def _reaching(ways: list[tuple[int, float, Target]], names: list[str], step: str) -> Floats:
    """For each stage, the share of those who are there that will ever reach a milestone."""
    goes, passes = np.zeros((len(names), len(names))), np.zeros(len(names))
    for here, share, target in ways:
        if target.milestone == step:
            passes[here] += share
        elif target.kind in ("stage", "returned") and target.milestone != "won" and target.stage:
            goes[here, names.index(target.stage)] += share
    return np.asarray(np.linalg.solve(np.eye(len(names)) - goes, passes), dtype=np.float64)


def ways_of(scenario: Scenario, name: str, odds: float = 1.0) -> list[tuple[float, Target]]:
    """Where a stage leads, with the share that goes there."""
    stage = scenario.stages[name]
    if stage.then is None:
        return []
    there, found = 1.0, []
    if stage.attempts is not None:
        missed = _unreached(stage.attempts)
        found.append((missed, resolve_target(scenario, stage.attempts.exhausted, name)))
        there *= 1.0 - missed
    if stage.meeting is not None and stage.meeting.missed is not None:
        away = _absent(stage.meeting)
        found.append((there * away, resolve_target(scenario, stage.meeting.missed, name)))
        there *= 1.0 - away
    ways = moved(stage_outcomes(scenario, name), odds)
    return found + [(there * way.share, way.target) for way in ways]


def _unreached(attempts: Attempts) -> float:
    """The share that no attempt reaches."""
    first = attempts.connect if isinstance(attempts.connect, tuple) else (attempts.connect,)
    tries = min(attempts.max, attempts.stop_after or attempts.max)
    later = attempts.then if attempts.then is not None else first[-1]
    missed = 1.0
    for number in range(tries):
        missed *= 1.0 - (first[number] if number < len(first) else later)
    return missed


def _absent(meeting: Meeting) -> float:
    """The share that misses the meeting each time; the first of shares by booking lag."""
    table = meeting.no_show
    once = table if isinstance(table, float) else next(iter(table.values()))
    return float(once ** (meeting.rebook + 1))


# --- Money -------------------------------------------------------------------------------------


def deal_size(scenario: Scenario, channel: Channel | None = None) -> float:
    """What a win is worth on average: of a channel's mix of segments, else of the market's."""
    if not scenario.segments:
        return 0.0
    mix = _mix(scenario, channel)
    return sum(
        share * _of_segment(scenario, scenario.segments[name]) for name, share in mix.items()
    )


def _mix(scenario: Scenario, channel: Channel | None) -> dict[str, float]:
    if channel is not None and channel.segments:
        return resolve_shares(dict(channel.segments))
    given = {name: one.share for name, one in scenario.segments.items() if one.share is not None}
    shares = resolve_shares(dict(given))
    others = len(scenario.segments) - len(shares)
    left = max(0.0, 1.0 - sum(shares.values()))
    return {name: shares.get(name, left / max(others, 1)) for name in scenario.segments}


def _of_segment(scenario: Scenario, segment: Segment) -> float:
    known = products(scenario)
    total = 0.0
    for name, share in product_shares(scenario, segment).items():
        sold = known[name]
        fee = sold.initial_fee.amount if sold.initial_fee is not None else 0.0
        worth = _a_year(segment.deal_size) if segment.deal_size is not None else 0.0
        if sold.price is not None:
            seats = sold.seats.mean() if sold.seats is not None else 1.0
            less = sold.discount.mean() if sold.discount is not None else 0.0
            worth = _a_year(sold.price) * seats * (1.0 - less)
        total += share * (worth + fee)
    return total


def _a_year(law: Law) -> float:
    return law.mean() * YEAR.get(law.per or "year", 1.0)


def _open(scenario: Scenario) -> tuple[OpeningLead, ...]:
    """Leads and deals that are open on the first day."""
    opening = scenario.opening
    return () if opening is None else (*opening.leads, *opening.deals)


def _worth(scenario: Scenario, row: OpeningLead) -> float:
    """What an open deal is worth: as it says, else as deals of its segment are."""
    if isinstance(row.amount, MoneyRate):
        return row.amount.per_year
    if isinstance(row.amount, Money):
        return row.amount.amount
    if row.segment is not None:
        return _of_segment(scenario, scenario.segments[row.segment])
    return deal_size(scenario)
