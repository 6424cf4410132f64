"""Stopping rules stop for a reason, on whole batches, and cost little coverage."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from gtmsim.stats import Estimate, Precision, StatisticsError, StoppingRule, mean, quantile
from tests.stats.chance import assert_share, lognormal

SEED = 20_240_401


def estimate(half_width: float, *, center: float = 10.0, n: int = 30) -> Estimate:
    return Estimate(center, center - half_width, center + half_width, 0.95, 0.1, n, "Student t")


def test_targets_are_read_and_printed_back() -> None:
    for text in ("5%", "0.5", "12"):
        assert str(Precision.parse(text)) == text
    assert Precision.parse(" 2.5 % ") == Precision(0.025, relative=True)
    for wrong in ("-5%", "0", "0%", "150%", "five", "nan", "inf", ""):
        with pytest.raises(StatisticsError, match="precision"):
            Precision.parse(wrong)


def test_a_relative_target_is_a_share_of_the_truth() -> None:
    """If the interval holds, the estimate is within 10% of the true value, not of itself."""
    target = Precision(0.1, relative=True)
    width = target.width_for(estimate(1.0))
    assert width == pytest.approx(10.0 * 0.1 / 1.1)
    lowest_truth = 10.0 - width
    assert width / lowest_truth == pytest.approx(0.1)


def test_decisions() -> None:
    rule, targets = StoppingRule(minimum=30, batch=10, cap=100), {"wins": Precision.parse("0.5")}
    early = rule.decide({"wins": estimate(0.1)}, targets, replications=12)
    assert (early.stop, early.add, early.why) == (False, 18, "wanted")
    reached = rule.decide({"wins": estimate(0.5)}, targets, replications=30)
    assert (reached.stop, reached.add, reached.why, reached.unreached) == (True, 0, "reached", ())
    # Half-widths shrink with the root: 0.6 to 0.5 asks for 30 x 0.44 = 13.2 more, so 20.
    close = rule.decide({"wins": estimate(0.6)}, targets, replications=30)
    assert (close.add, close.unreached) == (20, ("wins",))
    # Far away: at most as many again, so that a poor first guess of the spread costs little.
    far = rule.decide({"wins": estimate(9.0)}, targets, replications=30)
    assert far.add == 30
    nearly = rule.decide({"wins": estimate(9.0)}, targets, replications=95)
    assert nearly.add == 5
    cap = rule.decide({"wins": estimate(9.0)}, targets, replications=100)
    assert (cap.stop, cap.why) == (True, "cap")
    assert cap.text == "stopped at the cap of 100 replications: wins not yet within 0.5"


def test_the_least_precise_kpi_decides() -> None:
    targets = {"wins": Precision.parse("0.5"), "cycle": Precision.parse("10%")}
    both = {"wins": estimate(0.4), "cycle": estimate(1.2), "other": estimate(99)}
    decision = StoppingRule(cap=100).decide(both, targets, replications=30)
    assert decision.unreached == ("cycle",)
    with pytest.raises(StatisticsError, match="no estimate of cycle, wins"):
        StoppingRule().decide({}, targets, replications=30)


def test_refused_intervals_ask_for_what_they_need() -> None:
    """A p95 has no interval before 59 replications; a mean of nothing never gets one."""
    targets = {"p95": Precision.parse("1")}
    waits = quantile(np.zeros(35), 0.95)
    rule = StoppingRule(batch=8, cap=200)
    decision = rule.decide({"p95": waits}, targets, replications=35)
    assert (decision.stop, decision.add) == (False, 24)
    empty = rule.decide({"p95": mean([math.nan] * 200)}, targets, replications=200)
    assert empty.why == "cap"
    zero = {"p95": estimate(1.0, center=0.0)}
    never = rule.decide(zero, {"p95": Precision.parse("5%")}, replications=30)
    assert (never.stop, never.add) == (False, 32)


def test_the_number_of_replications_is_the_same_every_time() -> None:
    values = np.random.default_rng(SEED).gamma(4, size=1000)
    counts = {stopped_at(StoppingRule(), Precision.parse("5%"), values)[0] for _ in range(3)}
    assert len(counts) == 1


def stopped_at(
    rule: StoppingRule, target: Precision, values: NDArray[np.float64]
) -> tuple[int, Estimate]:
    n = rule.minimum
    while True:
        found = mean(values[:n])
        decision = rule.decide({"kpi": found}, {"kpi": target}, replications=n)
        if decision.stop:
            return n, found
        n += decision.add


Law = Callable[[np.random.Generator, tuple[int, ...]], NDArray[np.float64]]


def gamma(rng: np.random.Generator, size: tuple[int, ...]) -> NDArray[np.float64]:
    return rng.gamma(4.0, 0.25, size=size)


def normal(rng: np.random.Generator, size: tuple[int, ...]) -> NDArray[np.float64]:
    return rng.normal(1.0, 0.5, size=size)


def poisson(rng: np.random.Generator, size: tuple[int, ...]) -> NDArray[np.float64]:
    return rng.poisson(25.0, size=size) / 25.0


def skewed(rng: np.random.Generator, size: tuple[int, ...]) -> NDArray[np.float64]:
    return lognormal(rng, 1.0, size)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("law", "target", "reached"),
    [
        (normal, "10%", 0.95),
        (normal, "0.1", 0.95),
        (gamma, "10%", 0.95),
        (gamma, "0.1", 0.94),
        (poisson, "0.05", 0.945),
        (skewed, "10%", 0.935),
        (skewed, "0.2", 0.87),
    ],
)
def test_stopping_costs_little_coverage(law: Law, target: str, reached: float) -> None:
    """10,000 experiments each; the figures stand in the docstring of the rule."""
    rng = np.random.default_rng(SEED)
    rule = StoppingRule(cap=2000)
    inside = np.zeros(10_000, dtype=bool)
    for experiment in range(inside.size):
        _, found = stopped_at(rule, Precision.parse(target), law(rng, (2000,)))
        inside[experiment] = found.low <= 1.0 <= found.high
    assert_share(inside, reached, rounding=0.005)
