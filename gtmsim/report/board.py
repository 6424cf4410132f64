"""The first screen of a report, as a board would read it."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from gtmsim.errors import GtmsimError
from gtmsim.experiment.briefing import HALF, Briefing
from gtmsim.experiment.lever import Lever
from gtmsim.experiment.paper import deal_size, win_rate
from gtmsim.kpi import Language, find
from gtmsim.kpi.periods import label_of
from gtmsim.report.document import Board, Fact
from gtmsim.report.figures.wording import design_name, name_of, said
from gtmsim.report.handoffs import unsaid
from gtmsim.report.rounding import ENOUGH, between, brief, chance, signed
from gtmsim.report.sentences import GROUPS, say
from gtmsim.report.telling import Teller
from gtmsim.scenario import Scenario
from gtmsim.scenario.epochs import HISTORY, states
from gtmsim.scenario.organization import Team
from gtmsim.units import MoneyRate

NET_OF_PAY = ("contribution", "net_cash", "cash_balance")
"""KPIs from which payroll has been taken off."""


def board(found: Briefing, language: Language) -> Board:
    """Landing, range, target, probability, bottleneck, what to do, main assumptions."""
    facts = (
        *_landing(found, language),
        Fact(say("bottleneck", language), *_bottleneck(found, language)),
        Fact(say("do", language), *_lever(found, language)),
        Fact(say("assumptions", language), *_assumptions(found, language), wide=True),
    )
    return Board(facts, tuple(_cautions(found, language)))


def enough(found: Briefing) -> bool:
    """Whether there are replications enough for a range that holds 80% of them."""
    return found.result.replications >= ENOUGH


def begun(text: str) -> str:
    """A sentence that begins as sentences do."""
    return text[:1].upper() + text[1:]


# --- Landing -----------------------------------------------------------------------------


def judged_name(found: Briefing, language: Language) -> str:
    """What landings are counted in: `New ARR`, `新規ARR`."""
    measure = found.landing.measure if found.landing is not None else found.judged
    kpi = find(measure)[0]
    return kpi.label if language == "ja" else kpi.name


def plain(unit: str) -> str:
    """A unit whose period the name says already: ARR is by year."""
    return unit.removesuffix(" per year")


def _landing(found: Briefing, language: Language) -> Iterator[Fact]:
    landing, name = found.landing, judged_name(found, language) if found.judged else ""
    if landing is not None:
        period = label_of(landing.period) if language == "ja" else landing.period
        title = say("landing", language, period=period, name=name)
        middle, low, high, unit = landing.median, landing.p10, landing.p90, plain(landing.unit)
    elif found.judged:
        title = say("landing whole", language, name=name)
        values = found.result.values(found.judged, found.point)
        middle = float(np.nanmedian(values))
        low, high = found.result.forecast(found.judged, found.point)
        unit = plain(found.result.meaning(found.judged).unit)
    else:
        return
    yield Fact(title, brief(middle, unit, language), big=True)
    if enough(found) and math.isfinite(low):
        yield Fact(say("range", language), between(low, high, unit, language), big=True)
    if landing is None:
        yield Fact(say("target", language), say("no target", language), big=True)
        return
    yield Fact(say("target", language), brief(landing.amount, unit, language), big=True)
    assert landing.hit is not None, "a first landing is one that can be judged"
    hit = chance(landing.hit, language) if enough(found) else say("no hit", language)
    yield Fact(say("hit", language), hit, big=True)


# --- Bottleneck and what to do -----------------------------------------------------------


def team_name(found: Briefing, team: str, language: Language) -> str:
    """A team by its label in Japanese, by its id in words in English."""
    written = _written(found, team)
    label = written.label if written is not None else None
    return said(name_of(team, label or ""), language)


def _written(found: Briefing, team: str) -> Team | None:
    """A team as the last organization has it, else as an earlier one had it."""
    teams = {
        name: one for state in states(found.scenario) for name, (_, one) in state.teams.items()
    }
    return teams.get(team)


def _bottleneck(found: Briefing, language: Language) -> tuple[str, str]:
    narrow = found.bottleneck
    if narrow is None or not narrow.team:
        return say("nobody", language), ""
    team = team_name(found, narrow.team, language)
    busy = f"{narrow.utilization:.0%}"
    if not narrow.short:
        return begun(say("no bottleneck", language, team=team, busy=busy)), ""
    note = ""
    if narrow.stage and narrow.backlog >= 0.5:
        label = found.scenario.stages[narrow.stage].label or ""
        stage = said(name_of(narrow.stage, label), language)
        count = round(narrow.backlog)
        one = "one waits at" if count == 1 else "waiting at"
        note = say(one, language, n=f"{count:,}", stage=stage)
    return begun(say("bottleneck is", language, team=team, busy=busy)), note


def _lever(found: Briefing, language: Language) -> tuple[str, str]:
    lever = found.lever
    if lever is None:
        return begun(say("not tried", language)), ""
    if lever.warns:
        worse = f"{design_told(found, lever.name, language)}: {lever_gain(found, lever, language)}"
        return say("keep", language, design=design_told(found, found.point.label, language)), worse
    if not lever.helps:
        key = "nothing helps" if lever.tried > 1 else "does not help"
        return begun(say(key, language, n=lever.tried, change=_changed(found, lever, language))), ""
    gain = lever_gain(found, lever, language)
    if lever.kind == "design":
        return say("switch to", language, design=design_told(found, lever.name, language)), gain
    title = begun(_changed(found, lever, language))
    written = _written(found, lever.name)
    salary = written.salary if written is not None else None
    if salary is None:
        return title, gain
    told = brief(salary.amount, f"{salary.currency} per {salary.per}", language)
    pay = _pay(found, lever, salary)
    if lever.gain.change.high < pay:
        title = say("hire too dear", language, hire=_changed(found, lever, language))
    below = lever.gain.change.mean < pay
    cost = say("below pay" if below else "cost of", language, salary=told)
    return title, f"{gain}{'、' if language == 'ja' else '; '}{cost}"


def _changed(found: Briefing, lever: Lever, language: Language) -> str:
    """What was tried."""
    if lever.kind == "design":
        return design_told(found, lever.name, language)
    return say("hire", language, team=team_name(found, lever.name, language))


def _pay(found: Briefing, lever: Lever, salary: MoneyRate) -> float:
    """Pay over the period by which changes are judged; below any gain where it is not one of money.

    What is net of pay has it taken off already, and of a cost less is better.
    """
    about = lever.meaning
    if plain(about.unit) != salary.currency or about.direction != "higher":
        return -math.inf
    if about.kpi in NET_OF_PAY:
        return -math.inf
    return salary.per_year * _months(found) / 12


def _months(found: Briefing) -> int:
    """How long the period is by which changes are judged."""
    if found.landing is None:
        return max(len(found.over_time.months), 1)
    period = found.landing.period
    if " " not in period:
        return 12 if period.startswith("FY") else 1
    return 6 if period.endswith(HALF) else 3


def design_told(found: Briefing, label: str, language: Language) -> str:
    """A design as people call it: by its label in the tables, in Japanese by that of its file."""
    point = next(each for each in found.result.points if each.label == label)
    return said(design_name(found.result, point), language)


def lever_gain(found: Briefing, lever: Lever, language: Language) -> str:
    """`New ARR +JPY 1.6 million, likely 0.5 to 2.6`."""
    change, unit = lever.gain.change, plain(lever.meaning.unit)
    name = judged_name(found, language)
    if lever.meaning.kpi != found.judged:
        name = lever.meaning.label if language == "ja" else lever.meaning.name
    return say(
        "hire gain",
        language,
        gain=signed(change.mean, unit, language),
        name=name,
        range=between(change.low, change.high, unit, language),
    )


# --- Assumptions -------------------------------------------------------------------------


def _assumptions(found: Briefing, language: Language) -> tuple[str, str]:
    comma = "、" if language == "ja" else ", "
    count = len(found.assumed)
    note = say("all sourced", language)
    if not count and (blocks := unsourced_blocks(found)):
        note = say("unsaid", language, n=len(blocks))
    if count:
        groups = comma.join(assumed_groups(tuple(found.assumed), language)[:3])
        note = say("unsourced", language, n=count, groups=groups or "-")
    return begun(comma.join(_implied(found, language))), note


def unsourced_blocks(found: Briefing) -> list[str]:
    """Blocks that say neither where their values come from nor that they are assumed."""
    return list(unsaid(Teller.of(found.scenario, "en")))


def _implied(found: Briefing, language: Language) -> Iterator[str]:
    """What the organization lives from, in four numbers."""
    result, point = found.result, found.point

    def mean(kpi_id: str) -> float:
        return result.estimate(kpi_id, point).mean if kpi_id in result.meanings else math.nan

    rate, size = _in_the_file(found.scenario)
    months = len(found.over_time.months)
    if months and math.isfinite(leads := mean("leads")):
        yield say("per month", language, n=brief(leads / months, "", language))
    if math.isfinite(rate):
        yield say("win rate", language, share=brief(rate, "share"))
    if size > 0:
        unit = found.scenario.currency or ""
        yield say("deal", language, amount=brief(size, unit, language))
    there = next(state for state in states(found.scenario) if state.path != HISTORY)
    people = sum(team is not None for team in there.members.values())
    if people:
        yield say("people", language, n=people)


def _in_the_file(scenario: Scenario) -> tuple[float, float]:
    """The win rate of SQLs and the value of a win, as written: what a run gives is no assumption.

    A run counts the wins of a period, of deals that were open before it too, and not those yet
    to come.
    """
    try:
        return win_rate(scenario), deal_size(scenario)
    except GtmsimError:
        return math.nan, math.nan


def assumed_groups(paths: tuple[str, ...], language: Language) -> list[str]:
    """What the entries without a source are about, the weightiest first."""
    groups = []
    for block, key, words in GROUPS:
        own = [each.split(".") for each in paths if each.split(".")[0] == block]
        if any(not key or key in parts[2:] or len(parts) == 2 for parts in own):
            groups.append(words[language == "ja"])
    return groups


def _cautions(found: Briefing, language: Language) -> Iterator[str]:
    if found.backtest is None:
        yield say("not back-tested long", language)
    else:
        yield say("back-tested", language, text=backtest_text(found, language))
    result = found.result
    if result.replications == 1:
        yield say("one course", language)
    elif not enough(found):
        yield say("too few", language, n=result.replications, least=ENOUGH)
    if not result.complete:
        wanted = result.replications * len(result.points)
        yield say("unfinished", language, done=result.gathered.done, wanted=wanted)
    if result.failures:
        yield say("failed", language, n=len(result.failures))
    lever = found.lever
    if lever is not None and (lever.helps or lever.warns):
        if found.assumed:
            yield say("rests on", language, n=len(found.assumed))
        elif blocks := unsourced_blocks(found):
            yield say("rests on unsaid", language, n=len(blocks))


def backtest_text(found: Briefing, language: Language) -> str:
    """What the back-test says of itself: its `text`, or in Japanese its `label`."""
    record = found.backtest or {}
    text = record.get("label") if language == "ja" else record.get("text")
    return str(text or record.get("text") or "-")
