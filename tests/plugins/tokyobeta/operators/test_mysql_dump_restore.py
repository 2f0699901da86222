"""The restore operator with a real server and S3 API: once, completely, into the ledger, stoppable."""

from __future__ import annotations

import json
import threading
from datetime import date
from typing import Any
from unittest.mock import Mock

import boto3
import pytest

from include.dump.errors import DumpIncompleteError, RestoreCancelledError, RestoreTargetError
from include.dump.load.server_facts import ServerFacts
from include.exceptions import DumpError
from include.ledger.dump_object import DumpObject
from include.ledger.restore_marker_table import read_restore_marker
from include.mysql.target import WarehouseTarget
from include.staging.expected_tables import expected_tables
from tests.include.dump.held_load import HeldLoad
from tests.waiting import PATIENCE_SECONDS, wait_until
from tokyobeta.operators.mysql_dump_restore import MySqlDumpRestoreOperator

pytestmark = [pytest.mark.mysql, pytest.mark.aws]

CONTEXT: Any = {"run_id": "manual__2026-02-10T07:00:00+09:00"}
BUCKET, KEY = "jram-gghouse", "dumps/gghouse_20260210.sql"


def dump_text(rows: int) -> bytes:
    """Return a compact dump of all expected tables; tenants has rows."""
    parts = ["CREATE DATABASE /*!32312 IF NOT EXISTS*/ `basis`;\n\nUSE `basis`;\n"]
    for name in sorted(expected_tables()):
        parts.append(
            f"CREATE TABLE `{name}` (\n  `id` int NOT NULL,\n  `full_name` varchar(40),\n"
            "  PRIMARY KEY (`id`)\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;\n"
        )
        if name == "tenants":
            for start in range(0, rows, 10_000):
                values = ",".join(f"({i},'見本 {i}')" for i in range(start, min(rows, start + 10_000)))
                parts.append(f"INSERT INTO `tenants` VALUES {values};\n")
    return "".join(parts).encode()


@pytest.fixture
def warehouse(
    empty_mysql: WarehouseTarget, empty_aws: str, monkeypatch: pytest.MonkeyPatch
) -> WarehouseTarget:
    """Make the pipeline's connections lead to an empty server and an S3 with an empty bucket."""
    connection = {
        "conn_type": "mysql",
        "host": empty_mysql.host,
        "port": empty_mysql.port,
        "login": empty_mysql.user,
        "password": empty_mysql.password,
    }
    aws = {
        "conn_type": "aws",
        "login": "testing",
        "password": "testing",
        "extra": {"endpoint_url": empty_aws, "region_name": "ap-northeast-1"},
    }
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", json.dumps(connection))
    monkeypatch.setenv("AIRFLOW_CONN_AWS_DEFAULT", json.dumps(aws))
    s3(empty_aws).create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"}
    )
    return empty_mysql


def s3(endpoint: str) -> Any:
    return boto3.client("s3", endpoint_url=endpoint, region_name="ap-northeast-1")


def put(endpoint: str, content: bytes) -> str:
    """Upload a dump and return it as the preflight task hands it on."""
    s3(endpoint).put_object(Bucket=BUCKET, Key=KEY, Body=content)
    head = s3(endpoint).head_object(Bucket=BUCKET, Key=KEY)
    dump = DumpObject(
        bucket=BUCKET, key=KEY, etag=head["ETag"].strip('"'), size=len(content), dump_date=date(2026, 2, 10)
    )
    return json.dumps(dump.to_json())


def operator(dump: str, *, force: bool | str = False) -> MySqlDumpRestoreOperator:
    return MySqlDumpRestoreOperator(task_id="restore_dump", dump_date="2026-02-10", dump=dump, force=force)


def query(target: WarehouseTarget, statement: str) -> list[tuple[Any, ...]]:
    with target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def test_restores_once_and_writes_the_ledger(warehouse: WarehouseTarget, empty_aws: str) -> None:
    dump = put(empty_aws, dump_text(3))
    short = operator(dump).execute(CONTEXT)
    assert (short["restored"], short["tables"], short["rows"]) == (True, len(expected_tables()), 3)
    assert len(json.dumps(short)) < 2000  # an XCom is no place for a report
    assert query(warehouse, "SELECT COUNT(*) FROM staging_incoming.tenants") == [(3,)]
    assert query(warehouse, "SELECT COUNT(*), SUM(row_count) FROM ops.restored_tables") == [
        (len(expected_tables()), 3)
    ]
    assert operator(dump).execute(CONTEXT)["restored"] is False
    assert operator(dump, force="True").execute(CONTEXT)["restored"] is True
    assert "basis" not in {name for (name,) in query(warehouse, "SHOW DATABASES")}


def test_a_forced_restore_keeps_nothing_of_what_is_there(warehouse: WarehouseTarget, empty_aws: str) -> None:
    dump = put(empty_aws, dump_text(3))
    operator(dump).execute(CONTEXT)
    query(warehouse, "UPDATE staging_incoming.tenants SET full_name = 'by hand'")
    assert operator(dump, force=True).execute(CONTEXT)["resumed_tables"] == 0
    assert query(warehouse, "SELECT COUNT(*) FROM staging_incoming.tenants WHERE full_name = 'by hand'") == [
        (0,)
    ]


def test_a_forced_restore_that_failed_early_keeps_nothing_either(
    warehouse: WarehouseTarget, empty_aws: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dump = put(empty_aws, dump_text(3))
    operator(dump).execute(CONTEXT)
    query(warehouse, "UPDATE staging_incoming.tenants SET full_name = 'by hand'")
    with monkeypatch.context() as patch:
        patch.setattr(ServerFacts, "check", Mock(side_effect=RestoreTargetError("no", "later")))
        with pytest.raises(RestoreTargetError):
            operator(dump, force=True).execute(CONTEXT)
    assert operator(dump, force=True).execute(CONTEXT)["resumed_tables"] == 0
    assert query(warehouse, "SELECT COUNT(*) FROM staging_incoming.tenants WHERE full_name = 'by hand'") == [
        (0,)
    ]


def test_a_cut_dump_leaves_the_incoming_schema_as_it_was(warehouse: WarehouseTarget, empty_aws: str) -> None:
    operator(put(empty_aws, dump_text(3))).execute(CONTEXT)
    with pytest.raises(DumpIncompleteError):
        operator(put(empty_aws, dump_text(3)[:-20])).execute(CONTEXT)
    assert query(warehouse, "SELECT COUNT(*) FROM staging_incoming.tenants") == [(3,)]
    with warehouse.connect() as connection:
        assert read_restore_marker(connection, "staging_incoming") is not None


def test_an_object_replaced_after_preflight_is_refused(warehouse: WarehouseTarget, empty_aws: str) -> None:
    dump = put(empty_aws, dump_text(3))
    put(empty_aws, dump_text(4))
    with pytest.raises(DumpError, match="replaced since preflight"):
        operator(dump).execute(CONTEXT)


def test_on_kill_stops_the_servers_work_and_a_retry_completes(
    warehouse: WarehouseTarget, empty_aws: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dump = put(empty_aws, dump_text(200_000))
    task = operator(dump)
    task.on_kill()  # nothing runs yet: nothing happens
    failure: list[BaseException] = []

    def execute() -> None:
        try:
            task.execute(CONTEXT)
        except BaseException as error:
            failure.append(error)

    threads = (
        "SELECT COUNT(*) FROM information_schema.processlist"
        " WHERE db = 'staging_incoming' AND command = 'Query'"
    )
    with monkeypatch.context() as patch:
        held = HeldLoad(patch)
        thread = threading.Thread(target=execute)
        thread.start()
        held.wait()
        wait_until(lambda: query(warehouse, threads) != [(0,)], "the server runs a statement")
        task.on_kill()
        assert query(warehouse, threads) == [(0,)]
        held.let_go()
        thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive()
    assert isinstance(failure[0], RestoreCancelledError)
    assert query(warehouse, threads) == [(0,)]
    assert operator(dump).execute(CONTEXT)["rows"] == 200_000


def test_what_is_templated() -> None:
    assert set(MySqlDumpRestoreOperator.template_fields) >= {"dump", "force", "dump_date"}
