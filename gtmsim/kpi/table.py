"""KPIs of one log, as a table that tells what its numbers are."""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gtmsim.kpi.kpi import Direction, UnknownKpiError, meant
from gtmsim.kpi.wording import written

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Value:
    """One number with its meaning.

    Attributes:
        kpi: id, with the member: `utilization.inside_sales`.
        value: the number; a share is 0.25, not 25; NaN where it is not defined.
        denominator: what a rate is divided by, or how many things a mean or quantile rests
            on; NaN for counts and sums.
        unit: `leads`, `share`, `JPY per month` ...
        direction: whether higher or lower is better, or neither.
        name: in English.
        label: in Japanese.
        note: why the value is NaN; else empty.
        warning: what a reader must know before believing it; mostly empty.
    """

    kpi: str
    value: float
    denominator: float
    unit: str
    direction: Direction
    name: str
    label: str
    note: str = ""
    warning: str = ""

    @property
    def text(self) -> str:
        """The number as people write it: `35.2%`, `1,200 leads`, `n/a`."""
        return written(self.value, self.unit)

    @property
    def of(self) -> str:
        """The denominator as people write it; empty without one."""
        return "" if math.isnan(self.denominator) else written(self.denominator, "")

    def json(self) -> dict[str, Any]:
        """The value as JSON can hold it: NaN is null."""
        return {
            "kpi": self.kpi,
            "name": self.name,
            "label": self.label,
            "value": None if math.isnan(self.value) else self.value,
            "unit": self.unit,
            "denominator": None if math.isnan(self.denominator) else self.denominator,
            "direction": self.direction,
            "note": self.note,
            "warning": self.warning,
        }


def warnings(rows: Iterable[tuple[str, str]]) -> list[str]:
    """Warnings as lines below a table, each once, with the KPIs it is about.

    Args:
        rows: warning and KPI; without a warning, the row has no line.

    Example:
        >>> warnings([("no opening", "mrr"), ("", "leads"), ("no opening", "arr")])
        ['no opening: mrr, arr']
    """
    found: dict[str, list[str]] = {}
    for warning, kpi_id in rows:
        if warning:
            found.setdefault(warning, []).append(kpi_id)
    return [f"{warning}: {', '.join(dict.fromkeys(ids))}" for warning, ids in found.items()]


@dataclass(frozen=True, repr=False)
class KpiTable:
    """KPIs of one log.

    Attributes:
        rows: the values, in order.
        title: of which log.
        period: from when to when.
        definitions: the choices in force, `(choice, option)` (R222-R226).
    """

    rows: tuple[Value, ...]
    title: str
    period: str
    definitions: tuple[tuple[str, str], ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Value]:
        return iter(self.rows)

    def __getitem__(self, kpi_id: str) -> Value:
        """The row of a KPI.

        Raises:
            UnknownKpiError: it is not in the table.
        """
        for row in self.rows:
            if row.kpi == kpi_id:
                return row
        known = [row.kpi for row in self.rows]
        raise UnknownKpiError(
            f"no KPI {kpi_id!r} in this table.{meant(kpi_id, known)} "
            f"Measure it by name: measure(log, [{kpi_id!r}])."
        )

    def value(self, kpi_id: str) -> float:
        """The number of a KPI.

        Raises:
            UnknownKpiError: it is not in the table.
        """
        return self[kpi_id].value

    def frame(self) -> pd.DataFrame:
        """The table as a DataFrame, one row a KPI, indexed by its id."""
        import pandas as pd

        columns = (
            "name", "label", "value", "unit", "denominator", "direction", "note", "warning"
        )  # fmt: skip
        return pd.DataFrame(
            {column: [getattr(row, column) for row in self.rows] for column in columns},
            index=pd.Index([row.kpi for row in self.rows], name="kpi"),
        )

    def json(self) -> dict[str, Any]:
        """The table as JSON can hold it; equal tables give equal text."""
        return {
            "title": self.title,
            "period": self.period,
            "definitions": dict(self.definitions),
            "kpis": [row.json() for row in self.rows],
        }

    def __repr__(self) -> str:
        cells = [("KPI", "", "of", "")]
        cells += [(row.kpi, row.text, row.of, row.note) for row in self.rows]
        first, second, third = (max(len(line[i]) for line in cells) for i in range(3))
        lines = [
            f"{kpi:<{first}}  {value:>{second}}  {of:>{third}}  {note}".rstrip()
            for kpi, value, of, note in cells
        ]
        return "\n".join([self._heading(), *lines, *self._warnings()])

    def _warnings(self) -> list[str]:
        return [f"warning: {line}" for line in warnings((row.warning, row.kpi) for row in self)]

    def _heading(self) -> str:
        heading = f"{self.title}; {self.period}"
        chosen = ", ".join(f"{choice}: {option}" for choice, option in self.definitions)
        return f"{heading}\ndefinitions: {chosen}" if chosen else heading

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{word}</th>" for word in ("KPI", "", "value", "of", "note"))
        lines = []
        for row in self.rows:
            cells = (row.kpi, row.label, row.text, row.of, row.note)
            aligned = ("left", "left", "right", "right", "left")
            lines.append(
                "".join(
                    f'<td style="text-align:{side}">{html.escape(cell)}</td>'
                    for side, cell in zip(aligned, cells, strict=True)
                )
            )
        body = "".join(f"<tr>{line}</tr>" for line in lines)
        heading = "\n".join([self._heading(), *self._warnings()])
        caption = html.escape(heading).replace("\n", "<br>")
        return (
            f"<table><caption>{caption}</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )
