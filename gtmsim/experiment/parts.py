"""Finished chunks as Parquet: one file a chunk, one row a number or a failure."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from gtmsim.experiment.batch import Batch, Failure, Finished, Meaning
from gtmsim.experiment.experiment import ExperimentError

WORD = pa.dictionary(pa.int32(), pa.string())
SCHEMA = pa.schema(
    [
        ("point", pa.int32()),
        ("replication", pa.int32()),
        ("kpi", WORD),
        ("value", pa.float64()),
        ("denominator", pa.float64()),
        ("unit", WORD),
        ("direction", WORD),
        ("name", WORD),
        ("label", WORD),
        ("note", WORD),
        ("warning", WORD),
        ("during", WORD),
        ("error", pa.string()),
        ("seed", pa.int64()),
    ]
)
"""Columns of a part. A row of a failure has `during`, `error` and `seed` and no `kpi`."""

WORDS = ("kpi", "unit", "direction", "name", "label", "warning")
"""What a number means, in the order of `Meaning`."""


def table_of(finished: Finished) -> pa.Table:
    """A finished chunk as a table."""
    tables = [_numbers(batch) for batch in finished.batches]
    if finished.failures:
        tables.append(_failed(finished.failures))
    return pa.concat_tables(tables).unify_dictionaries()


def _numbers(batch: Batch) -> pa.Table:
    count, width = batch.values.shape
    columns: dict[str, Any] = {
        "point": pa.array(np.full(count * width, batch.point), pa.int32()),
        "replication": pa.array(np.repeat(batch.replications, width), pa.int32()),
        "value": pa.array(batch.values.ravel(), pa.float64()),
        "denominator": pa.array(batch.denominators.ravel(), pa.float64()),
    }
    for word in WORDS:
        words = pa.array([getattr(meaning, word) for meaning in batch.meanings], pa.string())
        places = pa.array(np.tile(np.arange(width), count), pa.int32())
        columns[word] = pa.DictionaryArray.from_arrays(places, words).cast(WORD)
    notes = [batch.notes.get((row, at), "") for row in range(count) for at in range(width)]
    columns["note"] = pa.array(notes, pa.string()).dictionary_encode().cast(WORD)
    return _filled(columns, count * width)


def _failed(failures: tuple[Failure, ...]) -> pa.Table:
    columns: dict[str, Any] = {
        "point": pa.array([each.point for each in failures], pa.int32()),
        "replication": pa.array([each.replication for each in failures], pa.int32()),
        "during": pa.array([each.during for each in failures], pa.string())
        .dictionary_encode()
        .cast(WORD),
        "error": pa.array([each.error for each in failures], pa.string()),
        "seed": pa.array([each.seed for each in failures], pa.int64()),
    }
    return _filled(columns, len(failures))


def _filled(columns: dict[str, Any], rows: int) -> pa.Table:
    arrays = [
        columns[field.name] if field.name in columns else pa.nulls(rows, field.type)
        for field in SCHEMA
    ]
    return pa.Table.from_arrays(arrays, schema=SCHEMA)


def finished_of(table: pa.Table) -> Finished:
    """The chunk that a table was made of."""
    frame: Any = table.to_pandas()
    failed = frame["error"].notna()
    failures = tuple(
        Failure(
            int(row.point), int(row.replication), str(row.during), str(row.error), int(row.seed)
        )
        for row in frame[failed].itertuples()
    )
    batches: list[Batch] = []
    numbers = frame[~failed]
    for (point, replication), rows in numbers.groupby(["point", "replication"], sort=True):
        listed = rows[list(WORDS)].astype(str).itertuples(index=False, name=None)
        meanings = tuple(Meaning(*each) for each in listed)
        notes = {(0, at): text for at, text in enumerate(rows["note"].astype(str)) if text}
        batch = Batch(
            int(point),
            np.array([replication], dtype=np.int64),
            meanings,
            rows["value"].to_numpy(dtype=np.float64)[None, :],
            rows["denominator"].to_numpy(dtype=np.float64)[None, :],
            notes,
        )
        if batches and batches[-1].point == batch.point and batches[-1].meanings == meanings:
            batches[-1] = _joined(batches[-1], batch)
        else:
            batches.append(batch)
    return Finished(tuple(batches), failures, 0.0)


def _joined(first: Batch, second: Batch) -> Batch:
    below = len(first.replications)
    return Batch(
        first.point,
        np.concatenate([first.replications, second.replications]),
        first.meanings,
        np.concatenate([first.values, second.values]),
        np.concatenate([first.denominators, second.denominators]),
        first.notes | {(row + below, at): text for (row, at), text in second.notes.items()},
    )


# --- Files ---------------------------------------------------------------------------------


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, whatever kills us meanwhile.

    Raises:
        ExperimentError: it cannot be written; what was there is unchanged.
    """
    half = path.with_name(f".{path.name}.{os.getpid()}.half")
    try:
        with half.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
        _settle(path.parent)
    except OSError as error:
        half.unlink(missing_ok=True)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise ExperimentError(
                f"the disk is full: {path} was not written. What was saved before is whole. Make "
                f"room, then: gtmsim resume {path.parent.parent}"
            ) from None
        raise ExperimentError(
            f"{path} cannot be written: {error.strerror}. What was saved before is whole."
        ) from None


def _settle(folder: Path) -> None:
    """Make a new name in a folder survive a power cut, where the system can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_part(path: Path, finished: Finished) -> None:
    """Write a finished chunk, whole or not at all."""
    sink = pa.BufferOutputStream()
    pq.write_table(table_of(finished), sink, compression="zstd")
    write_whole(path, sink.getvalue().to_pybytes())


def read_part(path: Path) -> Finished:
    """Read a part.

    Raises:
        ExperimentError: it is damaged.
    """
    try:
        table = _with_warnings(pq.read_table(path))
        if table.schema.names != SCHEMA.names:
            raise pa.ArrowInvalid(f"its columns are {', '.join(table.schema.names)}")
        return finished_of(table)
    except (pa.ArrowException, OSError, ValueError) as error:
        why = " ".join(str(error).split())[:200]
        raise ExperimentError(
            f"{path} is damaged ({why}). Nothing was changed. Delete this file, then "
            f"`gtmsim resume {path.parent.parent}` runs its replications again."
        ) from None


def _with_warnings(table: pa.Table) -> pa.Table:
    """A part written when KPIs had no warnings: it has none."""
    if "warning" in table.schema.names or "note" not in table.schema.names:
        return table
    none = pa.array([""] * len(table), pa.string()).dictionary_encode().cast(WORD)
    place = table.schema.names.index("note") + 1
    return table.add_column(place, SCHEMA.field("warning"), none)
