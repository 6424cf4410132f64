"""Every KPI says what it is (R157): one cannot be registered that does not."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from gtmsim import GtmsimError
from gtmsim.kpi import Figure, Kpi, UnknownKpiError, find, measure, register, registry
from gtmsim.kpi import kpi as definitions
from tests.kpi.build import World, at

JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]|MQL|SAL|SQL|NRR|GRR|MRR|ARR")


@pytest.mark.parametrize("kpi", registry().values(), ids=lambda kpi: kpi.id)
def test_every_kpi_is_defined(kpi: Kpi) -> None:
    for word in (kpi.name, kpi.numerator, kpi.denominator, kpi.period):
        assert word.strip()
        assert not JAPANESE.search(word) or "架電" in word or re.search("[A-Z]{3}", word)
    assert JAPANESE.search(kpi.label)
    assert re.fullmatch(r"R\d{3}(, R\d{3})*", kpi.source)
    assert kpi.unit in definitions.UNITS
    assert kpi.direction in ("higher", "lower", "neutral")
    assert re.fullmatch(r"[a-z0-9_]+(\.[A-Z]+)?", kpi.id)


def test_a_rate_by_period_and_a_rate_by_cohort_have_different_names() -> None:
    for kpi_id in ("mql_rate", "sal_rate", "sql_rate", "opportunity_rate", "win_rate"):
        period, cohort = registry()[kpi_id], registry()[f"{kpi_id}_cohort"]
        assert period.name != cohort.name
        assert period.label != cohort.label
        assert "R226" in period.source
        assert "R226" in cohort.source


def test_names_and_labels_tell_kpis_apart() -> None:
    for field in ("name", "label"):
        found = [(getattr(kpi, field), kpi.parameter) for kpi in registry().values()]
        assert len(set(found)) == len(found)


def test_an_id_is_taken_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(definitions, "_registry", dict(registry()))
    with pytest.raises(GtmsimError, match=r"already"):
        register(registry()["win_rate"])


def test_a_definition_without_words_is_refused() -> None:
    with pytest.raises(GtmsimError, match="says nothing about: label, source"):
        replace(registry()["win_rate"], label=" ", source="")
    with pytest.raises(GtmsimError, match="no unit 'percent'"):
        replace(registry()["win_rate"], unit="percent")
    with pytest.raises(GtmsimError, match="no parameter 'PLANET'"):
        replace(registry()["win_rate"], id="win_rate.PLANET")


def test_users_measure_kpis_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(definitions, "_registry", dict(registry()))
    own = replace(
        registry()["leads"], id="answer", formula=lambda view, period, member: Figure(42.0)
    )
    assert register(own) is own
    assert measure(World().log(), ["answer"]).value("answer") == 42


def test_an_unknown_id_names_its_neighbors() -> None:
    with pytest.raises(UnknownKpiError, match=r"no KPI 'win_rat'. Did you mean win_rate"):
        find("win_rat")
    with pytest.raises(UnknownKpiError, match=r"no KPI 'leads_of\.web'"):
        find("leads_of.web")


def test_an_unknown_member_names_the_known() -> None:
    world = World().stage("qualify").member("ann", "inside_sales")
    with pytest.raises(UnknownKpiError, match=r"no team 'inside_sale' .* mean inside_sales\?"):
        measure(world.log(), ["utilization.inside_sale"])
    with pytest.raises(UnknownKpiError, match=r"no stage .close. in this log"):
        measure(world.log(), ["backlog.close"])
    with pytest.raises(UnknownKpiError, match="no attempt 'first'"):
        measure(world.log(), ["connect_rate.first"])


def test_a_parameter_in_capitals_stands_for_every_member() -> None:
    world = World().member("ann", "inside_sales").member("bob", "field.sales")
    table = measure(world.log(), ["utilization.TEAM"])
    assert [row.kpi for row in table] == ["utilization.inside_sales", "utilization.field.sales"]
    assert table["utilization.field.sales"].label == "稼働率: field.sales部"


@pytest.mark.parametrize("kpi", registry().values(), ids=lambda kpi: kpi.id)
def test_every_kpi_can_be_measured_in_a_log_where_nothing_happened(kpi: Kpi) -> None:
    world = World().stage("qualify", "inside_sales").member("ann", "inside_sales")
    world.lead()
    world.target("goal", "wins", "2026-04", 3)
    world.reasons.append("price")
    member = {
        "STAGE": "qualify", "TEAM": "inside_sales", "REP": "ann", "REASON": "price",
        "CHANNEL": "web", "MILESTONE": "mql", "ATTEMPT": "1", "CLASS": "1", "SEGMENT": "all",
        "TARGET": "goal@2026-04", "": "",
    }[kpi.parameter]  # fmt: skip
    table = measure(world.log(), [f"{kpi.base}.{member}" if member else kpi.id])
    row = table[f"{kpi.base}.{member}" if member else kpi.id]
    undefined = row.value != row.value
    assert undefined == bool(row.note), "NaN says why, and nothing else does"
    defined = ("utilization", "utilization_rep", "attainment", "target_hit", "attrition_rate")
    defined += ("away_share",)
    if kpi.unit == "share" and kpi.base not in defined:
        assert undefined, "0/0 is not 0"
    assert at(1) == 1440
