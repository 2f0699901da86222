"""The connections at work: threads that put jobs into tables, and one that completes tables."""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Collection

from include.dump.errors import RestoreCancelledError, RestoreTableError
from include.dump.job_result import JobResult
from include.dump.job_runner import JobRunner
from include.dump.load_job import LoadJob
from include.dump.mysql_errors import error_code, reason
from include.dump.options import RestoreOptions
from include.dump.restore_state import RestoreState
from include.dump.server_facts import ServerFacts
from include.dump.server_session import ServerSession
from include.dump.table_finisher import TableFinisher
from include.dump.table_run import TableRun, TableStage
from include.exceptions import DumpError

# Errors of MySQL that lie with a table or its rows; all others concern the whole restore.
_TABLE_ERRORS = range(1000, 4000)
_SERVER_ERRORS = frozenset(
    {1021, 1037, 1040, 1041, 1044, 1045, 1053, 1114, 1142, 1203, 1205, 1213, 1227, 1290, 1317}
)


class WorkerPool:
    """Runs jobs in threads, each with a session of its own.

    Connections that fill one table wait for each other on the server, so each takes the jobs of another table
    as long as the dump is read in enough lanes for that.

    One more thread completes tables: while the server sorts an index, the loading ones keep feeding it. They
    complete tables too when there is nothing to load.

    :param make_session: makes the session of a thread.
    :param state: the restore's memory on the server.
    :param facts: what the server allows.
    :param options: how to restore; its ``connections`` is the number of loading threads.
    """

    def __init__(
        self,
        make_session: Callable[[], ServerSession],
        state: RestoreState,
        facts: ServerFacts,
        options: RestoreOptions,
    ) -> None:
        self._make_session, self._state, self._facts, self._options = make_session, state, facts, options
        self._changed = threading.Condition()
        self._jobs: deque[tuple[TableRun, LoadJob]] = deque()
        self._finishing: deque[TableRun] = deque()
        self._running = 0
        self._closed = False
        self._error: DumpError | None = None
        self._loading: list[str] = []
        self._lanes = 0
        self.sessions: list[ServerSession] = []
        self.loaded_rows = 0
        self._threads = [
            threading.Thread(target=self._work, args=(True,), name=f"dump-load-{number}", daemon=True)
            for number in range(options.connections)
        ]
        self._threads.append(
            threading.Thread(target=self._work, args=(False,), name="dump-complete", daemon=True)
        )

    def start(self) -> None:
        """Start the threads."""
        for thread in self._threads:
            thread.start()

    def submit(self, table: TableRun, job: LoadJob) -> None:
        """Hand over a job.

        :raises DumpError: if the restore cannot go on.
        """
        with table.lock:
            table.pending += 1
        with self._changed:
            self._raise_error()
            self._jobs.append((table, job))
            self._changed.notify_all()

    def wait_for_room(self, lanes: Collection[int], seconds: float) -> int | None:
        """Wait until another job of one of these lanes is wanted: those that wait are held in memory.

        :param lanes: the lanes that still have jobs.
        :param seconds: how long to wait.
        :returns: the lane of which the fewest jobs wait; None if enough of each do after so long.
        :raises DumpError: if the restore cannot go on.
        """
        most = max(1, self._options.connections // len(lanes))
        deadline = time.monotonic() + seconds
        with self._changed:
            if self._lanes != len(lanes):
                self._lanes = len(lanes)
                self._changed.notify_all()
            while True:
                self._raise_error()
                waiting = Counter(table.lane for table, _ in self._jobs)
                lane = min(lanes, key=lambda number: waiting[number])
                if waiting[lane] < most:
                    return lane
                left = deadline - time.monotonic()
                if left <= 0:
                    return None
                self._changed.wait(left)

    def close_table(self, table: TableRun) -> None:
        """Take note that no more rows of a table are to come: it is completed after its last job."""
        with table.lock:
            table.closed = True
            ready = table.pending == 0 and table.stage is TableStage.LOADING
            if ready:
                table.stage = TableStage.FINISHING
        if ready:
            self._finish_later(table)

    def wait(self, seconds: float) -> bool:
        """Wait until everything handed over is done; False if it is not after so many seconds.

        :raises DumpError: if the restore cannot go on.
        """
        deadline = time.monotonic() + seconds
        with self._changed:
            self._lanes = 0
            self._changed.notify_all()
            while (self._jobs or self._finishing or self._running) and self._error is None:
                left = deadline - time.monotonic()
                if left <= 0:
                    return False
                self._changed.wait(left)
            self._raise_error()
        return True

    def stop(self) -> None:
        """End the threads: what waits is dropped, what runs comes to its end first."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()

    def abort(self, error: DumpError) -> None:
        """Make every waiting call raise this error."""
        with self._changed:
            if self._error is None:
                self._error = error
            self._changed.notify_all()

    def _raise_error(self) -> None:
        if self._error is not None:
            raise self._error

    def _finish_later(self, table: TableRun) -> None:
        with self._changed:
            self._finishing.append(table)
            self._changed.notify_all()

    def _work(self, loads: bool) -> None:
        session = self._make_session()
        with self._changed:
            self.sessions.append(session)
        runner = JobRunner(session, self._state, self._facts, self._options)
        finisher = TableFinisher(session, self._state, self._options.sql_mode)
        try:
            while (task := self._next(loads)) is not None:
                table, job = task
                try:
                    if job is None:
                        self._finish(finisher, table)
                    else:
                        self._load(runner, table, job)
                finally:
                    with self._changed:
                        self._running -= 1
                        if job is not None:
                            self._loading.remove(table.name)
                        del job, task
                        self._changed.notify_all()
        except DumpError as error:
            self.abort(error)
        except Exception as error:
            self.abort(
                DumpError(
                    f"The restore broke off: {type(error).__name__}, {reason(error)}.",
                    "Retry; it goes on with the tables that are not complete.",
                )
            )
        finally:
            session.close()

    def _next(self, loads: bool) -> tuple[TableRun, LoadJob | None] | None:
        with self._changed:
            while not self._closed and self._error is None:
                if loads and (found := self._take_job()) is not None:
                    self._running += 1
                    self._changed.notify_all()
                    return found
                if self._finishing:
                    self._running += 1
                    return self._finishing.popleft(), None
                self._changed.wait(1.0)
        return None

    def _take_job(self) -> tuple[TableRun, LoadJob] | None:
        """Take the next job of a table that no other thread loads, else of any if there are not enough lanes."""
        free = (n for n, (table, _) in enumerate(self._jobs) if table.name not in self._loading)
        index = next(free, 0 if self._lanes < self._options.connections else None)
        if index is None or not self._jobs:
            return None
        table, job = self._jobs[index]
        del self._jobs[index]
        self._loading.append(table.name)
        return table, job

    def _load(self, runner: JobRunner, table: TableRun, job: LoadJob) -> None:
        started = time.monotonic()
        result: JobResult | None = None
        if table.stage is not TableStage.FAILED:
            try:
                result = runner.run(job, odd_days=table.odd_days)
            except Exception as error:
                self._fail(table, error)
        with self._changed:
            self.loaded_rows += job.rows if result else 0
        with table.lock:
            table.pending -= 1
            summary = table.summary
            summary.seconds += time.monotonic() - started
            if result:
                ways = {*summary.way.split("+"), *result.ways} - {"empty"}
                summary.way = "+".join(sorted(ways, reverse=True))
                summary.warnings.extend(note for note in result.notes if note not in summary.warnings)
                summary.bytes += job.size
                table.empty_enums |= result.empty_enums
                table.odd_days |= result.odd_days
            ready = table.closed and table.pending == 0 and table.stage is TableStage.LOADING
            if ready:
                table.stage = TableStage.FINISHING
        if ready:
            self._finish_later(table)

    def _finish(self, finisher: TableFinisher, table: TableRun) -> None:
        started = time.monotonic()
        try:
            finisher.run(table)
        except Exception as error:
            self._fail(table, error)
            return
        with table.lock:
            table.summary.seconds += time.monotonic() - started
            table.stage = TableStage.COMPLETE

    def _fail(self, table: TableRun, error: Exception) -> None:
        """Fail the table if the fault is its own; raise if nothing can go on."""
        if isinstance(error, RestoreTableError):
            table.fail(error.problem)
            return
        code = error_code(error)
        if code in _TABLE_ERRORS and code not in _SERVER_ERRORS and code not in range(2000, 3000):
            table.fail(f"Table {table.name}: {reason(error)}.")
            return
        if isinstance(error, RestoreCancelledError):
            table.fail(f"Table {table.name}: the restore was stopped.")
        raise error
