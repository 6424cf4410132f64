"""From answers to the numbers of a scenario; what is open takes a published or derived value."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from gtmsim.scenario.answers import Answers, half_years
from gtmsim.scenario.draft_rates import Rate, rates_of
from gtmsim.scenario.questions import TEAMS
from gtmsim.scenario.typical import (
    BUSY,
    CHANNELS,
    CHURN,
    CURVE,
    DAYS_TO_ORDER,
    DAYS_TO_SQL,
    EARLY,
    HOURS_A_MONTH,
    ONE,
    ORDER_VALUE,
    PAY,
    SELLERS,
    SERVED,
    WORK,
    Sourced,
)
from gtmsim.units import Duration

MONTH = 365.25 / 12
PLAIN = re.compile(r"[a-z][a-z0-9_]*")
"""A name as paths write it."""


class Figure(NamedTuple):
    """One number: whether it is yours or assumed, and where an assumed one comes from."""

    value: float
    source: Sourced | None = None

    @property
    def assumed(self) -> bool:
        """Whether it is not an answer."""
        return self.source is not None


@dataclass
class Draft:
    """The numbers of a scenario.

    Attributes:
        answers: what was said.
        channels: name -> leads a month; whether they are assumed.
        heads: by team.
        pay: by team, a year; NaN where nothing is known.
        rates: from each step of the funnel to the next.
        work: by stage, hours of one piece of work.
        shorter: by stage, the share to which its published hours were shortened.
    """

    answers: Answers
    channels: dict[str, float] = field(default_factory=dict)
    channels_from: Sourced | None = None
    heads: dict[str, Figure] = field(default_factory=dict)
    pay: dict[str, Figure] = field(default_factory=dict)
    rates: list[Rate] = field(default_factory=list)
    work: dict[str, float] = field(default_factory=dict)
    shorter: dict[str, float] = field(default_factory=dict)

    def number(self, key: str, otherwise: float, source: Sourced) -> Figure:
        """An answer, or what stands for it."""
        given = self.answers.given.get(key)
        if isinstance(given, int | float):
            return Figure(float(given))
        return Figure(otherwise, source)

    def days(self, key: str, otherwise: float, source: Sourced) -> Figure:
        """A length in days."""
        given = self.answers.given.get(key)
        if isinstance(given, Duration):
            return Figure(given.minutes / 1440)
        return Figure(otherwise, source)

    @property
    def first_day(self) -> date:
        """Of the simulation."""
        given = self.answers.given.get("first_day")
        return given if isinstance(given, date) else running_half(self.answers.fiscal_month)

    @property
    def recurring(self) -> bool:
        """Whether customers pay every year."""
        return self.months.value > 0

    @property
    def months(self) -> Figure:
        """Term of a contract."""
        return self.number("order.months", 12, Sourced("12 months are usual", "12か月が一般的"))

    @property
    def value(self) -> Figure:
        """Of an order."""
        default = ORDER_VALUE.get(self.answers.currency, ORDER_VALUE[""])
        return self.number("order.value", *default)

    @property
    def leads(self) -> float:
        """New leads a month."""
        return sum(self.channels.values())

    @property
    def keys(self) -> dict[str, str]:
        """Of each channel the name by which paths know it, each once."""
        found = {name: name for name in self.channels if PLAIN.fullmatch(name)}
        for number, name in enumerate(self.channels, 1):
            if name not in found:
                free = (f"channel_{each}" for each in itertools.count(number))
                found[name] = next(key for key in free if key not in found.values())
        return {name: found[name] for name in self.channels}

    @property
    def to_order(self) -> Figure:
        """Days from SQL to the order."""
        return self.days("days.order", *DAYS_TO_ORDER)

    @property
    def to_sql(self) -> Figure:
        """Days from MQL to SQL."""
        return self.days("days.sql", *DAYS_TO_SQL)

    @property
    def churn(self) -> Figure:
        """Share of customers who leave in a month."""
        return self.number("customers.churn", *CHURN)

    @property
    def customers(self) -> Figure:
        """On the first day."""
        served = 40.0 * max(self.heads["customer_success"].value, 1)
        return self.number("customers.count", served, SERVED)

    @property
    def mrr(self) -> Figure:
        """Of all customers, a month."""
        each = self.value.value / 12
        return self.number(
            "customers.mrr", each * self.customers.value,
            Sourced("a twelfth of an order's value for each", "1社あたり受注単価の1/12"),
        )  # fmt: skip

    def deals(self, key: str) -> tuple[Figure, Figure]:
        """Open deals, early or late, and what they are worth together."""
        part = EARLY if key == "early" else 1 - EARLY
        steps = 2 if key == "early" else 3
        a_month = self.leads * math.prod(rate.share for rate in self.rates[:steps])
        implied = round(a_month * part * self.to_order.value / MONTH)
        source = Sourced(
            "derived: how many come a month, times the days they stay",
            "月間の件数×滞留日数から逆算",
        )
        count = self.number(f"pipeline.{key}.deals", implied, source)
        worth = self.number(
            f"pipeline.{key}.value", count.value * self.value.value,
            Sourced("deals times the value of an order", "件数×平均受注単価"),
        )  # fmt: skip
        return count, worth

    def response(self) -> tuple[list[tuple[Duration, float]], bool]:
        """How the odds fall when the answer is slower than today; whether today is assumed."""
        given = self.answers.given.get("first_response")
        today = given if isinstance(given, Duration) else Duration(1, "day")
        minutes = today.minutes
        at_today = _on_curve(minutes)
        later = [(Duration(m / 60, "hour"), round(odds / at_today, 2))
                 for m, odds in CURVE if m > minutes]  # fmt: skip
        return ([(today, 1.0), *later] if later else []), not isinstance(given, Duration)

    @property
    def covers(self) -> dict[str, list[str]]:
        """Which functions each team does: those of teams without people go to a neighbor."""
        there = {team for team in TEAMS if self.heads[team].value}
        found: dict[str, list[str]] = {team: [] for team in TEAMS if team in there}
        nearest = {
            "marketing": ("marketing", "inside_sales", "field_sales"),
            "inside_sales": ("inside_sales", "field_sales"),
            "field_sales": ("field_sales", "inside_sales"),
            "customer_success": ("customer_success", "field_sales", "inside_sales"),
        }
        for function in TEAMS:
            found[next(team for team in nearest[function] if team in there)].append(function)
        return {team: functions for team, functions in found.items() if functions}


def drafted(answers: Answers) -> Draft:
    """The numbers of a scenario, from answers."""
    found = Draft(answers)
    _channels(found)
    found.heads = dict(_heads(found))
    for team in TEAMS:
        published, source = PAY[team]
        yen = answers.currency == "JPY"
        found.pay[team] = found.number(f"people.{team}.pay", published if yen else math.nan, source)
    found.rates = rates_of(answers)
    _work(found)
    return found


def running_half(month: int, today: date | None = None) -> date:
    """The first day of the fiscal half-year that runs."""
    day = today or date.today()
    starts = [each for year in (day.year - 1, day.year) for each in half_years(month, year)]
    return max(each for each in starts if each <= day)


# --- Parts -------------------------------------------------------------------------------------


def _channels(found: Draft) -> None:
    given = found.answers.given.get("channels")
    leads = found.answers.given.get("last_period.leads")
    if isinstance(given, dict):
        found.channels = {name: float(count) for name, count in given.items()}
    elif isinstance(leads, int):
        months = found.answers.given.get("last_period.months", 6)
        found.channels = {"all": leads / float(str(months))}
        found.channels_from = Sourced("last period's leads by its months", "前期のリード数÷月数")
    else:
        found.channels, found.channels_from = dict(CHANNELS[0]), CHANNELS[1]


def _heads(found: Draft) -> Iterator[tuple[str, Figure]]:
    given = found.answers.given
    inside, field_sales = (given.get(f"people.{t}.heads") for t in ("inside_sales", "field_sales"))
    two = 2.0 * inside if isinstance(inside, int) and inside else 4.0
    half = max(round(field_sales / 2), 1.0) if isinstance(field_sales, int) else 2.0
    customers = given.get("customers.count")
    served = math.ceil(customers / 40) if isinstance(customers, int) else 1
    defaults = {
        "marketing": (1.0, ONE),
        "inside_sales": (half, SELLERS),
        "field_sales": (two, SELLERS),
        "customer_success": (float(served), SERVED),
    }
    for team, default in defaults.items():
        yield team, found.number(f"people.{team}.heads", *default)


def _work(found: Draft) -> None:
    """Published hours; shorter where the people of last period could not have done its counts."""
    found.work = {stage: hours for stage, (_, hours, _, _) in WORK.items()}
    need: dict[str, float] = {}
    of_team = {function: team for team, all_ in found.covers.items() for function in all_}
    for function, hours, sessions, step in WORK.values():
        a_month = _a_month(found, step)
        if a_month is None:
            continue
        team = of_team[function]
        need[team] = need.get(team, 0.0) + a_month * hours * sessions
    for stage, (function, hours, _, _) in WORK.items():
        team = of_team[function]
        room = found.heads[team].value * HOURS_A_MONTH * BUSY
        if need.get(team, 0.0) > room and not found.heads[team].assumed:
            found.shorter[stage] = room / need[team]
            found.work[stage] = hours * room / need[team]


def _a_month(found: Draft, step: str) -> float | None:
    """How many of something there were a month, by the answers; None if they do not say."""
    count = found.answers.given.get(
        "customers.count" if step == "customers" else f"last_period.{step}"
    )
    months = found.answers.given.get("last_period.months", 6)
    if not isinstance(count, int):
        return None
    return count / 3 if step == "customers" else count / float(str(months))


def _on_curve(minutes: float) -> float:
    """The published multiplier at a delay, interpolated."""
    before = CURVE[0]
    for point in CURVE:
        if minutes <= point[0]:
            span = point[0] - before[0]
            share = (minutes - before[0]) / span if span else 1.0
            return before[1] + max(share, 0.0) * (point[1] - before[1])
        before = point
    return CURVE[-1][1]
