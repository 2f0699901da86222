"""The restore as a step of the pipeline: from an object in S3 to a complete incoming schema."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from include.dump.load.options import RestoreOptions
from include.dump.restore.restore import DumpRestore
from include.dump.restore.summary import RestoreSummary
from include.dump.source.s3_object import S3ObjectSource
from include.exceptions import DumpError, PublishError
from include.ledger.dump_object import DumpObject
from include.ledger.ledger import Ledger
from include.ledger.restore_marker_table import drop_restore_marker, read_restore_marker
from include.ledger.restore_record import RestoreRecord
from include.ledger.restored_table import RestoredTable
from include.ledger.schemas import ensure_schemas
from include.mysql.target import WarehouseTarget
from include.settings import Settings
from include.staging.expected_tables import expected_tables
from include.staging.incoming import check_complete, incoming_tables
from include.staging.inspection import known_inspection
from include.staging.preflight.day_objects import find_manifest

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

log = logging.getLogger(__name__)


class RestoreStep:
    """Restores one object version into the incoming schema, once.

    :param target: the warehouse, as the loading user.
    :param s3: client of the bucket's region.
    :param ledger: the run ledger on the same server.
    :param settings: schemas, connections and the source database.
    """

    def __init__(self, target: WarehouseTarget, s3: S3Client, ledger: Ledger, settings: Settings) -> None:
        self._target = target.with_schema(None)
        self._s3 = s3
        self._ledger = ledger
        self._settings = settings
        self._restore: DumpRestore | None = None

    def run(self, dump: DumpObject, *, run_id: str, force: bool = False) -> dict[str, Any]:
        """Restore the object, unless it is published or completely restored already.

        :param dump: the object version that preflight has chosen.
        :param run_id: Airflow run, for the ledger.
        :param force: restore it again in any case.
        :returns: the restore in short, for the next tasks and the log.
        :raises DumpError: if the object changed since preflight or cannot be restored completely. Readers see
            nothing of it; a retry goes on with the tables that are not complete.
        """
        ensure_schemas(self._target, self._settings)
        if not force and (place := self._place_of(dump)):
            log.info("%s of %s is in %s already; nothing to restore.", dump.key, dump.dump_date, place)
            return {"restored": False, "schema": place, "key": dump.key, "etag": dump.etag}
        source = S3ObjectSource(self._s3, dump.bucket, dump.key)
        if source.etag != dump.etag:
            raise DumpError(
                f"{dump.url} was replaced since preflight looked at it.",
                f"Clear preflight of {dump.dump_date} with downstream, for the new object.",
            )
        incoming = self._settings.incoming_schema
        with self._target.connect() as connection:
            complete = read_restore_marker(connection, incoming) is not None
        started = datetime.now(UTC)
        # Over a copy that was complete once nothing is reused; a retry finds no restore marker and resumes.
        options = self._options(dump, fresh=complete)
        self._restore = DumpRestore(
            source, self._target, incoming, options, before_change=self._drop_restore_marker
        )
        summary = self._restore.run()
        record = self._record(dump, summary, started, run_id)
        self._ledger.record_restore(record, self._settings.incoming_schema)
        return {"restored": True, **summary.short()}

    def cancel(self) -> None:
        """Stop a running restore and its statements on the server, from a signal handler or thread."""
        if self._restore is not None:
            self._restore.cancel()

    def _drop_restore_marker(self) -> None:
        """Drop the restore marker when tables are about to change; a refused dump leaves it in place."""
        with self._target.connect() as connection:
            drop_restore_marker(connection, self._settings.incoming_schema)

    def _place_of(self, dump: DumpObject) -> str | None:
        """Return the schema that holds this object version completely, or None."""
        staging, incoming = self._settings.staging_schema, self._settings.incoming_schema
        with self._target.connect() as connection:
            seen, waiting = (
                read_restore_marker(connection, staging),
                read_restore_marker(connection, incoming),
            )
            if seen is not None and seen.restore_id == dump.restore_id:
                return staging
            if waiting is None or waiting.restore_id != dump.restore_id:
                return None
            tables = incoming_tables(connection, incoming)
            try:
                check_complete(connection, incoming, tables, self._ledger.restored_rows(dump.restore_id))
            except PublishError as error:
                log.warning("%s It is restored again.", error.problem)
                return None
        return incoming

    def _options(self, dump: DumpObject, *, fresh: bool) -> RestoreOptions:
        manifest = find_manifest(self._s3, self._settings, dump.dump_date)
        return RestoreOptions(
            connections=self._settings.restore_connections,
            expected_database=self._settings.source_database,
            expected_tables=expected_tables(),
            manifest=manifest,
            report=known_inspection(self._ledger, dump, self._settings.code_version),
            time_zone=self._settings.dump_time_zone,
            time_zone_assumed="dump_time_zone" not in self._settings.model_fields_set,
            state_schema=self._settings.ops_schema,
            tolerated_defects=self._settings.restore_tolerated_defects,
            fresh=fresh,
            overwrite=True,  # the incoming schema is the pipeline's own
        )

    def _record(
        self, dump: DumpObject, summary: RestoreSummary, started: datetime, run_id: str
    ) -> RestoreRecord:
        return RestoreRecord(
            dump=dump,
            sha256=summary.report.sha256,
            tables=tuple(
                RestoredTable(
                    table_name=table.name,
                    row_count=table.rows,
                    text_bytes=table.bytes,
                    seconds=table.seconds,
                    way=table.way,
                    warnings=tuple(table.warnings),
                )
                for table in summary.tables
            ),
            started_at=started,
            finished_at=datetime.now(UTC),
            code_version=self._settings.code_version,
            run_id=run_id,
            text_bytes=summary.report.text_bytes,
            summary=summary.to_dict(),
        )
