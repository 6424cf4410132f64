"""Figures and pages of companies that nobody had in mind when they were drawn."""

from __future__ import annotations

import warnings

import pytest

import gtmsim
from gtmsim.experiment import Result, compare, simulate
from gtmsim.experiment.briefing import briefing
from gtmsim.report import figures
from gtmsim.report.figures import DifferenceLine, DifferencesFigure, FigureError
from gtmsim.report.figures.alternative import alternative
from gtmsim.report.kinds_of_result import OF_RESULT
from gtmsim.report.onepage import page
from tests.report.overlaps import complaints
from tests.report.strange import MARKUP, strange

ALONE = tuple(each for each in OF_RESULT if each not in ("differences", "heat", "frontier"))
"""Kinds of figure that are made from a run of one design."""


def drawn(result: Result) -> dict[str, str]:
    """What a reader would mind of every figure that there is; a refusal says why."""
    minded = {}
    for kind in ALONE:
        try:
            made = gtmsim.figure(result, kind)
        except FigureError:
            continue
        for lang in ("en", "ja"):
            with warnings.catch_warnings():
                warnings.simplefilter("error")  # a layout that fails only warns
                found = complaints(figures.picture(made, lang=lang))  # type: ignore[arg-type]
            words = alternative(made, lang)  # type: ignore[arg-type]
            if "nan" in words or " : " in words or words.endswith(": "):
                found.append(words)
            if found:
                minded[f"{kind} {lang}"] = "; ".join(found)
    return minded


@pytest.mark.parametrize(
    ("company", "replications"),
    [
        ({"teams": 40}, 2),
        ({"onward": "0%"}, 1),
        ({"horizon": "1 month"}, 2),
        ({"horizon": "3 days"}, 2),
        ({"leads": "0.000001 per month"}, 2),
    ],
    ids=["40 teams", "no wins", "one month", "three days", "no leads"],
)
def test_every_text_can_be_read_whatever_the_company(
    company: dict[str, object], replications: int
) -> None:
    assert not drawn(simulate(strange(**company), replications=replications))  # type: ignore[arg-type]


def test_a_desk_that_never_closes_has_a_week_of_seven_days_to_be_read() -> None:
    desk = gtmsim.load("scenarios/one_desk.yaml")
    assert not drawn(simulate(desk, replications=2))


def test_of_forty_teams_the_busiest_are_shown_and_the_rest_is_told() -> None:
    result = simulate(strange(teams=40), replications=2)
    made = gtmsim.figure(result, "utilization")
    assert isinstance(made, figures.MonthsFigure)
    assert "4 of 40" in made.title[0]
    assert "40チーム中" in made.title[1]
    # Everybody downstream has less to do than the first, in any luck.
    assert made.bands[0].name[0] == "team with a rather long name 0"


@pytest.mark.parametrize(
    ("kind", "reason"),
    [("utilization", "whole month"), ("backlog", "whole month"), ("retention", "no cohort"),
     ("fan", "whole month")],
)  # fmt: skip
def test_what_holds_nothing_is_refused_with_its_reason(kind: str, reason: str) -> None:
    result = simulate(strange(horizon="3 days"), replications=2)
    with pytest.raises(FigureError, match=reason):
        gtmsim.figure(result, kind)


def test_a_short_life_is_told_in_hours_or_minutes() -> None:
    made = gtmsim.figure(simulate(strange(teams=2), replications=1), "journey")
    assert isinstance(made, figures.StripFigure)
    assert made.days < 2
    assert "hours" in alternative(made, "en")
    assert "時間" in alternative(made, "ja")


def test_a_first_week_that_begins_on_a_wednesday_shows_who_was_there() -> None:
    made = gtmsim.figure(simulate(strange(horizon="3 days"), replications=1), "week")
    assert isinstance(made, figures.WeekFigure)
    assert {slot.day for slot in made.present} == {2, 3, 4}
    assert 0 < made.busy <= 1


def test_a_person_is_called_by_the_label_of_the_team() -> None:
    made = gtmsim.figure(simulate(strange(), replications=1), "week")
    assert isinstance(made, figures.WeekFigure)
    assert made.name[0] == "team with a rather long name 0 1"
    assert made.name[1].startswith(MARKUP)


def test_a_difference_that_lies_beyond_the_axis_points_to_where_it_goes_on() -> None:
    def line(name: str, low: float, high: float) -> DifferenceLine:
        middle = (low + high) / 2
        return DifferenceLine((name, name), middle, low, high, middle, "share", "better")

    lines = (line("usual", -3, -1), line("usual too", -2, 2), line("far", 90, 500))
    made = figures.picture(DifferencesFigure(("a", "a"), ("b", "b"), lines, 5, 0.95))
    axes = made.axes[0]
    shown = [
        (float(x), str(each.get_marker()))
        for each in axes.get_lines()[1:]
        for x in each.get_xdata()  # type: ignore[union-attr]
    ]
    assert max(abs(x) for x, _ in shown) <= 12
    assert [(x, marker) for x, marker in shown if marker in "<>"] == [(12.0, ">")]


def test_a_figure_at_a_prompt_is_a_sentence_not_its_numbers() -> None:
    result = simulate(strange(), replications=1)
    for kind in ("week", "journey", "utilization", "speed"):
        made = gtmsim.figure(result, kind)
        assert repr(made) == f"<{type(made).__name__}: {alternative(made, 'en')}>"
        assert len(repr(made)) < 600


def test_a_function_without_a_label_has_its_usual_name_in_japanese() -> None:
    recontact = gtmsim.load("scenarios/recontact.yaml")
    made = gtmsim.figure(simulate(recontact, replications=1), "journey")
    assert isinstance(made, figures.StripFigure)
    assert ("inside sales", "インサイドセールス") in {lane.function for lane in made.lanes}


def test_less_waiting_is_better_on_the_frontier(swept: Result) -> None:
    made = figures.frontier_figure(swept, "work_hours", "waiting_time")
    means = {offer.name[0]: offer.value for offer in made.offers}
    best = min(means, key=lambda name: means[name])
    assert next(offer for offer in made.offers if offer.name[0] == best).frontier


def test_the_name_of_a_point_does_not_lie_on_the_line_of_the_frontier() -> None:
    names = (("a_rather_long_name", "長めの名前"), ("generalists", "全員型"))
    offers = tuple(
        figures.Offer(name, cost, value, frontier=True)
        for name, cost, value in zip(names, (67.4e6, 67.8e6), (-10.3e6, -7.8e6), strict=True)
    )
    words = ("Contribution", "営業利益")
    made = figures.FrontierFigure(words, words, "JPY", "JPY", ("", ""), offers)
    for lang in ("en", "ja"):
        drawn = figures.picture(made, lang=lang)  # type: ignore[arg-type]
        axes = drawn.axes[0]
        renderer = drawn.canvas.get_renderer()  # type: ignore[attr-defined]
        (line,) = axes.get_lines()
        ends = axes.transData.transform(line.get_xydata())
        along = [ends[0] + (ends[1] - ends[0]) * step / 200 for step in range(201)]
        for text in axes.texts:
            box = text.get_window_extent(renderer)
            assert not any(box.contains(x, y) for x, y in along), text.get_text()
        legend = axes.get_legend()
        assert legend is not None
        assert len(legend.get_texts()) == 1, "none is beaten"


def test_what_is_set_is_called_by_its_label_in_japanese(company: gtmsim.Scenario) -> None:
    result = gtmsim.sweep(
        company, {"teams.inside_sales.headcount": [1, 2]}, replications=2, kpis=["wins"]
    )
    made = gtmsim.figure(result, "heat", kpi="wins")
    assert isinstance(made, figures.HeatFigure)
    assert made.across == ("inside_sales.headcount", "インサイドセールス: 人員数")


def test_designs_are_called_by_their_labels_in_japanese(company: gtmsim.Scenario) -> None:
    more = company.change({"teams.inside_sales.headcount": 6, "label": "増員案"})
    found = compare(
        {"today": company, "more_people": more}, replications=2, kpis=["wins", "payroll"]
    )
    made = figures.frontier_figure(found.result, "payroll", "wins")
    assert {offer.name for offer in made.offers} == {
        ("today", company.label),
        ("more people", "増員案"),
    }


def test_numbers_without_a_unit_beside_them_have_it_in_the_title(swept: Result) -> None:
    made = figures.picture(figures.heat_figure(swept, "waiting_time"))
    assert "(hours)" in made.axes[0].get_title(loc="left")


def test_the_page_of_a_strange_company_holds_its_names_as_text() -> None:
    made = page(briefing(simulate(strange(), replications=2), further=False), lang="ja")
    assert "<script>alert" not in made
    assert "$\\frac{a}_{b}$&lt;script&gt;" in made
