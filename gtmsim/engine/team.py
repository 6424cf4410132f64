"""A team at work: who takes what, when they begin, when they end.

A team keeps one heap of work that anybody may take, one of leads that whoever takes them
will own, and one of leads that want an owner first; each rep keeps an agenda of the work of
leads he or she owns. Nothing here draws a random number.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING

from simpy.events import Event

from gtmsim.engine import choosing, decisions, handing, order
from gtmsim.engine.people import GONE, TAKEN, WAITING, Queue, Rep, anybody
from gtmsim.log.kinds import Kind
from gtmsim.plan.staff import Assignment, Choice, Order, TeamPlan
from gtmsim.plan.steps import MeetingPlan, Source, StagePlan

if TYPE_CHECKING:
    from gtmsim.engine.overtime import Late
    from gtmsim.engine.process import Company
    from gtmsim.engine.prospecting import Prospecting
    from gtmsim.engine.served import Served

# Members of an enum cost a look-up and a conversion a row: the hot path uses plain integers.
JOINED, STARTED = int(Kind.JOINED), int(Kind.STARTED)
STAGE, FUNCTION = int(Source.STAGE), int(Source.FUNCTION)

NOTHING_WAITS = 1 << 60
"""A class of urgency after that of any work."""


class Piece(Event):
    """One piece of work that a lead needs. As an event it happens when the work is over.

    Attributes:
        lead, stage, visit, step: whose work it is.
        ticks: how long it takes; for an attempt, known when it begins.
        attempt: its number, if it is a try to reach the buyer; else 0.
        reached: whether that try connects.
        books: the piece only wants an owner, with whom to book a meeting.
        escalated: a manager has seen to it: it is the most urgent.
        writer: whoever writes down what is known of the lead, if that is the work.
        blocks: time blocks of the team in which it comes first, a bit each.
        state: WAITING, TAKEN or GONE (the buyer went cold).
        since: tick at which waiting began, or -1.
        due: promised first touch, or -1.
        team, rep: who has it.
    """

    team: Team
    rep: Rep
    # What most pieces share stays with the class: setting it a hundred thousand times costs.
    _ok = True
    _value = None
    attempt = 0
    reached = False
    books = False
    escalated = False
    writer: Rep | None = None
    blocks = 0
    state = WAITING
    since = -1
    due = -1

    def __init__(self, lead: Served, stage: StagePlan, step: int, ticks: int) -> None:
        self.env = lead.company.env
        self.callbacks = []
        self.lead = lead
        self.stage = stage
        self.visit = lead.visits[stage.index]
        self.step = step
        self.ticks = ticks

    def tells(self, kind: int, rep: int, value: int) -> None:
        """Write a row about this piece of work; the hot path writes its own."""
        lead, place = self.lead, self.stage.index
        company, team = lead.company, self.team.index
        now, due = company.now, self.due
        company.row(lead.row, now, kind, place, self.visit, self.step, team, rep, -1, value, due)

    def __lt__(self, other: Piece) -> bool:
        """Only a piece that nobody waits for any longer can tie with the next of its lead."""
        return False


class Team:
    """A team in the organization of today.

    Attributes:
        plan: what it covers and how it works.
        reps: its people.
        same_hours: whether they all keep the same hours.
        free: people without work as (idle since, roster place, rep); old entries are skipped.
        shared, newcomers, unowned: the three heaps of the module's docstring.
        lists: lists whose entries the team may call up, or None.
        backlog: pieces that somebody of the team could begin, and lists with entries left.
        listed: lists with entries left.
        asleep_until: nobody is there before this tick, so nobody needs to be asked.
        judges: whether a piece's class depends on more than the urgency of its stage.
        chooses: who of the free takes work is not whoever has been idle longest.
        evens: owners are those with the fewest open leads.
        asks: a piece's class depends on more than priorities.
        blocks: there are hours in which some work comes first.
        special: what comes next is not simply the most urgent work that waits.
        helps: it takes work of other teams when it has none.
        sorted: within a class of priority, something else than waiting decides.
        helped: whether other teams take its work when too much of it waits.
    """

    def __init__(self, company: Company, plan: TeamPlan) -> None:
        self.company = company
        self.plan = plan
        self.index = plan.index
        self.pooled = plan.assignment == Assignment.POOLED
        self.on_arrival = plan.assignment == Assignment.ON_ARRIVAL
        self.sorted = plan.order != Order.FIRST_COME
        self.chooses = plan.takers != Choice.LONGEST_IDLE
        self.evens = plan.owners == Choice.LEAST_LOADED
        self.blocks = bool(plan.blocks)
        self.special = self.blocks or plan.manages
        self.asks = self.blocks or company.hooks is not None
        self.helps = bool(plan.helps)
        self.judges = bool(plan.priorities or plan.blocks or company.hooks is not None)
        self.helped = any(
            plan.index == one for team in company.epoch.teams for one, _ in team.helps
        )
        self.reps: list[Rep] = []
        self.same_hours = True
        self.free: list[tuple[int, int, Rep]] = []
        self.shared: Queue = []
        self.newcomers: Queue = []
        self.unowned: Queue = []
        self.lists: Prospecting | None = None
        self.backlog = 0
        self.listed = 0
        self.asleep_until = 0
        self.wants_to_pick = False
        self.wants_owners = False

    @property
    def waiting(self) -> int:
        """Pieces of work that somebody of the team could begin."""
        return self.backlog - self.listed

    # --- waiting ---------------------------------------------------------------------

    def join(self, piece: Piece) -> None:
        """Let a piece of work wait: for anybody, for its owner, or for an owner first."""
        company = self.company
        lead = piece.lead
        owner = lead.owner
        if owner is not None and owner.team is not self:
            lead.leaves_owner()
            owner = None
        now = company.now
        piece.team = self
        if piece.since < 0:
            piece.since = now
        stage = piece.stage
        urgent = stage.urgency
        if urgent or self.judges or piece.escalated:
            urgent = self._class_of(piece)
        company.row(
            lead.row,
            now,
            JOINED,
            stage.index,
            piece.visit,
            piece.step,
            self.index,
            -1 if owner is None else owner.index,
            -1,
            urgent,
            piece.due,
        )
        place = choosing.place_of(self, piece) if self.sorted else piece.since
        entry = (urgent, place, lead.turn, lead.row, piece)
        kept = company.keeping is not None and company.keeping.is_kept(piece, self)
        if self.pooled and not piece.books and not kept:
            writer = piece.writer
            if writer is not None and writer.team is self:
                heappush(writer.agenda, entry)
            else:
                heappush(self.shared, entry)
        elif owner is not None:
            if piece.books:
                self._meets(piece, owner)
                return
            heappush(owner.agenda, entry)
        elif piece.books or self.on_arrival:
            heappush(self.unowned, entry)
            self.asks_for_owners()
            return
        else:
            heappush(self.newcomers, entry)
        self.backlog += 1
        if self.helped or (self.free and now >= self.asleep_until):
            self.asks_to_pick()

    def _class_of(self, piece: Piece) -> int:
        """The class of priority of a piece of work; what a manager has seen to is the first."""
        stage, values = piece.stage, piece.lead.values
        values[STAGE] = stage.index
        values[FUNCTION] = stage.function
        if self.asks:
            return choosing.class_of(self, piece)
        if piece.escalated:
            return decisions.ESCALATED
        return decisions.priority_class(self.plan, stage.urgency, values)

    def loses(self, piece: Piece) -> None:
        """The buyer went cold: the piece waits no longer."""
        piece.state = GONE
        unowned = piece.lead.owner is None and (piece.books or self.on_arrival)
        if not unowned:
            self.backlog -= 1

    def asks_to_pick(self) -> None:
        """Have free people pick work later in this tick."""
        self.wants_to_pick = True
        self.company.picks_asked = True

    def asks_for_owners(self) -> None:
        """Have owners chosen later in this tick."""
        self.wants_owners = True
        self.company.owners_asked = True

    # --- owners ----------------------------------------------------------------------

    def has_room(self, rep: Rep) -> bool:
        """Whether a rep may own one more lead."""
        most = self.plan.max_open_leads
        return most < 0 or rep.open_leads < most

    def choose_owners(self) -> None:
        """Give waiting leads an owner, as the team chooses: see `choosing.py`."""
        while anybody(self.unowned):
            willing = [rep for rep in self.reps if self.has_room(rep)]
            if not willing:
                return
            entry = heappop(self.unowned)
            piece = entry[4]
            if self.evens:
                rep = min(willing, key=lambda one: (one.open_leads, one.assigned_at, one.index))
            else:
                rep = choosing.next_owner(self, willing, piece)
            piece.lead.gets_owner(rep, piece)
            if piece.books:
                self._meets(piece, rep)
            else:
                heappush(rep.agenda, entry)
                self.backlog += 1
                self.asks_to_pick()

    def _meets(self, piece: Piece, rep: Rep) -> None:
        """Tell the lead whom it will meet."""
        piece.rep = rep
        piece.state = TAKEN
        self.company.resume(piece, self.company.now, order.OWNERS, piece.lead.row)

    def book(self, piece: Piece, meeting: MeetingPlan, earliest: int, ticks: int) -> int:
        """Agree on the owner's first free slot of `ticks`; see `decisions.free_slot`."""
        rep = piece.rep
        taken = rep.appointments_from(self.company.now)
        first = max(earliest, rep.busy_until)
        clock = self.company.hours_together(rep, piece.lead)
        return decisions.free_slot(clock, taken, first, ticks, meeting.slot)

    # --- picking ---------------------------------------------------------------------

    def pick(self) -> None:
        """Let every free rep take the next piece of work, longest idle first."""
        if self.chooses:
            choosing.pick(self)
            return
        now = self.company.now
        aside = []
        free = self.free
        # Most teams have neither blocks nor lists: they spare a call for every piece of work.
        plain = self.lists is None and not self.special
        while free and self.backlog > 0:
            entry = heappop(free)
            idle_since, _, rep = entry
            if (
                rep.team is not self
                or rep.working
                or rep.in_meeting
                or rep.idle_since != idle_since
            ):
                continue  # an old entry: the rep has been busy since
            clock = rep.clock
            if not (clock.always or clock.is_open(now)):
                if rep.late is not None and self.stays(rep, rep.late, now):
                    continue
                aside.append(entry)
                opens = clock.next_open(now)
                self.company.wake(rep.clock_index, opens)
                if self.same_hours and rep.late is None:
                    self.asleep_until = opens
                    break
                continue
            piece = self._next_waiting(rep, now) if plain else self.next_piece(rep, now)
            if piece is None:
                aside.append(entry)
            else:
                self.begin(piece, rep, now)
        for entry in aside:
            heappush(free, entry)

    def stays(self, rep: Rep, late: Late, now: int) -> bool:
        """After hours: take a piece of work for which there is reason to stay, or none."""
        piece = late.next_piece(self, rep, now)
        if piece is not None:
            self.begin(piece, rep, now)
            return True
        if not late.clock.is_open(now):
            self.company.wake(rep.clock_index, late.clock.next_open(now))
        return False

    def next_piece(self, rep: Rep, now: int) -> Piece | None:
        """The most urgent piece that this rep may take: waiting, or called up from a list."""
        if self.blocks:
            running = choosing.blocks_now(self, now)
            if running:
                piece = self._first_that_fits(rep, now, running)
                if piece is None:
                    piece = self._listed(rep, NOTHING_WAITS, running)
                if piece is not None:
                    return piece
        if self.lists is None:
            return self._next_waiting(rep, now)
        return (
            self._listed(rep, self._most_urgent(rep))
            or self._next_waiting(rep, now)
            or self._listed(rep, NOTHING_WAITS)
        )

    def _next_waiting(self, rep: Rep, now: int) -> Piece | None:
        """The most urgent piece among the heaps this rep may take from."""
        if rep.late is not None:
            self.company.wake(rep.clock_index, rep.clock.close_after(now))
        agenda = rep.agenda
        best = agenda if agenda and anybody(agenda) else None
        others = self.shared if self.pooled else self.newcomers
        if (
            others
            and anybody(others)
            and (self.pooled or self.has_room(rep))
            and (best is None or others[0][:4] < best[0][:4])
        ):
            best = others
        if best is None:
            return None
        if best[0][4].stage.fits:
            return self._first_that_fits(rep, now)
        return heappop(best)[4]

    def others(self) -> Queue:
        """The work that anybody free may take."""
        return self.shared if self.pooled else self.newcomers

    def _listed(self, rep: Rep, before: int, running: int = 0) -> Piece | None:
        """Call up the next entry of a list, if that is more urgent than `before`.

        With time blocks that run, only an entry that comes first in them.
        """
        if self.lists is None or not (self.pooled or self.has_room(rep)):
            return None
        return self.lists.calls_up(self, rep, before, running)

    def _most_urgent(self, rep: Rep) -> int:
        """The class of the most urgent piece that this rep may take."""
        return min(
            (queue[0][0] for queue in (rep.agenda, self.others()) if anybody(queue)),
            default=NOTHING_WAITS,
        )

    def _first_that_fits(self, rep: Rep, now: int, running: int = 0) -> Piece | None:
        """The most urgent piece that is over before the rep's next break, close or meeting.

        With time blocks that run, only among the work that comes first in them.
        """
        queues = [self.shared, rep.agenda]
        if self.has_room(rep):
            queues.append(self.newcomers)
        waiting = [
            (entry, queue)
            for queue in queues
            for entry in queue
            if entry[4].state == WAITING and (not running or entry[4].blocks & running)
        ]
        taken = rep.appointments_from(now)
        for entry, queue in sorted(waiting, key=lambda pair: pair[0][:4]):
            piece = entry[4]
            ticks = self.would_take(piece, rep, now)
            if not piece.stage.fits or decisions.fits(rep.clock, taken, now, ticks):
                queue.remove(entry)
                queue.sort()  # a sorted list is a heap
                return piece
        if running:
            return None
        self.company.wake(rep.clock_index, rep.clock.next_open(rep.clock.close_after(now)))
        return None

    def would_take(self, piece: Piece, rep: Rep, now: int) -> int:
        """How long a waiting piece of work would take this person, begun now."""
        if rep.craft is not None:
            ticks = rep.craft.tries(piece, self.plan.ramp, now)
        else:
            if piece.attempt:
                piece.lead.tries(piece, now)
            ticks = piece.ticks
        if self.company.handoffs:
            ticks += handing.more_work(piece.lead, piece.stage, rep, piece.step)
        return ticks

    # --- working ---------------------------------------------------------------------

    def begin(self, piece: Piece, rep: Rep, now: int) -> None:
        """A rep begins a piece of work; when it ends is fixed now."""
        company = self.company
        lead = piece.lead
        stage = piece.stage
        piece.state = TAKEN
        piece.rep = rep
        self.backlog -= 1
        if not self.pooled and lead.owner is not rep:
            lead.gets_owner(rep, piece)
        craft = rep.craft
        if craft is not None:
            craft.begins(piece, self.plan.ramp, now)
        elif piece.attempt:
            lead.tries(piece, now)
        if company.handoffs:
            piece.ticks += handing.takes_over(lead, piece, rep, self)
        company.row(
            lead.row,
            now,
            STARTED,
            stage.index,
            piece.visit,
            piece.step,
            self.index,
            rep.index,
            -1,
            piece.ticks,
            piece.due,
        )
        if piece.step == 1:
            lead.is_touched(piece, now)
        rep.working = True
        if rep.late is not None:
            end = rep.late.end(self, piece, rep, now)
        elif rep.appointments:
            taken = rep.appointments_from(now)
            end = decisions.work_end(rep.clock, taken, now, piece.ticks)
        else:
            end = rep.clock.end(now, piece.ticks)
        rep.busy_until = end
        company.resume(piece, end, order.FINISHES, lead.row)
