"""People's hours: meetings, projects, training, overtime and managers (R022, R043, R173, R198)."""

from __future__ import annotations

from textwrap import dedent

from gtmsim import Scenario, compile, measure, run
from gtmsim.log import EventLog, Kind
from gtmsim.log.audit import audit

DESK = dedent("""
    start: 2026-04-01
    horizon: 3 days
    calendar: {hours: {mon-fri: "9:00-18:00"}}
    channels: {web: {on: [2026-04-01 09:30]}}
    stages: {call: {function: calls, work: WORK, then: {end: 100%}}}
    teams: {desk: {covers: calls, people: [ann]}}
""")


def world(extra: str = "", work: str = "1 h", old: str = "", new: str = "") -> EventLog:
    """The log of one desk, on which no law is broken."""
    text = DESK.replace("WORK", work).replace(old, new) + dedent(extra)
    log = run(compile(Scenario.from_text(text, "hours.yaml")), 1)
    assert audit(log) == []
    return log


def worked(log: EventLog) -> list[str]:
    """Beginnings and ends of work, with who works."""
    kinds = (Kind.STARTED, Kind.FINISHED, Kind.OVERTIME, Kind.ESCALATED)
    return [
        line.removeprefix("2026-")
        for line in log.text(("time", "kind", "rep", "value"), kinds=kinds).splitlines()
    ]


def away(log: EventLog) -> list[tuple[str, str, str, int]]:
    """Who was away, why, from when, and for how many minutes."""
    if not log.away:
        return []
    table = log.table("away")
    minutes = (table["to_tick"] - table["from_tick"]).dt.total_seconds() // 60
    since = table["from_tick"].dt.strftime("%m-%d %H:%M")
    return list(zip(table["rep"], table["reason"], since, minutes.astype(int), strict=True))


# --- Meetings -------------------------------------------------------------------------------


def test_work_in_hand_pauses_for_a_meeting() -> None:
    """April 1 is a Wednesday: an hour's work from 9:30 stands still from 10 to 10:45."""
    meeting = 'meetings: [{name: review, every: 1 week, on: "wed 10:00", lasts: 45 min}]'
    log = world(meeting)
    assert worked(log) == [
        "04-01 09:30 started rep ann work 60",
        "04-01 11:15 finished rep ann work 60",
    ]
    assert away(log) == [("ann", "meetings", "04-01 10:00", 45)]


def test_nobody_begins_in_a_meeting() -> None:
    log = world('meetings: [{name: standup, every: 1 day, on: "9:00", lasts: 45 min}]')
    assert worked(log)[0] == "04-01 09:45 started rep ann work 60"
    assert [row[2] for row in away(log)] == ["04-01 09:00", "04-02 09:00", "04-03 09:00"]


def test_only_who_attends_is_away() -> None:
    """R173: a meeting of another team takes nothing."""
    teams = "[{name: review, every: 1 day, on: '9:00', lasts: 45 min, teams: [other]}]"
    log = world(f"meetings: {teams}", old="people: [ann]}", new="people: [ann]}, "
                "other: {covers: calls, people: [bob]}")  # fmt: skip
    assert worked(log)[0].startswith("04-01 09:30 started rep ann")
    assert {row[0] for row in away(log)} == {"bob"}


def test_a_meeting_comes_round_every_other_week_and_every_month() -> None:
    """Counted from the scenario's start; none takes place on a closed day, such as April 5."""
    meetings = """
        meetings:
          - {name: review, every: 2 weeks, on: "thu 10:00", lasts: 1 h}
          - {name: steering, every: 1 month, on: "day 20 14:00", lasts: 2 h}
          - {name: fifth, every: 1 month, on: "day 5 10:00", lasts: 1 h}
    """
    log = world(meetings, old="3 days", new="2 months")
    assert [row[2] for row in away(log)] == [
        "04-02 10:00", "04-16 10:00", "04-20 14:00", "04-30 10:00", "05-05 10:00",
        "05-14 10:00", "05-20 14:00", "05-28 10:00",
    ]  # fmt: skip


# --- Projects and training --------------------------------------------------------------------


def test_a_project_takes_the_end_of_the_day_for_a_phase() -> None:
    """R198: 4 h in a week whose five open days are Thursday to Wednesday: 48 minutes each."""
    project = """
        projects:
          the_model:
            begins: 2026-04-02
            phases:
              - {name: diagnosis, lasts: 1 week, takes: {desk: 4 h per week}}
              - {name: rest, lasts: 2 weeks}
              - {name: design, lasts: 1 day, takes: {desk: 7 h per week}}
    """
    log = world(project, old="3 days", new="1 month")
    assert away(log) == [
        ("ann", "projects", "04-02 17:12", 48),
        ("ann", "projects", "04-03 17:12", 48),
        ("ann", "projects", "04-06 17:12", 48),
        ("ann", "projects", "04-07 17:12", 48),
        ("ann", "projects", "04-08 17:12", 48),
        ("ann", "projects", "04-23 17:00", 60),
    ]


def test_who_changes_teams_is_trained_for_some_days() -> None:
    change = """
        reorganizations:
          - from: 2026-04-02
            teams: {late: {covers: calls}}
            moves: [{people: [ann], from: desk, to: late}]
            training: 2 days
    """
    log = world(change, old="people: [ann]", new="people: [ann, bob]")
    assert away(log) == [
        ("ann", "training", "04-02 09:00", 540),
        ("ann", "training", "04-03 09:00", 540),
    ]


# --- Overtime ---------------------------------------------------------------------------------

PROMISED = "function: calls, service_level: {first_touch_within: 30 min}"
OVERTIME = 'overtime: {up_to: 45 h per month, until: "21:00"}'
EVENING = {"old": "09:30", "new": "17:50"}


def desk(extra: str, leads: str, work: str = "1 h", level: str = PROMISED) -> EventLog:
    text = DESK.replace("2026-04-01 09:30", leads).replace("function: calls", level)
    log = run(compile(Scenario.from_text(text.replace("WORK", work) + extra, "late.yaml")), 1)
    assert audit(log) == []
    return log


def test_who_may_stay_does_when_a_promise_would_be_broken() -> None:
    """The second call is promised for 18:25: ann stays for it, and finishes the first before."""
    leads = "2026-04-01 17:50, 2026-04-01 17:55"
    assert worked(desk(f"{OVERTIME}\n", leads)) == [
        "04-01 17:50 started rep ann work 60",
        "04-02 09:50 finished rep ann work 60",
        "04-02 09:50 started rep ann work 60",
        "04-02 10:50 finished rep ann work 60",
    ]
    leads = "2026-04-01 17:00, 2026-04-01 17:45"
    assert worked(desk(f"{OVERTIME}\n", leads, "60 min")) == [
        "04-01 17:00 started rep ann work 60",
        "04-01 18:00 finished rep ann work 60",
        "04-01 18:00 started rep ann work 60",
        "04-01 18:00 overtime rep ann work 60",
        "04-01 19:00 finished rep ann work 60",
    ]


def test_work_in_hand_goes_on_into_the_evening_when_more_is_due() -> None:
    leads = "2026-04-01 15:00, 2026-04-01 15:05, 2026-04-01 15:10"
    assert worked(desk(f"{OVERTIME}\n", leads, "100 min")) == [
        "04-01 15:00 started rep ann work 100",
        "04-01 16:40 finished rep ann work 100",
        "04-01 16:40 started rep ann work 100",
        "04-01 16:40 overtime rep ann work 20",
        "04-01 18:20 finished rep ann work 100",
        "04-01 18:20 started rep ann work 100",
        "04-01 18:20 overtime rep ann work 100",
        "04-01 20:00 finished rep ann work 100",
    ]


def test_nobody_stays_for_what_is_not_due() -> None:
    """Without a promise nothing is due; `work waits` asks for no more than work."""
    leads = "2026-04-01 17:00, 2026-04-01 17:10"
    calm = desk(f"{OVERTIME}\n", leads, level="function: calls")
    assert worked(calm)[2] == "04-02 09:00 started rep ann work 60"
    keen = OVERTIME.replace("}", ", when: work waits}")
    eager = desk(f"{keen}\n", leads, level="function: calls")
    assert worked(eager)[2] == "04-01 18:00 started rep ann work 60"


def test_nobody_stays_beyond_the_limit_of_the_month() -> None:
    """An hour a month: the second evening is not worked."""
    rule = OVERTIME.replace("45 h", "1 h")
    days = ", ".join(f"2026-04-0{day} {hour}" for day in (1, 2) for hour in ("17:00", "17:45"))
    log = desk(f"{rule}\n", days)
    assert log.select(Kind.OVERTIME).sum() == 1
    assert measure(log, ["overtime_hours"])["overtime_hours"].value == 1.0
    free = desk(f"{OVERTIME}\n", days)
    assert free.select(Kind.OVERTIME).sum() == 2


def test_nobody_stays_later_than_until() -> None:
    """What is not over at 21:00 pauses for the night and goes on in the morning."""
    leads = "2026-04-01 17:00, 2026-04-01 17:00"  # while the first is served, the other is due
    assert worked(desk(f"{OVERTIME}\n", leads, "5 h"))[:4] == [
        "04-01 17:00 started rep ann work 300",
        "04-01 17:00 overtime rep ann work 180",
        "04-02 10:00 finished rep ann work 300",
        "04-02 10:00 started rep ann work 300",
    ]


# --- Managers ---------------------------------------------------------------------------------


def test_a_broken_promise_comes_before_a_manager_and_is_then_served_first() -> None:
    """R043: the calls wait in order; the second is seen to by a manager, and passes the third."""
    text = DESK.replace("WORK", "3 h").replace(
        "function: calls",
        "function: calls, service_level: {first_touch_within: 1 h, "
        "escalates: {after: 30 min, work: 15 min}}",
    )
    text = text.replace("2026-04-01 09:30", "2026-04-01 09:00, 2026-04-01 09:10, 2026-04-01 09:20")
    text = text.replace("people: [ann]}", "people: [ann], priorities: [{channel: fair}]}")
    text = text.replace("channels: {", "channels: {fair: {on: [2026-04-01 11:30]}, ")
    text += "managers: {span: 8, label: マネージャー}\n"
    log = run(compile(Scenario.from_text(text, "managed.yaml")), 1)
    assert audit(log) == []
    lines = log.text(
        ("time", "kind", "lead", "rep", "value"),
        kinds=(Kind.STARTED, Kind.ESCALATED, Kind.FINISHED),
    )
    assert [line.removeprefix("2026-") for line in lines.splitlines()][:9] == [
        "04-01 09:00 started lead 0 rep ann work 180",
        "04-01 10:40 escalated lead 1 was due 2026-04-01 10:10",
        "04-01 10:40 started lead 1 rep managers-1 work 15",
        "04-01 10:50 escalated lead 2 was due 2026-04-01 10:20",
        "04-01 10:55 finished lead 1 rep managers-1 work 15",
        "04-01 10:55 started lead 2 rep managers-1 work 15",
        "04-01 11:10 finished lead 2 rep managers-1 work 15",
        "04-01 12:00 finished lead 0 rep ann work 180",
        "04-01 12:00 started lead 1 rep ann work 180",
    ]
    joined = log.text(("time", "kind", "lead", "step", "value"), kinds=(Kind.JOINED,))
    assert [
        line.removeprefix("2026-04-01 ") for line in joined.splitlines() if "lead 2" in line
    ] == [
        "09:20 joined lead 2 step 1 priority 1",
        "11:10 joined lead 2 step 1 before all others",
    ]
    values = {row.kpi: row.value for row in measure(log, ["escalations", "manager_utilization"])}
    assert values["escalations"] == 3.0
    assert log.teams["label"][1] == "マネージャー"


def test_there_is_a_manager_for_so_many_people() -> None:
    text = DESK.replace("WORK", "1 h") + dedent("""
        managers: {span: 2}
        reorganizations:
          - {from: 2026-04-02, teams: {}, moves: [{people: 4, to: desk}]}
    """)
    plan = compile(Scenario.from_text(text, "span.yaml"))
    managers = [epoch.membership.count(1) for epoch in plan.epochs]
    assert managers == [1, 3]


def test_hours_add_up_to_the_contract() -> None:
    """R148: work, idle time, meetings, days off and projects are the hours of the calendar."""
    log = world(
        """
        meetings: [{name: standup, every: 1 day, on: "9:00", lasts: 15 min}]
        time_off: {leave: 40 days per year, sick: 20 days per year}
        projects:
          plan:
            begins: 2026-04-10
            phases: [{name: a, lasts: 4 weeks, takes: {desk: 5 h per week}}]
        """,
        old="3 days",
        new="3 months",
    )
    parts = ("work_hours", "idle_hours", "meeting_hours", "time_off_hours", "project_hours")
    found = {row.kpi: row.value for row in measure(log, [*parts, "contract_hours", "away_share"])}
    away = sum(found[part] for part in parts[2:])
    assert abs(found["away_share"] - away / found["contract_hours"]) < 1e-12
    assert found["contract_hours"] == sum(found[part] for part in parts)
    assert found["contract_hours"] == 65 * 9  # April to June 2026, Monday to Friday
    assert all(found[part] > 0 for part in parts)
