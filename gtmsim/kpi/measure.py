"""From a log to numbers: one table, a series over periods, or arrival cohorts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from gtmsim.errors import GtmsimError
from gtmsim.kpi import customer, funnel, revenue, service, workload
from gtmsim.kpi.kpi import Kpi, count_of, find, register, registry
from gtmsim.kpi.periods import Every, Moment, Period, as_period, cut
from gtmsim.kpi.spells import NEVER, within
from gtmsim.kpi.table import KpiTable, Value
from gtmsim.kpi.view import View
from gtmsim.log import MILESTONES, EventLog, Kind

for _kpi in (*funnel.KPIS, *service.KPIS, *workload.KPIS, *revenue.KPIS, *customer.KPIS):
    register(_kpi)


def measure(
    log: EventLog,
    kpis: Sequence[str] | None = None,
    *,
    period: tuple[Moment, Moment] | None = None,
) -> KpiTable:
    """The KPIs of one log.

    Args:
        log: one replication.
        kpis: ids, `win_rate` or `utilization.inside_sales`; `utilization.TEAM` stands for
            every team. Default: the headlines that this log can answer.
        period: two dates (`("2026-04-01", "2026-10-01")`, the second exclusive) or ticks;
            default: the whole log.

    Returns:
        One row a KPI, in the order asked for.

    Raises:
        UnknownKpiError: no KPI has this id, or the log has no such stage, team ...
        GtmsimError: the period is empty or leaves the log.

    Example:
        >>> import gtmsim
        >>> log = gtmsim.run(gtmsim.compile(gtmsim.load("scenarios/one_desk.yaml")), seed=1)
        >>> [row.kpi for row in gtmsim.measure(log, ["leads", "utilization.TEAM"])]
        ['leads', 'utilization.desk']
    """
    view, when = View(log), as_period(log, period)
    if isinstance(kpis, str):
        raise GtmsimError(f"`kpis` is a list of ids: write [{kpis!r}]")
    asked = list(_headlines(view)) if kpis is None else [
        each for kpi_id in kpis for each in _asked(view, kpi_id)
    ]  # fmt: skip
    rows = tuple(_value(view, when, kpi, member) for kpi, member in dict.fromkeys(asked))
    return KpiTable(rows, _title(log), _words(log, when), tuple(sorted(log.definitions.items())))


def series(log: EventLog, kpi_id: str, every: Every = "month") -> pd.DataFrame:
    """One KPI, period by period.

    Args:
        log: one replication.
        kpi_id: `mql_rate`, `utilization.inside_sales`.
        every: day, week (from Monday), month, quarter or fiscal quarter.

    Returns:
        One row a period, by its local date `begins`: `until`, `whole` (whether the log holds
        all of it), `value`, `denominator`, `note`. `attrs` has the KPI's `kpi` and `unit`.

    Raises:
        UnknownKpiError: no KPI has this id, or the log has no such stage, team ...
        GtmsimError: it is several KPIs, or there is no such period.

    Example:
        >>> import gtmsim
        >>> log = gtmsim.run(gtmsim.compile(gtmsim.load("scenarios/one_desk.yaml")), seed=1)
        >>> gtmsim.kpi.series(log, "utilization.desk", "week").attrs["unit"]
        'share'
    """
    view = View(log)
    found = _asked(view, kpi_id)
    if kpi_id in registry() and registry()[kpi_id].parameter:
        named = ", ".join(_id(view, kpi, member) for kpi, member in found)
        raise GtmsimError(f"a series shows one KPI, {kpi_id!r} is several: {named}")
    kpi, member = found[0]
    stretches = cut(log, every)
    values = [_value(view, stretch.period, kpi, member) for stretch in stretches]
    frame = pd.DataFrame(
        {
            "until": pd.DatetimeIndex([stretch.until for stretch in stretches]),
            "whole": [stretch.whole for stretch in stretches],
            "value": [value.value for value in values],
            "denominator": [value.denominator for value in values],
            "note": [value.note for value in values],
        },
        index=pd.DatetimeIndex([stretch.begins for stretch in stretches], name="begins"),
    )
    frame.attrs.update(kpi=kpi_id, unit=_unit(view, kpi))
    return frame


def cohorts(log: EventLog, every: Every = "month", *, channel: str | None = None) -> pd.DataFrame:
    """What became of the leads that arrived in each period, by the end of the log (R226, R228).

    Args:
        log: one replication.
        every: day, week (from Monday), month, quarter or fiscal quarter of arrival.
        channel: leads of this channel; default: of all.

    Returns:
        One row a cohort, by its local date `begins`: `until`, `leads`; how many reached each
        milestone (`mql`, `won` ...); how many ended `lost`, `merged`, or are `open` (neither
        won nor ended); and for each milestone its share of the leads (`mql_share` ...),
        NaN without leads.

    Raises:
        UnknownKpiError: the log has no such channel.

    Example:
        >>> import gtmsim
        >>> log = gtmsim.run(gtmsim.compile(gtmsim.load("scenarios/one_desk.yaml")), seed=1)
        >>> gtmsim.kpi.cohorts(log)[["leads", "lost", "merged", "open"]].shape[1]
        4
    """
    view = View(log)
    own = np.ones(view.number_of_leads, dtype=np.bool_)
    if channel is not None:
        own = log.leads["channel"] == view.member("CHANNEL", channel)
    stretches = cut(log, every)
    known = [name for name in MILESTONES if name in log.milestones]
    names = [*known, *(name for name in log.milestones if name not in known)]
    lines = [_cohort(view, within(view.arrived, each.period) & own, names) for each in stretches]
    frame = pd.DataFrame(
        lines, index=pd.DatetimeIndex([each.begins for each in stretches], name="begins")
    )
    frame.insert(0, "until", pd.DatetimeIndex([each.until for each in stretches]))
    for name in names:
        frame[f"{name}_share"] = frame[name] / frame["leads"].where(frame["leads"] > 0)
    return frame


def _cohort(view: View, leads: Any, milestones: Sequence[str]) -> dict[str, int]:
    ended, how = view.ended
    counts = {"leads": leads}
    counts |= {name: leads & (view.first(name) < NEVER) for name in milestones}
    counts["lost"] = leads & (how == Kind.LOST)
    counts["merged"] = leads & (how == Kind.MERGED)
    counts["open"] = leads & (ended == NEVER) & (view.first("won") == NEVER)
    return {name: int(count_of(counted)) for name, counted in counts.items()}


# --- Which KPIs --------------------------------------------------------------------------

Asked = tuple[Kpi, int]
"""A KPI and the index of its member, or -1."""


def _headlines(view: View) -> Iterator[Asked]:
    """What a reader wants to see first: single numbers, then teams, then stages.

    Rates are shown by period, unless the scenario's choice `ratios` is `cohort` (R226).
    """
    known = registry()
    chosen = [kpi for kpi in known.values() if kpi.headline]
    if view.log.definitions.get("ratios") == "cohort":
        chosen = [known.get(f"{kpi.id}_cohort", kpi) for kpi in chosen]
    for kpi in chosen:
        if not kpi.parameter and all(view.offers(need) for need in kpi.needs):
            yield kpi, -1
    for parameter in ("TEAM", "STAGE"):
        for kpi in chosen:
            if kpi.parameter == parameter:
                yield from _members(view, kpi)


def _members(view: View, kpi: Kpi) -> Iterator[Asked]:
    """Every member for which the KPI can say something."""
    for member in range(len(view.members(kpi.parameter)[0])):
        if all(view.offers(need, member) for need in kpi.needs):
            yield kpi, member


def _asked(view: View, kpi_id: str) -> list[Asked]:
    kpi, name = find(kpi_id)
    if name:
        return [(kpi, view.member(kpi.parameter, name))]
    return list(_members(view, kpi)) if kpi.parameter else [(kpi, -1)]


# --- Values ------------------------------------------------------------------------------


def _value(view: View, period: Period, kpi: Kpi, member: int) -> Value:
    figure = kpi.formula(view, period, member)
    row = Value(
        kpi=_id(view, kpi, member),
        value=figure.value,
        denominator=figure.denominator,
        unit=_unit(view, kpi),
        direction=kpi.direction,
        name=kpi.name,
        label=kpi.label,
        note=figure.note,
    )
    if member < 0:
        return row
    name, label = _member_words(view, kpi, member)
    return replace(row, name=f"{kpi.name}: {name}", label=f"{kpi.label}: {label}")


def _member_words(view: View, kpi: Kpi, member: int) -> tuple[str, str]:
    ids, labels = view.members(kpi.parameter)
    if member >= len(ids):  # an attempt that nobody made in this log
        return str(member + 1), f"{member + 1}回目"
    return str(ids[member]), str(labels[member])


def _id(view: View, kpi: Kpi, member: int) -> str:
    return f"{kpi.base}.{_member_words(view, kpi, member)[0]}" if member >= 0 else kpi.id


def _unit(view: View, kpi: Kpi) -> str:
    return kpi.unit.replace("currency", view.currency or "currency")


# --- Headings ----------------------------------------------------------------------------


def _title(log: EventLog) -> str:
    meta = log.meta
    named = meta.get("label") or meta.get("scenario") or "unnamed"
    return f"{named}, seed {meta.get('seed', '?')}, replication {meta.get('replication', '?')}"


def _words(log: EventLog, period: Period) -> str:
    """`2026-04-01 to 2026-09-30`; with times of day unless it begins and ends at midnight."""
    begin, end = (_moment(log, tick) for tick in period)
    if begin == begin.replace(hour=0, minute=0) and end == end.replace(hour=0, minute=0):
        return f"{begin.date()} to {end.date() - timedelta(days=1)}"
    return f"{begin:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} (exclusive)"


def _moment(log: EventLog, tick: int) -> datetime:
    from gtmsim.log.readable import dates

    moment = dates(log, np.array([tick]))[0].to_pydatetime()
    return moment.replace(tzinfo=None, second=0, microsecond=0)
