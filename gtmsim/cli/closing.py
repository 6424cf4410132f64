"""What a reader must know before believing numbers: definitions, assumptions, differences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from gtmsim.cli.arguments import Language
from gtmsim.errors import GtmsimError
from gtmsim.experiment import Result
from gtmsim.experiment.experiment import blank_log
from gtmsim.experiment.tested import standing
from gtmsim.experiment.verdict import assumptions
from gtmsim.kpi import definitions
from gtmsim.report.definitions import definition
from gtmsim.report.vocabulary import KEYS
from gtmsim.scenario import Scenario

Pairs = Sequence[tuple[str, str]]
"""The choices in force, `(choice, option)` (R222-R226)."""

FRAME = ("start", "horizon", "fiscal_year_starts", "currency")
"""Settings without which two designs do not count the same."""

DEFINITIONS = ("arr_from", "ratios")
"""Choices that decide by their name alone what counts."""
DEFINING = frozenset(("milestone", "milestones", "service_level"))
"""What an option sets if it decides what counts: as an SQL, as a promise kept."""


def of_scenario(
    scenario: Scenario, pairs: Pairs, language: Language, near: Path | None = None
) -> Iterator[str]:
    """The definitions in force, how many values are assumed, and whether it was back-tested.

    Args:
        scenario: what the numbers are about.
        pairs: the choices in force.
        language: the reader's.
        near: folder of the scenario or its results; the working folder is looked at too.
    """
    yield from _in_force(scenario, pairs, language)
    yield from _assumed(len(scenario.assumed), language)
    yield standing(scenario, language.code, near)


def of_result(result: Result, language: Language, near: Path | None = None) -> Iterator[str]:
    """The definitions of the first design, where others count otherwise, and all assumed values."""
    designs = list(_designs(result))
    if not designs:
        return
    _, first, pairs = designs[0]
    yield from _in_force(first, _unswept(result, pairs, language), language)
    if result.experiment.kind == "compare":
        yield from _assumed(assumptions(result), language)
    else:
        yield from _assumed(len(first.assumed), language)
    yield standing(first, language.code, near)
    for label, scenario, others in islice(designs, 1, None):
        counted, chosen = _differences(first, pairs, scenario, others, language)
        if counted and language is Language.ja:
            yield f"注意: {label}は次の点で集計条件が異なります: {counted}"
        elif counted:
            yield f"Note: {label} does not count the same: {counted}"
        if chosen and language is Language.ja:
            yield f"{label}は次の選択も異なります (集計条件ではない): {chosen}"
        elif chosen:
            yield f"{label} makes other choices, none of which says what counts: {chosen}"


def _unswept(result: Result, pairs: Pairs, language: Language) -> Pairs:
    """A choice that a sweep tries is in force as its rows say."""
    swept = {path for point in result.points for path, _ in point.settings}
    word = "各行の通り" if language is Language.ja else "as its row says"
    return [(name, word if f"choices.{name}" in swept else option) for name, option in pairs]


def _in_force(scenario: Scenario, pairs: Pairs, language: Language) -> Iterator[str]:
    chosen = "; ".join(definition(scenario, name, option, language.code) for name, option in pairs)
    if chosen and language is Language.ja:
        yield f"適用中の定義: {chosen}"
    elif chosen:
        yield f"Definitions in force: {chosen}"


def _assumed(count: int, language: Language) -> Iterator[str]:
    if count and language is Language.ja:
        yield f"{count}個の値は仮定値 (出典なし)。gtmsim describe FILE --lang ja で確認できます。"
    elif count == 1:
        yield "1 value has no source and is assumed; gtmsim check FILE --assumed lists it."
    elif count:
        yield (
            f"{count} values have no source and are assumed; gtmsim check FILE --assumed lists "
            "them."
        )


def _designs(result: Result) -> Iterator[tuple[str, Scenario, Pairs]]:
    """Designs that were compared, one by one; of a sweep the first point speaks for all."""
    points = result.points if result.experiment.kind == "compare" else result.points[:1]
    for point in points:
        try:
            scenario = result.experiment.point_scenario(point)
        except GtmsimError:
            continue  # its replications have failed, and say why
        yield point.label, scenario, definitions(blank_log(scenario))


def _differences(
    first: Scenario, pairs: Pairs, other: Scenario, others: Pairs, language: Language
) -> tuple[str, str]:
    """In what two designs do not count the same, and which other choices they make."""
    counted: list[str] = []
    chosen: list[str] = []
    for key in FRAME:
        one, two = (each.tree().get(key, "-") for each in (first, other))
        if one != two:
            counted.append(f"{_word(key, language)} {one} / {two}")
    here, there = dict(pairs), dict(others)
    for name in dict.fromkeys([*here, *there]):
        if here.get(name) != there.get(name):
            told = f"{here.get(name, '-')} / {there.get(name, '-')}"
            counts = any(_decides_what_counts(name, each) for each in (first, other))
            (counted if counts else chosen).append(f"{_word(name, language)} {told}")
    return "; ".join(counted), "; ".join(chosen)


def _decides_what_counts(name: str, scenario: Scenario) -> bool:
    """Whether a choice is a definition, such as what an SQL is, and not a policy."""
    choice = scenario.choices.get(name)
    if choice is None:
        return name in DEFINITIONS
    return name in DEFINITIONS or any(_keys(each) & DEFINING for each in choice.options.values())


def _keys(node: object) -> set[str]:
    """Every word of every path below a node."""
    if not isinstance(node, dict):
        return set()
    own = {word for key in node for word in str(key).split(".")}
    return own.union(*(_keys(child) for child in node.values()))


def _word(key: str, language: Language) -> str:
    return KEYS[key][1] if language is Language.ja and key in KEYS else key
