"""Putting one job's rows into their table, exactly."""

from __future__ import annotations

from include.dump.errors import RestoreTableError
from include.dump.load.job_result import JobResult
from include.dump.load.load_connection import LoadConnection
from include.dump.load.load_job import LoadJob
from include.dump.load.options import RestoreOptions
from include.dump.load.restore_state import RestoreState
from include.dump.load.row_loader import RowLoader
from include.dump.load.server_facts import ServerFacts
from include.dump.load.server_session import ServerSession


class JobRunner:
    """Runs jobs on one session.

    :param session: the session, in the target schema.
    :param state: where committed jobs are noted.
    :param facts: whether the server takes LOAD DATA LOCAL, and its longest statement.
    :param options: the sql_mode, and what is tolerated.
    """

    def __init__(
        self, session: ServerSession, state: RestoreState, facts: ServerFacts, options: RestoreOptions
    ) -> None:
        self._session, self._state = session, state
        self._loader = RowLoader(facts, options)

    def run(self, job: LoadJob, *, invalid_dates: bool = False) -> JobResult:
        """Load the rows of a job and commit them, exactly once.

        :param job: the rows. A load that breaks off is final if the engine of their table cannot roll back,
            or if the server gives them their numbers, of which the load has used some up.
        :param invalid_dates: whether it is known that the table has zero or impossible days.
        :returns: how they went in.
        :raises RestoreTableError: if a row does not go in; the message names row and reason.
        :raises pymysql.err.MySQLError: if the server cannot go on.
        """
        transactional = job.definition.transactional
        why_final = None
        if not transactional:
            why_final = "rows went into a table that cannot roll back"
        elif job.parts[0].numbered:
            why_final = "the server gave rows their numbers"
        watch = not invalid_dates and bool(job.definition.day_columns)

        def attempt(connection: LoadConnection, number: int) -> JobResult:
            if number > 1 and self._state.job_done(connection, job.table, job.number):
                # Perhaps with defects: what was seen then is not known any more.
                return JobResult({self._loader.way(job)}, empty_enums=True, invalid_dates=True)
            if number > 1 and why_final is not None:
                raise RestoreTableError(
                    f"Table {job.table}: the connection broke off while {why_final}.",
                    "Retry; the table starts afresh.",
                )
            result = self._loader.put(connection, job, watch=watch)
            if transactional:  # else the note would say nothing about the rows
                self._state.record_job(connection, job.table, job.number)
            connection.commit()
            return result

        try:
            return self._session.run(attempt)
        except RestoreTableError:
            self._session.roll_back()
            raise
