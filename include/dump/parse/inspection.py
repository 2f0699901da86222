"""Inspecting a dump before anything is touched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Final

from include.dump.errors import DumpStatementError
from include.dump.parse.alteration import Alteration
from include.dump.parse.dump_checks import check_end, check_origin, check_tables, single_database
from include.dump.parse.header import DumpHeader
from include.dump.parse.report import DumpReport, TableReport
from include.dump.parse.scanner import DumpScanner
from include.dump.parse.statement import OBJECT_KINDS, InsertEnd, Rows, Statement, StatementKind
from include.dump.parse.survey import DumpSurvey
from include.dump.parse.table_comments import TableComments
from include.dump.parse.zero_bytes import without_zero_bytes
from include.dump.source.dump_stream import DumpStream
from include.dump.source.manifest import DumpManifest
from include.dump.source.read_ahead import ReadAhead
from include.dump.source.source import DumpSource

# A dump of this size, stored, takes half a second at most to be read as SQL.
_SMALL_BYTES: Final = 32 * 1024 * 1024


def is_small(source: DumpSource) -> bool:
    """Tell whether a dump is so small that it is read fully before it is restored, at no cost to speak of.

    :param source: the dump.
    """
    return source.size <= _SMALL_BYTES


def inspect_dump(
    source: DumpSource,
    *,
    manifest: DumpManifest | None = None,
    expected_database: str | None = None,
    expected_tables: Collection[str] | None = None,
    full: bool = False,
    checksum: bool = True,
    charset: str = "utf8mb4",
    progress: Callable[[int], None] | None = None,
) -> DumpReport:
    """Read a dump from end to end and check it; nothing is written anywhere.

    Quick (half a second per gigabyte, nearly all of it SHA-256) checks size, SHA-256, format, the checksums
    that the compression has, database, table list, table definitions and the end. Full also reads every
    statement as SQL and counts rows.

    :param source: the dump.
    :param manifest: what its producer says about it.
    :param expected_database: the database it must come from; None accepts any one.
    :param expected_tables: tables it must have; more are allowed.
    :param full: read every byte as SQL.
    :param checksum: compute the SHA-256 of what is stored even if the manifest names none.
    :param charset: character set of the rows where the dump names none.
    :param progress: called with the stored bytes read so far, often.
    :returns: what was found.
    :raises DumpSourceError: if the dump cannot be read.
    :raises DumpFormatError: if it is something else; the message says what.
    :raises DumpIncompleteError: if it is damaged or ends too early.
    :raises DumpMismatchError: if size, checksum, database, tables or rows are not the expected ones.
    :raises DumpStatementError: if it holds statements that mysqldump does not write.
    """
    if manifest is not None:
        manifest.check_size(source.uri, source.size)
    sha256 = manifest.sha256 if manifest else None
    stream, comments = DumpStream(source, checksum=checksum, expected_sha256=sha256), TableComments()
    read = _read_fully if full else _survey
    report, header = read(source, stream, comments, charset, progress)
    announced = set(expected_tables or ()) | set(manifest.tables if manifest else ()) | comments.names
    if report is None or (not full and not announced <= set(report.table_names)):
        # A line looked strange, or the end, or a table was not seen: only reading everything can tell.
        stream, comments = DumpStream(source, checksum=checksum, expected_sha256=sha256), TableComments()
        report, header = _read_fully(source, stream, comments, charset, progress)
    assert report is not None
    check_end(header, source.uri)
    comments.check(report.table_names, source.uri)
    check_origin(report.database, manifest, expected_database, source.uri)
    check_tables(report, manifest, expected_tables)
    return report


def _survey(
    source: DumpSource,
    stream: DumpStream,
    comments: TableComments,
    charset: str,
    progress: Callable[[int], None] | None,
) -> tuple[DumpReport | None, DumpHeader]:
    survey = DumpSurvey(comments)
    try:
        # Without reading ahead: the look takes a tenth of the time of SHA-256, two threads would take turns.
        for piece in without_zero_bytes(stream.text(), source.uri):
            survey.feed(piece)
            if progress:
                progress(stream.stored_bytes)
        survey.finish()
        database = single_database(
            survey.databases, survey.header, source.uri, begins_elsewhere=survey.begins_elsewhere
        )
    except DumpStatementError:
        return None, survey.header
    header = survey.header
    if not survey.ends_with_statement():
        return None, header
    rows_without_table = survey.statements.keys() - survey.definitions.keys()
    if survey.needs_full_read or survey.stand_ins or rows_without_table or not survey.end.endswith(b"\n"):
        return None, header
    tables = tuple(
        TableReport(
            name,
            len(d.columns),
            survey.statements.get(name, 0),
            survey.sizes.get(name, 0),
            survey.offsets[name],
        )
        for name, d in survey.definitions.items()
    )
    report = _report(
        source, stream, header, database=database, tables=tables, largest=survey.largest_statement
    )
    report = replace(
        report,
        definitions=survey.definitions,
        zone_is_open=survey.zone_is_open,
        time_zones=frozenset(survey.tracker.time_zones),
    )
    return report, header


def _read_fully(
    source: DumpSource,
    stream: DumpStream,
    comments: TableComments,
    charset: str,
    progress: Callable[[int], None] | None,
) -> tuple[DumpReport, DumpHeader]:
    counts: dict[str, Counter[str]] = {}
    objects: set[tuple[str, str]] = set()
    databases: set[str] = set()
    largest, zone_is_open, begins_elsewhere = 0, False, False
    stand_ins: set[str] = set()
    numbered: set[str] = set()
    alterations: list[Alteration] = []
    text = without_zero_bytes(stream.text(), source.uri)
    with ReadAhead(comments.watch(text)) as pieces:
        scanner = DumpScanner(pieces, charset=charset)
        for event in scanner:
            if isinstance(event, Rows):
                counts[event.table]["rows"] += event.count
                numbered.update((event.table,) if event.numbered else ())
                counts[event.table]["by_insert"] += 0 if event.loadable else event.count
            elif isinstance(event, InsertEnd):
                counts[event.table].update(statements=1, size=event.size)
                largest = max(largest, event.size)
            else:
                begins_elsewhere |= event.kind is StatementKind.DATABASE and bool(counts) and not databases
                _note(event, counts, objects, databases)
                if event.kind is StatementKind.VIEW and counts.pop(event.name, None) is not None:
                    stand_ins.add(event.name)
                if event.alteration is not None:
                    alterations.append(event.alteration)
                if event.table is not None and event.session.time_zone is None:
                    zone_is_open |= event.table.has_timestamps
            if progress:
                progress(stream.stored_bytes)
    tables = tuple(
        TableReport(
            name,
            len(scanner.tables[name].columns),
            c["statements"],
            c["size"],
            c["offset"],
            c["rows"],
            c["by_insert"],
        )
        for name, c in counts.items()
    )
    database = single_database(databases, scanner.header, source.uri, begins_elsewhere=begins_elsewhere)
    report = _report(source, stream, scanner.header, database=database, tables=tables, largest=largest)
    report = replace(
        report,
        objects=dict(Counter(kind for kind, _ in objects)),
        full=True,
        zone_is_open=zone_is_open,
        time_zones=frozenset(scanner.tracker.time_zones),
        stand_ins=frozenset(stand_ins),
        numbered=frozenset(numbered),
        definitions={name: scanner.tables[name] for name in counts},
        alterations=tuple(alterations),
    )
    return report, scanner.header


def _note(
    event: Statement, counts: dict[str, Counter[str]], objects: set[tuple[str, str]], databases: set[str]
) -> None:
    if event.kind is StatementKind.TABLE:
        counts[event.name] = Counter(offset=event.offset)
    elif event.kind is StatementKind.DATABASE:
        databases.add(event.name)
    elif event.kind in OBJECT_KINDS:
        objects.add((event.kind.value, event.name))


def _report(
    source: DumpSource,
    stream: DumpStream,
    header: DumpHeader,
    *,
    database: str | None,
    tables: tuple[TableReport, ...],
    largest: int,
) -> DumpReport:
    return DumpReport(
        uri=source.uri,
        identity=source.identity,
        etag=source.etag,
        stored_bytes=stream.stored_bytes,
        sha256=stream.sha256,
        text_bytes=stream.text_bytes,
        compression=stream.compression.value,
        unchecked=stream.unchecked,
        shape=header.shape,
        end_is_marked=not header.unmarked,
        producer=header.producer,
        database=database,
        tables=tables,
        largest_statement=largest,
        objects={},
        full=False,
    )
