"""What a lead is and becomes: its account, its owner, its milestones, its contract.

The story of a lead is told in `lead.py`; here stands what changes along the way, without
waiting for anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gtmsim.engine import decisions
from gtmsim.engine.people import Rep
from gtmsim.log.kinds import MONEY_KINDS, Kind
from gtmsim.plan.clock import NEVER
from gtmsim.plan.plan import Delay, DelayKind, Source, StagePlan
from gtmsim.plan.tables import Table

if TYPE_CHECKING:
    from gtmsim.engine.process import Company
    from gtmsim.engine.team import Piece

CIVIL, MONTHS = int(DelayKind.CIVIL), int(DelayKind.MONTHS)
BUSINESS_DAYS = int(DelayKind.BUSINESS_DAYS)
DATES, TERM_END = int(DelayKind.DATES), int(DelayKind.TERM_END)
RESPONSE_DELAY = int(Source.RESPONSE_DELAY)
SEGMENT = int(Source.SEGMENT)
MONEY = {name: reason for reason, name in enumerate(MONEY_KINDS)}


class Account:
    """What the leads of one account share (R054): an open opportunity, and contracts.

    Attributes:
        opportunity: the lead that is the account's open opportunity, or None.
        customers: leads that were won and have not churned, in order of their wins.
    """

    __slots__ = ("customers", "opportunity")

    def __init__(self) -> None:
        self.opportunity: Buyer | None = None
        self.customers: list[Buyer] = []

    @property
    def customer(self) -> Buyer | None:
        """The lead that made the account a customer; None while it is none."""
        return self.customers[0] if self.customers else None


class Buyer:
    """The state of one lead.

    Attributes:
        row, key, turn: place in the log, name of its luck, keyed draw against ties.
        values: what conditions and factors look at, indexed by `Source`.
        visits: passages so far, by stage.
        stage: where it is, or was last.
        account: shared with other leads, or None.
        owner: the rep responsible, or None.
        opportunity: whether it is past SQL and not decided.
        existing: whether its account was a customer when it arrived.
        ready_at, elsewhere_at: ticks at which the buyer is ready, and has bought elsewhere.
        amount: what a deal is worth in minor units (recurring: per year).
        contract: what the customer pays a year, 0 without a recurring contract.
        customer_since, term_end: ticks, or -1 before the win.
    """

    __slots__ = (
        "account",
        "amount",
        "company",
        "contract",
        "customer_since",
        "elsewhere_at",
        "existing",
        "key",
        "opportunity",
        "owner",
        "ready_at",
        "recycles",
        "row",
        "stage",
        "term_end",
        "turn",
        "values",
        "visits",
    )

    def __init__(self, company: Company, row: int) -> None:
        born = company.born
        self.company = company
        self.row = row
        self.key = born.key[row]
        self.turn = born.turn[row]
        self.amount = born.amount[row]
        self.ready_at = born.ready_at[row]
        self.elsewhere_at = born.elsewhere_at[row]
        self.account = company.account_of(born.account[row])
        self.values = born.values(row)
        self.visits = [0] * len(company.plan.stages)
        self.stage: StagePlan = company.first_stages[born.channel[row]]
        self.owner: Rep | None = None
        self.opportunity = False
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

    def ends(self) -> None:
        """Nothing more happens to this lead."""
        self.closes_opportunity()
        if self.owner is not None:
            self.leaves_owner()

    # --- milestones and money ----------------------------------------------------------

    def reaches(self, stage: StagePlan, milestone: int) -> None:
        """Pass a milestone; some of them change what the lead is."""
        milestones = self.company.plan.milestones
        self.record(Kind.MILESTONE, stage, reason=milestone)
        if milestone == milestones.get("sql"):
            self.opens_opportunity()
        elif milestone == milestones.get("won"):
            self.wins(stage)
        elif milestone == milestones.get("renewed"):
            self.renews()
        elif milestone == milestones.get("expanded"):
            self.expands(stage)

    def opens_opportunity(self) -> None:
        """Become the account's open opportunity; others of the account merge into it."""
        self.opportunity = True
        if self.account is not None and self.account.opportunity is None:
            self.account.opportunity = self

    def closes_opportunity(self) -> None:
        """The account has no open opportunity any longer, if this was it."""
        self.opportunity = False
        if self.account is not None and self.account.opportunity is self:
            self.account.opportunity = None

    def wins(self, stage: StagePlan) -> None:
        """A sale is made; for an account that is a customer already it is an expansion."""
        plan = self.company.plan
        account = self.account
        self.closes_opportunity()
        # Whoever came first: the second win of an account is never a new customer (R053).
        again = self.existing or self.customer_since >= 0
        again = again or (account is not None and account.customer is not None)
        if self.customer_since < 0:
            self.customer_since = self.company.now
        self.values[Source.CUSTOMER] = 1
        if account is not None and self not in account.customers:
            account.customers.append(self)
        segment = plan.segments[int(self.values[SEGMENT])]
        if segment.deal_size is None:
            return
        if not segment.recurring:
            self.record(Kind.MONEY, stage, reason=MONEY["one_off"], value=self.amount)
            return
        self.contract += self.amount
        if plan.term:
            self.term_end = self.months_after(self.company.now, plan.term)
        kind = "expansion" if again else "new"
        self.record(Kind.MONEY, stage, reason=MONEY[kind], value=self.amount)

    def renews(self) -> None:
        """The contract runs for another term."""
        if self.term_end >= 0:
            self.term_end = self.months_after(self.term_end, self.company.plan.term)

    def expands(self, stage: StagePlan) -> None:
        """The contract grows by a drawn share."""
        expansion = self.company.plan.expansion
        if expansion is None or not self.contract:
            return
        draw = self.draw(stage.expansion_stream, self.visits[stage.index], 0)
        growth = self.contract * expansion.fixed_point(draw) + expansion.half
        growth >>= expansion.point_bits
        self.contract += growth
        self.record(Kind.MONEY, stage, reason=MONEY["expansion"], value=growth)

    def ends_contract(self) -> None:
        """Recurring money stops; the account stays a customer if it has another contract."""
        if self.account is not None and self in self.account.customers:
            self.account.customers.remove(self)
        if self.contract:
            self.record(Kind.MONEY, self.stage, reason=MONEY["churned"], value=self.contract)
            self.contract = 0

    # --- owners ------------------------------------------------------------------------

    def gets_owner(self, rep: Rep, piece: Piece) -> None:
        """Somebody becomes responsible; if it was somebody else, that is a handoff."""
        before = self.owner
        if before is not None:
            self._gives_room(before)
        self.owner = rep
        rep.open_leads += 1
        rep.assigned_at = self.company.now
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
            rep.assigned_at = self.company.now
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
        if team is not None and team.newcomers and team.free:
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
            self.company.now, self.ready_at, self.elsewhere_at
        )

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
            segment = int(self.values[SEGMENT])
            return decisions.next_date(delay.dates[segment], delay.latest[segment], now)
        elif delay.kind == TERM_END:
            return max(now, self.term_end)
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
