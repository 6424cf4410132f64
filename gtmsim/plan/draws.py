"""Random numbers that have a name, not a turn.

A draw is a pure function of (seed, replication, stream, who, visit, step). Nothing is
consumed, so a new lead, rep or channel never changes anybody else's luck, and two
designs meet the same luck wherever they ask the same question (common random numbers).

The mixing function is the finalizer of SplitMix64 in Stafford's variant 13 (Steele, Lea
and Flood 2014, "Fast splittable pseudorandom number generators"), applied twice. It uses
only 64-bit integer arithmetic, so Python, numpy and compiled code agree to the last bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]

MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
TURN = 0xD1B54A32D192ED03
HALF_CELL = 2.0**-54
CELL = 2.0**-53


def key_of(name: str) -> int:
    """A 64-bit key for a written-out name, the same on every machine."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")


def mix(word: int) -> int:
    """Scramble 64 bits so that every output bit depends on every input bit."""
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    word = (word ^ (word >> 27)) * 0x94D049BB133111EB & MASK
    return word ^ (word >> 31)


def mix_words(words: Words) -> Words:
    """`mix` for an array."""
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))


def base_of(seed: int, replication: int, stream: int) -> int:
    """Where the draws of one stream start in one replication."""
    start = mix((int(seed) + GOLDEN) & MASK)
    return mix(mix(start ^ (int(replication) * TURN & MASK)) ^ int(stream))


def bits(base: int, who: int, visit: int, step: int = 0) -> int:
    """The 53 random bits called (`base`, `who`, `visit`, `step`).

    Args:
        base: from `base_of`, one per stream and replication.
        who: 64-bit key of a lead, account, channel, person or the company.
        visit: passage of this lead through this stage, below 2**31.
        step: attempt, session or booking within the visit, below 2**20.

    Returns:
        An integer in [0, 2**53).
    """
    # Twice `mix`, written out: this is the most frequent call of an engine in Python.
    # numpy's integers of 64 bits would overflow: `int` makes them Python's.
    word = (int(base) + int(who) * GOLDEN) & MASK
    word = (word ^ word >> 30) * 0xBF58476D1CE4E5B9 & MASK
    word = (word ^ word >> 27) * 0x94D049BB133111EB & MASK
    word ^= word >> 31 ^ ((int(visit) << 20 | int(step)) * TURN & MASK)
    word = (word ^ word >> 30) * 0xBF58476D1CE4E5B9 & MASK
    word = (word ^ word >> 27) * 0x94D049BB133111EB & MASK
    return (word ^ word >> 31) >> 11


def uniform(base: int, who: int, visit: int, step: int = 0) -> float:
    """A uniform number strictly between 0 and 1, from `bits`."""
    return bits(base, who, visit, step) * CELL + HALF_CELL


def bits_of(base: int, who: Words, visit: Words, step: int = 0) -> NDArray[np.int64]:
    """`bits` for arrays of `who` and `visit`."""
    word = mix_words(np.uint64(base) + who * np.uint64(GOLDEN))
    turn = (visit << np.uint64(20) | np.uint64(step)) * np.uint64(TURN)
    return (mix_words(word ^ turn) >> np.uint64(11)).astype(np.int64)


def uniforms(base: int, who: Words, visit: Words, step: int = 0) -> NDArray[np.float64]:
    """`uniform` for arrays."""
    return bits_of(base, who, visit, step).astype(np.float64) * CELL + HALF_CELL


def serial_keys(parent: int, serials: Words) -> Words:
    """Keys of the leads of a channel (or of the children of a lead) by serial number."""
    return mix_words(np.uint64(parent) + (serials + np.uint64(1)) * np.uint64(GOLDEN))


class Draws:
    """All streams of one replication, by number (see `Plan.streams`)."""

    def __init__(self, streams: Sequence[str], seed: int, replication: int) -> None:
        self.bases = [base_of(seed, replication, key_of(name)) for name in streams]

    def bits(self, stream: int, who: int, visit: int, step: int = 0) -> int:
        """53 random bits; see `bits`."""
        return bits(self.bases[stream], who, visit, step)

    def uniform(self, stream: int, who: int, visit: int, step: int = 0) -> float:
        """A uniform number strictly between 0 and 1; see `bits`."""
        return bits(self.bases[stream], who, visit, step) * CELL + HALF_CELL
