"""Checks of the dump: there, whole, from the right source, new."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from include.clock import TOKYO
from include.dump.source.manifest import DumpManifest
from include.ledger.dump_object import DumpObject
from include.ledger.ledger import Ledger
from include.settings import Settings
from include.staging.preflight.check_result import CheckResult

# Tables of the source that change every day; rooms and apartments may rest for days.
DAILY_TABLES: Final = ("movings", "tenants")


def check_size(dump: DumpObject, settings: Settings) -> CheckResult:
    """Check that the stored dump is not too small to be one."""
    measured, expected = f"{dump.size:,} bytes", f">= {settings.min_dump_bytes:,}"
    if dump.size >= settings.min_dump_bytes:
        return CheckResult.ok("dump size", measured, expected)
    return CheckResult.failed(
        "dump size",
        measured,
        expected,
        message=f"{dump.url} has {measured}, too few to be a whole dump ({expected} are expected).",
        action="Have the dump made and uploaded again.",
    )


def check_manifest(
    manifest: DumpManifest | None, dump: DumpObject, settings: Settings, own_hosts: set[str]
) -> Iterator[CheckResult]:
    """Check that the manifest is there, speaks of this very object, and vouches for it and its source."""
    if manifest is None:
        yield _without_manifest(dump.dump_date, settings)
        return
    yield _facts(manifest, dump)
    yield _validity(manifest)
    yield _source(manifest, settings, own_hosts)


def check_source_age(manifest: DumpManifest | None, day: date, settings: Settings) -> CheckResult:
    """Check that the source had changed lately: no fresh name over old content (18 February 2026)."""
    name, expected = "source age", f"<= {settings.max_source_age_hours:g} h at the end of {day}"
    changes = manifest.newest_changes if manifest else {}
    ages = {table: age for table, moment in changes.items() if (age := _hours(moment, day)) is not None}
    missing = [table for table in DAILY_TABLES if table not in ages]
    if missing:
        return CheckResult.skipped(
            name,
            f"the manifest does not tell for {', '.join(missing)}; check_staging will measure it",
        )
    measured = ", ".join(f"{table} {ages[table]:.1f} h" for table in DAILY_TABLES)
    if all(ages[table] <= settings.max_source_age_hours for table in DAILY_TABLES):
        return CheckResult.ok(name, measured, expected)
    return CheckResult.failed(
        name,
        measured,
        expected,
        message="The content is older than the name: the source had not changed for too long.",
        action="Ask the vendor whether the sync from V3 runs; have the dump made again after it does.",
    )


def check_new_content(dump: DumpObject, sha256: str | None, ledger: Ledger) -> CheckResult:
    """Check that no dump of another day had the very same bytes (a re-upload under a new name)."""
    name = "new content"
    if sha256 is None:
        return CheckResult.skipped(
            name, "no checksum is known yet; check_staging compares it after the restore"
        )
    same = ledger.same_content_other_day(sha256, dump.dump_date)
    if same is None:
        return CheckResult.ok(name, sha256[:12], "restored for no other day")
    return CheckResult.failed(
        name,
        sha256[:12],
        "restored for no other day",
        message=f"{dump.url} has the very bytes of {same[1]}, the dump of {same[0]}.",
        action="Move it to quarantine/ and have the dump of this day made.",
    )


def check_not_older(dump: DumpObject, ledger: Ledger, *, force: bool) -> CheckResult:
    """Check that readers do not see a newer dump already."""
    name, published = "newer than published", ledger.published()
    if published is None:
        return CheckResult.ok(name, "nothing is published", "none or older")
    measured, expected = f"{published.dump_date} is published", f"{dump.dump_date} or older"
    if published.dump_date <= dump.dump_date:
        return CheckResult.ok(name, measured, expected)
    if force:
        return CheckResult.warning(
            name, measured, expected, message="Readers will go back in time, as force_restore asks."
        )
    return CheckResult.failed(
        name,
        measured,
        expected,
        message=f"Readers see the dump of {published.dump_date}; the one of {dump.dump_date} is older.",
        action="Leave it, or trigger the run with force_restore if the older day is really wanted.",
    )


def _without_manifest(day: date, settings: Settings) -> CheckResult:
    message = f"There is no manifest of {day}: size, checksum and source cannot be compared."
    if settings.manifest_required:
        return CheckResult.failed(
            "manifest", "none", "one", message=message, action="Ask the owner of the dump job to write it."
        )
    return CheckResult.warning("manifest", "none", "one", message=message)


def _facts(manifest: DumpManifest, dump: DumpObject) -> CheckResult:
    pairs = {
        "dump_date": (manifest.dump_date, dump.dump_date.isoformat()),
        "dump_key": (manifest.dump_key, dump.key),
        "dump_size_bytes": (manifest.size, dump.size),
        "dump_sha256": (manifest.sha256, dump.sha256 or manifest.sha256),
    }
    wrong = [
        f"{fact} {given}" for fact, (given, true) in pairs.items() if given is not None and given != true
    ]
    expected = f"{dump.key}, {dump.size:,} bytes"
    if not wrong:
        return CheckResult.ok("manifest", manifest.name, expected)
    return CheckResult.failed(
        "manifest",
        ", ".join(wrong),
        expected,
        message=f"{manifest.name} is about another object than {dump.url}: cut, replaced or mixed up.",
        action="Have dump and manifest uploaded again.",
    )


def _validity(manifest: DumpManifest) -> CheckResult:
    if manifest.valid:
        return CheckResult.ok("vouched for", "valid", "valid")
    return CheckResult.failed(
        "vouched for",
        "not valid",
        "valid",
        message=f"The dump script itself calls the dump invalid: {manifest.reason or 'no reason given'}.",
        action="Do not load it; ask the owner of the dump job for a new one.",
    )


def _source(manifest: DumpManifest, settings: Settings, own_hosts: set[str]) -> CheckResult:
    host = (manifest.source_host or "").strip().lower().rstrip(".")
    refused = {name.lower() for name in (*settings.refused_source_hosts, *own_hosts)}
    measured = f"{manifest.database or 'unknown'} on {host or 'unknown'}"
    expected = f"{settings.source_database}, not on our own hosts"
    if manifest.database not in {None, settings.source_database}:
        problem = f"The dump was taken from database {manifest.database}, not {settings.source_database}."
    elif host in refused:
        problem = f"The dump was taken from {host}, which is not the source (incident of 11 February 2026)."
    else:
        return CheckResult.ok("source", measured, expected)
    return CheckResult.failed(
        "source",
        measured,
        expected,
        message=problem,
        action="Correct the credentials secret of the dump script; move this dump to quarantine/.",
    )


def _hours(moment: datetime, day: date) -> float | None:
    """Return hours from a moment to the end of a JST day; None for a later one, which proves nothing."""
    end = datetime.combine(day + timedelta(days=1), time(), TOKYO)
    hours = (end - moment.astimezone(UTC)).total_seconds() / 3600
    return hours if hours >= 0 else None
