"""Queues where some classes go first, without interrupting work in hand (non-preemptive)."""

from __future__ import annotations

from collections.abc import Sequence

from gtmsim.stats.queues import Queue, erlang_c
from gtmsim.stats.refusal import require, require_positive


def mg1_priority(
    *,
    arrival_rates: Sequence[float],
    service_means: Sequence[float],
    service_scvs: Sequence[float],
) -> tuple[Queue, ...]:
    """Waits of each class at one server that takes the most urgent class first.

    Source: A. Cobham, Priority assignment in waiting line problems (1954).

    Args:
        arrival_rates: arrivals per unit of time of each class, the most urgent first.
        service_means: mean service time of each class.
        service_scvs: squared coefficient of variation of each class's service time.

    Returns:
        One `Queue` a class, in the same order. `utilization` is the class's own share of the
        server's time; `wait_probability` is the same for all.

    Raises:
        StatisticsError: total utilization is 1 or more.

    Example:
        >>> from gtmsim.stats import mg1_priority
        >>> urgent, calm = mg1_priority(
        ...     arrival_rates=[0.2, 0.3], service_means=[1, 1], service_scvs=[1, 1])
        >>> round(urgent.mean_wait, 4), round(calm.mean_wait, 4)
        (0.625, 1.25)
    """
    classes = len(arrival_rates)
    require(
        classes == len(service_means) == len(service_scvs) and classes > 0,
        "arrival_rates, service_means and service_scvs must name the same classes.",
    )
    for rate, mean in zip(arrival_rates, service_means, strict=True):
        require_positive(arrival_rate=rate, service_mean=mean)
    shares = [rate * mean for rate, mean in zip(arrival_rates, service_means, strict=True)]
    residual = sum(
        share * mean * (1.0 + scv) / 2.0
        for share, mean, scv in zip(shares, service_means, service_scvs, strict=True)
    )
    busy = erlang_c(servers=1, load=sum(shares))
    return _by_class(arrival_rates, shares, service_means, residual, busy)


def mmc_priority(
    *, arrival_rates: Sequence[float], service_rate: float, servers: int
) -> tuple[Queue, ...]:
    """Waits of each class at several servers, all classes with one exponential service law.

    Source: A. Cobham (1954); O. Kella and U. Yechiali, Waiting times in the non-preemptive
    priority M/M/c queue (1985).

    Args:
        arrival_rates: arrivals per unit of time of each class, the most urgent first.
        service_rate: services per unit of time of one busy server, the same for all classes.
        servers: number of servers.

    Returns:
        One `Queue` a class, in the same order. `utilization` is the class's own share of the
        servers' time; `wait_probability` is the same for all.

    Raises:
        StatisticsError: total utilization is 1 or more.

    Example:
        >>> from gtmsim.stats import mmc_priority
        >>> urgent, calm = mmc_priority(arrival_rates=[1, 2], service_rate=1, servers=4)
        >>> round(urgent.mean_wait, 4), round(calm.mean_wait, 4)
        (0.1698, 0.6792)
    """
    require(len(arrival_rates) > 0, "arrival_rates must name at least one class.")
    require_positive(service_rate=service_rate, servers=servers)
    for rate in arrival_rates:
        require_positive(arrival_rate=rate)
    shares = [rate / (servers * service_rate) for rate in arrival_rates]
    waiting = erlang_c(servers=servers, load=sum(arrival_rates) / service_rate)
    means = [1.0 / service_rate] * len(arrival_rates)
    return _by_class(arrival_rates, shares, means, waiting / (servers * service_rate), waiting)


def _by_class(
    arrival_rates: Sequence[float],
    shares: Sequence[float],
    means: Sequence[float],
    residual: float,
    waiting: float,
) -> tuple[Queue, ...]:
    """Cobham's formula: the wait for a free server, stretched by those who go first."""
    queues = []
    ahead = 0.0
    for rate, share, mean in zip(arrival_rates, shares, means, strict=True):
        wait = residual / ((1.0 - ahead) * (1.0 - ahead - share))
        ahead += share
        queues.append(
            Queue(
                utilization=share,
                wait_probability=waiting,
                mean_wait=wait,
                mean_sojourn=wait + mean,
                mean_queue=rate * wait,
                mean_present=rate * (wait + mean),
            )
        )
    return tuple(queues)
