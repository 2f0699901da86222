"""What the connections of a restore have to do, and which of them does what."""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from collections.abc import Collection

from include.dump.load.load_job import LoadJob
from include.dump.load.small_tables import SmallTables
from include.dump.load.table_load import TableLoad
from include.exceptions import DumpError

Task = tuple[TableLoad, LoadJob | SmallTables | None]
"""A job of a table, small tables with the first of them, or a table that is to be completed."""


class WorkQueue:
    """Jobs to load and tables to complete, for several threads.

    Connections that fill one table wait for each other on the server, at its pages and its AUTO_INCREMENT. So
    each takes jobs of another table, as long as the dump is read in enough streams for that.

    One thread completes tables before it loads any: while the server sorts an index for it, the others keep
    loading. When there is nothing to complete it loads a table of its own, in the time in which others wait
    for their commit; and the others complete tables when there is nothing to load.

    :param connections: threads that load before they complete. A single one is not helped by the other one.
    """

    def __init__(self, connections: int) -> None:
        self._connections = connections
        self._changed = threading.Condition()
        self._jobs: deque[tuple[TableLoad, LoadJob | SmallTables]] = deque()
        self._complete: deque[TableLoad] = deque()
        self._loading: list[str] = []
        self._running = 0
        self._streams = 0
        self._closed = False
        self._error: DumpError | None = None

    @property
    def most_streams(self) -> int:
        """How many threads may load a table of their own."""
        return self._connections + 1 if self._connections > 1 else 1

    def submit(self, table: TableLoad, job: LoadJob | SmallTables) -> None:
        """Hand over a job.

        :raises DumpError: if the restore cannot go on.
        """
        with self._changed:
            self._raise_error()
            self._jobs.append((table, job))
            self._changed.notify_all()

    def complete(self, table: TableLoad) -> None:
        """Hand over a table whose rows are all in."""
        with self._changed:
            self._complete.append(table)
            self._changed.notify_all()

    def wait_for_room(self, streams: Collection[int], seconds: float) -> int | None:
        """Wait until another job of one of these streams is wanted: those that wait are held in memory.

        :param streams: the streams that still have jobs.
        :param seconds: how long to wait.
        :returns: the stream of which the fewest jobs wait; None if enough of each do after so long.
        :raises DumpError: if the restore cannot go on.
        """
        most = max(1, self._connections // len(streams))
        deadline = time.monotonic() + seconds
        with self._changed:
            self._expect(len(streams))
            while True:
                self._raise_error()
                waiting = Counter(table.stream for table, _ in self._jobs)
                stream = min(streams, key=lambda number: waiting[number])
                if waiting[stream] < most:
                    return stream
                left = deadline - time.monotonic()
                if left <= 0:
                    return None
                self._changed.wait(left)

    def wait(self, seconds: float) -> bool:
        """Wait until everything handed over is done; False if it is not after so many seconds.

        :raises DumpError: if the restore cannot go on.
        """
        deadline = time.monotonic() + seconds
        with self._changed:
            self._expect(0)
            while (self._jobs or self._complete or self._running) and self._error is None:
                left = deadline - time.monotonic()
                if left <= 0:
                    return False
                self._changed.wait(left)
            self._raise_error()
        return True

    def take(self, *, completes: bool) -> Task | None:
        """Wait for the next task, which :meth:`done` has to follow; None when there are to be no more.

        :param completes: whether the thread completes tables before it loads any.
        """
        with self._changed:
            while not self._closed and self._error is None:
                if (task := self._next(completes)) is not None:
                    self._running += 1
                    if task[1] is not None:
                        self._loading.append(task[0].name)
                    self._changed.notify_all()
                    return task
                self._changed.wait()
        return None

    def done(self, task: Task) -> None:
        """Record that a task is over, however it ended."""
        table, job = task
        with self._changed:
            self._running -= 1
            if job is not None:
                self._loading.remove(table.name)
            self._changed.notify_all()

    def close(self) -> None:
        """Give out no more tasks."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def abort(self, error: DumpError) -> None:
        """Give out no more tasks, and make every other call raise this error."""
        with self._changed:
            if self._error is None:
                self._error = error
            self._changed.notify_all()

    def _next(self, completes: bool) -> Task | None:
        if completes and self._complete:
            return self._complete.popleft(), None
        if (job := self._next_job(completes)) is not None:
            return job
        return (self._complete.popleft(), None) if self._complete else None

    def _next_job(self, completes: bool) -> tuple[TableLoad, LoadJob | SmallTables] | None:
        """Take the next job of a table that no other thread loads, or of any if there are too few streams."""
        if not self._jobs or (completes and self.most_streams == 1):
            return None
        free = (n for n, (table, _) in enumerate(self._jobs) if table.name not in self._loading)
        shares = not completes and self._streams < self._connections
        shared = (n for n, (table, _) in enumerate(self._jobs) if shares and not table.ordered)
        index = next(free, next(shared, None))
        if index is None:
            return None
        job = self._jobs[index]
        del self._jobs[index]
        return job

    def _expect(self, streams: int) -> None:
        """Record how many streams more jobs will come from."""
        if self._streams != streams:
            self._streams = streams
            self._changed.notify_all()

    def _raise_error(self) -> None:
        if self._error is not None:
            raise self._error
