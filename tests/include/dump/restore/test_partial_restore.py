"""Several workers load one dump: the same content, whatever becomes of one of them."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

import pytest

from dev.benchmarks.restore.shared_step import SharedRestore
from dev.servers.mysql_server import MySqlServer
from include.dump.errors import RestoreBusyError, RestoreCancelledError, RestoreTableError
from include.dump.parse.inspection import inspect_dump
from include.dump.restore.restore_part import RestorePart
from include.dump.source.local_file import LocalFileSource
from include.exceptions import DumpError
from include.settings import PROJECT_DIR
from tests.include.dump.contents import DUMPS, compact, contents, restore_with_client, schemas
from tests.include.dump.held_load import HeldLoad
from tests.include.dump.restore.test_restore_in_parallel import DECEIVING, TABLE, A, B
from tests.waiting import PATIENCE_SECONDS, wait_until

pytestmark = pytest.mark.mysql

OPTIONS = {"chunk_bytes": 1, "job_bytes": 30_000, "trial_bytes": 0}
STEP = "dev.benchmarks.restore.shared_step"
# One table is larger than the others together; every second one has no key, so that rows put in twice stay.
ROWS = {"t0": 9000, "t1": 500, "t2": 700, "t3": 1, "t4": 0, "t5": 600}


def dump_of(rows: dict[str, int]) -> bytes:
    statements = []
    for number, (name, count) in enumerate(rows.items()):
        key = "  PRIMARY KEY (`id`),\n" if number % 2 else ""
        statements.append(
            f"CREATE TABLE `{name}` (\n  `id` int NOT NULL,\n  `v` varchar(40),\n{key}  KEY `by_v` (`v`)\n)"
            " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4"
        )
        for start in range(0, count, 500):
            values = ",".join(f"({i},'値 {i * 7919 % 1000}')" for i in range(start, min(start + 500, count)))
            statements.append(f"INSERT INTO `{name}` VALUES {values}")
    return compact(*statements)


class Shared:
    """One dump and the schema that it is restored into."""

    def __init__(self, server: MySqlServer, schema: str, path: Path, *, full: bool = True) -> None:
        report = inspect_dump(LocalFileSource(path), full=full)
        self.restore = SharedRestore(str(path), server.target.url(), schema, report, OPTIONS)
        self._file = path.with_suffix(".json")
        self.restore.write(self._file)

    def plan(self, workers: int) -> tuple[RestorePart, ...]:
        return self.restore.whole().plan(workers)

    def load(self, part: RestorePart) -> dict[str, object]:
        return asdict(self.restore.part(asdict(part)).run())

    def command(self, step: str, part: RestorePart | None = None, module: str = STEP) -> list[str]:
        value = [json.dumps(asdict(part))] if part else []
        return [sys.executable, "-m", module, step, str(self._file), *value]


@pytest.fixture
def shared(mysql_server: MySqlServer, schema: str, tmp_path: Path) -> Shared:
    path = tmp_path / "dump.sql"
    path.write_bytes(dump_of(ROWS))
    return Shared(mysql_server, schema, path)


@pytest.fixture
def expected(mysql_server: MySqlServer, reference: str) -> dict[str, tuple[str, int]]:
    restore_with_client(mysql_server, dump_of(ROWS), reference)
    return contents(mysql_server.target, reference)


def connections(server: MySqlServer, schema: str) -> set[int]:
    with server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT id FROM information_schema.processlist WHERE db = %s", (schema,))
        return {row[0] for row in cursor.fetchall()}


def connections_of(server: MySqlServer, schema: str, part: RestorePart) -> set[int]:
    """Return the connections of a part that are there."""
    with server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT connection_id FROM ops.restore_state_part_sessions"
            " WHERE target_schema = %s AND part = %s",
            (schema, part.number),
        )
        return {row[0] for row in cursor.fetchall()} & connections(server, schema)


@pytest.mark.parametrize("workers", [2, 4])
@pytest.mark.parametrize("dump", ["mysql_classic", "mysql_compact", "one table much larger"])
def test_several_workers_give_the_tables_of_one(
    mysql_server: MySqlServer, schema: str, reference: str, tmp_path: Path, dump: str, workers: int
) -> None:
    path = tmp_path / "dump.sql"
    fixture = DUMPS / f"{dump}.sql"
    path.write_bytes(fixture.read_bytes() if fixture.exists() else dump_of(ROWS))
    shared = Shared(mysql_server, schema, path)
    parts = shared.plan(workers)
    assert len(parts) == workers
    with ThreadPoolExecutor(workers) as pool:
        loaded = list(pool.map(shared.load, parts))
    summary = shared.restore.whole().run()
    assert sum(int(str(part["tables"])) for part in loaded) == len(summary.tables)
    assert sum(int(str(part["rows"])) for part in loaded) == summary.rows
    assert all(table.resumed for table in summary.tables)
    Shared(mysql_server, reference, path).restore.whole().run()
    assert contents(mysql_server.target, schema) == contents(mysql_server.target, reference)


@pytest.mark.parametrize("lines", DECEIVING.values(), ids=DECEIVING)
def test_what_deceives_the_quick_look_is_restored_exactly_after_parts_too(
    mysql_server: MySqlServer,
    schema: str,
    reference: str,
    tmp_path: Path,
    lines: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("include.dump.parse.inspection._SMALL_BYTES", 0)
    path = tmp_path / "dump.sql"
    path.write_bytes(compact(A, "INSERT INTO `a` VALUES (1,'x')", B, *lines, TABLE.format("z")))
    shared = Shared(mysql_server, schema, path, full=False)
    for part in shared.plan(2):
        try:
            shared.load(part)
        except DumpError:  # it may have been deceived; what it left is not to be seen in the end
            continue
    shared.restore.whole().run()
    restore_with_client(mysql_server, path.read_bytes(), reference)
    assert contents(mysql_server.target, schema) == contents(mysql_server.target, reference)


def test_a_part_that_never_ran_is_restored_by_the_restore_that_follows(
    mysql_server: MySqlServer, shared: Shared, schema: str, expected: dict[str, tuple[str, int]]
) -> None:
    _, small = shared.plan(2)
    shared.load(small)
    summary = shared.restore.whole().run()
    assert {table.name for table in summary.tables if not table.resumed} == {"t0"}
    assert contents(mysql_server.target, schema) == expected


def test_a_killed_part_is_taken_over_by_its_retry_and_the_other_part_goes_on(
    mysql_server: MySqlServer,
    shared: Shared,
    schema: str,
    expected: dict[str, tuple[str, int]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    large, small = shared.plan(2)
    command = shared.command("part", small, "tests.include.dump.part_then_hang")
    process = subprocess.Popen(
        command, cwd=PROJECT_DIR, start_new_session=True, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        assert any(line == "held\n" for line in process.stdout), "the part ended before it was killed"
        os.killpg(process.pid, signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    held = HeldLoad(monkeypatch)
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(shared.load, large)
        held.wait()
        others = connections_of(mysql_server, schema, large)
        done = subprocess.run(
            shared.command("part", small), cwd=PROJECT_DIR, capture_output=True, text=True, check=False
        )
        assert others
        assert others <= connections(mysql_server, schema)
        held.let_go()
        assert done.returncode == 0, done.stderr
        assert other.result(timeout=PATIENCE_SECONDS)["rows"] == ROWS["t0"]
    retried = json.loads(done.stdout.splitlines()[-1])
    assert retried["resumed"] == 1
    assert retried["rows"] == sum(ROWS.values()) - ROWS["t0"]
    assert all(table.resumed for table in shared.restore.whole().run().tables)
    assert contents(mysql_server.target, schema) == expected


def test_a_try_that_was_cut_off_writes_nothing_beside_its_retry(
    mysql_server: MySqlServer,
    shared: Shared,
    schema: str,
    expected: dict[str, tuple[str, int]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    large, _ = shared.plan(2)
    held = HeldLoad(monkeypatch)
    with ThreadPoolExecutor(1) as pool:
        outcome = pool.submit(shared.load, large)
        held.wait()
        done = subprocess.run(
            shared.command("part", large), cwd=PROJECT_DIR, capture_output=True, text=True, check=False
        )
        held.let_go()
        assert done.returncode == 0, done.stderr
        with pytest.raises(RestoreBusyError, match="Another try of part 1"):
            outcome.result(timeout=PATIENCE_SECONDS)
    shared.restore.whole().run()
    assert contents(mysql_server.target, schema) == expected


@pytest.mark.parametrize("by", ["a restore", "another plan"])
def test_who_takes_the_schema_over_ends_every_part(
    mysql_server: MySqlServer,
    shared: Shared,
    schema: str,
    expected: dict[str, tuple[str, int]],
    monkeypatch: pytest.MonkeyPatch,
    by: str,
) -> None:
    parts = shared.plan(2)
    held = HeldLoad(monkeypatch)
    with ThreadPoolExecutor(2) as pool:
        outcomes = [pool.submit(shared.load, part) for part in parts]
        held.wait()
        wait_until(lambda: len(connections(mysql_server, schema)) >= 4, "both parts are connected")
        if by == "another plan":
            shared.plan(2)
        else:
            command = shared.command("rest")
            done = subprocess.run(command, cwd=PROJECT_DIR, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
        held.let_go()
        for outcome in outcomes:
            with pytest.raises(RestoreBusyError, match="Another restore into"):
                outcome.result(timeout=PATIENCE_SECONDS)
    with pytest.raises(RestoreBusyError, match="Another restore into"):
        shared.load(parts[0])  # its retry
    summary = shared.restore.whole().run()
    assert all(table.resumed for table in summary.tables) is (by == "a restore")
    assert contents(mysql_server.target, schema) == expected


def test_a_part_that_is_stopped_leaves_the_other_one_alone(
    mysql_server: MySqlServer,
    shared: Shared,
    schema: str,
    expected: dict[str, tuple[str, int]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    large, small = shared.plan(2)
    held = HeldLoad(monkeypatch)
    stopped = shared.restore.part(asdict(large))
    with ThreadPoolExecutor(2) as pool:
        outcome = pool.submit(stopped.run)
        held.wait()
        other = pool.submit(shared.load, small)
        wait_until(lambda: connections_of(mysql_server, schema, small), "the other part is connected")
        others = connections_of(mysql_server, schema, small)
        stopped.cancel()
        assert not connections_of(mysql_server, schema, large)
        assert others <= connections(mysql_server, schema)
        held.let_go()
        with pytest.raises(RestoreCancelledError):
            outcome.result(timeout=PATIENCE_SECONDS)
        assert other.result(timeout=PATIENCE_SECONDS)["tables"] == len(ROWS) - 1
    shared.restore.whole().run()
    assert contents(mysql_server.target, schema) == expected


def test_a_compressed_dump_is_not_shared_out_and_nothing_is_touched(
    mysql_server: MySqlServer, schema: str, tmp_path: Path
) -> None:
    path = tmp_path / "dump.sql.gz"
    path.write_bytes(gzip.compress(dump_of(ROWS)))
    assert Shared(mysql_server, schema, path).plan(2) == ()
    assert schema not in schemas(mysql_server.target)


def test_a_part_of_a_dump_that_was_replaced_is_refused(shared: Shared) -> None:
    parts = shared.plan(2)
    Path(shared.restore.source).write_bytes(dump_of({**ROWS, "t1": 501}))
    with pytest.raises(DumpError, match="planned for another object"):
        shared.load(parts[0])


def test_a_table_that_cannot_be_loaded_is_named_by_its_part_and_again_by_the_restore(
    mysql_server: MySqlServer, schema: str, tmp_path: Path
) -> None:
    path = tmp_path / "dump.sql"
    path.write_bytes(dump_of(ROWS) + compact(A, "INSERT INTO `a` VALUES (1,'x'),(1,'y')"))
    shared = Shared(mysql_server, schema, path)
    large, small = shared.plan(2)
    shared.load(large)
    with pytest.raises(RestoreTableError, match="Table a, row 2: duplicate value"):
        shared.load(small)
    with pytest.raises(RestoreTableError, match="Table a, row 2: duplicate value"):
        shared.restore.whole().run()


def test_no_part_makes_the_table_that_stands_in_for_a_view(
    mysql_server: MySqlServer, schema: str, tmp_path: Path
) -> None:
    path = tmp_path / "dump.sql"
    path.write_bytes(
        dump_of({"t0": 900})
        + compact("CREATE TABLE `v` (\n  `id` int\n)")
        + dump_of({"t1": 500, "t2": 700})
        + compact("DROP TABLE IF EXISTS `v`", "CREATE VIEW `v` AS SELECT `id` FROM `t1`")
    )
    shared = Shared(mysql_server, schema, path)
    for part in shared.plan(2):
        shared.load(part)
    assert sorted(contents(mysql_server.target, schema)) == ["t0", "t1", "t2"]
