"""Loading: texts stay texts, layers merge, choices apply, problems come all at once."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
import yaml

from gtmsim.errors import ScenarioError
from gtmsim.scenario import Scenario, load, schema
from gtmsim.scenario.source import read_bytes, read_text
from gtmsim.scenario.tree import plain
from tests.bad_input.cases import BASE


def write(folder: Path, **files: str) -> Path:
    """Write files NAME.yaml; return the path of scenario.yaml."""
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder / "scenario.yaml"


def merged(folder: Path, **files: str) -> Scenario:
    """The scenario of scenario.yaml, which extends base.yaml."""
    text = "extends: base.yaml\n" + files.pop("scenario")
    return load(write(folder, base=BASE, scenario=text, **files))


# --- Texts stay texts ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["9:00", "no", "NO", "yes", "null", "~", "1_000", "0x1F", "1e3", "2026-04-01", "3.10"]
)
def test_a_scalar_stays_the_text_it_is(text: str) -> None:
    source = read_text(f"a: {text}\nb: [{text}]\n{text}: c\n", "")
    assert source.root is not None
    assert plain(source.root) == {"a": text, "b": [text], text: "c"}


def test_each_node_remembers_its_line() -> None:
    source = read_text("a:\n  b:\n    - x\n    - y\n# note\nc: z\n", "f.yaml")
    assert source.root is not None
    a, c = source.root.entries()["a"], source.root.entries()["c"]
    b = a.entries()["b"]
    assert (a.mark.line, b.mark.line, c.mark.line) == (1, 2, 6)
    assert [item.mark.line for item in b.items()] == [3, 4]
    assert a.mark.file == "f.yaml"


def test_a_byte_order_mark_is_no_harm() -> None:
    assert read_bytes(b"\xef\xbb\xbfname: a\n", "").problems == []


def test_a_quoted_thousands_comma_is_fine() -> None:
    text = BASE.replace("cost: 10万円", 'cost: "300,000 JPY"')
    cost = Scenario.from_text(text).channels["webinar"].cost
    assert cost is not None
    assert cost.amount == 300_000


def test_all_problems_of_a_file_are_found_at_once() -> None:
    text = BASE.replace("headcount: 3", "headcount: x").replace("live: 90%", "gone: 90%")
    with pytest.raises(ScenarioError) as refusal:
        Scenario.from_text(text, name="mine.yaml")
    problems = refusal.value.problems
    assert [(problem.file, problem.line, problem.path) for problem in problems] == [
        ("mine.yaml", 71, "stages.renew.then.gone"),
        ("mine.yaml", 80, "teams.inside_sales.headcount"),
    ]


# --- Layers ----------------------------------------------------------------------------------


def test_blocks_merge_key_by_key(tmp_path: Path) -> None:
    scenario = merged(tmp_path, scenario="teams: {inside_sales: {headcount: 9}}\n")
    team = scenario.teams["inside_sales"]
    assert team.headcount == 9
    assert team.covers == ("inside_sales",)
    assert list(scenario.teams) == ["inside_sales", "field_sales"]


def test_tables_laws_and_lists_are_replaced_whole(tmp_path: Path) -> None:
    extra = """
stages:
  qualify:
    work: {exponential: 20 min}
    attempts: {connect: [50%, 20%], then: none}
    factors: {segment: {large: 0.8}}
    then: {sal: 50%, lost.no_need: rest}
attributes: {region: {shares: {north: 100%}}}
"""
    stage = merged(tmp_path, scenario=extra).stages["qualify"]
    assert str(stage.work) == "exponential(mean 20 min)"
    assert list(stage.then or {}) == ["sal", "lost.no_need"]
    assert stage.factors["segment"] == {"large": 0.8}
    assert list(stage.factors) == ["segment", "response_delay"]
    assert stage.attempts is not None
    assert stage.attempts.connect == (0.5, 0.2)
    assert stage.attempts.max == 4


def test_the_other_word_for_work_replaces_it(tmp_path: Path) -> None:
    scenario = merged(tmp_path, scenario="stages: {renew: {conversation: 3 h}}\n")
    assert str(scenario.stages["renew"].work) == "180 min"


def test_none_removes(tmp_path: Path) -> None:
    extra = "stages: {qualify: {service_level: none, goes_cold_after: none, cold: none}}\n"
    scenario = merged(tmp_path, scenario=extra + "segments: {small: {share: none}, large: none}\n")
    assert scenario.stages["qualify"].service_level is None
    assert list(scenario.segments) == ["small"]


def test_dotted_keys_are_paths(tmp_path: Path) -> None:
    extra = "teams.inside_sales.headcount: 5\nstages.qualify.then.recycle.timing: 20%\n"
    scenario = merged(tmp_path, scenario=extra)
    assert scenario.teams["inside_sales"].headcount == 5
    assert (scenario.stages["qualify"].then or {})["recycle.timing"] == 0.2


def test_later_files_of_a_list_lie_on_top(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        base=BASE,
        big="extends: base.yaml\nname: big\nteams.inside_sales.headcount: 30\n",
        slow="extends: base.yaml\nname: slow\nstages.renew.work: 9 h\n",
        scenario="extends: [big.yaml, slow.yaml]\n",
    )
    scenario = load(path)
    assert scenario.name == "slow"
    assert scenario.teams["inside_sales"].headcount == 30


def test_a_text_extends_files_of_a_folder(tmp_path: Path) -> None:
    write(tmp_path, base=BASE)
    scenario = Scenario.from_text("extends: base.yaml\nname: mine\n", folder=tmp_path)
    assert scenario.name == "mine"
    with pytest.raises(ScenarioError, match="no folder"):
        Scenario.from_text("extends: base.yaml\n")


# --- Choices ---------------------------------------------------------------------------------

CHOICES = """
choices:
  sla:
    use: strict
    options:
      strict: {stages.qualify.service_level.first_touch_within: 5 business minutes}
      loose: {stages.qualify.service_level.first_touch_within: 1 business day}
      off: {stages.qualify.service_level: none}
"""


def promise(scenario: Scenario) -> str:
    level = scenario.stages["qualify"].service_level
    return str(level.first_touch_within) if level is not None else "none"


def test_the_option_in_force_is_applied() -> None:
    scenario = Scenario.from_text(BASE + CHOICES)
    assert promise(scenario) == "5 business min"
    assert promise(scenario.change("choices.sla", "loose")) == "1 business day"
    assert promise(scenario.change("choices.sla", "off")) == "none"
    assert promise(scenario.change("choices.sla.use", "off").change("choices.sla", "loose")) == (
        "1 business day"
    )


def test_a_later_file_picks_an_option_in_short(tmp_path: Path) -> None:
    write(tmp_path, base=BASE + CHOICES, scenario="extends: base.yaml\nchoices: {sla: loose}\n")
    scenario = load(tmp_path / "scenario.yaml")
    assert scenario.choices["sla"].use == "loose"
    assert promise(scenario) == "1 business day"


def test_what_an_extending_file_says_wins_over_an_option(tmp_path: Path) -> None:
    extra = "stages: {qualify: {service_level: {first_touch_within: 7 min}}}\n"
    write(tmp_path, base=BASE + CHOICES, scenario="extends: base.yaml\n" + extra)
    scenario = load(tmp_path / "scenario.yaml")
    assert promise(scenario) == "7 min"
    assert promise(scenario.change("choices.sla", "loose")) == "7 min"


def test_options_not_taken_are_judged_too() -> None:
    with pytest.raises(ScenarioError, match=r"sla\.options\.loose\.stages\.qualfy"):
        Scenario.from_text(
            BASE + CHOICES.replace("loose: {stages.qualify", "loose: {stages.qualfy")
        )


# --- The whole -------------------------------------------------------------------------------


def test_text_loads_as_an_equal_scenario(scenarios: Path) -> None:
    for text in (BASE, BASE + CHOICES, load(scenarios / "smb_inbound.yaml").text()):
        scenario = Scenario.from_text(text)
        again = Scenario.from_text(scenario.text())
        assert again == scenario
        assert again.hash == scenario.hash
        assert again.text() == scenario.text()


def test_scenarios_are_equal_if_they_say_the_same() -> None:
    scenario, other = Scenario.from_text(BASE), Scenario.from_text("# a note\n" + BASE)
    assert scenario == other
    assert len({scenario, other}) == 1
    assert scenario != scenario.change("teams.inside_sales.headcount", 4)
    assert scenario == scenario.change("teams.inside_sales.headcount", 3)
    assert scenario.change("choices", None) == scenario


def test_order_is_part_of_what_a_scenario_says() -> None:
    swapped = BASE.replace("      next: 60%\n      returned.unfit: 10%\n",
                           "      returned.unfit: 10%\n      next: 60%\n")  # fmt: skip
    assert Scenario.from_text(swapped) != Scenario.from_text(BASE)


def test_scenarios_travel_between_processes() -> None:
    scenario = Scenario.from_text(BASE + CHOICES)
    arrived = pickle.loads(pickle.dumps(scenario))
    assert arrived == scenario
    assert promise(arrived.change("choices.sla", "loose")) == "1 business day"


def test_scenarios_are_frozen() -> None:
    scenario = Scenario.from_text(BASE)
    with pytest.raises(ValueError, match="frozen"):
        scenario.name = "other"  # type: ignore[misc]


def test_problems_travel_between_processes() -> None:
    with pytest.raises(ScenarioError) as refusal:
        Scenario.from_text("name: a\n")
    assert pickle.loads(pickle.dumps(refusal.value)).problems == refusal.value.problems


def test_what_customers_buy_is_replaced_whole() -> None:
    products = (
        "products: {a: {price: 1円, cross_sells: {b: 100%}}, b: {price: 2円}, c: {price: 3円}}\n"
    )
    sized = BASE.replace("deal_size: 120万円 per year", "products: {a: 50%, b: rest}")
    scenario = Scenario.from_text(
        sized.replace(", deal_size: {lognormal: {mean: 600万円 per year, cv: 0.5}}", "") + products
    )
    changed = scenario.change(
        {"segments.small.products": {"c": "100%"}, "products.a.cross_sells": {"c": "100%"}}
    )
    assert changed.segments["small"].products == {"c": 1.0}
    assert changed.products["a"].cross_sells == {"c": 1.0}


# --- The schema for editors --------------------------------------------------------------------


def test_the_schema_accepts_what_loads(scenarios: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(schema())
    for path in sorted(scenarios.glob("*.yaml")):
        source = read_bytes(path.read_bytes(), path.name)
        assert source.root is not None
        assert [error.message for error in validator.iter_errors(plain(source.root))] == []


def test_the_schema_takes_numbers_as_editors_read_them() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(schema())
    document = yaml.safe_load(BASE.replace("start: 2026-04-01", 'start: "2026-04-01"'))
    document["channels"]["webinar"]["first"] = "2026-04-09 14:00"
    assert [error.message for error in validator.iter_errors(document)] == []


@pytest.mark.parametrize("old", ["headcount: 3", "deal_phases:", "assignment: on_arrival"])
def test_the_schema_refuses_misspelled_keys(old: str) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    source = read_text(BASE.replace(old, "x" + old), "")
    assert source.root is not None
    assert not jsonschema.Draft202012Validator(schema()).is_valid(plain(source.root))
