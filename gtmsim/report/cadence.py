"""A daily, weekly or monthly report as tables for people, in English and in Japanese."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby

from gtmsim.experiment.grid import Grid
from gtmsim.experiment.words import number, say
from gtmsim.kpi import Alert, Language, Report, heading, registry
from gtmsim.kpi.cadence import Line
from gtmsim.kpi.kpi import find

ALERT = "!"
"""Stands before the name of a KPI about which a rule speaks up."""


def grids(found: Report, language: Language) -> Iterator[Grid]:
    """One table of KPIs, and one of alerts."""
    last = found.period.until - timedelta(days=1)
    when = str(last) if found.period.begins == last else f"{found.period.begins} .. {last}"
    title = f"{say(language, found.name, found.label)}: {found.scenario}; {when}"
    head = (
        "",
        say(language, "now", "当期"),
        say(language, "of", "母数"),
        say(language, "before", "前期"),
        say(language, "change", "増減"),
        say(language, f"mean of {found.over} before", f"過去{found.over}期平均"),
    )
    rows: list[tuple[str, ...]] = []
    for section, own in groupby(found.lines, key=lambda line: line.section):
        if section.name:
            rows.append((say(language, section.name, section.label), "", "", "", "", ""))
        rows += [_row(line, language) for line in own]
    yield Grid((title, ""), head, tuple(rows))
    yield _alerts(found, language)


def _row(line: Line, language: Language) -> tuple[str, ...]:
    value = line.value
    name = say(language, value.name, value.label) + heading(value.unit, language)
    cells = (value.value, line.before, line.usual)
    now, before, usual = (_cell(each, value.unit, language) for each in cells)
    mark = ALERT if line.alert else " "
    return (f"{mark} {name}", now, value.of, before, _change(line), usual)


def _cell(amount: float, unit: str, language: Language) -> str:
    return "" if math.isnan(amount) else number(amount, unit, language)


def _change(line: Line) -> str:
    """Against the period before: points of a share, percent of anything else."""
    now, before = line.value.value, line.before
    if math.isnan(now) or math.isnan(before):
        return ""
    if line.value.unit == "share":
        return f"{(now - before) * 100:+.1f} pt"
    return f"{now / before - 1:+.0%}" if before else ""


def _alerts(found: Report, language: Language) -> Grid:
    if not found.alerts and not found.earlier:
        none = say(language, "No alert in this run so far.", "これまで警告なし。")
        return Grid((none,), ("",), ())
    head = (
        say(language, "alert", "警告"),
        say(language, "period", "期間"),
        say(language, "value", "値"),
        say(language, "held against", "比較値"),
    )
    rows = tuple(_alert(each, language) for each in found.alerts)
    earlier = say(
        language,
        f"{len(found.earlier)} alerts earlier in this run.",
        f"これ以前の警告は{len(found.earlier)}件。",
    )
    if not rows:
        none = say(language, "No alert in this period.", "この期間の警告なし。")
        return Grid((none, earlier), ("",), ())
    title = say(language, "Alerts of the period", "この期間の警告")
    return Grid((title,), head, rows, (earlier,), frozenset({1}))


def _alert(each: Alert, language: Language) -> tuple[str, ...]:
    about, member = find(each.rule.kpi)
    unit = registry()[about.id].unit
    name = say(language, about.name, about.label) + (f": {member}" if member else "")
    last = each.until - timedelta(days=1)
    return (
        f"{name} ({each.rule.told(language)})",
        f"{each.begins} .. {last}" if last > each.begins else str(last),
        number(each.value, unit, language),
        number(each.reference, unit, language),
    )
