"""Where a design is short of people: the busiest team, and where leads wait for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gtmsim.experiment.experiment import Point
from gtmsim.experiment.gathered import Gathered
from gtmsim.experiment.words import say
from gtmsim.kpi import Language, parted
from gtmsim.scenario import Scenario
from gtmsim.scenario.epochs import states
from gtmsim.stats import mean

GROWTH = 0.5
"""A queue grows if its second half is longer than its first by more than this part of its
average: by two thirds of the first half."""

BUSY = 0.5
"""Below this no team is called a bottleneck: even a single rep who is busy half of the time lets
leads wait no longer than one piece of work takes (M/M/1)."""


@dataclass(frozen=True)
class Bottleneck:
    """The team that holds a design back.

    Attributes:
        team: the busiest team; empty if nobody works.
        utilization: its share of working hours in which it works.
        stage: the stage of its functions where most leads wait; empty if none does.
        backlog: how many leads wait there on average.
        short: whether the team is busy enough to be called a bottleneck.
        grows: whether clearly more leads wait there in the second half than in the first.
        labels: of the team and of the stage, for Japanese readers; empty without one.
    """

    team: str
    utilization: float
    stage: str
    backlog: float
    short: bool
    grows: bool = False
    labels: tuple[str, str] = ("", "")

    def __str__(self) -> str:
        return self.text()

    def text(self, language: Language = "en") -> str:
        """The bottleneck in a few words."""
        if not self.team:
            return say(language, "none: nobody works", "なし: 誰も作業していない")
        team, stage = (label or name for label, name in
                       zip(self.labels, (self.team, self.stage), strict=True))  # fmt: skip
        busy = say(
            language,
            f"{self.team}, {self.utilization:.0%} busy",
            f"{team} (稼働率{self.utilization:.0%})",
        )
        if not self.short:
            return say(language, f"none ({busy})", f"なし (最も忙しいのは {busy})")
        if not self.stage:
            return busy
        waits = say(
            language,
            f"; {_leads_wait(self.backlog)} at {self.stage}",
            f"、{stage}で{_few(self.backlog)}件が未対応",
        )
        growing = say(language, ", and ever more", " (増加中)") if self.grows else ""
        return f"{busy}{waits}{growing}"


def bottleneck(gathered: Gathered, scenario: Scenario, point: Point) -> Bottleneck:
    """The bottleneck of a point, from means over its replications.

    Args:
        gathered: the numbers.
        scenario: the scenario of the point, with its settings.
        point: which point.
    """
    count = gathered.least() if not gathered.numbers(point.index).size else (
        int(gathered.numbers(point.index).max()) + 1
    )  # fmt: skip
    meanings = gathered.meanings()

    def means(base: str) -> dict[str, float]:
        found = {}
        whole_run = (kpi_id for kpi_id in meanings if not parted(kpi_id)[1])
        for kpi_id in whole_run:
            name, _, member = kpi_id.partition(".")
            column = gathered.column(point.index, kpi_id, count) if name == base else None
            if column is not None and member and not np.isnan(column).all():
                found[member] = float(np.nanmean(column))
        return found

    teams = means("utilization")
    if not any(teams.values()):
        return Bottleneck("", 0.0, "", 0.0, False)
    team = max(teams, key=lambda each: teams[each])
    covers = _covers(scenario, team)
    waiting = {
        stage: leads
        for stage, leads in means("backlog").items()
        if leads > 0 and (stages := scenario.stages.get(stage)) and stages.function in covers
    }
    stage = max(waiting, key=lambda each: waiting[each], default="")
    grows = bool(stage) and _grows(gathered, point, stage, count)
    return Bottleneck(
        team,
        teams[team],
        stage,
        waiting.get(stage, 0.0),
        teams[team] >= BUSY,
        grows,
        (team_label(scenario, team), (scenario.stages[stage].label or "") if stage else ""),
    )


def team_label(scenario: Scenario, team: str) -> str:
    """The label of a team, of whichever organization has it."""
    found = [state.teams[team][1] for state in states(scenario) if team in state.teams]
    return found[-1].label or "" if found else ""


def _grows(gathered: Gathered, point: Point, stage: str, count: int) -> bool:
    """Whether clearly more leads wait in the second half of the run than in the first.

    A queue that grows evenly from nothing grows, from half to half, by its own average; one that
    is steady by nothing.
    """
    average = gathered.column(point.index, f"backlog.{stage}", count)
    growth = gathered.column(point.index, f"backlog_growth.{stage}", count)
    return mean(growth - GROWTH * average).low > 0


def _covers(scenario: Scenario, team: str) -> frozenset[str]:
    """The functions of a team, in any organization of the scenario."""
    teams = [scenario.teams.get(team)]
    teams += [epoch.teams.get(team) for epoch in scenario.reorganizations]
    return frozenset(function for each in teams if each is not None for function in each.covers)


def _leads_wait(number: float) -> str:
    """`1 lead waits`, `1.5 leads wait`."""
    few = _few(number)
    return f"{few} lead waits" if few == "1" else f"{few} leads wait"


def _few(number: float) -> str:
    """A number of leads in two digits, or whole."""
    return f"{number:.2g}" if number < 10 else f"{number:,.0f}"
