"""Getting server and schema ready for a restore."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pymysql

from include.dump.errors import RestoreTargetError
from include.dump.load.load_connection import LoadConnection
from include.dump.load.options import RestoreOptions
from include.dump.load.restore_state import RestoreState
from include.dump.load.server_facts import ServerFacts
from include.dump.load.table_summary import TableSummary
from include.dump.parse.report import DumpReport
from include.dump.restore.restore_lock import RestoreLock
from include.dump.restore.target_schema import TargetSchema
from include.mysql.errors import UNKNOWN_TIME_ZONE, error_code
from include.mysql.table_names import FoldName, fold_names


class Preparation:
    """Makes sure of the server, takes the schema over, and leaves in it only what can be kept.

    :param schema: the schema to restore into.
    :param state: the server's memory of earlier tries.
    :param lock: lets one restore at a time into the schema.
    :param options: how.
    :param try_dump: called with what the server can do, to try the dump on temporary tables.
    :param before_change: called when all checks have passed, before the first table is touched.
    :param warn: called with what a reader of the log should know.
    """

    def __init__(
        self,
        schema: TargetSchema,
        state: RestoreState,
        lock: RestoreLock,
        options: RestoreOptions,
        *,
        try_dump: Callable[[ServerFacts], None],
        before_change: Callable[[], None],
        warn: Callable[[str], None],
    ) -> None:
        self._schema, self._state, self._lock, self._options = schema, state, lock, options
        self._try, self._before_change, self._warn = try_dump, before_change, warn
        self.reused: dict[str, TableSummary] = {}

    def run(self, connection: LoadConnection, report: DumpReport) -> ServerFacts:
        """Prepare; ``reused`` then holds the complete tables of an earlier try with the same content.

        :param connection: the one that is to hold the lock.
        :param report: the dump, which has passed its inspection.
        :returns: what the server can do.
        :raises DumpError: if server or schema cannot take the restore, or another one is running.
        """
        facts = ServerFacts.of(connection)
        facts.check(report)
        self._check_time_zones(connection, report)
        fold = fold_names(connection)
        _check_names(report, fold)
        self._state.prepare(connection)
        self._try(facts)
        self._lock.acquire(connection)
        # Again behind the fencing token: a restore that was cut off may have come back until then.
        self._state.end_sessions(connection)
        self._state.fencing_token.take(connection)
        self._state.end_sessions(connection)
        self._schema.create(connection)
        present = {fold(name): kind for name, kind in self._schema.tables(connection).items()}
        made = {fold(name) for name in self._state.fencing_token.made(connection)}
        if not self._options.overwrite:
            self._schema.refuse_foreign(present.keys() - made)
        done = self._state.begin(connection, report.identity + self._options.content_key)
        # Whether a table of an earlier try was altered already is not known.
        done = {} if self._options.fresh or report.alterations else done
        tables = {name: summary for name, summary in done.items() if present.get(fold(name)) == "BASE TABLE"}
        self.reused = self._unchanged(connection, tables.values())
        self._state.keep_only(connection, set(self.reused))
        # From here on a retry keeps no table that this one was to restore.
        self._before_change()
        names = {fold(name) for name in report.table_names}
        self._state.fencing_token.record_made(connection, (made & present.keys()) | names)
        self._schema.drop_all_but(connection, {fold(name) for name in self.reused}, fold)
        return facts

    def _check_time_zones(self, connection: LoadConnection, report: DumpReport) -> None:
        """Check that the server knows the time zones of the dump; named ones have to be loaded into it."""
        before = connection.session_zone
        for zone in sorted(report.time_zones | {self._options.silent_time_zone or "+00:00"}):
            try:
                connection.use_zone(zone)
            except pymysql.err.MySQLError as error:
                if error_code(error) != UNKNOWN_TIME_ZONE:
                    raise
                raise RestoreTargetError(
                    f"The server does not know the time zone {zone} of the dump (error {UNKNOWN_TIME_ZONE}).",
                    "Load the time zone tables into the server (mysql_tzinfo_to_sql), or give the zone as an "
                    "offset such as +09:00.",
                ) from error
        connection.use_zone(before)

    def _unchanged(
        self, connection: LoadConnection, tables: Iterable[TableSummary]
    ) -> dict[str, TableSummary]:
        """Return the tables that still hold as many rows as when they were complete."""
        kept: dict[str, TableSummary] = {}
        for table in tables:
            rows = self._schema.count(connection, table.name)
            if rows == table.rows:
                kept[table.name] = table
            else:
                self._warn(
                    f"Table {table.name} holds {rows:,} rows and had {table.rows:,} when it was complete: it"
                    " is restored again."
                )
        return kept


def _check_names(report: DumpReport, fold: FoldName) -> None:
    """Check that no two tables have names that the server takes for one."""
    names: dict[str, str] = {}
    for name in report.table_names:
        if (other := names.setdefault(fold(name), name)) != name:
            raise RestoreTargetError(
                f"The dump has tables {other} and {name}, whose names are the same for this server: its "
                "lower_case_table_names is not 0.",
                "Restore into a server with lower_case_table_names=0, or rename one of them in the source.",
            )
