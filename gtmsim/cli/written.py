"""Results as text for programs: equal results are equal bytes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable

from gtmsim.cli.replicate import LEVEL, Replications, Row
from gtmsim.cli.tabular import lines, number

FORMAT = "gtmsim result 1"
"""Stands in every result; the number grows when old readers would misunderstand."""

COLUMNS = (
    "kpi",
    "name",
    "label",
    "value",
    "low",
    "high",
    "unit",
    "denominator",
    "direction",
    "note",
    "warning",
)


def as_json(result: Replications) -> str:
    """The result as JSON: keys sorted, no clock time, no path."""
    scenario = result.scenario
    content = {
        "format": FORMAT,
        "scenario": {"name": scenario.name, "label": scenario.label, "hash": scenario.hash},
        "seed": result.seed,
        "replications": len(result.tables),
        "level": LEVEL if len(result.tables) > 1 else None,
        "period": result.tables[0].period,
        "definitions": dict(result.tables[0].definitions),
        "assumed": list(scenario.assumed),
        "kpis": [_fields(row) for row in result.rows()],
    }
    if result.targets is not None:
        content["targets"] = lines(result.targets.frame())
    return json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False)


def as_csv(result: Replications) -> str:
    """The result as CSV, one row a KPI."""
    return _csv(COLUMNS, ([_fields(row)[name] for name in COLUMNS] for row in result.rows()))


def replications_as_csv(result: Replications) -> str:
    """One row a replication, one column a KPI; empty where it has no value."""
    ids = result.ids
    columns = [[number(value) for value in result.column(member)] for member in ids]
    rows = ([replication, *values] for replication, values in enumerate(zip(*columns, strict=True)))
    return _csv(("replication", *ids), rows)


def _fields(row: Row) -> dict[str, str | float | None]:
    value = row.kpi
    return {
        "kpi": value.kpi,
        "name": value.name,
        "label": value.label,
        "value": number(value.value),
        "low": number(row.low),
        "high": number(row.high),
        "unit": value.unit,
        "denominator": number(value.denominator),
        "direction": value.direction,
        "note": row.note,
        "warning": value.warning,
    }


def encoded(text: str, *, excel: bool) -> bytes:
    """CSV as bytes: plain UTF-8, or with the BOM and line ends by which Excel knows it."""
    if not excel:
        return text.encode()
    return text.replace("\n", "\r\n").encode("utf-8-sig")


def _csv(header: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()
