"""Compare what two builds of the models made on one server."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dev.model_differences.table_difference import TableDifference
from include.mysql.identifiers import quoted

if TYPE_CHECKING:
    from pymysql.connections import Connection

SQL_DIR = Path(__file__).with_name("sql")
LAYERS = ("silver", "gold")
# Bookkeeping of the incremental builds: which build made which day. It differs between any two builds.
BOOKKEEPING = frozenset({"silver.built_days", "silver.built_models"})
Columns = dict[str, list[str]]


def compare(connection: Connection[Any], before: str, after: str) -> list[TableDifference]:
    """Return the difference of every model of silver and gold, those without any included.

    :param connection: a connection that may read both builds.
    :param before: schema prefix of the base build.
    :param after: schema prefix of the head build.
    """
    old, new = _columns(connection, before), _columns(connection, after)
    return [
        _difference(connection, name, (before, old.get(name)), (after, new.get(name)))
        for name in sorted((old.keys() | new.keys()) - BOOKKEEPING)
    ]


def _columns(connection: Connection[Any], prefix: str) -> Columns:
    """Return the columns of every model by ``layer.table``."""
    statement = (SQL_DIR / "columns.sql").read_text(encoding="utf-8")
    found: Columns = {}
    with connection.cursor() as cursor:
        cursor.execute(statement, {layer: prefix + layer for layer in LAYERS})
        for schema, table, column in cursor.fetchall():
            found.setdefault(f"{schema.removeprefix(prefix)}.{table}", []).append(column)
    return found


def _difference(
    connection: Connection[Any],
    name: str,
    before: tuple[str, list[str] | None],
    after: tuple[str, list[str] | None],
) -> TableDifference:
    (old_prefix, old), (new_prefix, new) = before, after
    if old is None or new is None:
        rows = {prefix: _count(connection, prefix, name) for prefix, columns in (before, after) if columns}
        return TableDifference(name, rows.get(old_prefix), rows.get(new_prefix))
    common = [column for column in old if column in new]
    old_rows, new_rows = (_rows(connection, prefix, name, common) for prefix in (old_prefix, new_prefix))
    only_before, only_after = old_rows - new_rows, new_rows - old_rows
    changed: tuple[str, ...] = ()
    if only_before or only_after:
        old_facts, new_facts = (
            _facts(connection, prefix, name, common) for prefix in (old_prefix, new_prefix)
        )
        changed = tuple(column for column in common if old_facts[column] != new_facts[column])
    return TableDifference(
        name,
        old_rows.total(),
        new_rows.total(),
        only_before.total(),
        only_after.total(),
        added=tuple(column for column in new if column not in old),
        removed=tuple(column for column in old if column not in new),
        changed=changed,
    )


def _table(prefix: str, name: str) -> str:
    layer, _, table = name.partition(".")
    return f"{quoted(prefix + layer)}.{quoted(table)}"


def _count(connection: Connection[Any], prefix: str, name: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {_table(prefix, name)}")  # noqa: S608 (names of our own schemas)
        return int(cursor.fetchone()[0])


def _rows(connection: Connection[Any], prefix: str, name: str, columns: list[str]) -> Counter[bytes]:
    """Return how often each row occurs, rows as digests: order does not matter, repetition does."""
    values = ", ".join(map(quoted, columns))
    statement = f"select unhex(sha2(json_array({values}), 256)) from {_table(prefix, name)}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return Counter(row[0] for row in cursor.fetchall())


def _facts(connection: Connection[Any], prefix: str, name: str, columns: list[str]) -> dict[str, Any]:
    """Return how many values each column has, and a sum over them that does not depend on their order."""
    parts = ", ".join(
        f"count({quoted(column)}), sum(crc32(cast({quoted(column)} as char)))" for column in columns
    )
    with connection.cursor() as cursor:
        cursor.execute(f"select {parts} from {_table(prefix, name)}")  # noqa: S608 (names of our own schemas)
        row = cursor.fetchone()
    return {column: row[2 * place : 2 * place + 2] for place, column in enumerate(columns)}
