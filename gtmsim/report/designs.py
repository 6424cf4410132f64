"""Designs and targets side by side, as tables of the report."""

from __future__ import annotations

from gtmsim.experiment.briefing import Briefing
from gtmsim.experiment.comparison import Comparison, Row
from gtmsim.experiment.experiment import ExperimentError
from gtmsim.experiment.targets import SUM
from gtmsim.experiment.words import verdict
from gtmsim.kpi import Language, note_in
from gtmsim.kpi.periods import label_of
from gtmsim.report.board import design_told, enough, plain, team_name
from gtmsim.report.document import Table, table
from gtmsim.report.figures.wording import name_of, said
from gtmsim.report.rounding import between, brief, chance, signed
from gtmsim.report.sentences import say

MOST_ROWS = 60


def compared(found: Briefing, language: Language) -> Table:
    """Every KPI of every other design beside the baseline's; those that decide come first."""
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


def ranked(found: Briefing, language: Language) -> Table:
    """The points of a sweep, best first."""
    ranking = found.result.ranking(found.judged or None)
    unit = plain(ranking.meaning.unit)
    rows = []
    for place, row in enumerate(ranking.rows[:MOST_ROWS], 1):
        narrow = found.result.bottleneck(row.point)
        busy = ""
        if narrow is not None and narrow.team:
            busy = f"{team_name(found, narrow.team, language)} {narrow.utilization:.0%}"
        mean = brief(row.estimate.mean, unit, language)
        name = design_told(found, row.point.label, language)
        rows.append([str(place), name, mean, verdict(row.verdict, language), busy])
    head = ("place", "design", "mean", "verdict", "bottleneck")
    name = ranking.meaning.label if language == "ja" else ranking.meaning.name
    return table(
        say("ranked", language, name=name),
        [say(each, language) for each in head],
        rows,
        say("compared note", language, baseline=design_told(found, found.point.label, language)),
    )


def targets(found: Briefing, language: Language) -> Table:
    """Every target, where the replications land, and the chance to reach it."""
    several = len(found.result.points) > 1
    rows = []
    for row in found.targets:
        unit = plain(row.unit)
        period = label_of(row.period) if language == "ja" else row.period
        target = said(name_of(row.target.partition("@")[0], row.label), language)
        design = [design_told(found, row.design, language)] if several else []
        cells = [f"{target} {period}", *design, brief(row.amount, unit, language)]
        span = between(row.p10, row.p90, unit, language) if enough(found) else ""
        hit = chance(row.hit, language) if row.hit is not None and enough(found) else ""
        cells += [brief(row.median, unit, language), span, hit]
        notes = [say("sum", language) if each == SUM else note_in(each, language)
                 for each in row.note.split("; ")]  # fmt: skip
        rows.append([*cells, "; ".join(notes)])
    head = ["what", *(["design"] if several else []), "target", "median", "range", "hit", "note"]
    return table(say("targets", language), [say(each, language) for each in head], rows)
