"""How good a pipeline forecast would have been, made month by month with what was known (R147).

At the start of each month the deals then open are forecast: each stage's deals are won within the
month as often as those of past months were. What happened then says how far off it was.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gtmsim.errors import GtmsimError
from gtmsim.kpi.cash import calendar
from gtmsim.kpi.funnel import open_since
from gtmsim.kpi.kpi import Figure, Formula, Kpi, registry
from gtmsim.kpi.periods import Period, cut, day_of, whole_log
from gtmsim.kpi.pipeline import amounts, stages_of
from gtmsim.kpi.revenue import BOOKED, deals
from gtmsim.kpi.spells import Ticks, within
from gtmsim.kpi.view import View
from gtmsim.log import EventLog


class Forecast(NamedTuple):
    """One forecast of deals won within a window, in minor units.

    Attributes:
        window: from when it is made to the end of what it is about.
        forecast: what past windows let expect of the deals open then; NaN if none tells.
        perfect: what those deals bring in the window, had one known.
        actual: what is won in the window, deals included that were not yet open.
    """

    window: Period
    forecast: float
    perfect: float
    actual: float


class Counted(NamedTuple):
    """What one window saw: of the deals open at its start, by stage, how many were won in it."""

    window: Period
    there: Ticks
    wins: Ticks


def made(view: View, months: int) -> list[Forecast]:
    """A forecast at the start of every civil month, for so many months ahead."""
    return view.once(("forecasts", months), lambda: _made(view, months))


def _made(view: View, months: int) -> list[Forecast]:
    firsts = calendar(view).firsts
    firsts = firsts[(firsts >= 0) & (firsts <= view.log.horizon)].tolist()
    found: list[Forecast] = []
    counts: list[Counted] = []
    states = len(view.members("STAGE")[0]) + 1
    won = view.first("won")
    for begin, end in zip(firsts, firsts[months:], strict=False):
        window = Period(begin, end)
        deals = open_since("sql")(view, Period(0, begin))
        stage, amount = stages_of(view, deals, begin), amounts(view, deals)
        hit = within(won[deals], window)
        past = [each for each in counts if each.window.end <= begin]
        expected = float((_shares(past, states)[stage] * amount).sum()) if past else math.nan
        found.append(
            Forecast(
                window,
                expected,
                float(amount[hit].sum()),
                float(amounts(view, within(won, window)).sum()),
            )
        )
        there, wins = (np.bincount(each, minlength=states) for each in (stage, stage[hit]))
        counts.append(Counted(window, there, wins))
    return found


def _shares(past: list[Counted], states: int) -> NDArray[np.float64]:
    """For each stage the share of deals that past windows saw won; NaN without deals."""
    there = np.sum([each.there for each in past], axis=0).astype(np.float64)
    wins = np.sum([each.wins for each in past], axis=0).astype(np.float64)
    unknown = np.full(states, np.nan)
    return np.asarray(np.divide(wins, there, out=unknown, where=there > 0))


def forecasts(log: EventLog, months: int = 1) -> pd.DataFrame:
    """Forecasts of deals won, one made at the start of each month, and what happened.

    Args:
        log: one replication; a history before its start helps: forecasts learn from it.
        months: how far each looks ahead.

    Returns:
        One row a month of the log: `begins`, `until` (local dates), `forecast` (NaN while too
        little is known), `perfect` (what the deals open then bring), `actual`, in money.

    Raises:
        GtmsimError: the scenario has no currency.

    Example:
        >>> import gtmsim
        >>> scenario = gtmsim.load("scenarios/smb_inbound.yaml").change("horizon", "3 months")
        >>> log = gtmsim.run(gtmsim.compile(scenario), seed=1)
        >>> len(gtmsim.kpi.forecasts(log))
        3
    """
    view = View(log)
    if not view.currency:
        raise GtmsimError("the scenario has no currency: there is no pipeline in money to forecast")
    lines = [
        {
            "begins": pd.Timestamp(day_of(log, each.window.begin)),
            "until": pd.Timestamp(day_of(log, each.window.end)),
            "forecast": view.money(each.forecast) if each.forecast == each.forecast else math.nan,
            "perfect": view.money(each.perfect),
            "actual": view.money(each.actual),
        }
        for each in made(view, months)
        if each.window.begin >= whole_log(log).begin
    ]
    return pd.DataFrame(lines, columns=["begins", "until", "forecast", "perfect", "actual"])


# --- Formulas --------------------------------------------------------------------------------


def _told(view: View, period: Period, months: int) -> list[Forecast]:
    """Forecasts about windows inside a period, that could be made."""
    return [
        each
        for each in made(view, months)
        if period.begin <= each.window.begin
        and each.window.end <= period.end
        and not math.isnan(each.forecast)
    ]


Guess = Callable[[Forecast], float]


def _mape(months: int, guess: Guess) -> Formula:
    def error(view: View, period: Period, member: int) -> Figure:
        told = [each for each in _told(view, period, months) if each.actual > 0]
        if not told:
            return Figure(math.nan, 0.0, "no forecast could be held against wins")
        off = [abs(guess(each) - each.actual) / each.actual for each in told]
        return Figure(float(np.mean(off)), float(len(told)))

    return error


def _bias(months: int) -> Formula:
    def bias(view: View, period: Period, member: int) -> Figure:
        told = _told(view, period, months)
        actual = sum(each.actual for each in told)
        if actual <= 0:
            return Figure(math.nan, float(len(told)), "no forecast could be held against wins")
        return Figure((sum(each.forecast for each in told) - actual) / actual, float(len(told)))

    return bias


def _landing(view: View, period: Period, member: int) -> Figure:
    """What the fiscal quarter has booked so far, and what its open deals are worth."""
    begins = [
        stretch.period.begin
        for stretch in cut(view.log, "fiscal quarter")
        if stretch.period.begin < period.end
    ]
    weighted = registry()["weighted_pipeline"].formula(view, period, -1)
    if math.isnan(weighted.value):
        return weighted
    rows = deals(view, Period(begins[-1], period.end), BOOKED)
    booked = view.money(float(view.amounts(rows).sum()))
    return Figure(booked + weighted.value, weighted.denominator)


def _own(each: Forecast) -> float:
    return each.forecast


def _best(each: Forecast) -> float:
    return each.perfect


def _kpis() -> tuple[Kpi, ...]:
    found = []
    for months, end, name, label in (
        (1, "", "one month ahead", "1か月先"),
        (3, "_quarter", "three months ahead", "3か月先"),
    ):
        when = f"forecasts made at month starts, {name}, that begin and end in the period"
        made_of = (
            "amounts of the deals open then, each times the share of deals of its stage that past "
            "months, or quarters, saw won in as long"
        )
        needs = ("sql", "won", "deals")
        found += [
            Kpi(f"forecast_mape{end}", f"Forecast error, {name}", f"予測誤差 (MAPE、{label})",
                "share", "lower", f"|forecast - actual| by actual; forecast: {made_of}",
                "forecasts of windows with wins", when, "R147", _mape(months, _own), needs),
            Kpi(f"forecast_bias{end}", f"Forecast bias, {name}", f"予測の偏り ({label})",
                "share", "neutral", "forecast less actual, summed; less than 0: too low",
                "amounts won (counted: forecasts)", when, "R147", _bias(months), needs),
            Kpi(f"forecast_mape_perfect{end}", f"Error of a perfect pipeline forecast, {name}",
                f"完全情報での予測誤差 ({label})", "share", "lower",
                "|forecast - actual| by actual, had one known what becomes of each open deal: "
                "what is left are deals not yet open then", "forecasts of windows with wins", when,
                "R147", _mape(months, _best), needs),
        ]  # fmt: skip
    return tuple(found)


KPIS = (
    Kpi("quarter_landing", "Landing of the fiscal quarter", "四半期の着地予測", "currency",
        "higher", "amounts of deals won since the start of the fiscal quarter, and the weighted "
        "pipeline, some of which closes later", "none: a sum (counted: open deals)",
        "the last moment of the period", "R171", _landing, ("sql", "won", "deals")),
    *_kpis(),
)  # fmt: skip
