"""Journeys of any shape: deal phases, no SAL, no field sales (R007, R091, R188)."""

from __future__ import annotations

from tests.worlds.world import expected, told


def test_deal_phases_follow_one_another_until_the_deal_is_won() -> None:
    """R086-R091: `next` is the phase that follows, and after the last one the win."""
    assert told("""
        milestones: {sql: early, won: end}
        deal_phases: [early, issue, agree]
        currency: JPY
        segments:
          smb: {deal_size: 50万円}
        channels:
          web: {on: [2026-04-01 10:00]}
        stages:
          call: {function: inside_sales, work: 30 min, then: {sql: 100%}}
          agree: {function: field_sales, work: 10 min, then: {next: 100%}}
          issue: {function: field_sales, work: 20 min, then: {next: 100%}}
          early: {function: field_sales, work: 30 min, then: {next: 100%}}
        teams:
          is: {covers: inside_sales, people: [ann]}
          fs: {covers: field_sales, people: [bob]}
    """) == expected("""
        04-01 10:00 arrived lead 0
        04-01 10:00 entered lead 0 call visit 1
        04-01 10:00 joined lead 0 call visit 1 step 1 team is priority 0
        04-01 10:00 started lead 0 call visit 1 step 1 team is rep ann work 30
        04-01 10:30 finished lead 0 call visit 1 step 1 team is rep ann work 30
        04-01 10:30 milestone lead 0 call visit 1 sql
        04-01 10:30 advanced lead 0 call visit 1 next early
        04-01 10:30 entered lead 0 early visit 1
        04-01 10:30 joined lead 0 early visit 1 step 1 team fs priority 0
        04-01 10:30 started lead 0 early visit 1 step 1 team fs rep bob work 30
        04-01 11:00 finished lead 0 early visit 1 step 1 team fs rep bob work 30
        04-01 11:00 advanced lead 0 early visit 1 next issue
        04-01 11:00 entered lead 0 issue visit 1
        04-01 11:00 joined lead 0 issue visit 1 step 1 team fs priority 0
        04-01 11:00 started lead 0 issue visit 1 step 1 team fs rep bob work 20
        04-01 11:20 finished lead 0 issue visit 1 step 1 team fs rep bob work 20
        04-01 11:20 advanced lead 0 issue visit 1 next agree
        04-01 11:20 entered lead 0 agree visit 1
        04-01 11:20 joined lead 0 agree visit 1 step 1 team fs priority 0
        04-01 11:20 started lead 0 agree visit 1 step 1 team fs rep bob work 10
        04-01 11:30 finished lead 0 agree visit 1 step 1 team fs rep bob work 10
        04-01 11:30 milestone lead 0 agree visit 1 team fs rep bob won
        04-01 11:30 money lead 0 agree visit 1 team fs rep bob amount 500000 due 04-01 11:30 one_off
        04-01 11:30 done lead 0 agree visit 1
    """)


def test_another_list_of_phases_is_another_journey() -> None:
    """R091: the same stages in another order, and one left out."""
    world = """
        milestones: {won: end}
        deal_phases: [issue, early]
        channels:
          web: {on: [2026-04-01 10:00]}
        first_stage: issue
        stages:
          early: {function: field_sales, work: 30 min, then: {next: 100%}}
          issue: {function: field_sales, work: 20 min, then: {next: 100%}}
        teams:
          fs: {covers: field_sales, people: [bob]}
    """
    ways = [line for line in told(world).splitlines() if "advanced" in line or "milest" in line]
    assert "\n".join(ways) == expected("""
        04-01 10:20 advanced lead 0 issue visit 1 next early
        04-01 10:50 milestone lead 0 early visit 1 team fs rep bob won
    """)


def test_a_journey_without_sal_goes_from_mql_to_sql() -> None:
    """R007: field sales takes over from inside sales directly."""
    assert told("""
        milestones: {mql: qualify, sql: deal, won: end}
        channels:
          web: {on: [2026-04-01 10:00]}
        stages:
          gate: {then: {mql: 100%}}
          qualify: {function: inside_sales, work: 30 min, then: {sql: 100%}}
          deal: {function: field_sales, work: 1 h, then: {won: 0%, lost.no_need: rest}}
        teams:
          is: {covers: inside_sales, people: [ann]}
          fs: {covers: field_sales, people: [bob], assignment: on_arrival}
    """) == expected("""
        04-01 10:00 arrived lead 0
        04-01 10:00 entered lead 0 gate visit 1
        04-01 10:00 milestone lead 0 gate visit 1 mql
        04-01 10:00 advanced lead 0 gate visit 1 next qualify
        04-01 10:00 entered lead 0 qualify visit 1
        04-01 10:00 joined lead 0 qualify visit 1 step 1 team is priority 0
        04-01 10:00 started lead 0 qualify visit 1 step 1 team is rep ann work 30
        04-01 10:30 finished lead 0 qualify visit 1 step 1 team is rep ann work 30
        04-01 10:30 milestone lead 0 qualify visit 1 sql
        04-01 10:30 advanced lead 0 qualify visit 1 next deal
        04-01 10:30 entered lead 0 deal visit 1
        04-01 10:30 joined lead 0 deal visit 1 step 1 team fs priority 0
        04-01 10:30 assigned lead 0 deal visit 1 team fs rep bob
        04-01 10:30 started lead 0 deal visit 1 step 1 team fs rep bob work 60
        04-01 11:30 finished lead 0 deal visit 1 step 1 team fs rep bob work 60
        04-01 11:30 lost lead 0 deal visit 1 no_need
        04-01 11:30 assigned lead 0 deal visit 1 owner before bob
    """)


def test_a_journey_without_field_sales_sells_itself() -> None:
    """R188: sign-up, a week of trial, a subscription, a first check-in."""
    assert told(
        """
        milestones: {won: live}
        currency: JPY
        contract: {term: 12 months}
        segments:
          user: {deal_size: 1万円 per month}
        channels:
          site: {on: [2026-04-01 21:30]}
        stages:
          trial: {decides: {after: 1 week}, then: {won: 100%}}
          live: {waits_for: {check_in: {every: 30 days}, churned: {after: 10 years}}}
          check_in: {function: success, work: 10 min, then: {live: 100%}}
        teams:
          cs: {covers: success, people: [eve]}
        """,
        horizon="2 months",
    ) == expected("""
        04-01 21:30 arrived lead 0
        04-01 21:30 entered lead 0 trial visit 1
        04-01 21:30 delayed lead 0 trial visit 1 until 04-08 21:30
        04-08 21:30 milestone lead 0 trial visit 1 won
        04-08 21:30 money lead 0 trial visit 1 amount 120000 due 04-08 21:30 new
        04-08 21:30 advanced lead 0 trial visit 1 next live
        04-08 21:30 entered lead 0 live visit 1
        04-08 21:30 delayed lead 0 live visit 1 until 05-08 21:30
        05-08 21:30 advanced lead 0 live visit 1 next check_in
        05-08 21:30 entered lead 0 check_in visit 1
        05-08 21:30 joined lead 0 check_in visit 1 step 1 team cs priority 0
        05-11 09:00 started lead 0 check_in visit 1 step 1 team cs rep eve work 10
        05-11 09:10 finished lead 0 check_in visit 1 step 1 team cs rep eve work 10
        05-11 09:10 advanced lead 0 check_in visit 1 next live
        05-11 09:10 entered lead 0 live visit 2
        05-11 09:10 delayed lead 0 live visit 2 until 06-07 21:30
    """)
