"""How a result reads: a table for one scenario, a ranking for a sweep."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gtmsim.errors import GtmsimError
from gtmsim.experiment.comparison import SHOWN
from gtmsim.experiment.comparison_page import failure_lines, warning_lines
from gtmsim.experiment.design import short_names, written
from gtmsim.experiment.experiment import Point
from gtmsim.experiment.grid import Grid
from gtmsim.experiment.hooked import hook_lines
from gtmsim.experiment.latest import latest_dates
from gtmsim.experiment.ranking import Ranked, Ranking, default_kpi
from gtmsim.experiment.words import around, interval, middle, number, say, verdict
from gtmsim.kpi import Language, heading, note_in

if TYPE_CHECKING:
    from gtmsim.experiment.result import Result

MOST_ROWS = 60
BESIDE = 2
"""KPIs beside the one that ranks, where nobody names any."""


def overview(result: Result, language: Language = "en") -> Grid:
    """The table that shows a result best."""
    if len(result.points) == 1:
        return single(result, language)
    return best_first(result, language=language)


def single(result: Result, language: Language = "en") -> Grid:
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
            else " .. ".join(
                number(end, meaning.unit, language, half=(high - low) / 2) for end in (low, high)
            )
        )
        note = estimate.refused or (
            f"undefined in {estimate.missing} replications" if estimate.missing else ""
        )
        rows.append(
            (
                say(language, kpi_id, meaning.label),
                middle(estimate, meaning.unit, language),
                _unit(meaning.unit, language),
                interval(estimate, meaning.unit, language),
                likely,
                note_in(note, language),
            )
        )
    head = ("KPI", "mean", "", "95% interval", "8 in 10 replications", "")
    if language == "ja":
        head = ("KPI", "平均", "", "95%信頼区間", "80%の見込み幅", "")
    title = (f"{point.label}{say(language, '; ', '、')}{_luck(result, language)}",)
    foot = _foot(result, result.kpis, language)
    return Grid(title, head, tuple(rows), tuple(foot), frozenset({2, 5}))


def _unit(unit: str, language: Language) -> str:
    """What stands beside a bare number; nothing where the number says its unit."""
    return heading(unit, language).strip(" []")


def best_first(result: Result, kpi_id: str | None = None, language: Language = "en") -> Grid:
    """One row a point, best first, with intervals and the bottleneck."""
    try:
        ranking = result.ranking(kpi_id)
    except GtmsimError as error:
        if kpi_id is not None:
            raise
        points = say(language, f"{len(result.points)} points; ", f"{len(result.points)}点、")
        return Grid((f"{points}{_luck(result, language)}", str(error)), (), ())
    beside = _beside(result, ranking)
    paths = list(dict.fromkeys(path for point in result.points for path, _ in point.settings))
    names = short_names(paths)
    head = ["", *([say(language, "scenario", "シナリオ")] if _several(result) else [])]
    head += [names[path] for path in paths]
    head += [_titled(result, ranking.meaning.kpi, language)]
    head += ["95% interval", "verdict"] if language == "en" else ["95%信頼区間", "判定"]
    judged = len(head) - 1
    head += [_titled(result, each, language) for each in beside]
    head.append(say(language, "bottleneck", "ボトルネック"))
    rows = [
        (str(place), *_ranked(result, row, paths, beside, language))
        for place, row in enumerate(ranking.rows[:MOST_ROWS], 1)
    ]
    hidden = len(ranking.rows) - len(rows)
    foot = [say(language, f"and {hidden} more points", f"ほか{hidden}点")] if hidden else []
    foot += _conclusion(ranking, language)
    foot += [each.text(language) for each in latest_dates(result, kpi_id)]
    foot += _foot(result, [ranking.meaning.kpi, *beside], language)
    count = len(result.points)
    title = say(language, f"{count} designs, best first; ", f"{count}案、良い順、")
    left = frozenset({len(head) - 1, judged})
    return Grid((title + _luck(result, language),), tuple(head), tuple(rows), tuple(foot), left)


def _several(result: Result) -> bool:
    return len(result.experiment.scenarios) > 1


def _ranked(
    result: Result, row: Ranked, paths: list[str], beside: list[str], language: Language
) -> list[str]:
    """The cells of one point, but for its place."""
    point, unit = row.point, result.meaning(row.kpi).unit
    settings = dict(point.settings)
    cells = [point.scenario] if _several(result) else []
    cells += [written(settings[path]) if path in settings else "" for path in paths]
    cells += [middle(row.estimate, unit, language), interval(row.estimate, unit, language)]
    cells.append(verdict(row.verdict, language))
    cells += [_brief(result, each, point, language) for each in beside]
    found = result.bottleneck(point)
    return [*cells, found.text(language) if found is not None else ""]


def _beside(result: Result, ranking: Ranking) -> list[str]:
    if result.experiment.kpis is not None:
        return [each for each in result.kpis if each != ranking.meaning.kpi]
    usual = ("service_level_kept", "speed_to_lead", *SHOWN)
    chosen = [each for each in dict.fromkeys(usual) if each in result.kpis]
    return [each for each in chosen if each not in (ranking.meaning.kpi, "leads")][:BESIDE]


def _titled(result: Result, kpi_id: str, language: Language) -> str:
    meaning = result.meaning(kpi_id)
    return say(language, meaning.name, meaning.label) + heading(meaning.unit, language)


def _brief(result: Result, kpi_id: str, point: Point, language: Language) -> str:
    """A mean with its interval, short."""
    unit = result.meaning(kpi_id).unit
    estimate = result.estimate(kpi_id, point)
    return around(estimate.mean, estimate.low, estimate.high, unit, language)


def _conclusion(ranking: Ranking, language: Language) -> list[str]:
    contenders = ranking.contenders
    if not contenders:
        return []
    names = [row.point.label for row in contenders[:8]]
    hidden = len(contenders) - len(names)
    more = say(language, f" and {hidden} more", f"、ほか{hidden}案") if hidden else ""
    labels = say(language, ", ", "、").join(names) + more
    name, label = ranking.meaning.name.lower(), ranking.meaning.label
    if all(row.verdict == "the best" for row in contenders):
        return [
            say(
                language,
                f"Clearly the best by {name}: {labels}.",
                f"{label}で明らかに最良: {labels}。",
            )
        ]
    return [
        say(
            language,
            f"No clear difference by {name} among: {labels}. "
            "More replications may tell them apart.",
            f"{label}で明確な差なし: {labels}。反復を増やすと差が分かることがあります。",
        )
    ]


def _luck(result: Result, language: Language) -> str:
    experiment = result.experiment
    count = result.replications
    each = " each" if len(result.points) > 1 else ""
    text = say(
        language,
        f"seed {experiment.seed}, {count} replication{'s' if count != 1 else ''}{each}",
        f"シード {experiment.seed}、{'各' if each else ''}{count}回の反復",
    )
    if experiment.precision:
        text += f" ({result.decision.text})"
    return text


def _foot(result: Result, kpis: Sequence[str], language: Language) -> list[str]:
    lines = []
    if not result.complete:
        wanted, done = result.replications * len(result.points), result.gathered.done
        lines.append(
            say(
                language,
                f"Unfinished: {done} of {wanted} replications.",
                f"未完了: {wanted}回のうち{done}回の反復。",
            )
        )
    lines += hook_lines(result, language)
    uncertain = result.experiment.uncertain if result.experiment.inputs == "drawn" else ()
    if uncertain:
        count = len(uncertain)
        lines.append(
            say(
                language,
                f"{count} uncertain inputs are drawn anew in each replication; intervals are "
                "of the mean over them.",
                f"不確かな入力{count}個を反復ごとに引き直しています。区間はその全体の平均のものです。",
            )
        )
    return lines + warning_lines(result, kpis, language) + failure_lines(result, language)


def sources(
    result: Result,
    kpi_id: str | None = None,
    point: Point | int | str = 0,
    language: Language = "en",
) -> Grid:
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
            say(language, "(a) luck", "(a) 運"),
            f"{1 - found.share_of_inputs:.0%}",
            _shares(found.luck.low, found.luck.high, whole),
        ),
        (
            say(language, "(b) uncertain inputs", "(b) 不確かな入力"),
            f"{found.share_of_inputs:.0%}",
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
    spread = number(math.sqrt(found.total), meaning.unit, language)
    error = number(found.simulation_error, meaning.unit, language)
    unit = _unit(meaning.unit, language)
    unit = say(language, f" {unit}" if unit else "", unit)
    title = say(
        language,
        f"{meaning.name} of {chosen.label}: one replication varies by {spread}{unit}",
        f"{chosen.label}の{meaning.label}: 反復ごとのばらつき (標準偏差) {spread}{unit}",
    )
    foot = say(
        language,
        f"(c) simulation error: the mean is sure to ± {error}{unit} (standard error); only this "
        "shrinks with more replications.",
        f"(c) シミュレーション誤差: 平均は± {error}{unit} (標準誤差)。"
        "反復を増やして縮むのはこれだけです。",
    )
    head = ("", "of its variance", "95% interval")
    if language == "ja":
        head = ("", "分散に占める割合", "95%信頼区間")
    return Grid((title,), head, tuple(rows), (foot,))


def _shares(low: float, high: float, whole: float) -> str:
    ends = (min(max(end / whole, 0.0), 1.0) for end in (low, high))
    return "[{:.0%}, {:.0%}]".format(*ends)
