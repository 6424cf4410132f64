"""A list of accounts is called up by whoever has the time for it (R018)."""

from __future__ import annotations

from textwrap import dedent

from gtmsim.kpi import measure
from gtmsim.log import EventLog, Kind
from gtmsim.log.readable import dates
from tests.worlds.world import expected, told, unfold

IDLE = """
channels:
  web: {on: [2026-04-01 09:10]}
  outbound: {list: 2 accounts, enters: prospect}
stages:
  talk: {function: sales, work: 2 h, then: {end: 100%}}
  prospect: {function: sales, work: 1 h, then: {talk: 100%}}
teams:
  sales: {covers: sales, people: [ann]}
"""


def test_a_list_is_called_up_when_nothing_waits() -> None:
    """The lead of 9:10 and the first entry's talk come before the second entry."""
    assert told(IDLE) == expected("""
        04-01 09:00 arrived lead 0
        04-01 09:00 entered lead 0 prospect visit 1
        04-01 09:00 joined lead 0 prospect visit 1 step 1 team sales priority 0
        04-01 09:00 started lead 0 prospect visit 1 step 1 team sales rep ann work 60

        04-01 09:10 arrived lead 1
        04-01 09:10 entered lead 1 talk visit 1
        04-01 09:10 joined lead 1 talk visit 1 step 1 team sales priority 0

        04-01 10:00 finished lead 0 prospect visit 1 step 1 team sales rep ann work 60
        04-01 10:00 advanced lead 0 prospect visit 1 next talk
        04-01 10:00 entered lead 0 talk visit 1
        04-01 10:00 joined lead 0 talk visit 1 step 1 team sales priority 0

        04-01 10:00 started lead 1 talk visit 1 step 1 team sales rep ann work 120
        04-01 12:00 finished lead 1 talk visit 1 step 1 team sales rep ann work 120
        04-01 12:00 done lead 1 talk visit 1

        04-01 13:00 started lead 0 talk visit 1 step 1 team sales rep ann work 120
        04-01 15:00 finished lead 0 talk visit 1 step 1 team sales rep ann work 120
        04-01 15:00 done lead 0 talk visit 1

        04-01 15:00 arrived lead 2
        04-01 15:00 entered lead 2 prospect visit 1
        04-01 15:00 joined lead 2 prospect visit 1 step 1 team sales priority 0
        04-01 15:00 started lead 2 prospect visit 1 step 1 team sales rep ann work 60
        04-01 16:00 finished lead 2 prospect visit 1 step 1 team sales rep ann work 60
        04-01 16:00 advanced lead 2 prospect visit 1 next talk
        04-01 16:00 entered lead 2 talk visit 1
        04-01 16:00 joined lead 2 talk visit 1 step 1 team sales priority 0
        04-01 16:00 started lead 2 talk visit 1 step 1 team sales rep ann work 120
        04-01 18:00 finished lead 2 talk visit 1 step 1 team sales rep ann work 120
        04-01 18:00 done lead 2 talk visit 1
    """)


def came(log: EventLog, channel: str) -> list[str]:
    """When leads of a channel came."""
    mine = log.leads["channel"] == list(log.channels["id"]).index(channel)
    return [f"{moment:%m-%d %H:%M}" for moment in dates(log, log.leads["arrived"][mine])]


def with_team(team: str, world: str = IDLE) -> EventLog:
    return unfold(world.replace("people: [ann]", team))


def test_a_list_that_is_named_first_comes_first() -> None:
    log = with_team("people: [ann], priorities: [{stage: prospect}]")
    assert came(log, "outbound") == ["04-01 09:00", "04-01 10:00"]


def test_a_list_waits_for_what_is_more_urgent() -> None:
    """At 10:00 two talks wait; in the order of the file they are named before the list."""
    log = with_team("people: [ann], priorities: [{stage: talk}, {stage: prospect}]")
    assert came(log, "outbound") == ["04-01 09:00", "04-01 15:00"]


def test_closing_before_prospecting_starves_the_list() -> None:
    busy = IDLE.replace("web: {on: [2026-04-01 09:10]}", "web: {leads: 40 per day}")
    closing = busy.replace("people: [ann]", "people: [ann], priorities: [{stage: talk}]")
    starved = unfold(closing.replace("2 accounts", "100 accounts"))
    assert len(came(starved, "outbound")) <= 1
    assert measure(starved, ["list_left"])["list_left"].value >= 99


def test_a_list_that_is_called_up_ends() -> None:
    log = unfold(IDLE.replace("talk: 100%", "lost.no: 100%"), horizon="4 weeks")
    assert came(log, "outbound") == ["04-01 09:00", "04-01 13:00"]
    table = measure(log, ["prospected", "list_left", "prospecting_hours", "leads.outbound"])
    assert [row.value for row in table] == [2, 0, 2, 2]


def test_two_people_share_a_list() -> None:
    log = with_team("people: [ann, bob]")
    assert came(log, "outbound") == ["04-01 09:00", "04-01 09:00"]


def test_nobody_takes_up_more_than_allowed() -> None:
    log = with_team("people: [ann], assignment: when_free, max_open_leads: 1")
    assert came(log, "outbound") == ["04-01 09:00", "04-01 15:00"]
    log = with_team("people: [ann], assignment: on_arrival, max_open_leads: 1")
    assert came(log, "outbound") == ["04-01 09:00", "04-01 15:00"]


def test_teams_call_up_whom_they_serve_and_keep_them() -> None:
    """Each team finds its own among the entries; what it called up stays with it."""
    two = """
        attributes: {region: {shares: {east: 50%, west: rest}}}
        channels: {outbound: {list: 30, enters: prospect}}
        stages:
          prospect:
            function: sales
            attempts: {max: 3, connect: 0%, work: 1 h, within: 3 h, exhausted: lost.unreached}
            work: 1 h
            then: {end: 100%}
        teams:
          east: {covers: sales, people: [ann], serves: {region: east}}
          all: {covers: sales, people: [bob]}
    """
    log = unfold(two)
    region = log.leads["attribute.region"]
    started = log.select(Kind.STARTED)
    lead, team = log.events["lead"][started], log.events["team"][started]
    assert set(region[lead[team == 0]].tolist()) == {0}
    assert set(region[lead[team == 1]].tolist()) == {0, 1}
    assert all(len(set(team[lead == one].tolist())) == 1 for one in set(lead.tolist()))


AGAIN = """
channels: {outbound: {list: 1, rounds: 2, again_after: 1 day}}
stages: {prospect: {function: sales, work: 1 h, then: {lost.no: 100%}}}
teams: {sales: {covers: sales, people: [ann]}}
"""


def test_an_account_that_was_lost_is_called_up_once_more() -> None:
    log = unfold(AGAIN)
    assert came(log, "outbound") == ["04-01 09:00", "04-02 10:00"]
    assert len(set(log.leads["key"].tolist())) == 2
    assert log.leads["entry"].tolist() == [0, 0]
    table = measure(log, ["prospected", "list_left"])
    assert [row.value for row in table] == [2, 0]


def test_who_was_not_lost_is_left_alone() -> None:
    assert came(unfold(AGAIN.replace("lost.no", "end")), "outbound") == ["04-01 09:00"]


def test_a_list_is_worked_from_its_first_day_to_its_last() -> None:
    late = IDLE.replace("2 accounts", "20 accounts, first: 2026-04-02 13:30, until: 2026-04-03")
    moments = came(unfold(late.replace("talk: 100%", "lost.no: 100%")), "outbound")
    assert moments == ["04-02 13:30", "04-02 14:30", "04-02 15:30", "04-02 16:30", "04-02 17:30"]


def test_a_new_organization_goes_on_with_the_list() -> None:
    change = """
        reorganizations:
          - from: 2026-04-02
            teams: {crew: {covers: sales, headcount: 1}}
            moves: [{people: [ann], from: sales, to: crew}]
    """
    world = dedent(AGAIN).replace("list: 1,", "list: 14,") + dedent(change)
    moments = came(unfold(world), "outbound")
    assert len([one for one in moments if one.startswith("04-02")]) > 6


def test_readiness_counts_from_the_first_day() -> None:
    ready = AGAIN.replace(
        "list: 1,", "list: 30, ready: {now: 0%, later: rest, later_after: 3 days},"
    )
    assert set(unfold(ready).leads["ready_at"].tolist()) == {3 * 24 * 60}


def test_an_account_with_an_open_deal_is_taken_off_the_list() -> None:
    """What merges takes nobody's time: the next entry is called up in the same tick."""
    merging = """
        segments: {few: {accounts: 1}}
        channels: {outbound: {list: 3}}
        stages:
          prospect: {function: sales, work: 1 h, then: {sql: 100%}}
          deal: {decides: {after: 3 days}, then: {won: 100%}}
        milestones: {sql: deal, won: end}
        teams: {sales: {covers: sales, people: [ann]}}
    """
    log = unfold(merging)
    assert came(log, "outbound") == ["04-01 09:00", "04-01 10:00", "04-01 10:00"]
    assert log.select(Kind.MERGED).sum() == 2


SOLD = """
segments: {all: {deal_size: 100 JPY}}
channels:
  web: {on: [2026-04-01 09:10]}
  outbound: {list: 2, enters: prospect}
stages:
  talk: {function: sales, work: 2 h, then: {sql: 100%}}
  prospect: {function: sales, work: 1 h, then: {talk: 100%}}
  deal: {decides: {after: 2 days}, then: {won: 100%}}
milestones: {sql: deal, won: end}
teams:
  sales: {covers: sales, people: [ann]}
"""


def test_pipeline_and_wins_are_told_by_channel() -> None:
    """Who brought what: the lead that came by itself, and those that were called up (R018)."""
    log = unfold(SOLD)
    ids = [f"{kpi}.{channel}" for kpi in ("wins", "pipeline") for channel in ("web", "outbound")]
    assert [row.value for row in measure(log, ids)] == [1, 2, 0, 0]
    day = measure(log, ids, period=("2026-04-01", "2026-04-02"))
    assert [row.value for row in day] == [0, 0, 100, 200]


# --- Inbound and outbound --------------------------------------------------------------------


def test_outbound_has_any_number_of_people_of_its_own_or_shares_those_of_inbound() -> None:
    """R018: a call takes an hour of eight; with nobody of its own, what inbound leaves is its."""
    world = """
        channels:
          web: {on: [2026-04-01 09:00, 2026-04-01 10:00, 2026-04-01 11:00, 2026-04-01 13:00]}
          outbound: {list: 30 accounts, enters: prospect}
        stages:
          talk: {function: inbound, work: 1 h, urgency: 0, then: {end: 100%}}
          prospect: {function: outbound, work: 1 h, urgency: 1, then: {end: 100%}}
        teams:
          sdr: {covers: [inbound, outbound], people: [ann], order: first_come}
          bdr: {covers: outbound, headcount: SIZE}
    """
    called = []
    for size in (0, 1, 2, 3):
        log = unfold(world.replace("SIZE", str(size)), horizon="1 day")
        web, outbound = measure(log, ["leads.web", "leads.outbound"])
        assert web.value == 4
        called.append(outbound.value)
    assert called == [4, 12, 20, 28]
