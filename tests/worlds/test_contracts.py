"""Contracts: billing, terms, notice, prices, and buying more (R111, R133)."""

from __future__ import annotations

import pytest
from simpy.events import Event

from gtmsim.engine.process import Company
from tests.worlds.world import expected, told

WORLD = """
    currency: JPY
    milestones: {won: live, renewed: live, cross_sold: live, churned: end}
    contract: {TERMS}
    segments:
      smb: {deal_size: 120万円 per year}
    channels:
      web: {on: [2026-04-01 10:00]}
    stages:
      sell: {function: sales, work: 30 min, then: {won: 100%}}
      live: {waits_for: {LIFE}}
      review: {decides: {DECIDES}, then: {ANSWER}}
    teams:
      fs: {covers: sales, people: [ann]}
"""
"""A deal of 1.2 million yen a year, won by ann on April 1, 2026, at 10:30."""

BY_ANN = "visit 1 team fs rep ann"


def life(
    terms: str,
    waits_for: str = "churned: {after: 10 years}",
    decides: str = "at: term end",
    answer: str = "renewed: 100%",
    horizon: str = "26 months",
) -> list[str]:
    """What is told from the win on, but for waits and passages."""
    for way in ("review", "churned"):
        if way not in waits_for:
            waits_for += f", {way}: {{after: 20 years}}"
    world = WORLD.replace("TERMS", terms).replace("LIFE", waits_for)
    world = world.replace("DECIDES", decides).replace("ANSWER", answer)
    log = told(world, horizon=horizon).splitlines()
    win = next(place for place, line in enumerate(log) if "won" in line)
    dull = ("delayed", "advanced", "entered")
    return [line for line in log[win:] if not any(f" {word} " in line for word in dull)]


def shown(*lines: str) -> list[str]:
    return [line.replace("BY ANN", BY_ANN) for line in lines]


# --- Signing and billing -----------------------------------------------------------------


def test_billing_begins_later_and_the_term_with_it() -> None:
    """R111: an initial fee beside the year's amount; both are billed from May 1, for a year."""
    terms = "term: 12 months, billing_delay: 1 month, initial_fee: 30万円"
    review = "review: {before_term_ends: 0 days}"
    assert life(terms, review, decides="after: 1 hour", horizon="14 months") == shown(
        "04-01 10:30 milestone lead 0 sell BY ANN won",
        "04-01 10:30 money lead 0 sell BY ANN amount 1200000 due 05-01 10:30 new",
        "04-01 10:30 money lead 0 sell BY ANN amount 300000 due 05-01 10:30 initial_fee",
        "2027-05-01 11:30 milestone lead 0 review visit 1 renewed",
    )


def test_who_leaves_before_billing_begins_is_never_billed() -> None:
    terms = "term: 12 months, billing_delay: 2 months"
    assert life(terms, "churned: {after: 1 month}")[1:] == shown(
        "04-01 10:30 money lead 0 sell BY ANN amount 1200000 due 06-01 10:30 new",
        "05-01 10:30 milestone lead 0 live visit 1 churned",
        "05-01 10:30 money lead 0 live BY ANN amount 1200000 due 06-01 10:30 churned",
        "05-01 10:30 churned lead 0 live visit 1 churned",
    )


# --- Notice ------------------------------------------------------------------------------

NOTICE = "term: 12 months, notice: 60 days"
LEAVES = "money lead 0 live BY ANN amount 1200000 due"


@pytest.mark.parametrize(
    ("after", "given", "ends"),
    [
        ("6 months", "10-01 10:30", "2027-04-01 10:30"),
        # Sixty days before April 1 is January 31: 305 days after the win, to the minute.
        ("305 days", "2027-01-31 10:30", "2027-04-01 10:30"),
        ("306 days", "2027-02-01 10:30", "2028-04-01 10:30"),
        # The second term runs, nobody having looked at the first.
        ("13 months", "2027-05-01 10:30", "2028-04-01 10:30"),
    ],
)
def test_notice_ends_the_contract_with_its_term_or_with_the_next(
    after: str, given: str, ends: str
) -> None:
    assert life(NOTICE, f"churned: {{after: {after}}}")[2:] == shown(
        f"{given} cancelled lead 0 live visit 1 until {ends}",
        f"{ends} milestone lead 0 live visit 1 churned",
        f"{ends} {LEAVES} {ends} churned",
        f"{ends} churned lead 0 live visit 1 churned",
    )


def test_nobody_has_to_look_for_a_term_to_begin() -> None:
    """Forty days before the end of the second term is too late for it: the third binds too."""
    assert life(NOTICE, "churned: {after: 690 days}")[2] == (
        "2028-02-20 10:30 cancelled lead 0 live visit 1 until 2029-04-01 10:30"
    )


@pytest.mark.parametrize(
    ("terms", "waited_for", "until"),
    [
        (NOTICE, "at: term end", "2028-04-01 10:30"),
        (NOTICE, "at: notice deadline", "2028-02-01 10:30"),
        (f"{NOTICE}, renews: by_agreement", "at: term end", "2027-04-01 10:30"),
    ],
)
def test_dates_of_the_term_are_those_of_the_term_that_runs(
    terms: str, waited_for: str, until: str
) -> None:
    """A review in the second term, a month after it began; or in the last days of the first."""
    after = "360 days" if "by_agreement" in terms else "13 months"
    told_ = life(terms, f"review: {{after: {after}}}", waited_for, "renewed: 100%")
    assert told_[2] == f"{until} milestone lead 0 review visit 1 renewed"


def test_the_decision_can_be_waited_for_until_the_notice_deadline() -> None:
    """Reviewed ninety days before, decided sixty days before, gone at the end of the term."""
    told_ = life(
        NOTICE,
        "review: {before_term_ends: 90 days}",
        decides="at: notice deadline",
        answer="renewed: 0%, churned.price: rest",
    )
    assert told_[2:] == shown(
        "2027-01-31 10:30 cancelled lead 0 review visit 1 until 2027-04-01 10:30",
        "2027-04-01 10:30 milestone lead 0 review visit 1 churned",
        "2027-04-01 10:30 money lead 0 review BY ANN amount 1200000 due 2027-04-01 10:30 churned",
        "2027-04-01 10:30 churned lead 0 review visit 1 price",
    )


def test_without_notice_who_leaves_leaves_at_once() -> None:
    assert life("term: 12 months", "churned: {after: 6 months}")[2:] == shown(
        "10-01 10:30 milestone lead 0 live visit 1 churned",
        f"10-01 10:30 {LEAVES} 10-01 10:30 churned",
        "10-01 10:30 churned lead 0 live visit 1 churned",
    )


# --- Renewal by agreement ----------------------------------------------------------------

AGREED = "term: 12 months, renews: by_agreement"


def test_a_contract_that_nobody_renews_lapses() -> None:
    assert life(AGREED)[2:] == shown(
        "2027-04-01 10:30 milestone lead 0 live visit 1 churned",
        f"2027-04-01 10:30 {LEAVES} 2027-04-01 10:30 churned",
        "2027-04-01 10:30 churned lead 0 live visit 1 lapsed",
    )


def test_a_contract_that_was_renewed_lapses_a_year_later() -> None:
    """Reviews that renew keep it; one that decides nothing does not."""
    told_ = life(AGREED, "review: {before_term_ends: 30 days}, churned: {after: 10 years}")
    assert told_[2:] == [
        "2027-04-01 10:30 milestone lead 0 review visit 1 renewed",
        "2028-04-01 10:30 milestone lead 0 review visit 2 renewed",
    ]
    never = life(
        AGREED,
        "review: {after: 10 months}",
        decides="after: 1 day",
        answer="renewed: 0%, live: rest",
    )
    assert never[-1] == "2027-04-01 10:30 churned lead 0 live visit 2 lapsed"


def test_a_contract_lapses_when_the_customer_is_back_to_rest() -> None:
    """The term ends on April 1 in the middle of a review that leads nowhere until April 10."""
    told_ = life(
        AGREED,
        "review: {after: 360 days}",
        decides="after: 14 days",
        answer="renewed: 0%, live: rest",
    )
    assert told_[-1] == "2027-04-10 10:30 churned lead 0 live visit 2 lapsed"


def test_who_agrees_a_little_late_has_renewed_all_the_same() -> None:
    told_ = life(AGREED, "review: {after: 360 days}", decides="after: 14 days")
    assert told_[2] == "2027-04-10 10:30 milestone lead 0 review visit 1 renewed"
    assert told_[-1] == "2028-04-01 10:30 churned lead 0 live visit 2 lapsed"


def test_a_term_agreed_on_after_it_would_have_ended_is_the_next_that_ends() -> None:
    """Reviewed from April 21 to July 30: what was agreed then has not ended on June 1."""
    told_ = life(
        "term: 1 month, renews: by_agreement, price_changes: {2026-06-15: 5%}",
        "review: {after: 20 days}",
        decides="after: 100 days",
    )
    assert told_[2:] == shown(
        "07-30 10:30 milestone lead 0 review visit 1 renewed",
        "07-30 10:30 money lead 0 review visit 1 amount 60000 due 07-30 10:30 repriced",
        "08-01 10:30 milestone lead 0 live visit 2 churned",
        "08-01 10:30 money lead 0 live visit 2 team fs rep ann amount 1260000 "
        "due 08-01 10:30 churned",
        "08-01 10:30 churned lead 0 live visit 2 lapsed",
    )


def test_nothing_comes_before_the_end_of_a_contract_that_is_over() -> None:
    """A check-in was due on March 22, and the term ended on April 1: on April 16 it is late."""
    told_ = life(
        AGREED,
        "review: {after: 350 days}, sell: {every: 355 days}",
        decides="after: 30 days",
        answer="live: 100%",
    )
    assert told_[-1] == "2027-04-16 10:30 churned lead 0 live visit 2 lapsed"
    assert not any("sell visit 2" in line for line in told_)


# --- Prices ------------------------------------------------------------------------------


def test_a_dearer_price_holds_from_the_next_term() -> None:
    """5% from October 2026: 1.26 million from April 2027, whatever the customer is at then."""
    terms = "term: 12 months, price_changes: {2026-10-01: 5%, 2027-09-01: -10%}"
    rows = shown(
        "2027-04-01 10:30 money lead 0 live visit 1 amount 60000 due 2027-04-01 10:30 repriced",
        "2028-04-01 10:30 money lead 0 live visit 1 amount 126000 due 2028-04-01 10:30 contraction",
    )
    assert life(terms)[2:] == rows
    # In the middle of another visit.
    visiting = life(terms, "review: {after: 11 months}", "after: 2 months", "live: 100%")
    assert visiting[2] == rows[0].replace("live", "review")


def test_new_contracts_have_todays_price() -> None:
    """A change is in force when the deal is signed; it does not come again."""
    terms = "term: 12 months, price_changes: {2026-04-01: 21%}"
    assert life(terms)[1:] == shown(
        "04-01 10:30 money lead 0 sell BY ANN amount 1452000 due 04-01 10:30 new"
    )


def test_a_contract_renewed_early_changes_its_price_at_the_end_of_its_term() -> None:
    terms = "term: 12 months, renews: by_agreement, price_changes: {2026-10-01: 5%}"
    told_ = life(terms, "review: {after: 10 months}", "after: 1 day", horizon="14 months")
    assert told_[2:] == shown(
        "2027-02-02 10:30 milestone lead 0 review visit 1 renewed",
        "2027-04-01 10:30 money lead 0 live visit 2 amount 60000 due 2027-04-01 10:30 repriced",
    )


def test_who_renews_late_pays_the_new_price_from_then() -> None:
    """Nobody has agreed by April 1: the price waits for the agreement of April 10."""
    terms = "term: 12 months, renews: by_agreement, price_changes: {2026-10-01: 5%}"
    told_ = life(terms, "review: {after: 360 days}", "after: 14 days", horizon="14 months")
    assert told_[2:] == shown(
        "2027-04-10 10:30 milestone lead 0 review visit 1 renewed",
        "2027-04-10 10:30 money lead 0 review visit 1 amount 60000 due 2027-04-10 10:30 repriced",
    )


def test_a_contract_that_ends_does_not_change_its_price() -> None:
    terms = "term: 12 months, notice: 60 days, price_changes: {2026-10-01: 5%}"
    told_ = life(terms, "churned: {after: 6 months}")
    assert not any("repriced" in line for line in told_)
    late = life(terms, "churned: {after: 11 months}")
    assert [line.split(" due ")[0] for line in late if "money" in line][1:] == shown(
        "2027-04-01 10:30 money lead 0 live visit 1 amount 60000",
        "2028-04-01 10:30 money lead 0 live BY ANN amount 1260000",
    )


def test_a_customer_of_the_opening_pays_the_new_price_from_its_next_renewal() -> None:
    """One renews on July 1, a day before the change, and one on August 1."""
    world = """
        currency: JPY
        milestones: {won: live}
        contract: {term: 12 months, price_changes: {2026-07-02: 5%}}
        segments: {smb: {deal_size: 120万円 per year}}
        channels: {web: {on: [2029-01-01]}}
        stages:
          sell: {then: {won: 100%}}
          live: {waits_for: {churned: {after: 10 years}}}
        teams: {}
        opening:
          customers:
            - {id: a, arr: 100万円, starts: 2024-07-01}
            - {id: b, arr: 100万円, renews: 2026-08-01}
    """
    assert [line for line in told(world, horizon="16 months").splitlines() if "money" in line] == [
        "08-01 00:00 money lead 1 live visit 1 amount 50000 due 08-01 00:00 repriced",
        "2027-07-01 00:00 money lead 0 live visit 1 amount 50000 due 2027-07-01 00:00 repriced",
    ]


# --- Buying more -------------------------------------------------------------------------

PRODUCTS = """
    currency: JPY
    milestones: {won: live, cross_sold: more, churned: end}
    contract: {term: 12 months}
    products:
      basic: {share: 100%, price: 1万円 per month, seats: 10, cross_sells: {extra: 100%}}
      extra:
        price: 5万円 per month
        share: 0%
        discount: 0.2
        initial_fee: 8万円
        price_changes: {2026-07-01: 10%}
      course: {price: 20万円, share: 0%}
    segments: {smb: {products: {basic: 100%}}}
    channels: {web: {on: [2026-04-01 10:00]}}
    stages:
      sell: {function: sales, work: 30 min, then: {won: 100%}}
      live: {waits_for: {buy: {after: 2 months}}}
      buy: {function: sales, work: 1 h, then: {cross_sold: 100%}}
      more: {waits_for: {churned: {after: 20 months}}}
    teams: {fs: {covers: sales, people: [ann]}}
"""


def money(world: str) -> list[str]:
    log = told(world, horizon="36 months").splitlines()
    return [line.replace("team fs rep ann ", "") for line in log if " money " in line]


def test_another_product_joins_the_contract_and_its_term() -> None:
    """Ten seats of 120,000; then 600,000 less a fifth, its price up 10% with the term."""
    assert "\n".join(money(PRODUCTS)) == expected("""
        04-01 10:30 money lead 0 sell visit 1 amount 1200000 due 04-01 10:30 new
        06-01 11:30 money lead 0 buy visit 1 amount 480000 due 06-01 11:30 cross_sold
        06-01 11:30 money lead 0 buy visit 1 amount 80000 due 06-01 11:30 initial_fee
        2027-04-01 10:30 money lead 0 more visit 1 amount 48000 due 2027-04-01 10:30 repriced
        2028-02-01 11:30 money lead 0 more visit 1 amount 1728000 due 2028-02-01 11:30 churned
    """)


def test_another_product_bought_after_some_terms_changes_its_price_with_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Bought on September 1 under terms of a month, dearer from September 15: on October 1.

    Nothing is planned for a term that is over.
    """
    plans = Company.at

    def at(company: Company, tick: int, rank: int, index: int) -> Event:
        assert tick >= company.now
        return plans(company, tick, rank, index)

    monkeypatch.setattr(Company, "at", at)
    monthly = PRODUCTS.replace("{term: 12 months}", "{term: 1 month}")
    monthly = monthly.replace("buy: {after: 2 months}", "buy: {after: 5 months}")
    assert "\n".join(money(monthly.replace("2026-07-01: 10%", "2026-09-15: 10%"))[1:4]) == expected(
        """
        09-01 11:30 money lead 0 buy visit 1 amount 480000 due 09-01 11:30 cross_sold
        09-01 11:30 money lead 0 buy visit 1 amount 80000 due 09-01 11:30 initial_fee
        10-01 10:30 money lead 0 more visit 1 amount 48000 due 10-01 10:30 repriced
        """
    )


def test_a_product_that_is_bought_once_adds_no_contract() -> None:
    assert money(PRODUCTS.replace("{extra: 100%}", "{course: 100%}"))[1:] == [
        "06-01 11:30 money lead 0 buy visit 1 amount 200000 due 06-01 11:30 one_off",
        "2028-02-01 11:30 money lead 0 more visit 1 amount 1200000 due 2028-02-01 11:30 churned",
    ]
