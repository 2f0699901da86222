"""A restore that lost its place stops: what it still sends must not mix with the next one's rows."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dev.servers.mysql_server import MySqlServer
from include.dump.errors import RestoreBusyError, RestoreCancelledError
from include.dump.load.options import RestoreOptions
from include.dump.restore.restore import DumpRestore
from include.dump.source.local_file import LocalFileSource
from include.settings import PROJECT_DIR
from tests.include.dump.contents import compact
from tests.include.dump.held_load import HeldLoad
from tests.waiting import PATIENCE_SECONDS, wait_until

pytestmark = pytest.mark.mysql

ROWS = 3000
# Without a key a row that went in twice is there twice.
TABLE = "CREATE TABLE `t` (`id` int, `v` varchar(9)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4"


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    return dump_of(tmp_path, ROWS)


def dump_of(folder: Path, count: int) -> Path:
    path = folder / "dump.sql"
    rows = ",".join(f"({number},'x')" for number in range(count))
    path.write_bytes(compact(TABLE, f"INSERT INTO `t` VALUES {rows}"))
    return path


def test_a_claim_is_checked_only_once_taken_and_ends_with_the_next(
    mysql_server: MySqlServer, dump: Path, schema: str
) -> None:
    first, second = (
        DumpRestore(LocalFileSource(dump), mysql_server.target, schema, RestoreOptions(), lambda _: None)
        for _ in range(2)
    )
    first.run()
    second.run()
    with mysql_server.target.connect() as connection:
        second._state.fencing_token.check(connection)
        with pytest.raises(RestoreBusyError, match="began while this one was cut off"):
            first._state.fencing_token.check(connection)


@pytest.mark.parametrize("rows", [ROWS, 4 * ROWS], ids=["small table", "large table"])
@pytest.mark.parametrize("lost", ["all connections", "the lock"])
def test_a_restore_that_was_cut_off_writes_nothing_beside_its_successor(
    mysql_server: MySqlServer,
    tmp_path: Path,
    schema: str,
    monkeypatch: pytest.MonkeyPatch,
    lost: str,
    rows: int,
) -> None:
    dump = dump_of(tmp_path, rows)
    held = HeldLoad(monkeypatch)
    first = DumpRestore(LocalFileSource(dump), mysql_server.target, schema, RestoreOptions(), lambda _: None)
    command = [sys.executable, "-m", "include.dump", "restore", "--source", str(dump)]
    command += ["--schema", schema, "--url", mysql_server.target.url()]
    with (
        ThreadPoolExecutor(1) as pool,
        mysql_server.target.connect() as connection,
        connection.cursor() as cursor,
    ):
        outcome = pool.submit(first.run)
        held.wait()
        cursor.execute("SELECT IS_USED_LOCK(%s)", (f"tokyobeta.restore.{schema}",))
        ids = [row[0] for row in cursor.fetchall()]
        if lost == "all connections":
            cursor.execute("SELECT id FROM information_schema.processlist WHERE db = %s", (schema,))
            ids = sorted({*ids, *(row[0] for row in cursor.fetchall())})
        for thread in ids:
            cursor.execute("KILL %s", (thread,))
        done = subprocess.run(command, cwd=PROJECT_DIR, capture_output=True, text=True, check=False)
        held.let_go()
        assert done.returncode == 0, done.stderr
        with pytest.raises(RestoreBusyError, match="began while this one was cut off"):
            outcome.result(timeout=PATIENCE_SECONDS)
        cursor.execute(f"SELECT COUNT(*), COUNT(DISTINCT id) FROM {schema}.t")
        assert cursor.fetchone() == (rows, rows)


def test_cancel_ends_what_the_restore_waits_for_before_its_first_table(
    mysql_server: MySqlServer, dump: Path, schema: str
) -> None:
    with mysql_server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {schema}")
        cursor.execute(f"CREATE TABLE {schema}.old (id int)")
        reader = mysql_server.target.connect()
        reader.begin()
        reader.query(f"SELECT * FROM {schema}.old")  # its metadata lock makes the DROP wait

        def running(query: str) -> int:
            cursor.execute(
                "SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE %s AND db IS NULL",
                (query,),
            )
            row = cursor.fetchone()
            return int(row[0]) if row else 0

        options = RestoreOptions(overwrite=True)
        restore = DumpRestore(LocalFileSource(dump), mysql_server.target, schema, options, lambda _: None)
        with ThreadPoolExecutor(1) as pool:
            outcome = pool.submit(restore.run)
            wait_until(lambda: running("DROP TABLE%"), "the restore drops the old table")
            cancelling = threading.Thread(target=restore.cancel)
            cancelling.start()
            with pytest.raises(RestoreCancelledError):
                outcome.result(timeout=PATIENCE_SECONDS)
            cancelling.join()
        assert running("DROP TABLE%") == 0
        reader.close()
        cursor.execute("SELECT IS_FREE_LOCK(%s)", (f"tokyobeta.restore.{schema}",))
        assert cursor.fetchone() == (1,)
        cursor.execute("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = %s", (schema,))
        assert cursor.fetchone() == (1,)
