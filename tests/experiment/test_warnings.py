"""What a reader must know before believing a figure reaches every table of an experiment."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from gtmsim.experiment import compare, parts, simulate, sweep
from gtmsim.kpi.kpi import NO_OPENING
from gtmsim.scenario import Scenario
from tests.cli.conftest import Command, gtmsim

__all__ = ["gtmsim"]

SELLER = """\
name: seller
start: 2026-04-01
horizon: 40 days
currency: JPY
segments:
  all: {share: 100%, deal_size: 1_200_000 JPY per year}
channels:
  web: {leads: 2 per day}
stages:
  sell:
    function: sales
    work: 1 h
    then: {won: {share: 30%, to: end, milestone: won}, lost: rest}
teams:
  sales: {covers: [sales], headcount: 1, calendar: {hours: always}}
"""
KPIS = ["wins", "arr", "mrr"]


def seller() -> Scenario:
    return Scenario.from_text(SELLER)


def grown() -> Scenario:
    """The same company, which has lived for a while before the start."""
    return seller().change("history", "30 days")


def test_a_result_carries_warnings_on_every_row_and_once_below() -> None:
    result = simulate(seller(), replications=2, kpis=KPIS)
    for frame in (result.frame(), result.summary()):
        assert dict(zip(frame["kpi"], frame["warning"], strict=True)) == {
            "wins": "", "arr": NO_OPENING, "mrr": NO_OPENING
        }  # fmt: skip
    assert repr(result).count(NO_OPENING) == 1
    assert f"Warning: {NO_OPENING}: arr, mrr" in repr(result)


def test_a_comparison_and_a_sweep_carry_them_too() -> None:
    found = compare({"a": seller(), "b": seller()}, replications=2, kpis=KPIS)
    assert found.frame()["warning"].tolist() == ["", NO_OPENING, NO_OPENING]
    assert repr(found).count(f"Warning: {NO_OPENING}: arr, mrr") == 1
    assert (
        "注意: 期首残高なし: 開始後の受注分のみ: ARR (期末)、MRR (期末)" in found.grid("ja").text()
    )
    swept = sweep(seller(), {"teams.sales.headcount": [1, 2]}, replications=2, kpis=KPIS)
    assert repr(swept).count(f"Warning: {NO_OPENING}: arr, mrr") == 1
    assert NO_OPENING not in repr(sweep(seller(), {"teams.sales.headcount": [1]}, replications=2,
                                        kpis=["wins"]))  # fmt: skip


def test_a_warning_about_some_designs_names_them() -> None:
    found = compare({"new": seller(), "grown": grown()}, replications=2, kpis=["arr"])
    assert f"Warning: {NO_OPENING}: arr (new)" in repr(found)
    assert found.frame()["warning"].tolist() == [NO_OPENING]
    summary = found.result.summary()
    assert summary["warning"].tolist() == [NO_OPENING, ""]


def test_a_store_keeps_warnings_and_reads_parts_without(tmp_path: Path) -> None:
    kept = simulate(seller(), replications=2, kpis=KPIS, out=tmp_path / "kept")
    assert f"Warning: {NO_OPENING}: arr, mrr" in repr(kept)
    part = min((tmp_path / "kept" / "parts").glob("*.parquet"))
    assert parts.read_part(part).batches[0].meanings[1].warning == NO_OPENING
    older = tmp_path / "older.parquet"
    pq.write_table(pq.read_table(part).drop_columns(["warning"]), older)
    (batch,) = parts.read_part(older).batches
    assert {each.warning for each in batch.meanings} == {""}
    assert batch.values.tolist() == parts.read_part(part).batches[0].values.tolist()


@pytest.mark.parametrize("replications", [1, 2])
def test_commands_print_them(tmp_path: Path, gtmsim: Command, replications: int) -> None:
    file = tmp_path / "seller.yaml"
    file.write_text(SELLER, encoding="utf-8")
    options = ["--replications", replications, "--kpi", "arr", "--kpi", "wins"]
    table = " ".join(gtmsim("run", file, *options).output.split())
    assert table.count(f"Warning: {NO_OPENING}: ARR at the end") == 1
    japanese = " ".join(gtmsim("run", file, *options, "--lang", "ja").output.split())
    assert "注意: 期首残高なし: 開始後の受注分のみ: ARR (期末)" in japanese
    rows = json.loads(gtmsim("run", file, *options, "--format", "json").output)["kpis"]
    assert [row["warning"] for row in rows] == [NO_OPENING, ""]
    text = gtmsim("run", file, *options, "--format", "csv").output
    assert text.splitlines()[0].endswith(",note,warning")
    both = gtmsim("compare", file, file, "--replications", 2, "--kpi", "arr").output
    assert f"Warning: {NO_OPENING}: arr" in both
