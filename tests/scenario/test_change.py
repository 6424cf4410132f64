"""The path language: one way to name a value, in Python, in files and at the terminal."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from gtmsim.errors import ScenarioError
from gtmsim.scenario import Scenario, parse_setting
from gtmsim.units import Duration, Money
from tests.bad_input.cases import BASE


@pytest.fixture(scope="module")
def base() -> Scenario:
    return Scenario.from_text(BASE, name="base.yaml")


def refused(base: Scenario, path: str, value: object) -> str:
    with pytest.raises(ScenarioError) as refusal:
        base.change(path, value)
    return str(refusal.value)


def test_a_change_gives_a_new_scenario(base: Scenario) -> None:
    changed = base.change("teams.inside_sales.headcount", 6)
    assert changed.teams["inside_sales"].headcount == 6
    assert base.teams["inside_sales"].headcount == 3
    assert changed.change("teams.inside_sales.headcount", 7).teams["inside_sales"].headcount == 7


def test_several_values_change_together(base: Scenario) -> None:
    changed = base.change({"stages.renew.then.live": "80%", "stages.renew.work": "2 h"})
    assert (changed.stages["renew"].then or {})["live"] == 0.8
    both = {"stages.propose.then.next": 0.5, "stages.propose.then.lost.price": 0.5}
    assert (base.change(both).stages["propose"].then or {})["lost.price"] == 0.5


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (6, "6"),
        (np.int64(6), "6"),
        (0.35, "0.35"),
        (np.float64(0.1), "0.1"),
        (1e-7, "1e-07"),
        (True, "yes"),
        (False, "no"),
        (dt.date(2026, 5, 1), "2026-05-01"),
        (dt.datetime(2026, 5, 1, 9, 30), "2026-05-01 09:30:00"),
        (Duration.parse("3 business days"), "3 business days"),
        (Money.parse("30万円"), "300_000 JPY"),
        ({"a": [1, None]}, {"a": ["1", "none"]}),
        (("x", 2), ["x", "2"]),
    ],
)
def test_python_values_are_written_as_in_a_file(value: object, written: object) -> None:
    from gtmsim.scenario.change import setting
    from gtmsim.scenario.tree import plain

    assert plain(setting("path", value)) == written


def test_values_without_a_form_are_refused(base: Scenario) -> None:
    assert "cannot be written" in refused(base, "teams.inside_sales.headcount", object())


def test_keys_with_dots_are_found(base: Scenario) -> None:
    changed = base.change("stages.qualify.then.recycle.timing", "20%")
    assert (changed.stages["qualify"].then or {})["recycle.timing"] == 0.2
    assert list(changed.stages["qualify"].then or {}) == ["sal", "recycle.timing", "disqualified"]


def test_items_of_lists_have_numbers(base: Scenario) -> None:
    named = base.change({"teams.inside_sales.people": ["Aoki", "Sato"],
                         "teams.inside_sales.headcount": None})  # fmt: skip
    changed = named.change("teams.inside_sales.people.1", "Ito")
    assert changed.teams["inside_sales"].people == ("Aoki", "Ito")
    assert "items 0 to 1" in refused(named, "teams.inside_sales.people.2", "Ito")


def test_parameters_of_laws_have_paths(base: Scenario) -> None:
    changed = base.change("stages.qualify.work.lognormal.mean", "30 min")
    assert str(changed.stages["qualify"].work) == "lognormal(mean 30 min, p90 45 min)"
    other = base.change(
        {"stages.qualify.work.lognormal.p90": None, "stages.qualify.work.lognormal.cv": 0.5}
    )
    assert str(other.stages["qualify"].work) == "lognormal(mean 25 min, cv 0.5)"


def test_optional_fields_may_be_new(base: Scenario) -> None:
    assert base.change("teams.field_sales.label", "FS").teams["field_sales"].label == "FS"
    assert base.change("fiscal_year_starts", "April").fiscal_year_starts == 4
    season = base.change("channels.web.season.Mar", 1.2).channels["web"].season
    assert season == {"Mar": 1.2}
    hours = base.change("stages.demo.service_level.first_touch_within", "2 h")
    assert hours.stages["demo"].service_level is not None


def test_a_mapping_merges_and_a_new_block_is_added(base: Scenario) -> None:
    changed = base.change("teams.inside_sales", {"headcount": 8})
    assert changed.teams["inside_sales"].covers == ("inside_sales",)
    added = base.change("teams.second", {"covers": "inside_sales", "headcount": 1})
    assert list(added.teams) == ["inside_sales", "field_sales", "second"]


def test_none_removes(base: Scenario) -> None:
    assert base.change("stages.qualify.service_level", None).stages["qualify"].service_level is None
    assert base.change("tick", "none").tick is None
    assert base.change("description", None) == base


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("teams.insde_sales.headcount", "Did you mean teams.inside_sales.headcount?"),
        ("teams.inside_sales.hedcount", "Did you mean teams.inside_sales.headcount?"),
        ("team.inside_sales.headcount", "Did you mean teams.inside_sales.headcount?"),
        (
            "stages.qualify.service_level.target_",
            "Did you mean stages.qualify.service_level.target",
        ),
        ("teams.xyz", "Under teams there are: inside_sales, field_sales"),
        ("nonsense", "Paths begin with: start"),
        ("teams.inside_sales.headcount.x", 'is the single value "3"'),
        ("teams..headcount", "Write keys with dots"),
        ("", "Write keys with dots"),
    ],
)
def test_unknown_paths_name_near_ones(base: Scenario, path: str, hint: str) -> None:
    assert hint in refused(base, path, 6)


def test_a_changed_scenario_is_judged_again(base: Scenario) -> None:
    said = refused(base, "stages.qualify.then.sal", "70%")
    assert "base.yaml has 1 problem" in said
    assert "line 45  stages.qualify.then: the shares sum to 110%" in said
    assert "teams.inside_sales.headcount: 'x'" in refused(base, "teams.inside_sales.headcount", "x")


def test_change_needs_a_value(base: Scenario) -> None:
    with pytest.raises(TypeError, match="a path and a value"):
        base.change("teams.inside_sales.headcount")


def test_the_terminal_writes_paths_the_same_way(base: Scenario) -> None:
    assert parse_setting("teams.a.headcount=6") == ("teams.a.headcount", "6")
    assert parse_setting(" a.b = 1 = 2 ") == ("a.b", "1 = 2")
    path, value = parse_setting("stages.renew.then={live: 70%, churned.price: rest}")
    assert (base.change(path, value).stages["renew"].then or {})["live"] == 0.7
    assert parse_setting("a=[x, 9:00]") == ("a", ["x", "9:00"])


@pytest.mark.parametrize("text", ["", "a", "a=", "=1", "a={b: 1", "a={b: 300,000}"])
def test_settings_without_a_path_or_value_are_refused(text: str) -> None:
    with pytest.raises(ScenarioError):
        parse_setting(text)
