"""Dumps that servers, options and programs make unusual: restored as by the client, or refused in time."""

from __future__ import annotations

import re
import secrets
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from dev.servers.mysql_server import MySqlServer
from include.dump.errors import RestoreTargetError
from include.dump.load.options import RestoreOptions
from include.dump.parse.inspection import inspect_dump
from include.dump.restore.restore import restore_dump
from include.dump.restore.verification import verify_rows
from include.dump.source.local_file import LocalFileSource
from include.exceptions import DumpError
from tests.include.dump.contents import DUMPS, contents, objects

pytestmark = pytest.mark.mysql

CASES = DUMPS / "client"
REFUSED = {
    # It may have been cut there.
    "last_rows_without_line_break.sql": r"rows of table u do not end with a semicolon at byte",
    "sandbox_old.sql": r"plain, column t: .*DEFAULT.*MariaDB",
    "mdb_m1.sql": r"plain, column t: .*DEFAULT.*MariaDB",
    "mdb_m1_compact.sql": r"plain, column t: .*DEFAULT.*MariaDB",
    "mdb_m1_nocomments.sql": r"plain, column t: .*DEFAULT.*MariaDB",
    "nocreate.sql": r"--no-create-info",
    "chars_binary.sql": r"binary.*JSON.*--default-character-set",
    "msg_pw56.sql": r"message.*2>&1",
    "msg_gtid.sql": r"message.*2>&1",
    "msg_kubectl.sql": r"message.*2>&1",
    "msg_nohup.sql": r"message.*2>&1",
    "alter_renames.sql": r"ALTER TABLE at byte \d+ that does more than change columns.*mysqldump",
    "empties_rows.sql": r"empties table t at byte \d+, and has rows for it before that",
    "empties_rows_of_set.sql": r"empties table t at byte \d+, and has rows for it before that",
    "empties_another_database.sql": r"empties table t at byte \d+, and does not create it before",
    "truncate_before_numbers_left_out.sql": r"leave their number to the server, behind an .*TRUNCATE",
    "rows_of_another_database.sql": r"dump of 2 databases: homes, offices",
    "rows_from_select.sql": r"do not begin as mysqldump writes them",
    "alter_unknown_column.sql": r"table t of the dump: Key column 'w' doesn't exist",
    "timestamp_expression.sql": r"timestamp to an expression whose value is only known on a server",
    "foreign_key_of_other_type.sql": r"create table buildings of the dump: Referencing column 'building'",
    "foreign_key_added_to_no_key.sql": r"create table rooms of the dump: .*Missing unique key .*'buildings'",
    "foreign_key_in_column_of_other_type.sql": r"create table rooms of the dump: Referencing column",
    "partitions_without_key.sql": r"create table t of the dump: A PRIMARY KEY must include all columns",
    "tablespace_missing.sql": r"create table t of the dump: Tablespace fast doesn't exist",
    "encrypted.sql": r"create table t of the dump: Can't find master key",
    "alter_by_wrong_algorithm.sql": r"table t of the dump: ALGORITHM=INSTANT is not supported",
    "index_of_foreign_key_dropped.sql": r"table t of the dump: Cannot drop index 'p': needed in",
    "index_unique_too_late.sql": r"Table t cannot be altered as the dump does: duplicate value.*Nothing was",
    "index_dropped_before_rows.sql": r"rows for table t at byte \d+, behind an ALTER TABLE or DROP INDEX",
    "renames_table.sql": r"statement RENAME at byte \d+",
    "null_in_one_row.sql": r"Table t: NULL in a NOT NULL column, column a .*Nothing was touched",
    "null_of_geometry.sql": r"Table t: NULL in a NOT NULL column, column g .*Nothing was touched",
    "null_twice_in_several_rows.sql": r"Table t: duplicate value of a unique key.*Nothing was touched",
    "numbers_by_insert_id.sql": r"sets insert_id.*mysqldump",
    "numbers_behind_alter.sql": r"table a at byte \d+ leave their number to the server, behind an ALTER",
    "rows_with_variable.sql": r"table t at byte \d+ have values that are not in the dump: variables",
    "rows_with_last_insert_id.sql": r"table b at byte \d+ have values .*LAST_INSERT_ID",
    "rows_with_saved_insert_id.sql": r"table b at byte \d+ have values .*variables",
    "insert_set_variable.sql": r"table t at byte \d+ have values that are not in the dump: variables",
    "insert_set_unknown_column.sql": r"table t at byte \d+ name a column b, which",
    "comments_for_newer_servers.sql": r"table t from byte \d+ on have a comment that not every server runs",
    "rows_with_subquery.sql": r"table b at byte \d+ have values .*a subquery",
    "rows_without_default.sql": r"Table t, row 1: no value for a column without a default",
    "rows_without_key.sql": r"Table t, row 1: no value for a column without a default",
    "rows_with_column_twice.sql": r"Table t, row 1: a column named twice.*Nothing was touched",
    "set_for_newer_servers.sql": r"sets its session in a comment that not every server runs",
    "set_zone_for_newer_servers.sql": r"sets its session in a comment that not every server runs",
    "set_implicit_timestamps.sql": r"sets explicit_defaults_for_timestamp.*mysqldump",
    "command_use_without_end.sql": r"statement USE at byte \d+",
    "command_use_before_set.sql": r"statement USE at byte \d+",
    "command_with_backslash.sql": r"backslash outside of quotes.*semicolon",
    "drops_database.sql": r"makes table t and drops it again at byte \d+",
    "drops_empty_table.sql": r"makes table u and drops it again at byte \d+",
    "drops_tables.sql": r"makes table t and drops it again at byte \d+",
    "versioned_table.sql": r"makes table v at byte 0 in a versioned comment",
    "trigger_before_rows.sql": r"rows for table t at byte \d+, behind a trigger.*behind the rows",
    "trigger_log.sql": r"rows for table t at byte \d+, behind a trigger.*behind the rows",
    "transaction_without_autocommit.sql": r"ends inside a transaction with rows that nothing commits",
    "transaction_open_with_autocommit.sql": r"ends inside a transaction with rows that nothing commits",
    "transaction_open.sql": r"ends inside a transaction with rows that nothing commits",
    "transaction_not_committed_by_unlock.sql": r"ends inside a transaction with rows .* at byte 166",
    "transaction_taken_back.sql": r"takes back the rows from byte \d+ on, by ROLLBACK",
    "names_in_latin1.sql": r"names with letters that are no ASCII, in the character set latin1.*utf8mb4",
    "msg_set_locale.sql": r"begins with SET and sets nothing.*2>&1",
    "made_twice.sql": r"makes table t again at byte \d+",
    "charset_unknown.sql": r"does not create table t of the dump: Unknown character set",
    "statement_check.sql": r"statement DESCRIBE at byte \d+",
    "statement_select.sql": r"statement SELECT at byte \d+",
    "msg_like_commit.sql": r"no end before the next statement begins.*2>&1",
    "msg_like_lock.sql": r"no end before the next statement begins.*2>&1",
    "msg_like_set.sql": r"no end before the next statement begins.*2>&1",
    "statement_without_end.sql": r"no end before the next statement begins",
    "msg_behind_end.sql": r"text that is not SQL, such as a message.*2>&1",
    "msg_in_create.sql": r"message of a program \(mysqldump\) within.*2>&1",
    "msg_in_rows.sql": r"message of a program \(mysqldump\) in the rows.*2>&1",
    "msg_json.sql": r"other text on top.*2>&1",
    "value_for_functional_index.sql": r"row 2: a value in JSON that a functional index does not",
    "zero_byte.sql": r"a zero byte at byte 82 ",
    "msg_sudo.sql": r"other text on top.*2>&1",
    "msg_middle.sql": r"message of a program \(mysqldump\).*2>&1",
}
RESTORED = sorted({path.name for path in CASES.glob("*.sql")} - REFUSED.keys())
# The client of MySQL stops at MariaDB's first sandbox line, and at an account that is there already.
_NOT_FOR_THE_CLIENT = (b"/*!999999\\- enable the sandbox mode */", b"CREATE USER", b"GRANT")
_DATABASE = re.compile(rb"`?\bhomes`?\s*\.")
_DATABASE_OPTIONS = re.compile(rb"CHARACTER SET \w+(?: COLLATE \w+)?")
_MAKES_DATABASE = (b"CREATE DATABASE", b"CREATE SCHEMA", b"USE ")


@pytest.fixture(scope="module")
def server_in_japan(mysql_server: MySqlServer) -> Iterator[MySqlServer]:
    """Return the server while its new sessions are at +09:00."""
    _set_zone(mysql_server, "'+09:00'")
    yield mysql_server
    _set_zone(mysql_server, "DEFAULT")


def _set_zone(server: MySqlServer, zone: str) -> None:
    with server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"SET GLOBAL time_zone = {zone}")


def _database_options(line: bytes) -> bytes:
    """Return the statement that gives the database in use the options that it is made with."""
    options = _DATABASE_OPTIONS.search(line)
    return b"ALTER DATABASE " + options[0] + b";\n" if options else b""


def load_with_client(server: MySqlServer, text: bytes, schema: str) -> None:
    """Let the mysql client, as it is, load a dump into a new schema; a database that it names is replaced."""
    lines = [line for line in text.splitlines(keepends=True) if not line.startswith(_NOT_FOR_THE_CLIENT)]
    # Of what makes the database only the character set and collation are left.
    lines = [_database_options(line) if line.startswith(_MAKES_DATABASE) else line for line in lines]
    text = _DATABASE.sub(f"`{schema}`.".encode(), b"".join(lines)).replace(
        b"ALTER DATABASE `homes`", f"ALTER DATABASE `{schema}`".encode()
    )
    with server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE `{schema}`")
    done = subprocess.run(
        server.client_command("mysql", schema), input=text, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")[:500]


@pytest.mark.parametrize("chunk_bytes", [1, 1 << 20], ids=["chunks", "end to end"])
@pytest.mark.parametrize("name", RESTORED)
def test_restored_as_by_the_client(
    server_in_japan: MySqlServer, restore, schema: str, reference: str, name: str, chunk_bytes: int
) -> None:
    load_with_client(server_in_japan, (CASES / name).read_bytes(), reference)
    restore(CASES / name, chunk_bytes=chunk_bytes)
    expected = contents(server_in_japan.target, reference)
    assert contents(server_in_japan.target, schema) == expected
    assert objects(server_in_japan.target, schema) == 0
    report = inspect_dump(LocalFileSource(CASES / name), full=True)
    assert sorted(report.table_names) == sorted(expected)
    with server_in_japan.target.connect() as connection:
        assert verify_rows(connection, schema, report) == {}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_its_cause_before_anything_is_touched(
    server_in_japan: MySqlServer, restore, schema: str, name: str
) -> None:
    with server_in_japan.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE `{schema}`")
        cursor.execute(f"CREATE TABLE `{schema}`.untouched (id int)")
    with pytest.raises(DumpError) as caught:
        restore(CASES / name, overwrite=True)
    assert caught.match(f"(?s){REFUSED[name]}")
    assert list(contents(server_in_japan.target, schema)) == ["untouched"]


def test_a_server_with_names_in_lower_case_takes_a_dump_twice(tmp_path: Path) -> None:
    with MySqlServer(
        tmp_path / "lower", options={"lower-case-table-names": "1"}, die_with_parent=True
    ) as server:
        schema = f"incoming_{secrets.token_hex(4)}"
        source = LocalFileSource(CASES / "mixed_case.sql")
        for options in (RestoreOptions(), RestoreOptions(fresh=True), RestoreOptions()):
            summary = restore_dump(source, server.target, schema, options, lambda _: None)
            assert {table.name: table.rows for table in summary.tables} == {"OrderItems": 1, "Orders": 2}
        assert all(table.resumed for table in summary.tables)
        with server.target.connect() as connection:
            assert verify_rows(connection, schema, inspect_dump(source, full=True)) == {}
        with pytest.raises(RestoreTargetError, match=r"tables Orders and orders, whose names are the same"):
            restore_dump(LocalFileSource(CASES / "names_of_one_letter_case.sql"), server.target, schema)
        assert set(contents(server.target, schema)) == {"orderitems", "orders"}
