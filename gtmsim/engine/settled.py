"""Who came after all: the table of leads where not everybody does who might have.

Engines number leads before the run. Where events slip, and lists are called up or not, the log
numbers those who came in the order in which they did.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gtmsim.log.kinds import Kind
from gtmsim.plan.clock import NEVER

if TYPE_CHECKING:
    from gtmsim.engine.process import Company

BEGINS = (Kind.ARRIVED, Kind.OPENED, Kind.SATURATED)
OF_LEADS = (Kind.MERGED, Kind.DUPLICATED)
"""Kinds whose `value` is a lead."""


def settled(
    company: Company, events: dict[str, Any], leads: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Events and leads, with the leads that came and nobody else.

    Args:
        company: the replication, at its end.
        events: columns, with rows of leads as the engine numbers them.
        leads: columns of all leads that might have come.

    Returns:
        The same columns, leads in order of arrival; the company's own work has lead -1.
    """
    born = company.born
    there = len(company.plan.opening)
    leads = {**leads, "arrived": np.asarray(born.arrived, dtype=np.int64)}
    for name, ticks in (("ready_at", born.ready_at), ("elsewhere_at", born.elsewhere_at)):
        column = np.asarray(ticks, dtype=np.int64)
        leads[name] = np.where(column < NEVER, column, -1)
    if company.prospecting is not None:
        leads["entry"] = company.prospecting.entry_of(len(born.arrived))
    begun = np.isin(events["kind"], [int(kind) for kind in BEGINS])
    came = np.unique(events["lead"][begun])
    later = came[came >= there]
    order = np.lexsort((later, leads["channel"][later], leads["arrived"][later]))
    kept = np.concatenate([came[came < there], later[order]])
    rows = max(int(events["lead"].max(initial=0)), len(born.arrived)) + 2
    number = np.full(rows, -1, dtype=np.int64)  # the last place is for lead -1
    number[kept] = np.arange(len(kept))
    named = np.isin(events["kind"], [int(kind) for kind in OF_LEADS])
    value = events["value"].copy()
    value[named] = number[value[named]]
    return (
        {**events, "lead": number[events["lead"]], "value": value},
        {name: np.asarray(column)[kept] for name, column in leads.items()},
    )
