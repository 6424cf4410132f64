"""Single queues with exact answers: M/M/1, M/M/c, Erlang B and C, Erlang A, M/G/1.

Every rate is per the same unit of time, whichever the caller likes; times come back in that unit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from gtmsim.stats.refusal import require, require_positive


@dataclass(frozen=True)
class Queue:
    """Long-run averages of one queue in which everybody waits as long as it takes.

    Attributes:
        utilization: share of time a server is busy.
        wait_probability: share of arrivals that wait at all.
        mean_wait: mean time from arrival to the start of service, all arrivals, in the unit of
            the rates.
        mean_sojourn: mean time from arrival to the end of service, in the same unit.
        mean_queue: mean number waiting.
        mean_present: mean number waiting or in service.
    """

    utilization: float
    wait_probability: float
    mean_wait: float
    mean_sojourn: float
    mean_queue: float
    mean_present: float


@dataclass(frozen=True)
class MarkovQueue(Queue):
    """An M/M/c queue, first come first served, whose whole law of waiting is known.

    Attributes:
        tail_rate: those who wait, wait exponentially at this rate (servers x service rate -
            arrival rate).
    """

    tail_rate: float

    def wait_exceeds(self, time: float) -> float:
        """Share of arrivals that wait longer than `time` (unit of the rates)."""
        return self.wait_probability * math.exp(-self.tail_rate * time) if time >= 0 else 1.0

    def wait_quantile(self, share: float) -> float:
        """The time within which `share` of arrivals begin service; 0 if that many never wait."""
        require(0.0 <= share < 1.0, f"share is {share}: must be at least 0 and below 1.")
        if 1.0 - share >= self.wait_probability:
            return 0.0
        return math.log(self.wait_probability / (1.0 - share)) / self.tail_rate


@dataclass(frozen=True)
class ImpatientQueue:
    """Long-run averages of an M/M/c queue that people leave when waiting outlasts patience.

    Attributes:
        utilization: share of time a server is busy.
        wait_probability: share of arrivals that do not begin at once.
        abandon_probability: share of arrivals that leave unserved.
        mean_wait: mean time in queue of all arrivals, served or not, in the unit of the rates.
        mean_queue: mean number waiting.
        mean_present: mean number waiting or in service.
        throughput: arrivals served per unit of time.
    """

    utilization: float
    wait_probability: float
    abandon_probability: float
    mean_wait: float
    mean_queue: float
    mean_present: float
    throughput: float


def mm1(*, arrival_rate: float, service_rate: float) -> MarkovQueue:
    """One server, Poisson arrivals, exponential service, first come first served.

    Source: A. K. Erlang (1909); L. Kleinrock, Queueing Systems I (1975), section 3.2.

    Example:
        >>> from gtmsim.stats import mm1
        >>> round(mm1(arrival_rate=4, service_rate=5).mean_wait, 6)
        0.8
    """
    return mmc(arrival_rate=arrival_rate, service_rate=service_rate, servers=1)


def mmc(*, arrival_rate: float, service_rate: float, servers: int) -> MarkovQueue:
    """Several equal servers with one queue, first come first served (Erlang C).

    Source: A. K. Erlang (1917); D. Gross and C. Harris, Fundamentals of Queueing Theory (1998),
    section 2.3.

    Raises:
        StatisticsError: utilization is 1 or more, so that no long-run average exists.

    Example:
        >>> from gtmsim.stats import mmc
        >>> desk = mmc(arrival_rate=10, service_rate=4, servers=3)
        >>> round(desk.wait_probability, 4), round(desk.wait_quantile(0.9), 4)
        (0.7022, 0.9746)
    """
    require_positive(arrival_rate=arrival_rate, service_rate=service_rate)
    load = arrival_rate / service_rate
    waiting = erlang_c(servers=servers, load=load)
    tail = servers * service_rate - arrival_rate
    wait = waiting / tail
    return MarkovQueue(
        utilization=load / servers,
        wait_probability=waiting,
        mean_wait=wait,
        mean_sojourn=wait + 1.0 / service_rate,
        mean_queue=arrival_rate * wait,
        mean_present=arrival_rate * wait + load,
        tail_rate=tail,
    )


def erlang_b(*, servers: int, load: float) -> float:
    """Share of arrivals that find every server busy, when nobody waits.

    Source: A. K. Erlang (1917). The recursion in servers runs on the inverse, which neither
    overflows nor cancels.

    Args:
        servers: number of servers, 0 or more.
        load: arrival rate over service rate (offered load, erlangs).

    Example:
        >>> from gtmsim.stats import erlang_b
        >>> round(erlang_b(servers=2, load=1.0), 4)
        0.2
    """
    require(servers >= 0, f"servers is {servers}: must be 0 or more.")
    require(math.isfinite(load) and load >= 0, f"load is {load}: must be 0 or more.")
    if load == 0:
        return 1.0 if servers == 0 else 0.0
    inverse = 1.0
    for server in range(1, servers + 1):
        inverse = 1.0 + server / load * inverse
    return 1.0 / inverse


def erlang_c(*, servers: int, load: float) -> float:
    """Share of arrivals that must wait, when everybody waits.

    Source: A. K. Erlang (1917).

    Args:
        servers: number of servers, 1 or more.
        load: arrival rate over service rate (offered load, erlangs); below `servers`.

    Raises:
        StatisticsError: `load` is not below `servers`.

    Example:
        >>> from gtmsim.stats import erlang_c
        >>> round(erlang_c(servers=2, load=1.0), 4)
        0.3333
    """
    require(servers >= 1, f"servers is {servers}: must be 1 or more.")
    utilization = load / servers
    require(
        utilization < 1.0,
        f"utilization is {utilization:g}: at 1 or above the queue grows without end. "
        "Add servers or slow arrivals.",
    )
    blocked = erlang_b(servers=servers, load=load)
    return blocked / (1.0 - utilization * (1.0 - blocked))


def erlang_a(
    *, arrival_rate: float, service_rate: float, servers: int, patience_rate: float
) -> ImpatientQueue:
    """Several equal servers; each waiting person leaves after an exponential patience (M/M/c+M).

    Stable at any load. `patience_rate` 0 means endless patience (Erlang C).

    Source: C. Palm (1957); A. Mandelbaum and S. Zeltyn, Service engineering in action: the
    Palm/Erlang-A queue (2007), equations for P{W > 0} and P{Ab | W > 0}.

    Args:
        arrival_rate: arrivals per unit of time.
        service_rate: services per unit of time of one busy server.
        servers: number of servers, 1 or more.
        patience_rate: 1 / mean patience.

    Example:
        >>> from gtmsim.stats import erlang_a
        >>> desk = erlang_a(arrival_rate=6, service_rate=1, servers=5, patience_rate=0.5)
        >>> round(desk.abandon_probability, 4)
        0.2264
    """
    require_positive(arrival_rate=arrival_rate, service_rate=service_rate, servers=servers)
    require(
        math.isfinite(patience_rate) and patience_rate >= 0,
        f"patience_rate is {patience_rate}: must be 0 (endless patience) or more.",
    )
    if patience_rate == 0:
        patient = mmc(arrival_rate=arrival_rate, service_rate=service_rate, servers=servers)
        waiting, abandon, wait = patient.wait_probability, 0.0, patient.mean_wait
    else:
        blocked = erlang_b(servers=servers, load=arrival_rate / service_rate)
        growth, queue = _all_busy(
            servers * service_rate / patience_rate, arrival_rate / patience_rate
        )
        waiting = blocked / (blocked + (1.0 - blocked) * math.exp(-growth))
        wait = waiting * queue / arrival_rate
        abandon = patience_rate * wait
    throughput = arrival_rate * (1.0 - abandon)
    return ImpatientQueue(
        utilization=throughput / (servers * service_rate),
        wait_probability=waiting,
        abandon_probability=abandon,
        mean_wait=wait,
        mean_queue=arrival_rate * wait,
        mean_present=arrival_rate * wait + throughput / service_rate,
        throughput=throughput,
    )


def _all_busy(capacity: float, demand: float) -> tuple[float, float]:
    """Log of Palm's A(x, y) = 1 + y/(x+1) + y^2/((x+1)(x+2)) + ..., and the mean queue.

    The terms of A are the odds of 0, 1, 2, ... waiting while all servers are busy.
    """
    if demand >= capacity:  # the incomplete gamma function is of order one here
        tail = float(special.gammainc(capacity, demand))
        growth = demand - capacity * math.log(demand) + float(special.gammaln(capacity + 1.0))
        growth += math.log(tail)
        return growth, demand - capacity * -math.expm1(-growth)
    # Falling terms, at worst like exp(-j^2 / 2x): 9 sqrt(x) of them reach the last bit. Summing
    # them also for the mean avoids the cancellation that the closed form has here.
    fall = math.log(capacity / demand)
    count = int(9.0 * math.sqrt(capacity) + 40.0)
    count = min(count, int(40.0 / fall) + 40) if fall > 0 else count
    waiting = np.arange(1.0, count + 1.0)
    odds = np.cumprod(demand / (capacity + waiting))
    total = 1.0 + float(np.sum(odds))
    return math.log(total), float(np.sum(waiting * odds)) / total


def mg1(*, arrival_rate: float, service_mean: float, service_scv: float) -> Queue:
    """One server, Poisson arrivals, any law of service (Pollaczek-Khinchine).

    Source: F. Pollaczek (1930), A. Khinchine (1932).

    Args:
        arrival_rate: arrivals per unit of time.
        service_mean: mean service time.
        service_scv: squared coefficient of variation of the service time (variance / mean^2):
            0 fixed, 1 exponential.

    Raises:
        StatisticsError: utilization is 1 or more.

    Example:
        >>> from gtmsim.stats import mg1
        >>> round(mg1(arrival_rate=4, service_mean=0.2, service_scv=0).mean_wait, 6)
        0.4
    """
    require_positive(arrival_rate=arrival_rate, service_mean=service_mean)
    require(service_scv >= 0, f"service_scv is {service_scv}: must be 0 or more.")
    utilization = erlang_c(servers=1, load=arrival_rate * service_mean)
    residual = arrival_rate * service_mean**2 * (1.0 + service_scv) / 2.0
    wait = residual / (1.0 - utilization)
    return Queue(
        utilization=utilization,
        wait_probability=utilization,
        mean_wait=wait,
        mean_sojourn=wait + service_mean,
        mean_queue=arrival_rate * wait,
        mean_present=arrival_rate * wait + utilization,
    )
