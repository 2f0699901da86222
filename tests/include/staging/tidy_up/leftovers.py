"""What dead runs leave behind, made as they leave it."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

import pymysql
import pytest

from include.dump.load.load_connection import LoadConnection
from include.dump.load.restore_state import RestoreState
from include.dump.restore.trial_schema import TrialSchema
from include.mysql.process_list import process_list
from include.mysql.server_threads import thread_id
from include.mysql.target import WarehouseTarget
from include.settings import PROJECT_DIR
from include.staging.publish import publisher as publisher_module
from include.staging.publish import table_roll_back as table_roll_back_module
from include.staging.publish.publisher import Publisher
from include.staging.publish.table_roll_back import TableRollBack
from tests.include.dump.contents import compact
from tests.include.staging.publish.publishing import publish
from tests.include.world import DAY_9, DAY_10, DAY_11, World
from tests.waiting import wait_until

INCOMING = "staging_incoming"
TABLES = 4


class Killed(BaseException):
    """Stands for a process that ends at this place."""


def small_dump(folder: Path) -> Path:
    path = folder / "gghouse_20260211.sql"
    with path.open("wb") as file:
        for number in range(TABLES):
            file.write(compact(f"CREATE TABLE `t{number}` (\n  `id` int NOT NULL\n) ENGINE=InnoDB"))
            file.write(compact(f"INSERT INTO `t{number}` VALUES (1),(2),(3)"))
    return path


def killed_restore(target: WarehouseTarget, folder: Path) -> None:
    """Restore into the incoming schema, and kill the process when two tables are complete."""
    command = [sys.executable, "-m", "tests.include.dump.restore_then_hang", "restore", "--overwrite"]
    command += ["--source", str(small_dump(folder)), "--schema", INCOMING, "--url", target.url()]
    process = subprocess.Popen(
        command,
        cwd=PROJECT_DIR,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert any(line == "held\n" for line in process.stdout), "the restore ended before it was killed"
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    # The server notices at its next read, and frees the lock of the restore then.
    wait_until(lambda: not _threads(target), "the end of the killed restore's connections")


def _threads(target: WarehouseTarget) -> list[int]:
    with target.with_schema(None).connect() as connection:
        return [thread.number for thread in process_list(connection) if thread.schema == INCOMING]


@contextmanager
def session_of_a_dead_try(target: WarehouseTarget) -> Iterator[int]:
    """Leave a statement of a restore running whose client the server believes alive."""
    state = RestoreState("ops", INCOMING)
    with target.with_schema(INCOMING).connect() as connection:
        state.prepare(connection)
        state.record_session(connection)
        with running(connection, "SELECT SLEEP(600)") as number:
            yield number


@contextmanager
def build_of_a_dead_run(target: WarehouseTarget, model: str) -> Iterator[int]:
    """Leave a statement of dbt running that holds the lock of a model."""
    with target.connect() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT GET_LOCK(%s, 0)", (model,))
        with running(connection, f"CREATE TABLE {model}__dbt_tmp AS SELECT SLEEP(600) AS a") as number:
            yield number


@contextmanager
def running(connection: pymysql.connections.Connection, statement: str) -> Iterator[int]:
    number = thread_id(connection)

    def run() -> None:
        with suppress(pymysql.err.MySQLError), connection.cursor() as cursor:  # it is killed
            cursor.execute(statement)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield number
    finally:
        thread.join()


def killed_trial(target: WarehouseTarget, *, marked: bool = True) -> None:
    """Try tables beside the incoming schema, and die when their schema is made, or before its mark is."""
    connection = LoadConnection.to(target.with_schema(None), None, "")
    with closing(connection):
        assert TrialSchema(INCOMING).create(connection)
        if not marked:
            connection.query(f"DROP TABLE `{INCOMING}_trial`.__tables_that_a_restore_tries__")


def killed_behind_the_rename(world: World) -> None:
    """Publish a day again and again, and die before the oldest copy of it is dropped."""
    world.restore(DAY_10, etag="e2")
    publish(publisher(world), DAY_10)
    world.restore(DAY_10, etag="e3")
    with _dies(publisher_module, "drop_replaced", call=2), pytest.raises(Killed):
        publish(publisher(world), DAY_10)


def killed_before_the_rename(world: World) -> None:
    """Publish a newer dump, and die when its backup's schema is made: the dump waits, complete."""
    world.restore(DAY_11)
    with _dies(publisher_module, "run_swap"), pytest.raises(Killed):
        publish(publisher(world), DAY_11)


def killed_table_roll_back(world: World) -> None:
    """Go back with one table, and die when its copy is made."""
    step = TableRollBack(publisher(world), world.ledger, world.settings)
    with _dies(table_roll_back_module, "run_swap"), pytest.raises(Killed):
        step.roll_back(DAY_9, "tenants", run_id="back", code_version="abc", reason="rents")


def publisher(world: World) -> Publisher:
    return Publisher(world.target, world.ledger, world.settings, pause_seconds=0.05)


@contextmanager
def _dies(module: ModuleType, function: str, call: int = 1) -> Iterator[None]:
    """Let a function of a module end the process at its n-th call, and do nothing before."""
    calls = itertools.count(1)

    def die(*_: object, **__: object) -> int:
        if next(calls) == call:
            raise Killed
        return 0

    with patch.object(module, function, die):
        yield


def checksums(target: WarehouseTarget) -> dict[str, object]:
    """Return every table of the warehouse with its checksum, but for the ledger."""
    with target.with_schema(None).connect() as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT CONCAT('`', table_schema, '`.`', table_name, '`'), table_type "
            "FROM information_schema.tables "
            "WHERE table_schema NOT IN ('ops', 'mysql', 'sys', 'information_schema', 'performance_schema')"
        )
        found: dict[str, object] = {}
        for name, kind in cursor.fetchall():
            if kind == "VIEW":
                found[name] = "view"
                continue
            cursor.execute(f"CHECKSUM TABLE {name}")
            found[name] = cursor.fetchone()[1]
        return found
