"""Loads one snapshot file: the day in one transaction together with its row in the ledger."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from include.exceptions import SnapshotError
from include.ledger.ledger import Ledger
from include.ledger.snapshot_load import SnapshotLoad
from include.mysql.identifiers import quoted
from include.mysql.sql_files import SqlFiles
from include.mysql.timestamps import utc_now
from include.settings import Settings
from include.snapshots.load_text import load_text
from include.snapshots.snapshot_bucket import SnapshotBucket
from include.snapshots.snapshot_csv import read_snapshot
from include.snapshots.snapshot_file import SnapshotFile

if TYPE_CHECKING:
    from pymysql.connections import Connection
    from pymysql.cursors import Cursor

_SQL = SqlFiles(__file__)


class DayLoader:
    """Reads a snapshot file and loads it; several threads may do so, each with its own connection.

    :param bucket: where the files are.
    :param ledger: the run ledger on the same server.
    :param settings: names of the schemas.
    :param use_load_data: whether the server takes LOAD DATA LOCAL; INSERT takes several times as long.
    """

    def __init__(
        self, bucket: SnapshotBucket, ledger: Ledger, settings: Settings, *, use_load_data: bool
    ) -> None:
        self._bucket = bucket
        self._ledger = ledger
        self._schema = quoted(settings.staging_schema)
        self._use_load_data = use_load_data

    def load(self, connection: Connection[Any], file: SnapshotFile, run_id: str) -> SnapshotLoad:
        """Put the rows of a file in the place of those of its day.

        :param connection: with READ COMMITTED: otherwise a DELETE locks the gap into which another day goes.
        :param file: the file.
        :param run_id: Airflow run, for the ledger.
        :returns: what the ledger has of it now.
        :raises UnusableSnapshotError: if the file cannot be loaded.
        :raises SnapshotError: if the server does not take all rows; the day is as it was.
        """
        rows, put = self._read(file)
        load = SnapshotLoad(
            snapshot_date=file.day,
            object_key=file.key,
            status="loaded",
            run_id=run_id,
            loaded_etag=file.etag,
            loaded_rows=rows,
            loaded_at=utc_now(),
        )
        connection.begin()
        try:
            with connection.cursor() as cursor:
                cursor.execute(_SQL.text("delete_day").format(schema=self._schema), {"day": file.day})
                count = put(cursor)
                if count != rows:
                    raise SnapshotError(
                        f"{file.key}: the server took {count:,} of {rows:,} rows; the day was not changed.",
                        "Clear this task with downstream; if it happens again, load with local_infile off.",
                    )
                self._ledger.record_snapshot(load, cursor)
            connection.commit()
        except BaseException:
            connection.rollback()
            raise
        return load

    def _read(self, file: SnapshotFile) -> tuple[int, Callable[[Cursor], int]]:
        """Return how many rows a file has, and what puts them into the table and returns how many it took."""
        content = self._bucket.content(file)
        if self._use_load_data:
            text = load_text(content, file.day)
            return text.rows, lambda cursor: self._load(cursor, text.text, file.day)
        parameters = list(read_snapshot(content, file.day).as_parameters())
        statement = _SQL.text("insert_day").format(schema=self._schema)
        return len(parameters), lambda cursor: cursor.executemany(statement, parameters) or 0

    def _load(self, cursor: Cursor, text: bytes, day: date) -> int:
        with tempfile.NamedTemporaryFile(suffix=".tsv") as file:
            file.write(text)
            file.flush()
            statement = _SQL.text("load_day").format(schema=self._schema)
            count = cursor.execute(statement, {"path": file.name, "day": day})
        # LOCAL turns errors into warnings; the file was checked, so there must be none.
        cursor.execute("SHOW COUNT(*) WARNINGS")
        row = cursor.fetchone()
        return count if row and row[0] == 0 else -1
