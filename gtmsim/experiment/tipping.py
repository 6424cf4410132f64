"""Which assumption would tip a verdict, and at which value.

Every assumed value may be wrong by a factor. A two-level design of all values at once tells which
of them matter most; those are then moved one by one to both ends of the range, and where that
changes the verdict, the value at which it changes is searched by bisection.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import hadamard

from gtmsim.errors import ScenarioError
from gtmsim.experiment.batch import Floats
from gtmsim.experiment.lab import Lab, Settings, as_settings
from gtmsim.experiment.scaling import Assumption, assumptions_of, changed, node_at, settings_for
from gtmsim.scenario import Scenario
from gtmsim.stats import mean, verdict_of

NUDGE = 1.25
"""Factor by which all values move at once while it is found out which of them matter."""
ROUNDS = 3
"""Halvings of a bracket: a factor of 2 is then known to 9%."""
FEWEST_ROWS = 32


@dataclass(frozen=True)
class Tip:
    """A value that would tip the verdict.

    Attributes:
        path: the value.
        before: as it is written.
        after: the nearest value tried at which the verdict is another one.
        factor: by how much that is changed; of a share, its odds.
        verdict: what is then said of the second design.
    """

    path: str
    before: str
    after: str
    factor: float
    verdict: str


@dataclass(frozen=True)
class Tips:
    """What was found.

    Attributes:
        rows: the values that tip the verdict, nearest first.
        tried: those that were moved one by one.
        known: how many assumed values there are that are quantities.
        within: the largest factor tried.
    """

    rows: tuple[Tip, ...]
    tried: tuple[str, ...]
    known: int
    within: float


@dataclass(frozen=True)
class Candidate:
    """An assumed value, in each design that has it."""

    path: str
    designs: tuple[Assumption | None, Assumption | None]

    def settings(self, scenarios: Sequence[Scenario], factor: float) -> list[Settings] | None:
        """What scales it in both designs; None if a design does not hold then."""
        found = []
        for scenario, one in zip(scenarios, self.designs, strict=True):
            settings = changed(scenario, one, factor) if one is not None else {}
            if settings is None:
                return None
            found.append(as_settings(settings))
        return found

    def text(self, scenarios: Sequence[Scenario], factor: float) -> str:
        """The value, scaled, as it would be written."""
        for scenario, one in zip(scenarios, self.designs, strict=True):
            if one is not None:
                tree = scenario.tree()
                scaled = settings_for(scenario, {one: factor}) if factor != 1.0 else {}
                texts = [str(scaled.get(leaf, node_at(tree, leaf))) for leaf in one.leaves]
                return ", ".join(dict.fromkeys(texts))
        return ""


def candidates_of(scenarios: Sequence[Scenario]) -> list[Candidate]:
    """The assumed values of two designs, each path once."""
    known = [{one.path: one for one in assumptions_of(each)} for each in scenarios]
    paths = dict.fromkeys([*known[0], *known[1]])
    return [Candidate(path, (known[0].get(path), known[1].get(path))) for path in paths]


def most_trials(values: int, most: int, rows: int | None) -> tuple[int, int]:
    """Settings tried at most: to find out which of so many values matter, and to move those."""
    screened = len(_signs(values, rows)) if values > most else 0
    return screened, 2 * min(values, most) * (ROUNDS + 1)


def tips(
    lab: Lab,
    verdict: str,
    *,
    larger: bool,
    level: float,
    replications: int,
    most: int,
    within: float,
    rows: int | None = None,
) -> Tips:
    """Search for the assumed values that would tip a verdict.

    Args:
        lab: the two designs.
        verdict: what is said of the second design now.
        larger: whether a larger objective is better.
        level: of the intervals.
        replications: of each trial, as many as the verdict itself rests on.
        most: how many values are moved one by one.
        within: the largest factor tried.
        rows: settings tried to find out which values matter; default: one more than values.
    """
    scenarios = list(lab.scenarios.values())
    known = candidates_of(scenarios)
    chosen = known
    if len(known) > most:
        effects = _screened(lab, scenarios, known, rows)
        order = np.argsort(-np.abs(effects), kind="stable")
        chosen = [known[at] for at in order[:most]]

    def said(found: Floats) -> str:
        return verdict_of(mean(found, level=level), larger_is_better=larger)

    brackets = [
        _Bracket(each, 0.0, sign * math.log(within)) for each in chosen for sign in (-1.0, 1.0)
    ]
    for number in range(ROUNDS + 1):
        at_end = number == 0
        asked = [(each, each.settings(scenarios, at_end=at_end)) for each in brackets]
        asked = [(each, settings) for each, settings in asked if settings is not None]
        found = lab.differences([(s[0], s[1]) for _, s in asked if s is not None], replications)
        for (each, _), values in zip(asked, found, strict=True):
            each.learn(said(values), verdict, at_end=at_end)
        brackets = [each for each in brackets if each.tipped]
    return Tips(
        tuple(sorted((each.tip(scenarios) for each in brackets), key=_distance)),
        tuple(each.path for each in chosen),
        len(known),
        within,
    )


def _distance(tip: Tip) -> float:
    return abs(math.log(tip.factor))


class _Bracket:
    """A value between one that keeps the verdict and one that tips it; logarithms of factors."""

    def __init__(self, candidate: Candidate, keeps: float, tips: float) -> None:
        self.candidate = candidate
        self.keeps, self.tips = keeps, tips
        self.tipped = ""

    def settings(self, scenarios: Sequence[Scenario], *, at_end: bool) -> list[Settings] | None:
        return self.candidate.settings(scenarios, math.exp(self._at(at_end)))

    def _at(self, at_end: bool) -> float:
        return self.tips if at_end else (self.keeps + self.tips) / 2

    def learn(self, said: str, verdict: str, *, at_end: bool) -> None:
        if said == verdict:
            self.keeps = self._at(at_end)
        else:
            self.tips, self.tipped = self._at(at_end), said

    def tip(self, scenarios: Sequence[Scenario]) -> Tip:
        factor = math.exp(self.tips)
        before, after = (self.candidate.text(scenarios, each) for each in (1.0, factor))
        return Tip(self.candidate.path, before, after, factor, self.tipped)


def _screened(
    lab: Lab, scenarios: Sequence[Scenario], known: Sequence[Candidate], rows: int | None
) -> NDArray[np.float64]:
    """How much each value moves the difference, when all move at once (main effects)."""
    signs = _signs(len(known), rows)
    pairs, used = [], []
    for row in signs:
        both = [_row_settings(scenario, at, known, row) for at, scenario in enumerate(scenarios)]
        if both[0] is not None and both[1] is not None:
            pairs.append((both[0], both[1]))
            used.append(row)
    found = np.array([values[0] for values in lab.differences(pairs, 1)])
    there = ~np.isnan(found)
    if not there.any():
        return np.zeros(len(known))
    chosen = np.array(used)[there]
    around = found[there] - found[there].mean()
    return np.asarray(chosen.T @ around / len(around), dtype=np.float64)


def _row_settings(
    scenario: Scenario, design: int, known: Sequence[Candidate], row: NDArray[np.int64]
) -> Settings | None:
    factors = {
        one: NUDGE ** float(sign)
        for each, sign in zip(known, row, strict=True)
        if (one := each.designs[design]) is not None
    }
    settings = settings_for(scenario, factors)
    try:
        scenario.change(settings)
    except ScenarioError:
        return None
    return as_settings(settings)


def _signs(count: int, rows: int | None) -> NDArray[np.int64]:
    """Signs of a two-level design, a row a setting: orthogonal, or at random if rows are few."""
    wanted = max(count + 1, FEWEST_ROWS)
    if rows is not None and rows < wanted:
        drawn = np.random.default_rng(0).integers(0, 2, size=(rows, count))
        return np.asarray(2 * drawn - 1, dtype=np.int64)
    size = 1 << (wanted - 1).bit_length()
    return np.asarray(hadamard(size)[:, 1 : count + 1], dtype=np.int64)
