"""Exact answers of queueing theory, in one place: `theory.mmc(...)`, `theory.tandem(...)`.

They are the yardstick of tests and of the README; the model itself never uses them.
"""

from __future__ import annotations

from gtmsim.stats.networks import Network, jackson, littles_law, tandem
from gtmsim.stats.priorities import mg1_priority, mmc_priority
from gtmsim.stats.queues import (
    ImpatientQueue,
    MarkovQueue,
    Queue,
    erlang_a,
    erlang_b,
    erlang_c,
    mg1,
    mm1,
    mmc,
)

__all__ = [
    "ImpatientQueue",
    "MarkovQueue",
    "Network",
    "Queue",
    "erlang_a",
    "erlang_b",
    "erlang_c",
    "jackson",
    "littles_law",
    "mg1",
    "mg1_priority",
    "mm1",
    "mmc",
    "mmc_priority",
    "tandem",
]
