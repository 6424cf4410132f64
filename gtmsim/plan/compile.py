"""From a scenario to a plan: names become integers, rules become tables."""

from __future__ import annotations

from gtmsim.plan.campaigns import efforts, own_stage_plans, target_lists
from gtmsim.plan.dimensions import dimensions
from gtmsim.plan.handoffs import with_handoffs
from gtmsim.plan.hours import hours
from gtmsim.plan.journey import Journey
from gtmsim.plan.market import Market
from gtmsim.plan.mechanisms import mechanisms
from gtmsim.plan.names import compile_law
from gtmsim.plan.notices import matching
from gtmsim.plan.opening import Openings, channels, lapsed, slip
from gtmsim.plan.organization import Organization
from gtmsim.plan.plan import Plan
from gtmsim.plan.policies import with_promises
from gtmsim.plan.pressure import with_pressure
from gtmsim.plan.push import push
from gtmsim.plan.staffing import staffing
from gtmsim.plan.workshop import Workshop
from gtmsim.scenario import Scenario
from gtmsim.scenario.laws import Law

EXPONENTIAL = Law("exponential", (("mean", 1.0),))
EXPONENTIAL_BITS = 24


def compile(scenario: Scenario) -> Plan:
    """Compile a scenario into tables that an engine can run.

    Args:
        scenario: a checked scenario, from `gtmsim.load`.

    Returns:
        The plan; equal scenarios give equal plans.

    Example:
        >>> import gtmsim
        >>> plan = gtmsim.compile(gtmsim.load("scenarios/one_desk.yaml"))
    """
    bench = Workshop(scenario)
    market = Market(bench)
    journey = Journey(bench, market)
    stages = (*journey.stages(), *own_stage_plans(bench))
    recycle_beyond = journey.target(scenario.recycle_beyond)
    bought_elsewhere = scenario.bought_elsewhere
    rival = journey.target(bought_elsewhere) if bought_elsewhere is not None else None
    recognized = matching(bench)
    organization = Organization(bench, market)
    stages = with_promises(journey, organization, stages)
    rush = push(bench)
    openings = Openings(bench, market, journey, stages, organization)
    opening = openings.rows()
    helps = with_handoffs(bench, journey, mechanisms(bench, organization))
    helps = with_pressure(bench, organization, helps)
    comes_and_goes = staffing(bench, organization)
    time_taken = hours(bench, organization)
    slips, lapse = slip(bench), lapsed(journey, market.products)
    needed = efforts(bench, market.channels)
    most = scenario.recycle_at_most
    return Plan(
        horizon=bench.time.horizon,
        ticks_per_minute=bench.time.ticks_per_minute,
        streams=bench.streams.listed(),
        clocks=tuple(bench.clocks),
        channels=market.channels,
        segments=market.segments,
        stages=stages,
        epochs=organization.epochs,
        people=organization.people,
        milestones=dict(bench.milestones.known),
        products=market.products,
        exponential=compile_law(EXPONENTIAL, 1.0, EXPONENTIAL_BITS),
        month_shifts=dict(bench.month_shifts),
        recycle_most=most if most is not None else -1,
        recycle_beyond=recycle_beyond,
        dimensions=dimensions(bench, market, stages, organization),
        buyers=bench.buyers,
        opening=opening,
        slip=slips,
        lapsed=lapse,
        opening_channels=channels(market),
        push=rush,
        bought_elsewhere=rival,
        matching=recognized,
        months=bench.time.months() if journey.asks_for_months else (),
        mechanisms=helps,
        functions=dict(bench.functions.known),
        latent=frozenset(name for name, one in scenario.attributes.items() if one.latent),
        staffing=comes_and_goes,
        efforts=needed,
        lists=target_lists(bench, market.channels),
        hours=time_taken,
    )
