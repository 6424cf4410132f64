"""Figures: their numbers are those of the log; drawn, every text can be read in both languages."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

import gtmsim
from gtmsim.experiment import Comparison, Result
from gtmsim.experiment.briefing import Briefing
from gtmsim.kpi.flow import funnel_flow
from gtmsim.kpi.lives import telling_lead
from gtmsim.log import Kind
from gtmsim.report import figures
from gtmsim.report.figures import FigureError, Share
from gtmsim.report.figures.alternative import alternative
from gtmsim.report.figures.differences import DifferenceLine, shown_to
from gtmsim.report.figures.drawing import apart
from tests.report.overlaps import complaints

Made = Callable[[], object]


def crossover() -> figures.CrossoverFigure:
    return figures.crossover_figure(
        ("wins", "受注件数"),
        (("generalists", "全員型"), ("THE MODEL", "THE MODEL型")),
        ("ready now", "検討中の割合"),
        ("months until ready", "検討開始までの月数"),
        ("5%", "10%", "20%"),
        ("3", "6", "9", "12"),
        ((1, 1, 0, 2), (1, 0, 2, 2), (0, 2, 2, 2)),
        (1, 1),
    )


def waterfall() -> figures.WaterfallFigure:
    return figures.waterfall_figure(
        ("Where six wins come from", "受注増の内訳"),
        "leads",
        (("generalists", "全員型"), 90.0),
        (("THE MODEL", "THE MODEL型"), 96.0),
        [
            Share(("faster answers", "応答の速さ"), 7.0, 4.0, 10.0),
            Share(("handoffs lose information", "引き継ぎでの情報落ち"), -0.5, -1.5, 0.5),
            Share(("the rest", "その他"), -0.5),
        ],
    )


@pytest.fixture
def gallery(told: Briefing, compared: Comparison, swept: Result) -> dict[str, object]:
    months = told.over_time
    lead = telling_lead(months.log)
    assert lead is not None
    assert told.landing is not None
    name = ("New ARR", "新規ARR")
    return {
        "funnel": figures.funnel_figure(months.flow, months.replications),
        "utilization": figures.utilization_figure(months),
        "backlog": figures.backlog_figure(months),
        "way": figures.fan_figure(months, "new_arr", name, told.landing, level=False),
        "arr": figures.fan_figure(months, "arr", ("ARR", "ARR"), None, level=True),
        "promise": figures.promise_figure(months.log, months.responses[0]),
        "differences": figures.differences_figure(compared),
        "heat": figures.heat_figure(swept, "waiting_time"),
        "frontier": figures.frontier_figure(swept, "work_hours", "waiting_time"),
        "crossover": crossover(),
        "waterfall": waterfall(),
        "money": figures.attribution_figure(
            ("What makes the difference", "差の要因"),
            "JPY per year",
            (("A", "A"), 8.51e7),
            (("B", "B"), 8.68e7),
            [Share(("odds that fall with the delay", "初動の遅れ"), 1.3e6, -3e7, 4e7)],
        ),
        "retention": figures.retention_figure(months.cohorts, months.replications),
        "strip": figures.strip_figure(months.log, lead),
        "week": figures.week_figure(months.log, str(months.log.reps["id"][1])),
    }


def test_every_text_can_be_read_in_both_languages(gallery: dict[str, object]) -> None:
    found = {
        (name, lang): told
        for name, figure in gallery.items()
        for lang in ("en", "ja")
        if (told := complaints(figures.picture(figure, lang=lang)))  # type: ignore[arg-type]
    }
    assert not found


def test_the_checker_sees_what_a_reader_would_mind() -> None:
    made = figures.picture(crossover())
    axes = made.axes[0]
    axes.text(0.5, 0.5, "one text", transform=axes.transAxes)
    axes.text(0.51, 0.5, "another", transform=axes.transAxes)
    axes.text(1.6, 0.2, "far out", transform=axes.transAxes, in_layout=False)
    axes.text(0.1, 0.35, "tiny", transform=axes.transAxes, fontsize=6)
    made.canvas.draw()
    told = "\n".join(complaints(made))
    assert "'one text' lies on 'another'" in told
    assert "'far out' leaves the page" in told
    assert "'tiny' is 6 points" in told


def test_every_figure_has_words_for_those_who_do_not_see_it(gallery: dict[str, object]) -> None:
    for figure in gallery.values():
        english, japanese = alternative(figure, "en"), alternative(figure, "ja")
        assert len(english) > 20
        assert len(japanese) > 10
        assert english != japanese
        assert "nan" not in english


def test_drawing_leaves_no_trace_in_matplotlib(gallery: dict[str, object]) -> None:
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    figures.svg(gallery["crossover"], lang="ja")
    assert dict(mpl.rcParams) == before


def test_the_same_figure_gives_the_same_svg_which_needs_no_font(
    gallery: dict[str, object],
) -> None:
    once, again = (figures.svg(gallery["waterfall"], lang="ja") for _ in range(2))
    assert once == again
    assert "<text" not in once
    assert "font-family" not in once
    assert "http://" not in once.replace("http://www.w3.org", "").replace(
        "http://purl.org", ""
    ).replace("http://creativecommons.org", "")


# --- What the figures say --------------------------------------------------------------------


def test_the_funnel_loses_nobody(told: Briefing) -> None:
    log = told.over_time.log
    levels = funnel_flow(log)
    assert [level.milestone for level in levels] == ["leads", "mql", "sal", "sql", "won"]
    for level, following in itertools.pairwise(levels):
        gone = level.lost + level.merged + level.open
        assert level.reached == following.reached + gone
    reached = {row.kpi: row.value for row in gtmsim.measure(log, ["leads"])}
    assert levels[0].reached == reached["leads"]


def test_the_funnel_figure_shows_the_numbers_of_the_flow(told: Briefing) -> None:
    months = told.over_time
    made = figures.funnel_figure(months.flow, months.replications)
    assert [step.reached for step in made.steps] == [level.reached for level in months.flow]
    assert made.steps[3].name == ("SQL", "有効商談 (SQL)")


def test_months_are_quantiles_over_replications(told: Briefing) -> None:
    made = figures.utilization_figure(told.over_time)
    names = [band.name[0] for band in made.bands]
    values = told.over_time.values["utilization.inside_sales"]
    band = made.bands[names.index("inside sales")]
    assert np.allclose(band.quantiles[2], np.median(values, axis=0))
    assert all(low <= high for low, high in zip(band.quantiles[0], band.quantiles[4], strict=True))


def test_the_way_to_the_target_ends_where_the_replications_land(told: Briefing) -> None:
    landing = told.landing
    assert landing is not None
    made = figures.fan_figure(told.over_time, "new_arr", ("", ""), landing, level=False)
    ends = [row[-1] for row in made.quantiles]
    assert np.allclose([ends[0], ends[2], ends[4]], [landing.p10, landing.median, landing.p90])
    assert len(made.ends) == 6
    assert made.ends[-1] == date(2026, 10, 1)
    assert made.target == landing.amount


def test_the_promise_is_told_as_it_stands(told: Briefing) -> None:
    months = told.over_time
    made = figures.promise_figure(months.log, months.responses[0])
    assert made.stage[0] == "qualify"
    assert made.limit == 15
    assert made.target == 0.9
    shares = [share for _, _, share in made.within]
    assert shares == sorted(shares)
    assert shares[0] > 0
    assert shares[-1] <= 1


def test_differences_are_paired_and_say_what_is_clear(compared: Comparison) -> None:
    made = figures.differences_figure(compared)
    row = compared.row("waiting_time")
    line = next(each for each in made.lines if each.unit == "hours")
    assert row.difference is not None
    assert line.change == row.difference.change.mean
    assert line.verdict == "better"
    assert math.isclose(line.mean, line.change / row.baseline.mean * 100)


def test_a_difference_far_beyond_all_others_does_not_hide_them() -> None:
    def lines(*means: float) -> list[DifferenceLine]:
        return [DifferenceLine(("", ""), x, x - 1, x + 1, x, "share", "better") for x in means]

    assert shown_to(lines(9, 12, 20_000)) == 4 * 13
    assert shown_to(lines(9, 12, 30)) == math.inf
    assert shown_to(lines()) == math.inf


def test_the_map_marks_what_may_be_the_best(swept: Result) -> None:
    made = figures.heat_figure(swept, "waiting_time")
    assert made.columns == ("1", "2", "3")
    assert made.rows == ("",)
    assert not made.higher
    ranking = swept.ranking("waiting_time")
    best = {row.point.index for row in ranking.contenders}
    assert {at for at, mark in enumerate(made.contenders[0]) if mark} == best


def test_the_frontier_holds_what_nothing_beats(swept: Result) -> None:
    made = figures.frontier_figure(swept, "work_hours", "waiting_time")
    assert swept.meaning("waiting_time").direction == "lower"
    for offer in made.offers:
        beaten = any(
            (other.cost <= offer.cost and other.value <= offer.value) and other != offer
            for other in made.offers
        )
        assert offer.frontier != beaten


def test_a_life_passes_its_stages_in_order(told: Briefing) -> None:
    log = told.over_time.log
    lead = telling_lead(log)
    assert lead is not None
    made = figures.strip_figure(log, lead)
    events = log.events
    entered = (events["lead"] == lead) & (events["kind"] == Kind.ENTERED)
    stays = sum(len(lane.stays) for lane in made.lanes)
    assert made.hidden or stays == int(entered.sum())
    assert "won" in [each.words[0] for each in made.happenings]


def test_nobody_works_outside_of_their_hours_in_a_week(told: Briefing) -> None:
    log = told.over_time.log
    for person in log.reps["id"][:4]:
        made = figures.week_figure(log, str(person))
        assert 0 <= made.busy <= 1
        for slot in made.slots:
            assert any(
                slot.day == hours.day and hours.begin <= slot.begin and slot.end <= hours.end
                for hours in made.present
            )


def test_who_stays_only_becomes_fewer(told: Briefing) -> None:
    made = figures.retention_figure(told.over_time.cohorts, told.over_time.replications)
    for row in made.kept:
        assert all(later <= earlier for earlier, later in itertools.pairwise(row))


def test_what_switched_off_causes_do_not_explain_stands_by_itself() -> None:
    plain, other = ("", ""), ("b", "b")
    shares = [Share(plain, 1.0), Share(other, -4.0, -5.0, -3.0)]
    made = figures.attribution_figure(plain, "leads", (plain, 90.0), (plain, 96.0), shares)
    assert [each.value for each in made.shares] == [-4.0, 1.0, 9.0]
    assert made.shares[0] == shares[1]


@pytest.mark.parametrize(
    ("attempt", "complaint"),
    [
        (
            lambda: figures.waterfall_figure(("", ""), "leads", (("", ""), 1.0), (("", ""), 9.0),
                                             [Share(("", ""), 1.0)]),
            "must add up",
        ),
        (
            lambda: figures.crossover_figure(("", ""), (("", ""), ("", "")), ("", ""), ("", ""),
                                             ("1",), ("1", "2"), ((1,),)),
            "one verdict for each",
        ),
        (
            lambda: figures.crossover_figure(("", ""), (("", ""), ("", "")), ("", ""), ("", ""),
                                             ("1",), ("1",), ((3,),)),
            "a verdict is 1 or 2",
        ),
        (lambda: figures.picture("no figure"), "is no figure"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused(attempt: Made, complaint: str) -> None:
    with pytest.raises(FigureError, match=complaint):
        attempt()


def test_a_frontier_needs_what_was_measured(swept: Result) -> None:
    with pytest.raises(FigureError, match="no frontier"):
        figures.frontier_figure(swept, "spend", "waiting_time")


@pytest.mark.parametrize("places", [[0.0, 0.0, 0.0], [5.0, 1.0, 1.1], [9.9, 9.8, 0.1, 0.2], [3.0]])
def test_labels_are_moved_apart_and_stay_inside(places: list[float]) -> None:
    found = apart(places, 1.0, 0.0, 10.0)
    ordered = sorted(found)
    assert all(b - a >= 1.0 - 1e-9 for a, b in itertools.pairwise(ordered))
    assert ordered[0] >= 0
    assert ordered[-1] <= 10
    assert [places[at] for at in np.argsort(found, kind="stable")] == sorted(places)
