"""How soon alerts notice that something got worse, and how often they cry wolf (R168).

A scenario lives twice with the same luck: as it is, and changed. Until the day of the shock the
first life is watched, from then on the second: the change takes hold at once and in everything.
A change that the scenario itself dates needs no such splice: give the dated scenario as the shock.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from gtmsim import engine, plan
from gtmsim.experiment.experiment import ExperimentError
from gtmsim.experiment.grid import Grid, ShownAsOne
from gtmsim.experiment.inputs import drawn
from gtmsim.experiment.one_by_one import one_by_one
from gtmsim.experiment.run import Where
from gtmsim.experiment.words import say
from gtmsim.kpi import RULES, Language, Rule, find, series
from gtmsim.kpi.alerts import judged, seen, spoken
from gtmsim.kpi.periods import as_day
from gtmsim.log import EventLog
from gtmsim.scenario import Scenario
from gtmsim.stats import Estimate, share


@dataclass(frozen=True)
class Noticed:
    """What one rule did over all replications.

    Attributes:
        rule: which.
        noticed: share of replications in which it spoke up after the shock, with its Wilson
            interval.
        delay: median days from the shock to the end of the period in which it first spoke up,
            over the replications in which it did; NaN if it never did.
        false_alarms: share of periods without a shock in which it spoke up.
        periods: how many such periods it judged, all replications together.
    """

    rule: Rule
    noticed: Estimate
    delay: float
    false_alarms: float
    periods: int

    @property
    def share(self) -> float:
        """Of replications in which it spoke up after the shock."""
        return self.noticed.mean


@dataclass(frozen=True, repr=False)
class Detection(ShownAsOne):
    """How well rules notice a shock.

    Attributes:
        title: what was changed.
        at: first day of the shock.
        rows: one a rule.
        replications: how many lives.
    """

    title: str
    at: date
    rows: tuple[Noticed, ...]
    replications: int

    def row(self, kpi: str) -> Noticed:
        """The first rule about a KPI.

        Raises:
            ExperimentError: there is none.
        """
        for each in self.rows:
            if each.rule.kpi == kpi:
                return each
        known = ", ".join(dict.fromkeys(each.rule.kpi for each in self.rows))
        raise ExperimentError(f"no rule about {kpi!r}. Rules are about: {known}.")

    def frame(self) -> pd.DataFrame:
        """One row a rule."""
        return pd.DataFrame(
            [
                (each.rule.words, each.share, each.noticed.low, each.noticed.high, each.delay,
                 each.false_alarms, each.periods)
                for each in self.rows
            ],
            columns=["rule", "noticed", "noticed_low", "noticed_high", "delay_days",
                     "false_alarms", "periods"],
        )  # fmt: skip

    def grid(self, language: Language = "en") -> Grid:
        """The table for people."""
        head = (
            say(language, "rule", "ルール"),
            say(language, "noticed in", "検知率"),
            say(language, "95% interval", "95%信頼区間"),
            say(language, "median delay [days]", "検知遅れの中央値 [日]"),
            say(language, "false alarms", "誤検知率"),
            say(language, "periods judged", "判定した期間"),
        )
        rows = tuple(
            (
                _rule(each.rule, language),
                *_noticed_in(each),
                "" if math.isnan(each.delay) else f"{each.delay:.0f}",
                "" if math.isnan(each.false_alarms) else f"{each.false_alarms:.1%}",
                f"{each.periods:,}",
            )
            for each in self.rows
        )
        title = say(
            language,
            f"{self.title}, from {self.at}; {self.replications} replications",
            f"{self.title} ({self.at}から)、{self.replications}回の反復",
        )
        foot = say(
            language,
            "A delay ends with the period in which the rule first speaks up. False alarms are the "
            "share of periods in which it does although nothing has changed: a rule that errs "
            "often notices by chance, too.",
            "検知遅れは、最初に警告した期間の末日まで。"
            "誤検知率は、何も変わっていないのに警告した期間の割合 "
            "(誤検知の多いルールは偶然でも検知する)。",
        )
        return Grid((title,), head, rows, (foot,))


@dataclass(frozen=True)
class _Watched:
    """One replication to run and watch."""

    scenario: Scenario
    shocked: Scenario
    at: date
    rules: tuple[Rule, ...]
    seed: int
    replication: int


def detect(
    scenario: Scenario,
    shock: Mapping[str, object] | Scenario,
    at: date | str,
    *,
    rules: Sequence[Rule] = RULES,
    replications: int = 20,
    seed: int = 0,
    executor: Where = None,
    told: Callable[[], None] | None = None,
) -> Detection:
    """Inject a shock and see which alerts notice it, how late, and how often they err.

    Args:
        scenario: the organization as it is.
        shock: what gets worse: changes as `Scenario.change` takes them, or a whole scenario.
        at: the first day of it; periods that begin on it or later are the shocked ones.
        rules: alerts to try.
        replications: how many lives, each run with and without the shock.
        seed: names the luck.
        executor: as in `simulate`.
        told: called after each replication.

    Raises:
        ExperimentError: the day lies outside the run.

    Example:
        >>> import gtmsim
        >>> from gtmsim.experiment import detect
        >>> from gtmsim.kpi import Rule
        >>> desk = gtmsim.load("scenarios/one_desk.yaml")
        >>> found = detect(desk, {"channels.inquiries.interarrival": "2 h"}, "2026-01-12",
        ...                rules=[Rule("leads", "change", "week", 0.3)], replications=2)
        >>> found.rows[0].share
        1.0
    """
    day = as_day(at)
    shocked = shock if isinstance(shock, Scenario) else scenario.change(shock)
    if day <= scenario.start:
        raise ExperimentError(f"the shock of {day} must come after the start, {scenario.start}.")
    first = _Watched(scenario, shocked, day, tuple(rules), seed, 0)
    tasks = [replace(first, replication=number) for number in range(replications)]
    found = one_by_one(_watch, tasks, executor, told)
    title = "changed scenario" if isinstance(shock, Scenario) else _words(shock)
    rows = tuple(_noticed(rule, [each[at] for each in found]) for at, rule in enumerate(rules))
    return Detection(title, day, rows, replications)


def _words(shock: Mapping[str, object]) -> str:
    return ", ".join(f"{path} = {value}" for path, value in shock.items())


Seen = tuple[float, int, int]
"""Days until a rule noticed (NaN: never); its false alarms; periods without a shock."""


def _watch(task: _Watched) -> list[Seen]:
    as_it_is, shocked = (
        engine.run(
            plan.compile(drawn(each, task.seed, task.replication)),
            seed=task.seed,
            replication=task.replication,
        )
        for each in (task.scenario, task.shocked)
    )
    return [_seen(rule, as_it_is, shocked, task.at) for rule in task.rules]


def _seen(rule: Rule, as_it_is: EventLog, shocked: EventLog, at: date) -> Seen:
    calm, after = (series(log, rule.kpi, rule.every) for log in (as_it_is, shocked))
    day = pd.Timestamp(at)
    if day >= calm["until"].max():
        raise ExperimentError(f"the run ends before the shock of {at}.")
    spliced = pd.concat([calm[calm.index < day], after[after.index >= day]])
    found = [each for each in spoken(rule, spliced) if each.begins >= at]
    days = float((found[0].until - at).days) if found else math.nan
    return days, len(list(spoken(rule, calm))), len(judged(rule, seen(rule, calm)))


def _noticed_in(each: Noticed) -> tuple[str, str]:
    """In how many replications, and the interval; nothing where there was nothing to judge."""
    if each.periods == 0 and not each.share:
        return "", ""
    return f"{each.share:.0%}", f"[{each.noticed.low:.0%}, {each.noticed.high:.0%}]"


def _noticed(rule: Rule, lives: Sequence[Seen]) -> Noticed:
    days = [each[0] for each in lives if not math.isnan(each[0])]
    periods = sum(each[2] for each in lives)
    false = sum(each[1] for each in lives) / periods if periods else math.nan
    delay = float(np.median(days)) if days else math.nan
    return Noticed(rule, share(len(days), len(lives)), delay, false, periods)


def _rule(rule: Rule, language: Language) -> str:
    """A rule by its words; in Japanese with its KPI by label."""
    if language == "en":
        return rule.words
    found, member = find(rule.kpi)
    name = f"{found.label}: {member}" if member else found.label
    return f"{name} ({rule.told(language)})"
