"""What the company means to reach, by period of its fiscal year: targets and quotas as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple, get_args

from gtmsim.plan.clock import NEVER
from gtmsim.plan.market import Market
from gtmsim.plan.organization import Organization
from gtmsim.plan.workshop import Workshop
from gtmsim.scenario.offer import Quota, SalesTarget
from gtmsim.scenario.products import products
from gtmsim.units import Money
from gtmsim.units.fiscal import MONTHS, FiscalPeriod, PeriodKind, fiscal_periods, parse_fiscal

LEVELS = ("arr",)
"""Measures of a moment, whose parts do not add up to the whole."""

KINDS: tuple[PeriodKind, ...] = get_args(PeriodKind)
"""Kinds of periods, the shortest first."""

MINUTES_A_DAY = 1440


class Aim(NamedTuple):
    """One row: a number to reach in one period.

    Attributes:
        derived: whether nobody wrote it: it is the sum of what was written for the parts.
        team, segment, product, rep: indices; -1: all.
    """

    name: str
    label: str
    measure: str
    period: FiscalPeriod
    amount: float
    derived: bool = False
    team: int = -1
    segment: int = -1
    product: int = -1
    rep: int = -1


def targets(bench: Workshop, market: Market, organization: Organization) -> dict[str, list[Any]]:
    """The table of targets, then of quotas; empty if there are none."""
    aims = [*_targets(bench, market, organization), *_quotas(bench, organization)]
    if not aims:
        return {}
    return {
        "id": [f"{aim.name}@{aim.period.words}" for aim in aims],
        "label": [aim.label for aim in aims],
        "measure": [aim.measure for aim in aims],
        "period": [aim.period.words for aim in aims],
        "begin": [_tick(bench, aim.period.first) for aim in aims],
        "end": [_tick(bench, aim.period.after) for aim in aims],
        "amount": [aim.amount for aim in aims],
        "derived": [int(aim.derived) for aim in aims],
        **{
            scope: [getattr(aim, scope) for aim in aims]
            for scope in ("team", "segment", "product", "rep")
        },
    }


def _tick(bench: Workshop, day: date) -> int:
    """The tick of a day, be it far beyond the days that are laid out."""
    tick = bench.time.at(day)
    return tick if tick < NEVER else bench.time.ticks((day - bench.time.start).days * MINUTES_A_DAY)


def _amount(bench: Workshop, amount: Money | float) -> float:
    """Minor units of money, or a number of wins."""
    return float(round(amount.amount * bench.minor) if isinstance(amount, Money) else amount)


# --- Targets -------------------------------------------------------------------------------


def _targets(bench: Workshop, market: Market, organization: Organization) -> Iterator[Aim]:
    starts = bench.scenario.fiscal_year_starts or 1
    teams, segments = organization.names, [segment.name for segment in market.segments]
    offered = list(products(bench.scenario))
    for name, target in bench.scenario.targets.items():
        scope = {
            "team": _place(teams, target.team),
            "segment": _place(segments, target.segment),
            "product": _place(offered, target.product),
        }
        written = _written(bench, target, starts)
        sums = {} if target.measure in LEVELS else derived(written, starts)
        known = {**written, **sums}
        for period in sorted(known, key=lambda one: (one.after, MONTHS[one.kind])):
            yield Aim(
                name,
                target.label or name,
                target.measure,
                period,
                known[period],
                period not in written,
                **scope,
            )


def _place(names: list[str], name: str | None) -> int:
    return names.index(name) if name is not None else -1


def _written(bench: Workshop, target: SalesTarget, starts: int) -> dict[FiscalPeriod, float]:
    return {
        parse_fiscal(text, starts): _amount(bench, amount) for text, amount in target.by.items()
    }


def derived(
    written: Mapping[FiscalPeriod, float], fiscal_year_starts: int
) -> dict[FiscalPeriod, float]:
    """The sums that follow for quarters, halves and years of which every part is known.

    A number that somebody wrote stays, whatever its parts sum to.
    """
    known = dict(written)
    for small, large in pairwise(KINDS):
        for whole in _holding(list(known), large, fiscal_year_starts):
            parts = list(fiscal_periods(small, whole.first, whole.after, fiscal_year_starts))
            if whole not in known and all(part in known for part in parts):
                known[whole] = sum(known[part] for part in parts)
    return {period: amount for period, amount in known.items() if period not in written}


def _holding(
    periods: Iterable[FiscalPeriod], kind: PeriodKind, fiscal_year_starts: int
) -> set[FiscalPeriod]:
    """The periods of a kind that hold one of the periods."""
    return {
        next(fiscal_periods(kind, period.first, period.after, fiscal_year_starts))
        for period in periods
        if MONTHS[period.kind] < MONTHS[kind]
    }


# --- Quotas --------------------------------------------------------------------------------


def _quotas(bench: Workshop, organization: Organization) -> Iterator[Aim]:
    """A row for every person of the team and every period that lies within the run."""
    for team, quota in bench.scenario.quotas.items():
        for period in _whole_periods(bench, quota):
            for rep, share in _present(bench, organization, team, period).items():
                person = organization.people[rep]
                amount = _amount(bench, quota.amount) * share
                if isinstance(quota.amount, Money):
                    amount = float(round(amount))
                yield Aim(person, person, quota.measure, period, amount, rep=rep)


def _whole_periods(bench: Workshop, quota: Quota) -> list[FiscalPeriod]:
    time, starts = bench.time, bench.scenario.fiscal_year_starts or 1
    found = fiscal_periods(quota.every, bench.scenario.start, _last_day(bench), starts)
    return [
        period
        for period in found
        if time.opens <= time.at(period.first) and time.at(period.after) <= time.horizon
    ]


def _last_day(bench: Workshop) -> date:
    """A day after all that is simulated."""
    starts = bench.time.month_starts()
    return next((day for day in starts if bench.time.at(day) >= bench.time.horizon), starts[-1])


def _present(
    bench: Workshop, organization: Organization, team: str, period: FiscalPeriod
) -> dict[int, float]:
    """The people of a team in a period, each with the share of it that they are there."""
    begin, end = bench.time.at(period.first), bench.time.at(period.after)
    number = organization.names.index(team)
    there: dict[int, int] = {}
    epochs = organization.epochs
    ends = [*(epoch.start for epoch in epochs[1:]), bench.time.horizon]
    for epoch, until in zip(epochs, ends, strict=True):
        ticks = min(until, end) - max(epoch.start, begin)
        for rep, own in enumerate(epoch.membership):
            if own == number and ticks > 0:
                there[rep] = there.get(rep, 0) + ticks
    return {rep: ticks / (end - begin) for rep, ticks in sorted(there.items())}
