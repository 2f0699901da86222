"""Comparing what two restores left in two schemas, and making dumps by hand."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

from dev.servers.mysql_server import MySqlServer
from include.mysql.target import WarehouseTarget

DUMPS = Path(__file__).parents[2] / "fixtures" / "dumps"
GOOD = sorted(path.name for path in DUMPS.glob("*.sql"))
_OTHER_SERVERS = re.compile(rb"(?m)^.*(?:SEQUENCE|SETVAL|sandbox mode).*\n")

CLIENT_SESSION = (
    "SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES', time_zone = '+00:00', foreign_key_checks = 0"
)


def contents(target: WarehouseTarget, schema: str) -> dict[str, tuple[str, int]]:
    """Return definition and checksum of each table of a schema."""
    found: dict[str, tuple[str, int]] = {}
    with target.connect() as connection, connection.cursor() as cursor:
        for name in table_names(cursor, schema):
            full = f"`{schema}`.`{name.replace('`', '``')}`"
            cursor.execute(f"SHOW CREATE TABLE {full}")
            definition = cursor.fetchone()[1]
            cursor.execute(f"CHECKSUM TABLE {full}")
            found[name] = (definition, cursor.fetchone()[1])
    return found


def table_names(cursor: Any, schema: str) -> list[str]:
    """Return the names of the base tables of a schema."""
    cursor.execute(
        "SELECT table_name FROM information_schema.tables"
        " WHERE table_schema = %s AND table_type = 'BASE TABLE'",
        (schema,),
    )
    return sorted(row[0] for row in cursor.fetchall())


def objects(target: WarehouseTarget, schema: str) -> int:
    """Return the number of views, triggers, routines and events of a schema."""
    with target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT COUNT(*) FROM information_schema.views WHERE table_schema = %(s)s)"
            " + (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = %(s)s)"
            " + (SELECT COUNT(*) FROM information_schema.routines WHERE routine_schema = %(s)s)"
            " + (SELECT COUNT(*) FROM information_schema.events WHERE event_schema = %(s)s)",
            {"s": schema},
        )
        return int(cursor.fetchone()[0])


def schemas(target: WarehouseTarget) -> set[str]:
    """Return the names of all schemas of the server."""
    with target.connect() as connection, connection.cursor() as cursor:
        cursor.execute("SHOW DATABASES")
        return {row[0] for row in cursor.fetchall()}


def restore_with_client(server: MySqlServer, text: bytes, schema: str, *, charset: str = "utf8mb4") -> None:
    """Restore a dump with the ``mysql`` client, as the reference.

    Sequences of MariaDB, which MySQL does not know, are taken out; a database named in the dump is replaced.
    """
    text = _OTHER_SERVERS.sub(b"", text).replace(b"`basis`", f"`{schema}`".encode())
    with server.target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE IF NOT EXISTS `{schema}`")
    command = server.client_command(
        "mysql", f"--default-character-set={charset}", f"--init-command={CLIENT_SESSION}", schema
    )
    done = subprocess.run(command, input=text, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode(errors="replace")[:500]


def dump_with_client(server: MySqlServer, *arguments: str) -> bytes:
    """Return what mysqldump writes."""
    command = server.client_command("mysqldump", "--set-gtid-purged=OFF", "--single-transaction", *arguments)
    return subprocess.run(command, capture_output=True, check=True).stdout


def compact(*statements: str) -> bytes:
    """Return a compact dump of these statements."""
    return ("".join(f"{statement};\n" for statement in statements)).encode()
