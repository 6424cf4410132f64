"""Points are what the design says, and refused where it says nothing sensible."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gtmsim.experiment import Between, ExperimentError, sweep
from gtmsim.experiment.design import points_of, short_names
from tests.experiment import worlds

TWO = {"a.x": range(1, 4), "b.y": ["p", "q"]}


def test_a_grid_is_every_combination() -> None:
    found = points_of(["today", "plan"], TWO)
    assert len(found) == 12
    assert [point.index for point in found] == list(range(12))
    assert found[0].label == "today: a.x 1, b.y p"
    assert found[-1].settings == (("a.x", "3"), ("b.y", "q"))
    assert found[-1].scenario == "plan"


@pytest.mark.parametrize("design", ["latin", "sobol"])
def test_samples_fill_every_level(design: str) -> None:
    values = {"a.x": range(8), "b.y": Between("10%", "30%"), "c.z": Between(5, 7)}
    found = points_of(["s"], values, design=design, points=16, seed=1)
    levels = [dict(point.settings)["a.x"] for point in found]
    assert sorted(levels) == sorted([str(level) for level in range(8)] * 2)
    shares = [float(str(dict(point.settings)["b.y"]).rstrip("%")) for point in found]
    assert sorted(math.floor((share - 10) / 20 * 16) for share in shares) == list(range(16))
    assert found == points_of(["s"], values, design=design, points=16, seed=1)
    assert found != points_of(["s"], values, design=design, points=16, seed=2)


def test_any_number_of_sobol_points() -> None:
    found = points_of(["s"], {"a": Between("1 h", "3 h")}, design="sobol", points=5)
    assert len(found) == 5
    assert all(str(dict(point.settings)["a"]).endswith(" h") for point in found)


def test_names_are_as_short_as_they_may_be() -> None:
    assert short_names(["teams.is.headcount", "a.x.nurture", "b.x.nurture", "start"]) == {
        "teams.is.headcount": "is.headcount",
        "a.x.nurture": "a.x.nurture",
        "b.x.nurture": "b.x.nurture",
        "start": "start",
    }


@pytest.mark.parametrize(
    ("values", "rest", "why"),
    [
        ({"a": "12"}, {}, "is one value"),
        ({"a": []}, {}, "no values to try"),
        ({"a": Between(1, 2)}, {}, "a grid needs steps"),
        ({"a": range(1000), "b": range(1000)}, {}, "1,000,000 points"),
        ({"a": [1]}, {"design": "sobol"}, "needs `points`"),
        ({"a": [1]}, {"design": "random"}, "no design 'random'"),
        ({"a": Between("1 h", "3 min")}, {"design": "latin", "points": 2}, "different units"),
        ({}, {"design": "latin", "points": 2}, "needs values to vary"),
    ],
)
def test_refused(values: dict[str, object], rest: dict[str, object], why: str) -> None:
    with pytest.raises(ExperimentError, match=why):
        points_of(["s"], values, **rest)  # type: ignore[arg-type]


def test_several_scenarios_visit_the_same_settings() -> None:
    designs = {"slow": worlds.desk(), "quick": worlds.desk().change("stages.answer.work", "10 min")}
    result = sweep(
        designs, {"teams.sales.headcount": [1, 2]}, replications=5, kpis=["waiting_time"]
    )
    assert [point.label for point in result.points] == [
        "slow: sales.headcount 1",
        "slow: sales.headcount 2",
        "quick: sales.headcount 1",
        "quick: sales.headcount 2",
    ]
    assert np.isfinite(result.summary()["mean"]).all()
    assert "scenario" in repr(result).splitlines()[1]
