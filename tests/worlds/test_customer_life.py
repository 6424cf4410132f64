"""From the win to renewal or churn (R097-R108)."""

from __future__ import annotations

from tests.worlds.world import expected, told

HEAD = """
        milestones: {won: setup, onboarded: live, renewed: live, expanded: live, churned: end}
        currency: JPY
        contract: {term: 12 months, expansion: 0.2}
        segments:
          smb: {deal_size: 120万円 per year}
        channels:
          web: {on: [2026-04-01 10:00]}
        teams:
          fs: {covers: sales, people: [ann]}
          cs: {covers: success, people: [eve], assignment: on_arrival}
        stages:
          sell: {function: sales, work: 30 min, then: {won: 100%}}
"""
"""A deal of 1.2 million yen a year, won on April 1 at 10:30."""

WIN = expected("""
        04-01 10:00 arrived lead 0
        04-01 10:00 entered lead 0 sell visit 1
        04-01 10:00 joined lead 0 sell visit 1 step 1 team fs priority 0
        04-01 10:00 started lead 0 sell visit 1 step 1 team fs rep ann work 30
        04-01 10:30 finished lead 0 sell visit 1 step 1 team fs rep ann work 30
        04-01 10:30 milestone lead 0 sell visit 1 team fs rep ann won
        04-01 10:30 money lead 0 sell visit 1 team fs rep ann amount 1200000 due 04-01 10:30 new
        04-01 10:30 advanced lead 0 sell visit 1 next setup
        04-01 10:30 entered lead 0 setup visit 1
""")


def after_the_win(stages: str, horizon: str) -> str:
    """The log from the second after the win; what comes before is `WIN`."""
    log = told(HEAD + stages, horizon=horizon)
    assert log.startswith(WIN)
    return log[len(WIN) + 1 :]


def test_onboarding_and_check_ins_every_thirty_days() -> None:
    """R097, R105: three sessions of onboarding; the rhythm runs from going live.

    Day 30 is Sunday, May 31, so that the work is done on Monday; day 60 is counted from the
    Sunday, not from the Monday.
    """
    assert after_the_win(
        """
          setup:
            function: success
            sessions: 3
            work: 30 min
            thinking: 10 days
            decides: {after: 10 days}
            then: {onboarded: 100%}
          live: {waits_for: {check_in: {every: 30 days}, churned: {after: 10 years}}}
          check_in: {function: success, work: 1 h, then: {live: 100%}}
        """,
        "100 days",
    ) == expected("""
        04-01 10:30 joined lead 0 setup visit 1 step 1 team cs priority 0
        04-01 10:30 assigned lead 0 setup visit 1 team cs rep eve
        04-01 10:30 started lead 0 setup visit 1 step 1 team cs rep eve work 30
        04-01 11:00 finished lead 0 setup visit 1 step 1 team cs rep eve work 30
        04-01 11:00 delayed lead 0 setup visit 1 until 04-11 11:00
        04-11 11:00 joined lead 0 setup visit 1 step 2 team cs rep eve priority 0
        04-13 09:00 started lead 0 setup visit 1 step 2 team cs rep eve work 30
        04-13 09:30 finished lead 0 setup visit 1 step 2 team cs rep eve work 30
        04-13 09:30 delayed lead 0 setup visit 1 until 04-23 09:30
        04-23 09:30 joined lead 0 setup visit 1 step 3 team cs rep eve priority 0
        04-23 09:30 started lead 0 setup visit 1 step 3 team cs rep eve work 30
        04-23 10:00 finished lead 0 setup visit 1 step 3 team cs rep eve work 30
        04-23 10:00 delayed lead 0 setup visit 1 until 05-03 10:00
        05-03 10:00 milestone lead 0 setup visit 1 onboarded
        05-03 10:00 advanced lead 0 setup visit 1 next live

        05-03 10:00 entered lead 0 live visit 1
        05-03 10:00 delayed lead 0 live visit 1 until 06-02 10:00
        06-02 10:00 advanced lead 0 live visit 1 next check_in
        06-02 10:00 entered lead 0 check_in visit 1
        06-02 10:00 joined lead 0 check_in visit 1 step 1 team cs rep eve priority 0
        06-02 10:00 started lead 0 check_in visit 1 step 1 team cs rep eve work 60
        06-02 11:00 finished lead 0 check_in visit 1 step 1 team cs rep eve work 60
        06-02 11:00 advanced lead 0 check_in visit 1 next live
        06-02 11:00 entered lead 0 live visit 2
        06-02 11:00 delayed lead 0 live visit 2 until 07-02 10:00
        07-02 10:00 advanced lead 0 live visit 2 next check_in
        07-02 10:00 entered lead 0 check_in visit 2
        07-02 10:00 joined lead 0 check_in visit 2 step 1 team cs rep eve priority 0
        07-02 10:00 started lead 0 check_in visit 2 step 1 team cs rep eve work 60
        07-02 11:00 finished lead 0 check_in visit 2 step 1 team cs rep eve work 60
        07-02 11:00 advanced lead 0 check_in visit 2 next live
        07-02 11:00 entered lead 0 live visit 3
        07-02 11:00 delayed lead 0 live visit 3 until 08-01 10:00
    """)


def test_a_review_before_the_term_ends_and_a_renewal_for_another_term() -> None:
    """R107: 60 days before April 1, 2027 is Sunday, January 31; before April 1, 2028 it is
    February 1. The second term ends at the horizon, which is no longer simulated.
    """
    assert after_the_win(
        """
          setup: {then: {onboarded: 100%}}
          live: {waits_for: {review: {before_term_ends: 60 days}, churned: {after: 10 years}}}
          review:
            function: success
            work: 1 h
            decides: {at: term end}
            then: {renewed: 100%}
        """,
        "24 months",
    ) == expected("""
        04-01 10:30 milestone lead 0 setup visit 1 onboarded
        04-01 10:30 advanced lead 0 setup visit 1 next live
        04-01 10:30 entered lead 0 live visit 1
        04-01 10:30 delayed lead 0 live visit 1 until 2027-01-31 10:30
        2027-01-31 10:30 advanced lead 0 live visit 1 next review
        2027-01-31 10:30 entered lead 0 review visit 1
        2027-01-31 10:30 joined lead 0 review visit 1 step 1 team cs priority 0
        2027-01-31 10:30 assigned lead 0 review visit 1 team cs rep eve
        2027-02-01 09:00 started lead 0 review visit 1 step 1 team cs rep eve work 60
        2027-02-01 10:00 finished lead 0 review visit 1 step 1 team cs rep eve work 60
        2027-02-01 10:00 delayed lead 0 review visit 1 until 2027-04-01 10:30
        2027-04-01 10:30 milestone lead 0 review visit 1 renewed
        2027-04-01 10:30 advanced lead 0 review visit 1 next live
        2027-04-01 10:30 entered lead 0 live visit 2
        2027-04-01 10:30 delayed lead 0 live visit 2 until 2028-02-01 10:30
        2028-02-01 10:30 advanced lead 0 live visit 2 next review
        2028-02-01 10:30 entered lead 0 review visit 2
        2028-02-01 10:30 joined lead 0 review visit 2 step 1 team cs rep eve priority 0
        2028-02-01 10:30 started lead 0 review visit 2 step 1 team cs rep eve work 60
        2028-02-01 11:30 finished lead 0 review visit 2 step 1 team cs rep eve work 60
        2028-02-01 11:30 delayed lead 0 review visit 2 until 2028-04-01 10:30
    """)


REVIEWS = """
          setup: {then: {onboarded: 100%}}
          live:
            waits_for:
              first: {before_term_ends: 180 days}
              second: {before_term_ends: 90 days}
              third: {before_term_ends: 60 days}
              churned: {after: 10 years}
          first: {function: success, work: 1 h, then: {live: 100%}}
          second: {function: success, work: 1 h, then: {live: 100%}}
          third: {function: success, work: 1 h, then: {renewed: 100%}}
"""


def test_three_reviews_180_90_and_60_days_before_the_term_ends() -> None:
    """R107: before April 1, 2027; the last of them agrees on another term."""
    log = after_the_win(REVIEWS, "13 months")
    assert [line for line in log.splitlines() if "advanced" in line][1:] == [
        "10-03 10:30 advanced lead 0 live visit 1 next first",
        "10-05 10:00 advanced lead 0 first visit 1 next live",
        "2027-01-01 10:30 advanced lead 0 live visit 2 next second",
        "2027-01-01 11:30 advanced lead 0 second visit 1 next live",
        "2027-01-31 10:30 advanced lead 0 live visit 3 next third",
        "2027-02-01 10:00 advanced lead 0 third visit 1 next live",
    ]


def test_a_contract_whose_reviews_nobody_holds_lapses() -> None:
    """R107: what a missed review does is written down; here it ends what is not agreed anew."""
    agreed = HEAD.replace("contract: {", "contract: {renews: by_agreement, ")
    left = agreed.replace("people: [eve]", "people: [{name: eve, leaves: 2026-09-01}]")
    missed = "function: success, goes_cold_after: 14 days, cold: live,"
    reviews = REVIEWS.replace("function: success,", missed)
    held, never_held = (told(head + reviews, horizon="13 months") for head in (agreed, left))
    assert "renewed" in held
    assert "lapsed" not in held
    assert "2027-02-14 10:30 went cold lead 0 third visit 1 step 1" in never_held
    assert never_held.splitlines()[-1] == "2027-04-01 10:30 churned lead 0 live visit 4 lapsed"


def test_expansion_adds_money_and_churn_takes_all_of_it() -> None:
    """R108: a fifth more after ten days, then the customer leaves with 1.44 million."""
    assert after_the_win(
        """
          setup: {then: {onboarded: 100%}}
          live: {waits_for: {expand: {after: 10 days}}}
          expand: {function: success, work: 1 h, then: {big: 100%}}
          big: {then: {quiet: {share: 100%, to: calm, milestone: expanded}}}
          calm: {waits_for: {churned.bankrupt: {after: 2 months}}}
        """,
        "4 months",
    ) == expected("""
        04-01 10:30 milestone lead 0 setup visit 1 onboarded
        04-01 10:30 advanced lead 0 setup visit 1 next live
        04-01 10:30 entered lead 0 live visit 1
        04-01 10:30 delayed lead 0 live visit 1 until 04-11 10:30
        04-11 10:30 advanced lead 0 live visit 1 next expand
        04-11 10:30 entered lead 0 expand visit 1
        04-11 10:30 joined lead 0 expand visit 1 step 1 team cs priority 0
        04-11 10:30 assigned lead 0 expand visit 1 team cs rep eve
        04-13 09:00 started lead 0 expand visit 1 step 1 team cs rep eve work 60
        04-13 10:00 finished lead 0 expand visit 1 step 1 team cs rep eve work 60
        04-13 10:00 advanced lead 0 expand visit 1 next big
        04-13 10:00 entered lead 0 big visit 1
        04-13 10:00 milestone lead 0 big visit 1 expanded
        04-13 10:00 money lead 0 big visit 1 team cs rep eve amount 240000 due 04-13 10:00 expansion
        04-13 10:00 advanced lead 0 big visit 1 next calm
        04-13 10:00 entered lead 0 calm visit 1
        04-13 10:00 delayed lead 0 calm visit 1 until 06-13 10:00
        06-13 10:00 milestone lead 0 calm visit 1 churned
        06-13 10:00 money lead 0 calm visit 1 team cs rep eve amount 1440000 due 06-13 10:00 churned
        06-13 10:00 churned lead 0 calm visit 1 bankrupt
        06-13 10:00 assigned lead 0 calm visit 1 owner before eve
    """)


def test_a_customer_who_does_not_renew_churns_at_the_end_of_the_term() -> None:
    log = after_the_win(
        """
          setup: {then: {onboarded: 100%}}
          live: {waits_for: {review: {before_term_ends: 60 days}, churned: {after: 10 years}}}
          review:
            function: success
            work: 1 h
            decides: {at: term end}
            then: {renewed: 0%, churned.not_renewed: rest}
        """,
        "24 months",
    )
    assert log.splitlines()[-5:] == [
        "2027-02-01 10:00 delayed lead 0 review visit 1 until 2027-04-01 10:30",
        "2027-04-01 10:30 milestone lead 0 review visit 1 churned",
        "2027-04-01 10:30 money lead 0 review visit 1 team cs rep eve amount 1200000 "
        "due 2027-04-01 10:30 churned",
        "2027-04-01 10:30 churned lead 0 review visit 1 not_renewed",
        "2027-04-01 10:30 assigned lead 0 review visit 1 owner before eve",
    ]


def test_who_renews_early_is_bound_until_the_end_of_the_new_term() -> None:
    """Renewed in February 2027; who gives notice in May is free on April 1, 2028."""
    log = after_the_win(
        """
          setup: {then: {onboarded: 100%}}
          live: {waits_for: {review: {before_term_ends: 60 days}, churned: {after: 10 years}}}
          review: {function: success, work: 1 h, then: {bound: {share: 100%, milestone: renewed}}}
          bound: {waits_for: {notice: {after: 3 months}}}
          notice: {decides: {at: term end}, then: {churned.price: 100%}}
        """,
        "25 months",
    )
    assert log.splitlines()[-9:] == [
        "2027-02-01 10:00 entered lead 0 bound visit 1",
        "2027-02-01 10:00 delayed lead 0 bound visit 1 until 2027-05-01 10:00",
        "2027-05-01 10:00 advanced lead 0 bound visit 1 next notice",
        "2027-05-01 10:00 entered lead 0 notice visit 1",
        "2027-05-01 10:00 delayed lead 0 notice visit 1 until 2028-04-01 10:30",
        "2028-04-01 10:30 milestone lead 0 notice visit 1 churned",
        "2028-04-01 10:30 money lead 0 notice visit 1 team cs rep eve amount 1200000 "
        "due 2028-04-01 10:30 churned",
        "2028-04-01 10:30 churned lead 0 notice visit 1 price",
        "2028-04-01 10:30 assigned lead 0 notice visit 1 owner before eve",
    ]


def test_a_contract_that_nobody_ends_runs_on_and_is_reviewed_once_a_term() -> None:
    """The review of 2027 decides nothing: the next one is a year later."""
    log = after_the_win(
        """
          setup: {then: {onboarded: 100%}}
          live: {waits_for: {review: {before_term_ends: 60 days}, churned: {after: 10 years}}}
          review: {function: success, work: 1 h, then: {live: 100%}}
        """,
        "24 months",
    )
    reviews = [line for line in log.splitlines() if "finished" in line]
    assert "\n".join(reviews) == expected("""
        2027-02-01 10:00 finished lead 0 review visit 1 step 1 team cs rep eve work 60
        2028-02-01 11:30 finished lead 0 review visit 2 step 1 team cs rep eve work 60
    """)
