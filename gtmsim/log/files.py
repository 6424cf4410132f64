"""The log as files: a folder of Parquet tables, CSV, and (from `mining.py`) process-mining names.

A folder holds `events.parquet` and one Parquet file for each dimension table. What is not
a table (the choices in force, who, when and with what seed) travels as JSON inside
`events.parquet`, so that a folder is complete and each table opens in any tool.
"""

from __future__ import annotations

import json
import shutil
import uuid
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from gtmsim.errors import GtmsimError
from gtmsim.log.log import EventLog, Table
from gtmsim.log.mining import to_event_log_frame

FORMAT = "gtmsim event log 1"
"""Stands in every folder; the number grows when old readers would misunderstand."""

TABLES = (
    *("events", "leads", "teams", "reps", "memberships", "stages", "channels", "segments"),
    *("products", "targets", "attributes", "spend", "clocks", "reasons", "milestones"),
    *("away", "overtime"),
)
"""The files of a folder, each with the ending `.parquet`."""

_SPECIAL = {
    "clocks": ("clock", "opens", "closes"),
    "reasons": ("id", "label"),
    "milestones": ("id",),
}
_HEAD = b"gtmsim"
_ARRAY = {b"gtmsim": b"array"}


# --- Writing -----------------------------------------------------------------------------


def write(log: EventLog, folder: str | PathLike[str]) -> Path:
    """Writes the log as a folder of Parquet files: all of it or nothing.

    An event log that is already there is replaced.

    Args:
        log: what to write.
        folder: where; its parents are made.

    Returns:
        The folder.

    Raises:
        GtmsimError: something that is not an event log is in the way.
    """
    target = Path(folder)
    _refuse_foreign(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    # Beside the target, because a rename is only atomic within one file system.
    beside = target.with_name(f".{target.name}.{uuid.uuid4().hex}")
    beside.mkdir()
    try:
        for name in TABLES:
            table = _arrow(name, _columns_of(log, name))
            if name == "events":
                head = json.dumps(_head(log), ensure_ascii=False, sort_keys=True)
                table = table.replace_schema_metadata({_HEAD: head.encode()})
            pq.write_table(
                table,
                beside / f"{name}.parquet",
                compression="zstd",
                write_page_checksum=True,
            )
        _swap(beside, target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return target


def write_csv(log: EventLog, file: str | PathLike[str], *, labels: bool = True) -> Path:
    """Writes the events as one CSV file (UTF-8): all of it or nothing.

    Args:
        log: what to write.
        file: where; its folder is made; a file that is there is replaced.
        labels: names and local dates instead of indices and ticks.

    Returns:
        The file.
    """
    target = Path(file)
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{uuid.uuid4().hex}")
    try:
        log.frame(labels=labels).to_csv(beside, index=False, lineterminator="\n")
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    return target


def _refuse_foreign(target: Path) -> None:
    """Nobody's work is overwritten: only an event log, and only if nothing else lies in it."""
    if not target.exists():
        return
    ours = {f"{name}.parquet" for name in TABLES}
    foreign = target.is_file() or {file.name for file in target.iterdir()} - ours
    if not foreign and any(target.iterdir()):
        try:
            _read_head(target)
        except GtmsimError:
            foreign = True
    if foreign:
        raise GtmsimError(
            f"{target} exists and is not an event log, or holds other files as well; "
            "it was left alone. Choose another folder."
        )


def _swap(beside: Path, target: Path) -> None:
    """Puts the new folder in the old one's place; the old one survives a failure."""
    if not target.exists():
        beside.rename(target)
        return
    old = target.with_name(f".{target.name}.{uuid.uuid4().hex}")
    target.rename(old)
    try:
        beside.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _columns_of(log: EventLog, name: str) -> Table:
    if name == "clocks":
        return dict(log.table("clocks", labels=False))
    if name == "reasons":
        return {"id": log.reasons, "label": log.reason_labels}
    if name == "milestones":
        return {"id": log.milestones}
    return dict(getattr(log, name))


def _arrow(name: str, columns: Table) -> pa.Table:
    schema, arrays = [], []
    for column, values in columns.items():
        numbers = isinstance(values, pd.Series | np.ndarray) and values.dtype.kind in "biuf"
        try:
            array = pa.array(values if numbers else list(values))
        except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError) as error:
            raise GtmsimError(
                f"column `{column}` of the log's table `{name}` mixes kinds of values: {error}"
            ) from error
        arrays.append(array)
        schema.append(pa.field(column, array.type, metadata=_ARRAY if numbers else None))
    return pa.table(arrays, schema=pa.schema(schema))


def _head(log: EventLog) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "clocks": len(log.clocks),
        "definitions": dict(log.definitions),
        "meta": {key: _plain(value) for key, value in log.meta.items()},
    }


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return {"array": value.tolist(), "type": value.dtype.str}
    return value.item() if isinstance(value, np.generic) else value


# --- Reading -----------------------------------------------------------------------------


def read(folder: str | PathLike[str]) -> EventLog:
    """Reads a log that `write` has written; it equals the original.

    Raises:
        GtmsimError: the folder is not there, is not an event log, or is damaged.
    """
    source = Path(folder)
    if not source.exists():
        raise GtmsimError(f"{source}: there is no such folder.")
    if not source.is_dir():
        raise GtmsimError(f"{source} is a file; an event log is a folder with {TABLES[0]}.parquet.")
    head = _read_head(source)
    tables = {name: _read_table(source, name) for name in TABLES}
    for name, columns in _SPECIAL.items():
        if set(tables[name]) != set(columns):
            raise GtmsimError(
                f"{source / name}.parquet should have the columns {', '.join(columns)}, "
                f"but has {', '.join(tables[name])}."
            )
    clocks, reasons = tables["clocks"], tables["reasons"]
    spans = np.column_stack([clocks["opens"], clocks["closes"]])
    plain = {name: table for name, table in tables.items() if name not in _SPECIAL}
    try:
        return EventLog(
            **plain,
            clocks=[spans[clocks["clock"] == index] for index in range(head["clocks"])],
            reasons=reasons["id"],
            reason_labels=reasons["label"],
            milestones=tables["milestones"]["id"],
            definitions=head["definitions"],
            meta={key: _unplain(value) for key, value in head["meta"].items()},
        )
    except GtmsimError as error:
        raise GtmsimError(f"{source} is not a whole event log: {error}") from error


def _read_head(source: Path) -> dict[str, Any]:
    if not (source / "events.parquet").exists():
        raise GtmsimError(f"{source} is not an event log: it holds no events.parquet.")
    with _opened(source, "events") as opened:
        metadata = opened.schema_arrow.metadata or {}
    try:
        head = json.loads(metadata[_HEAD])
        version, *_ = (head[key] for key in ("format", "clocks", "definitions", "meta"))
    except (KeyError, TypeError, ValueError) as error:
        raise GtmsimError(
            f"{source} is not an event log: gtmsim did not write its events.parquet."
        ) from error
    if version != FORMAT:
        raise GtmsimError(f"{source} holds a {version!r}; this version of gtmsim reads {FORMAT!r}.")
    return dict(head)


def _opened(source: Path, name: str) -> pq.ParquetFile:
    file = source / f"{name}.parquet"
    if not file.exists():
        raise GtmsimError(f"{source} is incomplete: {file.name} is missing. Was it copied whole?")
    try:
        return pq.ParquetFile(file, page_checksum_verification=True)
    except (pa.ArrowInvalid, OSError) as error:
        raise _damaged(file, error) from error


def _damaged(file: Path, error: Exception) -> GtmsimError:
    reason = str(error).splitlines()[0]
    return GtmsimError(f"{file} is damaged or cut short and cannot be read: {reason}")


def _read_table(source: Path, name: str) -> Table:
    with _opened(source, name) as opened:
        try:
            table = opened.read()
        except (pa.ArrowInvalid, OSError) as error:
            raise _damaged(source / f"{name}.parquet", error) from error
    columns: Table = {}
    for column in table.schema:
        values = table.column(column.name)
        is_array = (column.metadata or {}).get(b"gtmsim") == b"array"
        columns[column.name] = values.to_numpy() if is_array else values.to_pylist()
    return columns


def _unplain(value: Any) -> Any:
    if isinstance(value, dict) and set(value) == {"array", "type"}:
        return np.array(value["array"], dtype=value["type"])
    return value


__all__ = ["FORMAT", "TABLES", "read", "to_event_log_frame", "write", "write_csv"]
