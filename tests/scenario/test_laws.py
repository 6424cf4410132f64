"""Laws of chance: solved exactly from what is written, refused when they cannot be meant."""

from __future__ import annotations

import math
import pickle
from typing import Any

import numpy as np
import pytest
from scipy import integrate, special, stats

from gtmsim.scenario.families import FAMILIES, MOST_P90, Z90, scipy_names
from gtmsim.scenario.laws import Dimension, Law, parse_law
from gtmsim.units import Duration, Money, MoneyRate

SHARES = np.concatenate([np.geomspace(1e-9, 0.5, 40), 1 - np.geomspace(1e-9, 0.5, 40)])


def time_law(name: str, **given: str) -> Law:
    return parse_law({name: given}, "time")


def moment(law: Law, power: int) -> float:
    """Moment of a law by numerical integration of its quantiles.

    The substitution u = Phi(x) tames both tails; outside +-8.2 lies less than 1e-15 of the
    probability, which for the laws below moves no moment by more than one part in 1e7.
    """

    def integrand(x: float) -> float:
        density = math.exp(-x * x / 2) / math.sqrt(2 * math.pi)
        return float(law.quantile(float(special.ndtr(x)))) ** power * density

    return float(integrate.quad(integrand, -8.2, 8.2, limit=400, epsrel=1e-10)[0])


# A law, its mean and its standard deviation where the text states or implies it.
CASES: list[tuple[Law, float, float | None, Any]] = [
    (time_law("exponential", mean="3 h"), 180, 180, stats.expon(scale=180)),
    (
        time_law("lognormal", mean="25 min", cv="0.6"),
        25,
        15,
        stats.lognorm(s=math.sqrt(math.log(1.36)), scale=25 / math.sqrt(1.36)),
    ),
    (time_law("lognormal", mean="1 h", sd="20 min"), 60, 20, None),
    (
        time_law("lognormal", median="20 min", cv="0.5"),
        20 * math.sqrt(1.25),
        10 * math.sqrt(1.25),
        stats.lognorm(s=math.sqrt(math.log(1.25)), scale=20),
    ),
    (
        time_law("lognormal", median="20 min", p90="1 h"),
        20 * math.exp((math.log(3) / Z90) ** 2 / 2),
        None,
        stats.lognorm(s=math.log(3) / Z90, scale=20),
    ),
    (time_law("lognormal", mean="25 min", p90="45 min"), 25, None, None),
    (time_law("gamma", mean="2 h", cv="0.5"), 120, 60, stats.gamma(4, scale=30)),
    (time_law("gamma", mean="2 h", sd="2 h"), 120, 120, stats.expon(scale=120)),
    (
        time_law("weibull", scale="2 h", shape="1.5"),
        120 * math.gamma(5 / 3),
        None,
        stats.weibull_min(1.5, scale=120),
    ),
    (time_law("weibull", mean="2 h", shape="2"), 120, None, None),
    (
        time_law("triangular", low="10 min", mode="20 min", high="1 h"),
        30,
        math.sqrt((100 + 400 + 3600 - 200 - 600 - 1200) / 18),
        stats.triang(0.2, loc=10, scale=50),
    ),
    (
        time_law("triangular", low="10 min", mode="10 min", high="1 h"),
        80 / 3,
        None,
        stats.triang(0, loc=10, scale=50),
    ),
    (
        time_law("triangular", low="10 min", mode="1 h", high="1 h"),
        130 / 3,
        None,
        stats.triang(1, loc=10, scale=50),
    ),
    (
        time_law("uniform", low="10 min", high="40 min"),
        25,
        30 / math.sqrt(12),
        stats.uniform(10, 30),
    ),
    (time_law("erlang", a="3", scale="10 min"), 30, math.sqrt(300), stats.gamma(3, scale=10)),
    (
        time_law("norm", loc="45 min", scale="5 min"),
        45,
        5,
        stats.norm(45, 5),
    ),
    (
        time_law("beta", a="2", b="3", loc="10 min", scale="50 min"),
        30,
        10,
        stats.beta(2, 3, loc=10, scale=50),
    ),
]


@pytest.mark.parametrize(("law", "mean", "sd", "twin"), CASES, ids=lambda case: str(case)[:50])
def test_a_law_has_the_moments_and_quantiles_of_its_text(
    law: Law, mean: float, sd: float | None, twin: Any
) -> None:
    assert law.mean() == pytest.approx(mean, rel=1e-12)  # rounding only: the solution is exact
    assert moment(law, 1) == pytest.approx(mean, rel=1e-6)
    if sd is not None:
        variance = moment(law, 2) - mean**2
        assert variance == pytest.approx(sd**2, rel=1e-5)
    if twin is not None:
        np.testing.assert_allclose(law.quantile(SHARES), twin.ppf(SHARES), rtol=1e-9, atol=1e-12)


def test_a_lognormal_keeps_its_mean_and_its_p90() -> None:
    for ratio in (1.01, 1.3, 1.8, 2.2, 2.27):
        law = time_law("lognormal", mean="100 min", p90=f"{100 * ratio} min")
        assert float(law.quantile(0.9)) == pytest.approx(100 * ratio, rel=1e-12)
        assert moment(law, 1) == pytest.approx(100, rel=1e-6)
        # The root meant is the one with the smaller spread.
        sigma = math.log(float(law.quantile(special.ndtr(1.0))) / float(law.quantile(0.5)))
        assert 0 < sigma <= Z90
    assert round(MOST_P90, 4) == 2.2732


@pytest.mark.parametrize("name", [name for name in FAMILIES if name not in ("fixed", "poisson")])
def test_quantiles_rise_and_start_at_the_minimum(name: str) -> None:
    for law in (case[0] for case in CASES if case[0].name == name):
        values = law.quantile(np.linspace(0, 1, 1001))
        assert np.all(np.diff(values) >= 0)
        assert values[0] == law.minimum()
        assert not np.signbit(values[0])


def test_quantiles_keep_the_shape_they_are_asked_in() -> None:
    for raw in ("15 min", {"exponential": "1 h"}, {"empirical": ["1 min", "2 min"]}):
        law = parse_law(raw, "time")
        assert law.quantile(np.full((2, 3), 0.5)).shape == (2, 3)
        assert law.quantile(0.5).shape == ()
        for outside in (-0.1, 1.1, math.nan):
            with pytest.raises(ValueError, match="from 0 to 1"):
                law.quantile(outside)


def test_a_bare_quantity_is_fixed() -> None:
    for raw in (
        "15 min",
        {"fixed": "15 min"},
        {"fixed": {"value": "15 min"}},
        Duration(15, "minute"),
    ):
        law = parse_law(raw, "time")
        assert law.is_fixed
        assert (law.mean(), law.minimum(), float(law.quantile(0.3))) == (15, 15, 15)
    assert parse_law("0 min", "time").mean() == 0
    assert parse_law("40", "number").mean() == 40
    assert parse_law(40, "number").mean() == 40
    assert parse_law("-5%", "number").mean() == -0.05
    assert parse_law("25 min (20..30)", "time").mean() == 25


def test_shorthand_of_a_single_parameter() -> None:
    assert parse_law({"exponential": "3 days"}, "time") == time_law("exponential", mean="3 days")
    assert parse_law({"poisson": "40"}, "number") == parse_law({"poisson": {"mean": 40}}, "number")


def test_poisson_counts() -> None:
    law = parse_law({"poisson": "2.5"}, "number")
    chances = np.array([math.exp(-2.5) * 2.5**n / math.factorial(n) for n in range(12)])
    reached = np.cumsum(chances)
    # Just below and just above each step of the distribution function.
    np.testing.assert_array_equal(law.quantile(reached - 1e-9), np.arange(12))
    np.testing.assert_array_equal(law.quantile(reached[:-1] + 1e-9), np.arange(1, 12))
    assert (law.mean(), law.minimum(), float(law.quantile(0.0))) == (2.5, 0, 0)
    assert parse_law({"poisson": "0"}, "number").quantile(np.array([0, 0.5])).tolist() == [0, 0]


def test_empirical_values_are_equally_likely() -> None:
    law = parse_law({"empirical": ["3 h", "1 min", "2 min", "2 min"]}, "time")
    shares = np.array([0, 0.1, 0.25, 0.2501, 0.5, 0.75, 0.7501, 1])
    assert law.quantile(shares).tolist() == [1, 1, 1, 2, 2, 2, 180, 180]
    assert law.mean() == 46.25
    assert law.minimum() == 1


def test_empirical_quantiles_are_joined_by_straight_lines() -> None:
    law = parse_law(
        {"empirical": {"p50": "10 min", "p0": "2 min", "p97.5": "1 h", "p100": "2 h"}}, "time"
    )
    assert law.quantile(np.array([0, 0.25, 0.5, 0.975, 1])).tolist() == [2, 6, 10, 60, 120]
    assert law.mean() == pytest.approx(0.5 * 6 + 0.475 * 35 + 0.025 * 90)
    assert moment(law, 1) == pytest.approx(law.mean(), rel=1e-6)


def test_money_laws_know_currency_and_period() -> None:
    yearly = parse_law({"lognormal": {"mean": "200万円 per year", "cv": "0.5"}}, "money")
    assert (yearly.currency, yearly.per, yearly.mean()) == ("JPY", "year", 2_000_000)
    once = parse_law("1_200 USD", "money")
    assert (once.currency, once.per, once.mean()) == ("USD", None, 1_200)
    assert parse_law("80万円/月", "money").per == "month"
    assert parse_law(Money(3, "EUR"), "money").mean() == 3
    assert parse_law(MoneyRate(3, "EUR", "year"), "money").per == "year"


def test_business_time_is_marked() -> None:
    assert parse_law({"exponential": "3 business hours"}, "time").business
    assert not parse_law({"exponential": "3 hours"}, "time").business
    mixed = {"triangular": {"low": "5 min", "mode": "1 business h", "high": "2 business h"}}
    with pytest.raises(ValueError, match="one unit, but they are in min and business min"):
        parse_law(mixed, "time")


@pytest.mark.parametrize(
    ("raw", "dimension", "complaint"),
    [
        ("15", "time", "'15' has no unit"),
        ("3 business days", "time", "business days depend on a calendar"),
        ("10 USD per day", "money", "per month or per year"),
        (None, "time", "not text"),
        ([1, 2], "time", "A list is not a law"),
        ({}, "time", "empty. Write for example {lognormal"),
        ({"mean": "5 min", "p90": "9 min"}, "time", "mean and p90 do not say which law"),
        ({"fixed": "1 h", "gamma": "2 h"}, "time", "exactly one key"),
        ({"lognornal": {}}, "time", "no law 'lognornal'. Did you mean lognormal?"),
        ({"weibul_min": {}}, "time", "Did you mean weibull?"),
        ({"constant": "3 h"}, "time", "Laws are: fixed, exponential"),
        ({"lognormal": "45 min"}, "time", "lognormal takes mean and p90; mean and cv"),
        ({"lognormal": {"mean": "45 min"}}, "time", "only mean is given"),
        ({"lognormal": {"mean": "1 h", "p95": "2 h"}}, "time", "'p95' is none of them. Did you"),
        ({"lognormal": {"mean": "45", "cv": "1"}}, "time", "lognormal mean: '45' has no unit"),
        (
            {"lognormal": {"mean": "45 min", "cv": "1 h"}},
            "time",
            "lognormal cv: '1 h' is not a num",
        ),
        (
            {"lognormal": {"mean": "45 min", "p90": "2 h"}},
            "time",
            "2.67 times the mean.*2.27 times",
        ),
        ({"lognormal": {"mean": "45 min", "p90": "30 min"}}, "time", "must exceed the mean"),
        ({"lognormal": {"median": "45 min", "p90": "45 min"}}, "time", "must exceed the median"),
        ({"lognormal": {"mean": "0 min", "cv": "1"}}, "time", "mean must be more than 0"),
        ({"lognormal": {"mean": "1 h", "cv": "0"}}, "time", "without spread write {fixed"),
        ({"lognormal": {"mean": ["1 h"], "cv": "1"}}, "time", "a single quantity belongs here"),
        ({"gamma": {"mean": "1 h", "cv": "-1"}}, "time", "cv must be more than 0"),
        ({"gamma": {"mean": "1 h", "cv": "nan"}}, "time", "gamma cv: 'nan' is not a number"),
        ({"weibull": {"mean": "1 h", "shape": "0.01"}}, "time", "at least 0.05"),
        ({"triangular": {"low": "3 h", "mode": "2 h", "high": "5 h"}}, "time", "rising order"),
        ({"uniform": {"low": "3 h", "high": "3 h"}}, "time", "low must be less than high"),
        ({"poisson": "40 min"}, "time", "poisson counts things"),
        ({"poisson": "-1"}, "number", "at least 0"),
        ({"empirical": []}, "time", "a list of values, or quantiles"),
        ({"empirical": "3 min"}, "time", "a list of values, or quantiles"),
        ({"empirical": {"p10": "1 min", "p90": "9 min"}}, "time", "must include p0 and p100"),
        ({"empirical": {"p0": "1 min", "max": "9 min"}}, "time", "not 'max'"),
        ({"empirical": {"p0": "9 min", "p100": "1 min"}}, "time", "must rise"),
        ({"empirical": ["1 min", "2 business min"]}, "time", "need one unit"),
        ({"uniform": {"low": "10 USD", "high": "20 EUR"}}, "money", "in USD and EUR"),
        ({"gamma": {"mean": "9 USD per year", "sd": "1 USD"}}, "money", "USD per year and USD"),
        (
            {"norm": {"loc": "45 min", "scale": "20 min"}},
            "time",
            "falls below zero, and time cannot",
        ),
        (
            {"norm": {"loc": "9 USD", "scale": "9 USD"}},
            "money",
            "falls below zero, and money cannot",
        ),
        ({"norm": {"loc": "45 min"}}, "time", "takes loc and scale; only loc is given"),
        ({"norm": "45 min"}, "time", "takes loc and scale, by name"),
        ({"burr": {"c": "2", "e": "3", "scale": "1 h"}}, "time", "'e' is none of them"),
        ({"burr": {"c": "-2", "d": "3", "scale": "1 h"}}, "time", "scipy.stats refuses"),
        ({"pareto": {"b": "1", "scale": "1 h"}}, "time", "no finite mean"),
        ({"cauchy": {}}, "number", "no finite mean"),
        ({"weibull": {"scale": "1 h", "shape": "0.05"}}, "time", "absurdly large"),
    ],
)
def test_refused_laws(raw: object, dimension: Dimension, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        parse_law(raw, dimension)


def test_a_law_of_numbers_may_be_negative() -> None:
    law = parse_law({"norm": {"loc": "0", "scale": "1"}}, "number")
    assert law.minimum() == -math.inf
    with pytest.raises(ValueError, match="a law of number, not of time"):
        parse_law(law, "time")


def test_laws_can_be_keys_and_travel_between_processes() -> None:
    one = time_law("lognormal", mean="25 min", p90="45 min")
    other = time_law("lognormal", mean="1_500 s", p90="0.75 h")
    assert one == other
    assert len({one, other, parse_law(one, "time")}) == 1
    assert pickle.loads(pickle.dumps(one)) == one


@pytest.mark.parametrize(
    ("raw", "dimension", "text"),
    [
        ("15 min", "time", "15 min"),
        (
            {"lognormal": {"mean": "25 min", "p90": "45 min"}},
            "time",
            "lognormal(mean 25 min, p90 45 min)",
        ),
        ({"exponential": "2 business h"}, "time", "exponential(mean 120 business min)"),
        (
            {"gamma": {"mean": "9 USD per year", "cv": "0.5"}},
            "money",
            "gamma(mean 9 USD per year, cv 0.5)",
        ),
        ({"poisson": "40"}, "number", "poisson(mean 40)"),
        ({"empirical": ["1", "2.5"]}, "number", "empirical(values [1, 2.5])"),
    ],
)
def test_a_law_reads_well(raw: object, dimension: Dimension, text: str) -> None:
    assert str(parse_law(raw, dimension)) == text


def test_every_law_of_scipy_has_a_name_here() -> None:
    names = scipy_names()
    assert {"norm", "burr", "invgauss", "truncnorm"} <= set(names)
    assert len(names) > 90
