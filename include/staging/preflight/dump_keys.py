"""Which keys are the dump of a day, and which only look like it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

SUFFIXES: Final = ("", ".gz", ".zst")


def dump_keys(key: str) -> tuple[str, ...]:
    """Return the keys under which the dump of a day may arrive: plain, ``.gz`` or ``.zst``.

    :param key: the key without the ending of its compression.
    """
    return tuple(key + suffix for suffix in SUFFIXES)


def sort_keys(key: str, listed: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the keys that are the dump, and those that only begin like it.

    :param key: the key without the ending of its compression.
    :param listed: keys that begin with it.
    """
    names = sorted(listed)
    expected = dump_keys(key)
    return [name for name in names if name in expected], [name for name in names if name not in expected]


def similar_key_hint(key: str, similar: Sequence[str]) -> str:
    """Return what to say about keys that look like the dump of the day and are not.

    :param key: the key without the ending of its compression.
    :param similar: the keys that were found.
    """
    return (
        f"{', '.join(similar)} only looks like the dump, whose name is one of {', '.join(dump_keys(key))}. "
        "Still waiting; if it is the dump, have it uploaded under its right name."
    )
