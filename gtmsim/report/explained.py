"""Why one design does better than another, as a figure and a table of the report.

What is explained comes from an experiment that switches mechanisms off and moves assumptions; here
it is only arranged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gtmsim.experiment.batch import Meaning
from gtmsim.experiment.explain import Explanation
from gtmsim.experiment.words import verdict
from gtmsim.kpi import Language
from gtmsim.report.board import plain
from gtmsim.report.document import Table, table
from gtmsim.report.figures import Share, WaterfallFigure, attribution_figure
from gtmsim.report.figures.wording import Words, design_name
from gtmsim.report.sentences import say
from gtmsim.stats import Estimate


@dataclass(frozen=True)
class Tip:
    """An assumed value that would tip the verdict: from what to what, and what is said then."""

    path: str
    before: str
    after: str
    verdict: str


@dataclass(frozen=True)
class Explained:
    """Why two designs differ.

    Attributes:
        meaning: the KPI that decides.
        designs: name and mean of the two.
        causes: what each mechanism adds to the difference, by its name in two languages.
        tips: the assumed values that would tip the verdict, nearest first.
    """

    meaning: Meaning
    designs: tuple[tuple[Words, float], tuple[Words, float]]
    causes: Mapping[Words, Estimate]
    tips: Sequence[Tip] = ()


def explained_of(found: Explanation) -> Explained:
    """What `gtmsim.explain` has found, as the report tells it."""
    about = found.verdict.objective
    first, second = (
        (design_name(found.result, point), found.result.estimate(about.kpi, point).mean)
        for point in found.result.points
    )
    tips = found.tips.rows if found.tips is not None else ()
    return Explained(
        about,
        (first, second),
        {(row.switch.name, row.switch.label): row.adds for row in found.switched_off},
        [Tip(row.path, row.before, row.after, row.verdict) for row in tips],
    )


def explained_figure(found: Explained) -> WaterfallFigure:
    """The waterfall from the first design to the second."""
    (first, start), (second, end) = found.designs
    title = (
        f"What makes the difference, by {found.meaning.name}",
        f"差の要因: {found.meaning.label}",
    )
    shares = [Share(name, each.mean, each.low, each.high) for name, each in found.causes.items()]
    unit = plain(found.meaning.unit)
    return attribution_figure(title, unit, (first, start), (second, end), shares)


def tips_table(found: Explained, language: Language) -> Table:
    """The assumed values that would tip the verdict."""
    rows = [
        [each.path, f"{each.before} → {each.after}", verdict(each.verdict, language)]
        for each in found.tips
    ]
    head = [say(each, language) for each in ("entry", "turns between", "answer")]
    return table(say("turns", language), head, rows, say("turns note sourced", language))
