"""What a reader must know before believing numbers: definitions, assumptions, differences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from gtmsim.cli.arguments import Language
from gtmsim.errors import GtmsimError
from gtmsim.experiment import Result
from gtmsim.experiment.experiment import blank_log
from gtmsim.kpi import definitions
from gtmsim.report.quantities import quantity
from gtmsim.report.vocabulary import KEYS
from gtmsim.scenario import Scenario

Pairs = Sequence[tuple[str, str]]
"""The choices in force, `(choice, option)` (R222-R226)."""

FRAME = ("start", "horizon", "fiscal_year_starts", "currency")
"""Settings without which two designs do not count the same."""


def of_scenario(scenario: Scenario, pairs: Pairs, language: Language) -> Iterator[str]:
    """The definitions in force, and how many values are assumed."""
    chosen = "; ".join(_definition(scenario, name, option, language) for name, option in pairs)
    count = len(scenario.assumed)
    japanese = language is Language.ja
    if chosen:
        yield f"適用中の定義: {chosen}" if japanese else f"Definitions in force: {chosen}"
    if count and japanese:
        yield f"{count}個の値は仮定値 (出典なし)。gtmsim describe FILE --lang ja で確認できます。"
    elif count:
        values = "value has" if count == 1 else "values have"
        yield f"{count} {values} no source and are assumed; gtmsim check FILE --assumed lists them."


def of_result(result: Result, language: Language) -> Iterator[str]:
    """The same of the first design, and in what the others do not count as it does."""
    designs = list(_designs(result))
    if not designs:
        return
    _, first, pairs = designs[0]
    yield from of_scenario(first, pairs, language)
    for label, scenario, others in islice(designs, 1, None):
        told = _differences(first, pairs, scenario, others, language)
        if told and language is Language.ja:
            yield f"注意: {label}は次の点で集計条件が異なります: {told}"
        elif told:
            yield f"Note: {label} does not count the same: {told}"


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
) -> str:
    found = []
    for key in FRAME:
        one, two = (each.tree().get(key, "-") for each in (first, other))
        if one != two:
            found.append(f"{_word(key, language)} {one} / {two}")
    here, there = dict(pairs), dict(others)
    for name in dict.fromkeys([*here, *there]):
        if here.get(name) != there.get(name):
            told = f"{here.get(name, '-')} / {there.get(name, '-')}"
            found.append(f"{_word(name, language)} {told}")
    return "; ".join(found)


def _word(key: str, language: Language) -> str:
    return KEYS[key][1] if language is Language.ja and key in KEYS else key


def _definition(scenario: Scenario, name: str, option: str, language: Language) -> str:
    """A choice and its option by their ids; in Japanese the choice by what it chooses."""
    if language is Language.en:
        return f"{name}: {option}"
    choice = scenario.choices.get(name)
    if choice is not None:
        return f"{choice.label or name}: {option}"
    return f"{_word(name, language)}: {quantity(option, 'ja')}"
