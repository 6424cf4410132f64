"""Rules about campaigns that need work, and lists that people call up (R017, R018)."""

from __future__ import annotations

from gtmsim.scenario.basics import Match
from gtmsim.scenario.campaigns import stage_of
from gtmsim.scenario.epochs import State, states
from gtmsim.scenario.finding import Finding, Findings
from gtmsim.scenario.laws import Law
from gtmsim.scenario.market import Channel
from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.prospecting import MonthlyWork, Needs
from gtmsim.scenario.targets import TargetError, first_stage
from gtmsim.scenario.tree import Path, dotted

MOST_SESSIONS = 1_000
MOST_ACCOUNTS = 1_000_000
MOST_ROUNDS = 100
WHEN = ("leads", "interarrival", "every", "on", "spread")
"""What says when leads come by themselves."""

_TEAMS = ("teams", "history", "reorganizations", "assignment_rules")


def check_prospecting(model: ScenarioModel) -> Findings:
    """Find campaigns whose work does not fit their events, and lists that nobody can call up."""
    for name, channel in model.channels.items():
        at: Path = ("channels", name)
        if channel.needs is not None:
            yield from _work(at, channel, channel.needs)
            for state in states(model):
                yield from _served(model, state, at, name, channel.needs)
        if channel.list_ is not None:
            yield from _list(at, channel, channel.list_)
            yield from _first_stage(model, at, name)
        else:
            yield from _no_list(at, channel)


# --- Campaigns ---------------------------------------------------------------------------


def _work(at: Path, channel: Channel, needs: Needs) -> Findings:
    path = (*at, "needs")
    depends = (dotted((*at, "every")), dotted((*at, "on")))
    events = channel.every is not None or bool(channel.on)
    if isinstance(needs.work, MonthlyWork) and events:
        message = f"{needs.work}, but the channel makes events. Write the work of one: 40 h."
        yield Finding((*path, "work"), message, depends)
    elif isinstance(needs.work, Law) and not events and channel.list_ is None:
        message = (
            "the channel makes no events. Write the work of a month, 60 h per month; or add every."
        )
        yield Finding((*path, "work"), message, depends)
    elif isinstance(needs.work, Law) and needs.begins is None:
        message = "when is the work there to be done? Add begins: 3 weeks before."
        yield Finding(path, message)
    if isinstance(needs.work, Law) and needs.work.mean() <= 0:
        yield Finding((*path, "work"), f"{needs.work} is no work. Remove needs, or write more.")
    if isinstance(needs.work, MonthlyWork) and needs.begins is not None:
        message = "work of every month begins with the month. Remove begins."
        yield Finding((*path, "begins"), message, (dotted((*path, "work")),))
    if not 1 <= needs.sessions <= MOST_SESSIONS:
        message = f"{needs.sessions} pieces of work. Write 1 to {MOST_SESSIONS:,}."
        yield Finding((*path, "sessions"), message)


def _served(model: ScenarioModel, state: State, at: Path, channel: str, needs: Needs) -> Findings:
    """Of several teams one must take the company's own work, which is no lead of any kind."""
    covering = {name: (path, team) for name, path, team in state.covering(needs.function)}
    rules = [one for one in model.assignment_rules if one.team in covering]
    own = {"channel": channel, "stage": stage_of(channel), "function": needs.function}
    depends = (*_TEAMS, dotted(at))
    if rules:
        fits = [one for one in rules if _takes(one.when, own)]
        if not any(_takes(covering[str(one.team)][1].serves, own) for one in fits):
            message = (
                f"{state.when}no rule takes the work for {channel}: it has no segment or "
                f"attribute. Add {{when: {{stage: {stage_of(channel)}}}, team: {rules[0].team}}}."
            )
            yield Finding(("assignment_rules",), message, depends)
    elif len(covering) > 1 and not any(_takes(team.serves, own) for _, team in covering.values()):
        path, _ = next(iter(covering.values()))
        message = (
            f"no team serves the work for {channel}: it has no segment or attribute. "
            f"Let one that covers {needs.function} serve all, or {{channel: {channel}}}."
        )
        yield Finding((*path, "serves"), message, depends)


def _takes(match: Match, own: dict[str, str]) -> bool:
    """Whether the company's own work meets a condition."""
    return all(own.get(key) in values for key, values in match.items())


# --- Lists -------------------------------------------------------------------------------


def _list(at: Path, channel: Channel, accounts: int) -> Findings:
    depends = (dotted((*at, "list")),)
    for field in WHEN:
        if getattr(channel, field):
            message = f"leads come when people call up the list. Keep it or {field}."
            yield Finding((*at, field), message, depends)
    if channel.needs is not None:
        message = "a list needs no campaign: whoever calls it up does the work. Remove needs."
        yield Finding((*at, "needs"), message, depends)
    if not 1 <= accounts <= MOST_ACCOUNTS:
        message = f"{accounts:,} accounts. Write 1 to {MOST_ACCOUNTS:,}."
        yield Finding((*at, "list"), message)
    if not 1 <= channel.rounds <= MOST_ROUNDS:
        message = f"called up {channel.rounds} times. Write 1 to {MOST_ROUNDS}."
        yield Finding((*at, "rounds"), message)
    elif channel.rounds > 1 and channel.again_after is None:
        message = "when does an account come back on the list? Add again_after: 90 days."
        yield Finding((*at, "rounds"), message, (dotted((*at, "again_after")),))
    elif channel.rounds == 1 and channel.again_after is not None:
        message = "each account is called up once. Add rounds: 2, or remove this."
        yield Finding((*at, "again_after"), message, (dotted((*at, "rounds")),))


def _first_stage(model: ScenarioModel, at: Path, name: str) -> Findings:
    """Whoever calls an entry up begins with it in the same tick."""
    try:
        entry = first_stage(model, name)
    except TargetError:
        return  # told where it is written
    stage = model.stages.get(entry)
    if stage is None:
        return
    fault = ""
    if stage.function is None or (stage.attempts is None and stage.work is None):
        fault = "is nobody's work"
    elif stage.starts is not None:
        fault = "begins with a wait"
    elif stage.attempts is None and stage.meeting is not None:
        fault = "begins with a booking"
    elif stage.work_style == "fits":
        fault = "begins only when the work fits, which nobody knows before the call"
    if fault:
        message = f"people call up a list and begin at once, but stages.{entry} {fault}."
        remedy = "Let it enter a stage with attempts or work."
        written = "enters" if model.channels[name].enters is not None else "list"
        depends = (f"stages.{entry}", "first_stage", dotted((*at, "list")))
        yield Finding((*at, written), f"{message} {remedy}", depends)


def _no_list(at: Path, channel: Channel) -> Findings:
    depends = (dotted((*at, "list")),)
    if channel.rounds != 1:
        yield Finding((*at, "rounds"), "is for a list. Add list: 500 accounts.", depends)
    elif channel.again_after is not None:
        yield Finding((*at, "again_after"), "is for a list. Add list: 500 accounts.", depends)
