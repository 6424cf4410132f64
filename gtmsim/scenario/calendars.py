"""Working time: weekly hours less breaks, public holidays and closures.

All results are elapsed minutes since local midnight of the scenario's first day, so a day on
which clocks change has 1,380 or 1,500 of them. A wall-clock time that clocks skip means the
moment of the change, and one that happens twice means its first occurrence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
from numpy.typing import NDArray

from gtmsim.scenario.hours import DAY, Span, parse_closure, parse_spans
from gtmsim.units.number import did_you_mean, show

if TYPE_CHECKING:
    from gtmsim.scenario.basics import Calendar

# --- Places -----------------------------------------------------------------------------


def zone(name: str) -> ZoneInfo:
    """The time zone of a name such as `Asia/Tokyo`."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        near = did_you_mean(name, available_timezones())
        raise ValueError(
            f"There is no time zone {show(name)}.{near} Write one such as Asia/Tokyo."
        ) from None


def check_place(country: str | None, subdivision: str | None = None) -> None:
    """Refuse a country or subdivision whose public holidays are not known."""
    if country is None:
        raise ValueError(f"subdivision {show(subdivision)} needs its country, such as country: US.")
    subdivisions = _subdivisions()
    if country not in subdivisions:
        near = did_you_mean(country, subdivisions)
        raise ValueError(
            f"Public holidays of {show(country)} are not known.{near} "
            "Write a code such as JP or US."
        )
    if subdivision is not None and subdivision not in subdivisions[country]:
        known = subdivisions[country]
        listed = f"Known: {', '.join(known)}." if known else f"{country} has none: leave it out."
        raise ValueError(f"{show(subdivision)} is not a subdivision of {country}. {listed}")


@lru_cache
def _subdivisions() -> dict[str, list[str]]:
    import holidays

    return dict(holidays.list_supported_countries())


@lru_cache(maxsize=1024)
def public_holidays(country: str, subdivision: str | None, year: int) -> frozenset[date]:
    """Public holidays of a year, days off in lieu included."""
    import holidays

    check_place(country, subdivision)
    found = holidays.country_holidays(country, subdiv=subdivision, years=[year])
    if not found.start_year <= year <= found.end_year:
        raise ValueError(f"Public holidays of {country} are not known for {year}.")
    return frozenset(found)


# --- Working intervals ------------------------------------------------------------------


def midnights(start: date, days: int, time_zone: str) -> NDArray[np.int64]:
    """Elapsed minutes at each local midnight from `start` on: `days + 1` of them.

    >>> midnights(date(2026, 3, 7), 3, "America/New_York")  # clocks go forward on the 8th
    array([   0, 1440, 2820, 4260])
    """
    offsets = _offsets(time_zone, start.toordinal(), days + 1)
    utc = np.arange(days + 1, dtype=np.int64) * DAY - offsets
    elapsed: NDArray[np.int64] = utc - utc[0]
    return elapsed


def intervals(calendar: Calendar, start: date, days: int, time_zone: str) -> NDArray[np.int64]:
    """Working intervals [open, close) of a calendar, shape (n, 2), merged and sorted.

    Args:
        calendar: hours, breaks and closures; its own time zone, if it has one, rules them.
        start: first day of the scenario.
        days: how many days from then.
        time_zone: the scenario's, in which `start` begins.

    Returns:
        Elapsed minutes since `start` 00:00 in `time_zone`.
    """
    own = calendar.time_zone or time_zone
    begin = _utc_midnight(time_zone, start)
    end = begin + int(midnights(start, days, time_zone)[-1])
    # Another time zone may be a day ahead or behind: one more day on each side.
    first, count = start.toordinal() - 1, days + 2
    week = _week(calendar)
    wall = [
        (index * DAY + opens, index * DAY + closes)
        for index, day in _open_days(calendar, first, count)
        for opens, closes in week[day.weekday()]
    ]
    if not wall:
        return np.empty((0, 2), dtype=np.int64)
    utc = _utc_of_wall(np.array(wall, dtype=np.int64), own, first, count)
    return merged(np.clip(utc, begin, end) - begin)


def merged(spans: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sorted intervals without empty ones, those that touch or overlap made one."""
    spans = spans[spans[:, 0] < spans[:, 1]]
    spans = spans[np.argsort(spans[:, 0], kind="stable")]
    if not len(spans):
        return spans
    reached = np.maximum.accumulate(spans[:, 1])
    begins = np.flatnonzero(np.r_[True, spans[1:, 0] > reached[:-1]])
    ends = np.r_[begins[1:] - 1, len(spans) - 1]
    joined: NDArray[np.int64] = np.column_stack([spans[begins, 0], reached[ends]])
    return joined


def _week(calendar: Calendar) -> list[list[Span]]:
    """Spans of each weekday, breaks subtracted."""
    breaks = [span for text in calendar.breaks for span in parse_spans(text)]
    week: list[list[Span]] = [[] for _ in range(7)]
    for weekday, opens, closes in calendar.hours:
        week[weekday].extend(_without([(opens, closes)], breaks))
    return week


def _without(spans: Sequence[Span], breaks: Iterable[Span]) -> list[Span]:
    left = list(spans)
    for begin, end in breaks:
        cut = [((o, min(c, begin)), (max(o, end), c)) for o, c in left]
        left = [span for pair in cut for span in pair if span[0] < span[1]]
    return left


def _open_days(calendar: Calendar, first: int, count: int) -> list[tuple[int, date]]:
    """(index, day) of the days that are neither public holidays nor closed."""
    closures = [parse_closure(text) for text in calendar.closed]
    days = [date.fromordinal(first + index) for index in range(count)]
    off: set[date] = set()
    if calendar.country is not None:
        for year in range(days[0].year, days[-1].year + 1):
            off |= public_holidays(calendar.country, calendar.subdivision, year)
    return [
        (index, day)
        for index, day in enumerate(days)
        if day not in off and not any(closure.covers(day) for closure in closures)
    ]


def _utc_midnight(time_zone: str, day: date) -> int:
    """Minutes from the proleptic epoch (ordinal 0) to a local midnight."""
    return day.toordinal() * DAY - int(_offsets(time_zone, day.toordinal(), 1)[0])


def _utc_of_wall(
    wall: NDArray[np.int64], time_zone: str, first: int, count: int
) -> NDArray[np.int64]:
    """Wall-clock minutes since midnight of day `first`, as minutes from ordinal 0 in UTC."""
    offsets = _offsets(time_zone, first, count + 2)
    index = wall // DAY
    utc = wall + first * DAY - offsets[index]
    changing = (offsets[index] != offsets[index + 1]) & (wall % DAY != 0)
    for place in np.argwhere(changing):
        at = tuple(place)
        pair = offsets[index[at]], offsets[index[at] + 1]
        local = int(wall[at]) + first * DAY
        utc[at] = _first_moment(local, zone(time_zone), local - int(max(pair)))
    return utc


def _first_moment(local: int, place: ZoneInfo, utc: int) -> int:
    """The first minute, from `utc` on, at which clocks show `local` or later."""
    while True:
        moment = datetime.fromordinal(utc // DAY).replace(tzinfo=UTC) + timedelta(minutes=utc % DAY)
        shown = moment.astimezone(place)
        if shown.toordinal() * DAY + shown.hour * 60 + shown.minute >= local:
            return utc
        utc += 1


@lru_cache(maxsize=256)
def _offsets(time_zone: str, first: int, count: int) -> NDArray[np.int64]:
    """Minutes ahead of UTC at each local midnight from ordinal `first` on."""
    place = zone(time_zone)
    begin = datetime.fromordinal(first).replace(tzinfo=place)
    found = [(begin + timedelta(days=index)).utcoffset() or timedelta() for index in range(count)]
    offsets = np.array([offset // timedelta(minutes=1) for offset in found], dtype=np.int64)
    offsets.flags.writeable = False
    return offsets
