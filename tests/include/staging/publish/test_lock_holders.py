from __future__ import annotations

import threading
from typing import Any

import pytest
from pymysql.connections import Connection
from pymysql.err import MySQLError

from dev.servers.mysql_server import MySqlServer
from include.mysql.process_list import process_list
from include.mysql.target import WarehouseTarget
from include.staging.publish.lock_holders import lock_holders
from tests.waiting import PATIENCE_SECONDS, wait_until

pytestmark = pytest.mark.mysql
STRANGE = "SELECT SLEEP(600), '🏠'".encode()


def prepare(target: WarehouseTarget) -> None:
    with target.connect() as connection, connection.cursor() as cursor:
        for statement in (
            "CREATE DATABASE staging",
            "CREATE TABLE staging.tenants (id INT, full_name VARCHAR(20))",
            "CREATE USER loader IDENTIFIED BY 'loader-test-password'",
            "GRANT ALL ON staging.* TO loader",
        ):
            cursor.execute(statement)


def number_of(connection: Connection[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT CONNECTION_ID()")
        row = cursor.fetchone()
        assert row is not None
        return int(row[0])


def loader(target: WarehouseTarget) -> WarehouseTarget:
    return WarehouseTarget(host=target.host, port=target.port, user="loader", password="loader-test-password")


def test_with_performance_schema_the_table_is_named(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("p")
    with MySqlServer(folder / "m", options={"performance-schema": "ON"}, die_with_parent=True) as server:
        prepare(server.target)
        with server.target.connect(autocommit=False) as reader, reader.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM staging.tenants WHERE full_name = 'somebody'")
            with server.target.connect() as connection:
                answer = lock_holders(connection, ["staging"])
            assert answer.startswith(f"connection {number_of(reader)} (root@")
            assert answer.endswith("holds staging.tenants")
            assert "somebody" not in answer


def test_a_statement_with_text_that_is_not_plain_hides_nobody(empty_mysql: WarehouseTarget) -> None:
    """information_schema.processlist fails with error 3854 meanwhile: the message named nobody."""
    ended: list[MySQLError] = []

    def run(connection: Connection[Any]) -> None:
        try:
            connection.query(STRANGE)
        except MySQLError as error:
            ended.append(error)

    with (
        empty_mysql.connect(autocommit=False) as idle,
        empty_mysql.connect() as busy,
        empty_mysql.connect() as connection,
    ):
        with idle.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM mysql.user")
        numbers = (number_of(idle), number_of(busy))
        thread = threading.Thread(target=run, args=(busy,), daemon=True)
        thread.start()
        wait_until(
            lambda: (numbers[1], "Query") in {(t.number, t.command) for t in process_list(connection)},
            "the statement runs",
        )
        answer = lock_holders(connection, ["staging"])
        with connection.cursor() as cursor:
            cursor.execute(f"KILL {numbers[1]}")
        thread.join(PATIENCE_SECONDS)
    assert len(ended) == 1
    assert answer.startswith("one of connection ")
    assert all(f"connection {number} (root@" in answer for number in numbers)
    assert "SLEEP" not in answer


def test_without_the_privilege_the_answer_says_what_is_missing(empty_mysql: WarehouseTarget) -> None:
    with empty_mysql.connect() as connection, connection.cursor() as cursor:
        cursor.execute("DROP USER IF EXISTS loader")
    prepare(empty_mysql)
    with loader(empty_mysql).connect() as connection:
        assert "lacks PROCESS" in lock_holders(connection, ["staging"])
    with empty_mysql.connect() as connection, connection.cursor() as cursor:
        cursor.execute("DROP USER loader")
