"""Reading the streams of a dump into its tables."""

from __future__ import annotations

from collections.abc import Callable

from include.dump.load.table_loader import TableLoader
from include.dump.load.worker_pool import WorkerPool
from include.dump.parse.dump_reader import DumpReader

MOST_STREAMS = 4  # each needs 5 MiB for what it reads, and a job that is not full yet


def load_streams(
    reader: DumpReader,
    loader: TableLoader,
    pool: WorkerPool,
    *,
    every_seconds: float,
    meanwhile: Callable[[], None],
) -> None:
    """Read all streams to their ends; jobs may still be waiting then.

    :param reader: reads the dump.
    :param loader: makes tables and jobs of what was read.
    :param pool: does the jobs.
    :param every_seconds: how long to wait for room before looking after other things.
    :param meanwhile: called often.
    :raises DumpError: if the restore cannot go on.
    """
    while reader.streams:
        stream = pool.queue.wait_for_room(reader.streams, every_seconds)
        if stream is not None:
            loader.read(reader, stream, meanwhile)
        meanwhile()


def await_tables(pool: WorkerPool, *, every_seconds: float, meanwhile: Callable[[], None]) -> None:
    """Wait until every job is done and every table completed.

    :param pool: does the jobs.
    :param every_seconds: how long to wait before looking after other things.
    :param meanwhile: called now and then.
    :raises DumpError: if the restore cannot go on.
    """
    while not pool.queue.wait(every_seconds):
        meanwhile()
