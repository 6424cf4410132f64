"""Rules about names: everything that is named exists, and names mean one thing."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gtmsim.scenario.finding import Finding, Findings
from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.suggest import listed
from gtmsim.scenario.targets import RESERVED, TargetError, resolve_target
from gtmsim.scenario.tree import Path, shown
from gtmsim.scenario.ways import ways

_NAME = re.compile(r"[^\s.,:=]+")


def check_targets(model: ScenarioModel) -> Findings:
    """Find targets that lead nowhere, and names that cannot be told apart."""
    yield from _stage_names(model)
    yield from _other_names(model)
    yield from _milestones(model)
    yield from _entries(model)
    yield from _phases(model)
    yield from _rules(model)
    for way in ways(model):
        if way.target is None and not way.elsewhere:
            yield Finding(way.path, way.problem, _depends(way.written))


def _stage_names(model: ScenarioModel) -> Findings:
    if not model.stages:
        yield Finding(("stages",), "no stages. A scenario needs at least one stage.")
    for name in model.stages:
        if name in RESERVED:
            message = "means something else in `then`. Give the stage another name."
            yield Finding(("stages", name), f'"{name}" {message}')
        else:
            yield from _legible("stages", [name])


def _other_names(model: ScenarioModel) -> Findings:
    for block, names in (
        ("teams", model.teams),
        ("channels", model.channels),
        ("segments", model.segments),
        ("attributes", model.attributes),
        ("products", model.products),
        ("targets", model.targets),
        ("recycle", model.recycle),
        ("returned", model.returned),
    ):
        yield from _legible(block, names)


def _legible(block: str, names: Iterable[str]) -> Findings:
    for name in names:
        if not _NAME.fullmatch(name):
            message = "is not a name: no spaces, dots, commas, colons or equal signs."
            yield Finding((block, name), f'"{shown(name)}" {message} Use a label for the rest.')


def _milestones(model: ScenarioModel) -> Findings:
    for name, begins in model.milestones.items():
        path: Path = ("milestones", name)
        if name in RESERVED and name != "churned":
            yield Finding(path, f'"{name}" means something else in `then`. Take another name.')
        elif begins != "end" and begins not in model.stages:
            hint = listed("Stages", begins, model.stages)
            yield Finding(path, f'no stage "{begins}".{hint} Or write end.', _depends(begins))
        elif name in model.stages and begins != name:
            yield Finding(
                path,
                f'"{name}" is also a stage, so a target {name} could mean two things. '
                "Rename one of them.",
            )


def _entries(model: ScenarioModel) -> Findings:
    entries: list[tuple[Path, str | None]] = [(("first_stage",), model.first_stage)]
    entries += [(("channels", name, "enters"), one.enters) for name, one in model.channels.items()]
    for path, stage in entries:
        if stage is not None and stage not in model.stages:
            yield Finding(path, _no_stage(model, stage), _depends(stage))


def _phases(model: ScenarioModel) -> Findings:
    for place, stage in enumerate(model.deal_phases):
        path: Path = ("deal_phases", place)
        if stage not in model.stages:
            yield Finding(path, _no_stage(model, stage), _depends(stage))
        elif stage in model.deal_phases[:place]:
            yield Finding(path, f"{stage} is listed twice, so `next` is unclear. Keep one.")


def _rules(model: ScenarioModel) -> Findings:
    for block, rules in (("recycle", model.recycle), ("returned", model.returned)):
        for reason, rule in rules.items():
            if rule.then not in model.stages:
                message = _no_stage(model, rule.then)
                yield Finding((block, reason, "then"), message, _depends(rule.then))
    beyond = model.recycle_beyond
    if beyond.startswith("recycle"):
        message = f"{beyond} would recycle again. Write lost.REASON, end or a stage."
        yield Finding(("recycle_beyond",), message)
        return
    try:
        resolve_target(model, beyond)
    except TargetError as error:
        yield Finding(("recycle_beyond",), str(error), _depends(beyond))


def _no_stage(model: ScenarioModel, name: str) -> str:
    if name in model.milestones:
        begins = model.milestones[name]
        return f'"{name}" is a milestone, and a stage is needed here. Write {begins}.'
    return f'no stage "{shown(name)}".{listed("Stages", name, model.stages)}'


def _depends(written: str) -> tuple[str, ...]:
    """What a target needs: if that could not be read, the target is not to blame."""
    return (f"stages.{written}", f"milestones.{written}", written, "deal_phases")
