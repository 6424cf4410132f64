"""What follows the first screen: why, how sure, what was assumed, the numbers, the definitions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from datetime import timedelta

from gtmsim.experiment.briefing import Briefing
from gtmsim.kpi import Language, note_in
from gtmsim.kpi.periods import day_of, opens
from gtmsim.report.appendix import appendix, defined
from gtmsim.report.assumptions import assumed
from gtmsim.report.board import (
    backtest_text,
    begun,
    board,
    design_told,
    enough,
    plain,
    team_name,
)
from gtmsim.report.designs import compared, ranked, targets
from gtmsim.report.document import Chapter, Document, Element, Picture, Table, Text, table
from gtmsim.report.explained import Explained
from gtmsim.report.figures.alternative import alternative
from gtmsim.report.figures.drawing import svg
from gtmsim.report.pictures import Pictures, pictures
from gtmsim.report.rounding import between, brief
from gtmsim.report.sentences import say
from gtmsim.report.telling import Teller

UNNAMED = "company"
"""What `gtmsim new` calls a company whose name has no Latin letters: its label says more."""
HARDLY = 0.01
"""A share of the spread below which it is called nothing: an estimate of it may be negative."""
MOST_DESIGNS = 4
"""Other designs that the first lines name."""


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
        Chapter("why", say("why", language), tuple(_why(found, shown, language, explained))),
        Chapter("sure", say("sure", language), tuple(_sure(found, shown, language))),
        Chapter("assumed", say("assumed", language), tuple(assumed(found, language, explained))),
        Chapter("numbers", say("numbers", language), (_numbers(found, language),)),
        Chapter("lives", say("lives", language), tuple(_lives(found, shown, language))),
        Chapter("definitions", say("definitions", language), tuple(defined(found, language))),
        Chapter("appendix", say("appendix", language), tuple(appendix(found, language))),
    ]
    label, name = found.scenario.label or "", found.scenario.name or ""
    by_label = language == "ja" or label.isascii() or name == UNNAMED
    names = [each for each in ((label, name) if by_label else (name, label)) if each]
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
        say(runs, language, n=found.result.replications),
    ]
    if found.point.settings:
        parts.append(say("shown", language, design=design_told(found, found.point.label, language)))
    others = [each.label for each in found.result.points if each != found.point]
    if found.result.experiment.kind == "compare" and 0 < len(others) <= MOST_DESIGNS:
        names = [design_told(found, each, language) for each in others]
        parts.append(
            say("beside", language, designs=("、" if language == "ja" else ", ").join(names))
        )
    return ("、" if language == "ja" else "; ").join(parts)


def _drawn(shown: Iterable[object], language: Language) -> Iterator[Picture]:
    for each in shown:
        yield Picture(alternative(each, language), svg(each, lang=language))


# --- Why ---------------------------------------------------------------------------------


def _why(
    found: Briefing, shown: Pictures, language: Language, explained: Explained | None
) -> Iterator[Element]:
    narrow = found.bottleneck
    if narrow is not None and narrow.team and narrow.short:
        team = team_name(found, narrow.team, language)
        busy = f"{narrow.utilization:.0%}"
        yield Text(begun(say("why bottleneck", language, team=team, busy=busy)))
    if found.result.experiment.kind == "compare":
        yield compared(found, language)
    elif len(found.result.points) > 1:
        yield ranked(found, language)
    yield from _drawn(shown.why, language)
    if explained is not None and explained.replications not in (0, found.result.replications):
        yield Text(say("explained", language, n=explained.replications))


# --- How sure ----------------------------------------------------------------------------


def _sure(found: Briefing, shown: Pictures, language: Language) -> Iterator[Element]:
    count = found.result.replications
    if enough(found):
        yield Text(say("sure text", language, n=count))
    hit = found.landing.hit if found.landing is not None else None
    if hit is not None and enough(found):
        low, high = f"{math.floor(hit.low * 100)}%", f"{math.ceil(hit.high * 100)}%"
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
        yield targets(found, language)


def _spread(found: Briefing, language: Language) -> Text:
    parts = found.uncertainty
    assert parts is not None
    inputs = parts.share_of_inputs
    if inputs < HARDLY:
        return Text(say("only luck", language))
    teller = Teller.of(found.scenario, language)
    names = [
        each.name if language == "en" else teller.place(each.name)
        for each in parts.contributions[:3]
    ]
    return Text(
        say(
            "inputs",
            language,
            luck=f"{1 - inputs:.0%}",
            inputs=f"{inputs:.0%}",
            names=("、" if language == "ja" else ", ").join(dict.fromkeys(names)) or "-",
        )
    )


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
        mean = result.estimate(kpi_id, found.point).mean
        note = note_in(meaning.warning, language)
        if math.isfinite(mean) or note or len(result.points) == 1:  # other designs have other teams
            rows.append([name, brief(mean, unit, language), span, note])
    head = [say(each, language) for each in ("kpi", "mean", "range", "note")]
    caption = say("kpi table", language)
    if len(result.points) > 1:
        design = design_told(found, found.point.label, language)
        caption = say("kpi table of", language, design=design)
    return table(caption, head, rows)


def _lives(found: Briefing, shown: Pictures, language: Language) -> Iterator[Element]:
    if shown.lives:
        yield Text(say("lives text", language, n=found.over_time.replications))
        yield from _drawn(shown.lives, language)
