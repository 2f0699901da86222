"""Telling a CREATE TABLE statement that a quick look saw from one that is no more than part of a value."""

from __future__ import annotations

from collections.abc import Iterable

from include.dump.parse.report import TableReport
from include.dump.parse.scanner import DumpScanner
from include.dump.parse.statement import Rows
from include.dump.source.dump_stream import DumpStream
from include.dump.source.read_ahead import ReadAhead
from include.dump.source.source import DumpSource


def tables_within_values(source: DumpSource, tables: Iterable[TableReport], charset: str) -> set[str]:
    """Return those tables of a quick look whose CREATE TABLE stands within the rows of another table.

    The dump is read once more for that, which only a dump with line breaks in its values ever needs.

    :param source: the dump.
    :param tables: what the quick look saw and the restore did not.
    :param charset: character set of the rows where the dump names none.
    """
    wanted = {table.name: table.offset for table in tables}
    found: set[str] = set()
    with ReadAhead(DumpStream(source).text()) as pieces:
        for event in DumpScanner(pieces, charset=charset):
            if isinstance(event, Rows):
                end = event.offset + len(event.text)
                found.update(name for name, offset in wanted.items() if event.offset <= offset < end)
    return found
