"""Several stations in a row or with feedback (Jackson networks), and Little's law."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from gtmsim.stats.queues import MarkovQueue, mmc
from gtmsim.stats.refusal import StatisticsError, require


@dataclass(frozen=True)
class Network:
    """Long-run averages of an open network of M/M/c stations.

    Attributes:
        arrival_rates: visits per unit of time at each station, first ones and returns.
        visits: mean number of visits to each station of one arrival from outside.
        stations: each station's queue; waits and sojourns are per visit.
        mean_present: mean number in the whole network.
        mean_sojourn: mean time from entering the network to leaving it, in the unit of the rates.
    """

    arrival_rates: tuple[float, ...]
    visits: tuple[float, ...]
    stations: tuple[MarkovQueue, ...]
    mean_present: float
    mean_sojourn: float


def jackson(
    *,
    arrival_rates: Sequence[float],
    routing: ArrayLike,
    service_rates: Sequence[float],
    servers: Sequence[int],
) -> Network:
    """Stations that pass work on at random, also back (recycling, rework).

    Source: J. R. Jackson, Networks of waiting lines (1957).

    Args:
        arrival_rates: arrivals from outside at each station per unit of time.
        routing: square table; row i, column j holds the probability of going from station i to
            station j; what a row lacks to 1 leaves the network.
        service_rates: services per unit of time of one busy server of each station.
        servers: servers of each station.

    Raises:
        StatisticsError: the table is no table of probabilities, work never leaves, nothing
            arrives at a station, or a station is overloaded.

    Example:
        >>> from gtmsim.stats import jackson
        >>> desk = jackson(arrival_rates=[3], routing=[[0.4]], service_rates=[10], servers=[1])
        >>> round(desk.visits[0], 4), round(desk.mean_sojourn, 4)
        (1.6667, 0.3333)
    """
    outside = np.asarray(arrival_rates, dtype=np.float64)
    table = np.asarray(routing, dtype=np.float64)
    size = outside.size
    require(
        table.shape == (size, size) and len(service_rates) == size and len(servers) == size,
        "arrival_rates, routing, service_rates and servers must name the same stations.",
    )
    require(
        bool(np.all(table >= 0) and np.all(table.sum(axis=1) <= 1 + 1e-12)),
        "routing must hold probabilities, each row adding up to at most 1.",
    )
    require(bool(np.all(outside >= 0) and outside.sum() > 0), "nothing arrives from outside.")
    radius = float(np.max(np.abs(np.linalg.eigvals(table))))
    require(radius < 1.0 - 1e-12, "work never leaves: some rows of routing only feed each other.")
    rates = np.linalg.solve(np.eye(size) - table.T, outside)
    stations = tuple(
        mmc(arrival_rate=float(rate), service_rate=service, servers=count)
        for rate, service, count in zip(rates, service_rates, servers, strict=True)
    )
    present = sum(station.mean_present for station in stations)
    return Network(
        arrival_rates=tuple(rates.tolist()),
        visits=tuple((rates / outside.sum()).tolist()),
        stations=stations,
        mean_present=present,
        mean_sojourn=present / float(outside.sum()),
    )


def tandem(
    *, arrival_rate: float, service_rates: Sequence[float], servers: Sequence[int]
) -> Network:
    """Stations in a row: everybody visits each once, in order.

    Source: P. J. Burke, The output of a queueing system (1956); R. R. P. Jackson (1954).

    Args:
        arrival_rate: arrivals at the first station per unit of time.
        service_rates: services per unit of time of one busy server of each station.
        servers: servers of each station.

    Example:
        >>> from gtmsim.stats import tandem
        >>> round(tandem(arrival_rate=2, service_rates=[3, 4], servers=[1, 1]).mean_sojourn, 6)
        1.5
    """
    size = len(service_rates)
    return jackson(
        arrival_rates=[arrival_rate, *[0.0] * (size - 1)],
        routing=np.eye(size, k=1),
        service_rates=service_rates,
        servers=servers,
    )


def littles_law(
    *,
    rate: float | None = None,
    time: float | None = None,
    number: float | None = None,
) -> float:
    """The third of arrival rate, mean time present and mean number present, from the other two.

    Source: J. D. C. Little, A proof for the queuing formula L = lambda W (1961).

    Example:
        >>> from gtmsim.stats import littles_law
        >>> littles_law(rate=4, time=2.5)
        10.0
    """
    if rate is not None and time is not None and number is None:
        return rate * time
    if rate is not None and number is not None and time is None:
        return number / rate
    if time is not None and number is not None and rate is None:
        return number / time
    raise StatisticsError("Give exactly two of rate, time and number.")
