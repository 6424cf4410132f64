"""DataFrames as text for programs: equal tables are equal bytes."""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def lines(frame: pd.DataFrame) -> list[dict[str, object]]:
    """The rows of a table as JSON can hold them."""
    return [
        {str(name): _plain(value) for name, value in row.items()}
        for row in frame.to_dict("records")
    ]


def table(frame: pd.DataFrame) -> str:
    """A table as CSV; empty where there is no number."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows(row.values() for row in lines(frame))
    return out.getvalue()


def _plain(value: object) -> object:
    """Numbers in the shortest form; nothing for what is undefined."""
    if not isinstance(value, float):
        return value
    if not math.isfinite(value):
        return None
    return int(value) if value.is_integer() and abs(value) < 2**53 else value
