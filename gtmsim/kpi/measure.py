"""From a log to numbers: one table, or a series over periods."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from gtmsim.errors import GtmsimError
from gtmsim.kpi import (
    acquisition,
    cash,
    channels,
    contact,
    customer,
    fairness,
    forecast,
    funnel,
    growth,
    handoffs,
    hours,
    lifetime,
    loyalty,
    market,
    outreach,
    pipeline,
    productivity,
    profit,
    records,
    revenue,
    service,
    staffing,
    targets,
    workload,
)
from gtmsim.kpi.kpi import (
    NO_MARGIN,
    NO_OPENING,
    NO_SPEND,
    OPEN_DEALS,
    Figure,
    Kpi,
    find,
    parted,
    register,
    registry,
)
from gtmsim.kpi.periods import Every, Moment, Named, Period, as_period, cut, named, opens
from gtmsim.kpi.table import KpiTable, Value
from gtmsim.kpi.view import View
from gtmsim.log import MILESTONES, EventLog

_PARTS = (
    *(funnel, contact, service, growth, workload, hours, staffing, productivity, fairness),
    *(handoffs, revenue, pipeline, forecast, cash, profit, acquisition, lifetime, channels),
    *(customer, loyalty, records, market, outreach, targets),
)

BUILT_IN = frozenset(register(kpi).id for part in _PARTS for kpi in part.KPIS)
"""Ids of the KPIs that come with gtmsim."""


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
            every team. An id may end in a period of its own: `win_rate@2026-04`,
            `arr@FY2026 Q3`, `wins@2026年度上期`; of one that the log holds in part, that
            part counts, and a warning says how much it is. Default: the headlines that this log
            can answer.
        period: two dates (`("2026-04-01", "2026-10-01")`, the second exclusive) or ticks, for
            ids without a period; default: the whole log.

    Returns:
        One row a KPI, in the order asked for.

    Raises:
        UnknownKpiError: no KPI has this id, the log has no such stage, team ..., or does not
            reach the period.
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
    rows = tuple(_value(view, when, *each) for each in dict.fromkeys(asked))
    return KpiTable(rows, _title(log), _words(log, when), definitions(log))


def series(log: EventLog, kpi_id: str, every: Every = "month") -> pd.DataFrame:
    """One KPI, period by period.

    Args:
        log: one replication.
        kpi_id: `mql_rate`, `utilization.inside_sales`.
        every: day, week (from Monday), month, quarter, year, fiscal quarter, fiscal half or
            fiscal year.

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
    if find(kpi_id)[0].id == parted(kpi_id)[0] and find(kpi_id)[0].parameter:
        several = ", ".join(_id(view, kpi, member) for kpi, member, _ in found)
        raise GtmsimError(f"a series shows one KPI, {kpi_id!r} is several: {several}")
    kpi, member, one = found[0]
    if one is not None:
        raise GtmsimError(f"a series shows every period: ask for {parted(kpi_id)[0]!r} without one")
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
    frame.attrs.update(kpi=kpi_id, unit=_unit(view, kpi, member))
    return frame


# --- Which KPIs --------------------------------------------------------------------------

Asked = tuple[Kpi, int, Named | None]
"""A KPI, the index of its member, or -1, and the period that its id names."""


def resolve(log: EventLog, kpi_ids: Sequence[str]) -> None:
    """Refuse ids that a log with these tables and this length cannot answer.

    Raises:
        UnknownKpiError: as `measure` would.
    """
    for kpi_id in kpi_ids:
        _asked(View(log), kpi_id)


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
            yield kpi, -1, None
    for parameter in ("TEAM", "STAGE"):
        for kpi in chosen:
            if kpi.parameter == parameter:
                yield from _members(view, kpi)


def _members(view: View, kpi: Kpi, one: Named | None = None) -> Iterator[Asked]:
    """Every member for which the KPI can say something."""
    for member in range(len(view.members(kpi.parameter)[0])):
        if all(view.offers(need, member) for need in kpi.needs):
            yield kpi, member, one


def _asked(view: View, kpi_id: str) -> list[Asked]:
    kpi, name = find(kpi_id)
    period = parted(kpi_id)[1]
    one = named(view.log, period) if period else None
    if name:
        return [(kpi, view.member(kpi.parameter, name), one)]
    return list(_members(view, kpi, one)) if kpi.parameter else [(kpi, -1, one)]


# --- Values ------------------------------------------------------------------------------


def _value(view: View, period: Period, kpi: Kpi, member: int, one: Named | None = None) -> Value:
    if one is not None:
        return _of_period(_value(view, one.period, kpi, member), one)
    uncounted = [need for need in kpi.needs if need in MILESTONES and not view.offers(need)]
    figure = kpi.formula(view, period, member)
    if uncounted and not math.isnan(figure.value):
        figure = _uncounted(uncounted[0])
    row = Value(
        kpi=_id(view, kpi, member),
        value=figure.value,
        denominator=figure.denominator,
        unit=_unit(view, kpi, member),
        direction=kpi.direction,
        name=kpi.name,
        label=kpi.label,
        note=figure.note,
        warning=_warning(view, period, kpi),
    )
    if member < 0:
        return row
    name, label = _member_words(view, kpi, member)
    return replace(row, name=f"{kpi.name}: {name}", label=f"{kpi.label}: {label}")


ALL_COSTS = ("cac", "cac_hiring", "cac_onboarded", "payback", "ltv_cac", "ltv_cac_cohort")
"""KPIs of what channels cost and of pay together."""
PERIOD_WIN_RATES = ("win_rate", "lead_to_win_rate")
"""Rates that hold the wins of a period against what came in it."""


def _uncounted(milestone: str) -> Figure:
    """A rate of what the scenario does not count is unknown, not 0."""
    return Figure(math.nan, 0.0, f"the scenario does not count {milestone}")


def _warning(view: View, period: Period, kpi: Kpi) -> str:
    found = [NO_OPENING] if kpi.carries and view.from_nothing else []
    if kpi.of_margin and not view.offers("margin"):
        found.append(NO_MARGIN)
    if kpi.base in PERIOD_WIN_RATES and view.deals_there and period[0] <= opens(view.log):
        found.append(OPEN_DEALS)
    if kpi.id in ALL_COSTS and not view.spends:
        found.append(f"{NO_SPEND}: pay only")
    if kpi.id in lifetime.BY_CHURN:
        found.append(lifetime.few_lost(view, period))
    return "; ".join(each for each in found if each)


def _of_period(value: Value, one: Named) -> Value:
    return replace(
        value,
        kpi=f"{value.kpi}@{one.words}",
        name=f"{value.name}, {one.words}",
        label=f"{value.label}、{one.label}",
        warning="; ".join(each for each in (value.warning, one.note) if each),
    )


def _member_words(view: View, kpi: Kpi, member: int) -> tuple[str, str]:
    ids, labels = view.members(kpi.parameter)
    if member >= len(ids):  # an attempt that nobody made in this log
        return str(member + 1), f"{member + 1}回目"
    return str(ids[member]), str(labels[member])


def _id(view: View, kpi: Kpi, member: int) -> str:
    return f"{kpi.base}.{_member_words(view, kpi, member)[0]}" if member >= 0 else kpi.id


def _unit(view: View, kpi: Kpi, member: int = -1) -> str:
    unit = kpi.unit
    if unit == targets.UNIT and member >= 0:
        unit = registry()[view.log.targets["measure"][view.target_rows[member]]].unit
    return unit.replace("currency", view.currency or "currency")


# --- Headings ----------------------------------------------------------------------------


def _title(log: EventLog) -> str:
    meta = log.meta
    named = meta.get("label") or meta.get("scenario") or "unnamed"
    return f"{named}, seed {meta.get('seed', '?')}, replication {meta.get('replication', '?')}"


def definitions(log: EventLog) -> tuple[tuple[str, str], ...]:
    """The choices in force; where contracts are sold, from when they are ARR."""
    chosen = dict(log.definitions)
    if log.products:
        chosen["arr_from"] = str(log.meta.get("arr_from") or "signed")
    return tuple(sorted(chosen.items()))


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
