"""Runs every preflight check and collects what is wrong, so that one look tells all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from include.dump.source.manifest import DumpManifest
from include.exceptions import DumpError
from include.ledger.dump_object import DumpObject
from include.ledger.ledger import Ledger
from include.ledger.schemas import ensure_schemas
from include.mysql.target import WarehouseTarget
from include.settings import Settings
from include.staging.inspection import record_inspection
from include.staging.preflight.check_result import CheckResult
from include.staging.preflight.content_check import check_content
from include.staging.preflight.day_objects import find_dump, find_manifest
from include.staging.preflight.dump_checks import (
    check_manifest,
    check_new_content,
    check_not_older,
    check_size,
    check_source_age,
)
from include.staging.preflight.preflight_report import PreflightReport
from include.staging.preflight.server_checks import (
    check_privileges,
    check_reader,
    check_schemas,
    check_server,
    check_space,
    server_facts,
)

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class Preflight:
    """The checks before a run changes anything.

    :param target: the warehouse, as the loading user.
    :param s3: client of the bucket's region.
    :param ledger: the run ledger.
    :param settings: names, limits and switches.
    :param reader: the endpoint that dashboards read, or None.
    """

    def __init__(
        self,
        target: WarehouseTarget,
        s3: S3Client,
        ledger: Ledger,
        settings: Settings,
        *,
        reader: WarehouseTarget | None = None,
    ) -> None:
        self._target = target.with_schema(None)
        self._s3 = s3
        self._ledger = ledger
        self._settings = settings
        self._reader = reader

    def run(self, day: date, *, run_id: str, force: bool = False) -> PreflightReport:
        """Make every check; missing schemas and tables of our own are created on the way.

        :param day: JST day of the dump.
        :param run_id: Airflow run, for the marker.
        :param force: an older dump may replace a newer one.
        :returns: all results; nothing is raised for a failed check, see :meth:`PreflightReport.require`.
        """
        ensure_schemas(self._target, self._settings)
        self._ledger.ensure()
        results: list[CheckResult] = []
        try:
            manifest = find_manifest(self._s3, self._settings, day)
            dump: DumpObject | None = find_dump(self._s3, self._settings, day, manifest)
        except DumpError as error:
            manifest, dump = None, None
            results.append(
                CheckResult.failed(
                    "dump", "none", f"one of {day}", message=error.problem, action=error.action
                )
            )
        text_bytes = None
        if dump is not None:
            results.append(CheckResult.ok("dump", dump.url, f"one of {day}"))
            results += self._dump_results(dump, manifest, day, force)
            content, report = check_content(self._s3, dump, manifest, self._settings)
            sha256 = report.sha256 if report else (manifest.sha256 if manifest else dump.sha256)
            text_bytes = report.text_bytes if report else None
            results += [content, check_new_content(dump, sha256, self._ledger)]
            dump = replace(dump, sha256=sha256)
            if report is not None:
                record_inspection(self._ledger, dump, report, self._settings.code_version)
        return PreflightReport(results=(*self._server_results(run_id, text_bytes), *results), dump=dump)

    def _server_results(self, run_id: str, text_bytes: int | None) -> Iterator[CheckResult]:
        with self._target.connect() as connection:
            facts = server_facts(connection)
            yield from check_server(facts)
            yield check_privileges(connection, self._settings)
        yield check_reader(self._ledger, self._reader, run_id)
        yield check_space(facts, self._target.host, text_bytes)
        yield check_schemas(self._target, self._settings)

    def _dump_results(
        self, dump: DumpObject, manifest: DumpManifest | None, day: date, force: bool
    ) -> Iterator[CheckResult]:
        own_hosts = {self._target.host} | ({self._reader.host} if self._reader else set())
        yield check_size(dump, self._settings)
        yield from check_manifest(manifest, dump, self._settings, own_hosts)
        yield check_source_age(manifest, day, self._settings)
        yield check_not_older(dump, self._ledger, force=force)
