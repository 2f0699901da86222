"""Table definitions are taken apart without losing a byte."""

from __future__ import annotations

import pytest

from include.dump.errors import DumpStatementError
from include.dump.scanner import DumpScanner
from include.dump.statement import Statement, StatementKind
from include.dump.table_parser import parse_table
from tests.include.dump.contents import DUMPS, GOOD


def tables(name: str):
    text = (DUMPS / name).read_bytes()
    events = (e for e in DumpScanner([text]) if isinstance(e, Statement))
    return {e.name: e.table for e in events if e.kind is StatementKind.TABLE}


@pytest.mark.parametrize("name", GOOD)
def test_parts_make_the_statement_again(name: str) -> None:
    for table in tables(name).values():
        assert table.head + b",".join(table.items) + table.tail == table.statement
        assert table.create_statement(defer_indexes=False) == table.statement


def test_which_indexes_wait_for_the_data() -> None:
    found = tables("mysql_classic.sql")
    waiting = {name: len(table.deferrable) for name, table in found.items()}
    assert waiting["all_types"] == 3
    assert waiting["Mixed Case; name"] == 1
    assert waiting["no_primary_key"] == 1  # its UNIQUE key may be the clustered index
    assert waiting["auto_second"] == 0  # AUTO_INCREMENT needs its index at once
    assert waiting["full_text"] == waiting["places"] == waiting["a_child"] == waiting["old_engine"] == 0
    assert found["a_child"].references == {"z_parent"}
    assert b"KEY `by_v`" not in found["all_types"].create_statement(defer_indexes=True)
    assert b"PRIMARY KEY" in found["all_types"].create_statement(defer_indexes=True)


def test_columns_are_understood() -> None:
    columns = {c.name: c for c in tables("mysql_classic.sql")["computed"].columns}
    assert [name for name, c in columns.items() if c.generated] == ["doubled", "kept"]
    assert columns["id"].auto_increment
    assert not columns["id"].nullable
    assert columns["a"].nullable


@pytest.mark.parametrize("tail", ["SELECT 1", "UNION=(x)", "CONNECTION='mysql://x'", "DATA DIRECTORY='/x'"])
def test_a_table_of_other_origin_is_refused(tail: str) -> None:
    with pytest.raises(DumpStatementError):
        parse_table(f"CREATE TABLE `t` (`id` int) ENGINE=InnoDB {tail}".encode())


def test_words_in_a_comment_are_harmless() -> None:
    statement = b"CREATE TABLE `t` (`id` int COMMENT 'NOT NULL, AS (x)') COMMENT='SELECT; UNION, CONNECTION'"
    table = parse_table(statement)
    assert table.columns[0].nullable
    assert not table.columns[0].generated
