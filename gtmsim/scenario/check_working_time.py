"""Rules about people's hours: meetings, days off, overtime, managers and projects."""

from __future__ import annotations

from collections.abc import Iterable

from gtmsim.scenario.basics import Calendar
from gtmsim.scenario.check_match import every_team, functions
from gtmsim.scenario.check_times import end
from gtmsim.scenario.epochs import moves
from gtmsim.scenario.finding import Finding, Findings
from gtmsim.scenario.hours import DAY, Span, parse_spans, parse_weekdays
from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.organization import Reorganization, Team
from gtmsim.scenario.suggest import enumeration, listed
from gtmsim.scenario.tree import Path, shown
from gtmsim.scenario.working_time import MANAGERS, InternalMeeting, Overtime, Project, TimeOff
from gtmsim.units import Duration

MOST_DAYS_OFF = 180.0
"""Days of a year on which a person may be away."""
HIGHEST_PAY = 10.0
"""Multiples of an hour's salary that an hour of overtime may cost."""

_TEAMS = ("teams", "reorganizations", "history", "managers")


def check_working_time(model: ScenarioModel) -> Findings:
    """Find hours that contradict each other, or that are nobody's."""
    known = _teams(model)
    for place, meeting in enumerate(model.meetings):
        yield from _meeting(("meetings", place), meeting, known)
        yield from _meets_nobody(model, ("meetings", place), meeting)
    if model.time_off is not None:
        yield from _time_off(model.time_off)
    if model.overtime is not None:
        yield from _overtime(("overtime",), model.overtime)
    early: dict[Path, Finding] = {}
    for path, team in every_team(model):
        if team.overtime is not None:
            yield from _overtime((*path, "overtime"), team.overtime)
        early |= {one.path: one for one in _later(model, path, team) if one.path not in early}
    yield from early.values()
    for name, project in model.projects.items():
        yield from _project(model, ("projects", name), project, known)
    for place, change in enumerate(model.reorganizations):
        if change.training is not None:
            yield from _training(("reorganizations", place, "training"), change)
    yield from _managers(model)
    yield from _escalations(model)


def _teams(model: ScenarioModel) -> list[str]:
    names = [str(path[-1]) for path, _ in every_team(model)]
    return list(dict.fromkeys([*names, *([MANAGERS] if model.managers is not None else [])]))


def _known(at: Path, names: Iterable[str], known: list[str], *, keys: bool) -> Findings:
    for place, name in enumerate(names):
        if name not in known:
            hint = listed("Teams", name, known)
            path = (*at, name if keys else place)
            yield Finding(path, f'no team "{shown(name)}".{hint}', _TEAMS)


def _whole(at: Path, length: Duration, unit: str) -> Findings:
    """A length that is written in whole days, weeks or months."""
    if length.unit != unit or length.amount != int(length.amount):
        yield Finding(at, f"{length} are no whole {unit}s. Write 1 {unit}, 2 {unit}s ...")


def _meeting(at: Path, meeting: InternalMeeting, known: list[str]) -> Findings:
    yield from _known((*at, "teams"), meeting.teams, known, keys=False)
    if not meeting.name.strip():
        yield Finding((*at, "name"), "the meeting has no name. Give one.")
    unit = meeting.on.unit
    if meeting.every.unit != unit or meeting.every.amount != int(meeting.every.amount):
        message = (
            f'every {meeting.every} does not fit on "{meeting.on}", which names a time of each '
            f"{unit}. Write every: 1 {unit}, or another time."
        )
        yield Finding((*at, "every"), message, (".".join(map(str, (*at, "on"))),))
    if meeting.lasts.minutes >= DAY:
        yield Finding((*at, "lasts"), f"{meeting.lasts} of meeting. Write less than a day.")


def _meets_nobody(model: ScenarioModel, at: Path, meeting: InternalMeeting) -> Findings:
    """Whoever should attend is never there at that time of the week."""
    teams = [(path, team.calendar) for path, team in every_team(model)]
    if model.managers is not None:
        teams.append((("managers",), None))
    wanted = [each for each in teams if not meeting.teams or each[0][-1] in meeting.teams]
    for _, given in wanted:
        named = given if given is not None else model.calendar
        calendar = model.calendars.get(named) if isinstance(named, str) else named
        if calendar is None or calendar.time_zone not in (None, model.time_zone):
            return
        if _overlaps(calendar, meeting):
            return
    if wanted and meeting.lasts.minutes < DAY:
        names = sorted({str(path[-1]) for path, _ in wanted})
        nobody = f"nobody of {enumeration(names)}" if meeting.teams else "nobody"
        message = (
            f"{meeting.on}, for {meeting.lasts}: {nobody} is at work then, so it takes no hours. "
            "Write a time within the hours of the calendar, or remove the meeting."
        )
        yield Finding((*at, "on"), message, ("calendar", "calendars", "teams.*.calendar"))


def _overlaps(calendar: Calendar, meeting: InternalMeeting) -> bool:
    """Whether a meeting takes any working time in some week, holidays aside."""
    pauses = [span for each in calendar.breaks for span in parse_spans(each)]
    begins = meeting.on.minute
    ends = begins + meeting.lasts.minutes
    for weekday in _weekdays(meeting):
        for day, opens, closes in calendar.hours:
            for later in (0, DAY):  # a meeting may go on after midnight
                if day != (weekday + bool(later)) % 7:
                    continue
                since, until = max(begins, opens + later), min(ends, closes + later)
                if since < until and not _within(since - later, until - later, pauses):
                    return True
    return False


def _weekdays(meeting: InternalMeeting) -> Iterable[int]:
    """On which days of the week it may take place."""
    day = meeting.on.day.split()
    if not day or day[0] == "day":
        return range(7)
    return parse_weekdays(day[-1])


def _within(since: float, until: float, pauses: list[Span]) -> bool:
    """Whether breaks, in order, leave nothing of a time."""
    for begins, ends in sorted(pauses):
        if begins <= since:
            since = max(since, ends)
    return since >= until


def _training(at: Path, change: Reorganization) -> Findings:
    """Training is for those who change teams; who is hired has none."""
    length = change.training
    assert length is not None
    yield from _whole(at, length, "day")
    if length.amount and not any(move.from_ and move.to for _, move in moves(change)):
        message = (
            f"{length} of training for nobody: on {change.on} nobody goes from one team to "
            "another. Add reassign: [{people: 1, from: ..., to: ...}], or remove it."
        )
        yield Finding(at, message, (".".join(map(str, (*at[:-1], "reassign"))),))


def _time_off(off: TimeOff) -> Findings:
    days = 0.0
    for name in ("leave", "sick"):
        rate = getattr(off, name)
        if rate is None:
            continue
        if rate.length.unit != "day" or rate.per != "year":
            message = f"{rate}: whole days of a year count. Write such as 10 days per year."
            yield Finding(("time_off", name), message)
        else:
            days += rate.length.amount
            if days > MOST_DAYS_OFF:
                message = (
                    f"{days:g} days off in a year. Write {MOST_DAYS_OFF:g} or fewer; who is away "
                    "for longer is no member of the team."
                )
                yield Finding(("time_off", name), message)


def _overtime(at: Path, rule: Overtime) -> Findings:
    if rule.up_to.per != "month":
        message = f"{rule.up_to}: overtime is counted by civil months. Write 45 h per month."
        yield Finding((*at, "up_to"), message)
    if not 0.0 <= rule.pay <= HIGHEST_PAY:
        message = f"an hour of overtime at {rule.pay:g} times the pay. Write 0 to {HIGHEST_PAY:g}."
        yield Finding((*at, "pay"), message)


def _later(model: ScenarioModel, at: Path, team: Team) -> Findings:
    """Overtime begins when the team closes, so it ends later than that."""
    rule = team.overtime or model.overtime
    given = team.calendar if team.calendar is not None else model.calendar
    calendar = model.calendars.get(given) if isinstance(given, str) else given
    if rule is None or calendar is None or calendar.time_zone not in (None, model.time_zone):
        return
    closes = [close for _, _, close in calendar.hours]
    if closes and rule.until <= min(closes) < DAY:
        path = (*at, "overtime") if team.overtime is not None else ("overtime",)
        yield Finding(
            (*path, "until"),
            f"nobody of {at[-1]} goes home before {_hour(min(closes))}. Write a later time than "
            f"{_hour(rule.until)}.",
            ("calendars", "calendar", ".".join(map(str, (*at, "calendar")))),
        )


def _hour(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}"


def _project(model: ScenarioModel, at: Path, project: Project, known: list[str]) -> Findings:
    if project.begins >= end(model):
        message = (
            f"{project.begins} is not before the end, {end(model)}, so it takes nobody's time. "
            "Begin earlier, or remove it."
        )
        yield Finding((*at, "begins"), message, ("start", "horizon"))
    if not project.phases:
        message = "no phases, so it takes nobody's time. Add one, or remove it."
        yield Finding((*at, "phases"), message)
    for place, phase in enumerate(project.phases):
        yield from _known((*at, "phases", place, "takes"), phase.takes, known, keys=True)
        if phase.lasts.unit not in ("day", "week", "month"):
            message = f"{phase.lasts}: phases last days, weeks or months. Write such as 4 weeks."
            yield Finding((*at, "phases", place, "lasts"), message)


def _managers(model: ScenarioModel) -> Findings:
    given = model.managers
    if given is None:
        return
    if given.span < 1:
        yield Finding(("managers", "span"), f"a span of {given.span} people. Write 1 or more.")
    for path, _ in every_team(model):
        if path[-1] == MANAGERS:
            message = f"{MANAGERS} is the team of the managers. Give another name."
            yield Finding(path, message, first=("managers",))
    if given.function in functions(model):
        message = (
            f'stages need "{shown(given.function)}", and managers serve no leads. Write another '
            "function, or remove it."
        )
        yield Finding(("managers", "function"), message, ("stages.*.function",))


def _escalations(model: ScenarioModel) -> Findings:
    for name, stage in model.stages.items():
        level = stage.service_level
        if level is not None and level.escalates is not None and model.managers is None:
            message = "to whom? There are no managers. Add managers: {span: 8}."
            yield Finding(("stages", name, "service_level", "escalates"), message, ("managers",))
