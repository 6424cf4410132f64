"""Whether a scenario of a past day knows only what was known on that day, as far as one can see."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gtmsim.experiment.actuals import Actual
from gtmsim.kpi.periods import day_of, fiscal_year_starts, opens
from gtmsim.log import EventLog
from gtmsim.scenario import Scenario
from gtmsim.units.fiscal import parse_fiscal

_PARTS = re.compile(
    r"(?:FY\s*20\d\d|20\d\d\s*年度)\s*(?:[HQ][1-4]|[上下]半?期|第[1-4]四半期)", re.IGNORECASE
)
_MONTHS = re.compile(r"(?<!\d)(20\d\d)(?:(?:[-/.]|年)(\d{1,2}))?(?!\d)")


@dataclass(frozen=True)
class KnownThen:
    """What was checked, and what nobody can.

    Attributes:
        start: first day of the simulation that counts.
        first: first month that is compared; never before the start.
        history: values from before the start, which serve as last year's only.
        opening: rows of the opening; none of them begins after the start, or the scenario would
            not load.
        sources: paths of sources that name a later year or month than the start, or a half or a
            quarter of a fiscal year that reaches beyond it.
        assumed: values without a source.
        from_nothing: whether the scenario says neither what was open nor what came before, so
            that everything reads low.
    """

    start: date
    first: date
    history: int
    opening: int
    sources: tuple[str, ...]
    assumed: int
    from_nothing: bool = False


def known_then(scenario: Scenario, log: EventLog, found: Sequence[Actual]) -> KnownThen:
    """Check what can be checked."""
    start = day_of(log, opens(log))
    opening = scenario.opening
    rows = 0
    if opening is not None:
        blocks = (opening.house_list, opening.leads, opening.deals, opening.customers)
        rows = sum(len(block) for block in blocks)
    return KnownThen(
        start,
        min(each.month for each in found if not each.history),
        sum(each.history for each in found),
        rows,
        tuple(
            path
            for path, text in _sources(scenario.tree(), "")
            if _later(text, start, fiscal_year_starts(log))
        ),
        len(scenario.assumed),
        rows == 0 and scenario.history is None,
    )


def _sources(tree: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every `source:` of a scenario with the path of what it is about."""
    if not isinstance(tree, dict):
        return
    for key, value in tree.items():
        if key == "source" and isinstance(value, str):
            yield path, value
        yield from _sources(value, f"{path}.{key}" if path else str(key))


def _later(text: str, start: date, fiscal: int = 4) -> bool:
    """Whether a source names a year or month after the start, or a part of a year beyond it.

    >>> _later("CRM, 2026-04 to 2026-09", date(2026, 4, 1)), _later("2025", date(2026, 4, 1))
    (True, False)
    >>> _later("2026年度上期の実績", date(2026, 4, 1)), _later("FY2025 H2", date(2026, 4, 1))
    (True, False)
    """
    for part in _PARTS.findall(text):
        try:
            if parse_fiscal(part, fiscal).after > start:
                return True
        except ValueError:  # a third half
            continue
    for year, month in _MONTHS.findall(text):
        named = (int(year), int(month)) if month and 1 <= int(month) <= 12 else (int(year), 0)
        if named > (start.year, start.month if named[1] else 0):
            return True
    return False
