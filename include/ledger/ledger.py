"""The run ledger in the schema ``ops``: the audit trail of the pipeline."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

import pymysql

from include.ledger.erasure_record import ErasureRecord
from include.ledger.ledger_schema import ensure_tables, ensure_view
from include.ledger.pipeline_run import PipelineRun
from include.ledger.publication import Publication
from include.ledger.restore_marker import RestoreMarker
from include.ledger.restore_marker_table import marker_of, write_restore_marker
from include.ledger.restore_record import RestoreRecord
from include.ledger.restore_size import RestoreSize
from include.ledger.schemas import create_schema
from include.ledger.snapshot_load import SnapshotLoad
from include.mysql.creation_lock import creation_lock
from include.mysql.identifiers import checked_schema, quoted
from include.mysql.sql_files import SqlFiles
from include.mysql.target import WarehouseTarget
from include.mysql.timestamps import from_ledger, to_ledger, utc_now

if TYPE_CHECKING:
    from pymysql.connections import Connection
    from pymysql.cursors import Cursor, DictCursor

_SQL = SqlFiles(__file__)

Row = Mapping[str, Any]


class Ledger:
    """Writes and reads the ledger. Rows have natural keys: a retried or cleared task leaves the same rows.

    :param target: the warehouse, as the loading user.
    :param ops_schema: schema of the ledger.
    """

    def __init__(self, target: WarehouseTarget, ops_schema: str = "ops") -> None:
        self.ops_schema = checked_schema(ops_schema)
        self._target = target

    def ensure(self) -> None:
        """Create schema, tables and view where they are missing, and columns that an older ledger lacks."""
        with self._target.with_schema(None).connect() as connection, connection.cursor() as cursor:
            create_schema(cursor, self.ops_schema)
            cursor.execute(f"USE {quoted(self.ops_schema)}")
            with creation_lock(cursor, self.ops_schema):
                ensure_tables(cursor, "ledger")
                ensure_tables(cursor, "published_figures")
                ensure_view(cursor, "current_publication")

    # Restores

    def record_restore(self, restore: RestoreRecord, incoming_schema: str) -> None:
        """Record a completed restore, then write the restore marker: only now may the schema be published.

        :param restore: the restore, with every table of the dump.
        :param incoming_schema: the schema that holds the restored tables.
        """
        restore_id = restore.dump.restore_id
        with self._transaction() as cursor:
            upsert(cursor, "restores", _restore_row(restore))
            cursor.execute("DELETE FROM restored_tables WHERE restore_id = %s", (restore_id,))
            for table in restore.tables:
                row = {**asdict(table), "warnings": _json(list(table.warnings)), "restore_id": restore_id}
                upsert(cursor, "restored_tables", row)
        with self._connect() as connection:
            write_restore_marker(connection, incoming_schema, marker_of(restore))

    def restored_rows(self, restore_id: str) -> dict[str, int]:
        """Return table name to rows of a restored object version; empty when the ledger does not know it."""
        rows = self._rows("restored_rows", {"restore_id": restore_id})
        return {row["table_name"]: row["row_count"] for row in rows}

    def restore_size(self, dump_date: date) -> RestoreSize | None:
        """Return size and duration of the last restore of a day's dump, or None if there was none."""
        for row in self._rows("restore_size", {"dump_date": dump_date}):
            return RestoreSize(dump_bytes=int(row["dump_bytes"]), seconds=float(row["seconds"]))
        return None

    def same_content_other_day(self, sha256: str, dump_date: date) -> tuple[date, str] | None:
        """Return day and key of a dump with the same bytes that was restored as another day, or None."""
        for row in self._rows("same_content_other_day", {"sha256": sha256, "dump_date": dump_date}):
            return row["dump_date"], row["object_key"]
        return None

    def record_inspection(self, restore_id: str, code_version: str, report: str) -> None:
        """Record the passed inspection of an object version, JSON, in place of the one before."""
        row = {"restore_id": restore_id, "code_version": code_version, "report": report}
        with self._transaction() as cursor:
            cursor.execute("DELETE FROM inspections")
            upsert(cursor, "inspections", {**row, "recorded_at": to_ledger(utc_now())})

    def inspection(self, restore_id: str, code_version: str) -> str | None:
        """Return the passed inspection of an object version by this version of the code, JSON, or None."""
        key = {"restore_id": restore_id, "code_version": code_version}
        return next((str(row["report"]) for row in self._rows("inspection", key)), None)

    # Publications

    def published(self) -> Publication | None:
        """Return what readers see now according to the ledger, or None before the first publication."""
        return self._publication(None)

    def publication_of(self, dump_date: date) -> Publication | None:
        """Return the last publication of the dump of a day, or None if that day was never published."""
        return self._publication(dump_date)

    def record_publication(self, publication: Publication) -> bool:
        """Record what readers see now.

        :returns: False if the newest row already says so, which a retry after a crash finds.
        """
        newest = self.published()
        if newest is not None and newest.load_id == publication.load_id:
            return False
        with self._transaction() as cursor:
            moments = {
                "published_at": to_ledger(publication.published_at),
                "warning_sent_at": to_ledger(publication.warning_sent_at),
            }
            row = {**asdict(publication), **moments, "overrides": _json(list(publication.overrides))}
            upsert(cursor, "publications", row)
        return True

    def record_warning_sent(self, load_id: str) -> None:
        """Record that people were told what was overridden for a publication of this restore."""
        with self._transaction() as cursor:
            cursor.execute(
                "UPDATE publications SET warning_sent_at = %s WHERE load_id = %s",
                (to_ledger(utc_now()), load_id),
            )

    # Snapshots

    def snapshot_loads(self) -> dict[date, SnapshotLoad]:
        """Return what is known of each snapshot file, by its day."""
        loads = (SnapshotLoad(**_with_zone(row)) for row in self._rows("snapshot_loads"))
        return {load.snapshot_date: load for load in loads}

    def record_snapshot(self, load: SnapshotLoad, cursor: Cursor | None = None) -> None:
        """Record a loaded or rejected snapshot file.

        :param load: the file's state.
        :param cursor: of the transaction that loads the rows, so that rows and record cannot differ.
        """
        row = {
            name: to_ledger(value) if name.endswith("_at") else value for name, value in asdict(load).items()
        }
        if cursor is not None:
            upsert(cursor, f"{quoted(self.ops_schema)}.snapshot_loads", row)
            return
        with self._transaction() as own_cursor:
            upsert(own_cursor, "snapshot_loads", row)

    # Quality

    def record_quality(self, marker: RestoreMarker, run_id: str, results: Iterable[Row]) -> None:
        """Record the results of the quality rules for a restored object version; earlier ones are replaced.

        :param marker: the restore that was measured.
        :param run_id: Airflow run.
        :param results: mappings of ``rule_name``, ``severity``, ``status``, ``measured``, ``threshold`` and
            ``detail``.
        """
        fixed = {
            "restore_id": marker.restore_id,
            "load_id": marker.load_id,
            "dump_date": marker.dump_date,
            "run_id": run_id,
            "checked_at": to_ledger(utc_now()),
        }
        with self._transaction() as cursor:
            cursor.execute("DELETE FROM quality_results WHERE restore_id = %s", (marker.restore_id,))
            for result in results:
                upsert(cursor, "quality_results", {**result, **fixed})

    def quality_results(self, restore_id: str) -> list[dict[str, Any]]:
        """Return the recorded quality results of a restored object version, by rule name."""
        return self._rows("quality_results", {"restore_id": restore_id})

    # Runs

    def record_run(self, run: PipelineRun) -> None:
        """Record a pipeline run; the row of the same run is replaced."""
        row = {
            **asdict(run),
            "started_at": to_ledger(run.started_at),
            "ended_at": to_ledger(run.ended_at),
            "seconds": run.seconds,
            "stage_seconds": _json(run.stage_seconds),
            "layer_rows": _json(run.layer_rows),
            "spice_rows": _json(run.spice_rows),
            "warnings": _json(list(run.warnings)),
        }
        with self._transaction() as cursor:
            upsert(cursor, "pipeline_runs", row)

    def last_success(self, dag_id: str) -> PipelineRun | None:
        """Return the successful run with the newest dump date, or None."""
        for row in self._rows("last_success", {"dag_id": dag_id}):
            lists = {
                name: json.loads(row[name] or "{}") for name in ("stage_seconds", "layer_rows", "spice_rows")
            }
            warnings = tuple(json.loads(row["warnings"] or "[]"))
            return PipelineRun(**{**_with_zone(row), **lists, "warnings": warnings})
        return None

    def write_run_marker(self, run_id: str, marker: str) -> None:
        """Write a run's marker, to be read back through the endpoint of the readers."""
        with self._transaction() as cursor:
            upsert(
                cursor,
                "run_markers",
                {"run_id": run_id, "marker": marker, "written_at": to_ledger(utc_now())},
            )

    def record_freshness(self, readings: Iterable[Row]) -> None:
        """Record freshness readings: mappings with the columns of ``ops.freshness``."""
        with self._transaction() as cursor:
            for reading in readings:
                moments = {key: to_ledger(reading[key]) for key in ("newest", "measured_at")}
                upsert(cursor, "freshness", {**reading, **moments})

    def record_erasure(self, record: ErasureRecord) -> None:
        """Record that a person is being erased, and once more when it is done."""
        times = {name: to_ledger(getattr(record, name)) for name in ("started_at", "finished_at")}
        with self._transaction() as cursor:
            upsert(cursor, "erasures", {**asdict(record), **times, "places": _json(record.places)})

    # Access

    def _publication(self, dump_date: date | None) -> Publication | None:
        for row in self._rows("latest_publication", {"dump_date": dump_date}):
            seconds = None if row["seconds"] is None else float(row["seconds"])
            overrides = tuple(json.loads(row["overrides"] or "[]"))
            return Publication(**{**_with_zone(row), "seconds": seconds, "overrides": overrides})
        return None

    def _connect(self, **options: Any) -> Connection[Any]:
        return self._target.with_schema(self.ops_schema).connect(**options)

    @contextmanager
    def _transaction(self) -> Iterator[Cursor]:
        with self._connect(autocommit=False) as connection:
            with connection.cursor() as cursor:
                yield cursor
            connection.commit()

    def _rows(self, name: str, parameters: Row | None = None) -> list[dict[str, Any]]:
        cursor: DictCursor
        with self._connect() as connection, connection.cursor(pymysql.cursors.DictCursor) as cursor:
            cursor.execute(_SQL.text(name), dict(parameters or {}))
            return list(cursor.fetchall())


def upsert(cursor: Cursor, table: str, row: Row) -> None:
    """Insert a row, or replace the values of the row with the same key."""
    columns = ", ".join(quoted(name) for name in row)
    values = ", ".join(["%s"] * len(row))
    updates = ", ".join(f"{quoted(name)} = VALUES({quoted(name)})" for name in row)
    statement = f"INSERT INTO {table} ({columns}) VALUES ({values}) ON DUPLICATE KEY UPDATE {updates}"  # noqa: S608
    cursor.execute(statement, list(row.values()))


def _restore_row(restore: RestoreRecord) -> dict[str, Any]:
    return {
        **restore.identity().facts(),
        "bucket": restore.dump.bucket,
        "stored_bytes": restore.dump.size,
        "text_bytes": restore.text_bytes,
        "warning_count": sum(len(table.warnings) for table in restore.tables),
        "started_at": to_ledger(restore.started_at),
        "finished_at": to_ledger(restore.finished_at),
        "seconds": restore.seconds,
        "code_version": restore.code_version,
        "run_id": restore.run_id,
        "summary": _json(restore.summary),
    }


def _with_zone(row: Row) -> dict[str, Any]:
    return {name: from_ledger(value) if name.endswith("_at") else value for name, value in row.items()}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
