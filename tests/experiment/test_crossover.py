"""Lead volume against headcount: who is better where (R196)."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from gtmsim.experiment import ExperimentError, crossover, read, simulate
from gtmsim.experiment.crossover import crossover_of
from gtmsim.experiment.sizing import divide, volume_of
from gtmsim.scenario import load
from tests.experiment.judged import company


def test_more_leads_make_the_second_caller_worth_it() -> None:
    split = company(teams__callers__headcount=2, teams__meeters__headcount=1)
    other = company(teams__callers__headcount=1, teams__meeters__headcount=2)
    found = crossover(other, split, volume=[0.2, 2], headcount=[1, 3], replications=8,
                      names=("meet", "call"))  # fmt: skip
    assert found.cell(0.2, 1).verdict == ""
    assert "more teams than people" in found.cell(0.2, 1).note
    assert found.cell(2, 3).verdict == "better"
    assert math.isnan(found.frame()["difference"].iloc[0])
    cell = found.cell(0.2, 3)
    assert cell.payroll[0] == pytest.approx(cell.payroll[1])
    assert cell.payroll[0] == pytest.approx(3 * 500_000)
    assert "call clearly better" in repr(found)
    assert "明確な差なし" in found.grid("ja").text()


def test_the_same_design_never_overtakes_itself() -> None:
    found = crossover(company(), company(), volume=[0.5, 1, 2], headcount=[2, 4], replications=4)
    assert {each.verdict for each in found.cells} == {"no clear difference"}


def test_people_are_divided_in_proportion() -> None:
    assert divide({"a": 1, "b": 3, "c": 6}, 5) == {"a": 1, "b": 1, "c": 3}
    assert divide({"a": 2, "b": 3, "c": 3}, 5) == {"a": 1, "b": 2, "c": 2}
    assert divide({"a": 1, "b": 99}, 2) == {"a": 1, "b": 1}
    for people in range(4, 40):
        found = divide({"m": 1, "i": 3, "f": 6, "c": 2}, people)
        assert found is not None
        assert sum(found.values()) == people
        assert min(found.values()) >= 1


def test_every_channel_brings_so_many_times_the_leads() -> None:
    scenario = load("scenarios/smb_inbound.yaml")
    changes = volume_of(scenario, 2)
    assert changes["channels.website.leads"] == "72 per month"
    assert changes["channels.webinar.leads.poisson"] == "32"
    doubled = scenario.change(changes)
    assert doubled.channels["website"].cost == scenario.channels["website"].cost


def test_what_comes_one_by_one_comes_closer_together_and_events_bring_more() -> None:
    fair = {"on": ["2026-04-08"], "leads": "3"}
    scenario = company(channels__fair=fair, channels__web={"interarrival": "1 day", "leads": None})
    changes = volume_of(scenario, 1.5)
    assert changes == {"channels.fair.leads": "4.5", "channels.web.interarrival": "0.6667 day"}
    assert scenario.change(changes).channels["fair"].on == scenario.channels["fair"].on


def test_named_people_cannot_be_divided() -> None:
    named = company(teams__callers={"people": ["Aoki"], "headcount": None})
    with pytest.raises(ExperimentError, match="names its people"):
        crossover(named, named, volume=[1], headcount=[3], replications=2)
    found = crossover(named, named, volume=[1], headcount=[3], shared=["callers"], replications=2)
    assert found.cell(1, 3).verdict == "no clear difference"


def test_the_map_of_a_folder_is_the_map_that_was_found(tmp_path: Path) -> None:
    one, two = company(), company(teams__callers__headcount=2)
    found = crossover(one, two, volume=[0.5, 2], headcount=[1, 3, 4], replications=3,
                      names=("one", "two"), out=tmp_path / "map")  # fmt: skip
    again = crossover_of(read(tmp_path / "map"))
    assert [each for each in found.cells if each.headcount > 1] == list(again.cells)
    assert (again.first, again.second, again.meaning) == ("one", "two", found.meaning)
    other = simulate(one, replications=2)
    with pytest.raises(ExperimentError, match="no crossover map"):
        crossover_of(other)
