"""The published figures in S3: each side gets the publications that it lacks, and none is replaced."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from include.mysql.target import WarehouseTarget
from include.mysql.timestamps import to_ledger, utc_now
from include.published_figures.figures_csv import read_figures, write_figures
from include.published_figures.figures_table import FiguresTable
from include.published_figures.publication_file import PublicationFile
from include.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

log = logging.getLogger(__name__)


class FiguresArchive:
    """Table and bucket, brought to the same publications.

    :param target: the warehouse, as the loading user.
    :param s3: client of the bucket's region.
    :param settings: bucket, prefix and schema.
    """

    def __init__(self, target: WarehouseTarget, s3: S3Client, settings: Settings) -> None:
        self._table = FiguresTable(target, settings)
        self._s3 = s3
        self._settings = settings

    def load(self, run_id: str) -> list[PublicationFile]:
        """Load the publications that the table lacks, all or none.

        A warehouse that still shows the rules of version 1 and has no published figures gets what it shows as
        its first publication.

        :param run_id: Airflow run, for that first publication.
        :returns: the publications loaded from S3, in order.
        :raises PublishedFiguresError: if a file cannot be loaded.
        """
        with self._table.transaction() as cursor:
            known = self._table.publications(cursor)
            missing = sorted(self._files() - known)
            for file in missing:
                key = file.key(self._settings)
                content = self._s3.get_object(Bucket=self._settings.bucket, Key=key)["Body"].read()
                self._table.insert(cursor, read_figures(content, file, key))
            if not known and not missing:
                self._table.run(cursor, "before_stays", {}, name="shows_version_1")
                row = cursor.fetchone()
                if row and row[0]:
                    facts = {"run_id": run_id, "code_version": self._settings.code_version}
                    facts["published_at"] = str(to_ledger(utc_now()))
                    count = self._table.run(cursor, "before_stays", facts, name="append")
                    log.info("%s figures of rule version 1 recorded before gold is built anew", f"{count:,}")
        if missing:
            log.info("%s publications loaded from %s", len(missing), self._settings.figures_prefix)
        return missing

    def export(self) -> list[PublicationFile]:
        """Write the publications that S3 lacks and return them, in order."""
        with self._table.transaction() as cursor:
            missing = sorted(self._table.publications(cursor) - self._files())
            for file in missing:
                self._s3.put_object(
                    Bucket=self._settings.bucket,
                    Key=file.key(self._settings),
                    Body=write_figures(self._table.figures(cursor, file)),
                    ContentType="text/csv; charset=utf-8",
                )
        return missing

    def _files(self) -> set[PublicationFile]:
        pages = self._s3.get_paginator("list_objects_v2").paginate(
            Bucket=self._settings.bucket, Prefix=self._settings.figures_prefix
        )
        keys = (item["Key"] for page in pages for item in page.get("Contents", ()))
        return {file for key in keys if (file := PublicationFile.of_key(self._settings, key))}
