"""One log, looked at many times: what several KPIs need is worked out once.

A view lives as long as one call of `measure` or `series`; nothing is kept with the log.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from gtmsim.kpi import spells
from gtmsim.kpi.kpi import UnknownKpiError, meant, normal
from gtmsim.kpi.periods import Period, label_of
from gtmsim.kpi.spells import NEVER, Mask, Spells, Steps, Ticks
from gtmsim.log import MONEY_KINDS, EventLog, Kind
from gtmsim.log.kinds import CUSTOMER, OPEN_DEAL

T = TypeVar("T")
MINUTES_A_DAY = 24 * 60


class View:
    """A log with the arrays that KPIs share.

    Attributes:
        log: what is looked at.
        ticks_per_minute: resolution of its time.
        currency: its currency; empty without one.
    """

    def __init__(self, log: EventLog) -> None:
        self.log = log
        self.ticks_per_minute = float(log.meta["ticks_per_minute"])
        self.currency = str(log.meta.get("currency") or "")
        self._kept: dict[Any, Any] = {}

    def once(self, key: Any, compute: Callable[[], T]) -> T:
        """The result of `compute`, worked out the first time that `key` is asked for."""
        if key not in self._kept:
            self._kept[key] = compute()
        kept: T = self._kept[key]
        return kept

    # --- Units -------------------------------------------------------------------------

    def minutes(self, ticks: NDArray[Any] | float) -> Any:
        """Ticks as minutes."""
        return ticks / self.ticks_per_minute

    def hours(self, ticks: NDArray[Any] | float) -> Any:
        """Ticks as hours."""
        return ticks / (self.ticks_per_minute * 60)

    def days(self, ticks: NDArray[Any] | float) -> Any:
        """Ticks as civil days."""
        return ticks / (self.ticks_per_minute * MINUTES_A_DAY)

    def money(self, minor: float) -> float:
        """Minor units (yen, cents) as money."""
        return float(minor) / float(10 ** int(self.log.meta.get("minor_units") or 0))

    # --- Rows --------------------------------------------------------------------------

    @cached_property
    def _rows_by_kind(self) -> tuple[Ticks, Ticks]:
        kind = self.log.events["kind"]
        order = np.argsort(kind, kind="stable")
        if self.own_stages.any():
            order = order[~self.is_own(order)]
        return order, np.searchsorted(kind[order], np.arange(129))

    def rows(self, kind: Kind, *, managers: bool = False) -> Ticks:
        """Rows of one kind, in order of occurrence; those of the company's own work aside.

        Args:
            kind: which.
            managers: with the work of managers on broken promises, which serves no lead.
        """
        order, starts = self._rows_by_kind
        rows = order[starts[kind] : starts[kind + 1]]
        if managers or not any(self.log.teams.get("manages", ())):
            return rows
        return rows[~spells.of_managers(self.log, rows)]

    @cached_property
    def overtime(self) -> Ticks:
        """Rows of overtime, whatever for: the company's own work and that of managers too."""
        found: Ticks = np.flatnonzero(self.log.select(Kind.OVERTIME))
        return found

    @cached_property
    def own_stages(self) -> Mask:
        """Which stages are internal: work of the company's own, which no lead enters."""
        stages = self.log.stages
        own: Mask = np.asarray(stages.get("own", [0] * len(stages.get("id", ()))), dtype=np.bool_)
        return own

    def is_own(self, rows: Ticks) -> Mask:
        """Which rows tell of the company's own work."""
        own: Mask = (self.log.events["lead"][rows] < 0) & (self.log.events["stage"][rows] >= 0)
        return own

    def column(self, name: str, rows: Ticks) -> NDArray[Any]:
        """A column of the events at some rows."""
        values: NDArray[Any] = self.log.events[name][rows]
        return values

    def during(self, kind: Kind, period: Period) -> Ticks:
        """Rows of one kind in a period: a slice, because a log is in order of time."""
        rows = self.rows(kind)
        first, last = np.searchsorted(self.log.events["time"][rows], period)
        return rows[first:last]

    # --- Leads -------------------------------------------------------------------------

    @property
    def number_of_leads(self) -> int:
        """Rows of the table of leads."""
        return len(self.log.leads["key"])

    @cached_property
    def arrived(self) -> Ticks:
        """For each lead the tick of its arrival; NEVER for the opening's and the unborn."""
        return self._firsts(self.rows(Kind.ARRIVED))

    @cached_property
    def opening(self) -> Mask:
        """Which leads are customers of the opening: they were there on the first day."""
        mask: Mask = self.log.leads["opening"] == CUSTOMER
        return mask

    @cached_property
    def listed(self) -> Mask:
        """Which leads were called up from a list: they never asked for anything."""
        channels = self.log.channels
        counts = np.asarray(channels.get("listed", [0] * len(channels.get("id", ()))))
        if not counts.any():
            return np.zeros(self.number_of_leads, dtype=np.bool_)
        mask: Mask = (counts[self.log.leads["channel"]] > 0) & (self.log.leads["opening"] == 0)
        return mask

    @cached_property
    def ended(self) -> tuple[Ticks, Ticks]:
        """For each lead when it ended, and how."""
        return spells.ends(self.log)

    def first(self, milestone: str) -> Ticks:
        """For each lead the tick at which it first reached a milestone, or NEVER."""
        return self.once(("first", milestone), lambda: self._firsts(self.reached(milestone)))

    def reached(self, milestone: str) -> Ticks:
        """Rows at which a milestone is reached, each time it is."""
        if milestone not in self.log.milestones:
            return np.empty(0, dtype=np.int64)
        rows = self.rows(Kind.MILESTONE)
        wanted = self.column("reason", rows) == self.log.milestones.index(milestone)
        found: Ticks = rows[wanted]
        return found

    def _firsts(self, rows: Ticks) -> Ticks:
        when = np.full(self.number_of_leads, NEVER)
        # From the last to the first, so that the first is what remains.
        when[self.column("lead", rows)[::-1]] = self.column("time", rows)[::-1]
        return when

    # --- Spells ------------------------------------------------------------------------

    @cached_property
    def visits(self) -> Spells:
        """All visits of stages."""
        return spells.visits(self.log)

    @cached_property
    def waits(self) -> Spells:
        """All waits for a rep."""
        return spells.waits(self.log)

    def visits_of(self, stage: int) -> Spells:
        """Visits of a stage; -1: of all."""
        return self._of("visits", self.visits, stage)

    def waits_of(self, stage: int) -> Spells:
        """Waits in a stage; -1: in all."""
        return self._of("waits", self.waits, stage)

    def in_stage(self, stage: int) -> Steps:
        """Leads in a stage over time."""
        return self.once(("in", stage), lambda: Steps.of(self.visits_of(stage)))

    def backlog(self, stage: int) -> Steps:
        """Leads waiting for a rep in a stage over time."""
        return self.once(("backlog", stage), lambda: Steps.of(self.waits_of(stage)))

    def _of(self, name: str, all_: Spells, stage: int) -> Spells:
        if stage < 0:
            return all_
        return self.once((name, stage), lambda: all_.where(all_.stage == stage))

    # --- Money -------------------------------------------------------------------------

    def money_rows(self, kind: str) -> Ticks:
        """Rows of one of MONEY_KINDS, in order of occurrence."""
        rows = self.rows(Kind.MONEY)
        chosen = self.column("reason", rows) == MONEY_KINDS.index(kind)
        return self.once(("money", kind), lambda: rows[chosen])

    def paid(self, kind: str, period: Period) -> float:
        """Money of one kind in a period."""
        rows = self.money_rows(kind)
        first, last = np.searchsorted(self.column("time", rows), period)
        return self.money(int(self.amounts(rows[first:last]).sum()))

    def amounts(self, rows: Ticks) -> Ticks:
        """Sizes of amounts of money, in minor units."""
        # The kind says what an amount does; a sign must not do it again.
        sizes: Ticks = np.abs(self.column("value", rows))
        return sizes

    # --- Members -----------------------------------------------------------------------

    def members(self, parameter: str) -> tuple[Sequence[str], Sequence[str]]:
        """Ids and labels of the stages, teams, reps ... that a KPI can be measured for."""
        log = self.log
        if parameter == "REASON":
            return log.reasons, log.reason_labels
        if parameter == "MILESTONE":
            return log.milestones, log.milestones
        if parameter == "TARGET":
            return self._targets
        if parameter == "ATTEMPT":
            numbers = range(1, int(self.attempts[1].max(initial=0)) + 1)
            return [str(n) for n in numbers], [f"{n}回目" for n in numbers]
        if parameter == "STAGE" and self.own_stages.any():
            leads = int(np.argmax(self.own_stages))  # internal stages come last
            return self._named({name: log.stages[name][:leads] for name in ("id", "label")})
        if parameter == "CLASS":
            places = range(1, len(self.classes) + 1)
            return [str(n) for n in places], [f"優先度{n}" for n in places]
        tables = {
            "STAGE": log.stages,
            "TEAM": log.teams,
            "REP": log.reps,
            "CHANNEL": log.channels,
            "SEGMENT": log.segments,
        }
        return self._named(tables[parameter])

    @staticmethod
    def _named(table: Mapping[str, Sequence[Any]]) -> tuple[list[str], list[str]]:
        ids = [str(name) for name in table.get("id", ())]
        labels = [str(label or "") for label in table.get("label", ids)]
        return ids, [label or name for label, name in zip(labels, ids, strict=True)]

    @cached_property
    def target_rows(self) -> list[int]:
        """Rows of the table of targets that are no quota of a person."""
        return [row for row, rep in enumerate(self.log.targets.get("rep", ())) if rep < 0]

    @cached_property
    def _targets(self) -> tuple[Sequence[str], Sequence[str]]:
        """Ids and labels of the targets."""
        table, rows = self.log.targets, self.target_rows
        labels = [f"{table['label'][row]} {label_of(table['period'][row])}" for row in rows]
        return [str(table["id"][row]) for row in rows], labels

    def member(self, parameter: str, name: str) -> int:
        """The index of a member.

        Raises:
            UnknownKpiError: there is none of that name.
        """
        if parameter in ("ATTEMPT", "CLASS") and name.isdecimal() and int(name) > 0:
            return int(name) - 1
        ids, _ = self.members(parameter)
        name = normal(name) if parameter == "TARGET" else name
        if name in ids:
            return list(ids).index(name)
        word = parameter.lower()
        many = f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"
        known = f" {many.capitalize()} are: {', '.join(ids)}." if len(ids) else ""
        raise UnknownKpiError(f"no {word} {name!r} in this log.{meant(name, ids)}{known}")

    def offers(self, need: str, member: int = -1) -> bool:
        """Whether a log can answer a KPI that needs this.

        Args:
            need: a milestone; `deals` (leads are worth something) or `money` (there is a
                currency); `margin` (of revenue); `products` (with terms of contracts); `work` or
                `promise` (of a stage, or of any); `promises` (of any stage); `attempts`,
                `meetings` or `classes` of priority (there were some); `campaigns` (that need
                work) or `lists` (to be called up).
                `targets` or `quotas` (there are some; `quota`: the rep has one).
            member: index of the stage or rep, or -1.
        """
        log = self.log
        if need in ("targets", "quotas", "quota"):
            reps = log.targets.get("rep", ())
            if need == "quota":
                return member in reps
            return any((rep >= 0) == (need == "quotas") for rep in reps)
        if need == "margin":
            return (log.meta.get("costs") or {}).get("gross_margin") is not None
        if need in ("money", "deals"):
            return bool(self.currency) and (need == "money" or self.worth)
        if need == "products":
            return bool(log.products)
        if need in ("work", "promise"):
            answers = self.worked if need == "work" else self.promised
            return bool(answers[member] if member >= 0 else any(answers))
        found: dict[str, Callable[[], bool]] = {
            "promises": lambda: any(self.promised),
            "classes": lambda: len(self.classes) > 1,
            "attempts": lambda: bool(len(self.attempts[0])),
            "lists": lambda: "listed" in log.channels,
            "campaigns": lambda: bool(self.own_stages.any()),
            "meetings": lambda: bool(len(self.rows(Kind.HELD)) + len(self.rows(Kind.NO_SHOW))),
        }
        return found[need]() if need in found else need in log.milestones

    @cached_property
    def worth(self) -> bool:
        """Whether deals have amounts: every lead is born with its own, whatever becomes of it."""
        return bool((self.log.leads["amount"] > 0).any())

    @cached_property
    def from_nothing(self) -> bool:
        """Whether contracts recur and the company begins without any: neither opening nor past."""
        log, leads = self.log, self.log.leads
        deals = (leads["recurring"] == 1) & (leads["amount"] > 0)
        recurs = bool(log.products) or bool(deals.any())
        return recurs and log.meta.get("starts_with") == "nothing"

    @cached_property
    def spends(self) -> bool:
        """Whether any channel costs anything at any time."""
        return bool(len(self.log.spend["tick"]))

    @cached_property
    def deals_there(self) -> bool:
        """Whether any deal is open on the first day: it may be won, but has been an SQL before."""
        return bool((self.log.leads["opening"] == OPEN_DEAL).any())

    @cached_property
    def worked(self) -> list[bool]:
        """For each stage whether it takes somebody's time."""
        return [bool(function) for function in self.log.stages.get("function", ())]

    @cached_property
    def promised(self) -> list[bool]:
        """For each stage whether a first touch is promised."""
        return [int(clock) >= 0 for clock in self.log.stages.get("clock_of_promise", ())]

    @cached_property
    def classes(self) -> list[int]:
        """The classes of priority in which work waited, the most urgent first."""
        log = self.log
        found: list[int] = np.unique(log.events["value"][log.select(Kind.JOINED)]).tolist()
        return found

    @cached_property
    def attempts(self) -> tuple[Ticks, Ticks]:
        """Rows of attempts to reach a buyer, and which attempt of its visit each is, from 1."""
        log = self.log
        rows = spells.by_lead(
            log.events, np.flatnonzero(log.select(Kind.CONNECTED, Kind.NO_ANSWER))
        )
        same = np.ones(max(len(rows) - 1, 0), dtype=np.bool_)
        for name in ("lead", "stage", "visit"):
            same &= np.diff(log.events[name][rows]) == 0
        fresh = np.flatnonzero(np.append(True, ~same))[: len(rows)]
        place = np.arange(len(rows))
        return rows, place - fresh[np.searchsorted(fresh, place, side="right") - 1] + 1
