"""Time gtmsim's process engine against plain hand-written SimPy, on one funnel.

    python benchmarks/funnel.py --rounds 5

In each round every simulator runs once, in turn, in this process. CPU seconds, medians.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import math
import pstats
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from statistics import mean, median, stdev
from typing import TypeVar

import numpy as np
import rivals

import gtmsim
from gtmsim.log.kinds import Kind
from gtmsim.plan.plan import Plan

HERE = Path(__file__).parent
MONDAY = date(2026, 1, 5)
"""First day of the scenario files."""

OURS, REPAIRED, INSTALLED = "gtmsim", "SimPy, queues repaired", "SimPy as installed"


@dataclass(frozen=True)
class Variant:
    """The same funnel for both: a scenario file with changes, and the rivals' staffing."""

    file: str
    staffing: rivals.Staffing

    def scenario(self) -> gtmsim.Scenario:
        staffing = self.staffing
        return gtmsim.load(HERE / self.file).change(
            {
                "horizon": f"{staffing.horizon:.0f} days",
                "channels.inbound.until": str(MONDAY + timedelta(days=staffing.leads_until)),
                "teams.inside_sales.headcount": str(staffing.inside_sales),
                "teams.field_sales.headcount": str(staffing.field_sales),
                "teams.customer_success.headcount": str(staffing.customer_success),
            }
        )


VARIANTS = {
    "stable": Variant("funnel.yaml", rivals.Staffing()),
    "overloaded": Variant("funnel.yaml", rivals.Staffing(inside_sales=12, field_sales=25)),
    "calendar": Variant("funnel_calendar.yaml", rivals.Staffing(office_hours=True)),
}


def shortened(variant: Variant) -> Variant:
    """A tenth of the work, to see that everything runs."""
    return replace(variant, staffing=replace(variant.staffing, leads_until=50.0, horizon=120.0))


# --- One replication each -----------------------------------------------------------------


@dataclass
class Record:
    """What one simulator took and found, a value per round."""

    seconds: list[float] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    outputs: dict[str, list[float]] = field(default_factory=dict)


Made = TypeVar("Made")
Measured = tuple[float, int, Iterator[tuple[str, float]]]
"""CPU seconds, rows recorded, outputs."""


def timed(make: Callable[[], Made]) -> tuple[float, Made]:
    """CPU seconds of a call, and what it made.

    What lives already (the imports of both simulators) is frozen: else the garbage collector
    would search it again and again, at the expense of whoever runs.
    """
    gc.collect()
    gc.freeze()
    began = time.process_time()
    made = make()
    seconds = time.process_time() - began
    gc.unfreeze()
    return seconds, made


def run_ours(plan: Plan, seed: int) -> Measured:
    seconds, log = timed(lambda: gtmsim.run(plan, seed=seed))
    return seconds, len(log), outputs(log)


def run_rival(staffing: rivals.Staffing, seed: int, *, repaired: bool) -> Measured:
    def replication() -> rivals.Funnel:
        funnel = rivals.Funnel(staffing, seed, repaired=repaired)
        funnel.run()
        return funnel  # taking it apart is not timed

    seconds, funnel = timed(replication)
    return seconds, len(funnel.rows), rivals.outputs(funnel.rows)


def outputs(log: gtmsim.EventLog) -> Iterator[tuple[str, float]]:
    """The same few results as `rivals.outputs`, from the columns of the log."""
    lead, tick = log.events["lead"], log.events["time"]
    arrived = log.leads["arrived"]
    ticks_per_day = log.meta["ticks_per_minute"] * 24 * 60
    started, won = log.select(Kind.STARTED), log.select(Kind.MILESTONE)
    touched, first = np.unique(lead[started], return_index=True)
    first_wait = tick[started][first] - arrived[touched]
    cycles = tick[won] - arrived[lead[won]]
    for name, kind in (
        ("leads", Kind.ARRIVED),
        ("recycled", Kind.RECYCLED),
        ("lost", Kind.LOST),
        ("won", Kind.MILESTONE),
        ("churned", Kind.CHURNED),
        ("pieces of work", Kind.FINISHED),
    ):
        yield name, int(log.select(kind).sum())
    yield "days to first touch", float(first_wait.mean()) / ticks_per_day
    yield "days from lead to win", float(cycles.mean()) / ticks_per_day


def run_rounds(simulators: dict[str, Callable[[int], Measured]], rounds: int) -> dict[str, Record]:
    """Every simulator once a round, in turn, with a new seed each round."""
    records = {name: Record() for name in simulators}
    for seed in range(1, rounds + 1):
        for name, replication in simulators.items():
            seconds, rows, found = replication(seed)
            record = records[name]
            record.seconds.append(seconds)
            record.rows.append(rows)
            for output, value in found:
                record.outputs.setdefault(output, []).append(value)
    return records


# --- Printing -----------------------------------------------------------------------------


def print_times(records: dict[str, Record]) -> None:
    ours = records[OURS].seconds
    heading = f"{'':24}{'CPU s':>8}{'least':>8}{'most':>8}{'rows':>10}{'us/row':>8}"
    print(f"{heading}{'gtmsim / it':>14}")
    for name, record in records.items():
        seconds, rows = median(record.seconds), median(record.rows)
        # Paired by round: what slows a round down slows all its simulators.
        ratio = median(a / b for a, b in zip(ours, record.seconds, strict=True))
        print(
            f"{name:24}{seconds:8.3f}{min(record.seconds):8.3f}{max(record.seconds):8.3f}"
            f"{rows:10,.0f}{1e6 * seconds / rows:8.2f}{ratio:14.2f}"
        )


def print_outputs(records: dict[str, Record]) -> None:
    """Means over the rounds, with standard errors: do they simulate the same thing?"""
    # Both rivals live the same lives; one of them is enough.
    shown = {name: records[name].outputs for name in (OURS, REPAIRED)}
    print(f"\n{'mean of a replication':24}" + "".join(f"{name:>28}" for name in shown))
    for output in shown[OURS]:
        cells = "".join(f"{mean_and_error(found[output]):>28}" for found in shown.values())
        print(f"{output:24}{cells}")


def mean_and_error(values: list[float]) -> str:
    digits = 0 if mean(values) > 200 else 3
    shown = f"{mean(values):,.{digits}f}"
    if len(values) > 1:
        shown += f" +- {stdev(values) / math.sqrt(len(values)):,.{digits}f}"
    return shown


def print_profile(plan: Plan, lines: int) -> None:
    """Where the engine's time goes; the profiler itself about doubles it."""
    profile = cProfile.Profile()
    profile.runcall(gtmsim.run, plan, seed=1)
    stats = pstats.Stats(profile).strip_dirs()
    stats.sort_stats("tottime").print_stats(lines)


# --- The whole ----------------------------------------------------------------------------


def measure(name: str, variant: Variant, rounds: int, profile_lines: int) -> None:
    began = time.process_time()
    plan = gtmsim.compile(variant.scenario())
    compiled = time.process_time() - began
    if profile_lines:
        print_profile(plan, profile_lines)
        return
    simulators: dict[str, Callable[[int], Measured]] = {
        OURS: partial(run_ours, plan),
        REPAIRED: partial(run_rival, variant.staffing, repaired=True),
        INSTALLED: partial(run_rival, variant.staffing, repaired=False),
    }
    records = run_rounds(simulators, rounds)
    print(f"\n== {name}: {rounds} rounds; load and compile, not counted: {compiled:.3f} s\n")
    print_times(records)
    print_outputs(records)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--variant", action="append", choices=VARIANTS, help="default: all")
    parser.add_argument("--quick", action="store_true", help="a tenth of the work")
    parser.add_argument("--profile", action="store_true", help="profile gtmsim instead")
    parser.add_argument("--lines", type=int, default=30, help="lines of the profile")
    return parser.parse_args()


def main() -> None:
    asked = arguments()
    # What is imported or built on first use is not a replication's cost.
    gtmsim.run(gtmsim.compile(shortened(VARIANTS["stable"]).scenario()), seed=0)
    for name in asked.variant or VARIANTS:
        variant = shortened(VARIANTS[name]) if asked.quick else VARIANTS[name]
        measure(name, variant, asked.rounds, asked.lines if asked.profile else 0)


if __name__ == "__main__":
    main()
