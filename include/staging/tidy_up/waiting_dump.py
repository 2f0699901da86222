"""A completely restored dump that is not published."""

from __future__ import annotations

from include.dump.load.load_connection import LoadConnection
from include.dump.load.options import RestoreOptions
from include.dump.load.restore_state import RestoreState
from include.dump.restore.target_schema import TargetSchema
from include.ledger.ledger import Ledger
from include.ledger.restore_marker_table import drop_restore_marker, read_restore_marker
from include.mysql.target import WarehouseTarget
from include.settings import Settings
from include.staging.publish.swap_plan import REPLACED_PREFIX
from include.staging.quality.decision import open_decision
from include.staging.tidy_up.kinds import WAITING
from include.staging.tidy_up.leftover import Leftover


class WaitingDump:
    """A dump that is restored completely and that readers do not see.

    The next run of its day publishes it without restoring it again, and a person may still decide to publish
    one whose rules failed.

    :param target: the warehouse, as the loading user.
    :param ledger: the run ledger on the same server.
    :param settings: names of the schemas.
    """

    kind = WAITING

    def __init__(self, target: WarehouseTarget, ledger: Ledger, settings: Settings) -> None:
        self._target = target.with_schema(None)
        self._ledger = ledger
        self._settings = settings
        self._incoming = settings.incoming_schema

    def found(self) -> list[Leftover]:
        """Return the dump, with the rules that failed on it, if one waits."""
        with self._target.connect() as connection:
            marker = read_restore_marker(connection, self._incoming)
        if marker is None:
            return []
        decision = open_decision(self._target, self._ledger, self._settings, marker.dump_date)
        failed = f"; failed rules: {', '.join(decision.rules)}" if decision else ""
        name = marker.object_key.rpartition("/")[2]
        return [
            Leftover(
                kind=self.kind,
                what="complete dump that is not published",
                where=self._incoming,
                details=f"{name}: {marker.table_count} tables, {marker.row_count:,} rows{failed}",
            )
        ]

    def erase(self) -> None:
        """Drop its marker, then its tables: whatever dies in between, it does not count as complete."""
        schema = TargetSchema(self._incoming)
        state = RestoreState(self._settings.ops_schema, self._incoming)
        connection = LoadConnection.to(self._target, None, RestoreOptions().sql_mode)
        try:
            state.prepare(connection)
            state.end_sessions(connection)
            state.fencing_token.take(connection)
            drop_restore_marker(connection, self._incoming)
            kept = {name for name in schema.tables(connection) if name.startswith(REPLACED_PREFIX)}
            schema.drop_all_but(connection, kept)
            state.forget_all(connection)
        finally:
            connection.close()
