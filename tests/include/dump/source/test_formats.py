"""A dump is known by its beginning."""

from __future__ import annotations

import pytest

from include.dump.source.formats import check_format


@pytest.mark.parametrize(
    "statement", [b"CREATE DATABASE x", b"STOP REPLICA", b"/*!40000 SET a */", b"# more"]
)
def test_comments_longer_than_the_beginning_that_is_looked_at(statement: bytes) -> None:
    """Wherever the piece ends that is looked at first, a dump is not taken for prose."""
    text = b"-- a\n" + b"-- " + b"x" * 500 + b"\n" + statement
    for length in range(500, len(text) + 1):
        check_format(text[:length])
