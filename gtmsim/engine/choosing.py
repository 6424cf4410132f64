"""Who takes what: rules that name a team, choices among its people, help, and time blocks.

What is chosen follows from what is written and from who is free; no random number is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop
from typing import TYPE_CHECKING

from gtmsim.engine import decisions
from gtmsim.engine.people import WAITING, Queue, Rep, anybody
from gtmsim.log.kinds import Kind
from gtmsim.plan.clock import Clock
from gtmsim.plan.curves import WHOLE
from gtmsim.plan.factors import matches
from gtmsim.plan.staff import Choice, RulePlan
from gtmsim.plan.steps import PromisePlan, Source, StagePlan

if TYPE_CHECKING:
    from gtmsim.engine.process import Company
    from gtmsim.engine.served import Served
    from gtmsim.engine.team import Piece, Team

JOINED = int(Kind.JOINED)
STAGE, FUNCTION = int(Source.STAGE), int(Source.FUNCTION)
NOBODY = -1

Rules = dict[int, list[RulePlan]]
"""For each function that any rule's team covers, the rules that may decide, in order."""


# --- Which team --------------------------------------------------------------------------


def rules_of(rules: Sequence[RulePlan], teams: Sequence[Team]) -> Rules:
    """The rules of today's organization, by function.

    A team that nobody is in waits for its people only if no other rule fits.
    """
    ruled = {
        function for one in rules if one.team >= 0 for function in teams[one.team].plan.functions
    }
    by_presence = sorted(rules, key=lambda one: one.team >= 0 and not teams[one.team].reps)
    return {
        function: [
            one for one in by_presence if one.team < 0 or function in teams[one.team].plan.functions
        ]
        for function in sorted(ruled)
    }


def team_by_rules(company: Company, lead: Served, stage: StagePlan) -> Team:
    """The team of the first rule that fits (R050-R055)."""
    values = lead.values
    values[STAGE] = stage.index
    values[FUNCTION] = stage.function
    for rule in company.rules[stage.function]:
        if not matches(rule.when, values):
            continue
        if rule.team >= 0:
            team = company.teams[rule.team]
            if matches(team.plan.serves, values):
                return team
            continue
        host = lead.customers_owner()
        if host is None or host.team is None or host.team.pooled:
            continue
        if stage.function in host.team.plan.functions:
            if lead.owner is not None:
                lead.leaves_owner()
            lead.follows(host, stage)
            return host.team
    raise AssertionError(f"no rule takes lead {lead.row} in stage {stage.name}")


# --- Which person ------------------------------------------------------------------------


def next_owner(team: Team, willing: Sequence[Rep], piece: Piece) -> Rep:
    """Who of the team becomes the owner of a lead, where it is not the least loaded."""
    choice = team.plan.owners
    if choice == Choice.LONGEST_IDLE:
        return min(willing, key=_rest)
    rep = _chosen(team, choice, willing, piece.stage)
    team.company.turns[team.index] = rep.index
    return rep


def _rest(rep: Rep) -> tuple[bool, int, int, int]:
    """Free people before others, then who has longest had neither work nor a new lead."""
    busy = rep.working or rep.in_meeting
    return busy, max(rep.idle_since, rep.assigned_at), rep.open_leads, rep.index


def _chosen(team: Team, choice: Choice, people: Sequence[Rep], stage: StagePlan | None) -> Rep:
    if choice == Choice.ROUND_ROBIN:
        last = team.company.turns.get(team.index, NOBODY)
        return min(people, key=lambda one: (one.index <= last, one.index))
    now = team.company.now
    return min(people, key=lambda one: (*_skill(one, stage, now), *_rest(one)))


def _skill(rep: Rep, stage: StagePlan | None, now: int) -> tuple[int, int]:
    """Who needs least time for any task first, then who has done this one most often."""
    craft = rep.craft
    if craft is None:
        return WHOLE, 0
    return craft.needs, -craft.knows(stage.task, now) if stage is not None else 0


def next_taker(team: Team, free: Sequence[Rep]) -> Rep:
    """Who of the free people of a team looks for work next."""
    choice = team.plan.takers
    if choice == Choice.LEAST_LOADED:
        return min(free, key=lambda one: (one.open_leads, one.idle_since, one.index))
    others = team.others()
    stage = others[0][4].stage if anybody(others) else None
    return _chosen(team, choice, free, stage)


def pick(team: Team) -> None:
    """Let free people take work, in the order in which the team chooses among them."""
    now = team.company.now
    free = free_people(team)
    while free and team.backlog > 0:
        rep = next_taker(team, free)
        free.remove(rep)
        piece = team.next_piece(rep, now)
        if piece is None:
            continue
        if piece.lead.owner is not rep and piece.writer is not rep:
            team.company.turns[team.index] = rep.index
        team.begin(piece, rep, now)
    for _, _, rep in list(team.free):
        if rep.late is not None and not rep.working and not rep.clock.is_open(now):
            team.stays(rep, rep.late, now)


def free_people(team: Team) -> list[Rep]:
    """Who could begin now, longest idle first; the others are woken when they open."""
    now = team.company.now
    there = {
        (since, place): rep
        for since, place, rep in team.free
        if rep.team is team and not (rep.working or rep.in_meeting) and rep.idle_since == since
    }
    found = []
    team.free = [(since, place, there[since, place]) for since, place in sorted(there)]
    for _, _, rep in team.free:
        if rep.clock.always or rep.clock.is_open(now):
            found.append(rep)
        else:
            team.company.wake(rep.clock_index, rep.clock.next_open(now))
    return found


# --- What first --------------------------------------------------------------------------


def class_of(team: Team, piece: Piece) -> int:
    """The class of priority of a piece of work; notes the time blocks that it comes first in."""
    values = piece.lead.values
    if team.plan.blocks:
        piece.blocks = blocks_of(team, values)
    if piece.escalated:
        return decisions.ESCALATED
    asking = team.company.hooks
    if asking is not None:
        asked = asking.class_of(piece.lead, piece.stage)
        if asked is not None:
            return asked
    return decisions.priority_class(team.plan, piece.stage.urgency, values)


def place_of(team: Team, piece: Piece) -> tuple[float, int]:
    """The place of a piece of work within its class, where waiting alone does not decide.

    What managers have seen to goes by how long it has waited, whatever the team's order.
    """
    if piece.escalated:
        return piece.since, piece.since
    score = piece.lead.values[team.plan.score] if team.plan.score >= 0 else 0.0
    if score != score:  # the company's own work has no score
        score = 0.0
    return decisions.place_in_class(team.plan.order, piece.since, piece.due, score)


def blocks_of(team: Team, values: Sequence[float]) -> int:
    """The time blocks of a team in which a piece of work comes first, a bit each."""
    found = 0
    for place, block in enumerate(team.plan.blocks):
        if matches(block.first, values):
            found |= 1 << place
    return found


def blocks_now(team: Team, now: int) -> int:
    """The time blocks that run, a bit each."""
    clocks: list[Clock] = team.company.roster.clocks
    running = 0
    for place, block in enumerate(team.plan.blocks):
        if clocks[block.clock].is_open(now):
            running |= 1 << place
    return running


def promised(lead: Served, stage: StagePlan, usual: PromisePlan) -> PromisePlan:
    """What a lead is promised: the first promise of its own that fits, or the usual (R039)."""
    values = lead.values
    values[STAGE] = stage.index
    values[FUNCTION] = stage.function
    for when, promise in stage.promises:
        if matches(when, values):
            return promise
    return usual


# --- Help --------------------------------------------------------------------------------


def help_out(company: Company) -> None:
    """Free people without work of their own take work of teams whose backlog is too long."""
    for team in company.teams:
        if not team.plan.helps:
            continue
        if not any(company.teams[one].waiting > limit for one, limit in team.plan.helps):
            continue
        for rep in free_people(team):
            if not (team.pooled or team.has_room(rep)):
                continue
            for place, limit in team.plan.helps:
                other = company.teams[place]
                entry = _to_help_with(team, rep, other) if other.waiting > limit else None
                if entry is not None:
                    _takes_over(team, rep, other, entry)
                    break


def _to_help_with(team: Team, rep: Rep, other: Team) -> tuple[int, Piece] | None:
    """The most urgent work of another team that this person may begin, out of its queue."""
    now = team.company.now
    queue = other.shared
    if not anybody(queue):
        return None
    first = queue[0][4]
    if first.stage.function in team.plan.functions and not first.stage.fits:
        entry = heappop(queue)
        return entry[0], entry[4]
    waiting = sorted(_waiting(queue, team), key=lambda one: one[:4])
    for entry in waiting:
        piece = entry[4]
        if not piece.stage.fits or _fits(team, rep, piece, now):
            queue.remove(entry)
            queue.sort()  # a sorted list is a heap
            return entry[0], piece
    if waiting:  # there will be more time after the break
        team.company.wake(rep.clock_index, rep.clock.next_open(rep.clock.close_after(now)))
    return None


def _waiting(queue: Queue, team: Team) -> Queue:
    return [
        entry
        for entry in queue
        if entry[4].state == WAITING and entry[4].stage.function in team.plan.functions
    ]


def _takes_over(team: Team, rep: Rep, other: Team, taken: tuple[int, Piece]) -> None:
    """Work changes over to the team that helps, and begins."""
    urgent, piece = taken
    other.backlog -= 1
    team.backlog += 1
    piece.team = team
    piece.tells(JOINED, NOBODY, urgent)
    team.begin(piece, rep, team.company.now)


def _fits(team: Team, rep: Rep, piece: Piece, now: int) -> bool:
    """Whether a piece of work is over before the rep's next break, close or meeting."""
    ticks = team.would_take(piece, rep, now)
    return decisions.fits(rep.clock, rep.appointments_from(now), now, ticks)
