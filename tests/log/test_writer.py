"""The row writer keeps what it is given, and refuses what would not fit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gtmsim.errors import GtmsimError
from gtmsim.log import COLUMNS, Kind
from gtmsim.log.writer import RowWriter

LIMITS = {name: np.iinfo(kind) for name, kind in COLUMNS.items()}
ROWS = st.lists(
    st.tuples(*(st.integers(int(limit.min), int(limit.max)) for limit in LIMITS.values()))
)


@given(ROWS)
def test_what_is_written_is_what_is_read(rows: list[tuple[int, ...]]) -> None:
    writer = RowWriter()
    for row in rows:
        writer.row(*row)
    columns = writer.columns()
    assert len(writer) == len(rows)
    assert {name: str(column.dtype) for name, column in columns.items()} == COLUMNS
    assert list(zip(*(column.tolist() for column in columns.values()), strict=True)) == rows


def test_what_is_not_said_is_minus_one() -> None:
    writer = RowWriter()
    writer.row(7, 15, Kind.ARRIVED)
    (row,) = zip(*(column.tolist() for column in writer.columns().values()), strict=True)
    assert row == (7, 15, 1, *[-1] * 8)


@pytest.mark.parametrize("name", list(COLUMNS))
def test_a_number_beyond_its_column_is_refused_by_name(name: str) -> None:
    fine = dict.fromkeys(COLUMNS, 1)
    for number in (int(LIMITS[name].max) + 1, int(LIMITS[name].min) - 1):
        writer = RowWriter()
        with pytest.raises(GtmsimError, match=f"event's `{name}` is {number}, but"):
            writer.row(**(fine | {name: number}))
        assert len(writer) == 0


def test_a_fraction_of_a_tick_is_refused() -> None:
    with pytest.raises(GtmsimError, match=r"`time` must be a whole number, not 1\.5"):
        RowWriter().row(0, 1.5, 1)  # type: ignore[arg-type]


def test_columns_do_not_change_with_later_rows() -> None:
    writer = RowWriter()
    writer.row(0, 1, 1)
    columns = writer.columns()
    writer.row(0, 2, 2, stage=0)
    assert columns["time"].tolist() == [1]
    assert writer.columns()["time"].tolist() == [1, 2]


def test_numbers_of_numpy_are_numbers() -> None:
    writer = RowWriter()
    writer.row(np.int64(3), np.int32(4), Kind.ENTERED, np.int16(0))  # type: ignore[arg-type]
    assert writer.columns()["lead"].tolist() == [3]
