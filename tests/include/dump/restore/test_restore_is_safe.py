"""Nothing is touched by a refused dump, nothing lands elsewhere, nothing personal is told, one at a time."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dev.servers.mysql_server import MySqlServer
from include.dump.errors import (
    DumpFormatError,
    DumpIncompleteError,
    DumpMismatchError,
    DumpStatementError,
    RestoreBusyError,
    RestoreCancelledError,
    RestoreTableError,
    RestoreTargetError,
)
from include.dump.load.options import RestoreOptions
from include.dump.restore.restore import DumpRestore
from include.dump.source.local_file import LocalFileSource
from include.mysql.target import WarehouseTarget
from tests.include.dump.contents import DUMPS, compact, contents, schemas, table_names
from tests.include.dump.held_load import HeldLoad
from tests.waiting import PATIENCE_SECONDS, wait_until

pytestmark = pytest.mark.mysql

TABLE = (
    "CREATE TABLE `t` (\n  `id` int NOT NULL AUTO_INCREMENT,\n  `name` varchar(10) NOT NULL,\n"
    "  `n` tinyint,\n"
    "  PRIMARY KEY (`id`),\n  UNIQUE KEY `by_n` (`n`)\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4"
)
SECRET = "Yamada"


def rows(start: int, end: int) -> str:
    return ",".join(f"({i},'{SECRET}',NULL)" for i in range(start, end))


@pytest.mark.parametrize(
    ("dump", "error"),
    [
        (b"", DumpIncompleteError),
        (b"1\ta\n2\tb\n", DumpFormatError),
        ((DUMPS / "mysql_classic.sql").read_bytes()[:-100], DumpIncompleteError),
        ((DUMPS / "mysql_compact.sql").read_bytes()[:20000], DumpIncompleteError),
        (b"USE `other`;\n" + compact(TABLE), DumpMismatchError),
    ],
    ids=["empty", "tab", "no trailer", "cut", "other database"],
)
def test_a_refused_dump_changes_nothing(mysql_server: MySqlServer, restore, schema: str, dump, error) -> None:
    restore(compact(TABLE, f"INSERT INTO `t` VALUES {rows(1, 4)}"))
    before = contents(mysql_server.target, schema), schemas(mysql_server.target)
    with pytest.raises(error):
        restore(dump, expected_database="basis")
    assert (contents(mysql_server.target, schema), schemas(mysql_server.target)) == before


STRANGE = (
    "UPDATE `t` SET n = 1",
    "ALTER TABLE `t` RENAME TO `u`",
    "INSERT INTO `t` SELECT 9, 'a', 9",
    "DELETE FROM `t` WHERE id = 1",
    "CALL refill('t')",
)


@pytest.mark.parametrize("statement", STRANGE)
@pytest.mark.parametrize("in_first_place", [True, False])
def test_statements_of_other_programs_are_refused_before_anything_is_touched(
    mysql_server: MySqlServer, restore, schema: str, statement: str, in_first_place: bool
) -> None:
    usual = f"INSERT INTO `t` VALUES {rows(1, 4)}"
    dump = compact(TABLE, *((statement, usual) if in_first_place else (usual, statement)))
    with pytest.raises(DumpStatementError, match="made with mysqldump or mariadb-dump"):
        restore(dump)
    assert schema not in schemas(mysql_server.target)


@pytest.mark.parametrize("statement", STRANGE[:4])
def test_the_quick_look_at_a_large_dump_has_strange_statements_read(
    mysql_server: MySqlServer, restore, schema: str, statement: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("include.dump.parse.inspection._SMALL_BYTES", 0)
    with pytest.raises(DumpStatementError):
        restore(compact(TABLE, statement, f"INSERT INTO `t` VALUES {rows(1, 4)}"))
    assert schema not in schemas(mysql_server.target)


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (f"(700,'{SECRET}',NULL)", r"row 1,001: duplicate value of a unique key, key t.PRIMARY"),
        (f"(2000,'{SECRET} too long',NULL)", r"row 1,001: value too long, column name"),
        ("(2000,NULL,NULL)", r"row 1,001: NULL in a NOT NULL column, column name"),
        (f"(2000,'{SECRET}',300)", r"row 1,001: number out of range, column n"),
        (f"(2000,'{SECRET}')", r"row 1,001: number of values differs"),
        (f"(2000,'{SECRET}',NULL,'{SECRET}')", r"row 1,001: number of values differs"),
        (
            f"(2000,'{SECRET}','{SECRET}')",
            r"row 1,001: value impossible for the type or character set, column n",
        ),
        (
            f"(2000,'a','column \\'{SECRET}@example.com\\' at row 7')",
            r"row 1,001: value impossible for the type or character set, column n",
        ),
        (f"(2000,{SECRET},1)", r"row 1,001: a name that no column has"),
        (f"(2000,'{SECRET}',9223372036854775807 + 1)", r"row 1,001: a computed number out of range"),
        (f"(2000,uuid_to_bin('{SECRET}'),1)", r"row 1,001: value impossible for a function"),
        (f"(2000,f_{SECRET}(),1)", r"row 1,001: a function that the server does not have"),
        ("(2000,'\udcff',NULL)", r"row 1,001: value impossible for the type or character set, column name"),
        (f"(2000,'{SECRET}',5),(2001,'{SECRET}',5)", r"duplicate value of a unique key, key t.by_n"),
    ],
)
@pytest.mark.parametrize("small", [True, False])
def test_a_bad_row_fails_its_table_by_number_without_its_content(
    mysql_server: MySqlServer, restore, schema: str, bad: str, message: str, small: bool
) -> None:
    dump = (
        compact(TABLE).decode()
        + f"INSERT INTO `t` VALUES {rows(1, 600)};\nINSERT INTO `t` VALUES {rows(600, 1001)},{bad},"
        + f"{rows(3000, 3100)};\nCREATE TABLE `u` (`id` int NOT NULL, PRIMARY KEY (`id`));\n"
        + "INSERT INTO `u` VALUES (1),(2);\n"
    ).encode("utf-8", "surrogateescape")
    with pytest.raises(RestoreTableError, match=message) as caught:
        restore(dump, trial_bytes=len(dump) if small else 0)
    chain, error = [], caught.value
    while error is not None:
        chain.append(str(error))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    assert SECRET not in " ".join(chain)
    if small:
        assert schema not in schemas(mysql_server.target)
        return
    with mysql_server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {schema}.u")  # the other tables are complete all the same
        assert cursor.fetchone() == (2,)


def test_a_table_that_the_server_does_not_create_is_reported_in_its_words(restore) -> None:
    dump = compact("CREATE TABLE `t` (\n  `id` int,\n  KEY `k` (`none`)\n)", "INSERT INTO `t` VALUES (1)")
    with pytest.raises(RestoreTargetError, match="table t of the dump: Key column 'none' doesn't exist"):
        restore(dump)


def test_rows_of_an_object_version_before_are_dropped(
    mysql_server: MySqlServer, restore, schema: str
) -> None:
    restore(compact(TABLE, f"INSERT INTO `t` VALUES {rows(1, 4)}", "CREATE TABLE `old` (`id` int)"))
    restore(compact(TABLE, f"INSERT INTO `t` VALUES {rows(1, 3)}"))
    with mysql_server.target.connect() as connection, connection.cursor() as cursor:
        assert table_names(cursor, schema) == ["t"]
        cursor.execute(f"SELECT COUNT(*) FROM {schema}.t")
        assert cursor.fetchone() == (2,)


def test_tables_that_no_restore_made_are_not_dropped(mysql_server: MySqlServer, restore, schema: str) -> None:
    with mysql_server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {schema}")
        cursor.execute(f"CREATE TABLE {schema}.precious (id int)")
    with pytest.raises(RestoreTargetError, match=r"no restore made: 1, such as precious"):
        restore(compact(TABLE))
    assert list(contents(mysql_server.target, schema)) == ["precious"]
    restore(compact(TABLE), overwrite=True)
    assert list(contents(mysql_server.target, schema)) == ["t"]

    # Nor is one that somebody made beside those of a restore.
    with mysql_server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {schema}.later (id int)")
    with pytest.raises(RestoreTargetError, match=r"no restore made: 1, such as later"):
        restore(compact(TABLE.replace("`t`", "`u`")))
    assert list(contents(mysql_server.target, schema)) == ["later", "t"]
    restore(compact(TABLE.replace("`t`", "`u`")), overwrite=True)
    restore(compact(TABLE))  # what restores made is replaced without asking
    assert list(contents(mysql_server.target, schema)) == ["t"]


@pytest.mark.parametrize("name", ["mysql", "SYS", "information_schema", ""])
def test_schemas_of_the_server_are_refused(mysql_server: MySqlServer, tmp_path: Path, name: str) -> None:
    (tmp_path / "d.sql").write_bytes(compact(TABLE))
    with pytest.raises(RestoreTargetError):
        DumpRestore(LocalFileSource(tmp_path / "d.sql"), mysql_server.target, name)


def test_the_second_restore_is_told_who_holds_the_lock(
    mysql_server: MySqlServer, restore, schema: str
) -> None:
    restore(compact(TABLE))
    with mysql_server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT GET_LOCK(%s, 0)", (f"tokyobeta.restore.{schema}",))
        with pytest.raises(RestoreBusyError, match=r"dump\.sql#.* by process \d+ on .* of root from"):
            restore(compact(TABLE))


def test_a_lock_that_is_let_go_soon_is_waited_for(mysql_server: MySqlServer, restore, schema: str) -> None:
    """As that of a process that was just killed, whose connection the server has not yet given up."""
    restore(compact(TABLE))
    holder = mysql_server.target.connect()
    with mysql_server.target.connect() as connection, connection.cursor() as cursor:
        holder.query(f"SELECT GET_LOCK('tokyobeta.restore.{schema}', 0)")

        def waiting() -> bool:
            cursor.execute("SELECT COUNT(*) FROM information_schema.processlist WHERE state = 'User lock'")
            return bool(cursor.fetchone()[0])

        with ThreadPoolExecutor(1) as pool:
            second = pool.submit(restore, compact(TABLE, "INSERT INTO `t` VALUES (1,'a',2)"))
            wait_until(waiting, "the second restore waits for the lock")
            holder.close()
            assert second.result(timeout=PATIENCE_SECONDS).rows == 1


def test_with_local_infile_off_everything_goes_by_insert(
    mysql_server: MySqlServer, restore, schema: str
) -> None:
    with mysql_server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute("SET GLOBAL local_infile = OFF")
        try:
            summary = restore(compact(TABLE, f"INSERT INTO `t` VALUES {rows(1, 4)}"))
        finally:
            cursor.execute("SET GLOBAL local_infile = ON")
    assert summary.tables[0].way == "insert"
    assert len([text for text in summary.warnings if text.startswith("local_infile is off")]) == 1


def test_a_user_without_rights_is_told_so(mysql_server: MySqlServer, tmp_path: Path, schema: str) -> None:
    with mysql_server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute("CREATE USER IF NOT EXISTS 'nobody'@'%' IDENTIFIED BY 'pw'")
    target = WarehouseTarget("127.0.0.1", mysql_server.target.port, "nobody", "pw")
    (tmp_path / "d.sql").write_bytes(compact(TABLE))
    with pytest.raises(RestoreTargetError, match=r"rights|privilege"):
        DumpRestore(LocalFileSource(tmp_path / "d.sql"), target, schema).run()
    wrong = WarehouseTarget("127.0.0.1", mysql_server.target.port, "nobody", "wrong")
    with pytest.raises(RestoreTargetError, match="refused"):
        DumpRestore(LocalFileSource(tmp_path / "d.sql"), wrong, schema).run()


def test_rights_on_the_two_schemas_are_enough(mysql_server: MySqlServer, tmp_path: Path, schema: str) -> None:
    with mysql_server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute("CREATE USER IF NOT EXISTS 'loader'@'%' IDENTIFIED BY 'pw'")
        for name in (schema, "ops"):
            cursor.execute(f"GRANT ALL ON `{name}`.* TO 'loader'@'%'")
    target = WarehouseTarget("127.0.0.1", mysql_server.target.port, "loader", "pw")
    summary = DumpRestore(
        LocalFileSource(DUMPS / "mysql_compact.sql"), target, schema, RestoreOptions(), lambda _: None
    ).run()
    assert len(summary.tables) == 18


def test_cancel_leaves_no_running_statement(
    mysql_server: MySqlServer, tmp_path: Path, schema: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "d.sql"
    with path.open("wb") as file:
        file.write(compact(TABLE.replace(",\n  UNIQUE KEY `by_n` (`n`)", "")))
        for start in range(0, 1_000_000, 20_000):
            file.write(f"INSERT INTO `t` VALUES {rows(start + 1, start + 20_001)};\n".encode())
    held = HeldLoad(monkeypatch)
    options = RestoreOptions(trial_bytes=0)
    run = DumpRestore(LocalFileSource(path), mysql_server.target, schema, options, lambda _: None)
    failure: list[BaseException] = []

    def work() -> None:
        try:
            run.run()
        except BaseException as error:
            failure.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    held.wait()
    with mysql_server.target.connect() as connection, connection.cursor() as cursor:

        def found(query: str, value: str) -> object:
            cursor.execute(query, (value,))
            row = cursor.fetchone()
            return row[0] if row else None

        running = "SELECT COUNT(*) FROM information_schema.processlist WHERE db = %s AND command = 'Query'"
        wait_until(lambda: found(running, schema), "the server runs a statement")
        run.cancel()
        assert found(running, schema) == 0
        held.let_go()
        thread.join(PATIENCE_SECONDS)
        assert not thread.is_alive()
        assert isinstance(failure[0], RestoreCancelledError)
        # The server learns a little later than its client that a connection was closed.
        threads = "SELECT COUNT(*) FROM information_schema.processlist WHERE db = %s"
        wait_until(lambda: found(threads, schema) == 0, "no connection is left")
        assert found("SELECT IS_FREE_LOCK(%s)", f"tokyobeta.restore.{schema}") == 1
