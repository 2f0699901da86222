"""What has to be true of a dump, whoever reads it: its end, its origin, its tables."""

from __future__ import annotations

from collections.abc import Collection

from include.dump.errors import DumpIncompleteError, DumpMismatchError
from include.dump.parse.header import DumpHeader
from include.dump.parse.report import DumpReport
from include.dump.source.manifest import DumpManifest


def check_end(header: DumpHeader, uri: str) -> None:
    """Check that the dump has the end that its beginning promises.

    :raises DumpIncompleteError: naming what is missing.
    """
    if missing := header.missing_end():
        raise DumpIncompleteError(
            f"{uri} ends too early: {missing} is missing.", "Have the dump made and uploaded again."
        )


def warnings_about(
    report: DumpReport, manifest: DumpManifest | None, time_zone: str | None = None
) -> str | None:
    """Return why it is not proven that the dump is whole and undamaged, or None if it is.

    A list of expected tables proves nothing about the rows of the last one, and neither size nor rows prove
    anything about the values.
    """
    found_warnings = []
    if not report.end_is_marked and not (manifest and (manifest.size or manifest.sha256 or manifest.tables)):
        found_warnings.append(
            "The dump has no mark of its end, which mysqldump --compact leaves out: cut right behind a "
            "statement it would look whole, with rows or tables missing. A manifest with its size, checksum "
            "or rows tells."
        )
    if report.unchecked and not (manifest and manifest.sha256):
        found_warnings.append(
            "The zstd data of the dump has no checksum of its content: a damaged byte can change values "
            "without a word. Compress it with the program zstd, which writes checksums unless told "
            "--no-check, or give a manifest with the SHA-256."
        )
    if report.zone_is_open and time_zone is None and not (manifest and manifest.time_zone):
        found_warnings.append(
            "The dump has TIMESTAMP columns and does not say in which time zone they are written, as with "
            "--compact or --skip-tz-utc: they are read in the one that the setting dump_time_zone has by "
            "default, or in that of the server's sessions. Give the time zone "
            "of the source in the setting dump_time_zone, with --time-zone, or as time_zone in the manifest."
        )
    return " ".join(found_warnings) or None


def check_origin(database: str | None, manifest: DumpManifest | None, expected: str | None, uri: str) -> None:
    """Check the database that a dump and its manifest name against the expected one.

    :raises DumpMismatchError: naming both.
    """
    named = {name for name in (database, manifest.database if manifest else None) if name}
    for name in sorted(named):
        if expected is not None and name != expected:
            raise DumpMismatchError(
                f"{uri} is a dump of database {name}, not of {expected}.",
                "Check the host and database that the dump script used; quarantine the object.",
            )


def check_tables(report: DumpReport, manifest: DumpManifest | None, expected: Collection[str] | None) -> None:
    """Check that a dump has the expected tables, and the rows its manifest announces.

    :raises DumpMismatchError: naming the tables.
    """
    if not report.tables:
        raise DumpIncompleteError(f"{report.uri} holds no table.", "Have the dump made and uploaded again.")
    announced = manifest.tables if manifest else {}
    missing = sorted((set(expected or ()) | set(announced)) - set(report.table_names))
    if missing:
        raise DumpMismatchError(
            f"{report.uri} lacks {len(missing)} of the expected tables: {', '.join(missing[:20])}.",
            "Have the dump made again; if the tables are gone for good, change the expected list.",
        )
    wrong = [t for t in report.tables if t.rows is not None and announced.get(t.name, t.rows) != t.rows]
    if wrong:
        first = wrong[0]
        raise DumpMismatchError(
            f"{report.uri} has {first.rows:,} rows of table {first.name}; its manifest says "
            f"{announced[first.name]:,} ({len(wrong)} tables differ).",
            "Have the dump made again.",
        )


def single_database(
    databases: Collection[str], header: DumpHeader, uri: str, *, begins_elsewhere: bool = False
) -> str | None:
    """Return the one database that a dump is of.

    :param databases: those that its statements name.
    :param header: names one in a comment, which only counts where no statement does.
    :param uri: of the dump, for the message.
    :param begins_elsewhere: whether tables come before the first statement that names one.
    :raises DumpMismatchError: if it is of several.
    """
    named = sorted({*databases, *(header.databases if begins_elsewhere or not databases else ())})
    if len(named) > 1:
        raise DumpMismatchError(
            f"{uri} is a dump of {len(named)} databases: {', '.join(named[:5])}.",
            "Give a dump of one database: mysqldump -B NAME or mysqldump NAME.",
        )
    return named[0] if named else None
