"""The entries of a list: leads that are born only if somebody calls them up."""

from __future__ import annotations

import numpy as np

from gtmsim.engine.latent import Columns, latent
from gtmsim.plan import draws
from gtmsim.plan.outreach import ListPlan
from gtmsim.plan.plan import Plan

ROUND_SERIALS = 20
"""The leads of a round have serial numbers round * 2**20 + entry."""


def entries(plan: Plan, one: ListPlan, luck: draws.Draws) -> Columns:
    """Leads that are born if somebody calls them up: every entry of a list, round by round.

    What an account is stays from round to round; each round has luck of its own. They stand at
    the horizon, where nobody comes.
    """
    channel = plan.channels[one.channel]
    numbers = np.arange(one.accounts, dtype=np.uint64)
    first = np.full(one.accounts, one.first, dtype=np.int64)
    columns = latent(plan, channel, draws.serial_keys(channel.key, numbers), first, luck)
    every = [np.tile(column, one.rounds) for column in columns]
    rounds = np.repeat(np.arange(one.rounds, dtype=np.uint64), one.accounts)
    serials = (rounds << np.uint64(ROUND_SERIALS)) + np.tile(numbers, one.rounds)
    every[0] = draws.serial_keys(channel.key, serials)
    every[1] = np.full(len(serials), plan.horizon, dtype=np.int64)
    return every
