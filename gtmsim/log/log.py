"""What happened in one replication, complete in itself.

The events are columns of integers (`kinds.COLUMNS`), one row an event, in the order of
occurrence. Beside them stand the dimension tables that the integers point at, so that
a log can be read, measured and audited without the scenario that made it. Every table
is a plain dict of columns: `log.teams["id"][3]` is the name of team 3.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gtmsim.errors import GtmsimError
from gtmsim.log.kinds import COLUMNS, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

Array = NDArray[Any]
Table = dict[str, Any]
"""Columns of equal length, by name: lists of Python values or numpy arrays."""

LEAD_COLUMNS: dict[str, str] = {
    "key": "uint64",
    "arrived": "int64",
    "account": "int64",
    "channel": "int16",
    "segment": "int16",
    "amount": "int64",
    "recurring": "int8",
    "existing": "int8",
}
"""Columns of `leads`, with their types; one `attribute.NAME` column each may follow."""

LEAD_DEFAULTS: dict[str, tuple[str, int]] = {
    "opening": ("int8", 0),
    "product": ("int16", -1),
    "ready_at": ("int64", -1),
    "elsewhere_at": ("int64", -1),
}
"""More columns of `leads`, with types and what stands there if a table lacks them."""

LEAD_TYPES = LEAD_COLUMNS | {name: kind for name, (kind, _) in LEAD_DEFAULTS.items()}
"""All columns of `leads` but attributes, with their types."""

MEMBERSHIP_COLUMNS = ("epoch", "from_tick", "to_tick", "rep", "team", "clock")
"""Columns of `memberships`: from `from_tick` (inclusive) to `to_tick` (exclusive)."""

SPEND_COLUMNS = ("tick", "channel", "amount")
"""Columns of `spend`: money (minor units) spent on a channel."""


@dataclass(frozen=True, eq=False, repr=False)
class EventLog:
    """Everything that happened in one replication, and what the numbers in it mean.

    Attributes:
        events: the columns of `kinds.COLUMNS`, one row an event, in order of occurrence.
        leads: row i is lead i; `LEAD_COLUMNS`, then `attribute.NAME` for each attribute
            (index of the category, or the number itself). `amount` is in minor units,
            per year if `recurring`; `existing`: of an account that is a customer already.
            `opening`: 0 for leads that come later, 1 for the house list, 2 for open leads,
            3 for customers, 4 for open deals. `product`: index, or -1. `ready_at`,
            `elsewhere_at`: ticks at which the buyer is ready, and has bought elsewhere, as no
            organization knows them; -1: never.
        teams: `id`, `label`, `functions` (a list each), `salary_per_year` (minor units),
            `epoch_from`, `assignment` (pooled, when_free, on_arrival), `max_open_leads`
            (-1: no limit), `tools_per_year` (of each person, minor units; where tools cost),
            `overtime_pay` (of an hour's salary), `overtime_limit` (ticks of a
            civil month; 0: nobody stays longer), `manages` (1: the managers).
        reps: `id` (the person's name), `key` (names the person's luck).
        memberships: who was where, when, with which clock: `MEMBERSHIP_COLUMNS`.
        clocks: working intervals [open, close) in ticks, an (n, 2) array each.
        stages: `id`, `label`, `function` (empty: nobody's time), `clock_of_promise`
            (index of a clock, or -1), `target` (NaN: none), `within` (text), `phase`
            (place in the list of deal phases, or -1).
        reasons: reason codes that events point at.
        reason_labels: their labels.
        milestones: names of milestones that events point at.
        channels: `id`, `label` and costs.
        segments: `id`, `label`.
        products: `id`, `label`, `term` (months; 0: none), `prepaid` (months), `automatic`,
            `pays_after` (days). Empty for a scenario that sells nothing recurring.
        targets: what the company means to reach: `id` (NAME@PERIOD), `label`, `measure` (id of
            a KPI), `period` (words), `begin` and `end` (ticks), `amount` (minor units, or a
            number of wins), `derived` (1: nobody wrote it, it is the sum of its parts), `team`,
            `segment`, `product`, `rep` (indices, -1: all).
        attributes: `name`, `categories` (a list each; empty for a number).
        spend: money spent on channels: `SPEND_COLUMNS`.
        away: when people of a team were not there, within the team's hours: `rep`, `team`,
            `reason` (leave, sick, training, meetings or projects), `from_tick`, `to_tick`.
        overtime: for each `clock` of who may stay, the `late_clock` with the longer hours, and
            the `limit` (ticks of a civil month).
        definitions: the choices in force, `choice -> option` (R222-R226).
        meta: `start` (local ISO date-time), `time_zone`, `ticks_per_minute`, `horizon`
            (ticks), `currency`, `minor_units` (digits), `seed`, `replication`,
            `scenario`, `label`, `hash`, `fiscal_year_starts`, `version`, `starts_with`
            (`opening`, `history` or `nothing`), `arr_from` (`signed` or `billed`), `months`
            (ticks at which each civil month begins, from the start to past the horizon), `costs`
            (`gross_margin`, `on_top_of_pay`, `fixed` by name in minor units a year).

    Raises:
        GtmsimError: columns are missing or of different lengths.
    """

    events: dict[str, Array]
    leads: dict[str, Array]
    teams: Table = field(default_factory=dict)
    reps: Table = field(default_factory=dict)
    memberships: dict[str, Array] = field(default_factory=dict)
    clocks: Sequence[Array] = ()
    stages: Table = field(default_factory=dict)
    reasons: Sequence[str] = ()
    reason_labels: Sequence[str] = ()
    milestones: Sequence[str] = ()
    channels: Table = field(default_factory=dict)
    segments: Table = field(default_factory=dict)
    products: Table = field(default_factory=dict)
    targets: Table = field(default_factory=dict)
    attributes: Table = field(default_factory=dict)
    spend: dict[str, Array] = field(default_factory=dict)
    away: Table = field(default_factory=dict)
    overtime: Table = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)
    meta: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        member = dict.fromkeys(MEMBERSHIP_COLUMNS, "int64")
        spend = dict.fromkeys(SPEND_COLUMNS, "int64")
        self._set("events", typed("events", self.events, COLUMNS))
        self._set("leads", typed("leads", _completed(self.leads), LEAD_TYPES))
        self._set("memberships", typed("memberships", self.memberships or empty(member), member))
        self._set("spend", typed("spend", self.spend or empty(spend), spend))
        clocks = [np.asarray(clock, dtype=np.int64).reshape(-1, 2) for clock in self.clocks]
        self._set("clocks", [_frozen(clock) for clock in clocks])
        for name in ("reasons", "reason_labels", "milestones"):
            self._set(name, list(getattr(self, name)))
        if not self.reason_labels:
            self._set("reason_labels", list(self.reasons))
        if "key" in self.reps:
            # Keys use all 64 bits; a list of them would pass for signed numbers in files.
            keys = _frozen(np.asarray(self.reps["key"], dtype=np.uint64))
            self._set("reps", {**self.reps, "key": keys})
        tables = ("teams", "reps", "stages", "channels", "segments", "products", "targets")
        for name in (*tables, "attributes", "away", "overtime"):
            _same_length(name, getattr(self, name))

    def _set(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)

    # --- Looking -------------------------------------------------------------------

    def __len__(self) -> int:
        """Number of events."""
        return len(self.events["time"])

    @property
    def horizon(self) -> int:
        """First tick that is no longer simulated."""
        return int(self.meta["horizon"])

    @property
    def start(self) -> datetime:
        """Local date and time of tick 0, with its time zone."""
        from gtmsim.log import readable

        return readable.start(self)

    def select(self, *kinds: Kind) -> NDArray[np.bool_]:
        """Which rows are of one of these kinds: a mask over the events.

        Example:
            >>> log.events["lead"][log.select(Kind.LOST, Kind.CHURNED)]  # doctest: +SKIP
        """
        chosen = np.zeros(128, dtype=np.bool_)
        chosen[[int(kind) for kind in kinds]] = True
        mask: NDArray[np.bool_] = chosen[self.events["kind"]]
        return mask

    def frame(self, *, labels: bool = True) -> pd.DataFrame:
        """The events as a pandas DataFrame, one row an event.

        Args:
            labels: names and dates instead of indices and ticks; what is not there is
                missing instead of -1. `value` stays a number: `kinds.Kind` says of what.
        """
        from gtmsim.log import readable

        return readable.frame(self, labels=labels)

    def table(self, name: str, *, labels: bool = True) -> pd.DataFrame:
        """A dimension table as a pandas DataFrame: `log.table("teams")`.

        Args:
            name: the name of any table of this log.
            labels: names and dates instead of indices and ticks.
        """
        from gtmsim.log import readable

        return readable.table(self, name, labels=labels)

    def text(
        self,
        columns: Sequence[str] | None = None,
        *,
        kinds: Sequence[Kind] = (),
        dates: bool = True,
    ) -> str:
        """The events as text, a line each, for tests of tiny worlds.

        Args:
            columns: which columns to show, in this order; default: all that are used.
            kinds: only rows of these kinds; default: all.
            dates: local dates; otherwise ticks.
        """
        from gtmsim.log import readable

        return readable.text(self, columns, kinds=kinds, dates=dates)

    def __repr__(self) -> str:
        named = self.meta.get("label") or self.meta.get("scenario") or "unnamed"
        luck = f"seed {self.meta.get('seed', '?')}, replication {self.meta.get('replication', '?')}"
        sizes = (
            (len(self), "event"),
            (len(self.leads["key"]), "lead"),
            (_rows(self.teams), "team"),
            (_rows(self.reps), "rep"),
        )
        counted = ", ".join(f"{n:,} {word}{'' if n == 1 else 's'}" for n, word in sizes)
        begins = str(self.meta.get("start", "?"))[:10]
        return f"<EventLog {named}: {counted}; from {begins}; {luck}>"

    def _repr_html_(self) -> str:
        from gtmsim.log.display import html_of

        return html_of(self)

    # --- Comparing -----------------------------------------------------------------

    def same_as(self, other: EventLog) -> bool:
        """Whether both logs are equal: every event, every table, every definition."""
        mine, theirs = canonical(self), canonical(other)
        return all(a == b for a, b in zip(mine, theirs, strict=True))

    def __eq__(self, other: object) -> bool:
        return self.same_as(other) if isinstance(other, EventLog) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # equal by content, which is large: use digest()

    def digest(self) -> str:
        """SHA-256 over every column of every table: equal logs have equal digests."""
        digest = hashlib.sha256()
        for part in canonical(self):
            digest.update(len(part).to_bytes(8, "little"))
            digest.update(part)
        return digest.hexdigest()

    def difference(self, other: EventLog) -> str:
        """Where two logs part: the first event or the tables that differ; empty if equal."""
        from gtmsim.log import readable

        return readable.difference(self, other)


def canonical(log: EventLog) -> Iterator[bytes]:
    """One byte string per table: independent of column order, machine and container."""
    for table in fields(log):
        yield table.name.encode() + b"\n" + _bytes(getattr(log, table.name))


def typed(name: str, table: Mapping[str, Any], types: Mapping[str, str]) -> dict[str, Array]:
    """The columns of a table as read-only arrays of the declared types, declared ones first."""
    missing = [column for column in types if column not in table]
    if missing:
        raise GtmsimError(f"the log's table `{name}` lacks columns: {', '.join(missing)}")
    order = [*types, *(column for column in table if column not in types)]
    arrays = {column: np.asarray(table[column], types.get(column)) for column in order}
    _same_length(name, arrays)
    return {column: _frozen(array) for column, array in arrays.items()}


def _completed(leads: Mapping[str, Any]) -> dict[str, Any]:
    """The table of leads with the columns that it may lack."""
    count = len(leads.get("key", ()))
    lacking = {name: one for name, one in LEAD_DEFAULTS.items() if name not in leads}
    return {
        **leads,
        **{name: np.full(count, value, kind) for name, (kind, value) in lacking.items()},
    }


def empty(types: Mapping[str, str]) -> dict[str, Array]:
    """A table without rows."""
    return {column: np.empty(0, dtype=kind) for column, kind in types.items()}


def _frozen(array: Array) -> Array:
    view = array.view()
    view.flags.writeable = False
    return view


def _same_length(name: str, table: Mapping[str, Any]) -> None:
    lengths = {column: len(values) for column, values in table.items()}
    if len(set(lengths.values())) > 1:
        listed = ", ".join(f"{column} {length}" for column, length in lengths.items())
        raise GtmsimError(f"the log's table `{name}` has columns of different lengths: {listed}")


def _rows(table: Mapping[str, Any]) -> int:
    return len(next(iter(table.values()))) if table else 0


def _bytes(value: Any) -> bytes:
    """Canonical bytes: a list of numbers is the array of them, a dict is sorted by key."""
    if isinstance(value, Mapping):
        parts = [(str(key).encode(), _bytes(value[key])) for key in sorted(value)]
        return b"{" + b"".join(_framed(key) + _framed(content) for key, content in parts) + b"}"
    if isinstance(value, (list, tuple)):
        numbers = _as_array(value)
        if numbers is None:
            return b"[" + b"".join(_framed(_bytes(item)) for item in value) + b"]"
        value = numbers
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        if not value.size:
            return b"[]"
        shape = ",".join(map(str, value.shape)).encode()
        little = value.astype(value.dtype.newbyteorder("<"), copy=False)
        return little.dtype.str.encode() + b":" + shape + b":" + little.tobytes()
    if isinstance(value, np.ndarray):
        return _bytes(value.tolist())
    if isinstance(value, np.generic):
        value = value.item()
    return json.dumps(value, ensure_ascii=True, sort_keys=True).encode()


def _as_array(values: Sequence[Any]) -> Array | None:
    if all(type(value) is int or isinstance(value, np.integer) for value in values):
        return np.array(values, dtype=None if values else np.int64)
    if all(type(value) in (int, float) or isinstance(value, np.number) for value in values):
        return np.array(values, dtype=np.float64)
    return None


def _framed(part: bytes) -> bytes:
    return len(part).to_bytes(8, "little") + part
