"""Whether readers can go back to a kept copy, measured before anything is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from include.exceptions import PublishError
from include.ledger.ledger import Ledger
from include.ledger.restore_marker_table import read_restore_marker
from include.ledger.schemas import base_tables
from include.mysql.sql_files import SqlFiles
from include.settings import Settings
from include.staging.quality.checks.columns import required_columns
from include.staging.quality.checks.tables import named

if TYPE_CHECKING:
    from pymysql.connections import Connection

_SQL = SqlFiles(__file__)


def copy_problem(
    connection: Connection[Any], ledger: Ledger, settings: Settings, schema: str, table: str | None = None
) -> str:
    """Return what a copy lacks of what was restored or of what today's models read; empty if nothing.

    Rows are not counted: erasing a person takes rows out of the copies, and a copy may hold a table of
    another day that a person asked for.

    :param connection: an open connection.
    :param ledger: knows which tables were restored.
    :param settings: where the dbt project is, which lists the columns that the models read.
    :param schema: schema with the copy; without a restore marker nothing is known of it.
    :param table: the one table that is to be seen again; None for all.
    """
    marker = read_restore_marker(connection, schema)
    if marker is None:
        return ""
    needed = required_columns(settings.dbt_project_dir)
    expected = ledger.restored_rows(marker.restore_id).keys() | needed.keys()
    wanted = expected if table is None else {table}
    gone = sorted(wanted - set(base_tables(connection, schema)))
    if gone:
        return f"tables that are gone: {named(gone)}"
    return _columns_missing(connection, schema, {name: needed.get(name, []) for name in sorted(wanted)})


def columns_problem(
    connection: Connection[Any], settings: Settings, schema: str, name: str, table: str
) -> str:
    """Return which columns that today's models read a table lacks that is kept under another name.

    :param connection: an open connection.
    :param settings: where the dbt project is.
    :param schema: its schema.
    :param name: the name under which it is kept.
    :param table: the name under which readers would see it.
    """
    columns = required_columns(settings.dbt_project_dir).get(table, [])
    return _columns_missing(connection, schema, {name: columns})


def require_no_problem(problem: str, what: str) -> None:
    """Refuse to go back to a copy that lacks something.

    :param problem: from :func:`copy_problem` or :func:`columns_problem`.
    :param what: the copy, for the message.
    :raises PublishError: naming what is missing; nothing has been changed.
    """
    if problem:
        raise PublishError(
            f"{what} cannot be seen again, it lacks {problem}. Nothing was changed.",
            "Choose another day, or trigger tokyobeta_daily for that day with *Restore again*. If only newer "
            "models read these columns, deploy the code of that day first.",
        )


def _columns_missing(connection: Connection[Any], schema: str, needed: dict[str, list[str]]) -> str:
    with connection.cursor() as cursor:
        cursor.execute(_SQL.text("columns"), {"schema": schema})
        present = {(str(table), str(column)) for table, column, _ in cursor.fetchall()}
    missing = [
        f"{table}.{column}"
        for table, columns in needed.items()
        for column in columns
        if (table, column) not in present
    ]
    return f"columns that the models read: {named(missing)}" if missing else ""
