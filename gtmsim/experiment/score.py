"""How near the months of one KPI came, beside forecasts that need no simulation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from gtmsim.experiment.accuracy import Errors, coverage, errors, lean
from gtmsim.experiment.batch import Floats, Meaning
from gtmsim.stats import Estimate, likely_quantiles


@dataclass(frozen=True)
class Score:
    """One KPI, over its months.

    Attributes:
        meaning: what it is.
        months: those compared.
        actual, low, median, high: by month; P10 and P90 of the replications.
        last_year: the same month last year, by month; NaN where it is not known.
        sheet: volumes x rates, by month; NaN where a spreadsheet has none.
        inside: share of months between P10 and P90, with its binomial interval.
        own: errors of the median.
        by_last_year, by_sheet: errors of the naive forecasts; None where there is none.
        lean: `high` or `low` if the simulation is, over all months; else empty.
    """

    meaning: Meaning
    months: tuple[date, ...]
    actual: Floats
    low: Floats
    median: Floats
    high: Floats
    last_year: Floats
    sheet: Floats
    inside: Estimate
    own: Errors
    by_last_year: Errors | None
    by_sheet: Errors | None
    lean: str

    @property
    def held(self) -> int:
        """How many months lie between P10 and P90."""
        return int(((self.low <= self.actual) & (self.actual <= self.high)).sum())


def score_of(
    meaning: Meaning,
    own: Mapping[date, float],
    simulated: Floats,
    before: Floats,
    sheet: Floats,
) -> Score:
    """Score a KPI.

    Args:
        meaning: what it is.
        own: what happened, by month.
        simulated: shape (replications, months).
        before: the same months last year.
        sheet: volumes x rates.
    """
    actual = np.array(list(own.values()))
    low, median, high = np.array([likely_quantiles(column) for column in simulated.T]).T
    held = int(((low <= actual) & (actual <= high)).sum())
    found = errors(actual, median)
    assert found is not None, "every month has a median"
    return Score(
        meaning=meaning,
        months=tuple(own),
        actual=actual,
        low=low,
        median=median,
        high=high,
        last_year=before,
        sheet=sheet,
        inside=coverage(held, len(actual)),
        own=found,
        by_last_year=errors(actual, before, median, weighted=found.weighted),
        by_sheet=errors(actual, sheet, median, weighted=found.weighted),
        lean=lean(actual, simulated),
    )
