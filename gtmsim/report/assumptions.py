"""What was assumed, and which of it tips the answer: a chapter of the report."""

from __future__ import annotations

from collections.abc import Iterator

from gtmsim.experiment.briefing import Briefing
from gtmsim.kpi import Language
from gtmsim.report.board import assumed_groups, begun, unsourced_blocks
from gtmsim.report.document import Bullets, Element, Fold, Table, Text, table
from gtmsim.report.explained import Explained, place_of, tips_table
from gtmsim.report.sentences import say
from gtmsim.report.telling import Teller

MOST_NAMES = 40
LONGEST = 90
"""Letters of an assumed value that a table shows; the sheet has all of it."""


def assumed(found: Briefing, language: Language, explained: Explained | None) -> Iterator[Element]:
    """The values that tip the answer, then everything without a source."""
    teller = Teller.of(found.scenario, language)
    if found.turns:
        yield _turns(found, teller)
    if explained is not None and explained.tips:
        yield tips_table(explained, teller)
    elif explained is not None and explained.tried:
        tried = [place_of(teller, path) for path in explained.tried]
        comma = "、" if language == "ja" else ", "
        told = {"n": len(tried), "paths": comma.join(tried), "times": f"{explained.within:g}"}
        yield Text(say("nothing tips", language, **told))
    blocks = unsourced_blocks(found)
    if blocks:
        comma = "、" if language == "ja" else ", "
        shown = [path if language == "en" else teller.place(path) for path in blocks[:MOST_NAMES]]
        names = comma.join(shown) + ("…" if len(blocks) > MOST_NAMES else "")
        yield Text(say("unsaid text", language, n=len(blocks), names=names))
    if not found.assumed:
        if not blocks:
            yield Text(begun(say("all sourced", language)))
        return
    yield Text(say("assumed text", language, n=len(found.assumed)))
    tellers = {id(each): Teller.of(each, language) for each in found.assumed.values()}
    rows = [
        [place_of(tellers[id(design)], path), _value(tellers[id(design)], path, language)]
        for path, design in found.assumed.items()
    ]
    head = [say("entry", language), say("value", language)]
    listed = table(say("assumed table", language), head, rows)
    groups = assumed_groups(tuple(found.assumed), language)
    if groups:
        yield Bullets(tuple(groups))
    yield Fold(say("assumed table", language), elements=(listed,))


def _turns(found: Briefing, teller: Teller) -> Table:
    language = teller.language

    def answer(text: str) -> str:
        return say(text or "unclear", language) if text in ("", "reached", "missed") else text

    rows = [
        [
            f"{place_of(teller, turn.path)}{' *' if turn.assumed else ''}",
            f"{turn.low} → {turn.high}",
            f"{answer(turn.before)} → {answer(turn.after)}",
            turn.elsewhere,
        ]
        for turn in found.turns
    ]
    head = [say(each, language) for each in ("entry", "turns between", "answer", "with")]
    marked = any(turn.assumed for turn in found.turns)
    note = say("turns note" if marked else "turns note sourced", language)
    return table(say("turns", language), head, rows, note)


def _value(teller: Teller, path: str, language: Language) -> str:
    node: object = teller.tree
    for part in path.split("."):
        if isinstance(node, dict):
            node = node.get(part)
        elif isinstance(node, list) and part.isdecimal():
            node = node[int(part)]
    if isinstance(node, dict) and len(node) > 3:
        return say("whole block", language)
    if not isinstance(node, str | dict | list):
        return ""
    text = teller.phrase(tuple(path.split(".")), node, marks=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
