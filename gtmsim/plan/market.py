"""The market, compiled: channels, segments, attributes and the mix of leads they make."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from gtmsim.plan.approval import approvers, customers_clock
from gtmsim.plan.buying import ChannelPlan, ColumnPlan, ReadinessPlan, SegmentPlan, Ticks
from gtmsim.plan.clock import NEVER, Clock
from gtmsim.plan.dates import months_on
from gtmsim.plan.draws import key_of
from gtmsim.plan.mixture import MASS, mix_of
from gtmsim.plan.names import NUMBER_BITS, compile_law
from gtmsim.plan.offer import offer
from gtmsim.plan.tables import Table
from gtmsim.plan.workshop import Workshop
from gtmsim.scenario.hours import parse_spans, parse_weekdays
from gtmsim.scenario.laws import Law
from gtmsim.scenario.market import Attribute, Channel, Readiness
from gtmsim.scenario.products import product_shares
from gtmsim.scenario.readers import parse_month
from gtmsim.scenario.readiness import readiness_shares
from gtmsim.scenario.targets import first_stage, resolve_shares
from gtmsim.units import Duration, Rate

DAYS_A_YEAR = 365.25
EMPTY = np.zeros(0, dtype=np.int64)
FINE_BITS = 24
"""Gaps far below a tick keep 2**-24 of it."""


class Market:
    """Compiles channels; knows the columns of a lead and the mix of the whole market."""

    def __init__(self, bench: Workshop) -> None:
        self.bench = bench
        self.scenario = bench.scenario
        self.places = {name: place for place, name in enumerate(self.scenario.attributes)}
        self.columns = {
            name: self._column(name, attribute)
            for name, attribute in self.scenario.attributes.items()
        }
        self.products = offer(bench)
        self.segments = self._segments()
        self.channels = tuple(
            self._channel(index, name, channel)
            for index, (name, channel) in enumerate(self.scenario.channels.items())
        )
        self.mix = mix_of(bench, self.channels, self.segments, self.places)

    # --- segments and attributes ---------------------------------------------------------

    def _segments(self) -> tuple[SegmentPlan, ...]:
        if not self.scenario.segments:
            asked = approvers(self.bench, None)
            sold = cumulative(list(product_shares(self.scenario).values()))
            return (SegmentPlan(0, "all", 0, None, False, sold, approvers=asked),)
        return tuple(
            SegmentPlan(
                index,
                name,
                segment.accounts or 0,
                self.bench.money(segment.deal_size) if segment.deal_size is not None else None,
                segment.deal_size is not None and segment.deal_size.per is not None,
                cumulative(list(product_shares(self.scenario, segment).values())),
                buyers=tuple(
                    number for number, (place, _) in enumerate(self.bench.buyers) if place == index
                ),
                fiscal_years=cumulative(list((segment.fiscal_year_starts or {0: 1.0}).values())),
                clock=customers_clock(self.bench, segment),
                cooling_off=(
                    self.bench.time.ticks(segment.cooling_off.minutes)
                    if segment.cooling_off is not None
                    else 0
                ),
                approvers=approvers(self.bench, segment),
            )
            for index, (name, segment) in enumerate(self.scenario.segments.items())
        )

    def _shares_of_segments(self, channel: Channel) -> list[float]:
        segments = self.scenario.segments
        if not segments:
            return [1.0]
        if channel.segments:
            shares = resolve_shares(dict(channel.segments))
            return [shares.get(name, 0.0) for name in segments]
        given = {name: one.share for name, one in segments.items() if one.share is not None}
        if not given:
            return [1.0 / len(segments)] * len(segments)
        shares = resolve_shares(dict(given))
        return [shares.get(name, 0.0) for name in segments]

    def _column(self, name: str, attribute: Attribute) -> ColumnPlan:
        stream = self.bench.stream(f"attribute.{name}")
        if attribute.shares is None:
            assert attribute.law is not None
            table = compile_law(attribute.law, 1.0, NUMBER_BITS)
            return ColumnPlan(name, (), (), table, stream)
        shares = resolve_shares(dict(attribute.shares))
        return ColumnPlan(name, tuple(shares), cumulative(list(shares.values())), None, stream)

    def _columns_of(self, channel: Channel) -> tuple[ColumnPlan, ...]:
        columns = []
        for name, standard in self.columns.items():
            own = channel.attributes.get(name)
            if own is None:
                columns.append(standard)
            elif own.shares is not None:
                shares = resolve_shares(dict(own.shares))
                ordered = [shares.get(category, 0.0) for category in standard.categories]
                columns.append(
                    ColumnPlan(
                        name, standard.categories, cumulative(ordered), None, standard.stream
                    )
                )
            else:
                columns.append(self._column(name, own))
        return tuple(columns)

    def _readiness(self, given: Readiness | None) -> ReadinessPlan | None:
        if given is None:
            return None
        shares = readiness_shares(given)
        bench = self.bench
        return ReadinessPlan(
            shares["now"],
            shares["later"],
            bench.times(given.later_after) if given.later_after is not None else None,
            bench.times(given.buys_elsewhere_after)
            if given.buys_elsewhere_after is not None
            else None,
        )

    # --- channels --------------------------------------------------------------------------

    def _channel(self, index: int, name: str, channel: Channel) -> ChannelPlan:
        bench = self.bench
        time = bench.time
        first = time.at(channel.first) if channel.first is not None else 0
        until = time.at(channel.until) if channel.until is not None else NEVER
        ticks, mass = EMPTY, EMPTY
        counts: Table | None = None
        events = self._events(channel, first, min(until, time.horizon))
        if isinstance(channel.leads, Rate):
            ticks, mass = self._mass(channel, channel.leads, first, min(until, time.horizon))
        elif isinstance(channel.leads, Law):
            counts = compile_law(channel.leads, 1.0, NUMBER_BITS)
        return ChannelPlan(
            index=index,
            name=name,
            key=key_of(f"channel/{name}"),
            ticks=ticks,
            mass=mass,
            gaps=self._gaps(channel.interarrival) if channel.interarrival is not None else None,
            first=first,
            until=until,
            events=events,
            counts=counts,
            spread=time.ticks(channel.spread.minutes) if channel.spread is not None else 0,
            segments=cumulative(self._shares_of_segments(channel)),
            columns=self._columns_of(channel),
            readiness=self._readiness(channel.ready),
            enters=bench.stages.number(first_stage(self.scenario, name)),
        )

    def _gaps(self, law: Law) -> Table:
        """Lengths between arrivals; those below a tick must not all be rounded to nothing."""
        if law.mean() * self.bench.time.ticks_per_minute >= 1:
            return self.bench.times(law)
        return compile_law(law, float(self.bench.time.ticks_per_minute), FINE_BITS)

    def _events(self, channel: Channel, first: int, until: int) -> tuple[int, ...]:
        time = self.bench.time
        if channel.on:
            return tuple(sorted(time.at(moment) for moment in channel.on))
        if channel.every is None:
            return ()
        events = []
        start: date | datetime = channel.first if channel.first is not None else time.start
        turn, tick = 0, first
        while tick < until:
            if tick >= 0:
                events.append(tick)
            turn += 1
            tick = time.at(_later(start, channel.every, turn))
        return tuple(events)

    def _mass(self, channel: Channel, rate: Rate, first: int, until: int) -> tuple[Ticks, Ticks]:
        """Expected leads so far, at ticks between which the rate is constant."""
        ticks, mass = self._yearly(channel, rate)
        inner = ticks[(ticks > first) & (ticks < until)]
        kept = np.unique(np.concatenate([[max(first, 0)], inner, [max(until, first, 0)]]))
        expected = np.interp(kept, ticks, mass)
        return kept.astype(np.int64), np.rint((expected - expected[0]) * MASS).astype(np.int64)

    def _yearly(
        self, channel: Channel, rate: Rate
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        time = self.bench.time
        starts = time.midnights.astype(np.float64)
        if rate.business:
            clock = self.bench.clocks[0]
            opens, closes = _cut(clock, starts)
            day = np.searchsorted(starts, opens, side="right") - 1
            weekday = (day + time.start.weekday()) % 7
            weight = self._of_days(channel, np.bincount(weekday, closes - opens, 7).tolist())
            length = self.bench.day_length(0)
            per_tick = (
                rate.count / length
                if rate.per == "day"
                else rate.per_minute / time.ticks_per_minute
            )
            leads = (closes - opens) * per_tick * weight[day]
            return _steps(opens, closes, leads)
        daily = rate.per_minute * 1440.0 * self._of_days(channel, [1.0] * 7)
        if channel.hours is None:
            return starts, np.concatenate([[0.0], np.cumsum(daily)])
        spans = parse_spans(channel.hours)
        window = np.asarray(spans, dtype=np.float64) * time.ticks_per_minute
        opens = starts[:-1, None] + window[:, 0]
        closes = starts[:-1, None] + window[:, 1]
        leads = daily[:, None] * (window[:, 1] - window[:, 0]) / window_length(window)
        return _steps(opens.ravel(), closes.ravel(), leads.ravel())

    def _of_days(self, channel: Channel, worth: list[float]) -> NDArray[np.float64]:
        """What trend, season and weekday make of the rate on each day.

        Args:
            channel: whose.
            worth: how much of the rate each weekday carries, which weekday's shape keeps in sum.
        """
        time = self.bench.time
        season = _season(channel.season)
        shape = _week(channel.weekday)
        shaped = sum(size * open_time for size, open_time in zip(shape, worth, strict=True))
        trend = 1.0 + (channel.trend or 0.0)
        before = (self.scenario.start - time.start).days
        weights = []
        for day in range(time.days):
            today = time.start + timedelta(days=day)
            weight = season.get(today.month, 1.0) * shape[today.weekday()]
            weight *= sum(worth) / shaped if shaped else 0.0
            weights.append(weight * trend ** ((day - before) / DAYS_A_YEAR))
        return np.asarray(weights)


def cumulative(shares: list[float]) -> tuple[float, ...]:
    """Cumulative shares, ending with exactly 1."""
    reached, result = 0.0, []
    for share in shares:
        reached += share
        result.append(reached)
    return (*result[:-1], 1.0)


def window_length(window: NDArray[np.float64]) -> float:
    """Ticks a day between the opens and closes of a daily window."""
    return float((window[:, 1] - window[:, 0]).sum())


def _cut(
    clock: Clock, starts: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The open intervals of a clock, cut at midnights: each lies within one day."""
    opens = np.asarray(clock.opens, dtype=np.float64)
    closes = np.minimum(np.asarray(clock.closes, dtype=np.float64), starts[-1])
    edges = np.unique(np.concatenate([opens, closes, starts]))
    begun = np.searchsorted(opens, edges[:-1], side="right")
    is_open = begun > np.searchsorted(closes, edges[:-1], side="right")
    return edges[:-1][is_open], edges[1:][is_open]


def _steps(
    opens: NDArray[np.float64], closes: NDArray[np.float64], leads: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Expected leads so far, when they come only while something is open."""
    reached = np.cumsum(leads)
    ticks = np.stack([opens, closes], axis=1).ravel()
    mass = np.stack([reached - leads, reached], axis=1).ravel()
    return ticks, mass


def _season(given: Mapping[str, float]) -> dict[int, float]:
    return {parse_month(name): size for name, size in given.items()}


def _week(given: Mapping[str, float]) -> list[float]:
    shape = [1.0] * 7
    for names, size in given.items():
        for weekday in parse_weekdays(names):
            shape[weekday] = size
    return shape


def _later(start: date | datetime, step: Duration, turns: int) -> date | datetime:
    """`turns` steps after a local date and time; months keep the day of the month."""
    if step.unit in ("month", "year") and step.amount == int(step.amount):
        months = int(step.amount) * (12 if step.unit == "year" else 1) * turns
        day = months_on(start.date() if isinstance(start, datetime) else start, months)
        return datetime.combine(day, start.time()) if isinstance(start, datetime) else day
    moment = start if isinstance(start, datetime) else datetime(start.year, start.month, start.day)
    return moment + timedelta(minutes=step.minutes * turns)
