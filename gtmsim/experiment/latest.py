"""Until when to open a requisition: the latest date that is not clearly worse than the best."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from gtmsim.experiment.batch import Floats
from gtmsim.experiment.design import short_names, written
from gtmsim.experiment.experiment import Point
from gtmsim.experiment.ranking import default_kpi
from gtmsim.experiment.targets import ACTUAL
from gtmsim.experiment.words import number, say
from gtmsim.kpi import Language
from gtmsim.stats import mean, verdict_of

if TYPE_CHECKING:
    from gtmsim.experiment.result import Result

OPENED = re.compile(r"requisitions\.([^.]+)\.opened")
MOST_TARGETS = 4


@dataclass(frozen=True)
class Latest:
    """What a sweep says of the date of one requisition, all else being equal.

    Attributes:
        requisition: its name.
        among: the other settings, in words; empty if there are none.
        measure: name and label of what is compared: a KPI, or the probability of a target.
        unit: of it.
        opened: the latest date that is not clearly worse than the best.
        there, best_there: what is measured at that date, and at the best.
        best: the best date.
        edge: `last` if no later date was tried, `first` if no earlier one, else empty.
    """

    requisition: str
    among: str
    measure: tuple[str, str]
    unit: str
    opened: date
    there: float
    best: date
    best_there: float
    edge: str

    def text(self, language: Language = "en") -> str:
        """One line."""
        there, best = (number(one, self.unit, language) for one in (self.there, self.best_there))
        among = say(language, f" with {self.among}", f" ({self.among})") if self.among else ""
        by, label = self.measure
        line = say(
            language,
            f"Latest date to open {self.requisition}{among}: {self.opened} "
            f"({by} {there}; the best, {self.best}: {best}).",
            f"{self.requisition}を起案する最終期限{among}: {self.opened} "
            f"({label} {there}、最良の{self.best}は{best})。",
        )
        return line + say(language, *_EDGES[self.edge])


_EDGES = {
    "": ("", ""),
    "last": (
        " It is the last date tried: try later ones.",
        "試した中で最も遅い日付です。さらに遅い日付も試してください。",
    ),
    "first": (
        " It is the first date tried: try earlier ones.",
        "試した中で最も早い日付です。さらに早い日付も試してください。",
    ),
}


def latest_dates(result: Result, kpi_id: str | None = None) -> list[Latest]:
    """For each requisition whose date a sweep varies, the latest one that will do.

    By the probability of each target; without targets, by a KPI.
    """
    found: list[Latest] = []
    paths = dict.fromkeys(path for point in result.points for path, _ in point.settings)
    for path in paths:
        matched = OPENED.fullmatch(path)
        if matched is None:
            continue
        for among, dated in _groups(result, path).items():
            for measure, unit, larger, values in _measures(result, dated, kpi_id):
                one = _latest(matched[1], among, measure, unit, larger, values)
                if one is not None:
                    found.append(one)
    return found


def _groups(result: Result, path: str) -> dict[str, dict[date, Point]]:
    """Points that differ in one date only, by what they have in common."""
    every = dict.fromkeys(name for point in result.points for name, _ in point.settings)
    names = short_names(list(every))
    several = len(result.experiment.scenarios) > 1
    groups: dict[str, dict[date, Point]] = {}
    for point in result.points:
        settings = dict(point.settings)
        try:
            day = date.fromisoformat(written(settings.pop(path)))
        except (KeyError, ValueError):
            continue
        words = [f"{names[name]} {written(value)}" for name, value in settings.items()]
        words = [point.scenario, *words] if several else words
        groups.setdefault(", ".join(words), {})[day] = point
    return {among: dict(sorted(dated.items())) for among, dated in groups.items() if len(dated) > 1}


Measured = tuple[tuple[str, str], str, bool, dict[date, Floats]]
"""Name and label, unit, whether larger is better, and the values by date."""


def _measures(result: Result, dated: dict[date, Point], kpi_id: str | None) -> list[Measured]:
    """What to compare: each target's hits; or the KPI that ranks."""
    first = next(iter(dated.values()))
    goals = [row for row in result.targets() if row.design == first.label and row.hit is not None]
    if goals and kpi_id is None:
        return [
            (
                (f"probability of {goal.target}", f"{goal.target}の達成確率"),
                "share",
                True,
                {
                    day: _hits(result.values(f"{ACTUAL}.{goal.target}", point), goal.amount)
                    for day, point in dated.items()
                },
            )
            for goal in goals[:MOST_TARGETS]
        ]
    meaning = result.meaning(kpi_id or default_kpi(result))
    if meaning.direction == "neutral":
        return []
    values = {day: result.values(meaning.kpi, point) for day, point in dated.items()}
    words = (meaning.name.lower(), meaning.label)
    return [(words, meaning.unit, meaning.direction == "higher", values)]


def _hits(reached: Floats, amount: float) -> Floats:
    return np.where(np.isnan(reached), np.nan, (reached >= amount).astype(float))


def _latest(
    name: str,
    among: str,
    measure: tuple[str, str],
    unit: str,
    larger: bool,
    values: dict[date, Floats],
) -> Latest | None:
    means = {day: float(np.nanmean(each)) for day, each in values.items() if np.any(each == each)}
    if len(means) < 2:
        return None
    sign = 1 if larger else -1
    best = max(means, key=lambda day: (sign * means[day], day))
    days = list(means)
    fine = [day for day in days if not _is_worse(values[best], values[day], larger)]
    opened = max(fine)
    edge = "last" if opened == days[-1] else "first" if opened == days[0] else ""
    return Latest(name, among, measure, unit, opened, means[opened], best, means[best], edge)


def _is_worse(best: Floats, design: Floats, larger: bool) -> bool:
    """Whether a date is clearly worse, replication by replication."""
    change = (design - best)[~np.isnan(design - best)]
    if not change.size or np.all(change == change[0]):
        return bool(change.size > 1 and (change[0] < 0 if larger else change[0] > 0))
    return verdict_of(mean(change), larger_is_better=larger) == "worse"
