"""Rows that LOAD DATA cannot take go in at a pace like that of others, and hold up few of the others."""

from __future__ import annotations

import random
from itertools import accumulate, pairwise

import pytest

from dev.servers.mysql_server import MySqlServer
from include.dump.parse.column import Column
from include.dump.parse.row_grammar import row_grammar
from include.dump.parse.scanner import DumpScanner
from include.dump.parse.statement import Rows
from tests.include.dump.contents import compact, contents, restore_with_client

TABLE = "CREATE TABLE `t` (`id` int NOT NULL, `v` double, `w` varchar(40), PRIMARY KEY (`id`))"
ROWS = 60_000


def dump(odd: int, *, per_statement: int = 20_000, text: str = "some text here") -> bytes:
    """Return a dump in which each so many-th row is odd: LOAD DATA keeps the sign of a float's zero."""
    rows = [f"({i},{'-0' if odd and i % odd == odd - 1 else '1.5'},'{text}')" for i in range(ROWS)]
    starts = range(0, ROWS, per_statement)
    inserts = (f"INSERT INTO `t` VALUES {','.join(rows[i : i + per_statement])}" for i in starts)
    return compact(TABLE, *inserts)


def parts(text: bytes) -> list[Rows]:
    return [event for event in DumpScanner([text]) if isinstance(event, Rows)]


@pytest.mark.parametrize("per_statement", [20_000, 500, 1], ids=["long", "short", "single"])
@pytest.mark.parametrize("odd", [1, 2, 20, 200])
def test_many_odd_rows_do_not_change_the_way_all_the_time(odd: int, per_statement: int) -> None:
    found = parts(dump(odd, per_statement=per_statement))
    changes = sum(a.loadable != b.loadable for a, b in pairwise(found))
    assert sum(part.count for part in found) == ROWS
    assert changes <= 40


@pytest.mark.parametrize(("names", "most"), [("utf8mb4", 1), ("utf8", 40)])
def test_bytes_among_text_do_not_change_the_way_all_the_time(names: str, most: int) -> None:
    table = "CREATE TABLE `t` (`id` int NOT NULL, `hash` blob, PRIMARY KEY (`id`))"
    rows = [
        b"INSERT INTO `t` VALUES (%d,_binary '%s')" % (i, b"\xff" if i % 3 else b"a") for i in range(5_000)
    ]
    text = f"/*!40101 SET NAMES {names} */;\n{table};\n".encode() + b";\n".join(rows) + b";\n"
    found = parts(text)
    assert sum(part.count for part in found) == 5_000
    assert sum(a.load_charset != b.load_charset for a, b in pairwise(found)) <= most


def test_few_odd_rows_go_in_by_themselves() -> None:
    found = parts(dump(10_000))
    assert [part.count for part in found if not part.loadable] == [1] * 6


def test_after_many_odd_rows_rare_ones_go_in_by_themselves_again() -> None:
    odd = {*range(0, 5000, 20), 30_000, 40_000}
    rows = [f"({i},{'-0' if i in odd else '1.5'},'{'text' * 9}')" for i in range(ROWS)]
    found = parts(compact(TABLE, f"INSERT INTO `t` VALUES {','.join(rows)}"))
    assert sum(part.count for part in found if not part.loadable) < ROWS // 4
    first = list(accumulate((part.count for part in found), initial=0))
    last = [(n, part.count) for n, part in zip(first, found, strict=False) if not part.loadable][-2:]
    assert last == [(30_000, 1), (40_000, 1)]


def test_the_search_for_a_backslash_is_left_to_the_scanner() -> None:
    """It reads to the end of the buffer: one search for each odd row would be quadratic."""

    class Unsearched(bytes):
        def find(self, *_: object) -> int:
            raise AssertionError

        __contains__ = find

    grammar = row_grammar((Column("id", "int", nullable=False), Column("w", "text", nullable=False)))
    assert grammar is not None
    text = Unsearched(b"(1,'a'),(2,0x41);")
    for escaped in (False, True):
        assert grammar.take(text, 0, escaped=escaped) == (1, 8)


ODD = ("-0", "1.5", "1.5", "2e0+1", "NULL", "-0.0", "7")
TEXTS = (r"it\'s", "plain", "it''s", r"a\\", r"\n\0\Z", r"100\%", "),(", r"\\\'),(\'")


@pytest.mark.mysql
@pytest.mark.parametrize("per_statement", [5000, 37, 1], ids=["long", "short", "single"])
def test_odd_rows_among_others_are_restored_as_the_client_does(
    mysql_server: MySqlServer, restore, schema: str, reference: str, per_statement: int
) -> None:
    chance = random.Random(per_statement)
    number = 20_000 if per_statement > 1 else 2000
    rows = [
        f"({i},{chance.choice(ODD) if chance.random() < share else '1.5'},"
        f"'{chance.choice(TEXTS) if chance.random() < share else 'plain text'}')"
        for i in range(number)
        for share in [(0, 0.001, 0.3)[i * 6 // number % 3]]
    ]
    starts = range(0, number, per_statement)
    text = compact(
        TABLE, *(f"INSERT INTO `t` VALUES {','.join(rows[i : i + per_statement])}" for i in starts)
    )
    restore_with_client(mysql_server, text, reference)
    summary = restore(text)
    assert contents(mysql_server.target, schema) == contents(mysql_server.target, reference)
    assert summary.tables[0].way == "load+insert"
