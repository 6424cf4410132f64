"""Rules about who takes what and what comes next: teams that exist, and policies that count."""

from __future__ import annotations

from gtmsim.scenario.assigning import AssignmentRule, ByScore, Help
from gtmsim.scenario.check_match import check_condition, every_team
from gtmsim.scenario.epochs import State, states
from gtmsim.scenario.finding import Finding, Findings
from gtmsim.scenario.journey import Stage
from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.organization import Team
from gtmsim.scenario.suggest import listed
from gtmsim.scenario.tree import Path

_TEAMS = ("teams", "history", "reorganizations")


def check_assigning(model: ScenarioModel) -> Findings:
    """Find rules that name nobody, and policies of teams that cannot count."""
    every = list(states(model))
    names = list(dict.fromkeys(name for state in every for name in state.teams))
    for place, rule in enumerate(model.assignment_rules):
        yield from _rule(model, place, rule, names, every)
    for name, stage in model.stages.items():
        yield from _promises(model, name, stage)
    for path, team in every_team(model):
        yield from _chooses(path, team)
        yield from _order(model, path, team)
        for place, one in enumerate(team.helps):
            yield from _help(path, place, team, one, names, every)
        yield from _blocks(model, path, team)


# --- Assignment rules ----------------------------------------------------------------------


def _rule(
    model: ScenarioModel, place: int, rule: AssignmentRule, names: list[str], every: list[State]
) -> Findings:
    path: Path = ("assignment_rules", place)
    yield from check_condition(model, (*path, "when"), rule.when)
    if (rule.team is None) == (rule.to is None):
        problem = "names nobody" if rule.team is None else "names a team and an owner"
        yield Finding(path, f"{problem}. Write either team: NAME or to: owner.")
    elif rule.team is not None and rule.team not in names:
        hint = listed("Teams", rule.team, names)
        yield Finding((*path, "team"), f'no team "{rule.team}".{hint}', _TEAMS)
    elif rule.team is not None:
        before = model.assignment_rules[:place]
        if not any(_counts(state, rule.team, before) for state in every):
            message = "an earlier rule without `when` takes all that this team could get."
            yield Finding(path, f"{message} Put this rule before it, or remove it.", _TEAMS)


def _counts(state: State, name: str, before: tuple[AssignmentRule, ...]) -> bool:
    """Whether leads may come to a rule for a team, past the rules before it."""
    if name not in state.teams:
        return False
    taken: set[str] = set()
    for rule in before:
        if not rule.when and rule.team in state.teams and state.people(rule.team):
            _, team = state.teams[rule.team]
            taken |= set(team.covers) if not team.serves else set()
    covers = state.teams[name][1].covers
    return not covers or bool(set(covers) - taken)


# --- Promises ------------------------------------------------------------------------------


def _promises(model: ScenarioModel, name: str, stage: Stage) -> Findings:
    path: Path = ("stages", name, "promises")
    if stage.promises and stage.service_level is None:
        message = "what is promised to all the others, and in which hours? Add a service_level."
        yield Finding(path, message, (f"stages.{name}.service_level",))
    for place, one in enumerate(stage.promises):
        yield from check_condition(model, (*path, place, "when"), one.when)
        if not one.when:
            message = "holds for all leads. Say for which, or change the service_level."
            yield Finding((*path, place, "when"), message)


# --- Policies of teams ---------------------------------------------------------------------


def _chooses(at: Path, team: Team) -> Findings:
    if team.chooses == "least_loaded" and team.assignment == "pooled":
        yield Finding(
            (*at, "chooses"),
            "least_loaded counts the leads that somebody owns, and pooled work has no owner. "
            "Write round_robin, most_skilled or longest_idle, or assignment: when_free.",
            (".".join(map(str, (*at, "assignment"))),),
        )


def _order(model: ScenarioModel, at: Path, team: Team) -> Findings:
    path = (*at, "order")
    if team.order == "due":
        promised = (one.function for one in model.stages.values() if one.service_level is not None)
        if not set(promised) & set(team.covers):
            message = "nothing that this team works on has a service_level, so nothing is due."
            yield Finding(path, f"{message} Add one, or remove this.", ("stages",))
        return
    if not isinstance(team.order, ByScore):
        return
    path = (*path, "score")
    name = team.order.score
    attribute = model.attributes.get(name)
    depends = ("attributes", f"attributes.{name}")
    if attribute is None:
        hint = listed("Attributes", name, model.attributes)
        yield Finding(path, f'no attribute "{name}".{hint}', depends)
    elif attribute.latent:
        message = f"{name} is latent: organizations cannot see it. Use another attribute."
        yield Finding(path, message, depends)
    elif attribute.shares is not None:
        message = f"{name} is a word, and has no highest. Use a number, or priorities."
        yield Finding(path, message, depends)


def _help(
    at: Path, place: int, team: Team, given: Help, names: list[str], every: list[State]
) -> Findings:
    path = (*at, "helps", place, "team")
    if given.team not in names:
        hint = listed("Teams", given.team, names)
        yield Finding(path, f'no team "{given.team}".{hint}', _TEAMS)
        return
    if given.team == at[-1]:
        yield Finding(path, "a team cannot help itself. Name another one.")
        return
    if given.team in (one.team for one in team.helps[:place]):
        yield Finding(path, f"{given.team} is listed twice. Keep one.")
    others = [state.teams[given.team][1] for state in every if given.team in state.teams]
    if all(other.assignment != "pooled" for other in others):
        message = f"the leads of {given.team} have owners, so nobody else takes them."
        depends = (f"teams.{given.team}.assignment", *_TEAMS)
        yield Finding(path, f"{message} Give it assignment: pooled, or remove this.", depends)
    elif not any(set(other.covers) & set(team.covers) for other in others):
        covered = ", ".join(dict.fromkeys(one for other in others for one in other.covers))
        message = f"{at[-1]} covers nothing that {given.team} does: {covered}."
        yield Finding(path, f"{message} Add it to its covers.", _TEAMS)


def _blocks(model: ScenarioModel, at: Path, team: Team) -> Findings:
    given = team.calendar if team.calendar is not None else model.calendar
    calendar = model.calendars.get(given) if isinstance(given, str) else given
    for place, block in enumerate(team.time_blocks):
        path = (*at, "time_blocks", place)
        yield from check_condition(model, (*path, "first"), block.first)
        if not block.first:
            message = "says not which work comes first. Write {stage: [prospect]}."
            yield Finding((*path, "first"), message)
        if calendar is None or calendar.time_zone not in (None, model.time_zone):
            continue
        if not any(
            day == weekday and max(begins, opens) < min(ends, closes)
            for day, begins, ends in block.hours
            for weekday, opens, closes in calendar.hours
        ):
            message = "nobody of this team is at work in these hours. Use hours of its calendar."
            depends = (".".join(map(str, (*at, "calendar"))), "calendars", "calendar")
            yield Finding((*path, "hours"), message, depends)
