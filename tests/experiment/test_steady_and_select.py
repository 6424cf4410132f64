"""Long-run means and selection, on the engine."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor

import pytest

from gtmsim.experiment import ExperimentError, allocate, long_run, select
from gtmsim.stats import mm1
from tests.experiment import worlds

HOURS = worlds.desk().change("horizon", "400 days")


def test_batch_means_of_one_long_run() -> None:
    """An M/M/1 queue at 10/24: how busy it is, and how long leads wait."""
    queue = mm1(arrival_rate=10 / 24, service_rate=1.0)
    busy = long_run(HOURS, "utilization.sales", every="week", warm_up=3, batches=10, level=0.999)
    assert busy.estimate.low < queue.utilization < busy.estimate.high
    assert busy.values.shape[0] == 1
    assert "batch means" in repr(busy)


def test_replication_and_deletion() -> None:
    with ThreadPoolExecutor(2) as executor:
        found = long_run(
            worlds.desk().change("horizon", "100 days"),
            "utilization.sales",
            replications=8,
            warm_up=5,
            executor=executor,
            level=0.999,
        )
    assert found.estimate.low < 10 / 24 < found.estimate.high
    assert found.estimate.n == 8


def test_the_warm_up_is_found() -> None:
    found = long_run(HOURS, "utilization.sales", every="day")
    assert found.found is not None
    assert found.warm_up == found.found.length


def test_undefined_periods_are_refused() -> None:
    with pytest.raises(ExperimentError, match="undefined in"):
        long_run(worlds.desk().change("channels.web.leads", "1 per day"), "waiting_time")


def test_the_best_is_selected_with_a_promise() -> None:
    designs = {str(n): worlds.desk().change("teams.sales.headcount", n) for n in (1, 2, 3)}
    chosen = select(designs, "waiting_time", indifference=0.05, cap=200)
    assert chosen.name in ("2", "3")
    assert chosen.replications["1"] <= chosen.replications[chosen.name]
    assert "At least 95% sure" in repr(chosen)
    assert "95%以上の確率で最良" in chosen.text("ja")
    assert f"Selected: {chosen.name}" in chosen._repr_html_()
    spent = allocate(designs, "waiting_time", budget=60)
    assert sum(spent.replications.values()) == 60
    assert spent.name in ("2", "3")
    assert math.isfinite(spent.means["1"])
    assert "最良である確率は約" in spent.text("ja")


def test_selection_by_a_neutral_kpi_is_refused() -> None:
    designs = {"a": worlds.desk(), "b": worlds.desk()}
    with pytest.raises(ExperimentError, match="neither higher nor lower"):
        select(designs, "utilization.sales", indifference=0.1)
