"""Where a way out of a stage leads: the one place that reads the targets of `then`.

A target is written as the name of a stage, the name of a milestone (`sal`), `next` (the deal
phase that follows), `end`, `recycle.REASON`, `returned.REASON`, `lost.REASON` or
`churned.REASON`. `lost`, `churned` and `disqualified` alone are short for reasons of that name.
The checks and the compiler both ask here, so that they cannot read a file differently.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gtmsim.scenario.journey import LifeEvent, ReturnRule
from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.suggest import did_you_mean, listed

TargetKind = Literal["stage", "end", "recycle", "returned", "lost", "churned"]

KNOWN_MILESTONES = (
    "mql",
    "sal",
    "sql",
    "won",
    "onboarded",
    "renewed",
    "expanded",
    "cross_sold",
    "churned",
)
"""Milestones that KPIs know by name; `milestones:` may declare more."""

RESERVED = ("next", "end", "lost", "churned", "disqualified", "recycle", "returned", "none", "rest")
"""Words of the target language, which no stage and (but for `churned`) no milestone may take."""


@dataclass(frozen=True)
class Target:
    """Where a lead goes.

    Attributes:
        kind: what becomes of the lead.
        stage: the stage that begins: at once for `stage`, after the rule's wait for `recycle`
            and `returned`; None for the others.
        reason: the coded reason of `recycle`, `returned`, `lost` and `churned`; else None.
        milestone: reached on the way; None if there is none. Naming the stage rather than the
            milestone reaches none, so that a lead sent back is not counted twice.
    """

    kind: TargetKind
    stage: str | None = None
    reason: str | None = None
    milestone: str | None = None


@dataclass(frozen=True)
class ResolvedOutcome:
    """One way out of a stage, with its share as a number.

    Attributes:
        name: the key in the file.
        share: base probability; the shares of a stage sum to 1.
        onward: whether this is (one of) the way(s) onward, whose odds factors move.
        target: where it leads.
    """

    name: str
    share: float
    onward: bool
    target: Target


class TargetError(ValueError):
    """A target that leads nowhere; the message says what could have been meant.

    Attributes:
        elsewhere: whether the fault is not the target's but that of what it relies on: a rule,
            a milestone or a deal phase that names no stage.
    """

    def __init__(self, message: str, *, elsewhere: bool = False) -> None:
        super().__init__(message)
        self.elsewhere = elsewhere


def resolve_target(
    model: ScenarioModel,
    key: str,
    stage: str | None = None,
    to: str | None = None,
    milestone: str | None = None,
) -> Target:
    """Tell where a target leads.

    Args:
        model: the scenario.
        key: the key in `then` or `waits_for`, or the value of `exhausted`, `cold`, `missed`,
            `enters`, `first_stage`, `recycle_beyond` or a rule's `then`.
        stage: the stage it is written in; needed for `next` only.
        to: the target of an outcome's long form; `key` is then a free name. With `to: lost` or
            `to: churned` the key becomes the reason.
        milestone: the milestone of an outcome's long form.

    Raises:
        TargetError: a ValueError that names the target and what could have been meant.
    """
    if to is None:
        target = _plain(model, key, stage)
    elif to in ("lost", "churned") and key not in model.milestones:
        target = _plain(model, f"{to}.{key}", stage)
    else:
        target = _plain(model, to, stage)
        if key in model.milestones:
            target = Target(target.kind, target.stage, target.reason, key)
    if milestone is None:
        return target
    if milestone not in (*model.milestones, *KNOWN_MILESTONES):
        known = (*model.milestones, *KNOWN_MILESTONES)
        raise TargetError(f'no milestone "{milestone}".{listed("Milestones", milestone, known)}')
    return Target(target.kind, target.stage, target.reason, milestone)


def stage_outcomes(model: ScenarioModel, stage: str) -> list[ResolvedOutcome]:
    """List the outcomes of a stage's `then` in file order, `rest` resolved.

    The first is the way onward, as are those marked `onward: yes`. A stage without `then`
    (a resting stage) has none.

    Raises:
        TargetError: a target leads nowhere.
    """
    written = model.stages[stage].then or {}
    shares = resolve_shares(
        {name: way if isinstance(way, (float, str)) else way.share for name, way in written.items()}
    )
    outcomes = []
    for position, (name, way) in enumerate(written.items()):
        if isinstance(way, (float, str)):
            onward, target = False, resolve_target(model, name, stage)
        else:
            onward, target = way.onward, resolve_target(model, name, stage, way.to, way.milestone)
        outcomes.append(ResolvedOutcome(name, shares[name], onward or position == 0, target))
    return outcomes


def life_events(model: ScenarioModel, stage: str) -> list[tuple[str, LifeEvent, Target]]:
    """List what a resting stage waits for, in file order, each with its target.

    Raises:
        TargetError: a target leads nowhere.
    """
    waits_for = model.stages[stage].waits_for or {}
    return [(name, event, resolve_target(model, name, stage)) for name, event in waits_for.items()]


def resolve_shares(shares: dict[str, float | str]) -> dict[str, float]:
    """Turn shares into numbers; `rest` becomes what the others leave."""
    given = sum(share for share in shares.values() if not isinstance(share, str))
    return {
        name: max(0.0, 1.0 - given) if isinstance(share, str) else share
        for name, share in shares.items()
    }


def first_stage(model: ScenarioModel, channel: str | None = None) -> str:
    """Name the stage at which leads (of a channel) enter the journey.

    Raises:
        TargetError: there is no such stage.
    """
    enters = model.channels[channel].enters if channel is not None else None
    entry = enters or model.first_stage or next(iter(model.stages))
    return _stage_only(model, entry)


def _plain(model: ScenarioModel, text: str, stage: str | None) -> Target:
    if text == "churned":
        return _churned(model, text)
    if text in model.milestones:
        return _milestone(model, text)
    if text in model.stages:
        return Target("stage", stage=text)
    if text == "end":
        return Target("end")
    if text == "next":
        return _next_phase(model, stage)
    if text in ("lost", "disqualified"):
        return Target("lost", reason=text)
    return _coded(model, text)


def _coded(model: ScenarioModel, text: str) -> Target:
    """A target with a reason: `lost.price`, `recycle.timing`."""
    kind, _, reason = text.partition(".")
    if kind == "lost" and reason:
        return Target("lost", reason=reason)
    if kind == "churned" and reason:
        return _churned(model, reason)
    if kind == "recycle":
        return _returning("recycle", model, reason, model.recycle)
    if kind == "returned":
        return _returning("returned", model, reason, model.returned)
    raise TargetError(_nowhere(model, text))


def _milestone(model: ScenarioModel, milestone: str) -> Target:
    begins = model.milestones[milestone]
    if begins == "end":
        return Target("end", milestone=milestone)
    return Target("stage", stage=_stage_only(model, begins, elsewhere=True), milestone=milestone)


def _churned(model: ScenarioModel, reason: str) -> Target:
    milestone = "churned" if "churned" in model.milestones else None
    return Target("churned", reason=reason, milestone=milestone)


def _next_phase(model: ScenarioModel, stage: str | None) -> Target:
    phases = model.deal_phases
    if stage is None or stage not in phases:
        raise TargetError(
            "next leads to the deal phase that follows, and this is not one of deal_phases. "
            "List the stage there or name the target.",
            elsewhere=any(phase not in model.stages for phase in phases),
        )
    position = phases.index(stage) + 1
    if position < len(phases):
        return Target("stage", stage=_stage_only(model, phases[position], elsewhere=True))
    return _milestone(model, "won") if "won" in model.milestones else Target("end")


def _returning(
    kind: Literal["recycle", "returned"],
    model: ScenarioModel,
    reason: str,
    rules: dict[str, ReturnRule],
) -> Target:
    if reason not in rules:
        written = f'"{reason}"' if reason else "without a reason"
        raise TargetError(
            f"no rule {written} in {kind}.{listed('Rules', reason, rules)} "
            f"Declare {kind}: {{{reason or 'REASON'}: {{then: STAGE}}}}."
        )
    begins = _stage_only(model, rules[reason].then, elsewhere=True)
    return Target(kind, stage=begins, reason=reason)


def _stage_only(model: ScenarioModel, name: str, *, elsewhere: bool = False) -> str:
    if name in model.stages:
        return name
    if name in model.milestones:
        raise TargetError(
            f'"{name}" is a milestone, and a stage is needed here. '
            f"Write {model.milestones[name]}, the stage that begins then.",
            elsewhere=elsewhere,
        )
    known = listed("Stages", name, model.stages)
    raise TargetError(f'no stage "{name}".{known}', elsewhere=elsewhere)


def _nowhere(model: ScenarioModel, text: str) -> str:
    if text in KNOWN_MILESTONES:
        return f'milestone "{text}" leads nowhere. Declare milestones: {{{text}: STAGE}} (or end).'
    words = ["next", "end", "lost", "churned", "disqualified"]
    words += [f"recycle.{reason}" for reason in model.recycle]
    words += [f"returned.{reason}" for reason in model.returned]
    names = [*model.stages, *model.milestones]
    hint = did_you_mean(text, [*names, *words])
    choices = hint or f" Stages are: {', '.join(model.stages) or 'none'}."
    return f'"{text}" leads nowhere: it is no stage and no milestone.{choices}' + (
        "" if hint else " Ways out without a stage: lost.REASON, recycle.REASON, end."
    )
