"""Threads of the server are found and ended whatever text the others are running."""

from __future__ import annotations

import threading
import time
from contextlib import closing

import pymysql
import pytest

from dev.servers.mysql_server import MySqlServer
from include.mysql.process_list import process_list
from include.mysql.server_threads import end_threads, thread_id

pytestmark = pytest.mark.mysql


@pytest.mark.parametrize(
    "text", ["🏠".encode(), b"\xfe\xd9/", "日本".encode("cp932")], ids=["plane", "bytes", "sjis"]
)
def test_a_statement_with_text_that_is_not_plain_hides_no_thread(
    mysql_server: MySqlServer, text: bytes
) -> None:
    """information_schema.processlist fails with error 3854 meanwhile: a restore could not be stopped."""
    ended: list[BaseException] = []
    with closing(mysql_server.target.connect()) as busy, closing(mysql_server.target.connect()) as other:
        number = thread_id(busy)

        def run() -> None:
            try:
                busy.query(b"SELECT SLEEP(60), _binary '" + text + b"'")
            except pymysql.err.MySQLError as error:
                ended.append(error)

        thread = threading.Thread(target=run)
        thread.start()
        time.sleep(0.5)
        (found,) = [t for t in process_list(other) if t.number == number]
        assert (found.user, found.schema) == ("root", "")
        assert end_threads(other, [number], "another_schema") == 0
        assert end_threads(other, [number]) == 1
        thread.join(10)
        with other.cursor() as cursor:
            cursor.execute("SELECT '語'")
            assert cursor.fetchone() == ("語",)
    assert len(ended) == 1
