"""Files: what is written is read back equal; nothing foreign is overwritten or believed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gtmsim.errors import GtmsimError
from gtmsim.log import COLUMNS, ENDS, EventLog, Kind, files
from tests.log.world import little, reorganized


@pytest.fixture
def log() -> EventLog:
    return little().log()


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


# --- Parquet ------------------------------------------------------------------------


def test_a_log_is_read_back_equal(log: EventLog, tmp_path: Path) -> None:
    for one in (log, reorganized().log(), empty()):
        folder = files.write(one, tmp_path / "deep" / "log")
        back = files.read(folder)
        assert back == one
        assert back.digest() == one.digest()
        assert one.difference(back) == ""


def empty() -> EventLog:
    """Events and leads without rows, and no other table."""
    log = little().log()
    cut = {name: column[:0] for name, column in log.events.items()}
    return EventLog(events=cut, leads={name: column[:0] for name, column in log.leads.items()})


def test_types_survive(log: EventLog, tmp_path: Path) -> None:
    back = files.read(files.write(log, tmp_path / "log"))
    assert {name: str(column.dtype) for name, column in back.events.items()} == COLUMNS
    assert back.leads["attribute.region"].dtype == np.int64
    assert back.leads["attribute.employees"].dtype == np.float64
    assert back.teams["functions"] == [["inside_sales"], ["field_sales"]]
    assert isinstance(back.meta["months"], np.ndarray)
    assert back.reps["key"][0] == 2**64 - 1
    assert repr(back) == repr(log)


def test_odd_but_fair_content_survives(log: EventLog, tmp_path: Path) -> None:
    odd = replace(
        log,
        clocks=[np.empty((0, 2)), *log.clocks, np.empty((0, 2))],
        channels=log.channels | {"cost_each": [None, 3], "weight": [1, 2.5], "live": [True, False]},
        attributes={"name": ["a", "b"], "categories": [[], []]},
        milestones=[],
    )
    assert files.read(files.write(odd, tmp_path / "log")) == odd


def test_a_column_of_mixed_kinds_is_refused(log: EventLog, tmp_path: Path) -> None:
    mixed = replace(log, channels=log.channels | {"cost_each": ["free", 3]})
    with pytest.raises(GtmsimError, match="column `cost_each` of the log's table `channels` mixes"):
        files.write(mixed, tmp_path / "log")
    assert names(tmp_path) == set()


def test_equal_logs_are_equal_files(log: EventLog, tmp_path: Path) -> None:
    one, two = files.write(log, tmp_path / "one"), files.write(little().log(), tmp_path / "two")
    for name in names(one):
        assert (one / name).read_bytes() == (two / name).read_bytes()


def test_any_tool_reads_the_tables(log: EventLog, tmp_path: Path) -> None:
    folder = files.write(log, tmp_path / "log")
    assert names(folder) == {f"{name}.parquet" for name in files.TABLES}
    counted = duckdb.sql(
        f"select count(*), max(time) from '{folder / 'events.parquet'}'"
    ).fetchall()
    assert counted == [(len(log), int(log.events["time"].max()))]
    assert pd.read_parquet(folder / "teams.parquet")["label"].tolist() == ["内勤", "外勤"]


def test_writing_again_replaces_and_leaves_nothing_behind(log: EventLog, tmp_path: Path) -> None:
    files.write(reorganized().log(), tmp_path / "log")
    files.write(log, tmp_path / "log")
    assert files.read(tmp_path / "log") == log
    assert names(tmp_path) == {"log"}
    (tmp_path / "empty").mkdir()
    files.write(log, tmp_path / "empty")
    assert files.read(tmp_path / "empty") == log


def test_a_failure_leaves_the_old_log(
    log: EventLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.write(log, tmp_path / "log")
    rename = Path.rename

    def fails(self: Path, target: Path) -> Path:
        if target == tmp_path / "log" and names(self) and not breaks.get("done"):
            breaks["done"] = True
            raise OSError("disk full")
        return rename(self, target)

    breaks: dict[str, bool] = {}
    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises(OSError, match="disk full"):
        files.write(reorganized().log(), tmp_path / "log")
    monkeypatch.undo()
    assert files.read(tmp_path / "log") == log
    assert names(tmp_path) == {"log"}


@pytest.mark.parametrize("case", ["file", "folder", "mixed", "foreign parquet"])
def test_nothing_foreign_is_overwritten(log: EventLog, tmp_path: Path, case: str) -> None:
    target = tmp_path / "mine"
    if case == "file":
        target.write_text("precious")
    elif case == "folder":
        target.mkdir()
        (target / "thesis.txt").write_text("precious")
    elif case == "mixed":
        files.write(log, target)
        (target / "notes.txt").write_text("precious")
    else:
        target.mkdir()
        pd.DataFrame({"a": [1]}).to_parquet(target / "events.parquet")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(GtmsimError, match="was left alone"):
        files.write(log, target)
    after = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert after == before


def test_what_is_not_a_log_is_told_so(log: EventLog, tmp_path: Path) -> None:
    with pytest.raises(GtmsimError, match="nowhere: there is no such folder"):
        files.read(tmp_path / "nowhere")
    with pytest.raises(GtmsimError, match=r"holds no events\.parquet"):
        files.read(tmp_path)
    file = tmp_path / "file"
    file.write_text("text")
    with pytest.raises(GtmsimError, match="is a file; an event log is a folder"):
        files.read(file)
    pd.DataFrame({"a": [1]}).to_parquet(tmp_path / "events.parquet")
    with pytest.raises(GtmsimError, match=r"gtmsim did not write its events\.parquet"):
        files.read(tmp_path)
    (tmp_path / "events.parquet").write_text("not parquet at all")
    with pytest.raises(GtmsimError, match="damaged or cut short"):
        files.read(tmp_path)


def test_a_log_of_another_format_is_told_so(log: EventLog, tmp_path: Path) -> None:
    folder = files.write(log, tmp_path / "log")
    table = pq.read_table(folder / "events.parquet")
    head = json.loads(table.schema.metadata[b"gtmsim"]) | {"format": "gtmsim event log 9"}
    altered = table.replace_schema_metadata({b"gtmsim": json.dumps(head).encode()})
    pq.write_table(altered, folder / "events.parquet")
    with pytest.raises(GtmsimError, match="'gtmsim event log 9'; this version of gtmsim reads"):
        files.read(folder)


@pytest.mark.parametrize("name", files.TABLES)
def test_a_missing_table_is_told(log: EventLog, tmp_path: Path, name: str) -> None:
    folder = files.write(log, tmp_path / "log")
    (folder / f"{name}.parquet").unlink()
    with pytest.raises(GtmsimError, match=rf"{name}\.parquet"):
        files.read(folder)


@pytest.mark.parametrize("name", files.TABLES)
def test_a_table_cut_short_is_told(log: EventLog, tmp_path: Path, name: str) -> None:
    file = files.write(log, tmp_path / "log") / f"{name}.parquet"
    whole = file.read_bytes()
    for size in (0, 3, len(whole) // 2, len(whole) - 1):
        file.write_bytes(whole[:size])
        with pytest.raises(GtmsimError, match=rf"{name}\.parquet is damaged or cut short"):
            files.read(file.parent)


def test_a_flipped_bit_is_told(log: EventLog, tmp_path: Path) -> None:
    file = files.write(log, tmp_path / "log") / "events.parquet"
    whole = bytearray(file.read_bytes())
    metadata = pq.read_metadata(file)
    column = metadata.row_group(0).column(1)
    whole[column.data_page_offset + column.total_compressed_size // 2] ^= 8
    file.write_bytes(bytes(whole))
    with pytest.raises(GtmsimError, match="damaged or cut short"):
        files.read(file.parent)


def test_a_table_without_a_column_is_told(log: EventLog, tmp_path: Path) -> None:
    folder = files.write(log, tmp_path / "log")
    table = pq.read_table(folder / "leads.parquet")
    pq.write_table(table.drop_columns(["arrived"]), folder / "leads.parquet")
    with pytest.raises(GtmsimError, match="`leads` lacks columns: arrived"):
        files.read(folder)
    files.write(log, folder)
    pq.write_table(pa.table({"other": [1]}), folder / "clocks.parquet")
    with pytest.raises(GtmsimError, match=r"clocks\.parquet should have the columns clock, opens"):
        files.read(folder)


# --- CSV ----------------------------------------------------------------------------


def test_csv_has_names_and_dates(log: EventLog, tmp_path: Path) -> None:
    file = files.write_csv(log, tmp_path / "new" / "events.csv")
    first, *_ = file.read_text(encoding="utf-8").splitlines()
    assert first == ",".join(COLUMNS)
    frame = pd.read_csv(file, parse_dates=["time", "due"])
    assert len(frame) == len(log)
    arrived = frame.index[frame["kind"] == "arrived"][0]
    assert frame["time"][arrived] == pd.Timestamp("2026-04-01 08:20+09:00")
    assert b"\r" not in file.read_bytes()
    assert names(file.parent) == {"events.csv"}


def test_csv_without_labels_is_the_columns(log: EventLog, tmp_path: Path) -> None:
    frame = pd.read_csv(files.write_csv(log, tmp_path / "events.csv", labels=False))
    for name in COLUMNS:
        np.testing.assert_array_equal(frame[name].to_numpy(), log.events[name])


# --- Process mining -----------------------------------------------------------------


def test_process_mining_finds_its_names(log: EventLog) -> None:
    frame = files.to_event_log_frame(log)
    assert list(frame)[:8] == [
        *("case:concept:name", "concept:name", "time:timestamp", "org:resource", "org:group"),
        *("lifecycle:transition", "case:channel", "case:segment"),
    ]
    mine = frame[frame["case:concept:name"] == "0"]
    assert mine["concept:name"].tolist()[:8] == [
        *("arrived", "qualify", "qualify: joined", "qualify: work", "qualify: touched"),
        *("qualify: work", "qualify: connected", "qualify: advanced"),
    ]
    work = mine[mine["concept:name"] == "qualify: work"]
    assert work["lifecycle:transition"].tolist() == ["start", "complete"]
    assert work["org:resource"].tolist() == ["ann", "ann"]
    assert work["org:group"].tolist() == ["desk", "desk"]
    assert set(mine["case:channel"]) == {"web"}
    assert {"milestone won", "money new"} <= set(mine["concept:name"])
    assert str(frame["time:timestamp"].dt.tz) == "Asia/Tokyo"


def test_a_map_of_the_stages_alone(log: EventLog) -> None:
    frame = files.to_event_log_frame(log, kinds=[Kind.ENTERED, *ENDS])
    paths = frame.groupby("case:concept:name")["concept:name"].agg(list).to_dict()
    assert paths["0"] == ["qualify", "demo", "live"]
    assert paths["1"] == ["qualify", "qualify", "lost"]
    assert paths["4"] == ["qualify", "merged"]


def test_what_belongs_to_no_lead_is_left_out() -> None:
    log = reorganized().log()
    assert len(files.to_event_log_frame(log)) == len(log) - 1
