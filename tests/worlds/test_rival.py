"""A rival who may win first: its clock, what stops it, and who hears of it (R066, R069)."""

from __future__ import annotations

from tests.worlds.world import expected, told, unfold

RIVAL = """
    channels:
      web: {on: [2026-04-01 09:00], ready: {now: 100%, buys_elsewhere_after: 2 days}}
    bought_elsewhere: lost.competitor
    stages:
      call: {function: sales, starts: {after: WAIT}, work: 30 min, then: {end: 100%}}
    teams:
      desk: {covers: sales, people: [ann]}
"""


def test_who_calls_too_late_hears_that_the_buyer_has_bought_elsewhere() -> None:
    """The call would have ended well; 48 hours after the lead came a rival had won."""
    assert told(RIVAL.replace("WAIT", "2 days")) == expected("""
        04-01 09:00 arrived lead 0
        04-01 09:00 entered lead 0 call visit 1
        04-01 09:00 delayed lead 0 call visit 1 until 04-03 09:00
        04-03 09:00 joined lead 0 call visit 1 step 1 team desk priority 0
        04-03 09:00 started lead 0 call visit 1 step 1 team desk rep ann work 30
        04-03 09:30 finished lead 0 call visit 1 step 1 team desk rep ann work 30
        04-03 09:30 lost lead 0 call visit 1 competitor
    """)


def test_who_calls_in_time_hears_nothing_of_it() -> None:
    """The answer counts, a minute before the rival's."""
    at_the_last_minute = RIVAL.replace("starts: {after: WAIT}", "decides: {after: 2849 min}")
    assert told(at_the_last_minute).splitlines()[-1] == "04-03 08:59 done lead 0 call visit 1"
    too_late = RIVAL.replace("starts: {after: WAIT}", "decides: {after: 2850 min}")
    assert told(too_late).splitlines()[-1] == "04-03 09:00 lost lead 0 call visit 1 competitor"


def test_where_it_is_not_said_what_then_happens_nothing_does() -> None:
    silent = RIVAL.replace("bought_elsewhere: lost.competitor", "").replace("WAIT", "2 days")
    assert told(silent).splitlines()[-1] == "04-03 09:30 done lead 0 call visit 1"


def test_only_who_talks_to_the_buyer_hears_it() -> None:
    """Neither a stage that is nobody's nor a call that nobody answers tells anything."""
    world = """
        channels:
          web: {on: [2026-04-01 09:00], ready: {now: 100%, buys_elsewhere_after: 1 h}}
        bought_elsewhere: lost.competitor
        stages:
          gate: {decides: {after: 1 day}, then: {call: 100%}}
          call:
            function: sales
            attempts: {max: 1, connect: 0%, work: 10 min, exhausted: recycle.unreached}
            then: {end: 100%}
          visit: {function: sales, work: 30 min, then: {end: 100%}}
        recycle: {unreached: {nurture: 1 day, then: visit}}
        teams:
          desk: {covers: sales, people: [ann]}
    """
    assert told(world) == expected("""
        04-01 09:00 arrived lead 0
        04-01 09:00 entered lead 0 gate visit 1
        04-01 09:00 delayed lead 0 gate visit 1 until 04-02 09:00
        04-02 09:00 advanced lead 0 gate visit 1 next call
        04-02 09:00 entered lead 0 call visit 1
        04-02 09:00 joined lead 0 call visit 1 step 1 team desk priority 0
        04-02 09:00 started lead 0 call visit 1 step 1 team desk rep ann work 10
        04-02 09:10 finished lead 0 call visit 1 step 1 team desk rep ann work 10
        04-02 09:10 no answer lead 0 call visit 1 step 1
        04-02 09:10 recycled lead 0 call visit 1 until 04-03 09:10 unreached

        04-03 09:10 entered lead 0 visit visit 1
        04-03 09:10 joined lead 0 visit visit 1 step 1 team desk priority 0
        04-03 09:10 started lead 0 visit visit 1 step 1 team desk rep ann work 30
        04-03 09:40 finished lead 0 visit visit 1 step 1 team desk rep ann work 30
        04-03 09:40 lost lead 0 visit visit 1 competitor
    """)


DEAL = """
    milestones: {sql: deal}
    channels:
      web: {on: [2026-04-01 09:00], ready: {now: 100%, buys_elsewhere_after: 2 days}}
    bought_elsewhere: lost.competitor
    stages:
      call: {function: sales, work: 1 h, then: {sql: 100%}}
      deal: {function: sales, work: 1 h, decides: {after: 3 days}, then: {end: 0%, BACK: rest}}
      again: {function: sales, work: 1 h, then: {end: 100%}}
    recycle:
      later: {nurture: NURTURE, then: again}
    returned:
      later: {nurture: NURTURE, then: again}
    teams:
      desk: {covers: sales, people: [ann]}
"""


def test_the_rivals_clock_stands_still_while_the_lead_is_an_open_opportunity() -> None:
    """One hour of the two days is gone at SQL; the rest runs from the end of the deal.

    The deal lasts from 04-01 10:00 to 04-04 11:00, so the rival wins at 04-06 10:00.
    """
    world = DEAL.replace("BACK", "recycle.later")
    assert told(world.replace("NURTURE", "46 h"), calendar="{hours: always}") == expected("""
        04-01 09:00 arrived lead 0
        04-01 09:00 entered lead 0 call visit 1
        04-01 09:00 joined lead 0 call visit 1 step 1 team desk priority 0
        04-01 09:00 started lead 0 call visit 1 step 1 team desk rep ann work 60
        04-01 10:00 finished lead 0 call visit 1 step 1 team desk rep ann work 60
        04-01 10:00 milestone lead 0 call visit 1 sql
        04-01 10:00 advanced lead 0 call visit 1 next deal
        04-01 10:00 entered lead 0 deal visit 1
        04-01 10:00 joined lead 0 deal visit 1 step 1 team desk priority 0
        04-01 10:00 started lead 0 deal visit 1 step 1 team desk rep ann work 60
        04-01 11:00 finished lead 0 deal visit 1 step 1 team desk rep ann work 60
        04-01 11:00 delayed lead 0 deal visit 1 until 04-04 11:00
        04-04 11:00 recycled lead 0 deal visit 1 until 04-06 09:00 later

        04-06 09:00 entered lead 0 again visit 1
        04-06 09:00 joined lead 0 again visit 1 step 1 team desk priority 0
        04-06 09:00 started lead 0 again visit 1 step 1 team desk rep ann work 60
        04-06 10:00 finished lead 0 again visit 1 step 1 team desk rep ann work 60
        04-06 10:00 lost lead 0 again visit 1 competitor
    """)


def test_a_minute_earlier_the_rival_has_not_won_yet() -> None:
    for back in ("recycle.later", "returned.later"):
        world = DEAL.replace("BACK", back).replace("NURTURE", "2759 min")
        last = told(world, calendar="{hours: always}").splitlines()[-1]
        assert last == "04-06 09:59 done lead 0 again visit 1"


def test_a_buyer_who_is_not_ready_yet_meets_no_rival_before_it_is() -> None:
    """Ready on 04-05, during an opportunity that ends on 04-04: the two days run from there."""
    later = "ready: {now: 0%, later: 100%, later_after: 4 days, buys_elsewhere_after: 2 days}"
    world = DEAL.replace("ready: {now: 100%, buys_elsewhere_after: 2 days}", later)
    world = world.replace("BACK", "recycle.later")
    late, soon = (
        told(world.replace("NURTURE", length), calendar="{hours: always}").splitlines()[-1]
        for length in ("69 h", "4139 min")
    )
    assert late.startswith("04-07 09:00 lost")  # 04-04 11:00 + 69 h + 1 h of work
    assert soon.startswith("04-07 08:59 done")


def test_who_comes_back_after_having_bought_elsewhere_meets_no_further_rival() -> None:
    """R066: six months later there is something to buy again; here it is two days."""
    world = RIVAL.replace("lost.competitor", "recycle.competitor").replace("WAIT", "2 days")
    assert told(world + "    recycle: {competitor: {nurture: 2 days, then: call}}") == expected("""
        04-01 09:00 arrived lead 0
        04-01 09:00 entered lead 0 call visit 1
        04-01 09:00 delayed lead 0 call visit 1 until 04-03 09:00
        04-03 09:00 joined lead 0 call visit 1 step 1 team desk priority 0
        04-03 09:00 started lead 0 call visit 1 step 1 team desk rep ann work 30
        04-03 09:30 finished lead 0 call visit 1 step 1 team desk rep ann work 30
        04-03 09:30 recycled lead 0 call visit 1 until 04-05 09:30 competitor
        04-05 09:30 entered lead 0 call visit 2
        04-05 09:30 delayed lead 0 call visit 2 until 04-07 09:30
        04-07 09:30 joined lead 0 call visit 2 step 1 team desk priority 0
        04-07 09:30 started lead 0 call visit 2 step 1 team desk rep ann work 30
        04-07 10:00 finished lead 0 call visit 2 step 1 team desk rep ann work 30
        04-07 10:00 done lead 0 call visit 2
    """)


def test_a_customer_has_bought_here() -> None:
    """The rival's day comes after the win: whoever talks to the customer hears nothing."""
    log = told("""
        milestones: {won: live}
        channels:
          web: {on: [2026-04-01 09:00], ready: {now: 100%, buys_elsewhere_after: 1 day}}
        bought_elsewhere: lost.competitor
        stages:
          sell: {function: sales, work: 30 min, then: {won: 100%}}
          live: {waits_for: {check_in: {after: 2 days}}}
          check_in: {function: sales, work: 30 min, then: {end: 100%}}
        teams:
          all: {covers: sales, people: [ann]}
    """)
    assert log.splitlines()[-1] == "04-03 10:00 done lead 0 check_in visit 1"


def test_the_log_keeps_what_was_drawn() -> None:
    log = unfold(RIVAL.replace("WAIT", "2 days"))
    assert log.leads["ready_at"].tolist() == [9 * 60]
    assert log.leads["elsewhere_at"].tolist() == [9 * 60 + 2 * 1440]


def test_where_a_rival_only_moves_the_odds_its_clock_never_stands_still() -> None:
    """Without `bought_elsewhere`: bought on 04-03, though the deal lasts until 04-04."""
    world = DEAL.replace("    bought_elsewhere: lost.competitor\n", "").replace(
        "BACK", "recycle.later"
    )
    world = world.replace(
        "again: {function: sales, work: 1 h, then: {end: 100%}}",
        "again: {function: sales, work: 1 h, means: at_factor_one, "
        "factors: {readiness: {elsewhere: FACTOR}}, then: {end: 99.9999%, lost.rival: rest}}",
    ).replace("NURTURE", "1 h")
    neutral, clear = (
        told(world.replace("FACTOR", factor), calendar="{hours: always}").splitlines()[-1]
        for factor in ("1", "0.000000000001")
    )
    assert neutral == "04-04 13:00 done lead 0 again visit 1"
    assert clear == "04-04 13:00 lost lead 0 again visit 1 rival"
