"""Rules about handoffs: between whom, what arrives, and what is accepted (R029-R048)."""

from __future__ import annotations

import numpy as np

from gtmsim.scenario.check_match import functions
from gtmsim.scenario.finding import Finding, Findings
from gtmsim.scenario.match import INFORMATION
from gtmsim.scenario.mechanisms import Handoff
from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.suggest import listed
from gtmsim.scenario.targets import TargetError, resolve_target
from gtmsim.scenario.tree import Path, shown


def check_handoffs(model: ScenarioModel) -> Findings:
    """Find handoffs between nobody, that never count, or that accept nothing or everything."""
    if model.mechanisms is not None:
        before: list[Handoff] = []
        for place, rule in enumerate(model.mechanisms.handoffs):
            at: Path = ("mechanisms", "handoffs", place)
            yield from _functions(model, at, rule)
            yield from _hidden(at, rule, before)
            yield from _checklist(at, rule)
            yield from _acceptance(model, at, rule)
            before.append(rule)
    yield from _factors(model)


def _functions(model: ScenarioModel, at: Path, rule: Handoff) -> Findings:
    known = functions(model)
    for key, name in (("from", rule.from_), ("to", rule.to)):
        if name is not None and name not in known:
            hint = listed("Functions", name, known)
            message = f'no stage needs "{shown(name)}".{hint}'
            yield Finding((*at, key), message, ("stages.*.function",))


def _hidden(at: Path, rule: Handoff, before: list[Handoff]) -> Findings:
    """A rule that an earlier one leaves nothing to."""
    for place, earlier in enumerate(before):
        if earlier.from_ in (None, rule.from_) and earlier.to in (None, rule.to):
            message = f"never counts: rule {place + 1} fits first. Write this one before it."
            yield Finding(at, message)
            return


def _checklist(at: Path, rule: Handoff) -> Findings:
    same = rule.from_ is not None and rule.from_ == rule.to
    for key in ("checklist", "completeness"):
        if same and getattr(rule, key) is not None:
            message = f"is for leads that go on to another function than {rule.to}."
            yield Finding((*at, key), f"{message} Remove it.")
    written = rule.checklist
    if written is not None and written.retained < rule.retained:
        message = (
            f"{written.retained:.4g} arrives with the checklist, and {rule.retained:.4g} without: "
            "it costs time and brings nothing. Give the checklist more."
        )
        yield Finding((*at, "checklist", "retained"), message)


def _acceptance(model: ScenarioModel, at: Path, rule: Handoff) -> Findings:
    """Completeness, what is accepted, and where the rest goes belong together."""
    needed = {
        "completeness": "completeness: {uniform: {low: 0.7, high: 1}}",
        "accepts": "accepts: 90%",
        "incomplete": "incomplete: returned.REASON",
    }
    given = [key for key in needed if getattr(rule, key) is not None]
    missing = [example for key, example in needed.items() if key not in given]
    if given and missing:
        message = f"goes with what is missing: {' and '.join(missing)}."
        yield Finding((*at, given[0]), message, (".".join(map(str, at)),))
    if rule.completeness is not None:
        law = rule.completeness
        most = float(np.asarray(law.quantile(1.0)))
        if law.minimum() < 0 or most > 1:
            message = f"{law} is no share of items: write a law between 0 and 1."
            yield Finding((*at, "completeness"), message)
        elif rule.accepts is not None and most < rule.accepts:
            message = f"{rule.accepts:.4g} is more than {most:.4g}, the most there can be: "
            yield Finding((*at, "accepts"), f"{message}nothing would ever be accepted.")
    if rule.incomplete is not None:
        yield from _target(model, (*at, "incomplete"), rule.incomplete)


def _target(model: ScenarioModel, path: Path, written: str) -> Findings:
    try:
        target = resolve_target(model, written)
    except TargetError as error:
        if not error.elsewhere:
            yield Finding(path, str(error), ("returned", "stages", "milestones", "recycle"))
        return
    if target.kind != "returned":
        message = f"{shown(written)} is no return. Write returned.REASON (R042)."
        yield Finding(path, message)


# --- What it does to odds --------------------------------------------------------------------


def _factors(model: ScenarioModel) -> Findings:
    for name, stage in model.stages.items():
        if stage.attempts is not None and INFORMATION in stage.attempts.factors:
            message = "whether a buyer answers does not depend on what is known. Write it under "
            path: Path = ("stages", name, "attempts", "factors", INFORMATION)
            yield Finding(path, f"{message}the factors of the stage.")
