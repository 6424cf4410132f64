"""Draws are uniform and independent, whatever distinguishes them, and the same everywhere.

A draw is named by seed, replication, stream, who, visit and step. Each of these is varied
alone over its natural values (small consecutive numbers, written-out names), since that is
what simulations ask for, and since consecutive names are the hardest for a weak mixer.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from gtmsim.engine import run
from gtmsim.engine.luck import Luck
from gtmsim.log import Kind
from gtmsim.plan import compile, draws
from gtmsim.plan.tables import from_quantiles
from gtmsim.scenario import Scenario
from gtmsim.scenario.laws import parse_law

Floats = NDArray[np.float64]

SIZE = 1 << 14
LEAST_P = 1e-6
"""Some hundred tests look at fixed numbers: what all of them pass is not luck, nor chosen."""
CERTAINTY = 5.0
"""Standard errors."""

CHANNEL = draws.key_of("channel/web")
STREAM = draws.key_of("onward.qualify")
KEYS = [int(key) for key in draws.serial_keys(CHANNEL, np.arange(SIZE, dtype=np.uint64))]

WORDS = st.integers(0, draws.MASK)
VISITS = st.integers(0, 2**31 - 1)
STEPS = st.integers(0, 2**20 - 1)


def base(seed: int = 1, replication: int = 0, stream: int = STREAM) -> int:
    return draws.base_of(seed, replication, stream)


def by(one: Callable[[int], float]) -> Floats:
    return np.asarray([one(i) for i in range(SIZE)])


SEQUENCES: dict[str, Callable[[], Floats]] = {
    "leads": lambda: by(lambda i: draws.uniform(base(), KEYS[i], 1)),
    "leads with small keys": lambda: by(lambda i: draws.uniform(base(), i, 1)),
    "leads with keys far apart": lambda: by(lambda i: draws.uniform(base(), i << 40, 1)),
    "visits": lambda: by(lambda i: draws.uniform(base(), KEYS[0], i)),
    "steps": lambda: by(lambda i: draws.uniform(base(), KEYS[0], 1, i)),
    "replications": lambda: by(lambda i: draws.uniform(base(replication=i), KEYS[0], 1)),
    "seeds": lambda: by(lambda i: draws.uniform(base(seed=i), KEYS[0], 1)),
    "streams": lambda: by(
        lambda i: draws.uniform(base(stream=draws.key_of(f"work.stage_{i}")), KEYS[0], 1)
    ),
    "channels": lambda: by(
        lambda i: draws.uniform(
            base(),
            int(draws.serial_keys(draws.key_of(f"channel/{i}"), np.zeros(1, np.uint64))[0]),
            1,
        )
    ),
    "seed and replication together": lambda: by(
        lambda i: draws.uniform(base(seed=i, replication=i), KEYS[0], 1)
    ),
}


# --- Uniform -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SEQUENCES)
def test_uniform(name: str) -> None:
    sequence = SEQUENCES[name]()
    assert ((sequence > 0) & (sequence < 1)).all()
    assert stats.kstest(sequence, "uniform").pvalue > LEAST_P
    cells = np.bincount((sequence * 256).astype(int), minlength=256)
    assert stats.chisquare(cells).pvalue > LEAST_P


@pytest.mark.parametrize("name", SEQUENCES)
def test_low_bits_are_as_good_as_high_ones(name: str) -> None:
    bits = (SEQUENCES[name]() * 2.0**53).astype(np.int64)
    for place in range(1, 53):
        ones = int((bits >> place & 1).sum())
        assert abs(ones - SIZE / 2) < CERTAINTY * np.sqrt(SIZE / 4)
    for low in (8, 24, 40):
        cells = np.bincount(bits >> low & 63, minlength=64)
        assert stats.chisquare(cells).pvalue > LEAST_P


# --- Independent ---------------------------------------------------------------------------------


@pytest.mark.parametrize("lag", [1, 2, 3, 16, 256])
@pytest.mark.parametrize("name", SEQUENCES)
def test_neighbors_are_independent(name: str, lag: int) -> None:
    sequence = SEQUENCES[name]()
    assert_independent(sequence[:-lag], sequence[lag:])


@pytest.mark.parametrize("pair", list(combinations(SEQUENCES, 2)), ids=" and ".join)
def test_names_do_not_echo_each_other(pair: tuple[str, str]) -> None:
    """The i-th seed tells nothing of the i-th lead, nor the i-th visit of the i-th step."""
    one, other = (SEQUENCES[name]() for name in pair)
    same = one == other
    assert same.sum() <= 2, "only names that are the same may draw the same"
    assert_independent(one[~same], other[~same])


@pytest.mark.parametrize("change", ["stream", "replication", "seed", "visit", "step"])
def test_the_same_leads_elsewhere(change: str) -> None:
    """What a lead draws here tells nothing of what it draws in another stream, visit ..."""
    there = {
        "stream": lambda key: draws.uniform(base(stream=draws.key_of("which.qualify")), key, 1),
        "replication": lambda key: draws.uniform(base(replication=1), key, 1),
        "seed": lambda key: draws.uniform(base(seed=2), key, 1),
        "visit": lambda key: draws.uniform(base(), key, 2),
        "step": lambda key: draws.uniform(base(), key, 1, 1),
    }[change]
    here = SEQUENCES["leads"]()
    assert_independent(here, np.asarray([there(key) for key in KEYS]))


def assert_independent(one: Floats, other: Floats) -> None:
    """No correlation of values or of distances from the middle, and even 16 x 16 cells."""
    error = 1 / np.sqrt(len(one))
    for change in (lambda u: u, lambda u: np.abs(u - 0.5), lambda u: np.sin(16 * np.pi * u)):
        assert abs(np.corrcoef(change(one), change(other))[0, 1]) < CERTAINTY * error
    cells = np.bincount(
        (one * 16).astype(int) * 16 + (other * 16).astype(int), minlength=256
    ).reshape(16, 16)
    assert stats.chi2_contingency(cells).pvalue > LEAST_P


def test_a_flipped_bit_of_a_name_flips_half_of_the_draw() -> None:
    for place in range(64):
        flips = [
            (draws.bits(base(), key, 1) ^ draws.bits(base(), key ^ 1 << place, 1)).bit_count()
            for key in KEYS[:200]
        ]
        error = np.sqrt(53 / 4 / len(flips))
        assert abs(np.mean(flips) - 53 / 2) < CERTAINTY * error


def test_no_two_names_share_a_draw() -> None:
    """Among a million names there is no collision: 2**53 draws leave room for 60 millions."""
    found = set()
    some = range(10)
    streams = [draws.key_of(f"stream {i}") for i in some]
    for seed, replication, stream in product(some, some, streams):
        start = draws.base_of(seed, replication, stream)
        found.update(
            draws.bits(start, who, visit, step)
            for who, visit, step in product(KEYS[:10], some, some)
        )
    assert len(found) == 10**6


def test_keys_of_leads_are_distinct() -> None:
    """Across channels, and across the serial numbers of bursts."""
    serials = np.concatenate([np.arange(2000), (np.arange(50) << 20), (np.arange(50) << 20) + 1])
    channels = [draws.key_of(f"channel/{name}") for name in ("web", "ads", "event", "partner")]
    keys = np.concatenate(
        [draws.serial_keys(key, np.unique(serials).astype(np.uint64)) for key in channels]
    )
    assert len(np.unique(keys)) == len(keys)


# --- The same everywhere -------------------------------------------------------------------------


def plainly(seed: int, replication: int, stream: int, who: int, visit: int, step: int) -> int:
    """The definition, word by word, in Python's unlimited integers."""

    def mix(word: int) -> int:
        word = (word ^ word >> 30) * 0xBF58476D1CE4E5B9 % 2**64
        word = (word ^ word >> 27) * 0x94D049BB133111EB % 2**64
        return word ^ word >> 31

    golden, turn = 0x9E3779B97F4A7C15, 0xD1B54A32D192ED03
    start = mix(mix(mix((seed + golden) % 2**64) ^ replication * turn % 2**64) ^ stream)
    inner = mix((start + who * golden) % 2**64)
    return mix(inner ^ (visit * 2**20 + step) * turn % 2**64) >> 11


@given(WORDS, st.integers(0, 10**6), WORDS, WORDS, VISITS, STEPS)
def test_a_draw_is_what_it_is_defined_to_be(
    seed: int, replication: int, stream: int, who: int, visit: int, step: int
) -> None:
    start = draws.base_of(seed, replication, stream)
    expected = plainly(seed, replication, stream, who, visit, step)
    assert draws.bits(start, who, visit, step) == expected
    assert draws.uniform(start, who, visit, step) == (expected + 0.5) / 2**53


def test_draws_are_those_of_any_other_machine() -> None:
    """Numbers that were written down once: a result of another machine must not differ."""
    start = draws.base_of(2026, 3, draws.key_of("turn"))
    assert CHANNEL == 0x601C654C03C1C15A
    assert start == 0x3CE7E821CA93FB19
    assert draws.bits(start, CHANNEL, 2, 3) == 0x00007D9E88B683


@given(WORDS, st.integers(0, 10**6), WORDS, WORDS, VISITS, STEPS)
def test_numpy_and_python_integers_agree(
    seed: int, replication: int, stream: int, who: int, visit: int, step: int
) -> None:
    start = draws.base_of(seed, replication, stream)
    word = np.uint64
    assert draws.base_of(word(seed), np.int64(replication), word(stream)) == start
    found = draws.bits(word(start), word(who), np.int64(visit), np.uint32(step))
    assert found == draws.bits(start, who, visit, step)
    assert isinstance(found, int)
    assert draws.uniform(start, word(who), word(visit)) == draws.uniform(start, who, visit)


@given(WORDS, st.lists(st.tuples(WORDS, VISITS), min_size=1, max_size=20), STEPS)
def test_arrays_and_scalars_agree(start: int, names: list[tuple[int, int]], step: int) -> None:
    who = np.asarray([key for key, _ in names], dtype=np.uint64)
    visit = np.asarray([number for _, number in names], dtype=np.uint64)
    bits = [draws.bits(start, *name, step) for name in names]
    assert draws.bits_of(start, who, visit, step).tolist() == bits
    uniforms = [draws.uniform(start, *name, step) for name in names]
    assert draws.uniforms(start, who, visit, step).tolist() == uniforms


@given(st.lists(WORDS, min_size=1, max_size=20))
def test_mixing_arrays_is_mixing_each(words: list[int]) -> None:
    mixed = draws.mix_words(np.asarray(words, dtype=np.uint64))
    assert mixed.tolist() == [draws.mix(word) for word in words]


def test_seeds_of_numpy_run_like_others() -> None:
    plan = compile(Scenario.from_text(MARKET))
    one, other = run(plan, 7, 2), run(plan, np.int64(7), np.uint64(2))  # type: ignore[arg-type]
    assert one.digest() == other.digest()


# --- What simulations make of them ---------------------------------------------------------------

MARKET = """
start: 2026-04-01
horizon: 10 days
segments: {smb: {share: 30%}, large: {share: 70%}}
channels: {web: {leads: 10 per day}, ads: {leads: 10 per day}}
stages: {gate: {work: 10 min, function: sales, then: {end: 50%, lost: rest}}}
teams: {sales: {covers: sales, headcount: 2}}
"""


def test_replications_are_independent_markets() -> None:
    """Numbers of leads are Poisson over replications, and channels do not move together."""
    plan = compile(Scenario.from_text(MARKET))
    counts = []
    for replication in range(300):
        log = run(plan, 11, replication)
        counts.append(np.bincount(log.leads["channel"], minlength=2))
    table = np.asarray(counts)
    for channel in range(2):
        n = table[:, channel]
        dispersion = ((n - 100.0) ** 2).sum() / 100.0
        assert LEAST_P < stats.chi2.sf(dispersion, len(n)) < 1 - LEAST_P
        assert abs(n.mean() - 100) < CERTAINTY * np.sqrt(100 / len(n))
        assert abs(np.corrcoef(n[1:], n[:-1])[0, 1]) < CERTAINTY / np.sqrt(len(n))
    assert abs(np.corrcoef(table[:, 0], table[:, 1])[0, 1]) < CERTAINTY / np.sqrt(len(table))


def test_a_poisson_channel_has_exponential_gaps() -> None:
    tree = Scenario.from_text(MARKET).change({"tick": "1 s", "channels.web.leads": "300 per day"})
    log = run(compile(tree), 5)
    arrived = log.leads["arrived"][log.leads["channel"] == 0]
    gaps = np.diff(arrived) / log.meta["ticks_per_minute"]
    assert stats.kstest(gaps, "expon", args=(0, 1440 / 300)).pvalue > LEAST_P


def test_what_a_lead_is_tells_nothing_of_what_becomes_of_it() -> None:
    """Segment, arrival and outcome come from different streams."""
    log = run(compile(Scenario.from_text(MARKET).change("horizon", "300 days")), 3)
    ended = log.select(Kind.DONE, Kind.LOST)
    lead = log.events["lead"][ended]
    won = log.events["kind"][ended] == Kind.DONE
    for what in (log.leads["segment"], log.leads["arrived"] % 2, log.leads["key"] % 2):
        pairs = np.bincount(what[lead].astype(int) * 2 + won, minlength=4).reshape(2, 2)
        assert stats.chi2_contingency(pairs).pvalue > LEAST_P


@given(st.integers(0, 999), st.integers(1, 3), st.integers(0, 5))
def test_the_engine_asks_for_the_draws_that_are_named(row: int, visit: int, step: int) -> None:
    """However an engine keeps its draws, they are those of the names."""
    luck, bases, keys, table = LUCK
    for stream, start in enumerate(bases):
        drawn = draws.bits(start, keys[row], visit, step)
        assert luck.bits(stream, row, visit, step) == drawn
        assert luck.chance(stream, row, visit, step) == (drawn + 0.5) / 2**53
        assert luck.ticks(table, stream, row, visit, step) == table.whole(drawn)


def _luck():  # type: ignore[no-untyped-def]
    from gtmsim.engine.arrivals import arrive

    plan = compile(Scenario.from_text(MARKET).change("horizon", "60 days"))
    named = draws.Draws(plan.streams, 1, 0)
    leads = arrive(plan, named)
    table = from_quantiles(parse_law({"exponential": "3 h"}, "time").quantile)
    return Luck(named.bases, leads), named.bases, leads.key.tolist(), table


LUCK = _luck()
