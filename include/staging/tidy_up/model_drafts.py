"""Drafts that a dead build of a model left beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from include.exceptions import TidyUpError
from include.ledger.schemas import TRANSFORM_SCHEMAS
from include.mysql.identifiers import quoted
from include.mysql.named_lock import NamedLock
from include.mysql.process_list import ServerThread, process_list
from include.mysql.server_threads import end_threads
from include.mysql.sql_files import SqlFiles
from include.mysql.target import WarehouseTarget
from include.settings import Settings
from include.staging.tidy_up.kinds import DRAFTS
from include.staging.tidy_up.leftover import Leftover

if TYPE_CHECKING:
    from pymysql.connections import Connection

_SQL = SqlFiles(__file__)

# Names beside a model (dbt/macros/materializations), and those of dbt's own materializations.
_BESIDE: Final = re.compile(r"(?P<model>.+)__dbt_(?P<role>tmp|part|intermediate|backup)\d*")
_LOCK_WAIT_SECONDS: Final = 10
_LONGEST_LOCK_NAME: Final = 64  # as dbt/macros/materializations/relations.sql cuts it


@dataclass(frozen=True, slots=True)
class _Draft:
    schema: str
    name: str
    is_view: bool
    model: str
    kept: str

    @property
    def lock(self) -> NamedLock:
        """The lock under which dbt builds the model."""
        return NamedLock(f"{self.schema}.{self.model}"[:_LONGEST_LOCK_NAME])


class ModelDrafts:
    """What dbt builds beside a model or waits to drop there, and a statement of a dead build that still runs.

    :param target: the warehouse, as the user that dbt builds with: no other may change its schemas.
    :param settings: how long a statement may wait for a table.
    """

    kind = DRAFTS

    def __init__(self, target: WarehouseTarget, settings: Settings) -> None:
        self._target = target.with_schema(None)
        self._settings = settings

    def found(self) -> list[Leftover]:
        """Return each draft, and each connection that holds the lock of a model."""
        with self._target.connect() as connection:
            drafts, builders = self._look(connection)
            threads = self._threads(connection, builders)
        return [
            Leftover(kind=self.kind, what="draft of a model", where=d.schema, details=d.name, kept=d.kept)
            for d in drafts
        ] + [
            Leftover(
                kind=self.kind,
                what="session of a dead build",
                where="server",
                details=f"{thread.label()} builds {builders[thread.number]}",
            )
            for thread in threads
        ]

    def erase(self) -> None:
        """End the sessions, then drop the drafts, each under the lock of its model.

        :raises TidyUpError: if another session builds the model.
        """
        with self._target.connect() as connection:
            _, builders = self._look(connection)
            for thread in self._threads(connection, builders):
                end_threads(connection, [thread.number], thread.schema)
            drafts, _ = self._look(connection)
            with connection.cursor() as cursor:
                cursor.execute(
                    "SET SESSION lock_wait_timeout = %s", (self._settings.publish_lock_wait_seconds,)
                )
                for draft in drafts:
                    if not draft.kept:
                        self._drop(cursor, draft)

    def _drop(self, cursor: Any, draft: _Draft) -> None:
        if not draft.lock.acquire(cursor, _LOCK_WAIT_SECONDS):
            raise TidyUpError(
                f"Another session is building {draft.schema}.{draft.model}, so its draft stays.",
                "Wait for it, or end it, then clear this task.",
            )
        what = "VIEW" if draft.is_view else "TABLE"
        cursor.execute(f"DROP {what} IF EXISTS {quoted(draft.schema)}.{quoted(draft.name)}")
        draft.lock.release(cursor)

    def _look(self, connection: Connection[Any]) -> tuple[list[_Draft], dict[int, str]]:
        """Return the drafts, and the model that each connection builds."""
        with connection.cursor() as cursor:
            cursor.execute(_SQL.text("model_relations"), {"schemas": TRANSFORM_SCHEMAS})
            rows = list(cursor.fetchall())
            names = {(schema, name) for schema, name, *_ in rows}
            builders = {int(builder): f"{schema}.{name}" for schema, name, _, builder in rows if builder}
            drafts = []
            for schema, name, kind, _ in rows:
                if match := _BESIDE.fullmatch(name):
                    is_there = (schema, match["model"]) in names
                    alone = match["role"] == "backup" and not is_there
                    kept = f"{match['model']} itself is missing" if alone else ""
                    draft = _Draft(schema, name, kind == "VIEW", match["model"], kept)
                    drafts.append(draft)
                    if holder := draft.lock.holder(cursor):
                        builders[holder] = f"{schema}.{draft.model}"
        return drafts, builders

    def _threads(self, connection: Connection[Any], builders: dict[int, str]) -> list[ServerThread]:
        """Return the threads of this user that hold the lock of a model."""
        return [t for t in process_list(connection) if t.number in builders and t.user == self._target.user]
