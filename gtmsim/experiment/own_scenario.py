"""A scenario whose shares on the way are turned until its rates on paper are the company's own.

The odds to go on of every share between two steps are multiplied by the same factor; the other
ways out keep their proportions. A share that is a step's rate by itself is written with its
evidence, `66 of 220`. Of shares that make a rate together only the product is known: the first
takes the range that the counts leave, and those that were assumed stay so.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from textwrap import indent

from scipy.optimize import brentq

from gtmsim.experiment.experiment import ExperimentError
from gtmsim.experiment.naive import COUNTS
from gtmsim.experiment.own_rates import OwnRate, OwnRates
from gtmsim.experiment.own_rates_page import counted, span, step_name
from gtmsim.experiment.paper import arriving, moved, reaching, ways_of
from gtmsim.experiment.words import say
from gtmsim.kpi import Language
from gtmsim.kpi.funnel import ARRIVAL
from gtmsim.scenario import Scenario
from gtmsim.scenario.draft_rates import likely
from gtmsim.scenario.scenario import as_yaml
from gtmsim.scenario.targets import ResolvedOutcome, first_stage, stage_outcomes
from gtmsim.scenario.tree import Plain

FURTHEST = 25.0
"""Logarithm of the largest factor of odds that is tried."""
ROUNDS = 10
NEAR = 1e-9

Odds = dict[str, float]


@dataclass(frozen=True)
class _Paper:
    """The rates that the shares of a scenario make on paper, with odds turned."""

    scenario: Scenario
    leads: Mapping[str, float]
    steps: tuple[str, ...]

    def rate(self, step: OwnRate, odds: Odds) -> float:
        there = reaching(self.scenario, self.leads, self.steps, odds)
        before = there[COUNTS[step.first]]
        return there[COUNTS[step.last]] / before if before else math.nan

    def between(self, step: OwnRate) -> set[str]:
        """Stages in which a lead may be after one step and before the next that is counted."""
        scenario, since = self.scenario, COUNTS[step.first]
        targets = [target for name in scenario.stages for _, target in ways_of(scenario, name)]
        begin = {each.stage for each in targets if each.milestone == since}
        if since == ARRIVAL:
            begin = {first_stage(scenario, name) for name in self.leads}
        found: set[str] = set()
        ahead = [name for name in begin if name is not None]
        while ahead:
            name = ahead.pop()
            if name in found:
                continue
            found.add(name)
            for _, target in ways_of(scenario, name):
                onward = target.kind in ("stage", "returned") and target.stage is not None
                if onward and target.milestone not in (*self.steps, "won"):
                    ahead.append(str(target.stage))
        return found

    def turning(self, step: OwnRate, besides: set[str]) -> list[str]:
        """The stages between whose share to go on moves the rate, in the order of the file."""
        between = self.between(step) - besides
        base = self.rate(step, {})
        return [
            name
            for name in self.scenario.stages
            if name in between and abs(self.rate(step, {name: 2.0}) - base) > NEAR
        ]

    def turned(self, step: OwnRate, stages: list[str], odds: Odds) -> Odds:
        """The odds with which a step has its own rate.

        Raises:
            ExperimentError: none give it.
        """

        def away(exponent: float) -> float:
            return self.rate(step, odds | dict.fromkeys(stages, math.exp(exponent))) - step.own

        ends = sorted((away(-FURTHEST), away(FURTHEST)))
        if not stages or math.isnan(ends[0]) or ends[0] > NEAR or ends[1] < -NEAR:
            raise ExperimentError(_refusal(step, stages, [each + step.own for each in ends]))
        for exponent in (-FURTHEST, FURTHEST):
            if abs(away(exponent)) <= NEAR:
                return odds | dict.fromkeys(stages, math.exp(exponent))
        found = brentq(away, -FURTHEST, FURTHEST, xtol=1e-13)
        return odds | dict.fromkeys(stages, math.exp(found))


def _refusal(step: OwnRate, stages: list[str], ends: list[float]) -> str:
    name = step_name(step, "en")
    if not stages:
        return (
            f"{name}: no share of the scenario lies between them that could be turned to the own "
            f"rate, {step.own:.1%}. Write `then` of a stage between them with shares below 100%."
        )
    return (
        f"{name}: the own rate is {step.own:.1%}, and the shares of {', '.join(stages)} can make "
        f"it {ends[0]:.1%} .. {ends[1]:.1%} only. What else they lose or pass on (attempts that "
        "reach nobody, missed meetings, other ways) must be changed first."
    )


def overlay(found: OwnRates, scenario: Scenario, extends: str, language: Language) -> str:
    """The text of a scenario that extends a file and has the own rates on paper."""
    steps = [step for step in found.steps if step.trials]
    leads = arriving(scenario)
    if not sum(leads.values()):
        raise ExperimentError("no new leads come in the run: the shares make no rate on paper.")
    milestones = dict.fromkeys(
        COUNTS[kpi] for each in found.steps for kpi in (each.first, each.last)
    )
    paper = _Paper(scenario, leads, tuple(milestones))
    stages: dict[str, list[str]] = {}
    for step in steps:
        stages[step.last] = paper.turning(step, {name for own in stages.values() for name in own})
    odds = _together(paper, steps, stages)
    text = [*_head(found, extends, language)]
    for step in steps:
        text += ["", *_comments(step, stages[step.last], language)]
        shares = _shares(paper, step, stages[step.last], odds)
        for name, share in zip(stages[step.last], shares, strict=True):
            table = _table(scenario, name, odds[name], share)
            text.append(indent(as_yaml({name: {"then": table}}), "  ").rstrip("\n"))
    spread = [f"stages.{name}.then" for own in stages.values() if len(own) > 1 for name in own]
    kept: list[Plain] = [path for path in spread if path in scenario.assumed]
    if kept:
        text += ["", say(
            language,
            "# Only what these make together is counted: how they share it is assumed.",
            "# 合計のみ実績。工程ごとの内訳は仮定値。",
        ), as_yaml({"assumed": kept}).rstrip("\n")]  # fmt: skip
    return "\n".join(text) + "\n"


def _together(paper: _Paper, steps: list[OwnRate], stages: dict[str, list[str]]) -> Odds:
    """The odds with which every step has its own rate.

    Raises:
        ExperimentError: there are none.
    """
    odds: Odds = {}
    for _ in range(ROUNDS):  # a way past a step, or back before it, ties the rates together
        for step in steps:
            odds = paper.turned(step, stages[step.last], odds)
        if all(abs(paper.rate(step, odds) - step.own) <= NEAR for step in steps):
            return odds
    raise ExperimentError("the own rates of the steps cannot all be had at once by shares.")


def _head(found: OwnRates, extends: str, language: Language) -> Iterator[str]:
    yield say(language, "# Own rates come first.", "# 自社実績を優先した転換率。")
    yield say(
        language,
        f"# Source: {found.file}, {span(found, language)}. Written by gtmsim rates.",
        f"# 出典: {found.file}、{span(found, language)}。gtmsim rates が作成。",
    )
    yield ""
    yield as_yaml({"extends": extends}).rstrip("\n")
    yield "\nstages:"


def _comments(step: OwnRate, stages: list[str], language: Language) -> Iterator[str]:
    yield f"  # {step_name(step, language)}: {counted(step, language)}"
    if len(stages) > 1:
        yield say(
            language,
            "  # (the odds to go on are multiplied by the same factor in each)",
            "  # (各工程の進むオッズを同じ倍率で調整)",
        )


def _shares(paper: _Paper, step: OwnRate, stages: list[str], odds: Odds) -> Iterator[str]:
    """How the share to go on of each stage is written; empty: as a plain share."""
    spread = False
    for name in stages:
        onward = [way for way in moved(_outcomes(paper, name), odds[name]) if way.onward]
        share, text = onward[0].share, ""
        alone = len(onward) == 1 and not spread and _proportional(paper, step, name, odds)
        if alone and len(stages) == 1 and abs(share - step.own) <= NEAR:
            text = f"{step.hits} of {step.trials}"
        elif alone and 0 < step.hits < step.trials:
            ends = likely(step.hits, step.trials, share)
            text = f"{_percent(share, 9)} ({ends[0]:.2%}..{ends[1]:.2%})" if ends else ""
        spread = spread or bool(text)
        yield text


def _proportional(paper: _Paper, step: OwnRate, name: str, odds: Odds) -> bool:
    """Whether the rate is this share times something: every lead passes here once."""
    more = odds | {name: odds[name] * 0.5}
    share, less = (
        sum(way.share for way in moved(_outcomes(paper, name), each[name]) if way.onward)
        for each in (odds, more)
    )
    return abs(paper.rate(step, more) * share - step.own * less) <= NEAR


def _outcomes(paper: _Paper, name: str) -> list[ResolvedOutcome]:
    return stage_outcomes(paper.scenario, name)


def _table(scenario: Scenario, name: str, odds: float, onward: str) -> dict[str, Plain]:
    """The ways out of a stage as a file says them, the odds to go on turned."""
    written = scenario.tree()["stages"][name]["then"]
    ways = moved(stage_outcomes(scenario, name), odds)
    others = [way for way in ways if not way.onward]
    rest = {
        key for key, way in written.items()
        if (way["share"] if isinstance(way, dict) else way) == "rest"
    }  # fmt: skip
    if not rest and sum(way.share for way in others) < NEAR:
        rest = {others[-1].name}  # when less than everybody is drawn, somebody takes what is left
    if onward and others and any(way.onward and way.name in rest for way in ways):
        rest = {others[-1].name}  # the rate is written with its evidence: another takes the rest
    table: dict[str, Plain] = {}
    for way in ways:
        before = written[way.name]
        share = onward if onward and way.onward else _percent(way.share, 4 if rest else 9)
        share = "rest" if way.name in rest else share
        table[way.name] = before | {"share": share} if isinstance(before, dict) else share
    return table


def _percent(share: float, digits: int = 4) -> str:
    """Without a rest, nine digits keep the sum at 100%."""
    return f"{share * 100:.{digits}f}".rstrip("0").rstrip(".") + "%"
