"""The shipped scenarios load, run, tell where their values come from, and offer real choices."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import pytest
import yaml

import gtmsim
from gtmsim import Scenario
from gtmsim.errors import ScenarioError
from gtmsim.log import EventLog, audit
from gtmsim.scenario.targets import stage_outcomes

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
RUNNABLE = ("one_desk", "smb_inbound", "recontact", "uniform_target")
TEMPLATE = SCENARIOS / "the_model_journey.yaml"
MOST_ROWS = {"smb_inbound": 120_000} | dict.fromkeys(
    ("one_desk", "recontact", "uniform_target"), 20_000
)
"""Rows of one replication; 100,000 take about 0.3 s."""

SHORT = {"history": "none", "horizon": "4 months"}
"""What shortens `smb_inbound` for tests that need many replications: about 11,000 rows, 0.04 s.

Of seed 0, the longest of replications 0 to 199 has 12,853 rows; with 2, 4 and 8 in inside sales
11,903, 13,084 and 13,292. Six months would exceed 20,000. A fourth person's effect on wins is
told by far fewer pairs than 200: pairing divides the variance of the difference by 18
(bootstrap, 95%: 13 to 25), and by 13 (10 to 17) for going down to two.
"""
MOST_ROWS_SHORT = 20_000

CHOICES: dict[str, tuple[str, ...]] = {
    "first_touch": ("fifteen_minutes", "one_business_day"),  # R222
    "stop_rule": ("three_in_a_row", "five_touches"),  # R223
    "sql_definition": ("four_conditions", "bant", "b_and_an", "an_at_acceptance"),  # R224
    "sal_meaning": ("contacted_and_accepted", "accepted_by_sales", "agreed_opportunity"),  # R225
    "sal": ("with", "without"),  # R007
    "ratios": ("cohort", "period"),  # R226
}
PRINTED_ONLY = "ratios"
"""Both versions of every rate always exist; this choice only says which one leads."""

COVERED = (
    *(f"R{number:03}" for number in (*range(3, 13), *range(30, 39), 40, 41, 42, 46)),
    *(f"R{number:03}" for number in (*range(64, 69), 75, 77, 82, *range(86, 92))),
    *(f"R{number:03}" for number in (97, 98, 101, 102, 103, 104, 105, 106, 107, 108, 111)),
    *(f"R{number}" for number in (222, 223, 224, 225, 226)),
)


@pytest.fixture(scope="module")
def smb() -> Scenario:
    return gtmsim.load(SCENARIOS / "smb_inbound.yaml")


def value_at(tree: object, path: str) -> object:
    """The value at a dotted path of plain mappings; keys may hold dots."""
    words = path.split(".")
    while words:
        assert isinstance(tree, dict), path
        used = next(n for n in range(len(words), 0, -1) if ".".join(words[:n]) in tree)
        tree = tree[".".join(words[:used])]
        words = words[used:]
    return tree


def says(tree: object, path: str) -> bool:
    try:
        value_at(tree, path)
    except (StopIteration, AssertionError):
        return False
    return True


@pytest.mark.parametrize("name", RUNNABLE)
def test_a_shipped_scenario_loads_under_its_own_name(name: str) -> None:
    assert gtmsim.load(SCENARIOS / f"{name}.yaml").name == name


def test_the_template_lacks_a_market_and_an_organization_and_nothing_else() -> None:
    with pytest.raises(ScenarioError) as refused:
        gtmsim.load(TEMPLATE)
    messages = {problem.message for problem in refused.value.problems}
    missing = {message for message in messages if message.startswith("missing: ")}
    assert missing == {f"missing: {key}." for key in ("start", "horizon", "channels", "teams")}
    assert all("board_meeting" in message for message in messages - missing)  # of the segments


def test_the_template_names_the_requirements_it_meets() -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    assert not [requirement for requirement in COVERED if requirement not in text]


WHOLE = sorted(
    str(path.relative_to(SCENARIOS))
    for path in SCENARIOS.rglob("*.yaml")
    if path.stem not in ("the_model_journey", "rules", "smb_market")
)
"""Scenarios that run alone; the three others are what they extend."""


@pytest.mark.parametrize("file", WHOLE)
def test_a_scenario_opens_with_the_question_that_it_answers(file: str) -> None:
    opening = (SCENARIOS / file).read_text(encoding="utf-8").split("\n\n")[0].split("\n#\n")[0]
    assert all(line.startswith("#") for line in opening.splitlines())
    assert "?" in opening


# --- Where values come from ---------------------------------------------------------------


@pytest.mark.parametrize("name", RUNNABLE)
def test_every_part_names_its_source_or_is_listed_as_assumed(name: str) -> None:
    scenario = gtmsim.load(SCENARIOS / f"{name}.yaml")
    parts = {
        f"{block}.{key}": part.source
        for block in ("segments", "channels", "stages", "recycle", "returned", "teams", "choices")
        for key, part in getattr(scenario, block).items()
    }
    unexplained = [
        path
        for path, source in parts.items()
        if not source and not any(f"{each}.".startswith(f"{path}.") for each in scenario.assumed)
    ]
    assert not unexplained


@pytest.mark.parametrize("name", RUNNABLE)
def test_what_is_assumed_exists(name: str) -> None:
    scenario = gtmsim.load(SCENARIOS / f"{name}.yaml")
    tree = scenario.tree()
    assert not [path for path in scenario.assumed if not says(tree, path)]
    assert len(set(scenario.assumed)) == len(scenario.assumed)


def test_an_extending_scenario_repeats_the_assumptions_it_inherits(smb: Scenario) -> None:
    template = yaml.load(TEMPLATE.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    replaced = {"stages.mql_gate.then", "stages.qualify.conversation"}
    assert set(template["assumed"]) - replaced <= set(smb.assumed)


@pytest.mark.parametrize("name", RUNNABLE)
def test_everything_a_report_names_has_a_label(name: str) -> None:
    scenario = gtmsim.load(SCENARIOS / f"{name}.yaml")
    blocks = ("segments", "channels", "stages", "recycle", "returned", "teams", "choices")
    assert not [
        f"{block}.{key}"
        for block in blocks
        for key, part in getattr(scenario, block).items()
        if not part.label
    ]


# --- Definitions on which the sources disagree ---------------------------------------------


def test_the_choices_are_those_of_the_sources(smb: Scenario) -> None:
    assert {name: tuple(choice.options) for name, choice in smb.choices.items()} == CHOICES


def test_the_options_in_force_say_what_the_stages_say() -> None:
    """The text of the stages and the option that is its default cannot drift apart."""
    written = yaml.load(TEMPLATE.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    for name, choice in written["choices"].items():
        for path, value in choice["options"][choice["use"]].items():
            there = value_at(written, path)
            if isinstance(value, dict):
                kept = {key: part for key, part in value.items() if part != "none"}
                assert isinstance(there, dict)
                assert {key: there.get(key) for key in value if key in kept} == kept, name
                assert not [key for key in value if key not in kept and key in there], name
            else:
                assert there == value, name


@pytest.mark.parametrize(
    ("name", "option"), [(name, option) for name in CHOICES for option in CHOICES[name][1:]]
)
def test_every_option_loads_and_changes_more_than_a_name(
    smb: Scenario, name: str, option: str
) -> None:
    changed = smb.change(f"choices.{name}", option)
    assert changed.choices[name].use == option
    same = all(getattr(changed, block) == getattr(smb, block) for block in ("stages", "milestones"))
    assert same == (name == PRINTED_ONLY)


@pytest.mark.parametrize(
    ("sql", "meaning", "sal"),
    list(product(CHOICES["sql_definition"], CHOICES["sal_meaning"], CHOICES["sal"])),
)
def test_on_the_way_onward_the_milestones_come_in_order(
    smb: Scenario, sql: str, meaning: str, sal: str
) -> None:
    scenario = smb.change(
        {
            "choices.sql_definition": sql,
            "choices.sal_meaning": meaning,
            "choices.sal": sal,
        }
    )
    reached, stage = [], "mql_gate"
    while "won" not in reached:
        target = stage_outcomes(scenario, stage)[0].target
        assert target.stage is not None
        stage = target.stage
        reached += [target.milestone] if target.milestone else []
    assert reached == ["mql", *(["sal"] if sal == "with" else []), "sql", "won"]


# --- Running -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", RUNNABLE)
def test_a_shipped_scenario_runs_and_its_log_obeys_the_laws(name: str) -> None:
    plan = gtmsim.compile(gtmsim.load(SCENARIOS / f"{name}.yaml"))
    log = gtmsim.run(plan, seed=0)
    assert len(log) < MOST_ROWS[name]
    assert not audit.audit(log)


def test_the_shortened_scenario_is_short(smb: Scenario) -> None:
    plan = gtmsim.compile(smb.change(SHORT))
    lengths = [len(gtmsim.run(plan, seed=0, replication=i)) for i in range(10)]
    assert max(lengths) < 0.75 * MOST_ROWS_SHORT


@pytest.mark.parametrize(
    ("name", "option"), [(name, option) for name in CHOICES for option in CHOICES[name][1:]]
)
def test_every_option_runs_and_is_printed(smb: Scenario, name: str, option: str) -> None:
    scenario = smb.change({f"choices.{name}": option, **SHORT})
    log = gtmsim.run(gtmsim.compile(scenario), seed=0)
    assert log.definitions[name] == option
    assert not audit.audit(log)


# --- What smb_inbound shows -----------------------------------------------------------------

BUSY = {
    "marketing": (0.25, 0.50),
    "inside_sales": (0.65, 0.85),
    "field_sales": (0.55, 0.80),
    "customer_success": (0.40, 0.70),
}
"""Wide around the means of 40 replications (39, 74, 67, 56%): for four, over 4 standard errors."""
REPLICATIONS = 4
SERVED = ("leads", "service_level_kept", "speed_to_lead", "sql")


def logs_with(smb: Scenario, inside_sales: int) -> list[EventLog]:
    plan = gtmsim.compile(smb.change("teams.inside_sales.headcount", inside_sales))
    return [gtmsim.run(plan, seed=0, replication=i) for i in range(REPLICATIONS)]


@pytest.fixture(scope="module")
def with_three(smb: Scenario) -> list[EventLog]:
    return logs_with(smb, 3)


@pytest.fixture(scope="module")
def with_four(smb: Scenario) -> list[EventLog]:
    return logs_with(smb, 4)


def test_everybody_has_work_and_nobody_too_much(with_three: list[EventLog]) -> None:
    for team, (low, high) in BUSY.items():
        busy = [gtmsim.measure(log, [f"utilization.{team}"]) for log in with_three]
        assert low < np.mean([table.rows[0].value for table in busy]) < high, team


def test_it_starts_with_customers_and_deals_the_same_for_all(
    with_three: list[EventLog], with_four: list[EventLog]
) -> None:
    for log, other in zip(with_three, with_four, strict=True):
        opening = state_at_start(log)
        assert min(opening.values()) > 0
        assert state_at_start(other) == opening
        year = gtmsim.measure(log, ["nrr", "grr", "logo_churn"])
        assert all(row.denominator > 10 for row in year)


def state_at_start(log: EventLog) -> dict[str, float]:
    before = gtmsim.measure(
        log, ["customers", "arr", "open_deals"], period=(0, int(log.meta["opens"]))
    )
    return {row.kpi: row.value for row in before}


def test_a_fourth_in_inside_sales_keeps_more_promises_for_the_same_leads(
    with_three: list[EventLog], with_four: list[EventLog]
) -> None:
    for today, tomorrow in zip(with_three, with_four, strict=True):
        three, four = (gtmsim.measure(log, SERVED) for log in (today, tomorrow))
        assert four.value("leads") == three.value("leads")
        assert four.value("service_level_kept") > three.value("service_level_kept") + 0.1
        assert four.value("speed_to_lead") < three.value("speed_to_lead")
        assert four.value("sql") > three.value("sql")
