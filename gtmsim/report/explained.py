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
from gtmsim.report.board import plain
from gtmsim.report.document import Table, table
from gtmsim.report.figures import Share, WaterfallFigure, attribution_figure
from gtmsim.report.figures.wording import Words, design_name
from gtmsim.report.sentences import say
from gtmsim.report.telling import Teller
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
        tried: the assumed values that were moved one by one.
        within: the largest factor by which they were.
        replications: of every design and change; 0 if unknown.
    """

    meaning: Meaning
    designs: tuple[tuple[Words, float], tuple[Words, float]]
    causes: Mapping[Words, Estimate]
    tips: Sequence[Tip] = ()
    tried: Sequence[str] = ()
    within: float = 1.0
    replications: int = 0


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
        found.tips.tried if found.tips is not None else (),
        found.tips.within if found.tips is not None else 1.0,
        found.replications,
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


def tips_table(found: Explained, teller: Teller) -> Table:
    """The assumed values that would tip the verdict."""
    language = teller.language
    rows = [
        [
            f"{place_of(teller, each.path)} *",
            f"{each.before} → {each.after}",
            verdict(each.verdict, language),
        ]
        for each in found.tips
    ]
    head = [say(each, language) for each in ("entry", "turns between", "answer then")]
    return table(say("turns", language), head, rows, say("turns note", language))


def place_of(teller: Teller, path: str) -> str:
    """`stages.qualify.then`, in Japanese `初回接触・ヒアリング: 行き先 (stages.qualify.then)`."""
    return path if teller.language == "en" else f"{teller.place(path)} ({path})"
