"""Definitions in force, method, seed and versions: the last chapters of the report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gtmsim.experiment.briefing import Briefing
from gtmsim.experiment.words import interval
from gtmsim.kpi import Language, cell, definitions, find, note_in, registry, unit_word
from gtmsim.report.definitions import definition, sheet
from gtmsim.report.document import Bullets, Element, Fold, Table, Text, table
from gtmsim.report.sentences import SENTENCES, say
from gtmsim.scenario import Scenario


def defined(found: Briefing, language: Language) -> Iterator[Element]:
    """How everything is counted: what was chosen, each KPI, and all settings."""
    pairs = definitions(found.over_time.log)
    if pairs:
        yield Text(say("choices text", language, choices=_chosen(found.scenario, pairs, language)))
    yield from _chosen_elsewhere(found, language)
    known = registry()
    shown = dict.fromkeys(find(kpi_id)[0].id for kpi_id in found.result.kpis)
    rows = [
        [known[each].label if language == "ja" else known[each].name, each,
         _unit(known[each].unit, language), known[each].numerator, known[each].denominator,
         known[each].source]
        for each in shown
    ]  # fmt: skip
    head = [say("what", language), "id", *(say(each, language) for each in
            ("unit", "numerator", "denominator", "source"))]  # fmt: skip
    yield Fold(
        say("kpi definitions", language),
        elements=(table(say("kpi definitions", language), head, rows),),
    )
    yield Fold(say("sheet", language), sheet(found.scenario, language).text())


def _chosen(scenario: Scenario, pairs: Iterable[tuple[str, str]], language: Language) -> str:
    """`SQLの定義: four_conditions`: choices by their labels in Japanese, options by their ids."""
    told = (definition(scenario, name, option, language) for name, option in pairs)
    return ("、" if language == "ja" else "; ").join(told)


def _chosen_elsewhere(found: Briefing, language: Language) -> Iterator[Element]:
    """What other designs count otherwise than the one that the first screen is about."""
    own = found.scenario.choices
    for name, scenario in found.result.experiment.scenarios.items():
        others = [
            (key, choice.use)
            for key, choice in scenario.choices.items()
            if key not in own or own[key].use != choice.use
        ]
        if others and name != found.point.scenario:
            design = scenario.label if language == "ja" and scenario.label else name
            told = _chosen(scenario, others, language)
            yield Text(say("choices elsewhere", language, design=design, choices=told))


def _unit(unit: str, language: Language) -> str:
    """The unit of a KPI, whatever the currency."""
    words = {"share": ("%", "%"), "currency": ("money", "金額")}
    first, _, period = unit.partition(" per ")
    if first not in words:
        return unit_word(unit, language)
    word = words[first][language == "ja"]
    return unit_word(f"{word} per {period}", language) if period else word


def appendix(found: Briefing, language: Language) -> Iterator[Element]:
    """The method, every mean with its interval, and what it takes to make the page again."""
    yield Bullets(tuple(say(each, language) for each in SENTENCES if each.startswith("method ")))
    yield Fold(say("kpi means", language), elements=(_means(found, language),))
    experiment = found.result.experiment
    made = [
        [say("seed", language), str(experiment.seed)],
        [say("replications", language), str(found.result.replications)],
        *([say("hash", language, name=name), each.hash]
          for name, each in experiment.scenarios.items()),
        *([name, number] for name, number in found.versions.items()),
    ]  # fmt: skip
    head = [say("what", language), say("value", language)]
    yield table(say("made from", language), head, made)
    for name, each in experiment.scenarios.items():
        yield Fold(f"{say('scenario text', language)}: {name}", each.text())


def _means(found: Briefing, language: Language) -> Table:
    result = found.result
    rows = []
    for kpi_id in result.kpis:
        meaning, estimate = result.meaning(kpi_id), result.estimate(kpi_id, found.point)
        name = meaning.label if language == "ja" else meaning.name
        unit = "" if meaning.unit == "share" else unit_word(meaning.unit, language)
        mean = cell(estimate.mean, meaning.unit, language)
        rows.append([name, mean, interval(estimate, meaning.unit, language), unit,
                     note_in(estimate.refused, language)])  # fmt: skip
    head = [say(each, language) for each in ("kpi", "mean", "interval", "unit", "note")]
    return table(say("kpi means", language), head, rows)
