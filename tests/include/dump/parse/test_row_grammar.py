"""The loose form in which rows are recognised: what it lets through has to be seen by the server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from itertools import product

import pymysql
import pytest

from dev.servers.mysql_server import MySqlServer
from include.dump.load import job_runner
from include.dump.load.load_connection import LoadConnection
from include.dump.load.options import RestoreOptions
from include.dump.parse.column import Column
from include.dump.parse.row_grammar import row_grammar
from include.mysql.sql_files import SqlFiles

pytestmark = pytest.mark.mysql

LETTERS = {"int": "-05NUL", "decimal(6,2)": "-.05NUL", "double": "-+.05eN"}
LONGER = (
    *("NULL", "-NULL", "NULL5", "NULLNULL", "1.2.3", "1.25.", "5-3-", "--5-", "0.0.0", "5.125", "-0.5"),
    *("5e+1", "5e-1", "5e+", "5e5-", "-5E-2", "-.05e3", "5e-400", "-5e-400", "5e400"),
    *("-0.0", "-00", "-0e1", "-0.0e5"),
)


def texts(letters: str) -> Iterator[str]:
    """Yield all texts of up to three of the letters, and some longer ones."""
    for length in (1, 2, 3):
        yield from ("".join(text) for text in product(letters, repeat=length))
    yield from LONGER


@pytest.mark.parametrize("type_name", LETTERS)
def test_what_load_data_takes_for_a_number_without_a_remark_is_what_an_insert_takes(
    mysql_server: MySqlServer, schema: str, type_name: str
) -> None:
    with mysql_server.target.connect() as admin, admin.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE `{schema}`")
        cursor.execute(f"CREATE TABLE `{schema}`.t (id int NOT NULL, v {type_name})")
    columns = (
        Column("id", "int", nullable=False),
        Column("v", type_name.split("(", maxsplit=1)[0], nullable=True),
    )
    grammar = row_grammar(columns)
    assert grammar is not None
    load = SqlFiles(job_runner.__file__).text("load").format(table="t", charset="utf8mb4", columns="")
    taken = set()
    remarked = 0
    with closing(LoadConnection.to(mysql_server.target, schema, RestoreOptions().sql_mode)) as connection:
        for text in texts(LETTERS[type_name]):
            row = f"(1,{text})".encode()
            if not grammar.take(row + b";", 0)[0]:
                continue
            connection.query("DELETE FROM t")
            if connection.load(load, [row + b","]).warnings:
                remarked += 1
                continue
            taken.add(text)
            try:
                connection.query(f"INSERT INTO t VALUES (2,{text})")
            except pymysql.err.MySQLError as error:
                pytest.fail(f"LOAD DATA took {text!r}, which INSERT refuses: {error}")
            assert connection.last_warning_count == 0, text
            with connection.cursor() as cursor:
                cursor.execute("SELECT CONCAT(v) FROM t ORDER BY id")
                loaded, inserted = cursor.fetchall()
            assert loaded == inserted, text
    assert {"5", "-5", "NULL"} <= taken
    assert remarked > 100
