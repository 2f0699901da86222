"""Two sound copies of all 81 tables: what readers see, and the dump of the next day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from include.ledger.ledger import Ledger
from include.ledger.restore_record import RestoreRecord
from include.ledger.schemas import base_tables, count_rows, ensure_schemas
from include.mysql.target import WarehouseTarget
from include.settings import Settings
from include.staging.publish.publisher import Publisher
from tests.include.conftest import record_rules, restore_record

DAY_9, DAY_10 = date(2026, 2, 9), date(2026, 2, 10)
ROWS = 1_500
_INCOMING = re.compile(r"staging_incoming\.`?(\w+)")
LOOKUPS = (
    "m_nationalities",
    "m_owners",
    "m_agents",
    "apartment_municipalities",
    "apartment_prefectures",
    "m_sales_types",
    "m_moving_reasons",
    "m_personal_identities",
    "inquiries",
    "apartments",
    "rooms",
)
NUMBERS = f"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS}) "
FILL = (
    "INSERT INTO {schema}.tenants (id, last_name, status, contract_type, gender_type, reason_moveout, "
    "created_at, updated_at) "
    + NUMBERS
    + "SELECT i, '姓', i % 18, 1 + i % 9, 1 + i % 3, i % 8, '2026-01-05 01:00', "
    "'{day} 05:00' - INTERVAL 1 DAY FROM n",
    "INSERT INTO {schema}.movings (id, tenant_id, apartment_id, room_id, movein_date, moveout_date, rent, "
    "moving_agreement_type, cancel_flag, is_moveout, created_at, updated_at) "
    + NUMBERS
    + "SELECT i, i, 1 + i % 20, 1 + i % 20, IF(i % 6 = 0, NULL, '2024-04-01'), "
    "CASE WHEN i % 200 = 1 THEN '0000-00-00' WHEN i % 3 = 0 THEN '2025-04-01' END, IF(i % 30 = 0, 0, 56000), "
    "i % 10, 0, i % 2, '2026-01-05 01:00', '{day} 04:00' - INTERVAL 1 DAY FROM n",
)


class SoundDump:
    """Two sound copies of all 81 tables, and what tests do to the newer one.

    :param target: an empty server, as root.
    :param definitions: the CREATE TABLE statements of the source.
    """

    def __init__(self, target: WarehouseTarget, definitions: Sequence[str]) -> None:
        self.target = target
        self.settings = Settings()
        self.ledger = Ledger(target)
        self.ledger.ensure()
        ensure_schemas(target, self.settings)
        self.record: RestoreRecord | None = None
        self._definitions = definitions
        self._touched: set[str] = set()
        self._fill("staging_incoming", DAY_9)
        self._marker(DAY_9)
        record_rules(self.ledger, self.record)
        Publisher(target, self.ledger, self.settings).publish(DAY_9, run_id="r", code_version="c")
        self._fill("sound", DAY_10)

    def execute(self, *statements: str) -> None:
        """Run statements; incoming tables that they name are made sound again by the next reset."""
        self._touched |= {name for text in statements for name in _INCOMING.findall(text)}
        with self.target.connect() as connection, connection.cursor() as cursor:
            cursor.execute("SET SESSION sql_mode = ''")
            for statement in statements:
                cursor.execute(statement)

    def reset(self) -> None:
        """Make the incoming schema the sound dump of 10 February again, and record its restore."""
        with self.target.connect() as connection:
            sound, there = base_tables(connection, "sound"), base_tables(connection, "staging_incoming")
        wrong = self._touched | (set(sound) ^ set(there))
        for table in wrong & set(there):
            self.execute(f"DROP TABLE staging_incoming.`{table}`")
        for table in wrong & set(sound):
            self.execute(
                f"CREATE TABLE staging_incoming.`{table}` LIKE sound.`{table}`",
                f"INSERT INTO staging_incoming.`{table}` SELECT * FROM sound.`{table}`",
            )
        self._touched.clear()
        self._marker(DAY_10)

    def mark_again(self, *, sha256: str = "a" * 64, day: date = DAY_10) -> None:
        """Record the incoming schema as it is now as what was restored: damage in the dump itself."""
        self._marker(day, sha256)

    def _marker(self, day: date, sha256: str | None = None) -> None:
        with self.target.connect() as connection:
            names = [name for name in base_tables(connection, "staging_incoming") if name != "_dump_seal"]
            rows = count_rows(connection, "staging_incoming", names)
        self.record = restore_record(day, rows, etag=f"e{day}", sha256=sha256 or f"{day:%d}" * 32)
        self.ledger.record_restore(self.record, "staging_incoming")

    def _fill(self, schema: str, day: date) -> None:
        self.execute(f"CREATE DATABASE IF NOT EXISTS {schema}", f"USE {schema}")
        with self.target.with_schema(schema).connect() as connection, connection.cursor() as cursor:
            cursor.execute("SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO', cte_max_recursion_depth = 10000")
            for definition in self._definitions:
                cursor.execute(definition)
            for statement in FILL:
                cursor.execute(statement.format(schema=schema, day=day))
            for table in LOOKUPS:
                rows = 200 if table == "m_nationalities" else 20
                columns, values = ["id"], ["%s"]
                if table in {"apartments", "rooms", "inquiries"}:
                    columns, values = [*columns, "updated_at"], [*values, f"'{day}' - INTERVAL 1 DAY"]
                if table == "rooms":
                    columns, values = [*columns, "status"], [*values, "1"]
                cursor.execute("SET SESSION sql_mode = ''")
                cursor.executemany(
                    f"INSERT INTO `{table}` ({', '.join(columns)}) VALUES ({', '.join(values)})",
                    [(number,) for number in range(1, rows + 1)],
                )
