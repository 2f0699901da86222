"""Dumps in the sql_mode ANSI_QUOTES, in which double quotes enclose names, are restored as by the client."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from dev.servers.mysql_server import MySqlServer
from include.dump.parse.inspection import inspect_dump
from include.dump.restore.verification import verify_rows
from include.dump.source.local_file import LocalFileSource
from include.exceptions import DumpError
from tests.include.dump.conftest import Restore
from tests.include.dump.contents import contents

pytestmark = pytest.mark.mysql

SOURCE = "ansi_source"
STATEMENTS = [
    'CREATE TABLE "quo""te" ("id" int NOT NULL AUTO_INCREMENT, "a ""b""" varchar(40) DEFAULT \'say "x"\','
    ' "tick`" text, "joined" varchar(90) GENERATED ALWAYS AS ("a ""b""" || \'"id"\') STORED, "r" real,'
    ' PRIMARY KEY ("id"), KEY "k ""1""" ("a ""b"""), UNIQUE KEY "u" ("r"))',
    'CREATE TABLE "child" ("parent" int, "day" date,'
    ' CONSTRAINT "f k" FOREIGN KEY ("parent") REFERENCES "quo""te" ("id"))',
    'CREATE TABLE "parts" ("id" int PRIMARY KEY) PARTITION BY RANGE ("id")'
    ' (PARTITION "p;0" VALUES LESS THAN (10), PARTITION "p1" VALUES LESS THAN MAXVALUE)',
    'CREATE TRIGGER "t\'r" BEFORE INSERT ON "child" FOR EACH ROW'
    ' BEGIN SET @x = \'a"b\'; SET @y = NEW."parent"; END',
]
VALUES = ["it's", 'say "hi"', "back\\slash", "line\nbreak", "semi;colon", "tick`", '"', "\\", "(1,'x')"]


@pytest.fixture
def source(mysql_server: MySqlServer) -> Iterator[None]:
    """A database with names that hold quotes, made in the mode ANSI."""
    with closing(mysql_server.target.connect()) as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {SOURCE}")
        cursor.execute(f"USE {SOURCE}")
        cursor.execute("SET SESSION sql_mode = 'ANSI'")
        for statement in STATEMENTS:
            cursor.execute(statement)
        rows = [(value, value, number) for number, value in enumerate(VALUES)]
        cursor.executemany('INSERT INTO "quo""te" ("a ""b""", "tick`", "r") VALUES (%s, %s, %s)', rows)
        cursor.execute("INSERT INTO child VALUES (1, '2026-02-10')")
        cursor.execute("INSERT INTO parts VALUES (1), (11)")
        connection.commit()
        yield
        cursor.execute(f"DROP DATABASE {SOURCE}")


def dumped(server: MySqlServer, path: Path, *options: str) -> bytes:
    """Return a dump in ANSI by the real mysqldump."""
    command = server.client_command("mysqldump", "--compatible=ansi", *options, SOURCE)
    text = subprocess.run(command, capture_output=True, check=True).stdout
    path.write_bytes(text)
    return text


@pytest.mark.parametrize("chunk_bytes", [1, 1 << 20], ids=["chunks", "end to end"])
@pytest.mark.parametrize(
    "options", [[], ["--complete-insert"], ["--skip-comments", "--skip-extended-insert"]], ids=str
)
@pytest.mark.usefixtures("source")
def test_a_dump_compatible_with_ansi_is_restored_as_by_the_client(
    mysql_server: MySqlServer,
    restore: Restore,
    schema: str,
    reference: str,
    tmp_path: Path,
    options: list[str],
    chunk_bytes: int,
) -> None:
    text = dumped(mysql_server, tmp_path / "dump.sql", *options)
    assert b'INSERT INTO "quo""te"' in text
    with closing(mysql_server.target.connect()) as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE `{reference}`")
    subprocess.run(mysql_server.client_command("mysql", reference), input=text, check=True)
    restore(tmp_path / "dump.sql", chunk_bytes=chunk_bytes)
    expected = contents(mysql_server.target, reference)
    assert sorted(expected) == ["child", "parts", 'quo"te']
    assert contents(mysql_server.target, schema) == expected
    report = inspect_dump(LocalFileSource(tmp_path / "dump.sql"), full=True)
    with closing(mysql_server.target.connect()) as connection:
        assert verify_rows(connection, schema, report) == {}


@pytest.mark.usefixtures("source")
def test_names_in_double_quotes_without_the_mode_are_refused_with_the_cause(
    mysql_server: MySqlServer, restore: Restore, schema: str, tmp_path: Path
) -> None:
    """The client stops as well: a compact dump says nothing of the mode that it was made in."""
    text = dumped(mysql_server, tmp_path / "dump.sql", "--compact")
    command = mysql_server.client_command("mysql", SOURCE)
    assert subprocess.run(command, input=text, capture_output=True, check=False).returncode
    with pytest.raises(DumpError, match=r"(?s)ANSI_QUOTES.*--compatible=ansi"):
        restore(tmp_path / "dump.sql")
    assert contents(mysql_server.target, schema) == {}


def test_a_value_in_double_quotes_stays_the_column_that_it_names(
    mysql_server: MySqlServer, restore: Restore, schema: str, tmp_path: Path
) -> None:
    path = tmp_path / "dump.sql"
    path.write_bytes(
        b'SET sql_mode = \'ANSI_QUOTES\';\nCREATE TABLE "t" ("id" int, "copy" int, "text" varchar(9));\n'
        b'INSERT INTO "t" VALUES (7,"id",\'"id"\');\n'
    )
    restore(path)
    target = mysql_server.target.with_schema(schema)
    with closing(target.connect()) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT * FROM t")
        assert cursor.fetchall() == ((7, 7, '"id"'),)


def test_a_mode_that_mysql_has_no_longer_is_refused_by_its_name(
    mysql_server: MySqlServer, restore: Restore, schema: str
) -> None:
    """As mariadb-dump --compatible=oracle writes it; the client stops at the SET."""
    with pytest.raises(DumpError, match=r"(?s)sql_mode ORACLE.*--compatible"):
        restore(b'SET sql_mode = \'ORACLE\';\nCREATE TABLE "t" ("id" int);\n')
    assert contents(mysql_server.target, schema) == {}
