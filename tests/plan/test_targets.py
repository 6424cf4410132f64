"""Targets and quotas as a table: sums that follow, ticks of periods, people who come and go."""

from __future__ import annotations

from typing import Any

import pytest

from gtmsim import compile, run
from gtmsim.plan.targets import derived
from gtmsim.scenario import Scenario
from gtmsim.units.fiscal import parse_fiscal

COMPANY = """\
start: 2026-04-01
horizon: 12 months
fiscal_year_starts: April
channels: {web: {leads: 1 per day, segments: {small: 50%, mid: rest}}}
segments: {small: {deal_size: 1M JPY per year}, mid: {deal_size: 5M JPY per year}}
stages: {close: {function: sales, work: 1 h, then: {won: {share: 20%, to: end, milestone: won}, lost: rest}}}
teams:
  sales: {covers: sales, headcount: 2}
"""  # noqa: E501


def table(changes: dict[str, Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = compile(Scenario.from_text(COMPANY).change(changes)).dimensions[
        "targets"
    ]
    return found


def sums(**written: float) -> dict[str, float]:
    """What follows from numbers for periods such as `FY2026_Q1` and `m04`, of an April company."""
    names = {
        name: f"2026-{name[1:]}" if name.startswith("m") else name.replace("_", " ")
        for name in written
    }
    found = derived({parse_fiscal(names[name], 4): one for name, one in written.items()}, 4)
    return {period.words: amount for period, amount in found.items()}


def test_larger_periods_are_the_sum_of_their_parts() -> None:
    assert sums(FY2026_Q1=1, FY2026_Q2=2) == {"FY2026 H1": 3}
    assert sums(FY2026_H1=5, FY2026_H2=6) == {"FY2026": 11}
    assert sums(m04=1, m05=2, m06=3) == {"FY2026 Q1": 6}
    quarters = sums(FY2026_Q1=1, FY2026_Q2=2, FY2026_Q3=3, FY2026_Q4=4)
    assert quarters == {"FY2026 H1": 3, "FY2026 H2": 7, "FY2026": 10}


def test_no_sum_without_every_part() -> None:
    assert sums(FY2026_Q1=1, FY2026_Q3=2) == {}
    assert sums(m04=1, m05=2) == {}
    assert sums(FY2026_H1=1, FY2027_H2=2) == {}


def test_parts_of_different_kinds_add_up() -> None:
    found = sums(m04=1, m05=1, m06=1, FY2026_Q2=4, FY2026_H2=10)
    assert found == {"FY2026 Q1": 3, "FY2026 H1": 7, "FY2026": 17}


def test_what_is_written_stays_whatever_its_parts_sum_to() -> None:
    assert sums(FY2026_Q1=1, FY2026_Q2=2, FY2026_H1=4) == {}
    assert sums(FY2026_Q1=1, FY2026_Q2=2, FY2026_H1=4, FY2026_H2=5) == {"FY2026": 9}


def test_the_table_of_targets() -> None:
    found = table(
        {
            "targets": {
                "new": {
                    "label": "新規",
                    "measure": "new_arr",
                    "by": {"FY2026 Q1": "1千万円", "2026年度Q2": "2千万円"},
                    "segment": "mid",
                    "team": "sales",
                },
                "end": {"measure": "arr", "by": {"2026-04": "1億円", "2026-05": "2億円"}},
                "count": {"measure": "wins", "by": {"2026-05": 3}},
            }
        }
    )
    day = 1440
    assert list(zip(found["id"], found["amount"], found["derived"], strict=True)) == [
        ("new@FY2026 Q1", 10_000_000, 0),
        ("new@FY2026 Q2", 20_000_000, 0),
        ("new@FY2026 H1", 30_000_000, 1),
        ("end@2026-04", 100_000_000, 0),
        ("end@2026-05", 200_000_000, 0),
        ("count@2026-05", 3, 0),
    ]
    assert found["label"][:4] == ["新規"] * 3 + ["end"]
    assert found["begin"][:3] == [0, 91 * day, 0]
    assert found["end"][:3] == [91 * day, 183 * day, 183 * day]
    assert found["segment"] == [1, 1, 1, -1, -1, -1]
    assert found["team"] == [0, 0, 0, -1, -1, -1]
    assert found["rep"] == [-1] * 6


def test_levels_do_not_add_up() -> None:
    by = {"FY2026 Q1": "1億円", "FY2026 Q2": "2億円"}
    assert len(table({"targets": {"end": {"measure": "arr", "by": by}}})["id"]) == 2
    assert len(table({"targets": {"end": {"measure": "bookings", "by": by}}})["id"]) == 3


def test_cents() -> None:
    text = COMPANY.replace("JPY", "USD")
    scenario = Scenario.from_text(text).change(
        {"targets": {"t": {"measure": "new_arr", "by": {"2026-04": "10.5k USD"}}}}
    )
    assert compile(scenario).dimensions["targets"]["amount"] == [1_050_000]


def test_no_targets_no_table() -> None:
    assert table({"horizon": "6 months"}) == {}


# --- Quotas ----------------------------------------------------------------------------------


def quota(every: str, **changes: Any) -> dict[str, list[Any]]:
    return table({"quotas": {"sales": {"measure": "wins", "every": every, "amount": 6}}, **changes})


def test_everybody_has_a_quota_for_every_period() -> None:
    found = quota("half")
    assert list(zip(found["id"], found["rep"], found["amount"], strict=True)) == [
        ("sales-1@FY2026 H1", 0, 6),
        ("sales-2@FY2026 H1", 1, 6),
        ("sales-1@FY2026 H2", 0, 6),
        ("sales-2@FY2026 H2", 1, 6),
    ]
    assert [len(quota(every)["id"]) for every in ("month", "quarter", "year")] == [24, 8, 2]


def test_a_period_that_the_run_cuts_has_no_quota() -> None:
    found = quota("quarter", horizon="4 months")
    assert found["period"] == ["FY2026 Q1", "FY2026 Q1"]
    assert quota("half", horizon="5 months") == {}
    assert quota("quarter", start="2026-05-15", horizon="6 months")["period"] == ["FY2026 Q2"] * 2


def test_who_joins_or_leaves_has_a_share_of_the_quota() -> None:
    people = [
        "Ann",
        {"name": "Bob", "starts": "2026-05-01"},
        {"name": "Cy", "leaves": "2026-06-01"},
    ]
    found = quota("quarter", **{"teams.sales.headcount": "none", "teams.sales.people": people})
    first = dict(zip(found["id"], found["amount"], strict=True))
    assert first["Ann@FY2026 Q1"] == 6
    assert first["Bob@FY2026 Q1"] == pytest.approx(6 * 61 / 91)
    assert first["Cy@FY2026 Q1"] == pytest.approx(6 * 61 / 91)
    assert first["Bob@FY2026 Q2"] == 6
    assert "Cy@FY2026 Q2" not in first


def test_the_log_tells_targets_by_name_and_date() -> None:
    by = {"FY2026 Q2": "1億円"}
    scenario = Scenario.from_text(COMPANY).change(
        {"targets": {"new": {"measure": "new_arr", "by": by, "segment": "mid", "team": "sales"}}}
    )
    row = run(compile(scenario)).table("targets").iloc[0]
    assert (row["segment"], row["team"], row["period"]) == ("mid", "sales", "FY2026 Q2")
    assert str(row["begin"].date()) == "2026-07-01"
    assert str(row["end"].date()) == "2026-10-01"
