"""Blocks that meet: campaigns, lists and hires under rules, hooks, help and reorganizations."""

from __future__ import annotations

from textwrap import dedent

import gtmsim
from gtmsim import EventLog, Hooks, Scenario
from gtmsim.engine import LeadView
from gtmsim.log import Kind, audit
from tests.worlds.world import expected, told, unfold

PREPARED = """
channels:
  webinar:
    on: [2026-04-03 10:00]
    leads: 1
    needs: {function: marketing, work: 10 h, begins: 1 day before, sessions: 5}
stages:
  talk: {function: sales, work: 30 min, then: {end: 100%}}
teams:
  all: {covers: [marketing, sales], people: [ann], assignment: on_arrival}
  crew: {covers: [marketing, sales], people: [bob]}
"""
FRAME = 'start: 2026-04-01\nhorizon: 1 week\ncalendar: {hours: {mon-fri: "9:00-18:00"}}\n'


def hooked(world: str, hooks: Hooks) -> EventLog:
    """Run a world with hooks; its log keeps every law."""
    log = gtmsim.run(gtmsim.compile(Scenario.from_text(FRAME + dedent(world))), hooks=hooks)
    audit.check(log)
    return log


def begun(log: EventLog) -> list[str]:
    """Which team began with what."""
    lines = log.text(kinds=[Kind.STARTED]).replace("2026-", "").splitlines()
    return [line.split(" work ")[0].replace(" visit 1 step", "") for line in lines]


# --- Campaigns -------------------------------------------------------------------------------


def test_hooks_are_not_asked_about_the_work_of_the_company() -> None:
    """It goes to the first team as written; the lead goes where the hooks say."""
    seen = []

    def last(lead: LeadView, teams: tuple[str, ...]) -> str:
        seen.append(lead.stage)
        return teams[-1]

    log = hooked(PREPARED, Hooks(assign=last, priority=lambda lead, stage: 7))
    assert set(seen) == {"talk"}
    joined = log.text(kinds=[Kind.JOINED]).splitlines()
    preparing = [line for line in joined if "preparation" in line]
    assert all("team all priority 0" in line for line in preparing)
    assert [line.split("team ")[1] for line in joined if "talk" in line] == ["crew priority 7"]


def test_the_work_of_the_company_goes_to_no_customers_owner() -> None:
    world = dedent(PREPARED) + "assignment_rules: [{to: owner}, {team: crew}]\n"
    assert {line.split("team ")[1] for line in begun(unfold(world))} == {"crew rep bob"}


def test_a_new_organization_assigns_work_of_the_company_anew_even_where_deals_are_kept() -> None:
    """ann has three sessions on Thursday and one in hand; the last waits for her until then."""
    change = """
        reorganizations:
          - from: 2026-04-03
            open_deals: keep to close
            teams: {all: {covers: sales, assignment: on_arrival}}
    """
    prepared = PREPARED.replace("10:00]", "18:00]").replace("1 day before", "33 h before")
    log = unfold(dedent(prepared) + dedent(change))
    assert begun(log)[:5] == [
        "04-02 09:00 started webinar.preparation 1 team all rep ann",
        "04-02 11:00 started webinar.preparation 2 team all rep ann",
        "04-02 14:00 started webinar.preparation 3 team all rep ann",
        "04-02 16:00 started webinar.preparation 4 team all rep ann",
        "04-03 09:00 started webinar.preparation 5 team crew rep bob",
    ]


def test_people_stay_longer_for_the_work_of_the_company_too() -> None:
    """Nine hours from 10:00 with lunch are over at 20:00, as somebody waits for ann."""
    world = """
        channels:
          web: {on: [2026-04-02 10:00]}
          webinar:
            on: [2026-04-03 18:00]
            leads: 1
            needs: {function: sales, work: 9 h, begins: 32 h before}
        stages: {talk: {function: sales, work: 1 h, then: {end: 100%}}}
        teams:
          all: {covers: sales, people: [ann], priorities: [{stage: webinar.preparation}]}
        overtime: {up_to: 10 h per month, until: "20:00", when: work waits}
    """
    preparing = [line for line in told(world).splitlines() if "preparation" in line]
    assert "\n".join(preparing) == expected("""
        04-02 10:00 joined webinar.preparation visit 1 step 1 team all priority 0
        04-02 10:00 started webinar.preparation visit 1 step 1 team all rep ann work 540
        04-02 10:00 overtime webinar.preparation visit 1 step 1 team all rep ann work 120
        04-02 20:00 finished webinar.preparation visit 1 step 1 team all rep ann work 540
    """)


# --- Hires -----------------------------------------------------------------------------------

HIRED = """
channels: {web: {on: [2026-04-01 10:00, 2026-04-02 10:00]}}
stages: {talk: {function: sales, work: 30 min, sessions: 2, then: {end: 100%}}}
teams:
  new: {covers: sales, headcount: 0, assignment: when_free}
  old: {covers: sales, people: [ann]}
hiring: {search: 1 day}
requisitions: {next: {opened: 2026-04-01, team: new}}
"""


def test_a_rule_for_a_team_counts_from_the_day_on_which_somebody_is_there() -> None:
    world = dedent(HIRED) + "assignment_rules: [{team: new}, {team: old}]\n"
    firsts = [line for line in begun(unfold(world)) if "talk 1" in line]
    assert firsts == [
        "04-01 10:00 started lead 0 talk 1 team old rep ann",
        "04-02 10:00 started lead 1 talk 1 team new rep next-1",
    ]


def test_a_rule_for_a_team_that_everybody_has_left_is_passed_over() -> None:
    """Whoever is there on the first of May leaves that day: ann does. Others come in June."""
    world = """
        mechanisms: {leaving: {rate: 1 per day, by_month: {Apr: 0, May: 1_000_000, Jun: 0}}}
        channels:
          web: {on: [2026-04-30 10:00, 2026-06-01 10:00]}
        attributes: {size: {shares: {large: 100%}}}
        stages: {talk: {function: sales, work: 30 min, then: {end: 100%}}}
        teams:
          seniors: {covers: sales, people: [ann]}
          rest: {covers: sales, headcount: 0}
        requisitions: {next: {team: rest, opened: 2026-05-20, intake: June}}
        assignment_rules: [{when: {size: large}, team: seniors}, {team: rest}]
    """
    log = unfold(world, start="2026-04-30", horizon="33 days")
    assert begun(log) == [
        "04-30 10:00 started lead 0 talk 1 team seniors rep ann",
        "06-01 10:00 started lead 1 talk 1 team rest rep next-1",
    ]


def test_who_is_found_for_a_team_of_later_begins_with_that_team() -> None:
    """Found on Thursday for a team that a reorganization makes on Monday."""
    world = """
        channels: {web: {on: [2026-04-07 10:00]}}
        stages: {talk: {function: sales, work: 30 min, then: {end: 100%}}}
        teams: {old: {covers: sales, people: [ann]}}
        hiring: {search: 1 day}
        requisitions: {next: {opened: 2026-04-01, team: later}}
        reorganizations: [{from: 2026-04-06, teams: {later: {covers: sales}}}]
    """
    log = unfold(world)
    hired = log.text(kinds=[Kind.HIRED])
    assert hired.startswith("2026-04-06 09:00 hired step 1 team later rep next-1")
    ruled = dedent(world) + "assignment_rules: [{team: later}, {team: old}]\n"
    assert begun(unfold(ruled)) == ["04-07 10:00 started lead 0 talk 1 team later rep next-1"]


def test_a_hook_sees_an_owner_who_came_within_the_run() -> None:
    owners = []

    def look(lead: LeadView, stage: str) -> int:
        owners.append(lead.owner)
        return 0

    hooked(HIRED, Hooks(priority=look))
    assert owners == [None, None, None, "next-1"]


# --- Managers --------------------------------------------------------------------------------

KEPT = """
channels: {web: {on: [2026-04-02 09:00]}}
stages:
  deal: {function: sales, work: 1 h, then: {won: 100%}}
  live: {waits_for: {care: {every: 1 day}, churned: {after: 10 years}}}
  care: {function: success, work: 15 min, then: {live: 100%}}
milestones: {won: live}
teams:
  all: {covers: [sales, success], people: [ann, bob], assignment: when_free}
reorganizations:
  - from: 2026-04-06
    teams:
      cs: {covers: success}
      all: {covers: sales, assignment: when_free}
    reassign: [{from: all, to: cs, people: [bob]}]
    open_deals: keep to close
"""


def test_managers_change_nothing_for_hires_and_for_deals_that_are_kept() -> None:
    for world, word in ((HIRED, "hired"), (KEPT, "care visit 3 step 1 team all rep ann")):
        without = told(world)
        assert word in without
        assert told(dedent(world) + "managers: {span: 2}\n") == without


def test_what_managers_have_seen_to_goes_by_waiting_whatever_comes_first_otherwise() -> None:
    world = """
        channels: {web: {on: [2026-04-01 09:00, 2026-04-01 09:01, 2026-04-01 09:02]}}
        stages:
          talk:
            function: sales
            work: 1 h
            service_level: {first_touch_within: 10 min, escalates: {work: 5 min}}
            then: {end: 100%}
        teams: {sales: {covers: sales, people: [ann], order: newest}}
    """
    newest = unfold(dedent(world).replace(", escalates: {work: 5 min}", ""))
    escalated = unfold(dedent(world) + "managers: {span: 5}\n")
    for log, leads in ((newest, [0, 2, 1]), (escalated, [0, 1, 2])):
        touched = log.events["lead"][log.select(Kind.TOUCHED)]
        assert touched.tolist() == leads


def test_without_managers_a_team_of_that_name_is_a_team_as_any_other() -> None:
    world = HIRED.replace("old:", "managers:").replace(
        "assignment: when_free", "assignment: pooled"
    )
    served = [line for line in begun(unfold(world)) if "managers" in line]
    assert served[0] == "04-01 10:00 started lead 0 talk 1 team managers rep ann"


# --- Lists -----------------------------------------------------------------------------------


def test_a_lead_of_a_list_stays_with_the_team_also_when_its_owner_goes() -> None:
    """bob called lead 1 up and is gone on Thursday; bea of his team goes on, and not ann."""
    world = """
        channels: {cold: {list: 3}}
        stages: {call: {function: sales, sessions: 2, thinking: 12 h, work: 1 h, then: {end: 100%}}}
        teams:
          a: {covers: sales, people: [ann], assignment: when_free}
          b: {covers: sales, people: [{name: bob, leaves: 2026-04-02}, bea], assignment: when_free}
    """
    seconds = [line for line in begun(unfold(world)) if "call 2" in line]
    assert [line.split("started ")[1] for line in seconds] == [
        "lead 0 call 2 team a rep ann",
        "lead 2 call 2 team b rep bea",
        "lead 1 call 2 team b rep bea",
    ]


# --- Help ------------------------------------------------------------------------------------


def test_who_helps_looks_again_after_the_break_for_work_that_did_not_fit_before_it() -> None:
    """Nothing else happens at 13:00: ann is busy for days."""
    world = """
        channels:
          long: {on: [2026-04-01 10:00], enters: project}
          web: {on: [2026-04-01 11:45], enters: chat}
        stages:
          project: {function: care, work: 20 h, then: {end: 100%}}
          chat: {function: care, work: 30 min, work_style: fits, then: {end: 100%}}
        teams:
          a: {covers: care, people: [ann]}
          b: {covers: care, people: [bob], helps: [{team: a, when_backlog_exceeds: 0}]}
    """
    chat = [line for line in told(world).splitlines() if " chat " in line]
    assert "\n".join(chat) == expected("""
        04-01 11:45 entered lead 1 chat visit 1
        04-01 11:45 joined lead 1 chat visit 1 step 1 team a priority 0
        04-01 13:00 joined lead 1 chat visit 1 step 1 team b priority 0
        04-01 13:00 started lead 1 chat visit 1 step 1 team b rep bob work 30
        04-01 13:30 finished lead 1 chat visit 1 step 1 team b rep bob work 30
        04-01 13:30 done lead 1 chat visit 1
    """)


# --- Managers --------------------------------------------------------------------------------


def test_what_managers_have_seen_to_keeps_to_the_time_blocks_of_its_new_team() -> None:
    """The crew's mornings belong to the web: lead 1, as urgent as can be, is no longer in them."""
    world = """
        channels:
          old: {on: [2026-04-01 09:00], enters: call}
          ads: {on: [2026-04-01 09:10], enters: call}
          web: {on: [2026-04-01 17:00], enters: chat}
        stages:
          call:
            function: sales
            work: 8 h
            service_level:
              first_touch_within: 1 h
              escalates: {after: 30 min, work: 15 min}
            then: {end: 100%}
          chat: {function: sales, work: 30 min, then: {end: 100%}}
        teams:
          desk:
            covers: sales
            people: [ann]
            time_blocks: [{hours: {mon-fri: "9:00-12:00"}, first: {channel: ads}}]
        managers: {span: 5}
        reorganizations:
          - from: 2026-04-02
            teams:
              crew:
                covers: sales
                time_blocks: [{hours: {mon-fri: "9:00-12:00"}, first: {channel: web}}]
            moves: [{people: [ann], from: desk, to: crew}]
    """
    assert begun(unfold(world)) == [
        "04-01 09:00 started lead 0 call 1 team desk rep ann",
        "04-01 10:40 started lead 1 call 0 team managers rep managers-1",
        "04-02 09:00 started lead 2 chat 1 team crew rep ann",
        "04-02 09:30 started lead 1 call 1 team crew rep ann",
    ]
