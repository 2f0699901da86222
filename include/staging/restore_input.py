"""What a restore of the pipeline begins with: the object, the options, and what there is already."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from include.dump.load.options import RestoreOptions
from include.dump.source.s3_object import S3ObjectSource
from include.exceptions import DumpError, PublishError
from include.ledger.dump_object import DumpObject
from include.ledger.ledger import Ledger
from include.ledger.restore_marker_table import drop_restore_marker, read_restore_marker
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


class RestoreInput:
    """The same for a whole restore and for the parts of a shared one.

    :param target: the warehouse, as the loading user.
    :param s3: client of the bucket's region.
    :param ledger: the run ledger on the same server.
    :param settings: schemas, connections and the source database.
    """

    def __init__(self, target: WarehouseTarget, s3: S3Client, ledger: Ledger, settings: Settings) -> None:
        self.target = target.with_schema(None)
        self.ledger, self.settings = ledger, settings
        self._s3 = s3

    @property
    def incoming(self) -> str:
        """The schema to restore into."""
        return self.settings.incoming_schema

    def done_in(self, dump: DumpObject, *, force: bool) -> str | None:
        """Return the schema that holds an object version completely; None if it is to be restored.

        :param dump: the object version.
        :param force: restore it in any case.
        """
        ensure_schemas(self.target, self.settings)
        place = None if force else self._place_of(dump)
        if place is not None:
            log.info("%s of %s is in %s already; nothing to restore.", dump.key, dump.dump_date, place)
        return place

    def source(self, dump: DumpObject) -> S3ObjectSource:
        """Return the object, which must be the version that preflight has chosen.

        :param dump: the object version.
        :raises DumpError: if it is another one now.
        """
        source = S3ObjectSource(self._s3, dump.bucket, dump.key)
        if source.etag != dump.etag:
            raise DumpError(
                f"{dump.url} was replaced since preflight looked at it.",
                f"Clear preflight of {dump.dump_date} with downstream, for the new object.",
            )
        return source

    def options(self, dump: DumpObject) -> RestoreOptions:
        """Return how an object version is restored.

        Over a copy that was complete once nothing is reused; a retry finds no restore marker and resumes.

        :param dump: the object version.
        """
        with self.target.connect() as connection:
            complete = read_restore_marker(connection, self.incoming) is not None
        return RestoreOptions(
            connections=self.settings.restore_connections,
            expected_database=self.settings.source_database,
            expected_tables=expected_tables(),
            manifest=find_manifest(self._s3, self.settings, dump.dump_date),
            report=known_inspection(self.ledger, dump, self.settings.code_version),
            time_zone=self.settings.dump_time_zone,
            time_zone_assumed="dump_time_zone" not in self.settings.model_fields_set,
            state_schema=self.settings.ops_schema,
            tolerated_defects=self.settings.restore_tolerated_defects,
            fresh=complete,
            overwrite=True,  # the incoming schema is the pipeline's own
        )

    def drop_restore_marker(self) -> None:
        """Drop the restore marker when tables are about to change; a refused dump leaves it in place."""
        with self.target.connect() as connection:
            drop_restore_marker(connection, self.incoming)

    def _place_of(self, dump: DumpObject) -> str | None:
        staging = self.settings.staging_schema
        with self.target.connect() as connection:
            seen, waiting = (
                read_restore_marker(connection, staging),
                read_restore_marker(connection, self.incoming),
            )
            if seen is not None and seen.restore_id == dump.restore_id:
                return staging
            if waiting is None or waiting.restore_id != dump.restore_id:
                return None
            tables = incoming_tables(connection, self.incoming)
            try:
                check_complete(connection, self.incoming, tables, self.ledger.restored_rows(dump.restore_id))
            except PublishError as error:
                log.warning("%s It is restored again.", error.problem)
                return None
        return self.incoming
