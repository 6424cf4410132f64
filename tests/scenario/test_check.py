"""Rules that no single field knows: targets, graphs, coverage, people; and nothing invented."""

from __future__ import annotations

import math
import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gtmsim.errors import ScenarioError
from gtmsim.scenario import Scenario, currency_of
from gtmsim.scenario.match import contains, parse_condition
from gtmsim.scenario.monthly import date_rule, is_monthly
from gtmsim.scenario.opened import Standing, resting_stage, standings
from gtmsim.scenario.targets import (
    Target,
    TargetError,
    first_stage,
    life_events,
    resolve_target,
    stage_outcomes,
)
from tests.bad_input.cases import BASE, changed


def problems(text: str) -> list[str]:
    """Paths and messages of all problems; none if the scenario is fine."""
    try:
        Scenario.from_text(text)
    except ScenarioError as error:
        return [f"{problem.path}: {problem.message}" for problem in error.problems]
    return []


def only(text: str) -> str:
    (problem,) = problems(text)
    return problem


# --- Targets -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def base() -> Scenario:
    return Scenario.from_text(BASE)


@pytest.mark.parametrize(
    ("written", "target"),
    [
        ("qualify", Target("stage", "qualify")),
        ("sal", Target("stage", "demo", milestone="sal")),
        ("end", Target("end")),
        ("lost", Target("lost", reason="lost")),
        ("disqualified", Target("lost", reason="disqualified")),
        ("lost.price", Target("lost", reason="price")),
        ("lost.price.high", Target("lost", reason="price.high")),
        ("churned", Target("churned", reason="churned")),
        ("churned.left", Target("churned", reason="left")),
        ("recycle.timing", Target("recycle", "qualify", "timing")),
        ("returned.unfit", Target("returned", "qualify", "unfit")),
    ],
)
def test_targets_are_read_in_one_place(base: Scenario, written: str, target: Target) -> None:
    assert resolve_target(base, written) == target


def test_next_is_the_following_deal_phase(base: Scenario) -> None:
    assert resolve_target(base, "next", "demo") == Target("stage", "propose")
    assert resolve_target(base, "next", "propose") == Target("stage", "live", milestone="won")
    with pytest.raises(TargetError, match="deal_phases"):
        resolve_target(base, "next", "qualify")
    ways = {"live": "1%", "sal": "34%", "recycle.timing": "40%", "disqualified": "rest"}
    without_won = base.change({"milestones.won": None, "stages.qualify.then": ways})
    assert resolve_target(without_won, "next", "propose") == Target("end")


def test_the_long_form_names_its_target(base: Scenario) -> None:
    target = resolve_target(base, "fast_lane", to="demo", milestone="sal")
    assert target == Target("stage", "demo", milestone="sal")
    assert resolve_target(base, "too_small", to="lost") == Target("lost", reason="too_small")
    assert resolve_target(base, "sal", to="propose") == Target("stage", "propose", milestone="sal")
    assert resolve_target(base, "a", to="end", milestone="won") == Target("end", milestone="won")
    with pytest.raises(TargetError, match=r'no milestone "sall"\. Did you mean sal'):
        resolve_target(base, "a", to="demo", milestone="sall")


def test_outcomes_have_shares_and_a_way_onward(base: Scenario) -> None:
    ways = stage_outcomes(base, "qualify")
    assert [(way.name, way.onward) for way in ways] == [
        ("sal", True),
        ("recycle.timing", False),
        ("disqualified", False),
    ]
    assert [way.share for way in ways] == pytest.approx([0.35, 0.40, 0.25])
    assert stage_outcomes(base, "live") == []


def test_resting_stages_have_events(base: Scenario) -> None:
    renew, left = life_events(base, "live")
    assert (renew[0], renew[2]) == ("renew", Target("stage", "renew"))
    assert left[2] == Target("churned", reason="left")


def test_leads_enter_at_the_first_stage(base: Scenario) -> None:
    assert first_stage(base, "web") == "qualify"
    assert first_stage(base.change("channels.web.enters", "demo"), "web") == "demo"
    other = base.change({"first_stage": "propose", "channels.web.enters": "qualify"})
    assert first_stage(other, "webinar") == "propose"


# --- Conditions --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        (">= 1000", [1000, 1e9], [999.99]),
        ("≥1_000", [1000], [999]),
        ("> 10", [10.0001], [10]),
        ("< 10", [-5, 9.99], [10]),
        ("<= 10", [10], [10.0001]),
        ("10..100", [10, 99.99], [9.99, 100]),
        ("10", [10], [9.99, 10.01]),
        ("= 2.5", [2.5], [2.6]),
        ("1万..1億", [10_000, 99_999_999], [9_999, 100_000_000]),
        ("-5..5", [-5, 0], [5, -6]),
    ],
)
def test_conditions_are_half_open(text: str, inside: list[float], outside: list[float]) -> None:
    interval = parse_condition(text)
    assert all(contains(interval, number) for number in inside)
    assert not any(contains(interval, number) for number in outside)


def test_conditions_laid_side_by_side_meet() -> None:
    parts = [parse_condition(text) for text in ("< 10", "10..100", ">= 100")]
    assert [low for low, _ in parts] == [-math.inf, 10, 100]
    assert [high for _, high in parts] == [10, 100, math.inf]


@pytest.mark.parametrize(
    "text", ["", "big", "10..5", "10..10", ">= ", "1..2..3", ">< 5", "5 people"]
)
def test_other_conditions_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"condition|empty"):
        parse_condition(text)


def test_dates_that_come_round() -> None:
    assert date_rule("Customer's  next quarter") == "customer's next quarter"
    assert date_rule("the customer’s board meeting") == "customer's board meeting"
    assert date_rule("tomorrow") is None
    assert all(map(is_monthly, ["second Tuesday", "last friday", "day 20", "day 31"]))
    assert not any(map(is_monthly, ["day 0", "day 32", "fifth monday", "tuesday", "first day"]))


# --- Coverage ----------------------------------------------------------------------------------

TWO = """\
  inside_sales:
    covers: [inside_sales]
    headcount: 3
"""


def two(first: str, second: str) -> str:
    """The base with two teams for inside sales."""
    return changed(
        TWO,
        f"  one: {{covers: inside_sales, headcount: 1, serves: {first}}}\n"
        f"  two: {{covers: inside_sales, headcount: 1, serves: {second}}}\n  three:\n"
        "    covers: [field_sales]\n    headcount: 1\n    assignment: when_free\n",
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("{segment: small}", "{segment: large}"),
        ("{segment: small}", "{}"),
        ('{employees: "< 50"}', '{employees: ">= 50"}'),
        ('{employees: ["< 50", ">= 100"]}', '{employees: "50..100"}'),
        ("{channel: web}", "{channel: webinar}"),
        ("{recycled: yes}", "{recycled: no}"),
        ("{customer: no}", "{customer: no, segment: small}"),
        ("{segment: small, region: east}", "{region: [east, west]}"),
        ("{stage: qualify}", "{function: inside_sales}"),
    ],
)
def test_teams_that_serve_everybody_between_them_are_fine(first: str, second: str) -> None:
    assert problems(two(first, second)) == []


@pytest.mark.parametrize(
    ("first", "second", "who"),
    [
        ("{segment: small}", "{region: east}", "segment large, region west"),
        ('{employees: "< 50"}', '{employees: "> 50"}', "employees"),
        ('{employees: "10..50"}', '{employees: ">= 50"}', "employees from 0 to below 10"),
        ("{channel: web, segment: small}", "{channel: webinar}", "channel web, segment large"),
        ("{recycled: no}", "{recycled: no}", "recycled yes"),
        ("{customer: yes}", "{customer: yes}", "customer no"),
    ],
)
def test_leads_that_nobody_serves_are_named(first: str, second: str, who: str) -> None:
    assert who in only(two(first, second))


def test_only_leads_that_can_come_count() -> None:
    text = two("{segment: small}", "{segment: small}")
    only_small = text.replace("share: 70%", "share: 100%").replace("share: rest", "share: 0%")
    assert problems(only_small) == []
    by_channel = text.replace("    leads: 60 per month", "    leads: 60 per month\n"
                              "    segments: {small: 100%}")  # fmt: skip
    assert "channel webinar, segment large" in only(by_channel)


def test_coverage_is_judged_after_each_reorganization() -> None:
    later = """
reorganizations:
  - from: 2026-07-01
    teams: {inside_sales: {covers: inside_sales, serves: {segment: small}}}
"""
    assert "from then on no team serves" in only(BASE + later)


def test_intricate_rules_do_not_hang() -> None:
    names = [f"a{i}" for i in range(40)]
    attributes = "".join(f"  {name}: {{shares: {{x: 50%, y: rest}}}}\n" for name in names)
    teams = "".join(
        f"  t{i}: {{covers: inside_sales, headcount: 1, serves: "
        f"{{a{i}: x, a{(i * 7 + 3) % 40}: y, a{(i * 11 + 5) % 40}: x}}}}\n"
        for i in range(40)
    )
    text = changed(
        "attributes:\n",
        "attributes:\n" + attributes,
        TWO,
        teams + "  last:\n    covers: [inside_sales]\n    headcount: 1\n    serves: {a0: [x, y]}\n",
    )
    assert problems(text) == [] or "too many ways" in only(text)


# --- People ------------------------------------------------------------------------------------


def test_reorganizations_move_hire_and_let_go() -> None:
    later = """
reorganizations:
  - from: 2026-06-01
    teams: {closers: {covers: field_sales, headcount: 2, assignment: on_arrival}}
    moves: [{people: 1, from: inside_sales, to: closers}, {people: 1, to: closers}]
  - from: 2026-09-30
    teams: {inside_sales: {covers: inside_sales, headcount: 1}}
    moves: [{people: [inside_sales-2], from: inside_sales}]
"""
    assert problems(BASE + later) == []
    hired = later.replace("[inside_sales-2], from: inside_sales", "[inside_sales-2], to: closers")
    hired = hired.replace("headcount: 1}", "headcount: 2}")
    assert "inside_sales-2 is already here" in only(BASE + hired)
    assert "says 5, but 2 are there" in only(BASE + later.replace("headcount: 2", "headcount: 5"))


def test_order_and_dates_of_reorganizations() -> None:
    one = "  - {from: 2026-08-01, teams: {}}\n"
    assert "in order of dates" in only(BASE + "reorganizations:\n" + one + one)
    beyond = "reorganizations:\n  - {from: 2026-10-01, teams: {}}\n"
    assert "Write a day from 2026-04-02 to 2026-09-30" in only(BASE + beyond)


HISTORY = """
history:
  length: 3 months
  teams: {all: {covers: [inside_sales, field_sales], headcount: 4, assignment: on_arrival}}
"""


def test_the_organization_before_the_start_is_judged_too() -> None:
    assert problems(BASE + "history: 3 months\n") == []
    assert problems(BASE + HISTORY) == []
    assert problems((BASE + HISTORY).replace("first: 2026-04-09", "first: 2026-01-09")) == []
    assert "before the start, 2026-01-01" in only(
        (BASE + HISTORY).replace("first: 2026-04-09", "first: 2025-12-09")
    )
    assert 'before the start nobody covers "field_sales"' in only(
        BASE + HISTORY.replace("[inside_sales, field_sales]", "inside_sales")
    )
    assert "how many people?" in only(BASE + HISTORY.replace("headcount: 4, ", ""))
    assert "too long" in only(BASE + "history: 90 years\n")


# --- Money, time and volume --------------------------------------------------------------------


def test_the_currency_is_that_of_the_amounts(base: Scenario) -> None:
    assert currency_of(base) == "JPY"
    assert currency_of(base.change("currency", None)) == "JPY"
    dollars = re.sub(r"\d+万円", "1_000 USD", BASE).replace("currency: JPY\n", "")
    assert currency_of(Scenario.from_text(dollars)) == "USD"


@pytest.mark.parametrize("tick", ["1 min", "30 s", "1 s", "100 ms", "1 ms"])
def test_ticks_that_divide_a_minute_pass(tick: str) -> None:
    assert problems(changed("tick: 1 min", f"tick: {tick}")) == []


def test_readiness_needs_no_never(base: Scenario) -> None:
    ready = base.channels["webinar"].ready
    assert ready is not None
    assert ready.never is None


def test_recycling_with_a_cap_ends() -> None:
    text = changed("recycle.timing: 40%\n      disqualified: rest", "recycle.timing: rest")
    circle = text.replace("sal: 35%", "sal: 0%").replace("cold: recycle.unreached", "cold: qualify")
    assert any("can never leave" in problem for problem in problems(circle))
    assert problems(circle + "recycle_at_most: 3\n") == []


# --- Problems that follow from others are not told -----------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("covers: [field_sales]", "covers: {a: b}"),
        ("stages:\n", "stagse:\n"),
        ("teams:\n", "taems:\n"),
        ("    function: field_sales\n    work: 3 h", "    funktion: field_sales\n    work: 3 h"),
        ("    work: 3 h", "    work: 3 hurs"),
        ("    then: {next: 40%, lost.price: rest}", "    then: {next: 400%, lost.price: rest}"),
        ("start: 2026-04-01", "start: tomorrow"),
        ("horizon: 6 months", "horizon: half a year"),
        ("    waits_for:\n", "    wait_for:\n"),
        ("timing: {nurture: 90 days, then: qualify}", "timing: 90 days"),
        ("small: {share: 70%,", "small: {share: x,"),
        ("    every: 2 weeks", "    every: fortnight"),
        ("milestones: {sal: demo, won: live}", "milestones: [sal, won]"),
        ("    assignment: on_arrival", "    assignment: [on_arrival]"),
        ("contract: {term: 12 months}", "contract: {term: long}"),
        ("max: 4", "max: four"),
    ],
)
def test_one_mistake_is_told_once(old: str, new: str) -> None:
    only(changed(old, new))


def test_other_problems_are_told_beside() -> None:
    text = changed(
        "    work: 3 h", "    work: 3 hurs", "live: 90%", "lvie: 90%", "tick: 1 min", "tick: 7 s"
    )
    assert len(problems(text)) == 3


# --- Nothing crashes the loader --------------------------------------------------------------

WORDS = sorted(set(re.findall(r"[\w.%]+", BASE)))
ODD = ["none", "0", "-1", "[]", "{}", '""', "rest", "end", "next", "1e308", "~", "{a: b}", "[x]"]


def mutated(seed: int) -> str:
    """The base with a few words, lines or characters changed at random."""
    chance = random.Random(seed)
    text = BASE
    for _ in range(chance.choice([1, 2, 4])):
        found = chance.choice(list(re.finditer(r"[\w.%]+|\n", text)))
        new = chance.choice([*WORDS, *ODD, "", "\n", ":", "{", "}", "\t", "- ", "#", '"'])
        text = text[: found.start()] + new + text[found.end() :]
    return text


@given(st.integers(0, 2**32))
def test_a_mutated_scenario_loads_or_is_refused_with_reasons(seed: int) -> None:
    text = mutated(seed)
    if problems(text):
        return
    scenario = Scenario.from_text(text)
    assert Scenario.from_text(scenario.text()) == scenario


# --- A company: what is open, sold and promised ------------------------------------------------


def test_a_stage_that_only_the_opening_fills_is_no_fault() -> None:
    legacy = changed("recycle:\n  timing", "  old: {then: {lost: 100%}}\nrecycle:\n  timing")
    assert "no lead can reach" in only(legacy)
    assert problems(legacy + "opening: {leads: [{id: A, stage: old}]}\n") == []


def test_a_stage_that_only_those_enter_who_are_noticed_is_no_fault() -> None:
    call = changed(
        "recycle:\n  timing: {nurture: 90 days, then: qualify}",
        "  call: {then: {demo: 50%, lost: rest}}\n"
        "recycle:\n  timing: {nurture: 90 days, then: qualify, notices: {share: 1, then: call}}",
    )
    assert problems(call) == []


def test_leads_of_the_opening_need_somebody_too() -> None:
    serving = changed(
        "headcount: 2", "headcount: 2\n    serves: {recycled: no}", "missed: recycle.timing",
        "missed: lost.gone", "recycle.timing: 40%", "lost.timing: 40%",
        "exhausted: recycle.unreached", "exhausted: lost.unreached",
        "cold: recycle.unreached", "cold: lost.cold",
    )  # fmt: skip
    assert problems(serving) == []
    opened = serving + "opening: {leads: [{id: A, stage: demo, recycles: 1}]}\n"
    assert "no team serves leads with channel web, recycled yes in stage demo" in only(opened)


def test_teams_may_serve_by_product() -> None:
    priced = changed(
        "{share: 70%, deal_size: 120万円 per year}", "{share: 70%, products: {a: 100%}}",
        "{share: rest, deal_size: {lognormal: {mean: 600万円 per year, cv: 0.5}}}", "{share: rest}",
        "contract:",
        "products: {a: {price: 1万円 per month}, b: {price: 2万円 per month}}\ncontract:",
        "headcount: 3", "headcount: 3\n    serves: {product: a}",
    )  # fmt: skip
    assert "product b" in only(priced)
    assert problems(priced.replace("serves: {product: a}", "serves: {product: [a, b]}")) == []
    sold = priced.replace("{share: rest}", "{share: rest, products: {a: 100%, b: 0%}}")
    assert problems(sold) == []


def test_a_product_may_take_its_amount_from_the_segment() -> None:
    two = changed("contract:", "products: {a: {}, b: {share: none}}\ncontract:")
    assert problems(two) == []


def test_terms_of_a_contract_are_judged_with_each_product() -> None:
    text = changed(
        "contract: {term: 12 months}",
        "contract: {notice: 45 days}\nproducts: {a: {term: 1 year}, b: {term: 1 month}}",
        "before_term_ends: 90 days", "before_term_ends: 9 days",
    )  # fmt: skip
    assert only(text) == (
        "contract.notice: 45 days is not shorter than the term of 1 month. That is for b."
    )
    assert problems(text.replace("1 month}", "2 months}")) == []


@pytest.mark.parametrize(
    ("period", "fine"),
    [
        ("FY2026 H1", True),
        ("FY2026 H2", True),
        ("FY2026", True),
        ("2026-05", True),
        ("2026-04", False),
        ("FY2025", False),
        ("2026-10", True),
        ("2026-11", False),
    ],
)
def test_targets_are_for_periods_that_the_run_has_a_part_of(period: str, fine: bool) -> None:
    """The run is from 2026-05-01 to before 2026-11-01."""
    text = BASE.replace("start: 2026-04-01", "start: 2026-05-01\nfiscal_year_starts: April")
    text = text.replace("2026-04-09", "2026-10-09")
    text += f"targets: {{x: {{measure: wins, by: {{{period}: 10}}}}}}\n"
    assert (problems(text) == []) == fine


def test_a_fiscal_year_starts_in_january_unless_it_is_said() -> None:
    text = BASE + "targets: {x: {measure: wins, by: {FY2026 Q1: 10}}}\n"
    assert "FY2026 Q1 is from 2026-01-01" in only(text)
    assert problems(text + "fiscal_year_starts: April\n") == []


def test_every_amount_must_be_in_the_one_currency() -> None:
    dollars = BASE.replace("万円", "_000 USD").replace("currency: JPY\n", "")
    more = (
        "contract.initial_fee: 100 USD\nquotas: {field_sales: {every: year, amount: 1_000 USD}}\n"
        "opening: {customers: [{id: A, mrr: 5 USD}], deals: [{id: B, stage: demo,"
        " amount: 3 USD per year}]}\n"
    )
    assert problems(dollars + more) == []
    euros = problems(dollars + more.replace("USD", "EUR"))
    assert sorted(line.split(":")[0] for line in euros) == [
        "contract.initial_fee",
        "opening.customers.0.mrr",
        "opening.deals.0.amount",
        "quotas.field_sales.amount",
    ]


def test_the_first_day_itself_is_no_fault() -> None:
    rows = (
        "opening:\n  deals: [{id: A, stage: demo, arrived: 2026-04-01, since: 2026-04-01,"
        " closes: 2026-04-01}]\n  customers: [{id: B, mrr: 1円, starts: 2026-04-01}]\n"
        "  house_list: [{id: C, recycle: timing, returns: 2026-04-01}]\n"
    )
    assert problems(BASE + rows) == []


def test_customers_rest_in_the_first_resting_stage_after_the_win() -> None:
    text = changed("won: live", "won: start_up", "recycle:\n  timing",
                   "  start_up: {decides: {after: 9 days}, then: {live: 100%}}\nrecycle:\n  timing",
                   "live: 90%", "start_up: 90%")  # fmt: skip
    opened = Scenario.from_text(text + "opening: {customers: [{id: A, mrr: 1万円}]}\n")
    assert resting_stage(opened) == "live"
    assert resting_stage(opened.change({"opening": None, "milestones.won": "renew"})) == "live"
    assert standings(opened) == [Standing("live", customer=True)]


def test_standings_are_told_once() -> None:
    scenario = Scenario.from_text(
        BASE + "opening:\n  house_list: [{id: A, recycle: timing}, {id: B, recycle: unreached}]\n"
        "  leads: [{id: C, stage: demo, channel: web, recycles: 1}, {id: D, stage: demo}]\n"
    )
    assert standings(scenario) == [
        Standing("qualify", recycled=True),
        Standing("demo", "web", recycled=True),
        Standing("demo"),
    ]
