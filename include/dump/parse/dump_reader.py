"""Reading a dump for a restore: from end to end, or several of its tables at the same time."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Generator, Iterator, Sequence
from types import TracebackType

from include.dump.errors import ChunkBoundaryError, DumpIncompleteError, DumpSourceError, DumpStatementError
from include.dump.parse.chunk import Chunk
from include.dump.parse.header import DumpHeader
from include.dump.parse.header_lines import HeaderLines
from include.dump.parse.scanner import DumpScanner, Event
from include.dump.parse.session_tracker import SessionTracker
from include.dump.source.dump_stream import DumpStream
from include.dump.source.read_ahead import ReadAhead
from include.dump.source.source import DumpSource


class DumpReader:
    """One pass over a dump in streams, each of which yields events of its own.

    Connections that fill one table wait for each other at its AUTO_INCREMENT and at its pages, so each gets
    tables of its own: there is a stream for each, which reads chunk by chunk, the largest ones first.

    Where a chunk begins is known from the inspection, which may be wrong. But if the first one, read as
    SQL, ends exactly where the second begins, the second was read from the right place, and so on: when all
    of them ended so, together they are what reading from end to end gives. If one did not,
    :class:`ChunkBoundaryError` is raised, and what was read so far is not to be trusted.

    :param source: the stored dump.
    :param chunks: its chunks in order, the first without a table; none to read from end to end.
    :param streams: the most streams.
    :param charset: the character set of rows until the dump sets one.
    :param only: the chunks that are read besides the first; None for all. A few of them prove nothing about
        where they begin.
    :param numbered: tables to whose rows the server gives their number, as the inspection found.
    """

    def __init__(
        self,
        source: DumpSource,
        chunks: Sequence[Chunk],
        *,
        streams: int,
        charset: str,
        only: Collection[Chunk] | None = None,
        numbered: Collection[str] = (),
    ) -> None:
        self._numbered = numbered
        self._source, self._chunks = source, tuple(chunks)
        self._charset = charset
        self._tracker = SessionTracker()
        self._stream = DumpStream(source, ahead=False)
        self._read_bytes = 0
        self._notes: dict[Chunk, HeaderLines] = {}
        self._header = DumpHeader()
        waiting = self._chunks[1:] if only is None else only
        self._waiting = deque(sorted(waiting, key=lambda chunk: -chunk.size))
        count = max(1, min(streams, len(self._waiting)))
        make = self._chunks_in_turn if self._chunks else self._end_to_end
        self._streams = {number: make() for number in range(count)}
        self._before_tables: deque[Event] = deque()

    def __enter__(self) -> DumpReader:
        if self._chunks:  # what it sets holds for all others
            self._before_tables.extend(self._chunk(self._chunks[0]))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for stream in self._streams.values():
            stream.close()  # ends its thread that reads ahead

    @property
    def streams(self) -> list[int]:
        """The streams that have not come to their end."""
        return list(self._streams)

    @property
    def stored_bytes(self) -> int:
        """How many stored bytes have been read."""
        return self._read_bytes + self._stream.stored_bytes

    @property
    def text_bytes(self) -> int:
        """How much text has been read, in bytes."""
        return self._read_bytes + self._stream.text_bytes

    @property
    def header(self) -> DumpHeader:
        """What comments and settings say; complete when all streams have ended."""
        return HeaderLines.together(self._notes[s] for s in self._chunks) if self._chunks else self._header

    def next_event(self, stream: int) -> Event | None:
        """Return what comes next in a stream; None, once, at its end.

        :raises ChunkBoundaryError: if a chunk is none; the dump has to be read from end to end.
        :raises DumpError: if the dump cannot be read.
        """
        event = next(self._streams[stream], None)
        if event is None:
            del self._streams[stream]
        return event

    def _end_to_end(self) -> Generator[Event, None, None]:
        with ReadAhead(self._stream.text()) as pieces:
            yield from DumpScanner(
                pieces, charset=self._charset, header=self._header, numbered=self._numbered
            )

    def _chunks_in_turn(self) -> Generator[Event, None, None]:
        while self._before_tables:
            yield self._before_tables.popleft()
        while self._waiting:
            yield from self._chunk(self._waiting.popleft())

    def _chunk(self, chunk: Chunk) -> Iterator[Event]:
        notes = self._notes[chunk] = HeaderLines()
        with ReadAhead(self._pieces(chunk)) as pieces:
            scanner = DumpScanner(
                pieces,
                charset=self._charset,
                start=chunk.start,
                header=notes,
                tracker=self._tracker.copy(),
                whole=False,
                numbered=self._numbered,
            )
            try:
                yield from scanner
            except (DumpIncompleteError, DumpStatementError) as error:
                raise ChunkBoundaryError(error.problem) from error
        if chunk is not self._chunks[-1] and scanner.delimiter != b";":
            raise ChunkBoundaryError(f"The dump has another delimiter at byte {chunk.end}.")
        if chunk is self._chunks[0]:
            self._tracker = scanner.tracker
        elif chunk is not self._chunks[-1] and scanner.tracker.session != self._tracker.session:
            raise ChunkBoundaryError(f"The dump changes its session before byte {chunk.end}.")

    def _pieces(self, chunk: Chunk) -> Iterator[bytes]:
        left = chunk.size
        for piece in self._source.read(chunk.start, chunk.end):
            left -= len(piece)
            self._read_bytes += len(piece)
            yield piece
        if left:
            raise DumpSourceError(
                f"{self._source.uri} gave {left:,} bytes too few from byte {chunk.start:,} on.",
                "Retry; if it happens again the store is at fault.",
            )
