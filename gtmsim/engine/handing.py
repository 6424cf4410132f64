"""Changing hands: somebody goes on with a lead on which another person worked last (R048).

The same for every organization: what counts is who worked, never in which design. Whoever
keeps a lead from the first call to the close hands nothing over.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from gtmsim.log.kinds import INFORMED, Kind
from gtmsim.plan.plan import Plan
from gtmsim.plan.staff import HandoffPlan
from gtmsim.plan.steps import Source, StagePlan, Where
from gtmsim.plan.tables import Table

if TYPE_CHECKING:
    from gtmsim.engine.people import Rep
    from gtmsim.engine.served import Served
    from gtmsim.engine.team import Piece, Team

HALF = INFORMED >> 1
BITS = INFORMED.bit_length() - 1
HANDED_OVER = int(Kind.HANDED_OVER)
INFORMATION = int(Source.INFORMATION)

Rules = Mapping[tuple[int, int], HandoffPlan]
"""What counts between two functions, the giver's and the taker's; nothing, where none is given."""


# --- choices: pure functions over plain numbers ----------------------------------------------


def rules(plan: Plan) -> Rules:
    """The first rule that fits, for each two functions that have one."""
    given = plan.mechanisms.handoffs if plan.mechanisms is not None else ()
    functions = sorted({stage.function for stage in plan.stages if stage.function >= 0})
    found = {}
    for giver in functions:
        for taker in functions:
            rule = first_that_fits(given, giver, taker)
            if rule is not None:
                found[giver, taker] = rule
    return found


def first_that_fits(given: tuple[HandoffPlan, ...], giver: int, taker: int) -> HandoffPlan | None:
    """The first rule for a change of hands from one function to another, or to itself."""
    for rule in given:
        if rule.giver in (-1, giver) and rule.taker in (-1, taker):
            return rule
    return None


def left_of(information: int, retained: int) -> int:
    """What is still known after a handoff, in units of 2**-16."""
    return information * retained + HALF >> BITS


def found_again(table: Table, draw: int, retained: int) -> int:
    """Ticks that it takes to find out what a handoff has lost."""
    bits = BITS + table.point_bits
    return max(0, table.fixed_point(draw) * (INFORMED - retained) + (1 << bits - 1) >> bits)


def is_accepted(rule: HandoffPlan, draw: int) -> bool:
    """Whether enough of the items are there (R041): at the threshold they are."""
    return rule.completeness is None or rule.completeness.fixed_point(draw) >= rule.accepts


# --- taking over -----------------------------------------------------------------------------


def rule_of(lead: Served, stage: StagePlan, rep: Rep) -> HandoffPlan | None:
    """What counts if this person begins to work on the lead now; None: nothing is handed over."""
    if lead.worked_rep < 0 or lead.worked_rep == rep.index:
        return None
    company = lead.company
    giver = company.plan.stages[lead.worked_at[0]].function
    return company.handoffs.get((giver, stage.function))


def retained_by(lead: Served, rule: HandoffPlan) -> int:
    """What arrives: more, if it was written down for this handoff."""
    return rule.listed if lead.listed is rule else rule.retained


def more_work(lead: Served, stage: StagePlan, rep: Rep, step: int) -> int:
    """Ticks by which this person's work grows, since what was lost must be found out again."""
    rule = rule_of(lead, stage, rep)
    if rule is None or rule.rediscovery is None:
        return 0
    stream = rule.rediscovery_streams[stage.index]
    draw = lead.draw(stream, lead.visits[stage.index], step)
    return found_again(rule.rediscovery, draw, retained_by(lead, rule))


def takes_over(lead: Served, piece: Piece, rep: Rep, team: Team) -> int:
    """Somebody begins; if another worked on the lead before, it changes hands.

    Returns:
        Ticks by which the work grows.
    """
    stage = piece.stage
    rule = rule_of(lead, stage, rep)
    if rule is None:
        return 0
    more = more_work(lead, stage, rep, piece.step)
    known = left_of(int(lead.values[INFORMATION]), retained_by(lead, rule))
    lead.values[INFORMATION] = known
    lead.listed = None
    lead.record(
        HANDED_OVER,
        stage,
        step=piece.step,
        team=team.index,
        rep=rep.index,
        value=known,
        due=more or -1,
    )
    return more


# --- handing over ----------------------------------------------------------------------------


def judged(lead: Served, stage: StagePlan, rule: HandoffPlan, where: Where) -> Where:
    """Where a lead goes that is to be handed over: on, or back if it is incomplete (R041)."""
    if rule.completeness is None:
        return where
    stream = rule.completeness_streams[stage.index]
    if is_accepted(rule, lead.draw(stream, lead.visits[stage.index], 0)):
        return where
    assert rule.incomplete is not None
    return rule.incomplete


def to_write(lead: Served, stage: StagePlan, rule: HandoffPlan) -> int:
    """Ticks that it takes to write down what is known; 0: nothing is written down (R040)."""
    if rule.checklist is None:
        return 0
    stream = rule.checklist_streams[stage.index]
    return max(1, rule.checklist.whole(lead.draw(stream, lead.visits[stage.index], 0)))


def foreseen(lead: Served, stage: StagePlan, onto: StagePlan) -> HandoffPlan | None:
    """The handoff that lies ahead of a lead on which somebody worked in this visit.

    None is ahead where the function stays the same, and where the owner goes on with it.
    """
    if onto.function == stage.function:
        return None
    if lead.worked_rep < 0 or lead.worked_at[:2] != (stage.index, lead.visits[stage.index]):
        return None
    owner = lead.owner
    team = owner.team if owner is not None and owner.index == lead.worked_rep else None
    if team is not None and onto.function in team.plan.functions:
        return None
    return lead.company.handoffs.get((stage.function, onto.function))
