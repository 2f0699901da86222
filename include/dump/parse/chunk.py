"""Parts of a dump that can be read at the same time."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from include.dump.parse.report import DumpReport
from include.dump.source.formats import Compression
from include.dump.source.source import DumpSource


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of a dump's text: one large table, or some small ones next to each other.

    :param start: offset of its first byte, at a CREATE TABLE; 0 for what stands before the first table.
    :param end: offset behind its last byte.
    """

    start: int
    end: int

    @property
    def size(self) -> int:
        """Its length in bytes."""
        return self.end - self.start

    def tables_of(self, report: DumpReport) -> list[str]:
        """Return the tables that begin in it.

        :param report: what the inspection found.
        """
        return [table.name for table in report.tables if self.start <= table.offset < self.end]


def chunks_of(report: DumpReport, source: DumpSource, chunk_bytes: int) -> tuple[Chunk, ...]:
    """Cut a dump before some of its tables.

    :param report: what the inspection found; raw line breaks in values may have deceived a quick one.
    :param source: the dump.
    :param chunk_bytes: tables next to each other share a chunk up to this size.
    :returns: the chunks in the order of the dump, the first of which holds no table; none if the dump has
        to be read from end to end: it is compressed, too small, alters its tables behind the last one, or its
        store is slow at parts.
    """
    if report.alterations or report.compression != Compression.NONE.value or not source.seekable:
        return ()
    starts = sorted(table.offset for table in report.tables)
    cuts = [0]
    for start, end in pairwise([*starts, report.text_bytes]):
        if len(cuts) == 1 or end - cuts[-1] > chunk_bytes:
            cuts.append(start)
    chunks = tuple(Chunk(start, end) for start, end in pairwise([*cuts, report.text_bytes]))
    return chunks if len(chunks) > 2 else ()
