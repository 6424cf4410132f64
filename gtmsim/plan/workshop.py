"""What every part of a compilation needs: the scenario, the timeline, and the registries."""

from __future__ import annotations

from datetime import date

import numpy as np

from gtmsim.plan.clock import NEVER, Clock
from gtmsim.plan.dates import Timeline, monthly
from gtmsim.plan.names import MONEY_BITS, Names, compile_law
from gtmsim.plan.steps import Delay, DelayKind
from gtmsim.plan.tables import TIME_BITS, Table, constant
from gtmsim.scenario import Scenario, currency_of
from gtmsim.scenario.basics import Calendar
from gtmsim.scenario.campaigns import own_stages
from gtmsim.scenario.journey import Wait
from gtmsim.scenario.laws import Law
from gtmsim.scenario.organization import History
from gtmsim.units import CURRENCIES, Duration

COMPANY_STREAMS = (
    "turn",
    "arrival",
    "event_leads",
    "event_spread",
    "segment",
    "fiscal_year",
    "product",
    "seats",
    "price",
    "discount",
    "account",
    "deal_size",
    "readiness",
    "ready_later",
    "buys_elsewhere",
    "cross_sell",
    "cross_sell.price",
    "cross_sell.seats",
    "cross_sell.discount",
    "opening_channel",
    "opening_age",
    "opening_slip",
)
"""Streams that do not belong to a stage, written out."""

JANUARY = 1
LAST_DAY = "day 31"
"""When boards meet unless a segment says otherwise."""

ALWAYS = Calendar.model_validate({"hours": "always"})


class Workshop:
    """The bench on which a scenario is compiled.

    Attributes:
        scenario: what to compile.
        time: its days.
        streams, reasons, milestones, stages, functions: registries of names.
        clocks: distinct clocks; the first is the company's.
        month_shifts, buyers: see `Plan`.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        history = scenario.history
        self.time = Timeline.of(
            scenario.start,
            scenario.horizon,
            scenario.tick,
            scenario.time_zone,
            history.length if isinstance(history, History) else None,
        )
        self.streams = Names(COMPANY_STREAMS)
        self.reasons = Names()
        self.milestones = Names(scenario.milestones)
        self.stages = Names([*scenario.stages, *own_stages(scenario)])
        self.functions = Names(
            stage.function for stage in scenario.stages.values() if stage.function is not None
        )
        self.clocks: list[Clock] = []
        self._clock_numbers: dict[Calendar, int] = {}
        self.month_shifts: dict[int, tuple[int, ...]] = {}
        self.buyers = self._buyers()
        self.company = self.calendar(None)
        self.clock(self.company)

    # --- calendars ---------------------------------------------------------------------

    def calendar(self, given: str | Calendar | None) -> Calendar:
        """The calendar that a field means: its own, a named one, or the company's."""
        for candidate in (given, self.scenario.calendar):
            if isinstance(candidate, str):
                return self.scenario.calendars[candidate]
            if candidate is not None:
                return candidate
        return ALWAYS

    def clock(self, calendar: Calendar) -> int:
        """The number of a calendar's clock."""
        if calendar not in self._clock_numbers:
            self._clock_numbers[calendar] = len(self.clocks)
            self.clocks.append(self.time.clock(calendar))
        return self._clock_numbers[calendar]

    def clock_of(self, function: str | None) -> int:
        """The clock that counts the delays of a stage: of the first team that covers it."""
        for team in self.scenario.teams.values():
            if function in team.covers:
                return self.clock(self.calendar(team.calendar))
        return 0

    # --- quantities --------------------------------------------------------------------

    @property
    def currency(self) -> str:
        """The one currency of the scenario."""
        return currency_of(self.scenario)

    @property
    def minor(self) -> int:
        """Minor units in a major one: 100 for dollars, 1 for yen."""
        return int(10 ** CURRENCIES.get(self.currency, 2))

    def stream(self, name: str) -> int:
        """The number of a stream."""
        return self.streams.number(name)

    def times(self, law: Law) -> Table:
        """A law of time, in ticks."""
        return compile_law(law, float(self.time.ticks_per_minute), TIME_BITS)

    def money(self, law: Law) -> Table:
        """A law of money in minor units, per year if recurring."""
        yearly = 12 if law.per == "month" else 1
        return compile_law(law, float(self.minor * yearly), MONEY_BITS)

    def months(self, months: int) -> int:
        """Have the plan know what lies so many months after each day."""
        if months not in self.month_shifts:
            self.month_shifts[months] = self.time.month_shift(months)
        return months

    # --- delays ------------------------------------------------------------------------

    def delay(self, given: Law | Duration, clock: int, stream: str) -> Delay:
        """A wait of a drawn or fixed length."""
        if isinstance(given, Law):
            kind = DelayKind.BUSINESS if given.business else DelayKind.CIVIL
            number = -1 if given.is_fixed else self.stream(stream)
            return Delay(kind, clock, number, self.times(given))
        return self.duration(given, clock)

    def duration(self, given: Duration, clock: int) -> Delay:
        """A wait of a fixed length: whole business days and months keep the time of day."""
        whole = given.amount == int(given.amount)
        if given.business and given.unit == "day":
            if whole:
                return Delay(DelayKind.BUSINESS_DAYS, clock, count=int(given.amount))
            ticks = given.amount * self.day_length(clock)
            return Delay(DelayKind.BUSINESS, clock, table=constant(ticks))
        if given.unit in ("month", "year") and whole:
            months = int(given.amount) * (12 if given.unit == "year" else 1)
            return Delay(DelayKind.MONTHS, clock, count=self.months(months))
        ticks = given.minutes * self.time.ticks_per_minute
        kind = DelayKind.BUSINESS if given.business else DelayKind.CIVIL
        return Delay(kind, clock, table=constant(ticks))

    def day_length(self, clock: int) -> float:
        """Open ticks of a mean open day."""
        found = self.clocks[clock]
        if found.always:
            return 1440.0 * self.time.ticks_per_minute
        return found.after[-1] / len(found.open_days)

    def wait(self, given: Wait, clock: int, stream: str) -> Delay:
        """A wait for a length of time or for a date."""
        if given.after is not None:
            return self.delay(given.after, clock, stream)
        assert given.at is not None
        return self.date_named(given.at, stream)

    def date_named(self, rule: str, stream: str = "approval") -> Delay:
        """A wait for a date of the company's or of the customer's calendar."""
        words = " ".join(rule.lower().replace("the ", "").split())
        if words == "term end":
            return Delay(DelayKind.TERM_END, 0)
        if words == "notice deadline":
            return Delay(DelayKind.NOTICE, 0)
        if words == "approval":
            return Delay(DelayKind.APPROVAL, 0, self.stream(stream))
        if words == "next business day":
            openings = self._days_opening()
            days = np.searchsorted(self.time.midnights, openings, side="right") - 1
            before = tuple((self.time.midnights[days] - 1).tolist())
            every = len(self.buyers)
            return Delay(DelayKind.DATES, 0, dates=(openings,) * every, latest=(before,) * every)
        customers = words.startswith("customer")
        what = words.split(" ", 1)[1] if customers else words
        dates_of = [self._days(what, buyer, customers) for buyer in self.buyers]
        clock = self.clocks[0]
        dates = tuple(self.time.openings(one, clock) for one in dates_of)
        latest = dates
        if what != "board meeting":
            # A quarter or month has begun at midnight, though work begins at the opening.
            latest = tuple(
                tuple(self.time.at(day) - 1 for day in one[: len(ticks)])
                for one, ticks in zip(dates_of, dates, strict=True)
            )
        return Delay(DelayKind.DATES, 0, dates=dates, latest=latest)

    def _buyers(self) -> tuple[tuple[int, int], ...]:
        sellers = (self.scenario.fiscal_year_starts or JANUARY) - 1
        if not self.scenario.segments:
            return ((0, sellers),)
        return tuple(
            (place, month - 1)
            for place, segment in enumerate(self.scenario.segments.values())
            for month in segment.fiscal_year_starts or (sellers + 1,)
        )

    def _days_opening(self) -> tuple[int, ...]:
        clock = self.clocks[0]
        first = {clock.next_open(int(midnight)) for midnight in self.time.midnights}
        return tuple(sorted(tick for tick in first if tick < NEVER))

    def _days(self, what: str, buyer: tuple[int, int], customers: bool) -> list[date]:
        if what == "next quarter":
            sellers = self.scenario.fiscal_year_starts or JANUARY
            return self.time.quarter_starts(buyer[1] + 1 if customers else sellers)
        if what == "board meeting":
            segments = list(self.scenario.segments.values())
            held = segments[buyer[0]].board_meeting if segments else None
            return [monthly(held or LAST_DAY, month) for month in self.time.month_starts()]
        return [day for day in self.time.month_starts() if day > self.time.start]
