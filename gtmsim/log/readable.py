"""The log in names and dates: DataFrames for analysts, text for tests of tiny worlds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gtmsim.errors import GtmsimError
from gtmsim.log.kinds import COLUMNS, MONEY_KINDS, Kind
from gtmsim.log.log import canonical

if TYPE_CHECKING:
    from gtmsim.log.log import EventLog

VALUE_MEANS: dict[Kind, str] = {
    Kind.DELAYED: "until",
    Kind.JOINED: "priority",
    Kind.ASSIGNED: "owner_before",
    Kind.STARTED: "work",
    Kind.TOUCHED: "waited",
    Kind.FINISHED: "work",
    Kind.BOOKED: "meets",
    Kind.NO_SHOW: "waited",
    Kind.ADVANCED: "next",
    Kind.RETURNED: "next",
    Kind.RECYCLED: "until",
    Kind.MERGED: "into",
    Kind.MONEY: "amount",
    Kind.REORGANIZED: "epoch",
    Kind.OPENED: "arrived",
    Kind.CANCELLED: "until",
    Kind.SATURATED: "until",
    Kind.DUPLICATED: "beside",
    Kind.NOTICED: "ready_since",
    Kind.HANDED_OVER: "known",
    Kind.HIRED: "cost",
    Kind.SLIPPED: "planned",
    Kind.ESCALATED: "was_due",
    Kind.OVERTIME: "work",
    Kind.PRESSED: "pressure",
}
"""What the column `value` says, by kind. The words are those of `EventLog.text`."""

SEEN_TO = -1
"""The priority of what a manager has seen to."""

LATEST = 1000 * 365 * 24 * 60 * 60_000_000
"""Microseconds after which a tick has no date: engines write "never" as a tick far away."""

_DATES = ("until", "meets", "arrived", "ready_since", "planned", "was_due")
_MARKS = ("priority", "work", "waited", "amount", "epoch", "known", "cost", "pressure")
_COLUMNS_OF_TEXT = (*(column for column in COLUMNS if column != "reason"), "reason")


# --- Dates ---------------------------------------------------------------------------


def start(log: EventLog) -> datetime:
    """Local date and time of tick 0, with its time zone."""
    begins = datetime.fromisoformat(str(log.meta["start"]))
    return begins.replace(tzinfo=ZoneInfo(str(log.meta["time_zone"])))


def dates(log: EventLog, ticks: NDArray[Any]) -> pd.DatetimeIndex:
    """Local date-times of ticks, in the scenario's time zone; none for -1 and for what never comes.

    What happened before the first day has a negative tick. Ticks are elapsed time, so that an
    hour lost to summer time is lost here too.
    """
    zone = str(log.meta["time_zone"])
    each = Fraction(60_000_000) / Fraction(log.meta["ticks_per_minute"])
    whole = np.asarray(ticks, dtype=np.int64)
    known = (whole != -1) & (whole < float(LATEST / each))
    whole = np.where(known, whole, 0)
    if each.denominator == 1:
        elapsed = whole * each.numerator
    else:
        elapsed = np.rint(whole * float(each)).astype(np.int64)
    first = np.datetime64(start(log).astimezone(UTC).replace(tzinfo=None), "us")
    moments = first + elapsed.astype("timedelta64[us]")
    moments = np.where(known, moments, np.datetime64("NaT", "us"))
    return pd.DatetimeIndex(moments).tz_localize("UTC").tz_convert(zone)


# --- Names ---------------------------------------------------------------------------


def named(codes: NDArray[Any], names: Sequence[str]) -> pd.Categorical:
    """Indices as names; -1 is missing."""
    distinct = list(dict.fromkeys(names))
    place = np.array([distinct.index(name) for name in names], dtype=np.int64)
    known = np.asarray(codes, dtype=np.int64)
    if known.size and int(known.max()) >= len(names):
        raise GtmsimError(f"the log points at number {known.max()} of {len(names)} names")
    found = np.where(known < 0, -1, place[known] if len(place) else -1)
    return pd.Categorical.from_codes(found.tolist(), categories=pd.Index(distinct, dtype="str"))


def kind_name(kind: int) -> str:
    """`went cold` for 14."""
    return Kind(kind).name.lower().replace("_", " ")


def reason_names(log: EventLog) -> pd.Categorical:
    """The column `reason` in words: a reason, a milestone, a kind of money, kept or broken."""
    groups: list[tuple[NDArray[np.bool_], Sequence[str]]] = [
        (log.select(Kind.MILESTONE, Kind.PRESSED), log.milestones),
        (log.select(Kind.MONEY), MONEY_KINDS),
        (log.select(Kind.TOUCHED), ("kept", "broken")),
    ]
    special = np.logical_or.reduce([mask for mask, _ in groups])
    groups.insert(0, (~special, log.reasons))
    words = list(dict.fromkeys(word for _, names in groups for word in names))
    codes = np.full(len(log), -1, dtype=np.int64)
    for mask, names in groups:
        place = np.array([words.index(name) for name in names] + [-1], dtype=np.int64)
        codes[mask] = place[log.events["reason"][mask]]
    return named(codes, words)


def frame(log: EventLog, *, labels: bool) -> pd.DataFrame:
    """See `EventLog.frame`."""
    events = log.events
    if not labels:
        return pd.DataFrame({column: events[column] for column in COLUMNS})
    kinds = sorted(Kind)
    names = [kind_name(kind) for kind in kinds]
    columns: dict[str, Any] = {name: events[name] for name in COLUMNS}
    columns["time"] = dates(log, events["time"])
    columns["kind"] = named(np.searchsorted(kinds, events["kind"]), names)
    columns["stage"] = named(events["stage"], _ids(log.stages))
    columns["team"] = named(events["team"], _ids(log.teams))
    columns["rep"] = named(events["rep"], _ids(log.reps))
    columns["reason"] = reason_names(log)
    # What a handoff costs is a length, and what was brought a number: no dates.
    undated = log.select(Kind.HANDED_OVER, Kind.PRESSED)
    columns["due"] = dates(log, np.where(undated, -1, events["due"]))
    return pd.DataFrame(columns)


def _ids(table: dict[str, Any]) -> list[str]:
    return [str(name) for name in table.get("id", ())]


# --- Dimension tables ----------------------------------------------------------------


def table(log: EventLog, name: str, *, labels: bool) -> pd.DataFrame:
    """See `EventLog.table`."""
    special: dict[str, Callable[[], pd.DataFrame]] = {
        "events": lambda: frame(log, labels=labels),
        "reasons": lambda: pd.DataFrame({"id": log.reasons, "label": log.reason_labels}),
        "milestones": lambda: pd.DataFrame({"id": log.milestones}),
        "definitions": lambda: pd.DataFrame(
            {"choice": list(log.definitions), "option": list(log.definitions.values())}
        ),
        "clocks": lambda: _clocks(log, labels),
    }
    if name in special:
        return special[name]()
    plain = [each.name for each in fields(log) if each.name not in (*special, "meta")]
    plain.remove("reason_labels")
    if name not in plain:
        known = ", ".join(sorted([*plain, *special]))
        raise GtmsimError(f"a log has no table {name!r}. Tables are: {known}.")
    columns = dict(getattr(log, name))
    return pd.DataFrame(_labeled(log, columns) if labels else columns)


def _labeled(log: EventLog, columns: dict[str, Any]) -> dict[str, Any]:
    """Indices of other tables as names, ticks as dates, categories as words."""
    tables = {
        "team": log.teams,
        "rep": log.reps,
        "channel": log.channels,
        "segment": log.segments,
        "product": log.products,
    }
    categories = dict(
        zip(log.attributes.get("name", ()), log.attributes.get("categories", ()), strict=True)
    )
    words = dict(columns)
    for column, values in columns.items():
        attribute = categories.get(column.removeprefix("attribute."))
        if column in tables:
            words[column] = named(np.asarray(values), _ids(tables[column]))
        elif column in ("arrived", "tick", "from_tick", "to_tick", "begin", "end"):
            words[column] = dates(log, np.asarray(values))
        elif column.startswith("attribute.") and attribute is not None and len(attribute):
            words[column] = named(np.asarray(values), list(attribute))
    return words


def _clocks(log: EventLog, labels: bool) -> pd.DataFrame:
    index = np.repeat(np.arange(len(log.clocks)), [len(clock) for clock in log.clocks])
    spans = np.concatenate([np.empty((0, 2), np.int64), *log.clocks])
    opens, closes = spans[:, 0], spans[:, 1]
    if labels:
        return pd.DataFrame(
            {"clock": index, "opens": dates(log, opens), "closes": dates(log, closes)}
        )
    return pd.DataFrame({"clock": index, "opens": opens, "closes": closes})


# --- Text ----------------------------------------------------------------------------


def text(
    log: EventLog, columns: Sequence[str] | None, *, kinds: Sequence[Kind], dates: bool
) -> str:
    """See `EventLog.text`."""
    chosen = tuple(columns) if columns is not None else _COLUMNS_OF_TEXT
    unknown = [column for column in chosen if column not in COLUMNS]
    if unknown:
        raise GtmsimError(f"no column {unknown[0]!r}. Columns are: {', '.join(COLUMNS)}.")
    if columns is None:
        chosen = tuple(dict.fromkeys(("time", "kind", "lead", *chosen)))
    rows = np.flatnonzero(log.select(*kinds)) if kinds else np.arange(len(log))
    reasons = reason_names(log)
    lines = []
    for row in rows.tolist():
        event = {column: int(log.events[column][row]) for column in COLUMNS}
        words = (_word(log, event, column, reasons, row, dates) for column in chosen)
        lines.append(" ".join(word for word in words if word))
    return "\n".join(lines)


def _word(
    log: EventLog, event: dict[str, int], column: str, reasons: Any, row: int, as_dates: bool
) -> str:
    """One cell in words; empty if the kind does not use it."""
    number = event[column]
    if column == "kind":
        return kind_name(number)
    if column == "time":
        return moment(log, number, as_dates)
    if column == "value" and Kind(event["kind"]) in VALUE_MEANS:
        return _value(log, Kind(event["kind"]), number, as_dates)
    if number == -1:
        return ""
    if column == "stage":
        return _ids(log.stages)[number]
    if column == "reason":
        return str(reasons[row])
    if column in ("team", "rep"):
        return f"{column} {_ids(log.teams if column == 'team' else log.reps)[number]}"
    if column == "due":
        return _due(log, event["kind"], number, as_dates)
    return f"{column} {number}"


def _due(log: EventLog, kind: int, number: int, as_dates: bool) -> str:
    if kind == Kind.HANDED_OVER:
        return f"found again {number}"
    if kind == Kind.PRESSED:
        return f"brought {number}"
    word = "wanted since" if kind == Kind.HIRED else "due"
    return f"{word} {moment(log, number, as_dates)}"


def _value(log: EventLog, kind: Kind, number: int, as_dates: bool) -> str:
    meaning = VALUE_MEANS[kind]
    word = meaning.replace("_", " ")
    if meaning in _DATES:
        return f"{word} {moment(log, number, as_dates)}"
    if meaning == "priority" and number == SEEN_TO:
        return "before all others"
    if meaning in _MARKS:
        return f"{word} {number}"
    if number == -1:
        return ""
    if meaning == "next":
        return f"{word} {_ids(log.stages)[number]}"
    if meaning == "owner_before":
        return f"{word} {_ids(log.reps)[number]}"
    return f"{word} lead {number}"


def moment(log: EventLog, tick: int, as_dates: bool = True) -> str:
    """`2026-04-01 09:15`, with seconds if the tick is finer than a minute; or the tick."""
    if not as_dates:
        return str(tick)
    when = dates(log, np.array([tick]))[0]
    if pd.isna(when):
        return "never"
    local = when.to_pydatetime().replace(tzinfo=None)
    per_minute = Fraction(log.meta["ticks_per_minute"])
    precision = "minutes" if per_minute <= 1 else "seconds" if per_minute <= 60 else "microseconds"
    return str(local.isoformat(sep=" ", timespec=precision))


# --- Comparing -----------------------------------------------------------------------


def difference(ours: EventLog, theirs: EventLog) -> str:
    """See `EventLog.difference`."""
    found = []
    for each, mine, other in zip(fields(ours), canonical(ours), canonical(theirs), strict=True):
        if mine == other:
            continue
        found.append(_event_difference(ours, theirs) if each.name == "events" else each.name)
    return "; ".join(found)


def _event_difference(ours: EventLog, theirs: EventLog) -> str:
    shared = min(len(ours), len(theirs))
    parted = np.zeros(shared, dtype=np.bool_)
    for column in COLUMNS:
        parted |= ours.events[column][:shared] != theirs.events[column][:shared]
    if not parted.any() and len(ours) == len(theirs):
        return "events (columns that are not in every log)"
    row = int(np.argmax(parted)) if parted.any() else shared
    return f"events from row {row}: {line(ours, row)!r} against {line(theirs, row)!r}"


def line(log: EventLog, row: int) -> str:
    """One event as text; `the end` past the last."""
    if row >= len(log):
        return "the end"
    cut = {column: values[row : row + 1] for column, values in log.events.items()}
    return text(replace(log, events=cut), None, kinds=(), dates=True)
