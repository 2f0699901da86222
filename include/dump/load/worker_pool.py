"""The connections at work: threads that put jobs into tables and complete these."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from include.dump.errors import RestoreCancelledError, RestoreTableError
from include.dump.load.job_result import JobResult
from include.dump.load.job_runner import JobRunner
from include.dump.load.load_job import LoadJob
from include.dump.load.options import RestoreOptions
from include.dump.load.restore_state import RestoreState
from include.dump.load.server_facts import ServerFacts
from include.dump.load.server_session import ServerSession
from include.dump.load.small_tables import SmallTableRunner, SmallTables
from include.dump.load.table_finisher import TableFinisher
from include.dump.load.table_load import TableLoad, TableStage
from include.dump.load.work_queue import Task, WorkQueue
from include.exceptions import DumpError
from include.mysql.errors import OF_RIGHTS, OF_SERVER, error_code, reason

# Errors of MySQL that lie with a table or its rows; all others concern the whole restore.
_TABLE_ERRORS = range(1000, 4000)
_SERVER_ERRORS = OF_SERVER | OF_RIGHTS | {1227}


class WorkerPool:
    """Threads with a session each, which do what is in a queue.

    :param make_session: makes the session of a thread.
    :param state: the restore's memory on the server.
    :param facts: what the server allows.
    :param options: how to restore; its ``connections`` is the number of threads besides the one that
        completes tables first.
    """

    def __init__(
        self,
        make_session: Callable[[], ServerSession],
        state: RestoreState,
        facts: ServerFacts,
        options: RestoreOptions,
    ) -> None:
        self._make_session, self._state, self._facts, self._options = make_session, state, facts, options
        self.queue = WorkQueue(options.connections)
        self._lock = threading.Lock()
        self.sessions: list[ServerSession] = []
        self.submitted = 0
        """How many jobs have been handed over."""
        self.loaded_rows = 0
        names = [*(f"dump-load-{number}" for number in range(options.connections)), "dump-complete"]
        self._threads = [
            threading.Thread(target=self._work, args=(name == names[-1],), name=name, daemon=True)
            for name in names
        ]

    def start(self) -> None:
        """Start the threads."""
        for thread in self._threads:
            thread.start()

    def submit(self, table: TableLoad, job: LoadJob) -> None:
        """Hand over a job.

        :raises DumpError: if the restore cannot go on.
        """
        with table.lock:
            table.pending += 1
        self.submitted += 1
        self.queue.submit(table, job)

    def submit_small(self, tables: SmallTables) -> None:
        """Hand over small tables, which no more rows are to come of.

        :raises DumpError: if the restore cannot go on.
        """
        self.submitted += 1
        self.queue.submit(tables.loads[0][0], tables)

    def close_table(self, table: TableLoad) -> None:
        """Record that no more rows of a table are to come: it is completed after its last job."""
        with table.lock:
            table.closed = True
            ready = table.pending == 0 and table.stage is TableStage.LOADING
            if ready:
                table.stage = TableStage.FINISHING
        if ready:
            self.queue.complete(table)

    def stop(self) -> None:
        """End the threads: what waits is dropped, what runs comes to its end first."""
        self.queue.close()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()

    def _work(self, completes: bool) -> None:
        session = self._make_session()
        with self._lock:
            self.sessions.append(session)
        runner = JobRunner(session, self._state, self._facts, self._options)
        finisher = TableFinisher(session, self._state, self._options.sql_mode)
        small = SmallTableRunner(session, self._state, self._facts, self._options)
        try:
            while (task := self.queue.take(completes=completes)) is not None:
                try:
                    self._do(task, runner, small, finisher)
                finally:
                    self.queue.done(task)
                    del task  # its rows: the thread may wait long for the next one
        except DumpError as error:
            self.queue.abort(error)
        except Exception as error:
            self.queue.abort(
                DumpError(
                    f"The restore broke off: {type(error).__name__}, {reason(error)}.",
                    "Retry; it goes on with the tables that are not complete.",
                )
            )
        finally:
            session.close()

    def _do(self, task: Task, runner: JobRunner, small: SmallTableRunner, finisher: TableFinisher) -> None:
        table, job = task
        if job is None:
            self._finish(finisher, table)
        elif isinstance(job, SmallTables):
            self._load_small(small, runner, job)
        else:
            self._load(runner, table, job)

    def _load_small(self, small: SmallTableRunner, runner: JobRunner, tables: SmallTables) -> None:
        """Load small tables together or, if something is to be said of one of them, each by itself."""
        try:
            done = small.run(tables)
        except Exception as error:
            if _problem_of_table("", error) is None:
                raise
            done = False
        if done:
            with self._lock:
                self.loaded_rows += tables.rows
            for table, _ in tables.loads:
                table.stage = TableStage.COMPLETE
            return
        for table, job in tables.loads:
            try:
                small.create(table)
            except Exception as error:
                self._fail(table, error)
            if job is None or table.stage is TableStage.FAILED:
                self.close_table(table)
            else:
                table.pending = 1
                self._load(runner, table, job)

    def _load(self, runner: JobRunner, table: TableLoad, job: LoadJob) -> None:
        started = time.monotonic()
        result: JobResult | None = None
        if table.stage is not TableStage.FAILED:
            try:
                result = runner.run(job, invalid_dates=table.invalid_dates)
            except Exception as error:
                self._fail(table, error)
        with self._lock:
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
                table.invalid_dates |= result.invalid_dates
            ready = table.closed and table.pending == 0 and table.stage is TableStage.LOADING
            if ready:
                table.stage = TableStage.FINISHING
        if ready:
            self.queue.complete(table)

    def _finish(self, finisher: TableFinisher, table: TableLoad) -> None:
        started = time.monotonic()
        try:
            finisher.run(table)
        except Exception as error:
            self._fail(table, error)
            return
        with table.lock:
            table.summary.seconds += time.monotonic() - started
            table.stage = TableStage.COMPLETE

    def _fail(self, table: TableLoad, error: Exception) -> None:
        """Fail the table if the fault is its own; raise if nothing can go on."""
        if (problem := _problem_of_table(table.name, error)) is not None:
            table.fail(problem)
            return
        if isinstance(error, RestoreCancelledError):
            table.fail(f"Table {table.name}: the restore was stopped.")
        raise error


def _problem_of_table(name: str, error: Exception) -> str | None:
    """Return what is wrong with a table or its rows; None if the error concerns the whole restore."""
    if isinstance(error, RestoreTableError):
        return error.problem
    code = error_code(error)
    if code in _TABLE_ERRORS and code not in _SERVER_ERRORS and code not in range(2000, 3000):
        return f"Table {name}: {reason(error)}."
    return None
