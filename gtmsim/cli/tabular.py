"""DataFrames as text for programs: equal tables are equal bytes."""

from __future__ import annotations

import csv
import io
import math
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def lines(frame: pd.DataFrame) -> list[dict[str, object]]:
    """The rows of a table as JSON can hold them."""
    return [
        {str(name): plain(value) for name, value in row.items()} for row in frame.to_dict("records")
    ]


def table(frame: pd.DataFrame) -> str:
    """A table as CSV; empty where there is no number."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows(row.values() for row in lines(frame))
    return out.getvalue()


def number(value: float) -> float | None:
    """A number as JSON writes it: whole ones without a point, null for what is undefined."""
    if not math.isfinite(value):
        return None
    return int(value) if value.is_integer() and abs(value) < 2**53 else float(value)


def plain(value: object) -> object:
    """As JSON can hold it: what is undefined is null, a date is text."""
    match value:
        case dict():
            return {str(key): plain(each) for key, each in value.items()}
        case list() | tuple():
            return [plain(each) for each in value]
        case float():
            return number(value)
        case date():
            return value.isoformat()
    return value
