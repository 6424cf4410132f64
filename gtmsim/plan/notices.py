"""How readiness is noticed, and where a buyer goes who has bought elsewhere, compiled."""

from __future__ import annotations

from collections.abc import Iterator

from gtmsim.plan.steps import NoticesPlan
from gtmsim.plan.workshop import Workshop
from gtmsim.scenario.journey import Notices, ReturnRule
from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.targets import Target, resolve_target

HAZARD_UNITS = 2.0**40
"""Hazards are integers in units of 2**-40."""
MATCHING = "account_matching"
"""Stream of being recognized as an account's lead."""


def notices(bench: Workshop, given: Notices, rule: ReturnRule, reason: str) -> NoticesPlan:
    """What may bring the leads of a rule back before their time."""
    alarms = given.false_alarms
    per_tick = HAZARD_UNITS / bench.time.ticks_per_minute
    return NoticesPlan(
        share=given.share,
        after=(
            bench.delay(given.after, 0, f"notices.{reason}.after")
            if given.after is not None
            else None
        ),
        false_alarms=round(alarms.per_minute * per_tick) if alarms is not None else 0,
        stage=bench.stages.number(given.then or rule.then),
        share_stream=bench.stream(f"notices.{reason}.share"),
        alarm_stream=bench.stream(f"notices.{reason}.alarm"),
    )


def matching(bench: Workshop) -> float:
    """The chance that a lead is recognized as its account's (R054)."""
    share = bench.scenario.account_matching
    if share is None:
        return 1.0
    bench.stream(MATCHING)
    return share


def unforeseen(model: ScenarioModel, target: Target | None, worked: bool) -> Iterator[str]:
    """Stages to which a way leads that its stage does not write down.

    Args:
        model: the scenario.
        target: a way out of a stage.
        worked: whether somebody talks to the buyer there, who may have bought elsewhere.
    """
    if target is not None and target.kind == "recycle" and target.reason is not None:
        given = model.recycle[target.reason].notices
        if given is not None and given.then is not None:
            yield given.then
    if worked and model.bought_elsewhere is not None:
        rival = resolve_target(model, model.bought_elsewhere)
        if rival.stage is not None:
            yield rival.stage
            yield from unforeseen(model, rival, worked=False)
