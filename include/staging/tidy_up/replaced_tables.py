"""Tables that an interrupted publish or roll-back has set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from include.dump.restore.target_schema import TargetSchema
from include.ledger.schemas import backup_schemas, base_tables
from include.mysql.identifiers import quoted
from include.mysql.target import WarehouseTarget
from include.settings import Settings
from include.staging.publish.swap import drop_replaced
from include.staging.publish.swap_plan import REPLACED_PREFIX
from include.staging.tidy_up.kinds import REPLACED
from include.staging.tidy_up.leftover import Leftover

if TYPE_CHECKING:
    from pymysql.connections import Connection


class ReplacedTables:
    """Tables named ``_replaced_…`` in backups and the incoming schema, and backups without any table.

    What a roll-back of one table has set aside (``_set_aside_…``) is needed to undo it and is no such table.

    :param target: the warehouse, as the loading user.
    :param settings: names of the schemas, and how long a statement may wait for a table.
    """

    kind = REPLACED

    def __init__(self, target: WarehouseTarget, settings: Settings) -> None:
        self._target = target.with_schema(None)
        self._settings = settings

    def found(self) -> list[Leftover]:
        """Return one for each schema that has any, and one for each backup that is empty."""
        with self._target.connect() as connection:
            counts = {schema: self._replaced(connection, schema) for schema in self._schemas(connection)}
            empty = self._empty(connection)
        return [
            *(
                Leftover(
                    kind=self.kind,
                    what="tables that were replaced",
                    where=schema,
                    details=f"{REPLACED_PREFIX}…: {count}",
                )
                for schema, count in counts.items()
                if count
            ),
            *(
                Leftover(
                    kind=self.kind, what="copy without a table", where=schema, details="the schema alone"
                )
                for schema in empty
            ),
        ]

    def erase(self) -> None:
        """Drop them, and the backups that are empty."""
        with self._target.connect() as connection, connection.cursor() as cursor:
            cursor.execute("SET SESSION lock_wait_timeout = %s", (self._settings.publish_lock_wait_seconds,))
            for schema in self._schemas(connection):
                drop_replaced(connection, schema)
            for schema in self._empty(connection):
                cursor.execute(f"DROP DATABASE {quoted(schema)}")

    def _schemas(self, connection: Connection[Any]) -> list[str]:
        backups = backup_schemas(connection, self._settings.backup_schema_prefix)
        return [*sorted(backups), self._settings.incoming_schema]

    def _replaced(self, connection: Connection[Any], schema: str) -> int:
        return sum(table.startswith(REPLACED_PREFIX) for table in base_tables(connection, schema))

    def _empty(self, connection: Connection[Any]) -> list[str]:
        backups = backup_schemas(connection, self._settings.backup_schema_prefix)
        return [name for name in sorted(backups) if not TargetSchema(name).tables(connection)]
