"""One call gives every kind of figure, from what a run, a comparison, a sweep ... has given."""

from __future__ import annotations

from pathlib import Path

import pytest

import gtmsim
from gtmsim.experiment import Comparison, Crossover, Explanation, Result
from gtmsim.report import figures
from gtmsim.report.figures import FigureError
from gtmsim.report.gallery import KINDS, Found, kinds_of
from tests.experiment.judged import company as callers
from tests.report.overlaps import complaints


@pytest.fixture(scope="module")
def crossed() -> Crossover:
    one, two = callers(), callers(teams__callers__headcount=2)
    return gtmsim.crossover(one, two, volume=[0.5, 2], headcount=[1, 3], replications=3)


@pytest.fixture(scope="module")
def explained() -> Explanation:
    one, two = callers(), callers(teams__callers__headcount=2)
    return gtmsim.explain(one, two, replications=3, tipping=False, names=("one", "two"))


@pytest.fixture
def sources(
    simulated: Result,
    compared: Comparison,
    swept: Result,
    crossed: Crossover,
    explained: Explanation,
) -> dict[str, Found]:
    log = gtmsim.run(gtmsim.compile(callers()), seed=1)
    return {
        "result": simulated,
        "comparison": compared,
        "sweep": swept,
        "crossover": crossed,
        "explanation": explained,
        "log": log,
    }


def test_every_kind_is_made_from_something_real(sources: dict[str, Found]) -> None:
    made = {
        "heat": gtmsim.figure(sources["sweep"], kpi="waiting_time"),
        "frontier": gtmsim.figure(
            sources["sweep"], "frontier", cost="work_hours", kpi="waiting_time"
        ),
        "differences": gtmsim.figure(sources["comparison"]),
        "crossover": gtmsim.figure(sources["crossover"]),
        "waterfall": gtmsim.figure(sources["explanation"]),
    }
    for kind in ("funnel", "utilization", "backlog", "fan", "speed", "retention", "journey",
                 "week"):  # fmt: skip
        made[kind] = gtmsim.figure(sources["result"], kind)
    assert made.keys() == KINDS.keys()
    found = {
        (kind, lang): told
        for kind, each in made.items()
        for lang in ("en", "ja")
        if (told := complaints(figures.picture(each, lang=lang)))  # type: ignore[arg-type]
    }
    assert not found


def test_without_a_kind_each_source_shows_what_says_most(sources: dict[str, Found]) -> None:
    first = {name: next(iter(kinds_of(each))) for name, each in sources.items()}
    assert first == {
        "result": "funnel",
        "comparison": "differences",
        "sweep": "heat",
        "crossover": "crossover",
        "explanation": "waterfall",
        "log": "funnel",
    }


def test_the_fan_is_that_of_the_first_target_or_of_the_kpi_asked_for(simulated: Result) -> None:
    aimed, free = gtmsim.figure(simulated, "fan"), gtmsim.figure(simulated, "fan", kpi="wins")
    assert isinstance(aimed, figures.FanFigure)
    assert isinstance(free, figures.FanFigure)
    assert aimed.target > 0
    assert free.target != free.target  # none: no target counts wins
    assert free.name[0] == "Wins"


def test_the_waterfall_goes_from_the_first_design_to_the_second(explained: Explanation) -> None:
    made = gtmsim.figure(explained)
    assert isinstance(made, figures.WaterfallFigure)
    about = explained.verdict.objective.kpi
    assert made.start[1] == pytest.approx(explained.result.estimate(about, 0).mean)
    assert made.end[1] == pytest.approx(explained.result.estimate(about, 1).mean)


def test_the_crossover_map_says_what_the_cells_say(crossed: Crossover) -> None:
    made = gtmsim.figure(crossed)
    assert isinstance(made, figures.CrossoverFigure)
    assert made.rows == ("1", "3")
    assert made.verdicts[0] == (-1, -1), "two teams need two people"
    codes = {"worse": 1, "better": 2, "no clear difference": 0}
    assert made.verdicts[1] == tuple(codes[crossed.cell(each, 3).verdict] for each in (0.5, 2))
    change = crossed.cell(2, 3).difference
    assert change is not None
    assert made.changes[1][1] == change.change.mean


def test_what_cannot_be_shown_is_refused_with_what_can(simulated: Result) -> None:
    log = gtmsim.run(gtmsim.compile(callers()), seed=1)
    with pytest.raises(FigureError, match="gives: funnel, speed, retention, journey, week"):
        gtmsim.figure(log, "heat")
    with pytest.raises(FigureError, match="'pie' is no figure"):
        gtmsim.figure(simulated, "pie")
    with pytest.raises(FigureError, match="has no person: it lets choose point, lead"):
        gtmsim.figure(simulated, "journey", person="inside_sales-1")
    with pytest.raises(FigureError, match="nobody is called"):
        gtmsim.figure(log, "week", person="somebody")
    with pytest.raises(FigureError, match="a str gives no figure"):
        gtmsim.figure("log")  # type: ignore[arg-type]


def test_a_figure_is_saved_as_its_name_says(simulated: Result, tmp_path: Path) -> None:
    made = gtmsim.figure(simulated, "funnel")
    assert made.save(tmp_path / "f.png", lang="ja").read_bytes()[:4] == b"\x89PNG"
    assert "<svg" in made.save(tmp_path / "f.svg").read_text(encoding="utf-8")
    assert made.in_japanese()._repr_svg_() == figures.svg(made, lang="ja")
    with pytest.raises(FigureError, match=r"ends in \.svg or \.png"):
        made.save(tmp_path / "f.pdf")
