"""The restore as a step of the pipeline: from an object in S3 to a complete incoming schema."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from include.dump.restore.restore import DumpRestore
from include.dump.restore.summary import RestoreSummary
from include.ledger.dump_object import DumpObject
from include.ledger.ledger import Ledger
from include.ledger.restore_record import RestoreRecord
from include.ledger.restored_table import RestoredTable
from include.mysql.target import WarehouseTarget
from include.settings import Settings
from include.staging.restore_input import RestoreInput

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class RestoreStep:
    """Restores one object version into the incoming schema, once.

    :param target: the warehouse, as the loading user.
    :param s3: client of the bucket's region.
    :param ledger: the run ledger on the same server.
    :param settings: schemas, connections and the source database.
    """

    def __init__(self, target: WarehouseTarget, s3: S3Client, ledger: Ledger, settings: Settings) -> None:
        self._input = RestoreInput(target, s3, ledger, settings)
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
        if place := self._input.done_in(dump, force=force):
            return {"restored": False, "schema": place, "key": dump.key, "etag": dump.etag}
        source = self._input.source(dump)
        started = datetime.now(UTC)
        self._restore = DumpRestore(
            source,
            self._input.target,
            self._input.incoming,
            self._input.options(dump),
            before_change=self._input.drop_restore_marker,
        )
        summary = self._restore.run()
        record = self._record(dump, summary, started, run_id)
        self._ledger.record_restore(record, self._input.incoming)
        return {"restored": True, **summary.short()}

    def cancel(self) -> None:
        """Stop a running restore and its statements on the server, from a signal handler or thread."""
        if self._restore is not None:
            self._restore.cancel()

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
