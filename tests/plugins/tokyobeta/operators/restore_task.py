"""A small dump in S3, and the task that restores it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import boto3

from include.ledger.dump_object import DumpObject
from include.mysql.target import WarehouseTarget
from include.staging.expected_tables import expected_tables
from tokyobeta.operators.mysql_dump_restore import MySqlDumpRestoreOperator

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
