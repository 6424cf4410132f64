"""Who wins: a clear winner, and never one where the interval covers zero (R158, R174, R220)."""

from __future__ import annotations

import pytest

from gtmsim.experiment import ExperimentError, compare
from gtmsim.experiment.objective import default_objective
from gtmsim.scenario import Scenario
from tests.experiment import worlds
from tests.experiment.judged import company


def test_the_profit_decides_where_costs_are_known() -> None:
    assert default_objective([company()]) == "contribution"
    assert default_objective([company(), company(costs="none")]) == "arr"
    one_off = company(costs="none", segments__all__deal_size="1_200_000 JPY")
    assert default_objective([one_off]) == "bookings"
    assert default_objective([worlds.desk()]) == "wins"
    nobody = Scenario.from_text(worlds.DESK.replace(", milestone: won", ""))
    assert default_objective([nobody]) == ""


def test_a_clear_winner_with_its_differences_in_money() -> None:
    designs = {"slow": company(), "fast": company(stages__call__work="20 min")}
    found = compare(designs, replications=12, seed=3)
    verdict = found.verdict
    assert verdict.objective.kpi == "contribution"
    assert verdict.winner is not None
    assert verdict.winner.label == "fast"
    frame = verdict.frame().set_index("kpi")
    assert list(frame.index) == ["contribution", "arr", "gross_profit", "cash_balance"]
    assert (frame["low"] > 0).all()
    # Nothing but revenue differs: what is gained is gross profit.
    assert frame.loc["contribution", "difference"] == pytest.approx(
        frame.loc["gross_profit", "difference"]
    )
    assert verdict.assumed == 2
    assert "rests on 2 assumed values" in repr(verdict)
    assert "2個の仮定値" in verdict.grid("ja").text()


def test_the_worse_design_makes_the_baseline_win() -> None:
    designs = {"fast": company(stages__call__work="20 min"), "slow": company()}
    winner = compare(designs, replications=12, seed=3).verdict.winner
    assert winner is not None
    assert winner.label == "fast"


@pytest.mark.parametrize("count", [2, 3])
def test_the_same_design_twice_makes_no_difference(count: int) -> None:
    designs = {str(number): company() for number in range(count)}
    verdict = compare(designs, replications=5).verdict
    assert verdict.winner is None
    assert verdict.words == "no clear difference"
    assert "no clear difference" in repr(verdict)


@pytest.mark.parametrize("seed", range(6))
def test_nobody_wins_where_the_interval_covers_zero(seed: int) -> None:
    """A tenth of a minute: mostly noise; the verdict agrees with the interval whatever it says."""
    designs = {"a": company(), "b": company(stages__meet__work={"exponential": "33 min"})}
    verdict = compare(designs, replications=4, seed=seed).verdict
    change = verdict.rows[0].difference
    assert change is not None
    assert (verdict.winner is None) == (change.change.low <= 0 <= change.change.high)


def test_of_three_designs_the_best_wins_only_if_clearly_so() -> None:
    fast = company(stages__call__work="20 min")
    clear = {"a": company(), "b": company(teams__meeters__headcount=2), "c": fast}
    winner = compare(clear, replications=12).verdict.winner
    assert winner is not None
    assert winner.label == "c"
    tie = {"a": company(), "b": fast, "c": fast}
    verdict = compare(tie, replications=12).verdict
    assert verdict.winner is None
    assert [point.label for point in verdict.contenders] == ["b", "c"]


def test_another_objective_may_decide() -> None:
    designs = {"one": company(), "two": company(teams__meeters__headcount=6)}
    profit = compare(designs, replications=8).verdict
    assert profit.winner is not None
    assert profit.winner.label == "one"
    assert compare(designs, replications=8, objective="wins").verdict.winner is None
    with pytest.raises(ExperimentError, match="neither higher nor lower"):
        compare(designs, replications=2, objective="payroll")


def test_a_file_name_is_no_scenario() -> None:
    with pytest.raises(ExperimentError, match="must be a scenario"):
        compare({"a": worlds.desk(), "b": "b.yaml"})  # type: ignore[dict-item]


def test_without_wins_somebody_has_to_say_what_is_better() -> None:
    desk = Scenario.from_text(worlds.DESK.replace(", milestone: won", ""))
    found = compare({"a": desk, "b": desk}, replications=2)
    with pytest.raises(ExperimentError, match="--objective"):
        _ = found.verdict


def test_the_bottleneck_of_each_design_and_whether_it_grows() -> None:
    drowning = company(
        channels__web__leads="60 per day",
        stages__call__goes_cold_after=None,
        stages__call__cold=None,
    )
    verdict = compare({"calm": company(), "drowning": drowning}, replications=4).verdict
    calm, held = verdict.bottlenecks["calm"], verdict.bottlenecks["drowning"]
    assert (held.team, held.stage, held.grows) == ("callers", "call", True)
    assert not calm.grows
    assert "and ever more" in repr(verdict)
    assert "増加中" in verdict.grid("ja").text()
