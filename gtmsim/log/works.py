"""Pieces of work and meetings as intervals of a person's time, for the audit."""

from __future__ import annotations

import numpy as np

from gtmsim.log.history import History, Ints, Mask
from gtmsim.log.kinds import Kind


class Works:
    """Every piece of work in the log, a row each, as columns.

    Attributes:
        place: where it starts in the history.
        finish: where it finishes, or -1.
        is_meeting: whether it is what happens at a booked meeting.
        booked: for a meeting where it was booked, or -1.
        rep, team, work: whose it is, and its ticks.
        start, end: ticks; work that is not over ends at the horizon.
        normal: the rep's clock at the start, or the last one before; -1: none ever.
        clock: the same; for work that reaches into overtime, the one with the longer hours.
        late: whether it does.
        current_team: the rep's team at the start, or the last one before.
        is_member: whether the rep is in a team at the start.
    """

    def __init__(self, history: History) -> None:
        self.history = history
        place = history.started
        again = history.next(history.of(Kind.STARTED))[place]
        finish = history.next(history.of(Kind.FINISHED))[place]
        self.place: Ints = place
        self.finish: Ints = np.where((again >= 0) & (finish > again), -1, finish)
        before = history.latest(~history.of(Kind.ASSIGNED))[place]
        self.is_meeting: Mask = (before >= 0) & (history.kind[before] == Kind.HELD)
        booked = history.latest(history.of(Kind.BOOKED))[place]
        self.booked: Ints = np.where(self.is_meeting, booked, -1)
        self.rep: Ints = history.rep[place]
        self.team: Ints = history.team[place]
        self.work: Ints = history.value[place]
        self.start: Ints = history.time[place]
        over = np.where(self.finish >= 0, history.time[self.finish], history.log.horizon)
        self.end: Ints = over
        self.current_team, self.normal, self.is_member = history.staff.at(self.rep, self.start)
        told = history.latest(history.of(Kind.STARTED))[history.of(Kind.OVERTIME)]
        self.late: Mask = np.isin(place, told[told >= 0])
        self.clock: Ints = np.where(self.late, history.late_clocks[self.normal], self.normal)


class Blocks:
    """Stretches of a person's time that were booked before: meetings, and buyers not coming.

    They may lie within another piece of work, which pauses for them.

    Attributes:
        place: where each begins in the history.
        rep, start, end: whose time, and when; cut at the horizon.
        clock: the rep's clock at the start.
        booked_clock: the rep's clock when it was booked.
    """

    def __init__(self, history: History, works: Works) -> None:
        held = works.is_meeting
        missed = np.flatnonzero(history.of(Kind.NO_SHOW) & (history.value > 0))
        self.place: Ints = np.concatenate([works.place[held], missed])
        self.rep: Ints = history.rep[self.place]
        self.start: Ints = history.time[self.place]
        booked = history.latest(history.of(Kind.BOOKED))[self.place]
        asked = np.where(booked >= 0, history.time[booked], self.start)
        _, self.clock, _ = history.staff.at(self.rep, self.start)
        _, self.booked_clock, _ = history.staff.at(self.rep, asked)
        after = self._wait_over(history, missed)
        self.end: Ints = np.concatenate([works.end[held], after])

    def _wait_over(self, history: History, missed: Ints) -> Ints:
        """When a rep stops waiting: on the clock of now, or on the one it was booked on."""
        start, ticks = history.time[missed], history.value[missed]
        place = slice(len(self.place) - len(missed), None)
        clocks = (self.clock[place], self.booked_clock[place])
        ends = [history.hours.end(clock, start, ticks) for clock in clocks]
        following = history.next(~history.of(Kind.ASSIGNED, Kind.MONEY))[missed]
        as_booked = (following >= 0) & (history.time[following] == ends[1])
        return np.minimum(np.where(as_booked, ends[1], ends[0]), history.log.horizon)


class Days:
    """Everybody's time side by side: which work holds which booked block.

    Attributes:
        works, blocks: the intervals.
        outer: indices of works that are not meetings, by rep, then start.
        holder: for each block the index into `outer` of the work that it interrupts, or -1.
        clashing: places of what overlaps with something else of the same rep.
    """

    def __init__(self, history: History) -> None:
        self.works = Works(history)
        self.blocks = Blocks(history, self.works)
        self._span = history.log.horizon + 2
        works, blocks = self.works, self.blocks
        outer = np.flatnonzero(~works.is_meeting)
        key = self._key(works.rep, works.start)
        self.outer: Ints = outer[np.argsort(key[outer], kind="stable")]
        clashes = [works.place[self._overlapping(works.rep, works.start, works.end, self.outer)]]
        order = np.argsort(self._key(blocks.rep, blocks.start), kind="stable")
        clashes.append(blocks.place[self._overlapping(blocks.rep, blocks.start, blocks.end, order)])
        self._keys: Ints = key[self.outer]
        self.holder, torn = self._holders()
        clashes.append(blocks.place[torn])
        self.clashing: Ints = np.unique(np.concatenate(clashes))

    def _key(self, rep: Ints, tick: Ints) -> Ints:
        key: Ints = rep * self._span + np.clip(tick, 0, self._span - 1)
        return key

    @staticmethod
    def _overlapping(rep: Ints, start: Ints, end: Ints, order: Ints) -> Ints:
        """Which of these intervals, in order of rep and start, begin before another is over."""
        mine, begin, over = rep[order], start[order], end[order]
        clash = (mine[1:] == mine[:-1]) & (begin[1:] < over[:-1])
        clashing: Ints = order[1:][clash]
        return clashing

    def _before(self, rep: Ints, tick: Ints) -> Ints:
        """Index into `outer` of the work of this rep that began last by then, or -1."""
        place = np.searchsorted(self._keys, self._key(rep, tick), side="right") - 1
        if not len(self.outer):
            return np.full(len(rep), -1, dtype=np.int64)
        return np.where(self.works.rep[self.outer[place]] == rep, place, -1)

    def around(self, rep: Ints, tick: Ints) -> Ints:
        """The piece of work (index into `works`) that this rep has in hand then, or -1."""
        before = self._before(rep, tick)
        if not len(self.outer):
            return before
        work = self.outer[before]
        return np.where((before >= 0) & (self.works.end[work] > tick), work, -1)

    def _holders(self) -> tuple[Ints, Mask]:
        """The work around each block, and which blocks are partly in, partly out of one."""
        works, blocks, outer = self.works, self.blocks, self.outer
        before = self._before(blocks.rep, blocks.start)
        if not len(outer):
            return before, before >= 0
        inside = (before >= 0) & (works.end[outer[before]] > blocks.start)
        torn = inside & (works.end[outer[before]] < blocks.end)
        place = np.searchsorted(self._keys, self._key(blocks.rep, blocks.start), side="right")
        after = outer[np.minimum(place, len(outer) - 1)]
        follows = (place < len(outer)) & (works.rep[after] == blocks.rep)
        torn |= follows & (works.start[after] < blocks.end)
        return np.where(inside, before, -1), torn
