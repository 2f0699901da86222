"""A retry goes on where the last try stopped, and the result is the same."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

import pymysql
import pytest

import include
from dev.servers.mysql_server import MySqlServer
from include.dump.errors import RestoreCancelledError
from include.dump.load.load_connection import LoadConnection
from include.dump.load.load_outcome import LoadOutcome
from include.dump.load.options import RestoreOptions
from include.dump.load.restore_state import RestoreState
from include.dump.restore.restore import DumpRestore
from include.dump.restore.summary import RestoreSummary
from include.dump.source.local_file import LocalFileSource
from tests.include.dump.contents import compact, contents
from tests.include.dump.restore_then_hang import COMPLETE_TABLES
from tests.waiting import PATIENCE_SECONDS

pytestmark = pytest.mark.mysql

ROOT = Path(include.__path__[0]).parent
TABLES = 8
ROWS = 6_000
# Small jobs, and a report behind practically every one: at most four are between what was read of the dump
# and what is loaded, so a report in the middle of the restore does not depend on who is faster.
OPTIONS = {"job_bytes": 30_000, "progress_seconds": 0.001, "trial_bytes": 0}
KILLS = 3


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a dump of eight tables; one in two has no primary key, so that rows loaded twice would stay."""
    path = tmp_path_factory.mktemp("resume") / "dump.sql"
    with path.open("wb") as file:
        for number in range(TABLES):
            key = "  PRIMARY KEY (`id`),\n" if number % 2 else ""
            file.write(
                compact(
                    f"CREATE TABLE `t{number:02}` (\n  `id` int NOT NULL,\n  `v` varchar(40),\n{key}"
                    "  KEY `by_v` (`v`)\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4"
                )
            )
            for start in range(0, ROWS, 500):
                values = ",".join(f"({i},'値 {i * 7919 % 1000}')" for i in range(start, start + 500))
                file.write(compact(f"INSERT INTO `t{number:02}` VALUES {values}"))
    return path


@pytest.fixture(scope="module")
def expected(dump: Path, mysql_server: MySqlServer) -> dict[str, tuple[str, int]]:
    """Return the content after an undisturbed restore."""
    DumpRestore(LocalFileSource(dump), mysql_server.target, "undisturbed", RestoreOptions(**OPTIONS)).run()
    found = contents(mysql_server.target, "undisturbed")
    with mysql_server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute("DROP DATABASE undisturbed")
    return found


def run_with(
    server: MySqlServer, dump: Path, schema: str, disturb: Callable[[DumpRestore], None], rows: int = 10_000
) -> RestoreSummary:
    """Restore, and disturb it once when so many rows are in."""
    done = threading.Event()

    def watch(report) -> None:
        if report.rows >= rows and not done.is_set():
            done.set()
            disturb(restore)

    restore = DumpRestore(LocalFileSource(dump), server.target, schema, RestoreOptions(**OPTIONS), watch)
    summary = restore.run()
    assert done.is_set()
    return summary


def test_after_the_process_was_killed(mysql_server: MySqlServer, dump: Path, expected, schema: str) -> None:
    command = [sys.executable, "-m", "tests.include.dump.restore_then_hang", "restore"]
    command += ["--source", str(dump), "--schema", schema, "--url", mysql_server.target.url()]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert any(line == "held\n" for line in process.stdout), "the restore ended before it was killed"
        os.killpg(process.pid, signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    summary = DumpRestore(
        LocalFileSource(dump), mysql_server.target, schema, RestoreOptions(**OPTIONS), lambda _: None
    ).run()
    assert contents(mysql_server.target, schema) == expected
    assert sum(table.resumed for table in summary.tables) == COMPLETE_TABLES
    assert summary.rows == TABLES * ROWS


def test_connections_killed_again_and_again(
    mysql_server: MySqlServer, dump: Path, expected, schema: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every third load has some connection of the restore killed; the first ones wait until one was."""
    due, done, stop = threading.Semaphore(0), threading.Semaphore(0), threading.Event()
    loads = itertools.count(1)
    killed: list[int] = []
    load = LoadConnection.load

    def load_and_disturb(self: LoadConnection, statement: str, text: Iterable[bytes]) -> LoadOutcome:
        number = next(loads)
        if number % 3 == 0:
            due.release()
            if number // 3 <= KILLS:
                assert done.acquire(timeout=PATIENCE_SECONDS), "nothing was killed"
        return load(self, statement, text)

    def kill() -> None:
        with mysql_server.target.connect() as connection, connection.cursor() as cursor:
            while due.acquire() and not stop.is_set():
                cursor.execute(
                    "SELECT id FROM information_schema.processlist WHERE db = %s ORDER BY RAND() LIMIT 1",
                    (schema,),
                )
                try:
                    (thread,) = cursor.fetchone()
                    cursor.execute("KILL %s", (thread,))
                except (TypeError, pymysql.err.MySQLError):  # none there, or it ended by itself meanwhile
                    due.release()
                    stop.wait(0.01)
                    continue
                killed.append(thread)
                done.release()

    monkeypatch.setattr(LoadConnection, "load", load_and_disturb)
    thread = threading.Thread(target=kill)
    thread.start()
    try:
        DumpRestore(
            LocalFileSource(dump), mysql_server.target, schema, RestoreOptions(**OPTIONS), lambda _: None
        ).run()
    finally:
        stop.set()
        due.release()
        thread.join()
    assert len(killed) >= KILLS
    assert contents(mysql_server.target, schema) == expected


def test_the_server_is_restarted_meanwhile(
    mysql_server: MySqlServer, dump: Path, expected, schema: str
) -> None:
    def restart(_: DumpRestore) -> None:
        mysql_server.stop()
        mysql_server.start()

    run_with(mysql_server, dump, schema, restart)
    assert contents(mysql_server.target, schema) == expected


def test_a_commit_whose_answer_was_lost_is_not_done_twice(
    mysql_server: MySqlServer, dump: Path, expected, schema: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = LoadConnection.commit
    lost: list[int] = []

    def commit_and_lose(self: LoadConnection) -> None:
        commit(self)
        if threading.current_thread().name.startswith("dump-load") and len(lost) < 5:
            lost.append(1)
            self._force_close()
            raise pymysql.err.OperationalError(2013, "Lost connection to MySQL server during query")

    monkeypatch.setattr(LoadConnection, "commit", commit_and_lose)
    DumpRestore(
        LocalFileSource(dump), mysql_server.target, schema, RestoreOptions(**OPTIONS), lambda _: None
    ).run()
    assert len(lost) == 5
    assert contents(mysql_server.target, schema) == expected


def test_after_it_was_cancelled(mysql_server: MySqlServer, dump: Path, expected, schema: str) -> None:
    with pytest.raises(RestoreCancelledError):
        run_with(mysql_server, dump, schema, DumpRestore.cancel, rows=36_000)
    summary = DumpRestore(
        LocalFileSource(dump), mysql_server.target, schema, RestoreOptions(**OPTIONS), lambda _: None
    ).run()
    assert contents(mysql_server.target, schema) == expected
    assert any(table.resumed for table in summary.tables)


def test_a_complete_restore_again_keeps_everything_unless_told_otherwise(
    mysql_server: MySqlServer, dump: Path, schema: str
) -> None:
    def again(**options: object) -> RestoreSummary:
        return DumpRestore(
            LocalFileSource(dump),
            mysql_server.target,
            schema,
            RestoreOptions(**OPTIONS, **options),
            lambda _: None,
        ).run()

    assert not any(table.resumed for table in again().tables)
    assert all(table.resumed for table in again().tables)
    assert not any(table.resumed for table in again(fresh=True).tables)
    with mysql_server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {schema}.t03")
    assert [table.name for table in again().tables if not table.resumed] == ["t03"]


def test_another_object_starts_afresh(
    mysql_server: MySqlServer, dump: Path, schema: str, tmp_path: Path
) -> None:
    options = RestoreOptions(**OPTIONS)
    DumpRestore(LocalFileSource(dump), mysql_server.target, schema, options, lambda _: None).run()
    copy = tmp_path / "dump.sql"
    copy.write_bytes(dump.read_bytes())
    summary = DumpRestore(LocalFileSource(copy), mysql_server.target, schema, options, lambda _: None).run()
    assert not any(table.resumed for table in summary.tables)


def test_what_an_earlier_try_left_running_is_ended(
    mysql_server: MySqlServer, dump: Path, schema: str
) -> None:
    state = RestoreState("ops", schema)
    with mysql_server.target.connect() as connection, connection.cursor() as cursor:
        state.prepare(connection)
        cursor.execute(f"CREATE DATABASE {schema}")
    left = mysql_server.target.with_schema(schema).connect()
    state.record_session(left)
    with left.cursor() as cursor:
        cursor.execute("CREATE TABLE t00 (id int)")
        cursor.execute("BEGIN")
        cursor.execute("SELECT * FROM t00")  # its metadata lock would make the restore wait for ever
    DumpRestore(
        LocalFileSource(dump),
        mysql_server.target,
        schema,
        RestoreOptions(**OPTIONS, overwrite=True),
        lambda _: None,
    ).run()
    with pytest.raises(pymysql.err.OperationalError):
        left.ping(reconnect=False)


def test_deadlocks_and_lock_waits_are_tried_again(
    mysql_server: MySqlServer, dump: Path, expected, schema: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = LoadConnection.load
    failures = iter([1213, 1205, 1213])

    def fail_at_first(self: LoadConnection, statement: str, text):
        outcome = load(self, statement, text)
        if code := next(failures, None):
            raise pymysql.err.OperationalError(code, "try restarting transaction")
        return outcome

    monkeypatch.setattr(LoadConnection, "load", fail_at_first)
    DumpRestore(
        LocalFileSource(dump), mysql_server.target, schema, RestoreOptions(**OPTIONS), lambda _: None
    ).run()
    assert contents(mysql_server.target, schema) == expected
