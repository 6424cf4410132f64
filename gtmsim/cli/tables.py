"""Results as tables for people: single numbers first, then stages, teams and the like."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from gtmsim.cli.arguments import Language
from gtmsim.cli.replicate import LEVEL, Replications, Row
from gtmsim.kpi import Kpi, customer, find, funnel, revenue, service, workload, written

GROUPS = (
    ("Funnel", "ファネル", funnel.KPIS),
    ("Service", "対応品質", service.KPIS),
    ("Workload", "稼働", workload.KPIS),
    ("Revenue", "売上", revenue.KPIS),
    ("Customers", "顧客", customer.KPIS),
)
MEMBERS = {
    "STAGE": ("Stages", "工程"),
    "TEAM": ("Teams", "チーム"),
    "REP": ("Reps", "担当者"),
    "REASON": ("Reasons", "理由"),
    "CHANNEL": ("Channels", "チャネル"),
    "MILESTONE": ("Milestones", "マイルストーン"),
    "ATTEMPT": ("Attempts", "架電回数"),
}
ORDERED = {"STAGE": "stages", "TEAM": "teams", "CHANNEL": "channels"}
"""Tables of a log that say in which order the scenario file names them."""

ONE = (("value", "値"), ("of", "母数"))
SEVERAL = (
    ("mean", "平均"),
    ("of", "母数"),
    (f"{LEVEL:.0%} interval", f"{LEVEL:.0%}信頼区間"),
)
"""Headings over one replication, and over several."""


@dataclass(frozen=True)
class Reader:
    """For whom a table is drawn: the language, and whether there are several replications."""

    language: Language
    several: bool

    def word(self, english: str, japanese: str) -> str:
        """One of two words."""
        return japanese if self.language is Language.ja else english


def tables(found: Replications, language: Language) -> Iterator[RenderableType]:
    """Every table of a result."""
    reader = Reader(language, len(found.tables) > 1)
    rows = [(find(row.kpi.kpi)[0], row) for row in found.rows()]
    single = [(kpi, row) for kpi, row in rows if not kpi.parameter]
    if single:
        yield single_numbers(single, reader)
    for parameter, (english, japanese) in MEMBERS.items():
        members = [(kpi, row) for kpi, row in rows if kpi.parameter == parameter]
        if members:
            order = getattr(found.log, ORDERED.get(parameter, ""), {}).get("id", [])
            yield by_member(members, order, reader.word(english, japanese), reader)


# --- Single numbers ------------------------------------------------------------------------


def single_numbers(rows: list[tuple[Kpi, Row]], reader: Reader) -> Table:
    """One row a KPI, under the headings of their groups."""
    table = _empty()
    table.add_column()
    if reader.language is Language.en:
        table.add_column()
    for english, japanese in SEVERAL if reader.several else ONE:
        table.add_column(Text(reader.word(english, japanese)), justify="right", no_wrap=True)
    if any(row.note for _, row in rows):
        table.add_column()
    known = {kpi.id for _, _, kpis in GROUPS for kpi in kpis}
    for english, japanese, kpis in (*GROUPS, ("Other", "その他", ())):
        ids = {kpi.id for kpi in kpis}
        own = [row for kpi, row in rows if kpi.id in ids or not (kpis or kpi.id in known)]
        if own:
            table.add_row(Text(reader.word(english, japanese), style="bold"))
        for row in own:
            table.add_row(*_cells(row, reader))
    return table


def _cells(row: Row, reader: Reader) -> list[Text]:
    value = row.kpi
    names = [value.name, value.label] if reader.language is Language.en else [value.label]
    numbers = [value.text, value.of]
    if reader.several:
        unit = "share" if value.unit == "share" else ""
        ends = (written(end, unit) for end in (row.low, row.high))
        numbers.append("" if math.isnan(row.low) else " .. ".join(ends))
    first, *others = (*names, *numbers, row.note)
    cells = [Text(f"  {first}"), *(Text(cell) for cell in others)]
    return cells if row.note else cells[:-1]


# --- Stages, teams and the like --------------------------------------------------------------


def by_member(
    rows: list[tuple[Kpi, Row]], order: Sequence[str], title: str, reader: Reader
) -> Table:
    """One row a member, one column a KPI; `±` is half the interval of the mean."""
    kpis = list(dict.fromkeys(kpi for kpi, _ in rows))
    ranks = {name: rank for rank, name in enumerate(order)}
    rows = sorted(rows, key=lambda pair: ranks.get(pair[1].kpi.kpi.partition(".")[2], 0))
    named: dict[str, tuple[str, str]] = {}
    cells: dict[tuple[str, str], Row] = {}
    for kpi, row in rows:
        member = row.kpi.kpi.removeprefix(f"{kpi.base}.")
        label = row.kpi.label.removeprefix(f"{kpi.label}: ")
        named[member] = (member, "" if label == member else label)
        cells[member, kpi.id] = row
    table = _empty()
    table.add_column(Text(title, style="bold"))
    if reader.language is Language.en:
        table.add_column()
    for kpi in kpis:
        unit = next(row.kpi.unit for own, row in rows if own is kpi)
        heading = reader.word(kpi.name, kpi.label)
        table.add_column(
            Text(heading if unit == "share" else f"{heading} [{unit}]"), justify="right"
        )
    for member, (english, label) in named.items():
        names = [english, label] if reader.language is Language.en else [label or english]
        figures = [_figure(cells.get((member, kpi.id))) for kpi in kpis]
        table.add_row(Text(f"  {names[0]}"), *(Text(cell) for cell in (*names[1:], *figures)))
    return table


def _figure(row: Row | None) -> str:
    if row is None:
        return ""
    value = row.kpi
    unit = "share" if value.unit == "share" else ""
    text = written(value.value, unit)
    if not math.isnan(row.low):
        text += f" ± {written((row.high - row.low) / 2, unit)}"
    return f"{text} of {value.of}" if unit and value.of and value.denominator else text


def _empty() -> Table:
    return Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="")
