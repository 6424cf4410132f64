"""The average of a KPI over replications, with the interval that fits its kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from gtmsim.kpi.bounds import bounds
from gtmsim.stats import Estimate, mean, share
from gtmsim.stats.intervals import Floats

YES_OR_NO = ("target_hit",)
"""KPIs that are 1 or 0 in a replication: their mean is a share of replications."""


def average(kpi_id: str, values: Floats | Sequence[float], *, level: float) -> Estimate:
    """The mean over replications, or the share of those in which something is true.

    Args:
        kpi_id: whose values.
        values: one a replication; NaN where there is none.
        level: of the interval: Wilson's for a share; for a mean Student's, which knows no bounds:
            what lies beyond those of the KPI is cut off.
    """
    if kpi_id.partition(".")[0] not in YES_OR_NO:
        return mean(values, level=level).cut(*bounds(kpi_id))
    numbers = np.asarray(values, dtype=np.float64)
    known = numbers[~np.isnan(numbers)]
    found = share(int((known > 0).sum()), len(known), level=level)
    return replace(found, missing=len(numbers) - len(known))
