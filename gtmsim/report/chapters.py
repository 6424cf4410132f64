"""What follows the first screen: why, how sure, what was assumed, the numbers, the definitions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from gtmsim.experiment.briefing import Briefing
from gtmsim.experiment.comparison import Comparison, Row
from gtmsim.experiment.experiment import ExperimentError
from gtmsim.experiment.targets import SUM
from gtmsim.experiment.words import interval, verdict
from gtmsim.kpi import Language, cell, definitions, find, note_in, registry, unit_word
from gtmsim.kpi.periods import day_of, label_of, opens
from gtmsim.report.board import (
    assumed_groups,
    backtest_text,
    begun,
    board,
    design_told,
    enough,
    plain,
    team_name,
)
from gtmsim.report.definitions import sheet
from gtmsim.report.document import (
    Bullets,
    Chapter,
    Document,
    Element,
    Fold,
    Picture,
    Table,
    Text,
    table,
)
from gtmsim.report.explained import Explained, tips_table
from gtmsim.report.figures.alternative import alternative
from gtmsim.report.figures.drawing import svg
from gtmsim.report.pictures import Pictures, pictures
from gtmsim.report.rounding import between, brief, chance, signed
from gtmsim.report.sentences import SENTENCES, say
from gtmsim.report.telling import Teller

MOST_ROWS = 60
LONGEST = 90
"""Letters of an assumed value that a table shows; the sheet has all of it."""


def document(
    found: Briefing,
    language: Language,
    shown: Pictures | None = None,
    explained: Explained | None = None,
) -> Document:
    """A report in one language.

    Args:
        found: what it tells.
        language: which.
        shown: its figures, where they have been made already.
        explained: why two designs differ, if that was asked.
    """
    shown = shown if shown is not None else pictures(found, explained)
    chapters = [
        Chapter("why", say("why", language), tuple(_why(found, shown, language))),
        Chapter("sure", say("sure", language), tuple(_sure(found, shown, language))),
        Chapter("assumed", say("assumed", language), tuple(_assumed(found, language, explained))),
        Chapter("numbers", say("numbers", language), (_numbers(found, language),)),
        Chapter("lives", say("lives", language), tuple(_lives(found, shown, language))),
        Chapter("definitions", say("definitions", language), tuple(_defined(found, language))),
        Chapter("appendix", say("appendix", language), tuple(_appendix(found, language))),
    ]
    label, name = found.scenario.label or "", found.scenario.name or ""
    names = [each for each in ((label, name) if language == "ja" else (name, label)) if each]
    return Document(
        language,
        names[0] if names else say("report", language),
        _subtitle(found, language),
        board(found, language),
        tuple(each for each in chapters if each.elements),
        {key: say(key, language) for key in ("switch", "skip", "contents", "sort", "board",
                                             "not back-tested")}
        | {"page note": say("page note", language, version=found.versions["gtmsim"])},
    )  # fmt: skip


def _subtitle(found: Briefing, language: Language) -> str:
    log = found.over_time.log
    begin, end = day_of(log, opens(log)), day_of(log, log.horizon) - timedelta(days=1)
    runs = "runs" if found.result.replications > 1 else "one run"
    parts = [
        say("period", language, begin=begin, end=end),
        say(runs, language, n=found.result.replications, seed=found.result.experiment.seed),
    ]
    return ("、" if language == "ja" else "; ").join(parts)


def _drawn(shown: Iterable[object], language: Language) -> Iterator[Picture]:
    for each in shown:
        yield Picture(alternative(each, language), svg(each, lang=language))


# --- Why ---------------------------------------------------------------------------------


def _why(found: Briefing, shown: Pictures, language: Language) -> Iterator[Element]:
    narrow = found.bottleneck
    if narrow is not None and narrow.team and narrow.short:
        team = team_name(found, narrow.team, language)
        busy = f"{narrow.utilization:.0%}"
        yield Text(begun(say("why bottleneck", language, team=team, busy=busy)))
    if found.result.experiment.kind == "compare":
        yield _compared(found, language)
    elif len(found.result.points) > 1:
        yield _ranked(found, language)
    yield from _drawn(shown.why, language)


def _compared(found: Briefing, language: Language) -> Table:
    comparison = found.result.compare(baseline=found.point)
    rows = []
    for row in _every_difference(comparison):
        change, unit = row.difference, plain(row.meaning.unit)
        clear = change is not None and row.verdict not in ("", "no clear difference")
        told = signed(change.change.mean, unit, language) if change and clear else ""
        name = row.meaning.label if language == "ja" else row.meaning.name
        means = [brief(each.mean, unit, language) for each in (row.baseline, row.design)]
        rows.append(
            [
                name,
                design_told(found, row.point.label, language),
                *means,
                told,
                verdict(row.verdict, language),
            ]
        )
    head = ("kpi", "design", "baseline", "mean", "difference", "verdict")
    return table(
        say("compared", language),
        [say(each, language) for each in head],
        rows,
        say("compared note", language, baseline=design_told(found, found.point.label, language)),
    )


def _every_difference(comparison: Comparison) -> tuple[Row, ...]:
    """What the verdict rests on, then everything else that was compared."""
    try:
        deciding = comparison.verdict.rows
    except ExperimentError:
        return comparison.rows  # nothing is won here
    told = {row.meaning.kpi for row in deciding}
    return (*deciding, *(row for row in comparison.rows if row.meaning.kpi not in told))


def _ranked(found: Briefing, language: Language) -> Table:
    ranking = found.result.ranking(found.judged or None)
    unit = plain(ranking.meaning.unit)
    rows = []
    for place, row in enumerate(ranking.rows[:MOST_ROWS], 1):
        narrow = found.result.bottleneck(row.point)
        busy = ""
        if narrow is not None and narrow.team:
            busy = f"{team_name(found, narrow.team, language)} {narrow.utilization:.0%}"
        mean = brief(row.estimate.mean, unit, language)
        rows.append([str(place), row.point.label, mean, verdict(row.verdict, language), busy])
    head = ("place", "design", "mean", "verdict", "bottleneck")
    name = ranking.meaning.label if language == "ja" else ranking.meaning.name
    return table(
        say("ranked", language, name=name),
        [say(each, language) for each in head],
        rows,
        say("compared note", language, baseline=design_told(found, found.point.label, language)),
    )


# --- How sure ----------------------------------------------------------------------------


def _sure(found: Briefing, shown: Pictures, language: Language) -> Iterator[Element]:
    count = found.result.replications
    if enough(found):
        yield Text(say("sure text", language, n=count))
    hit = found.landing.hit if found.landing is not None else None
    if hit is not None and enough(found):
        low, high = f"{hit.low:.0%}", f"{hit.high:.0%}"
        yield Text(say("sure wide", language, low=low, high=high))
    if found.uncertainty is not None:
        yield _spread(found, language)
    elif not found.result.experiment.uncertain:
        yield Text(say("no inputs", language))
    if found.backtest is None:
        yield Text(say("not back-tested long", language), strong=True)
    else:
        yield Text(say("back-tested", language, text=backtest_text(found, language)))
    yield from _drawn(shown.sure, language)
    if len(found.targets):
        yield _targets(found, language)


def _spread(found: Briefing, language: Language) -> Text:
    parts = found.uncertainty
    assert parts is not None
    whole = max(parts.total, 1e-300)
    names = [each.name for each in parts.contributions[:3]]
    return Text(
        say(
            "inputs",
            language,
            luck=f"{max(parts.luck.mean / whole, 0.0):.0%}",
            inputs=f"{max(parts.inputs.mean / whole, 0.0):.0%}",
            names=", ".join(names) or "-",
        )
    )


def _targets(found: Briefing, language: Language) -> Table:
    several = len(found.result.points) > 1
    rows = []
    for row in found.targets:
        unit = plain(row.unit)
        period = label_of(row.period) if language == "ja" else row.period
        name = " ".join([row.label or row.target.partition("@")[0], period])
        cells = [name, *([row.design] if several else []), brief(row.amount, unit, language)]
        span = between(row.p10, row.p90, unit, language) if enough(found) else ""
        hit = chance(row.hit, language) if row.hit is not None and enough(found) else ""
        cells += [brief(row.median, unit, language), span, hit]
        notes = [say("sum", language) if each == SUM else note_in(each, language)
                 for each in row.note.split("; ")]  # fmt: skip
        rows.append([*cells, "; ".join(notes)])
    head = ["what", *(["design"] if several else []), "target", "median", "range", "hit", "note"]
    return table(say("targets", language), [say(each, language) for each in head], rows)


# --- What was assumed --------------------------------------------------------------------


def _assumed(found: Briefing, language: Language, explained: Explained | None) -> Iterator[Element]:
    if found.turns:
        yield _turns(found, language)
    if explained is not None and explained.tips:
        yield tips_table(explained, language)
    if not found.assumed:
        yield Text(say("all sourced", language))
        return
    yield Text(say("assumed text", language, n=len(found.assumed)))
    tellers = {id(each): Teller.of(each, language) for each in found.assumed.values()}
    rows = [
        [_place(tellers[id(design)], path), _value(tellers[id(design)], path, language)]
        for path, design in found.assumed.items()
    ]
    head = [say("entry", language), say("value", language)]
    listed = table(say("assumed table", language), head, rows)
    groups = assumed_groups(tuple(found.assumed), language)
    if groups:
        yield Bullets(tuple(groups))
    yield Fold(say("assumed table", language), elements=(listed,))


def _turns(found: Briefing, language: Language) -> Table:
    def answer(text: str) -> str:
        return say(text or "unclear", language) if text in ("", "reached", "missed") else text

    rows = [
        [
            f"{turn.path}{' *' if turn.assumed else ''}",
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


def _place(teller: Teller, path: str) -> str:
    """`stages.qualify.then` as `初回接触・ヒアリング: 次の工程 (stages.qualify.then)`."""
    return path if teller.language == "en" else f"{teller.place(path)} ({path})"


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


# --- Numbers and lives -------------------------------------------------------------------


def _numbers(found: Briefing, language: Language) -> Table:
    result = found.result
    rows = []
    for kpi_id in result.kpis:
        meaning = result.meaning(kpi_id)
        unit = plain(meaning.unit)
        low, high = result.forecast(kpi_id, found.point)
        span = between(low, high, unit, language) if low == low and enough(found) else ""
        name = meaning.label if language == "ja" else meaning.name
        mean = brief(result.estimate(kpi_id, found.point).mean, unit, language)
        rows.append([name, mean, span, note_in(meaning.warning, language)])
    head = [say(each, language) for each in ("kpi", "mean", "range", "note")]
    return table(say("kpi table", language), head, rows)


def _lives(found: Briefing, shown: Pictures, language: Language) -> Iterator[Element]:
    if shown.lives:
        yield Text(say("lives text", language, n=found.over_time.replications))
        yield from _drawn(shown.lives, language)


# --- Definitions and appendix ------------------------------------------------------------


def _defined(found: Briefing, language: Language) -> Iterator[Element]:
    pairs = definitions(found.over_time.log)
    if pairs:
        chosen = "; ".join(f"{name}: {option}" for name, option in pairs)
        yield Text(say("choices text", language, choices=chosen))
    known = registry()
    shown = dict.fromkeys(find(kpi_id)[0].id for kpi_id in found.result.kpis)
    rows = [
        [known[each].label if language == "ja" else known[each].name, each,
         unit_word(known[each].unit, language), known[each].numerator, known[each].denominator,
         known[each].source]
        for each in shown
    ]  # fmt: skip
    head = [say("what", language), "id", "", *(say(each, language) for each in
            ("numerator", "denominator", "source"))]  # fmt: skip
    yield Fold(
        say("kpi definitions", language),
        elements=(table(say("kpi definitions", language), head, rows),),
    )
    yield Fold(say("sheet", language), sheet(found.scenario, language).text())


def _appendix(found: Briefing, language: Language) -> Iterator[Element]:
    yield Bullets(tuple(say(each, language) for each in SENTENCES if each.startswith("method ")))
    yield Fold(say("kpi means", language), elements=(_means(found, language),))
    experiment = found.result.experiment
    made = [
        [say("seed", language), str(experiment.seed)],
        [say("replications", language), str(found.result.replications)],
        *([say("hash", language), each.hash] for each in experiment.scenarios.values()),
        *([name, number] for name, number in found.versions.items()),
    ]
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
    head = [say("kpi", language), say("mean", language), say("interval", language), "",
            say("note", language)]  # fmt: skip
    return table(say("kpi means", language), head, rows)
