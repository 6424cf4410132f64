"""Stretches of time: civil weeks, months, quarters and years, and those of the fiscal year."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Literal, NamedTuple, get_args

from gtmsim.errors import GtmsimError
from gtmsim.kpi.kpi import UnknownKpiError
from gtmsim.log import EventLog
from gtmsim.units.day import parse_day
from gtmsim.units.fiscal import FiscalPeriod, parse_fiscal

Every = Literal[
    "day", "week", "month", "quarter", "year", "fiscal quarter", "fiscal half", "fiscal year"
]
Moment = int | str | date | datetime
"""A tick, or a local date(-time): `2026-10-01`."""

_MONTHS = {
    "month": 1,
    "quarter": 3,
    "year": 12,
    "fiscal quarter": 3,
    "fiscal half": 6,
    "fiscal year": 12,
}


class PeriodError(UnknownKpiError):
    """A KPI is asked for a period that is none, or that the log does not reach."""


class Period(NamedTuple):
    """From `begin` (inclusive) to `end` (exclusive), in ticks."""

    begin: int
    end: int

    @property
    def length(self) -> int:
        """Ticks in the period."""
        return self.end - self.begin


class Stretch(NamedTuple):
    """A civil period cut to the log.

    Attributes:
        begins, until: local dates of the civil period.
        period: what of it lies within the log.
        whole: whether all of it does.
    """

    begins: date
    until: date
    period: Period
    whole: bool


class Named(NamedTuple):
    """A period of the fiscal year that somebody named, cut to the log.

    Attributes:
        fiscal: all of it, by dates.
        period: what of it lies within the log.
        note: how much that is, if it is not all: `only 3 of 6 months`.
    """

    fiscal: FiscalPeriod
    period: Period
    note: str

    @property
    def words(self) -> str:
        """How it is written everywhere: `FY2026 H1`."""
        return self.fiscal.words

    @property
    def label(self) -> str:
        """The same in Japanese: `2026年度上期`."""
        return label_of(self.words)


def whole_log(log: EventLog) -> Period:
    """From the start (after the history, if there is one) to the horizon."""
    return Period(opens(log), log.horizon)


def opens(log: EventLog) -> int:
    """The tick at which reporting begins; what came before is history."""
    return int(log.meta.get("opens") or 0)


def as_period(log: EventLog, period: tuple[Moment, Moment] | None) -> Period:
    """The period that a caller names by dates or ticks; None is the whole log.

    Raises:
        GtmsimError: it is empty or leaves the log.
    """
    if period is None:
        return whole_log(log)
    begin, end = (tick_of(log, moment) for moment in period)
    if not 0 <= begin < end <= log.horizon:
        raise GtmsimError(
            f"period {period[0]} to {period[1]} is ticks {begin} to {end}: it must begin before "
            f"it ends and lie within the log, ticks 0 to {log.horizon}"
        )
    return Period(begin, end)


def fiscal_year_starts(log: EventLog) -> int:
    """The month in which the fiscal year starts; January where nobody says."""
    return int(log.meta.get("fiscal_year_starts") or 1)


def named(log: EventLog, text: str) -> Named:
    """The period of a name such as `FY2026 H1` or `2026-04`, cut to the log.

    Raises:
        PeriodError: it is no period, or lies outside the log.
    """
    try:
        fiscal = parse_fiscal(text, fiscal_year_starts(log))
    except ValueError as error:
        raise PeriodError(str(error)) from None
    begin, end = tick_of(log, fiscal.first), tick_of(log, fiscal.after)
    inside = Period(max(begin, opens(log)), min(end, log.horizon))
    if inside.length <= 0:
        last = day_of(log, log.horizon - 1)
        raise PeriodError(
            f"{fiscal.words} is {fiscal.first} to {fiscal.after - timedelta(days=1)}, and the log "
            f"holds {day_of(log, opens(log))} to {last}: name a period that it reaches"
        )
    return Named(fiscal, inside, "" if inside == (begin, end) else _part(log, fiscal, inside))


def label_of(words: str) -> str:
    """The name of a period in Japanese.

    Example:
        >>> label_of("FY2026 H1"), label_of("FY2026"), label_of("2026-04")
        ('2026年度上期', '2026年度', '2026年4月')
    """
    if not words.startswith("FY"):
        return f"{words[:4]}年{int(words[5:])}月"
    year, _, part = words.partition(" ")
    halves = {"": "", "H1": "上期", "H2": "下期"}
    return f"{year[2:]}年度{halves.get(part) if part in halves else f'第{part[1:]}四半期'}"


def _part(log: EventLog, fiscal: FiscalPeriod, inside: Period) -> str:
    """How much of a period lies within the log, in months if these are whole."""
    first, after = day_of(log, inside.begin), day_of(log, inside.end)
    whole = (fiscal.after.year - fiscal.first.year) * 12 + fiscal.after.month - fiscal.first.month
    months = (after.year - first.year) * 12 + after.month - first.month
    if first.day == after.day == 1 and inside == tuple(tick_of(log, day) for day in (first, after)):
        return f"only {months} of {whole} months"
    days = inside.length / (1440 * float(Fraction(log.meta["ticks_per_minute"])))
    return f"only {days:.0f} of {(fiscal.after - fiscal.first).days} days"


def day_of(log: EventLog, tick: int) -> date:
    """The local date of a tick."""
    minutes = Fraction(tick) / Fraction(log.meta["ticks_per_minute"])
    moment = log.start.astimezone(UTC) + timedelta(minutes=float(minutes))
    return moment.astimezone(log.start.tzinfo).date()


def tick_of(log: EventLog, moment: Moment) -> int:
    """The tick of a local date or date-time (a date: its midnight); ticks stay as they are."""
    if isinstance(moment, int):
        return moment
    if isinstance(moment, str):
        moment = _parsed(moment)
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day)
    local = moment if moment.tzinfo else moment.replace(tzinfo=log.start.tzinfo)
    # Elapsed time, so that an hour lost to summer time is lost here too.
    elapsed = local.astimezone(UTC) - log.start.astimezone(UTC)
    minutes = Fraction(elapsed // timedelta(microseconds=1), 60_000_000)
    return round(minutes * Fraction(log.meta["ticks_per_minute"]))


def as_day(day: date | str) -> date:
    """A day that may be written as text, as `gtmsim.units.day.parse_day` reads it.

    Raises:
        GtmsimError: it is no date.

    Example:
        >>> as_day("2027-03-31")
        datetime.date(2027, 3, 31)
    """
    if isinstance(day, datetime):
        return day.date()
    if isinstance(day, date):
        return day
    try:
        return parse_day(day)
    except ValueError as error:
        raise GtmsimError(str(error)) from None


def _parsed(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise GtmsimError(f"{text!r} is no date: write 2026-10-01 or 2026-10-01 09:00") from None


def cut(log: EventLog, every: Every) -> list[Stretch]:
    """The civil days, weeks (from Monday), months, quarters ... that overlap the log."""
    if every not in get_args(Every):
        raise GtmsimError(f"no period {every!r}. Periods are: {', '.join(get_args(Every))}.")
    begins = _first(log, log.start.date(), every)
    stretches = []
    while (begin := tick_of(log, begins)) < log.horizon:
        until = _next(begins, every)
        end = tick_of(log, until)
        inside = Period(max(begin, opens(log)), min(end, log.horizon))
        if inside.length > 0:
            stretches.append(Stretch(begins, until, inside, inside == (begin, end)))
        begins = until
    return stretches


def whole_months(log: EventLog, period: Period) -> list[Period]:
    """The civil months that lie entirely within a period."""
    months = [stretch.period for stretch in cut(log, "month") if stretch.whole]
    return [month for month in months if period.begin <= month.begin and month.end <= period.end]


def year_before(log: EventLog, tick: int) -> int:
    """The tick at the same local date and time 12 months before; negative before the start."""
    minutes = Fraction(tick) / Fraction(log.meta["ticks_per_minute"])
    moment = log.start.astimezone(UTC) + timedelta(minutes=float(minutes))
    local = moment.astimezone(log.start.tzinfo).replace(tzinfo=None)
    day = min(local.day, 28) if local.month == 2 else local.day
    return tick_of(log, local.replace(year=local.year - 1, day=day))


def _first(log: EventLog, day: date, every: Every) -> date:
    """The beginning of the civil period that holds `day`."""
    if every == "day":
        return day
    if every == "week":
        return day - timedelta(days=day.weekday())
    starts = fiscal_year_starts(log) if every.startswith("fiscal") else 1
    back = (day.month - starts) % _MONTHS[every]
    months = day.year * 12 + day.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def _next(begins: date, every: Every) -> date:
    if every in ("day", "week"):
        return begins + timedelta(days=1 if every == "day" else 7)
    months = begins.year * 12 + begins.month - 1 + _MONTHS[every]
    return date(months // 12, months % 12 + 1, 1)
