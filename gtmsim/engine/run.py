"""From a plan to a log."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np

from gtmsim.engine import order
from gtmsim.engine.hooks import Hooks
from gtmsim.engine.process import Company
from gtmsim.engine.settled import settled
from gtmsim.log import EventLog
from gtmsim.log.kinds import OPEN_DEAL
from gtmsim.plan.buying import Opened
from gtmsim.plan.clock import NEVER
from gtmsim.plan.plan import Plan

REPORTS = 100
"""How often a run tells its progress."""


@contextmanager
def no_collections() -> Iterator[None]:
    """Python's collector would search all that is alive a hundred times, and find nothing."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def run(
    plan: Plan,
    seed: int = 0,
    replication: int = 0,
    *,
    progress: Callable[[float], None] | None = None,
    hooks: Hooks | None = None,
) -> EventLog:
    """Run one replication of a plan by SimPy processes.

    Args:
        plan: from `gtmsim.compile`.
        seed: names the luck; the same seed gives the same log, byte for byte.
        replication: number of the replication; each has luck of its own.
        progress: called a hundred times with the share of simulated time that has passed.
        hooks: functions that assign, prioritize or move people instead of the scenario's rules;
            the log's meta names them.

    Returns:
        Everything that happened until the horizon.

    Example:
        >>> import gtmsim
        >>> log = gtmsim.run(gtmsim.compile(gtmsim.load("scenarios/one_desk.yaml")), seed=1)
    """
    if not isinstance(plan, Plan):
        raise TypeError("run takes a plan: write gtmsim.run(gtmsim.compile(scenario)).")
    seed, replication = int(seed), int(replication)  # numpy's integers are welcome too
    company = Company(plan, seed, replication, hooks)
    if progress is not None:
        for report in range(1, REPORTS):
            tick = plan.horizon * report // REPORTS
            company.call(tick, order.SNAPSHOTS, report, partial(progress, report / REPORTS))
    with no_collections():
        company.unfold()
    dimensions: dict[str, Any] = dict(plan.dimensions)
    meta = dict(dimensions.pop("meta"))
    meta |= {"seed": seed, "replication": replication, "version": _version()}
    if hooks is not None and hooks.names:
        meta["hooks"] = hooks.names
    dimensions |= company.roster.tables()
    dimensions |= company.hours.tables(dimensions["memberships"])
    if company.staffing is not None:
        dimensions["reps"] = company.staffing.reps(dimensions["reps"])
    if company.keeping is not None:
        meta["open_deals"] = "kept"
    events, leads = company.writer.columns(), _leads(company)
    if company.campaigns is not None or company.prospecting is not None:
        events, leads = settled(company, events, leads)
    if company.campaigns is not None:
        dimensions["spend"] = company.campaigns.spend(dimensions["spend"])
    company.dissolve()
    return EventLog(events=events, leads=leads, meta=meta, **dimensions)


def _leads(company: Company) -> dict[str, Any]:
    leads = company.leads
    plan = company.plan
    recurring = np.asarray([segment.recurring for segment in plan.segments])[leads.segment]
    for sold in plan.products:
        if sold.price is not None:
            recurring = np.where(leads.product == sold.index, sold.recurring, recurring)
    existing = np.zeros(len(leads), dtype=np.int8)
    existing[company.existing] = 1
    opening = np.zeros(len(leads), dtype=np.int8)
    opening[: len(plan.opening)] = [
        OPEN_DEAL if row.deal else int(row.kind) for row in plan.opening
    ]
    recurring = recurring | (opening == Opened.CUSTOMER)
    table: dict[str, Any] = {
        "key": leads.key,
        "arrived": leads.arrived,
        "account": leads.account,
        "channel": leads.channel,
        "segment": leads.segment,
        "amount": leads.amount,
        "recurring": recurring,
        "existing": existing,
        "opening": opening,
        "product": leads.product,
        "ready_at": np.where(leads.ready_at < NEVER, leads.ready_at, -1),
        "elsewhere_at": np.where(leads.elsewhere_at < NEVER, leads.elsewhere_at, -1),
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
