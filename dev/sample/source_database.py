"""The database ``basis`` of the source system, filled with a sample world."""

from __future__ import annotations

import tempfile
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from dev.sample.load_data_text import chunks, load_statement
from dev.sample.progress import Progress, silent
from dev.sample.schema import source_extras, source_tables
from dev.sample.table import Table
from dev.sample.world_day import WorldDay
from include.exceptions import ConfigurationError
from include.mysql.target import WarehouseTarget

if TYPE_CHECKING:
    from pymysql.connections import Connection
    from pymysql.cursors import Cursor

_SQL = Path(__file__).parent / "sql"
#: Pieces of this size keep both the generator and the server busy, and memory small.
_CHUNK_BYTES = 4 << 20
_CHUNKS_WAITING = 2
#: Columns of freshness that the dump script writes to the manifest.
FRESHNESS_TABLES = ("movings", "tenants", "rooms", "inquiries", "apartments")


class SourceDatabase:
    """One source database on a MySQL server.

    :param target: the server, as a user who may create databases, routines and events, with local_infile on.
    :param name: name of the database; production's is ``basis``.
    """

    def __init__(self, target: WarehouseTarget, name: str = "basis") -> None:
        self.target = target
        self.name = name

    def create(self) -> None:
        """Make the database anew: 81 empty tables, a view, a trigger, a procedure and an event."""
        self.drop()
        with self._connect(None) as connection, connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE `{self.name}` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci")
            connection.select_db(self.name)
            for table in source_tables().values():
                cursor.execute(table.statement)
            for statement in source_extras():
                cursor.execute(statement)

    def drop(self) -> None:
        """Remove the database if it is there."""
        with self._connect(None) as connection, connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS `{self.name}`")

    def load(self, day: WorldDay, progress: Progress = silent) -> dict[str, int]:
        """Fill the tables with the rows of a day, in constant memory; return rows by table.

        :param day: the world on that day.
        :param progress: called with the rows done and to do.
        :raises ConfigurationError: if the server took fewer rows than it was given, or warned.
        """
        counts = {table: day.row_count(table) for table in day.tables}
        total, done = sum(counts.values()), 0
        with (
            tempfile.TemporaryDirectory(prefix="sample-") as folder,
            self._connect(self.name) as connection,
            ThreadPoolExecutor(max_workers=1, thread_name_prefix="load") as sender,
        ):
            waiting: list[tuple[Future[None], int]] = []
            number = 0
            for name in day.tables:
                table = source_tables()[name]
                for content, rows in chunks(table, day.rows(name), _CHUNK_BYTES):
                    path = Path(folder) / f"{number % (_CHUNKS_WAITING + 1)}"
                    number += 1
                    while len(waiting) >= _CHUNKS_WAITING:
                        done += _finished(waiting)
                        progress("load", done, total)
                    path.write_bytes(content)
                    waiting.append((sender.submit(_send, connection, table, path, rows), rows))
            while waiting:
                done += _finished(waiting)
                progress("load", done, total)
        return counts

    def run(self, statements: str) -> None:
        """Run statements, separated by ``;`` at line ends, in the database."""
        with self._connect(self.name) as connection, connection.cursor() as cursor:
            for statement in statements.split(";\n"):
                if statement.strip():
                    cursor.execute(statement)

    def row_counts(self) -> dict[str, int]:
        """Return the rows of each table, counted."""
        counts: dict[str, int] = {}
        with self._connect(self.name) as connection, connection.cursor() as cursor:
            cursor.execute("SHOW FULL TABLES WHERE Table_type = 'BASE TABLE'")
            for name, _ in cursor.fetchall():
                cursor.execute(f"SELECT COUNT(*) FROM `{name}`")  # noqa: S608 (names come from the server)
                (counts[name],) = cursor.fetchone() or (0,)
        return counts

    def latest_updates(self) -> dict[str, str]:
        """Return MAX(updated_at) of the tables whose freshness is watched, as ISO text in UTC."""
        latest: dict[str, str] = {}
        with self._connect(self.name) as connection, connection.cursor() as cursor:
            for name in FRESHNESS_TABLES:
                cursor.execute(f"SELECT MAX(updated_at) FROM `{name}`")  # noqa: S608 (fixed names)
                (moment,) = cursor.fetchone() or (None,)
                if moment is not None:
                    latest[name] = f"{moment.isoformat()}+00:00"
        return latest

    def _connect(self, schema: str | None) -> Connection[Cursor]:
        session = (_SQL / "session.sql").read_text(encoding="utf-8")
        return self.target.with_schema(schema).connect(local_infile=True, init_command=session)


def _finished(waiting: list[tuple[Future[None], int]]) -> int:
    future, rows = waiting.pop(0)
    future.result()
    return rows


def _send(connection: Connection[Cursor], table: Table, path: Path, rows: int) -> None:
    with connection.cursor() as cursor:
        taken = cursor.execute(load_statement(table), (str(path),))
        cursor.execute("SHOW COUNT(*) WARNINGS")
        (warnings,) = cursor.fetchone() or (0,)
        if taken == rows and not warnings:
            return
        cursor.execute("SHOW WARNINGS LIMIT 1")
        first = cursor.fetchone()
    raise ConfigurationError(
        f"The server took {taken} of {rows} sample rows into {table.name} with {warnings} warnings: {first}",
        "Check that the server runs MySQL 8.0 or newer with local_infile on.",
    )
