"""The definitions sheet: everything in force in a scenario, with its source (R015, R176)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gtmsim.kpi import Language
from gtmsim.kpi.wording import written
from gtmsim.report import handoffs, journey
from gtmsim.report.changes import reorganizations
from gtmsim.report.page import Block, Line, Section, Sheet
from gtmsim.report.quantities import quantity
from gtmsim.report.telling import Path, Teller, place_at
from gtmsim.report.vocabulary import KEYS
from gtmsim.scenario import Scenario, currency_of
from gtmsim.scenario.campaigns import own_stages
from gtmsim.scenario.journey import Meeting, ReturnRule, Stage
from gtmsim.scenario.opening_totals import OpeningTotal, opening_totals
from gtmsim.scenario.organization import Person, Team
from gtmsim.scenario.part import Part
from gtmsim.scenario.places import Place

SHOWN_ROWS = 10
"""Rows of each list of the opening that the sheet shows; a company may have hundreds."""
_GENERAL = ("description", "start", "horizon", "tick", "fiscal_year_starts", "currency")
_SECTIONS: dict[str, tuple[str, ...]] = {
    "teams": ("teams",),
    "reorganizations": ("reorganizations",),
    "history": ("history",),
    "targets": ("targets", "quotas"),
    "hours": ("time_zone", "calendar", "promise_hours", "calendars"),
    "channels": ("channels",),
    "segments": ("segments", "account_matching"),
    "attributes": ("attributes",),
    "offer": ("contract", "products", "arr_from", "approval", "period_end_push",
              "bought_elsewhere"),
    "reasons": ("reasons",),
    "opening": ("opening",),
}  # fmt: skip
_ELSEWHERE = ("name", "label", "assumed", "choices", "milestones", "stages", "first_stage",
              "deal_phases", "recycle", "recycle_at_most", "recycle_beyond",
              "returned")  # fmt: skip
"""Keys told by the title, the legend and the journey."""

_DEFAULTS: dict[str, type[Part]] = {
    "stages": Stage,
    "meeting": Meeting,
    "recycle": ReturnRule,
    "teams": Team,
    "people": Person,
}


def sheet(scenario: Scenario, language: Language = "en") -> Sheet:
    """State everything in force in a scenario: who does what, when, by which definition.

    Args:
        scenario: the scenario.
        language: of headings and fixed words; labels are the scenario's own, ids stay.

    Example:
        >>> import gtmsim
        >>> desk = gtmsim.load("scenarios/one_desk.yaml")
        >>> [section.id for section in sheet(desk)][:3]
        ['general', 'stages', 'teams']
    """
    teller = Teller.of(scenario, language)
    names = [name for name in (scenario.name, scenario.label) if name]
    if language == "ja":
        names.reverse()
    title = " · ".join([*names, teller.say("definitions")])
    told = [section for section in _sections(teller) if _says(section)]
    return Sheet(title, _legend(teller), tuple(told))


def _sections(teller: Teller) -> Iterator[Section]:
    yield _general(teller)
    if teller.scenario.choices:
        yield journey.choices(teller)
    yield journey.milestones(teller)
    yield handoffs.handed(teller)
    yield journey.stages(teller)
    yield journey.returns(teller, "recycle")
    yield journey.returns(teller, "returned")
    for name, keys in _SECTIONS.items():
        if name == "reorganizations":
            yield reorganizations(teller)
        elif name != "opening":
            yield _blocks(teller, name, keys)
    yield _other(teller)
    yield _defaults(teller)
    yield handoffs.gaps(teller)
    if teller.scenario.opening is not None:
        yield _opening(teller)


def _opening(teller: Teller) -> Section:
    """What is there on the first day: totals, and the first rows of each list."""
    lines = [
        Line(teller.word(total.block), opening_total(teller.scenario, total, teller.language))
        for total in opening_totals(teller.scenario)
    ]
    told = dict(teller.tree["opening"])
    for key, rows in told.items():
        if isinstance(rows, list):
            lines += teller.lines(("opening", key), rows[:SHOWN_ROWS])
            if len(rows) > SHOWN_ROWS:
                lines.append(Line("", teller.say("more rows", count=len(rows) - SHOWN_ROWS)))
        else:
            lines.append(teller.line(("opening", key), rows))
    star = "*" if teller.is_assumed(("opening",)) else ""
    block = Block(teller.word("opening") + star, "", tuple(lines))
    return Section("opening", teller.say("opening"), (block,))


def opening_total(scenario: Scenario, total: OpeningTotal, language: Language) -> str:
    """One list of an opening in words: how many, what they are worth, where they stand."""
    unit = "customers" if total.block == "customers" else "leads"
    per = " per year" if total.block == "customers" else ""
    parts = [written(total.count, unit, language)]
    if total.amount:
        parts.append(written(total.amount, f"{currency_of(scenario)}{per}", language))
    text = ", ".join(parts)
    stands = ", ".join(f"{name} {count}" for name, count in total.stages)
    return f"{text} ({stands})" if stands else text


def _says(section: Section) -> bool:
    return any(block.lines for block in section.blocks)


def _legend(teller: Teller) -> tuple[str, ...]:
    count = len(teller.scenario.assumed)
    return (teller.say("assumed count", count=count),) if count else ()


def _general(teller: Teller) -> Section:
    tree = dict(teller.tree)
    tree.setdefault("currency", currency_of(teller.scenario))
    lines = [teller.line((key,), tree[key]) for key in _GENERAL if key in tree]
    lines.append(Line(teller.word("version"), teller.scenario.hash[:12]))
    return Section("general", teller.say("general"), (Block("", "", tuple(lines)),))


def _blocks(teller: Teller, name: str, keys: tuple[str, ...]) -> Section:
    """Top-level keys: those with blocks of their own one by one, the others in one block."""
    single: list[Line] = []
    blocks: list[Block] = []
    for key in keys:
        node = teller.tree.get(key)
        if node is None and key == "time_zone":
            node = teller.scenario.time_zone
        if node is None:
            continue
        if isinstance(node, dict) and _is_table(key, node):
            special = {"covers": _covers(teller)} if key == "teams" else {}
            told = [teller.block((key, each), child, special) for each, child in node.items()]
            kind = "" if key == name else f"{teller.word(key)}: "
            blocks += [Block(f"{kind}{each.id}", each.label, each.lines) for each in told]
        elif isinstance(node, dict) and key != "reasons":
            blocks.append(_single(teller, key, node))
        elif isinstance(node, dict):
            single += [teller.line((key, each), child, each) for each, child in node.items()]
        else:
            single += list(teller.lines((key,), node))
    first = (Block("", "", tuple(single)),) if single else ()
    return Section(name, teller.say(name), (*first, *blocks))


def _is_table(key: str, node: dict[str, Any]) -> bool:
    """Whether a key holds blocks under names of the user's: teams, not a contract."""
    place = place_at((key,))
    named = place is None or place.names is not None
    return named and all(isinstance(child, dict) for child in node.values())


def _single(teller: Teller, key: str, node: dict[str, Any]) -> Block:
    """A block of which there is only one: its name in words."""
    block = teller.block((key,), node)
    star = "*" if block.id.endswith("*") else ""
    return Block(teller.word(key) + star, block.label, block.lines)


def _covers(teller: Teller) -> Any:
    needed = {**teller.scenario.stages, **own_stages(teller.scenario)}

    def covers(path: Path, node: Any) -> Iterator[Line]:
        functions = [node] if isinstance(node, str) else list(node)
        for function in functions:
            own = [
                teller.named("stages", name)
                for name, stage in needed.items()
                if stage.function == function
            ]
            stages = teller.say("stages of", stages=", ".join(own)) if own else ""
            yield Line(teller.word("covers"), f"{function}; {stages or teller.say('no stage')}")

    return covers


def _other(teller: Teller) -> Section:
    """Whatever this sheet does not know by name, as it stands: nothing in force is left out."""
    known = {*_GENERAL, *_ELSEWHERE, *(key for keys in _SECTIONS.values() for key in keys)}
    return _blocks(teller, "other", tuple(key for key in teller.tree if key not in known))


def _defaults(teller: Teller) -> Section:
    """What holds where the scenario says nothing: the defaults of the language itself."""
    lines = []
    for key, part in _DEFAULTS.items():
        place = Place(part=part)
        said = [
            f"{teller.word(name, place)}: {teller.phrase((), _text(field.default))}"
            for name, field in part.model_fields.items()
            if isinstance(field.default, str | bool | int | float) and field.default != ""
        ]
        lines.append(Line(teller.word(key), "; ".join(said)))
    return Section("defaults", teller.say("defaults"), (Block("", "", tuple(lines)),))


def _text(value: object) -> str:
    """A default as a scenario file would say it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def definition(scenario: Scenario, name: str, option: str, language: Language) -> str:
    """A choice and its option by their ids; in Japanese the choice by what it chooses.

    Example:
        >>> import gtmsim
        >>> desk = gtmsim.load("scenarios/one_desk.yaml")
        >>> definition(desk, "arr_from", "signed", "ja")
        'ARRの計上時点: 契約締結時'
    """
    if language == "en":
        return f"{name}: {option}"
    choice = scenario.choices.get(name)
    if choice is not None:
        return f"{choice.label or name}: {option}"
    word = KEYS[name][1] if name in KEYS else name
    return f"{word}: {quantity(option, 'ja')}"
