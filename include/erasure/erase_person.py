"""Erases one person everywhere."""

from __future__ import annotations

import getpass
import logging
import secrets
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from include.erasure.erasure_report import ErasureReport
from include.erasure.object_versions import ObjectVersions, dump_day
from include.erasure.old_copies import OldBackups, OldTables, failed_test_rows
from include.erasure.place import Place
from include.erasure.snapshot_names import SnapshotNames
from include.erasure.table_rows import TableRows
from include.exceptions import ErasureError
from include.freshness.freshness import DAILY_DAG_ID
from include.ledger.erasure_record import ErasureRecord
from include.ledger.ledger import Ledger
from include.mysql.target import WarehouseTarget
from include.mysql.timestamps import utc_now
from include.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureRequest:
    """Whom to erase.

    :param tenant_id: the person's number in the source.
    :param erased_since: day of the first dump in which the source does not hold the person's data any more.
    :param reference: the request's reference, for the ledger.
    """

    tenant_id: int
    erased_since: date
    reference: str


def erase_person(
    target: WarehouseTarget, s3: S3Client, settings: Settings, request: ErasureRequest, *, apply: bool
) -> ErasureReport:
    """Look for a person everywhere and, with ``apply``, erase what is found; a second call finds nothing.

    The source comes first: as long as it holds the person, each night's dump brings everything back. Dumps
    and copies from before that are deleted, because a name may stand in any of their tables; snapshots and
    history keep the row and lose the name.

    :param target: the warehouse, as the administrator.
    :param s3: client of the bucket's region, of a person who may delete object versions.
    :param settings: bucket, names and schemas.
    :param request: whom.
    :param apply: erase; otherwise only report.
    :raises ErasureError: if what is published is from before the erasure at the source, if S3 refuses, or if
        something is left.
    """
    ledger = Ledger(target, settings.ops_schema)
    ledger.ensure()
    places = _places(target, s3, ledger, settings, request)
    found = {place.name: place.found() for place in places}
    reasons = _reasons_to_wait(ledger, request.erased_since)
    notes = (*reasons, *_unknown_keys(s3, settings), *_other_prefixes(s3, settings))
    if not apply:
        return ErasureReport(found=found, left=None, notes=notes)
    if reasons:
        raise ErasureError(reasons[0], "Let the daily run of a dump without the person succeed first.")
    record = ErasureRecord(
        erasure_id=secrets.token_hex(16),
        tenant_id=request.tenant_id,
        erased_since=request.erased_since,
        request=request.reference,
        erased_by=getpass.getuser(),
        code_version=settings.code_version,
        started_at=utc_now(),
    )
    ledger.record_erasure(record)
    for place in places:
        log.info("Erasing: %s", place.name)
        place.erase()
    left = {place.name: place.found() for place in places}
    if any(left.values()):
        remaining = ", ".join(f"{name}: {count}" for name, count in left.items() if count)
        raise ErasureError(
            f"Something came back while it was erased: {remaining}.",
            "Wait until no run is in progress, then run the command again.",
        )
    ledger.record_erasure(replace(record, finished_at=utc_now(), places=found))
    return ErasureReport(found=found, left=left, notes=notes)


def _places(
    target: WarehouseTarget, s3: S3Client, ledger: Ledger, settings: Settings, request: ErasureRequest
) -> list[Place]:
    """Return the places in the order in which they are erased: old versions after what makes new ones."""

    def is_older(key: str, _: bool) -> bool:
        day = dump_day(key)
        return day is not None and day < request.erased_since

    tenant, bucket = request.tenant_id, settings.bucket
    return [
        *(
            ObjectVersions(s3, bucket, prefix, name=f"versions below {prefix}", is_wanted=is_older)
            for prefix in (settings.dump_prefix, settings.processed_prefix)
        ),
        SnapshotNames(s3, ledger, settings, tenant),
        TableRows(target, settings.staging_schema, "tenant_daily_snapshots", tenant),
        TableRows(target, settings.staging_schema, "llm_enrichment_cache", tenant),
        TableRows(target, "silver", "tenant_status_history", tenant),
        ObjectVersions(
            s3,
            bucket,
            settings.snapshot_prefix,
            name=f"old versions below {settings.snapshot_prefix}",
            is_wanted=lambda _, is_newest: not is_newest,
        ),
        OldBackups(target, settings, request.erased_since),
        OldTables(target, settings.incoming_schema, request.erased_since),
        failed_test_rows(target),
    ]


def _reasons_to_wait(ledger: Ledger, erased_since: date) -> list[str]:
    """Return why staging, silver, gold and the dashboards may still hold the person."""
    published, run = ledger.published(), ledger.last_success(DAILY_DAG_ID)
    reasons = []
    if published is None or published.dump_date < erased_since:
        reasons.append(f"what is published is from before {erased_since}")
    if run is None or run.dump_date < erased_since:
        reasons.append(f"no run of a dump of {erased_since} or later has succeeded")
    return reasons


def _unknown_keys(s3: S3Client, settings: Settings) -> list[str]:
    """Return the keys beside the dumps that have no day in their name: nobody knows what they hold."""
    keys = []
    for prefix in (settings.dump_prefix, settings.processed_prefix):
        pages = s3.get_paginator("list_objects_v2").paginate(Bucket=settings.bucket, Prefix=prefix)
        keys += [item["Key"] for page in pages for item in page.get("Contents", ())]
    return [f"{key}, which has no day in its name" for key in keys if dump_day(key) is None]


def _other_prefixes(s3: S3Client, settings: Settings) -> list[str]:
    """Return what else is in the bucket: other programs write there, and this command leaves it alone."""
    own = (
        settings.dump_prefix,
        settings.processed_prefix,
        settings.snapshot_prefix,
        settings.manifest_prefix,
        settings.dbt_docs_prefix,
        settings.health_prefix,
    )
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=settings.bucket, Delimiter="/")
    found = [item["Prefix"] for page in pages for item in page.get("CommonPrefixes", ())]
    return [
        f"{prefix} in the bucket, which others write"
        for prefix in found
        if not any(name.startswith(prefix) for name in own)
    ]
