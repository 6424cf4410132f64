"""What a lead is and becomes: its account, its owner, its luck, its time.

The story of a lead is told in `lead.py`; here stands what changes along the way, without
waiting for anything. What a sale brings stands in `contract.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gtmsim.engine import approach, deciding, decisions, interest
from gtmsim.engine.people import Rep
from gtmsim.log.kinds import Kind
from gtmsim.plan.clock import NEVER
from gtmsim.plan.steps import Delay, DelayKind, Source, StagePlan
from gtmsim.plan.tables import Table

if TYPE_CHECKING:
    from gtmsim.engine.process import Company
    from gtmsim.engine.team import Piece

CIVIL, MONTHS = int(DelayKind.CIVIL), int(DelayKind.MONTHS)
BUSINESS_DAYS = int(DelayKind.BUSINESS_DAYS)
DATES, TERM_END = int(DelayKind.DATES), int(DelayKind.TERM_END)
NOTICE = int(DelayKind.NOTICE)
APPROVAL = int(DelayKind.APPROVAL)
RESPONSE_DELAY = int(Source.RESPONSE_DELAY)
SEGMENT = int(Source.SEGMENT)


class Account:
    """What the leads of one account share (R054): an open opportunity, and contracts.

    Attributes:
        opportunity: the lead that is the account's open opportunity, or None.
        customers: leads that were won and have not churned, in order of their wins.
        cool_until: tick until which it sends no new lead (R074).
        in_touch: leads somebody is concerned with, by row; kept where matching may fail.
    """

    __slots__ = ("cool_until", "customers", "in_touch", "opportunity")

    def __init__(self) -> None:
        self.opportunity: Buyer | None = None
        self.customers: list[Buyer] = []
        self.cool_until = 0
        self.in_touch: dict[int, Buyer] = {}

    @property
    def customer(self) -> Buyer | None:
        """The lead that made the account a customer; None while it is none."""
        return self.customers[0] if self.customers else None


class Buyer:
    """The state of one lead.

    Attributes:
        row, turn: place in the log, which names its luck, and keyed draw against ties.
        values: what conditions and factors look at, indexed by `Source`.
        visits: passages so far, by stage.
        stage: where it is, or was last.
        account: shared with other leads, as far as the company knows, or None.
        origin: the account it truly comes from, recognized or not, or None.
        duplicated: whether it was approached although another lead of its origin was (R054).
        owner: the rep responsible, or None; `owned_since` when he or she became it.
        opportunity: whether it is past SQL and not decided; since `opened_at`.
        existing: whether its account was a customer when it arrived.
        ready_at, elsewhere_at: ticks at which the buyer is ready, and has bought elsewhere.
        there: days on which the buyer is there, or None: all.
        product, buyer: what it buys, and what kind of buyer it is (see `Plan.buyers`).
        amount: what a deal is worth in minor units (recurring: per year).
        contract: what the customer pays a year, 0 without a recurring contract.
        customer_since, term_end: ticks, or -1 before the win; who is a customer when the
            first day begins is one since 0.
    """

    __slots__ = (
        "account",
        "amount",
        "buyer",
        "company",
        "contract",
        "customer_since",
        "duplicated",
        "elsewhere_at",
        "existing",
        "opened_at",
        "opportunity",
        "origin",
        "owned_since",
        "owner",
        "product",
        "ready_at",
        "recycles",
        "row",
        "stage",
        "term_end",
        "there",
        "turn",
        "values",
        "visits",
    )

    def __init__(self, company: Company, row: int) -> None:
        born = company.born
        self.company = company
        self.row = row
        self.turn = born.turn[row]
        self.amount = born.amount[row]
        self.product = company.plan.products[born.product[row]]
        self.buyer = born.buyer[row]
        self.ready_at = born.ready_at[row]
        self.elsewhere_at = born.elsewhere_at[row]
        self.origin = company.account_of(born.account[row])
        known = self.origin is not None and approach.is_recognized(self)
        self.account = self.origin if known else None
        self.duplicated = False
        self.values = born.values(row)
        self.there = company.customers_clocks[born.segment[row]]
        self.visits = [0] * len(company.plan.stages)
        self.stage: StagePlan = company.first_stages[born.channel[row]]
        self.owner: Rep | None = None
        self.owned_since = -1
        self.opportunity = False
        self.opened_at = -1
        self.existing = False
        self.recycles = 0
        self.contract = 0
        self.customer_since = -1
        self.term_end = -1

    # --- accounts ----------------------------------------------------------------------

    def is_known(self) -> None:
        """A lead of a customer's account is recognized as such (R053)."""
        account = self.account
        if account is not None and account.customer is not None:
            self.existing = True
            self.values[Source.CUSTOMER] = 1
            self.company.existing.append(self.row)

    def joins_other(self) -> Buyer | None:
        """The other lead that holds the account's open opportunity, if there is one."""
        account = self.account
        if account is None or account.opportunity is self or self.customer_since >= 0:
            return None
        return account.opportunity

    def customers_owner(self) -> Rep | None:
        """Who owns the customer that this lead's account is."""
        account = self.account
        if account is None or account.customer is None:
            return None
        return account.customer.owner

    def is_held_back(self) -> bool:
        """Whether the account has just been lost, and sends nobody for a while (R074)."""
        origin = self.origin
        if origin is None or self.company.now >= origin.cool_until:
            return False
        self.company.row(self.row, self.company.now, int(Kind.SATURATED), value=origin.cool_until)
        return True

    def cools_off(self) -> None:
        """After a loss, the account sends no new lead for a while."""
        rest = self.company.plan.segments[int(self.values[SEGMENT])].cooling_off
        if rest and self.origin is not None:
            self.origin.cool_until = self.company.now + rest

    def ends(self) -> None:
        """Nothing more happens to this lead."""
        self.closes_opportunity()
        approach.is_left_alone(self)
        if self.owner is not None:
            self.leaves_owner()

    # --- opportunities -----------------------------------------------------------------

    def opens_opportunity(self) -> None:
        """Become the account's open opportunity; others of the account merge into it."""
        if not self.opportunity:
            self.opened_at = self.company.now
        self.opportunity = True
        if self.account is not None and self.account.opportunity is None:
            self.account.opportunity = self

    def closes_opportunity(self) -> None:
        """The account has no open opportunity any longer, if this was it.

        The rival's clock, which stood still meanwhile, runs on.
        """
        self.elsewhere_at = interest.elsewhere_at(self)
        self.opportunity = False
        if self.account is not None and self.account.opportunity is self:
            self.account.opportunity = None

    def agrees_to(self, tick: int, keep: int) -> None:
        """Decide at a tick, earlier than it would have, and pay less for it (R095)."""
        self.amount = decisions.reduced(self.amount, keep)

    def term_that_runs(self) -> int:
        """When the term of the contract that runs ends; -1 without one."""
        return self.term_end

    # --- owners ------------------------------------------------------------------------

    def gets_owner(self, rep: Rep, piece: Piece) -> None:
        """Somebody becomes responsible; if it was somebody else, that is a handoff."""
        before = self.owner
        if before is not None:
            self._gives_room(before)
        self.owner = rep
        rep.open_leads += 1
        rep.assigned_at = self.owned_since = self.company.now
        self.record(
            Kind.ASSIGNED,
            piece.stage,
            team=piece.team.index,
            rep=rep.index,
            value=-1 if before is None else before.index,
        )

    def follows(self, rep: Rep, stage: StagePlan) -> None:
        """Go to the owner of the customer this lead belongs to (R053)."""
        team = rep.team
        assert team is not None
        if team.has_room(rep):
            self.owner = rep
            rep.open_leads += 1
            rep.assigned_at = self.owned_since = self.company.now
            self.record(Kind.ASSIGNED, stage, team=team.index, rep=rep.index)

    def leaves_owner(self) -> None:
        """Nobody is responsible any longer."""
        rep = self.owner
        if rep is not None:
            self.owner = None
            self.record(Kind.ASSIGNED, self.stage, value=rep.index)
            self._gives_room(rep)

    @staticmethod
    def _gives_room(rep: Rep) -> None:
        rep.open_leads -= 1
        team = rep.team
        if team is not None and team.unowned:
            team.asks_for_owners()
        if team is not None and (team.newcomers or team.lists) and team.free:
            team.asks_to_pick()

    def is_touched(self, piece: Piece, now: int) -> None:
        """Somebody begins: the response delay is known, and whether the promise was kept."""
        self.values[RESPONSE_DELAY] = now - piece.since
        promise = piece.stage.promise
        if promise is not None:
            clock = self.company.plan.clocks[promise.clock]
            self.record(
                Kind.TOUCHED,
                piece.stage,
                step=piece.step,
                team=piece.team.index,
                rep=piece.rep.index,
                reason=1 if now > piece.due else 0,
                value=clock.between(piece.since, now),
                due=piece.due,
            )

    # --- luck --------------------------------------------------------------------------

    def draw(self, stream: int, visit: int, step: int) -> int:
        """53 random bits of this lead's luck."""
        return self.company.luck.bits(stream, self.row, visit, step)

    def chance(self, stream: int, stage: StagePlan, step: int = 0) -> float:
        """A uniform number of this lead's luck on this visit."""
        return self.company.luck.chance(stream, self.row, self.visits[stage.index], step)

    def work_ticks(self, table: Table | None, stream: int, stage: StagePlan, step: int) -> int:
        """How long a piece of work takes: at least one tick."""
        assert table is not None
        visit = self.visits[stage.index]
        ticks = self.company.luck.ticks(table, stream, self.row, visit, step)
        return ticks if ticks > 0 else 1

    def looks_at_itself(self, stage: StagePlan) -> None:
        """Bring up to date what changes with time: the stage and the readiness."""
        self.values[Source.STAGE] = stage.index
        self.values[Source.READINESS] = decisions.readiness(
            self.company.now, self.ready_at, interest.elsewhere_at(self)
        )
        if self.company.plan.months:
            deciding.looks_at_calendar(self)

    # --- time --------------------------------------------------------------------------

    def end_of(self, delay: Delay, stage: StagePlan, step: int = 0) -> int:
        """When a delay that begins now is over; `step` tells the draws of a visit apart."""
        company = self.company
        now = company.now
        length = 0
        if delay.table is not None:
            if delay.stream >= 0:
                visit = self.visits[stage.index]
                length = company.luck.ticks(delay.table, delay.stream, self.row, visit, step)
            else:
                length = delay.table.whole(0)
            length = max(0, length)
        elif delay.kind == DATES:
            return decisions.next_date(delay.dates[self.buyer], delay.latest[self.buyer], now)
        elif delay.kind == TERM_END:
            return max(now, self.term_that_runs())
        elif delay.kind == NOTICE:
            return max(now, self.term_that_runs() - max(self.product.notice, 0))
        elif delay.kind == APPROVAL:
            return deciding.approved_at(self, stage, delay)
        return self.ends_from(delay, now, length)

    def ends_from(self, delay: Delay, start: int, length: int) -> int:
        """When a delay that began at `start` is over, given its drawn length."""
        kind = delay.kind
        if kind == CIVIL:
            return start + length
        if kind == MONTHS:
            return self.months_after(start, delay.count)
        clock = self.company.plan.clocks[delay.clock]
        if kind == BUSINESS_DAYS:
            return clock.shift_days(start, delay.count)
        return clock.end(start, length)

    def months_after(self, tick: int, months: int) -> int:
        """The same day of the month and time of day, some months later."""
        plan = self.company.plan
        if tick >= plan.horizon:
            return NEVER
        return decisions.months_later(plan.month_shifts[months], plan.clocks[0].midnights, tick)

    # --- record ------------------------------------------------------------------------

    def record(
        self,
        kind: int,
        stage: StagePlan,
        *,
        step: int = -1,
        team: int = -1,
        rep: int = -1,
        reason: int = -1,
        value: int = -1,
        due: int = -1,
    ) -> None:
        """Write one row about this lead's visit."""
        company = self.company
        place = stage.index
        visit = self.visits[place]
        company.row(self.row, company.now, kind, place, visit, step, team, rep, reason, value, due)
