"""Checks of the server: the right one, and able to take the dump."""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pymysql

from include.ledger.ledger import Ledger
from include.ledger.schemas import stray_schemas
from include.mysql.identifiers import quoted
from include.mysql.sql_files import SqlFiles
from include.mysql.target import WarehouseTarget
from include.settings import Settings
from include.staging.preflight.check_result import CheckResult

if TYPE_CHECKING:
    from pymysql.connections import Connection

_SQL = SqlFiles(__file__)

_OLDEST_VERSION: Final = (8, 0)
_SMALLEST_PACKET: Final = 16 * 1024 * 1024
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
# Rows, indexes, and the room that building an index takes.
_BYTES_PER_TEXT_BYTE: Final = 3.0
_MUST_BE_OFF: Final = {
    "writer endpoint": (
        "read_only",
        "The connection leads to a reader, which takes no data.",
        "Put the cluster's writer endpoint into the Airflow connection.",
    ),
    "exact table names": (
        "lower_case_table_names",
        "The server folds the case of table names; the source has Costs and Costs_items.",
        "Set lower_case_table_names = 0; that is only possible for a new cluster.",
    ),
    "tables without key": (
        "sql_require_primary_key",
        "The server refuses tables without a primary key, which the source has.",
        "Set sql_require_primary_key = 0 in the parameter group.",
    ),
}
_REPLICA_PATIENCE_SECONDS: Final = 15.0


def check_server(facts: dict[str, Any]) -> Iterator[CheckResult]:
    """Check that the server is a MySQL 8 writer whose settings a restore and dbt can work with.

    :param facts: variables of the server, from :func:`server_facts`.
    """
    yield _version(str(facts["version"]))
    for name, (variable, message, action) in _MUST_BE_OFF.items():
        measured, expected = f"{variable} = {facts[variable]}", f"{variable} = 0"
        if int(facts[variable]) == 0:
            yield CheckResult.ok(name, measured, expected)
        else:
            yield CheckResult.failed(name, measured, expected, message=message, action=action)
    yield _packet(int(facts["max_allowed_packet"]))
    yield _local_infile(int(facts["local_infile"]))
    yield _time_zones(facts["tokyo_noon"])


def check_reader(ledger: Ledger, reader: WarehouseTarget | None, run_id: str) -> CheckResult:
    """Check that what this run writes is seen where dashboards read (split brain, incident 5)."""
    name = "reader endpoint"
    if reader is None:
        return CheckResult.skipped(name, "no reader connection is configured")
    marker = secrets.token_hex(16)
    ledger.write_run_marker(run_id, marker)
    started = time.monotonic()
    while True:
        with reader.with_schema(ledger.ops_schema).connect() as connection, connection.cursor() as cursor:
            cursor.execute(_SQL.text("run_marker"), {"run_id": run_id})
            row = cursor.fetchone()
        waited = time.monotonic() - started
        if row is not None and row[0] == marker:
            return CheckResult.ok(name, f"marker seen after {waited:.1f} s", "marker of this run")
        if waited > _REPLICA_PATIENCE_SECONDS:
            return CheckResult.failed(
                name,
                f"not seen in {waited:.0f} s",
                "marker of this run",
                message=f"{reader.host} does not show what was written: another cluster, or a lag.",
                action="Compare the hosts of the two Airflow connections; they must be one cluster.",
            )
        time.sleep(0.5)


def check_privileges(connection: Connection[Any], settings: Settings) -> CheckResult:
    """Check that the user may do what restore, publish and backup do; tried on an empty table."""
    name, expected = "privileges", "create, load, index, rename and drop in all staging schemas"
    # Eight digits that are no calendar day: never taken for a backup.
    backup = f"{settings.backup_schema_prefix}00000000"
    places = {
        "incoming": quoted(settings.incoming_schema),
        "staging": quoted(settings.staging_schema),
        "backup": quoted(backup),
    }
    step = ""
    with connection.cursor() as cursor:
        try:
            for template in _SQL.statements("privilege_probe"):
                step = template.format(**places)
                cursor.execute(step)
        except pymysql.err.MySQLError as error:
            return CheckResult.failed(
                name,
                f"error {error.args[0]}",
                expected,
                message=f"The loading user may not: {step}",
                action="Grant the rights of the loader again.",
            )
        finally:
            _clean_up(connection, places)
    return CheckResult.ok(name, "all tried", expected)


def check_space(facts: dict[str, Any], host: str, text_bytes: int | None) -> CheckResult:
    """Check that the disk takes one more copy of the dump, where it can be looked at."""
    name, folder = "space", Path(str(facts["datadir"]))
    if host not in _LOOPBACK or not folder.is_dir():
        return CheckResult.skipped(name, "the server's disk cannot be seen from here; Aurora grows by itself")
    if text_bytes is None:
        return CheckResult.skipped(name, "the size of the uncompressed dump is not known")
    free, needed = shutil.disk_usage(folder).free, int(text_bytes * _BYTES_PER_TEXT_BYTE)
    measured, expected = f"{free / 2**30:.1f} GiB free", f">= {needed / 2**30:.1f} GiB"
    if free >= needed:
        return CheckResult.ok(name, measured, expected)
    return CheckResult.failed(
        name,
        measured,
        expected,
        message="The disk of the server cannot take one more copy of the dump.",
        action="Make room, or drop backups: TOKYOBETA_BACKUP_DAYS=1 and clear drop_old_backups.",
    )


def check_schemas(target: WarehouseTarget, settings: Settings) -> CheckResult:
    """Check that no schema is there that should not be, such as ``basis`` from a USE (incident 25)."""
    stray = stray_schemas(target, settings)
    if not stray:
        return CheckResult.ok("schemas", "as listed", "only those of the warehouse")
    return CheckResult.warning(
        "schemas",
        ", ".join(stray),
        "only those of the warehouse",
        message="Schemas are there that this pipeline does not make.",
        action="Find out who made them; drop them if nobody needs them.",
    )


def server_facts(connection: Connection[Any]) -> dict[str, Any]:
    """Return the server's variables that the checks look at."""
    with connection.cursor(pymysql.cursors.DictCursor) as cursor:
        cursor.execute(_SQL.text("server_facts"))
        facts: dict[str, Any] = cursor.fetchone() or {}
        cursor.execute("SHOW VARIABLES LIKE 'sql_require_primary_key'")  # absent on MariaDB
        row = cursor.fetchone()
    facts["sql_require_primary_key"] = int(row is not None and row["Value"] == "ON")
    return facts


def _version(version: str) -> CheckResult:
    parts = tuple(int(part) for part in version.split("-", maxsplit=1)[0].split(".")[:2])
    expected = f">= {_OLDEST_VERSION[0]}.{_OLDEST_VERSION[1]}"
    if "mariadb" in version.lower():
        return CheckResult.warning(
            "server version",
            version,
            expected,
            message="MariaDB sorts and compares text otherwise than Aurora.",
        )
    if parts >= _OLDEST_VERSION:
        return CheckResult.ok("server version", version, expected)
    return CheckResult.failed(
        "server version",
        version,
        expected,
        message=f"MySQL {version} lacks what the models use.",
        action="Connect to an Aurora MySQL 3 (MySQL 8.0) cluster.",
    )


def _packet(size: int) -> CheckResult:
    measured, expected = f"{size:,} bytes", f">= {_SMALLEST_PACKET:,}"
    if size >= _SMALLEST_PACKET:
        return CheckResult.ok("max_allowed_packet", measured, expected)
    return CheckResult.failed(
        "max_allowed_packet",
        measured,
        expected,
        message="Long INSERT statements of the dump would be refused.",
        action="Set max_allowed_packet to 64 MiB in the parameter group.",
    )


def _local_infile(on: int) -> CheckResult:
    if on:
        return CheckResult.ok("local_infile", "on", "on")
    return CheckResult.warning(
        "local_infile",
        "off",
        "on",
        message="Rows go by INSERT, which takes about twice as long.",
        action="Set local_infile = 1 in the parameter group.",
    )


def _time_zones(tokyo_noon: object) -> CheckResult:
    if tokyo_noon is not None:
        return CheckResult.ok("time zones", "Asia/Tokyo is known", "named zones loaded")
    return CheckResult.failed(
        "time zones",
        "Asia/Tokyo is unknown",
        "named zones loaded",
        message="CONVERT_TZ gives NULL: every business date of the models would be empty.",
        action="Load the time zone tables (mysql_tzinfo_to_sql).",
    )


def _clean_up(connection: Connection[Any], places: dict[str, str]) -> None:
    """Take away what a probe that failed half way left; a user without the right has left nothing."""
    for schema in places.values():
        statement = f"DROP TABLE IF EXISTS {schema}._privilege_probe"
        if schema == places["backup"]:
            statement = f"DROP DATABASE IF EXISTS {schema}"
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement)
        except pymysql.err.MySQLError:
            continue  # the missing right is reported by the check itself
