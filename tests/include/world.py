"""A small warehouse for tests: fills the incoming schema as a restore does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from include.ledger.ledger import Ledger
from include.ledger.restore_record import RestoreRecord
from include.ledger.schemas import base_tables, count_rows, ensure_schemas
from include.mysql.target import WarehouseTarget
from include.settings import PROJECT_DIR, Settings
from tests.include.conftest import record_rules, restore_record

DAY_9, DAY_10, DAY_11 = date(2026, 2, 9), date(2026, 2, 10), date(2026, 2, 11)
TABLES: Mapping[str, int] = {"movings": 5, "tenants": 4, "Costs": 3, "cash": 0}
# A dbt project whose models read the tables above, where what the models read is tested.
SMALL_MODELS = PROJECT_DIR / "tests" / "fixtures" / "small_models"


class World:
    """A warehouse with its ledger, and what tests do to it."""

    def __init__(self, target: WarehouseTarget, settings: Settings | None = None) -> None:
        self.target = target
        # Patient: on a busy machine the server learns seconds later that a connection with locks was closed.
        # A test of what readers block sets a short wait itself.
        self.settings = settings or Settings(
            publish_lock_wait_seconds=60, publish_attempts=2, dbt_project_dir=SMALL_MODELS
        )
        self.ledger = Ledger(target)
        self.ledger.ensure()
        ensure_schemas(target, self.settings)

    def execute(self, *statements: str) -> None:
        with self.target.connect() as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def value(self, query: str) -> object:
        with self.target.connect() as connection, connection.cursor() as cursor:
            cursor.execute(query)
            row = cursor.fetchone()
            return row[0] if row else None

    def restore(
        self,
        day: date,
        rows: Mapping[str, int] = TABLES,
        *,
        etag: str = "e1",
        mark: str = "",
        measured: bool = True,
    ) -> RestoreRecord:
        """Fill the incoming schema with tables whose rows carry the day (or ``mark``); mark it complete.

        Unless ``measured`` is False, its rules are recorded as passed.
        """
        content = mark or day.isoformat()
        for table, count in rows.items():
            name = f"staging_incoming.`{table}`"
            self.execute(
                f"DROP TABLE IF EXISTS {name}", f"CREATE TABLE {name} (id INT PRIMARY KEY, mark VARCHAR(40))"
            )
            for number in range(count):
                self.execute(f"INSERT INTO {name} VALUES ({number}, '{content}')")
        record = restore_record(day, dict(rows), etag=etag)
        self.ledger.record_restore(record, "staging_incoming")
        if measured:
            record_rules(self.ledger, record)
        return record

    def mark(self, schema: str, table: str = "movings") -> object:
        return self.value(f"SELECT MIN(mark) FROM `{schema}`.`{table}`")

    def tables(self, schema: str) -> list[str]:
        with self.target.connect() as connection:
            return base_tables(connection, schema)

    def rows(self, schema: str) -> dict[str, int]:
        with self.target.connect() as connection:
            return count_rows(connection, schema, base_tables(connection, schema))

    def schemas(self) -> set[str]:
        with self.target.connect() as connection, connection.cursor() as cursor:
            cursor.execute("SHOW DATABASES")
            return {str(row[0]) for row in cursor.fetchall()}

    def publications(self) -> object:
        return self.value("SELECT COUNT(*) FROM ops.publications")
