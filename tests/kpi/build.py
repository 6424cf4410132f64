"""A builder of tiny logs whose every number can be counted by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from gtmsim.log import COLUMNS, LEAVES, MONEY_KINDS, EventLog, Kind
from gtmsim.units.fiscal import parse_fiscal

DAY = 24 * 60


def at(day: int, clock: str = "00:00") -> int:
    """The tick (a minute) of a time of day, `day` days after the start, 2026-04-01."""
    hours, minutes = clock.split(":")
    return day * DAY + int(hours) * 60 + int(minutes)


def office(days: int, opens: str = "09:00", closes: str = "18:00") -> list[tuple[int, int]]:
    """Every day open from 9:00 to 18:00, weekends too, so that one can count."""
    return [(at(day, opens), at(day, closes)) for day in range(days)]


class World:
    """Collects events in any order, by name, and makes a log of them in order of time."""

    def __init__(self, days: int = 61, **meta: Any) -> None:
        self.days = days
        self.rows: list[dict[str, int]] = []
        self.leads: list[dict[str, Any]] = []
        self.more: list[str] = []
        """Columns of leads besides the usual ones, which every lead then gives."""
        self.stages: dict[str, tuple[str, int]] = {}
        self.teams: list[str] = []
        self.reps: list[str] = []
        self.memberships: list[tuple[int, int, int, int, int, int]] = []
        self.clocks: list[list[tuple[int, int]]] = [office(days)]
        self.reasons: list[str] = []
        self.milestones = ["mql", "sal", "sql", "won", "onboarded", "renewed", "expanded"]
        self.products: dict[str, dict[str, Any]] = {}
        self.salaries: dict[str, int] = {}
        self.teams_more: dict[str, list[float]] = {}
        self.channels = ["web", "event"]
        self.spend: list[tuple[int, int, int]] = []
        self.targets: list[dict[str, Any]] = []
        self.definitions: dict[str, str] = {}
        self.meta = {
            "start": "2026-04-01T00:00:00",
            "time_zone": "Asia/Tokyo",
            "ticks_per_minute": 1,
            "horizon": days * DAY,
            "currency": "JPY",
            "minor_units": 0,
            "seed": 0,
            "replication": 0,
            "scenario": "tiny",
            "label": "",
            "fiscal_year_starts": 4,
            "months": [0, at(30), at(61)],
        } | meta

    # --- who and where -----------------------------------------------------------------

    def stage(self, name: str, function: str = "", promise: int = -1) -> World:
        self.stages[name] = (function, promise)
        return self

    def member(
        self, rep: str, team: str, since: int = 0, until: int | None = None, clock: int = 0
    ) -> World:
        for name, names in ((rep, self.reps), (team, self.teams)):
            if name not in names:
                names.append(name)
        until = self.days * DAY if until is None else until
        place = (self.reps.index(rep), self.teams.index(team))
        self.memberships.append((0, since, until, *place, clock))
        return self

    def product(
        self, name: str, *, term: int = 12, prepaid: int = 1, pays_after: float = 0.0
    ) -> World:
        """Something to sell: months of its term and paid in advance, days until payment."""
        self.products[name] = {"term": term, "prepaid": prepaid, "pays_after": pays_after}
        return self

    def lead(self, arrives: int | None = None, channel: str = "web", **columns: Any) -> int:
        number = len(self.leads)
        self.leads.append({"channel": self.channels.index(channel), **columns})
        if arrives is not None:
            self.event(arrives, Kind.ARRIVED, number)
        return number

    def target(self, name: str, measure: str, period: str, amount: float, **scope: int) -> World:
        """A target, or with `rep` a quota; scope: indices of team, segment, product, rep."""
        one = parse_fiscal(period, int(self.meta["fiscal_year_starts"]))
        first = date.fromisoformat(self.meta["start"][:10])
        aim = {"id": f"{name}@{one.words}", "label": name, "measure": measure}
        aim |= {"period": one.words, "amount": amount, "derived": 0}
        aim |= {"begin": (one.first - first).days * DAY, "end": (one.after - first).days * DAY}
        nobody = dict.fromkeys(("team", "segment", "product", "rep"), -1)
        self.targets.append({**aim, **nobody, **scope})
        return self

    # --- what happens ------------------------------------------------------------------

    def event(self, time: int, kind: Kind, lead: int, **columns: Any) -> World:
        row = dict.fromkeys(COLUMNS, -1) | {"time": time, "kind": int(kind), "lead": lead}
        names: dict[str, list[str]] = {
            "stage": list(self.stages),
            "team": self.teams,
            "rep": self.reps,
        }
        for column, value in columns.items():
            if isinstance(value, str) and column == "reason":
                value = self._reason(kind, value)
            row[column] = names[column].index(value) if isinstance(value, str) else int(value)
        self.rows.append(row)
        return self

    def _reason(self, kind: Kind, name: str) -> int:
        if kind == Kind.MILESTONE:
            return self.milestones.index(name)
        if kind == Kind.MONEY:
            return MONEY_KINDS.index(name)
        if name not in self.reasons:
            self.reasons.append(name)
        return self.reasons.index(name)

    def enters(self, time: int, lead: int, stage: str, visit: int = 1) -> World:
        return self.event(time, Kind.ENTERED, lead, stage=stage, visit=visit)

    def leaves(
        self,
        time: int,
        lead: int,
        stage: str,
        kind: Kind = Kind.ADVANCED,
        visit: int = 1,
        milestone: str = "",
        **columns: Any,
    ) -> World:
        assert kind in LEAVES
        if milestone:
            self.event(time, Kind.MILESTONE, lead, stage=stage, visit=visit, reason=milestone)
        return self.event(time, kind, lead, stage=stage, visit=visit, **columns)

    def passes(self, begin: int, end: int, lead: int, stage: str, **how: Any) -> World:
        self.enters(begin, lead, stage, how.get("visit", 1))
        return self.leaves(end, lead, stage, **how)

    def works(
        self,
        joins: int,
        starts: int,
        lead: int,
        stage: str,
        rep: str,
        team: str,
        ticks: int,
        finishes: int | None = None,
        visit: int = 1,
        step: int = 1,
        due: int = -1,
    ) -> World:
        where = {"stage": stage, "visit": visit, "step": step, "team": team}
        self.event(joins, Kind.JOINED, lead, value=0, due=due, **where)
        self.event(starts, Kind.STARTED, lead, rep=rep, value=ticks, due=due, **where)
        if finishes is not None:
            self.event(finishes, Kind.FINISHED, lead, rep=rep, value=ticks, **where)
        return self

    # --- the log -----------------------------------------------------------------------

    def log(self) -> EventLog:
        order = sorted(range(len(self.rows)), key=lambda i: self.rows[i]["time"])
        defaults = {
            "key": 0, "arrived": 0, "account": -1, "segment": 0, "amount": 0, "recurring": 1,
            "existing": 0, "opening": 0, "product": -1,
        }  # fmt: skip
        leads = [defaults | lead for lead in self.leads]
        assert all(set(lead) <= {*defaults, "channel", *self.more} for lead in leads)
        members = np.array(self.memberships, dtype=np.int64).reshape(-1, 6)
        spend = np.array(self.spend, dtype=np.int64).reshape(-1, 3)
        names = ("epoch", "from_tick", "to_tick", "rep", "team", "clock")
        return EventLog(
            events={
                column: np.array([self.rows[i][column] for i in order], dtype=kind)
                for column, kind in COLUMNS.items()
            },
            leads={
                column: np.array([lead[column] for lead in leads])
                for column in (*defaults, "channel", *self.more)
            },
            teams={
                "id": self.teams,
                "label": [f"{team}部" for team in self.teams],
                "salary_per_year": [self.salaries.get(team, 0) for team in self.teams],
                **self.teams_more,
            },
            reps={"id": self.reps},
            memberships={name: members[:, i] for i, name in enumerate(names)},
            clocks=[np.array(clock, dtype=np.int64) for clock in self.clocks],
            stages={
                "id": list(self.stages),
                "label": list(self.stages),
                "function": [function for function, _ in self.stages.values()],
                "clock_of_promise": [promise for _, promise in self.stages.values()],
            },
            reasons=self.reasons,
            milestones=self.milestones,
            channels={"id": self.channels, "label": ["ウェブ", "展示会"]},
            segments={"id": ["all"], "label": ["all"]},
            products=self._products(),
            targets={
                column: [aim[column] for aim in self.targets]
                for column in (self.targets[0] if self.targets else ())
            },
            spend={name: spend[:, i] for i, name in enumerate(("tick", "channel", "amount"))},
            definitions=self.definitions,
            meta=self.meta,
        )

    def _products(self) -> dict[str, Any]:
        if not self.products:
            return {}
        terms = list(self.products.values())
        columns = {name: [each[name] for each in terms] for name in terms[0]}
        names = list(self.products)
        return {"id": names, "label": names, "automatic": [True] * len(names), **columns}
