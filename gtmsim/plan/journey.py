"""The journey, compiled: stages, their outcomes and what moves them."""

from __future__ import annotations

from collections.abc import Mapping

from gtmsim.log.kinds import INFORMED, UNPRESSED
from gtmsim.plan.escalation import escalation
from gtmsim.plan.factors import CERTAIN
from gtmsim.plan.market import Market
from gtmsim.plan.notices import notices, unforeseen
from gtmsim.plan.odds import Mix, base_odds
from gtmsim.plan.steps import (
    AttemptPlan,
    Delay,
    Factor,
    LifeClock,
    MeetingPlan,
    Outcomes,
    PromisePlan,
    Source,
    StagePlan,
    Way,
    Where,
)
from gtmsim.plan.workshop import Workshop
from gtmsim.scenario.journey import Attempts, LifeEvent, Meeting, ReturnRule, ServiceLevel, Stage
from gtmsim.scenario.match import INFORMATION, PRESSURE, parse_condition
from gtmsim.scenario.readers import parse_month
from gtmsim.scenario.targets import (
    ResolvedOutcome,
    Target,
    first_stage,
    life_events,
    resolve_target,
    stage_outcomes,
)
from gtmsim.scenario.tasks import EXPERIENCE, by_stage
from gtmsim.scenario.ways import follow, ways
from gtmsim.units import Duration, Rate, parse_number, parse_share

HAZARD_UNITS = 2.0**40
"""Hazards are integers in units of 2**-40."""
READINESS = ("now", "later", "never", "elsewhere")
WAYS = {
    "stage": Way.STAGE,
    "end": Way.END,
    "recycle": Way.RECYCLE,
    "returned": Way.RETURN,
    "lost": Way.LOST,
    "churned": Way.CHURN,
}


class Journey:
    """Compiles stages one by one."""

    def __init__(self, bench: Workshop, market: Market) -> None:
        self.bench = bench
        self.market = market
        self.scenario = bench.scenario
        self.asks_for_months = False
        self.tasks = by_stage(self.scenario)
        self.reached_by = self._reached_by()

    def _reached_by(self) -> dict[str, set[int]]:
        """The channels whose leads can come to each stage."""
        beyond = resolve_target(self.scenario, self.scenario.recycle_beyond)
        onward: dict[str, list[str]] = {}
        for way in ways(self.scenario):
            if way.possible and way.target is not None:
                targets = [way.target, *([beyond] if way.target.kind == "recycle" else [])]
                ahead = [target.stage for target in targets if target.stage is not None]
                worked = self.scenario.stages[way.stage].function is not None
                ahead += unforeseen(self.scenario, way.target, worked)
                onward.setdefault(way.stage, []).extend(ahead)
        found: dict[str, set[int]] = {name: set() for name in self.scenario.stages}
        for place, channel in enumerate(self.scenario.channels):
            for stage in follow([first_stage(self.scenario, channel)], onward):
                found[stage].add(place)
        return found

    def _mix(self, name: str, stage: Stage) -> Mix | None:
        """The leads over which the shares of a stage are averages."""
        return self.market.mix.of(self.reached_by[name]) if stage.means == "average" else None

    def stages(self) -> tuple[StagePlan, ...]:
        """All stages in file order."""
        return tuple(self._stage(name, stage) for name, stage in self.scenario.stages.items())

    # --- where things lead -----------------------------------------------------------------

    def where(self, target: Target, stage: str | None = None) -> Where:
        """Where a resolved target leads, in numbers; `stage` is where it is written."""
        bench = self.bench
        way = WAYS[target.kind]
        onto = bench.stages.number(target.stage) if target.stage is not None else -1
        milestone = (
            bench.milestones.number(target.milestone) if target.milestone is not None else -1
        )
        reason = bench.reasons.number(target.reason) if target.reason is not None else -1
        rules = {"recycle": self.scenario.recycle, "returned": self.scenario.returned}
        delay, keeps, noticed = None, False, None
        if target.kind in rules and target.reason is not None:
            rule = rules[target.kind][target.reason]
            keeps = rule.keeps_owner
            delay = self._nurture(rule, f"{target.kind}.{target.reason}.{stage}")
            if rule.notices is not None and target.kind == "recycle":
                noticed = notices(bench, rule.notices, rule, target.reason)
        return Where(way, onto, reason, milestone, delay, keeps, noticed)

    def target(self, text: str, stage: str | None = None) -> Where:
        """Where a target leads, as written."""
        return self.where(resolve_target(self.scenario, text, stage), stage)

    def _nurture(self, rule: ReturnRule, stream: str) -> Delay | None:
        if rule.nurture is not None:
            return self.bench.delay(rule.nurture, 0, stream)
        return self.bench.date_named(rule.at) if rule.at is not None else None

    # --- one stage -------------------------------------------------------------------------

    def _stage(self, name: str, stage: Stage) -> StagePlan:
        bench = self.bench
        clock = bench.clock_of(stage.function)
        decides = bench.wait(stage.decides, clock, f"decides.{name}") if stage.decides else None
        return StagePlan(
            index=bench.stages.number(name),
            name=name,
            function=bench.functions.number(stage.function) if stage.function is not None else -1,
            urgency=stage.urgency,
            task=self.tasks.get(name, -1),
            starts=bench.wait(stage.starts, clock, f"starts.{name}") if stage.starts else None,
            attempts=self._attempts(name, stage, stage.attempts, clock) if stage.attempts else None,
            work=bench.times(stage.work) if stage.work is not None else None,
            work_stream=bench.stream(f"work.{name}"),
            sessions=stage.sessions,
            thinking=(
                bench.delay(stage.thinking, clock, f"thinking.{name}")
                if stage.thinking is not None
                else None
            ),
            fits=stage.work_style == "fits",
            meeting=self._meeting(name, stage.meeting, clock) if stage.meeting else None,
            promise=self.promise(name, stage.service_level) if stage.service_level else None,
            patience=(
                bench.delay(stage.goes_cold_after, clock, f"patience.{name}")
                if stage.goes_cold_after is not None
                else None
            ),
            cold=self.target(stage.cold, name) if stage.cold is not None else None,
            decides=decides,
            outcomes=self._outcomes(name, stage) if stage.then else None,
            expansion_stream=bench.stream(f"expansion.{name}"),
            life=tuple(self._life(name, *event) for event in life_events(self.scenario, name)),
        )

    def _outcomes(self, name: str, stage: Stage) -> Outcomes:
        outcomes = stage_outcomes(self.scenario, name)
        factors = self.factors(stage.factors)
        onward = [way for way in outcomes if way.onward]
        other = [way for way in outcomes if not way.onward]
        probability = sum(way.share for way in onward)
        odds = base_odds(probability, factors, self._mix(name, stage)) if other else CERTAIN
        return Outcomes(
            odds,
            factors,
            self._group(onward, name),
            self._group(other, name),
            self.bench.stream(f"onward.{name}"),
            self.bench.stream(f"which.{name}"),
        )

    def _group(self, ways: list[ResolvedOutcome], stage: str) -> tuple[tuple[float, Where], ...]:
        total = sum(way.share for way in ways)
        result, reached = [], 0.0
        for way in ways:
            reached += way.share
            result.append((reached / total if total > 0 else 1.0, self.where(way.target, stage)))
        return tuple(result)

    def _attempts(self, name: str, stage: Stage, given: Attempts, clock: int) -> AttemptPlan:
        connect = given.connect if isinstance(given.connect, tuple) else (given.connect,)
        if given.then is not None:
            connect = (*connect[:1], given.then)
        factors = self.factors(given.factors)
        mix = self._mix(name, stage)
        return AttemptPlan(
            most=given.max,
            odds=tuple(base_odds(share, factors, mix) for share in connect),
            factors=factors,
            gaps=self._gaps(given, clock),
            work=self.bench.times(given.work),
            stop_after=given.stop_after or 0,
            exhausted=self.target(given.exhausted, name),
            connect_stream=self.bench.stream(f"connect.{name}"),
            work_stream=self.bench.stream(f"attempt.{name}"),
        )

    def _gaps(self, given: Attempts, clock: int) -> tuple[Delay, ...]:
        if given.gaps:
            return tuple(self.bench.duration(gap, clock) for gap in given.gaps)
        if given.within is None:
            return (self.bench.duration(Duration(1, "day", True), clock),)
        span = given.within
        return (
            self.bench.duration(Duration(span.amount / given.max, span.unit, span.business), clock),
        )

    def _meeting(self, name: str, given: Meeting, clock: int) -> MeetingPlan:
        bench = self.bench
        if isinstance(given.no_show, Mapping):
            points = sorted(
                (bench.time.ticks(Duration.parse(lag).minutes), share)
                for lag, share in given.no_show.items()
            )
        else:
            points = [(0, given.no_show)]
        nothing = Where(Way.LOST, reason=bench.reasons.number("no_show"))
        return MeetingPlan(
            notice=(
                bench.delay(given.notice, clock, f"notice.{name}")
                if given.notice is not None
                else None
            ),
            slot=max(1, bench.time.ticks(given.slot.minutes)),
            no_show=tuple(points),
            waits=bench.time.ticks(given.waits.minutes) if given.waits is not None else 0,
            rebook=given.rebook,
            missed=self.target(given.missed, name) if given.missed is not None else nothing,
            no_show_stream=bench.stream(f"no_show.{name}"),
        )

    def promise(self, name: str, given: ServiceLevel) -> PromisePlan:
        """When the first touch of a stage is due."""
        bench = self.bench
        hours = given.hours if given.hours is not None else self.scenario.promise_hours
        clock = bench.clock(bench.calendar(hours))
        within = given.first_touch_within
        whole_days = (
            within.business and within.unit == "day" and within.amount == int(within.amount)
        )
        if whole_days:
            ticks = 0
        elif within.business and within.unit == "day":
            ticks = round(within.amount * bench.day_length(clock))
        else:
            ticks = bench.time.ticks(within.minutes)
        late = given.out_of_hours
        return PromisePlan(
            clock=clock,
            ticks=ticks,
            days=int(within.amount) if whole_days else 0,
            civil=not within.business,
            out_of_hours=bench.time.ticks(late.minutes) if late is not None else -1,
            escalates=escalation(bench, name, given.escalates, clock),
        )

    def _life(self, name: str, key: str, event: LifeEvent, target: Target) -> LifeClock:
        bench = self.bench
        where = self.where(target, name)
        if event.every is not None:
            return LifeClock(where, every=bench.duration(event.every, 0))
        if event.before_term_ends is not None:
            return LifeClock(
                where, before_term_end=bench.time.ticks(event.before_term_ends.minutes)
            )
        if event.after is not None:
            return LifeClock(where, after=bench.delay(event.after, 0, f"after.{name}.{key}"))
        rates: Mapping[str, Rate]
        if isinstance(event.rate, Rate):
            rates = {"0 days": event.rate}
        else:
            assert event.rate is not None
            rates = event.rate
        points = sorted(
            (bench.time.ticks(Duration.parse(tenure).minutes), rate.per_minute)
            for tenure, rate in rates.items()
        )
        if points[0][0] > 0:
            points.insert(0, (0, 0.0))
        per_tick = HAZARD_UNITS / bench.time.ticks_per_minute
        return LifeClock(
            where,
            tenure=tuple(tick for tick, _ in points),
            slope=tuple(round(rate * per_tick) for _, rate in points),
            stream=bench.stream(f"hazard.{name}.{key}"),
            factors=self.factors(event.factors),
        )

    # --- factors ---------------------------------------------------------------------------

    def factors(self, given: Mapping[str, Mapping[str, float]]) -> tuple[Factor, ...]:
        """Odds factors, in file order."""
        return tuple(self._factor(name, table) for name, table in given.items())

    def _factor(self, name: str, table: Mapping[str, float]) -> Factor:
        scenario = self.scenario
        if name == "response_delay":
            points = sorted(
                (self.bench.time.ticks(Duration.parse(delay).minutes), size)
                for delay, size in table.items()
            )
            return Factor(
                Source.RESPONSE_DELAY,
                points=tuple(delay for delay, _ in points),
                at_points=tuple(size for _, size in points),
            )
        if name == EXPERIENCE:
            times = sorted((int(count), size) for count, size in table.items())
            return Factor(
                Source.EXPERIENCE,
                points=tuple(count for count, _ in times),
                at_points=tuple(size for _, size in times),
            )
        if name == INFORMATION:
            shares = sorted(
                (round(parse_share(share) * INFORMED), size) for share, size in table.items()
            )
            return Factor(
                Source.INFORMATION,
                points=tuple(share for share, _ in shares),
                at_points=tuple(size for _, size in shares),
            )
        if name == PRESSURE:
            sizes_at = sorted(
                (round(parse_number(times, percent=True) * UNPRESSED), size)
                for times, size in table.items()
            )
            return Factor(
                Source.PRESSURE,
                points=tuple(times for times, _ in sizes_at),
                at_points=tuple(size for _, size in sizes_at),
            )
        if name == "recycles":
            counts = {int(count): size for count, size in table.items()}
            sizes, size = [], 1.0
            for count in range(max(counts) + 1):
                size = counts.get(count, size)
                sizes.append(size)
            return Factor(Source.RECYCLES, by_value=tuple(sizes))
        if name in ("month", "months_to_year_end"):
            self.asks_for_months = True
            return _by_month(name, table)
        named = {
            "product": (Source.PRODUCT, tuple(one.name for one in self.market.products)),
            "channel": (Source.CHANNEL, tuple(scenario.channels)),
            "segment": (Source.SEGMENT, tuple(scenario.segments)),
            "readiness": (Source.READINESS, READINESS),
            "customer": (Source.CUSTOMER, ("no", "yes")),
        }
        if name in named:
            known, categories = named[name]
            return Factor(known, by_value=tuple(table.get(one, 1.0) for one in categories))
        column = self.market.columns[name]
        source = Source.ATTRIBUTE + self.market.places[name]
        if column.categories:
            return Factor(source, by_value=tuple(table.get(one, 1.0) for one in column.categories))
        return Factor(
            source,
            ranges=tuple(parse_condition(condition) for condition in table),
            by_range=tuple(table.values()),
        )


def _by_month(name: str, table: Mapping[str, float]) -> Factor:
    """Odds factors by civil month, or by the months that are left of the buyer's year."""
    if name == "month":
        sizes = {parse_month(month) - 1: size for month, size in table.items()}
        return Factor(Source.MONTH, by_value=tuple(sizes.get(one, 1.0) for one in range(12)))
    sizes = {int(months): size for months, size in table.items()}
    return Factor(Source.YEAR_END, by_value=tuple(sizes.get(one, 1.0) for one in range(12)))
