"""Broken demands on people's hours: meetings, days off, overtime, managers, projects."""

from __future__ import annotations

from tests.bad_input.cases import Case, added, broken, changed

TIMED = (
    changed(
        "out_of_hours: 1 h, target: 90%}",
        "out_of_hours: 1 h, target: 90%, escalates: {after: 1 business day, work: 15 min}}",
    )
    + """\
meetings:
  - {name: weekly pipeline, every: 1 week, on: mon 10:00, lasts: 60 min, teams: inside_sales}
  - {name: service level review, every: 2 weeks, on: 金 17:00, lasts: 1 h}
  - {name: steering, every: 1 month, on: first monday 14:00, lasts: 90 min, teams: [managers]}
  - {name: standup, every: 1 day, on: 9:00, lasts: 10 min}
time_off: {leave: 10 days per year, sick: 4日/年}
overtime: {up_to: 45 h per month, pay: 1.25, until: 21:00, when: due work waits}
managers: {span: 8, salary: 1000万円 per year, function: management, label: マネージャー}
projects:
  the_model:
    begins: 2026-07-01
    phases:
      - {name: 現状診断, lasts: 4 weeks, takes: {inside_sales: 4 h per week}}
      - {name: 体制設計, lasts: 3 weeks, takes: {field_sales: 30 min per day}}
"""
)
"""A valid scenario with everything that takes people's hours."""


def meeting(name: str, said: str, key: str, *phrases: str) -> Case:
    """The base with one meeting."""
    return added(name, f"meetings: [{{name: weekly, {said}}}]\n", f"meetings.0{key}", *phrases)


def project(name: str, said: str, key: str, *phrases: str) -> Case:
    """The base with one phase of a project."""
    text = f"projects: {{plan: {{begins: 2026-05-01, phases: [{{name: one, {said}}}]}}}}\n"
    return added(name, text, f"projects.plan.phases.0{key}", *phrases)


def overtime(name: str, said: str, key: str, *phrases: str) -> Case:
    """The base with a rule of overtime."""
    return added(name, f"overtime: {{{said}}}\n", f"overtime{key}", *phrases)


TWICE = (
    changed(
        "  inside_sales:\n    covers",
        "  managers: {covers: [inside_sales], headcount: 1}\n  inside_sales:\n    covers",
    )
    + "managers: {span: 8}\n"
)
OFFICE = "up_to: 45 h per month, until: 21:00"

HOURS: tuple[Case, ...] = (
    meeting("a meeting of nobody", "every: 1 week, on: mon 10:00, lasts: 1 h, teams: inside_sale",
            ".teams", "Did you mean inside_sales?"),
    meeting("a meeting without a time", "every: 1 week, on: mondays, lasts: 1 h", ".on",
            "is no time that recurs", "first monday 14:00"),
    meeting("a meeting on two days", "every: 1 week, on: mon-fri 10:00, lasts: 1 h", ".on",
            "is no time that recurs"),
    meeting("a meeting in the 25th hour", "every: 1 day, on: 25:00, lasts: 1 h", ".on", "25:00"),
    meeting("a weekly meeting of each month", "every: 1 month, on: mon 10:00, lasts: 1 h",
            ".every", "names a time of each week", "every: 1 week"),
    meeting("a meeting every half week", "every: 0.5 weeks, on: mon 10:00, lasts: 1 h", ".every",
            "0.5 weeks"),
    meeting("a meeting of a day", "every: 1 week, on: mon 10:00, lasts: 24 h", ".lasts",
            "Write less than a day"),
    meeting("a meeting at night", "every: 1 day, on: 3:00, lasts: 1 h", ".on", "3:00, for 1 h",
            "nobody is at work then", "within the hours of the calendar"),
    meeting("a meeting in the break", "every: 1 week, on: mon 12:15, lasts: 30 min", ".on",
            "mon 12:15, for 30 min", "nobody is at work then"),
    meeting("a meeting on Sundays", "every: 1 week, on: 日 10:00, lasts: 1 h, teams: inside_sales",
            ".on", "nobody of inside_sales is at work then", "remove the meeting"),
    meeting("a meeting on first Sundays", "every: 1 month, on: first sunday 10:00, lasts: 1 h",
            ".on", "first sunday 10:00, for 1 h: nobody is at work then"),
    added("a meeting without a name",
          "meetings: [{name: ' ', every: 1 week, on: mon 10:00, lasts: 1 h}]\n",
          "meetings.0.name", "has no name"),
    added("training of nobody",
          "reorganizations:\n  - {from: 2026-05-01, teams: {}, training: 3 days, moves: "
          "[{people: 1, to: inside_sales}]}\n",
          "reorganizations.0.training", "nobody goes from one team to another", "Add reassign",
          mark="training: 3 days"),
    added("leave in hours", "time_off: {leave: 80 h per year}\n", "time_off.leave",
          "80 h per year", "10 days per year"),
    added("leave without a period", "time_off: {leave: 10 days}\n", "time_off.leave",
          "has no period"),
    added("sickness by the hour", "time_off: {sick: 1 min per hour}\n", "time_off.sick",
          "is not time per day, week, month or year"),
    added("a year of leave", "time_off: {leave: 100 days per year, sick: 90 days per year}\n",
          "time_off.sick", "190 days off in a year", "180"),
    added("more leave than days", "time_off: {leave: 400 days per year}\n", "time_off.leave",
          "a year is not so long"),
    overtime("overtime without an end", "up_to: 45 h per month", "", "missing: until"),
    overtime("overtime without a limit", "until: 21:00", "", "missing: up_to"),
    overtime("overtime by the year", "up_to: 360 h per year, until: 21:00", ".up_to",
             "counted by civil months"),
    overtime("overtime until no time", "up_to: 45 h per month, until: late", ".until",
             "is not a time of day"),
    overtime("overtime before the close", "up_to: 45 h per month, until: 17:00", ".until",
             "goes home before 18:00", "Write a later time than 17:00"),
    overtime("overtime at any price", f"{OFFICE}, pay: 40", ".pay", "40 times the pay"),
    overtime("overtime for the boss", f"{OFFICE}, when: the boss waits", ".when",
             "due work waits"),
    broken("overtime of a team before its close", "    headcount: 3\n",
           "    headcount: 3\n    overtime: {up_to: 45 h per month, until: 12:30}\n",
           "teams.inside_sales.overtime.until", "18:00", mark="until: 12:30"),
    added("managers of nobody", "managers: {span: 0}\n", "managers.span", "Write 1 or more"),
    added("managers who sell", "managers: {span: 8, function: inside_sales}\n",
          "managers.function", "managers serve no leads"),
    ("two kinds of managers", {"scenario.yaml": TWICE},
     ("has 1 problem:", "teams.managers: ", "is the team of the managers")),
    broken("a promise that comes before nobody", "target: 90%}",
           "target: 90%, escalates: {work: 15 min}}",
           "stages.qualify.service_level.escalates", "There are no managers",
           mark="escalates:"),
    project("a project of nobody", "lasts: 2 weeks, takes: {sales: 4 h per week}",
            ".takes.sales", 'no team "sales"'),
    project("a phase without an end", "takes: {inside_sales: 4 h per week}", "", "missing: lasts"),
    project("a phase of an hour", "lasts: 1 h", ".lasts", "days, weeks or months"),
    project("a phase that takes more than all", "lasts: 1 week, takes: {inside_sales: 9 days per "
            "week}", ".takes.inside_sales", "a week is not so long"),
    added("a project without phases", "projects: {plan: {begins: 2026-05-01, phases: []}}\n",
          "projects.plan.phases", "no phases"),
    added("a project after the end",
          "projects: {plan: {begins: 2026-10-01, phases: [{name: one, lasts: 1 week, takes: "
          "{inside_sales: 1 h per week}}]}}\n",
          "projects.plan.begins", "2026-10-01 is not before the end, 2026-10-01"),
    added("training by the hour",
          "reorganizations:\n"
          "  - {from: 2026-05-01, teams: {}, training: 5 h, moves: "
          "[{people: 1, from: inside_sales, to: field_sales}]}\n",
          "reorganizations.0.training", "5 h are no whole days", mark="training: 5 h"),
)  # fmt: skip
