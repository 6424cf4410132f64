"""Exact answers agree with textbooks, with each other at the limits, and with brute force."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import integrate

from gtmsim.stats import StatisticsError, theory
from tests.stats.chains import State, average, birth_death, stationary

EXACT = {"rel": 1e-9, "abs": 1e-12}  # two formulas for one number differ by rounding only


def test_mm1_is_the_textbook_one() -> None:
    desk = theory.mm1(arrival_rate=4, service_rate=5)
    assert desk.utilization == pytest.approx(0.8)
    assert desk.mean_present == pytest.approx(4.0)
    assert desk.mean_queue == pytest.approx(3.2)
    assert desk.mean_sojourn == pytest.approx(1.0)
    assert desk.mean_wait == pytest.approx(0.8)
    assert desk.wait_quantile(0.9) == pytest.approx(math.log(8.0))


def test_erlang_tables() -> None:
    # Erlang B: 10 lines, 5 erlangs lose 1.84%; 20 lines at 12.03 erlangs lose 1% (ITU tables).
    assert theory.erlang_b(servers=10, load=5) == pytest.approx(0.018385, abs=5e-7)
    assert theory.erlang_b(servers=20, load=12.03) == pytest.approx(0.01, abs=5e-5)
    # Erlang C: Gross and Harris, example 2.3: rate 6, 3 servers of rate 3: W_q = 4/27, P = 4/9.
    clinic = theory.mmc(arrival_rate=6, service_rate=3, servers=3)
    assert clinic.wait_probability == pytest.approx(4 / 9)
    assert clinic.mean_wait == pytest.approx(4 / 27)
    assert theory.erlang_b(servers=0, load=3) == 1.0
    assert theory.erlang_b(servers=3, load=0) == 0.0
    assert 0 < theory.erlang_b(servers=100_000, load=100_000) < 0.01


@pytest.mark.parametrize(("servers", "load"), [(1, 0.3), (3, 2.9), (8, 4.0), (40, 38.0)])
def test_mmc_is_its_birth_death_chain(servers: int, load: float) -> None:
    levels = np.arange(1, 40_001)
    law = birth_death(np.full(40_000, 2 * load), 2.0 * np.minimum(levels, servers))
    counts = np.arange(law.size)
    desk = theory.mmc(arrival_rate=2 * load, service_rate=2, servers=servers)
    assert desk.wait_probability == pytest.approx(law[servers:].sum(), **EXACT)
    assert desk.mean_present == pytest.approx(law @ counts, **EXACT)
    assert desk.mean_queue == pytest.approx(law @ np.maximum(0, counts - servers), **EXACT)
    assert desk.utilization == pytest.approx(law @ np.minimum(counts, servers) / servers, **EXACT)


def test_the_law_of_waiting_has_its_mean_and_quantiles() -> None:
    desk = theory.mmc(arrival_rate=10, service_rate=4, servers=3)
    times = np.linspace(0, 40, 400_001)
    exceeds = np.array([desk.wait_exceeds(float(time)) for time in times])
    # The trapezoid rule is off by step^2 / 12 times the change of slope.
    assert integrate.trapezoid(exceeds, times) == pytest.approx(desk.mean_wait, abs=1e-8)
    for share in (0.5, 0.9, 0.99):
        assert desk.wait_exceeds(desk.wait_quantile(share)) == pytest.approx(1 - share)
    assert desk.wait_quantile(0.2) == 0.0
    assert desk.wait_exceeds(-1) == 1.0


@pytest.mark.parametrize("patience_rate", [0.01, 0.5, 1.0, 20.0])
@pytest.mark.parametrize(("servers", "load"), [(1, 0.5), (1, 3.0), (5, 4.9), (5, 5.0), (30, 60.0)])
def test_erlang_a_is_its_birth_death_chain(servers: int, load: float, patience_rate: float) -> None:
    levels = np.arange(1, 20_001)
    deaths = np.minimum(levels, servers) + patience_rate * np.maximum(0, levels - servers)
    law = birth_death(np.full(20_000, load), deaths)
    waiting = np.maximum(0, np.arange(law.size) - servers)
    desk = theory.erlang_a(
        arrival_rate=load, service_rate=1, servers=servers, patience_rate=patience_rate
    )
    assert desk.wait_probability == pytest.approx(law[servers:].sum(), **EXACT)
    assert desk.mean_queue == pytest.approx(law @ waiting, **EXACT)
    assert desk.mean_wait == pytest.approx(law @ waiting / load, **EXACT)
    lost = patience_rate * (law @ waiting) / load
    assert desk.abandon_probability == pytest.approx(lost, **EXACT)
    assert desk.throughput == pytest.approx(load * (1 - lost), **EXACT)
    busy = law @ np.minimum(np.arange(law.size), servers)
    assert desk.utilization == pytest.approx(busy / servers, **EXACT)
    assert desk.mean_present == pytest.approx(law @ np.arange(law.size), **EXACT)


def test_erlang_a_between_erlang_c_and_erlang_b() -> None:
    """Endless patience is Erlang C, none at all is Erlang B; at equal rates it is Poisson."""
    patient = theory.mmc(arrival_rate=9, service_rate=1, servers=10)
    for rate, tolerance in [(0.0, 1e-12), (1e-9, 1e-6), (1e-6, 1e-3)]:
        nearly = theory.erlang_a(arrival_rate=9, service_rate=1, servers=10, patience_rate=rate)
        assert nearly.mean_wait == pytest.approx(patient.mean_wait, rel=tolerance)
        assert nearly.wait_probability == pytest.approx(patient.wait_probability, rel=tolerance)
    hasty = theory.erlang_a(arrival_rate=9, service_rate=1, servers=10, patience_rate=1e9)
    assert hasty.abandon_probability == pytest.approx(theory.erlang_b(servers=10, load=9), rel=1e-6)
    even = theory.erlang_a(arrival_rate=9, service_rate=1, servers=10, patience_rate=1)
    assert even.mean_present == pytest.approx(9.0, **EXACT)
    crowd = theory.erlang_a(arrival_rate=200, service_rate=1, servers=100, patience_rate=1e-4)
    assert crowd.abandon_probability == pytest.approx(0.5, **EXACT)  # the fluid limit


def test_mg1_from_its_moments() -> None:
    fixed = theory.mg1(arrival_rate=4, service_mean=0.2, service_scv=0)
    exponential = theory.mg1(arrival_rate=4, service_mean=0.2, service_scv=1)
    single = theory.mm1(arrival_rate=4, service_rate=5)
    assert exponential.mean_wait == pytest.approx(single.mean_wait)
    assert exponential.mean_present == pytest.approx(single.mean_present)
    assert fixed.mean_wait == pytest.approx(single.mean_wait / 2)


def test_mg1_is_its_chain_for_service_in_two_phases() -> None:
    """Erlang-2 service (scv 1/2) at rate 0.7 of capacity, brute force over (present, phase)."""
    rate, phase_rate, most = 0.7, 2.0, 400

    def moves(state: State) -> list[tuple[State, float]]:
        present, phase = state
        found = [((present + 1, phase), rate)] if present < most else []
        if present and phase == 0:
            found.append(((present, 1), phase_rate))
        elif present:
            found.append(((present - 1, 0), phase_rate))
        return found

    law = stationary((0, 0), moves)
    desk = theory.mg1(arrival_rate=rate, service_mean=1, service_scv=0.5)
    assert desk.mean_present == pytest.approx(average(law, lambda s: s[0]), **EXACT)
    assert desk.mean_queue == pytest.approx(average(law, lambda s: max(0, s[0] - 1)), **EXACT)


def test_two_classes_at_one_server_are_their_chain() -> None:
    """Different work for each class: state is (class in service, urgent and calm waiting)."""
    rates, service, most = (0.25, 0.2), (1.0, 0.5), 60

    def moves(state: State) -> list[tuple[State, float]]:
        serving, urgent, calm = state
        if serving < 0:
            return [((0, 0, 0), rates[0]), ((1, 0, 0), rates[1])]
        found: list[tuple[State, float]] = []
        if urgent < most:
            found.append(((serving, urgent + 1, calm), rates[0]))
        if calm < most:
            found.append(((serving, urgent, calm + 1), rates[1]))
        if urgent:
            after = (0, urgent - 1, calm)
        else:
            after = (1, 0, calm - 1) if calm else (-1, 0, 0)
        return [*found, (after, service[serving])]

    law = stationary((-1, 0, 0), moves)
    first, second = theory.mg1_priority(
        arrival_rates=rates, service_means=[1, 2], service_scvs=[1, 1]
    )
    assert first.mean_queue == pytest.approx(average(law, lambda s: s[1]), rel=1e-8)
    # The limit of 60 cuts off what is less likely than 0.84^60, times its length.
    assert second.mean_queue == pytest.approx(average(law, lambda s: s[2]), rel=2e-3)
    assert first.mean_wait == pytest.approx(first.mean_queue / rates[0])


@pytest.mark.parametrize("servers", [1, 2, 5])
def test_two_classes_at_several_servers_are_their_chain(servers: int) -> None:
    rates, most = (0.35 * servers, 0.3 * servers), 70

    def moves(state: State) -> list[tuple[State, float]]:
        busy, urgent, calm = state
        if busy < servers:
            found = [((busy + 1, 0, 0), sum(rates))]
            return [*found, ((busy - 1, 0, 0), float(busy))] if busy else found
        found = []
        if urgent < most:
            found.append(((busy, urgent + 1, calm), rates[0]))
        if calm < most:
            found.append(((busy, urgent, calm + 1), rates[1]))
        if urgent:
            after = (busy, urgent - 1, calm)
        else:
            after = (busy, 0, calm - 1) if calm else (busy - 1, 0, 0)
        return [*found, (after, float(servers))]

    law = stationary((0, 0, 0), moves)
    first, second = theory.mmc_priority(arrival_rates=rates, service_rate=1, servers=servers)
    assert first.mean_queue == pytest.approx(average(law, lambda s: s[1]), rel=1e-7)
    assert second.mean_queue == pytest.approx(average(law, lambda s: s[2]), rel=1e-7)


def test_priorities_move_waiting_but_do_not_make_it() -> None:
    """Kleinrock's conservation law, and one class is no class."""
    rates, means, scvs = [0.1, 0.2, 0.15], [1.0, 2.0, 1.5], [0.5, 1.0, 3.0]
    rows = theory.mg1_priority(arrival_rates=rates, service_means=means, service_scvs=scvs)
    busy = sum(row.utilization for row in rows)
    residual = sum(
        rate * mean**2 * (1 + scv) / 2 for rate, mean, scv in zip(rates, means, scvs, strict=True)
    )
    weighted = sum(row.utilization * row.mean_wait for row in rows)
    assert weighted == pytest.approx(busy * residual / (1 - busy))
    assert rows[0].mean_wait < rows[1].mean_wait < rows[2].mean_wait
    alone = theory.mmc_priority(arrival_rates=[2.5], service_rate=1, servers=3)[0]
    same = theory.mmc(arrival_rate=2.5, service_rate=1, servers=3)
    assert alone.mean_wait == pytest.approx(same.mean_wait)
    three = theory.mmc_priority(arrival_rates=[1, 1, 0.5], service_rate=1, servers=3)
    total = sum(row.mean_queue for row in three)
    assert total == pytest.approx(same.mean_queue)


def test_stations_in_a_row() -> None:
    line = theory.tandem(arrival_rate=2, service_rates=[3, 4, 1.5], servers=[1, 1, 2])
    assert line.visits == pytest.approx((1, 1, 1))
    parts = [
        theory.mmc(arrival_rate=2, service_rate=rate, servers=servers).mean_sojourn
        for rate, servers in [(3, 1), (4, 1), (1.5, 2)]
    ]
    assert line.mean_sojourn == pytest.approx(sum(parts))


def test_a_network_with_feedback_is_its_chain() -> None:
    """Work returns from the second station to the first (40%) or to itself (10%)."""
    rate, service, most = 0.5, (2.0, 1.6), 60
    network = theory.jackson(
        arrival_rates=[rate, 0.0],
        routing=[[0.0, 0.8], [0.4, 0.1]],
        service_rates=service,
        servers=[1, 2],
    )

    def moves(state: State) -> list[tuple[State, float]]:
        first, second = state
        found = [((first + 1, second), rate)] if first < most else []
        if first:
            found.append(((first - 1, second), 0.2 * service[0]))
            if second < most:
                found.append(((first - 1, second + 1), 0.8 * service[0]))
        if second:
            speed = min(second, 2) * service[1]
            found.append(((first, second - 1), 0.5 * speed))
            if first < most:
                found.append(((first + 1, second - 1), 0.4 * speed))
        return found

    law = stationary((0, 0), moves)
    assert network.stations[0].mean_present == pytest.approx(average(law, lambda s: s[0]), rel=1e-8)
    assert network.stations[1].mean_present == pytest.approx(average(law, lambda s: s[1]), rel=1e-8)
    assert network.mean_sojourn == pytest.approx(network.mean_present / rate)


def test_recycling_multiplies_visits() -> None:
    desk = theory.jackson(arrival_rates=[3], routing=[[0.4]], service_rates=[10], servers=[1])
    assert desk.visits[0] == pytest.approx(1 / 0.6)
    once = theory.mm1(arrival_rate=5, service_rate=10)
    assert desk.mean_sojourn == pytest.approx(once.mean_sojourn / 0.6)


def test_littles_law_gives_the_third() -> None:
    assert theory.littles_law(rate=4, time=2.5) == 10
    assert theory.littles_law(rate=4, number=10) == 2.5
    assert theory.littles_law(time=2.5, number=10) == 4
    with pytest.raises(StatisticsError, match="exactly two"):
        theory.littles_law(rate=4)


def test_questions_without_an_answer_are_refused() -> None:
    with pytest.raises(StatisticsError, match=r"utilization is 1\.25"):
        theory.mm1(arrival_rate=5, service_rate=4)
    with pytest.raises(StatisticsError, match="utilization is 1:"):
        theory.mg1(arrival_rate=5, service_mean=0.2, service_scv=1)
    with pytest.raises(StatisticsError, match="service_rate is 0"):
        theory.mm1(arrival_rate=5, service_rate=0)
    with pytest.raises(StatisticsError, match="patience_rate is -1"):
        theory.erlang_a(arrival_rate=1, service_rate=1, servers=1, patience_rate=-1)
    with pytest.raises(StatisticsError, match="never leaves"):
        theory.jackson(arrival_rates=[1], routing=[[1.0]], service_rates=[3], servers=[1])
    with pytest.raises(StatisticsError, match="at most 1"):
        theory.jackson(arrival_rates=[1], routing=[[1.2]], service_rates=[3], servers=[1])
    with pytest.raises(StatisticsError, match="same classes"):
        theory.mg1_priority(arrival_rates=[1, 1], service_means=[0.1], service_scvs=[1])
