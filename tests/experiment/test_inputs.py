"""Uncertain inputs are drawn once a replication, by name, the same for every design."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from gtmsim.experiment import ExperimentError, compare, simulate, sweep, uncertain_inputs
from gtmsim.experiment.inputs import Input, drawn, quantile_of
from gtmsim.experiment.pages import sources
from gtmsim.experiment.shares import balanced
from gtmsim.plan import compile as compile_plan
from gtmsim.units import Duration, Money, Rate, parse_number, parse_share, uncertainty
from tests.experiment import worlds


def read(text: str) -> Input:
    found = uncertainty(text)
    assert found is not None
    return Input("somewhere", text, found)


def test_every_uncertain_value_is_found_and_no_label() -> None:
    assert [each.path for each in uncertain_inputs(worlds.unsure())] == [
        "channels.web.leads",
        "stages.call.work.exponential",
        "stages.call.then.next.share",
        "stages.close.then.won.share",
    ]
    assert uncertain_inputs(worlds.desk()) == ()


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("25% (18%..33%)", parse_share),
        ("0.25 (0.18..0.33)", parse_share),
        ("5% (0%..10%)", parse_share),
        ("1.2 (1.0..1.5)", parse_number),
        ("25 min (20..30)", lambda text: Duration.parse(text).minutes),
        ("90 min (1 h..2 h)", lambda text: Duration.parse(text).minutes),
        ("3 business days (2..5)", lambda text: float(text.split()[0])),
        ("120 (100..150) per month", lambda text: Rate.parse(text).per_minute),
        ("30万円 (20万円..45万円)", lambda text: Money.parse(text).amount),
    ],
)
def test_a_range_holds_80_percent_around_its_median(text: str, size: object) -> None:
    one = read(text)
    assert callable(size)
    assert one.uncertain.low is not None
    assert one.uncertain.high is not None
    for share, end in (
        (0.1, one.uncertain.low),
        (0.5, one.uncertain.central),
        (0.9, one.uncertain.high),
    ):
        assert size(one.draw(share)) == pytest.approx(size(end), rel=1e-6, abs=1e-12)
    sizes = [size(one.draw(share)) for share in np.linspace(0.001, 0.999, 99)]
    assert sizes == sorted(sizes)
    assert sizes[0] >= 0


def test_evidence_is_a_beta_law() -> None:
    one, law = read("12 of 48"), stats.beta(12.5, 36.5)
    for share in (0.01, 0.3, 0.5, 0.9):
        assert float(one.draw(share)) == pytest.approx(law.ppf(share), rel=1e-8)
    assert float(read("0 of 20").draw(0.5)) > 0
    assert float(read("20 of 20").draw(0.5)) < 1


@given(
    shares=st.lists(st.integers(1, 60), min_size=2, max_size=6),
    uncertain=st.integers(1, 6),
    quantiles=st.lists(st.floats(0.001, 0.999), min_size=6, max_size=6),
    rest=st.booleans(),
)
def test_shares_still_sum_to_one(
    shares: list[int], uncertain: int, quantiles: list[float], rest: bool
) -> None:
    """Whatever is drawn, a table of outcomes stays a table of outcomes."""
    total = sum(shares)
    texts = [f"{Decimal(share) / total:.12f}" for share in shares]
    texts[-1] = str(1 - sum(Decimal(text) for text in texts[:-1]))
    table = {f"o{at}": text for at, text in enumerate(texts)}
    values = {
        f"stages.a.then.{key}": read(f"{max(1, shares[at])} of {total}").draw(quantiles[at])
        for at, key in enumerate(list(table)[:uncertain])
    }
    if rest and uncertain < len(table):
        table[f"o{len(table) - 1}"] = "rest"
    written = balanced({"stages": {"a": {"then": dict(table)}}}, values)
    whole = {f"stages.a.then.{key}": text for key, text in table.items()} | written
    numbers = [Decimal(text) for text in whole.values() if text != "rest"]
    assert all(number >= 0 for number in numbers)
    if "rest" in whole.values():
        assert sum(numbers) <= 1
    else:
        assert sum(numbers) == 1


def test_a_drawn_scenario_is_certain_and_compiles() -> None:
    for replication in range(20):
        scenario = drawn(worlds.unsure(), 5, replication)
        assert uncertain_inputs(scenario) == ()
        compile_plan(scenario)


def test_every_design_meets_the_same_world() -> None:
    """A draw depends on path, seed and replication: not on the design, nor on other inputs."""
    more = worlds.unsure().change("stages.close.work", "1 h (30 min..2 h)")
    more = more.change("teams.sales.headcount", 3)
    for replication in range(5):
        one, other = (drawn(each, 1, replication).tree() for each in (worlds.unsure(), more))
        assert one["channels"] == other["channels"]
        assert one["stages"]["call"] == other["stages"]["call"]
    assert drawn(worlds.unsure(), 1, 0) != drawn(worlds.unsure(), 1, 1)
    assert drawn(worlds.unsure(), 1, 0) != drawn(worlds.unsure(), 2, 0)


def test_draws_are_uniform() -> None:
    found = [quantile_of("channels.web.leads", 0, replication) for replication in range(2000)]
    assert stats.kstest(found, "uniform").pvalue > 1e-4


def test_central_values_leave_luck_alone() -> None:
    wide = simulate(worlds.unsure(), replications=60, kpis=["leads"])
    thin = simulate(worlds.unsure(), replications=60, kpis=["leads"], inputs="central")
    assert wide.values("leads").var() > 4 * thin.values("leads").var()
    with pytest.raises(ExperimentError, match="no input was drawn"):
        thin.uncertainty("leads")


def test_pairing_survives_uncertain_inputs() -> None:
    """Both designs meet the same world, so that differences do not spread as the worlds do."""
    designs = {"one": worlds.unsure(), "two": worlds.unsure().change("teams.sales.headcount", 2)}
    found = compare(designs, replications=40, kpis=["leads", "wins"])
    leads = found.row("leads")
    assert leads.difference is not None
    assert leads.difference.change.mean == 0
    wins = found.row("wins").difference
    assert wins is not None
    assert wins.variance_ratio.mean > 5


@pytest.mark.slow
def test_luck_inputs_and_error_are_told_apart() -> None:
    """Leads are Poisson given their rate: (a) is the mean, (b) the variance of the rate."""
    result = simulate(worlds.unsure(), replications=800, kpis=["leads"])
    found = result.uncertainty("leads")
    values = result.values("leads")
    expected = float(values.mean())
    assert found.luck.low < expected < found.luck.high
    rates = np.array([_rate(replication) * 30 for replication in range(800)])
    assert found.inputs.low < rates.var(ddof=1) < found.inputs.high
    assert found.simulation_error == pytest.approx(values.std(ddof=1) / math.sqrt(800))
    first, *others = found.contributions
    assert first.name == "channels.web.leads"
    assert first.share.mean > 0.8
    assert all(each.share.mean < 0.05 for each in others)
    text = sources(result, "leads").text()
    assert "(a) luck" in text
    assert "channels.web.leads" in text
    # Forecasts hold luck and inputs; only the error of the mean shrinks with replications.
    low, high = result.forecast("leads")
    assert high - low > 10 * found.simulation_error
    assert result.chance("leads", at_least=expected).low > 0.3


def _rate(replication: int) -> float:
    normal = float(special.ndtri(quantile_of("channels.web.leads", 0, replication)))
    width = math.log(4 / 2) if normal < 0 else math.log(7 / 4)
    return 4 * math.exp(width / float(special.ndtri(0.9)) * normal)


def test_a_draw_that_does_not_fit_is_a_failure() -> None:
    """A law may refuse some draws: those replications are rows that say so."""
    scenario = worlds.desk().change(
        "stages.answer.work", {"lognormal": {"mean": "1 h (20 min..3 h)", "p90": "2 h"}}
    )
    result = sweep(scenario, {"teams.sales.headcount": [1]}, replications=20)
    assert 0 < len(result.failures) < 20
    assert {each.during for each in result.failures} == {"drawing"}
    assert "p90" in result.failures[0].error
