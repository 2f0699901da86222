"""Drops tables of failed test rows that nobody has written for a while."""

from __future__ import annotations

import logging
from typing import Final

from include.mysql.identifiers import quoted
from include.mysql.sql_files import SqlFiles
from include.mysql.target import WarehouseTarget

log = logging.getLogger(__name__)

_SQL = SqlFiles(__file__)
# Where dbt stores the rows that fail a test (dbt_project.yml, store_failures).
TEST_RESULTS_SCHEMA: Final = "test_results"


def drop_old_test_results(target: WarehouseTarget, *, keep_days: int) -> list[str]:
    """Drop the tables of failed test rows that are older than ``keep_days``.

    dbt makes a test's table anew in each run; one that is old belongs to a test that is not run any more.

    :param target: the warehouse, as the loading user.
    :param keep_days: days to keep.
    :returns: the tables that were dropped.
    """
    with target.with_schema(None).connect() as connection, connection.cursor() as cursor:
        cursor.execute(_SQL.text("old_tables"), {"schema": TEST_RESULTS_SCHEMA, "days": keep_days})
        old = [str(row[0]) for row in cursor.fetchall()]
        for table in old:
            cursor.execute(f"DROP TABLE IF EXISTS {quoted(TEST_RESULTS_SCHEMA)}.{quoted(table)}")
            log.info("Dropped %s.%s", TEST_RESULTS_SCHEMA, table)
    return old
