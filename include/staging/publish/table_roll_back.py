"""Lets readers see one table of an earlier day again, beside all others of the published dump."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from include.exceptions import PublishError
from include.ledger.ledger import Ledger
from include.ledger.restore_marker import RestoreMarker
from include.ledger.restore_marker_table import read_restore_marker
from include.ledger.schemas import SET_ASIDE_PREFIX, backup_schema, backup_schemas, base_tables, count_rows
from include.mysql.identifiers import checked_schema, quoted
from include.mysql.sql_files import SqlFiles
from include.settings import Settings
from include.staging.publish.publish_result import PublishResult
from include.staging.publish.publish_step import publication_of
from include.staging.publish.publisher import Publisher
from include.staging.publish.swap import check_foreign_keys, drop_replaced, drop_triggers, run_swap
from include.staging.publish.swap_plan import REPLACED_PREFIX, TableSwap
from include.staging.quality.copy_check import columns_problem, require_no_problem

if TYPE_CHECKING:
    from pymysql.connections import Connection

_SQL = SqlFiles(__file__)

#: The action of such a publication in the ledger.
ACTION: Final = "roll back table"
_COPY: Final = f"{REPLACED_PREFIX}copy"
_OLD: Final = f"{REPLACED_PREFIX}old"
_LONGEST_NAME: Final = 64


class TableRollBack:
    """Exchanges one table of staging by one RENAME TABLE.

    The backup of the day stays whole: readers get a copy of its table, and what they saw is set aside in the
    backup's schema. The restore marker gets a new ``load_id``, so nothing takes what was built for built.

    :param publisher: does nothing else at the same time, and finishes what was interrupted.
    :param ledger: the run ledger on the same server.
    :param settings: names of the schemas, lock wait and number of tries.
    :param pause_seconds: between two tries of a blocked RENAME.
    """

    def __init__(
        self, publisher: Publisher, ledger: Ledger, settings: Settings, *, pause_seconds: float = 5.0
    ) -> None:
        self._publisher = publisher
        self._ledger = ledger
        self._settings = settings
        self._pause_seconds = pause_seconds
        self._staging = checked_schema(settings.staging_schema)

    def roll_back(
        self, day: date, table: str, *, run_id: str, code_version: str, reason: str
    ) -> PublishResult:
        """Make a table of the backup of a day what readers see; with the published day, undo that.

        :param day: dump date of the backup, or of what readers see: its table comes back.
        :param table: name of the table, in exact case.
        :param run_id: who does it, for the ledger.
        :param code_version: commit of the code, for the ledger.
        :param reason: who wants it and why, for the ledger.
        :raises PublishError: if there is no such copy, it lacks columns that the models read, or
            readers block the RENAME; what readers see is unchanged.
        """
        with self._publisher.exclusive() as connection:
            healed = self._publisher.heal(connection, run_id, code_version)
            seen = read_restore_marker(connection, self._staging)
            published = self._ledger.published()
            if seen is None or published is None:
                raise PublishError(
                    f"{self._staging} holds no published dump, so none of its tables can be replaced.",
                    "Trigger tokyobeta_daily for the newest dump.",
                )
            aside = f"{SET_ASIDE_PREFIX}{seen.restore_id[:8]}_{table}"
            if len(aside) > _LONGEST_NAME:
                raise PublishError(
                    f"The name {table} is too long to be set aside.", "Go back with all tables instead."
                )
            holder = self._holder(connection, aside)
            if day == seen.dump_date:
                if holder is None:  # it is the published one already
                    return PublishResult(publication=published, changed=False, healed=healed)
                self._require_columns(connection, holder, aside, table)
                steps, origin = self._undo(table, holder, aside), "the published dump again"
            else:
                steps = self._go_back(connection, day, table, None if holder else aside)
                origin = f"the dump of {day}"
            seconds, attempts, triggers = self._swap(connection, steps)
            publication = publication_of(
                self._new_load(connection, seen),
                action=ACTION,
                run_id=run_id,
                code_version=code_version,
                replaced_load_id=seen.load_id,
                replaced_dump_date=seen.dump_date,
                # Where the copy of all tables is that this dump replaced.
                backup_schema=published.backup_schema,
                seconds=seconds,
                attempts=attempts,
                overrides=(
                    *(each for each in published.overrides if not each.startswith(f"table {table} is of ")),
                    f"table {table} is of {origin}, by {reason}",
                ),
            )
            self._ledger.record_publication(publication)
            return PublishResult(
                publication=publication,
                changed=True,
                healed=healed,
                dropped_triggers=triggers,
                discarded_copy=None,
            )

    def _holder(self, connection: Connection[Any], aside: str) -> str | None:
        """Return the backup in which the published dump's own table was set aside."""
        schemas = backup_schemas(connection, self._settings.backup_schema_prefix)
        return next((schema for schema in schemas if aside in base_tables(connection, schema)), None)

    def _undo(self, table: str, holder: str, aside: str) -> TableSwap:
        steps = [(self._staging, table, holder, _OLD), (holder, aside, self._staging, table)]
        return self._plan(holder, table, steps)

    def _go_back(self, connection: Connection[Any], day: date, table: str, aside: str | None) -> TableSwap:
        source = backup_schema(self._settings.backup_schema_prefix, day)
        held, seen = base_tables(connection, source), base_tables(connection, self._staging)
        if read_restore_marker(connection, source) is None or table not in held or table not in seen:
            raise PublishError(
                f"There is no table {table} in both {self._staging} and the copy of the dump of {day}.",
                "Choose a day and a table that the log of show_plan lists.",
            )
        self._require_columns(connection, source, table, table)
        drop_replaced(connection, source)
        self._copy(connection, source, table)
        # Where a table of another day is seen already, its own copy is still in that day's backup.
        steps = [(self._staging, table, source, aside or _OLD), (source, _COPY, self._staging, table)]
        return self._plan(source, table, steps)

    def _require_columns(self, connection: Connection[Any], schema: str, name: str, table: str) -> None:
        problem = columns_problem(connection, self._settings, schema, name, table)
        require_no_problem(problem, f"{schema}.{name}")

    def _plan(self, source: str, table: str, steps: list[tuple[str, str, str, str]]) -> TableSwap:
        return TableSwap(
            source=source,
            source_tables=[table],
            staging=self._staging,
            staging_tables=[table],
            backup=source,
            backup_tables=[],
            steps=steps,
        )

    def _copy(self, connection: Connection[Any], source: str, table: str) -> None:
        name, copy = f"{quoted(source)}.{quoted(table)}", f"{quoted(source)}.{quoted(_COPY)}"
        with connection.cursor() as cursor:
            cursor.execute(_SQL.text("stored_columns"), {"schema": source, "table": table})
            columns = ", ".join(quoted(str(row[0])) for row in cursor.fetchall())
            # Zero dates and ids of 0 are copied as they are.
            cursor.execute("SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO'")
            cursor.execute(f"CREATE TABLE {copy} LIKE {name}")
            copied = f"INSERT INTO {copy} ({columns}) SELECT {columns} FROM {name}"  # noqa: S608 (quoted names only)
            cursor.execute(copied)
        connection.commit()
        counts = count_rows(connection, source, [table, _COPY])
        if counts[table] != counts[_COPY]:
            raise PublishError(
                f"The copy of {source}.{table} has {counts[_COPY]} rows instead of {counts[table]}.",
                "Clear this task with downstream: it is copied again. Readers see the same as before.",
            )

    def _swap(self, connection: Connection[Any], plan: TableSwap) -> tuple[float, int, tuple[str, ...]]:
        check_foreign_keys(connection, plan)
        triggers = drop_triggers(connection, plan)
        seconds, attempts = run_swap(
            connection,
            plan,
            lock_wait_seconds=self._settings.publish_lock_wait_seconds,
            attempts=self._settings.publish_attempts,
            pause_seconds=self._pause_seconds,
        )
        drop_replaced(connection, plan.source)
        return seconds, attempts, triggers

    def _new_load(self, connection: Connection[Any], seen: RestoreMarker) -> RestoreMarker:
        changed = replace(seen, load_id=uuid4().hex)
        statement = _SQL.text("new_load").format(schema=quoted(self._staging))
        with connection.cursor() as cursor:
            cursor.execute(statement, {"load_id": changed.load_id})
        connection.commit()
        return changed
