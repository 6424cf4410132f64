"""What a sale brings: a contract, its terms, and the money of both.

A contract is signed, billed from then on or later, and runs for one term after the other. It
ends by notice, because nobody renewed it, or at once where no notice is asked for.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from gtmsim.engine import decisions, order
from gtmsim.engine.buyer import Buyer
from gtmsim.engine.latent import price_of
from gtmsim.log.kinds import MONEY_KINDS, Kind
from gtmsim.plan.buying import ProductPlan
from gtmsim.plan.clock import NEVER
from gtmsim.plan.steps import Source, StagePlan

if TYPE_CHECKING:
    from gtmsim.engine.process import Company

SEGMENT, CUSTOMER = int(Source.SEGMENT), int(Source.CUSTOMER)
MONEY = {name: reason for reason, name in enumerate(MONEY_KINDS)}


class Item:
    """One product of a contract.

    Attributes:
        product: what was bought.
        amount: minor units a year.
        seen: how many of the product's price changes the amount contains, or was spared.
        billed: tick from which it is billed.
    """

    __slots__ = ("amount", "billed", "product", "seen")

    def __init__(self, product: ProductPlan, amount: int, seen: int, billed: int) -> None:
        self.product = product
        self.amount = amount
        self.seen = seen
        self.billed = billed


class Customer(Buyer):
    """A buyer who may sign, renew, buy more, and give notice.

    Attributes:
        items: what the contract consists of; the first gives the terms.
        tenure_from: since when it is a customer: negative for one of the opening.
        watched: end of the term at which prices may change, or -1.
        cross_sales: how often another product was bought.
        worked_team, worked_rep: who worked on this lead last, or -1.
    """

    __slots__ = ("cross_sales", "items", "tenure_from", "watched", "worked_rep", "worked_team")

    def __init__(self, company: Company, row: int) -> None:
        super().__init__(company, row)
        self.items: list[Item] = []
        self.tenure_from = 0
        self.watched = -1
        self.cross_sales = 0
        self.worked_team = -1
        self.worked_rep = -1

    def reaches(self, stage: StagePlan, milestone: int) -> None:
        """Pass a milestone; some of them change what the lead is."""
        milestones = self.company.plan.milestones
        if self.company.pressing is not None:
            self.company.pressing.counts(self.worked_team, milestone)
        if milestone == milestones.get("won"):
            team, rep = self.worked_team, self.worked_rep
            self.record(Kind.MILESTONE, stage, team=team, rep=rep, reason=milestone)
            self.wins(stage)
            return
        self.record(Kind.MILESTONE, stage, reason=milestone)
        if milestone == milestones.get("sql"):
            self.opens_opportunity()
        elif milestone == milestones.get("renewed"):
            self.renews(stage)
        elif milestone == milestones.get("expanded"):
            self.expands(stage)
        elif milestone == milestones.get("cross_sold"):
            self.buys_another(stage)

    # --- signing -------------------------------------------------------------------------

    def wins(self, stage: StagePlan) -> None:
        """A sale is made; for an account that is a customer already it is an expansion."""
        account, now = self.account, self.company.now
        self.closes_opportunity()
        # Whoever came first: the second win of an account is never a new customer (R053).
        again = self.existing or self.customer_since >= 0
        again = again or (account is not None and account.customer is not None)
        if self.customer_since < 0:
            self.customer_since = self.tenure_from = now
        self.values[CUSTOMER] = 1
        if account is not None and self not in account.customers:
            account.customers.append(self)
        recurring = self.pays_every_year()
        if recurring is None:
            return
        item = self.quoted()
        if recurring:
            self.signs(stage, item, "expansion" if again else "new")
            self.begins_a_term(item)
        else:
            self.pays(stage, "one_off", item.amount, item.billed)
        self.pays_the_initial_fee(stage, item)

    def pays_every_year(self) -> bool | None:
        """Whether what it buys is paid every year, or once; None: nothing has a price."""
        if self.product.price is not None:
            return self.product.recurring
        segment = self.company.plan.segments[int(self.values[SEGMENT])]
        return segment.recurring if segment.deal_size is not None else None

    def quoted(self) -> Item:
        """What it signs when it is won."""
        return self.priced_today(self.product, self.amount)

    def priced_today(self, product: ProductPlan, amount: int) -> Item:
        """What is signed now: at today's prices, billed from now or later."""
        now = self.company.now
        changes = product.price_changes
        seen = 0
        while seen < len(changes) and changes[seen][0] <= now:
            amount = decisions.reduced(amount, changes[seen][1])
            seen += 1
        delay, billed = product.billing_delay, now
        if delay is not None:
            length = delay.table.whole(0) if delay.table is not None else 0
            billed = self.ends_from(delay, now, length)
        return Item(product, amount, seen, billed)

    def signs(self, stage: StagePlan, item: Item, kind: str) -> None:
        """The contract grows by a product."""
        self.items.append(item)
        self.contract += item.amount
        self.pays(stage, kind, item.amount, item.billed)

    def pays_the_initial_fee(self, stage: StagePlan, item: Item) -> None:
        """Once, beside what is paid every year (R111)."""
        if item.product.initial_fee:
            self.pays(stage, "initial_fee", item.product.initial_fee, item.billed)

    def pays(
        self, stage: StagePlan, kind: str, amount: int, billed: int, *, credited: bool = True
    ) -> None:
        """Money is booked, to the credit of who worked on it last."""
        self.record(
            Kind.MONEY,
            stage,
            team=self.worked_team if credited else -1,
            rep=self.worked_rep if credited else -1,
            reason=MONEY[kind],
            value=amount,
            due=max(billed, self.company.now),
        )

    # --- terms ---------------------------------------------------------------------------

    def begins_a_term(self, item: Item) -> None:
        """The first term runs from the signature, or from the start of billing."""
        if item.product.term:
            self.watched = -1
            self.term_end = self.months_after(item.billed, item.product.term)
            self.watches_prices(self.term_end)

    def renews(self, stage: StagePlan) -> None:
        """The contract runs for another term."""
        if self.term_end < 0:
            return
        begins = self.term_end
        self.runs_past(begins)
        while self.term_end <= self.company.now:  # whole terms have passed meanwhile
            begins = self.term_end
            self.runs_past(begins)
        if self.watched < 0:  # the term was over before anybody agreed on another
            self.changes_prices(stage, begins)
            self.watches_prices(self.term_end)

    def runs_past(self, tick: int) -> None:
        """Have the term that runs end after `tick`."""
        while self.term_end <= tick:
            self.term_end = self.months_after(self.term_end, self.product.term)

    def runs_on(self) -> None:
        """A contract that nobody ended runs on for another term, unless that was agreed."""
        if self.product.automatic and 0 <= self.term_end <= self.company.now:
            self.runs_past(self.company.now)

    def term_that_runs(self) -> int:
        """When the term that runs ends, which may be a later one than was looked at last."""
        if self.product.automatic and self.term_end >= 0:
            self.runs_past(self.company.now - 1)
        return self.term_end

    def lapses_at(self) -> int:
        """When the contract ends by itself; NEVER if it runs on."""
        if self.product.automatic or self.term_end < 0:
            return NEVER
        return self.term_end

    def bound_until(self) -> int:
        """When the contract ends at the earliest, if the customer gives notice now."""
        now, notice = self.company.now, self.product.notice
        if notice < 0 or self.term_end < 0 or not self.contract:
            return now
        if now <= self.term_that_runs() - notice:
            return self.term_end
        if self.product.automatic:
            self.runs_past(self.term_end)
        return max(now, self.term_end)

    def ends_contract(self) -> None:
        """Recurring money stops; the account stays a customer if it has another contract."""
        if self.account is not None and self in self.account.customers:
            self.account.customers.remove(self)
        if not self.contract:
            return
        now = self.company.now
        by_date: dict[int, int] = {}
        for item in self.items:
            billed = max(item.billed, now)
            by_date[billed] = by_date.get(billed, 0) + item.amount
        for billed, amount in sorted(by_date.items()):
            self.pays(self.stage, "churned", amount, billed)
        self.items.clear()
        self.contract = 0

    def ends(self) -> None:
        """Nothing more happens; a contract that nobody ended is paid as it is."""
        super().ends()
        self.watched = -1

    # --- prices --------------------------------------------------------------------------

    def watches_prices(self, term_end: int) -> None:
        """Look at the prices when this term ends, if some are to change."""
        if self.watched >= 0 or not any(_changes_ahead(item) for item in self.items):
            return
        self.watched = term_end
        passes = partial(self.term_passes, term_end)
        self.company.call(term_end, order.TERMS, self.row, passes)

    def term_passes(self, term_end: int) -> None:
        """A term is over; if the contract runs on, it does so at the prices of that day."""
        if term_end != self.watched or not self.contract:
            return
        self.watched = -1
        if self.product.automatic or self.term_end > term_end:
            self.changes_prices(self.stage, term_end)
            self.watches_prices(self.months_after(term_end, self.product.term))

    def changes_prices(self, stage: StagePlan, day: int) -> None:
        """Every price change dated until that day holds from now on."""
        for item in self.items:
            changes, before = item.product.price_changes, item.amount
            while item.seen < len(changes) and changes[item.seen][0] <= day:
                item.amount = decisions.reduced(item.amount, changes[item.seen][1])
                item.seen += 1
            more = item.amount - before
            self.contract += more
            if more:
                kind = "repriced" if more > 0 else "contraction"
                self.pays(stage, kind, abs(more), item.billed, credited=False)

    # --- buying more ---------------------------------------------------------------------

    def expands(self, stage: StagePlan) -> None:
        """The contract grows by a drawn share."""
        expansion = self.product.expansion
        if expansion is None or not self.contract:
            return
        draw = self.draw(stage.expansion_stream, self.visits[stage.index], 0)
        growth = self.contract * expansion.fixed_point(draw) + expansion.half
        growth >>= expansion.point_bits
        first = self.items[0]
        first.amount += growth
        self.contract += growth
        self.pays(stage, "expansion", growth, first.billed)

    def buys_another(self, stage: StagePlan) -> None:
        """Buy another product; it follows the term of the contract that is there (R108)."""
        shares = self.product.cross_sells
        if not shares or self.customer_since < 0:
            return
        company = self.company
        plan = company.plan
        self.cross_sales += 1
        turn = self.cross_sales
        share = company.luck.chance(plan.streams.index("cross_sell"), self.row, turn)
        product = plan.products[bisect_right(shares[:-1], share)]
        streams = [
            plan.streams.index(f"cross_sell.{one}") for one in ("price", "seats", "discount")
        ]
        luck = [self.draw(stream, turn, 0) for stream in streams]
        segment = plan.segments[int(self.values[SEGMENT])]
        if product.price is not None:
            draws = (np.asarray([draw], dtype=np.int64) for draw in luck)
            amount, recurring = int(price_of(product, *draws)[0]), product.recurring
        elif segment.deal_size is not None:
            amount, recurring = segment.deal_size.whole(luck[0]), segment.recurring
        else:
            return
        item = self.priced_today(product, amount)
        if recurring:
            self.signs(stage, item, "cross_sold")
            self.follows_the_term()
        else:
            self.pays(stage, "one_off", item.amount, item.billed)
        self.pays_the_initial_fee(stage, item)

    def follows_the_term(self) -> None:
        """A product bought in addition changes its price with the others."""
        if self.term_end >= 0 and self.product.term:
            following = self.term_end
            while following <= self.company.now:
                following = self.months_after(following, self.product.term)
            self.watches_prices(following)


def _changes_ahead(item: Item) -> bool:
    return item.seen < len(item.product.price_changes)
