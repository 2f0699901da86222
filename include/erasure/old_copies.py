"""Copies of staging, and failed test rows, from before the source erased the person."""

from __future__ import annotations

from datetime import date

from include.ledger.restore_marker_table import read_restore_marker
from include.ledger.schemas import base_tables
from include.mysql.identifiers import quoted
from include.mysql.target import WarehouseTarget
from include.settings import Settings
from include.staging.retention.backups import list_backups
from include.staging.retention.test_results import TEST_RESULTS_SCHEMA


class OldBackups:
    """The replaced copies of staging whose dump is older than the erasure at the source.

    :param target: the warehouse, as a user who may drop them.
    :param settings: the prefix of backup schemas.
    :param erased_since: day of the first dump without the person.
    """

    name = "staging backups"

    def __init__(self, target: WarehouseTarget, settings: Settings, erased_since: date) -> None:
        self._target = target.with_schema(None)
        self._settings = settings
        self._erased_since = erased_since

    def found(self) -> int:
        """Return their number."""
        return len(self._old())

    def erase(self) -> None:
        """Drop them: a roll-back to these days is not possible any more."""
        with self._target.connect() as connection, connection.cursor() as cursor:
            for schema in self._old():
                cursor.execute(f"DROP DATABASE IF EXISTS {quoted(schema)}")

    def _old(self) -> list[str]:
        backups = list_backups(self._target, self._settings)
        return [backup.schema for backup in backups if backup.day < self._erased_since]


class OldTables:
    """All tables of a schema that the pipeline fills anew by itself.

    :param target: the warehouse, as a user who may drop them.
    :param schema: the schema of the incoming dump, or of failed test rows.
    :param erased_since: tables restored from a dump of this day or later stay; None: none stays.
    """

    def __init__(self, target: WarehouseTarget, schema: str, erased_since: date | None) -> None:
        self._target = target.with_schema(None)
        self._schema = schema
        self._erased_since = erased_since
        self.name = f"tables in {schema}"

    def found(self) -> int:
        """Return their number."""
        return len(self._old())

    def erase(self) -> None:
        """Drop them; the next run writes what it needs."""
        with self._target.connect() as connection, connection.cursor() as cursor:
            for table in self._old():
                cursor.execute(f"DROP TABLE IF EXISTS {quoted(self._schema)}.{quoted(table)}")

    def _old(self) -> list[str]:
        with self._target.connect() as connection:
            tables = base_tables(connection, self._schema)
            if self._erased_since is not None and tables:
                marker = read_restore_marker(connection, self._schema)
                if marker is not None and marker.dump_date >= self._erased_since:
                    return []
            return tables


def failed_test_rows(target: WarehouseTarget) -> OldTables:
    """Return the tables of failed test rows: copies of rows as they were when a test failed."""
    return OldTables(target, TEST_RESULTS_SCHEMA, None)
