"""Several tables at once: the same content, in spite of values that look like statements."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import boto3
import pytest

from dev.servers.mysql_server import MySqlServer
from include.dump.errors import DumpIncompleteError, DumpStatementError
from include.dump.load.job_runner import JobRunner
from include.dump.load.load_connection import LoadConnection
from include.dump.load.options import RestoreOptions
from include.dump.load.restore_state import RestoreState
from include.dump.load.table_summary import TableSummary
from include.dump.restore.restore import restore_dump
from include.dump.source.s3_object import S3ObjectSource
from tests.include.dump.contents import DUMPS, compact, contents, restore_with_client, table_names
from tests.waiting import PATIENCE_SECONDS

pytestmark = pytest.mark.mysql

TABLE = "CREATE TABLE `{0}` (`id` int NOT NULL AUTO_INCREMENT, `v` varchar(200), PRIMARY KEY (`id`))"
A, B = TABLE.format("a"), TABLE.format("b")

DECEIVING = {
    "a table": ["INSERT INTO `b` VALUES (1,'x\nCREATE TABLE `c` (`id` int);\n'),(2,'y')"],
    "a table and its end": [
        "INSERT INTO `b` VALUES (1,'\nCREATE TABLE `c` (`id` int);\nINSERT INTO `c` VALUES (1);\n-- ')"
    ],
    "a table that is there": ["INSERT INTO `b` VALUES (1,'x\nCREATE TABLE `a` (`id` int);\n'),(2,'y')"],
    "rows in two places": ["INSERT INTO `a` VALUES (8,'z')"],
    "a character set": ["SET NAMES latin1", TABLE.format("c"), "INSERT INTO `c` VALUES (1,'plain')"],
}


@pytest.mark.parametrize("lines", DECEIVING.values(), ids=DECEIVING)
@pytest.mark.parametrize("full", [False, True], ids=["quick", "full"])
def test_what_deceives_the_quick_look_is_restored_exactly(
    mysql_server: MySqlServer, restore, schema: str, reference: str, lines: list[str], full: bool
) -> None:
    dump = compact(A, "INSERT INTO `a` VALUES (1,'x')", B, *lines, TABLE.format("z"))
    restore_with_client(mysql_server, dump, reference)
    summary = restore(dump, chunk_bytes=1, full_inspection=full)
    assert contents(mysql_server.target, schema) == contents(mysql_server.target, reference)
    assert {t.name for t in summary.tables} == set(contents(mysql_server.target, reference))
    assert not any(t.resumed for t in summary.tables)


def test_the_summary_is_in_the_order_of_the_dump(restore) -> None:
    lines = []
    for name, rows in (("c", 1), ("a", 500), ("b", 20)):
        lines += [
            TABLE.format(name),
            f"INSERT INTO `{name}` VALUES " + ",".join([f"({i},'x')" for i in range(1, rows + 1)]),
        ]
    summary = restore(compact(*lines), chunk_bytes=1)
    assert [(t.name, t.rows) for t in summary.tables] == [("c", 1), ("a", 500), ("b", 20)]


@pytest.mark.parametrize("made_twice", [f"{A};\n{A}", f"{A};\nINSERT INTO `a` VALUES (1,'x');\n{B};\n{A}"])
def test_a_table_made_twice_is_refused_in_lanes_too(restore, made_twice: str) -> None:
    with pytest.raises(DumpStatementError, match="makes table a again"):
        restore(compact(made_twice, TABLE.format("z")), chunk_bytes=1)


def test_a_dump_that_lost_its_end_is_refused_in_lanes_too(restore, mysql_server, schema: str) -> None:
    text = (DUMPS / "mysql_classic.sql").read_bytes()
    with pytest.raises(DumpIncompleteError):
        restore(text[: text.rindex(b"-- Dump completed")], chunk_bytes=1)
    with mysql_server.target.connect() as connection, connection.cursor() as cursor:
        assert table_names(cursor, schema) == []


def test_connections_fill_different_tables(restore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two that fill one table wait for each other at its AUTO_INCREMENT and its pages."""
    met = threading.Barrier(2)
    started: list[tuple[str, int]] = []
    original = JobRunner.run

    def run(self, job, **options):
        started.append((job.table, job.number))
        if job.number == 0:  # the first jobs of both tables meet, or the barrier breaks
            met.wait(PATIENCE_SECONDS)
        return original(self, job, **options)

    monkeypatch.setattr(JobRunner, "run", run)
    a, b = ([f"INSERT INTO `{name}` VALUES ({number},'x')" for number in range(1, 10)] for name in "ab")
    summary = restore(compact(A, *a, B, *b), chunk_bytes=1, job_bytes=1)
    assert [t.rows for t in summary.tables] == [9, 9]
    assert {("a", 0), ("b", 0)} == set(started[:2])
    assert len(started) == 18


def test_two_tables_that_are_complete_at_once_do_not_end_in_a_deadlock(
    mysql_server: MySqlServer, schema: str
) -> None:
    """Each had deleted its former note, which was not there, and then waited for the other to insert."""
    state = RestoreState("ops", schema)

    class Held(LoadConnection):
        """Does not commit until the other one has."""

        def commit(self) -> None:
            noted.set()
            assert done.wait(PATIENCE_SECONDS)
            super().commit()

    def connect(kind: type[LoadConnection]) -> LoadConnection:
        connection = kind.to(mysql_server.target, None, RestoreOptions().sql_mode)
        connection.query("SET SESSION innodb_lock_wait_timeout = 5")  # nothing is to wait at all
        return connection

    first, second = connect(Held), connect(LoadConnection)
    state.prepare(second)
    noted, done = threading.Event(), threading.Event()
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(state.record_table, first, TableSummary("a"))
        try:
            assert noted.wait(PATIENCE_SECONDS)
            state.record_table(second, TableSummary("b"))
        finally:
            done.set()
        held.result()
    with second.cursor() as cursor:
        cursor.execute("SELECT table_name FROM ops.restore_state_tables WHERE target_schema = %s", (schema,))
        assert sorted(row[0] for row in cursor.fetchall()) == ["a", "b"]
    state.keep_only(second, set())
    for connection in (first, second):
        connection.close()


@pytest.mark.aws
@pytest.mark.parametrize("connections", [1, 3])
def test_streams_from_s3(
    mysql_server: MySqlServer, aws_endpoint: str, schema: str, reference: str, connections: int
) -> None:
    client = boto3.client("s3", endpoint_url=aws_endpoint, region_name="ap-northeast-1")
    bucket = schema.replace("_", "-")
    client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"})
    text = (DUMPS / "mysql_compact.sql").read_bytes()
    client.put_object(Bucket=bucket, Key="a.sql", Body=text)
    source = S3ObjectSource(client, bucket, "a.sql", connections=connections, range_bytes=1000)
    assert source.seekable is (connections > 1)
    restore_with_client(mysql_server, text, reference)
    restore_dump(source, mysql_server.target, schema, RestoreOptions(chunk_bytes=1), lambda _: None)
    assert contents(mysql_server.target, schema) == contents(mysql_server.target, reference)
