"""Memory of this process."""

from __future__ import annotations

import ctypes
import re
import resource
import sys
from pathlib import Path

_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8  # malloc.h
_LARGE = 192 * 1024  # most texts of statements are larger, the pieces that are read are smaller
_HIGH_WATER = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)


def peak_memory_mb(process: int | str = "self") -> float:
    """Return the highest resident memory of a process so far, in MiB.

    On Linux from ``/proc``: ``getrusage`` counts what the parent had when it started this process. Elsewhere
    of this process only.
    """
    status = Path(f"/proc/{process}/status")
    if status.exists():
        match = _HIGH_WATER.search(status.read_text(encoding="ascii", errors="replace"))
        return int(match[1]) / 1024 if match else 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024)  # macOS counts bytes


def bound_memory() -> None:
    """Let glibc's malloc give large texts back at once and use one arena instead of eight per core.

    Pieces of text are made in one thread and given back in another, so each arena keeps room for the most it
    ever held: one saves 25 MiB here, and the interpreter lock leaves little to wait for. Texts of different
    sizes leave holes in an arena, so that it grows with the dump (20 MiB from 100 MB to 3 GB): those above a
    fixed size come from the system each and go back to it (mallopt(3), M_MMAP_THRESHOLD). No effect with
    another C library.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(_M_ARENA_MAX, 1)
            mallopt(_M_MMAP_THRESHOLD, _LARGE)


def give_memory_back() -> None:
    """Give what the C library keeps back to the system, between two stages that need different things.

    Imports and the S3 client leave 4 MiB, the ranges that an inspection fetches ahead up to 24 MiB, in holes
    between what stays (malloc_trim(3)). No effect with another C library than glibc.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
