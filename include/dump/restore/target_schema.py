"""The schema that a dump is restored into."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from pymysql.connections import Connection

from include.dump.errors import RestoreTargetError
from include.dump.load.load_connection import LoadConnection
from include.mysql.identifiers import quoted
from include.mysql.table_names import FoldName

_SYSTEM = frozenset({"mysql", "sys", "information_schema", "performance_schema", "ndbinfo"})

_DROPPED_TOGETHER = 100  # each statement is a transaction of its own


class TargetSchema:
    """One schema; only tables in it are ever made or dropped.

    :param name: its name.
    :raises RestoreTargetError: if it belongs to the server.
    """

    def __init__(self, name: str) -> None:
        if name.lower() in _SYSTEM or not name:
            raise RestoreTargetError(
                f"{name or 'An empty name'} is no schema to restore into.", "Give a schema of your own."
            )
        self.name = name

    def create(self, connection: LoadConnection) -> None:
        """Make the schema if it is missing."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM information_schema.schemata WHERE schema_name = %s", (self.name,))
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE DATABASE {quoted(self.name)} CHARACTER SET utf8mb4")

    def tables(self, connection: Connection[Any]) -> dict[str, str]:
        """Return the kinds (``BASE TABLE``, ``VIEW``) of what is in the schema, by name."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = %s",
                (self.name,),
            )
            return {str(name): str(kind) for name, kind in cursor.fetchall()}

    def drop_all_but(
        self, connection: LoadConnection, kept: Collection[str], fold: FoldName = str
    ) -> list[str]:
        """Drop every table and view but some.

        :param connection: a connection to the server.
        :param kept: the names of the others, folded.
        :param fold: makes names comparable.
        :returns: what was dropped.
        """
        kinds = self.tables(connection)
        dropped = sorted(name for name in kinds if fold(name) not in kept)
        for what in ("VIEW", "TABLE"):
            names = [name for name in dropped if (kinds[name] == "VIEW") == (what == "VIEW")]
            for start in range(0, len(names), _DROPPED_TOGETHER):
                some = names[start : start + _DROPPED_TOGETHER]
                full = ", ".join(f"{quoted(self.name)}.{quoted(name)}" for name in some)
                connection.query(f"DROP {what} IF EXISTS {full}")
        return dropped

    def count(self, connection: LoadConnection, table: str) -> int:
        """Return the number of rows of a table."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM {quoted(self.name)}.{quoted(table)}")  # noqa: S608 (quoted)
            row = cursor.fetchone()
        assert row is not None
        return int(row[0])

    def refuse_foreign(self, names: Collection[str]) -> None:
        """Check that there is nothing that a restore would destroy.

        :param names: tables and views that no restore made.
        :raises RestoreTargetError: if there are any.
        """
        if names:
            raise RestoreTargetError(
                f"Schema {self.name} holds tables or views that no restore made: {len(names)}, such as "
                f"{min(names)}.",
                "Give another schema, or say that this one may be overwritten (--overwrite).",
            )
