"""Who takes what and what comes next, compiled: rules, choices, orders, help, time blocks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict

from gtmsim.plan.staff import BlockPlan, Choice, Order, RulePlan
from gtmsim.plan.steps import Condition, PromisePlan, Source, StagePlan
from gtmsim.scenario.assigning import ByScore
from gtmsim.scenario.basics import Calendar
from gtmsim.scenario.journey import ServiceLevel
from gtmsim.scenario.organization import Team

if TYPE_CHECKING:
    from gtmsim.plan.journey import Journey
    from gtmsim.plan.organization import Organization

CHOICES = {
    "longest_idle": Choice.LONGEST_IDLE,
    "least_loaded": Choice.LEAST_LOADED,
    "round_robin": Choice.ROUND_ROBIN,
    "most_skilled": Choice.MOST_SKILLED,
}
ORDERS = {"first_come": Order.FIRST_COME, "newest": Order.NEWEST, "due": Order.DUE}


def with_promises(
    journey: Journey, organization: Organization, stages: tuple[StagePlan, ...]
) -> tuple[StagePlan, ...]:
    """Stages with the promises of their own that some leads are given, in the stage's hours."""
    given = organization.scenario.stages
    return tuple(
        replace(stage, promises=_promises(journey, organization, stage.name))
        if stage.name in given and given[stage.name].promises
        else stage
        for stage in stages
    )


def _promises(
    journey: Journey, organization: Organization, name: str
) -> tuple[tuple[tuple[Condition, ...], PromisePlan], ...]:
    stage = organization.scenario.stages[name]
    usual = stage.service_level
    assert usual is not None
    return tuple(
        (
            organization.conditions(one.when),
            journey.promise(
                name,
                ServiceLevel(
                    first_touch_within=one.first_touch_within,
                    out_of_hours=one.out_of_hours,
                    hours=usual.hours,
                    escalates=usual.escalates,
                ),
            ),
        )
        for one in stage.promises
    )


class Policies(TypedDict):
    """The fields of `TeamPlan` that say how a team works."""

    owners: Choice
    takers: Choice
    order: Order
    score: int
    helps: tuple[tuple[int, int], ...]
    blocks: tuple[BlockPlan, ...]


def rules(organization: Organization) -> tuple[RulePlan, ...]:
    """The assignment rules, in order."""
    names = organization.names
    return tuple(
        RulePlan(
            organization.conditions(rule.when),
            names.index(rule.team) if rule.team is not None else -1,
        )
        for rule in organization.scenario.assignment_rules
    )


def policies(organization: Organization, team: Team) -> Policies:
    """How a team chooses among its people and among its work."""
    bench = organization.bench
    order, score = Order.SCORE, -1
    if isinstance(team.order, ByScore):
        score = Source.ATTRIBUTE + organization.market.places[team.order.score]
    else:
        order = ORDERS[team.order or "first_come"]
    chooses = team.chooses
    return Policies(
        owners=CHOICES[chooses] if chooses is not None else Choice.LEAST_LOADED,
        takers=CHOICES[chooses] if chooses is not None else Choice.LONGEST_IDLE,
        order=order,
        score=score,
        helps=tuple(
            (organization.names.index(one.team), one.when_backlog_exceeds)
            for one in team.helps
            if one.team in organization.names
        ),
        blocks=tuple(
            BlockPlan(
                bench.clock(Calendar(hours=block.hours)),
                organization.conditions(block.first),
            )
            for block in team.time_blocks
        ),
    )
