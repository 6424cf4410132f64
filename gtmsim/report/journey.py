"""The journey on the sheet: stages, what is counted when, what comes back, definitions chosen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gtmsim.report.page import Block, Line, Section
from gtmsim.report.telling import Path, Teller
from gtmsim.report.ways import Way, ways
from gtmsim.scenario.targets import Target


def choices(teller: Teller) -> Section:
    """The definitions in force, and the options not taken (R222-R226)."""
    blocks = []
    for name, choice in teller.scenario.choices.items():
        lines = [Line(teller.say("in force"), choice.use)]
        lines += [
            Line(teller.say("not taken"), f"{option}{_changes(teller, overlay)}")
            for option, overlay in choice.options.items()
            if option != choice.use
        ]
        if choice.source is not None:
            lines.append(Line(teller.word("source"), choice.source))
        blocks.append(Block(name, choice.label or "", tuple(lines)))
    return Section("choices", teller.say("choices"), tuple(blocks))


def _changes(teller: Teller, overlay: Mapping[str, object]) -> str:
    """What an option would set: single values with their path, of blocks the path alone."""
    said = [
        f"{path} = {teller.phrase((), value)}"
        for path, value in overlay.items()
        if isinstance(value, str)
    ]
    blocks = [path for path, value in overlay.items() if not isinstance(value, str)]
    if blocks:
        said.append(teller.say("changes", paths=", ".join(blocks)))
    return f": {'; '.join(said)}" if said else ""


def milestones(teller: Teller) -> Section:
    """What is counted, and when: each milestone with the ways that reach it (R015)."""
    lines = []
    for name, begins in teller.tree.get("milestones", {}).items():
        by = [way for way in ways(teller.scenario) if way.target.milestone == name]
        told = ", ".join(f"{way.stage} → {way.name}" for way in by)
        when = (
            teller.say("when ends") + f" ({begins})"
            if begins == "end"
            else teller.say("when begins", stage=teller.named("stages", begins))
        )
        how = teller.say("by", ways=told) if by else teller.say("by nothing")
        lines.append(Line(teller.milestone(name), f"{when}; {how}"))
    return Section("milestones", teller.say("milestones"), (Block("", "", tuple(lines)),))


def stages(teller: Teller) -> Section:
    """Every stage: who does it, what it takes, what is promised, where it leads."""
    tree = teller.tree.get("stages", {})
    top = [key for key in ("first_stage", "deal_phases") if key in teller.tree]
    blocks = []
    if top:
        told = tuple(teller.line((key,), teller.tree[key]) for key in top)
        blocks.append(Block("", "", told))
    for name, stage in tree.items():
        blocks.append(_stage(teller, name, stage))
    return Section("stages", teller.say("stages"), tuple(blocks))


def _stage(teller: Teller, name: str, stage: Mapping[str, Any]) -> Block:
    own = {way.name: way for way in ways(teller.scenario) if way.stage == name}

    def leads_to(path: Path, node: Any) -> Iterator[Line]:
        starred = teller.is_assumed(path)
        head = teller.word("then") + ("*" if starred and not teller.is_assumed(path[:-1]) else "")
        for key, way in node.items():
            text = _outcome(teller, (*path, key), way, own.get(key), marks=not starred)
            yield Line(head, text)
            head = ""

    def waits_for(path: Path, node: Any) -> Iterator[Line]:
        starred = teller.is_assumed(path)
        head = teller.word("waits_for")
        head += "*" if starred and not teller.is_assumed(path[:-1]) else ""
        for key, event in node.items():
            told = teller.phrase((*path, key), event, marks=not starred)
            yield Line(head, f"{_destination(teller, key, own.get(key))}: {told}")
            head = ""

    def done_by(path: Path, node: Any) -> Iterator[Line]:
        covering = [
            teller.named("teams", team)
            for team, block in teller.scenario.teams.items()
            if node in block.covers
        ]
        only = covering == [teller.named("teams", node)]
        text = ", ".join(covering)
        yield Line(teller.say("done by"), text if only else f"{node}: {text}")

    special = {"function": done_by, "then": leads_to, "waits_for": waits_for}
    block = teller.block(("stages", name), dict(stage), special, last="then")
    if "function" not in stage:
        nobody = Line(teller.say("done by"), teller.say("nobody"))
        return Block(block.id, block.label, (nobody, *block.lines))
    return block


def _outcome(teller: Teller, path: Path, node: Any, way: Way | None, *, marks: bool) -> str:
    """`36%  accepted → sal_review (SAL承認), counts sal`."""
    long = node if isinstance(node, Mapping) else {"share": node}
    star = "*" if marks and teller.is_assumed(path) else ""
    share = teller.phrase((*path, "share"), long["share"], marks=marks and not star)
    if way is not None and long["share"] == "rest":
        share = teller.say("rest of", share=f"{way.share:.3g}%")
    text = f"{share}{star}  {_destination(teller, str(path[-1]), way)}"
    to = long.get("to")
    if to is not None and (way is None or to != way.target.stage):
        text += f" (→ {to})"
    return f"{text} ({teller.say('onward')})" if long.get("onward") == "yes" else text


def _destination(teller: Teller, key: str, way: Way | None) -> str:
    """What a way is called and where it leads: `recycle.timing (時期未定) → nurture, at once`."""
    if way is None:
        return key
    target = way.target
    counts = ""
    if target.milestone is not None:
        counts = ", " + teller.say("counts", milestone=teller.milestone(target.milestone))
    if target.kind in ("recycle", "returned"):
        rule = teller.label(target.kind, target.reason or "")
        return f"{key}{f' ({rule})' if rule else ''} → {_return(teller, target)}{counts}"
    if target.stage is not None:
        stage = teller.named("stages", target.stage)
        return f"{stage if key == target.stage else f'{key} → {stage}'}{counts}"
    reason = teller.tree.get("reasons", {}).get(target.reason, "")
    return f"{key}{f' ({reason})' if reason else ''}{counts}"


def _return(teller: Teller, target: Target) -> str:
    rule = teller.tree.get(target.kind, {}).get(target.reason, {})
    when = teller.say("at once")
    if "nurture" in rule:
        when = teller.say("after wait", wait=teller.phrase((), rule["nurture"], marks=False))
    elif "at" in rule:
        when = teller.phrase((), rule["at"], marks=False)
    return f"{target.stage}, {when}"


def returns(teller: Teller, kind: str) -> Section:
    """What comes back, when, to where, and who is in charge meanwhile (R064-R068, R042)."""
    keys = ("recycle_at_most", "recycle_beyond") if kind == "recycle" else ()
    tree = teller.tree.get(kind, {})
    blocks = [teller.block((kind, name), rule) for name, rule in tree.items()]
    told: Iterable[Line] = [teller.line((key,), teller.tree[key]) for key in keys
                            if key in teller.tree]  # fmt: skip
    if told:
        blocks.append(Block("", "", tuple(told)))
    return Section(kind, teller.say(kind), tuple(blocks))
