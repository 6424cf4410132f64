"""Pages of KPIs: every id exists, and every role and layer has its page."""

from __future__ import annotations

import re

import pytest

from gtmsim.kpi import find, measure
from gtmsim.kpi.packs import PACKS, Pack, UnknownPackError, kpis_of, pack
from tests.kpi.build import World


@pytest.mark.parametrize("each", PACKS.values(), ids=lambda each: each.id)
def test_every_id_of_a_pack_is_a_kpi(each: Pack) -> None:
    assert all(find(kpi_id) for kpi_id in each.kpis)
    assert each.name
    assert each.label
    assert re.fullmatch(r"R\d{3}(, R\d{3})*", each.source)
    assert measure(World().stage("call").log(), list(each.kpis))


def test_every_role_has_a_scorecard() -> None:
    """R025: the KPIs that the source names."""
    named = {
        "marketing": {"leads", "mql", "cost_per_lead", "organic_share"},
        "inside_sales": {"service_level_kept", "sal", "held_rate"},
        "field_sales": {"win_rate", "deal_size", "sales_cycle"},
        "customer_success": {"nrr", "logo_churn", "onboarding_time"},
        "revops": {"forecast_mape", "record_age", "service_level_kept"},
    }
    for role, wanted in named.items():
        assert wanted <= set(pack(f"scorecard.{role}").kpis)
        assert set(pack(f"scorecard.{role}").kpis) <= set(pack("scorecard").kpis)


def test_every_layer_of_the_dashboard_has_its_cells() -> None:
    """R175: ToFu, MoFu, BoFu and forecast."""
    cells = [set(section.kpis) for section in pack("dashboard").sections]
    assert {"leads", "mql_rate", "cost_per_mql.CHANNEL"} <= cells[0]
    assert {"sal_rate", "contact_to_meeting"} <= cells[1]
    assert {"sql_rate", "win_rate", "deal_size"} <= cells[2]
    assert {"forecast_mape", "coverage.TARGET"} <= cells[3]


def test_handoffs_have_their_three_reports() -> None:
    """R044."""
    assert kpis_of(name for name in PACKS if name.startswith("handoff.")) == [
        "mql", "conversation_rate", "duplicate_rate", "sal_rate", "no_show_rate",
        "onboarding_rate", "onboarding_time",
    ]  # fmt: skip


def test_an_unknown_pack_names_its_neighbors() -> None:
    with pytest.raises(UnknownPackError, match=r"no pack .dashbord.\. Did you mean dashboard"):
        pack("dashbord")
