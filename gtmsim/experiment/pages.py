"""How a result reads: a table for one scenario, a ranking for a sweep."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from gtmsim.errors import GtmsimError
from gtmsim.experiment.comparison import SHOWN, failure_lines
from gtmsim.experiment.design import short_names, written
from gtmsim.experiment.experiment import Point
from gtmsim.experiment.grid import Grid
from gtmsim.experiment.ranking import Ranking, default_kpi
from gtmsim.experiment.words import interval, number

if TYPE_CHECKING:
    from gtmsim.experiment.result import Result

MOST_ROWS = 60
BESIDE = 2
"""KPIs beside the one that ranks, where nobody names any."""


def overview(result: Result) -> Grid:
    """The table that shows a result best."""
    return single(result) if len(result.points) == 1 else best_first(result)


def single(result: Result) -> Grid:
    """One row a KPI of one point."""
    point = result.points[0]
    rows = []
    for kpi_id in result.kpis:
        meaning = result.meaning(kpi_id)
        estimate = result.estimate(kpi_id)
        low, high = result.forecast(kpi_id)
        likely = (
            ""
            if math.isnan(low)
            else f"{number(low, meaning.unit)} .. {number(high, meaning.unit)}"
        )
        note = estimate.refused or (
            f"undefined in {estimate.missing} replications" if estimate.missing else ""
        )
        rows.append(
            (
                kpi_id,
                number(estimate.mean, meaning.unit),
                "" if meaning.unit == "share" else meaning.unit,
                interval(estimate, meaning.unit),
                likely,
                note,
            )
        )
    head = ("KPI", "mean", "", "95% interval", "8 in 10 replications", "")
    title = (f"{point.label}; {_luck(result)}",)
    return Grid(title, head, tuple(rows), tuple(_foot(result)), frozenset({2, 5}))


def best_first(result: Result, kpi_id: str | None = None) -> Grid:
    """One row a point, best first, with intervals and the bottleneck."""
    try:
        ranking = result.ranking(kpi_id)
    except GtmsimError as error:
        if kpi_id is not None:
            raise
        return Grid((f"{len(result.points)} points; {_luck(result)}", str(error)), (), ())
    beside = _beside(result, ranking)
    paths = list(dict.fromkeys(path for point in result.points for path, _ in point.settings))
    several = len(result.experiment.scenarios) > 1
    names = short_names(paths)
    meaning = ranking.meaning
    head = ["", *(["scenario"] if several else []), *(names[path] for path in paths)]
    head += [_titled(result, meaning.kpi), "95% interval", "verdict"]
    head += [_titled(result, each) for each in beside]
    head.append("bottleneck")
    rows = []
    for place, row in enumerate(ranking.rows[:MOST_ROWS], 1):
        point = row.point
        settings = dict(point.settings)
        cells = [str(place), *([point.scenario] if several else [])]
        cells += [written(settings[path]) if path in settings else "" for path in paths]
        cells += [number(row.estimate.mean, meaning.unit), interval(row.estimate, meaning.unit)]
        cells.append(row.verdict)
        cells += [_brief(result, each, point) for each in beside]
        found = result.bottleneck(point)
        cells.append(str(found) if found is not None else "")
        rows.append(tuple(cells))
    hidden = len(ranking.rows) - len(rows)
    foot = [f"and {hidden} more points"] if hidden else []
    foot += [*_conclusion(ranking), *_foot(result)]
    title = (f"{len(result.points)} designs, best first; {_luck(result)}",)
    left = frozenset({len(head) - 1, head.index("verdict")})
    return Grid(title, tuple(head), tuple(rows), tuple(foot), left)


def _beside(result: Result, ranking: Ranking) -> list[str]:
    if result.experiment.kpis is not None:
        return [each for each in result.kpis if each != ranking.meaning.kpi]
    usual = ("service_level_kept", "speed_to_lead", *SHOWN)
    chosen = [each for each in dict.fromkeys(usual) if each in result.kpis]
    return [each for each in chosen if each not in (ranking.meaning.kpi, "leads")][:BESIDE]


def _titled(result: Result, kpi_id: str) -> str:
    meaning = result.meaning(kpi_id)
    return meaning.name if meaning.unit == "share" else f"{meaning.name} [{meaning.unit}]"


def _brief(result: Result, kpi_id: str, point: Point) -> str:
    """A mean with half its interval."""
    unit = result.meaning(kpi_id).unit
    estimate = result.estimate(kpi_id, point)
    text = number(estimate.mean, unit)
    if math.isnan(estimate.half_width):
        return text
    return f"{text} ± {number(estimate.half_width, unit)}"


def _conclusion(ranking: Ranking) -> list[str]:
    contenders = ranking.contenders
    if not contenders:
        return []
    labels = ", ".join(row.point.label for row in contenders[:8])
    if all(row.verdict == "the best" for row in contenders):
        return [f"Clearly the best by {ranking.meaning.name.lower()}: {labels}."]
    more = f" and {len(contenders) - 8} more" if len(contenders) > 8 else ""
    return [
        f"No clear difference by {ranking.meaning.name.lower()} among: {labels}{more}. "
        "More replications may tell them apart."
    ]


def _luck(result: Result) -> str:
    experiment = result.experiment
    count = result.replications
    each = " each" if len(result.points) > 1 else ""
    text = f"seed {experiment.seed}, {count} replication{'s' if count != 1 else ''}{each}"
    if experiment.precision:
        text += f" ({result.decision.text})"
    return text


def _foot(result: Result) -> list[str]:
    lines = []
    if not result.complete:
        wanted = result.replications * len(result.points)
        lines.append(f"Unfinished: {result.gathered.done} of {wanted} replications.")
    uncertain = result.experiment.uncertain if result.experiment.inputs == "drawn" else ()
    if uncertain:
        lines.append(
            f"{len(uncertain)} uncertain inputs are drawn anew in each replication; intervals are "
            "of the mean over them."
        )
    return lines + failure_lines(result)


def sources(result: Result, kpi_id: str | None = None, point: Point | int | str = 0) -> Grid:
    """Where the spread of one KPI comes from, and which uncertain input contributes most.

    Raises:
        GtmsimError: no input is uncertain, or there are too few replications.
    """
    meaning = result.meaning(kpi_id or default_kpi(result))
    chosen = result.point(point)
    found = result.uncertainty(meaning.kpi, chosen)
    whole = max(found.total, 1e-300)
    rows = [
        (
            "(a) luck",
            f"{found.luck.mean / whole:.0%}",
            _shares(found.luck.low, found.luck.high, whole),
        ),
        (
            "(b) uncertain inputs",
            f"{found.inputs.mean / whole:.0%}",
            _shares(found.inputs.low, found.inputs.high, whole),
        ),
    ]
    rows += [
        (
            f"    {each.name}",
            f"{each.share.mean:.0%}",
            _shares(each.share.low, each.share.high, 1.0),
        )
        for each in found.contributions
    ]
    spread = number(math.sqrt(found.total), meaning.unit)
    error = number(found.simulation_error, meaning.unit)
    unit = "" if meaning.unit == "share" else f" {meaning.unit}"
    title = (f"{meaning.name} of {chosen.label}: one replication varies by {spread}{unit}",)
    foot = (
        f"(c) simulation error: the mean is sure to ± {error}{unit} (standard error); only this "
        "shrinks with more replications.",
    )
    return Grid(title, ("", "of its variance", "95% interval"), tuple(rows), foot)


def _shares(low: float, high: float, whole: float) -> str:
    return f"[{low / whole:.0%}, {min(high / whole, 1.0):.0%}]"
