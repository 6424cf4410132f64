"""What leads are: segments, attributes, accounts, deal sizes, readiness."""

from __future__ import annotations

import numpy as np
from scipy import stats

from gtmsim.plan.clock import NEVER
from tests.engine.market import leads, market, same_law, same_shares

DAY = 1440


def test_segments_come_in_their_shares_or_in_those_of_the_channel() -> None:
    plan = market(
        """
        web: {leads: 20 per day}
        fair: {leads: 20 per day, segments: {large: 60%, small: rest}}
        """,
        rest="segments: {small: {share: 70%}, mid: {share: 20%}, large: {share: rest}}",
    )
    found = leads(plan)
    web, fair = (np.bincount(found.segment[found.channel == one], minlength=3) for one in (0, 1))
    assert same_shares(web, [0.7, 0.2, 0.1])
    assert same_shares(fair, [0.4, 0.0, 0.6])


def test_attributes_follow_their_shares_and_laws() -> None:
    plan = market(
        """
        web: {leads: 20 per day}
        fair: {leads: 20 per day, attributes: {region: {shares: {north: 90%, south: rest}}}}
        """,
        rest="""
        attributes:
          region: {shares: {north: 50%, south: 30%, west: rest}}
          employees: {law: {lognormal: {median: 50, cv: 1}}}
        """,
    )
    found = leads(plan)
    region, employees = found.attributes
    web, fair = (
        np.bincount(region[found.channel == one].astype(int), minlength=3) for one in (0, 1)
    )
    assert same_shares(web, [0.5, 0.3, 0.2])
    assert same_shares(fair, [0.9, 0.1, 0.0])
    sigma = np.sqrt(np.log(2))
    assert same_law(employees, stats.lognorm(sigma, scale=50))
    assert abs(stats.pearsonr(region, np.log(employees)).statistic) < 4 / np.sqrt(len(found))


def test_deals_have_the_size_of_their_segment() -> None:
    plan = market(
        "web: {leads: 20 per day}",
        rest="""
        currency: JPY
        segments:
          small: {share: 50%, deal_size: {lognormal: {mean: 120万円 per year, cv: 0.5}}}
          large: {share: 25%, deal_size: 10万円 per month}
          free: {share: rest}
        """,
    )
    found = leads(plan)
    small, large, free = (found.amount[found.segment == one] for one in range(3))
    sigma = np.sqrt(np.log(1.25))
    law = stats.lognorm(sigma, scale=1_200_000 / np.sqrt(1.25))
    assert same_law(small.astype(float), law)
    assert abs(small.mean() - 1_200_000) < 4 * 600_000 / np.sqrt(len(small))
    assert set(large.tolist()) == {1_200_000}
    assert set(free.tolist()) == {0}


def test_accounts_are_equally_likely_within_a_segment() -> None:
    plan = market(
        "web: {leads: 20 per day}",
        rest="segments: {small: {accounts: 40}, mid: {accounts: 10}, large: {}}",
    )
    found = leads(plan)
    small, mid, large = (found.account[found.segment == one] for one in range(3))
    assert same_shares(np.bincount(small, minlength=40), [1 / 40] * 40)
    assert same_shares(np.bincount(mid - 40, minlength=10), [1 / 10] * 10)
    assert set(large.tolist()) == {-1}


def test_buyers_are_ready_now_later_or_never() -> None:
    """R130, R131: a tenth now; half later, on average in 100 days; and some buy elsewhere."""
    plan = market(
        """
        web:
          leads: 20 per day
          ready:
            now: 10%
            later: 50%
            never: rest
            later_after: {exponential: 100 days}
            buys_elsewhere_after: {exponential: 30 days}
        fair: {leads: 1 per day}
        """
    )
    found = leads(plan)
    web = found.channel == 0
    wait = found.ready_at - found.arrived
    never = found.ready_at == NEVER
    kinds = [(web & (wait == 0)).sum(), (web & (wait > 0) & ~never).sum(), (web & never).sum()]
    assert same_shares(np.asarray(kinds), [0.1, 0.5, 0.4])
    later = web & (wait > 0) & ~never
    assert same_law(wait[later] / (100 * DAY), stats.expon())
    patience = (found.elsewhere_at - found.ready_at)[web & ~never]
    assert same_law(patience / (30 * DAY), stats.expon())
    assert (found.elsewhere_at[never] == NEVER).all()
    assert (wait[~web] == 0).all()
    assert (found.elsewhere_at[~web] == NEVER).all()
