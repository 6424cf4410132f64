"""Laws that every log obeys, whichever engine wrote it and whatever the scenario.

Each law is a function from the log, seen lead by lead, to the rows that break it. Its first
line states it. The laws themselves are in `laws_of_leads.py` (what a lead can live through),
`laws_of_people.py` (what a person can work on), `laws_of_handoffs.py`, `laws_of_staff.py`,
`laws_of_hours.py`, `laws_of_campaigns.py` (the company's own work) and `laws_of_pressure.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gtmsim.errors import GtmsimError
from gtmsim.log import (
    laws_of_campaigns,
    laws_of_handoffs,
    laws_of_hours,
    laws_of_leads,
    laws_of_people,
    laws_of_pressure,
    laws_of_staff,
    laws_of_tables,
    readable,
)
from gtmsim.log.history import History, Ints
from gtmsim.log.laws_of_tables import Law
from gtmsim.log.log import EventLog

FIRST_LAWS: tuple[Law, ...] = laws_of_tables.LAWS
"""Without these no other law can be judged."""

LAWS: tuple[Law, ...] = (
    *FIRST_LAWS,
    *laws_of_leads.LAWS,
    *laws_of_people.LAWS,
    *laws_of_handoffs.LAWS,
    *laws_of_staff.LAWS,
    *laws_of_campaigns.LAWS,
    *laws_of_hours.LAWS,
    *laws_of_pressure.LAWS,
)
"""Every law, in the order in which they are judged."""

SHOWN = 3
"""Events of a violation that its message tells."""


@dataclass(frozen=True)
class Violation:
    """A law that a log breaks.

    Attributes:
        law: name of the law, the name of its function: `no_double_work`.
        message: what the law says, how often it is broken, and the first events that do.
        rows: rows of the event table (of the named dimension table, where the message says).
    """

    law: str
    message: str
    rows: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.law}: {self.message}"


class AuditError(GtmsimError):
    """A log that breaks laws.

    Attributes:
        violations: every law it breaks.
    """

    def __init__(self, violations: Sequence[Violation]) -> None:
        self.violations = tuple(violations)
        count = f"{len(self.violations)} law{'s' if len(self.violations) > 1 else ''}"
        lines = "\n".join(f"  {violation}" for violation in self.violations)
        super().__init__(f"the event log breaks {count}:\n{lines}")

    def __reduce__(self) -> tuple[type[AuditError], tuple[tuple[Violation, ...]]]:
        return (AuditError, (self.violations,))


def audit(log: EventLog) -> list[Violation]:
    """Every law that the log breaks; an empty list for a sound log.

    Example:
        >>> audit(log)  # doctest: +SKIP
        []
    """
    history = History(log)
    found = _broken(history, FIRST_LAWS)
    if found:
        return found
    return _broken(history, LAWS[len(FIRST_LAWS) :])


def check(log: EventLog) -> None:
    """Judges a log.

    Raises:
        AuditError: with every law that it breaks.
    """
    violations = audit(log)
    if violations:
        raise AuditError(violations)


def _broken(history: History, laws: Sequence[Law]) -> list[Violation]:
    judged = ((law, law(history)) for law in laws)
    return [_violation(history.log, law, rows) for law, rows in judged if len(rows)]


def _violation(log: EventLog, law: Law, rows: Ints) -> Violation:
    said = (law.__doc__ or "").strip().splitlines()[0]
    first = rows[:SHOWN].tolist()
    if law in FIRST_LAWS or "(rows of" in said:
        shown = ", ".join(str(row) for row in first)
    else:
        shown = "; ".join(f"{row}: {readable.line(log, row)}" for row in first)
    more = ", ..." if len(rows) > len(first) else ""
    count = f"{len(rows):,} row{'s' if len(rows) > 1 else ''}"
    return Violation(law.__name__, f"{said} Broken in {count}: {shown}{more}", tuple(rows.tolist()))
