"""What a log says about the numbers in it: names, labels, costs, hours, definitions."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gtmsim.plan.buying import ChannelPlan
from gtmsim.plan.clock import Clock
from gtmsim.plan.costs import PERIODS_A_YEAR, costs, tools, yearly
from gtmsim.plan.draws import key_of
from gtmsim.plan.market import Market
from gtmsim.plan.opening import tenures
from gtmsim.plan.organization import Organization
from gtmsim.plan.steps import StagePlan
from gtmsim.plan.targets import targets
from gtmsim.plan.workshop import Workshop
from gtmsim.scenario import Scenario
from gtmsim.scenario.campaigns import own_stages
from gtmsim.scenario.organization import Team
from gtmsim.scenario.products import months_of, products
from gtmsim.units import CURRENCIES, Money, MoneyRate

MEMBERSHIPS = ("epoch", "from_tick", "to_tick", "rep", "team", "clock")
"""Columns of a log's `memberships`."""


def dimensions(
    bench: Workshop,
    market: Market,
    stages: tuple[StagePlan, ...],
    organization: Organization,
) -> dict[str, Any]:
    """The tables of `EventLog` that do not depend on luck."""
    scenario = bench.scenario
    channels = scenario.channels
    return {
        "teams": _teams(bench, organization),
        "reps": {
            "id": list(organization.people),
            "key": [key_of(f"person/{name}") for name in organization.people],
            "since": tenures(bench, organization),
        },
        "memberships": _memberships(bench, organization),
        "clocks": [intervals(clock, bench.time.horizon) for clock in bench.clocks],
        "stages": _stages(bench, stages),
        "reasons": list(bench.reasons.listed()),
        "reason_labels": [_reason(bench, reason) for reason in bench.reasons.listed()],
        "milestones": list(bench.milestones.listed()),
        "channels": {
            "id": list(channels),
            "label": [channel.label or name for name, channel in channels.items()],
            "cost_each": [_minor(bench, one.cost, Money) for one in channels.values()],
            "cost_per_month": [_minor(bench, one.cost, MoneyRate) for one in channels.values()],
            **_listed(scenario),
        },
        "segments": {
            "id": [segment.name for segment in market.segments],
            "label": [
                (scenario.segments[one.name].label or one.name)
                if one.name in scenario.segments
                else one.name
                for one in market.segments
            ],
            "accounts": [segment.accounts for segment in market.segments],
        },
        "products": _products(bench, market),
        "targets": targets(bench, market, organization),
        "attributes": {
            "name": list(market.columns),
            "categories": [list(column.categories) for column in market.columns.values()],
        },
        "spend": _spend(bench, market.channels),
        "definitions": {name: choice.use for name, choice in scenario.choices.items()},
        "meta": _meta(bench),
    }


def _listed(scenario: Scenario) -> dict[str, list[int]]:
    """Accounts on the list of each channel, where there are lists."""
    counts = [channel.list_ or 0 for channel in scenario.channels.values()]
    return {"listed": counts} if any(counts) else {}


def _products(bench: Workshop, market: Market) -> dict[str, list[Any]]:
    if bench.scenario.contract is None and not bench.scenario.products:
        return {}
    written = products(bench.scenario)
    after = [product.pays_after for product in written.values()]
    return {
        "id": list(written),
        "label": [product.label or name for name, product in written.items()],
        "term": [months_of(product.term) for product in written.values()],
        "prepaid": [product.prepaid for product in market.products],
        "automatic": [product.automatic for product in market.products],
        "pays_after": [delay.minutes / 1440 if delay is not None else 0.0 for delay in after],
    }


def _reason(bench: Workshop, reason: str) -> str:
    scenario = bench.scenario
    if reason in scenario.reasons:
        return scenario.reasons[reason]
    for rules in (scenario.recycle, scenario.returned):
        if reason in rules and rules[reason].label:
            return str(rules[reason].label)
    return reason


def _teams(bench: Workshop, organization: Organization) -> dict[str, list[Any]]:
    teams: dict[str, tuple[Team, int]] = {}
    for state in organization.states:
        since = bench.time.at(state.since) if state.since is not None else 0
        for name, (_, team) in state.teams.items():
            teams[name] = (team, teams[name][1] if name in teams else since)
    found = [teams[name] for name in organization.names]
    return {
        "id": list(organization.names),
        "label": [
            team.label or name for name, (team, _) in zip(organization.names, found, strict=True)
        ],
        "functions": [list(team.covers) for team, _ in found],
        "salary_per_year": [yearly(bench, team.salary) for team, _ in found],
        "epoch_from": [first for _, first in found],
        "assignment": [team.assignment for team, _ in found],
        "max_open_leads": [
            team.max_open_leads if team.max_open_leads is not None else -1 for team, _ in found
        ],
        **_longer(bench, organization, [team for team, _ in found]),
        **tools(bench, [team for team, _ in found]),
    }


def _longer(bench: Workshop, organization: Organization, teams: list[Team]) -> dict[str, list[Any]]:
    """Overtime of each team, and which of them the managers are."""
    rules = [team.overtime or bench.scenario.overtime for team in teams]
    limits = [
        bench.time.ticks(rule.up_to.length.minutes) if rule is not None else 0 for rule in rules
    ]
    return {
        "overtime_pay": [rule.pay if rule is not None else 1.0 for rule in rules],
        "overtime_limit": limits,
        "manages": [int(organization.manages(name)) for name in organization.names],
    }


def _minor(bench: Workshop, cost: Money | MoneyRate | None, kind: type) -> int:
    """A cost in minor units, per month if it is a rate; 0 if it is of the other kind."""
    if cost is None or not isinstance(cost, kind):
        return 0
    if isinstance(cost, MoneyRate):
        return round(cost.amount * PERIODS_A_YEAR[cost.per] / 12.0 * bench.minor)
    return round(cost.amount * bench.minor)


def _memberships(bench: Workshop, organization: Organization) -> dict[str, NDArray[np.int64]]:
    rows = []
    epochs = organization.epochs
    ends = [*(epoch.start for epoch in epochs[1:]), bench.time.horizon]
    for number, (epoch, end) in enumerate(zip(epochs, ends, strict=True)):
        for rep, (team, clock) in enumerate(zip(epoch.membership, epoch.clocks, strict=True)):
            if team >= 0:
                rows.append((number, epoch.start, end, rep, team, clock))
    table = np.asarray(rows, dtype=np.int64).reshape(-1, 6)
    return {name: table[:, i] for i, name in enumerate(MEMBERSHIPS)}


def intervals(clock: Clock, horizon: int) -> NDArray[np.int64]:
    """The open intervals of a clock that begin before the horizon, for a log."""
    opens = np.asarray(clock.opens, dtype=np.int64)
    closes = np.minimum(np.asarray(clock.closes, dtype=np.int64), horizon)
    inside = opens < horizon
    return np.stack([opens[inside], closes[inside]], axis=1)


def _stages(bench: Workshop, plans: tuple[StagePlan, ...]) -> dict[str, list[Any]]:
    scenario = bench.scenario
    own = own_stages(scenario)
    stages = {**scenario.stages, **own}
    levels = [stages[plan.name].service_level for plan in plans]
    phases = list(scenario.deal_phases)
    return {
        "id": [plan.name for plan in plans],
        "label": [stages[plan.name].label or plan.name for plan in plans],
        "function": [stages[plan.name].function or "" for plan in plans],
        "clock_of_promise": [plan.promise.clock if plan.promise else -1 for plan in plans],
        "target": [
            level.target if level is not None and level.target is not None else float("nan")
            for level in levels
        ],
        "within": [str(level.first_touch_within) if level is not None else "" for level in levels],
        "phase": [phases.index(plan.name) if plan.name in phases else -1 for plan in plans],
        **({"own": [int(plan.name in own) for plan in plans]} if own else {}),
    }


def _spend(bench: Workshop, plans: tuple[ChannelPlan, ...]) -> dict[str, list[int]]:
    """Money spent on channels: at every event, or at the beginning of every month."""
    horizon = bench.time.horizon
    months = [tick for tick in _months(bench) if 0 <= tick < horizon]
    rows: list[tuple[int, int, int]] = []
    for plan in plans:
        cost = bench.scenario.channels[plan.name].cost
        each = _minor(bench, cost, Money)
        monthly = _minor(bench, cost, MoneyRate)
        rows += [(tick, plan.index, each) for tick in plan.events if each and 0 <= tick < horizon]
        rows += [
            (tick, plan.index, monthly)
            for tick in months
            if monthly and max(plan.first, 0) <= tick < plan.until
        ]
    rows.sort()
    return {name: [row[i] for row in rows] for i, name in enumerate(("tick", "channel", "amount"))}


def _months(bench: Workshop) -> list[int]:
    """Ticks at which civil months begin, from 0 to the first at or after the horizon."""
    ticks = [0]
    for day in bench.time.month_starts():
        tick = bench.time.at(day)
        if tick > 0:
            ticks.append(tick)
            if tick >= bench.time.horizon:
                break
    return ticks


def _meta(bench: Workshop) -> dict[str, Any]:
    scenario = bench.scenario
    return {
        "start": datetime.combine(bench.time.start, time()).isoformat(),
        "time_zone": scenario.time_zone,
        "ticks_per_minute": bench.time.ticks_per_minute,
        "horizon": bench.time.horizon,
        "opens": bench.time.opens,
        "currency": bench.currency,
        "minor_units": CURRENCIES.get(bench.currency, 2),
        "scenario": scenario.name or "",
        "label": scenario.label or "",
        "hash": scenario.hash,
        "fiscal_year_starts": scenario.fiscal_year_starts or 1,
        "starts_with": _starts_with(scenario),
        "arr_from": scenario.arr_from,
        "assumed": list(scenario.assumed),
        "months": _months(bench),
        **costs(bench),
    }


def _starts_with(scenario: Scenario) -> str:
    if scenario.opening is not None and scenario.opening.customers:
        return "opening"
    return "history" if scenario.history is not None else "nothing"
