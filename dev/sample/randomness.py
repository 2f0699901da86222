"""Random numbers that depend on names and indexes only, never on the order in which rows are made."""

from __future__ import annotations

import zlib
from random import Random

_MASK = (1 << 64) - 1


def mixed(seed: int, label: str, index: int = 0) -> int:
    """Return 64 well-mixed bits for one thing of the world (the finaliser of SplitMix64).

    :param seed: the world's seed.
    :param label: the kind of thing, such as ``tenant``.
    :param index: which one of its kind.
    """
    value = (seed * 0x9E3779B97F4A7C15 + zlib.crc32(label.encode()) * 0xD1B54A32D192ED03 + index) & _MASK
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
    return value ^ (value >> 31)


def generator(seed: int, label: str, index: int = 0) -> Random:
    """Return a generator of its own for one thing of the world."""
    return Random(mixed(seed, label, index))


def unit(seed: int, label: str, index: int = 0) -> float:
    """Return one number in 0..1 for one thing of the world."""
    return mixed(seed, label, index) / (1 << 64)
