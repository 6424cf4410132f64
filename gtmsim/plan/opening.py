"""The opening, compiled: who is there on the first day, in ticks and numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from gtmsim.plan.buying import Opened, OpenedPlan, ProductPlan
from gtmsim.plan.dates import months_on
from gtmsim.plan.draws import key_of
from gtmsim.plan.journey import Journey
from gtmsim.plan.market import Market
from gtmsim.plan.organization import Organization
from gtmsim.plan.steps import Delay, DelayKind, StagePlan, Way, Where
from gtmsim.plan.workshop import Workshop
from gtmsim.scenario.opened import resting_stage
from gtmsim.scenario.opening import Opening, OpeningCustomer, OpeningLead, OpeningRow
from gtmsim.units import Money, MoneyRate, parse_number

PERIODS_A_YEAR = {"year": 1.0, "month": 12.0}
WRITTEN = "opening"
"""Where targets of the opening are written: names the streams of their waits."""
BEYOND_BITS = 40
"""Accounts outside the addressable market have numbers of so many random bits."""


def slip(bench: Workshop) -> Delay | None:
    """How much later than expected deals of the opening close."""
    opening = bench.scenario.opening
    if opening is None or opening.slip is None:
        return None
    return bench.delay(opening.slip, 0, "opening_slip")


def lapsed(journey: Journey, products: tuple[ProductPlan, ...]) -> Where | None:
    """Where customers go whose contract nobody renewed, if there are such contracts."""
    ends = any(product.term and not product.automatic for product in products)
    return journey.target("churned.lapsed") if ends else None


def channels(market: Market) -> tuple[float, ...]:
    """How often a lead of the opening came by each channel, by what each is expected to bring."""
    weights = market.mix.weights
    return tuple(weights) if sum(weights) > 0 else (1.0,) * len(weights)


class Openings:
    """Compiles the rows of an opening one by one."""

    def __init__(
        self,
        bench: Workshop,
        market: Market,
        journey: Journey,
        stages: tuple[StagePlan, ...],
        organization: Organization,
    ) -> None:
        self.bench = bench
        self.market = market
        self.journey = journey
        self.stages = stages
        self.people = organization.people
        self.scenario = bench.scenario
        opening = self.scenario.opening
        self.opening = opening if opening is not None else Opening()
        self.segments = self._segments()
        self.accounts = self._accounts()

    def rows(self) -> tuple[OpenedPlan, ...]:
        """Everybody, in the order of the file; `count` alike follow each other."""
        return tuple(one for row in self._rows() for one in row)

    def _rows(self) -> Iterator[Iterator[OpenedPlan]]:
        opening = self.opening
        for lead in opening.house_list:
            yield self._alike(lead, self._house(lead))
        for lead in opening.leads:
            yield self._alike(lead, self._open(lead))
        for lead in opening.deals:
            yield self._alike(lead, replace(self._open(lead), deal=True))
        if opening.customers:
            rest = resting_stage(self.scenario)
            for customer in opening.customers:
                yield self._alike(customer, self._customer(customer, rest))

    @staticmethod
    def _alike(row: OpeningRow, plan: OpenedPlan) -> Iterator[OpenedPlan]:
        """So many alike; the first has the luck of the row itself, however many follow."""
        name = f"opening/{row.id.strip()}"
        for number in range(1, row.count + 1):
            yield replace(plan, key=key_of(name if number == 1 else f"{name}/{number}"))

    # --- what all rows have in common ----------------------------------------------------

    def _common(self, row: OpeningRow, kind: Opened, arrived: int, stage: int) -> OpenedPlan:
        scenario = self.scenario
        segments = list(scenario.segments)
        segment = self.segments.get(row.account or "", row.segment)
        products = [product.name for product in self.market.products]
        values = dict(row.attributes)
        if isinstance(row, OpeningCustomer) and row.health is not None:
            values["health"] = row.health
        return OpenedPlan(
            key=0,
            kind=kind,
            arrived=min(arrived, 0),
            stage=stage,
            owner=self.people.index(row.owner) if row.owner is not None else -1,
            channel=list(scenario.channels).index(row.channel) if row.channel is not None else -1,
            segment=segments.index(segment) if segment is not None else -1,
            product=products.index(row.product) if row.product is not None else -1,
            account=self.accounts[row.account] if row.account is not None else -1,
            attributes=tuple(self._value(name, values.get(name)) for name in self.market.columns),
        )

    def _value(self, name: str, text: str | None) -> float | None:
        if text is None:
            return None
        categories = self.market.columns[name].categories
        return float(categories.index(text)) if categories else parse_number(text, negative=True)

    def _tick(self, day: date | None) -> int:
        """The tick of a day, 0 if none is given."""
        return self.bench.time.at(day) if day is not None else 0

    # --- leads ---------------------------------------------------------------------------

    def _lead(self, row: OpeningLead, kind: Opened, stage: int) -> OpenedPlan:
        bench = self.bench
        spent = -self._tick(row.since)
        return replace(
            self._common(row, kind, self._tick(row.arrived), stage),
            spent=spent,
            age=bench.times(row.age) if row.age is not None else None,
            amount=self._amount(row.amount),
            recycles=row.recycles if row.recycles is not None else int(row.recycle is not None),
        )

    def _amount(self, given: Money | MoneyRate | None) -> int:
        if given is None:
            return -1
        periods = PERIODS_A_YEAR.get(given.per, 1.0) if isinstance(given, MoneyRate) else 1.0
        return round(given.amount * periods * self.bench.minor)

    def _open(self, row: OpeningLead) -> OpenedPlan:
        assert row.stage is not None
        plan = self._lead(row, Opened.OPEN, self.bench.stages.number(row.stage))
        return replace(plan, closes=self._tick(row.closes) if row.closes is not None else -1)

    def _house(self, row: OpeningLead) -> OpenedPlan:
        where = Where(Way.RECYCLE)
        if row.recycle is not None:
            where = self.journey.target(f"recycle.{row.recycle}", WRITTEN)
        if row.stage is not None:
            where = replace(where, stage=self.bench.stages.number(row.stage))
        plan = self._lead(row, Opened.HOUSE, where.stage)
        return replace(plan, where=where, returns=self._returns(row, where.delay))

    def _returns(self, row: OpeningLead, delay: Delay | None) -> int:
        """When it comes back, as far as no luck is needed to tell."""
        if row.returns is not None:
            return max(self._tick(row.returns), 0)
        age = row.age
        if delay is None or delay.kind != DelayKind.MONTHS or not (age is None or age.is_fixed):
            return -1
        day = row.since if row.since is not None else self.scenario.start
        since = datetime.combine(day, time()) - timedelta(minutes=age.mean() if age else 0.0)
        back = datetime.combine(months_on(since.date(), delay.count), since.time())
        return max(self.bench.time.at(back), 0)

    # --- customers -----------------------------------------------------------------------

    def _customer(self, row: OpeningCustomer, rest: str | None) -> OpenedPlan:
        stage = row.stage or rest
        assert stage is not None
        place = self.bench.stages.number(stage)
        since = min(self._tick(row.starts), 0)
        paid = row.arr.amount if row.arr is not None else 0.0
        if row.mrr is not None:
            paid = row.mrr.amount * 12.0
        return replace(
            self._common(row, Opened.CUSTOMER, since, place),
            amount=round(paid * self.bench.minor),
            tenure_from=since,
            terms=tuple(self._term(row, product) for product in self.market.products),
            beats=self._beats(row.starts, self.stages[place]),
        )

    def _term(self, row: OpeningCustomer, product: ProductPlan) -> tuple[int, int]:
        """When the term that runs ends, and how many price changes were made before it began."""
        start, months = self.scenario.start, product.term
        begun = row.starts if row.starts is not None else start
        end: date | None = None
        if months and row.renews is not None:
            end = row.renews
            begun = max(months_on(end, -months), begun) if row.starts else months_on(end, -months)
        elif months:
            terms = 1
            while months_on(begun, terms * months) <= start:
                terms += 1
            end = months_on(begun, terms * months)
            begun = months_on(begun, (terms - 1) * months)
        known = self._tick(begun)
        seen = sum(day <= known for day, _ in product.price_changes)
        return (self._tick(end) if end is not None else -1, seen)

    def _beats(self, starts: date | None, stage: StagePlan) -> tuple[int, ...]:
        """When each rhythm is due first, whose beat has gone on since the customer came.

        Rhythms in business time begin anew: nobody knows the holidays before the first day.
        """
        beats = []
        for clock in stage.life:
            beat, every = -1, clock.every
            if starts is not None and every is not None and every.kind == DelayKind.MONTHS:
                turns = 1
                while every.count and months_on(starts, turns * every.count) <= self.scenario.start:
                    turns += 1
                beat = self._tick(months_on(starts, turns * every.count))
            elif starts is not None and every is not None and every.kind == DelayKind.CIVIL:
                assert every.table is not None
                length, since = every.table.whole(0), self._tick(starts)
                beat = since + (-since // length + 1) * length if length > 0 else -1
            beats.append(beat)
        return tuple(beats)

    # --- accounts ------------------------------------------------------------------------

    def _all(self) -> Iterator[OpeningRow]:
        opening = self.opening
        yield from opening.house_list
        yield from opening.leads
        yield from opening.deals
        yield from opening.customers

    def _segments(self) -> dict[str, str]:
        """The segment of each account of which some row tells it, or there is but one."""
        only = list(self.scenario.segments)
        default = only[0] if len(only) == 1 else None
        found: dict[str, str] = {}
        for row in self._all():
            segment = row.segment or default
            if row.account is not None and segment is not None:
                found[row.account] = segment
        return found

    def _accounts(self) -> dict[str, int]:
        """Numbers of the named accounts, by their names and in whatever order they are named.

        Those of an addressable segment are among its accounts, so that leads of them come. Who
        finds a number taken has the next.
        """
        ranges, first = {}, 0
        for segment in self.market.segments:
            ranges[segment.name] = (first, segment.accounts)
            first += segment.accounts
        numbers: dict[str, int] = {}
        taken: set[int] = set()
        named = {key_of(f"account/{row.account}"): row.account for row in self._all()}
        for name, account in sorted(named.items()):
            if account is None:
                continue
            low, size = ranges.get(self.segments.get(account, ""), (0, 0))
            if not size:
                low, size = first, 1 << BEYOND_BITS
            number = name % size
            while low + number in taken:
                number = (number + 1) % size
            taken.add(low + number)
            numbers[account] = low + number
        return numbers


def tenures(bench: Workshop, organization: Organization) -> list[int]:
    """The tick since which each person is here: negative for those the opening knows."""
    opening = bench.scenario.opening
    epochs = organization.epochs
    since = [
        next((epoch.start for epoch in epochs if epoch.membership[place] >= 0), 0)
        for place in range(len(organization.people))
    ]
    for rep in opening.reps if opening is not None else ():
        day = rep.since
        if day is None and rep.tenure is not None:
            length = rep.tenure
            if length.unit in ("month", "year") and length.amount == int(length.amount):
                months = int(length.amount) * (12 if length.unit == "year" else 1)
                day = months_on(bench.scenario.start, -months)
            else:
                day = bench.scenario.start - timedelta(minutes=length.minutes)
        if day is not None:
            since[organization.people.index(rep.name)] = bench.time.at(day)
    return since
