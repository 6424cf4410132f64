"""Alerts: rules that look at a KPI period by period and speak up when it gets worse (R168, R169).

A rule is a few words that a file can hold. Worse is what the KPI's direction says; a KPI without a
direction is watched on both sides.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
import yaml

from gtmsim.errors import GtmsimError
from gtmsim.kpi.kpi import find
from gtmsim.kpi.measure import series
from gtmsim.kpi.periods import Every
from gtmsim.kpi.wording import Language
from gtmsim.log import EventLog
from gtmsim.units.number import parse_number

Kind = Literal["change", "average", "band", "level"]
RuleEvery = Literal["day", "week", "month", "quarter"]

WEEK = 7
"""Days are compared with the same day of earlier weeks."""
ROUNDING = 1e-9
"""A smaller share of the reference is no change."""


class RuleError(GtmsimError):
    """A rule that cannot be followed."""


@dataclass(frozen=True)
class Rule:
    """When to speak up about a KPI.

    Attributes:
        kpi: id, with its member: `win_rate`, `cost_per_lead.website`.
        kind: `change` against the period before (前週比, 前月比); `average`: against the mean of
            the last `over` periods (移動平均からの乖離); `band`: the same in standard deviations
            of these periods; `level`: on the wrong side of `by` for `over` periods in a row.
        every: day (compared with the same day of the week), week, month or quarter.
        by: how much worse: a share (0.3 is 30%), standard deviations, or the level.
        over: how many periods.
        least: smallest denominator with which a rate is judged.
    """

    kpi: str
    kind: Kind
    every: RuleEvery
    by: float
    over: int = 1
    least: float = 0.0

    def __post_init__(self) -> None:
        find(self.kpi)
        for name, known in (("kind", get_args(Kind)), ("every", get_args(RuleEvery))):
            if getattr(self, name) not in known:
                raise RuleError(
                    f"rule about {self.kpi}: no {name} {getattr(self, name)!r}. "
                    f"It is one of: {', '.join(known)}."
                )
        for name in ("by", "least"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float | np.number):
                raise RuleError(f"rule about {self.kpi}: {name} is {value!r}: must be a number.")
            if not math.isfinite(value) or (value < 0 and (name, self.kind) != ("by", "level")):
                raise RuleError(f"rule about {self.kpi}: {name} is {value}: must be 0 or more.")
        over: object = self.over  # from a file it may be anything
        if isinstance(over, bool) or not isinstance(over, int) or over < 1:
            raise RuleError(f"rule about {self.kpi}: over is {over!r}: must be 1, 2, 3 ...")
        if self.kind == "band" and self.over < 2:
            raise RuleError(f"rule about {self.kpi}: a band needs `over` 2 periods or more.")

    @property
    def words(self) -> str:
        """The rule in a few words: `win_rate, average of 3 months, 25% worse`."""
        much = f"{self.by:g} sd" if self.kind == "band" else f"{self.by * 100:g}% worse"
        periods = f"{self.over} {self.every}s"
        earlier = f"the same day of {self.over} weeks" if self.every == "day" else periods
        against = {
            "change": "same day a week before" if self.every == "day" else f"{self.every} before",
            "average": f"average of {earlier}",
            "band": f"band of {earlier}",
            "level": f"{periods} in a row",
        }[self.kind]
        return f"{self.kpi}, {against}, {f'beyond {self.by:g}' if self.kind == 'level' else much}"

    def told(self, language: Language) -> str:
        """What the rule compares, without its KPI: `month before, 50% worse`, `前月比 50%超の悪化`.

        Example:
            >>> Rule("leads", "average", "month", 0.3, over=3).told("ja")
            '3か月移動平均から30%超の悪化'
        """
        if language == "en":
            return self.words.partition(", ")[2]
        unit = {"day": "日", "week": "週", "month": "月", "quarter": "四半期"}[self.every]
        span = f"{self.over}か月" if self.every == "month" else f"{self.over}{unit}"
        much = f"{self.by:g}標準偏差" if self.kind == "band" else f"{self.by * 100:g}%"
        daily = self.every == "day"
        if self.kind == "change":
            return f"前{'週同曜日' if daily else unit}比 {much}超の悪化"
        if self.kind == "level":
            return f"{span}連続で基準{self.by:g}を逸脱"
        mean = f"過去{self.over}週の同曜日平均" if daily else f"{span}移動平均"
        return f"{mean}から{much}超の悪化"


@dataclass(frozen=True)
class Alert:
    """A rule that spoke up.

    Attributes:
        rule: which.
        begins, until: the period, by its local dates.
        value: of the KPI.
        reference: what it was held against.
    """

    rule: Rule
    begins: date
    until: date
    value: float
    reference: float


RULES = (
    Rule("leads", "band", "day", 3.0, over=8),
    Rule("leads", "average", "month", 0.3, over=3),
    Rule("cost_per_lead", "average", "month", 0.3, over=3),
    Rule("cost_per_mql", "average", "month", 0.3, over=3),
    Rule("cost_per_mql", "change", "month", 0.5),
    Rule("service_level_kept", "average", "week", 0.3, over=4, least=10),
    Rule("win_rate", "average", "month", 0.4, over=3, least=10),
    Rule("onboarding_time", "average", "month", 0.25, over=3, least=2),
    Rule("logo_churn", "average", "month", 1.0, over=6, least=30),
    Rule("ltv_cac", "level", "month", 1.0, over=3),
)
"""Signs of deterioration that the source names (R168), and LTV below CAC (R141)."""


def alerts(log: EventLog, rules: Iterable[Rule] = RULES) -> list[Alert]:
    """What rules find in a log, in order of time.

    Rules about KPIs that the log cannot answer find nothing.

    Example:
        >>> import gtmsim
        >>> log = gtmsim.run(gtmsim.compile(gtmsim.load("scenarios/one_desk.yaml")), seed=1)
        >>> gtmsim.kpi.alerts(log, [gtmsim.kpi.Rule("leads", "change", "week", 9.0)])
        []
    """
    found = [alert for rule in rules for alert in spoken(rule, series(log, rule.kpi, _every(rule)))]
    return sorted(found, key=lambda alert: (alert.until, alert.rule.kpi))


def _every(rule: Rule) -> Every:
    return rule.every


def spoken(rule: Rule, frame: pd.DataFrame) -> Iterator[Alert]:
    """The alerts of a rule in a series, as `gtmsim.kpi.series` gives it; whole periods only."""
    values, frame = seen(rule, frame), frame[frame["whole"]]
    for at in judged(rule, values):
        reference = _reference(rule, values, at)
        if worse(rule, values, at, reference):
            yield Alert(
                rule,
                frame.index[at].date(),
                frame["until"].iloc[at].date(),
                values[at],
                reference,
            )


def seen(rule: Rule, frame: pd.DataFrame) -> list[float]:
    """The values of whole periods; NaN where the denominator is too small for the rule."""
    frame = frame[frame["whole"]]
    few = (
        frame["denominator"].to_numpy(dtype=np.float64) < rule.least
    )  # NaN, as sums have, is not few
    values: list[float] = np.where(few, math.nan, frame["value"].to_numpy(np.float64)).tolist()
    return values


def judged(rule: Rule, values: Sequence[float]) -> list[int]:
    """Places in a series at which a rule has what it needs to judge."""
    return [
        at
        for at in range(len(values))
        if not math.isnan(values[at]) and not math.isnan(_reference(rule, values, at))
    ]


def worse(rule: Rule, values: Sequence[float], at: int, reference: float) -> bool:
    """Whether a value is so much worse than what it is held against."""
    direction = find(rule.kpi)[0].direction
    if rule.kind == "level":
        last = list(values[at - rule.over + 1 : at + 1])
        low = direction != "lower"
        return all(each < rule.by if low else each > rule.by for each in last)
    scale = abs(reference)
    if rule.kind == "band":
        scale = float(np.std(_earlier(rule, values, at), ddof=1))
    change, most = values[at] - reference, rule.by * scale
    if abs(change) <= ROUNDING * abs(reference):
        return False
    # Not divided by the scale: what has never varied may still leave its band.
    if direction == "neutral":
        return abs(change) > most
    return -change > most if direction == "higher" else change > most


def _reference(rule: Rule, values: Sequence[float], at: int) -> float:
    """What a value is held against; NaN if there is not enough before it, or no share of it."""
    if rule.kind == "level":
        last = values[max(at - rule.over + 1, 0) : at + 1]
        whole = len(last) == rule.over and not any(math.isnan(each) for each in last)
        return rule.by if whole else math.nan
    earlier = _earlier(rule, values, at)
    mean = float(np.mean(earlier)) if len(earlier) else math.nan
    return math.nan if mean == 0 and rule.kind != "band" else mean


def _earlier(rule: Rule, values: Sequence[float], at: int) -> list[float]:
    """The values before, as many as the rule wants; none if one of them is missing."""
    step = WEEK if rule.every == "day" else 1
    number = 1 if rule.kind == "change" else rule.over
    places = [at - step * back for back in range(1, number + 1)]
    if places[-1] < 0 or any(math.isnan(values[place]) for place in places):
        return []
    return [float(values[place]) for place in places]


# --- Rules in a file -----------------------------------------------------------------------------


def read_rules(path: Path | str) -> tuple[Rule, ...]:
    """Rules of a YAML file: a list of mappings with the fields of `Rule`.

    Raises:
        RuleError: it is no such list, or a rule cannot be followed.
    """
    try:
        content = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise RuleError(f"{path}: {error}") from None
    if not isinstance(content, list) or not content:
        raise RuleError(f"{path}: write a list of rules, - {{kpi: leads, kind: change, ...}}.")
    return tuple(_rule(path, number, each) for number, each in enumerate(content, start=1))


def _rule(path: Path | str, number: int, written: Any) -> Rule:
    known = [field.name for field in fields(Rule)]
    if not isinstance(written, dict) or not set(written) <= set(known):
        raise RuleError(f"{path}, rule {number}: its keys are {', '.join(known)}.")
    missing = [name for name in known[:4] if name not in written]
    if missing:
        raise RuleError(f"{path}, rule {number}: has no {', '.join(missing)}.")
    try:
        if isinstance(written["by"], str):
            written = {**written, "by": parse_number(written["by"], negative=True, percent=True)}
        return Rule(**written)
    except (GtmsimError, ValueError, TypeError) as error:
        raise RuleError(f"{path}, rule {number}: {error}") from None
