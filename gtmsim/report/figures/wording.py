"""Names in two languages: a figure holds both, and is drawn in one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from gtmsim.experiment import Result
from gtmsim.experiment.design import short_names, written
from gtmsim.experiment.experiment import Point
from gtmsim.kpi import Language, unit_word
from gtmsim.log import EventLog
from gtmsim.report.quantities import quantity
from gtmsim.report.telling import Teller
from gtmsim.report.words import MILESTONES

Words = tuple[str, str]
"""In English and in Japanese."""

SHORT: dict[str, Words] = {
    "leads": ("leads", "新規リード"),
    "mql": ("MQL", "MQL"),
    "sal": ("SAL", "SAL"),
    "sql": ("SQL", "有効商談 (SQL)"),
    "won": ("wins", "受注"),
}

FUNCTIONS = {
    "marketing": "マーケティング",
    "inside_sales": "インサイドセールス",
    "field_sales": "フィールドセールス",
    "customer_success": "カスタマーサクセス",
}
"""Functions that everybody calls alike, where no team has the label."""


def said(words: Words, lang: Language) -> str:
    """The words in one language."""
    return words[lang == "ja"]


def name_of(identifier: str, label: str = "") -> Words:
    """`inside_sales` as `inside sales`, in Japanese by its label."""
    english = identifier.replace("_", " ")
    return english, label or english


def design_name(result: Result, point: Point) -> Words:
    """A design by its label in the tables, in Japanese by that of its file where it has one.

    A point of a sweep is called by what it sets, in Japanese by the labels of that.
    """
    experiment = result.experiment
    if not point.settings:
        japanese = experiment.called(point, "ja")
        return name_of(point.label, "" if japanese == point.label else japanese)
    scenario = experiment.scenarios[point.scenario]
    teller = Teller.of(scenario, "ja")
    told = "、".join(
        f"{teller.place(path)} {quantity(written(value), 'ja')}" for path, value in point.settings
    )
    several = len(experiment.scenarios) > 1
    return point.label, f"{scenario.label or point.scenario}: {told}" if several else told


def member_name(table: dict[str, Any], identifier: str) -> Words:
    """The name of a team, stage ... of a log."""
    ids: Sequence[str] = table["id"]
    labels = table.get("label", ids)
    return name_of(identifier, str(labels[list(ids).index(identifier)] or ""))


def person_name(log: EventLog, person: str) -> Words:
    """`inside_sales-2` as `inside sales 2`, in Japanese by the team's label; names as they are."""
    team, dash, number = person.rpartition("-")
    if not dash or not number.isdecimal() or team not in list(log.teams["id"]):
        return person, person
    english, japanese = member_name(log.teams, team)
    space = " " if japanese == english else ""  # no label: Latin letters
    return f"{english} {number}", f"{japanese}{space}{number}"


def stage_name(log: EventLog, stage: int) -> Words:
    """The name of a stage by its index."""
    return name_of(str(log.stages["id"][stage]), str(log.stages["label"][stage] or ""))


def count_name(milestone: str) -> Words:
    """Those who reach a milestone: `wins`, `受注`."""
    return SHORT.get(milestone) or milestone_name(milestone)


def milestone_name(milestone: str) -> Words:
    """A milestone as something that happens: `won`, `受注`."""
    return MILESTONES.get(milestone) or name_of(milestone)


def function_name(log: EventLog, function: str) -> Words:
    """A function by the team that does it and nothing else, which has a label."""
    for label, functions in zip(log.teams["label"], log.teams["functions"], strict=True):
        if list(functions) == [function]:
            return name_of(function, str(label or ""))
    return name_of(function, FUNCTIONS.get(function, ""))


def clipped(text: str, cells: int) -> str:
    """A text cut to a width, counted in half-width letters, with an ellipsis.

    Example:
        >>> clipped("inside sales", 8), clipped("フィールドセールス", 10)
        ('inside …', 'フィール…')
    """
    from rich.cells import cell_len

    if cell_len(text) <= cells:
        return text
    kept = ""
    for letter in text:
        if cell_len(kept + letter) > cells - 1 - (cell_len(letter) - 1):
            break
        kept += letter
    return f"{kept}…"


def settings_of(result: Result) -> dict[str, Words]:
    """What a sweep sets: each path as it is typed, and in Japanese words."""
    paths = list(dict.fromkeys(path for point in result.points for path, _ in point.settings))
    scenario = next(iter(result.experiment.scenarios.values()))
    teller = Teller.of(scenario, "ja")
    return {path: (short, teller.place(path)) for path, short in short_names(paths).items()}


def with_unit(name: str, unit: str, lang: Language) -> str:
    """A KPI with its unit, where numbers stand without: `Waiting time (hours)`."""
    amount = unit.partition(" per ")[0]
    if unit in ("share", "leads") or (amount.isupper() and len(amount) == 3):
        return name
    word = unit_word(unit, lang)
    return f"{name} ({word})" if word else name


def month_name(day: date, lang: Language) -> str:
    """`Apr 26`, `26年4月`."""
    return f"{day:%y}年{day.month}月" if lang == "ja" else f"{day:%b %y}"
