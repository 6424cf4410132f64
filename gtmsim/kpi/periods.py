"""Stretches of time: civil weeks, months, quarters and fiscal quarters, in ticks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Literal, NamedTuple, get_args

from gtmsim.errors import GtmsimError
from gtmsim.log import EventLog

Every = Literal["day", "week", "month", "quarter", "fiscal quarter"]
Moment = int | str | date | datetime
"""A tick, or a local date(-time): `2026-10-01`."""

_MONTHS = {"month": 1, "quarter": 3, "fiscal quarter": 3}


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


def _parsed(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise GtmsimError(f"{text!r} is no date: write 2026-10-01 or 2026-10-01 09:00") from None


def cut(log: EventLog, every: Every) -> list[Stretch]:
    """The civil days, weeks (from Monday), months or quarters that overlap the log."""
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
    starts = int(log.meta.get("fiscal_year_starts") or 1) if every == "fiscal quarter" else 1
    back = (day.month - starts) % _MONTHS[every]
    months = day.year * 12 + day.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def _next(begins: date, every: Every) -> date:
    if every in ("day", "week"):
        return begins + timedelta(days=1 if every == "day" else 7)
    months = begins.year * 12 + begins.month - 1 + _MONTHS[every]
    return date(months // 12, months % 12 + 1, 1)
