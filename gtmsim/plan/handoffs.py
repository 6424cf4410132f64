"""What changing hands loses and costs, compiled (R029-R048).

Draws are named by the stage in which they are made, whichever rule asks for them: the luck of
a lead in finding out what was lost does not depend on who lost it.
"""

from __future__ import annotations

from dataclasses import replace

from gtmsim.log.kinds import INFORMED
from gtmsim.plan.journey import Journey
from gtmsim.plan.names import NUMBER_BITS, compile_law
from gtmsim.plan.staff import HandoffPlan, MechanismsPlan
from gtmsim.plan.workshop import Workshop
from gtmsim.scenario.mechanisms import Handoff


def with_handoffs(
    bench: Workshop, journey: Journey, plan: MechanismsPlan | None
) -> MechanismsPlan | None:
    """The mechanisms of a scenario with its handoffs; None where nothing helps or harms."""
    given = bench.scenario.mechanisms
    rules = given.handoffs if given is not None else ()
    if not rules:
        return plan
    return replace(
        plan or MechanismsPlan(), handoffs=tuple(_rule(bench, journey, one) for one in rules)
    )


def _rule(bench: Workshop, journey: Journey, given: Handoff) -> HandoffPlan:
    found, written, items = given.rediscovery, given.checklist, given.completeness
    return HandoffPlan(
        giver=bench.functions.number(given.from_) if given.from_ is not None else -1,
        taker=bench.functions.number(given.to) if given.to is not None else -1,
        retained=_share(given.retained),
        rediscovery=bench.times(found) if found is not None else None,
        rediscovery_streams=_streams(bench, "rediscovery") if found is not None else (),
        checklist=bench.times(written.work) if written is not None else None,
        checklist_streams=_streams(bench, "checklist") if written is not None else (),
        listed=_share(written.retained if written is not None else given.retained),
        completeness=compile_law(items, 1.0, NUMBER_BITS) if items is not None else None,
        completeness_streams=_streams(bench, "completeness") if items is not None else (),
        accepts=round((given.accepts or 0.0) * 2**NUMBER_BITS),
        incomplete=journey.target(given.incomplete) if given.incomplete is not None else None,
    )


def _share(share: float) -> int:
    return round(share * INFORMED)


def _streams(bench: Workshop, what: str) -> tuple[int, ...]:
    """A stream for each stage, by its number."""
    return tuple(bench.stream(f"{what}.{stage}") for stage in bench.scenario.stages)
