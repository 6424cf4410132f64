"""Results as tables for people: single numbers first, then stages, teams and the like."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from gtmsim.cli.arguments import Language
from gtmsim.cli.replicate import LEVEL, Replications, Row
from gtmsim.experiment.words import around
from gtmsim.kpi import (
    Kpi,
    acquisition,
    cash,
    cell,
    channels,
    contact,
    customer,
    fairness,
    find,
    forecast,
    funnel,
    growth,
    handoffs,
    heading,
    hours,
    lifetime,
    loyalty,
    market,
    note_in,
    outreach,
    pipeline,
    productivity,
    profit,
    records,
    revenue,
    service,
    staffing,
    targets,
    workload,
    written,
)
from gtmsim.scenario.working_time import MANAGERS

GROUPS = (
    ("Funnel", "ファネル", (*funnel.KPIS, *contact.KPIS, *outreach.KPIS)),
    ("Service", "対応品質", (*service.KPIS, *growth.KPIS, *fairness.KPIS)),
    ("Handoffs and records", "引き継ぎ・データ", (*handoffs.KPIS, *records.KPIS)),
    ("Workload", "稼働", (*workload.KPIS, *hours.KPIS, *productivity.KPIS)),
    ("People", "人員", staffing.KPIS),
    ("Revenue and cash", "売上・入出金・利益", (*revenue.KPIS, *profit.KPIS, *cash.KPIS)),
    ("Pipeline and forecast", "パイプライン・予測", (*pipeline.KPIS, *forecast.KPIS)),
    ("Unit economics", "採算", (*acquisition.KPIS, *lifetime.KPIS, *channels.KPIS)),
    ("Customers", "顧客", (*customer.KPIS, *loyalty.KPIS)),
    ("Market", "市場", market.KPIS),
    ("Targets", "予算 (目標)", targets.KPIS),
)
MEMBERS = {
    "STAGE": ("Stages", "工程"),
    "TEAM": ("Teams", "チーム"),
    "REP": ("Reps", "担当者"),
    "REASON": ("Reasons", "理由"),
    "CHANNEL": ("Channels", "チャネル"),
    "MILESTONE": ("Milestones", "マイルストーン"),
    "ATTEMPT": ("Attempts", "架電回数"),
    "SEGMENT": ("Segments", "セグメント"),
    "CLASS": ("Classes of priority", "優先度"),
    "TARGET": ("Targets", "予算 (目標)"),
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


Groups = Iterable[tuple[str, str, Sequence[Kpi]]]
"""Headings in English and Japanese, and what stands below them."""


def single_numbers(
    rows: list[tuple[Kpi, Row]], reader: Reader, *, groups: Groups = GROUPS
) -> Table:
    """One row a KPI, under the headings of their groups."""
    table = _empty()
    table.add_column()
    if reader.language is Language.en:
        table.add_column()
    for english, japanese in SEVERAL if reader.several else ONE:
        table.add_column(Text(reader.word(english, japanese)), justify="right", no_wrap=True)
    if any(row.note for _, row in rows):
        table.add_column()
    known = {kpi.id for _, _, kpis in groups for kpi in kpis}
    for english, japanese, kpis in (*groups, ("Other", "その他", ())):
        ids = {kpi.id for kpi in kpis}
        own = [row for kpi, row in rows if kpi.id in ids or not (kpis or kpi.id in known)]
        if own and english:
            table.add_row(Text(reader.word(english, japanese), style="bold"))
        for row in own:
            table.add_row(*_cells(row, reader))
    return table


def _cells(row: Row, reader: Reader) -> list[Text]:
    value = row.kpi
    names = [value.name, value.label] if reader.language is Language.en else [value.label]
    code = reader.language.code
    half = (row.high - row.low) / 2
    numbers = [written(value.value, value.unit, code, half=half), value.of]
    if reader.several:
        ends = (cell(end, value.unit, code, half=half) for end in (row.low, row.high))
        numbers.append("" if math.isnan(row.low) else " .. ".join(ends))
    first, *others = (*names, *numbers, note_in(row.note, code))
    cells = [Text(f"  {first}"), *(Text(cell) for cell in others)]
    return cells if row.note else cells[:-1]


# --- Stages, teams and the like --------------------------------------------------------------


def by_member(
    rows: list[tuple[Kpi, Row]], order: Sequence[str], title: str, reader: Reader
) -> Table:
    """One row a member, one column a KPI, with the interval of its mean."""
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
        units = {row.kpi.unit for own, row in rows if own is kpi}
        unit = units.pop() if len(units) == 1 else ""  # targets of different kinds
        above = reader.word(kpi.name, kpi.label) + heading(unit, reader.language.code)
        table.add_column(Text(above), justify="right")
    for member, (english, label) in named.items():
        names = [english, label] if reader.language is Language.en else [label or _ours(english)]
        figures = [_figure(cells.get((member, kpi.id)), reader) for kpi in kpis]
        table.add_row(Text(f"  {names[0]}"), *(Text(cell) for cell in (*names[1:], *figures)))
    return table


def _figure(row: Row | None, reader: Reader) -> str:
    if row is None:
        return ""
    value, code = row.kpi, reader.language.code
    text = around(value.value, row.low, row.high, value.unit, code)
    if value.unit != "share" or not value.of or not value.denominator:
        return text
    return reader.word(f"{text} of {value.of}", f"{text} (母数{value.of})")


def _empty() -> Table:
    return Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="")


def _ours(name: str) -> str:
    """The word for what nobody labels because the language makes it; ids stay as they are."""
    return "マネージャー" if name == MANAGERS else name
