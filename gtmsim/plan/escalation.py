"""Escalations, compiled: when a broken promise comes before a manager, and what that takes."""

from __future__ import annotations

from gtmsim.plan.steps import EscalationPlan
from gtmsim.plan.workshop import Workshop
from gtmsim.scenario.working_time import Escalation


def escalation(
    bench: Workshop, stage: str, given: Escalation | None, clock: int
) -> EscalationPlan | None:
    """What follows a broken promise of a stage; business time runs on the promise's clock."""
    if given is None:
        return None
    after = bench.duration(given.after, clock) if given.after is not None else None
    return EscalationPlan(after, bench.times(given.work), bench.stream(f"escalation.{stage}"))
