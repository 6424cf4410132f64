"""A pilot on a part of the leads: what it shows, and how sure that can be (R201)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from gtmsim.experiment.experiment import Experiment, ExperimentError, Point
from gtmsim.experiment.grid import Grid, ShownAsOne
from gtmsim.experiment.replicate import log_of
from gtmsim.experiment.words import say
from gtmsim.kpi import Language
from gtmsim.log import EventLog, Kind
from gtmsim.scenario import Scenario
from gtmsim.stats import Estimate, mean, share, wilson_limits

REPLICATIONS = 100


@dataclass(frozen=True)
class PilotReading:
    """What is seen in the part of the leads with the pilot and in the rest, at its end.

    Attributes:
        leads: leads that came during the pilot: in the pilot, in the rest.
        reached: how many of them have reached the goal by its end.
        promised: first touches of the pilot's leads with a promise.
        kept: how many of these promises were kept.
    """

    leads: tuple[int, int]
    reached: tuple[int, int]
    promised: int
    kept: int

    @property
    def lift(self) -> float:
        """How much higher the share is in the pilot: 0.15 is 15% more; NaN if there is none."""
        pilot, rest = _shares(self)
        return pilot / rest - 1.0 if rest > 0 else float("nan")

    def clear(self, level: float = 0.95) -> bool:
        """Whether the interval of the difference of both shares lies above zero.

        Source: R. G. Newcombe (1998), the interval from two Wilson intervals (method 10).
        """
        if not all(self.leads):
            return False
        pilot, rest = _shares(self)
        limits = wilson_limits(self.reached, self.leads, level=level)
        low, high = float(limits.low[0]), float(limits.high[1])
        return pilot - rest > float(np.hypot(pilot - low, high - rest))


def _shares(found: PilotReading) -> tuple[float, float]:
    pilot, rest = (
        hits / leads if leads else float("nan")
        for hits, leads in zip(found.reached, found.leads, strict=True)
    )
    return pilot, rest


def pilot_reading(
    log: EventLog, part: Mapping[str, str], *, begins: str, weeks: int, goal: str = "sql"
) -> PilotReading:
    """What a pilot shows in one run, at its end.

    Args:
        log: one replication.
        part: the leads of the pilot, by one attribute: `{"region": "east"}`.
        begins: first day of the pilot.
        weeks: how long it lasts.
        goal: the milestone that counts.

    Raises:
        ExperimentError: there is no such attribute, value or milestone, or the run ends before.
    """
    inside = _inside(log, part)
    first = date.fromisoformat(begins)
    since = _tick(log, first)
    until = _tick(log, first + timedelta(weeks=weeks))
    if since < 0 or until > log.horizon:
        raise ExperimentError(f"the run does not hold {weeks} weeks from {begins}.")
    if goal not in log.milestones:
        raise ExperimentError(f"no milestone {goal!r}. There are: {', '.join(log.milestones)}.")
    arrived = log.leads["arrived"]
    came = (arrived >= since) & (arrived < until)
    events = log.events
    soon = events["time"] < until
    goals = log.select(Kind.MILESTONE) & (events["reason"] == log.milestones.index(goal)) & soon
    there = np.zeros(len(arrived), dtype=np.bool_)
    there[events["lead"][goals]] = True
    touched = log.select(Kind.TOUCHED) & soon
    touched[touched] = (came & inside)[events["lead"][touched]]
    halves = (came & inside, came & ~inside)
    return PilotReading(
        leads=(int(halves[0].sum()), int(halves[1].sum())),
        reached=(int((halves[0] & there).sum()), int((halves[1] & there).sum())),
        promised=int(touched.sum()),
        kept=int((events["reason"][touched] == 0).sum()),
    )


def _inside(log: EventLog, part: Mapping[str, str]) -> NDArray[np.bool_]:
    if len(part) != 1:
        raise ExperimentError('name one attribute and its value: {"region": "east"}.')
    ((name, value),) = part.items()
    known = dict(zip(log.attributes["name"], log.attributes["categories"], strict=True))
    if value not in known.get(name, ()):
        raise ExperimentError(f"no leads have {name}: {value}.")
    column = log.leads[f"attribute.{name}"]
    return np.asarray(column == list(known[name]).index(value), dtype=np.bool_)


def _tick(log: EventLog, day: date) -> int:
    from gtmsim.kpi.periods import tick_of

    return tick_of(log, day.isoformat())


# --- Power -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Detection:
    """How often a pilot of so many weeks shows an effect.

    Attributes:
        weeks: how long the pilot lasts.
        leads: mean number of its leads.
        met_there: share of replications in which at least the effect is seen, where it is there.
        met_not_there: the same where there is none: luck alone.
        clear_there: share in which the pilot is clearly better (see `PilotReading.clear`).
        clear_not_there: the same where there is no effect: false alarms.
    """

    weeks: int
    leads: Estimate
    met_there: Estimate
    met_not_there: Estimate
    clear_there: Estimate
    clear_not_there: Estimate


@dataclass(frozen=True, repr=False)
class PilotPower(ShownAsOne):
    """How often a pilot shows an effect that is there, and one that is not."""

    part: str
    goal: str
    effect: float
    rows: tuple[Detection, ...]

    def grid(self, language: Language = "en") -> Grid:
        """The power in words."""
        return _grid(self, language)


def pilot_power(
    scenario: Scenario,
    part: Mapping[str, str],
    *,
    begins: str,
    weeks: Sequence[int] = (4, 6, 8),
    goal: str = "sql",
    effect: float = 0.15,
    replications: int = REPLICATIONS,
    seed: int = 0,
    level: float = 0.95,
) -> PilotPower:
    """Tell how often a pilot would show an effect, before it is tried (R201).

    The scenario treats the pilot's leads as all others, so what differs is luck. The effect is
    then laid upon each replication: of the pilot's leads that do not reach the goal, so many do
    by a draw of their own that the share is higher by exactly `effect` in the mean.

    Args:
        scenario: without the pilot, such as today's.
        part: the leads of the pilot, by one attribute: `{"region": "east"}`.
        begins: first day of the pilot.
        weeks: how long it may last; a row each.
        goal: the milestone that counts.
        effect: relative: 0.15 is 15% more.
        replications: how many.
        seed: names the luck.
        level: confidence level, of the pilot's own interval and of the shares.

    Raises:
        ExperimentError: as in `pilot_reading`, or the effect would make the share exceed 100%.
    """
    name = scenario.name or "today"
    experiment = Experiment(
        "simulate", {name: scenario}, (Point(0, name, (), name),), seed, replications, ("leads",)
    )
    logs = (log_of(experiment, 0, one) for one in range(replications))
    each = [
        [pilot_reading(log, part, begins=begins, weeks=n, goal=goal) for n in weeks] for log in logs
    ]
    rows = [
        _detection(
            n, [found[at] for found in each], effect, np.random.default_rng((seed, n)), level
        )
        for at, n in enumerate(weeks)
    ]
    ((key, value),) = part.items()
    return PilotPower(f"{key}: {value}", goal, effect, tuple(rows))


def _detection(
    weeks: int,
    without: list[PilotReading],
    effect: float,
    luck: np.random.Generator,
    level: float,
) -> Detection:
    leads = sum(found.leads[0] for found in without)
    reached = sum(found.reached[0] for found in without)
    if reached * (1.0 + effect) > leads or not reached:
        raise ExperimentError(f"the share that reaches the goal cannot be {effect:.0%} higher.")
    chance = effect * reached / (leads - reached)
    lifted = []
    for found in without:
        more = int(luck.binomial(found.leads[0] - found.reached[0], chance))
        hits = (found.reached[0] + more, found.reached[1])
        lifted.append(PilotReading(found.leads, hits, found.promised, found.kept))

    def told(hits: list[bool]) -> Estimate:
        return share(sum(hits), len(hits), level=level)

    return Detection(
        weeks,
        mean(np.array([found.leads[0] for found in without], dtype=np.float64), level=level),
        told([found.lift >= effect for found in lifted]),
        told([found.lift >= effect for found in without]),
        told([found.clear(level) for found in lifted]),
        told([found.clear(level) for found in without]),
    )


def _grid(found: PilotPower, language: Language) -> Grid:
    more = f"{found.effect:+.0%}"
    title = say(
        language,
        f"What a pilot with {found.part} shows of {more} {found.goal}",
        f"{found.part} の試行で {found.goal} {more} が見えるか",
    )
    there = say(language, f"{more} is there:", f"{more} が本当なら:")
    luck = say(language, "no effect:", "効果がなければ:")
    met = say(language, f"{more} seen", f"{more} を観測")
    clear = say(language, "clearly better", "明確に良い")
    head = (
        say(language, "weeks", "週数"),
        say(language, "leads", "リード"),
        f"{there} {met}",
        clear,
        f"{luck} {met}",
        clear,
    )
    rows = tuple(
        (
            str(row.weeks),
            f"{row.leads.mean:.0f}",
            *(
                f"{one.mean:.0%} [{one.low:.0%}, {one.high:.0%}]"
                for one in (row.met_there, row.clear_there, row.met_not_there, row.clear_not_there)
            ),
        )
        for row in found.rows
    )
    count = found.rows[0].met_there.n if found.rows else 0
    foot = say(
        language,
        f"{count} replications; clearly better: the 95% interval of the difference to the rest "
        "lies above zero.",
        f"{count}回の反復。明確に良い: その他との差の95%区間が0を上回る。",
    )
    return Grid((title,), head, rows, (foot,))
