"""What was reached of targets and quotas, against a log counted by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest

from gtmsim.kpi import UnknownKpiError, measure
from gtmsim.log import EventLog, Kind
from tests.kpi.build import World, at

FIELD, CARE = 0, 1
ANN, BOB = 0, 1
SMALL, MID = 0, 1
BASIC, PLUS = 0, 1


def build(days: int = 183, **meta: Any) -> World:
    """Half a fiscal year from 2026-04-01, of a company of two teams.

    | lead | segment, product | April    | May                      | August    |
    | 0    | small, basic     | Ann wins 1.2 M | Cy grows it by 0.3 M |           |
    | 1    | mid, plus        |          | Bob wins 6.0 M           | Cy: churned |
    | 2    | mid, basic       |          |                          | Ann wins 2.4 M |
    """
    world = World(days=days, **meta).member("ann", "field").member("bob", "field")
    world.member("cy", "care").stage("live")
    world.more = ["product"]
    for segment, product in ((SMALL, BASIC), (MID, PLUS), (MID, BASIC)):
        world.lead(at(0), segment=segment, product=product)
    wins(world, 0, at(10), "ann", 1_200_000)
    wins(world, 1, at(40), "bob", 6_000_000)
    wins(world, 2, at(130), "ann", 2_400_000)
    by = {"team": "care", "rep": "cy", "stage": "live"}
    world.event(at(45), Kind.MONEY, 0, reason="expansion", value=300_000, due=at(45), **by)
    world.event(at(140), Kind.MONEY, 1, reason="churned", value=6_000_000, due=at(140), **by)
    return world


def wins(world: World, lead: int, tick: int, rep: str, amount: int) -> None:
    by = {"team": "field", "rep": rep, "stage": "live"}
    world.event(tick, Kind.MILESTONE, lead, reason="won", **by)
    world.event(tick, Kind.MONEY, lead, reason="new", value=amount, due=tick, **by)


def one(log: EventLog, kpi_id: str) -> tuple[float, str]:
    row = measure(log, [kpi_id])[kpi_id]
    return row.value, row.note


SCOPES = {
    # measure, scope: reached in the first half
    ("wins", ()): 3,
    ("new_arr", ()): 9_600_000,
    ("expansion_arr", ()): 300_000,
    ("bookings", ()): 9_600_000,
    ("arr", ()): 3_900_000,
    ("net_new_arr", ()): 3_900_000,
    ("wins", (("segment", MID),)): 2,
    ("new_arr", (("segment", SMALL),)): 1_200_000,
    ("arr", (("segment", MID),)): 2_400_000,
    ("new_arr", (("product", BASIC),)): 3_600_000,
    ("arr", (("product", BASIC),)): 3_900_000,
    ("new_arr", (("segment", MID), ("product", BASIC))): 2_400_000,
    ("wins", (("team", FIELD),)): 3,
    ("wins", (("team", CARE),)): 0,
    ("new_arr", (("team", FIELD),)): 9_600_000,
    ("new_arr", (("team", CARE),)): 0,
    # What a team closed itself; the care team's growth is no field team's.
    ("expansion_arr", (("team", FIELD),)): 0,
    ("expansion_arr", (("team", CARE),)): 300_000,
    # What became of the contracts that the field team won, whoever looked after them.
    ("arr", (("team", FIELD),)): 3_900_000,
    ("arr", (("team", CARE),)): 0,
    ("net_new_arr", (("team", FIELD),)): 3_900_000,
}


@pytest.mark.parametrize("asked", SCOPES, ids=str)
def test_a_target_counts_what_belongs_to_it(
    asked: tuple[str, tuple[tuple[str, int], ...]],
) -> None:
    what, scope = asked
    log = build().target("goal", what, "FY2026 H1", 2_000_000, **dict(scope)).log()
    assert one(log, "target_actual.goal@FY2026 H1") == (SCOPES[asked], "")


def test_customers_of_the_first_day_count_for_their_segment_and_for_no_team() -> None:
    world = build()
    world.more = ["product", "opening"]
    for lead in world.leads:
        lead["opening"] = 0
    world.lead(product=PLUS, segment=MID, amount=5_000_000, existing=1, opening=3)
    for name, scope in (("all", {}), ("mid", {"segment": MID}), ("small", {"segment": SMALL}),
                        ("field", {"team": FIELD})):  # fmt: skip
        world.target(name, "arr", "FY2026 H1", 1, **scope)
    log = world.log()
    reached = {row.label.split()[1]: row.value for row in measure(log, ["target_actual.TARGET"])}
    assert reached == {
        "all": 8_900_000, "mid": 7_400_000, "small": 1_500_000, "field": 3_900_000,
    }  # fmt: skip


def test_a_contract_that_ends_before_it_is_billed_is_nobodys_new_revenue() -> None:
    world = build(arr_from="billed")
    lead = world.lead(at(0), segment=SMALL, product=BASIC)
    world.event(at(10), Kind.MILESTONE, lead, reason="won", team="field", rep="bob", stage="live")
    by = {"rep": "bob", "team": "field", "stage": "live"}
    world.event(at(10), Kind.MONEY, lead, reason="new", value=500_000, due=at(60), **by)
    by = {"rep": "cy", "team": "care", "stage": "live"}
    world.event(at(20), Kind.MONEY, lead, reason="churned", value=500_000, due=at(20), **by)
    world.target("all", "new_arr", "FY2026 H1", 1)
    world.target("field", "new_arr", "FY2026 H1", 1, team=FIELD)
    table = measure(world.log(), ["target_actual.TARGET"])
    assert [row.value for row in table] == [9_600_000, 9_600_000]


def test_a_target_counts_in_its_own_period_whatever_is_measured_besides() -> None:
    log = build().target("goal", "new_arr", "2026-05", 4_000_000).log()
    table = measure(
        log,
        ["target_actual.goal@2026-05", "attainment.goal@2026-05", "target_hit.goal@2026-05"],
        period=("2026-04-01", "2026-05-01"),
    )
    assert [row.value for row in table] == [6_000_000, 1.5, 1]
    assert [row.unit for row in table] == ["JPY per year", "share", "share"]
    assert table["attainment.goal@2026-05"].denominator == 4_000_000
    assert table["attainment.goal@2026-05"].label == "達成率: goal 2026年5月"


@pytest.mark.parametrize(("amount", "hit"), [(2.9, 1), (3, 1), (3.1, 0)])
def test_a_target_is_hit_when_it_is_reached(amount: float, hit: int) -> None:
    log = build().target("goal", "wins", "FY2026 H1", amount).log()
    assert one(log, "target_hit.goal@FY2026 H1") == (hit, "")


def test_minor_units_of_money() -> None:
    world = build(currency="USD", minor_units=2).target("goal", "new_arr", "FY2026 H1", 19_200_000)
    table = measure(world.log(), ["target_actual.TARGET", "attainment.TARGET"])
    assert [row.value for row in table] == [96_000, 0.5]


def test_a_target_may_be_named_in_japanese() -> None:
    log = build().target("goal", "wins", "FY2026 H1", 4).log()
    (row,) = measure(log, ["attainment.goal@2026年度上期"])
    assert (row.kpi, row.value) == ("attainment.goal@FY2026 H1", 0.75)


def test_a_period_that_ends_later_is_not_judged() -> None:
    log = build(days=122).target("goal", "wins", "FY2026 H1", 4).log()
    why = "only 4 of 6 months"
    assert one(log, "target_actual.goal@FY2026 H1") == (2, why)
    assert one(log, "attainment.goal@FY2026 H1") == (0.5, why)
    value, note = one(log, "target_hit.goal@FY2026 H1")
    assert math.isnan(value)
    assert note == why


def test_a_period_that_began_before_the_start_is_judged_by_its_level_only() -> None:
    world = build(opens=at(61))
    world.target("flow", "wins", "FY2026 H1", 1).target("level", "arr", "FY2026 H1", 3_900_000)
    log = world.log()
    assert one(log, "target_actual.flow@FY2026 H1") == (1, "only 4 of 6 months")
    assert math.isnan(one(log, "target_hit.flow@FY2026 H1")[0])
    assert one(log, "target_hit.level@FY2026 H1") == (1, "")


def test_a_period_outside_the_run_has_no_value() -> None:
    log = build(days=122).target("goal", "wins", "FY2027 H1", 4).log()
    for kpi in ("target_actual", "attainment", "target_hit"):
        value, note = one(log, f"{kpi}.goal@FY2027 H1")
        assert math.isnan(value)
        assert note == "outside the run"


def test_a_target_that_is_not_there_names_those_that_are() -> None:
    log = build().target("goal", "wins", "FY2026 H1", 4).log()
    with pytest.raises(UnknownKpiError, match=r"no target 'gaol@FY2026 H1' .* mean goal@FY2026 H1"):
        measure(log, ["attainment.gaol@FY2026 H1"])
    assert len(measure(build().log(), ["attainment.TARGET"])) == 0


# --- Quotas ----------------------------------------------------------------------------------


def quotas() -> World:
    """Ann and Bob are to bring 3.6 M and 4.0 M a quarter."""
    world = build()
    for quarter in ("FY2026 Q1", "FY2026 Q2"):
        world.target("ann", "new_arr", quarter, 1_800_000, rep=ANN)
        world.target("bob", "new_arr", quarter, 4_000_000, rep=BOB)
    return world


def test_quotas_are_attained_by_what_a_rep_closes() -> None:
    table = measure(quotas().log(), ["quota_attainment.REP", "reps_at_quota"])
    assert {row.kpi: (row.value, row.denominator) for row in table} == {
        "quota_attainment.ann": (1.0, 3_600_000),
        "quota_attainment.bob": (0.75, 8_000_000),
        "reps_at_quota": (0.5, 2),
    }


def test_quotas_count_fiscal_periods_that_lie_in_the_period() -> None:
    log = quotas().log()
    ids = ["quota_attainment.ann", "quota_attainment.bob", "reps_at_quota"]
    first = measure(log, [f"{each}@FY2026 Q1" for each in ids])
    assert [row.value for row in first] == [1.2 / 1.8, 1.5, 0.5]
    table = measure(log, ids, period=("2026-04-01", "2026-09-01"))
    assert [row.value for row in table] == [1.2 / 1.8, 1.5, 0.5], "the second quarter is not over"
    nothing = measure(log, ["reps_at_quota"], period=("2026-04-15", "2026-06-15")).rows[0]
    assert math.isnan(nothing.value)
    assert nothing.note == "no quota period lies in the period"


def test_quotas_of_persons_are_no_targets_of_the_company() -> None:
    log = quotas().target("late", "wins", "FY2026 H1", 2).log()
    (row,) = measure(log, ["attainment.TARGET"])
    assert (row.kpi, row.value) == ("attainment.late@FY2026 H1", 1.5)
    (row,) = measure(log, ["target_actual.TARGET"])
    assert row.unit == "leads"


def test_reps_at_quota_is_a_headline_where_there_are_quotas() -> None:
    assert "reps_at_quota" in [row.kpi for row in measure(quotas().log())]
    assert "reps_at_quota" not in [row.kpi for row in measure(build().log())]
