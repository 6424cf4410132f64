"""Packs at the terminal: pages of KPIs under their own headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

from gtmsim.cli.arguments import Language
from gtmsim.cli.replicate import Replications
from gtmsim.cli.tables import MEMBERS, ORDERED, Reader, by_member, single_numbers
from gtmsim.kpi import find
from gtmsim.kpi.packs import PACKS, Pack, in_force, pack

PackOption = Annotated[
    list[str] | None,
    typer.Option(
        "--pack",
        metavar="NAME",
        help="Show these KPIs on one page: dashboard, scorecard, scorecard.inside_sales, "
        "unit_economics, channels, d2c ...; gtmsim kpis --packs lists all. May be repeated.",
    ),
]


def pages(
    found: Replications, names: Sequence[str], language: Language
) -> Iterator[RenderableType]:
    """The tables of packs: for each heading single numbers, then members."""
    for name in names:
        own = pack(name)
        reader = Reader(language, len(found.tables) > 1)
        yield Text(f"{reader.word(own.name, own.label)} ({own.id})", style="bold")
        yield from _sections(found, own, reader)


def _sections(found: Replications, own: Pack, reader: Reader) -> Iterator[RenderableType]:
    rows = [(find(row.kpi.kpi)[0], row) for row in found.rows()]
    for section in own.sections:
        ids = in_force(section.kpis, dict(found.tables[0].definitions))
        wanted = [find(each)[0] for each in ids]
        title = (section.name, section.label)
        single = [pair for kpi in wanted for pair in rows if pair[0] is kpi and not kpi.parameter]
        if single:
            yield single_numbers(single, reader, groups=((*title, wanted),))
        for parameter in MEMBERS:
            members = [
                pair for kpi in wanted for pair in rows
                if pair[0] is kpi and kpi.parameter == parameter
            ]  # fmt: skip
            if members:
                order = getattr(found.log, ORDERED.get(parameter, ""), {}).get("id", [])
                word = reader.word(*MEMBERS[parameter])
                heading = word if single else f"{reader.word(*title)}: {word}"
                yield by_member(members, order, heading, reader)


def listed() -> None:
    """Print every pack with its KPIs."""
    for each in PACKS.values():
        typer.echo(f"{each.id}  {each.name} ({each.label})  {each.source}")
        for section in each.sections:
            heading = f"{section.name}: " if section.name else ""
            typer.echo(f"    {heading}{', '.join(section.kpis)}")
