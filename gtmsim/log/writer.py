"""Rows of the event table as an engine writes them, one call a row.

An engine written in Python spends much of its time recording, so the way was measured
(CPython 3.11, 650,000 rows of 11 numbers, columns included, microseconds a row):

    bytes packed as narrow as the columns   0.11     (the call of `row` included: 0.13)
    the same, 64 bits a number              0.13
    a flat list, turned into an array       0.23     with or without flushing in chunks
    an `array` per column                   0.34
    `array.extend` with a tuple             0.36
    a list of tuples                        0.36

Packing wins because it makes no Python object that outlives the call, keeps 47 bytes a
row (a list keeps 88 and the numbers themselves), and refuses a number that does not fit
its column instead of wrapping it around.
"""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gtmsim.errors import GtmsimError
from gtmsim.log.kinds import COLUMNS

_ROW = np.dtype([(name, np.dtype(kind).newbyteorder("<")) for name, kind in COLUMNS.items()])
_CODES = {1: "b", 2: "h", 4: "i", 8: "q"}
_PACKER = struct.Struct("<" + "".join(_CODES[np.dtype(kind).itemsize] for kind in COLUMNS.values()))
_pack = _PACKER.pack


class RowWriter:
    """Collects the rows of one replication.

    Example:
        >>> writer = RowWriter()
        >>> writer.row(lead=0, time=15, kind=1)
        >>> writer.columns()["time"].tolist()
        [15]
    """

    __slots__ = ("packed",)

    def __init__(self) -> None:
        self.packed = bytearray()

    def row(
        self,
        lead: int,
        time: int,
        kind: int,
        stage: int = -1,
        visit: int = -1,
        step: int = -1,
        team: int = -1,
        rep: int = -1,
        reason: int = -1,
        value: int = -1,
        due: int = -1,
    ) -> None:
        """Appends one event; what its kind does not use stays -1.

        Raises:
            GtmsimError: a number does not fit its column.
        """
        try:
            self.packed += _pack(
                lead, time, kind, stage, visit, step, team, rep, reason, value, due
            )
        except struct.error as error:
            numbers = (lead, time, kind, stage, visit, step, team, rep, reason, value, due)
            raise GtmsimError(_misfit(numbers)) from error

    def __len__(self) -> int:
        """Number of rows so far."""
        return len(self.packed) // _PACKER.size

    def since(self, row: int) -> NDArray[Any]:
        """The rows from number `row` on, as records; independent of later rows."""
        return np.frombuffer(bytes(self.packed[row * _PACKER.size :]), dtype=_ROW)

    def columns(self) -> dict[str, NDArray[Any]]:
        """The columns of `kinds.COLUMNS`: typed, contiguous, independent of later rows."""
        records = np.frombuffer(self.packed, dtype=_ROW)
        return {name: records[name].astype(kind) for name, kind in COLUMNS.items()}


def _misfit(numbers: tuple[int, ...]) -> str:
    """Which number does not fit, and what would."""
    for (name, kind), number in zip(COLUMNS.items(), numbers, strict=True):
        if not isinstance(number, (int, np.integer)):
            return f"an event's `{name}` must be a whole number, not {number!r}"
        limits = np.iinfo(kind)
        if not limits.min <= number <= limits.max:
            return (
                f"an event's `{name}` is {number}, but the event table holds "
                f"{limits.min} to {limits.max} there"
            )
    return f"an event does not fit the event table: {numbers}"
