"""What a notebook shows of a scenario, a log, a result and a figure."""

from __future__ import annotations

from xml.etree import ElementTree

from gtmsim.experiment import Comparison
from gtmsim.experiment.briefing import Briefing
from gtmsim.report import figures
from gtmsim.scenario import Scenario


def test_a_scenario_shows_who_works_and_what_has_no_source(company: Scenario) -> None:
    shown = company.change("label", "A <b>")._repr_html_()
    table = ElementTree.fromstring(shown)
    cells = {row[0].text: row[1].text for row in table.iter("tr")}
    assert "inside_sales 3" in (cells["teams"] or "")
    assert cells["without a source"] == f"{len(company.assumed)} values"
    assert "A &lt;b&gt;" in shown


def test_a_log_shows_how_often_each_kind_of_event_happened(told: Briefing) -> None:
    log = told.over_time.log
    shown = ElementTree.fromstring(f"<div>{log._repr_html_()}</div>")
    rows = [[cell.text for cell in row] for row in shown.iter("tr")][1:]
    assert sum(int((count or "").replace(",", "")) for _, count in rows) == len(log)
    assert "arrived" in [name for name, _ in rows]


def test_results_comparisons_and_targets_show_tables(told: Briefing, compared: Comparison) -> None:
    for each in (told.result, compared, told.targets):
        assert "<table>" in each._repr_html_()


def test_a_figure_shows_itself(told: Briefing) -> None:
    made = figures.funnel_figure(told.over_time.flow, told.over_time.replications)
    shown = made._repr_svg_()
    assert shown.startswith("<?xml")
    assert "<svg" in shown
