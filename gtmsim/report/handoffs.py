"""Who hands what to whom, by which criterion, and what is left undefined (R211)."""

from __future__ import annotations

from collections.abc import Iterator

from gtmsim.report.page import Block, Line, Section
from gtmsim.report.telling import Path, Teller
from gtmsim.report.ways import Handoff, handoffs, ways
from gtmsim.scenario.targets import KNOWN_MILESTONES

_SOURCED = ("stages", "channels", "segments", "teams", "recycle", "returned", "products", "targets")
"""Blocks whose values should say where they come from."""
_NO_VALUES = ("label", "source", "function", "covers", "serves", "urgency")
"""Keys that say how the organization is built, which needs no source."""


def handed(teller: Teller) -> Section:
    """Each handoff between functions: by which criterion, counted as what, promised by when."""
    pairs: dict[tuple[str, str], list[Handoff]] = {}
    for handoff in handoffs(teller.scenario):
        pairs.setdefault((handoff.giver, handoff.receiver), []).append(handoff)
    blocks = []
    for (giver, receiver), own in pairs.items():
        lines = [Line(f"{each.way.stage} → {each.way.name}", _told(teller, each)) for each in own]
        title = f"{giver or teller.say('automatic')} → {receiver}"
        blocks.append(Block(title, "", tuple(lines)))
    return Section("handoffs", teller.say("handoffs"), tuple(blocks))


def _told(teller: Teller, handoff: Handoff) -> str:
    target = handoff.way.target
    said = [teller.named("stages", target.stage or "")]
    if target.kind in ("recycle", "returned") and target.reason is not None:
        rule = teller.label(target.kind, target.reason) or target.reason
        said.append(f"{teller.word(target.kind)}: {rule}")
    if target.milestone is not None:
        said.append(teller.say("counts", milestone=teller.milestone(target.milestone)))
    said.append(promise(teller, target.stage or ""))
    return "; ".join(said)


def promise(teller: Teller, stage: str) -> str:
    """The promise of a stage in a few words."""
    level = teller.tree["stages"][stage].get("service_level")
    if level is None:
        return teller.say("no promise")
    path: Path = ("stages", stage, "service_level", "first_touch_within")
    text = teller.say("promise", within=teller.phrase(path, level["first_touch_within"]))
    if "target" not in level:
        return text
    share = teller.say("for share", target=teller.phrase((*path[:-1], "target"), level["target"]))
    return f"{text} {share}"


def gaps(teller: Teller) -> Section:
    """What nobody has defined: without it a model runs, but an organization does not."""
    scenario = teller.scenario
    reached = {way.target.milestone for way in ways(scenario)}
    told = {
        "gap handoff": (
            f"{each.way.stage} → {each.way.target.stage}"
            for each in handoffs(scenario)
            if scenario.stages[each.way.target.stage or ""].service_level is None
        ),
        "gap promise": (
            name
            for name, stage in scenario.stages.items()
            if stage.function and stage.service_level is None
        ),
        "gap target": (
            name
            for name, stage in scenario.stages.items()
            if stage.service_level is not None and stage.service_level.target is None
        ),
        "gap owner": (name for name, rule in scenario.recycle.items() if rule.owner is None),
        "gap timing": (
            name
            for name, rule in scenario.recycle.items()
            if rule.nurture is None and rule.at is None
        ),
        "gap milestone": (name for name in KNOWN_MILESTONES if name not in scenario.milestones),
        "gap unreached": (name for name in scenario.milestones if name not in reached),
        "gap reason": _reasons(teller),
        "gap pay": (name for name, team in scenario.teams.items() if team.salary is None),
        "gap cost": (name for name, each in scenario.channels.items() if each.cost is None),
        "gap source": unsaid(teller),
    }
    lines = []
    for sentence, names in told.items():
        found = list(dict.fromkeys(names))
        if found:
            lines.append(Line(f"{teller.say(sentence)}:", ", ".join(found)))
    if not lines:
        lines.append(Line(teller.say("no gaps"), ""))
    return Section("gaps", teller.say("gaps"), (Block("", "", tuple(lines)),))


def _reasons(teller: Teller) -> Iterator[str]:
    """Reasons for which leads are lost or customers leave, without a label."""
    for way in ways(teller.scenario):
        reason = way.target.reason
        if way.target.kind in ("lost", "churned") and reason not in teller.scenario.reasons:
            yield f"{way.target.kind}.{reason}"


def _certain(key: str, value: object) -> bool:
    """Whether a value says how things are built: one way out of a stage, one segment of all."""
    one_way = key == "then" and isinstance(value, dict) and list(value.values()) == ["100%"]
    return one_way or (key == "share" and value == "100%")


def unsaid(teller: Teller) -> Iterator[str]:
    """Blocks without a source, of which not all is marked as assumed."""
    for block in _SOURCED:
        for name, each in teller.tree.get(block, {}).items():
            said = [key for key in each if key not in _NO_VALUES and not _certain(key, each[key])]
            if "source" in each or teller.is_assumed((block, name)):
                continue
            if not all(teller.is_assumed((block, name, key)) for key in said):
                yield f"{block}.{name}"
