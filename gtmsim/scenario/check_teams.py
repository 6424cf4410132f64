"""Rules about people: teams that have work, work that has people, and changes that add up."""

from __future__ import annotations

from collections import Counter

from gtmsim.scenario.check_match import every_team, functions
from gtmsim.scenario.epochs import LARGEST_TEAM, State, people_of, states
from gtmsim.scenario.finding import Finding, Findings
from gtmsim.scenario.hours import DAY
from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.organization import History, Person, Team
from gtmsim.scenario.suggest import did_you_mean, listed
from gtmsim.scenario.tree import Path

_STAGES = ("stages.*.function",)
_TEAMS = ("teams", "stages.*.function")


def check_teams(model: ScenarioModel) -> Findings:
    """Find teams without work or people, and functions that nobody covers."""
    if not model.teams and functions(model):
        yield Finding(("teams",), "no teams, but stages need people. Add at least one.")
    for path, team in every_team(model):
        yield from _team(model, path, team)
        yield from _slots(model, path, team)
    yield from _roster(model)
    for state in states(model):
        yield from _uncovered(model, state)
        yield from _meetings(model, state)


def _slots(model: ScenarioModel, at: Path, team: Team) -> Findings:
    """Meetings begin at multiples of their slot, one of which must lie in the team's hours."""
    given = team.calendar if team.calendar is not None else model.calendar
    calendar = model.calendars.get(given) if isinstance(given, str) else given
    if calendar is None or calendar.time_zone not in (None, model.time_zone):
        return
    for name, stage in model.stages.items():
        if stage.meeting is None or stage.function not in team.covers:
            continue
        slot = stage.meeting.slot.minutes
        if DAY % slot or any(
            -(-opens // slot) * slot < close for _, opens, close in calendar.hours
        ):
            continue
        yield Finding(
            ("stages", name, "meeting", "slot"),
            f"meetings begin at multiples of {stage.meeting.slot} after midnight, and at none of "
            f"these is {at[-1]} at work. Write 30 min or 1 h.",
            (".".join(map(str, (*at, "calendar"))), "calendars", "calendar"),
        )


def _team(model: ScenarioModel, at: Path, team: Team) -> Findings:
    yield from _covers(at, team, functions(model))
    yield from _size(at, team)
    if team.max_open_leads is not None and team.assignment == "pooled":
        yield Finding(
            (*at, "max_open_leads"),
            f"{team.max_open_leads} open leads of whom? Pooled work has no owner. "
            "Add assignment: when_free or on_arrival, or remove this.",
            (".".join(map(str, (*at, "assignment"))),),
        )
    if team.max_open_leads == 0:
        message = "0 open leads, so nobody may take one. Write 1 or more."
        yield Finding((*at, "max_open_leads"), message)
    for place, person in enumerate(team.people):
        if not isinstance(person, Person) or person.starts is None or person.leaves is None:
            continue
        if person.leaves <= person.starts:
            message = f"{person.name} leaves {person.leaves}, before starting {person.starts}."
            yield Finding((*at, "people", place, "leaves"), message)


def _covers(at: Path, team: Team, needed: list[str]) -> Findings:
    if not team.covers:
        yield Finding((*at, "covers"), "covers nothing. Name the functions it works on.")
    for place, function in enumerate(team.covers):
        path = (*at, "covers", place)
        if function not in needed:
            hint = listed("Functions of stages", function, needed)
            message = f'covers "{function}", which no stage needs.{hint}'
            yield Finding(path, message, _STAGES)
        elif function in team.covers[:place]:
            yield Finding(path, f"{function} is listed twice. Keep one.")


def _size(at: Path, team: Team) -> Findings:
    if team.headcount is not None and team.people:
        message = f"says both headcount {team.headcount} and people. Keep one."
        yield Finding((*at, "headcount"), message)
    elif team.headcount is None and not team.people and at[0] != "reorganizations":
        message = "how many people? Add headcount: 3, or people: [name, name]."
        yield Finding(at, message)
    if team.headcount is not None and team.headcount > LARGEST_TEAM:
        message = f"{team.headcount:,} people in one team; at most {LARGEST_TEAM:,} work."
        yield Finding((*at, "headcount"), message)


def _roster(model: ScenarioModel) -> Findings:
    history = model.history.teams if isinstance(model.history, History) else {}
    for path, teams in ((("teams",), model.teams), (("history", "teams"), history)):
        counts = Counter(name for team, one in teams.items() for name in people_of(team, one))
        for team, one in teams.items():
            twice = next((name for name in people_of(team, one) if counts[name] > 1), None)
            if twice is not None:
                message = f"{twice} is in the roster twice. One person is in one team at a time."
                yield Finding((*path, team), f"{message} Rename one.")
                break


def _uncovered(model: ScenarioModel, state: State) -> Findings:
    needed = functions(model)
    for function in needed:
        covering = state.covering(function)
        if not covering:
            yield from _nobody_covers(model, state, function, needed)
        elif not any(state.people(name) for name, _, _ in covering):
            name, path, team = covering[0]
            if team.headcount is None and not team.people:
                continue  # how many there are is asked already
            written = (*path, "headcount") if team.headcount is not None else path
            yield Finding(
                written,
                f'nobody is in {name}, and no other team covers "{function}". '
                "Give it at least 1 person.",
                (*_TEAMS, "reorganizations", "history"),
            )


def _nobody_covers(
    model: ScenarioModel, state: State, function: str, needed: list[str]
) -> Findings:
    covered = dict.fromkeys(one for _, team in state.teams.values() for one in team.covers)
    misspelled = did_you_mean(function, [one for one in covered if one not in needed])
    if misspelled or any(not team.covers for _, team in state.teams.values()):
        return  # told where `covers` is written
    hint = listed("Covered functions", function, covered)
    message = f'nobody covers "{function}".{hint} Add it to the covers of a team.'
    needing: list[Path] = [
        ("stages", name, "function")
        for name, one in model.stages.items()
        if one.function == function
    ]
    needing += [
        ("channels", name, "needs", "function")
        for name, channel in model.channels.items()
        if channel.needs is not None and channel.needs.function == function
    ]
    depends = ("teams.*.covers", "reorganizations", "history")
    if state.path:
        yield Finding(state.path, f"{state.when}{message}", depends)
    else:
        yield Finding(needing[0], message, depends)


def _meetings(model: ScenarioModel, state: State) -> Findings:
    """Meetings are booked in the calendar of an owner."""
    for stage, one in model.stages.items():
        if one.meeting is None or one.function is None:
            continue
        for _, path, team in state.covering(one.function):
            if team.assignment == "pooled" and path[: len(state.path)] == state.path:
                yield Finding(
                    path,
                    f"stages.{stage} books meetings in the owner's calendar, but pooled work has "
                    "no owner. Add assignment: on_arrival or when_free.",
                    (".".join(map(str, (*path, "assignment"))),),
                )
