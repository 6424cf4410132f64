"""Results as tables for people."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import typer
from rich.console import Console

from gtmsim.cli import written
from gtmsim.cli.arguments import Format, Language
from gtmsim.cli.closing import of_scenario
from gtmsim.cli.packs import pages
from gtmsim.cli.replicate import Replications
from gtmsim.cli.tables import tables
from gtmsim.cli.targets import below
from gtmsim.kpi import Kpi, note_in, warnings


def result(
    found: Replications,
    form: Format,
    language: Language,
    *,
    excel: bool = False,
    packs: Sequence[str] = (),
    near: Path | None = None,
) -> None:
    """Print a result on stdout; with packs, under their headings."""
    match form:
        case Format.json:
            typer.echo(written.as_json(found))
        case Format.csv:
            typer.echo(written.encoded(written.as_csv(found), excel=excel), nl=False)
        case Format.table:
            _for_people(found, language, packs, near)


def _for_people(
    found: Replications, language: Language, packs: Sequence[str], near: Path | None
) -> None:
    # Where nobody has said how wide, wide enough that names need not wrap.
    wide = None if sys.stdout.isatty() or "COLUMNS" in os.environ else 120
    console = Console(highlight=False, markup=False, emoji=False, width=wide)
    console.print(_title(found, language), style="bold", soft_wrap=True)
    for table in pages(found, packs, language) if packs else tables(found, language):
        console.print()
        console.print(table)
    below(found.targets, language)
    console.print()
    for line in _closing(found, language, near):
        console.print(line, soft_wrap=True)


def _title(found: Replications, language: Language) -> str:
    scenario = found.scenario
    names = [name for name in (scenario.name, scenario.label) if name]
    if language is Language.ja:
        names.reverse()
    count = len(found.tables)
    period = found.tables[0].period
    luck = f"seed {found.seed}, {count} replication{'s' if count > 1 else ''}"
    if language is Language.ja:
        period = period.replace(" to ", " 〜 ").replace("(exclusive)", "(終わりは含まない)")
        luck = f"シード {found.seed}、{count}回の反復"
    parts = [" · ".join(names), period, luck]
    return "; ".join(part for part in parts if part)


def _closing(found: Replications, language: Language, near: Path | None) -> list[str]:
    """What a reader must know before believing the numbers."""
    definitions = found.tables[0].definitions
    told = of_scenario(found.scenario, definitions, language, near)
    lines = [*_warnings(found, language), *told]
    if len(found.tables) > 1:
        return lines
    one = (
        "One replication is one possible course of events; --replications 20 gives means "
        "with intervals."
    )
    if language is Language.ja:
        one = "1回の反復は起こりうる経過の一つです。--replications 20 で平均と信頼区間が出ます。"
    return [*lines, one]


def _warnings(found: Replications, language: Language) -> list[str]:
    """Each warning once, with the KPIs it is about."""
    values = [row.kpi for row in found.rows()]
    if language is Language.ja:
        rows = [(note_in(value.warning, "ja"), value.label) for value in values]
        return [f"注意: {line}" for line in warnings(rows)]
    return [f"Warning: {line}" for line in warnings((row.warning, row.name) for row in values)]


# --- The registry ------------------------------------------------------------------------


def registry(kpis: Mapping[str, Kpi], *, as_json: bool) -> None:
    """Print what each KPI means."""
    if as_json:
        content = [_definition(kpi) for kpi in kpis.values()]
        typer.echo(json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True))
        return
    for kpi in kpis.values():
        better = "" if kpi.direction == "neutral" else f", {kpi.direction} is better"
        typer.echo(f"{kpi.id}  {kpi.name} ({kpi.label})  [{kpi.unit}{better}]  {kpi.source}")
        typer.echo(f"    {kpi.numerator}")
        typer.echo(f"    ÷ {kpi.denominator}")
        typer.echo(f"    period: {kpi.period}")


def _definition(kpi: Kpi) -> dict[str, str | bool]:
    return {
        "id": kpi.id,
        "name": kpi.name,
        "label": kpi.label,
        "unit": kpi.unit,
        "direction": kpi.direction,
        "numerator": kpi.numerator,
        "denominator": kpi.denominator,
        "period": kpi.period,
        "source": kpi.source,
        "headline": kpi.headline,
    }
