"""Reads the dump once, before anything is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from include.dump.parse.inspection import inspect_dump, is_small
from include.dump.source.manifest import DumpManifest
from include.dump.source.s3_object import S3ObjectSource
from include.exceptions import DumpError
from include.ledger.dump_object import DumpObject
from include.settings import Settings
from include.staging.expected_tables import expected_tables
from include.staging.preflight.check_result import CheckResult

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from include.dump.parse.report import DumpReport


def check_content(
    s3: S3Client, dump: DumpObject, manifest: DumpManifest | None, settings: Settings
) -> tuple[CheckResult, DumpReport | None]:
    """Check that the dump is undamaged, complete, from the right database, and has all its tables.

    Size, source and validity by the manifest are checks of their own; here the bytes speak.

    :returns: the check, and what was found if it passed.
    """
    name = "dump content"
    expected = f"whole, database {settings.source_database}, {len(expected_tables())} tables"
    if not settings.preflight_inspects_dump:
        return CheckResult.skipped(
            name, "switched off; restore_dump reads it before it changes anything"
        ), None
    try:
        source = S3ObjectSource(s3, dump.bucket, dump.key)
        report = inspect_dump(
            source,
            manifest=DumpManifest(sha256=manifest.sha256) if manifest else None,
            expected_database=settings.source_database,
            expected_tables=expected_tables(),
            full=is_small(source),
        )
    except DumpError as error:
        result = CheckResult.failed(name, "refused", expected, message=error.problem, action=error.action)
        return result, None
    found = f"{len(report.tables)} tables, {report.text_bytes:,} bytes, {report.shape}, {report.compression}"
    return CheckResult.ok(name, found, expected), report
