"""What happened, month by month and KPI by KPI, read from a CSV file.

    month,kpi,value
    2026-04,wins,7
    2026-04,受注率,22%
    2026-04,new_arr,1240万円

Headings may be in Japanese (月, 指標, 値). A KPI goes by its id or by its Japanese label; one of a
team, stage or channel is `utilization.inside_sales` or 稼働率: インサイドセールス.
"""

from __future__ import annotations

import csv
import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from difflib import get_close_matches
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from gtmsim import kpi
from gtmsim.errors import Problem, ScenarioError
from gtmsim.experiment.experiment import ExperimentError
from gtmsim.kpi import UnknownKpiError
from gtmsim.kpi.kpi import meant
from gtmsim.kpi.periods import day_of, opens
from gtmsim.kpi.view import View
from gtmsim.log import EventLog
from gtmsim.scenario.tables import REMEDY, encoding_of, records
from gtmsim.units import Money
from gtmsim.units.number import NUMBER, exact

if TYPE_CHECKING:
    import pandas as pd

HEADINGS = {
    "month": ("month", "月", "年月", "対象月"),
    "kpi": ("kpi", "指標", "kpi名", "指標名"),
    "value": ("value", "値", "実績", "実績値"),
}
LARGEST_SHARE = 2.0
"""A share above it is a percentage without its sign."""
MOST_PROBLEMS = 50

_MONTH = re.compile(r"(\d{4})(?:[-/]|年)(\d{1,2})(?:月|[-/]0?1)?")


@dataclass(frozen=True)
class Actual:
    """One value that was measured in the company.

    Attributes:
        kpi: id, with its member.
        month: its first day.
        value: in the KPI's unit.
        line: where it stands in the file.
        history: whether it is from before the start.
    """

    kpi: str
    month: date
    value: float
    line: int
    history: bool = False


@dataclass
class _Reading:
    """A file being read; problems are noted on the way."""

    file: str
    view: View
    problems: list[Problem] = field(default_factory=list)
    known: dict[str, tuple[str, str]] = field(default_factory=dict)

    def note(self, line: int, path: str, message: str) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(self.file, line, path, message))


def read_actuals(
    source: str | PathLike[str] | pd.DataFrame, log: EventLog, *, any_month: bool = False
) -> tuple[Actual, ...]:
    """Read what happened.

    Args:
        source: a CSV file, or a DataFrame with the columns month, kpi and value.
        log: of the scenario it is about, for the names of its teams, stages and channels.
        any_month: take months before the start and after the horizon too.

    Raises:
        ScenarioError: with every problem of the file.
        ExperimentError: there is no such file.
    """
    if isinstance(source, str | PathLike):
        file = str(Path(source))
        try:
            content = Path(source).read_bytes()
        except OSError as error:
            raise ExperimentError(f"{file} cannot be read: {error.strerror}.") from None
    else:
        file, content = "actuals", source.to_csv(index=False).encode()
    reading = _Reading(file, View(log))
    found = list(_rows(reading, content))
    _repeated(reading, found)
    if not found and not reading.problems:
        reading.note(0, "", "has a heading and no rows: add `2026-04,wins,7`.")
    found = found if any_month else _placed(reading, found)
    if reading.problems:
        raise ScenarioError(reading.problems)
    return tuple(found)


def _rows(reading: _Reading, content: bytes) -> Iterator[Actual]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return reading.note(0, "", f"not UTF-8 but {encoding_of(content)}. {REMEDY}")
    columns: list[str] | None = None
    try:
        for line, cells in records(text, _separator(text)):
            if not any(cells):
                continue
            if columns is None:
                columns = _columns(reading, line, cells)
                if columns is None:
                    return None
                continue
            if len(cells) != len(columns):
                few = len(cells) < len(columns)
                hint = "Add what is missing." if few else 'Write "1,240" in quotes, or 1240.'
                reading.note(line, "", f"{len(cells)} cells, the heading has 3. {hint}")
                continue
            actual = _actual(reading, line, dict(zip(columns, cells, strict=True)))
            if actual is not None:
                yield actual
    except csv.Error:
        return reading.note(0, "", 'a quote is not closed, or stands inside a cell. Write "".')
    if columns is None:
        reading.note(0, "", "the file is empty. It begins with a heading: month,kpi,value.")
    return None


def _separator(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return next((sign for sign in (",", "\t", ";") if sign in first), ",")


def _columns(reading: _Reading, line: int, cells: list[str]) -> list[str] | None:
    """What each column is; None if that is not clear."""
    words = [unicodedata.normalize("NFKC", cell).strip().lower() for cell in cells]
    known = {word: name for name, others in HEADINGS.items() for word in others}
    for word, cell in zip(words, cells, strict=True):
        if word not in known:
            hint = meant(word, known) or " Headings are: month, kpi, value."
            reading.note(line, "", f"unknown heading {cell!r}.{hint} Or remove the column.")
    found = [known.get(word, "") for word in words]
    for name in HEADINGS:
        if found.count(name) != 1 and (found.count(name) > 1 or "" not in found):
            many = "stands twice" if found.count(name) > 1 else "is missing"
            reading.note(line, "", f"the heading {name} {many}. It must be: month,kpi,value.")
    return None if reading.problems else found


def _actual(reading: _Reading, line: int, cells: dict[str, str]) -> Actual | None:
    before = len(reading.problems)
    month = month_of(cells["month"])
    if month is None:
        reading.note(line, "month", f"{cells['month']!r} is no month: write 2026-04.")
    kpi_id, unit = _kpi(reading, line, cells["kpi"])
    value = _value(reading, line, cells["value"], kpi_id, unit) if kpi_id else math.nan
    if month is None or len(reading.problems) > before:
        return None
    return Actual(kpi_id, month, value, line)


def month_of(text: str) -> date | None:
    """The first day of a month as people write it; None if it is none."""
    found = _MONTH.fullmatch(unicodedata.normalize("NFKC", text))
    if found is None or not 1 <= int(found[2]) <= 12 or int(found[1]) < 1900:
        return None
    return date(int(found[1]), int(found[2]), 1)


# --- Which KPI -----------------------------------------------------------------------------------


def _kpi(reading: _Reading, line: int, text: str) -> tuple[str, str]:
    """The id that a cell names, and its unit; empty if it names none, told where it is first."""
    if text not in reading.known:
        found = "", ""
        try:
            found = _named(reading.view, text)
        except UnknownKpiError as error:
            reading.note(line, "kpi", str(error))
        reading.known[text] = found
    return reading.known[text]


def _named(view: View, text: str) -> tuple[str, str]:
    kpi_id = _by_label(view, text) or text
    try:
        found, member = kpi.find(kpi_id)
    except UnknownKpiError as error:
        if near := _near(text):
            raise UnknownKpiError(f"no KPI {text!r}. Did you mean {near}?") from None
        raise error
    kpi.resolve(view.log, [kpi_id])
    if kpi.parted(kpi_id)[1]:
        raise UnknownKpiError(f"{text!r} names a period: the column month does. Leave @ away.")
    if found.parameter and not member:
        names = ", ".join(str(each) for each in view.members(found.parameter)[0])
        raise UnknownKpiError(f"{text!r} is several: name one, {found.base}.NAME of {names}.")
    return kpi_id, found.unit.replace("currency", view.currency or "currency")


def _by_label(view: View, text: str) -> str:
    """The id of a Japanese label; empty if it is none."""
    words, colon, member = (part.strip() for part in text.replace("：", ":").partition(":"))
    for each in kpi.registry().values():
        if each.label != words or bool(each.parameter) != bool(colon):
            continue
        if not colon:
            return each.id
        for name, label in zip(*view.members(each.parameter), strict=True):
            if member in (str(name), str(label)):
                return f"{each.base}.{name}"
    return ""


def _near(text: str) -> str:
    """A Japanese label that begins or ends as the text does, or is written much like it."""
    labels = list(dict.fromkeys(each.label for each in kpi.registry().values()))
    part = [each for each in labels if text and (each.startswith(text) or text.startswith(each))]
    close = part or get_close_matches(text, labels, n=1, cutoff=0.5)
    return close[0] if close and not text.isascii() else ""


# --- How much ------------------------------------------------------------------------------------


def _value(reading: _Reading, line: int, text: str, kpi_id: str, unit: str) -> float:
    """A cell as a number in the KPI's unit; NaN with a note if it is none."""
    currency = reading.view.currency
    money = bool(currency) and unit.startswith(currency)
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        reading.note(line, kpi_id, "no value. Write 0 for none; leave out the row if not known.")
        return math.nan
    try:
        value = _parsed(plain, unit, currency if money else "")
    except ValueError:
        example = "25% or 0.25" if unit == "share" else "7"
        example = "1_240_000 or 124万円" if money else example
        reading.note(line, kpi_id, f"{text!r} is no number in {unit}: write {example}.")
        return math.nan
    if unit == "share" and abs(value) > LARGEST_SHARE:
        reading.note(line, kpi_id, f"{text} as a share is {value:.0%}: write {value:g}%.")
    elif value < 0 and unit != "share" and not money:
        reading.note(line, kpi_id, f"{text} is below 0, which no number of {unit} is.")
    return value


def _parsed(plain: str, unit: str, currency: str) -> float:
    """A number in a unit; commas only between thousands, so that 12,5 is no 125.

    Raises:
        ValueError: it is none, or absurdly large.
    """
    percent = unit == "share" and plain.endswith("%")
    bare = plain[:-1].strip() if percent else plain
    if re.fullmatch(NUMBER, bare):
        value = float(exact(bare, bare)) / (100 if percent else 1)
    else:
        found = Money.parse(plain.lstrip("-"))
        if not currency or found.currency != currency:
            raise ValueError(plain)
        value = -found.amount if plain.startswith("-") else found.amount
    if not math.isfinite(value):
        raise ValueError(plain)
    return value


def _repeated(reading: _Reading, found: list[Actual]) -> None:
    first: dict[tuple[str, date], Actual] = {}
    for each in found:
        earlier = first.setdefault((each.kpi, each.month), each)
        if earlier is not each:
            message = f"{each.month:%Y-%m} stands in line {earlier.line} already. Keep one."
            reading.note(each.line, each.kpi, message)


def _placed(reading: _Reading, found: list[Actual]) -> list[Actual]:
    """Which values are from before the start; those that the run does not reach are problems."""
    log = reading.view.log
    first, after = day_of(log, opens(log)), day_of(log, log.horizon - 1) + timedelta(days=1)
    placed = []
    for each in found:
        begins = each.month
        until = (begins + timedelta(days=31)).replace(day=1)
        if until <= first:
            placed.append(replace(each, history=True))
        elif begins < first or (begins < after < until):
            days = f"{max(begins, first)} to {min(until, after) - timedelta(days=1)}"
            message = f"{begins:%Y-%m} is simulated in part, {days}. Leave it out."
            reading.note(each.line, "month", message)
        elif begins >= after:
            message = (
                f"{begins:%Y-%m} is after the horizon: the run ends on {after - timedelta(days=1)}."
                " Lengthen `horizon`, or leave it out."
            )
            reading.note(each.line, "month", message)
        else:
            placed.append(each)
    if found and all(each.history for each in placed) and not reading.problems:
        message = f"no month from {first} on: nothing to compare. The start is {first}."
        reading.note(0, "", f"{message} Begin the scenario before the months that it is tested on.")
    return placed
