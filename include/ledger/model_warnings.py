"""Tests of the models that warn: what they found, in words that a person can act on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from include.mysql.identifiers import checked_schema, quoted
from include.mysql.sql_files import SqlFiles
from include.mysql.target import WarehouseTarget

if TYPE_CHECKING:
    from pymysql.cursors import Cursor

_SQL = SqlFiles(__file__)

# The generic tests whose result rows name a rule and how many rows break it.
RULES_TESTS = ("column_rules", "reference_exists")


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningTest:
    """A dbt test that does not stop the run.

    :param name: of the test.
    :param schema: where dbt stores the rows it finds.
    :param table: the table of those rows; empty if the test passed.
    :param model: the model it tests, or None for a test of several.
    :param names_rules: whether its rows name the broken rules.
    """

    name: str
    schema: str
    table: str
    model: str | None
    names_rules: bool


def model_warnings(target: WarehouseTarget, manifest: Path) -> list[str]:
    """Return one line for each rule that is broken, and one for each other test that warns.

    The tables are those of each test's newest run, which is the run that built the data there is now.

    :param target: the warehouse.
    :param manifest: dbt's manifest: it knows the tests and where their results are.
    :raises pymysql.err.MySQLError: if the results cannot be read.
    """
    found: list[str] = []
    with target.with_schema(None).connect() as connection, connection.cursor() as cursor:
        for test in warning_tests(manifest):
            found.extend(_found_by(cursor, test))
    return found


def warning_tests(manifest: Path) -> list[WarningTest]:
    """Return the tests that warn, by name.

    :param manifest: dbt's manifest.
    """
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"]
    tests = [
        _warning_test(node)
        for node in nodes.values()
        if node["resource_type"] == "test" and node["config"]["severity"].lower() == "warn"
    ]
    return sorted(tests, key=lambda test: test.name)


def _warning_test(node: Mapping[str, Any]) -> WarningTest:
    attached = node.get("attached_node")
    return WarningTest(
        name=node["name"],
        schema=checked_schema(node["schema"]),
        table=node["alias"],
        model=attached.rsplit(".", 1)[1] if attached else None,
        names_rules=(node.get("test_metadata") or {}).get("name") in RULES_TESTS,
    )


def _found_by(cursor: Cursor, test: WarningTest) -> list[str]:
    cursor.execute(_SQL.text("test_result_exists"), {"schema": test.schema, "table": test.table})
    if not cursor.fetchall():
        return [f"{test.name} has not run: there is no table {test.schema}.{test.table}"]
    relation = f"{quoted(test.schema)}.{quoted(test.table)}"
    if test.names_rules:
        cursor.execute(f"SELECT broken_rule, failing_rows FROM {relation}")  # noqa: S608 (checked names)
        return sorted(f"{test.model}: {_breaking(rows)}: {rule}" for rule, rows in cursor.fetchall())
    cursor.execute(f"SELECT COUNT(*) FROM {relation}")  # noqa: S608 (checked names)
    counts = cursor.fetchall()
    rows = counts[0][0]
    return [f"{test.name}: {_counted(rows)}, see {test.schema}.{test.table}"] if rows else []


def _counted(rows: int) -> str:
    return "1 row" if rows == 1 else f"{rows:,} rows"


def _breaking(rows: int) -> str:
    return f"{_counted(rows)} {'breaks' if rows == 1 else 'break'}"
