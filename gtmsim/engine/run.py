"""From a plan to a log."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np

from gtmsim.engine.process import Company
from gtmsim.log import EventLog
from gtmsim.plan.plan import Plan


def run(plan: Plan, seed: int = 0, replication: int = 0) -> EventLog:
    """Run one replication of a plan by SimPy processes.

    Args:
        plan: from `gtmsim.compile`.
        seed: names the luck; the same seed gives the same log, byte for byte.
        replication: number of the replication; each has luck of its own.

    Returns:
        Everything that happened until the horizon.

    Example:
        >>> import gtmsim
        >>> log = gtmsim.run(gtmsim.compile(gtmsim.load("scenarios/one_desk.yaml")), seed=1)
    """
    company = Company(plan, seed, replication)
    company.unfold()
    dimensions: dict[str, Any] = dict(plan.dimensions)
    meta = dict(dimensions.pop("meta"))
    meta |= {"seed": seed, "replication": replication, "version": _version()}
    return EventLog(events=company.writer.columns(), leads=_leads(company), meta=meta, **dimensions)


def _leads(company: Company) -> dict[str, Any]:
    leads = company.leads
    recurring = np.asarray([segment.recurring for segment in company.plan.segments])
    existing = np.zeros(len(leads), dtype=np.int8)
    existing[company.existing] = 1
    table: dict[str, Any] = {
        "key": leads.key,
        "arrived": leads.arrived,
        "account": leads.account,
        "channel": leads.channel,
        "segment": leads.segment,
        "amount": leads.amount,
        "recurring": recurring[leads.segment],
        "existing": existing,
    }
    for column, values in zip(company.plan.channels[0].columns, leads.attributes, strict=True):
        table[f"attribute.{column.name}"] = (
            values.astype(np.int64) if column.table is None else values
        )
    return table


def _version() -> str:
    try:
        return version("gtmsim")
    except PackageNotFoundError:
        return "0"
